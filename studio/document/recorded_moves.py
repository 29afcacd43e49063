"""What a hand did lately in a space, as a timeline."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from studio.document.exploration import LayerMix
from studio.document.timeline import Keyframe, LatentPoint, Timeline, Track
from studio.document.timeline_edits import mix_point

REMEMBERED_S = 60.0
LONGEST_PAUSE_S = 0.5
"""Pauses are shortened to this: nobody wants to watch someone think."""
APART_S = 0.2
"""Between two keyframes at least; what lies between is interpolated."""


@dataclass(frozen=True, eq=False)
class MovedHand:
    """Where a hand went.

    Attributes:
        moment_s: when, by a clock that never goes back.
        latent: (Z,) float32, moves along directions included.
        truncation: it was shown with.
        mix: which layers another latent decided; None where there were none.
        space: the name of what was wandered in.
    """

    moment_s: float
    latent: np.ndarray
    truncation: float
    mix: LayerMix | None = None
    space: str = ""


class RecordedMoves:
    """The moves of the last minute."""

    def __init__(self) -> None:
        self._moves: deque[MovedHand] = deque()

    def __len__(self) -> int:
        return len(self._moves)

    def add(self, move: MovedHand) -> None:
        """Remembers a move; in another space what was before is forgotten."""
        if self._moves:
            last = self._moves[-1]
            if (last.space, last.latent.shape) != (move.space, move.latent.shape):
                self._moves.clear()
        self._moves.append(move)
        while move.moment_s - self._moves[0].moment_s > REMEMBERED_S:
            self._moves.popleft()

    def timeline(self, fps: float) -> Timeline | None:
        """Keyframes where the hand was, at its own pace; None where it did not move."""
        placed = list(self._placed())
        if len(placed) < 2:
            return None
        last = max(1, round(placed[-1][0] * fps))
        latents, truncations, mixes = [], [], []
        for moment_s, move in placed:
            frame = float(min(round(moment_s * fps), last))
            latents.append(Keyframe(frame, LatentPoint.of(move.latent)))
            truncations.append(Keyframe(frame, min(float(move.truncation), 2.0)))
            mixes.append(Keyframe(frame, mix_point(move.mix)))
        tracks = [
            Track("latent", _each_once(latents), "slerp"),
            Track("truncation", _each_once(truncations), "linear"),
        ]
        if any(move.mix is not None for _, move in placed):
            tracks.append(Track("mix", _each_once(mixes), "linear"))
        return Timeline(last + 1, fps, False, tuple(tracks))

    def _placed(self) -> Iterator[tuple[float, MovedHand]]:
        """Moves that are far enough apart, with their moments from the first one on; the last is always there."""
        moves = list(self._moves)
        moment_s, taken_s = 0.0, 0.0
        for number, move in enumerate(moves):
            if number:
                moment_s += min(move.moment_s - moves[number - 1].moment_s, LONGEST_PAUSE_S)
            last = number == len(moves) - 1
            if number == 0 or last or moment_s - taken_s >= APART_S:
                taken_s = moment_s
                # What was set in one moment still takes a moment to be seen.
                yield (max(moment_s, APART_S) if last and number else moment_s), move


def _each_once(keyframes: list[Keyframe]) -> tuple[Keyframe, ...]:
    return tuple({keyframe.frame: keyframe for keyframe in keyframes}.values())
