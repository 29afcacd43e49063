"""What a text is called in the language of the window, and which languages there are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

CONTEXT = "Pinxit"
"""All texts lie in one context: the same word is translated once."""

FOLDER = Path(__file__).parent / "languages"

ISOLATE, END = "\u2068", "\u2069"

LANGUAGES = {"en": "English", "ur": "اردو"}
"""Codes of the languages of the window, and what their speakers call them. The texts of the source are English."""


def tr(text: str) -> str:
    """The text in the language of the window; itself where no translation is loaded.

    `python -m tools.translations` finds the literals that this is called with. What is filled in comes afterwards:
    `tr("Opening {name}…").format(name=name)`.
    """
    return QCoreApplication.translate(CONTEXT, text) if text else ""


def mark(text: str) -> str:
    """The text itself: marks a literal that a table holds now and `tr` is called with later."""
    return text


def isolated(text: str) -> str:
    """A name, a number or a path between marks that keep its direction and that of the text around it apart."""
    return f"{ISOLATE}{text}{END}"


def language_of(chosen: str) -> str:
    """The code of the language that the window speaks.

    Args:
        chosen: a code of `LANGUAGES`; anything else leaves it to the system, whose first language that we have is
            taken, or else English.
    """
    if chosen in LANGUAGES:
        return chosen
    spoken = (name.split("-")[0] for name in QLocale.system().uiLanguages())
    return next((code for code in spoken if code in LANGUAGES), "en")


def speak(app: QApplication, chosen: str) -> str:
    """Lets the application speak a language: texts, direction of reading, dates. Returns its code.

    Widgets that are there already keep the language that they were built in.
    """
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    code = language_of(chosen)
    # Qt's own texts, such as the buttons of its dialogs, come first: ours win.
    ours, qts = str(FOLDER), QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in ((f"qtbase_{code}", qts), (f"pinxit_{code}", ours)):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
    # Dates and numbers follow the system, unless another language was chosen than the system's.
    QLocale.setDefault(QLocale(code) if chosen else QLocale.system())
    app.setLayoutDirection(QLocale(code).textDirection())
    return code
