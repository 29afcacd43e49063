"""How far a generator's picture is from a photo, and which way its latent must go to come nearer.

Source: Karras et al. 2020 (StyleGAN2), section 5 and appendix D, for the task; Zhang et al. 2018 (LPIPS), eq. 1, for
the distance between features. Differs: features are those of Pinxit's own encoder, all channels counting alike; a pixel
term holds the colours; a prior on the latent's length takes the place of noise.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from training.networks.encoder import Encoder, EncoderConfig

STAGES = 3
"""Features are compared at the ends of so many stages of the encoder: at 1/2, 1/4 and 1/8 of the picture's side."""
SMALLEST_PX = 64
"""Pictures are also compared at half their side, and at half of that, down to this one."""
EPSILON = 1e-6


def shallow(encoder: Encoder) -> Encoder:
    """The first `STAGES` stages of an encoder, without heads, frozen."""
    whole = encoder.config
    config = EncoderConfig(whole.widths[:STAGES], whole.depths[:STAGES], whole.block_px)
    trunk = Encoder(config, heads=()).eval().requires_grad_(False)
    trunk.load_state_dict({name: encoder.state_dict()[name] for name in trunk.state_dict()})
    return trunk


def perceptual_distance(encoder: Encoder, pictures: Tensor, target: Tensor) -> Tensor:
    """Distance (N,) of pictures (N, 3, S, S) from a target (1, 3, S, S): 0 the same, 2 nothing in common."""
    distances = []
    while True:
        pairs = zip(encoder.trunk(pictures), encoder.trunk(target), strict=True)
        for found, wanted in pairs:
            difference = _normalised(found[-1]) - _normalised(wanted[-1])
            distances.append(difference.square().sum(1).mean((1, 2)))
        if pictures.shape[-1] < 2 * SMALLEST_PX:
            return torch.stack(distances).mean(0)
        pictures, target = F.avg_pool2d(pictures, 2), F.avg_pool2d(target, 2)


def projector(generator: Callable[[Tensor], Tensor], encoder: Encoder) -> Callable[..., tuple[Tensor, ...]]:
    """The projector of a generator as a function of tensors.

    It takes latents (N, Z), a target (1, 3, S, S) in 0..1 and weights (3,) of the pixel, perceptual and prior terms. It
    returns the loss (N,), the gradient (N, Z) of each latent's own loss, the mean square difference of pixels (N,), the
    perceptual distance (N,), and the pictures (N, 3, S, S).
    """

    def project(latent: Tensor, target: Tensor, weights: Tensor) -> tuple[Tensor, ...]:
        latent = latent.detach().requires_grad_()
        pictures = generator(latent)
        pixel = (pictures - target).square().mean((1, 2, 3))
        perceptual = perceptual_distance(encoder, pictures, target)
        # Latents are as long as draws are: zero where the mean square is 1.
        prior = (latent.square().mean(1) - 1.0).square()
        loss = weights[0] * pixel + weights[1] * perceptual + weights[2] * prior
        (gradient,) = torch.autograd.grad(loss.sum(), latent)
        return loss.detach(), gradient, pixel.detach(), perceptual.detach(), pictures.detach()

    return project


def _normalised(features: Tensor) -> Tensor:
    """Features (N, C, H, W) at length 1 at every position."""
    return features / (features.square().sum(1, keepdim=True) + EPSILON).sqrt()
