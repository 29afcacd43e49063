"""Folders of pictures as training data: decoded once, drawn by (seed, step), so that a run can be repeated."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps
from torch import Tensor
from torch.nn import functional as F

from training import picture_cache
from training.config import option
from training.errors import TrainingError

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".avif", ".gif"})
Pixels = NDArray[np.uint8]


def find_pictures(sources: Sequence[Path]) -> list[Path]:
    """Every picture file in the folders (and files) of `sources`, sorted by path.

    Raises:
        TrainingError: if a source is missing or there is no picture at all.
    """
    found: list[Path] = []
    for source in sources:
        if source.is_file():
            found.append(source)
        elif source.is_dir():
            found += sorted(
                path for path in source.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file()
            )
        else:
            raise TrainingError(f"{source} does not exist.")
    if not found:
        raise TrainingError(f"There is no picture in {', '.join(map(str, sources))}.")
    return found


def read_picture(path: Path) -> Pixels:
    """A picture as uint8 (H, W, 3) sRGB, upright, without alpha.

    Raises:
        OSError, ValueError: if the file cannot be decoded.
    """
    try:
        return _decoded(path)
    except (OSError, ValueError):
        raise
    except Exception as error:
        # Whatever a decoder says of damaged bytes: RuntimeError of AVIF, struct.error of EXIF, SyntaxError of PNG.
        raise ValueError(f"cannot be decoded ({type(error).__name__}: {error})") from error


def _decoded(path: Path) -> Pixels:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(path) as image:
            upright = ImageOps.exif_transpose(image)
            if upright.mode.startswith("I") or upright.mode == "F":
                upright = Image.fromarray(_eight_bits(np.asarray(upright, np.float32), upright.mode))
            return np.asarray(upright.convert("RGB"))


def _eight_bits(values: NDArray[np.float32], mode: str) -> Pixels:
    """The grey values of a deeper picture as 0..255; Pillow's own conversion cuts them off at 255."""
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    highest = float(values.max(initial=0.0))
    usual = (65535.0,) if mode.startswith("I;16") else (1.0, 255.0, 65535.0)
    white = next((white for white in usual if highest <= white), highest)
    return np.round(values.clip(0) * (255.0 / white)).astype(np.uint8)


@dataclass(frozen=True)
class Preparation:
    """What is done to each decoded picture.

    Attributes:
        name: says it in full: two preparations of one name do the same.
        apply: uint8 (H, W, 3) to uint8 (H', W', 3).
    """

    name: str
    apply: Callable[[Pixels], Pixels]

    def __call__(self, picture: Pixels) -> Pixels:
        return self.apply(picture)


@dataclass(frozen=True)
class PictureSet:
    """Pictures in memory, or mapped into it.

    Attributes:
        paths: where each came from.
        pixels: uint8 (H, W, 3) each, of any size.
        skipped: a sentence for every file that was left out.
    """

    paths: tuple[Path, ...]
    pixels: tuple[Pixels, ...]
    skipped: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.pixels)

    def pick(self, indices: Sequence[int]) -> PictureSet:
        """The pictures at `indices`."""
        return PictureSet(tuple(self.paths[i] for i in indices), tuple(self.pixels[i] for i in indices), ())

    def hold_out(self, every: int) -> tuple[PictureSet, PictureSet]:
        """Splits off every `every`-th picture, which training never sees; returns (training, kept out)."""
        kept_out = range(0, len(self), every)
        inner = [index for index in range(len(self)) if index % every] or [0]
        return self.pick(inner), self.pick(kept_out)


