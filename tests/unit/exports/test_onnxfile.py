"""What is read from a model file before onnxruntime sees it."""

from pathlib import Path

import onnx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from exports import onnxfile
from exports.card import StyleNetworkCard
from exports.errors import ModelError
from exports.onnxfile import card_of, check_self_contained, read_card, read_model_bytes
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_refused, assert_sentence


def test_the_card_is_read_without_onnxruntime(tiny_style_path: Path) -> None:
    card = read_card(tiny_style_path)
    assert isinstance(card, StyleNetworkCard)
    assert card.name == "tiny-style"
    assert card.style_size == tiny_models.STYLE_SIZE


def test_a_self_contained_model_passes(tiny_perceptual_path: Path) -> None:
    check_self_contained(tiny_perceptual_path.read_bytes(), "some.onnx")


@pytest.mark.parametrize("in_a_constant_node", [False, True])
def test_weights_in_another_file_are_refused(tmp_path: Path, in_a_constant_node: bool) -> None:
    path = tiny_models.build_generator(tmp_path / "model.onnx")
    model = onnx.load(path)
    tensor = model.graph.initializer[0]
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../etc/passwd")
    if in_a_constant_node:
        node = onnx.helper.make_node("Constant", [], [tensor.name])
        node.attribute.append(onnx.helper.make_attribute("value", tensor))
        del model.graph.initializer[0]
        model.graph.node.insert(0, node)
    data = model.SerializeToString()
    assert_refused(lambda: check_self_contained(data, "model.onnx"), "model.onnx", "in another file")


def test_two_cards_are_refused(tmp_path: Path) -> None:
    path = tiny_models.build_generator(tmp_path / "model.onnx")
    model = onnx.load(path)
    model.metadata_props.append(model.metadata_props[0])
    assert_refused(lambda: card_of(model.SerializeToString(), "model.onnx"), "model.onnx", "2 model cards")


def test_a_file_over_the_limit_is_refused_unread(
    tiny_style_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnxfile, "LARGEST_FILE_BYTES", 2000)
    assert_refused(lambda: read_card(tiny_style_path), "tiny-style.onnx", "MB large")
    assert_refused(lambda: read_model_bytes(tiny_style_path), "tiny-style.onnx", "MB large")


@given(st.binary(max_size=200))
@example(b"")
@example(b"\x72\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
@example(b"\x72\x04\x0a\xff\xff\x7f")
def test_random_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ModelError):
        card_of(data, "some.onnx")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(position=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused_but_never_crashes(
    tiny_generator_path: Path, position: float, value: int
) -> None:
    data = bytearray(tiny_generator_path.read_bytes())
    data[int(position * len(data))] = value
    try:
        card_of(bytes(data), "some.onnx")
        check_self_contained(bytes(data), "some.onnx")
    except ModelError as error:
        assert_sentence(str(error), "some.onnx")
