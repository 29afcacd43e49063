"""Writes the brush of a style network: the graph, without weights, of the network in whole numbers.

`exports.brush` says what a brush is, and fills the graph with the weights of one style on one picture.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import asdict

from onnx import NodeProto, TensorProto, helper

from exports.brush import Layer, Step, Sum, Underpainting
from training.networks.stylizer import STRIDE_PX, StylizerConfig

OPSET, CONTRIB_OPSET, IR_VERSION = 17, 1, 8


def brush_metadata(config: StylizerConfig, stored: dict[str, str]) -> str:
    """What a model file says of its brush.

    Args:
        config: shape of the network.
        stored: name of each weight in the file by its name in the network; a bias of zeros may be missing.
    """
    steps = brush_steps(config, stored)
    plain, fine = (_packed(_graph(steps, fine)) for fine in (False, True))
    return json.dumps({"graph": plain, "fine": fine, "steps": [asdict(step) for step in steps]})


def _packed(graph: bytes) -> str:
    return base64.b64encode(zlib.compress(graph, 9)).decode("ascii")


def brush_steps(config: StylizerConfig, stored: dict[str, str]) -> list[Step]:
    """The steps of `training.networks.stylizer.Stylizer.forward`, in the order of its normalisations."""

    def layer(name: str, source: str, rectified: bool = True, exact: bool = False) -> Layer:
        weight, bias = stored[f"{name}.weight"], stored.get(f"{name}.bias", "")
        return Layer(name, source, weight, bias, rectified, exact)

    steps: list[Step] = [layer("stem", "image")]
    for block in range(config.blocks):
        first, second, before = f"trunk.{2 * block}", f"trunk.{2 * block + 1}", steps[-1].name
        steps += [layer(first, before), layer(second, first, rectified=False)]
        steps.append(Sum(f"sum.{block}", (before, second)))
    steps += [layer("narrow", steps[-1].name), layer("refine", "narrow")]
    steps += [Underpainting("underpainting"), layer("paint", "refine", rectified=False, exact=True)]
    return steps


def _graph(steps: list[Step], fine: bool) -> bytes:
    nodes: list[NodeProto] = []

    def enlarged(source: str, name: str) -> None:
        inputs, mode = [source, "", "twice"], "half_pixel"
        nodes.append(
            helper.make_node("Resize", inputs, [name], mode="linear", coordinate_transformation_mode=mode)
        )

    exact: set[str] = set()

    def floating(name: str) -> str:
        """The output of a step in floating point."""
        if name not in exact:
            exact.add(name)
            nodes.append(helper.make_node("DequantizeLinear", _quantized(name), [f"{name}.exact"]))
        return f"{name}.exact"

    def grown(name: str) -> str:
        """A term of a sum in floating point, its channels no longer divided by their tops."""
        if name in exact:
            return f"{name}.exact"
        nodes.append(helper.make_node("Mul", [floating(name), f"{name}.grow"], [f"{name}.grown"]))
        return f"{name}.grown"

    for step in steps:
        if isinstance(step, Sum):
            first, second = (grown(term) if fine else floating(term) for term in step.terms)
            exact.add(step.name)
            added = f"{step.name}.exact"
            nodes.append(helper.make_node("Add", [first, second], [added]))
            if fine:
                # Quantisation by channel would do both at once, but takes onnxruntime five times as long.
                nodes.append(helper.make_node("Mul", [added, f"{step.name}.shrink"], [f"{step.name}.shrunk"]))
                added = f"{step.name}.shrunk"
            nodes.append(helper.make_node("QuantizeLinear", [added, *_parameters(step.name)], [step.name]))
            continue
        if isinstance(step, Underpainting):
            weights = [f"{step.name}.weight", f"{step.name}.weight_scale", "no_weight"]
            inputs = [*_quantized("image"), *weights, *_parameters(step.name), f"{step.name}.bias"]
            nodes.append(helper.make_node("QLinearConv", inputs, [step.name], strides=[2, 2]))
            continue
        if step.exact:
            inputs = [floating(step.source), f"{step.name}.weight", f"{step.name}.bias"]
            nodes.append(helper.make_node("Conv", inputs, ["strokes"], pads=[1, 1, 1, 1]))
            continue
        tensor, *parameters = _quantized(step.source)
        if step.source == "narrow":
            # In whole numbers onnxruntime's Resize cuts off fractions instead of rounding.
            enlarged(floating("narrow"), "enlarged.exact")
            tensor = "enlarged"
            nodes.append(
                helper.make_node("QuantizeLinear", ["enlarged.exact", *_parameters("narrow")], [tensor])
            )
        weights = [f"{step.name}.weight", f"{step.name}.weight_scale", "no_weight"]
        inputs = [tensor, *parameters, *weights, *_parameters(step.name), f"{step.name}.bias"]
        stem = step.source == "image"
        stride, pad = (STRIDE_PX, STRIDE_PX // 2) if stem else (1, 1)
        nodes.append(
            helper.make_node(
                "QLinearConv", inputs, [step.name], strides=[stride, stride], pads=[pad, pad, pad, pad]
            )
        )
    nodes.append(helper.make_node("Add", ["strokes", floating("underpainting")], ["logits"]))
    nodes.append(helper.make_node("Sigmoid", ["logits"], ["small"]))
    enlarged("small", "painted")
    nodes.append(helper.make_node("QuantizeLinear", ["painted", *_parameters("image")], ["image_out"]))

    constants = [
        helper.make_tensor("twice", TensorProto.FLOAT, [4], [1.0, 1.0, 2.0, 2.0]),
        helper.make_tensor("no_weight", TensorProto.INT8, [], [0]),
        helper.make_tensor("image.scale", TensorProto.FLOAT, [], [1 / 255]),
        helper.make_tensor("image.zero", TensorProto.UINT8, [], [0]),
    ]
    image, painted = (
        helper.make_tensor_value_info(name, TensorProto.UINT8, [1, 3, f"{side}height", f"{side}width"])
        for name, side in (("image", ""), ("image_out", "painted_"))
    )
    graph = helper.make_graph(nodes, "brush", [image], [painted], constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", CONTRIB_OPSET)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION).SerializeToString()


def _parameters(name: str) -> tuple[str, str]:
    return f"{name}.scale", f"{name}.zero"


def _quantized(name: str) -> tuple[str, str, str]:
    return name, *_parameters(name)
