"""Pictures of generators, made again from what a layer or a dragged picture says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from exports.errors import ModelError
from exports.session import GeneratorModel
from studio.document.exploration import LayerMix
from studio.document.stamp import Stamp
from studio.engine.generator import enlarge
from studio.engine.space import GeneratorSpace
from studio.workers.models import ModelLibrary

LARGEST_PX = 8192


def is_generated(source: Mapping[str, Any]) -> bool:
    """Whether a source describes a picture of a generator."""
    return source.get("kind") == "generator" and isinstance(source.get("latent"), list) and "model" in source


def generated_picture(source: Mapping[str, Any], library: ModelLibrary) -> np.ndarray:
    """Makes the picture, uint8 (H, W, 3), that a source of kind "generator" describes.

    Raises:
        ModelError: its generator is not at hand, or has no place for such a latent.
    """
    model = library.generator(str(source.get("model", "")))
    try:
        latent = np.asarray(source["latent"], np.float32)
        truncation, size_px = (
            float(source.get("truncation", 1.0)),
            int(source.get("size_px", model.resolution)),
        )
        mix = mix_of(source.get("mix"))
    except (TypeError, ValueError, KeyError, OverflowError):
        latent, truncation, size_px, mix = np.zeros(0, np.float32), 1.0, 0, None
    points = [latent] if mix is None else [latent, mix.other]
    sound = all(each.shape == (model.latent_size,) and np.isfinite(each).all() for each in points)
    if not sound or not 1 <= size_px <= LARGEST_PX:
        raise ModelError(
            f"{model.card.title} has no place for this picture: its latent is another generator's."
        )
    [picture] = GeneratorSpace(model).pictures(latent[np.newaxis], truncation, mix)
    return enlarge(picture, size_px)


def stamp_generator(stamp: Stamp, library: ModelLibrary) -> GeneratorModel:
    """What makes the pictures of a stamp. Raises ModelError: it is not at hand, or has no place for its latents."""
    model = library.generator(stamp.model)
    if len(stamp.latent) != model.latent_size:
        raise ModelError(
            f"{model.card.title} has no place for this stamp: its latents are another generator's."
        )
    return model


def mix_of(values: Any) -> LayerMix | None:
    """Layers that another latent decides. Raises TypeError, ValueError, KeyError, OverflowError."""
    if values is None:
        return None
    layers = tuple(int(layer) for layer in values["layers"])
    if any(layer < 0 for layer in layers):
        raise ValueError("there is no layer below the first")
    return LayerMix(np.asarray(values["other"], np.float32), layers)
