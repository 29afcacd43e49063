"""Canvases go where the encoder leads an optimizer, and go on after a stop as if there had been none."""

from __future__ import annotations

import numpy as np
import torch

from training.losses import gram, gram_loss
from training.networks.encoder import HEADS, Encoder, EncoderConfig
from training.perceptual.rehearsal import Canvases

HEAD_NAMES = [head.name for head in HEADS]


def encoder() -> Encoder:
    torch.manual_seed(0)
    return Encoder(EncoderConfig(widths=(4, 6, 8), depths=(1, 1, 1)))


def begun(life: int = 1000) -> Canvases:
    canvases = Canvases(2, 48, life, 0.02)
    generator = torch.Generator().manual_seed(1)
    photos, paintings = torch.rand(2, 2, 3, 48, 48, generator=generator)
    canvases.renew(photos, paintings, np.random.default_rng(0))
    return canvases


def test_steps_lead_to_the_painting_s_gram_matrices() -> None:
    network, canvases = encoder(), begun()
    paintings, first = canvases.get_buffer("paintings"), canvases.get_buffer("images").clone()

    def distance(images: torch.Tensor) -> float:
        with torch.no_grad():
            found, wanted = network(images), network(paintings)
        return sum(float(gram_loss(found[name], gram(wanted[name]))) for name in HEAD_NAMES)

    last = first
    for _ in range(25):
        last = canvases.paint(network, HEAD_NAMES)
    assert distance(last) < 0.5 * distance(first)
    assert 0 <= float(last.min()) <= float(last.max()) <= 1
    assert all(parameter.grad is None for parameter in network.parameters())


def test_a_canvas_goes_on_from_its_state() -> None:
    network, canvases = encoder(), begun()
    for _ in range(3):
        canvases.paint(network, HEAD_NAMES)
    other = Canvases(2, 48, 1000, 0.02)
    other.load_state_dict(canvases.state_dict())
    assert torch.equal(other.paint(network, HEAD_NAMES), canvases.paint(network, HEAD_NAMES))


def test_canvases_end_and_begin_anew() -> None:
    canvases = begun(life=4)
    rng, black = np.random.default_rng(2), torch.zeros(2, 3, 48, 48)
    canvases.get_buffer("age").fill_(5.0)
    ends = 0
    for _ in range(200):
        canvases.renew(black, black, rng)
        age = canvases.get_buffer("age")
        ends += int((age == 0).sum())
        age.fill_(5.0)
    assert 60 < ends < 140
    assert not canvases.get_buffer("images").any()
