"""Writes the brush of a style network: the graph, without weights, of the network in whole numbers.

`exports.brush` says what a brush is, and fills the graph with the weights of one style on one picture.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from exports.brush import Enlarged, Layer, Step, Strokes, Sum, Underpainting
from exports.cells import CELL_NUMBERS, COLORS, PLACES, Kernel, enlarging, enlarging_to_halves
from exports.styled_brush import PAINTED_CHANNELS
from exports.whole_numbers import SHARES
from training.networks.stylizer import StylizerConfig

OPSET, IR_VERSION = 17, 8
LINEAR_STEP = 1 / 16
"""Of which linear enlarging takes whole multiples: 9, 3, 3 and 1."""
_NUMBERS = PLACES * COLORS
"""In a cell of three colours at half size."""


def brush_metadata(config: StylizerConfig, stored: dict[str, str]) -> str:
    """What a model file says of its brush.

    Args:
        config: shape of the network.
        stored: name of each weight in the file by its name in the network; a bias of zeros may be missing.
    """
    steps = brush_steps(config, stored)
    graph = zlib.compress(_GraphWriter(config.half_channels).graph(steps), 9)
    return json.dumps(
        {"graph": base64.b64encode(graph).decode("ascii"), "steps": [asdict(step) for step in steps]}
    )


def brush_steps(config: StylizerConfig, stored: dict[str, str]) -> list[Step]:
    """The steps of `training.networks.stylizer.Stylizer.forward`, in the order of its normalisations."""

    def parts(name: str, source: str) -> tuple[str, str, str, str]:
        return name, source, stored[f"{name}.weight"], stored.get(f"{name}.bias", "")

    steps: list[Step] = [Layer(*parts("stem", "image"), "pixels", rectified=True)]
    for block in range(config.blocks):
        first, second, before = f"trunk.{2 * block}", f"trunk.{2 * block + 1}", steps[-1].name
        steps.append(Layer(*parts(first, before), "cells", rectified=True))
        steps.append(Layer(*parts(second, first), "cells", rectified=False))
        steps.append(Sum(f"sum.{block}", (before, second)))
    steps.append(Layer(*parts("narrow", steps[-1].name), "cells", rectified=True))
    steps += [Enlarged("enlarged", "narrow"), Layer(*parts("refine", "enlarged"), "halves", rectified=True)]
    steps += [Underpainting("underpainting"), Strokes(*parts("paint", "refine"), "halves")]
    return steps


class _GraphWriter:
    """Writes the operators of a brush.

    Args:
        half_channels: of what is enlarged to half size.
    """

    def __init__(self, half_channels: int) -> None:
        self._half_channels = half_channels
        self._nodes: list[NodeProto] = []
        self._floating: dict[str, str] = {}
        self._constants = [
            numpy_helper.from_array(np.array(0, np.int8), "no_weight"),
            numpy_helper.from_array(np.array(1 / 255, np.float32), "image.scale"),
            numpy_helper.from_array(np.array(0, np.uint8), "image.zero"),
            numpy_helper.from_array(np.repeat(np.eye(_NUMBERS, dtype=np.int8), SHARES, 0), "joined"),
            numpy_helper.from_array(_joining_colors(), "joined.colors"),
            numpy_helper.from_array(enlarging_to_halves(COLORS).astype(np.float32), "to_halves"),
        ]

    def graph(self, steps: list[Step]) -> bytes:
        """The serialised model."""
        image = self._turned("image", last=False)
        strokes = under = ""
        for step in steps:
            match step:
                case Sum():
                    self._add_up(step)
                case Underpainting():
                    self._convolved(image, "image", step.name, pad=0)
                    coarse = self._turned(self._add_shares(step.name, "joined.colors"), last=False)
                    halves = self._put("Conv", [coarse, "to_halves"], "under.halves", pads=[1] * 4)
                    under = self._turned(halves, last=True)
                case Strokes():
                    self._convolved(step.source, step.source, step.name, pad=1)
                    strokes = self._add_shares(step.name, "joined")
                case Enlarged():
                    kernel = enlarging_to_halves(self._half_channels)
                    self._enlarge(step.source, step.source, step.name, kernel)
                case Layer(source="image"):
                    self._convolved(image, "image", step.name, pad=0)
                case Layer():
                    self._convolved(step.source, step.source, step.name, pad=1)
        self._put("Sigmoid", [self._put("Add", [strokes, under], "logits")], "small")
        small = self._put("QuantizeLinear", ["small", *_range("image")], "small.whole")
        self._enlarge(self._turned(small, last=False), "image", "painted", enlarging())
        self._put("Transpose", ["painted"], "image_out", perm=[0, 2, 3, 1])
        ends = (
            helper.make_tensor_value_info(
                name, TensorProto.UINT8, [1, f"{name}.rows", f"{name}.columns", CELL_NUMBERS]
            )
            for name in ("image", "image_out")
        )
        image_in, image_out = ends
        graph = helper.make_graph(self._nodes, "brush", [image_in], [image_out], self._constants)
        opsets = [helper.make_opsetid("", OPSET)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION).SerializeToString()

    def _put(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def _turned(self, source: str, last: bool) -> str:
        """Channels put behind rows and columns, or before them; onnxruntime leaves out most of it."""
        perm, name = ([0, 2, 3, 1], f"{source}.last") if last else ([0, 3, 1, 2], f"{source}.first")
        return self._put("Transpose", [source], name, perm=perm)

    def _convolved(self, source: str, range_of: str, name: str, pad: int) -> str:
        """A convolution in whole numbers of what is in the range of another output."""
        weights = [f"{name}.weight", f"{name}.weight_scale", "no_weight"]
        inputs = [source, *_range(range_of), *weights, *_range(name), f"{name}.bias"]
        return self._put("QLinearConv", inputs, name, pads=[pad] * 4)

    def _enlarge(self, source: str, range_of: str, name: str, kernel: Kernel) -> None:
        """Enlarges linearly, in the same range; in whole numbers onnxruntime's Resize cuts off fractions."""
        weight = numpy_helper.from_array(np.rint(kernel / LINEAR_STEP).astype(np.int8), f"{name}.linear")
        step = numpy_helper.from_array(np.array(LINEAR_STEP, np.float32), f"{name}.linear_step")
        self._constants += [weight, step]
        weights = [weight.name, step.name, "no_weight"]
        inputs = [source, *_range(range_of), *weights, *_range(range_of)]
        self._put("QLinearConv", inputs, name, pads=[1] * 4)

    def _floated(self, source: str, range_of: str) -> str:
        return self._put("DequantizeLinear", [source, *_range(range_of)], f"{source}.exact")

    def _add_up(self, step: Sum) -> None:
        first, second = step.terms
        exact = self._floating[first] if first in self._floating else self._floated(first, first)
        # Quantisation by channel would do this and the next at once, but takes onnxruntime five times as long.
        rebased = self._put("Mul", [exact, f"{step.name}.first"], f"{step.name}.rebased")
        added = self._put("Add", [rebased, self._floated(second, second)], f"{step.name}.exact")
        self._floating[step.name] = added
        self._put("QuantizeLinear", [added, *_range(step.name)], step.name)

    def _add_shares(self, name: str, joining: str) -> str:
        shares = [self._turned(name, last=True), joining, f"{name}.zero"]
        counted = self._put("MatMulInteger", shares, f"{name}.counted")
        count = self._put("Cast", [counted], f"{name}.count", to=TensorProto.FLOAT)
        return self._put("Mul", [count, f"{name}.share"], f"{name}.joined")


def _joining_colors() -> NDArray[np.int8]:
    """(16, 3) that adds up the shares of three colours and leaves out what is beyond them."""
    joining = np.zeros((PAINTED_CHANNELS, COLORS), np.int8)
    joining[: SHARES * COLORS] = np.repeat(np.eye(COLORS, dtype=np.int8), SHARES, 0)
    return joining


def _range(name: str) -> tuple[str, str]:
    return f"{name}.scale", f"{name}.zero"
