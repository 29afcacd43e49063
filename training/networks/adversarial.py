"""What the adversarial loop knows of its two networks, whatever their architecture.

A **pyramid** is a list of batches of the same pictures, (N, 3, s, s) in 0..1, finest first. Most generators draw one
picture, so that their pyramids have one level; any discriminator takes any pyramid, see `at_sizes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.errors import TrainingError

Pyramid = list[Tensor]

FIRST_PX = 4
SMALLEST_PX = 32
LARGEST_PX = 256


class Generator(nn.Module):
    """Latents (N, Z), standard normal, to pictures (N, 3, S, S) in 0..1.

    Attributes:
        latent_size: Z.
        resolution: S, pixels.
    """

    latent_size: int
    resolution: int
    main_method = "forward"
    """The method that does nearly all of the work, and is worth compiling."""

    def advance(self, kimg: float) -> None:
        """Takes the state that belongs to a point of the run, such as how far a resolution is faded in."""

    def stage_px(self, kimg: float) -> int:
        """The resolution that is trained at a point of the run, pixels."""
        return self.resolution

    def draw(self, latents: Tensor, rng: torch.Generator) -> Pyramid:
        """The pictures of a training step at every scale that is trained; `rng` draws what training varies.

        They may leave 0..1 where no curve bounds them: only the discriminator then keeps them there.
        """
        return [self(latents)]

    def match(self, real: Tensor) -> Pyramid:
        """Real pictures (N, 3, S, S) at the scales, and faded as, `draw` gives its own."""
        return [real]

    def first_activations(self, latents: Tensor) -> Tensor:
        """What the first layer makes of the latents, (N, ...)."""
        raise NotImplementedError

    def settle(self, latents: Tensor) -> None:
        """Measures anew, over `latents`, what belongs to the weights but is none: here, batch norms' statistics."""
        norms = [module for module in self.modules() if isinstance(module, nn.BatchNorm2d)]
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # a plain mean over the batches below
        if norms:
            for part in latents.split(64):
                self(part)

    def fold(self) -> None:
        """Simplifies the frozen network for export; the pictures stay the same."""

    def at_resolution(self, resolution: int) -> Generator:
        """A generator of the pictures at a lower resolution that was trained too; its own one gives itself.

        Raises:
            TrainingError: that resolution was not trained.
        """
        if resolution != self.resolution:
            raise TrainingError(
                f"This generator was trained at {self.resolution} pixels alone, not at {resolution}."
            )
        return self


class Discriminator(nn.Module):
    """Looks at pictures and judges them, in two halves, so that the two alternating steps can share the first."""

    @property
    def main_methods(self) -> tuple[str, ...]:
        """The methods that do nearly all of the work, on tensors of the same shapes in every step; worth compiling."""
        return ("judge",)

    def advance(self, kimg: float) -> None:
        """Takes the state that belongs to a point of the run."""

    def calibrate(self, pictures: Tensor, rng: torch.Generator) -> None:
        """Adapts what is frozen to real `pictures` (N, 3, S, S); once, before the first step."""

    def views(self, pyramid: Sequence[Tensor], rng: torch.Generator) -> list[Tensor]:
        """What `judge` needs to see of the pictures; nothing trained takes part."""
        raise NotImplementedError

    def judge(self, views: Sequence[Tensor]) -> list[Tensor]:
        """Logits (N, K) of every head; above 0 is real."""
        raise NotImplementedError

    def reconstruction_loss(self, pyramid: Sequence[Tensor], rng: torch.Generator) -> Tensor:
        """How badly real pictures are redrawn from the features they are judged by.

        Raises:
            TrainingError: this discriminator redraws nothing.
        """
        raise TrainingError("The regularizer reconstruction needs a residual discriminator.")


def doublings(resolution: int) -> int:
    """How often a 4-pixel square doubles to reach `resolution`.

    Raises:
        TrainingError: `resolution` is no power of two from 32 to 256.
    """
    if resolution & (resolution - 1) or not SMALLEST_PX <= resolution <= LARGEST_PX:
        raise TrainingError(
            f"The resolution {resolution} does not work; take a power of two from {SMALLEST_PX} to {LARGEST_PX} pixels."
        )
    return int(log2(resolution)) - 2


def widths(base_channels: int, max_channels: int, resolution: int, least_channels: int = 0) -> list[int]:
    """Channels at 4 pixels, 8 pixels and so on to `resolution`, which has `base_channels`; a halving doubles them.

    None has more than `max_channels`, or fewer than `least_channels`.
    """
    count = doublings(resolution)
    doubling = (base_channels << (count - level) for level in range(count + 1))
    return [min(max(channels, least_channels), max_channels) for channels in doubling]


def at_sizes(pyramid: Sequence[Tensor], sizes_px: Sequence[int]) -> Pyramid:
    """The pictures at the given sizes: a pyramid's own where it has them, else its finest, averaged or repeated."""
    own = {level.shape[-1]: level for level in pyramid}
    return [own[size] if size in own else resized(pyramid[0], size) for size in sizes_px]


def resized(pictures: Tensor, size_px: int) -> Tensor:
    """Pictures (N, 3, s, s) at another power of two: means of their pixels, or each pixel repeated."""
    before = pictures.shape[-1]
    if size_px <= before:
        return F.avg_pool2d(pictures, before // size_px) if size_px < before else pictures
    return F.interpolate(pictures, scale_factor=size_px // before, mode="nearest")


def to_unit(values: Tensor) -> Tensor:
    """Any numbers to 0..1."""
    return torch.tanh(values) * 0.5 + 0.5


def as_unit(values: Tensor) -> Tensor:
    """Numbers about -1..1 to about 0..1, unlimited: what is beyond still has a gradient that leads back."""
    return values * 0.5 + 0.5


def limit_norm(latents: Tensor) -> Tensor:
    """Latents (N, Z), those longer than sqrt(Z), the length of a typical draw, shortened to it.

    Shorter ones keep their length: scaling latents down is truncation, which leads towards the average picture.
    Longer ones would leave what the network has learned; a slider pushed far stays on the sphere.
    """
    length = latents.square().mean(dim=1, keepdim=True).add(1e-8).sqrt()
    return latents / length.clamp(min=1.0)
