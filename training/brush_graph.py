"""Writes the brush of a style network: the graph, without weights, of the network in whole numbers.

`exports.brush` says what a brush is, and fills the graph with the weights of one style on one picture.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import asdict

from onnx import NodeProto, TensorProto, helper

from exports.brush import Layer, Sum
from training.networks.stylizer import STRIDE_PX, StylizerConfig

OPSET, CONTRIB_OPSET, IR_VERSION = 17, 1, 8
LARGEST_LOGIT = 5.5
"""Beyond it a sigmoid is within 1/255 of its end."""


def brush_metadata(config: StylizerConfig, stored: dict[str, str]) -> str:
    """What a model file says of its brush.

    Args:
        config: shape of the network.
        stored: name of each weight in the file by its name in the network; a bias of zeros may be missing.
    """
    steps = brush_steps(config, stored)
    graph = zlib.compress(_graph(steps), 9)
    rows = [asdict(step) for step in steps]
    return json.dumps({"graph": base64.b64encode(graph).decode("ascii"), "steps": rows})


def brush_steps(config: StylizerConfig, stored: dict[str, str]) -> list[Layer | Sum]:
    """The layers and sums of `training.networks.stylizer.Stylizer.forward`, in their order."""

    def layer(name: str, source: str, rectified: bool = True, limit: float = 0.0) -> Layer:
        weight, bias = stored[f"{name}.weight"], stored.get(f"{name}.bias", "")
        return Layer(name, source, weight, bias, rectified, limit)

    steps: list[Layer | Sum] = [layer("stem", "image")]
    for block in range(config.blocks):
        first, second, before = f"trunk.{2 * block}", f"trunk.{2 * block + 1}", steps[-1].name
        steps += [layer(first, before), layer(second, first, rectified=False)]
        steps.append(Sum(f"sum.{block}", (before, second)))
    steps += [layer("narrow", steps[-1].name), layer("refine", "narrow")]
    steps.append(layer("paint", "refine", rectified=False, limit=LARGEST_LOGIT))
    return steps


def _graph(steps: list[Layer | Sum]) -> bytes:
    nodes: list[NodeProto] = []

    def enlarged(source: str, name: str) -> None:
        inputs, mode = [source, "", "twice"], "half_pixel"
        nodes.append(
            helper.make_node("Resize", inputs, [name], mode="linear", coordinate_transformation_mode=mode)
        )

    for step in steps:
        if isinstance(step, Sum):
            first, second = step.terms
            inputs = [*_quantized(first), *_quantized(second), *_parameters(step.name)]
            nodes.append(helper.make_node("QLinearAdd", inputs, [step.name], domain="com.microsoft"))
            continue
        tensor, *parameters = _quantized(step.source)
        if step.source == "narrow":
            enlarged("narrow", "enlarged")
            tensor = "enlarged"
        weights = [f"{step.name}.weight", f"{step.name}.weight_scale", "no_weight"]
        inputs = [tensor, *parameters, *weights, *_parameters(step.name), f"{step.name}.bias"]
        stem = step.source == "image"
        stride, pad = (STRIDE_PX, STRIDE_PX // 2) if stem else (1, 1)
        nodes.append(
            helper.make_node(
                "QLinearConv", inputs, [step.name], strides=[stride, stride], pads=[pad, pad, pad, pad]
            )
        )
    last = steps[-1].name
    nodes.append(helper.make_node("DequantizeLinear", _quantized(last), ["logits"]))
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
