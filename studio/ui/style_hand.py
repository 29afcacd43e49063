"""What is painted with: the styles in hand, their mix, and how they paint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import QObject, Signal

from exports.errors import ModelError
from exports.stylecard import StyleCard
from studio.document.layers import StyleChoice
from studio.document.pen import Dynamic
from studio.engine.painter import LARGEST_SCALE, SMALLEST_SCALE, Colors, Controls, fitting_scale
from studio.engine.stylizer import controls_of
from studio.ui.pair_in_hand import EVEN_MIX, PairInHand
from studio.ui.sentences import said
from studio.ui.translate import mark, tr


class StyleHand(PairInHand):
    """Style A, style B of the same network, and what holds of both.

    On each picture strokes begin as large as it asks for, times what the user likes, which is what the slider was set
    to: taking up a layer takes its strokes, and says nothing of other pictures.

    Args:
        cards: the styles on the shelf.
        slide_by: what slides the brush's strokes from A to B.
    """

    choice_changed = Signal()
    noticed = Signal(str)

    def __init__(self, cards: Sequence[StyleCard], slide_by: Dynamic, parent: QObject | None = None) -> None:
        super().__init__(cards, parent)
        self.scale = 1.0
        self._fitting, self._liked = 1.0, 1.0
        self.colors: Colors = "style"
        self.detail = 0.0
        self.seed = 0
        self._taken: StyleChoice | None = None
        self._slide_by = slide_by
        self._slides: bool | None = None

    @property
    def choice(self) -> StyleChoice | None:
        """The styles in hand, None when the shelf is empty."""
        if self._taken is not None:
            return self._taken
        if self.style not in self._cards:
            return None
        weights: tuple[tuple[str, float], ...] = ((self.style, 1.0),)
        toward: tuple[tuple[str, float], ...] = ()
        if self.slides:
            toward = ((self.second_style, 1.0),)
        elif self.second_style and self.mix > 0:
            weights = ((self.style, round(1 - self.mix, 3)), (self.second_style, self.mix))
            weights = tuple(pair for pair in weights if pair[1] > 0)
        return StyleChoice(weights, self.strength, self.scale, self.colors, self.detail, toward, self.seed)

    def _fit_strokes(self, width: int, height: int) -> bool:
        """Makes strokes as large as a picture of this size asks for; whether that changes them."""
        before, self._fitting = self.scale, fitting_scale(width, height)
        self._like_strokes()
        changed = self.scale != before
        if changed:
            self._taken = None
        return changed

    def _like_strokes(self) -> None:
        self.scale = _allowed(round(self._liked * self._fitting, 4))

    @property
    def slides(self) -> bool:
        follows = self._slide_by.follows if self._slides is None else self._slides
        return bool(self.second_style) and follows

    @property
    def cards(self) -> Mapping[str, StyleCard]:
        """The styles on the shelf, by name; more may come."""
        return self._cards

    def add_style(self, card: StyleCard, *, take: bool = True) -> None:
        """Lays another style on the shelf, in the place of one of its name, and takes it into the hand."""
        self._cards[card.name] = card
        if take:
            self.take_style(card.name)

    def cards_of(self, choice: StyleChoice) -> tuple[StyleCard, ...]:
        """The cards of a choice's styles, those that are on the shelf."""
        return tuple(self._cards[name] for name in choice.names if name in self._cards)

    @property
    def network(self) -> str:
        """The style network of the style in hand; empty when the shelf is."""
        card = self._cards.get(self.style)
        return card.network if card is not None else ""

    def take_style(self, name: str) -> None:
        if name in self._cards:
            self._slides = None
        super().take_style(name)

    @property
    def controls(self) -> Controls:
        """How the style in hand paints."""
        return Controls(self.scale, self.colors, self.detail, self.seed)

    @property
    def controls_anywhere(self) -> Controls:
        """What the user likes in a picture of any size: the scale is over what the picture asks for."""
        return Controls(_allowed(self._liked), self.colors, self.detail, self.seed)

    def take_up(self, name: str, controls: Controls, second: str = "", mix: float = 0.5) -> None:
        """Paints with styles, as far as they are on the shelf, and in any case with these `controls_anywhere`."""
        self._liked, self.colors, self.detail = controls.scale, controls.colors, controls.detail
        self._like_strokes()
        self.seed = controls.seed
        self.take_style(name)
        if name in self._cards and second in self._cards:
            self.mix_style(second)
        self.mix = mix
        self._change()

    def take_choice(self, choice: StyleChoice, of: str = mark("layer")) -> bool:
        """Takes in hand just what a layer was painted with; False where its styles are not on the shelf."""
        if not all(name in self._cards for name in choice.names):
            self.noticed.emit(tr("The style of this {thing} is not on the shelf.").format(thing=tr(of)))
            return False
        try:
            controls_of(choice)
        except ModelError as error:
            self.noticed.emit(said(str(error)))
            return False
        ends = (choice.weights[0], (choice.toward[0][0], self.mix)) if choice.slides else choice.weights
        (self.style, _), (self.second_style, mix), *_ = (*ends, ("", 0.5))
        self.mix = min(max(mix, 0.0), 1.0)
        self._slides = choice.slides if self.second_style else None
        self.strength, self.scale, self.detail = choice.strength, choice.scale, choice.detail
        self.colors, self.seed = cast(Colors, choice.colors), choice.seed
        self._taken = choice
        self.choice_changed.emit()
        return True

    def mix_style(self, name: str) -> None:
        """Takes a style B of the same network to mix in or to slide to, or none for an empty name.

        Where B has no share yet it gets an even one, so that it is seen.
        """
        if name and self._cards[name].network != self._cards[self.style].network:
            self.noticed.emit(tr("Only styles of the same style network can be mixed."))
            return
        if name and self.mix == 0:
            self.mix = EVEN_MIX
        self.second_style, self._slides = name, None
        self._change()

    def mix_in_or_out(self, name: str) -> None:
        """Mixes a style in as B; one that is mixed in already is none from now on."""
        if name != self.second_style or (self.mix == 0 and not self.slides):
            self.mix_style(name)
        else:
            self.mix_style("")

    def reset_styles(self) -> None:
        self._slides = None
        super().reset_styles()

    def set_scale(self, scale: float) -> None:
        """The size of the strokes in the picture: 2 is twice as large."""
        self.scale, self._liked = scale, scale / self._fitting
        self._change()

    def set_colors(self, colors: Colors) -> None:
        """Whose colours are painted: "style", "photo" or "palette"."""
        if colors != self.colors:
            self.colors = colors
            self._change()

    def set_detail(self, detail: float) -> None:
        """How much of the photo's finest light lies over the paint, 0..2."""
        self.detail = detail
        self._change()

    def set_seed(self, seed: int) -> None:
        """Which strokes of many possible ones are painted, 0..99."""
        self.seed = seed
        self._change()

    def _change(self) -> None:
        self._taken = None
        self.choice_changed.emit()

    def follow_slide(self, slide_by: Dynamic) -> None:
        """Is told of what slides the brush's strokes now."""
        before, self._slide_by = self._slide_by, slide_by
        if slide_by != before and (before.follows != slide_by.follows or self._slides is not None):
            self._slides = None
            self._change()


def _allowed(scale: float) -> float:
    return min(max(scale, SMALLEST_SCALE), LARGEST_SCALE)
