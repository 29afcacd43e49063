"""The exploration that the window shows: that of the open document, or a loose one while none is open."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from exports.files import keep_damaged
from studio.document.exploration import Exploration, MapView, Wander
from studio.document.exploring import Explorations
from studio.document.history import History
from studio.media.errors import PictureError
from studio.media.exploration_file import load_exploration, save_exploration
from studio.ui.translate import tr

if TYPE_CHECKING:
    from studio.ui.editor import Editor

log = logging.getLogger(__name__)

_LOOSE_BYTES = 32 << 20


class Exploring(QObject):
    """Where everything that wanders keeps what it finds. A new document takes along what was found before it.

    Args:
        editor: whose document it is.
    """

    changed = Signal(object)  # Exploration: as it was before.

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._loose = Explorations(History(_LOOSE_BYTES))
        self._shown = self._loose
        self._carried = False
        self._store: Path | None = None
        self._recalled: Exploration | None = None
        self._loose.changed.append(self._tell)
        self._loose.stepped.append(editor.history_changed.emit)
        editor.document_changed.connect(self._follow_document)

    @property
    def now(self) -> Exploration:
        """As it is."""
        return self._shown.now

    @property
    def history(self) -> History:
        """Where its steps are: the document's history if one is open."""
        return self._shown.history

    def do(self, label: str, space: str, wander: Wander, *, going_on: str = "") -> None:
        """Takes a step: exchanges the wander of a space. `going_on` is that of `Explorations.do`."""
        self._shown.do(label, self.now.with_wander(space, wander), going_on=going_on)

    def enter(self, label: str, exploration: Exploration) -> None:
        """Takes a step to another exploration, such as one in which another space is open."""
        self._shown.do(label, exploration)

    def begin(self, exploration: Exploration) -> None:
        """Exchanges the exploration without a step, such as when the first space is opened."""
        self._shown.put(exploration)

    def look(self, space: str, view: MapView) -> None:
        """Says where the map of a space is looked at; it is kept with the rest, and is no step."""
        self._shown.look(space, view)

    def settle(self) -> None:
        """Ends a movement of the user's hand: what comes after it is a step of its own."""
        self._shown.settle()

    def undo(self) -> None:
        """Takes the last loose step back; a document takes back its own."""
        self._loose.settle()
        self._loose.history.undo()

    def redo(self) -> None:
        """Takes the loose step again that was undone last."""
        self._loose.settle()
        self._loose.history.redo()

    def recall(self, store: Path) -> None:
        """Takes up what was found without a document in the last session. A damaged file is kept, and that is said."""
        self._store = store
        try:
            if store.exists():
                self._loose.put(load_exploration(store))
                self._recalled = self._loose.now
        except PictureError:
            aside = keep_damaged(store)
            log.info("%s is damaged; it is kept as %s.", store, aside, exc_info=True)
            text = tr("What you had found is damaged and cannot be read; the file is kept as {name}.")
            said = text.format(name=store if aside is None else aside)
            # The window that shows it is not built yet.
            QTimer.singleShot(0, self, lambda: self._editor.noticed.emit(said))

    def remember(self) -> None:
        """Keeps what was found without a document for the next session.

        Where nothing was, what another studio has kept meanwhile stays.
        """
        if self._store is None or self._loose.now.empty or self._loose.now is self._recalled:
            return
        try:
            save_exploration(self._store, self._loose.now)
        except OSError:
            log.info("%s could not be written.", self._store, exc_info=True)

    def _follow_document(self) -> None:
        painting = self._editor.painting
        shown = self._loose if painting is None else painting.document.exploration
        if shown is self._shown:
            return
        before = self.now
        if self._shown is not self._loose:
            self._shown.changed.remove(self._tell)
        self._shown = shown
        if shown is self._loose:
            if self._carried:
                # What went along into the document, and what was found since, stays at hand; the steps went with it.
                self._loose.history.clear()
                self._loose.put(before)
            else:
                self._tell(before)
            return
        self._carried = shown.now.empty
        if shown.now.empty and not before.empty:
            shown.put(before)
        shown.changed.append(self._tell)
        self._tell(before)

    def _tell(self, before: Exploration) -> None:
        self.changed.emit(before)
