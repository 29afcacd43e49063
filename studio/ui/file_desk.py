"""Opening, saving, exporting and closing, as far as the user has to be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from studio.media.archive import is_archive
from studio.media.finishing import ExportOptions
from studio.media.openraster import SUFFIX
from studio.media.profiles import writes_inks
from studio.media.reading import READABLE_SUFFIXES
from studio.ui.dialogs import ask_about_paint, ask_about_work, ask_where_to_save, show_dialog
from studio.ui.editor import Editor
from studio.ui.export_dialog import ExportDialog, ExportTarget
from studio.ui.export_habits import ExportMemory
from studio.ui.fitting import Fitting
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.usual_folders import PICTURES, usual_folder


class FileDesk:
    """Asks where, and whether work may be lost; the editor does the rest.

    Attributes:
        ask_about_paint: asks what to do with work that was not saved: "save", "discard" or "cancel".
        ask_about_work: asks whether to give up what is being written or fitted.
        ask_where_to_save: asks for the file of a project, given a proposal; None if the user would rather not.
        ask_for_photo: asks for a picture, under a title.
        ask_for_photos: asks for photos to paint; none if the user would rather not.
        ask_for_folder: asks for a folder, under a title.
        drop_menu: what a dropped picture asks, while it is open.
    """

    def __init__(
        self,
        editor: Editor,
        fitting: Fitting,
        exports: ExportMemory,
        sample: Path | None,
        theme: Theme,
        window: QWidget,
    ) -> None:
        self._editor, self._fitting = editor, fitting
        self._exports = exports
        self._sample = sample
        self._theme = theme
        self._window = window
        self.ask_about_paint: Callable[[str, QWidget], str] = ask_about_paint
        self.ask_about_work: Callable[[str, QWidget], bool] = ask_about_work
        self.ask_where_to_save: Callable[[Path], Path | None] = self._save_dialog
        self.ask_for_photo: Callable[[str], Path | None] = self.choose_picture
        self.ask_for_photos: Callable[[], list[Path]] = self._photos_dialog
        self.ask_for_folder: Callable[[str], Path | None] = self._folder_dialog
        self.drop_menu: QMenu | None = None
        editor.before_losing_work = self.before_losing_work

    # ---- opening

    def choose_picture(self, title: str, *, or_project: bool = False) -> Path | None:
        """Asks for a picture file; None if the user would rather not."""
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in READABLE_SUFFIXES)
        pictures = f"{tr('Pictures')} ({patterns})"
        both = f"{tr('Pictures and projects')} ({patterns} *{SUFFIX} *{SUFFIX.upper()})"
        filters = f"{both};;{_projects()};;{pictures}" if or_project else pictures
        name, _ = QFileDialog.getOpenFileName(self._window, title, str(self._folder()), filters)
        return Path(name) if name else None

    def open_dialog(self) -> None:
        """Asks which picture or project to open."""
        path = self.choose_picture(tr("Open a picture or a project"), or_project=True)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Opens a picture or a project, after a question if work would be lost."""
        is_project = path.suffix.lower() == SUFFIX or is_archive(path)
        opened_by = self._editor.projects.open if is_project else self._editor.open
        self.before_losing_work(lambda: opened_by(path))

    def open_sample(self) -> None:
        """Opens Pinxit's own picture."""
        if self._sample is not None:
            self.open(self._sample)
        else:
            self._editor.noticed.emit(
                tr("This installation has no sample picture; open a photo of your own.")
            )

    # ---- saving

    def save(self) -> None:
        """Saves the project where it was saved before; asks where the first time."""
        self._save(None)

    def save_as(self) -> None:
        """Asks where to save the project."""
        self._save_elsewhere(None)

    def _save(self, then: Callable[[], None] | None) -> None:
        path = self._editor.projects.path
        if path is None:
            self._save_elsewhere(then)
        else:
            self._editor.projects.save(path, then)

    def _save_elsewhere(self, then: Callable[[], None] | None) -> None:
        if self._editor.painting is None:
            return
        stem = Path(self._editor.projects.title).stem
        path = self.ask_where_to_save(self._folder() / f"{stem}{SUFFIX}")
        if path is not None:
            self._editor.projects.save(path, then)

    def _save_dialog(self, proposal: Path) -> Path | None:
        return ask_where_to_save(self._window, tr("Save the project"), proposal, _projects(), [SUFFIX])

    # ---- exporting

    def export_dialog(self) -> None:
        """Asks where to export to, and how."""
        painting = self._editor.painting
        if painting is None:
            return
        stem = Path(self._editor.projects.title).stem
        target = ExportTarget(
            self._folder(),
            tr("{name} painted").format(name=stem),
            painting.document.box,
            self._editor.selections.box,
            painting.document.icc_profile,
        )
        dialog = ExportDialog(
            self._theme, target, self._exports.recall(), self._editor.outgoing.estimate, self._window
        )

        def export() -> None:
            self._exports.keep(dialog.habits)
            self.export(dialog.path, dialog.options)

        dialog.accepted.connect(export)
        show_dialog(dialog)

    def export(self, path: Path, options: ExportOptions | None = None) -> None:
        """Exports the document to a file."""
        self._editor.outgoing.export(path, options or ExportOptions())

    def batch_dialog(self) -> None:
        """Asks for photos and a folder, and paints each of them as the document is painted."""
        if self._editor.painting is None:
            return
        files = self.ask_for_photos()
        folder = self.ask_for_folder(tr("Folder for the painted photos")) if files else None
        if files and folder is not None:
            habits = self._exports.recall()
            options = habits.options
            if options.profile == "cmyk" and not writes_inks(self._editor.painting.document.icc_profile):
                # That was asked for another photo; these are as this one is.
                options = replace(options, profile="photo")
            self._editor.outgoing.apply_to(files, folder, habits.suffix, options)

    def _photos_dialog(self) -> list[Path]:
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in READABLE_SUFFIXES)
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            tr("Photos to paint as this one"),
            str(self._folder()),
            f"{tr('Pictures')} ({patterns})",
        )
        return [Path(name) for name in names]

    def _folder_dialog(self, title: str) -> Path | None:
        name = QFileDialog.getExistingDirectory(self._window, title, str(self._folder()))
        return Path(name) if name else None

    # ---- the clipboard

    def copy(self) -> None:
        """Puts the picture as it looks, or what is selected of it, on the clipboard."""
        self._editor.outgoing.copy(self._editor.selections.box)

    def paste(self) -> None:
        """Lays what is on the clipboard on the canvas as a layer."""
        self._editor.incoming.paste()

    def paste_as_document(self) -> None:
        """Begins a document with what is on the clipboard, after a question if work would be lost."""
        self.before_losing_work(self._editor.incoming.paste_as_document)

    # ---- drag and drop

    def drop(self, path: Path, at: QPoint) -> None:
        """Opens a dropped file. Over an open document it asks whether a picture shall be a layer instead.

        Args:
            at: where it was dropped, on the screen.
        """
        is_project = path.suffix.lower() == SUFFIX or is_archive(path)
        if self._editor.painting is None or is_project:
            self.open(path)
            return
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Lay it on the canvas as a layer"), lambda: self._editor.incoming.place_file(path))
        menu.addAction(tr("Open it instead"), lambda: self.open(path))
        self.drop_menu = menu
        menu.popup(at)

    # ---- closing

    def close(self) -> None:
        """Closes the document and shows the start page."""
        self.before_losing_work(self._editor.close_document)

    def before_losing_work(self, go_on: Callable[[], None]) -> None:
        """Goes on when nothing is lost by it: at once, once the project is saved, or not at all."""
        if not self._editor.modified:
            go_on()
            return
        answer = self.ask_about_paint(self._editor.projects.title, self._window)
        if answer == "save":
            self._save(lambda: self.before_losing_work(go_on))
        elif answer == "discard":
            go_on()

    def may_give_up_work(self) -> bool:
        """Whether nothing is being written or fitted that the user asked for, or the user gives it up."""
        under_way = self._editor.writing or self._fitting.under_way
        return not under_way or self.ask_about_work(under_way, self._window)

    def _folder(self) -> Path:
        if self._editor.projects.path is not None:
            return self._editor.projects.path.parent
        painting = self._editor.painting
        opened = painting.document.metadata.get("path") if painting is not None else None
        if opened and Path(opened) != self._sample:
            return Path(opened).parent
        return usual_folder(PICTURES)


def _projects() -> str:
    """What a file dialog shows when it is asked for projects."""
    return f"{tr('Projects')} (*{SUFFIX} *{SUFFIX.upper()})"
