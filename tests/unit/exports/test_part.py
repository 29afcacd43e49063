"""Parts of graphs: they give what the whole gives, and compute no more than that takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from exports.catalog import Catalog
from exports.part import part_for
from exports.runtime import Runtime
from exports.session import open_style
from exports.wire import Malformed, serialised_tensors
from tests.helpers import tiny_models


def two_ways() -> onnx.ModelProto:
    """y = 2 x and z = 3 (x + 1), with a text; nothing that y needs is needed by z."""
    value, shape = helper.make_tensor_value_info, [2]
    graph = helper.make_graph(
        [
            helper.make_node("Mul", ["x", "two"], ["y"]),
            helper.make_node("Add", ["x", "one"], ["more"]),
            helper.make_node("Mul", ["more", "three"], ["z"]),
        ],
        "two ways",
        [value("x", TensorProto.FLOAT, shape)],
        [value("y", TensorProto.FLOAT, shape), value("z", TensorProto.FLOAT, shape)],
        value_info=[value("more", TensorProto.FLOAT, shape)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, {"card": "long"})
    return model


def with_weights() -> bytes:
    numbers = {"one": 1, "two": 2, "three": 3}
    tensors = {name: np.full(2, number, np.float32) for name, number in numbers.items()}
    return two_ways().SerializeToString() + serialised_tensors(tensors)


@pytest.mark.parametrize(("output", "expected"), [("y", [2, 4]), ("z", [6, 9])])
def test_a_part_gives_what_the_whole_gives(output: str, expected: list[int]) -> None:
    part = part_for(with_weights(), [output])
    (found,) = Runtime(part, "part", provider="cpu").run([output], {"x": np.array([1, 2], np.float32)})
    assert found.tolist() == expected
    model = onnx.load_from_string(part)
    onnx.checker.check_model(model)
    assert [value.name for value in model.graph.output] == [output]
    assert {name for node in model.graph.node for name in node.output} == {"y": {"y"}, "z": {"more", "z"}}[
        output
    ]
    assert {weight.name for weight in model.graph.initializer} == {"y": {"two"}, "z": {"one", "three"}}[
        output
    ]
    assert not model.metadata_props


def test_all_outputs_are_the_whole() -> None:
    part = onnx.load_from_string(part_for(with_weights(), ["z", "y"]))
    assert [node.output[0] for node in part.graph.node] == ["y", "more", "z"]


def test_a_graph_with_graphs_inside_is_left_alone() -> None:
    model = two_ways()
    inner = helper.make_graph([], "inner", [], [])
    model.graph.node.append(helper.make_node("If", ["x"], ["w"], then_branch=inner, else_branch=inner))
    data = model.SerializeToString()
    assert part_for(data, ["y"]) is data


@pytest.mark.parametrize("data", [b"", b"no model at all", two_ways().SerializeToString()[:60]])
def test_what_has_no_such_output_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        part_for(data, ["y"])
    with pytest.raises(Malformed):
        part_for(two_ways().SerializeToString(), ["w"])


def test_shipped_statistics_are_those_of_the_whole_graph() -> None:
    path = next(entry.path for entry in Catalog().models() if entry.kind == "style" and entry.shipped)
    model = open_style(path, provider="cpu", threads=1)
    assert model._measuring is not model._runtime
    picture = np.random.default_rng(0).integers(0, 256, (60, 84, 3), np.uint8)
    style = np.array(model.photo_style)
    measured = model.statistics(picture, style)
    model._measuring = model._runtime
    np.testing.assert_array_equal(measured, model.statistics(picture, style))


def test_statistics_compute_nothing_that_only_the_picture_needs(tmp_path: Path) -> None:
    data = tiny_models.build_style(tmp_path / "tiny.onnx").read_bytes()
    whole, part = onnx.load_from_string(data), onnx.load_from_string(part_for(data, ["stats_out"]))
    kinds = [node.op_type for node in part.graph.node]
    assert "DepthToSpace" in [node.op_type for node in whole.graph.node]
    assert "DepthToSpace" not in kinds
    assert "ReduceMean" in kinds
