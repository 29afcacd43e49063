"""The studio opens as it was left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from exports.catalog import Catalog
from studio.app import build
from studio.document.brush import Brush
from studio.document.handling import Smoothing
from studio.document.pen import Dynamic
from studio.document.stamp import Stamp
from studio.document.tool_settings import ToolSettings
from studio.engine.painter import Controls
from studio.ui.hand_state import HandState
from studio.ui.memory import FIRST_STYLE, Memory, Remembered
from studio.ui.theme import LIGHT
from studio.ui.window import MainWindow


def test_what_was_in_the_hand_is_in_the_hand_again(
    window: MainWindow, qtbot: QtBot, qapp: QApplication, tiny_folder: Path, tmp_path: Path
) -> None:
    assert window.editor.style == "tiny-brush"
    window.editor.take_style("tiny-reed")
    window.editor.set_scale(2.0)
    window.editor.set_colors("palette")
    window.editor.set_seed(12)
    window.brush_panel.size_slider.edited.emit(77)
    window.editor.mix_style("tiny-brush")
    window.editor.set_mix(0.25)
    window.tool.change(size_by=Dynamic("pressure"))
    window.tool.change_smoothing(Smoothing("rope", 25))
    window.tool.toggle_eraser()
    window.tool.change(size_px=200, hardness=1.0)
    window.layers.set_color((1, 20, 255))
    window.tool.mirror.choose("radial")
    window.tool.mirror.repeat(9)
    window.editor.selections.set_feather(30)
    window.editor.selections.set_amount(25)
    window.actions_by_id["panels_swap"].trigger()
    window.actions_by_id["theme_light"].trigger()
    window.close()
    assert Memory(tmp_path / "settings" / "session.json").recall().window

    catalog = Catalog([tiny_folder], user_folder=tmp_path / "user")
    again = build(qapp, catalog, settings_folder=tmp_path / "settings")
    opened = again.window
    try:
        assert opened.editor.style == "tiny-reed"
        assert opened.editor.choice is not None
        assert opened.editor.controls == Controls(2.0, "palette", seed=12)
        assert opened.brush_panel.scale.number == 2.0
        assert opened.brush_panel.seed.number == 12
        assert opened.brush_panel.colors.currentData() == "palette"
        assert (opened.editor.second_style, opened.editor.mix) == ("tiny-brush", 0.25)
        assert not opened.tool.brush.eraser
        for eraser in (False, True):
            assert opened.tool.settings(eraser=eraser) == window.tool.settings(eraser=eraser)
        assert opened.tool.settings(eraser=True).brush.size_px == 200
        assert opened.hand_panel.smoothing.currentData() == "rope"
        assert opened.brush_panel.size_slider.number == 77
        assert opened.layers.color == (1, 20, 255)
        assert opened.tool.mirror.kind == "none"
        opened.actions_by_id["symmetry"].trigger()
        assert (opened.tool.mirror.kind, opened.tool.mirror.count) == ("radial", 9)
        assert opened.selection_panel.feather.number == 30
        assert opened.editor.selections.amount_px == 25
        assert opened.actions_by_id["panels_swap"].isChecked()
        assert opened.panel_splitter.is_swapped
        assert opened.studio.theme.colors == LIGHT
    finally:
        opened.studio.appearance.use_dark()
        again.close()
        opened.deleteLater()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"style": 3}',
        '{"brush": {"size_px": -1}, "style": "a", "controls": {}, "window": ""}',
        '{"brush": {}, "style": "a", "controls": {"colors": "loud"}, "window": ""}',
        '{"brush": {}, "style": "a", "controls": {"scale": "big"}, "window": ""}',
        '{"brush": {"brush": {}, "smoothing": {"kind": "mush"}}, "style": "a", "controls": {}, "window": ""}',
        '{"brush": {}, "style": "a", "mix": 7, "controls": {}, "window": ""}',
    ],
)
def test_a_memory_that_makes_no_sense_is_a_fresh_start(text: str, tmp_path: Path) -> None:
    store = tmp_path / "session.json"
    store.write_text(text)
    assert Memory(store).recall() == Remembered()
    assert Remembered().style == FIRST_STYLE


def test_what_is_kept_is_recalled(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "folder" / "session.json")
    assert memory.recall() == Remembered()
    session = Remembered(
        ToolSettings(Brush(size_px=30, hardness=0.2, mix_by=Dynamic("speed")), Smoothing("weighted", 80)),
        ToolSettings(Brush(size_px=90, eraser=True)),
        "hokusai",
        "night",
        0.3,
        Controls(0.5, "photo", 1.5),
        "AdnQywADAAA=",
        "light",
        {"left": True},
    )
    memory.keep(session)
    assert memory.recall() == session


def test_the_first_sessions_are_recalled(tmp_path: Path) -> None:
    brush = {"size_px": 44.0, "hardness": 0.25, "pressure_size": 1.0, "pressure_gamma": 1.0, "eraser": False}
    store = tmp_path / "session.json"
    store.write_text(json.dumps({"brush": brush, "style": "hokusai", "controls": {}, "window": "AA=="}))
    recalled = Memory(store).recall()
    assert recalled.brush.brush == Brush(size_px=44, hardness=0.25, size_by=Dynamic("pressure"))
    assert recalled.eraser == Remembered().eraser
    assert (recalled.style, recalled.window) == ("hokusai", "AA==")


@pytest.mark.parametrize(
    "wrong",
    [
        {"color": [0, 0, 256]},
        {"color": "red"},
        {"symmetry": "none"},
        {"spokes": 1},
        {"center": [float("nan"), 0]},
        {"feather_px": -1},
        {"amount_px": 0},
        {"stamp": {}},
        {"stamp": {**Stamp("tiny", (1.0, 2.0)).to_json(), "drift": 7}},
    ],
)
def test_a_hand_that_cannot_be_is_not_taken(wrong: dict[str, object]) -> None:
    sound = HandState().to_json()
    assert HandState.from_json(json.loads(json.dumps(sound))) == HandState()
    stamped = HandState(stamp=Stamp("tiny", (1.0, 2.0), drift=0.5), stamp_anew=True)
    assert HandState.from_json(json.loads(json.dumps(stamped.to_json()))) == stamped
    with pytest.raises((TypeError, ValueError, KeyError)):
        HandState.from_json({**sound, **wrong})
