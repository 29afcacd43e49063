"""Reads trained networks back out of the model files that they were exported to, so that no run folder is needed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import torch
from google.protobuf.message import DecodeError
from onnx import numpy_helper
from torch import Tensor

from exports.card import ModelCard, PerceptualCard, StyleNetworkCard
from exports.errors import ModelError
from exports.grain import with_grain
from exports.imaging import crop_reflected, round_up, to_tensor
from exports.onnxfile import card_of, check_self_contained, read_model_bytes
from exports.session import open_perceptual, open_style
from training.errors import TrainingError
from training.export.onnxfile import HALF, REST, UNIT
from training.networks.encoder import Encoder, EncoderConfig
from training.networks.stylizer import HaloStylizer, StylizerConfig

PICTURE_TOLERANCE = 1.5 / 255
FEATURE_TOLERANCE = 1e-3


def read_weights(path: Path) -> tuple[ModelCard, dict[str, Tensor]]:
    """The card and the named weights of a model file, as float32.

    Raises:
        TrainingError: the file cannot be read, is no model, or its weights are damaged.
    """
    try:
        data = read_model_bytes(path)
        card = card_of(data, path.name)
        check_self_contained(data, path.name)
    except ModelError as error:
        raise TrainingError(str(error)) from error
    try:
        return card, _stored_weights(data)
    except (DecodeError, KeyError, RuntimeError, TypeError, ValueError) as error:
        raise TrainingError(
            f"The weights in {path.name} are damaged; export it anew, or get it again from its author."
        ) from error


def _stored_weights(data: bytes) -> dict[str, Tensor]:
    """The weights of a serialised model by name, those of 16 bits and of 24 put together."""
    initializers = onnx.load_model_from_string(data).graph.initializer
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in initializers}
    weights = {
        name.removesuffix(HALF): torch.from_numpy(array.astype(np.float32))
        for name, array in arrays.items()
        if array.dtype in (np.float16, np.float32)
    }
    for name, array in arrays.items():
        if name.endswith(REST):
            whole = name.removesuffix(REST)
            weights[whole] += torch.from_numpy(array.astype(np.float32)) * weights.pop(f"{whole}{UNIT}")
    return weights


def read_stylizer(path: Path) -> tuple[StyleNetworkCard, HaloStylizer]:
    """A style network, frozen and in evaluation mode, that paints what the file paints.

    Raises:
        TrainingError: the file is no style network, or of another make than this Pinxit trains.
    """
    card, weights = read_weights(path)
    if not isinstance(card, StyleNetworkCard):
        raise TrainingError(f"{path.name} is not a style network; name one with --model.")
    with refusing_other_makes(path, "style network"):
        network = HaloStylizer(stylizer_config(weights)).eval().requires_grad_(False)
        fill(network, weights)
        matches = _paints_alike(network, card, path)
    if not matches:
        raise other_make(path, "style network")
    return card, network


def stylizer_config(weights: dict[str, Tensor]) -> StylizerConfig:
    """The shape of a style network, seen from its weights. Raises KeyError where one is missing."""
    convolutions = [name for name in weights if name.startswith("trunk.") and name.endswith(".weight")]
    return StylizerConfig(
        channels=weights["stem.weight"].shape[0],
        blocks=len(convolutions) // 2,
        half_channels=weights["refine.weight"].shape[0],
    )


def read_perceptual_encoder(path: Path) -> Encoder:
    """Pinxit's own perceptual encoder, frozen, from a perceptual model file.

    Raises:
        TrainingError: the file is no perceptual model, or of another make than this Pinxit trains.
    """
    card, weights = read_weights(path)
    if not isinstance(card, PerceptualCard):
        raise TrainingError(f"{path.name} is not a perceptual model; name another file.")
    prefix = "encoder."
    own = {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}
    with refusing_other_makes(path, "perceptual encoder"):
        encoder = Encoder(encoder_config(own)).eval().requires_grad_(False)
        fill(encoder, own)
        matches = _sees_alike(encoder, card, path)
    if not matches:
        raise other_make(path, "perceptual encoder")
    return encoder


def encoder_config(weights: dict[str, Tensor]) -> EncoderConfig:
    """The shape of a perceptual encoder, seen from its weights."""
    widths: dict[int, int] = {}
    depths: dict[int, int] = {}
    for name, value in weights.items():
        if name.startswith("stages.") and name.endswith(".weight"):
            stage, layer = (int(part) for part in name.split(".")[1:3])
            widths[stage] = value.shape[0]
            depths[stage] = max(depths.get(stage, 0), layer + 1)
    stages = range(len(widths))
    block_px = math.isqrt(weights["stages.0.0.weight"].shape[1] // 3)
    return EncoderConfig(
        tuple(widths[stage] for stage in stages), tuple(depths[stage] for stage in stages), block_px
    )


def fill(network: torch.nn.Module, weights: dict[str, Tensor]) -> None:
    """Loads the network's own weights, all of them, and no other. Raises KeyError, RuntimeError."""
    network.load_state_dict({name: weights[name] for name in network.state_dict()})


@torch.no_grad()
def _paints_alike(network: HaloStylizer, card: StyleNetworkCard, path: Path) -> bool:
    """Whether torch and the file, through the typed model, paint one noise picture alike in a made-up style."""
    config = network.config
    shape = (config.style_size, config.stats_size, config.halo_px)
    if shape != (card.style_size, card.stats_size, card.receptive_radius):
        return False
    model = open_style(path, provider="cpu", threads=1)
    random = np.random.default_rng(0)
    picture = random.random((64, 88, 3), np.float32)
    noise = random.standard_normal(model.style_size)
    style = (model.photo_style + 0.1 * noise).astype(np.float32)
    style[-2:] = 1.0, 0.0
    halo = model.halo
    surrounded = crop_reflected(picture, (-halo, -halo, 88 + halo, 64 + halo))
    surrounded = with_grain(surrounded, -halo, -halo, card.grain)
    unused = torch.zeros(1, config.stats_size)
    painted, _ = network(
        torch.from_numpy(to_tensor(surrounded)), torch.from_numpy(style)[None], unused, torch.zeros(1)
    )
    wanted = painted[0, :, halo:-halo, halo:-halo].permute(1, 2, 0).numpy()
    return bool(np.abs(model(picture, style) - wanted).max() <= PICTURE_TOLERANCE)


@torch.no_grad()
def _sees_alike(encoder: Encoder, card: PerceptualCard, path: Path) -> bool:
    """Whether torch and the file see the same content features in one noise picture."""
    side = round_up(64, card.size_multiple)
    picture = np.random.default_rng(0).random((side, side, 3), np.float32)
    features = encoder.features(torch.from_numpy(to_tensor(picture)), [card.content_layer])
    found = open_perceptual(path, provider="cpu", threads=1).content(picture)
    wanted = next(iter(features.values())).numpy()
    return found.shape == wanted.shape and bool(
        np.abs(found - wanted).max() <= FEATURE_TOLERANCE * max(1.0, float(np.abs(wanted).max()))
    )


@contextmanager
def refusing_other_makes(path: Path, what: str) -> Iterator[None]:
    """Says in one sentence whatever weights of an unknown shape lead to. Raises TrainingError."""
    try:
        yield
    except (ArithmeticError, LookupError, RuntimeError, StopIteration, TypeError, ValueError) as error:
        raise other_make(path, what) from error


def other_make(path: Path, what: str) -> TrainingError:
    """The error of a model file whose weights do not fit the network that they should."""
    return TrainingError(
        f"{path.name} holds another make of {what} than this Pinxit trains; export it anew, or name another file."
    )
