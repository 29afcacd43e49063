"""Muon and Adam as one optimizer: kernels share their memory with the matrices that Muon moves."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from training.runs.muon import MuonAndAdam


def network() -> nn.Sequential:
    torch.manual_seed(3)
    return nn.Sequential(
        nn.Conv2d(3, 6, 3, padding=1),
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.Conv2d(6, 4, 3, padding=1),
        nn.Conv2d(4, 2, 1),
    )


def descend(module: nn.Module, optimizer: MuonAndAdam, steps: int) -> list[float]:
    generator = torch.Generator().manual_seed(1)
    losses = []
    for _ in range(steps):
        images = torch.rand(2, 3, 16, 16, generator=generator)
        wanted = torch.stack([F.avg_pool2d(images, 3, 1, 1)[:, 0], images[:, 1]], 1)
        loss = F.mse_loss(module(images), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_kernels_and_other_weights_learn(layout: torch.memory_format) -> None:
    module = network().to(memory_format=layout)  # type: ignore[call-overload]
    before = [parameter.detach().clone() for parameter in module.parameters()]
    losses = descend(module, MuonAndAdam(module, 0.02, 0.01), 40)
    assert sum(losses[-5:]) < 0.3 * sum(losses[:5])
    changed = [not torch.equal(old, new) for old, new in zip(before, module.parameters(), strict=True)]
    assert all(changed)


def test_muon_s_first_step_turns_a_kernel_by_an_orthogonal_matrix() -> None:
    module = network()
    before = module.get_parameter("0.weight").detach().clone()
    descend(module, MuonAndAdam(module, 0.02, 0.01), 1)
    sizes = torch.linalg.svdvals((module.get_parameter("0.weight").detach() - before).flatten(1))
    assert sizes.max() / sizes.min() < 2.5


def test_layouts_make_no_difference() -> None:
    plain, last = network(), network().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    first = descend(plain, MuonAndAdam(plain, 0.02, 0.01), 5)
    second = descend(last, MuonAndAdam(last, 0.02, 0.01), 5)
    # Newton-Schulz sees the same singular values whatever the order of columns; its sums round otherwise.
    assert first == pytest.approx(second, rel=1e-3)


def test_it_goes_on_from_its_state() -> None:
    whole = network()
    descend(whole, optimizer := MuonAndAdam(whole, 0.02, 0.01), 3)
    cut = network()
    cut.load_state_dict(whole.state_dict())
    other = MuonAndAdam(cut, 0.02, 0.01)
    other.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    for module, its in ((whole, optimizer), (cut, other)):
        descend(module, its, 2)
    assert all(torch.equal(a, b) for a, b in zip(whole.parameters(), cut.parameters(), strict=True))


def test_it_goes_on_in_another_layout() -> None:
    whole = network()
    descend(whole, optimizer := MuonAndAdam(whole, 0.02, 0.01), 3)
    other = network()
    other.load_state_dict(whole.state_dict())
    other = other.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    moved = MuonAndAdam(other, 0.02, 0.01)
    moved.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    back = MuonAndAdam(whole, 0.02, 0.01)
    back.load_state_dict(copy.deepcopy(moved.state_dict()))
    stores = (each.muon.state.values() for each in (optimizer, moved, back))
    for kernel, *kept in zip(moved.kernels, *stores, strict=True):
        count, channels, height, width = kernel.shape
        assert not kernel.is_contiguous()
        plain, last, again = (each["momentum_buffer"] for each in kept)
        as_plain = last.reshape(count, height, width, channels).permute(0, 3, 1, 2).reshape(count, -1)
        assert torch.equal(as_plain, plain)
        assert torch.equal(again, plain)
    first, second = (descend(module, its, 3) for module, its in ((whole, optimizer), (other, moved)))
    assert first == pytest.approx(second, rel=1e-3)


def test_pace_sets_both_rates() -> None:
    optimizer = MuonAndAdam(network(), 0.02, 0.01)
    optimizer.set_pace(0.5)
    assert [group["lr"] for group in optimizer.muon.param_groups] == [0.01]
    assert [group["lr"] for group in optimizer.adam.param_groups] == [0.005]
