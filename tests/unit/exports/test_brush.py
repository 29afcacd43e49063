"""The brush paints, in whole numbers, what its network paints."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import helper, numpy_helper
from PIL import Image

from exports.brush import BRUSH_KEY
from exports.card import StyleNetworkCard
from exports.errors import ModelError
from exports.session import StyleModel, open_style
from training.export.style import write_style_network
from training.networks.stylizer import StylizerConfig
from training.style.bank import StyleBank

CONFIG = StylizerConfig(channels=16, blocks=2, half_channels=8)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    bank = StyleBank(CONFIG, 2)
    with torch.no_grad():
        bank.vectors.add_(0.3 * torch.randn_like(bank.vectors))
        bank.stylizer.paint.weight.mul_(2)
        for name, parameter in bank.stylizer.named_parameters():
            if name.endswith("bias"):
                parameter.add_(0.1 * torch.randn_like(parameter))
    card = StyleNetworkCard(
        name="small",
        title="Small",
        author="The tests",
        licence="CC0-1.0",
        training_data="none",
        training_data_licence="CC0-1.0",
        receptive_radius=CONFIG.halo_px,
        size_multiple=4,
        network="small",
        style_size=CONFIG.style_size,
        stats_size=CONFIG.stats_size,
        photo_style=tuple(float(value) for value in bank.photo_vector()),
        training={},
    )
    out = tmp_path_factory.mktemp("brush") / "small.onnx"
    write_style_network(bank, card, out)
    np.save(out.with_suffix(".npy"), bank.style([1, 2]).detach().numpy())
    return out


@pytest.fixture
def model(file: Path) -> StyleModel:
    return open_style(file, provider="cpu", threads=1)


@pytest.fixture
def styles(file: Path) -> np.ndarray:
    return np.load(file.with_suffix(".npy"))


MOST_SHIFT = 0.5


def scene(width: int, height: int) -> np.ndarray:
    """Soft shapes with a little grain, as photos are."""
    rng = np.random.default_rng(0)
    coarse = Image.fromarray(rng.integers(0, 256, (9, 12, 3), dtype=np.uint8))
    soft = np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC)).astype(int)
    return np.clip(soft + rng.integers(-6, 7, soft.shape), 0, 255).astype(np.uint8)


def without_brush(model: StyleModel, picture: np.ndarray, style: np.ndarray, stats: np.ndarray) -> np.ndarray:
    """What the network itself paints, 0..255: floating-point pictures never go through the brush."""
    return model(picture.astype(np.float32) / 255, style, stats) * 255


@pytest.mark.parametrize("strength", [1.0, 0.6, 1.3])
def test_it_paints_what_the_network_paints(model: StyleModel, styles: np.ndarray, strength: float) -> None:
    picture = scene(200, 160)
    for vector in styles:
        style = model.blend([(vector, 1.0)], strength)
        stats = model.statistics(picture, style)
        painted = model(picture, style, stats)
        wanted = without_brush(model, picture, style, stats)
        assert painted.dtype == np.uint8
        assert np.abs(painted - wanted).mean() < 2.0
        assert np.abs((painted - wanted).mean((0, 1))).max() < MOST_SHIFT
        assert np.abs(wanted - picture).mean() > 10
        assert model.uses_brush


def test_any_region_equals_the_whole_to_the_last_bit(model: StyleModel, styles: np.ndarray) -> None:
    picture = scene(230, 190)
    stats = model.statistics(picture, styles[0])
    whole = model(picture, styles[0], stats)
    for x0, y0, x1, y1 in [(0, 0, 64, 64), (61, 47, 190, 90), (101, 3, 230, 190), (7, 9, 8, 10)]:
        part = model.region(picture, (x0, y0, x1, y1), styles[0], stats)
        np.testing.assert_array_equal(part, whole[y0:y1, x0:x1])


def test_strength_0_gives_the_photo_back(model: StyleModel, styles: np.ndarray) -> None:
    picture = scene(100, 80)
    style = model.blend([(styles[0], 1.0)], 0.0)
    np.testing.assert_array_equal(model(picture, style), picture)


def test_a_processor_that_computes_it_wrongly_is_found_out(
    model: StyleModel, styles: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    from exports.brush_runner import BrushRunner

    monkeypatch.setattr(BrushRunner, "paint", lambda self, image, *_: 255 - image)
    picture = scene(120, 90)
    stats = model.statistics(picture, styles[0])
    painted = model(picture, styles[0], stats)
    assert np.abs(painted - without_brush(model, picture, styles[0], stats)).max() <= 1
    assert not model.uses_brush


def damaged(text: str, change: str) -> str:
    table = json.loads(text)
    match change:
        case "no JSON":
            return text[:-9]
        case "graph cut off":
            table["graph"] = table["graph"][:40]
        case "weight that is not there":
            table["steps"][0]["weight"] = "nothing"
        case "bias of another layer":
            table["steps"][0]["bias"] = table["steps"][-1]["bias"]
        case "order":
            table["steps"].reverse()
        case "layer left out":
            del table["steps"][-2:]
        case "brackets without end":
            return "[" * 100_000
        case "one weight in many layers":
            sums = [step for step in table["steps"] if "source" in step]
            table["steps"] = [{**sums[0], "name": f"layer {number}"} for number in range(200)]
    return json.dumps(table)


@pytest.mark.parametrize(
    "change",
    [
        "no JSON",
        "graph cut off",
        "weight that is not there",
        "bias of another layer",
        "order",
        "layer left out",
        "brackets without end",
        "one weight in many layers",
    ],
)
def test_a_damaged_brush_is_one_sentence(file: Path, tmp_path: Path, change: str) -> None:
    proto = onnx.load(file)
    entry = next(entry for entry in proto.metadata_props if entry.key == BRUSH_KEY)
    entry.value = damaged(entry.value, change)
    onnx.save(proto, tmp_path / "bad.onnx")
    with pytest.raises(ModelError, match=r"brush inside bad\.onnx is .*export the model anew"):
        open_style(tmp_path / "bad.onnx", provider="cpu")


def with_brush_graph(file: Path, path: Path, change: Callable[[onnx.ModelProto], None]) -> Path:
    """The file with a change to the graph of its brush."""
    proto = onnx.load(file)
    entry = next(entry for entry in proto.metadata_props if entry.key == BRUSH_KEY)
    table = json.loads(entry.value)
    graph = onnx.load_model_from_string(zlib.decompress(base64.b64decode(table["graph"])))
    change(graph)
    table["graph"] = base64.b64encode(zlib.compress(graph.SerializeToString())).decode("ascii")
    entry.value = json.dumps(table)
    onnx.save(proto, path)
    return path


def test_a_brush_that_keeps_weights_in_another_file_is_refused(file: Path, tmp_path: Path) -> None:
    def elsewhere(graph: onnx.ModelProto) -> None:
        tensor = graph.graph.initializer.add(name="far", data_type=onnx.TensorProto.FLOAT, dims=[1])
        tensor.data_location = onnx.TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="../../etc/passwd")

    path = with_brush_graph(file, tmp_path / "bad.onnx", elsewhere)
    with pytest.raises(ModelError, match=r"bad\.onnx keeps its weights in another file"):
        open_style(path, provider="cpu")


def test_a_brush_that_paints_another_size_is_refused(file: Path, tmp_path: Path, styles: np.ndarray) -> None:
    def halve(graph: onnx.ModelProto) -> None:
        for node in graph.graph.node:
            node.output[:] = ["whole" if name == "image_out" else name for name in node.output]
        graph.graph.initializer.append(numpy_helper.from_array(np.ones(4, np.bool_), "kept"))
        graph.graph.node.append(helper.make_node("Compress", ["whole", "kept"], ["image_out"], axis=1))

    small = open_style(with_brush_graph(file, tmp_path / "bad.onnx", halve), provider="cpu", threads=1)
    with pytest.raises(ModelError, match=r"bad\.onnx computed an output image_out of the shape"):
        small.brushes(styles[0])


@pytest.mark.parametrize("shift", [3.0, -3.0])
def test_a_channel_that_hardly_varies_is_painted_as_the_constant_that_it_is(
    model: StyleModel, styles: np.ndarray, shift: float
) -> None:
    """Its weights are tiny; in their units its offset is beyond what 32 bits hold."""
    style, first = styles[0].copy(), CONFIG.channels
    for channel in (1, 5):
        style[2 * first + channel] = 1e-6
        style[3 * first + channel] = shift
    picture = scene(96, 64)
    stats = model.statistics(picture, style)
    wanted = model(picture.astype(np.float32) / 255, style, stats) * 255
    painted = model(picture, style, stats)
    assert model.uses_brush
    assert np.abs(painted - wanted).mean() < 3


def test_the_style_alone_decides_whether_the_brush_paints(
    file: Path, styles: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is painted first, and in each style for itself."""
    monkeypatch.setattr("exports.brush_runner.LARGEST_MEAN_ERROR", 0.0)
    strict = open_style(file, provider="cpu", threads=1)
    assert not strict.brushes(styles[0])
    picture = scene(96, 64)
    stats = strict.statistics(picture, styles[0])
    assert (
        np.abs(strict(picture, styles[0], stats) - without_brush(strict, picture, styles[0], stats)).max()
        <= 1
    )
    monkeypatch.undo()
    assert strict.brushes(styles[1])
    assert not strict.brushes(styles[0]), "a verdict is remembered"
    assert strict.uses_brush


