"""Asks how a timeline becomes a film, makes it, and tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QProgressBar, QWidget

from studio.ui.animating import Animating
from studio.ui.dialogs import ask_where_to_save
from studio.ui.jobs import sentence
from studio.ui.theme import Theme
from studio.ui.translate import mark, tr
from studio.ui.usual_folders import FILMS, usual_folder
from studio.ui.widgets.card import column, label, push_button, row
from studio.ui.widgets.choice_box import ChoiceBox, StillBox
from studio.ui.widgets.slider import Range, ValueSlider

SIZES_PX = (128, 256, 512, 1024, 2048)
_FORMATS = (
    (".mp4", mark("MP4"), mark("Plays everywhere")),
    (".webm", mark("WebM"), mark("For the web, free of patents")),
    (".gif", mark("GIF"), mark("Repeats by itself; 256 colours")),
    (".webp", mark("Animated WebP"), mark("Repeats by itself, in all colours")),
    ("", mark("Folder of PNG pictures"), mark("A picture for each frame, without loss")),
)


class FilmDialog(QDialog):
    """Exports the timeline that is open. Closing it, or Cancel, ends the export and leaves no half film.

    Args:
        animating: makes the film.
        theme: how it looks.

    Attributes:
        ask_where: asks for a path, given the suffix; None where none was chosen.
    """

    def __init__(self, animating: Animating, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._animating = animating
        self.ask_where: Callable[[str], Path | None] = self._path_dialog
        self.setWindowTitle(tr("Export a film"))
        self.setMinimumWidth(380)
        self.format = ChoiceBox(tr("Format"), tr("What kind of film"), _FORMATS)
        self.sizes = StillBox()
        self.sizes.setAccessibleName(tr("Size of a frame"))
        self.sizes.setToolTip(tr("Width and height of a frame; pictures are drawn small and enlarged"))
        for size_px in SIZES_PX:
            self.sizes.addItem(tr("{size} × {size} px").format(size=size_px), size_px)
        self.sizes.setCurrentIndex(SIZES_PX.index(512))
        self.fps = ValueSlider(
            tr("Frames a second"),
            Range(1, 60, animating.timeline.fps),
            theme,
            tr("How smoothly it moves; its length stays"),
        )
        self.note = label("", "dim", wrap=True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.begin = push_button(tr("Export…"), tr("Asks where to write the film, and makes it"), accent=True)
        self.stop = push_button(tr("Cancel"), tr("Ends the export; no half film is left"))
        self.begin.clicked.connect(self._begin)
        self.stop.clicked.connect(self.reject)
        self.setLayout(
            column(
                self.format,
                self.sizes,
                self.fps,
                self.progress,
                self.note,
                row(1, self.stop, self.begin),
                spacing_px=12,
                margins_px=20,
            )
        )
        animating.export_progress.connect(self._show_progress)
        animating.exported.connect(self._tell_done)
        animating.failed.connect(self._tell_failed)
        animating.export_ended.connect(lambda: self._show_busy(False))
        self._show_busy(False)
        seconds = animating.timeline.duration_s
        self.note.setText(tr("{time:.1f} seconds").format(time=seconds))

    def reject(self) -> None:
        """Ends the export, and closes."""
        self._animating.cancel_export()
        super().reject()

    def _begin(self) -> None:
        path = self.ask_where(self.format.value)
        if path is not None:
            self._show_busy(True)
            self._animating.export(path, self.sizes.currentData(), self.fps.number)

    def _show_busy(self, busy: bool) -> None:
        for part in (self.format, self.sizes, self.fps, self.begin):
            part.setEnabled(not busy)
        self.progress.setVisible(busy)
        self.progress.setValue(0)

    def _show_progress(self, share: float) -> None:
        self.progress.setValue(round(1000 * share))

    def _tell_done(self, path: Path) -> None:
        self.note.setText(tr("Exported: {name}").format(name=path.name))

    def _tell_failed(self, error: Exception) -> None:
        self.note.setText(sentence(error))

    def _path_dialog(self, suffix: str) -> Path | None:
        proposal = usual_folder(FILMS) / (tr("Walk") + suffix)
        if suffix:
            return ask_where_to_save(self, tr("Export a film"), proposal, f"(*{suffix})", [suffix])
        name, _ = QFileDialog.getSaveFileName(self, tr("A new folder for the pictures"), str(proposal))
        return Path(name) if name else None
