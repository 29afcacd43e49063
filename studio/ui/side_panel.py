"""The column of cards beside the picture, and how it lies: it is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from studio.ui.theme import PANEL_WIDTH_PX, SPACE_PX
from studio.ui.widgets.card import Card, column
from studio.ui.widgets.shelf import ShelfView

DOCKED_PX, LOW_DOCKED_PX = 290, 226
"""Height of a card that is docked, before its border is dragged: the layers of a small document."""
ROOMY_PX = 760
"""A panel that is lower shows a row less of each shelf, so that the brush is seen below the styles."""
NARROWEST_PX, WIDEST_PX = 300, 560


class SidePanel(QFrame):
    """The column of cards, one page for each mode.

    Args:
        pages: the cards of each mode, which scroll together.
        docked: by the number of its page, a card that is always seen below the others.
    """

    def __init__(
        self, pages: list[list[QWidget]], docked: Mapping[int, QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidePanel")
        self.setMinimumWidth(NARROWEST_PX)
        self.setMaximumWidth(WIDEST_PX)
        self._pages = QStackedWidget()
        self._splitters: dict[str, QSplitter] = {}
        self._heights: dict[str, list[int]] = {}
        for number, cards in enumerate(pages):
            area = _scrolling(cards)
            if number in docked:
                self._splitters[str(number)] = _over(area, docked[number])
            self._pages.addWidget(self._splitters.get(str(number), area))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        for name, splitter in self._splitters.items():
            splitter.splitterMoved.connect(lambda *_, name=name: self._keep_heights(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.height() >= ROOMY_PX
        for view in self.findChildren(ShelfView):
            view.spare_rows(0 if roomy else 1)
        docked_px = DOCKED_PX if roomy else LOW_DOCKED_PX
        for name, splitter in self._splitters.items():
            if name not in self._heights:
                splitter.setSizes([self.height() - docked_px, docked_px])

    def show_page(self, number: int) -> None:
        """Shows the cards of a mode."""
        self._pages.setCurrentIndex(number)

    def layout_state(self) -> dict[str, Any]:
        """Which cards are folded, and how high docked ones are where that was chosen, as plain JSON values."""
        for name in self._heights:
            self._keep_heights(name)
        return {
            "folded": sorted(card.title for card in self.findChildren(Card) if card.folded),
            "docked_px": dict(self._heights),
        }

    def restore_layout(self, state: Mapping[str, Any]) -> None:
        """Lays the cards as `layout_state` said. What makes no sense there is left alone."""
        folded, sizes = state.get("folded"), state.get("docked_px")
        if isinstance(folded, list):
            for card in self.findChildren(Card):
                card.set_folded(card.title in folded)
        if isinstance(sizes, dict):
            for name, splitter in self._splitters.items():
                heights = sizes.get(name)
                if _are_sizes(heights, splitter.count()) and all(heights):
                    self._heights[name] = heights
                    splitter.setSizes(heights)

    def _keep_heights(self, name: str) -> None:
        sizes = self._splitters[name].sizes()
        if all(sizes):  # What was never shown has no heights yet.
            self._heights[name] = sizes


class PanelSplitter(QSplitter):
    """The picture and the column of cards, on either side of a border that can be dragged."""

    def __init__(self, picture: QWidget, panel: SidePanel) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("panelSplitter")
        self._picture, self._panel = picture, panel
        self._width_px = PANEL_WIDTH_PX
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.swap(False)
        self.splitterMoved.connect(self._remember_width)

    @property
    def is_swapped(self) -> bool:
        """Whether the cards come before the picture, as one reads: on the left, and on the right in Urdu."""
        return self.indexOf(self._panel) == 0

    def swap(self, on: bool) -> None:
        """Puts the cards before the picture, as one reads, or after it."""
        order = (self._panel, self._picture) if on else (self._picture, self._panel)
        for place, part in enumerate(order):
            self.insertWidget(place, part)
            self.setStretchFactor(place, int(part is self._picture))
        self._set_width(self._width_px)

    def layout_state(self) -> dict[str, Any]:
        """Where the cards are and how wide, and how they lie, as plain JSON values."""
        return {"left": self.is_swapped, "width_px": self._width_px, **self._panel.layout_state()}

    def restore_layout(self, state: Mapping[str, Any]) -> None:
        """Lays everything as `layout_state` said. What makes no sense there is left alone."""
        widths = [state.get("width_px")]
        if _are_sizes(widths, 1):
            self._width_px = min(max(widths[0], NARROWEST_PX), WIDEST_PX)
        self.swap(state.get("left") is True)
        self._panel.restore_layout(state)

    def _remember_width(self) -> None:
        self._width_px = self._panel.width()

    def _set_width(self, width_px: int) -> None:
        rest = max(1, self.width() - width_px)
        self.setSizes([width_px, rest] if self.is_swapped else [rest, width_px])


def _are_sizes(values: Any, count: int) -> TypeGuard[list[int]]:
    return (
        isinstance(values, list)
        and len(values) == count
        and all(type(value) is int and 0 <= value <= 1 << 16 for value in values)
    )


def _scrolling(cards: list[QWidget]) -> QScrollArea:
    content = QWidget()
    cards_column = column(*cards, 1, spacing_px=SPACE_PX + 4, margins_px=12)
    content.setLayout(cards_column)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    # Cards keep their width whether there is a scroll bar or not.
    area.verticalScrollBar().rangeChanged.connect(
        lambda _low, high: cards_column.setContentsMargins(12, 12, 2 if high else 12, 12)
    )
    return area


def _over(area: QScrollArea, card: QWidget) -> QSplitter:
    """The cards that scroll over one that stays; the border between both can be dragged."""
    below = QWidget()
    below.setLayout(column(card, margins_px=12))
    splitter = QSplitter(Qt.Orientation.Vertical)
    splitter.setChildrenCollapsible(False)
    splitter.addWidget(area)
    splitter.addWidget(below)
    splitter.setStretchFactor(0, 1)
    splitter.setStretchFactor(1, 0)
    splitter.setSizes([2 * DOCKED_PX, DOCKED_PX])
    return splitter
