"""The brush in the hand: two styles, what follows the pen, smoothing, lines, symmetry, and settings of each tool."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from studio.document.curve import Curve
from studio.document.document import Document
from studio.document.handling import Smoothing
from studio.document.layers import StyleLayer
from studio.document.pen import Dynamic
from studio.document.stroke import Stroke
from studio.ui.theme import Theme
from studio.ui.widgets.curve_editor import CurveEditor
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def opened(hand: Hand, photo: Path) -> None:
    hand.open(photo)
    hand.window.tool.change(size_px=40, hardness=1.0)


def document_of(window: MainWindow) -> Document:
    assert window.editor.painting is not None
    return window.editor.painting.document


def last_stroke(window: MainWindow) -> Stroke:
    stroke = document_of(window).edits[-1]
    assert isinstance(stroke, Stroke)
    return stroke


def covered(window: MainWindow, x: int, y: int) -> int:
    """How far the topmost layer covers a pixel."""
    return int(document_of(window).layers[-1].mask.read(document_of(window).box)[y, x])


def choose(window: MainWindow, source: str) -> None:
    row = window.style_panel.slide
    row.source.setCurrentIndex(row.source.findData(source))
    row.source.activated.emit(row.source.currentIndex())


# ---- two styles


def test_b_is_chosen_by_its_slot_and_the_shelf(window: MainWindow) -> None:
    panel = window.style_panel
    assert panel.pair.second.title == ""
    QTest.mouseClick(panel.pair.second, Qt.MouseButton.LeftButton)
    panel.shelf.taken.emit("tiny-reed")
    assert (window.editor.style, window.editor.second_style) == ("tiny-brush", "tiny-reed")
    assert panel.pair.second.title
    assert panel.slide.isVisibleTo(panel)
    QTest.keyClick(window.canvas, Qt.Key.Key_X)
    assert (window.editor.style, window.editor.second_style) == ("tiny-reed", "tiny-brush")
    QTest.keyClick(window.canvas, Qt.Key.Key_D)
    assert window.editor.second_style == ""
    assert not panel.slide.isVisibleTo(panel)


def choose_on_shelf(
    window: MainWindow, name: str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Clicks a style on the shelf."""
    shelf = window.style_panel.shelf
    number = [card.name for card in window.studio.cards].index(name)
    QTest.mouseClick(shelf, Qt.MouseButton.LeftButton, keys, shelf.cell(number).center())


def test_a_style_that_is_clicked_is_painted_with_and_b_stays_at_hand(window: MainWindow) -> None:
    editor, panel, control = window.editor, window.style_panel, Qt.KeyboardModifier.ControlModifier

    def weights() -> dict[str, float]:
        assert editor.choice is not None
        return dict(editor.choice.weights)

    choose_on_shelf(window, "tiny-reed", control)
    assert weights() == {"tiny-brush": 0.5, "tiny-reed": 0.5}
    editor.set_mix(0.97)
    choose_on_shelf(window, "tiny-brush")
    assert weights() == {"tiny-brush": 1.0}
    assert panel.pair.second.title
    assert panel.mix.isVisibleTo(panel)
    assert panel.mix.number == 0
    panel.mix.edited.emit(0.25)
    assert weights() == {"tiny-brush": 0.75, "tiny-reed": 0.25}
    # Whatever else mixes B in shows it.
    choose_on_shelf(window, "tiny-brush")
    QTest.keyClick(window.canvas, Qt.Key.Key_X)
    assert weights() == {"tiny-reed": 1.0}
    choose_on_shelf(window, "tiny-brush", control)
    assert weights() == {"tiny-brush": 0.5, "tiny-reed": 0.5}
    choose_on_shelf(window, "tiny-brush", control)
    assert editor.second_style == ""


def test_the_next_style_is_painted_with_whatever_the_mix_was(window: MainWindow) -> None:
    window.editor.mix_style("tiny-reed")
    window.editor.set_mix(1.0)
    choose_on_shelf(window, "tiny-brush")
    window.editor.set_mix(1.0)
    names = [card.name for card in window.studio.cards]
    QTest.keyClick(window.canvas, Qt.Key.Key_Period)
    following = names[(names.index("tiny-brush") + 1) % len(names)]
    assert window.editor.choice is not None
    assert window.editor.choice.weights == ((following, 1.0),)


