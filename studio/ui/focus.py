"""The way of the keyboard through the window: as the eye goes, whatever was built first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLayout,
    QMenuBar,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)

_WHOLE = (QAbstractItemView, QAbstractSpinBox, QComboBox, QMenuBar)
"""Have parts of their own, which Tab does not visit one by one."""


def stops(part: QWidget) -> Iterator[QWidget]:
    """What Tab visits inside a part of the window, as its layouts place it: top to bottom, from where reading begins.

    What is hidden or cannot be used now is left out.
    """
    if not part.isVisible():
        return
    takes_tab = part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isEnabled()
    if takes_tab and part.focusProxy() is None and not isinstance(part, QScrollArea):
        yield part
    if not isinstance(part, _WHOLE):
        for child in _children(part):
            yield from stops(child)


def step(parts: Sequence[QWidget], *, forward: bool) -> bool:
    """Moves the keyboard to the next or the previous stop, in a circle.

    Args:
        parts: of the window, in their order.
        forward: the next one.

    Returns:
        False when the keyboard is at none of them, so that nothing was done.
    """
    order = [stop for part in parts for stop in stops(part)]
    now = QApplication.focusWidget()
    if now not in order:
        return False
    target = order[(order.index(now) + (1 if forward else -1)) % len(order)]
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    return True


def _children(part: QWidget) -> Iterator[QWidget]:
    if isinstance(part, QStackedWidget):
        current = part.currentWidget()
        if current is not None:
            yield current
    elif isinstance(part, QSplitter):
        yield from filter(None, (part.widget(number) for number in range(part.count())))
    elif isinstance(part, QScrollArea):
        yield from filter(None, (part.widget(),))
    elif (layout := part.layout()) is not None:
        yield from _placed(layout)


def _placed(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        elif (inner := item.layout()) is not None:
            yield from _placed(inner)
