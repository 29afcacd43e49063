"""Shifts that change nothing are taken out of style vectors."""

from __future__ import annotations

import torch

from training.networks.stylizer import Stylizer, StylizerConfig
from training.style.bank import StyleBank

CONFIG = StylizerConfig(channels=8, blocks=2, half_channels=4)


def untidy_bank() -> StyleBank:
    """A bank whose vectors are shifted by as much as trained ones were found to be."""
    torch.manual_seed(0)
    bank = StyleBank(CONFIG, 2)
    with torch.no_grad():
        bank.vectors.add_(0.3 * torch.randn_like(bank.vectors))
        at = 0
        for size in CONFIG.norm_channels[:-2]:
            bank.vectors[:, at + size : at + 2 * size] += 12
            at += 2 * size
    return bank.eval()


def mean_size(bank: StyleBank) -> float:
    return float(bank.vectors.detach().abs().mean())


def test_tidied_vectors_paint_the_same_with_smaller_means() -> None:
    bank = untidy_bank()
    picture = torch.rand(2, 3, 32, 40)
    before, size = bank(picture, [1, 2])[0].detach(), mean_size(bank)
    bank.tidy()
    torch.testing.assert_close(bank(picture, [1, 2])[0], before, atol=1e-4, rtol=0)
    assert mean_size(bank) < size / 2
    tidied = bank.vectors.detach().clone()
    bank.tidy()
    assert torch.equal(bank.vectors, tidied)


def test_a_dead_channel_comes_back() -> None:
    """Shifted so far below zero that it is never positive, it has no gradient before, and one afterwards."""
    bank = untidy_bank()
    size = bank.stylizer.config.norm_channels[0]
    with torch.no_grad():
        bank.vectors[1, :size] = 0.02
        bank.vectors[1, size : 2 * size] = -2.0
        bank.vectors[1, 2 * size : 3 * size] = 1.0
    picture = torch.rand(1, 3, 64, 64)
    gradients = []
    for _ in range(2):
        bank.zero_grad()
        bank(picture, [1])[0].square().mean().backward()
        assert bank.vectors.grad is not None
        gradients.append(bank.vectors.grad[1, :size].clone())
        bank.keep_alive()
    assert not gradients[0].any()
    assert (gradients[1] != 0).sum() > size / 2
    others = bank.vectors.detach().clone()
    bank.keep_alive()
    assert torch.equal(bank.vectors, others)


def test_half_precision_gains_by_it() -> None:
    """Means that nobody sees took most of its digits."""
    bank, picture = untidy_bank(), torch.rand(1, 3, 32, 40)
    off = []
    for _ in range(2):
        with torch.autocast("cpu", torch.bfloat16):
            rounded, _ = bank(picture, [1])
        off.append(float((rounded - bank(picture, [1])[0]).detach().abs().mean()))
        bank.tidy()
    assert off[1] < off[0] / 2


def test_gradients_in_half_precision_point_where_they_should() -> None:
    bank, picture = untidy_bank(), torch.rand(1, 3, 64, 64)
    bank.tidy()
    wanted = torch.rand(1, 3, 64, 64)

    def gradient(half: bool) -> torch.Tensor:
        bank.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            painted, _ = bank(picture, [1])
        (painted - wanted).square().mean().backward()
        return torch.cat(
            [weight.grad.flatten() for weight in bank.stylizer.parameters() if weight.grad is not None]
        )

    alike = torch.nn.functional.cosine_similarity(gradient(half=True), gradient(half=False), 0)
    assert alike > 0.99


def test_kernels_that_are_held_paint_the_same_and_stay_as_strong() -> None:
    bank, picture = untidy_bank(), torch.rand(2, 3, 32, 40)
    assert isinstance(bank.stylizer, Stylizer)
    with torch.no_grad():
        for layer, convolution in enumerate(bank.stylizer.modules()):
            if isinstance(convolution, torch.nn.Conv2d):
                assert convolution.bias is not None
                convolution.weight.mul_(1 + layer)
                convolution.bias.add_(0.1)
    painted = bank.stylizer.paint.weight.clone()
    before = bank(picture, [1, 2])[0].detach()
    bank.hold_kernels(0.3)
    # What keeps a normalisation from dividing by nothing is no longer as small beside the variance.
    torch.testing.assert_close(bank(picture, [1, 2])[0], before, atol=2e-3, rtol=0)
    strengths = [layer.weight.square().mean((1, 2, 3)).sqrt() for layer in bank.stylizer.normalised]
    assert len(strengths) == 7
    torch.testing.assert_close(torch.cat(strengths), torch.full_like(torch.cat(strengths), 0.3))
    assert torch.equal(bank.stylizer.paint.weight, painted), "no normalisation follows the last one"
