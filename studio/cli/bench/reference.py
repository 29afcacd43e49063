"""The network that ours is measured against: Johnson, Alahi & Fei-Fei (2016), with random weights.

The graph lies beside this file without its weights (`tools/make_reference_network.py` writes it). They are appended
here: a serialised ONNX model that is followed by a second one is, by protobuf's rules, both merged. So the file stays
a few KB, and what onnxruntime opens is an ordinary model with stored weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

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

# Field numbers of onnx.proto.
_MODEL_GRAPH, _GRAPH_INITIALIZER = 7, 5
_TENSOR_DIMS, _TENSOR_DATA_TYPE, _TENSOR_NAME, _TENSOR_RAW_DATA = 1, 2, 8, 9
_FLOAT = 1


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
    return _graph("johnson2016.onnx") + serialised_weights(johnson_weights())


def matmul_model(size: int, seed: int = 0) -> bytes:
    """`left` (N, size) times a constant (size, size) matrix, as a serialised ONNX model."""
    right = np.random.default_rng(seed).standard_normal((size, size), np.float32)
    return _graph("matmul.onnx") + serialised_weights({"right": right})


def serialised_weights(weights: Weights) -> bytes:
    """An ONNX model that holds nothing but these initialisers, to be appended to one that holds the graph."""
    initialisers = b"".join(_bytes_field(_GRAPH_INITIALIZER, _tensor(*item)) for item in weights.items())
    return _bytes_field(_MODEL_GRAPH, initialisers)


def _graph(name: str) -> bytes:
    return files("studio.cli.bench").joinpath(name).read_bytes()


def _tensor(name: str, values: NDArray[np.float32]) -> bytes:
    dims = b"".join(_integer_field(_TENSOR_DIMS, length) for length in values.shape)
    raw = np.ascontiguousarray(values, dtype="<f4").tobytes()
    return (
        dims
        + _integer_field(_TENSOR_DATA_TYPE, _FLOAT)
        + _bytes_field(_TENSOR_NAME, name.encode())
        + _bytes_field(_TENSOR_RAW_DATA, raw)
    )


def _integer_field(number: int, value: int) -> bytes:
    return bytes([number << 3, *_varint(value)])


def _bytes_field(number: int, payload: bytes) -> bytes:
    return bytes([number << 3 | 2, *_varint(len(payload))]) + payload


def _varint(value: int) -> Iterator[int]:
    while value > 0x7F:
        yield value & 0x7F | 0x80
        value >>= 7
    yield value
