"""The tour: points at real widgets, one after the other, and waits until what it speaks of is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import column, label, push_button, row

_FOLLOW_MS = 150
_BUBBLE_PX = 320
_GAP_PX = 16
_EDGE_PX = 8
_RING_PX = 5


@dataclass(frozen=True)
class Stop:
    """One thing to try.

    Attributes:
        title: what it is about.
        text: what to do.
        target: what is pointed at, looked up again and again, since widgets come and go.
        begin: called when the stop is reached; returns what says whether it is done.
        told_by: the signals after which that is asked.
        seen: what else it speaks of, in pixels of the window: it stays in sight where there is room.
    """

    title: str
    text: str
    target: Callable[[], QWidget]
    begin: Callable[[], Callable[[], bool]]
    told_by: Sequence[SignalInstance] = ()
    seen: Callable[[], QRect] = QRect


class Ring(QWidget):
    """A line around what the tour speaks of. The mouse goes through it."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("accent"), 3))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 10, 10)


class Bubble(QFrame):
    """What the tour says, and the ways on and out."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tourBubble")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title, self.place = label("", "title"), label("", "dim")
        self.text = label("", wrap=True)
        self.leave = push_button(tr("Leave the tour"), tr("Help brings it back at any time"))
        self.on = push_button(tr("Skip this"), tr("Go on without trying it"))
        for button in (self.leave, self.on):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setLayout(
            column(row(self.title, 1, self.place), self.text, row(self.leave, 1, self.on), margins_px=16)
        )
        self.setFixedWidth(_BUBBLE_PX)

    def say(self, stop: Stop, number: int, count: int) -> None:
        """Shows the words of a stop."""
        self.title.setText(stop.title)
        self.text.setText(stop.text)
        self.place.setText(tr("{number} of {count}").format(number=number + 1, count=count))
        self.on.setText(tr("Done") if number + 1 == count else tr("Skip this"))
        self.setAccessibleName(f"{stop.title}. {stop.text}")
        self.layout().activate()  # type: ignore[union-attr]
        self.resize(_BUBBLE_PX, self.heightForWidth(_BUBBLE_PX))


class Tour(QObject):
    """Goes from stop to stop until the last one, or until it is left.

    Args:
        stops: in their order.
        window: over which it floats.
    """

    ended = Signal()

    def __init__(self, stops: Sequence[Stop], theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._stops, self._window = stops, window
        self._number = -1
        self._is_done: Callable[[], bool] = lambda: False
        self.ring, self.bubble = Ring(theme, window), Bubble(window)
        self.bubble.leave.clicked.connect(self.leave)
        self.bubble.on.clicked.connect(self.go_on)
        # What is pointed at moves with layouts, scroll bars and modes that the tour does not know of.
        self._follow = QTimer(self, interval=_FOLLOW_MS)
        self._follow.timeout.connect(self._place)
        self._follow.start()
        self.go_on()

    @property
    def stop(self) -> Stop:
        """Where the tour is."""
        return self._stops[self._number]

    def go_on(self) -> None:
        """Goes to the next stop, past those that are done already; after the last one the tour ends."""
        self._unhear()
        self._number += 1
        while self._number < len(self._stops):
            self._is_done = self.stop.begin()
            if not self._is_done():
                break
            self._number += 1
        else:
            self._end()
            return
        for signal in self.stop.told_by:
            signal.connect(self._look)
        self.bubble.say(self.stop, self._number, len(self._stops))
        _scroll_to(self.stop.target())
        self._place()
        self.bubble.show()
        self.bubble.raise_()

    def leave(self) -> None:
        """Ends it here."""
        self._unhear()
        self._end()

    def _look(self, *_values: object) -> None:
        if self._is_done():
            # Not inside the signal: whoever sent it may still be at work.
            self._is_done = lambda: False
            QTimer.singleShot(0, self, self.go_on)

    def _unhear(self) -> None:
        if 0 <= self._number < len(self._stops):
            for signal in self.stop.told_by:
                signal.disconnect(self._look)

    def _end(self) -> None:
        self._number = len(self._stops)
        self._follow.stop()
        for part in (self.ring, self.bubble):
            part.hide()
            part.deleteLater()
        self.ended.emit()
        self.deleteLater()

    def _place(self) -> None:
        target, whole = self.stop.target(), self._window.rect()
        pointed = QRect()
        if target.isVisible():
            pointed = QRect(target.mapTo(self._window, QPoint(0, 0)), target.size()).intersected(whole)
        self.ring.setVisible(not pointed.isEmpty())
        self.ring.setGeometry(_ringed(pointed))
        self.ring.raise_()
        self.bubble.move(beside(pointed, self.bubble.size(), whole, self.stop.seen()))
        self.bubble.raise_()


def beside(target: QRect, size: QSize, whole: QRect, seen: QRect | None = None) -> QPoint:
    """Where a bubble goes: where it covers least of the target, then least of what else is seen; all of it in sight.

    Of places that are alike in that, one at the middle of a side of the target comes first.

    Args:
        target: what it speaks of; an empty one is not in sight.
        size: of the bubble.
        whole: the window.
        seen: what else it speaks of; a tenth of the bubble may lie over that.
    """
    inside = whole.adjusted(_EDGE_PX, _EDGE_PX, -_EDGE_PX - size.width(), -_EDGE_PX - size.height())
    if target.isEmpty():
        return QPoint(inside.center().x(), inside.bottom())
    middle = target.center() - QPoint(size.width() // 2, size.height() // 2)
    left, right = target.left() - size.width() - _GAP_PX, target.right() + _GAP_PX
    above, below = target.top() - size.height() - _GAP_PX, target.bottom() + _GAP_PX
    sides = ((left, middle.y()), (right, middle.y()), (middle.x(), below), (middle.x(), above))
    columns = (left, right, middle.x(), inside.left(), inside.right())
    rows = (middle.y(), below, above, inside.top(), inside.bottom())
    places = [
        QPoint(
            min(max(across, inside.left()), inside.right()),
            min(max(down, inside.top()), inside.bottom()),
        )
        for across, down in (*sides, *product(columns, rows))
    ]

    def covers(place: QPoint) -> tuple[int, int]:
        bubble = QRect(place, size)
        tenths = _shared(bubble, seen or QRect()) * 10 // (size.width() * size.height())
        return _shared(bubble, _ringed(target)), tenths

    return min(places, key=covers)


def _ringed(target: QRect) -> QRect:
    return target.adjusted(-_RING_PX, -_RING_PX, _RING_PX, _RING_PX)


def _shared(one: QRect, other: QRect) -> int:
    both = one.intersected(other)
    return 0 if both.isEmpty() else both.width() * both.height()


def _scroll_to(target: QWidget) -> None:
    parent = target.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(target)
        parent = parent.parentWidget()
