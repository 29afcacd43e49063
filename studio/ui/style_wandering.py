"""Breeding brushes: where among the styles of a network the user is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PySide6.QtCore import QObject

from exports.errors import ModelError
from exports.names import safe_name
from exports.stylecard import StyleCard
from studio.document.exploration import Exploration, GeneratedPicture, Hand, Vector, Wander
from studio.engine.generator import enlarge
from studio.engine.latent import lerp
from studio.engine.projector import middle_square
from studio.engine.seed_map import place_of
from studio.engine.space import Space
from studio.engine.style_space import PREFIX, StyleSpace
from studio.media.reading import open_picture
from studio.ui.editor import Editor
from studio.ui.exploring import Exploring
from studio.ui.styling import Styling
from studio.ui.translate import tr
from studio.ui.wander_pictures import SHOWN_PX
from studio.ui.wandering import Wandering
from studio.workers.models import ModelLibrary
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

PREVIEW_PX, HAND_PX, THUMBNAIL_PX = 128, 512, 256
_FIRST = Wander(hand=Hand(seed=0, truncation=1.0))
Captions = Callable[[Sequence[StyleCard]], Sequence[str]]


class StyleWandering(Wandering):
    """The state behind the room of brushes. Its pictures are a small photo, painted; its truncation is the strength.

    Args:
        library: gives the style network and the shelf.
        editor: whose photo is painted, and who paints with what is kept.
        styling: keeps brushes.
        exploring: keeps what is found.
        queue: paints.
        sample: the picture that is painted where no photo is open, or is not wanted.
        captions: what styles are called, as short as may be.

    Attributes:
        on_photo: whether the open photo is painted, and not the sample picture.
    """

    def __init__(
        self,
        library: ModelLibrary,
        editor: Editor,
        styling: Styling,
        exploring: Exploring,
        queue: JobQueue,
        sample: Path | None,
        captions: Captions,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(exploring, queue, parent)
        self._library, self._editor, self._styling = library, editor, styling
        self._sample, self._captions = sample, captions
        self._name = ""
        self._large: np.ndarray | None = None
        self.on_photo = True
        editor.document_changed.connect(self._follow_document)
        styling.made.connect(lambda _card, _thumbnail: self._renew())

    @property
    def name(self) -> str:
        """The name of the space that shall be shown; empty until the room was entered."""
        return self._name

    def _wander_in(self, exploration: Exploration) -> Wander:
        """At first the hand is at the first style of the shelf, at full strength."""
        return exploration.wanders.get(self._name) or _FIRST

    def enter(self, network: str) -> None:
        """Opens the styles of a network."""
        name = f"{PREFIX}{network}" if network else ""
        if name and (name != self._name or self.space is None):
            self._name = name
            self._open(name)

    def show_on_photo(self, on: bool) -> None:
        """Paints the open photo from now on, or the sample picture."""
        if on != self.on_photo:
            self.on_photo = on
            self._renew()

    def move_hand(self, label: str, *, going_on: str = "", **changes: Any) -> None:
        # A seed means another brush when the shelf grows: what is in hand is kept as it is.
        space = self.space
        if isinstance(space, StyleSpace) and "seed" in changes and changes.get("latent") is None:
            seed = changes["seed"]
            changes["latent"] = space.draw(seed)
            changes["title"] = space.title_of(seed) or tr("Mix {seed}").format(seed=seed)
            changes["place"] = tuple(float(each) for each in place_of(seed))
        super().move_hand(label, going_on=going_on, **changes)

    def keep_as_brush(self, title: str) -> None:
        """Makes a style card of the style in hand, which goes onto the shelf and into the hand."""
        space, shown, large = self.space, self.shown, self._large
        if not isinstance(space, StyleSpace) or shown is None or large is None:
            return
        title = " ".join(title.split())[:120] or shown.title or tr("My brush")

        def make(context: JobContext) -> StyleCard:
            painted = space.painted(shown.latent, shown.truncation, large, context.cancel)
            small = Image.fromarray(painted).resize((THUMBNAIL_PX, THUMBNAIL_PX), Image.Resampling.LANCZOS)
            return StyleCard(
                name=self._library.catalog.free_style_name(safe_name(title)),
                title=title,
                artist="",
                year=None,
                licence=_licence(space.cards),
                network=space.cards[0].network,
                vector=shown.latent,
                strength=min(max(shown.truncation, 0.0), 2.0),
                source=np.asarray(small),
            )

        self._styling.keep(title, make)

    def point_between(self, a: Vector, b: Vector, share: float) -> Vector:
        """Styles are mixed along straight lines."""
        return lerp(a, b, share)

    def source_of(self, found: GeneratedPicture) -> dict[str, Any]:
        """How a painted picture is painted again, in plain JSON values."""
        return {
            "kind": "style",
            "network": self._name.removeprefix(PREFIX),
            "latent": [float(value) for value in found.latent],
            "truncation": found.truncation,
        }

    def _open(self, name: str) -> None:
        network, base, sample = name.removeprefix(PREFIX), self._base(), self._sample

        def job(_context: JobContext) -> tuple[StyleSpace, np.ndarray]:
            cards = [card for card in self._library.catalog.styles() if card.network == network]
            if not cards:
                raise ModelError("There is no style of this network on the shelf to begin with.")
            if base is not None:
                photo = base
            elif sample is not None:
                photo = open_picture(sample).pixels
            else:
                photo = cards[0].thumbnail
            preview = middle_square(photo, PREVIEW_PX)
            model = self._library.style(cards[0])
            return StyleSpace(model, cards, self._captions(cards), preview), middle_square(photo, HAND_PX)

        def opened(result: tuple[StyleSpace, np.ndarray]) -> None:
            if name == self._name:
                self._large = result[1]
                self._keep_place(result[0])
                self._take_space(result[0])

        self.submit("space", job, opened)

    def _keep_place(self, new: StyleSpace) -> None:
        """Holds what is in hand where it is moved to: the directions of a longer shelf are others."""
        space, hand = self.space, self.hand
        if space is None or space.name != new.name or not any(self.amounts.values()):
            return
        held = replace(hand, latent=self._moved(hand, space), title=self._title(), amounts={}, place=None)
        wander = replace(self.wander, hand=held)
        self.exploring.begin(self.exploring.now.with_wander(self.name, wander))

    def _base(self) -> np.ndarray | None:
        painting = self._editor.painting
        return painting.document.base if painting is not None and self.on_photo else None

    def _renew(self) -> None:
        if self._name:
            self._open(self._name)

    def _follow_document(self) -> None:
        if self.on_photo:
            self._renew()

    def _seen(
        self, space: Space, hand: Hand, latent: Vector, picture: np.ndarray, context: JobContext
    ) -> np.ndarray:
        if self._moving or self._large is None or not isinstance(space, StyleSpace):
            return picture
        return enlarge(space.painted(latent, hand.truncation, self._large, context.cancel), SHOWN_PX)

    def _title(self) -> str:
        hand, space = self.hand, self.space
        if hand.latent is None and isinstance(space, StyleSpace):
            hand = replace(hand, latent=space.draw(hand.seed), title=space.title_of(hand.seed))
        title = hand.title
        return tr("{name}, moved").format(name=title) if any(hand.amounts.values()) else title


def _licence(cards: Sequence[StyleCard]) -> str:
    """The licences of the styles that a mix may hold something of."""
    joined = " and ".join(dict.fromkeys(card.licence for card in cards))
    return joined if len(joined) <= 200 else "as the styles of its network"
