"""Opening pictures: whatever comes in leaves as uint8 sRGB without alpha."""

from __future__ import annotations

import io
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from studio.media.deep import deep_greys, is_deep
from studio.media.errors import PictureError
from studio.media.exif import camera_exif, orientation_of
from studio.media.heap import give_back
from studio.media.profiles import MODES, Space, is_srgb
from studio.media.watching import OnRead, Watch, WatchedBytes

log = logging.getLogger(__name__)

LIMIT_PIXELS = 250_000_000
READABLE_SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".avif")

# Only formats that hold pictures: no scripts (EPS), no documents (PDF).
_FORMATS = ("PNG", "JPEG", "MPO", "TIFF", "WEBP", "BMP", "GIF", "PPM", "TGA", "JPEG2000", "ICO", "AVIF")
_SPACES: dict[str, Space] = {mode: space for space, mode in MODES.items()}
_LARGE_PIXELS = 8_000_000
_ROWS_AT_ONCE = 256
_OVERSHOOT = 1.25
"""How far beyond white fractions go where a picture was made smaller or sharper."""
_PILLOWS_LIMIT = threading.Lock()


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture out of a file.

    Attributes:
        pixels: uint8 (H, W, 3) sRGB; turned upright, alpha laid on white. Where it was asked for, those of RGB, and
            greys (H, W) and inks (H, W, 4) without alpha, stay as they are in the file.
        name: the file's name, without its folder.
        path: where it was.
        icc_profile: the profile that the file held, before the conversion to sRGB; None if it had none.
        exif: what the camera said, as an EXIF block without the orientation, which is applied; empty if nothing.
        file_format: pillow's name of the format, such as "JPEG".
        orientation: of the EXIF block, 1..8, which was applied.
        deep: whether the file holds 16 bits a channel of RGB.
        space: what the file's colours are made of, where they could be written again as they are: RGB, or greys and
            inks without alpha; "" otherwise.
        notes: one sentence for each thing that a user may want to know, such as lost precision.
    """

    pixels: np.ndarray
    name: str
    path: Path
    icc_profile: bytes | None = None
    exif: bytes = b""
    file_format: str = ""
    orientation: int = 1
    deep: bool = False
    space: Space | Literal[""] = ""
    notes: tuple[str, ...] = field(default=())


def open_picture(
    path: str | Path,
    *,
    limit_pixels: int = LIMIT_PIXELS,
    to_srgb: bool = True,
    on_read: OnRead | None = None,
) -> Picture:
    """Opens a picture of any usual kind.

    Args:
        limit_pixels: larger pictures are refused before they are decoded.
        to_srgb: False leaves pixels as they are in the file, in its own profile; see `Picture`.
        on_read: told how much of the file is decoded; of JPEG and PNG bit by bit, as their decoders take it.

    Raises:
        PictureError: one sentence that says why it cannot be opened.
    """
    path = Path(path)
    watch = None if on_read is None else Watch(on_read)
    with warnings.catch_warnings(), nullcontext() if watch is None else watch.ending():
        # Odd metadata is no reason to speak: the picture counts.
        warnings.simplefilter("ignore")
        conversion = _Conversion(path, _identified(path, limit_pixels, watch), to_srgb=to_srgb)
        with _decoding(path, conversion.image.size):
            return conversion.run()


def open_thumbnail(path: str | Path, side_px: int, *, limit_pixels: int = LIMIT_PIXELS) -> np.ndarray:
    """A picture that fits into a square, uint8 (h, w, 3) sRGB; costs a fraction of the memory of opening it.

    Raises:
        PictureError: one sentence that says why it cannot be opened.
    """
    path = Path(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = _identified(path, limit_pixels)
        with _decoding(path, image.size):
            # A JPEG is decoded at an eighth of its size or more; pictures of other formats have to be decoded whole.
            image.draft(image.mode, (2 * side_px, 2 * side_px))
            if image.mode in ("L", "RGB", "RGBA", "CMYK"):
                load(image)
                # Made small first, so that one picture of the full size is in memory and no second one.
                image.thumbnail((side_px, side_px), Image.Resampling.BOX, reducing_gap=2.0)
            small = Image.fromarray(_Conversion(path, image, to_srgb=True).run().pixels)
            small.thumbnail((side_px, side_px), Image.Resampling.BOX, reducing_gap=2.0)
            return np.asarray(small)


def _identified(path: Path, limit_pixels: int, watch: Watch | None = None) -> Image.Image:
    image = _identify(path, _read_bytes(path), watch)
    width, height = image.size
    if width * height > limit_pixels:
        raise PictureError(
            f"{path.name} is too large: it has {width} × {height} pixels and at most "
            f"{limit_pixels / 1e6:g} million can be opened; make it smaller first."
        )
    return image


@contextmanager
def _decoding(path: Path, size: tuple[int, int]) -> Iterator[None]:
    """Turns whatever decoders raise into a sentence; a large picture's memory goes back to the system."""
    try:
        yield
    except MemoryError as error:
        raise PictureError(f"{path.name} does not fit in memory ({size[0]} × {size[1]} pixels).") from error
    except Exception as error:  # decoders raise whatever they like on damaged files
        log.info("decoding %s failed", path, exc_info=True)
        raise PictureError(f"{path.name} is damaged or incomplete and cannot be opened.") from error
    finally:
        if size[0] * size[1] >= _LARGE_PIXELS:
            give_back()


