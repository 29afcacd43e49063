"""The style encoder: statistics of a picture's perceptual features, and a small network from them to a style vector.

Source: Ghiasi et al. 2017 (a network that predicts the vector of conditional instance normalisation from any picture).
Differs: reads means and covariances of frozen features, as style losses do, and not the features themselves, so that it
need not learn what style is from a handful of paintings; the vector is told along the directions in which the known
styles differ, with a free remainder; the underpainting is computed from the picture's colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from training.networks.encoder import Encoder, EncoderConfig
from training.networks.underpainting import color_moments, dabs_of, with_underpainting

EPSILON = 1e-4
FARTHEST = 4.0
"""Statistics farther from the usual than so many standard deviations are cut off: nothing was learned there."""

Moments = Sequence[tuple[Tensor, Tensor]]
"""Of the logits of the picture's dabs, of its colours, then by stage: means (N, C) and covariances (N, C, C)."""


@dataclass(frozen=True)
class StyleEncoderConfig:
    """Shape of the style encoder."""

    depths: tuple[int, ...] = (2, 3, 3)
    """How many convolutions of each stage of the perceptual encoder are kept."""
    gram_channels: int = 16
    """Mixtures of a stage's channels whose covariances are read."""
    hidden: int = 112
    """Width of the network from statistics to a vector."""
    basis: int = 16
    """Most directions in which known styles differ; 0 leaves everything to the free remainder."""
    remainder: float = 0.5
    """Size of the free remainder beside the spread of the known styles; 0 leaves it out."""


class StyleEncoder(nn.Module):
    """Predicts style vectors (N, D) from pictures.

    Args:
        config: its shape.
        widths: channels of the perceptual encoder's stages.
        style_size: D.
    """

    def __init__(self, config: StyleEncoderConfig, widths: Sequence[int], style_size: int) -> None:
        super().__init__()
        self.config = config
        self.trunk = Encoder(EncoderConfig(tuple(widths), config.depths), heads=())
        self.trunk.requires_grad_(False)
        self.mixers = nn.ParameterList(
            nn.init.orthogonal_(torch.empty(min(width, config.gram_channels), width)) for width in widths
        )
        count = sum(2 * width for width in (3, *widths)) + sum(_pairs(len(mixer)) for mixer in self.mixers)
        inner = style_size - 2
        self.register_buffer("usual", torch.zeros(count))
        self.register_buffer("spread", torch.ones(count))
        self.first = nn.Linear(count, config.hidden)
        self.second = nn.Linear(config.hidden, config.hidden)
        self.along = nn.Linear(config.hidden, config.basis) if config.basis else None
        self.beside = nn.Linear(config.hidden, inner) if config.remainder else None
        for layer in (self.along, self.beside):
            if layer is not None:  # the first prediction is the mean style
                nn.init.zeros_(layer.weight)
                nn.init.zeros_(layer.bias)
        self.register_buffer("centre", torch.zeros(inner))
        self.register_buffer("basis", torch.zeros(config.basis, inner))
        self.register_buffer("scale", torch.ones(inner))

    @property
    def stride_px(self) -> int:
        """Height and width of a picture are multiples of this."""
        return self.trunk.config.stride_px

    @torch.no_grad()
    def borrow(self, encoder: Encoder) -> None:
        """Takes the trunk's weights from a perceptual encoder of the same widths that is at least as deep."""
        weights = encoder.state_dict()
        self.trunk.load_state_dict({name: weights[name] for name in self.trunk.state_dict()})

    @torch.no_grad()
    def span(self, centre: Tensor, vectors: Tensor) -> None:
        """Tells vectors beside `centre` (D - 2,), along the directions of the known `vectors` (S, D - 2)."""
        self.get_buffer("centre").copy_(centre)
        if len(vectors) < 2:
            return
        deviations = vectors - vectors.mean(0)
        self.get_buffer("scale").copy_(deviations.std(0).clamp_min(0.02))
        _, sizes, directions = torch.linalg.svd(deviations, full_matrices=False)
        kept = min(self.config.basis, len(vectors) - 1)
        spreads = sizes[:kept, None] / (len(vectors) - 1) ** 0.5
        self.get_buffer("basis")[:kept] = spreads * directions[:kept]

    @torch.no_grad()
    def settle(self, moments: Moments) -> None:
        """Takes the mean and the spread of these pictures' statistics as the usual ones."""
        statistics = self.statistics(moments)
        self.get_buffer("usual").copy_(statistics.mean(0))
        self.get_buffer("spread").copy_(statistics.std(0).clamp_min(1e-3))

    def moments(self, image: Tensor) -> list[tuple[Tensor, Tensor]]:
        """What is read of pictures (N, 3, H, W) in 0..1, H and W multiples of `stride_px`; of their dabs first."""
        stages = self.trunk.trunk(image)
        deeper = (_moments(activations[-1]) for activations in stages)
        return [color_moments(dabs_of(image)), _moments(image), *deeper]

    def statistics(self, moments: Moments) -> Tensor:
        """(N, F) means, deviations and the compressed covariances."""
        _, (mean, covariance), *deeper = moments
        parts = [mean, _deviations(covariance)]
        for (mean, covariance), mixer in zip(deeper, self.mixers, strict=True):
            mixed = mixer @ covariance @ mixer.T
            rows, columns = torch.triu_indices(len(mixer), len(mixer))
            pairs = mixed[:, rows, columns]
            parts += [
                mean,
                _deviations(covariance),
                pairs.sign() * ((pairs.abs() + EPSILON).sqrt() - EPSILON**0.5),
            ]
        return torch.cat(parts, 1)

    def predict(self, moments: Moments) -> Tensor:
        """Vectors (N, D - 2) without the closing pair."""
        x = (self.statistics(moments) - self.get_buffer("usual")) / self.get_buffer("spread")
        x = nn.functional.silu(self.first(x.clamp(-FARTHEST, FARTHEST)))
        x = x + nn.functional.silu(self.second(x))
        vector = self.get_buffer("centre")
        if self.along is not None:
            vector = vector + self.along(x) @ self.get_buffer("basis")
        if self.beside is not None:
            vector = vector + self.config.remainder * self.get_buffer("scale") * self.beside(x)
        return with_underpainting(vector.expand(len(x), -1), moments[0])

    def forward(self, image: Tensor) -> Tensor:
        """Style vectors (N, D) of pictures (N, 3, H, W): the paint alone."""
        vector = self.predict(self.moments(image))
        closing = vector.new_tensor([[1.0, 0.0]]).expand(vector.shape[0], 2)
        return torch.cat([vector, closing], 1)


def _moments(x: Tensor) -> tuple[Tensor, Tensor]:
    """Means (N, C) and covariances (N, C, C) of (N, C, H, W)."""
    flat = x.flatten(2)
    mean = flat.mean(2)
    centred = flat - mean[:, :, None]
    # Divided first, so that the product stays small in half precision too.
    return mean, (centred / flat.shape[2]) @ centred.transpose(1, 2)


def _deviations(covariance: Tensor) -> Tensor:
    return (covariance.diagonal(dim1=1, dim2=2) + EPSILON).sqrt()


def _pairs(channels: int) -> int:
    return channels * (channels + 1) // 2
