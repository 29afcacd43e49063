"""What a text is called in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "Pinxit"
"""All texts lie in one context: the same word is translated once."""


def tr(text: str) -> str:
    """The text in the language of the window; itself where no translation is loaded.

    `python -m tools.translations` finds the literals that this is called with. What is filled in comes afterwards:
    `tr("Opening {name}…").format(name=name)`.
    """
    return QCoreApplication.translate(CONTEXT, text)
