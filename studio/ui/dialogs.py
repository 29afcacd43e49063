"""The few dialogs: export, about, and the question before work is lost."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.media.writing import QUALITY
from studio.ui.exporting import ExportOptions
from studio.ui.iconset import IconSet
from studio.ui.theme import Theme
from studio.ui.widgets.card import column, label, push_button, row
from studio.ui.widgets.slider import Range, ValueSlider

FORMATS = (("PNG", ".png"), ("JPEG", ".jpg"), ("TIFF", ".tif"), ("WebP", ".webp"))


class ExportDialog(QDialog):
    """Asks where and how to export."""

    def __init__(self, theme: Theme, folder: Path, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self._folder = folder
        self.name = QLineEdit(name)
        self.name.setAccessibleName("File name")
        self.place = label(str(folder), "dim")
        browse = push_button("Choose…", "Another folder")
        browse.clicked.connect(self._browse)
        self.quality = ValueSlider(
            "Quality", Range(1, 100, QUALITY), theme, "Higher is larger; a WebP of 100 is lossless"
        )
        self.recipe = QCheckBox("Put the recipe inside")
        self.recipe.setToolTip(
            "The strokes, styles and models that made the picture, so that it can be made again"
        )
        self.recipe.setChecked(True)
        self.exif = QCheckBox("Keep the photo's EXIF data")
        self.exif.setToolTip("Camera, time and place of the photo")
        self.exif.setChecked(True)
        self.note = label("", "dim", wrap=True)
        self.save = push_button("Export", accent=True)
        self.save.setDefault(True)
        cancel = push_button("Cancel")
        self.save.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        outer = column(
            label("Export the painted picture", "title"),
            self._format_switch(),
            self.name,
            row(self.place, 1, browse),
            self.quality,
            self.recipe,
            self.exif,
            self.note,
            row(1, cancel, self.save),
            spacing_px=12,
            margins_px=24,
        )
        self.setLayout(outer)
        self.setMinimumWidth(440)
        self._choose_format(0)
        self.name.textChanged.connect(self._follow)
        self.name.setFocus()
        self.name.selectAll()

    def _format_switch(self) -> QFrame:
        switch = QFrame()
        switch.setObjectName("modeSwitch")
        line = QHBoxLayout(switch)
        line.setContentsMargins(3, 3, 3, 3)
        line.setSpacing(2)
        self._formats = QButtonGroup(self)
        for number, (title, _) in enumerate(FORMATS):
            button = QToolButton()
            button.setText(title)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._formats.addButton(button, number)
            line.addWidget(button, 1)
        self._formats.idClicked.connect(self._choose_format)
        return switch

    def _choose_format(self, number: int) -> None:
        self._formats.button(number).setChecked(True)
        self.quality.setEnabled(FORMATS[number][1] in (".jpg", ".webp"))
        self._follow()

    @property
    def path(self) -> Path:
        """The file to write."""
        suffix = FORMATS[self._formats.checkedId()][1]
        name = self.name.text().strip() or "Untitled"
        known = Path(name).suffix.lower() in {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp"}
        return self._folder / f"{Path(name).stem if known else name}{suffix}"

    @property
    def options(self) -> ExportOptions:
        """What goes into it."""
        return ExportOptions(int(self.quality.number), self.recipe.isChecked(), self.exif.isChecked())

    def _follow(self) -> None:
        there = self.path.exists()
        self.note.setText(f"{self.path.name} is already there and will be replaced." if there else "")
        self.save.setText("Replace" if there else "Export")

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder to export to", str(self._folder))
        if chosen:
            self._folder = Path(chosen)
            self.place.setText(chosen)
            self._follow()


class AboutDialog(QDialog):
    """What Pinxit is."""

    def __init__(self, icons: IconSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Pinxit")
        mark = QLabel()
        mark.setPixmap(icons.pixmap("pinxit", size_px=72, ratio=self.devicePixelRatioF()))
        try:
            version = metadata.version("pinxit")
        except metadata.PackageNotFoundError:
            version = "from its source folder"
        text = label(
            "A desktop studio for neural painting. Everything runs on this computer; no picture leaves it.\n\n"
            "Made with Qt (LGPL), onnxruntime, NumPy, SciPy, Pillow and PyAV.",
            "dim",
            wrap=True,
        )
        close = push_button("Close", "Back to the picture")
        close.clicked.connect(self.accept)
        words = column(label("Pinxit", "display"), label(f"Version {version}", "dim"), text, spacing_px=8)
        line = QHBoxLayout()
        line.setSpacing(24)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(32, 32, 32, 24)
        outer.setSpacing(24)
        outer.addLayout(line)
        outer.addLayout(row(1, close))
        self.setFixedWidth(480)


def show_dialog(dialog: QDialog) -> None:
    """Shows a dialog without waiting for it; it is gone when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def ask_about_paint(name: str, parent: QWidget) -> str:
    """Asks what to do with work that was not saved. Returns "save", "discard" or "cancel"."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle("Pinxit")
    box.setText(f"Save {name} as a project?")
    box.setInformativeText(
        "Its strokes and layers are lost otherwise; an exported picture keeps only what they look like."
    )
    save = box.addButton("Save", QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton("Discard", QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(save)
    box.exec()
    clicked = box.clickedButton()
    return "save" if clicked is save else "discard" if clicked is discard else "cancel"
