"""Optimizer runs as work that a layer keeps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from exports.errors import ModelError
from studio.document.work import Work
from studio.engine.optimizer_request import OptimizerRequest
from studio.engine.optimizer_state import OptimizerState
from studio.engine.optimizer_work import Losses, WorkKeeper, is_ours, losses_of, run_of, settings_of, steps_of

RANDOM = np.random.default_rng(0)
CONTENT, STYLE, OTHER, INIT = (RANDOM.integers(0, 256, (24, 32, 3), dtype=np.uint8) for _ in range(4))
REQUEST = OptimizerRequest(
    CONTENT,
    ((STYLE, 1.0), (OTHER, 0.5)),
    size_px=32,
    init="picture",
    init_picture=INIT,
    method="lbfgs",
    average=True,
)
LOSSES = (Losses(3.0, 1.0, 1.5, 0.5), Losses(2.0, 0.9, 0.8, 0.3))


def work() -> Work:
    state = OptimizerState.begin(np.zeros((1, 3, 24, 32), np.float32), (24, 32), "lbfgs", average=True)
    state.step = 2
    return WorkKeeper(REQUEST).work(state, LOSSES)


def test_a_run_comes_back_as_it_was() -> None:
    run = run_of(work())
    assert settings_of(run.request) == settings_of(REQUEST)
    assert np.array_equal(run.request.content, CONTENT)
    assert np.array_equal(run.request.styles[1][0], OTHER)
    assert run.request.styles[1][1] == 0.5
    assert run.request.init_picture is not None
    assert np.array_equal(run.request.init_picture, INIT)
    assert run.state is not None
    assert run.state.step == 2
    assert run.losses == LOSSES


def test_pictures_are_put_into_bytes_once() -> None:
    keeper = WorkKeeper(REQUEST)
    first, second = keeper.work(None, ()), keeper.work(None, LOSSES)
    assert first.parts["content"] is second.parts["content"]
    going_on = WorkKeeper(REQUEST, second).work(None, LOSSES)
    assert going_on.parts["style-2"] is first.parts["style-2"]


def test_a_run_without_a_state_begins_at_its_beginning() -> None:
    run = run_of(WorkKeeper(REQUEST).work(None, ()))
    assert run.state is None
    assert run.losses == ()


@pytest.mark.parametrize(
    "change",
    [
        {"content": b"no picture"},
        {"state": b"no state"},
        {"losses": b"[1]"},
        {"losses": b"["},
        {"losses": b"[" * 100_000},
        {"losses": b"[[1" + b"0" * 400 + b", 1, 1, 1]]"},
    ],
)
def test_damaged_parts_give_a_sentence(change: dict[str, bytes]) -> None:
    whole = work()
    damaged = Work(whole.settings, {**whole.parts, **change})
    with pytest.raises(ModelError, match=r"damaged|start"):
        run_of(damaged)
    assert losses_of(damaged) == (() if "losses" in change else losses_of(whole))


@pytest.mark.parametrize(
    "change",
    [
        {"steps": -1},
        {"steps": "many"},
        {"steps": None},
        {"size_px": 64.5},
        {"seed": -1},
        {"content_weight": "x"},
        {"style_weight": float("nan")},
        {"tv_weight": -1.0},
        {"learning_rate": 0.0},
        {"method": "x"},
        {"shares": [1]},
        {"shares": [1, float("nan")]},
        {"more": 1},
    ],
)
def test_settings_that_make_no_sense_give_a_sentence(change: dict) -> None:
    whole = work()
    if change == {"shares": [1]}:
        change = {"shares": [1, 1, 1]}
    with pytest.raises(ModelError, match="damaged"):
        run_of(Work({**whole.settings, **change}, whole.parts))


def test_how_far_a_run_is_can_be_said_of_any_work() -> None:
    whole = work()
    assert steps_of(whole) == (whole.settings["step"], REQUEST.steps)
    for wrong in ("many", None, [], float("inf")):
        assert steps_of(Work({**whole.settings, "steps": wrong}, whole.parts)) == (0, 0)


def test_work_of_another_kind_is_not_ours() -> None:
    assert is_ours(work())
    assert not is_ours(None)
    other = Work({**work().settings, "kind": "film"}, work().parts)
    assert not is_ours(other)
    with pytest.raises(ModelError, match="not painted by the optimizer"):
        run_of(other)


def test_a_request_without_a_picture_to_begin_with_is_kept_too() -> None:
    plain = replace(REQUEST, init="content", init_picture=None)
    assert run_of(WorkKeeper(plain).work(None, ())).request.init_picture is None