def test_where_strokes_slide_another_a_changes_no_mix(window: MainWindow) -> None:
    window.editor.mix_style("tiny-reed")
    window.editor.set_mix(0.25)
    choose(window, "speed")
    choose_on_shelf(window, "tiny-brush")
    assert window.editor.mix == 0.25


def test_speed_slides_one_stroke_from_a_to_b(hand: Hand, window: MainWindow) -> None:
    window.editor.mix_style("tiny-reed")
    choose(window, "speed")
    assert window.editor.choice is not None
    assert window.editor.choice.toward == (("tiny-reed", 1.0),)
    assert not window.style_panel.mix.isVisibleTo(window.style_panel)
    hand.stroke((150, 200), (300, 200), (400, 200))
    [layer] = document_of(window).layers
    assert isinstance(layer, StyleLayer)
    assert layer.choice.slides
    assert last_stroke(window).brush.mix_by.source == "speed"
    hand.stroke((150, 300), (300, 300))
    assert len(document_of(window).layers) == 1


def test_taking_a_layer_that_slides_goes_on_in_it(hand: Hand, window: MainWindow) -> None:
    window.editor.mix_style("tiny-reed")
    choose(window, "pressure")
    hand.stroke((150, 200), (300, 200))
    [layer] = document_of(window).layers
    assert isinstance(layer, StyleLayer)
    assert layer.shares.read(document_of(window).box)[200, 200] == 255
    window.editor.reset_styles()
    window.layers.pick(200, 200)
    assert (window.editor.second_style, window.editor.slides) == ("tiny-reed", True)
    choose(window, "none")
    assert not window.editor.slides


def test_a_constant_share_paints_into_a_layer_that_slides(hand: Hand, window: MainWindow) -> None:
    window.editor.mix_style("tiny-reed")
    choose(window, "pressure")
    hand.stroke((150, 200), (300, 200))
    choose(window, "none")
    window.layers.take(None)
    window.layers.pick(200, 200)
    window.editor.mix = 0.25
    hand.stroke((150, 300), (300, 300))
    [layer] = document_of(window).layers
    assert isinstance(layer, StyleLayer)
    assert int(layer.shares.read(document_of(window).box)[300, 200]) == 64


def test_filling_lays_one_mix(hand: Hand, window: MainWindow) -> None:
    window.editor.mix_style("tiny-reed")
    window.editor.set_mix(0.25)
    choose(window, "speed")
    hand.trigger("run")
    hand.settle()
    [layer] = document_of(window).layers
    assert isinstance(layer, StyleLayer)
    assert dict(layer.choice.weights) == {"tiny-brush": 0.75, "tiny-reed": 0.25}


# ---- each tool for itself


def test_the_eraser_has_settings_of_its_own(window: MainWindow) -> None:
    tool, panel = window.tool, window.brush_panel
    panel.size_slider.edited.emit(33)
    QTest.keyClick(window.canvas, Qt.Key.Key_E)
    panel.size_slider.edited.emit(222)
    panel.flow.edited.emit(0.5)
    tool.change_smoothing(Smoothing("rope", 90))
    QTest.keyClick(window.canvas, Qt.Key.Key_B)
    assert (tool.brush.size_px, tool.brush.flow, tool.smoothing.kind) == (33, 1.0, "none")
    assert panel.size_slider.number == 33
    QTest.keyClick(window.canvas, Qt.Key.Key_E)
    assert (panel.size_slider.number, panel.flow.number) == (222, 0.5)
    assert window.hand_panel.length.number == 90


# ---- what follows the pen


def test_a_property_follows_what_is_chosen_for_it(window: MainWindow) -> None:
    row = window.hand_panel.size_row
    assert not row.curve.isEnabled()
    row.source.setCurrentIndex(row.source.findData("tilt"))
    row.source.activated.emit(row.source.currentIndex())
    assert window.tool.brush.size_by == Dynamic("tilt")
    bent = Curve(((0, 0), (0.5, 0.9), (1, 1)))
    row.curve.edited.emit(bent)
    assert window.tool.brush.size_by == Dynamic("tilt", bent)


