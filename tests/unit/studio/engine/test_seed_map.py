"""The map of seeds: its spiral, what lies between seeds, and which cells a view shows."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from exports.session import open_generator
from studio.engine.latent import from_seed
from studio.engine.seed_map import (
    FARTHEST,
    LARGEST_SEED,
    MapCell,
    cell,
    cells_around,
    place_of,
    point_at,
    seed_at,
    seed_near,
)
from studio.engine.space import GeneratorSpace
from tests.helpers import tiny_models


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> GeneratorSpace:
    path: Path = tiny_models.build_generator(tmp_path_factory.mktemp("models") / "tiny.onnx")
    return GeneratorSpace(open_generator(path))


def test_every_place_has_a_seed_of_its_own_and_the_first_ones_lie_in_the_middle() -> None:
    reach = range(-6, 7)
    seeds = {(x, y): seed_at(x, y) for x, y in itertools.product(reach, reach)}
    assert sorted(seeds.values()) == list(range(13 * 13))
    assert all(place_of(seed) == place for place, seed in seeds.items())
    assert {seed_at(x, y) for x, y in itertools.product((-1, 0, 1), repeat=2)} == set(range(9))


def test_neighbouring_seeds_lie_side_by_side_and_the_edge_of_the_map_still_has_seeds() -> None:
    for seed in range(200):
        (x0, y0), (x1, y1) = place_of(seed), place_of(seed + 1)
        assert abs(x1 - x0) + abs(y1 - y0) <= 2
    for corner in itertools.product((-FARTHEST, FARTHEST), repeat=2):
        assert 0 < seed_at(*corner) <= LARGEST_SEED
        assert place_of(seed_at(*corner)) == corner
    assert seed_at(*place_of(LARGEST_SEED)) == LARGEST_SEED


def test_a_seed_is_just_what_it_is_anywhere_else(space: GeneratorSpace) -> None:
    np.testing.assert_array_equal(point_at(space, *place_of(77)), from_seed(77, space.size))
    assert seed_near(2.0, -3.0) == seed_at(2, -3)
    assert seed_near(2.5, -3.0) is None


def test_between_seeds_points_change_smoothly_and_keep_their_length(space: GeneratorSpace) -> None:
    corners = [point_at(space, x, y) for x, y in itertools.product((3, 4), (5, 6))]
    lengths = [float(np.linalg.norm(each)) for each in corners]
    way = [point_at(space, 3 + step / 100, 5.4) for step in range(101)]
    steps = [float(np.linalg.norm(b - a)) for a, b in itertools.pairwise(way)]
    assert max(steps) < 0.1 * max(lengths)
    for point in way:
        assert min(lengths) - 1e-4 <= np.linalg.norm(point) <= max(lengths) + 1e-4
    middle = point_at(space, 3.5, 5.5)
    assert np.linalg.norm(middle) == pytest.approx(np.mean(lengths), rel=1e-5)
    mean = np.mean(corners, axis=0)
    assert float(middle @ mean) / np.linalg.norm(middle) / np.linalg.norm(mean) == pytest.approx(
        1.0, abs=1e-5
    )


def test_one_place_has_one_cell_on_every_level() -> None:
    assert cell(3, 16, -8) == cell(0, 2, -1) == MapCell(0, 2, -1)
    assert cell(-2, 3, -1) == MapCell(0, 12, -4)
    assert cell(2, 6, 4) == MapCell(1, 3, 2)
    assert cell(2, 6, 4).seed is None
    assert cell(2, 8, 4).seed == seed_at(2, 1)
    fine = cell(2, 5, 4)
    assert fine.coarser().level < fine.level
    assert abs(fine.coarser().x - fine.x) <= 0.25


def test_a_view_asks_for_what_it_shows_the_middle_first() -> None:
    for level in (-1, 0, 2):
        cells = cells_around(1.2, -0.4, 3.0, 2.0, level)
        assert len(set(cells)) == len(cells)
        away = [(each.x - 1.2) ** 2 + (each.y + 0.4) ** 2 for each in cells]
        assert away == sorted(away)
        step = 2.0**-level
        assert max(abs(each.x - 1.2) for each in cells) <= 3.0 + step / 2 + 1e-9
        for x in np.arange(-1.8, 4.2, step):
            assert min(abs(each.x - x) for each in cells) <= step / 2 + 1e-9
    edge = cells_around(FARTHEST, 0, 5, 1, 0)
    assert max(each.x for each in edge) == FARTHEST
