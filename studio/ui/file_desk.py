"""Opening, exporting and closing, as far as the user has to be asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.media.reading import READABLE_SUFFIXES
from studio.ui.dialogs import ExportDialog, ask_about_paint, show_dialog
from studio.ui.editor import Editor
from studio.ui.exporting import ExportOptions
from studio.ui.theme import Theme


class FileDesk:
    """Asks where, and whether paint may be lost; the editor does the rest.

    Attributes:
        ask_about_paint: asks what to do with paint that was not exported: "export", "discard" or "cancel".
    """

    def __init__(self, editor: Editor, sample: Path | None, theme: Theme, window: QWidget) -> None:
        self._editor = editor
        self._sample = sample
        self._theme = theme
        self._window = window
        self.ask_about_paint: Callable[[str, QWidget], str] = ask_about_paint

    def choose_picture(self, title: str) -> Path | None:
        """Asks for a picture file; None if the user would rather not."""
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in READABLE_SUFFIXES)
        name, _ = QFileDialog.getOpenFileName(
            self._window, title, str(self._folder()), f"Pictures ({patterns})"
        )
        return Path(name) if name else None

    def open_dialog(self) -> None:
        """Asks which picture to open."""
        path = self.choose_picture("Open a picture")
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Opens a picture, after a question if paint would be lost."""
        if self.may_lose_paint():
            self._editor.open(path)

    def open_sample(self) -> None:
        """Opens Pinxit's own picture."""
        if self._sample is not None:
            self.open(self._sample)
        else:
            self._editor.noticed.emit("This installation has no sample picture; open a photo of your own.")

    def export_dialog(self) -> None:
        """Asks where to export to."""
        if self._editor.painting is None:
            return
        stem = Path(self._editor.painting.document.name or "Untitled").stem
        dialog = ExportDialog(self._theme, self._folder(), f"{stem} painted", self._window)
        dialog.accepted.connect(lambda: self.export(dialog.path, dialog.options))
        show_dialog(dialog)

    def export(self, path: Path, options: ExportOptions | None = None) -> None:
        """Exports the document to a file."""
        self._editor.export(path, options or ExportOptions())

    def close(self) -> None:
        """Closes the picture and shows the start page."""
        if self.may_lose_paint():
            self._editor.close_document()

    def may_lose_paint(self) -> bool:
        """Whether the document may go: it holds no new paint, or the user does not want it."""
        if not self._editor.modified or self._editor.painting is None:
            return True
        answer = self.ask_about_paint(self._editor.painting.document.name or "the picture", self._window)
        if answer == "export":
            self.export_dialog()
        return answer == "discard"

    def _folder(self) -> Path:
        painting = self._editor.painting
        opened = painting.document.metadata.get("path") if painting is not None else None
        if opened and Path(opened) != self._sample:
            return Path(opened).parent
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        return Path(pictures) if pictures else Path.home()
