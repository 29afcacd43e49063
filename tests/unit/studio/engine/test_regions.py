"""Which part of a picture is whose, and what the optimizer makes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from exports.session import PerceptualModel, open_perceptual, open_style
from studio.document.commission import Distance
from studio.document.geometry import Box
from studio.document.tiles import TileMask
from studio.engine.first_painting import begun_with_brush
from studio.engine.guided_objective import Guide, GuidedObjective
from studio.engine.objective import Objective
from studio.engine.optimizer import optimize
from studio.engine.optimizer_request import OptimizerRequest
from studio.engine.optimizer_work import WorkKeeper, run_of
from studio.engine.regions import Region, mask_of_selection, mask_within, regions_of
from studio.engine.style_distance import DISTANCES
from tests.helpers.tiny_models import random_style

RANDOM = np.random.default_rng(0)
CONTENT, IMAGE = (RANDOM.random((1, 3, 96, 132), np.float32) for _ in range(2))
STYLE = RANDOM.random((1, 3, 96, 132), np.float32) ** 3
LEFT = np.zeros((40, 60), np.uint8)
LEFT[:, :30] = 255
RED, BLUE = (np.full((40, 40, 3), color, np.uint8) for color in ((230, 20, 20), (20, 20, 230)))
BLOCKS = np.kron(RANDOM.integers(0, 256, (5, 8, 3)), np.ones((8, 8, 1))).astype(np.uint8)[:, :60]
REQUEST = OptimizerRequest(
    BLOCKS,
    ((RED, 1.0), (BLUE, 1.0)),
    size_px=60,
    steps=25,
    content_weight=0.05,
    tv_weight=0.0,
    learning_rate=0.05,
    init="noise",
    coarse_to_fine=False,
)


@pytest.fixture(scope="module")
def model(tiny_perceptual_path: Path) -> PerceptualModel:
    return open_perceptual(tiny_perceptual_path, provider="cpu", threads=1)


def sides(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean colours of the left and of the right third."""
    third = picture.shape[1] // 3
    return picture[:, :third].mean(axis=(0, 1)), picture[:, -third:].mean(axis=(0, 1))


# ---- who has what


def test_without_masks_everything_is_one_region() -> None:
    [region] = regions_of(REQUEST, (60, 40))
    assert region.styles == (0, 1)
    assert (region.mask == 1).all()
    everywhere = replace(REQUEST, masks=(np.full((4, 4), 255, np.uint8), None))
    assert [region.styles for region in regions_of(everywhere, (60, 40))] == [(0, 1)]


def test_a_style_without_a_mask_takes_what_no_mask_covers() -> None:
    masked, left = regions_of(replace(REQUEST, masks=(None, LEFT)), (60, 40))
    assert (masked.styles, left.styles) == ((1,), (0,))
    assert (masked.mask[:, :30] == 1).all()
    assert np.array_equal(masked.mask + left.mask, np.ones((40, 60), np.float32))


def test_what_no_style_takes_stays_as_it_is() -> None:
    masked, left = regions_of(replace(REQUEST, masks=(LEFT, LEFT)), (60, 40))
    assert masked.styles == (0, 1), "equal masks are mixed"
    assert left.styles == ()


