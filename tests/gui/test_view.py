"""The view: turned, mirrored and split in two, with painting exact under all of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from studio.document.document import Document
from studio.engine.compositor import composite
from studio.ui.canvas.transform import mip_level
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def opened(hand: Hand, photo: Path) -> None:
    hand.open(photo)


def document(window: MainWindow) -> Document:
    assert window.editor.painting is not None
    return window.editor.painting.document


def drag(window: MainWindow, button: Qt.MouseButton, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(window.canvas, button, NONE, start)
    QTest.mouseMove(window.canvas, end)
    QTest.mouseRelease(window.canvas, button, NONE, end)


def expected_at(hand: Hand, window: MainWindow, x: float, y: float) -> np.ndarray:
    """The document's mean colour around a point, (3,)."""
    painting = window.editor.painting
    assert painting is not None
    return (
        composite(painting.document, painting.document.box, painting.stylizers.cached)
        .picture[int(y) - 6 : int(y) + 7, int(x) - 6 : int(x) + 7]
        .mean(axis=(0, 1))
    )


@pytest.mark.parametrize("turned_deg", [0.0, 30.0, -105.0, 180.0])
@pytest.mark.parametrize("mirrored", [False, True])
def test_strokes_land_where_the_pen_is(
    hand: Hand, window: MainWindow, turned_deg: float, mirrored: bool
) -> None:
    window.tool.change(size_px=20.0, hardness=1.0)
    window.canvas.turn_to(turned_deg)
    if mirrored:
        hand.trigger("mirror")
    hand.settle()
    hand.stroke((200, 150), (450, 300))
    [layer] = document(window).layers
    for share in (0.0, 0.3, 0.7, 1.0):
        x, y = 200 + 250 * share, 150 + 150 * share
        assert layer.mask.read(document(window).box)[int(y), int(x)] == 255
    # Across the stroke its edge is where the radius ends, to a pixel or two of the screen.
    side = np.array((-150.0, 250.0)) / np.hypot(150, 250)
    middle = np.array((325.0, 225.0))
    for reach, covered in ((7.5, True), (13.0, False)):
        for sign in (-1, 1):
            x, y = middle + sign * reach * side
            assert (layer.mask.read(document(window).box)[int(y), int(x)] > 127) == covered


@pytest.mark.parametrize("turned_deg", [0.0, 25.0])
@pytest.mark.parametrize("mirrored", [False, True])
def test_what_is_drawn_lies_under_the_place_that_it_is_painted_at(
    hand: Hand, window: MainWindow, turned_deg: float, mirrored: bool
) -> None:
    window.canvas.actual_size()
    window.canvas.turn_to(turned_deg)
    if mirrored:
        window.canvas.mirror()
    hand.stroke((150, 200), (400, 200))
    hand.settle()
    seen = hand.seen()
    for x, y in ((275.5, 200.5), (350.5, 330.5), (130.5, 90.5), (256.5, 256.5)):
        place = hand.view(x, y)
        around = seen[int(place.y()) - 6 : int(place.y()) + 7, int(place.x()) - 6 : int(place.x()) + 7]
        found = np.abs(around.mean(axis=(0, 1)) - expected_at(hand, window, x, y)).max()
        assert found < 12, (x, y)


def test_turned_tiles_meet_without_a_seam(hand: Hand, window: MainWindow) -> None:
    window.editor.open_pixels(np.full((700, 900, 3), 200, np.uint8), "grey")
    hand.qtbot.waitUntil(lambda: document(window).box.height == 700, timeout=10_000)
    window.canvas.actual_size()
    window.canvas.turn_to(33.0)
    hand.settle()
    seen = hand.seen()
    middle = hand.view(450, 350).toPoint()
    inner = seen[middle.y() - 250 : middle.y() + 250, middle.x() - 250 : middle.x() + 250]
    assert (inner == 200).all()


def test_keys_turn_and_mirror_the_view_and_change_no_pixel(window: MainWindow) -> None:
    view = window.canvas.transform
    QTest.keyClick(window, Qt.Key.Key_6)
    QTest.keyClick(window, Qt.Key.Key_6)
    assert view.angle_deg == 30.0
    assert "30" in window.status.turn.text()
    QTest.keyClick(window, Qt.Key.Key_4)
    assert view.angle_deg == 15.0
    QTest.keyClick(window, Qt.Key.Key_M)
    assert (view.mirrored, view.angle_deg) == (True, -15.0)
    assert window.actions_by_id["mirror"].isChecked()
    QTest.keyClick(window, Qt.Key.Key_5)
    assert view.angle_deg == 0.0
    assert not window.editor.modified


