"""Favourites of a space: pictures that were kept under a name. Each change is a step that can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from studio.document.exploration import MOST_FAVOURITES, Favourite, GeneratedPicture, Wander, plain_name
from studio.ui.translate import mark, tr
from studio.ui.wandering import Wandering

LONGEST_NAME = 80


class Favourites:
    """What was kept in the space that a wandering shows.

    Args:
        wandering: keeps them.
    """

    def __init__(self, wandering: Wandering) -> None:
        self._wandering = wandering

    @property
    def all(self) -> tuple[Favourite, ...]:
        """In the order in which they were kept."""
        return self._wandering.wander.favourites

    def find(self, number: int) -> Favourite | None:
        """The favourite of an `id`."""
        return next((each for each in self.all if each.id == number), None)

    def keep(self, found: GeneratedPicture | None = None, name: str = "") -> None:
        """Keeps a picture, or the one in hand, under a name or under its title."""
        found = found or self._wandering.shown
        if found is None or len(self.all) >= MOST_FAVOURITES:
            return
        number = max((each.id for each in self.all), default=0) + 1
        favourite = Favourite(number, self._free_name(name or found.title), found)
        self._change(mark("Keep a favourite"), (*self.all, favourite))

    def rename(self, number: int, name: str) -> None:
        """Gives a favourite another name; an empty one changes nothing."""
        name = plain_name(name, LONGEST_NAME)
        before = self.find(number)
        if name and before is not None and name != before.name:
            renamed = (replace(each, name=name) if each.id == number else each for each in self.all)
            self._change(mark("Rename a favourite"), tuple(renamed))

    def remove(self, numbers: Iterable[int]) -> None:
        """Takes favourites away."""
        gone = set(numbers)
        kept = tuple(each for each in self.all if each.id not in gone)
        if len(kept) < len(self.all):
            self._change(mark("Remove favourites"), kept)

    def _change(self, label: str, favourites: tuple[Favourite, ...]) -> None:
        def change(wander: Wander) -> Wander:
            return replace(wander, favourites=favourites)

        self._wandering.step(label, change)

    def _free_name(self, name: str) -> str:
        taken, number = {each.name for each in self.all}, 1
        name = plain_name(name, LONGEST_NAME) or tr("Favourite")
        free = name
        while free in taken:
            number += 1
            free = f"{name} {number}"
        return free
