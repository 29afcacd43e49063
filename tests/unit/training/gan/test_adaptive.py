"""Adaptive augmentation moves towards its target and survives a checkpoint; augmentation obeys it."""

from __future__ import annotations

import pytest
import torch

from training.gan.adaptive import AdaptiveConfig, AdaptiveProbability
from training.gan.augment import augment

SURE, UNSURE = [torch.ones(4, 3), torch.full((4, 5), 0.1)], [torch.tensor([[1.0], [-1.0], [1.0], [-1.0]])]


def test_real_pictures_told_too_surely_raise_the_probability_and_others_lower_it() -> None:
    probability = AdaptiveProbability(AdaptiveConfig(target=0.6, kimg=1.0), start=0.5)
    probability.update(SURE, 100)
    assert probability.value == pytest.approx(0.6)
    probability.update(UNSURE, 200)
    assert probability.value == pytest.approx(0.4)


def test_the_probability_stays_between_nothing_and_all() -> None:
    probability = AdaptiveProbability(AdaptiveConfig(target=0.6, kimg=0.1), start=0.95)
    for logits, end in ((SURE, 1.0), (UNSURE, 0.0)):
        for _ in range(20):
            probability.update(logits, 10)
        assert probability.value == end


def test_heads_count_alike() -> None:
    # One head with a mean sign of -1, one with +1: the mean is 0, below the target.
    probability = AdaptiveProbability(AdaptiveConfig(target=0.6, kimg=1.0), start=0.5)
    probability.update([-torch.ones(4, 1), torch.ones(4, 99)], 100)
    assert probability.value == pytest.approx(0.4)


def test_without_a_target_it_stays() -> None:
    probability = AdaptiveProbability(AdaptiveConfig(target=0.0), start=0.3)
    probability.update(SURE, 100_000)
    assert probability.value == 0.3


def test_the_state_goes_through_a_checkpoint() -> None:
    probability, again = (AdaptiveProbability(AdaptiveConfig(target=0.6), 0.1) for _ in range(2))
    probability.update(SURE, 333)
    again.load_state_dict(probability.state_dict())
    assert again.value == probability.value


def test_the_probability_is_the_share_of_changed_pictures() -> None:
    pictures = torch.rand(400, 3, 8, 8, generator=torch.Generator().manual_seed(0))

    def changed_share(probability: float) -> float:
        (after,) = augment([pictures], ["color"], torch.Generator().manual_seed(1), probability)
        return float((after != pictures).flatten(1).any(1).float().mean())

    assert changed_share(0.0) == 0
    assert changed_share(0.3) == pytest.approx(0.3, abs=0.07)
    assert changed_share(1.0) == 1


def test_all_sizes_of_a_picture_are_changed_alike() -> None:
    pictures = torch.rand(16, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    small = torch.nn.functional.avg_pool2d(pictures, 4)
    fine, coarse = augment([pictures, small], ["color"], torch.Generator().manual_seed(1), 0.7)
    torch.testing.assert_close(torch.nn.functional.avg_pool2d(fine, 4), coarse)

    # Shifts and holes are rounded to the pixels of each size, so that they agree to one coarse pixel.
    spots = torch.zeros(16, 3, 32, 32)
    spots[:, :, 12:20, 12:20] = 1.0
    fine, coarse = augment(
        [spots, torch.nn.functional.avg_pool2d(spots, 4)], ["translation"], torch.Generator().manual_seed(2)
    )
    for large, little in zip(fine, coarse, strict=True):
        centre = (large[0] == 1).nonzero().float().mean(0) / 4
        assert ((little[0] == 1).nonzero().float().mean(0) - centre).abs().max() <= 1
