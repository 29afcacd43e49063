"""Recorded moves: at their own pace, without the pauses, and only where the hand was."""

from __future__ import annotations

import numpy as np

from studio.document.exploration import LayerMix
from studio.document.recorded_moves import MovedHand, RecordedMoves
from studio.document.timeline import LatentPoint, MixPoint


def moved(*moments: float) -> RecordedMoves:
    moves = RecordedMoves()
    for number, moment_s in enumerate(moments):
        moves.add(MovedHand(moment_s, np.full(4, number, np.float32), 0.5 + number / 100))
    return moves


def test_moves_become_keyframes_at_their_own_pace() -> None:
    timeline = moved(10.0, 10.3, 10.6).timeline(fps=10)
    assert timeline is not None
    timeline.check()
    latents = timeline.track("latent")
    assert latents is not None
    assert [keyframe.frame for keyframe in latents.keyframes] == [0, 3, 6]
    assert latents.keyframes[2].value == LatentPoint(numbers=(2.0, 2.0, 2.0, 2.0))
    assert timeline.frames == 7


def test_pauses_are_shortened_and_hurry_is_thinned_out() -> None:
    paused = moved(0.0, 30.0).timeline(fps=10)
    assert paused is not None
    assert paused.frames == 6
    hurried = moved(*(number / 100 for number in range(101))).timeline(fps=10)
    assert hurried is not None
    track = hurried.track("latent")
    assert track is not None
    assert track.keyframes[-1].value == LatentPoint(numbers=(100.0,) * 4)
    assert len(track.keyframes) <= 7


def test_one_move_is_no_film_and_old_ones_are_forgotten() -> None:
    assert moved().timeline(24) is None
    assert moved(1.0).timeline(24) is None
    assert len(moved(0.0, 1.0, 100.0, 101.0)) == 2


def test_mixed_layers_are_keyframes_too() -> None:
    """From the first to the last: where nothing was mixed, the track says so."""
    moves = moved(0.0, 0.5)
    moves.add(MovedHand(1.0, np.full(4, 2, np.float32), 0.5, LayerMix(np.full(4, 7, np.float32), (0, 2))))
    timeline = moves.timeline(fps=10)
    assert timeline is not None
    timeline.check()
    mixes = timeline.track("mix")
    assert mixes is not None
    mixed = MixPoint(LatentPoint(numbers=(7.0,) * 4), (0, 2))
    assert [keyframe.value for keyframe in mixes.keyframes] == [MixPoint(), MixPoint(), mixed]
    plain = moved(0.0, 0.5).timeline(fps=10)
    assert plain is not None
    assert plain.track("mix") is None


def test_another_space_begins_anew() -> None:
    moves = moved(0.0, 1.0)
    moves.add(MovedHand(2.0, np.zeros(8, np.float32), 1.0))
    assert len(moves) == 1