def test_shifts_that_change_nothing_cost_the_brush_nothing(model: StyleModel, styles: np.ndarray) -> None:
    """Nothing keeps training from letting them grow; rounded along, they would leave little for the strokes."""
    picture, style = scene(200, 160), styles[0].copy()
    at = 0
    for place, size in enumerate(CONFIG.norm_channels[:-2]):
        if place in CONFIG.added_up:
            style[at + size : at + 2 * size] += 15
        at += 2 * size
    stats = model.statistics(picture, style)
    wanted = without_brush(model, picture, style, stats)
    plain = model(picture, styles[0], model.statistics(picture, styles[0]))
    assert np.abs(wanted - plain).mean() < 2.0
    assert np.abs(model(picture, style, stats) - wanted).mean() < 2.0
    assert model.brushes(style)


def error_of(model: StyleModel, style: np.ndarray) -> float:
    """How far the brush that was chosen is from the network in the picture of these tests."""
    picture = scene(200, 160)
    stats = model.statistics(picture, style)
    return float(np.abs(model(picture, style, stats) - without_brush(model, picture, style, stats)).mean())


def uneven(style: np.ndarray) -> np.ndarray:
    """A style that adds up channels of very different sizes."""
    changed, at = style.copy(), 0
    for place, size in enumerate(CONFIG.norm_channels[:-2]):
        if place in CONFIG.added_up:
            changed[at : at + size] *= np.geomspace(0.05, 20, size).astype(np.float32)[
                :: 1 if place % 4 else -1
            ]
        at += 2 * size
    return changed


def test_channels_of_very_different_sizes_are_painted(model: StyleModel, styles: np.ndarray) -> None:
    """Each sum has units of its own for each channel."""
    style = uneven(styles[0])
    assert model.brushes(style)
    assert error_of(model, style) < 2


def test_a_brush_of_the_first_kind_is_left_to_its_network(
    file: Path, tmp_path: Path, styles: np.ndarray
) -> None:
    proto = onnx.load(file)
    next(entry for entry in proto.metadata_props if entry.key == BRUSH_KEY).key = "pinxit.brush"
    onnx.save(proto, tmp_path / "older.onnx")
    older = open_style(tmp_path / "older.onnx", provider="cpu", threads=1)
    assert not older.uses_brush
    assert error_of(older, styles[0]) < 1
