"""The few dialogs: about, the question before work is lost, and where something shall be written."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from studio.ui.iconset import IconSet
from studio.ui.translate import tr
from studio.ui.widgets.card import column, label, push_button, row


class AboutDialog(QDialog):
    """What Pinxit is."""

    def __init__(self, icons: IconSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Pinxit"))
        mark = QLabel()
        mark.setPixmap(icons.pixmap("pinxit", size_px=72, ratio=self.devicePixelRatioF()))
        try:
            version = metadata.version("pinxit")
        except metadata.PackageNotFoundError:
            version = tr("from its source folder")
        text = label(
            tr(
                "A desktop studio for neural painting. Everything runs on this computer; no picture leaves it.\n\n"
                "Made with Qt (LGPL), onnxruntime, NumPy, SciPy, Pillow and PyAV."
            ),
            "dim",
            wrap=True,
        )
        close = push_button(tr("Close"), tr("Back to the picture"))
        close.clicked.connect(self.accept)
        words = column(
            label("Pinxit", "display"),
            label(tr("Version {version}").format(version=version), "dim"),
            text,
            spacing_px=8,
        )
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
    box.setText(tr("Save {name} as a project?").format(name=name))
    box.setInformativeText(
        tr("Its strokes and layers are lost otherwise; an exported picture keeps only what they look like.")
    )
    save = box.addButton(tr("Save"), QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(save)
    box.exec()
    clicked = box.clickedButton()
    return "save" if clicked is save else "discard" if clicked is discard else "cancel"


def ask_about_work(what: str, parent: QWidget) -> bool:
    """Asks whether work that is under way shall be given up."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle("Pinxit")
    box.setText(what)
    box.setInformativeText(tr("This is not done yet, and is given up when Pinxit ends."))
    wait = box.addButton(tr("Wait"), QMessageBox.ButtonRole.RejectRole)
    leave = box.addButton(tr("Quit all the same"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(wait)
    box.exec()
    return box.clickedButton() is leave


def ask_where_to_save(
    parent: QWidget, title: str, proposal: Path, kinds: str, suffixes: Sequence[str]
) -> Path | None:
    """Asks for a file to write; None if the user would rather not.

    Args:
        proposal: where the dialog begins, and what it proposes.
        kinds: the dialog's filter.
        suffixes: what the file may end in; where it ends in none of them, the first is added, and the user is asked
            before a file of that name is replaced, as the dialog asks for the name that was typed.
    """
    dialog = QFileDialog(parent, title, str(proposal.parent), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffixes[0].lstrip("."))
    dialog.selectFile(proposal.name)
    while dialog.exec():
        chosen = Path(dialog.selectedFiles()[0])
        path = chosen if chosen.suffix.lower() in suffixes else chosen.with_name(chosen.name + suffixes[0])
        if path == chosen or not path.exists():
            return path
        dialog.selectFile(path.name)
    return None
