"""Photos into a generator: its own pictures are found again, and work that stops keeps what it has."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from exports.session import ProjectorModel, open_projector
from studio.engine.cancel import Cancelled, CancelToken
from studio.engine.latent import from_seed
from studio.engine.projector import (
    ProjectionProgress,
    ProjectionRequest,
    middle_square,
    project,
    typical_distance,
)
from tests.helpers.assertions import assert_pictures_close


@pytest.fixture(scope="module")
def model(tiny_generator_path: Path) -> ProjectorModel:
    return open_projector(tiny_generator_path, provider="cpu", threads=1)


def own_picture(model: ProjectorModel, seed: int) -> np.ndarray:
    return model.pictures(from_seed(seed, model.latent_size)[np.newaxis])[0]


def test_a_generators_own_pictures_are_found_again(model: ProjectorModel) -> None:
    tenth = typical_distance(model) / 10
    found = [project(ProjectionRequest(own_picture(model, seed)), model) for seed in range(5000, 5010)]
    assert sum(result.perceptual < tenth for result in found) >= 9
    assert all(result.finished for result in found)
    for result in found:
        assert_pictures_close(result.picture, model.pictures(result.latent[np.newaxis])[0])


def test_the_errors_are_those_of_the_picture(model: ProjectorModel) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (40, 24, 3), dtype=np.uint8)
    result = project(ProjectionRequest(photo, steps=20), model)
    difference = (result.picture.astype(np.float64) - result.target) / 255
    assert result.pixel == pytest.approx(np.sqrt((difference**2).mean()), abs=2e-3)
    assert_pictures_close(result.target, middle_square(photo, model.resolution))


def test_the_same_request_finds_the_same_latent(model: ProjectorModel) -> None:
    request = ProjectionRequest(own_picture(model, 1), steps=12)
    assert np.array_equal(project(request, model).latent, project(request, model).latent)


def test_going_on_from_a_latent_makes_it_better(model: ProjectorModel) -> None:
    photo = own_picture(model, 2)
    coarse = project(ProjectionRequest(photo, restarts=1, steps=8), model)
    fine = project(ProjectionRequest(photo, steps=60, start=coarse.latent), model)
    assert fine.perceptual + fine.pixel**2 < coarse.perceptual + coarse.pixel**2


def test_a_refinement_is_never_worse_than_its_start(model: ProjectorModel) -> None:
    latent = from_seed(3, model.latent_size)
    result = project(
        ProjectionRequest(own_picture(model, 3), steps=3, start=latent, prior_weight=0.0, learning_rate=5.0),
        model,
    )
    assert np.array_equal(result.latent, latent)


def test_progress_counts_the_steps_and_the_latents_that_are_left(model: ProjectorModel) -> None:
    seen: list[ProjectionProgress] = []
    project(ProjectionRequest(own_picture(model, 4), restarts=8, steps=20), model, seen.append)
    assert [at.step for at in seen] == list(range(1, 21))
    assert [seen[index].latents for index in (0, 10, 19)] == [8, 2, 2]
    assert seen[-1].pixel < seen[0].pixel


def test_cancelling_keeps_the_best_so_far(model: ProjectorModel) -> None:
    token = CancelToken()
    seen: list[ProjectionProgress] = []

    def stop_at_five(at: ProjectionProgress) -> None:
        seen.append(at)
        if at.step == 5:
            token.cancel()

    result = project(ProjectionRequest(own_picture(model, 5), steps=500), model, stop_at_five, token)
    assert not result.finished
    assert len(seen) == 5
    assert result.perceptual == seen[-1].perceptual


def test_cancelling_at_once_finds_nothing(model: ProjectorModel) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        project(ProjectionRequest(own_picture(model, 6)), model, cancel=token)


def test_the_middle_square_is_taken() -> None:
    photo = np.zeros((20, 60, 3), np.uint8)
    photo[:, 20:40] = 255
    assert (middle_square(photo, 20) == 255).all()
    assert middle_square(photo, 8).shape == (8, 8, 3)


@pytest.mark.parametrize(("restarts", "steps"), [(0, 10), (1000, 10), (1, 0)])
def test_a_request_that_makes_no_sense_is_refused(restarts: int, steps: int) -> None:
    with pytest.raises(ValueError, match=r"restarts|step"):
        ProjectionRequest(np.zeros((4, 4, 3), np.uint8), restarts=restarts, steps=steps)
