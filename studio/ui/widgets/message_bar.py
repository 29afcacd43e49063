"""A calm bar for one sentence to the user. It never takes the keyboard and never blocks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from studio.ui.iconset import IconSet
from studio.ui.translate import tr
from studio.ui.widgets.card import icon_button, push_button

_INFO_SHOWN_MS = 6000


class MessageBar(QFrame):
    """Floats at the lower edge of `host`. An error stays until it is closed; a notice goes away by itself."""

    def __init__(self, icons: IconSet, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.setObjectName("messageBar")
        self._icons = icons
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = icon_button(icons, "close", tr("Close the message"), size_px=16)
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 10, 10)
        row.setSpacing(12)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        self.button: QPushButton = push_button("")
        self.button.clicked.connect(self._accept)
        self._on_accepted: Callable[[], None] | None = None
        row.addWidget(self.button)
        row.addWidget(close)
        self._timer = QTimer(self, singleShot=True, interval=_INFO_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        host.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence that is shown, or was shown last."""
        return self._text.text()

    def show_error(self, sentence: str) -> None:
        """Shows what went wrong."""
        self._show(sentence, "error", "warning", "danger")
        self._timer.stop()

    def show_info(self, sentence: str) -> None:
        """Shows a notice for some seconds."""
        self._show(sentence, "info", "info", "accent")
        self._timer.start()

    def show_offer(self, sentence: str, accept: str, on_accepted: Callable[[], None]) -> None:
        """Shows an offer with a button to accept it, until it is accepted, closed or something else is said."""
        self._show(sentence, "info", "info", "accent")
        self._timer.stop()
        self._on_accepted = on_accepted
        self.button.setText(accept)
        self.button.show()

    def _accept(self) -> None:
        on_accepted = self._on_accepted
        self.hide()
        if on_accepted is not None:
            on_accepted()

    def _show(self, sentence: str, kind: str, icon: str, color: str) -> None:
        self._on_accepted = None
        self.button.hide()
        self._text.setText(sentence)
        self._sign.setPixmap(self._icons.pixmap(icon, color, 20, self.devicePixelRatioF()))
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        host = self._host
        width = min(640, host.width() - 32)
        metrics = self._text.fontMetrics().boundingRect(
            0, 0, width - 120, 400, int(Qt.TextFlag.TextWordWrap), self._text.text()
        )
        height = max(48, metrics.height() + 32)
        self.setGeometry((host.width() - width) // 2, host.height() - height - 20, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False
