"""Writes the graphs that `pinxit bench` measures beside ours, without their weights: a few KB.

    python -m tools.make_reference_network      # writes its three graphs into studio/cli/bench

Needs the `onnx` package (extra `dev`). `studio.cli.bench.reference` appends random weights when it opens them, of the
shapes that its own table names: the time of a run does not depend on what the weights are.

Source: Johnson, Alahi, Fei-Fei, "Perceptual Losses for Real-Time Style Transfer and Super-Resolution", 2016,
supplementary table 1.
Differs: instance normalisation for batch normalisation (Ulyanov et al. 2016) and nearest upsampling with a 3x3
convolution for the transposed ones, as every public implementation since; each convolution pads by reflection
instead of 40 pixels once at the start.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper

OPSET = 17
IR_VERSION = 8
FOLDER = Path(__file__).resolve().parent.parent / "studio" / "cli" / "bench"


class GraphWriter:
    """Collects the nodes of a network, one layer after another. Names of weights begin with the layer's."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {}

    def node(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        output = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, name: str, kind: int, values: list[float] | list[int]) -> str:
        self.constants[name] = helper.make_tensor(name, kind, [len(values)], values)
        return name

    def convolution(self, x: str, name: str, kernel: int, stride: int = 1) -> str:
        reach = kernel // 2
        pads = self.constant(f"pads_{reach}", TensorProto.INT64, [0, 0, reach, reach, 0, 0, reach, reach])
        padded = self.node("Pad", [x, pads], mode="reflect")
        weights = [padded, f"{name}.weight", f"{name}.bias"]
        return self.node("Conv", weights, kernel_shape=[kernel, kernel], strides=[stride, stride])

    def normalised(self, x: str, name: str, kernel: int, stride: int = 1) -> str:
        x = self.convolution(x, name, kernel, stride)
        return self.node("InstanceNormalization", [x, f"{name}.scale", f"{name}.shift"], epsilon=1e-5)

    def rectified(self, x: str, name: str, kernel: int, stride: int = 1) -> str:
        return self.node("Relu", [self.normalised(x, name, kernel, stride)])

    def residual(self, x: str, name: str) -> str:
        inner = self.rectified(x, f"{name}.a", 3)
        return self.node("Add", [x, self.normalised(inner, f"{name}.b", 3)])

    def doubled(self, x: str) -> str:
        scales = self.constant("scales", TensorProto.FLOAT, [1.0, 1.0, 2.0, 2.0])
        mode = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
        return self.node("Resize", [x, "", scales], **mode)

    def model(self, name: str, inputs: list[ValueInfoProto], output: ValueInfoProto) -> ModelProto:
        """The graph whose last node computes `output`."""
        self.nodes[-1].output[0] = output.name
        constants = list(self.constants.values())
        graph = helper.make_graph(self.nodes, name, inputs, [output], initializer=constants)
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="pinxit"
        )
        model.ir_version = IR_VERSION
        return model


def johnson_2016() -> ModelProto:
    """The style network of the paper, with free height and width (multiples of 4)."""
    writer = GraphWriter()
    x = writer.rectified("image", "down1", 9)
    x = writer.rectified(x, "down2", 3, stride=2)
    x = writer.rectified(x, "down3", 3, stride=2)
    for index in range(1, 6):
        x = writer.residual(x, f"residual{index}")
    x = writer.rectified(writer.doubled(x), "up1", 3)
    x = writer.rectified(writer.doubled(x), "up2", 3)
    writer.convolution(x, "out", 9)
    size = [1, 3, "height", "width"]
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, size)
    return writer.model(
        "johnson2016", [image], helper.make_tensor_value_info("image_out", TensorProto.FLOAT, size)
    )


def matrix_product() -> ModelProto:
    """`left` times a constant matrix: what this processor's fastest kernel can do."""
    writer = GraphWriter()
    writer.node("MatMul", ["left", "right"])
    free = ["rows", "columns"]
    left = helper.make_tensor_value_info("left", TensorProto.FLOAT, free)
    return writer.model("matmul", [left], helper.make_tensor_value_info("product", TensorProto.FLOAT, free))


def whole_number_product() -> ModelProto:
    """`matrix_product` in whole numbers, uint8 times int8: what a brush in whole numbers is held against."""
    writer = GraphWriter()
    writer.node("MatMulInteger", ["left", "right"])
    free = ["rows", "columns"]
    left = helper.make_tensor_value_info("left", TensorProto.UINT8, free)
    product = helper.make_tensor_value_info("product", TensorProto.INT32, free)
    return writer.model("matmul_int8", [left], product)


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Writes the graphs that `pinxit bench` measures beside ours, without their weights."
    )
    parser.add_argument(
        "--out", type=Path, default=FOLDER, help="the folder to write to (default: %(default)s)"
    )
    folder = parser.parse_args().out
    for model in (johnson_2016(), matrix_product(), whole_number_product()):
        path = folder / f"{model.graph.name}.onnx"
        path.write_bytes(model.SerializeToString(deterministic=True))
        print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
