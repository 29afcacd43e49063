"""The dialog in which every command is given the keys that its user likes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from studio.ui.actions import ACTIONS, MENUS, ActionRow, plain
from studio.ui.iconset import IconSet
from studio.ui.keymap import HELD_KEYS, Keymap, portable, spoken
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import column, icon_button, label, push_button, row

_MODIFIERS = {
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_unknown,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
}
_SIZE_PX = (720, 640)
_PLACES = 2


def pressed_key(event: QKeyEvent) -> str:
    """The key of an event as Qt writes it everywhere, empty for a bare modifier.

    A sign that needs Shift, such as "{", is its own key: which key it lies on differs between keyboards.
    """
    if Qt.Key(event.key()) in _MODIFIERS:
        return ""
    modifiers, text = event.modifiers(), event.text()
    modifiers &= ~Qt.KeyboardModifier.KeypadModifier
    if text.isprintable() and len(text) == 1 and not text.isalnum() and not text.isspace():
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return portable(QKeySequence(event.key() | modifiers.value).toString())


class KeyField(QLineEdit):
    """Takes a key: after a click or Enter the next one that is pressed, whatever it else does. Esc gives up."""

    taken = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setToolTip(tr("Click or press Enter, then press the new keys; Esc leaves it as it is"))
        self._keys = ""
        self._armed = False

    def show_keys(self, keys: str) -> None:
        """Shows a key as it is written everywhere."""
        self._keys = keys
        self._set_armed(False)

    def _set_armed(self, armed: bool) -> None:
        self._armed = armed
        self.setText(tr("Press the new keys…") if armed else spoken(self._keys))
        self.setPlaceholderText(tr("None"))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and self._armed:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
            return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        key = pressed_key(event)
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self._set_armed(False)
        elif key:
            self._set_armed(False)
            self.taken.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._set_armed(True)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.isEnabled() and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus()
            self._set_armed(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._set_armed(False)
        super().focusOutEvent(event)


class KeyEditor(QDialog):
    """All commands with their keys, a field to search them, and two places for the keys of the marked one."""

    def __init__(self, keymap: Keymap, theme: Theme, icons: IconSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Choose keys"))
        self._keymap, self._theme = keymap, theme
        self._items: dict[str, QTreeWidgetItem] = {}
        self._marked = ACTIONS[0].id
        self._wanted: tuple[int, str] | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search by name or key"))
        self.search.setAccessibleName(tr("Search by name or key"))
        self.search.setToolTip(tr("Shows only the commands whose name, purpose or key has this in it"))
        self.search.setClearButtonEnabled(True)
        self.tree = self._make_tree()
        self.named = label("", "title")
        self.fields = [KeyField(tr("Key")), KeyField(tr("Other key"))]
        clears = [
            icon_button(icons, "close", tr("No key"), tr("Take this key away"), 14) for _ in self.fields
        ]
        self.reset_one = push_button(tr("Reset"), tr("Give this command the keys it came with"))
        self.reset_all = push_button(tr("Reset all"), tr("Give every command the keys it came with"))
        self.conflict, self.take = self._make_conflict()
        close = push_button(tr("Close"), tr("Changes hold at once and are kept"), accent=True)
        self.setLayout(
            column(
                label(tr("Choose keys"), "display"),
                self.search,
                self.tree,
                self.named,
                row(self.fields[0], clears[0], self.fields[1], clears[1], self.reset_one),
                self.conflict,
                row(self.reset_all, 1, close),
                spacing_px=12,
                margins_px=24,
            )
        )
        self.resize(*_SIZE_PX)
        for place, (field, clear) in enumerate(zip(self.fields, clears, strict=True)):
            field.taken.connect(lambda key, place=place: self._ask_for(place, key))
            clear.clicked.connect(lambda _=False, place=place: self._set(place, ""))
        self.search.textChanged.connect(self._filter)
        self.tree.currentItemChanged.connect(lambda *_: self._follow_current())
        self.tree.itemActivated.connect(lambda *_: self.fields[0].setFocus())
        self.reset_one.clicked.connect(lambda: keymap.reset(self.current.id))
        self.reset_all.clicked.connect(keymap.reset_all)
        close.clicked.connect(self.accept)
        keymap.changed.connect(self._follow)
        self._follow()
        self.tree.setCurrentItem(self._items[ACTIONS[0].id])
        self.search.setFocus()

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setColumnCount(1 + _PLACES)
        tree.setHeaderLabels([tr("Command"), tr("Key"), tr("Other key")])
        tree.setUniformRowHeights(True)
        tree.setAccessibleName(tr("Commands"))
        tree.setToolTip(tr("Mark a command, then give it keys below"))
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for menu, rows in MENUS.items():
            group = QTreeWidgetItem([plain(tr(menu))])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            tree.addTopLevelItem(group)
            for each in filter(None, rows):
                item = QTreeWidgetItem([plain(tr(each.text))])
                item.setData(0, Qt.ItemDataRole.UserRole, each.id)
                item.setToolTip(0, tr(each.tip))
                group.addChild(item)
                self._items[each.id] = item
            group.setExpanded(True)
        return tree

    def _make_conflict(self) -> tuple[QFrame, QWidget]:
        frame = QFrame()
        self.said = QLabel()
        self.said.setWordWrap(True)
        take = push_button(tr("Take it from there"), tr("The other command loses this key"))
        leave = push_button(tr("Leave it"), tr("Both stay as they are"))
        take.clicked.connect(self._take_from_there)
        leave.clicked.connect(self._forget_wish)
        line = row(self.said, take, leave)
        line.setStretch(0, 1)
        frame.setLayout(line)
        frame.hide()
        return frame, take

    @property
    def current(self) -> ActionRow:
        """The command whose keys are below."""
        return next(each for each in ACTIONS if each.id == self._marked)

    def show_action(self, action_id: str) -> None:
        """Marks a command."""
        self.tree.setCurrentItem(self._items[action_id])

    # ---- following

    def _follow(self) -> None:
        for action_id, item in self._items.items():
            keys = self._keymap.keys(action_id)
            for place in range(_PLACES):
                item.setText(1 + place, spoken(keys[place]) if place < len(keys) else "")
            own = self._keymap.is_own(action_id)
            item.setForeground(0, self._theme.color("accent" if own else "text"))
        self._follow_current()

    def _follow_current(self) -> None:
        self._forget_wish()
        item = self.tree.currentItem()
        action_id = None if item is None else item.data(0, Qt.ItemDataRole.UserRole)
        if action_id is not None:  # A heading has none; the command before it stays.
            self._marked = action_id
        current = self.current
        self.named.setText(f"{plain(tr(current.text))} · {tr(current.tip)}")
        keys = self._keymap.keys(current.id)
        for place, field in enumerate(self.fields):
            field.show_keys(keys[place] if place < len(keys) else "")
        self.reset_one.setEnabled(self._keymap.is_own(current.id))
        self.reset_all.setEnabled(any(map(self._keymap.is_own, self._items)))

    def _filter(self, query: str) -> None:
        words = query.casefold().split()
        for each in ACTIONS:
            item = self._items[each.id]
            text = " ".join([item.text(0), tr(each.tip), item.text(1), item.text(2)]).casefold()
            item.setHidden(not all(word in text for word in words))
        for number in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(number)
            assert group is not None
            commands = [group.child(place) for place in range(group.childCount())]
            group.setHidden(all(item is None or item.isHidden() for item in commands))

    # ---- what the user does

    def _ask_for(self, place: int, key: str) -> None:
        self._forget_wish()
        holder = self._keymap.holder(key, but=self.current.id)
        if holder is None and key not in HELD_KEYS:
            self._set(place, key)
            return
        says = (
            tr("{keys} is held to do something else: {name}.")
            if holder is None
            else tr("{keys} is taken: {name}.")
        )
        name = plain(tr(holder.text)) if holder is not None else tr(HELD_KEYS[key])
        self.said.setText(says.format(keys=spoken(key), name=name))
        self._wanted = (place, key) if holder is not None else None
        self.take.setVisible(holder is not None)
        self.conflict.show()
        # The question takes the room of some rows; the command that it is about stays in sight.
        QTimer.singleShot(0, self, self._show_chosen)

    def _show_chosen(self) -> None:
        chosen = self.tree.currentItem()
        if chosen is not None:
            self.tree.scrollToItem(chosen)

    def _take_from_there(self) -> None:
        if self._wanted is not None:
            self._set(*self._wanted)

    def _forget_wish(self) -> None:
        self._wanted = None
        self.conflict.hide()

    def _set(self, place: int, key: str) -> None:
        keys = self._keymap.keys(self.current.id)
        keys[place : place + 1] = [key]
        self._keymap.choose(self.current.id, keys)
