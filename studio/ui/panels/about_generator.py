"""What a generator's card says of it: its licence, and how its pictures compare with the data."""

from __future__ import annotations

import html
from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from exports.card import GeneratorCard
from exports.figures import FiguresCard
from studio.ui.translate import isolated, tr


class AboutGenerator(QLabel):
    """A line or two under the choice of generators; more of the card where the pointer rests on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "dim")
        self.setWordWrap(True)
        # A card is what somebody else wrote.
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(tr("About the generator"))
        self.hide()

    def show_card(self, card: GeneratorCard) -> None:
        """Says what this card does."""
        self.setText("\n".join(short_lines(card)))
        lines = long_lines(card)
        self.setAccessibleDescription("\n".join(lines))
        self.setToolTip(f"<qt>{'<br>'.join(html.escape(line) for line in lines)}</qt>")
        self.show()


def short_lines(card: GeneratorCard) -> list[str]:
    """The licence, and the two figures that say most: how near the pictures are, how much of the data they reach."""
    lines = [tr("Licence: {licence}").format(licence=isolated(card.licence))]
    figures = card.figures
    if figures is not None:
        lines += [", ".join(_in_plain_words(figures) or _figures(figures, figures.values)[:2])]
    return lines


def _in_plain_words(figures: FiguresCard) -> list[str]:
    """The two figures that say most, for whom their names say nothing; the tip has those."""
    texts = {
        "frechet": tr("Distance from real pictures {value:.3f}"),
        "coverage": tr("variety {value:.0%}"),
    }
    return [
        texts[name].format(value=figures.values[name])
        for name in texts
        if figures.values.get(name) is not None
    ]


def long_lines(card: GeneratorCard) -> list[str]:
    """Whose work it is, what it learned from, and every figure with what it is in."""
    lines = [
        tr("By {author}").format(author=isolated(card.author)),
        tr("Licence: {licence}").format(licence=isolated(card.licence)),
        tr("Learned from: {data}").format(data=isolated(card.training_data)),
        tr("Licence of these: {licence}").format(licence=isolated(card.training_data_licence)),
    ]
    figures = card.figures
    if figures is None:
        return [*lines, tr("Nothing was measured of it.")]
    measured = (
        tr("Measured by evaluate on {count} pictures, in features of {network}")
        if figures.measured_by == "evaluate"
        else tr("Measured while it was trained on {count} pictures, in features of {network}")
    )
    lines += [
        ", ".join(_figures(figures, figures.values)),
        measured.format(count=f"{figures.samples:,}", network=isolated(figures.network)),
    ]
    if "frechet" in figures.values:
        lines.append(
            tr("Fréchet distance: how far its pictures are from real ones; 0 is no difference at all.")
        )
    if "coverage" in figures.values:
        lines.append(tr("Coverage: how much of the variety of the real pictures its own have."))
    if figures.used_in_training:
        lines.append(tr("It was trained through the same network, which flatters."))
    return lines


def _figures(figures: FiguresCard, names: Collection[str]) -> list[str]:
    """The figures of these names as a person reads them, as far as they are there."""
    texts = {
        "frechet": tr("Fréchet distance {value:.3f}"),
        "kernel": tr("kernel distance {value:.3f}"),
        "density": tr("density {value:.2f}"),
        "coverage": tr("coverage {value:.0%}"),
        "diversity": tr("diversity {value:.2f}"),
        "spacing": tr("spacing {value:.2f}"),
        "novelty": tr("novelty {value:.2f}"),
        "copied": tr("copied {value:.1%}"),
        "told_apart": tr("told apart {value:.2f}"),
    }
    return [texts[name].format(value=value) for name, value in figures.values.items() if name in names]
