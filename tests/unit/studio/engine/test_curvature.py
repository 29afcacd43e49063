"""What L-BFGS remembers: its two loops on inner products are those of the book, and a long memory stays bounded."""

from __future__ import annotations

import numpy as np
import pytest

from studio.engine import curvature
from studio.engine.curvature import Curvature, Guess, dot


def pairs(count: int, size: int, seed: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
    """Moves with the changes that a convex bowl brings about along them."""
    rng = np.random.default_rng(seed)
    bend = rng.uniform(0.5, 4.0, size).astype(np.float32)
    moves = rng.standard_normal((count, size)).astype(np.float32)
    return [(move, bend * move) for move in moves]


def plain(values: np.ndarray) -> np.ndarray:
    return values.copy()


def uneven(values: np.ndarray) -> np.ndarray:
    """Another guess of the inverse Hessian: a diagonal."""
    return values * np.linspace(0.5, 2.0, values.size, dtype=values.dtype)


def two_loops(
    remembered: list[tuple[np.ndarray, np.ndarray]], gradient: np.ndarray, guess: Guess = plain
) -> np.ndarray:
    """Algorithm 7.4 word for word, in double precision."""
    way, passed = gradient.astype(np.float64), []
    for moved, changed in reversed(remembered):
        share = moved.astype(np.float64) @ way / (moved.astype(np.float64) @ changed)
        way = way - share * changed
        passed.append(share)
    moved, changed = remembered[-1]
    changed = changed.astype(np.float64)
    way = guess(way) * (moved.astype(np.float64) @ changed / (changed @ guess(changed)))
    for (moved, changed), share in zip(remembered, reversed(passed), strict=True):
        way = way + (share - changed @ way / (moved.astype(np.float64) @ changed)) * moved
    return way


def remembering(remembered: list[tuple[np.ndarray, np.ndarray]], dtype: str = "float32") -> Curvature:
    known = Curvature(remembered[0][0].size, np.dtype(dtype))
    for moved, changed in remembered:
        known.add(moved, changed)
    return known


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-4), ("float16", 2e-2)])
@pytest.mark.parametrize("count", [1, 7])
@pytest.mark.parametrize("guess", [plain, uneven])
def test_it_is_the_algorithm_of_the_book(guess: Guess, count: int, dtype: str, tolerance: float) -> None:
    remembered, gradient = pairs(count, 90_000), np.random.default_rng(9).standard_normal(90_000, np.float32)
    way = remembering(remembered, dtype).direction(gradient, guess)
    wanted = two_loops(remembered, gradient, guess)
    assert way is not None
    assert np.abs(way - wanted).max() < tolerance * np.abs(wanted).max()


def test_the_oldest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curvature, "MOST_PAIRS", 5)
    remembered, gradient = pairs(9, 400), np.random.default_rng(9).standard_normal(400, np.float32)
    known = remembering(remembered)
    assert len(known) == 5
    way = known.direction(gradient, plain)
    assert way is not None
    assert np.allclose(way, two_loops(remembered[-5:], gradient), rtol=1e-3, atol=1e-4)


def test_large_pictures_take_what_memory_there_is() -> None:
    small, large = Curvature(3 * 256 * 256), Curvature(3 * 2048 * 2048)
    assert (small.dtype, small.most) == (np.float32, curvature.MOST_PAIRS)
    assert large.dtype == np.float16
    assert large.most >= curvature.LEAST_PAIRS
    assert large.most * 4 * large.size <= max(curvature.PAIRS_BYTES, curvature.LEAST_PAIRS * 4 * large.size)


def test_what_does_not_bend_upwards_is_not_learned() -> None:
    known, (moved, changed) = Curvature(300), pairs(1, 300)[0]
    known.add(moved, -changed)
    known.add(moved, np.zeros_like(changed))
    known.add(np.zeros_like(moved), changed)
    assert not len(known)
    gradient = np.ones(300, np.float32)
    way = known.direction(gradient, plain)
    assert way is not None
    assert np.array_equal(way, gradient)


def test_it_goes_on_from_its_arrays_and_shares_nothing_that_changes() -> None:
    remembered, gradient = pairs(6, 500), np.random.default_rng(4).standard_normal(500, np.float32)
    known = remembering(remembered[:5])
    twin, read = known.copy(), Curvature.from_arrays(known.arrays(), 500)
    for each in (known, twin, read):
        each.add(*remembered[5])
    way = known.direction(gradient, plain)
    assert way is not None
    assert dot(way, gradient) > 0
    for other in (twin, read):
        same = other.direction(gradient, plain)
        assert same is not None
        assert np.array_equal(same, way)
    known.forget()
    assert len(twin) == 6


@pytest.mark.parametrize("damage", ["shape", "nan", "scales"])
def test_damaged_arrays_are_refused(damage: str) -> None:
    arrays = remembering(pairs(2, 50)).arrays()
    if damage == "shape":
        arrays["moved"] = arrays["moved"][:, :40]
    elif damage == "nan":
        arrays["changed"][0, 0] = np.nan
    else:
        arrays["scales"] = arrays["scales"][:1]
    with pytest.raises(ValueError, match="pairs"):
        Curvature.from_arrays(arrays, 50)
