"""Timelines in motion: they pass their keyframes, go on without a jolt, and are the same each time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from exports.generator_model import Direction
from exports.session import StyleGeneratorModel, open_generator
from studio.document.exploration import LayerMix
from studio.document.timeline import (
    INTERPOLATIONS,
    Keyframe,
    LatentPoint,
    MixPoint,
    StylePoint,
    Timeline,
    TimelineError,
    Track,
    Wander,
    spread,
)
from studio.engine.animation import LatentMotion, StyleMotion, number_at
from studio.engine.film import FrameMaker
from studio.engine.latent import EASINGS, from_seed, walk
from studio.engine.space import GeneratorSpace
from tests.helpers.assertions import assert_sentence
from tests.helpers.tiny_style_generator import build_style_generator

SIZE = 64
SEEDS = (3, 14, 15, 92)


def latents(timeline: Timeline, directions: tuple[Direction, ...] = ()) -> list[np.ndarray]:
    motion = LatentMotion(timeline, SIZE, directions)
    return [motion(frame).latent for frame in range(timeline.frames)]


def through_seeds(
    frames: int, *, loop: bool, interpolation: str = "slerp", easing: str = "linear", **more
) -> Timeline:
    keyframes = spread([LatentPoint(seed) for seed in SEEDS], frames, loop, easing)
    return Timeline(frames, loop=loop, tracks=(Track("latent", keyframes, interpolation),), **more)  # type: ignore[arg-type]


def assert_closed(values: list[np.ndarray]) -> None:
    """The step from the last to the first is like any other, and so is the change of direction there."""
    ring = [*values, values[0]]
    steps = [float(np.linalg.norm(b - a)) for a, b in pairwise(ring)]
    assert steps[-1] <= 1.5 * max(steps[:-1])
    assert steps[-1] > 0
    bends = [float(np.linalg.norm(c - 2 * b + a)) for a, b, c in zip(ring, ring[1:], ring[2:], strict=False)]
    across = float(np.linalg.norm(values[1] - 2 * values[0] + values[-1]))
    assert across <= 1.5 * max(bends)


@pytest.mark.parametrize("loop", [False, True])
@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("easing", EASINGS)
def test_the_way_passes_every_keyframe(loop: bool, interpolation: str, easing: str) -> None:
    frames = 48 if loop else 46
    made = latents(through_seeds(frames, loop=loop, interpolation=interpolation, easing=easing))
    places = (0, 12, 24, 36) if loop else (0, 15, 30, 45)
    for place, seed in zip(places, SEEDS, strict=True):
        assert np.array_equal(made[place], from_seed(seed, SIZE))


@pytest.mark.parametrize("loop", [False, True])
@pytest.mark.parametrize("easing", EASINGS)
def test_slerp_goes_the_way_of_a_walk(loop: bool, easing: str) -> None:
    made = latents(through_seeds(31, loop=loop, easing=easing))
    expected = list(walk([from_seed(seed, SIZE) for seed in SEEDS], 31, loop, easing))
    np.testing.assert_allclose(made, expected, atol=1e-4)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
def test_a_loop_closes(interpolation: str) -> None:
    assert_closed(latents(through_seeds(48, loop=True, interpolation=interpolation)))


@pytest.mark.parametrize("kind", ["noise", "circle"])
@pytest.mark.parametrize("amount", [0.3, 1.0])
@pytest.mark.parametrize("turns", [1, 3])
def test_a_wandering_loop_closes_too(kind: str, amount: float, turns: int) -> None:
    wander = Wander(kind, amount, turns, seed=5)  # type: ignore[arg-type]
    assert_closed(latents(through_seeds(96, loop=True, interpolation="spline", wander=wander)))


def test_a_loop_whose_keyframes_begin_late_closes() -> None:
    keyframes = (Keyframe(7, LatentPoint(1)), Keyframe(20, LatentPoint(2)), Keyframe(33, LatentPoint(3)))
    made = latents(Timeline(40, loop=True, tracks=(Track("latent", keyframes, "spline"),)))
    assert_closed(made)
    assert np.array_equal(made[7], from_seed(1, SIZE))


def test_outside_of_its_keyframes_a_way_stands_still() -> None:
    keyframes = (Keyframe(4, LatentPoint(1)), Keyframe(8, LatentPoint(2)))
    made = latents(Timeline(12, tracks=(Track("latent", keyframes, "slerp"),)))
    assert all(np.array_equal(latent, from_seed(1, SIZE)) for latent in made[:5])
    assert all(np.array_equal(latent, from_seed(2, SIZE)) for latent in made[8:])


def test_a_spline_has_no_kinks_where_straight_ways_have() -> None:
    def sharpest(interpolation: str) -> float:
        made = latents(through_seeds(96, loop=True, interpolation=interpolation))
        return max(
            float(np.linalg.norm(c - 2 * b + a)) for a, b, c in zip(made, made[1:], made[2:], strict=False)
        )

    assert sharpest("spline") < sharpest("slerp") / 3


@pytest.mark.parametrize("interpolation", ["slerp", "spline"])
@pytest.mark.parametrize(
    "wander", [None, Wander("noise", 0.5), Wander("circle", 0.5), Wander("noise"), Wander("circle")]
)
def test_latents_stay_as_likely_as_drawn_ones(interpolation: str, wander: Wander | None) -> None:
    keyframes = spread([LatentPoint(seed) for seed in SEEDS], 40, True, "linear")
    timeline = Timeline(40, loop=True, tracks=(Track("latent", keyframes, interpolation),), wander=wander)  # type: ignore[arg-type]
    motion = LatentMotion(timeline, 4096, ())
    lengths = [float(np.linalg.norm(motion(frame).latent)) / 64 for frame in range(40)]
    assert min(lengths) > 0.9
    assert max(lengths) < 1.1


def test_a_walk_needs_no_keyframes_and_its_seed_draws_it() -> None:
    once, again, other = (
        latents(Timeline(20, loop=True, wander=Wander("noise", seed=seed))) for seed in (1, 1, 2)
    )
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)


def test_more_turns_wander_more() -> None:
    def way(turns: int) -> float:
        made = latents(Timeline(120, loop=True, wander=Wander("noise", turns=turns)))
        return sum(float(np.linalg.norm(b - a)) for a, b in pairwise(made))

    assert way(4) > 2 * way(1)


def test_directions_and_truncation_move_as_their_tracks_say() -> None:
    smile = Direction("smile", np.eye(SIZE, dtype=np.float32)[0], 2.0)
    timeline = Timeline(
        11,
        tracks=(
            Track("latent", (Keyframe(0, LatentPoint(1)),), "slerp"),
            Track("direction", (Keyframe(0, -1.0), Keyframe(10, 1.0)), name="smile"),
            Track("truncation", (Keyframe(0, 1.0), Keyframe(10, 0.5)), "spline"),
        ),
    )
    motion = LatentMotion(timeline, SIZE, [smile])
    start = from_seed(1, SIZE)
    assert motion(0).latent[0] == pytest.approx(start[0] - 2)
    assert motion(5).latent[0] == pytest.approx(start[0])
    assert motion(10).latent[0] == pytest.approx(start[0] + 2)
    assert np.array_equal(motion(10).latent[1:], start[1:])
    assert [motion(frame).truncation for frame in (0, 5, 10)] == pytest.approx([1.0, 0.75, 0.5])


@pytest.mark.parametrize("values", [(0.0, 0.0, 2.0), (0.0, 2.0, 2.0, 0.0)])
def test_a_curve_of_numbers_stays_within_their_range(values: tuple[float, ...]) -> None:
    keyframes = tuple(Keyframe(10 * place, value) for place, value in enumerate(values))
    timeline = Timeline(
        10 * len(values),
        tracks=tuple(Track(kind, keyframes, "spline") for kind in ("strength", "truncation")),
    )
    for kind in ("strength", "truncation"):
        found = [number_at(timeline, kind, frame / 4) for frame in range(40 * (len(values) - 1) + 1)]
        assert found[::40] == pytest.approx(list(values))
        assert min(found) >= 0.0
        assert max(found) <= 2.0


def test_styles_and_their_strength_move() -> None:
    vectors = {"a": np.array([1, 0, 0], np.float32), "b": np.array([0, 1, 0], np.float32)}
    photo = np.array([0, 0, 1], np.float32)

    class Network:
        style_size = 3

        def at_strength(self, style: np.ndarray, strength: float) -> np.ndarray:
            return photo + strength * (style - photo)

    a, b = StylePoint((("a", 1.0),)), StylePoint((("a", 1.0), ("b", 3.0)))
    timeline = Timeline(
        11,
        tracks=(
            Track("style", (Keyframe(0, a), Keyframe(10, b))),
            Track("strength", (Keyframe(0, 0.0), Keyframe(5, 1.0))),
        ),
    )
    motion = StyleMotion(timeline, vectors, Network())
    assert motion(0) == pytest.approx(photo)
    assert motion(10) == pytest.approx([0.25, 0.75, 0])
    assert motion(5) == pytest.approx([0.625, 0.375, 0])
    assert number_at(timeline, "truncation", 3) == 1.0


def test_what_does_not_fit_the_generator_is_named() -> None:
    latent = Track("latent", (Keyframe(0, LatentPoint(numbers=(1.0, 2.0))),))
    with pytest.raises(ValueError, match="2 numbers"):
        LatentMotion(Timeline(3, tracks=(latent,)), SIZE, ())
    smile = Track("direction", (Keyframe(0, 1.0),), name="smile")
    with pytest.raises(ValueError, match="'smile'"):
        LatentMotion(through_seeds(4, loop=False).with_track(smile), SIZE, ())


@pytest.fixture(scope="module")
def styled(tmp_path_factory: pytest.TempPathFactory) -> StyleGeneratorModel:
    model = open_generator(
        build_style_generator(tmp_path_factory.mktemp("styled") / "styled.onnx"), provider="cpu"
    )
    assert isinstance(model, StyleGeneratorModel)
    return model


def mixing(*points: MixPoint, loop: bool = False) -> Timeline:
    frames = 4 * len(points) if loop else 4 * (len(points) - 1) + 1
    latent = Track("latent", (Keyframe(0, LatentPoint(3)),), "slerp")
    return Timeline(frames, loop=loop, tracks=(latent, Track("mix", spread(points, frames, loop, "linear"))))


def test_layers_go_from_one_mix_to_the_next(styled: StyleGeneratorModel) -> None:
    points = MixPoint(), MixPoint(LatentPoint(9), (1, 2)), MixPoint(LatentPoint(4), (0, 90))
    frames = list(FrameMaker(mixing(*points), styled).frames())
    space = GeneratorSpace(styled)
    own = from_seed(3, styled.latent_size)[np.newaxis]

    def mixed(seed: int, layers: tuple[int, ...]) -> np.ndarray:
        return space.pictures(own, 1.0, LayerMix(from_seed(seed, styled.latent_size), layers))[0]

    assert np.array_equal(frames[0], space.pictures(own, 1.0)[0])
    assert np.array_equal(frames[4], mixed(9, (1, 2)))
    assert np.array_equal(frames[8], mixed(4, (0,)))
    steps = [float(np.abs(b.astype(int) - a).mean()) for a, b in pairwise(frames[:5])]
    assert min(steps) > 0
    assert max(steps) < 2.5 * min(steps), "it jumps"


def test_a_loop_of_mixes_closes(styled: StyleGeneratorModel) -> None:
    timeline = mixing(MixPoint(LatentPoint(9), (2,)), MixPoint(), loop=True)
    maker = FrameMaker(timeline, styled)
    assert np.array_equal(maker.seen(0).picture, maker.seen(timeline.frames).picture)
    assert not np.array_equal(maker.seen(0).picture, maker.seen(timeline.frames - 1).picture)


def test_a_frame_is_seen_with_what_made_it(styled: StyleGeneratorModel) -> None:
    maker = FrameMaker(mixing(MixPoint(), MixPoint(LatentPoint(9), (1, 2))), styled, size_px=64)
    between, at = maker.seen(2), maker.seen(4)
    assert np.array_equal(at.picture, maker.seen(4).picture)
    assert at.place.mix is not None
    assert at.place.mix.stands
    drawn = GeneratorSpace(styled).pictures(
        at.place.latent[np.newaxis], at.place.truncation, at.place.mix.mix
    )
    assert np.array_equal(at.drawn, drawn[0])
    assert between.place.mix is not None
    assert not between.place.mix.stands, "no one mix of layers gives it"


def test_layers_of_a_generator_without_any_are_said(tiny_generator_path: Path) -> None:
    with pytest.raises(ValueError, match="mixes layers") as caught:
        FrameMaker(mixing(MixPoint(), MixPoint(LatentPoint(1), (0,))), open_generator(tiny_generator_path))
    assert_sentence(str(caught.value), "Tiny generator")


@pytest.mark.parametrize(
    "point", [(LatentPoint(1), ()), (None, (1,)), (LatentPoint(1), (1, 1)), (LatentPoint(1), (100,))]
)
def test_a_mix_is_layers_and_another_latent(point: tuple) -> None:
    with pytest.raises(TimelineError):
        MixPoint(*point)


class Watched(tuple[Keyframe, ...]):
    """Keyframes that count how often one of them is looked at."""

    looks = 0

    def __getitem__(self, place):
        Watched.looks += 1
        return super().__getitem__(place)

    def __iter__(self):
        Watched.looks += len(self)
        return super().__iter__()


@pytest.mark.parametrize("loop", [False, True])
@pytest.mark.parametrize("interpolation", ["linear", "spline"])
def test_a_frame_of_a_long_film_looks_at_few_of_its_keyframes(loop: bool, interpolation: str) -> None:
    count = 5000
    keyframes = Watched(Keyframe(float(place), 0.5 + 0.4 * (place % 2)) for place in range(count))
    track = Track("truncation", keyframes, interpolation)  # type: ignore[arg-type]
    timeline = Timeline(count, loop=loop, tracks=(track,))
    Watched.looks = 0
    for frame in (0.5, 17.0, 2500.25, count - 1.0):
        value = number_at(timeline, "truncation", frame)
        assert 0.4 < value < 1.0
    assert Watched.looks < 4 * 60
