"""The network that ours is measured against: Johnson, Alahi & Fei-Fei (2016), with random weights.

The graph lies beside this file without its weights (`tools/make_reference_network.py` writes it). They are appended
here: a serialised ONNX model that is followed by a second one is, by protobuf's rules, both merged. So the file stays
a few KB, and what onnxruntime opens is an ordinary model with stored weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from exports.wire import serialised_tensors

Weights = dict[str, NDArray[np.float32]]

CONVOLUTIONS: Mapping[str, tuple[int, int, int]] = {
    "down1": (3, 32, 9),
    "down2": (32, 64, 3),
    "down3": (64, 128, 3),
    **{f"residual{index}.{half}": (128, 128, 3) for index in range(1, 6) for half in "ab"},
    "up1": (128, 64, 3),
    "up2": (64, 32, 3),
    "out": (32, 3, 9),
}
"""Name -> input channels, output channels, kernel. Each but the last is followed by an instance normalisation."""


def johnson_weights(seed: int = 0) -> Weights:
    """Random weights of the reference network, scaled so that values neither vanish nor explode (He et al. 2015)."""
    generator = np.random.default_rng(seed)
    weights: Weights = {}
    for name, (inputs, outputs, kernel) in CONVOLUTIONS.items():
        deviation = np.sqrt(2 / (inputs * kernel * kernel))
        values = generator.standard_normal((outputs, inputs, kernel, kernel), np.float32)
        weights[f"{name}.weight"] = values * np.float32(deviation)
        weights[f"{name}.bias"] = np.zeros(outputs, np.float32)
        if name != "out":
            weights[f"{name}.scale"] = np.ones(outputs, np.float32)
            weights[f"{name}.shift"] = np.zeros(outputs, np.float32)
    return weights


def johnson_model() -> bytes:
    """The reference network as a serialised ONNX model: `image` (1, 3, H, W) to `image_out`, H and W multiples of 4."""
    return _graph("johnson2016.onnx") + serialised_tensors(johnson_weights())


def matmul_model(size: int, seed: int = 0) -> bytes:
    """`left` (N, size) times a constant (size, size) matrix, as a serialised ONNX model."""
    right = np.random.default_rng(seed).standard_normal((size, size), np.float32)
    return _graph("matmul.onnx") + serialised_tensors({"right": right})


def whole_number_matmul_model(size: int, seed: int = 0) -> bytes:
    """`left` (N, size) uint8 times a constant (size, size) matrix of int8, as a serialised ONNX model."""
    right = np.random.default_rng(seed).integers(-127, 128, (size, size), np.int8)
    return _graph("matmul_int8.onnx") + serialised_tensors({"right": right})


def _graph(name: str) -> bytes:
    return files("studio.cli.bench").joinpath(name).read_bytes()
