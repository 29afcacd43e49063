"""Tracks and their keyframes over time: drawn, dragged, deleted; a playhead that is scrubbed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from studio.document.timeline import EASING_NAMES, Timeline, Track
from studio.ui.theme import Theme
from studio.ui.translate import mark, tr
from studio.ui.widgets.own_keys import REMOVING, claims

ROW_PX, NAMES_PX, MARGIN_PX, DIAMOND_PX = 24, 108, 14, 6
FEWEST_ROWS = 1

_KEYS = REMOVING | {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space}
_NAMES = {
    "latent": mark("Picture"),
    "mix": mark("Layers"),
    "truncation": mark("Truncation"),
    "style": mark("Style"),
    "strength": mark("Strength"),
}
EASINGS = {
    "linear": mark("Even"),
    "ease-in": mark("Begin slowly"),
    "ease-out": mark("End slowly"),
    "ease-in-out": mark("Begin and end slowly"),
    "smooth": mark("Smooth"),
}


class TimelineView(QWidget):
    """Shows a timeline. Time goes from left to right in every language, as in films.

    Args:
        theme: colours.
        titled: what a direction is called in the window, by its name.
    """

    scrubbed = Signal(float)
    moved = Signal(object, float, float)  # Track, from frame, to frame
    removed = Signal(object, float)
    eased = Signal(object, float, str)
    play_asked = Signal()

    def __init__(self, theme: Theme, titled: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._titled = theme, titled
        self._timeline = Timeline(2)
        self._frame = 0.0
        self._chosen: tuple[Track, float] | None = None
        self._dragged_to: float | None = None
        self._scrubs = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Timeline"))
        self.setToolTip(tr("Drag above to look; drag a keyframe to move it, right-click it for its pace"))

    def show_timeline(self, timeline: Timeline) -> None:
        """Shows another timeline."""
        self._timeline = timeline
        if self._chosen is not None:
            track = timeline.track(self._chosen[0].kind, self._chosen[0].name)
            still = track is not None and track.at(self._chosen[1]) is not None
            self._chosen = (track, self._chosen[1]) if still and track is not None else None
        self.updateGeometry()
        self.update()

    def show_frame(self, frame: float) -> None:
        """Puts the playhead."""
        self._frame = frame
        self.setAccessibleDescription(
            tr("Frame {frame:.0f} of {count}").format(frame=frame + 1, count=self._timeline.frames)
        )
        self.update()

    @property
    def tracks(self) -> list[Track]:
        """The tracks that are drawn, from top to bottom."""
        return [track for track in self._timeline.tracks if track.keyframes]

    def sizeHint(self) -> QSize:
        return QSize(600, ROW_PX * (1 + max(FEWEST_ROWS, len(self.tracks))))

    def place(self, row: int, frame: float) -> QPointF:
        """The middle of a keyframe; row -1 is the ruler."""
        width = max(1, self.width() - NAMES_PX - 2 * MARGIN_PX)
        share = frame / max(1, self._timeline.last_frame)
        return QPointF(NAMES_PX + MARGIN_PX + share * width, ROW_PX * (row + 1.5))

    def _frame_at(self, x: float) -> float:
        width = max(1, self.width() - NAMES_PX - 2 * MARGIN_PX)
        share = (x - NAMES_PX - MARGIN_PX) / width
        return min(max(share, 0.0), 1.0) * self._timeline.last_frame

    def _key_at(self, point: QPointF) -> tuple[Track, float] | None:
        row = int(point.y() // ROW_PX) - 1
        if not 0 <= row < len(self.tracks):
            return None
        track = self.tracks[row]
        near = min(track.keyframes, key=lambda each: abs(self.place(row, each.frame).x() - point.x()))
        within = abs(self.place(row, near.frame).x() - point.x()) <= DIAMOND_PX + 3
        return (track, near.frame) if within else None

    # ---- the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._chosen = self._key_at(event.position())
        self._scrubs = self._chosen is None
        if self._scrubs:
            self.scrubbed.emit(self._frame_at(event.position().x()))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton:
            over = self._key_at(event.position()) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if over else Qt.CursorShape.ArrowCursor)
        elif self._scrubs:
            self.scrubbed.emit(self._frame_at(event.position().x()))
        elif self._chosen is not None:
            self._dragged_to = round(self._frame_at(event.position().x()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        end, self._dragged_to, self._scrubs = self._dragged_to, None, False
        if end is not None and self._chosen is not None:
            track, start = self._chosen
            self._chosen = (track.moved(start, float(end)), float(end))
            self.moved.emit(track, start, float(end))
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._chosen = self._key_at(QPointF(event.pos()))
        if self._chosen is not None:
            self.menu(*self._chosen).popup(event.globalPos())
        self.update()

    def menu(self, track: Track, frame: float) -> QMenu:
        """What can be done to a keyframe."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        keyframe = track.at(frame)
        for name in EASING_NAMES:
            action = menu.addAction(tr(EASINGS[name]), lambda name=name: self.eased.emit(track, frame, name))
            action.setCheckable(True)
            action.setChecked(keyframe is not None and keyframe.easing == name)
        menu.addSeparator()
        menu.addAction(tr("Delete"), lambda: self.removed.emit(track, frame))
        return menu

    def event(self, event: QEvent) -> bool:
        return claims(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = float(self._timeline.last_frame)
        key = Qt.Key(event.key())
        goals = {
            Qt.Key.Key_Left: self._frame - 1,
            Qt.Key.Key_Right: self._frame + 1,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: last,
        }
        if key in goals:
            self.scrubbed.emit(min(max(goals[key], 0.0), last))
        elif key in REMOVING:
            if self._chosen is not None:
                self.removed.emit(*self._chosen)
        elif key == Qt.Key.Key_Space:
            self.play_asked.emit()
        else:
            event.ignore()

    # ---- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ruler(painter)
        for row, track in enumerate(self.tracks):
            self._paint_track(painter, row, track)
        if not self.tracks:
            painter.setPen(self._theme.color("dim"))
            lane = QRectF(NAMES_PX, ROW_PX, self.width() - NAMES_PX, ROW_PX * FEWEST_ROWS)
            painter.drawText(
                lane,
                int(Qt.AlignmentFlag.AlignCenter),
                tr("Set a keyframe of the picture in hand to begin")
                if self._timeline.wander is None
                else tr("A walk that needs no keyframes"),
            )
        x = self.place(-1, self._frame).x()
        painter.setPen(QPen(self._theme.color("accent"), 2))
        painter.drawLine(QPointF(x, 4), QPointF(x, self.height()))

    def _paint_ruler(self, painter: QPainter) -> None:
        painter.setPen(self._theme.color("dim"))
        seconds = self._timeline.duration_s
        step = next((each for each in (0.5, 1, 2, 5, 10, 30, 60, 300) if seconds / each <= 12), 600)
        moment = 0.0
        while moment * self._timeline.fps <= self._timeline.last_frame:
            at = self.place(-1, moment * self._timeline.fps)
            painter.drawLine(QPointF(at.x(), ROW_PX - 5), QPointF(at.x(), ROW_PX))
            box = QRectF(at.x() - 30, 0, 60, ROW_PX - 6)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), tr("{time:g} s").format(time=moment))
            moment += step

    def title(self, track: Track) -> str:
        """What stands before a track."""
        return self._titled(track.name) if track.name else tr(_NAMES[track.kind])

    def _paint_track(self, painter: QPainter, row: int, track: Track) -> None:
        theme, top = self._theme, ROW_PX * (row + 1)
        painter.setPen(theme.color("text"))
        name = self.title(track)
        box = QRectF(0, top, NAMES_PX - 8, ROW_PX)
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, NAMES_PX - 8)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        lane = QRectF(NAMES_PX, top + 3, self.width() - NAMES_PX, ROW_PX - 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(lane, 6, 6)
        for keyframe in track.keyframes:
            chosen = self._chosen == (track, keyframe.frame)
            frame = self._dragged_to if chosen and self._dragged_to is not None else keyframe.frame
            center = self.place(row, frame)
            painter.setBrush(theme.color("accent" if chosen else "text"))
            painter.drawPolygon(_diamond(center))


def _diamond(center: QPointF) -> QPolygonF:
    ways = (QPoint(0, -1), QPoint(1, 0), QPoint(0, 1), QPoint(-1, 0))
    return QPolygonF([center + QPointF(way) * DIAMOND_PX for way in ways])