def test_scrolling_a_panel_changes_no_choice(window: MainWindow) -> None:
    boxes = window.findChildren(QComboBox)
    assert len(boxes) > 5
    for box in boxes:
        place, chosen = QPointF(5, 5), box.currentIndex()
        event = QWheelEvent(
            place,
            QPointF(box.mapToGlobal(place.toPoint())),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        # One that is disabled is not even asked.
        taken = QApplication.sendEvent(box, event) and event.isAccepted()
        assert box.currentIndex() == chosen, box.accessibleName()
        assert not taken, box.accessibleName()
        assert not box.focusPolicy() & ~Qt.FocusPolicy.StrongFocus, box.accessibleName()


@pytest.fixture
def editor(qtbot: QtBot, qapp: QApplication) -> CurveEditor:
    made = CurveEditor(Theme(), "Size")
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_curve_is_bent_with_the_mouse(editor: CurveEditor) -> None:
    told: list[Curve] = []
    editor.edited.connect(told.append)
    start, end = editor.place((0.5, 0.2)).toPoint(), editor.place((0.4, 0.8)).toPoint()
    QTest.mousePress(editor, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(editor, end)
    QTest.mouseRelease(editor, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert told[-1] == editor.curve
    assert editor.curve.points[1] == pytest.approx((0.4, 0.8), abs=0.02)
    QTest.mouseDClick(editor, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert editor.curve == Curve()


def test_a_curve_is_bent_with_the_keyboard(editor: CurveEditor) -> None:
    for key in (Qt.Key.Key_Insert, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(editor, key)
    assert editor.curve.points[1] == pytest.approx((0.5, 0.6))
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert editor.curve == Curve()


def tablet(
    window: MainWindow,
    kind: QEvent.Type,
    place: QPointF,
    pressure: float,
    number: int,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> bool:
    """A pen's event; whether the canvas took it."""
    device = QPointingDevice(
        "pen",
        number,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        1,
        "",
        QPointingDeviceUniqueId.fromNumericId(number),
    )
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    event = QTabletEvent(
        kind,
        device,
        place,
        QPointF(window.canvas.mapToGlobal(place.toPoint())),
        pressure,
        30.0,
        0.0,
        0.0,
        0.0,
        0.0,
        Qt.KeyboardModifier.NoModifier,
        button if kind != QEvent.Type.TabletMove else none,
        left,
    )
    QApplication.sendEvent(window.canvas, event)
    return event.isAccepted()


def test_a_pen_paints_with_its_pressure_and_its_tilt(hand: Hand, window: MainWindow) -> None:
    press, move, lift = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease
    assert tablet(window, press, hand.view(150, 200), 0.25, 7)
    assert tablet(window, move, hand.view(300, 200), 0.75, 7)
    assert tablet(window, lift, hand.view(300, 200), 0.0, 7)
    points = last_stroke(window).points
    assert [point.pressure for point in points] == pytest.approx([0.25, 0.75], abs=0.01)
    assert points[0].tilt == pytest.approx(0.5)
    # It has shown that it tells its pressure: from now on 0 is a light touch and not a mouse.
    assert tablet(window, press, hand.view(150, 300), 0.0, 7)
    assert tablet(window, lift, hand.view(150, 300), 0.0, 7)


def test_a_button_of_the_pen_and_space_do_not_end_its_stroke(hand: Hand, window: MainWindow) -> None:
    press, move, lift = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease
    right = Qt.MouseButton.RightButton
    assert tablet(window, press, hand.view(150, 200), 0.25, 7)
    tablet(window, press, hand.view(200, 200), 0.5, 7, right)
    tablet(window, lift, hand.view(200, 200), 0.5, 7, right)
    assert tablet(window, move, hand.view(300, 200), 0.5, 7)
    QTest.keyPress(window.canvas, Qt.Key.Key_Space)
    assert tablet(window, move, hand.view(400, 200), 0.5, 7)
    assert tablet(window, lift, hand.view(400, 200), 0.0, 7)
    QTest.keyRelease(window.canvas, Qt.Key.Key_Space)
    points = last_stroke(window).points
    assert len(document_of(window).edits) == 1
    assert points[-1].x == pytest.approx(400, abs=2)
    assert max(point.pressure for point in points) <= 0.51


def test_a_pen_that_is_lifted_after_escape_leaves_the_selection(hand: Hand, window: MainWindow) -> None:
    press, move, lift = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease
    hand.trigger("select_all")
    hand.trigger("select_rectangle")
    before = document_of(window).selection
    assert before is not None
    assert tablet(window, press, hand.view(150, 100), 0.5, 7)
    assert tablet(window, move, hand.view(300, 200), 0.5, 7)
    window.cancel()
    tablet(window, lift, hand.view(300, 200), 0.0, 7)
    assert document_of(window).selection is before


def test_a_pen_that_never_tells_its_pressure_is_left_to_the_mouse(hand: Hand, window: MainWindow) -> None:
    for kind in (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease):
        assert not tablet(window, kind, hand.view(150, 200), 0.0, 9)
    assert not document_of(window).edits


# ---- smoothing and lines


def test_the_recipe_holds_the_smoothed_way(hand: Hand, window: MainWindow) -> None:
    window.tool.change_smoothing(Smoothing("weighted", 200))
    hand.stroke((150, 200), (250, 100), (350, 200))
    points = last_stroke(window).points
    assert points[1].y > 110
    assert (points[-1].x, points[-1].y) == pytest.approx((350, 200), abs=2)


def test_shift_and_a_click_draw_a_straight_line_from_the_last_stroke(hand: Hand, window: MainWindow) -> None:
    size_px = window.tool.brush.size_px
    hand.stroke((100, 100), (120, 100))
    place = hand.view(500, 300).toPoint()
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, SHIFT, place)
    hand.settle()
    assert covered(window, 310, 200) == 255
    assert covered(window, 310, 290) == 0
    assert len(document_of(window).edits) == 2
    place = hand.view(500, 100).toPoint()
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, SHIFT, place)
    hand.settle()
    assert covered(window, 500, 200) == 255
    assert window.tool.brush.size_px == size_px


# ---- symmetry


def test_strokes_are_mirrored_and_the_axis_is_seen(hand: Hand, window: MainWindow) -> None:
    clean = hand.seen()
    panel = window.hand_panel
    panel.symmetry.setCurrentIndex(panel.symmetry.findData("horizontal"))
    panel.symmetry.activated.emit(panel.symmetry.currentIndex())
    with_axis = hand.seen()
    middle = hand.view(350, 210).toPoint()
    assert not np.array_equal(
        clean[:, middle.x() - 3 : middle.x() + 4], with_axis[:, middle.x() - 3 : middle.x() + 4]
    )
    hand.stroke((100, 100), (200, 150))
    assert covered(window, 150, 125) == covered(window, 549, 125) == 255
    assert last_stroke(window).symmetry is not None
    hand.trigger("symmetry")
    assert panel.symmetry.currentData() == "none"
    hand.stroke((100, 300), (200, 300))
    assert covered(window, 549, 300) == 0
    hand.trigger("symmetry")
    assert panel.symmetry.currentData() == "horizontal"


def test_the_axis_is_placed_by_a_click(hand: Hand, window: MainWindow) -> None:
    window.tools.take_lasso()
    window.tool.mirror.choose("radial")
    window.hand_panel.place.click()
    assert window.tool.mirror.placing
    hand.stroke((200, 100))
    assert not document_of(window).edits
    symmetry = window.tool.mirror.symmetry
    assert symmetry is not None
    assert (symmetry.x, symmetry.y) == pytest.approx((200, 100), abs=2)
    window.hand_panel.middle.click()
    assert window.tool.mirror.symmetry is not None
    assert window.tool.mirror.symmetry.x == 350
    window.hand_panel.place.click()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.tool.mirror.placing


def test_a_touchpads_small_steps_resize_a_small_brush(window: MainWindow) -> None:
    window.tool.change(size_px=40.0)
    for _ in range(10):
        window.tool.scale_size(0.1)
    assert window.tool.brush.size_px == 44
    for _ in range(20):
        window.tool.scale_size(-0.1)
    assert window.tool.brush.size_px == 36