def test_where_masks_overlap_the_shares_say_whose_it_is() -> None:
    request = replace(
        REQUEST, styles=((RED, 3.0), (BLUE, 1.0)), masks=(LEFT, np.full((40, 60), 255, np.uint8) - LEFT // 2)
    )
    regions = regions_of(request, (60, 40))
    assert np.allclose(sum(region.mask for region in regions), 1.0)
    one, other = regions[:2]
    assert one.mask[0, 0] == pytest.approx(3.0 / 3.5, rel=0.01)
    assert other.mask[0, 50] == 1.0


def test_a_style_that_counts_nothing_or_covers_nothing_has_no_region() -> None:
    nothing = np.zeros((40, 60), np.uint8)
    assert [r.styles for r in regions_of(replace(REQUEST, masks=(nothing, None)), (60, 40))] == [(1,)]
    silent = replace(REQUEST, styles=((RED, 0.0), (BLUE, 1.0)), masks=(LEFT, None))
    assert [r.styles for r in regions_of(silent, (60, 40))] == [(1,)]


@pytest.mark.parametrize(
    "masks",
    [(LEFT,), (np.zeros((4, 4, 3), np.uint8), None), (LEFT.astype(float), None)],
    ids=["count", "rgb", "float"],
)
def test_masks_that_make_no_sense_are_refused(masks: tuple) -> None:
    with pytest.raises(ValueError, match="mask"):
        replace(REQUEST, masks=masks)


def test_a_selection_of_a_large_canvas_is_a_small_mask_of_it() -> None:
    selection = TileMask(3000, 1000)
    selection.write(Box(0, 0, 1500, 1000), np.full((1000, 1500), 255, np.uint8))
    mask = mask_of_selection(selection, 800)
    assert mask.shape == (250, 750)
    assert (mask[:, :374] == 255).all()
    assert (mask[:, 376:] == 0).all()
    right = mask_within(mask, selection.box, Box(1000, 0, 2000, 1000))
    assert right.shape == (250, 250)
    assert (right[:, :120] == 255).all()
    assert (right[:, 130:] == 0).all()


# ---- what it leads to


@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize("rolled", [False, True])
def test_one_style_in_two_regions_pulls_as_it_does_in_one(
    model: PerceptualModel, distance: Distance, rolled: bool
) -> None:
    grams, weights = model.features(STYLE).grams, model.default_weights(0.5, 1.0, 0.2)
    half = np.zeros((96, 132), np.float32)
    half[:, :66] = 1.0
    guides = [Guide(Region(half, (0,)), grams), Guide(Region(1.0 - half, (0,)), grams)]
    whole = Objective(model, CONTENT, grams, distance)(IMAGE, weights)
    guided = GuidedObjective(model, CONTENT, guides, distance, run_px=80 * 80 if rolled else None)
    assert guided.in_tiles is rolled
    assert guided.covered == pytest.approx(1.0)
    found = guided(IMAGE, weights, rng=np.random.default_rng(3) if rolled else None)
    assert np.abs(found.gradient - whole.gradient).max() < 0.05 * np.abs(whole.gradient).max()
    assert found.total == pytest.approx(whole.total, rel=0.02)
    assert found.content == pytest.approx(whole.content, rel=0.01)
    assert found.tv == pytest.approx(whole.tv, rel=0.01)
    assert found.total == pytest.approx(found.content + found.style + found.tv)


@pytest.mark.parametrize("distance", DISTANCES)
def test_a_step_down_the_gradient_gains_what_the_slope_says(
    model: PerceptualModel, distance: Distance
) -> None:
    columns = np.linspace(0.0, 1.0, 132, dtype=np.float32)
    soft = np.broadcast_to(columns, (96, 132)).copy()
    guides = [
        Guide(Region(soft, (0,)), model.features(STYLE).grams),
        Guide(Region(1.0 - soft, (1,)), model.features(CONTENT).grams),
    ]
    objective, weights = (
        GuidedObjective(model, CONTENT, guides, distance),
        model.default_weights(0.5, 1.0, 0.2),
    )
    found = objective(IMAGE, weights)
    way = found.gradient / np.linalg.norm(found.gradient)
    ahead, behind = (
        objective((IMAGE + far * way).astype(np.float32), weights).total for far in (0.02, -0.02)
    )
    assert (ahead - behind) / 0.04 == pytest.approx(float(np.linalg.norm(found.gradient)), rel=0.03)


def test_each_style_is_painted_in_its_region(model: PerceptualModel, monkeypatch: pytest.MonkeyPatch) -> None:
    request = replace(REQUEST, masks=(LEFT, None))
    left, right = sides(optimize(request, model).picture)
    assert left[0] - left[2] > 40 + right[0] - right[2]
    monkeypatch.setattr("studio.engine.objective.TILE_PX", 128)
    monkeypatch.setattr("studio.engine.objective.LARGEST_RUN_PX", 128 * 128)
    left, right = sides(optimize(replace(request, size_px=240), model).picture)
    assert left[0] - left[2] > 40 + right[0] - right[2]


def test_outside_of_every_region_the_content_stays(model: PerceptualModel) -> None:
    request = replace(REQUEST, styles=((RED, 1.0),), masks=(LEFT,))
    painted = optimize(request, model).picture.astype(int)
    moved = np.abs(painted - BLOCKS).mean(axis=2)
    assert moved[:, :30].mean() > 15
    assert moved[:, 30:].max() == 0


def test_a_small_region_is_painted_as_strongly_as_the_whole(model: PerceptualModel) -> None:
    corner = np.zeros((40, 60), np.uint8)
    corner[:20, :16] = 255
    plain = replace(REQUEST, styles=((RED, 1.0),), init="content", content_weight=1.0)

    def moved(masks: tuple) -> float:
        painted = optimize(replace(plain, masks=masks), model).picture.astype(int)
        return float(np.abs(painted - BLOCKS)[:16, :12].mean())

    assert moved((corner,)) == pytest.approx(moved(()), rel=0.5)


def test_a_run_begins_with_a_brush_in_every_region(tiny_style_path: Path) -> None:
    network = open_style(tiny_style_path, provider="cpu", threads=1)
    content = RANDOM.integers(0, 256, (40, 60, 3), dtype=np.uint8)
    vectors = [random_style(1), random_style(2)]
    plain = replace(REQUEST, content=content, init="content")

    def begun(**changes) -> np.ndarray:
        picture = begun_with_brush(replace(plain, **changes), network, vectors).init_picture
        assert picture is not None
        return picture.astype(int)

    one, other = (begun(styles=((RED, a), (BLUE, 1.0 - a))) for a in (1.0, 0.0))
    both = begun(masks=(LEFT, None))
    assert np.abs(both[:, :30] - one[:, :30]).max() <= 1
    assert np.abs(both[:, 30:] - other[:, 30:]).max() <= 1
    kept = begun(styles=((RED, 1.0), (BLUE, 0.0)), masks=(LEFT, None))
    assert np.array_equal(kept[:, 30:], content[:, 30:])


def test_masks_are_kept_with_the_work() -> None:
    work = WorkKeeper(replace(REQUEST, masks=(None, LEFT))).work(None, ())
    request = run_of(work).request
    assert request.mask_of(0) is None
    kept = request.mask_of(1)
    assert kept is not None
    assert np.array_equal(kept, LEFT)
    assert run_of(WorkKeeper(REQUEST).work(None, ())).request.masks == ()
