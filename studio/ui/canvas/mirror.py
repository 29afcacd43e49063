"""The symmetry in hand: its kind, its centre, and its axes on the picture."""

from __future__ import annotations

import math
from typing import get_args

from PySide6.QtCore import QLineF, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from studio.document.geometry import Box
from studio.document.symmetry import MOST_SPOKES, Symmetry, SymmetryKind
from studio.ui.canvas.transform import ViewTransform

KINDS: tuple[str, ...] = ("none", *get_args(SymmetryKind))
_DOT_PX = 5.0


class Mirror(QObject):
    """What mirrors the strokes. The centre is remembered as a share of the picture, so that it fits every one.

    Attributes:
        kind: one of KINDS.
        count: how many times a radial symmetry repeats.
        placing: whether the next touch of the picture is the new centre.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kind = "none"
        self.count = 6
        self.placing = False
        self._box: Box | None = None
        self._center = (0.5, 0.5)
        self._last_kind = "horizontal"

    @property
    def symmetry(self) -> Symmetry | None:
        """What the next stroke is mirrored by; None where nothing mirrors it."""
        box = self._box
        if box is None or self.kind == "none":
            return None
        x, y = box.x0 + self._center[0] * box.width, box.y0 + self._center[1] * box.height
        # Halves of pixels, so that the image of a pixel is a pixel.
        return Symmetry(self.kind, round(2 * x) / 2, round(2 * y) / 2, self.count)  # type: ignore[arg-type]

    def show(self, box: Box | None) -> None:
        """Another document is open, or none."""
        self._box = box
        self.changed.emit()

    @property
    def last_kind(self) -> str:
        """The kind in hand, or the one before all was switched off."""
        return self._last_kind

    @property
    def center(self) -> tuple[float, float]:
        """As shares of the picture."""
        return self._center

    def recall(self, kind: str, count: int, center: tuple[float, float]) -> None:
        """Makes ready what was used last; nothing is mirrored yet."""
        self._last_kind, self.count, self._center = kind, count, center
        self.changed.emit()

    def choose(self, kind: str) -> None:
        """Mirrors in another way; "none" mirrors nothing. Raises ValueError for a kind that is not one of KINDS."""
        if kind not in KINDS:
            raise ValueError(f"there is no symmetry {kind!r}")
        self.kind = kind
        self._last_kind = kind if kind != "none" else self._last_kind
        self.placing = self.placing and kind != "none"
        self.changed.emit()

    def toggle(self, on: bool) -> None:
        """Mirrors as it did last, or nothing."""
        self.choose(self._last_kind if on else "none")

    def repeat(self, count: float) -> None:
        """Repeats so many times around the centre."""
        self.count = min(max(round(count), 2), MOST_SPOKES)
        self.changed.emit()

    def begin_placing(self) -> None:
        """Lets the next touch of the picture say where the centre is."""
        self.placing = True
        self.changed.emit()

    def takes_place(self, x: float, y: float) -> bool:
        """Puts the centre at a point of the document if that was asked for; False where it was not."""
        box = self._box
        if not self.placing or box is None:
            return False
        self.placing = False
        across, down = (x - box.x0) / box.width, (y - box.y0) / box.height
        self._center = min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0)
        self.changed.emit()
        return True

    def give_up_place(self) -> bool:
        """Leaves the centre where it is; False where it was not being placed."""
        was, self.placing = self.placing, False
        if was:
            self.changed.emit()
        return was

    def to_middle(self) -> None:
        """Puts the centre into the middle of the picture."""
        self._center = (0.5, 0.5)
        self.changed.emit()

    def paint(self, painter: QPainter, transform: ViewTransform) -> None:
        """Draws the axes, to be seen on light and on dark."""
        symmetry = self.symmetry
        if symmetry is None or self._box is None:
            return
        center = transform.point_to_view(QPointF(symmetry.x, symmetry.y))
        lines = [
            QLineF(transform.point_to_view(start), transform.point_to_view(end))
            for start, end in _axes(symmetry, self._box)
        ]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pens = QPen(QColor(0, 0, 0, 110), 3), QPen(QColor(255, 255, 255, 220), 1, Qt.PenStyle.DashLine)
        for pen in pens:
            painter.setPen(pen)
            painter.drawLines(lines)
            painter.drawEllipse(center, _DOT_PX, _DOT_PX)
        painter.restore()


def _axes(symmetry: Symmetry, box: Box) -> list[tuple[QPointF, QPointF]]:
    """The lines that show a symmetry, in pixels of the document."""
    upright = QPointF(symmetry.x, box.y0), QPointF(symmetry.x, box.y1)
    level = QPointF(box.x0, symmetry.y), QPointF(box.x1, symmetry.y)
    match symmetry.kind:
        case "horizontal":
            return [upright]
        case "vertical":
            return [level]
        case "both":
            return [upright, level]
    length = math.hypot(box.width, box.height)
    center = QPointF(symmetry.x, symmetry.y)
    spokes = [2 * math.pi * number / symmetry.count - math.pi / 2 for number in range(symmetry.count)]
    ends = [(center.x() + length * math.cos(turn), center.y() + length * math.sin(turn)) for turn in spokes]
    return [(center, _cut(center, QPointF(*end), box)) for end in ends]


def _cut(center: QPointF, end: QPointF, box: Box) -> QPointF:
    """Where the way from a centre within a box to an end beyond it leaves the box."""
    across, down = end.x() - center.x(), end.y() - center.y()
    shares = [1.0]
    if across:
        shares.append(((box.x1 if across > 0 else box.x0) - center.x()) / across)
    if down:
        shares.append(((box.y1 if down > 0 else box.y0) - center.y()) / down)
    return center + QPointF(across, down) * min(shares)
