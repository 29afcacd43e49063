"""The steps that were taken, to go back to any of them, and how much memory they hold."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from studio.document.history import History
from studio.ui.editor import Editor
from studio.ui.iconset import IconSet
from studio.ui.preferences import HISTORY_BOUNDS_MB, PreferenceStore
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import Card, label, row
from studio.ui.widgets.choice_box import StillBox
from studio.ui.widgets.held_keys import PassOn

_LIST_PX = 150
_MB = 2**20
Index = QModelIndex | QPersistentModelIndex


class HistoryModel(QAbstractListModel):
    """The beginning and every step since, oldest first. Reads from the history itself: it may be very long."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._labels: tuple[str, ...] = ()
        self._done = 0
        self._first = ""

    @property
    def done(self) -> int:
        """How many steps are done: the row where the document stands."""
        return self._done

    def show(self, history: History | None) -> None:
        """Shows a history as it is now, or none."""
        self.beginResetModel()
        self._labels, self._done, self._first = (), 0, ""
        if history is not None:
            done = history.done_labels
            self._labels, self._done = (*done, *history.undone_labels), len(done)
            self._first = tr("Earlier steps are forgotten") if history.forgetful else tr("As it was opened")
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._labels) + 1 if self._first else 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        number = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(self._labels[number - 1]) if number else self._first
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._theme.color("faint" if number > self._done else "text")
        if role == Qt.ItemDataRole.FontRole and number == self._done:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr("Click to take it again") if number > self._done else tr("Click to go back to here")
        return None


class HistoryPanel(Card):
    """The list of steps. A click goes there."""

    def __init__(
        self,
        editor: Editor,
        preferences: PreferenceStore,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("History"), icons, parent)
        self._editor, self._preferences = editor, preferences
        self.model = HistoryModel(theme)
        self.list = QListView()
        self.list.setModel(self.model)
        PassOn(self.list)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setFixedHeight(_LIST_PX)
        self.list.setAccessibleName(tr("History"))
        self.list.setToolTip(tr("Everything that can be taken back; click a step to go there"))
        self.empty = label(
            tr("What you do is listed here, and every step can be taken back."), "dim", wrap=True
        )
        self.held = label("", "dim")
        self.bound = StillBox()
        for bound_mb in HISTORY_BOUNDS_MB:
            self.bound.addItem(_size(bound_mb * _MB), bound_mb)
        self.bound.setCurrentIndex(self.bound.findData(preferences.now.history_mb))
        self.bound.setAccessibleName(tr("Memory for the history"))
        self.bound.setToolTip(
            tr("The most that the steps may hold; a smaller bound forgets the oldest at once")
        )
        self.body.addWidget(self.empty)
        self.body.addWidget(self.list)
        self.body.addLayout(row(self.held, 1, self.bound))
        self.list.clicked.connect(lambda index: editor.go_to_step(index.row()))
        self.list.activated.connect(lambda index: editor.go_to_step(index.row()))
        self.bound.activated.connect(self._bound)
        editor.document_changed.connect(self._bound)
        editor.history_changed.connect(self._follow)
        self._follow()

    @property
    def _history(self) -> History | None:
        return self._editor.painting.document.history if self._editor.painting is not None else None

    def _bound(self) -> None:
        bound_mb = self.bound.currentData()
        if bound_mb != self._preferences.now.history_mb:
            self._preferences.change(history_mb=bound_mb)
        if self._history is not None:
            self._history.set_limit(bound_mb * _MB)
            self._follow()

    def _follow(self) -> None:
        history = self._history
        self.model.show(history)
        steps = self.model.rowCount() > 1
        self.list.setVisible(steps)
        self.empty.setVisible(not steps)
        here = self.model.index(self.model.done)
        self.list.setCurrentIndex(here)
        self.list.scrollTo(here)
        held = _size(history.nbytes if history is not None else 0)
        self.held.setText(tr("{size} held, at most").format(size=held))


def _size(nbytes: int) -> str:
    """Bytes as people read them."""
    if nbytes >= 1024 * _MB:
        return tr("{number} GB").format(number=f"{nbytes / (1024 * _MB):.0f}")
    return tr("{number} MB").format(
        number=f"{nbytes / _MB:.0f}" if nbytes % _MB == 0 else f"{nbytes / _MB:.1f}"
    )
