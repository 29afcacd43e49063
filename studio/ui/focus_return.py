"""The canvas has the keys again when a dialog closes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QMainWindow, QWidget


class FocusReturn(QObject):
    """Gives a dialog's keys to the canvas when it closes, also where no window manager hands them back.

    Args:
        window: that of the canvas.
        canvas: what the hand goes back to.
    """

    def __init__(self, window: QMainWindow, canvas: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._canvas = canvas
        self._watched: list[QWindow] = []
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._follow)

    def _follow(self, now: QWindow | None) -> None:
        """A dialog has the keys: where no window manager is, Qt does not say who has them when it is gone."""
        if now is None or now.type() != Qt.WindowType.Dialog or now in self._watched:
            return
        self._watched.append(now)
        now.visibleChanged.connect(self._look)

    def _look(self, visible: bool) -> None:
        dialog = self.sender()
        if visible or not isinstance(dialog, QWindow):
            return
        if dialog in self._watched:
            self._watched.remove(dialog)
            dialog.visibleChanged.disconnect(self._look)
        # It may be closing yet, or what it was asked for may be taking the keys.
        QTimer.singleShot(0, self, self.give)

    def give(self) -> None:
        """Gives the keys to the dialog that is still open, or else to the canvas unless somebody is about to type."""
        below = QApplication.activeModalWidget()
        if below is not None or not self._window.isVisible():
            if below is not None:
                below.activateWindow()
            return
        self._window.activateWindow()
        typing = isinstance(self._window.focusWidget(), QLineEdit | QAbstractSpinBox)
        if self._canvas.isVisible() and not typing:
            self._canvas.setFocus()
