"""The dialog in which the language of the window is chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from studio.ui.preferences import PreferenceStore
from studio.ui.translate import LANGUAGES, language_of, tr
from studio.ui.widgets.card import column, label, push_button, row
from studio.ui.widgets.choice_box import StillBox


class LanguageChoice(QDialog):
    """All languages by the names that their speakers give them, and that of the system first."""

    def __init__(self, preferences: PreferenceStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Language"))
        self._preferences = preferences
        self.box = StillBox()
        self.box.addItem(tr("As the system ({language})").format(language=LANGUAGES[language_of("")]), "")
        for code, name in LANGUAGES.items():
            self.box.addItem(name, code)
        self.box.setCurrentIndex(max(0, self.box.findData(preferences.now.language)))
        self.box.setAccessibleName(tr("Language"))
        self.box.setToolTip(tr("The language of the window"))
        self.note = label(tr("Pinxit speaks it when it is opened the next time."), "dim", wrap=True)
        close = push_button(tr("Close"), tr("The choice is kept"), accent=True)
        close.clicked.connect(self.accept)
        self.box.activated.connect(lambda _: preferences.change(language=self.box.currentData()))
        self.setLayout(
            column(
                label(tr("Language"), "title"),
                self.box,
                self.note,
                row(1, close),
                spacing_px=12,
                margins_px=24,
            )
        )
        self.setMinimumWidth(360)
