"""What a style encoder predicts for whole pictures, and how well the style network paints with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from exports.imaging import crop_reflected, round_up
from exports.style_encoder_model import reduced
from training.data import CropConfig, PictureSet, draw_crops, to_tensor
from training.networks.style_encoder import StyleEncoder
from training.style.brushes import Brushes, style_loss
from training.style.looks import Look
from training.style.paintings import known_painting
from training.style.train import StyleConfig, grained


def name_of(path: Path) -> str:
    """The name that the style of a painting has."""
    return known_painting(path).name


def shown(pixels: np.ndarray, longest_px: int, multiple: int) -> Tensor:
    """A whole picture (1, 3, H, W) as the exported encoder is shown it: reduced, mirrored up to a multiple."""
    small = reduced(pixels, longest_px)
    height, width = (round_up(length, multiple) for length in small.shape[:2])
    return to_tensor([crop_reflected(small, (0, 0, width, height))])


@torch.no_grad()
def predicted(encoder: StyleEncoder, pictures: PictureSet) -> Tensor:
    """(N, D - 2) vectors that the encoder predicts from whole pictures."""
    device = encoder.get_buffer("centre").device
    whole = (shown(pixels, max(pixels.shape), encoder.stride_px) for pixels in pictures.pixels)
    return torch.cat([encoder.predict(encoder.moments(picture.to(device))) for picture in whole])


def paint(brushes: Brushes, photos: Tensor, vectors: Tensor) -> Tensor:
    """Photos (N, 3, H, W) painted in vectors (N, D - 2) that are without the closing pair."""
    network = brushes.crop_painter.to(photos.device)
    style = torch.cat([vectors, vectors.new_tensor([[1.0, 0.0]]).expand(len(vectors), 2)], 1)
    return network(photos, style, photos.new_zeros(1, network.config.stats_size), photos.new_zeros(1))[0]


def measure(
    encoder: nn.Module,
    brushes: Brushes,
    looks: Sequence[Look],
    pictures: PictureSet,
    held_out: Sequence[str],
    photos: PictureSet,
    brush: StyleConfig,
) -> dict[str, float]:
    """Mean style loss of held-out photos painted as predicted, beside that of the mean vector and of known vectors.

    Args:
        encoder: the averaged style encoder.
        brushes: the style network.
        looks: with the Gram matrices of `pictures`, in their order.
        pictures: all paintings.
        held_out: names of those that training never sees.
        photos: that training never sees.
        brush: how strokes are judged.
    """
    assert isinstance(encoder, StyleEncoder)
    vector_of = brushes.vector_of
    names = [name_of(path) for path in pictures.paths]
    centre = encoder.get_buffer("centre")
    crops = draw_crops(photos, 2, brush.crops, np.random.default_rng(0)).to(centre.device)
    candidates = {"predicted": predicted(encoder, pictures), "mean": centre.expand(len(names), -1)}
    if vector_of.keys() >= set(names):
        candidates["known"] = torch.stack([vector_of[name] for name in names]).to(centre.device)
    figures: dict[str, list[float]] = {}
    for what, vectors in candidates.items():
        bank = brushes.bank(vectors)
        for row, name in enumerate(names, 1):
            group = "unseen" if name in held_out else "seen"
            loss = style_loss(bank, looks, crops, brush, row)
            figures.setdefault(f"{group}_{what}", []).append(loss)
    return {name: float(np.mean(losses)) for name, losses in figures.items()}


@torch.no_grad()
def sample_sheet(
    encoder: nn.Module, brushes: Brushes, pictures: PictureSet, photos: PictureSet, side_px: int = 256
) -> Tensor:
    """Rows of: a part of a painting, a photo, the photo painted as predicted, and as known (or in the mean style)."""
    assert isinstance(encoder, StyleEncoder)
    vector_of = brushes.vector_of
    random = np.random.default_rng(0)
    centre = encoder.get_buffer("centre")
    whole = CropConfig(side_px, zoom_min=0.5, zoom_max=0.5, flip=False)
    plain = replace(whole, zoom_min=1.0, zoom_max=1.0)
    rows = []
    for index in range(min(8, len(pictures))):
        own = pictures.pick([index])
        photo = draw_crops(photos, 1, plain, random).to(centre.device)
        known = vector_of.get(name_of(own.paths[0]), centre).to(centre.device)
        shown = grained(photo, brushes.card.grain)
        painted = [paint(brushes, shown, vector) for vector in (predicted(encoder, own), known[None])]
        rows += [draw_crops(own, 1, whole, random).to(centre.device), photo, *painted]
    return torch.cat(rows)
