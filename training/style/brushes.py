"""A trained style network at hand, and how its strokes were judged: what fitting a style and an encoder begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from exports.card import StyleEncoderCard, StyleNetworkCard
from exports.catalog import default_shipped_folder, default_user_folder
from exports.stylecard import StyleCard
from training.config import build, merge, read_preset
from training.errors import TrainingError
from training.export.label import read_run_config, run_hash
from training.export.weights import read_stylizer
from training.networks.stylizer import HaloStylizer, Stylizer, neutral_style
from training.perceptual.networks import load_perceptual
from training.style.bank import StyleBank
from training.style.looks import Look, LookConfig, look_losses
from training.style.shelf import models_in, styles_in
from training.style.train import StyleConfig, grained, inside


@dataclass(frozen=True)
class Brushes:
    """A style network, frozen, with the styles that are known for it.

    Attributes:
        path: the model file.
        card: what it says of itself.
        stylizer: its weights in torch.
        styles: the style cards at hand whose vectors it understands.
        encoder: model file of the style encoder at hand that predicts vectors for it, if any.
    """

    path: Path
    card: StyleNetworkCard
    stylizer: HaloStylizer
    styles: tuple[StyleCard, ...]
    encoder: Path | None

    @property
    def photo(self) -> Tensor:
        """(D - 2,) the vector that the card has for the photo, without the closing pair; it is not trained."""
        return torch.tensor(self.card.photo_style)[:-2]

    @property
    def vectors(self) -> Tensor:
        """(S, D - 2) the vectors of the known styles, without the closing pair."""
        rows = [torch.from_numpy(style.vector.copy())[:-2] for style in self.styles]
        return torch.stack(rows) if rows else torch.zeros(0, self.card.style_size - 2)

    @property
    def vector_of(self) -> dict[str, Tensor]:
        """The vectors of the known styles by name."""
        return {style.name: vector for style, vector in zip(self.styles, self.vectors, strict=True)}

    @property
    def mean(self) -> Tensor:
        """(D - 2,) the mean of the known styles; the neutral style where there is none."""
        return self.vectors.mean(0) if self.styles else neutral_style(self.stylizer.config)[:-2]

    @cached_property
    def crop_painter(self) -> Stylizer:
        """The same network for the crops of training, which have no halo."""
        network = Stylizer(self.stylizer.config).eval()
        network.load_state_dict(self.stylizer.state_dict())
        return network.requires_grad_(False)

    def bank(self, vectors: Tensor) -> StyleBank:
        """A bank of the frozen network in which only these vectors (S, D - 2) can be trained."""
        bank = StyleBank(self.stylizer.config, len(vectors))
        bank.stylizer.load_state_dict(self.stylizer.state_dict())
        bank.stylizer.requires_grad_(False)
        bank.to(vectors.device)
        with torch.no_grad():
            bank.vectors.copy_(torch.cat([self.photo[None].to(vectors.device), vectors]))
        return bank


def open_brushes(run: Path | None, model: Path | None, folders: tuple[Path, ...] = ()) -> Brushes:
    """Opens a style network and finds the styles and the encoder that belong to it.

    Args:
        run: the run folder that it was trained in; its newest export is taken.
        model: its model file; the one that counts where both are given.
        folders: where to look for style cards and models besides its own folder and the shipped one.

    Raises:
        TrainingError: neither is given, there is no export, or the file cannot be used.
    """
    if model is None and run is None:
        raise TrainingError("Name the style network: --model FILE.onnx, or the --run that it was trained in.")
    path = model or find_export(run)  # type: ignore[arg-type]
    card, stylizer = read_stylizer(path)
    near = (path.parent, *folders, default_shipped_folder())
    encoder = next(
        (
            found
            for found, other in models_in(near)
            if isinstance(other, StyleEncoderCard)
            and (other.network, other.style_size) == (card.network, card.style_size)
        ),
        None,
    )
    return Brushes(path, card, stylizer, styles_in(near, card), encoder)


def find_export(run: Path) -> Path:
    """The model file that was exported from a run: in its folder, among the user's models or the shipped ones.

    Raises:
        TrainingError: the folder is no run of a style network, or was not exported.
    """
    table = read_run_config(run)
    if "paintings" not in table:
        raise TrainingError(f"{run} did not train a style network; name a run of pinxit-train style.")
    digest = run_hash(run, build(StyleConfig, table))
    for path, card in models_in((run, default_user_folder(), default_shipped_folder())):
        if isinstance(card, StyleNetworkCard) and card.training.get("config_hash") == digest:
            return path
    raise TrainingError(
        f"{run} was not exported yet; write its model first: pinxit-train export {run} --out {run / 'model.onnx'}."
    )


def judged_as(run: Path | None, data: list[str] | None, perceptual: list[str] | None) -> dict[str, Any]:
    """The table of a `StyleConfig` that says how strokes are judged: that of the run, else of the preset `cpu`.

    Args:
        run: where the style network was trained, if at hand.
        data: folders of content photos in place of the run's.
        perceptual: perceptual networks in place of the run's.
    """
    table = read_preset("style", "cpu") if run is None else read_run_config(run)
    return merge({**table, "init": ""}, {"data": data, "perceptual": perceptual})


def with_looks_at_hand(config: StyleConfig) -> StyleConfig:
    """The configuration without the looks whose network is not among its perceptual networks.

    Where none is left, each network looks at half size, where strokes are judged, and for larger forms at a quarter.
    """
    names = [network.name for network in load_perceptual(config.perceptual)]
    looks = tuple(look for look in config.looks if look.network in names)
    halves = (LookConfig(name, 2) for name in names)
    quarters = (LookConfig(name, 4, style_weight=0.5, content_weight=0.0) for name in names)
    return replace(config, looks=looks or (*halves, *quarters))


@torch.no_grad()
def style_loss(
    bank: StyleBank,
    looks: Sequence[Look],
    photos: Tensor,
    config: StyleConfig,
    row: int,
    vector: int | None = None,
) -> float:
    """Style loss of photos (N, 3, H, W) against painting `row`, painted in the vector of that row or another."""
    painted, _ = bank(grained(photos, config.grain), [row if vector is None else vector] * len(photos))
    painted, content = inside(painted, config.margin_px), inside(photos, config.margin_px)
    return look_losses(looks, painted, content, [row] * len(photos), 0)[0].item()


def sample_picture() -> Path | None:
    """Our own sample picture, where it is installed."""
    path = Path(str(files("exports"))).parent / "studio" / "assets" / "sample.jpg"
    return path if path.is_file() else None
