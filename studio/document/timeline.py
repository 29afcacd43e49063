"""A timeline: what of a generator and of a style changes in a film, as keyframes on tracks. Plain, frozen data."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

TrackKind = Literal["latent", "mix", "direction", "truncation", "style", "strength"]
Interpolation = Literal["slerp", "spline", "linear"]
WanderKind = Literal["noise", "circle"]

TRACK_KINDS: tuple[TrackKind, ...] = get_args(TrackKind)
INTERPOLATIONS: tuple[Interpolation, ...] = get_args(Interpolation)
WANDER_KINDS: tuple[WanderKind, ...] = get_args(WanderKind)
EASING_NAMES = ("linear", "ease-in", "ease-out", "ease-in-out", "smooth")
MOST_FRAMES = 100_000
MOST_FPS = 120.0
MOST_LAYERS = 100
WAYS_OF: dict[TrackKind, tuple[Interpolation, ...]] = {"latent": INTERPOLATIONS, "mix": ("linear",)}
"""How values between keyframes are found; all other tracks know two ways."""
RANGES: dict[TrackKind, tuple[float, float]] = {
    "direction": (-10.0, 10.0),
    "truncation": (0.0, 2.0),
    "strength": (0.0, 2.0),
}
"""Of the numbers on tracks of numbers; a direction's are standard deviations."""
STARTS: dict[TrackKind, float] = {"direction": 0.0, "truncation": 1.0, "strength": 1.0}
"""What holds where a track of numbers is not there."""


class TimelineError(ValueError):
    """A timeline that makes no film; the message is a sentence."""


@dataclass(frozen=True)
class LatentPoint:
    """A latent, as the seed that draws it or as its (Z,) numbers: exactly one of both."""

    seed: int | None = None
    numbers: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if (self.seed is None) == (not self.numbers):
            raise TimelineError("A keyframe of a latent has either a seed or numbers.")

    @classmethod
    def of(cls, latent: np.ndarray) -> LatentPoint:
        """The point of a latent (Z,): in digits that give the same float32 when they are read back."""
        return cls(numbers=tuple(float(f"{value:.9g}") for value in latent.astype(np.float32)))


@dataclass(frozen=True)
class StylePoint:
    """A style, as a mix of styles by name or as a vector of its own: exactly one of both.

    Attributes:
        weights: (style name, weight) of each; they count relative to their sum.
        vector: (D,) numbers of a style of `network`.
        network: the style network that a vector belongs to.
    """

    weights: tuple[tuple[str, float], ...] = ()
    vector: tuple[float, ...] = ()
    network: str = ""

    def __post_init__(self) -> None:
        if (not self.weights) == (not self.vector) or bool(self.vector) != bool(self.network):
            raise TimelineError(
                "A keyframe of a style has either styles by name or a vector and its network."
            )
        if self.weights and not (
            all(weight >= 0 for _, weight in self.weights) and any(weight > 0 for _, weight in self.weights)
        ):
            raise TimelineError("The weights of styles are 0 or more, and one at least is more.")


@dataclass(frozen=True)
class MixPoint:
    """Which layers of a style-based generator another latent decides.

    Attributes:
        other: that latent; None where no layer is mixed.
        layers: which ones, 0 = the coarsest; as many as one likes where there is another latent, else none.
    """

    other: LatentPoint | None = None
    layers: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if (self.other is None) != (not self.layers):
            raise TimelineError("A keyframe of layers has another latent and the layers that it decides.")
        if len(set(self.layers)) != len(self.layers) or not all(0 <= n < MOST_LAYERS for n in self.layers):
            raise TimelineError(f"The layers of a keyframe are numbers below {MOST_LAYERS}, each once.")


Point = LatentPoint | StylePoint | MixPoint | float


@dataclass(frozen=True)
class Keyframe:
    """What a track's value is at one moment.

    Attributes:
        frame: the moment, in frames from the start; a fraction lies between two frames.
        value: a `LatentPoint`, a `StylePoint` or a number, as the track wants it.
        easing: how time goes from here to the next keyframe.
    """

    frame: float
    value: Point
    easing: str = "linear"

    def __post_init__(self) -> None:
        if not 0 <= self.frame <= MOST_FRAMES:
            raise TimelineError(f"A keyframe lies on frame 0 to {MOST_FRAMES}, not {self.frame:g}.")
        if self.easing not in EASING_NAMES:
            names = ", ".join(EASING_NAMES)
            raise TimelineError(f"There is no easing {self.easing!r}; choose from {names}.")


