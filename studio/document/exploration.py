"""What a user found while wandering through a space of pictures or of styles. All of it is plain, frozen data.

A **space** is a generator's latents, or the styles of one style network; each has a wander of its own. Vectors are
float32 (Z,), thumbnails uint8 (S, S, 3); neither is ever written to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from studio.document.timeline import Timeline

Vector = NDArray[np.float32]
ENDS = ("A", "B")
FIRST_SEED = 2
"""Where one begins: every generator that ships draws something good there."""
MOST_LITTERS = 500
MOST_FAVOURITES = 2000
MOST_DIRECTIONS = 500
MOST_PARENTS = 16
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, eq=False)
class LayerMix:
    """Some layers of a style-based generator take the style of another latent.

    Attributes:
        other: (Z,).
        layers: which ones, 0 = the coarsest.
    """

    other: Vector
    layers: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class GeneratedPicture:
    """A picture together with what made it.

    Attributes:
        picture: uint8 (S, S, 3).
        latent: (Z,) float32, the moves along directions included.
        truncation: it was made with; for a style, its strength.
        seed: that drew the latent, None where it is a mix.
        title: a name for it.
        mix: layers that another latent decides.
    """

    picture: np.ndarray
    latent: Vector
    truncation: float
    seed: int | None
    title: str
    mix: LayerMix | None = None


@dataclass(frozen=True, eq=False)
class Favourite:
    """A picture that was kept under a name; `id` is unique in its wander."""

    id: int
    name: str
    kept: GeneratedPicture


@dataclass(frozen=True, eq=False)
class OwnDirection:
    """A direction that a user made.

    Attributes:
        vector: (Z,), of length one.
        sigma: how far one step of its slider goes.
    """

    name: str
    vector: Vector
    sigma: float


@dataclass(frozen=True, eq=False)
class Litter:
    """One generation of breeding; its children follow from what is here.

    Attributes:
        parents: one or more.
        mutation: how far children stray, 0..1.
        seed: of the chance in it.
        before: the litter that the parents came from, by its place; None at a beginning.
    """

    parents: tuple[GeneratedPicture, ...]
    mutation: float
    seed: int
    before: int | None = None


@dataclass(frozen=True, eq=False)
class Hand:
    """Where in a space the user is.

    Attributes:
        seed: of the latent, if none is given.
        latent: (Z,) that no seed drew, before moves; None = the seed's.
        title: a name for such a latent.
        truncation: how far from the typical pictures may lie; for styles, their strength.
        amounts: how far along directions, by name, in their sigmas.
        mix: layers that another latent decides.
        position: on the way from A to B, if that is where it is.
        place: on the map, if the latent was taken there.
    """

    seed: int = FIRST_SEED
    latent: Vector | None = None
    title: str = ""
    truncation: float = 0.8
    amounts: Mapping[str, float] = field(default_factory=dict)
    mix: LayerMix | None = None
    position: float = 0.0
    place: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Wander:
    """All that was found in one space.

    Attributes:
        hand: where the user is.
        ends: "A" and "B" of a walk, as far as they are chosen.
        favourites: in the order in which they were kept.
        directions: made by the user.
        titles: what directions of the card are called instead, by their own names.
        locked: names of directions that chance leaves alone.
        litters: every generation that was bred, oldest first.
        litter: the one that is looked at, by its place; None before any.
        timeline: of a film through the space; None before any.
    """

    hand: Hand = field(default_factory=Hand)
    ends: Mapping[str, GeneratedPicture] = field(default_factory=dict)
    favourites: tuple[Favourite, ...] = ()
    directions: tuple[OwnDirection, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    litters: tuple[Litter, ...] = ()
    litter: int | None = None
    timeline: Timeline | None = None

    def lineage(self) -> tuple[int, ...]:
        """The places of the litters that led to the one that is looked at, oldest first."""
        found: list[int] = []
        place = self.litter
        while place is not None and place not in found:
            found.append(place)
            place = self.litters[place].before
        return tuple(reversed(found))

    def arrays(self) -> Iterator[np.ndarray]:
        """Everything large that it holds."""
        if self.hand.latent is not None:
            yield self.hand.latent
        if self.hand.mix is not None:
            yield self.hand.mix.other
        for direction in self.directions:
            yield direction.vector
        kept = [favourite.kept for favourite in self.favourites]
        parents = [parent for litter in self.litters for parent in litter.parents]
        for each in (*self.ends.values(), *kept, *parents):
            yield each.picture
            yield each.latent
            if each.mix is not None:
                yield each.mix.other


@dataclass(frozen=True)
class MapView:
    """Where the map of a space was looked at: its middle, and how many logical pixels lie between two seeds."""

    x: float
    y: float
    scale: float


@dataclass(frozen=True, eq=False)
class Exploration:
    """Every wander of a document, by the name of its space.

    Attributes:
        space: the generator that is open; empty before one is.
        views: where the maps of spaces were looked at last. Looking is no step, and is not taken back.
    """

    wanders: Mapping[str, Wander] = field(default_factory=dict)
    space: str = ""
    views: Mapping[str, MapView] = field(default_factory=dict)

    def wander(self, space: str) -> Wander:
        """What was found in a space; nothing yet where nobody was."""
        return self.wanders.get(space) or _NOTHING

    def with_wander(self, space: str, wander: Wander) -> Exploration:
        """The same with one wander exchanged."""
        return replace(self, wanders={**self.wanders, space: wander})

    @property
    def empty(self) -> bool:
        """Whether nobody has been anywhere."""
        return not self.wanders


_NOTHING = Wander()  # One and the same, so that who compares sees no change.


def plain_name(text: str, longest: int) -> str:
    """A name on one line without what cannot be printed, cut to a length; joiners, which Urdu needs, stay."""
    kept = "".join(each if each.isprintable() or each in _JOINERS else " " for each in text)
    return " ".join(kept.split())[:longest].strip()


def nbytes_between(one: Exploration, other: Exploration) -> int:
    """Memory of what only one of two explorations holds."""
    total = 0
    for space in {*one.wanders, *other.wanders}:
        first, second = one.wander(space), other.wander(space)
        if first is not second:
            here, there = ({id(each): each.nbytes for each in w.arrays()} for w in (first, second))
            total += sum(size for key, size in here.items() if key not in there)
            total += sum(size for key, size in there.items() if key not in here)
    return total
