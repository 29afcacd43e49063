"""Children of pictures, points held along directions, and directions between sets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from exports.generator_model import Direction
from exports.session import open_generator
from studio.document.exploration import GeneratedPicture, Litter
from studio.engine.breeding import children
from studio.engine.space import GeneratorSpace, between, held, length_kept
from tests.helpers import tiny_models


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> GeneratorSpace:
    path: Path = tiny_models.build_generator(tmp_path_factory.mktemp("models") / "tiny.onnx")
    return GeneratorSpace(open_generator(path))


def parent(space: GeneratorSpace, seed: int) -> GeneratedPicture:
    return GeneratedPicture(np.zeros((4, 4, 3), np.uint8), space.draw(seed), 0.8, seed, "")


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_the_same_litter_has_the_same_children(space: GeneratorSpace) -> None:
    litter = Litter((parent(space, 1), parent(space, 2)), 0.3, 5)
    first, again = children(litter, space), children(litter, space)
    np.testing.assert_array_equal(np.stack(first), np.stack(again))
    other = children(Litter(litter.parents, 0.3, 6), space)
    assert not np.array_equal(np.stack(first), np.stack(other))


def test_mutation_says_how_far_children_stray(space: GeneratorSpace) -> None:
    one = parent(space, 1)
    for each in children(Litter((one,), 0.0, 5), space):
        np.testing.assert_allclose(each, one.latent, atol=1e-6)
    near = [cosine(each, one.latent) for each in children(Litter((one,), 0.2, 5), space)]
    far = [cosine(each, one.latent) for each in children(Litter((one,), 0.9, 5), space)]
    assert np.mean(near) > 0.9
    assert np.mean(far) < np.mean(near) - 0.2


def test_children_of_two_lie_between_them(space: GeneratorSpace) -> None:
    a, b = parent(space, 1), parent(space, 2)
    born = children(Litter((a, b), 0.0, 7), space, 40)
    np.testing.assert_allclose(born[0], length_kept([a.latent, b.latent], [0.5, 0.5]), atol=1e-6)
    shares = []
    for child in born:
        solved, *_ = np.linalg.lstsq(np.stack([a.latent, b.latent], axis=1), child, rcond=None)
        assert (solved >= -1e-4).all()
        shares.append(solved[0] / solved.sum())
    assert min(shares) < 0.25
    assert max(shares) > 0.75


def test_a_held_point_stays_where_it_was_along_the_directions_and_nowhere_else() -> None:
    dice = np.random.default_rng(3)
    vectors = [each / np.linalg.norm(each) for each in dice.standard_normal((3, 16)).astype(np.float32)]
    directions = [Direction(str(number), vector, 1.0) for number, vector in enumerate(vectors)]
    drawn, like = dice.standard_normal((2, 16)).astype(np.float32)
    kept = held(drawn, like, directions[:2])
    for direction in directions[:2]:
        assert float(kept @ direction.vector) == pytest.approx(float(like @ direction.vector), abs=1e-4)
    change = kept - drawn
    inside, *_ = np.linalg.lstsq(np.stack(vectors[:2], axis=1), change, rcond=None)
    np.testing.assert_allclose(np.stack(vectors[:2], axis=1) @ inside, change, atol=1e-4)
    assert held(drawn, like, []) is drawn


def test_a_direction_leads_from_one_set_to_the_other() -> None:
    low = [np.array([0, 1, 0], np.float32), np.array([0, -1, 0], np.float32)]
    high = [np.array([4, 1, 0], np.float32), np.array([4, -1, 0], np.float32)]
    vector, sigma = between(low, high)
    np.testing.assert_allclose(vector, [1, 0, 0], atol=1e-6)
    assert sigma == pytest.approx(2.0)
    with pytest.raises(ValueError, match="same"):
        between(low, low)
    with pytest.raises(ValueError, match="at least one"):
        between([], high)


def test_what_cancels_out_is_not_blown_up() -> None:
    a = np.array([1, 0], np.float32)
    np.testing.assert_array_equal(length_kept([a, -a], [0.5, 0.5]), [0, 0])
