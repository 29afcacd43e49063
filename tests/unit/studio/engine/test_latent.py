"""Latents: stable seeds, the arc between two, and walks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.engine.latent import EASINGS, Latent, from_seed, lerp, slerp, walk

A, B, C = (from_seed(seed, 64) for seed in (1, 2, 3))


def unit(latent: Latent) -> Latent:
    return latent / np.float32(np.linalg.norm(latent))


def test_a_seed_names_the_same_latent_for_ever() -> None:
    expected = [0.59416, 1.268355, 0.038617, 0.190751]
    assert from_seed(42, 4) == pytest.approx(expected, abs=1e-6)
    assert np.array_equal(from_seed(7, 16), from_seed(7, 16))
    assert not np.array_equal(from_seed(7, 16), from_seed(8, 16))


def test_latents_are_standard_normal() -> None:
    latent = from_seed(3, 200_000)
    assert latent.dtype == np.float32
    assert latent.mean() == pytest.approx(0, abs=0.01)
    assert latent.std() == pytest.approx(1, abs=0.01)
    assert np.mean(np.abs(latent) < 1) == pytest.approx(0.6827, abs=0.005)


@given(st.floats(0, 1))
def test_an_arc_keeps_the_length_that_a_straight_mix_loses(t: float) -> None:
    a, b = unit(A), unit(B)
    assert np.linalg.norm(slerp(a, b, t)) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(lerp(a, b, 0.5)) < 0.9


@pytest.mark.parametrize("mix", [slerp, lerp])
def test_a_mix_begins_and_ends_at_its_ends(mix) -> None:
    assert mix(A, B, 0.0) == pytest.approx(A, abs=1e-6)
    assert mix(A, B, 1.0) == pytest.approx(B, abs=1e-6)


def test_an_arc_goes_at_an_even_pace() -> None:
    steps = [slerp(unit(A), unit(B), t) for t in np.linspace(0, 1, 9)]
    distances = [np.linalg.norm(b - a) for a, b in pairwise(steps)]
    assert max(distances) == pytest.approx(min(distances), rel=1e-3)


@pytest.mark.parametrize("other", [A, -A, 2 * A, 0 * A])
def test_where_no_arc_is_defined_the_mix_is_straight_and_finite(other: np.ndarray) -> None:
    assert slerp(A, other, 0.25) == pytest.approx(lerp(A, other, 0.25), abs=1e-4)


@pytest.mark.parametrize("name", list(EASINGS))
def test_easings_go_from_start_to_end_and_never_back(name: str) -> None:
    values = [EASINGS[name](t) for t in np.linspace(0, 1, 50)]
    assert values[0] == 0
    assert values[-1] == pytest.approx(1)
    assert (np.diff(values) >= 0).all()


@pytest.mark.parametrize("easing", list(EASINGS))
def test_a_walk_passes_every_keyframe(easing: str) -> None:
    frames = list(walk([A, B, C], 21, easing=easing))
    assert len(frames) == 21
    for place, keyframe in ((0, A), (10, B), (20, C)):
        assert np.array_equal(frames[place], keyframe)


def test_a_loop_ends_one_step_before_it_begins() -> None:
    frames = list(walk([A, B, C], 30, loop=True))
    assert len(frames) == 30
    assert [np.array_equal(frames[place], key) for place, key in ((0, A), (10, B), (20, C))] == [True] * 3
    first, last = np.linalg.norm(frames[1] - frames[0]), np.linalg.norm(frames[0] - frames[-1])
    assert 0 < last < 2 * first


@given(st.integers(1, 5), st.integers(1, 40), st.booleans())
def test_a_walk_gives_as_many_frames_as_asked(keyframes: int, frames: int, loop: bool) -> None:
    latents = [from_seed(seed, 4) for seed in range(keyframes)]
    steps = list(walk(latents, frames, loop))
    assert len(steps) == frames
    assert all(np.isfinite(step).all() for step in steps)


@pytest.mark.parametrize(
    ("latents", "frames", "easing"), [([], 5, "linear"), ([A], 0, "linear"), ([A, B], 5, "bounce")]
)
def test_a_walk_that_makes_no_sense_is_refused_at_once(latents: list, frames: int, easing: str) -> None:
    with pytest.raises(ValueError, match=r"at least|easing"):
        walk(latents, frames, easing=easing)
