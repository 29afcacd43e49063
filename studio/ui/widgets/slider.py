"""A slider that is its own label: drag to change, double-click to type the number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.field import OverlayField, give_keys_back
from studio.ui.widgets.own_keys import claims

_STEPS = 1000
_RADIUS_PX = 8
_NOTCH_PX, _CLEAR_PX = 5, 5
"""How long a handle is above and below words, and how near to them it becomes so short."""

_MIDDLE = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextDontClip)
_KEY_STEPS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -10,
    Qt.Key.Key_PageUp: 10,
}


@dataclass(frozen=True)
class Range:
    """What a slider runs over.

    Attributes:
        minimum, maximum: its ends.
        default: where a double right-click takes it back to.
        decimals: digits after the point that are shown and kept.
        suffix: the unit after the number, with its space, such as " px".
        logarithmic: equal drags multiply instead of add; needs a positive minimum.
        scale: factor between the value and the number shown, 100 for percentages.
    """

    minimum: float
    maximum: float
    default: float
    decimals: int = 0
    suffix: str = ""
    logarithmic: bool = False
    scale: float = 1.0

    def clamp(self, value: float) -> float:
        """The nearest value inside the range with no more digits than are shown."""
        digits = self.decimals + round(math.log10(self.scale))
        return round(min(max(value, self.minimum), self.maximum), digits)

    def fraction(self, value: float) -> float:
        """Where `value` lies, 0..1."""
        if self.logarithmic:
            return math.log(value / self.minimum) / math.log(self.maximum / self.minimum)
        return (value - self.minimum) / (self.maximum - self.minimum)

    def at(self, fraction: float) -> float:
        """The value at a fraction 0..1 of the range."""
        fraction = min(max(fraction, 0.0), 1.0)
        if self.logarithmic:
            return self.clamp(self.minimum * (self.maximum / self.minimum) ** fraction)
        return self.clamp(self.minimum + (self.maximum - self.minimum) * fraction)

    def text(self, value: float) -> str:
        """The value as people read it, with its unit."""
        return f"{value * self.scale:.{self.decimals}f}{self.suffix}".replace("-", "\N{MINUS SIGN}")

    def parse(self, text: str) -> float | None:
        """The value typed as `text`, with or without the unit; None when it is no number."""
        cleaned = (
            text.replace("\N{MINUS SIGN}", "-").replace(",", ".").removesuffix(self.suffix.strip() or "\0")
        )
        try:
            number = float(cleaned.strip())
        except ValueError:
            return None
        return self.clamp(number / self.scale) if math.isfinite(number) else None


class _Text(NamedTuple):
    words: str
    where: QRectF


class ValueSlider(QAbstractSlider):
    """A bar that fills up with its value, the name on the left and the number on the right.

    Drag changes it (with Shift ten times finer), the wheel and the arrow keys step, double-click or Enter types,
    double right-click takes it back to its default. What was typed leaves the keyboard to the picture of the window,
    unless Enter began it: who goes through the sliders by the keyboard stays where they are.
    """

    value_changed = Signal(float)
    edited = Signal(float)  # Only by the user, unlike value_changed.
    settled = Signal(float)  # By the user, at the end of a drag: one for each undo step.

    def __init__(
        self, name: str, span: Range, theme: Theme, tip: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._span = span
        self._theme = theme
        self._number = span.clamp(span.default)
        self._grabbed: tuple[float, float] | None = None
        self._unsettled = False
        self._turned = 0.0
        self._editor: OverlayField | None = None
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(0, _STEPS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)
        hint = tr("Drag to change, double-click to type.")
        self.setToolTip(f"{tip}\n{hint}" if tip else f"{name}\n{hint}")
        self._follow()

    @property
    def number(self) -> float:
        """The value."""
        return self._number

    @property
    def span(self) -> Range:
        """What the slider runs over."""
        return self._span

    def set_number(self, value: float) -> None:
        """Sets the value and tells `value_changed` if it is a new one."""
        value = self._span.clamp(value)
        if value != self._number:
            self._number = value
            self._follow()
            self.value_changed.emit(value)

    def set_name(self, name: str) -> None:
        """Changes the name on its left."""
        self._name = name
        self.setAccessibleName(name)
        self.update()

    def set_span(self, span: Range) -> None:
        """Changes what the slider runs over and goes to its default."""
        self._span = span
        self._number = span.clamp(span.default)
        self._follow()

    def sizeHint(self) -> QSize:
        return QSize(160, 34)

    def type_number(self, *, by_key: bool = False) -> None:
        """Opens the field in which a number can be typed; the keyboard comes back here only if a key opened it."""
        if self._editor is not None:
            return
        editor = OverlayField(self._span.text(self._number).removesuffix(self._span.suffix), self)
        editor.setGeometry(self.rect())
        editor.setAccessibleName(self._name)
        editor.selectAll()
        editor.returnPressed.connect(lambda: self._leave_editor(by_key=by_key))
        editor.editingFinished.connect(self._close_editor)
        editor.given_up.connect(lambda: self._leave_editor(by_key=by_key, keep=False))
        editor.show()
        editor.setFocus()
        self._editor = editor

    def _leave_editor(self, *, by_key: bool, keep: bool = True) -> None:
        self._close_editor(keep=keep)
        if by_key or not give_keys_back(self):
            self.setFocus()

    def _close_editor(self, *, keep: bool = True) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            value = self._span.parse(editor.text()) if keep else None
            editor.hide()
            editor.deleteLater()
            if value is not None:
                self._edit(value)

    def _edit(self, value: float) -> None:
        before = self._number
        self.set_number(value)
        if self._number != before:
            self._unsettled = True
            self.edited.emit(self._number)
        if self._grabbed is None:
            self._settle()

    def _settle(self) -> None:
        if self._unsettled:
            self._unsettled = False
            self.settled.emit(self._number)

    def _follow(self) -> None:
        self.setValue(round(self._span.fraction(self._number) * _STEPS))
        self.setAccessibleDescription(self._span.text(self._number))
        self.update()

    def _step(self, steps: float) -> None:
        span = self._span
        moved = span.at(span.fraction(self._number) + steps * 0.01)
        smallest = 10.0**-span.decimals / span.scale
        if moved == self._number:
            moved = span.clamp(self._number + math.copysign(smallest, steps))
        self._edit(moved)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = (event.position().x(), self._span.fraction(self._number))
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            return
        start_x, start = self._grabbed
        fine = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        onward = -1 if self.isRightToLeft() else 1
        moved = onward * (event.position().x() - start_x) / max(1, self.width()) * fine
        self._edit(self._span.at(start + moved))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        self._settle()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        if event.button() == Qt.MouseButton.LeftButton:
            self.type_number()
        elif event.button() == Qt.MouseButton.RightButton:
            self._edit(self._span.default)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # An unfocused slider lets the wheel scroll the panel it lies in.
        if not self.hasFocus():
            event.ignore()
            return
        # A touchpad sends parts of a step, and sideways or at its end none at all.
        self._turned += event.angleDelta().y() / 120
        steps = math.trunc(self._turned)
        if steps:
            self._turned -= steps
            self._step(steps)
        event.accept()

    def event(self, event: QEvent) -> bool:
        return claims(event, _KEY_STEPS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        steps = _KEY_STEPS.get(key)
        if steps is not None:
            across = key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            self._step(-steps if across and self.isRightToLeft() else steps)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.type_number(by_key=True)
        elif key == Qt.Key.Key_Home:
            self._edit(self._span.default)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(bar, _RADIUS_PX, _RADIUS_PX)
        hovered = self.underMouse() or self._grabbed is not None
        painter.fillPath(shape, theme.color("hover" if hovered and self.isEnabled() else "raised"))
        name, number = self._texts(painter)
        if self.isEnabled():
            self._paint_fill(painter, shape, bar, (name, number))
        if self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.drawPath(shape)
        painter.setPen(theme.color("text" if self.isEnabled() else "faint"))
        for text in (name, number):
            painter.drawText(text.where, _MIDDLE, text.words)

    def _paint_fill(
        self, painter: QPainter, shape: QPainterPath, bar: QRectF, texts: tuple[_Text, ...]
    ) -> None:
        span, theme = self._span, self._theme
        zero = span.fraction(0.0) if span.minimum < 0 < span.maximum else 0.0
        now = span.fraction(self._number)
        if self.isRightToLeft():
            zero, now = 1 - zero, 1 - now
        start, end = sorted((zero, now))
        filled = QRectF(bar.x() + start * bar.width(), bar.y(), (end - start) * bar.width(), bar.height())
        painter.save()
        painter.setClipPath(shape)
        fill = theme.color("accent" if self._grabbed is not None else "text")
        fill.setAlpha(72 if self._grabbed is not None else 26)
        painter.fillRect(filled, fill)
        handle = bar.x() + now * bar.width()
        handle = min(max(handle, bar.left() + 1.5), bar.right() - 1.5)
        line = QRectF(handle - 1.5, bar.y(), 3, bar.height())
        parts = [line]
        if any(line.adjusted(-_CLEAR_PX, 0, _CLEAR_PX, 0).intersects(text.where) for text in texts):
            # Where words are, a notch above them and one below do for the handle.
            rest = bar.height() - _NOTCH_PX
            parts = [line.adjusted(0, 0, 0, -rest), line.adjusted(0, rest, 0, 0)]
        for part in parts:
            painter.fillRect(part, theme.color("accent"))
        painter.restore()

    def _texts(self, painter: QPainter) -> tuple[_Text, _Text]:
        """The name and the number, each where it is written."""
        metrics, inside = painter.fontMetrics(), QRectF(self.rect()).adjusted(12, 0, -12, 0)
        # The unit stays behind the number where reading goes from right to left, too.
        number = f"\u2066{self._span.text(self._number)}\u2069"
        width = metrics.horizontalAdvance(number)
        room = round(inside.width()) - width - 8
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        first, last = QRectF(inside), QRectF(inside)
        first.setWidth(metrics.horizontalAdvance(name) + 1)
        last.setLeft(inside.right() - width - 1)
        if self.isRightToLeft():
            for where in (first, last):
                where.moveLeft(inside.left() + inside.right() - where.right())
        return _Text(name, first), _Text(number, last)
