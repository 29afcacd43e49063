"""A style A and a style B that can be mixed, taken from a shelf: what painting and Live have in common."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from exports.stylecard import StyleCard

EVEN_MIX = 0.5


class PairInHand(QObject):
    """Style A, style B of the same network, and the share of B.

    Args:
        cards: the styles on the shelf.

    Attributes:
        style, second_style: names of A and B; A is empty while the shelf is, B for none.
        mix: the share of B, 0..1.
        strength: how far the styles go, 0..2.
    """

    def __init__(self, cards: Sequence[StyleCard], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards = {card.name: card for card in cards}
        self.style = cards[0].name if cards else ""
        self.second_style, self.mix = "", EVEN_MIX
        self.strength = cards[0].strength if cards else 1.0

    @property
    def slides(self) -> bool:
        """Whether strokes slide from style A to style B, instead of painting one mix of both."""
        return False

    def take_style(self, name: str) -> None:
        """Paints with a style A alone, at the strength its card recommends.

        B stays at hand where both can be mixed: a share of it brings it back. Where strokes slide, A is what they
        begin with, and all stays as it is.
        """
        if name in self._cards:
            second = self._cards.get(self.second_style)
            if second is None or name == second.name or second.network != self._cards[name].network:
                self.second_style = ""
            self.style, self.strength = name, self._cards[name].strength
            if not self.slides:
                self.mix = 0.0 if self.second_style else EVEN_MIX
            self._change()

    def swap_styles(self) -> None:
        """Exchanges the two styles of a mix; where A paints alone, B does from now on."""
        if self.second_style:
            self.style, self.second_style = self.second_style, self.style
            if self.mix > 0 or self.slides:
                self.mix = round(1 - self.mix, 3)
            self._change()

    def reset_styles(self) -> None:
        """Paints with style A alone."""
        self.second_style, self.mix = "", EVEN_MIX
        self._change()

    def next_style(self) -> None:
        """Takes the next style on the shelf."""
        self._step_style(1)

    def previous_style(self) -> None:
        """Takes the style before."""
        self._step_style(-1)

    def set_mix(self, mix: float) -> None:
        """The share of style B, 0..1."""
        self.mix = mix
        self._change()

    def set_strength(self, strength: float) -> None:
        """How far the styles go, 0..2."""
        self.strength = strength
        self._change()

    def _step_style(self, step: int) -> None:
        names = list(self._cards)
        if names:
            self.take_style(names[(names.index(self.style) + step) % len(names)])

    def _change(self) -> None:
        """What is painted with is another from now on."""
        raise NotImplementedError