def load_pictures(
    sources: Sequence[Path],
    *,
    prepare: Preparation | None = None,
    minimum_px: int = 1,
    cache: Path | None = None,
    say: Callable[[str], None] = print,
) -> PictureSet:
    """Decodes all pictures; a bad file is reported and skipped.

    Args:
        sources: folders and files.
        prepare: applied to each picture, such as a resize.
        minimum_px: pictures with a shorter side are skipped.
        cache: folder that keeps the decoded pictures for the next run, see `training.picture_cache`; where None, or
            where it cannot be written, they are held in memory.
        say: receives a sentence for every skipped file.

    Raises:
        TrainingError: if nothing is left.
    """
    found = find_pictures(sources)
    skipped: list[str] = []

    def decode() -> Iterator[tuple[Path, Pixels]]:
        skipped.clear()
        for path in found:
            try:
                picture = read_picture(path)
            except (OSError, ValueError) as error:
                skipped.append(f"skipped {path.name}: {error}")
                continue
            if min(picture.shape[:2]) < minimum_px:
                size = f"{picture.shape[1]}x{picture.shape[0]}"
                skipped.append(f"skipped {path.name}: {size} is smaller than {minimum_px}")
                continue
            yield path, prepare(picture) if prepare else picture

    entry = None
    if cache is not None:
        try:
            key = picture_cache.entry_key(found, prepare.name if prepare else "as they are", minimum_px)
            entry = picture_cache.read_entry(cache, key)
            if entry is None:
                picture_cache.write_entry(cache, key, decode(), skipped)
                entry = picture_cache.read_entry(cache, key)
        except OSError as error:
            say(
                f"The decoded pictures cannot be kept in {cache} ({error.strerror}); they are held in memory."
            )
    if entry is None:
        decoded = list(decode())
        entry = picture_cache.Entry(
            tuple(path for path, _ in decoded), tuple(pixels for _, pixels in decoded), tuple(skipped)
        )
    for sentence in entry.skipped:
        say(sentence)
    if not entry.pixels:
        raise TrainingError(f"No picture in {', '.join(map(str, sources))} can be used for training.")
    return PictureSet(entry.paths, entry.pixels, entry.skipped)


def shrink_to_short_side(side_px: int) -> Preparation:
    """A preparation that reduces larger pictures to a short side of `side_px`; smaller ones stay as they are."""

    def prepare(picture: Pixels) -> Pixels:
        height, width = picture.shape[:2]
        if min(height, width) <= side_px:
            return picture
        factor = side_px / min(height, width)
        size = (max(side_px, round(width * factor)), max(side_px, round(height * factor)))
        return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))

    return Preparation(f"short side {side_px}", prepare)


def centre_square(side_px: int) -> Preparation:
    """A preparation that cuts the centre square and resizes it to `side_px`."""

    def prepare(picture: Pixels) -> Pixels:
        return np.asarray(
            ImageOps.fit(Image.fromarray(picture), (side_px, side_px), Image.Resampling.LANCZOS)
        )

    return Preparation(f"centre square {side_px}", prepare)


def stacked(pictures: PictureSet) -> Tensor:
    """Pictures of one size as uint8 (N, 3, H, W); shares the memory of a cache's mapped file.

    Its strides are not those of a contiguous tensor: draw batches with `batch_of`.
    """
    first = pictures.pixels[0]
    mapped = isinstance(first, np.memmap) and len(pictures) > 1
    step = first.nbytes
    beside = mapped and all(
        there.ctypes.data - here.ctypes.data == step
        for here, there in zip(pictures.pixels[:-1], pictures.pixels[1:], strict=True)
    )
    if beside:
        shape = (len(pictures), *first.shape)
        whole = np.lib.stride_tricks.as_strided(first, shape, (step, *first.strides))
    else:
        whole = np.stack(pictures.pixels)
    return torch.from_numpy(whole).permute(0, 3, 1, 2)


def batch_of(pictures: Tensor, chosen: Tensor) -> Tensor:
    """The pictures of uint8 (N, 3, H, W) at the indices `chosen`, as contiguous float32 in 0..1."""
    return pictures[chosen].contiguous().float() / 255.0


def step_rng(seed: int, step: int, stream: int = 0) -> np.random.Generator:
    """The random generator of one step; a resumed run draws what the uninterrupted one would have drawn."""
    return np.random.default_rng((seed, stream, step))


def step_torch_rng(seed: int, step: int, stream: int = 0) -> torch.Generator:
    """As `step_rng`, for torch."""
    generator = torch.Generator()
    generator.manual_seed(int(step_rng(seed, step, stream).integers(2**62)))
    return generator


