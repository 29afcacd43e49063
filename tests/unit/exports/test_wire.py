"""Weights as they lie in an ONNX file: read without a package, written so that onnxruntime takes them."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from onnx import TensorProto, helper

from exports.wire import Malformed, serialised_tensors, stored_tensors

TYPES = st.sampled_from(["float32", "float16", "int8", "uint8", "int32", "int64"])


@given(TYPES.flatmap(lambda kind: arrays.arrays(kind, arrays.array_shapes(min_dims=0, max_dims=4))))
def test_weights_are_read_as_they_were_written(values: np.ndarray) -> None:
    data = serialised_tensors({"first": values, "second": np.zeros(3, np.float32)})
    found = stored_tensors(data)
    assert list(found) == ["first", "second"]
    assert found["first"].dtype == values.dtype
    np.testing.assert_array_equal(found["first"], values)


def test_appended_weights_complete_a_graph() -> None:
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        [helper.make_node("Mul", ["x", "factor"], ["y"])],
        "g",
        [value("x", TensorProto.FLOAT, [2])],
        [value("y", TensorProto.FLOAT, [2])],
    )
    bare = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    whole = bare.SerializeToString() + serialised_tensors({"factor": np.array([2, 3], np.float32)})
    session = onnxruntime.InferenceSession(whole, providers=["CPUExecutionProvider"])
    (y,) = session.run(None, {"x": np.array([5, 7], np.float32)})
    assert np.asarray(y).tolist() == [10, 21]


def test_what_the_onnx_package_writes_is_read() -> None:
    graph = helper.make_graph([], "g", [], [])
    graph.initializer.append(onnx.numpy_helper.from_array(np.arange(6, dtype=np.float16).reshape(2, 3), "w"))
    found = stored_tensors(helper.make_model(graph).SerializeToString())
    np.testing.assert_array_equal(found["w"], [[0, 1, 2], [3, 4, 5]])


def test_a_shape_that_its_bytes_do_not_fill_is_refused() -> None:
    graph = helper.make_graph([], "g", [], [])
    graph.initializer.append(onnx.numpy_helper.from_array(np.zeros(6, np.float32), "w"))
    graph.initializer[0].dims[0] = 7
    with pytest.raises(Malformed):
        stored_tensors(helper.make_model(graph).SerializeToString())
