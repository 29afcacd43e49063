"""What a timeline says of each of its frames: latents, truncation, styles. The same timeline gives the same numbers."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from studio.document.exploration import LayerMix
from studio.document.timeline import (
    RANGES,
    STARTS,
    Keyframe,
    LatentPoint,
    MixPoint,
    StylePoint,
    Timeline,
    Track,
    TrackKind,
    Wander,
)
from studio.engine.generator import move
from studio.engine.latent import EASINGS, Latent, from_seed, slerp
from studio.engine.layer_mixing import LayerCourse

if TYPE_CHECKING:
    from exports.session import Direction

NOISE_HARMONICS = 3
"""Of a noise walk with one turn: enough to wander, few enough to be calm."""

Vector = NDArray[np.float64]
Point = Callable[[int], np.ndarray]
"""The value of a track's keyframe, by its number; made as it is asked for, since a frame needs four at most."""
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Place:
    """Where a generator is at one frame.

    Attributes:
        latent: (Z,) float32, moves along directions included.
        truncation: to draw it with.
        mix: layers that other latents decide; None where there are none.
    """

    latent: Latent
    truncation: float
    mix: LayerCourse | None = None


class LatentMotion:
    """The latents of a timeline.

    Args:
        timeline: has keyframes of latents, or a walk.
        size: Z.
        directions: the generator's.

    Raises:
        TimelineError: it makes no film.
        ValueError: a direction is none of the generator's, or a latent has another size; a sentence.
    """

    def __init__(self, timeline: Timeline, size: int, directions: Sequence[Direction]) -> None:
        timeline.check()
        known = {direction.name for direction in directions}
        missing = [track.name for track in timeline.directions() if track.name not in known]
        if missing:
            names = ", ".join(sorted(known)) or "none"
            raise ValueError(f"The generator has no direction {missing[0]!r}; it has {names}.")
        self._timeline, self._size, self._directions = timeline, size, directions
        self._track = timeline.track("latent")
        self._points = () if self._track is None else tuple(_latent(k, size) for k in self._track.keyframes)
        self._wander = None if timeline.wander is None else _walk(timeline.wander, size)
        self._mixes = timeline.track("mix")
        self._layers = () if self._mixes is None else tuple(_mix(k, size) for k in self._mixes.keyframes)

    def __call__(self, frame: float) -> Place:
        """The place at a frame, which may be a fraction."""
        return Place(
            move(self._latent(frame), self._directions, self._amounts(frame)),
            number_at(self._timeline, "truncation", frame),
            self._course(frame),
        )

    def _course(self, frame: float) -> LayerCourse | None:
        if self._mixes is None:
            return None
        before, after, share = _leg(self._mixes, frame, self._timeline)
        count = len(self._layers)
        return LayerCourse(self._layers[before % count], self._layers[after % count], share)

    def _latent(self, frame: float) -> Latent:
        base = None
        if self._track is not None:
            base = _between(self._track, self._points.__getitem__, frame, self._timeline)
        wander = self._timeline.wander
        if wander is None or self._wander is None:
            assert base is not None
            return base
        walked = self._wander(frame / self._timeline.frames)
        if base is None or wander.amount == 1:
            return walked
        # Sine and cosine: what is mixed of two independent normal latents is a normal latent.
        angle = wander.amount * math.pi / 2
        return (math.cos(angle) * base + math.sin(angle) * walked).astype(np.float32)

    def _amounts(self, frame: float) -> dict[str, float]:
        return {
            track.name: number_at(self._timeline, "direction", frame, track.name)
            for track in self._timeline.directions()
        }


class _StyleNetwork(Protocol):
    style_size: int

    def at_strength(self, style: np.ndarray, strength: float) -> np.ndarray: ...


class StyleMotion:
    """The style vectors of a timeline.

    Args:
        timeline: has keyframes of styles.
        vectors: (D,) of each style that it names.
        network: whose vectors they are, an `exports.style_model.StyleModel`.
    """

    def __init__(self, timeline: Timeline, vectors: Mapping[str, np.ndarray], network: _StyleNetwork) -> None:
        track = timeline.track("style")
        if track is None:
            raise ValueError("the timeline has no keyframes of styles")
        self._timeline, self._track, self._network = timeline, track, network
        self._points = tuple(_style(keyframe, vectors, network.style_size) for keyframe in track.keyframes)

    def __call__(self, frame: float) -> NDArray[np.float32]:
        """The style (D,) at a frame, at the strength that holds there."""
        style = _between(self._track, self._points.__getitem__, frame, self._timeline).astype(np.float64)
        return self._network.at_strength(style, number_at(self._timeline, "strength", frame))


def number_at(timeline: Timeline, kind: TrackKind, frame: float, name: str = "") -> float:
    """What a track of numbers says at a frame; the kind's own start where there is no such track."""
    track = timeline.track(kind, name)
    if track is None:
        return STARTS[kind]

    def point(place: int) -> Vector:
        return np.array([track.keyframes[place].value], np.float64)

    # A curve through keyframes swings beyond them.
    least, most = RANGES[kind]
    return min(max(float(_between(track, point, frame, timeline)[0]), least), most)


def _latent(keyframe: Keyframe, size: int) -> Latent:
    assert isinstance(keyframe.value, LatentPoint)
    return _numbers(keyframe, keyframe.value, size)


def _mix(keyframe: Keyframe, size: int) -> LayerMix | None:
    point = keyframe.value
    assert isinstance(point, MixPoint)
    return None if point.other is None else LayerMix(_numbers(keyframe, point.other, size), point.layers)


