"""The contract between training and studio: model files, how they are opened, called and found.

Names are loaded when they are first asked for, so that `import exports` costs nothing; onnxruntime is loaded when
the first model is opened.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exports.card import (
        DirectionCard,
        GeneratorCard,
        ModelCard,
        PerceptualCard,
        StyleEncoderCard,
        StyleLayerCard,
        StyleNetworkCard,
    )
    from exports.catalog import Catalog, ModelEntry, Problem
    from exports.errors import CardError, ModelError, RunCancelled, StyleCardError
    from exports.session import (
        Direction,
        GeneratorModel,
        Model,
        PerceptualLoss,
        PerceptualModel,
        ProjectionLoss,
        ProjectionWeights,
        ProjectorModel,
        RunControl,
        StyleEncoderModel,
        StyleGeneratorModel,
        StyleModel,
        Targets,
        Weights,
        open_generator,
        open_model,
        open_perceptual,
        open_projector,
        open_style,
        open_style_encoder,
    )
    from exports.stylecard import StyleCard

__all__ = [
    "CardError",
    "Catalog",
    "Direction",
    "DirectionCard",
    "GeneratorCard",
    "GeneratorModel",
    "Model",
    "ModelCard",
    "ModelEntry",
    "ModelError",
    "PerceptualCard",
    "PerceptualLoss",
    "PerceptualModel",
    "Problem",
    "ProjectionLoss",
    "ProjectionWeights",
    "ProjectorModel",
    "RunCancelled",
    "RunControl",
    "StyleCard",
    "StyleCardError",
    "StyleEncoderCard",
    "StyleEncoderModel",
    "StyleGeneratorModel",
    "StyleLayerCard",
    "StyleModel",
    "StyleNetworkCard",
    "Targets",
    "Weights",
    "open_generator",
    "open_model",
    "open_perceptual",
    "open_projector",
    "open_style",
    "open_style_encoder",
]

_CHEAPEST_FIRST = ("errors", "card", "session", "stylecard", "catalog")


def __getattr__(name: str) -> Any:
    if name in __all__:
        for module_name in _CHEAPEST_FIRST:
            module = import_module(f"exports.{module_name}")
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module 'exports' has no attribute {name!r}")
