"""Opens a model file and returns the typed model that its card promises.

Callers ask `isinstance(model, StyleModel)` or use the opener of the kind they need; none reads a "kind".
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from exports.brush import BRUSH_KEY, Brush
from exports.card import GeneratorCard, ModelCard, PerceptualCard, StyleEncoderCard, StyleNetworkCard
from exports.errors import ModelError
from exports.generator_model import Direction, GeneratorModel
from exports.gram_layers import tap_layers
from exports.model import Model
from exports.onnxfile import card_of, check_self_contained, metadata_of, read_model_bytes
from exports.part import part_for
from exports.perceptual_model import Features, Maps, PerceptualLoss, PerceptualModel, Targets, Weights
from exports.projector_model import (
    ProjectionLoss,
    ProjectionWeights,
    ProjectorModel,
    load_projector,
    offers_projector,
)
from exports.runtime import Provider, RunControl, Runtime
from exports.style_encoder_model import StyleEncoderModel
from exports.style_generator_model import StyleGeneratorModel
from exports.style_model import StyleModel
from exports.wire import Malformed, stored_tensors

__all__ = [
    "Direction",
    "Features",
    "GeneratorModel",
    "Maps",
    "Model",
    "PerceptualLoss",
    "PerceptualModel",
    "ProjectionLoss",
    "ProjectionWeights",
    "ProjectorModel",
    "Provider",
    "RunControl",
    "StyleEncoderModel",
    "StyleGeneratorModel",
    "StyleModel",
    "Targets",
    "Weights",
    "load_model",
    "open_generator",
    "open_model",
    "open_perceptual",
    "open_projector",
    "open_style",
    "open_style_encoder",
]

AnyModel = StyleModel | GeneratorModel | PerceptualModel | StyleEncoderModel

_KIND_NAMES = {
    "style": "a style model",
    "generator": "a generator",
    "perceptual": "a perceptual model",
    "style-encoder": "a style encoder",
}


def open_model(path: Path | str, *, provider: Provider = "auto", threads: int = 0) -> AnyModel:
    """Opens a model file of any kind.

    Args:
        path: a self-contained ONNX file with a Pinxit model card.
        provider: "auto" and "cuda" use the GPU where there is one, "cpu" never does; `Model.provider` says what runs.
        threads: CPU threads of one run; 0 lets onnxruntime decide.

    Raises:
        ModelError: the file cannot be read, is no model, or breaks the contract of its kind.
    """
    path = Path(path)
    return load_model(read_model_bytes(path), path, provider=provider, threads=threads)


def open_style(path: Path | str, *, provider: Provider = "auto", threads: int = 0) -> StyleModel:
    """Opens a style model as `open_model` does. Raises ModelError if the file is of another kind."""
    model = open_model(path, provider=provider, threads=threads)
    if not isinstance(model, StyleModel):
        raise wrong_kind(model.path.name, model.card, StyleNetworkCard.kind)
    return model


def open_generator(path: Path | str, *, provider: Provider = "auto", threads: int = 0) -> GeneratorModel:
    """Opens a generator as `open_model` does. Raises ModelError if the file is of another kind."""
    model = open_model(path, provider=provider, threads=threads)
    if not isinstance(model, GeneratorModel):
        raise wrong_kind(model.path.name, model.card, GeneratorCard.kind)
    return model


def open_perceptual(path: Path | str, *, provider: Provider = "auto", threads: int = 0) -> PerceptualModel:
    """Opens a perceptual model as `open_model` does. Raises ModelError if the file is of another kind."""
    model = open_model(path, provider=provider, threads=threads)
    if not isinstance(model, PerceptualModel):
        raise wrong_kind(model.path.name, model.card, PerceptualCard.kind)
    return model


def open_projector(path: Path | str, *, provider: Provider = "auto", threads: int = 0) -> ProjectorModel:
    """Opens the projector in a generator's file, as `open_model` opens the generator.

    Raises:
        ModelError: the file is of another kind, holds no projector, or breaks its contract.
    """
    path = Path(path)
    data = read_model_bytes(path)
    card = card_of(data, path.name)
    if not isinstance(card, GeneratorCard):
        raise wrong_kind(path.name, card, GeneratorCard.kind)
    check_self_contained(data, path.name)
    return load_projector(data, card, path, provider=provider, threads=threads)


def open_style_encoder(
    path: Path | str, *, provider: Provider = "auto", threads: int = 0
) -> StyleEncoderModel:
    """Opens a style encoder as `open_model` does. Raises ModelError if the file is of another kind."""
    model = open_model(path, provider=provider, threads=threads)
    if not isinstance(model, StyleEncoderModel):
        raise wrong_kind(model.path.name, model.card, StyleEncoderCard.kind)
    return model


def load_model(data: bytes, path: Path, *, provider: Provider = "auto", threads: int = 0) -> AnyModel:
    """The model in the bytes of a file that was already read; `path` is kept and named in messages.

    Raises:
        ModelError: as `open_model`.
    """
    card = card_of(data, path.name)
    check_self_contained(data, path.name)
    plans_memory = not isinstance(card, PerceptualCard)
    runtime = Runtime(data, path.name, provider=provider, threads=threads, plans_memory=plans_memory)
    match card:
        case StyleNetworkCard():
            measuring = _part(data, path, "stats_out", provider, threads)
            return StyleModel(card, path, runtime, brush_of(data, path.name), measuring)
        case GeneratorCard():
            if not card.style_size:
                return GeneratorModel(card, path, runtime, offers_projector(data, path.name))
            mapping = _part(data, path, "style", provider, threads)
            return StyleGeneratorModel(card, path, runtime, offers_projector(data, path.name), mapping)
        case PerceptualCard():
            tap = partial(tap_layers, data, path.name, provider=provider, threads=threads)
            return PerceptualModel(card, path, runtime, tap)
        case StyleEncoderCard():
            return StyleEncoderModel(card, path, runtime)
        case _:
            raise ModelError(
                f"{path.name} is of the kind {card.kind!r}, which cannot be opened; update Pinxit."
            )


def _part(data: bytes, path: Path, output: str, provider: Provider, threads: int) -> Runtime | None:
    """What computes one output of a file alone; None where it has no such output, which breaks its contract."""
    try:
        return Runtime(part_for(data, [output]), path.name, provider=provider, threads=threads)
    except Malformed:
        return None


def brush_of(data: bytes, file_name: str) -> Brush | None:
    """The brush that a style model's file offers, if it offers one."""
    texts = metadata_of(data, BRUSH_KEY, file_name)
    return Brush(texts[0], stored_tensors(data), file_name) if texts else None


def wrong_kind(name: str, card: ModelCard, wanted: str) -> ModelError:
    """The error for a model of another kind than was asked for."""
    found = _KIND_NAMES.get(card.kind, f"of the kind {card.kind!r}")
    return ModelError(f"{name} is {found}, not {_KIND_NAMES.get(wanted, wanted)}; choose another file.")
