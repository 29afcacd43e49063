"""The pictures of a space that is wandered through: what is looked at, and the jobs that compute it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from exports.errors import ModelError
from exports.generator_model import Direction
from studio.document.exploration import Exploration, GeneratedPicture, Hand, LayerMix, Vector, Wander
from studio.engine.generator import enlarge, move
from studio.engine.latent import slerp
from studio.engine.space import Space
from studio.ui.exploring import Exploring
from studio.ui.translate import tr
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

SAMPLES = 25
WALK_FRAMES = 9
SWEEP = tuple(step * 1.5 / 8 for step in range(9))
"""The truncations of the sweep strip."""
SHOWN_PX, MOVING_PX = 768, 256
FIRST, SOON, LATER = 3, 1, 0
"""Priorities: the picture in hand before anything else, then what the user waits for."""


class WanderPictures(QObject):
    """What is seen of one space. The newest wish wins.

    Args:
        exploring: keeps what was found.
        queue: computes pictures, the most urgent first.

    Attributes:
        space: the one that is open, None before one is.
        shown: the picture that is seen: the one in hand once it is there, or a frame in its place.
        samples_seen: whether anybody looks at the samples; else they are not kept in step.
    """

    space_changed = Signal(object)  # Space
    picture_changed = Signal(object)  # uint8 (H, H, 3), enlarged to be looked at
    samples_changed = Signal(object)  # uint8 (N, S, S, 3)
    seed_changed = Signal(int)
    amounts_changed = Signal(object)
    truncation_changed = Signal(float)
    mix_changed = Signal()
    ends_changed = Signal()
    walk_changed = Signal(object)  # uint8 (N, S, S, 3): from A to B
    sweep_changed = Signal(object)  # uint8 (N, S, S, 3): at the truncations of SWEEP
    position_changed = Signal(float)
    favourites_changed = Signal()
    directions_changed = Signal()
    litters_changed = Signal()
    look_changed = Signal()  # Everything looks different at the same places, such as with another truncation.
    map_view_changed = Signal()  # Another document came, whose map was looked at elsewhere.
    failed = Signal(object)
    busy_changed = Signal(
        str
    )  # What is being made, with its progress; empty when nothing is that takes long.

    def __init__(self, exploring: Exploring, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.exploring = exploring
        self.queue = queue
        self.space: Space | None = None
        self.shown: GeneratedPicture | None = None
        self.first_sample_seed = self.shown_first_seed = 1
        self.samples_seen = False
        self._moving = False
        self._long: set[tuple[str, str]] = set()  # What takes long enough to be given up by the user.
        self._told: dict[tuple[str, str], str] = {}

    # ---- what is

    @property
    def name(self) -> str:
        """The name of the space that shall be shown; empty for none."""
        raise NotImplementedError

    @property
    def wander(self) -> Wander:
        """All that was found in it."""
        return self._wander_in(self.exploring.now)

    def _wander_in(self, exploration: Exploration) -> Wander:
        """What an exploration holds of this space; the same object as long as nothing changed there."""
        return exploration.wander(self.name)

    @property
    def hand(self) -> Hand:
        """Where the user is: at the seed, where the space has no place for the point in hand."""
        hand = self.wander.hand
        if self.fits(hand.latent, hand.mix):
            return hand
        return replace(hand, latent=None, mix=None, amounts={})

    def fits(self, point: Vector | None, mix: LayerMix | None = None) -> bool:
        """Whether the space that is open has a place for a point: a generator that was trained anew may have none."""
        if self.space is None:
            return True
        points = (point, None if mix is None else mix.other)
        return all(each is None or each.shape == (self.space.size,) for each in points)

    def complain_of_misfit(self) -> None:
        """Says that what was asked for belongs to what the generator was before."""
        text = tr("The generator {name} is another one now: it has no place for this picture.")
        self.failed.emit(ModelError(text.format(name=self.name)))

    @property
    def seed(self) -> int:
        return self.hand.seed

    @property
    def truncation(self) -> float:
        return self.hand.truncation

    @property
    def amounts(self) -> Mapping[str, float]:
        """How far the hand is moved along each direction that there is."""
        known = {direction.name for direction in self.directions}
        return MappingProxyType({name: amount for name, amount in self.hand.amounts.items() if name in known})

    @property
    def position(self) -> float:
        return self.hand.position

    @property
    def ends(self) -> Mapping[str, GeneratedPicture]:
        return {end: each for end, each in self.wander.ends.items() if self.fits(each.latent, each.mix)}

    @property
    def directions(self) -> tuple[Direction, ...]:
        """Those of the space, then those that the user made."""
        if self.space is None:
            return ()
        fitting = (each for each in self.wander.directions if self.fits(each.vector))
        own = (Direction(each.name, each.vector, each.sigma) for each in fitting)
        return (*self.space.directions, *own)

    def latent(self) -> Vector | None:
        """Where we are, (Z,) float32; None before a space is open."""
        return None if self.space is None else self._moved(self.hand, self.space)

    # ---- jobs

    def render(self) -> None:
        """Makes the picture of the place where we are."""
        space, hand = self.space, self.hand
        if space is None:
            return
        latent, title = self._moved(hand, space), self._title()
        seed = hand.seed if hand.latent is None else None
        shown_px = MOVING_PX if self._moving else SHOWN_PX

        def job(context: JobContext) -> tuple[GeneratedPicture, np.ndarray]:
            picture = self._picture(space, latent, hand, context)
            found = GeneratedPicture(picture, latent, hand.truncation, seed, title, hand.mix)
            seen = self._seen(space, hand, latent, picture, context)
            return found, enlarge(seen, max(shown_px, seen.shape[0]))

        def show(result: tuple[GeneratedPicture, np.ndarray]) -> None:
            if space is self.space:
                self.shown = result[0]
                self.picture_changed.emit(result[1])

        if self._moving:
            # What takes longer than a frame makes way, and is asked for again when the hand rests.
            self.queue.cancel(self._key("sweep"))
        self.submit("picture", job, show, priority=FIRST)
        if not self._moving:
            self._render_sweep(space, latent, hand.mix)

    def show_instead(self, found: GeneratedPicture | None) -> None:
        """Another picture is seen, until that in hand is rendered again: what is done with it is done with that one.

        Args:
            found: None where it is none that could be gone to.
        """
        self.shown = found

    def show_samples(self, first_seed: int) -> None:
        """Fills the grid with the pictures of successive seeds."""
        space, truncation = self.space, self.truncation
        if space is None:
            return
        self.first_sample_seed = first_seed
        seeds = range(first_seed, first_seed + SAMPLES)

        def show(pictures: np.ndarray) -> None:
            # What is clicked is what is seen, and not what is still on its way.
            self.shown_first_seed = first_seed
            self.samples_changed.emit(pictures)

        self.submit(
            "samples",
            lambda context: space.pictures(
                np.stack([space.draw(seed) for seed in seeds]),
                truncation,
                None,
                context.cancel,
                context.go_on,
            ),
            show,
            text=tr("Making samples…"),
        )

    def more_samples(self) -> None:
        """Fills the grid with the next seeds."""
        self.show_samples(self.first_sample_seed + SAMPLES)

    def submit(
        self,
        what: str,
        job: Callable[[JobContext], Any],
        on_result: Callable[[Any], None],
        priority: int = LATER,
        text: str = "",
    ) -> None:
        """Queues a job; a newer one of the same name takes its place.

        One with a `text` can be cancelled by the user; the text is shown while it reports a share.
        """
        key = self._key(what)
        if text:
            self._long.add(key)

        def progress(share: float) -> None:
            self._told[key] = f"{text} {share:.0%}"
            self._tell()

        def end() -> None:
            if not self.queue.busy(key):
                self._told.pop(key, None)
                self._tell()

        self.queue.submit(
            job,
            key=key,
            priority=priority,
            on_result=on_result,
            on_error=self.failed.emit,
            on_progress=progress if text else None,
            on_end=end if text else None,
        )

    def cancel(self) -> bool:
        """Gives up samples and children that are being made: those of before stay. False when there are none."""
        going = [key for key in self._long if self.queue.busy(key)]
        for key in going:
            self.queue.cancel(key)
        if self._key("samples") in going:
            self.first_sample_seed = self.shown_first_seed
        return bool(going)

    def _tell(self) -> None:
        self.busy_changed.emit(next(reversed(self._told.values()), ""))

    def _key(self, what: str) -> tuple[str, str]:
        return type(self).__name__, what

    def _picture(self, space: Space, latent: Vector, hand: Hand, context: JobContext) -> np.ndarray:
        """The picture of the place in hand, uint8 (S, S, 3)."""
        return space.pictures(latent[np.newaxis], hand.truncation, hand.mix, context.cancel)[0]

    def _seen(
        self, space: Space, hand: Hand, latent: Vector, picture: np.ndarray, context: JobContext
    ) -> np.ndarray:
        """What is looked at of a picture of the place in hand; called on a worker."""
        return picture

    def _render_walk(self) -> None:
        space, truncation, ends = self.space, self.truncation, self.ends
        if space is None or len(ends) < 2:
            return
        a, b = ends["A"], ends["B"]
        shares = [number / (WALK_FRAMES - 1) for number in range(WALK_FRAMES)]
        points = np.stack([self.point_between(a.latent, b.latent, share) for share in shares])
        mixes = [self.mix_between(a, b, share) for share in shares]

        def job(context: JobContext) -> np.ndarray:
            if all(mix is None for mix in mixes):
                return space.pictures(points, truncation, None, context.cancel)
            one_by_one = [
                space.pictures(point[np.newaxis], truncation, mix, context.cancel)
                for point, mix in zip(points, mixes, strict=True)
            ]
            return np.concatenate(one_by_one)

        self.submit("walk", job, self.walk_changed.emit)

    def _render_sweep(self, space: Space, latent: Vector, mix: LayerMix | None) -> None:
        def job(context: JobContext) -> np.ndarray:
            rows = [space.pictures(latent[np.newaxis], each, mix, context.cancel)[0] for each in SWEEP]
            return np.stack(rows)

        self.submit("sweep", job, self.sweep_changed.emit)

    # ---- for those who build on it

    def point_between(self, a: Vector, b: Vector, share: float) -> Vector:
        """A point on the way from one to another."""
        return slerp(a, b, share)

    def mix_between(self, a: GeneratedPicture, b: GeneratedPicture, share: float) -> LayerMix | None:
        """The layers that another latent decides on the way from one picture to another.

        That latent goes along; where one of both pictures mixes nothing, its own latent is at that end. Pictures that
        mix other layers each have their half of the way.
        """
        if share in (0.0, 1.0) or (a.mix is None and b.mix is None):
            return b.mix if share == 1.0 else a.mix
        if a.mix is not None and b.mix is not None and a.mix.layers != b.mix.layers:
            return a.mix if share < 0.5 else b.mix
        first, last = (picture.latent if picture.mix is None else picture.mix.other for picture in (a, b))
        layers = next(picture.mix.layers for picture in (a, b) if picture.mix is not None)
        return LayerMix(self.point_between(first, last, share), layers)

    def _start(self, hand: Hand, space: Space) -> Vector:
        return space.draw(hand.seed) if hand.latent is None else hand.latent

    def _moved(self, hand: Hand, space: Space) -> Vector:
        known = {direction.name for direction in self.directions}
        amounts = {name: amount for name, amount in hand.amounts.items() if name in known}
        return move(self._start(hand, space), self.directions, amounts)

    def _title(self) -> str:
        hand = self.hand
        name = tr("Seed {seed}").format(seed=hand.seed) if hand.latent is None else hand.title
        return tr("{name}, moved").format(name=name) if any(self.amounts.values()) else name