@pytest.mark.parametrize("ratio", [0.25, 1.5, 2.0])
@pytest.mark.parametrize("fitted", [True, False])
def test_another_scale_of_the_screen_shows_tiles_of_that_scale(
    hand: Hand, window: MainWindow, monkeypatch: pytest.MonkeyPatch, fitted: bool, ratio: float
) -> None:
    canvas, painting = window.canvas, window.editor.painting
    assert painting is not None
    canvas.zoom_to(0.5)
    if fitted:
        canvas.fit()
    hand.settle()
    scale = canvas.transform.scale
    monkeypatch.setattr(canvas, "devicePixelRatioF", lambda: ratio)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.DevicePixelRatioChange))
    hand.settle()
    if not fitted:  # The picture is as large as it was; its pixels are others.
        assert canvas.transform.scale == pytest.approx(scale)
    assert canvas.zoom == pytest.approx(canvas.transform.scale * ratio)
    shown = painting.after.keys(mip_level(canvas.zoom, painting.after.levels), painting.document.box)
    assert all(painting.after.image(key) is not None for key in shown)


def test_the_mirror_exchanges_left_and_right_on_the_screen(hand: Hand, window: MainWindow) -> None:
    before = hand.view(100, 200)
    hand.trigger("mirror")
    after = hand.view(100, 200)
    assert abs(before.x() + after.x() - window.canvas.width()) < 1.5
    assert abs(before.y() - after.y()) < 1


def test_shift_space_and_a_drag_turn_the_view_around_its_middle(hand: Hand, window: MainWindow) -> None:
    middle = QPointF(window.canvas.width() / 2, window.canvas.height() / 2)
    held = window.canvas.transform.to_document(middle)
    right, below = middle + QPointF(150, 0), middle + QPointF(0, 150)
    QTest.keyPress(window.canvas, Qt.Key.Key_Space, SHIFT)
    QTest.mousePress(window.canvas, LEFT, SHIFT, right.toPoint())
    QTest.mouseMove(window.canvas, below.toPoint())
    QTest.mouseRelease(window.canvas, LEFT, SHIFT, below.toPoint())
    QTest.keyRelease(window.canvas, Qt.Key.Key_Space, SHIFT)
    assert abs(window.canvas.transform.angle_deg - 90) < 1
    now = window.canvas.transform.to_document(middle)
    assert abs(now.x() - held.x()) < 0.01
    assert abs(now.y() - held.y()) < 0.01