def _numbers(keyframe: Keyframe, point: LatentPoint, size: int) -> Latent:
    if point.seed is not None:
        return from_seed(point.seed, size)
    if len(point.numbers) != size:
        raise ValueError(
            f"The keyframe on frame {keyframe.frame:g} has a latent of {len(point.numbers)} numbers, and the "
            f"generator takes {size}."
        )
    return np.array(point.numbers, np.float32)


def _style(keyframe: Keyframe, vectors: Mapping[str, np.ndarray], size: int) -> NDArray[np.float32]:
    point = keyframe.value
    assert isinstance(point, StylePoint)
    if point.weights:
        total = sum(weight for _, weight in point.weights)
        mixed = sum((weight / total) * vectors[name].astype(np.float64) for name, weight in point.weights)
        return np.asarray(mixed, np.float32)
    if len(point.vector) != size:
        raise ValueError(
            f"The keyframe on frame {keyframe.frame:g} has a style of {len(point.vector)} numbers, and the network "
            f"takes {size}."
        )
    return np.array(point.vector, np.float32)


# ---- between keyframes


def _between(track: Track, point: Point, frame: float, timeline: Timeline) -> np.ndarray:
    """The value of a track at a frame. In a loop time has neither start nor end."""
    count, period = len(track.keyframes), float(timeline.frames)

    def time(index: int) -> float:
        turns, place = divmod(index, count)
        return track.keyframes[place].frame + turns * period

    before, after, share = _leg(track, frame, timeline)
    if share == 0:
        return point(before % count)
    if track.interpolation == "slerp":
        return slerp(point(before % count), point(after % count), share)
    if track.interpolation == "linear":
        return _mixed(point(before % count), point(after % count), share)
    keeps_length = track.kind == "latent"
    return _spline(point, count, before, share, time, loop=timeline.loop, keeps_length=keeps_length)


def _leg(track: Track, frame: float, timeline: Timeline) -> tuple[int, int, float]:
    """Between which two keyframes a frame lies, and how far on the way, eased, 0..1.

    The numbers of keyframes count on through the turns of a loop; where a frame lies on one, or before the first or
    behind the last, the share is 0.
    """
    keyframes, period = track.keyframes, float(timeline.frames)
    count, first, last = len(keyframes), keyframes[0].frame, keyframes[-1].frame
    if count == 1:
        return 0, 0, 0.0
    if timeline.loop:
        frame %= period
    elif frame <= first:
        return 0, 0, 0.0
    elif frame >= last:
        return count - 1, count - 1, 0.0
    after = bisect_right(keyframes, frame, key=lambda keyframe: keyframe.frame)
    before = after - 1
    start = keyframes[before].frame if before >= 0 else last - period
    end = keyframes[after].frame if after < count else first + period
    if frame < start:  # Before the first keyframe of a loop: the last one lies a turn back.
        frame += period * math.ceil((start - frame) / period)
    share = (frame - start) / (end - start)
    return before, after, EASINGS[keyframes[before % count].easing](share) if share else 0.0


def _mixed(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    return ((1 - share) * a.astype(np.float64) + share * b.astype(np.float64)).astype(a.dtype)


def _spline(
    point_of: Point,
    count: int,
    before: int,
    share: float,
    time: Callable[[int], float],
    *,
    loop: bool,
    keeps_length: bool,
) -> np.ndarray:
    """A cubic through all points without a kink, tangents by finite differences.

    Source: Catmull and Rom 1974, over uneven times. Differs: a latent is given the length that lies between those of
    its neighbours, since a cubic through a sphere would leave it.
    """

    def point(index: int) -> Vector:
        return point_of(index % count).astype(np.float64)

    def tangent(index: int) -> Vector:
        low, high = (index - 1, index + 1) if loop else (max(0, index - 1), min(count - 1, index + 1))
        return (point(high) - point(low)) / (time(high) - time(low))

    a, b = point(before), point(before + 1)
    step, t = time(before + 1) - time(before), share
    value = (
        (2 * t**3 - 3 * t**2 + 1) * a
        + (t**3 - 2 * t**2 + t) * step * tangent(before)
        + (3 * t**2 - 2 * t**3) * b
        + (t**3 - t**2) * step * tangent(before + 1)
    )
    if keeps_length and (length := float(np.linalg.norm(value))) > 0:
        value *= ((1 - t) * float(np.linalg.norm(a)) + t * float(np.linalg.norm(b))) / length
    return value.astype(point_of(before % count).dtype)


# ---- walks


def _walk(wander: Wander, size: int) -> Callable[[float], Latent]:
    """Latents over a turn of time, 0..1: standard normal at each moment, and at 1 as at 0."""
    highest = wander.turns if wander.kind == "circle" else wander.turns * NOISE_HARMONICS
    harmonics = range(wander.turns, wander.turns + 1) if wander.kind == "circle" else range(1, highest + 1)
    # Hurried waves count for less. The squares of the weights add up to 1, so that the sum is a standard normal.
    weights = np.array([1.0 / max(harmonic, wander.turns) for harmonic in harmonics])
    weights /= np.linalg.norm(weights)
    drawn = from_seed(wander.seed, 2 * len(weights) * size).reshape(2, len(weights), size).astype(np.float64)

    def at(turn: float) -> Latent:
        angles = 2 * math.pi * turn * np.array(harmonics)
        return ((weights * np.cos(angles)) @ drawn[0] + (weights * np.sin(angles)) @ drawn[1]).astype(
            np.float32
        )

    return at
