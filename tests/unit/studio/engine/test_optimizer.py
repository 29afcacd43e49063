"""The optimizer: it gets nearer, stops when asked and goes on as if it had not stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from exports.errors import ModelError
from exports.session import PerceptualModel, open_perceptual
from studio.document.commission import Method
from studio.engine.adam import Adam
from studio.engine.cancel import CancelToken
from studio.engine.optimizer import OptimizerProgress, optimize
from studio.engine.optimizer_request import OptimizerRequest
from studio.engine.optimizer_state import OptimizerState

RANDOM = np.random.default_rng(0)
CONTENT = np.kron(RANDOM.integers(0, 256, (6, 9, 3)), np.ones((8, 8, 1))).astype(np.uint8)
STYLE = RANDOM.integers(0, 256, (40, 40, 3), dtype=np.uint8)
REQUEST = OptimizerRequest(CONTENT, ((STYLE, 1.0),), size_px=66, steps=30, learning_rate=0.03)


def noise(width: int, height: int) -> np.ndarray:
    """Of the full contrast, which the optimizer's own has not."""
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def model(tiny_perceptual_path: Path) -> PerceptualModel:
    return open_perceptual(tiny_perceptual_path, provider="cpu", threads=1)


def run(request: OptimizerRequest, model: PerceptualModel, **options) -> list[OptimizerProgress]:
    steps: list[OptimizerProgress] = []
    optimize(request, model, steps.append, **options)
    return steps


@pytest.mark.parametrize("init", ["content", "noise", "picture"])
def test_the_loss_falls_from_every_beginning(model: PerceptualModel, init) -> None:
    request = replace(REQUEST, init=init, init_picture=STYLE if init == "picture" else None)
    steps = run(request, model)
    assert [step.step for step in steps] == list(range(1, 31))
    assert steps[-1].total < 0.6 * steps[0].total
    last = steps[-1]
    assert last.total == pytest.approx(last.content + last.style + last.tv, rel=1e-4)
    assert last.step_ms > 0


def test_noise_to_begin_with_is_faint_and_its_seeds_differ(model: PerceptualModel) -> None:
    """Noise of the full contrast is what a run would have to take away first."""
    begun: list[np.ndarray] = []
    for seed in (0, 1):
        request = replace(REQUEST, init="noise", seed=seed, steps=1, learning_rate=1e-6)
        begun.append(optimize(request, model).state.image)
    for image in begun:
        assert 0.44 < image.min() < image.max() < 0.56
        assert image.std() > 0.02
    assert np.abs(begun[0] - begun[1]).mean() > 0.02


@pytest.mark.parametrize("distance", ["gram", "wasserstein"])
@pytest.mark.parametrize("method", ["adam", "lbfgs"])
def test_every_method_lowers_every_distance(model: PerceptualModel, method, distance) -> None:
    steps = run(replace(REQUEST, method=method, distance=distance, init="noise"), model)
    assert steps[-1].total < 0.5 * steps[0].total


def test_lbfgs_needs_fewer_steps_than_adam(model: PerceptualModel) -> None:
    request = replace(REQUEST, init="noise", steps=60, learning_rate=0.05)
    adam, lbfgs = (run(replace(request, method=method), model) for method in ("adam", "lbfgs"))
    assert min(step.total for step in lbfgs) < adam[-1].total


def test_the_average_of_the_last_images_is_steadier(model: PerceptualModel) -> None:
    start = noise(66, 44)
    request = replace(
        REQUEST, method="adam", init="picture", init_picture=start, learning_rate=0.2, average=True
    )
    tried: list[tuple[np.ndarray, np.ndarray]] = []
    optimize(request, model, on_step=lambda run: tried.append((run.state.image, run.state.result)))
    (image, average), (later_image, later_average) = tried[-12], tried[-11]
    assert np.abs(later_average - average).mean() < 0.7 * np.abs(later_image - image).mean()
    plain = optimize(replace(request, average=False), model)
    assert np.array_equal(plain.state.image, tried[-1][0]), "averaging changed the run"


