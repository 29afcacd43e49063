"""Films that are painted steadily: what stands still stays still, what moves leaves no ghost, a cut begins anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

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
