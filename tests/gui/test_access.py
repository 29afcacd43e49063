"""Whoever sees nothing, or has no mouse, finds everything: names, tool tips, and the way of the Tab key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFrame,
    QLabel,
    QMenuBar,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from studio.ui import focus
from studio.ui.canvas.view import CanvasView
from studio.ui.widgets.card import Card
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

SITUATIONS = ("start", "paint", "generate", "optimize")


def bring_about(situation: str, window: MainWindow, hand: Hand, photo: Path) -> None:
    if situation == "start":
        return
    hand.open(photo)
    hand.stroke((150, 200), (300, 200))
    getattr(window, f"mode_{situation}")()
    QApplication.processEvents()


def controls(top: QWidget) -> Iterator[QWidget]:
    """Everything visible that takes the keyboard or is clicked, but the canvas: a tip would cover what is painted."""
    for widget in top.findChildren(QWidget):
        internal = widget.objectName().startswith("qt_") or isinstance(
            widget, QScrollArea | QScrollBar | QMenuBar | QLabel | CanvasView
        )
        takes = widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(widget, QAbstractButton)
        if widget.isVisible() and takes and not internal and type(widget) not in (QWidget, QFrame):
            yield widget


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()} {widget.accessibleName()!r} {widget.toolTip()!r}"


def name_of(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_control_has_a_name_and_says_what_it_does(
    situation: str, window: MainWindow, hand: Hand, photo: Path
) -> None:
    bring_about(situation, window, hand, photo)
    found = list(controls(window))
    assert len(found) > 5
    assert "\n".join(described(widget) for widget in found if not name_of(widget)) == ""
    assert "\n".join(described(widget) for widget in found if not widget.toolTip()) == ""


@pytest.mark.parametrize("action", ["keys", "choose_keys", "palette", "language", "about"])
def test_so_has_every_control_of_a_dialog(action: str, window: MainWindow, hand: Hand, photo: Path) -> None:
    hand.open(photo)
    hand.trigger(action)
    (dialog,) = (each for each in window.findChildren(QDialog) if each.isVisible())
    found = list(controls(dialog))
    assert found
    assert "\n".join(described(widget) for widget in found if not name_of(widget)) == ""
    assert "\n".join(described(widget) for widget in found if not widget.toolTip()) == ""
    dialog.close()


def test_every_command_says_its_name_its_key_and_what_it_does(window: MainWindow) -> None:
    for action in window.actions_by_id.values():
        first, _, tip = action.toolTip().partition("\n")
        assert tip
        keys = action.shortcuts()
        if keys:
            assert f"({keys[0].toString(keys[0].SequenceFormat.NativeText)})" in first


@pytest.mark.parametrize("situation", SITUATIONS)
def test_tab_visits_everything_once_in_the_order_of_the_eye(
    situation: str, window: MainWindow, hand: Hand, photo: Path
) -> None:
    bring_about(situation, window, hand, photo)
    window.activateWindow()
    start = next(focus.stops(window.top_bar))
    start.setFocus()
    visited: list[QWidget] = []
    while (now := QApplication.focusWidget()) is not None and now not in visited and len(visited) < 200:
        visited.append(now)
        window.focusNextPrevChild(True)
    assert QApplication.focusWidget() is start
    regions = (window.top_bar, window.tool_strip, window.stack, window.side_panel, window.status)
    places = [next(i for i, region in enumerate(regions) if region.isAncestorOf(each)) for each in visited]
    assert places == sorted(places)
    reachable = [
        each for each in controls(window) if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isEnabled()
    ]
    assert [described(each) for each in reachable if each not in visited and each.focusProxy() is None] == []
    for card in window.side_panel.findChildren(Card):
        inside = [each for each in visited if card.isAncestorOf(each)]
        tops = [each.mapTo(window, QPoint(0, 0)).y() for each in inside]
        bottoms = [top + each.height() for top, each in zip(tops, inside, strict=True)]
        assert all(later > top for top, later in zip(tops, bottoms[1:], strict=False))
    window.focusNextPrevChild(False)
    assert QApplication.focusWidget() is visited[-1]


def test_the_tab_key_takes_that_way(window: MainWindow, hand: Hand, photo: Path) -> None:
    hand.open(photo)
    window.activateWindow()
    first, second, *_ = focus.stops(window.side_panel)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is second
