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
        StyleLayerCard,
        StyleNetworkCard,
    )
    from exports.errors import CardError, ModelError, RunCancelled, StyleCardError
    from exports.session import (
        Direction,
        GeneratorModel,
        Model,
        PerceptualLoss,
        PerceptualModel,
        RunControl,
        StyleModel,
        Targets,
        Weights,
        open_generator,
        open_model,
        open_perceptual,
        open_style,
    )

_HOME = {
    "DirectionCard": "card",
    "GeneratorCard": "card",
    "ModelCard": "card",
    "PerceptualCard": "card",
    "StyleLayerCard": "card",
    "StyleNetworkCard": "card",
    "CardError": "errors",
    "ModelError": "errors",
    "RunCancelled": "errors",
    "StyleCardError": "errors",
    "Direction": "session",
    "GeneratorModel": "session",
    "Model": "session",
    "PerceptualLoss": "session",
    "PerceptualModel": "session",
    "RunControl": "session",
    "StyleModel": "session",
    "Targets": "session",
    "Weights": "session",
    "open_generator": "session",
    "open_model": "session",
    "open_perceptual": "session",
    "open_style": "session",
}

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'exports' has no attribute {name!r}")
    return getattr(import_module(f"exports.{_HOME[name]}"), name)