def to_tensor(pictures: Iterable[Pixels]) -> Tensor:
    """Equal-sized uint8 (H, W, 3) pictures as float32 (N, 3, H, W) in 0..1."""
    return torch.from_numpy(np.stack(list(pictures))).permute(0, 3, 1, 2).float().div_(255).contiguous()


@dataclass(frozen=True)
class CropConfig:
    """How square crops are drawn from pictures of any size."""

    side_px: int = option(224, least=32)
    """Side of a crop."""
    zoom_min: float = option(0.9, above=0)
    """Smallest magnification; a crop never shows more than the picture's short side."""
    zoom_max: float = option(2.2, above=0)
    """Largest magnification: camera pictures are smoother at the pixel than small training photos."""
    flip: bool = True
    """Mirror half of the crops."""
    noise: float = option(0.01, least=0)
    """Largest standard deviation of added Gaussian noise, in 0..1."""

    def __post_init__(self) -> None:
        if self.zoom_min > self.zoom_max:
            raise TrainingError(
                f"Crops have a zoom_min of {self.zoom_min:g}, which is more than their zoom_max of {self.zoom_max:g}."
            )

    def check_multiple(self, of_px: int) -> None:
        """Raises TrainingError unless the side of a crop is a multiple of so many pixels, as a network needs it."""
        if self.side_px % of_px:
            raise TrainingError(
                f"Crops of {self.side_px} pixels do not fit the network; take a crops.side_px that is a multiple of "
                f"{of_px}, such as {-(-self.side_px // of_px) * of_px}."
            )


def draw_crops(pictures: PictureSet, count: int, config: CropConfig, rng: np.random.Generator) -> Tensor:
    """Random crops (count, 3, side, side) in 0..1."""
    return to_tensor(
        _crop(pictures.pixels[index], config, rng) for index in rng.integers(len(pictures), size=count)
    )


def add_noise(images: Tensor, config: CropConfig, rng: np.random.Generator) -> Tensor:
    """Adds a different small amount of noise to each picture of (N, 3, H, W), as sensors do."""
    amounts = rng.uniform(0, config.noise, size=(len(images), 1, 1, 1)).astype(np.float32)
    noise = rng.standard_normal(images.shape, dtype=np.float32)
    return (images + torch.from_numpy(noise * amounts).to(images.device)).clamp_(0, 1)


def draw_move(rng: np.random.Generator, farthest_px: int, zoom: float) -> tuple[int, int, float]:
    """A small move: pixels down and right, and a magnification, which is exactly one in half of all cases."""
    down, right = (int(px) for px in rng.integers(-farthest_px, farthest_px + 1, size=2))
    return down, right, 1.0 + (float(rng.uniform(-zoom, zoom)) if rng.random() < 0.5 else 0.0)


def moved(images: Tensor, down_px: int, right_px: int, zoom: float) -> Tensor:
    """(N, 3, H, W) moved by whole pixels and magnified about its centre; what comes in is the border's colour."""
    height, width = images.shape[2:]
    to_source = torch.tensor([[1.0, 0.0, -2 * right_px / width], [0.0, 1.0, -2 * down_px / height]]) / zoom
    to_source = to_source.to(images.device).expand(len(images), 2, 3)
    grid = F.affine_grid(to_source, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, mode="bilinear", padding_mode="border", align_corners=False)


def _crop(picture: Pixels, config: CropConfig, rng: np.random.Generator) -> Pixels:
    height, width = picture.shape[:2]
    zoom = float(np.exp(rng.uniform(np.log(config.zoom_min), np.log(config.zoom_max))))
    side = min(round(config.side_px / zoom), height, width)
    x, y = rng.integers(width - side + 1), rng.integers(height - side + 1)
    part = Image.fromarray(picture[y : y + side, x : x + side])
    crop = np.asarray(part.resize((config.side_px, config.side_px), Image.Resampling.BICUBIC))
    return crop[:, ::-1] if config.flip and rng.random() < 0.5 else crop
