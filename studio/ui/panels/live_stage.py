"""The live stage: the picture as it is painted, before and after, and how it does."""

from __future__ import annotations

from typing import Literal, cast

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHideEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.iconset import IconSet
from studio.ui.living import Living
from studio.ui.theme import Theme
from studio.ui.translate import mark, tr
from studio.ui.widgets.card import column, label, push_button, row
from studio.ui.widgets.choice_box import ChoiceBox
from studio.ui.widgets.pictures import fitted, to_qimage
from studio.workers.live import Figures, LiveFrame

Sides = Literal["after", "before", "split"]

_SIDES = (
    ("after", mark("Painted"), mark("What the style makes of it")),
    ("before", mark("As it comes"), mark("What the camera or film shows")),
    ("split", mark("Side by side"), mark("Both; drag the line between them")),
)


class LiveView(QWidget):
    """Shows the newest frame, painted, as it came, or both beside a line that can be dragged."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._before: QImage | None = None
        self._after: QImage | None = None
        self.sides: Sides = "after"
        self.line = 0.5
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("The live picture"))

    def show_frame(self, frame: LiveFrame) -> None:
        """Shows another frame."""
        self._before = None if self.sides == "after" else to_qimage(frame.before)
        self._after = None if self.sides == "before" else to_qimage(frame.after)
        self._size = QSize(frame.before.shape[1], frame.before.shape[0])
        self.update()

    def show_sides(self, sides: Sides, frame: LiveFrame | None) -> None:
        """Shows the frame before, after, or both."""
        self.sides = sides
        if frame is not None:
            self.show_frame(frame)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drag(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -0.02, Qt.Key.Key_Right: 0.02}.get(Qt.Key(event.key()))
        if step is None or self.sides != "split":
            event.ignore()
        else:
            self.line = min(max(self.line + step, 0.0), 1.0)
            self.update()

    def _drag(self, event: QMouseEvent) -> None:
        if self.sides == "split" and (self._before or self._after):
            place = fitted(self._size, self.rect())
            share = (event.position().x() - place.left()) / max(1, place.width())
            self.line = min(max(share, 0.0), 1.0)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._before is None and self._after is None:
            painter.setPen(self._theme.color("dim"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            text = tr(
                "Choose a camera, a film or a folder of pictures,\nand start: it is painted while it runs."
            )
            painter.drawText(self.rect(), int(flags), text)
            return
        place = QRectF(fitted(self._size, self.rect()))
        if self.sides != "split" or self._before is None or self._after is None:
            only = self._before if self._after is None else self._after
            assert only is not None
            painter.drawImage(place, only)
            return
        at = place.left() + self.line * place.width()
        painter.drawImage(place, self._after)
        painter.setClipRect(QRectF(place.left(), place.top(), at - place.left(), place.height()))
        painter.drawImage(place, self._before)
        painter.setClipping(False)
        painter.fillRect(QRectF(at - 2, place.top(), 4, place.height()), QColor(0, 0, 0, 120))
        painter.fillRect(QRectF(at - 1, place.top(), 2, place.height()), self._theme.color("accent"))


class LiveStage(QWidget):
    """What fills the middle of the window in the live mode."""

    def __init__(self, living: Living, theme: Theme, icons: IconSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._living = living
        self.view = LiveView(theme)
        self.caption = label("", "title")
        self.figures = label("", "dim")
        self.figures.setToolTip(
            tr("Frames that are painted and that come, time for one, frames left out, size that is painted")
        )
        self.sides = ChoiceBox(
            tr("What is shown"), tr("The painted picture, the one it is painted from, or both"), _SIDES
        )
        self.toggle = push_button("", "", accent=True)
        self._icons = icons
        outer = column(
            row(self.caption, 1, self.sides, self.toggle, spacing_px=12),
            self.view,
            row(self.figures, 1),
            spacing_px=12,
            margins_px=24,
        )
        outer.setStretch(1, 1)
        self.setLayout(outer)
        self.toggle.clicked.connect(living.toggle)
        self.sides.activated.connect(
            lambda _: self.view.show_sides(cast(Sides, self.sides.value), living.shown)
        )
        living.frame_changed.connect(self._follow_frame)
        living.running_changed.connect(self._follow)
        living.sources_changed.connect(self._follow)
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        # Who goes on elsewhere wants the processor there. A window that is only covered goes on.
        if not event.spontaneous():
            self._living.stop()
        super().hideEvent(event)

    def _follow_frame(self, frame: LiveFrame) -> None:
        self.view.show_frame(frame)
        self.figures.setText(in_words(frame.figures))

    def _follow(self) -> None:
        running = self._living.running
        self.caption.setText(self._living.title)
        self.toggle.setText(tr("Stop") if running else tr("Start"))
        self.toggle.setToolTip(
            tr("Ends the live picture") if running else tr("Paints the source while it runs")
        )
        self.toggle.setIcon(self._icons.icon("stop" if running else "play", "on_accent", 18))
        self.toggle.setEnabled(self._living.source is not None and bool(self._living.style))


def in_words(figures: Figures) -> str:
    """How a session does, in a line."""
    # Counted over some time, there can be a part of a frame more than the source gives.
    fps = min(figures.fps, figures.source_fps)
    parts = [
        tr("{fps:.0f} of {source:.0f} frames a second").format(fps=fps, source=figures.source_fps),
        tr("{time:.0f} ms a frame").format(time=figures.paint_ms),
        tr("{count} left out").format(count=figures.dropped),
        tr("painted at {width} × {height}").format(width=figures.size[0], height=figures.size[1]),
    ]
    if figures.recorded_s is not None:
        parts.append(tr("recording {time:.0f} s").format(time=figures.recorded_s))
    return "  ·  ".join(parts)