@dataclass(frozen=True)
class Track:
    """One thing that changes.

    Attributes:
        kind: what it is.
        keyframes: in order of their frames, no two on the same.
        interpolation: how values between two keyframes are found, see `WAYS_OF`.
        name: of the direction; empty for every other kind.
    """

    kind: TrackKind
    keyframes: tuple[Keyframe, ...] = ()
    interpolation: Interpolation = "linear"
    name: str = ""

    def __post_init__(self) -> None:
        if self.kind not in TRACK_KINDS:
            raise TimelineError(f"There is no track of {self.kind!r}; choose from {', '.join(TRACK_KINDS)}.")
        if self.interpolation not in INTERPOLATIONS or (
            self.interpolation not in WAYS_OF.get(self.kind, ("spline", "linear"))
        ):
            raise TimelineError(f"A track of {self.kind} cannot be interpolated by {self.interpolation!r}.")
        if (self.kind == "direction") != bool(self.name):
            raise TimelineError("A track has a name if it is that of a direction, and else has none.")
        if any(b.frame <= a.frame for a, b in zip(self.keyframes, self.keyframes[1:], strict=False)):
            raise TimelineError("The keyframes of a track come in order, and no two on one frame.")
        wanted = {"latent": LatentPoint, "mix": MixPoint, "style": StylePoint}.get(self.kind, float)
        for keyframe in self.keyframes:
            if not isinstance(keyframe.value, wanted):
                raise TimelineError(f"A track of {self.kind} holds something else.")
            if isinstance(keyframe.value, float):
                least, most = RANGES[self.kind]
                if not least <= keyframe.value <= most:
                    raise TimelineError(
                        f"A {self.kind} lies between {least:g} and {most:g}, not at {keyframe.value:g}."
                    )

    @property
    def key(self) -> tuple[TrackKind, str]:
        """What distinguishes it from the other tracks of a timeline."""
        return self.kind, self.name

    def at(self, frame: float) -> Keyframe | None:
        """The keyframe that lies on a frame."""
        return next((keyframe for keyframe in self.keyframes if keyframe.frame == frame), None)

    def with_keyframe(self, keyframe: Keyframe) -> Track:
        """The track with one more keyframe, which takes the place of one on the same frame."""
        others = [other for other in self.keyframes if other.frame != keyframe.frame]
        bisect.insort(others, keyframe, key=lambda other: other.frame)
        return replace(self, keyframes=tuple(others))

    def without(self, frame: float) -> Track:
        """The track without the keyframe on a frame."""
        return replace(self, keyframes=tuple(k for k in self.keyframes if k.frame != frame))

    def moved(self, start: float, end: float) -> Track:
        """The track with the keyframe on frame `start` put on frame `end`, over one that lies there."""
        keyframe = self.at(start)
        return self if keyframe is None else self.without(start).with_keyframe(replace(keyframe, frame=end))


@dataclass(frozen=True)
class Wander:
    """A walk that needs no keyframes, mixed into the latents so that they stay as likely as before.

    Attributes:
        kind: `noise` wanders about, `circle` goes round; both come back to where they began in a loop.
        amount: 0 = only the keyframes, 1 = only the walk.
        turns: how often the circle is gone round, or how quickly the noise changes.
        seed: draws the walk.
    """

    kind: WanderKind
    amount: float = 1.0
    turns: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        if self.kind not in WANDER_KINDS:
            raise TimelineError(f"There is no walk {self.kind!r}; choose from {', '.join(WANDER_KINDS)}.")
        if not 0 <= self.amount <= 1 or not 1 <= self.turns <= 1000 or not 0 <= self.seed < 2**32:
            raise TimelineError("A walk has an amount from 0 to 1, 1 to 1000 turns, and a seed from 0.")


