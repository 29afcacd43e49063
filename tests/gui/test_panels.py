"""The panels: the navigator, how they lie and that this is remembered; light and dark; small screens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.explore.stage import BREED
from studio.ui.generating import Generating
from studio.ui.placement import place_within_screen, placed_within
from studio.ui.theme import DARK, LIGHT, PANEL_WIDTH_PX, Colors
from studio.ui.widgets.pictures import from_qimage
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def contrast(one: str, other: str) -> float:
    """Source: WCAG 2.1, contrast ratio."""

    def luminance(name: str) -> float:
        color = QColor(name)
        levels = np.array([color.redF(), color.greenF(), color.blueF()])
        linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
        return float(linear @ (0.2126, 0.7152, 0.0722))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colors", [DARK, LIGHT])
def test_text_can_be_read_on_every_surface(colors: Colors) -> None:
    for surface in (colors.window, colors.card, colors.raised, colors.hover):
        assert contrast(colors.text, surface) >= 4.5
        assert contrast(colors.dim, surface) >= 4.5 or surface == colors.hover
    for hint in (colors.text, colors.dim):
        assert contrast(hint, colors.stage) >= 4.5
    assert contrast(colors.on_accent, colors.accent) >= 4.5
    assert contrast(colors.text, colors.accent_deep) >= 4.5


def test_the_theme_is_switched_while_the_window_is_open(window: MainWindow, qapp: QApplication) -> None:
    dark = from_qimage(window.grab().toImage())
    icon = window.actions_by_id["eraser"].icon().cacheKey()
    window.actions_by_id["theme_light"].trigger()
    light = from_qimage(window.grab().toImage())
    assert dark.mean() < 100
    assert light.mean() > 180
    assert window.actions_by_id["eraser"].icon().cacheKey() != icon
    assert window.actions_by_id["theme_light"].isChecked()
    assert not window.actions_by_id["theme_system"].isChecked()
    window.actions_by_id["theme_dark"].trigger()
    assert np.array_equal(from_qimage(window.grab().toImage()), dark)
    assert window.session().scheme == "dark"


def test_a_click_in_the_navigator_goes_there(hand: Hand, window: MainWindow, photo: Path) -> None:
    hand.open(photo)
    QTest.keyClick(window, Qt.Key.Key_N)
    navigator = window.navigator_panel.view
    assert navigator.isVisible()
    window.canvas.zoom_to(4.0)
    window.canvas.turn_to(20.0)
    QTest.mouseClick(navigator, LEFT, NONE, navigator.place_of(500, 120).toPoint())
    middle = window.canvas.transform.to_document(window.canvas.middle)
    assert abs(middle.x() - 500) < 5
    assert abs(middle.y() - 120) < 5
    frame = navigator.frame.boundingRect()
    center = navigator.place_of(500, 120)
    assert abs(frame.center().x() - center.x()) < 2
    assert abs(frame.center().y() - center.y()) < 2


def test_the_navigator_shows_what_was_painted(
    hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    hand.trigger("navigator")
    before = from_qimage(window.navigator_panel.view.grab().toImage())
    hand.trigger("run")
    hand.settle()

    def painted() -> bool:
        after = from_qimage(window.navigator_panel.view.grab().toImage())
        return bool(np.abs(after.astype(int) - before).mean() > 3)

    qtbot.waitUntil(painted, timeout=10_000)


def test_the_panels_lie_as_they_were_left(window: MainWindow, qtbot: QtBot) -> None:
    window.mode_generate()
    window.brush_panel.set_folded(True)
    window.actions_by_id["panels_swap"].trigger()
    splitter = window.panel_splitter
    splitter.moveSplitter(400, 1)
    state = window.session().panels
    assert (state["left"], state["width_px"]) == (True, window.side_panel.width())
    assert window.stack.x() > window.side_panel.x()
    window.brush_panel.set_folded(False)
    splitter.swap(False)
    splitter.restore_layout(state)
    assert window.brush_panel.folded
    assert splitter.is_swapped
    assert abs(window.side_panel.width() - state["width_px"]) <= 2


@pytest.mark.parametrize("size", [(1280, 780), (1440, 900)])
def test_the_size_of_the_brush_is_seen_without_scrolling(
    window: MainWindow, hand: Hand, photo: Path, qtbot: QtBot, size: tuple[int, int]
) -> None:
    hand.open(photo)
    window.navigator_panel.set_folded(True)
    window.resize(*size)
    window.show()
    qtbot.wait_until(lambda: (window.width(), window.height()) == size)
    slider = window.brush_panel.size_slider
    splitter = window.side_panel._splitters["0"]
    qtbot.wait_until(lambda: slider.mapTo(splitter, slider.rect().bottomLeft()).y() < splitter.sizes()[0])


def test_a_border_that_was_dragged_stays_where_it_is(
    window: MainWindow, hand: Hand, photo: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    window.resize(1280, 900)
    window.show()
    [(name, splitter)] = window.side_panel._splitters.items()
    assert window.side_panel.layout_state()["docked_px"] == {}
    splitter.moveSplitter(300, 1)
    dragged = splitter.sizes()
    assert window.side_panel.layout_state()["docked_px"] == {name: dragged}
    window.resize(1280, 760)
    qtbot.wait_until(lambda: window.height() == 760)
    assert splitter.sizes()[1] == dragged[1]


def test_heights_that_were_never_seen_stay_as_they_were_left(window: MainWindow) -> None:
    [(name, splitter)] = window.side_panel._splitters.items()
    window.side_panel.restore_layout({"docked_px": {name: [250, 410]}})
    splitter.sizes = lambda: [0, 0]
    state = window.side_panel.layout_state()
    assert state["docked_px"] == {name: [250, 410]}
    # What an older session stored of panels that it never showed.
    window.side_panel.restore_layout({"docked_px": {name: [0, 0]}})
    assert window.side_panel.layout_state() == state


@pytest.mark.parametrize(
    "state", [{}, {"width_px": "wide", "folded": 3, "docked_px": {"0": [1]}, "left": 7}, {"width_px": 10**9}]
)
def test_a_layout_that_makes_no_sense_changes_nothing(window: MainWindow, state: dict[str, object]) -> None:
    window.panel_splitter.restore_layout(state)
    assert not window.panel_splitter.is_swapped
    assert not window.style_panel.folded


@pytest.mark.parametrize(
    "screen", [QRect(0, 0, 1280, 720), QRect(0, 0, 1400, 900), QRect(100, 30, 1280, 690)]
)
def test_a_window_is_placed_where_its_screen_shows_all_of_it(screen: QRect) -> None:
    for wanted in (QRect(0, 0, 1440, 900), QRect(-500, -80, 1440, 900), QRect(1300, 600, 1000, 650)):
        assert screen.contains(placed_within(wanted, screen, (960, 600)))


def test_the_window_needs_no_more_than_a_small_laptop_has(
    window: MainWindow, hand: Hand, photo: Path
) -> None:
    hand.open(photo)
    least = window.minimumSizeHint().expandedTo(window.minimumSize())
    assert least.width() <= 1280
    assert least.height() <= 690
    window.resize(1280, 690)
    assert window.size().width() == 1280
    export = window.top_bar.export
    corner = export.mapTo(window, QPoint(export.width(), export.height()))
    assert window.rect().contains(corner)


def test_a_window_that_takes_all_of_the_screen_is_maximized(qtbot: QtBot) -> None:
    for size_px, maximized in (((300, 200), False), ((4000, 300), True), ((300, 4000), True)):
        window = QWidget()
        qtbot.addWidget(window)
        window.resize(*size_px)
        place_within_screen(window)
        assert window.isMaximized() == maximized


@pytest.mark.parametrize("size_px", [(1280, 760), (1366, 720), (1600, 860)])
def test_nothing_of_the_room_is_hidden_on_low_screens(
    hand: Hand, window: MainWindow, qtbot: QtBot, size_px: tuple[int, int]
) -> None:
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(*size_px)
    hand.trigger("mode_generate")
    stage = window.generator_stage
    for unfolded in (False, True):
        window.timeline_panel.set_folded(not unfolded)
        parts = [stage.picture, stage.sweep, stage.map, stage.home, stage.tray]
        parts += [] if unfolded else [stage.end_a, stage.strip, stage.swap]
        for part in parts:
            qtbot.waitUntil(
                lambda part=part: part.visibleRegion().boundingRect() == part.rect(), timeout=20_000
            )


@pytest.mark.parametrize("size_px", [(1280, 780), (1280, 720)])
def test_the_picture_and_its_buttons_keep_together_however_little_room_there_is(
    generating: Generating, window: MainWindow, qtbot: QtBot, size_px: tuple[int, int]
) -> None:
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(*size_px)
    stage = window.generator_stage
    stage.show_view(BREED)
    stage.breeding_view.begin.click()
    qtbot.waitUntil(lambda: stage.breeding_view.children_grid.filled, timeout=20_000)
    window.timeline_panel.set_folded(False)
    grid = stage.breeding_view.children_grid
    qtbot.waitUntil(lambda: stage.tray.visibleRegion().boundingRect() == stage.tray.rect(), timeout=20_000)
    least_px = 90 if size_px[1] > 760 else 60
    qtbot.waitUntil(lambda: grid.cell(0).width() >= least_px, timeout=20_000)
    ends = [part.mapTo(stage, part.rect().bottomRight()).x() for part in (stage.picture, stage.sweep)]
    shown = [part for part in (stage.keep, stage.keep_a, stage.keep_b, stage.dice) if part.isVisible()]
    buttons_end = max(part.mapTo(stage, part.rect().bottomRight()).x() for part in shown)
    assert buttons_end <= min(ends)
    assert stage.tray.height() < 2 * stage.tray.fontMetrics().height() + 12
    assert stage.picture.height() >= size_px[1] - 640
    high = stage.tray.height()
    stage.keep.click()
    qtbot.waitUntil(lambda: stage.tray.height() > high)


def test_one_dice_stands_in_each_room(generating: Generating, window: MainWindow, hand: Hand) -> None:
    assert window.generator_panel.dice.isVisible()
    assert not window.generator_stage.dice.isVisible()
    hand.trigger("brushes")
    assert window.brush_stage.dice.isVisible()


@pytest.mark.parametrize("fixture", ["window", "urdu"])
def test_no_card_is_wider_than_the_panel(request: pytest.FixtureRequest, fixture: str) -> None:
    window: MainWindow = request.getfixturevalue(fixture)
    for mode in ("mode_generate", "brushes", "mode_optimize", "mode_live"):
        window.actions_by_id[mode].trigger()
        QApplication.processEvents()
        assert window.side_panel.width() == PANEL_WIDTH_PX
        for area in window.side_panel.findChildren(QScrollArea):
            content = area.widget()
            if area.isVisible() and content is not None:
                assert content.width() <= area.viewport().width(), f"{mode} is cut at its side"
