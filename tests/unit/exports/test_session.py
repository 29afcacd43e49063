"""Opening model files of every kind, and refusing what is none, each in one sentence."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
import pytest

from exports.session import (
    GeneratorModel,
    PerceptualModel,
    RunControl,
    StyleModel,
    open_generator,
    open_model,
    open_perceptual,
    open_style,
)
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_refused


def test_the_type_of_a_model_is_what_its_card_promises(
    tiny_style_path: Path, tiny_generator_path: Path, tiny_perceptual_path: Path
) -> None:
    assert isinstance(open_model(tiny_style_path), StyleModel)
    assert isinstance(open_model(tiny_generator_path), GeneratorModel)
    assert isinstance(open_model(tiny_perceptual_path), PerceptualModel)


def test_a_model_says_where_it_comes_from_and_what_runs_it(tiny_style_path: Path) -> None:
    model = open_style(str(tiny_style_path), provider="cpu", threads=1)
    assert model.path == tiny_style_path
    assert model.provider == "CPU"
    assert model.digest == hashlib.sha256(tiny_style_path.read_bytes()).hexdigest()
    assert model.card.title == "Tiny style network"
    assert "tiny-style" in repr(model)


@pytest.mark.parametrize("provider", ["auto", "cuda"])
def test_without_a_gpu_the_cpu_runs_it_in_silence(
    tiny_style_path: Path, provider: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    model = open_style(tiny_style_path, provider=provider)
    assert model.provider in ("CPU", "CUDA")
    assert capfd.readouterr() == ("", "")


def test_an_unknown_provider_is_named(tiny_style_path: Path) -> None:
    provider: Any = "abacus"
    assert_refused(lambda: open_model(tiny_style_path, provider=provider), "'abacus'", "auto, cpu or cuda")


@pytest.mark.parametrize("opener", [open_style, open_generator, open_perceptual])
def test_another_kind_than_asked_for_is_named(
    tiny_style_path: Path, tiny_generator_path: Path, opener: Callable[[Path], object]
) -> None:
    path, found = (
        (tiny_generator_path, "is a generator")
        if opener is open_style
        else (tiny_style_path, "is a style model")
    )
    wanted = {open_style: "not a style model", open_generator: "not a generator"}
    assert_refused(lambda: opener(path), path.name, found, wanted.get(opener, "not a perceptual model"))


def test_files_that_are_no_models_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.onnx"
    text.write_text("These are my notes about painting, and no model at all.\n" * 20)
    empty = tmp_path / "empty.onnx"
    empty.touch()
    truncated = tmp_path / "half.onnx"
    whole = tiny_models.build_style(tmp_path / "whole.onnx").read_bytes()
    truncated.write_bytes(whole[: len(whole) // 2])
    for path in (text, empty, truncated):
        assert_refused(lambda path=path: open_model(path), path.name, "is not an ONNX model file")
    assert_refused(lambda: open_model(tmp_path / "absent.onnx"), "absent.onnx", "There is no file")
    assert_refused(lambda: open_model(tmp_path), "is not a file")


def test_a_model_without_a_card_is_refused(tmp_path: Path) -> None:
    path = tiny_models.change_card(tiny_models.build_style(tmp_path / "bare.onnx"), None)
    assert_refused(lambda: open_model(path), "bare.onnx", "no Pinxit model card")


def test_a_damaged_card_is_refused(tmp_path: Path) -> None:
    path = tiny_models.change_card(tiny_models.build_style(tmp_path / "torn.onnx"), '{"schema": 1')
    assert_refused(lambda: open_model(path), "torn.onnx", "not valid JSON")


def test_weights_in_another_file_are_refused(tmp_path: Path) -> None:
    path = tiny_models.build_style(tmp_path / "split.onnx")
    onnx.save(onnx.load(path), path, save_as_external_data=True, location="split.bin", size_threshold=0)
    assert_refused(lambda: open_model(path), "split.onnx", "in another file")


def test_a_graph_that_cannot_run_is_refused_in_silence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tiny_models.build_generator(tmp_path / "odd.onnx")
    model = onnx.load(path)
    model.graph.node[0].op_type = "Nonsense"
    path.write_bytes(model.SerializeToString())
    assert_refused(lambda: open_model(path), "odd.onnx", "onnxruntime")
    assert capfd.readouterr() == ("", "")


def test_a_card_that_belongs_to_another_graph_is_refused(tmp_path: Path, tiny_generator_path: Path) -> None:
    path = tiny_models.build_style(tmp_path / "mixed.onnx")
    generator = open_generator(tiny_generator_path)
    tiny_models.change_card(path, generator.card.to_json())
    assert_refused(lambda: open_model(path), "mixed.onnx", "'generator'", "it has the inputs image, style")


@pytest.mark.parametrize(
    ("build", "values", "part"),
    [
        (tiny_models.build_style, {"stats_size": 5}, "'stats' is not a float tensor of shape 1x5"),
        (
            tiny_models.build_generator,
            {"resolution": 32},
            "'image' is not a float tensor of shape anyx3x32x32",
        ),
        (
            tiny_models.build_generator,
            {"latent_size": 9, "directions": ()},
            "'latent' is not a float tensor of shape anyx9",
        ),
    ],
)
def test_sizes_that_the_graph_does_not_have_are_refused(
    tmp_path: Path, build: Callable[..., Path], values: dict[str, Any], part: str
) -> None:
    path = build(tmp_path / "odd.onnx", **values)
    assert_refused(lambda: open_model(path), "odd.onnx", part)


def test_a_stopped_control_stays_stopped() -> None:
    control = RunControl()
    assert not control.stopped
    control.stop()
    assert control.stopped


def test_the_contract_is_imported_without_its_heavy_parts() -> None:
    program = (
        "import sys, exports; from exports import ModelError; assert 'numpy' not in sys.modules;"
        "from exports import Catalog, StyleModel, open_model;"
        "assert not {'onnxruntime', 'torch', 'PySide6'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
