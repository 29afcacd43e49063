"""The slider that takes typed numbers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from studio.ui.theme import Theme
from studio.ui.widgets.slider import Range, ValueSlider

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def slider(qtbot: QtBot) -> ValueSlider:
    made = ValueSlider("Opacity", Range(0, 1, 0.5, suffix=" %", scale=100), Theme())
    qtbot.addWidget(made)
    made.resize(200, 34)
    made.show()
    return made


def type_into(slider: ValueSlider, text: str) -> None:
    QTest.mouseDClick(slider, LEFT, NONE, QPoint(50, 15))
    editor = slider.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "value"), [("25", 0.25), ("25 %", 0.25), ("130", 1.0), ("12,4", 0.12), ("x", 0.5)]
)
def test_a_number_can_be_typed(slider: ValueSlider, text: str, value: float) -> None:
    type_into(slider, text)
    assert slider.number == pytest.approx(value)


def test_a_drag_changes_the_number_by_its_length(slider: ValueSlider) -> None:
    QTest.mousePress(slider, LEFT, NONE, QPoint(20, 15))
    QTest.mouseMove(slider, QPoint(60, 15))
    QTest.mouseRelease(slider, LEFT, NONE, QPoint(60, 15))
    assert slider.number == pytest.approx(0.7)


def test_a_drag_settles_once(slider: ValueSlider) -> None:
    settled: list[float] = []
    slider.settled.connect(settled.append)
    QTest.mousePress(slider, LEFT, NONE, QPoint(20, 15))
    for x in (30, 40, 50):
        QTest.mouseMove(slider, QPoint(x, 15))
    QTest.mouseRelease(slider, LEFT, NONE, QPoint(50, 15))
    assert settled == [pytest.approx(0.65)]


def test_keys_step_and_home_takes_it_back(slider: ValueSlider) -> None:
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.number == pytest.approx(0.51)
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    assert slider.number == pytest.approx(0.41)
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert slider.number == pytest.approx(0.5)


def test_small_steps_of_a_logarithmic_slider_move_it_too(qtbot: QtBot) -> None:
    made = ValueSlider("Size", Range(2, 2000, 10, logarithmic=True), Theme())
    qtbot.addWidget(made)
    made.set_number(3)
    QTest.keyClick(made, Qt.Key.Key_Right)
    assert made.number == 4


def test_it_says_its_name_and_value_to_screen_readers(slider: ValueSlider) -> None:
    assert slider.accessibleName() == "Opacity"
    assert slider.accessibleDescription() == "50 %"


def test_escape_gives_typing_up(slider: ValueSlider) -> None:
    QTest.mouseDClick(slider, LEFT, NONE, QPoint(50, 15))
    editor = slider.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "25")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert slider.number == pytest.approx(0.5)
    assert not editor.isVisible()


def test_where_reading_goes_from_right_to_left_so_does_the_slider(slider: ValueSlider) -> None:
    slider.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QTest.mousePress(slider, LEFT, NONE, QPoint(100, 15))
    QTest.mouseMove(slider, QPoint(60, 15))
    QTest.mouseRelease(slider, LEFT, NONE, QPoint(60, 15))
    assert slider.number == pytest.approx(0.7)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert slider.number == pytest.approx(0.71)


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_the_handle_does_not_run_through_words(qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    theme = Theme()
    made = ValueSlider("A long name of something", Range(-1, 1, 0), theme)
    qtbot.addWidget(made)
    made.setLayoutDirection(direction)
    made.resize(240, 34)

    def accented(y: int) -> int:
        picture = made.grab().toImage()
        return sum(picture.pixelColor(x, y) == theme.color("accent") for x in range(picture.width()))

    assert accented(17) == 0
    assert min(accented(3), accented(30)) > 0
    made.set_name("Short")
    assert accented(17) > 0


def test_parts_of_a_notch_add_up_and_sideways_is_nothing(slider: ValueSlider, qtbot: QtBot) -> None:
    slider.setFocus()
    qtbot.waitUntil(slider.hasFocus)
    for delta, number in (((90, 0), 0.5), ((0, 0), 0.5), ((0, -40), 0.5), ((0, -40), 0.5), ((0, -40), 0.49)):
        QApplication.sendEvent(slider, wheel(*delta))
        assert slider.number == pytest.approx(number)


def wheel(across: int, down: int) -> QWheelEvent:
    place, nothing = QPointF(5, 5), QPoint()
    return QWheelEvent(
        place,
        place,
        nothing,
        QPoint(across, down),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
