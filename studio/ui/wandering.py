"""Wandering through a space: the steps that a user takes, and what follows from each."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject

from studio.document.exploration import (
    Exploration,
    GeneratedPicture,
    Hand,
    LayerMix,
    MapView,
    Vector,
    Wander,
)
from studio.engine.seed_map import LARGEST_SEED
from studio.engine.space import Space, held
from studio.ui.exploring import Exploring
from studio.ui.translate import mark, tr
from studio.ui.wander_pictures import WanderPictures
from studio.workers.queue import JobQueue


class Wandering(WanderPictures):
    """The state of one space that the window shows. All that a user changes is a step that can be taken back.

    Args:
        exploring: keeps the steps.
        queue: computes pictures, the most urgent first.
    """

    def __init__(self, exploring: Exploring, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(exploring, queue, parent)
        self._shown_truncation = 0.0
        exploring.changed.connect(self._follow)

    # ---- the map

    @property
    def map_view(self) -> MapView | None:
        """Where the map was looked at last; None before anybody did."""
        return self.exploring.now.views.get(self.name)

    def look_at_map(self, view: MapView) -> None:
        """Says where the map is looked at."""
        if self.name:
            self.exploring.look(self.name, view)

    # ---- steps

    def step(self, label: str, change: Callable[[Wander], Wander], *, going_on: str = "") -> None:
        """Takes a step; not while another space is shown than the one that is meant.

        Args:
            label: what the user did.
            change: makes the new wander of the one that is.
            going_on: names a movement of the hand, all of which is one step until `settle`.
        """
        if self.space is not None and self.space.name != self.name:
            # What is shown is of another space still; nothing of it belongs into this one.
            return
        self._moving = bool(going_on)
        self.exploring.do(label, self.name, change(self.wander), going_on=going_on)

    def settle(self) -> None:
        """Ends a movement of the user's hand; the picture is shown as sharp as it gets."""
        self.exploring.settle()
        if self._moving:
            self._moving = False
            self.render()
            if self._shown_truncation != self.truncation:
                self._look_anew()

    def move_hand(self, label: str, *, going_on: str = "", **changes: Any) -> None:
        """Changes where the user is."""
        if "latent" in changes:
            changes.setdefault("place", None)
        self.step(
            label, lambda wander: replace(wander, hand=replace(wander.hand, **changes)), going_on=going_on
        )

    def set_seed(self, seed: int) -> None:
        """Goes to the point that a seed draws; the moves along directions stay."""
        self.move_hand(mark("Choose a seed"), seed=min(max(int(seed), 0), LARGEST_SEED), latent=None)

    def randomize(self) -> None:
        """Goes to a place nobody has been to; along locked directions everything stays as it is."""
        if self.space is None:
            return
        seed, locked = random.randrange(1_000_000), self.wander.locked
        kept = [direction for direction in self.directions if direction.name in locked]
        amounts = {name: amount for name, amount in self.hand.amounts.items() if name in locked}
        if not kept:
            self.move_hand(mark("Random picture"), seed=seed, latent=None, amounts=amounts)
            return
        drawn = held(self.space.draw(seed), self._start(self.hand, self.space), kept)
        title = tr("Seed {seed}, held").format(seed=seed)
        self.move_hand(mark("Random picture"), latent=drawn, title=title, amounts=amounts)

    def set_truncation(self, truncation: float, *, going_on: bool = False) -> None:
        """How far from the typical pictures may lie."""
        self.move_hand(mark("Truncation"), truncation=truncation, going_on="truncation" if going_on else "")

    def set_amount(self, name: str, amount: float) -> None:
        """Moves along a direction by that many of its sigmas."""
        amounts = {**self.hand.amounts, name: amount}
        self.move_hand(mark("Move along a direction"), amounts=amounts, going_on=f"amount {name}")

    def reset_amounts(self) -> None:
        """Goes back to where no direction has led away from."""
        self.move_hand(mark("Reset the directions"), amounts={})

    def choose_sample(self, index: int) -> None:
        """Goes to a picture of the sample grid."""
        self.move_hand(
            mark("Choose a sample"),
            seed=self.shown_first_seed + index,
            latent=None,
            amounts=self._locked_amounts(),
        )

    def choose_place(
        self,
        point: Vector,
        seed: int | None,
        place: tuple[float, float],
        title: str,
        *,
        going_on: str = "",
    ) -> None:
        """Goes to a place of the map: a seed, or a point (Z,) between seeds."""
        changes: dict[str, Any] = {"latent": point, "title": title, "place": place}
        if seed is not None:
            changes = {"seed": seed, "latent": None}
        amounts = self._locked_amounts()
        self.move_hand(mark("Choose a place"), going_on=going_on, amounts=amounts, **changes)

    def go_to(self, latent: Vector, title: str) -> None:
        """Goes to a point (Z,) that no seed drew, as it is: without truncation, moves and other layers."""
        self.move_hand(
            mark("Go to what was found"), latent=latent, title=title, truncation=1.0, amounts={}, mix=None
        )

    def go_back_to(self, found: GeneratedPicture) -> None:
        """Goes to a picture that was met before, just as it was."""
        if not self.fits(found.latent, found.mix):
            self.complain_of_misfit()
            return
        space = self.space
        drawn = (
            space is not None
            and found.seed is not None
            and found.seed <= LARGEST_SEED
            and np.array_equal(space.draw(found.seed), found.latent)
        )
        self.move_hand(
            mark("Go back to a picture"),
            seed=found.seed if drawn else self.seed,
            latent=None if drawn else found.latent,
            title=found.title,
            truncation=found.truncation,
            amounts={},
            mix=found.mix,
        )

    def mix_layers(self, other: Vector | None, layers: tuple[int, ...]) -> None:
        """Lets another point (Z,) decide some layers, 0 = the coarsest; None takes that back."""
        mix = None if other is None else LayerMix(other, layers)
        self.move_hand(mark("Mix layers"), mix=mix)

    def set_end(self, end: str, found: GeneratedPicture | None = None) -> None:
        """Keeps a picture, or the one that is shown, as A or B of the walk."""
        found = found or self.shown
        if found is not None:
            self.step(
                mark("Choose an end of the walk"),
                lambda wander: replace(wander, ends={**wander.ends, end: found}),
            )

    def swap_ends(self) -> None:
        """Exchanges A and B."""
        if len(self.ends) == 2:
            ends = {"A": self.ends["B"], "B": self.ends["A"]}
            self.step(
                mark("Swap A and B"),
                lambda wander: replace(wander, ends=ends, hand=self._on_the_way(ends, 1 - self.position)),
            )

    def scrub(self, position: float) -> None:
        """Goes to a place on the way from A (0) to B (1)."""
        if len(self.ends) == 2:
            hand = self._on_the_way(self.ends, min(max(position, 0.0), 1.0))
            self.step(mark("Walk from A to B"), lambda wander: replace(wander, hand=hand), going_on="scrub")

    def _on_the_way(self, ends: Mapping[str, GeneratedPicture], position: float) -> Hand:
        title = tr("{share} from A to B").format(share=f"{100 * position:.0f} %")
        a, b = ends["A"], ends["B"]
        return replace(
            self.hand,
            latent=self.point_between(a.latent, b.latent, position),
            mix=self.mix_between(a, b, position),
            title=title,
            amounts={},
            position=position,
            place=None,
        )

    # ---- following the steps, whoever took them

    def _open(self, name: str) -> None:
        """Opens the space of a name; `_take_space` is called when it is there."""
        raise NotImplementedError

    def _take_space(self, space: Space) -> None:
        self.space, self.shown = space, None
        self.space_changed.emit(space)
        self._tell_all()
        if not self.fits(self.wander.hand.latent, self.wander.hand.mix):
            self.complain_of_misfit()

    def _follow(self, before: Exploration) -> None:
        name = self.name
        if not name:
            return
        if self.space is None or self.space.name != name:
            self._open(name)
            return
        if before.views.get(name) != self.map_view:
            self.map_view_changed.emit()
        old, new = self._wander_in(before), self.wander
        if old is new:
            return
        if old.directions is not new.directions or old.titles != new.titles or old.locked != new.locked:
            self.directions_changed.emit()
        if old.favourites is not new.favourites:
            self.favourites_changed.emit()
        if old.litters is not new.litters or old.litter != new.litter:
            self.litters_changed.emit()
        if old.ends is not new.ends:
            self.ends_changed.emit()
            self._render_walk()
        if old.hand is not new.hand:
            self._follow_hand(old.hand, new.hand)

    def _follow_hand(self, old: Hand, new: Hand) -> None:
        if old.seed != new.seed:
            self.seed_changed.emit(new.seed)
        if old.amounts != new.amounts:
            self.amounts_changed.emit(dict(new.amounts))
        if old.position != new.position:
            self.position_changed.emit(new.position)
        if old.mix is not new.mix:
            self.mix_changed.emit()
        self.render()
        if old.truncation != new.truncation:
            self.truncation_changed.emit(new.truncation)
            if not self._moving:
                self._look_anew()

    def _tell_all(self) -> None:
        hand = self.hand
        self.seed_changed.emit(hand.seed)
        self.amounts_changed.emit(dict(hand.amounts))
        self.truncation_changed.emit(hand.truncation)
        self.position_changed.emit(hand.position)
        for signal in (
            self.directions_changed,
            self.favourites_changed,
            self.litters_changed,
            self.ends_changed,
            self.mix_changed,
        ):
            signal.emit()
        self.render()
        self._look_anew()

    def _look_anew(self) -> None:
        """Shows everything but the picture in hand with the truncation of now."""
        self._shown_truncation = self.truncation
        if self.samples_seen:
            self.show_samples(self.first_sample_seed)
        self._render_walk()
        self.look_changed.emit()

    # ---- the house's own

    def _locked_amounts(self) -> dict[str, float]:
        locked = self.wander.locked
        return {name: amount for name, amount in self.hand.amounts.items() if name in locked}
