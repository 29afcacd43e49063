"""The shelf: names that are read whole where two lines do, and a slot that shows them."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui.theme import Theme
from studio.ui.widgets.captions import broken
from studio.ui.widgets.shelf import Shelf, ShelfItem
from studio.ui.widgets.style_pair import StyleSlot


def font() -> QFont:
    made = QApplication.font()
    made.setPixelSize(11)
    return made


def test_names_are_broken_between_words_and_cut_after_the_second_line(qapp: QApplication) -> None:
    metrics = QFontMetrics(font())
    width = metrics.horizontalAdvance("Self-Portrait w")
    assert broken("Monet", font(), width) == ["Monet"]
    assert broken("Almond Blossom", font(), metrics.horizontalAdvance("Almond B")) == ["Almond", "Blossom"]
    first, second = broken("Self-Portrait with Straw Hat and a Pipe", font(), width)
    assert first == "Self-Portrait"
    assert second.startswith("with")
    assert second.endswith("…")
    for text in ("Impressionistisches", "W" * 90, "Wheat Field with Cypresses"):
        lines = broken(text, font(), width)
        assert len(lines) <= 2
        assert all(metrics.horizontalAdvance(line) <= width for line in lines)


def test_only_rows_with_long_names_are_higher(qtbot: QtBot) -> None:
    shelf = Shelf(Theme(), "Styles", columns=2)
    qtbot.addWidget(shelf)
    short = [ShelfItem(name, name, "") for name in ("a", "b", "c", "d")]
    shelf.show_items(short)
    shelf.resize(136, 400)
    low, step = shelf.heightForWidth(136), shelf.cell(2).top()
    shelf.show_items([ShelfItem("a", "Wheat Field with Cypresses", ""), *short[1:]])
    assert shelf.cell(2).top() > step
    assert shelf.heightForWidth(136) == low + shelf.cell(2).top() - step
    shelf.show_items([*short[:3], ShelfItem("d", "Wheat Field with Cypresses", "")])
    assert shelf.cell(2).top() == step
    # A click on the second line of a name takes it.
    place = shelf.cell(3).bottomLeft()
    place.setY(shelf.heightForWidth(136) - 3)
    assert shelf.name_at(place) == "d"


def test_a_slot_says_the_whole_name(qtbot: QtBot) -> None:
    slot = StyleSlot(Theme(), "A", "none", "What you paint with")
    qtbot.addWidget(slot)
    slot.show_style("Wheat Field with Cypresses", None)
    assert slot.toolTip() == "Wheat Field with Cypresses\nWhat you paint with"
    slot.show_style("", None)
    assert slot.toolTip() == "What you paint with"
