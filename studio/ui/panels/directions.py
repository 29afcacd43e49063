"""The card of directions: a slider for each, with its lock; names, and directions of one's own."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QToolButton, QWidget

from studio.ui.directing import Directing
from studio.ui.iconset import IconSet
from studio.ui.theme import Theme
from studio.ui.translate import isolated, tr
from studio.ui.wandering import Wandering
from studio.ui.widgets.card import Card, icon_button, label
from studio.ui.widgets.slider import Range, ValueSlider

SHOWN_DIRECTIONS = 12


class DirectionRow(QWidget):
    """One direction: how far, and whether chance leaves it alone."""

    def __init__(
        self, name: str, title: str, theme: Theme, icons: IconSet, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icons = icons
        self.slider = ValueSlider(
            title,
            Range(-3, 3, 0, decimals=1),
            theme,
            self._tip(name, title),
        )
        self.lock = QToolButton()
        self.lock.setCheckable(True)
        self.lock.setCursor(Qt.CursorShape.PointingHandCursor)
        self.lock.setAccessibleName(tr("Lock {name}").format(name=title))
        self.lock.setToolTip(tr("A random picture stays where it is along “{name}”").format(name=title))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.slider, 1)
        line.addWidget(self.lock)
        self.show_locked(False)

    @staticmethod
    def _tip(name: str, title: str) -> str:
        said = tr(
            "Moves along “{name}”: beyond 2 pictures become rare (in standard deviations, σ); "
            "right-click for its name and more"
        ).format(name=title)
        called = tr("{name} of the generator's card").format(name=isolated(name))
        return said if name == title else f"{said}\n{called}"

    def show_locked(self, on: bool) -> None:
        """Shows whether it is locked."""
        self.lock.setChecked(on)
        self.lock.setIcon(self._icons.icon("lock" if on else "unlock", "accent" if on else "faint", 16))


class DirectionsCard(Card):
    """The directions of the space that is open.

    Args:
        wandering: moves along them.
        directing: names, locks and makes them.

    Signals:
        between_asked: the user wants a direction between two sets of favourites.
    """

    between_asked = Signal()

    def __init__(
        self,
        wandering: Wandering,
        directing: Directing,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Directions"), icons, parent)
        self._wandering, self.directing = wandering, directing
        self._theme, self._icons = theme, icons
        self._rows: dict[str, DirectionRow] = {}
        self.menu: QMenu | None = None
        self.reset = icon_button(
            icons, "reset", tr("Reset the directions"), tr("Back to where no direction leads away from"), 16
        )
        self.add = icon_button(
            icons,
            "plus",
            tr("New direction"),
            tr("Makes a direction of two sets of favourites, or of all moves as they are now"),
            16,
        )
        self.header.addWidget(self.reset)
        self.header.addWidget(self.add)
        self._none = label(tr("This generator names no directions."), "dim", wrap=True)
        self.body.addWidget(self._none)
        self.reset.clicked.connect(wandering.reset_amounts)
        self.add.clicked.connect(self._show_add_menu)
        wandering.directions_changed.connect(self._follow)
        wandering.amounts_changed.connect(self._follow_amounts)
        self._follow()

    def direction(self, name: str) -> ValueSlider:
        """The slider of a direction."""
        return self._rows[name].slider

    def row_of(self, name: str) -> DirectionRow:
        """The row of a direction."""
        return self._rows[name]

    @property
    def names(self) -> list[str]:
        """The directions that are shown."""
        return list(self._rows)

    def _follow(self) -> None:
        directing = self.directing
        space = self._wandering.space
        offered = () if space is None else space.directions[:SHOWN_DIRECTIONS]
        own = [each.name for each in self._wandering.wander.directions] if space is not None else []
        wanted = {name: directing.title(name) for name in (*(each.name for each in offered), *own)}
        shown = {name: row.slider.accessibleName() for name, row in self._rows.items()}
        if shown != wanted:
            for row in self._rows.values():
                row.hide()
                row.deleteLater()
            self._rows = {name: self._row(name, title) for name, title in wanted.items()}
        for name, row in self._rows.items():
            row.show_locked(directing.is_locked(name))
        self._none.setVisible(not self._rows)
        if space is not None:
            self._follow_amounts(dict(self._wandering.amounts))

    def _row(self, name: str, title: str) -> DirectionRow:
        row = DirectionRow(name, title, self._theme, self._icons)
        row.slider.edited.connect(lambda amount: self._wandering.set_amount(name, amount))
        row.slider.settled.connect(lambda _: self._wandering.settle())
        row.lock.clicked.connect(lambda on: self.directing.lock(name, on))
        row.slider.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        row.slider.customContextMenuRequested.connect(lambda point: self._show_menu(name, point))
        self.body.addWidget(row)
        return row

    def _follow_amounts(self, amounts: dict[str, float]) -> None:
        for name, row in self._rows.items():
            row.slider.set_number(amounts.get(name, 0.0))

    def _show_menu(self, name: str, point: QPoint) -> None:
        menu = self._menu()
        menu.addAction(tr("Rename…"), lambda: self._ask_title(name))
        locked = self.directing.is_locked(name)
        text = tr("Unlock") if locked else tr("Lock")
        menu.addAction(text, lambda: self.directing.lock(name, not locked))
        if self.directing.is_own(name):
            menu.addAction(tr("Remove"), lambda: self.directing.remove(name))
        menu.popup(self._rows[name].slider.mapToGlobal(point))

    def _show_add_menu(self) -> None:
        menu = self._menu()
        two_sets = menu.addAction(tr("Of two sets of favourites…"), self.between_asked.emit)
        two_sets.setEnabled(len(self._wandering.wander.favourites) >= 2)
        moves = menu.addAction(tr("Of all moves as they are now…"), self._ask_moves)
        moves.setEnabled(any(self._wandering.amounts.values()))
        menu.popup(self.add.mapToGlobal(QPoint(0, self.add.height())))

    def _menu(self) -> QMenu:
        self.menu = QMenu(self)
        self.menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return self.menu

    def _ask_title(self, name: str) -> None:
        title, given = QInputDialog.getText(
            self, tr("Rename a direction"), tr("What it does:"), text=self.directing.title(name)
        )
        if given:
            self.directing.rename(name, title)

    def _ask_moves(self) -> None:
        name, given = QInputDialog.getText(self, tr("New direction"), tr("What it does:"))
        if given and any(self._wandering.amounts.values()):
            self.directing.make_of_moves(name)
