"""One line of the layer list."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.ui.iconset import IconSet
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import icon_button, label
from studio.ui.widgets.field import OverlayField, give_keys_back
from studio.ui.widgets.pictures import draw_rounded, fitted

THUMBNAIL_PX = (48, 36)

_LONGEST_NAME = 400


class Thumbnail(QWidget):
    """A small picture in a fixed place."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image: QImage | None = None
        self.setFixedSize(*THUMBNAIL_PX)

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    def show_image(self, image: QImage) -> None:
        """Shows another picture."""
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self._image is not None:
            draw_rounded(painter, self._image, QRectF(fitted(self._image.size(), self.rect())), 4)
        else:
            shape = QPainterPath()
            shape.addRoundedRect(QRectF(self.rect()), 4, 4)
            painter.fillPath(shape, self._theme.color("raised"))


class LayerRow(QFrame):
    """A layer's thumbnail, name and state. What it shows is set from outside; what is done to it is told."""

    taken = Signal()
    name_asked = Signal()
    renamed = Signal(str)
    dragged = Signal(QPointF)  # Where the pointer is, in the row.
    dropped = Signal()
    menu_asked = Signal(QPoint)  # On the screen.

    def __init__(self, theme: Theme, icons: IconSet, *, movable: bool = True) -> None:
        super().__init__()
        self.setObjectName("layerRow")
        self._icons = icons
        self._movable = movable
        self._pressed_at: QPointF | None = None
        self._dragging = False
        self._field: OverlayField | None = None
        self.eye = icon_button(icons, "eye", tr("Show or hide"), size_px=16)
        self.lock = icon_button(icons, "unlock", tr("Lock or unlock"), size_px=14)
        self.thumbnail = Thumbnail(theme)
        self.title = QLabel()
        self.detail = label("", "dim")
        # Names in Latin letters, too, stand where reading begins.
        begin = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        for text in (self.title, self.detail):
            text.setAlignment(begin | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        self.title.setMinimumWidth(24)
        self.detail.setMinimumWidth(24)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch(1)
        texts.addWidget(self.title)
        texts.addWidget(self.detail)
        texts.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 4, 4, 4)
        line.setSpacing(6)
        line.addWidget(self.eye)
        line.addWidget(self.thumbnail)
        line.addLayout(texts, 1)
        line.addWidget(self.lock)
        for button in (self.eye, self.lock):
            button.setVisible(movable)
        if not movable:
            line.insertSpacing(0, 36)
        self.setFixedHeight(THUMBNAIL_PX[1] + 10)

    def show_state(self, title: str, detail: str, *, visible: bool, locked: bool, in_hand: bool) -> None:
        """Shows what the layer is."""
        metrics = self.fontMetrics()
        room = 150
        self.title.setText(metrics.elidedText(title, Qt.TextElideMode.ElideRight, room))
        self.detail.setText(metrics.elidedText(detail, Qt.TextElideMode.ElideRight, room))
        self.setToolTip(
            tr("{title}\n{detail}\nDrag to move, double-click to rename.").format(title=title, detail=detail)
            if self._movable
            else title
        )
        self.setAccessibleName(f"{title}, {detail}" + (f", {tr('in hand')}" if in_hand else ""))
        self.eye.setIcon(
            self._icons.icon("eye" if visible else "eye-off", "text" if visible else "faint", 16)
        )
        self.eye.setAccessibleName(
            tr("Hide {title}").format(title=title) if visible else tr("Show {title}").format(title=title)
        )
        self.lock.setIcon(self._icons.icon("lock" if locked else "unlock", "text" if locked else "faint", 14))
        self.lock.setAccessibleName(
            tr("Unlock {title}").format(title=title) if locked else tr("Lock {title}").format(title=title)
        )
        self._set("inHand", in_hand)
        self._set("unseen", not visible)

    def ask_name(self, name: str) -> None:
        """Opens the field in which the name is typed."""
        if self._field is not None:
            return
        field = OverlayField(name, self)
        left, right = self.title.x() - 6, self.width() - 8
        if self.isRightToLeft():
            left, right = 8, self.title.geometry().right() + 6
        field.setGeometry(left, 7, right - left, self.height() - 14)
        field.setMaxLength(_LONGEST_NAME)
        field.setAccessibleName(tr("Name of the layer"))
        field.setPlaceholderText(tr("Named after its style"))
        field.selectAll()
        field.returnPressed.connect(lambda: give_keys_back(self))
        field.editingFinished.connect(self._close_field)
        field.given_up.connect(lambda: self._close_field(keep=False))
        field.show()
        field.setFocus()
        self._field = field

    def set_dragged(self, on: bool) -> None:
        """Shows that the row is on its way to another place."""
        self._set("dragged", on)

    def _close_field(self, *, keep: bool = True) -> None:
        field, self._field = self._field, None
        if field is not None:
            field.hide()
            field.deleteLater()
            if keep:
                self.renamed.emit(field.text().strip())

    def _set(self, name: str, value: bool) -> None:
        if self.property(name) != value:
            self.setProperty(name, value)
            for part in (self, self.title, self.detail):
                part.setProperty(name, value)
                part.style().unpolish(part)
                part.style().polish(part)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position()
            self.taken.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None or not self._movable:
            return
        moved = (event.position() - self._pressed_at).manhattanLength()
        self._dragging = self._dragging or moved >= QApplication.startDragDistance()
        if self._dragging:
            self.dragged.emit(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        if self._dragging:
            self._dragging = False
            self.dropped.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._movable and event.button() == Qt.MouseButton.LeftButton:
            self.taken.emit()
            self.name_asked.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._movable:
            self.taken.emit()
            self.menu_asked.emit(event.globalPos())
