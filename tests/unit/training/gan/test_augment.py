"""Differentiable augmentation."""

from __future__ import annotations

import pytest
import torch

from training.gan.augment import AUGMENTATIONS, EMPTY, augment, cutout, flip, translation


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def pictures(count: int = 6, side: int = 32) -> torch.Tensor:
    return torch.rand(count, 3, side, side, generator=seeded(7))


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_keeps_the_shape_and_lets_gradients_through(name: str) -> None:
    batch = pictures().requires_grad_()
    (changed,) = augment([batch], [name], seeded())
    changed.square().sum().backward()

    assert changed.shape == batch.shape
    assert not torch.equal(changed, batch)
    assert batch.grad is not None
    assert batch.grad.abs().sum() > 0


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_the_same_seed_draws_the_same_and_another_seed_does_not(name: str) -> None:
    batch = pictures()

    (first,), (again,), (other,) = (augment([batch], [name], seeded(seed)) for seed in (1, 1, 2))

    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_no_names_change_nothing() -> None:
    batch = pictures()
    assert torch.equal(augment([batch], [], seeded())[0], batch)


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'rotation'.*color, translation, cutout"):
        augment([pictures()], ["color", "rotation"], seeded())


def test_translation_moves_pictures_by_whole_pixels_onto_grey() -> None:
    batch = torch.zeros(40, 3, 32, 32)
    batch[:, :, 16, 16] = 1.0
    moved = translation(batch, seeded())

    bright = (moved[:, 0] == 1.0).nonzero()
    assert len(bright) == 40
    shifts = bright[:, 1:] - 16
    assert shifts.abs().max() == 4
    assert len(shifts.unique(dim=0)) > 10
    assert set(moved.unique().tolist()) == {0.0, EMPTY, 1.0}


def test_cutout_greys_at_most_a_quarter_of_each_picture() -> None:
    holes = cutout(torch.ones(40, 3, 32, 32), seeded()) == EMPTY
    shares = holes[:, 0].float().mean((1, 2))

    assert shares.max() <= 0.25
    assert 0.05 < shares.mean() < 0.25
    assert torch.equal(holes[:, 0], holes[:, 2])


def test_flip_mirrors_about_half() -> None:
    batch = pictures(64)
    turned = flip(batch, seeded())
    mirrored = [torch.equal(after, before.flip(2)) for after, before in zip(turned, batch, strict=True)]
    kept = [torch.equal(after, before) for after, before in zip(turned, batch, strict=True)]

    assert all(one != other for one, other in zip(mirrored, kept, strict=True))
    assert 16 < sum(mirrored) < 48
