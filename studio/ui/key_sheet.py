"""The sheet of all keys and gestures, made from the table of actions and the keys that hold now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from studio.ui.actions import GESTURES, MENUS, plain
from studio.ui.keymap import Keymap, spoken
from studio.ui.translate import tr
from studio.ui.widgets.card import column, label, push_button, row

Line = tuple[list[str], str]
"""Keys or gestures, and what they do."""

_COLUMNS = 3
_HEADING_LINES = 2
_SHOWN_KEYS = 2
_SHARE_OF_SCREEN = 0.96


def sections(keymap: Keymap) -> list[tuple[str, list[Line]]]:
    """The sheet as titles with their lines: a section for each menu that has keys, and one for the mouse."""
    made: list[tuple[str, list[Line]]] = []
    for menu, rows in MENUS.items():
        lines = [
            ([spoken(key) for key in keys[:_SHOWN_KEYS]], plain(tr(each.text)))
            for each in rows
            if each is not None and (keys := keymap.keys(each.id))
        ]
        if lines:
            made.append((plain(tr(menu)), lines))
    made.append((tr("Mouse and pen"), [([tr(gesture)], tr(text)) for gesture, text in GESTURES]))
    return made


class KeySheet(QDialog):
    """All keys and gestures."""

    choose_asked = Signal()

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        columns = QHBoxLayout()
        columns.setSpacing(28)
        for part in _spread(sections(keymap)):
            columns.addLayout(column(*(_section(title, lines) for title, lines in part), 1, spacing_px=20))
        content = QWidget()
        content.setLayout(columns)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(content)
        area.setAccessibleName(tr("Keys"))
        choose = push_button(tr("Choose keys…"), tr("Give every command the keys you like"))
        choose.clicked.connect(self._choose)
        close = push_button(tr("Close"), tr("Back to the picture"), accent=True)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(32, 24, 32, 24)
        outer.setSpacing(20)
        outer.addWidget(label(tr("Keys"), "display"))
        outer.addWidget(area, 1)
        outer.addLayout(row(choose, 1, close))
        room = self.screen().availableSize() * _SHARE_OF_SCREEN
        wanted = content.sizeHint()
        bar = area.verticalScrollBar().sizeHint().width()
        self.resize(min(room.width(), wanted.width() + bar + 88), min(room.height(), wanted.height() + 190))

    def _choose(self) -> None:
        self.accept()
        self.choose_asked.emit()


def _spread(parts: Sequence[tuple[str, list[Line]]]) -> list[list[tuple[str, list[Line]]]]:
    """The sections in columns of about the same height, in their order."""
    heights = [len(lines) + _HEADING_LINES for _, lines in parts]
    goal = sum(heights) / _COLUMNS
    columns: list[list[tuple[str, list[Line]]]] = [[]]
    so_far = 0.0
    for part, height in zip(parts, heights, strict=True):
        begins_another = so_far + height / 2 > goal * len(columns) and len(columns) < _COLUMNS
        if begins_another and columns[-1]:
            columns.append([])
        columns[-1].append(part)
        so_far += height
    return columns


def _section(title: str, lines: Sequence[Line]) -> QVBoxLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(5)
    grid.setColumnMinimumWidth(0, 130)
    for number, (keys, text) in enumerate(lines):
        grid.addWidget(QLabel(text), number, 0)
        grid.addLayout(row(*(label(key, "key") for key in keys), 1, spacing_px=4), number, 1)
    return column(label(title.upper(), "section"), grid)