def identified(path: Path) -> Image.Image:
    """The picture in a file, its header read and its pixels not yet decoded.

    Raises:
        PictureError: one sentence that says why it cannot be opened.
    """
    return _identify(path, _read_bytes(path))


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise PictureError(f"{path} is a folder; name a picture in it.")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise PictureError(f"{path} does not exist.") from error
    except PermissionError as error:
        raise PictureError(f"{path} may not be read: permission denied.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise PictureError(f"{path} cannot be read: {reason}.") from error
    if not data:
        raise PictureError(f"{path.name} is empty (0 bytes).")
    return data


def _identify(path: Path, data: bytes, watch: Watch | None = None) -> Image.Image:
    Image.init()
    known = [name for name in _FORMATS if name in Image.OPEN]
    try:
        with without_pillows_limit():
            if watch is None:
                return Image.open(io.BytesIO(data), formats=known)
            watch.expect(len(data))
            return Image.open(WatchedBytes(data, watch), formats=known)
    except UnidentifiedImageError as error:
        raise PictureError(
            f"{path.name} is not a picture that Pinxit can read (PNG, JPEG, TIFF, WebP, GIF, BMP)."
        ) from error
    except Exception as error:  # a damaged header
        log.info("identifying %s failed", path, exc_info=True)
        raise PictureError(f"{path.name} is damaged or incomplete and cannot be opened.") from error


@contextmanager
def without_pillows_limit() -> Iterator[None]:
    """Pillow refuses large pictures by a setting of the whole process; here the caller's limit decides."""
    with _PILLOWS_LIMIT:
        limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = limit


def load(image: Image.Image) -> None:
    """Decodes a picture whose size was allowed. Of a TIFF, Pillow asks for its own limit once more."""
    with without_pillows_limit() if image.format == "TIFF" else nullcontext():
        image.load()


def cropped(image: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """A part of a decoded picture. Pillow asks for its own limit here, too."""
    with without_pillows_limit():
        return image.crop(box)


class _Conversion:
    """Decodes an identified image and brings it to upright sRGB. Holds one image at a time: they are large.

    Nobody else should hold the image, or two of them are in memory once it is turned or converted.
    """

    def __init__(self, path: Path, image: Image.Image, *, to_srgb: bool) -> None:
        self.path = path
        self.to_srgb = to_srgb
        self.image = image
        self.icc_profile: bytes | None = image.info.get("icc_profile") or None
        self.notes: list[str] = []

    def run(self) -> Picture:
        file_format, deep = self.image.format or "", is_deep(self.image)
        # Pillow turns a TIFF while it loads it, and forgets how; what a PNG says may follow its pixels.
        turned = orientation_of(self.image) if file_format == "TIFF" else 1
        load(self.image)
        exif, orientation = camera_exif(self.image), max(turned, orientation_of(self.image))
        frames = getattr(self.image, "n_frames", 1)
        if frames > 1:
            self.notes.append(f"{self.path.name} holds {frames} pictures; the first was opened.")
        self._turn_upright()
        self._reduce_to_8_bit()
        alpha = self._take_alpha()
        space = self._space(alpha is not None)
        if self.to_srgb or not space:
            self._convert_to_srgb()
        if alpha is not None:
            white = Image.new("RGB", self.image.size, (255, 255, 255))
            white.paste(self.image, mask=alpha)
            self.image = white
        pixels = _pixels_of(self.image)
        del self.image
        return Picture(
            pixels,
            self.path.name,
            self.path,
            self.icc_profile,
            exif,
            file_format,
            orientation,
            deep,
            space,
            tuple(self.notes),
        )

    def _space(self, has_alpha: bool) -> Space | Literal[""]:
        space = _SPACES.get(self.image.mode)
        return "" if space is None or (has_alpha and space != "RGB") else space

    def _turn_upright(self) -> None:
        try:
            # In place: what lies upright already is not copied.
            ImageOps.exif_transpose(self.image, in_place=True)
        except Exception:
            log.info("%s: orientation not readable", self.path, exc_info=True)

    def _reduce_to_8_bit(self) -> None:
        mode = self.image.mode
        if mode.startswith("I") or mode == "F":
            deep = mode.startswith("I;16")
            values = (deep_greys(self.image) if deep else np.asarray(self.image)).astype(np.float32)
            brightest = float(values.max(initial=0.0, where=np.isfinite(values)))
            white = 65535.0 if deep else _full_scale(brightest, _OVERSHOOT if mode == "F" else 1.0)
            values = np.nan_to_num(values, nan=0.0, posinf=white, neginf=0.0)
            grey = np.clip(np.rint(values * (255.0 / white)), 0, 255).astype(np.uint8)
            self.image = Image.fromarray(grey)
            self.notes.append(f"{self.path.name} was reduced to 8 bits a channel.")
        elif mode == "1":
            self.image = self.image.convert("L")

    def _take_alpha(self) -> Image.Image | None:
        """Splits transparency off; what stays is L, RGB, CMYK, LAB or YCbCr."""
        mode = self.image.mode
        if mode in ("La", "RGBa"):
            self.image = self.image.convert("LA" if mode == "La" else "RGBA")
        elif "transparency" in self.image.info or mode == "PA":
            self.image = self.image.convert("LA" if mode == "L" else "RGBA")
        elif mode in ("P", "RGBX", "HSV"):
            self.image = self.image.convert("RGB")
        if self.image.mode not in ("LA", "RGBA"):
            return None
        alpha = self.image.getchannel("A")
        self.image = self.image.convert(self.image.mode[:-1])
        return None if alpha.getextrema() == (255, 255) else alpha

    def _convert_to_srgb(self) -> None:
        profile = self._source_profile()
        if profile is not None:
            try:
                converted = ImageCms.profileToProfile(
                    self.image,
                    profile,
                    ImageCms.createProfile("sRGB"),
                    renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                    outputMode="RGB",
                    inPlace=self.image.mode == "RGB",
                    flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
                )
                self.image = converted or self.image
                return
            except ImageCms.PyCMSError:
                log.info("%s: colour profile refused", self.path, exc_info=True)
                self.notes.append(
                    f"{self.path.name} has a colour profile that does not fit it; it was ignored."
                )
        if self.image.mode != "RGB":
            self.image = self.image.convert("RGB")

    def _source_profile(self) -> ImageCms.ImageCmsProfile | None:
        """The profile to convert from; None where the values are sRGB already or nothing better is known."""
        mode = self.image.mode
        if mode == "LAB":
            return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        if self.icc_profile is None:
            return None
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(self.icc_profile))
            # Pillow's annotation of `profile` is that of its file.
            described = cast(Any, profile.profile)
            space = str(described.xcolor_space).strip()
        except (ImageCms.PyCMSError, OSError):
            log.info("%s: colour profile not readable", self.path, exc_info=True)
            self.notes.append(f"{self.path.name} has a damaged colour profile; it was ignored.")
            return None
        if space != _SPACES.get(mode) or (space == "RGB" and is_srgb(self.icc_profile)):
            return None
        return profile


def _pixels_of(image: Image.Image) -> np.ndarray:
    """The pixels of an image, uint8. Strip by strip: pillow's own way needs them twice meanwhile."""
    width, height = image.size
    bands = len(image.getbands())
    pixels = np.empty((height, width, bands) if bands > 1 else (height, width), np.uint8)
    for top in range(0, height, _ROWS_AT_ONCE):
        bottom = min(top + _ROWS_AT_ONCE, height)
        pixels[top:bottom] = np.asarray(cropped(image, (0, top, width, bottom)))
    return pixels


def _full_scale(highest: float, overshoot: float) -> float:
    """What counts as white in a picture of numbers without a declared range, of which some may lie beyond."""
    for white in (1.0, 255.0, 65535.0):
        if highest <= white * overshoot:
            return white
    return highest
