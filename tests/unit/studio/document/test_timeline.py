"""Timelines as data: what is refused, and how keyframes are set."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.document.timeline import (
    Keyframe,
    LatentPoint,
    StylePoint,
    Timeline,
    TimelineError,
    Track,
    Wander,
    spread,
)
from tests.helpers.assertions import assert_sentence

LATENTS = Track("latent", (Keyframe(0, LatentPoint(1)), Keyframe(10, LatentPoint(2))), "slerp")


def strength(*places: float) -> Track:
    return Track("strength", tuple(Keyframe(place, 1.0) for place in places))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Timeline(0),
        lambda: Timeline(10, fps=1000),
        lambda: Timeline(10, tracks=(LATENTS, LATENTS)),
        lambda: Keyframe(-1, 0.5),
        lambda: Keyframe(1, 0.5, "bounce"),
        LatentPoint,
        lambda: LatentPoint(1, (0.5,)),
        StylePoint,
        lambda: StylePoint((("wheat", 0.0),)),
        lambda: StylePoint(vector=(0.5,)),
        lambda: Track("strength", (Keyframe(4, 1.0), Keyframe(4, 0.5))),
        lambda: Track("strength", (Keyframe(4, LatentPoint(1)),)),
        lambda: Track("strength", (Keyframe(4, 7.0),)),
        lambda: Track("strength", (), "slerp"),
        lambda: Track("direction"),
        lambda: Track("latent", name="smile"),
        lambda: Wander("circle", 2),
        lambda: Wander("spiral"),  # type: ignore[arg-type]
        lambda: Timeline(10).check(),
        lambda: Timeline(10, wander=Wander("noise", 0.5)).check(),
        lambda: Timeline(10, tracks=(LATENTS,)).check(),
    ],
)
def test_what_makes_no_film_is_refused_in_a_sentence(make) -> None:
    with pytest.raises(TimelineError) as caught:
        make()
    assert_sentence(str(caught.value))


def test_a_keyframe_takes_the_place_of_one_on_its_frame() -> None:
    track = strength(0, 10).with_keyframe(Keyframe(10, 0.5)).with_keyframe(Keyframe(5, 0.25))
    assert [(keyframe.frame, keyframe.value) for keyframe in track.keyframes] == [
        (0, 1.0),
        (5, 0.25),
        (10, 0.5),
    ]
    assert [keyframe.frame for keyframe in track.without(5).keyframes] == [0, 10]
    assert [keyframe.frame for keyframe in track.moved(0, 7).keyframes] == [5, 7, 10]
    assert [keyframe.value for keyframe in track.moved(5, 10).keyframes] == [1.0, 0.25]


def test_a_timeline_knows_its_tracks() -> None:
    smile = Track("direction", (Keyframe(0, 1.0),), name="smile")
    timeline = (
        Timeline(11, tracks=(LATENTS,)).with_track(smile).with_track(strength(0)).with_track(strength(3))
    )
    assert timeline.track("strength") == strength(3)
    assert list(timeline.directions()) == [smile]
    assert timeline.track("style") is None
    assert timeline.needs_generator
    timeline.check()


@given(st.integers(1, 6), st.integers(1, 200), st.booleans())
def test_spread_keyframes_lie_within_the_film(count: int, frames: int, loop: bool) -> None:
    keyframes = spread([LatentPoint(seed) for seed in range(count)], frames, loop, "smooth")
    Timeline(frames, loop=loop, tracks=(Track("latent", keyframes, "slerp"),)).check()


@pytest.mark.parametrize("loop", [False, True])
def test_another_rate_keeps_the_pace(loop: bool) -> None:
    keyframes = spread([LatentPoint(seed) for seed in range(3)], 48, loop, "smooth")
    before = Timeline(48, fps=24, loop=loop, tracks=(Track("latent", keyframes),))
    after = before.at_rate(12)
    assert (after.frames, after.duration_s) == (24, before.duration_s)
    assert after.tracks[0].keyframes == spread([LatentPoint(seed) for seed in range(3)], 24, loop, "smooth")


@given(st.integers(2, 400), st.integers(2, 400), st.booleans(), st.integers(0, 400))
def test_a_film_in_another_number_of_frames_is_still_one(
    frames: int, others: int, loop: bool, place: int
) -> None:
    keyframes = (Keyframe(0, LatentPoint(1)), Keyframe(1 + place % (frames - 1), LatentPoint(2)))
    Timeline(frames, loop=loop, tracks=(Track("latent", keyframes),)).lasting(others).check()


def test_rounding_carries_no_keyframe_beyond_the_end() -> None:
    for frames, others, place in ((121, 126, 120), (96, 60, 95)):
        track = Track("latent", (Keyframe(0, LatentPoint(1)), Keyframe(place, LatentPoint(2))))
        film = Timeline(frames, loop=False, tracks=(track,)).lasting(others)
        film.check()
        assert film.tracks[0].keyframes[-1].frame == others - 1


def test_one_frame_has_no_room_for_several_keyframes() -> None:
    track = Track("latent", (Keyframe(0, LatentPoint(1)), Keyframe(9, LatentPoint(2))))
    with pytest.raises(TimelineError, match="take 2 frames or more") as caught:
        Timeline(24, tracks=(track,)).lasting(1)
    assert_sentence(str(caught.value))
    assert Timeline(24, tracks=(Track("latent", track.keyframes[:1]),)).lasting(1).frames == 1
