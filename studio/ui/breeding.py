"""Breeding: parents have children, of which the next parents are chosen; every generation can be gone back to."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from studio.document.exploration import MOST_LITTERS, MOST_PARENTS, GeneratedPicture, Litter, Wander
from studio.engine.breeding import CHILDREN, children
from studio.ui.translate import mark, tr
from studio.ui.wander_pictures import SOON
from studio.ui.wandering import Wandering
from studio.workers.task import JobContext

MUTATION = 0.35


class Breeding(QObject):
    """The litters of the space that a wandering shows.

    Args:
        wandering: keeps them, and goes to children.

    Attributes:
        mutation: how far the next children stray, 0..1.
        born: the children of the litter that is looked at, once their pictures are there.
    """

    children_changed = Signal(object)  # tuple[GeneratedPicture, ...]
    lineage_changed = Signal()

    def __init__(self, wandering: Wandering) -> None:
        super().__init__(wandering)
        self._wandering = wandering
        self.mutation = MUTATION
        self.born: tuple[GeneratedPicture, ...] = ()
        self._born_of: Litter | None = None
        wandering.litters_changed.connect(self._follow)
        wandering.look_changed.connect(self._follow)

    @property
    def litter(self) -> Litter | None:
        """The one that is looked at; None before any."""
        wander = self._wandering.wander
        return None if wander.litter is None else wander.litters[wander.litter]

    @property
    def lineage(self) -> tuple[Litter, ...]:
        """The litters that led to it, oldest first."""
        wander = self._wandering.wander
        return tuple(wander.litters[place] for place in wander.lineage())

    def breed(self, parents: Sequence[GeneratedPicture]) -> None:
        """Begins the next generation. Parents among the children that are looked at go on with their lineage."""
        if not parents:
            return
        among = any(parent is child for parent in parents for child in self.born)
        litter = Litter(
            tuple(parents[:MOST_PARENTS]),
            self.mutation,
            random.randrange(2**31),
            self._place_of_born() if among else None,
        )

        def change(wander: Wander) -> Wander:
            kept, added = wander.litters, litter
            if len(kept) >= MOST_LITTERS:
                kept, added = _forgetting(kept, added)
            return replace(wander, litters=(*kept, added), litter=len(kept))

        self._wandering.step(mark("Breed"), change)

    def _place_of_born(self) -> int | None:
        """Where the litter is whose children are seen: another than the newest one where that was cancelled."""
        wander = self._wandering.wander
        places = (place for place, each in enumerate(wander.litters) if each is self._born_of)
        return next(places, wander.litter)

    def breed_shown(self) -> None:
        """Begins with the picture in hand."""
        if self._wandering.shown is not None:
            self.breed([self._wandering.shown])

    def again(self) -> None:
        """The same parents have other children."""
        litter = self.litter
        if litter is not None:
            # They belong where their parents belong.
            other = replace(litter, mutation=self.mutation, seed=random.randrange(2**31))

            def change(wander: Wander) -> Wander:
                litters = list(wander.litters)
                assert wander.litter is not None
                litters[wander.litter] = other
                return replace(wander, litters=tuple(litters))

            self._wandering.step(mark("Breed again"), change)

    def go_back(self, generation: int) -> None:
        """Looks at a litter of the lineage again, by its place in it."""
        place = self._wandering.wander.lineage()[generation]
        if place != self._wandering.wander.litter:
            self._wandering.step(mark("Go back a generation"), lambda wander: replace(wander, litter=place))

    def take(self, index: int) -> None:
        """Takes a child in hand."""
        if 0 <= index < len(self.born):
            self._wandering.go_back_to(self.born[index])

    def _follow(self) -> None:
        self.lineage_changed.emit()
        wandering, litter, space = self._wandering, self.litter, self._wandering.space
        if litter is None or space is None or not all(wandering.fits(each.latent) for each in litter.parents):
            self.born = ()
            self.children_changed.emit(())
            return
        title = tr("Child {number}")
        truncation, mix = litter.parents[0].truncation, litter.parents[0].mix
        mix = mix if wandering.fits(None, mix) else None

        def job(context: JobContext) -> tuple[GeneratedPicture, ...]:
            points = children(litter, space, CHILDREN)
            pictures = space.pictures(np.stack(points), truncation, mix, context.cancel, context.go_on)
            return tuple(
                GeneratedPicture(picture, point, truncation, None, title.format(number=number), mix)
                for number, (picture, point) in enumerate(zip(pictures, points, strict=True), start=1)
            )

        def show(born: tuple[GeneratedPicture, ...]) -> None:
            if litter is self.litter:
                self.born, self._born_of = born, litter
                self.children_changed.emit(born)

        wandering.submit("children", job, show, priority=SOON, text=tr("Breeding…"))


def _forgetting(litters: tuple[Litter, ...], added: Litter) -> tuple[tuple[Litter, ...], Litter]:
    """Without the oldest litter; those that came of it begin a lineage now."""

    def later(litter: Litter) -> Litter:
        before = None if not litter.before else litter.before - 1
        return replace(litter, before=before)

    return tuple(later(each) for each in litters[1:]), later(added)
