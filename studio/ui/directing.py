"""Directions of a space: those that it comes with, under the names that a user gives them, and the user's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from studio.document.exploration import MOST_DIRECTIONS, GeneratedPicture, OwnDirection, Wander, plain_name
from studio.engine.space import between
from studio.ui.translate import mark, tr
from studio.ui.wandering import Wandering

LONGEST_NAME = 60

TRAINED = (mark("Lightness"), mark("Warmth"), mark("Vividness"), mark("Glow of the middle"))
NUMBERED = {"Principal": mark("Main trait"), "Factor": mark("Further trait")}
"""What `pinxit-train export` calls the directions that it finds; the latter with a number behind, and in plainer words:
who mixes flowers need not know of principal components."""


class Directing:
    """Names, locks and makes directions. Each change is a step that can be taken back.

    Args:
        wandering: whose space they belong to.
    """

    def __init__(self, wandering: Wandering) -> None:
        self._wandering = wandering

    def title(self, name: str) -> str:
        """What a direction is called in the window."""
        return self._wandering.wander.titles.get(name) or given_title(name)

    def is_own(self, name: str) -> bool:
        """Whether the user made it."""
        return any(each.name == name for each in self._wandering.wander.directions)

    def is_locked(self, name: str) -> bool:
        """Whether chance leaves it alone."""
        return name in self._wandering.wander.locked

    def rename(self, name: str, title: str) -> None:
        """Calls a direction something else; an empty title gives it its own name back."""
        title = plain_name(title, LONGEST_NAME)
        titles = {key: value for key, value in self._wandering.wander.titles.items() if key != name}
        if title and title != name:
            titles[name] = title
        if titles != self._wandering.wander.titles:
            self._step(mark("Rename a direction"), titles=titles)

    def lock(self, name: str, on: bool) -> None:
        """Keeps a random picture where it is along a direction, or lets it go."""
        locked = self._wandering.wander.locked
        self._step(mark("Lock a direction"), locked=locked | {name} if on else locked - {name})

    def make_between(
        self, name: str, low: Sequence[GeneratedPicture], high: Sequence[GeneratedPicture]
    ) -> None:
        """Makes a direction from one set of pictures to another.

        Raises:
            ValueError: a set is empty, or both have one mean.
        """
        vector, sigma = between([each.latent for each in low], [each.latent for each in high])
        self._add(name, vector, sigma)

    def make_of_moves(self, name: str) -> None:
        """Makes one direction of all moves as they are now, and takes it as far as they went together.

        Raises:
            ValueError: nothing is moved.
        """
        wandering = self._wandering
        way = np.zeros(0)
        for direction in wandering.directions:
            amount = wandering.amounts.get(direction.name, 0.0)
            step = amount * direction.sigma * direction.vector.astype(np.float64)
            way = step if not way.size else way + step
        length = float(np.linalg.norm(way)) if way.size else 0.0
        if length < 1e-6:
            raise ValueError("nothing is moved along any direction")
        self._add(name, (way / length).astype(np.float32), length)

    def remove(self, name: str) -> None:
        """Takes a direction of the user's own away; the picture stays as it is without it."""
        wander = self._wandering.wander
        if self.is_own(name):
            hand = replace(
                wander.hand, amounts={key: value for key, value in wander.hand.amounts.items() if key != name}
            )
            self._step(
                mark("Remove a direction"),
                directions=tuple(each for each in wander.directions if each.name != name),
                titles={key: value for key, value in wander.titles.items() if key != name},
                locked=wander.locked - {name},
                hand=hand,
            )

    def _add(self, name: str, vector: np.ndarray, sigma: float) -> None:
        name = plain_name(name, LONGEST_NAME) or tr("My direction")
        if len(self._wandering.wander.directions) >= MOST_DIRECTIONS:
            return
        taken = {each.name for each in self._wandering.directions}
        free, number = name, 1
        while free in taken:
            number += 1
            free = f"{name} {number}"
        made = OwnDirection(free, vector, sigma)
        self._step(mark("Make a direction"), directions=(*self._wandering.wander.directions, made))

    def _step(self, label: str, **changes: Any) -> None:
        def change(wander: Wander) -> Wander:
            return replace(wander, **changes)

        self._wandering.step(label, change)


def given_title(name: str) -> str:
    """What the window calls a direction that has the name of its model card."""
    word, _, number = name.rpartition(" ")
    if word in NUMBERED and number.isdecimal():
        return f"{tr(NUMBERED[word])} {number}"
    return tr(name) if name in TRAINED else name
