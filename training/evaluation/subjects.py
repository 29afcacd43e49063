"""What is evaluated and compared: a style network with its styles, from a model file or straight from a run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from exports.catalog import Catalog
from exports.errors import ModelError
from exports.grain import with_grain
from exports.imaging import Picture, crop_reflected, round_up, to_picture, to_tensor
from exports.session import open_style
from training.config import build, config_hash
from training.errors import TrainingError
from training.export.label import read_run_config, run_kind
from training.networks.johnson import HaloJohnson, Johnson
from training.networks.stylizer import STRIDE_PX, HaloStylizer, Stylizer
from training.runs.checkpoint import Checkpoint
from training.style.bank import StyleBank
from training.style.paintings import known_painting
from training.style.train import StyleConfig

Vector = NDArray[np.float32]


class Brush(Protocol):
    """What paints: `exports.session.StyleModel`, or `TorchBrush`."""

    @property
    def halo(self) -> int: ...
    def statistics(self, picture: Picture, style: Vector) -> Vector: ...
    def __call__(self, picture: Picture, style: Vector, stats: Vector | None = None) -> Picture: ...


@dataclass(frozen=True)
class SubjectStyle:
    """A style of a subject: what it is called, its vector (D,), and the strength to paint with built in."""

    name: str
    title: str
    vector: Vector


@dataclass(frozen=True)
class Subject:
    """A style network with its styles.

    Attributes:
        path: the model file or run folder.
        digest: changes when the weights do, hexadecimal.
        brush: paints pictures.
        styles: in the order of the shelf or of the run.
    """

    path: Path
    digest: str
    brush: Brush
    styles: tuple[SubjectStyle, ...]

    def style(self, name: str) -> SubjectStyle:
        """The style of a name. Raises TrainingError naming those there are."""
        for style in self.styles:
            if style.name == name:
                return style
        known = ", ".join(style.name for style in self.styles)
        raise TrainingError(f"{self.path} has no style '{name}'; it has {known}.")


class TorchBrush:
    """Paints pictures with a network as the typed model does: mirrored at the borders, statistics without them."""

    def __init__(self, network: Stylizer | Johnson, grain: float) -> None:
        kind = HaloJohnson if isinstance(network, Johnson) else HaloStylizer
        self.network = kind(network.config).eval().requires_grad_(False)  # type: ignore[arg-type]
        self.network.load_state_dict(network.state_dict())
        self.halo = round_up(network.config.halo_px, STRIDE_PX)
        self.grain = grain

    def statistics(self, picture: Picture, style: Vector) -> Vector:
        """(M,) the statistics of a picture under a style."""
        return self._run(picture, style, None)[1]

    def __call__(self, picture: Picture, style: Vector, stats: Vector | None = None) -> Picture:
        """Repaints a picture (H, W, 3) of either type, with its own statistics where none are given."""
        return self._run(picture, style, stats)[0]

    @torch.no_grad()
    def _run(self, picture: Picture, style: Vector, stats: Vector | None) -> tuple[Picture, Vector]:
        height, width = picture.shape[:2]
        right, bottom = round_up(width, STRIDE_PX) + self.halo, round_up(height, STRIDE_PX) + self.halo
        crop = crop_reflected(picture, (-self.halo, -self.halo, right, bottom))
        surrounded = torch.from_numpy(to_tensor(with_grain(crop, -self.halo, -self.halo, self.grain)))
        given = np.zeros(self.network.config.stats_size, np.float32) if stats is None else stats
        painted, used = self.network(
            surrounded,
            torch.from_numpy(style)[None],
            torch.from_numpy(given)[None],
            torch.tensor([float(stats is not None)]),
        )
        inner = painted[..., self.halo : self.halo + height, self.halo : self.halo + width]
        return to_picture(inner.numpy(), picture.dtype), used[0].numpy()


def open_subject(path: Path, threads: int = 0) -> Subject:
    """Opens a style network: the averaged weights of a run folder, or a model file with the style cards beside it.

    Raises:
        TrainingError: there is no style network at `path`, or no style for it.
    """
    if path.is_dir():
        return _open_run(path)
    try:
        model = open_style(path, provider="cpu", threads=threads)
    except ModelError as error:
        raise TrainingError(str(error)) from error
    # One folder is the whole catalog: a network beside another one may well have styles of the same names.
    shelf = Catalog(shipped_folder=path.parent, user_folder=path.parent).styles()
    styles = tuple(
        SubjectStyle(card.name, card.title, model.blend([(card.vector, 1.0)], card.strength))
        for card in shelf
        if card.network == model.card.network
    )
    if not styles:
        raise TrainingError(f"There is no style card for {path.name} in {path.parent / 'styles'}.")
    return Subject(path, model.digest, model, styles)


def _open_run(run: Path) -> Subject:
    if run_kind(run) != "style":
        raise TrainingError(f"{run} did not train a style network; name a run of pinxit-train style.")
    config = build(StyleConfig, read_run_config(run))
    snapshot = Checkpoint(run).read()
    state = snapshot.state
    bank = StyleBank(config.shape, len(state["styles"]))
    bank.load_state_dict(snapshot.tensors["ema"])
    with torch.no_grad():
        vectors = bank.style(range(1, len(state["styles"]) + 1)).numpy()
    paintings = [known_painting(Path(path)) for path in config.paintings]
    styles = tuple(
        SubjectStyle(painting.name, painting.title, vector)
        for painting, vector in zip(paintings, vectors, strict=True)
    )
    digest = hashlib.sha256(f"{config_hash(config)} {state['steps']}".encode()).hexdigest()
    return Subject(run, digest, TorchBrush(bank.stylizer, config.grain), styles)
