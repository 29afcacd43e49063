"""Where the latents of a stamp go."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from exports.session import GeneratorModel, open_generator
from studio.document.stamp import Stamp
from studio.engine.latent import from_seed
from studio.engine.stamps import BATCH, batch_of, latent_at, picture_at
from tests.helpers import tiny_models


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> GeneratorModel:
    return open_generator(tiny_models.build_generator(tmp_path_factory.mktemp("stamps") / "tiny.onnx"))


@pytest.fixture
def stamp(model: GeneratorModel) -> Stamp:
    return Stamp(model.card.name, tuple(from_seed(4, model.latent_size).tolist()), drift=0.1)


def test_the_walk_begins_with_the_stamp_and_goes_in_small_steps(stamp: Stamp) -> None:
    walk = np.stack([latent_at(stamp, number) for number in range(60)])
    assert np.array_equal(walk[0], np.array(stamp.latent, np.float32))
    steps = np.linalg.norm(np.diff(walk, axis=0), axis=1)
    far = np.linalg.norm(walk[0] - walk[30])
    assert steps.max() < 0.5 * far


def test_more_drift_goes_further_and_none_stays(stamp: Stamp) -> None:
    def gone(drift: float) -> float:
        moved = replace(stamp, drift=drift)
        return float(np.linalg.norm(latent_at(moved, 1) - latent_at(moved, 0)))

    assert gone(0) == 0 < gone(0.05) < gone(0.3)


def test_another_seed_is_another_way_from_the_same_picture(stamp: Stamp) -> None:
    other = replace(stamp, seed=2)
    assert np.array_equal(latent_at(stamp, 0), latent_at(other, 0))
    assert not np.array_equal(latent_at(stamp, 10), latent_at(other, 10))


def test_pictures_are_the_same_one_by_one_and_in_batches(stamp: Stamp, model: GeneratorModel) -> None:
    at = picture_at(stamp, model)
    pictures = [at(number) for number in range(2 * BATCH)]
    for index in range(2):
        for place, picture in enumerate(batch_of(stamp, index, model)):
            assert np.array_equal(pictures[index * BATCH + place], picture)
    assert not np.array_equal(pictures[0], pictures[-1])
    still = batch_of(replace(stamp, drift=0.0), 3, model)
    assert len(still) == BATCH
    assert all(np.array_equal(picture, pictures[0]) for picture in still)
