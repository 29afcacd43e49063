from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from exports.runtime import Runtime
from studio.cli.bench.cost import count_gflop
from studio.cli.bench.reference import (
    johnson_model,
    johnson_weights,
    matmul_model,
    whole_number_matmul_model,
)
from tools import make_reference_network


def test_it_has_the_parameters_of_the_paper() -> None:
    assert sum(values.size for values in johnson_weights().values()) == 1_679_235


def test_the_shipped_graphs_are_those_that_the_tool_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["make_reference_network.py", "--out", str(tmp_path)])
    make_reference_network.main()
    for written in tmp_path.iterdir():
        shipped = make_reference_network.FOLDER / written.name
        assert onnx.load(written).graph == onnx.load(shipped).graph
        assert shipped.stat().st_size < 10_000


def test_appended_weights_make_an_ordinary_model() -> None:
    model = onnx.load_from_string(johnson_model())
    onnx.checker.check_model(model, full_check=True)
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    for name, values in johnson_weights().items():
        np.testing.assert_array_equal(stored[name], values)

    ordinary = Runtime(model.SerializeToString(), "ordinary", provider="cpu", threads=2)
    appended = Runtime(johnson_model(), "appended", provider="cpu", threads=2)
    image = np.random.default_rng(0).random((1, 3, 64, 64), np.float32)
    (expected,), (painted,) = (
        runtime.run(["image_out"], {"image": image}) for runtime in (ordinary, appended)
    )
    assert painted.shape == image.shape
    np.testing.assert_array_equal(painted, expected)


def test_its_arithmetic_is_what_the_layers_add_up_to() -> None:
    # 20.2 GFLOP at 256 pixels, a quarter of that at 128.
    gflop = count_gflop(johnson_model(), ["image_out"], {"image": np.zeros((1, 3, 128, 128), np.float32)})
    assert gflop == pytest.approx(20.158 / 4, rel=1e-3)


def test_the_product_of_whole_numbers_is_one() -> None:
    left = np.eye(8, dtype=np.uint8)
    model = whole_number_matmul_model(8)
    (product,) = Runtime(model, "product", provider="cpu").run(["product"], {"left": left})
    right = np.random.default_rng(0).integers(-127, 128, (8, 8), np.int8)
    np.testing.assert_array_equal(product, right)


def test_the_matrix_product_is_one() -> None:
    left = np.eye(8, dtype=np.float32)
    (product,) = Runtime(matmul_model(8), "product", provider="cpu").run(["product"], {"left": left})
    right = np.random.default_rng(0).standard_normal((8, 8), np.float32)
    np.testing.assert_array_equal(product, right)
    assert count_gflop(matmul_model(8), ["product"], {"left": left}) == pytest.approx(2 * 8**3 / 1e9)