def test_space_moves_the_picture_and_presses_no_button_again(hand: Hand, window: MainWindow) -> None:
    window.activateWindow()
    hand.stroke((100, 100), (200, 200))
    box = window.layer_panel.editing
    QTest.mouseClick(box, LEFT, NONE, QPoint(8, box.height() // 2))
    assert box.isChecked()
    assert window.focusWidget() is box
    before, steps = hand.view(300, 200), document(window).history.done_count
    QTest.mouseMove(window.canvas, QPoint(300, 300))
    keyboard = window.focusWidget()
    assert keyboard is not None
    QTest.keyPress(keyboard, Qt.Key.Key_Space)
    drag(window, LEFT, QPoint(310, 300), QPoint(340, 320))
    QTest.keyRelease(keyboard, Qt.Key.Key_Space)
    after = hand.view(300, 200)
    assert (round(after.x() - before.x()), round(after.y() - before.y())) == (30, 20)
    assert document(window).history.done_count == steps
    assert box.isChecked()


def test_a_name_that_is_typed_keeps_the_keys_while_the_mouse_goes_over_the_picture(
    hand: Hand, window: MainWindow
) -> None:
    window.activateWindow()
    hand.stroke((100, 100), (200, 200))
    hand.trigger("rename")
    field = window.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.mouseMove(window.canvas, QPoint(300, 300))
    assert window.focusWidget() is field


def test_the_middle_button_moves_the_picture_when_it_is_turned(hand: Hand, window: MainWindow) -> None:
    window.canvas.actual_size()
    window.canvas.turn_to(40.0)
    before = hand.view(300, 200)
    drag(window, MIDDLE, QPoint(400, 300), QPoint(430, 320))
    after = hand.view(300, 200)
    assert (round(after.x() - before.x()), round(after.y() - before.y())) == (30, 20)


def test_r_turns_the_view_for_as_long_as_it_is_held(hand: Hand, window: MainWindow) -> None:
    canvas = window.canvas
    middle = canvas.middle.toPoint()
    QTest.keyPress(canvas, Qt.Key.Key_R)
    drag(window, LEFT, middle + QPoint(120, 0), middle + QPoint(0, 120))
    QTest.keyRelease(canvas, Qt.Key.Key_R)
    assert canvas.transform.angle_deg == pytest.approx(90, abs=1)
    assert window.editor.painting is not None
    assert window.editor.painting.document.layers == ()
    assert not window.actions_by_id["mode_generate"].isChecked()
    drag(window, LEFT, middle, middle + QPoint(10, 10))
    assert len(window.editor.painting.document.layers) == 1


def test_a_drag_of_the_size_is_the_same_in_a_turned_view(hand: Hand, window: MainWindow) -> None:
    window.tool.change(size_px=50.0)
    window.canvas.turn_to(90.0)
    scale = window.canvas.transform.scale
    QTest.mousePress(window.canvas, LEFT, SHIFT, QPoint(300, 300))
    QTest.mouseMove(window.canvas, QPoint(340, 300))
    QTest.mouseRelease(window.canvas, LEFT, SHIFT, QPoint(340, 300))
    assert window.tool.brush.size_px == pytest.approx(50 + 80 / scale, abs=1)


def test_zooming_keeps_what_is_under_the_cursor_in_a_turned_view(hand: Hand, window: MainWindow) -> None:
    window.canvas.turn_to(-50.0)
    window.canvas.mirror()
    place = hand.view(300, 200)
    window.canvas.zoom_to(3.0, place)
    held = window.canvas.transform.to_document(place)
    assert (round(held.x(), 3), round(held.y(), 3)) == (300, 200)


def test_the_whole_turned_picture_fits(hand: Hand, window: MainWindow) -> None:
    window.canvas.zoom_to(4.0)
    window.canvas.turn_to(60.0)
    hand.trigger("fit")
    assert window.canvas.transform.angle_deg == 60.0
    around = window.canvas.transform.to_view(document(window).box)
    assert window.canvas.rect().contains(around.toAlignedRect())


def test_another_picture_is_shown_upright(hand: Hand, window: MainWindow) -> None:
    window.canvas.turn_to(60.0)
    window.canvas.mirror()
    window.editor.open_pixels(np.zeros((50, 80, 3), np.uint8), "black")
    hand.qtbot.waitUntil(lambda: document(window).box.height == 50, timeout=10_000)
    assert window.canvas.transform.upright
    assert not window.actions_by_id["mirror"].isChecked()


def test_the_line_shows_the_photo_on_its_left_and_can_be_dragged(hand: Hand, window: MainWindow) -> None:
    photo = hand.seen()
    hand.trigger("run")
    hand.settle()
    painted = hand.seen()
    hand.trigger("split")
    hand.settle()
    line = int(window.canvas.split_x)
    both, row = hand.seen(), hand.view(0, 100).toPoint().y()
    assert np.array_equal(both[row, line - 90 : line - 30], photo[row, line - 90 : line - 30])
    assert np.array_equal(both[row, line + 30 : line + 90], painted[row, line + 30 : line + 90])
    drag(window, LEFT, QPoint(line, 400), QPoint(line + 120, 400))
    hand.settle()
    assert int(window.canvas.split_x) == line + 120
    assert np.array_equal(hand.seen()[row, line + 30 : line + 90], photo[row, line + 30 : line + 90])
    hand.trigger("split")
    hand.settle()
    assert np.array_equal(hand.seen(), painted)


def test_nothing_is_painted_where_the_photo_is_shown(hand: Hand, window: MainWindow) -> None:
    hand.trigger("split")
    left = window.canvas.transform.to_document(QPointF(window.canvas.split_x - 100, 300))
    hand.stroke((left.x(), left.y()), (left.x() + 20, left.y()))
    assert document(window).layers == ()
