"""The palette: type what you want to do, and do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from studio.ui.actions import MENUS, plain
from studio.ui.keymap import Keymap, spoken
from studio.ui.translate import tr
from studio.ui.widgets.card import column, label

_SIZE_PX = (560, 420)
_TOP_SHARE = 0.12
_NAME_START, _WORD_START, _INSIDE_NAME, _ELSEWHERE, _LETTERS = 8, 5, 3, 1.5, 1
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


@dataclass(frozen=True)
class Entry:
    """What can be done.

    Attributes:
        id: of the action.
        name: what it is called now, such as "Undo stroke".
        menu: where it lies.
        tip: what it does.
        keys: as this system writes them.
    """

    id: str
    name: str
    menu: str
    tip: str
    keys: str


def entries(actions: Mapping[str, QAction], keymap: Keymap, *, without: Sequence[str] = ()) -> list[Entry]:
    """All actions that are possible now, in the order of the menus."""
    return [
        Entry(
            row.id,
            plain(actions[row.id].text()),
            plain(tr(menu)),
            tr(row.tip),
            "  ".join(spoken(key) for key in keymap.keys(row.id)[:2]),
        )
        for menu, rows in MENUS.items()
        for row in rows
        if row is not None and row.id not in without and actions[row.id].isEnabled()
    ]


def rank(query: str, found: Sequence[Entry], recent: Sequence[str] = ()) -> list[Entry]:
    """The entries that every word of the query fits, the best first; all of them for an empty one.

    Args:
        query: what was typed.
        found: in their usual order, which decides between equals.
        recent: ids of what was done last, the newest first; they lead where nothing is typed.
    """
    words = query.casefold().split()
    if not words:
        place = {action_id: number for number, action_id in enumerate(recent)}
        return sorted(found, key=lambda entry: place.get(entry.id, len(place)))
    scored = [(sum(fits), entry) for entry in found if all(fits := [_fit(word, entry) for word in words])]
    return [entry for _, entry in sorted(scored, key=lambda pair: -pair[0])]


def _fit(word: str, entry: Entry) -> float:
    """How well a word fits; 0 when it does not."""
    name = entry.name.casefold()
    if name.startswith(word):
        return _NAME_START
    if any(part.startswith(word) for part in name.split()):
        return _WORD_START
    if word in name:
        return _INSIDE_NAME
    if word in entry.menu.casefold() or word in entry.tip.casefold() or word in entry.keys.casefold():
        return _ELSEWHERE
    letters = iter(name)
    return _LETTERS if len(word) > 1 and all(letter in letters for letter in word) else 0.0


class Palette(QDialog):
    """A field and the commands that fit it. Enter does the marked one, a click any; Esc does nothing."""

    chosen = Signal(str)  # The id of an action, once the palette is closed.

    def __init__(
        self, found: Sequence[Entry], recent: Sequence[str], actions: Mapping[str, QAction], parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("palette")
        self.setWindowTitle(tr("Find a command"))
        self._found, self._recent, self._actions = found, recent, actions
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("What do you want to do?"))
        self.field.setAccessibleName(tr("Find a command"))
        self.field.setToolTip(tr("Type a part of its name; Enter does it"))
        self.list = QTreeWidget()
        self.list.setColumnCount(3)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(tr("Commands"))
        self.list.setToolTip(tr("What can be done now"))
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for number in (1, 2):
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
        self.nothing = label(tr("No command is called that, or none that is possible now."), "dim", wrap=True)
        self.setLayout(column(self.field, self.list, self.nothing, margins_px=12))
        self.setFixedSize(*_SIZE_PX)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._fill)
        self.list.itemClicked.connect(self._run)
        self._fill("")

    @property
    def shown(self) -> list[str]:
        """The ids of the commands that are listed."""
        return [self._item(number).data(0, Qt.ItemDataRole.UserRole) for number in range(self._count)]

    @property
    def _count(self) -> int:
        return self.list.topLevelItemCount()

    def _item(self, number: int) -> QTreeWidgetItem:
        item = self.list.topLevelItem(number)
        assert item is not None
        return item

    def _fill(self, query: str) -> None:
        self.list.clear()
        for entry in rank(query, self._found, self._recent):
            item = QTreeWidgetItem([entry.name, entry.menu, entry.keys])
            item.setData(0, Qt.ItemDataRole.UserRole, entry.id)
            item.setIcon(0, self._actions[entry.id].icon())
            item.setToolTip(0, entry.tip)
            item.setForeground(1, self.palette().placeholderText())
            self.list.addTopLevelItem(item)
        self.list.setVisible(bool(self._count))
        self.nothing.setVisible(not self._count)
        if self._count:
            self.list.setCurrentItem(self._item(0))

    def _run(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.accept()
            self.chosen.emit(item.data(0, Qt.ItemDataRole.UserRole))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentItem())
            return True
        steps = _MOVES.get(Qt.Key(event.key()))
        if steps is not None and self._count:
            now = self.list.currentIndex().row()
            self.list.setCurrentItem(self._item(min(max(now + steps, 0), self._count - 1)))
        return steps is not None

    def showEvent(self, event: QShowEvent) -> None:
        parent = self.parentWidget()
        assert parent is not None
        at = parent.mapToGlobal(parent.rect().topLeft())
        x = at.x() + (parent.width() - self.width()) // 2
        self.move(x, at.y() + round(parent.height() * _TOP_SHARE))
        self.field.setFocus()