@dataclass(frozen=True)
class Timeline:
    """A film before it is made.

    Attributes:
        frames: how many.
        fps: frames a second.
        loop: after the last frame comes the first one again, as if it were the next.
        tracks: what changes; of each kind and name at most one.
        wander: a walk beside the keyframes.
        model: name of the generator that the latents belong to; empty for a film of styles alone.
    """

    frames: int
    fps: float = 24.0
    loop: bool = False
    tracks: tuple[Track, ...] = ()
    wander: Wander | None = None
    model: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.frames <= MOST_FRAMES:
            raise TimelineError(f"A film has 1 to {MOST_FRAMES} frames, not {self.frames}.")
        if not 1 <= self.fps <= MOST_FPS:
            raise TimelineError(f"A film has 1 to {MOST_FPS:g} frames a second, not {self.fps:g}.")
        keys = [track.key for track in self.tracks]
        if len(set(keys)) != len(keys):
            raise TimelineError("A timeline has one track of each kind, and one for each direction.")

    @property
    def last_frame(self) -> int:
        """The frame that a keyframe may lie on at most."""
        return self.frames - 1

    @property
    def end(self) -> float:
        """The last place that a keyframe may have: the last frame, or in a loop what comes just before the first."""
        return math.nextafter(self.frames, 0) if self.loop else self.last_frame

    @property
    def length(self) -> int:
        """Frames from the first keyframe that there can be to the end of time: a loop goes on to its first frame."""
        return self.frames if self.loop else max(1, self.last_frame)

    @property
    def duration_s(self) -> float:
        """How long the film is."""
        return self.frames / self.fps

    @property
    def needs_generator(self) -> bool:
        """Whether its pictures come from a generator."""
        return self.wander is not None or self.track("latent") is not None

    def track(self, kind: TrackKind, name: str = "") -> Track | None:
        """The track of a kind that has keyframes."""
        return next((t for t in self.tracks if t.key == (kind, name) and t.keyframes), None)

    def directions(self) -> Iterator[Track]:
        """The tracks of directions that have keyframes."""
        return (track for track in self.tracks if track.kind == "direction" and track.keyframes)

    def style_names(self) -> list[str]:
        """The styles that are named anywhere, each once, in order."""
        track = self.track("style")
        points = [] if track is None else [keyframe.value for keyframe in track.keyframes]
        return list(dict.fromkeys(n for p in points if isinstance(p, StylePoint) for n, _ in p.weights))

    def style_network(self, networks: Mapping[str, str]) -> str | None:
        """The identifier of the network that paints all styles; None where there are none.

        Args:
            networks: identifiers of those of the styles that are named.

        Raises:
            TimelineError: there are styles of two networks.
        """
        track = self.track("style")
        points = [] if track is None else [keyframe.value for keyframe in track.keyframes]
        of_vectors = {point.network for point in points if isinstance(point, StylePoint) and point.network}
        found = sorted({networks[name] for name in self.style_names()} | of_vectors)
        if len(found) > 1:
            raise TimelineError(
                f"The film has styles of two networks, {found[0]} and {found[1]}; keep to one."
            )
        return found[0] if found else None

    def with_track(self, track: Track) -> Timeline:
        """The timeline with a track in the place of the one of the same kind and name, or behind all others."""
        if not any(other.key == track.key for other in self.tracks):
            return replace(self, tracks=(*self.tracks, track))
        return replace(
            self, tracks=tuple(track if other.key == track.key else other for other in self.tracks)
        )

    def at_rate(self, fps: float) -> Timeline:
        """The same film, as long as before, with another number of frames a second."""
        # Of one frame alone all keyframes would lie on it.
        return self.lasting(max(min(2, self.frames), round(self.frames * fps / self.fps)), fps)

    def reaching(self, frame: float) -> Timeline:
        """The same film, longer where a frame lies beyond its end; a loop gets a second to come back in."""
        room = round(self.fps) if self.loop else 1
        return self if frame <= self.last_frame else replace(self, frames=min(int(frame) + room, MOST_FRAMES))

    def lasting(self, frames: int, fps: float | None = None) -> Timeline:
        """The same film in another number of frames; keyframes keep their place in the whole.

        Raises:
            TimelineError: a single frame, on which all keyframes would lie.
        """
        if frames < 2 and any(len(track.keyframes) > 1 for track in self.tracks):
            raise TimelineError(
                "The timeline's keyframes do not all fit on one frame; take 2 frames or more."
            )
        changed = replace(self, frames=frames, fps=self.fps if fps is None else fps, tracks=())
        scale = changed.length / self.length

        def moved(frame: float) -> float:
            # Rounding must not carry what lies in the film beyond its end.
            end = changed.end if frame <= self.end else MOST_FRAMES
            return min(frame * scale, end)

        tracks = tuple(
            replace(track, keyframes=tuple(replace(k, frame=moved(k.frame)) for k in track.keyframes))
            for track in self.tracks
        )
        return replace(changed, tracks=tracks)

    def check(self) -> None:
        """Finds out whether this makes a film.

        Raises:
            TimelineError: nothing in it says what is to be seen, or a keyframe lies beyond its end.
        """
        if self.wander is not None and self.wander.amount < 1 and self.track("latent") is None:
            raise TimelineError(
                "A walk that is mixed into latents needs a keyframe of a latent, or the amount 1."
            )
        if not self.needs_generator and self.track("style") is None:
            raise TimelineError("The timeline is empty; give it keyframes of latents or of styles.")
        latest = max((k.frame for t in self.tracks for k in t.keyframes), default=0.0)
        if latest > self.end:
            raise TimelineError(
                f"A keyframe lies on frame {latest:g}, and the last of the film is {self.last_frame}."
            )


def spread(values: Iterable[Point], frames: int, loop: bool, easing: str) -> tuple[Keyframe, ...]:
    """Keyframes spread evenly over a film; in a loop the way from the last to the first is as long as the others."""
    points = list(values)
    length = frames if loop else frames - 1
    points = points if length else points[:1]
    legs = len(points) if loop else max(1, len(points) - 1)
    return tuple(Keyframe(index * length / legs, point, easing) for index, point in enumerate(points))
