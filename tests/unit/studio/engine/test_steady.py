"""Films that are painted steadily: what stands still stays still, what moves leaves no ghost, a cut begins anew."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from exports.natural_noise import natural_noise
from exports.session import open_style
from studio.engine.painter import Controls, RegionPainter
from studio.engine.steady import RESTLESS, FilmPainter, Steadiness, Stillness
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_pictures_close
from tests.helpers.films import moving_square

REST = np.s_[24:, :]
"""Of the test's frames: where nothing moves."""


@pytest.fixture(scope="module")
def model(tiny_folder: Path):
    return open_style(tiny_folder / "tiny-style.onnx", provider="cpu")


def flicker(frames: list[np.ndarray]) -> float:
    """Mean change from frame to frame where nothing moves, in levels of 255."""
    still = np.stack([frame[REST] for frame in frames[3:]]).astype(float)
    return float(np.abs(np.diff(still, axis=0)).mean())


def painted(model, frames: list[np.ndarray], steadiness: Steadiness) -> list[np.ndarray]:
    paint = FilmPainter(model, tiny_models.random_style(1), steadiness=steadiness)
    return [paint(frame) for frame in frames]


def test_what_stands_still_flickers_far_less(model) -> None:
    frames = moving_square(20, noise=4)
    restless = flicker(painted(model, frames, RESTLESS))
    assert flicker(painted(model, frames, Steadiness())) < restless / 3


def test_statistics_that_remember_do_not_pump(model) -> None:
    frames = moving_square(20)
    for number, frame in enumerate(frames):
        frame[:14] = 255 * (number % 2)  # A light that blinks: the rest of the picture does not change.
    restless = flicker(painted(model, frames, RESTLESS))
    assert flicker(painted(model, frames, Steadiness(damping=0.0))) < restless / 3


def test_without_damping_each_frame_is_painted_as_a_picture(model) -> None:
    frames = moving_square(3, noise=4)
    style = tiny_models.random_style(1)
    for frame, result in zip(frames, painted(model, frames, RESTLESS), strict=True):
        alone = RegionPainter(model, frame, style, Controls())
        assert_pictures_close(result, alone.region(alone.box))


def test_what_moved_leaves_no_ghost() -> None:
    still = Stillness(0.95)
    frames = moving_square(12)
    shown = [still.frame(frame) for frame in frames]
    # Far behind the square nothing is left of it.
    assert np.abs(shown[-1][:, :30].astype(int) - frames[-1][:, :30]).max() <= 3
    assert np.array_equal(shown[-1][4:12, 54:60], frames[-1][4:12, 54:60])


def test_a_slow_change_of_light_is_followed() -> None:
    still = Stillness(0.9)
    shown = [still.frame(np.full((48, 64, 3), level, np.uint8)) for level in range(60, 160)]
    assert shown[-1].mean() > 150


def test_a_cut_begins_anew(model) -> None:
    day, night = np.full((48, 64, 3), 220, np.uint8), np.full((48, 64, 3), 20, np.uint8)
    frames = [day, day, night]
    alone = painted(model, [night], Steadiness())[0]
    assert np.array_equal(painted(model, frames, Steadiness())[2], alone)


def test_frames_may_change_their_size(model) -> None:
    frames = [*moving_square(2), *moving_square(2, 80, 60)]
    assert [frame.shape for frame in painted(model, frames, Steadiness())] == [
        frame.shape for frame in frames
    ]


def along(frames: list[np.ndarray], step_px: int) -> float:
    """Mean change from frame to frame after a pan to the right was undone, in levels of 255, far from the edges."""
    pairs = itertools.pairwise(frames[3:])
    changes = [
        np.abs(b[10:-10, 10 : -10 - step_px].astype(int) - a[10:-10, 10 + step_px : -10]) for a, b in pairs
    ]
    return float(np.mean(changes))


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_strokes_go_along_with_a_camera_that_turns(model, scale: float) -> None:
    scene, rng = natural_noise(96, 200), np.random.default_rng(0)
    parts = [scene[:, 3 * number :][:, :128] for number in range(16)]
    frames = [np.clip(part + rng.normal(0, 3, part.shape), 0, 255).astype(np.uint8) for part in parts]

    def film(steadiness: Steadiness) -> list[np.ndarray]:
        paint = FilmPainter(model, tiny_models.random_style(1), Controls(scale=scale), steadiness)
        return [paint(frame) for frame in frames]

    steady = film(Steadiness())
    assert [each.shape for each in steady] == [each.shape for each in frames]
    assert along(steady, 3) < along(film(Steadiness(damping=0.0)), 3) / 3


def test_a_pan_shows_the_frame_that_came(model) -> None:
    """What goes along with the scene is still where the frame has it."""
    scene = natural_noise(96, 200)
    frames = [scene[:, 4 * number :][:, :128] for number in range(12)]  # By one of the network's cells each.
    style = model.blend([(tiny_models.random_style(1), 1.0)], strength=0.2)
    paint = FilmPainter(model, style, steadiness=Steadiness())
    last = [paint(frame) for frame in frames][-1]
    alone = FilmPainter(model, style, steadiness=RESTLESS)(frames[-1])
    here = np.abs(last.astype(int) - alone).mean()
    elsewhere = np.abs(np.roll(last, 4, axis=1).astype(int) - alone).mean()
    assert here < elsewhere / 2