@pytest.fixture
def in_tiles(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes runs paint in tiles, and many of them."""

    def begin() -> None:
        monkeypatch.setattr("studio.engine.objective.TILE_PX", 128)
        monkeypatch.setattr("studio.engine.objective.LARGEST_RUN_PX", 128 * 128)

    return begin


LARGE = replace(REQUEST, size_px=300, init="picture", init_picture=noise(300, 200), coarse_to_fine=False)


def test_a_run_in_tiles_comes_as_near_as_a_whole_one(
    model: PerceptualModel, in_tiles: Callable[[], None]
) -> None:
    request = replace(LARGE, method="adam", steps=20)
    whole = run(request, model)[-1].total
    in_tiles()
    assert run(request, model)[-1].total == pytest.approx(whole, rel=0.15)


def test_in_tiles_lbfgs_is_sooner_too(model: PerceptualModel, in_tiles: Callable[[], None]) -> None:
    in_tiles()
    request = replace(LARGE, steps=60)
    adam = run(replace(request, method="adam"), model)[-1].total
    assert run(replace(request, steps=20, method="lbfgs"), model)[-1].total < adam


def test_the_result_has_the_contents_proportions_at_the_size_asked_for(model: PerceptualModel) -> None:
    result = optimize(replace(REQUEST, steps=2), model)
    assert result.finished
    assert result.picture.shape == (44, 66, 3)
    assert result.picture.dtype == np.uint8


def test_large_pictures_begin_at_half_size(model: PerceptualModel) -> None:
    request = replace(REQUEST, size_px=400, steps=10)
    steps = run(request, model, preview_every=1)
    assert [step.size_px for step in steps] == [200] * 2 + [400] * 8
    assert {step.size_px for step in run(replace(request, coarse_to_fine=False), model)} == {400}
    assert steps[0].preview is not None
    assert steps[0].preview.shape[1] == 200
    assert optimize(request, model).picture.shape == (267, 400, 3)


def test_the_contents_details_survive_the_half_sized_beginning(model: PerceptualModel) -> None:
    content = RANDOM.integers(0, 256, (260, 400, 3), dtype=np.uint8)
    request = replace(
        REQUEST, content=content, styles=((content, 1.0),), size_px=400, steps=5, learning_rate=1e-6
    )
    assert np.abs(optimize(request, model).picture.astype(int) - content).mean() < 6


def test_previews_come_as_often_as_asked_and_at_the_end(model: PerceptualModel) -> None:
    steps = run(replace(REQUEST, steps=11), model, preview_every=4)
    assert [step.step for step in steps if step.preview is not None] == [4, 8, 11]


def test_the_same_request_gives_the_same_picture(model: PerceptualModel) -> None:
    request = replace(REQUEST, init="noise", steps=5)
    first, second = (optimize(request, model).picture for _ in range(2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, optimize(replace(request, seed=1), model).picture)


def test_cancelling_keeps_what_is_there(model: PerceptualModel) -> None:
    token = CancelToken()

    def stop_at_seven(progress: OptimizerProgress) -> None:
        if progress.step == 7:
            token.cancel()

    result = optimize(REQUEST, model, stop_at_seven, token)
    assert not result.finished
    assert result.state.step == 7
    assert not np.array_equal(result.picture, optimize(replace(REQUEST, steps=1), model).picture)


def test_cancelled_before_it_began_it_gives_its_beginning(model: PerceptualModel) -> None:
    token = CancelToken()
    token.cancel()
    result = optimize(replace(REQUEST, size_px=72), model, cancel=token)
    assert not result.finished
    assert np.array_equal(result.picture, CONTENT)


@pytest.mark.parametrize("method", ["adam", "lbfgs"])
@pytest.mark.parametrize(("size_px", "stop"), [(66, 12), (400, 3), (400, 4), (400, 5)])
def test_a_saved_run_goes_on_to_the_bit(
    model: PerceptualModel, tmp_path: Path, size_px: int, stop: int, method: Method
) -> None:
    steps = 10 if size_px > 300 else 20
    request = replace(REQUEST, size_px=size_px, steps=steps, method=method, average=True)
    token = CancelToken()
    stopped = optimize(request, model, lambda p: token.cancel() if p.step == stop else None, token)
    stopped.state.save(tmp_path / "run.npz")
    resumed = optimize(request, model, state=OptimizerState.load(tmp_path / "run.npz"))
    assert stopped.state.step == stop, "resuming changed the state it was given"
    assert np.array_equal(resumed.picture, optimize(request, model).picture)


def test_a_finished_run_goes_on_when_more_steps_are_asked_for(model: PerceptualModel) -> None:
    state = optimize(replace(REQUEST, steps=5), model).state
    steps: list[OptimizerProgress] = []
    optimize(replace(REQUEST, steps=8), model, steps.append, state=state)
    assert [step.step for step in steps] == [6, 7, 8]


def test_total_variation_smooths(model: PerceptualModel) -> None:
    def roughness(tv_weight: float) -> float:
        request = replace(
            REQUEST, init="noise", style_weight=0.0, content_weight=0.1, tv_weight=tv_weight, steps=60
        )
        picture = optimize(request, model).picture.astype(float)
        return float(np.abs(np.diff(picture, axis=1)).mean())

    assert roughness(5.0) < 0.7 * roughness(0.0)


def test_styles_mix_by_their_shares(model: PerceptualModel) -> None:
    other = np.full((40, 40, 3), (250, 10, 10), np.uint8)
    request = replace(REQUEST, content_weight=0.0, steps=40)

    def mean(share: float) -> np.ndarray:
        styles = ((STYLE, 1.0 - share), (other, share))
        return optimize(replace(request, styles=styles), model).picture.astype(float)

    alone = optimize(replace(request, styles=((other, 2.0),)), model).picture
    assert np.array_equal(mean(1.0), alone)
    assert not np.array_equal(mean(0.5), mean(0.0))


def test_colors_can_be_kept(model: PerceptualModel) -> None:
    content = np.full((48, 72, 3), (150, 100, 60), np.uint8)
    content[:20] = (60, 100, 150)
    request = replace(REQUEST, content=content, keep_color=True, size_px=72)
    result = optimize(request, model).picture.astype(int)
    chroma = result[..., 0] - result[..., 2]
    unclipped = (result > 0).all(axis=-1) & (result < 255).all(axis=-1)
    assert np.abs(chroma - (content[..., 0].astype(int) - content[..., 2]))[unclipped].max() <= 2


@pytest.mark.parametrize(
    "values",
    [
        {"styles": ()},
        {"styles": ((STYLE, 0.0),)},
        {"styles": ((STYLE, -1.0), (STYLE, 3.0))},
        {"size_px": 2},
        {"steps": 0},
        {"style_scale": 0},
        {"init": "picture"},
        {"init_picture": STYLE},
        {"method": "sgd"},
        {"distance": "euclid"},
    ],
)
def test_impossible_requests_are_refused(values: dict) -> None:
    with pytest.raises(ValueError, match=r"."):
        replace(REQUEST, **values)


@pytest.mark.parametrize("damage", ["text", "cut", "shapes", "nan", "empty", "missing"])
def test_a_file_that_is_no_saved_run_is_named_in_a_sentence(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "run.npz"
    state = OptimizerState.begin(np.zeros((1, 3, 8, 8), np.float32), (8, 8))
    if damage == "shapes":
        assert isinstance(state.moves, Adam)
        state.moves.first[1] = np.zeros((1, 3, 8, 8), np.float32)
    if damage == "nan":
        state.levels[0][0, 0, 0, 0] = np.nan
    state.save(path)
    match damage:
        case "text":
            path.write_text("not a run")
        case "cut":
            path.write_bytes(path.read_bytes()[:300])
        case "empty":
            path.write_bytes(b"")
        case "missing":
            path.unlink()
    with pytest.raises(ModelError, match=r"run\.npz"):
        OptimizerState.load(path)
