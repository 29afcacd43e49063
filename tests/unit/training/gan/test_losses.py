"""Adversarial losses: values worked out by hand, and gradients that pull the right way."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from training.gan.losses import LOSSES

REAL, FAKE = torch.tensor([[2.0], [0.5]]), torch.tensor([[-2.0], [0.0]])


def softplus(value: float) -> float:
    return math.log1p(math.exp(value))


JUDGED = {
    "bce": (softplus(-2) + softplus(-0.5)) / 2 + (softplus(-2) + softplus(0)) / 2,
    "hinge": (0 + 0.5) / 2 + (0 + 1.0) / 2,
    # Beside averages: real is 1.25 and fake -1 on average.
    "relativistic-average": (0 + 0) / 2 + (0 + 0) / 2,
    "relativistic": (softplus(-4) + softplus(-0.5)) / 2,
}
FOOLED = {
    "bce": (softplus(2) + softplus(0)) / 2,
    "hinge": 1.0,
    "relativistic": (softplus(4) + softplus(0.5)) / 2,
}


@pytest.mark.parametrize("name", LOSSES)
def test_losses_are_those_of_the_papers(name: str) -> None:
    assert LOSSES[name].judge([REAL], [FAKE]).item() == pytest.approx(JUDGED[name], abs=1e-5)


@pytest.mark.parametrize("name", ["bce", "hinge", "relativistic"])
def test_generators_losses_are_those_of_the_papers(name: str) -> None:
    assert LOSSES[name].fool([REAL], [FAKE]).item() == pytest.approx(FOOLED[name], abs=1e-5)


def test_the_relativistic_average_compares_with_the_mean_of_the_other_kind() -> None:
    real_mean, fake_mean = 1.25, -1.0
    wanted = (max(0, 1 - (-2 - real_mean)) + max(0, 1 - (0 - real_mean))) / 2
    wanted += (max(0, 1 + (2 - fake_mean)) + max(0, 1 + (0.5 - fake_mean))) / 2

    assert LOSSES["relativistic-average"].fool([REAL], [FAKE]).item() == pytest.approx(wanted)


@pytest.mark.parametrize("name", LOSSES)
def test_the_two_sides_pull_a_generated_pictures_logit_in_opposite_ways(name: str) -> None:
    loss = LOSSES[name]

    def slope(of: str) -> Tensor:
        fake = torch.zeros(4, 1, requires_grad=True)
        getattr(loss, of)([torch.zeros(4, 1)], [fake]).backward()
        assert fake.grad is not None
        return fake.grad

    assert (slope("judge") > 0).all()
    assert (slope("fool") < 0).all()


@pytest.mark.parametrize("name", LOSSES)
def test_only_relative_losses_ignore_a_shift_of_all_logits(name: str) -> None:
    loss = LOSSES[name]
    shifted = loss.judge([REAL + 5], [FAKE + 5]).item()

    assert (shifted == pytest.approx(JUDGED[name], abs=1e-5)) == loss.relative


def test_heads_count_alike_however_many_logits_they_have() -> None:
    sure, unsure = torch.full((2, 1), 3.0), torch.zeros(2, 9)

    assert LOSSES["hinge"].judge([sure, unsure], [-sure, unsure]).item() == pytest.approx((0 + 2) / 2)
