"""What generated pictures are like beside the data, in features of our own encoder."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from training.errors import TrainingError
from training.gan.reference import Figures, Reference
from training.perceptual.networks import load_perceptual


def pictures(count: int, seed: int) -> Tensor:
    """Random pictures of four squares, uint8 (N, 3, 32, 32): of so few numbers that neighbours mean something."""
    rng = torch.Generator().manual_seed(seed)
    return (F.interpolate(torch.rand(count, 3, 2, 2, generator=rng), size=(32, 32)) * 255).byte()


@pytest.fixture(scope="module")
def reference() -> Reference:
    torch.set_num_threads(1)
    return Reference(load_perceptual(["pinxit"])[0], pictures(160, 0), view_px=32)


def figures(reference: Reference, generated: Tensor) -> Figures:
    return reference.figures(
        reference.embed(generated.split(32)), reference.embed(generated.flip(3).split(32))
    )


def test_new_pictures_of_the_same_kind_are_near_varied_and_new(reference: Reference) -> None:
    found = figures(reference, pictures(160, 1))

    assert found.frechet < 0.5
    assert found.coverage > 0.8
    assert found.density == pytest.approx(1, abs=0.35)
    assert found.diversity == pytest.approx(1, abs=0.1)
    assert found.spacing == pytest.approx(1, abs=0.15)
    assert found.novelty == pytest.approx(1, abs=0.15)
    assert found.copied == 0
    assert found.told_apart == pytest.approx(0.5, abs=0.15)


@pytest.mark.parametrize("mirrored", [False, True])
def test_copies_are_seen_also_when_they_are_mirrored(reference: Reference, mirrored: bool) -> None:
    data = pictures(160, 0)[:100]
    found = figures(reference, data.flip(3) if mirrored else data)

    assert found.novelty == pytest.approx(0, abs=1e-3)
    assert found.copied == 1
    assert found.diversity == pytest.approx(1, abs=0.1)


def test_one_mode_is_seen(reference: Reference) -> None:
    found = figures(reference, pictures(1, 1).repeat(100, 1, 1, 1))

    assert found.diversity == pytest.approx(0, abs=1e-4)
    assert found.spacing == pytest.approx(0, abs=1e-4)
    assert found.coverage < 0.2
    assert found.told_apart > 0.8


def test_other_pictures_are_far(reference: Reference) -> None:
    near, noise = figures(reference, pictures(100, 1)), torch.randint(0, 256, (100, 3, 32, 32))
    far = figures(reference, noise.byte())

    assert far.frechet > 4 * near.frechet
    assert far.kernel > 10 * abs(near.kernel)
    assert far.coverage == 0
    assert far.told_apart > 0.9


def test_a_copy_is_led_to_its_original_and_each_original_is_found_once(reference: Reference) -> None:
    data = pictures(160, 0)
    chosen = data[[3, 70, 12]].flip(3)
    found = reference.to_real(reference.embed([chosen]), reference.embed([chosen.flip(3)]), 5)

    assert found.indices[:, 0].tolist() == [3, 70, 12]
    assert all(len(set(row)) == 5 for row in found.indices.tolist())
    assert (found.distances.diff(dim=1) >= 0).all()
    assert (reference.relative(found.distances[:, 1]) > 0.3).all()


def test_figures_repeat_and_float_pictures_give_those_of_bytes(reference: Reference) -> None:
    data = pictures(40, 1)
    first, again = figures(reference, data), figures(reference, data)
    from_floats = reference.embed([data.float() / 255])

    assert replace(first) == again
    torch.testing.assert_close(from_floats, reference.embed([data]))


def test_too_few_pictures_are_refused() -> None:
    with pytest.raises(TrainingError, match="8 pictures are too few"):
        Reference(load_perceptual(["pinxit"])[0], pictures(8, 0))


def test_pictures_that_all_look_the_same_are_no_reference() -> None:
    same = torch.full((20, 3, 32, 32), 90, dtype=torch.uint8)
    with pytest.raises(TrainingError, match="All 20 pictures look the same to pinxit"):
        Reference(load_perceptual(["pinxit"])[0], same)
