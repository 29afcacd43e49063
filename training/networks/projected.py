"""The projected discriminator: small heads judge what frozen perceptual networks see.

Source: Sauer, Chitta, Müller, Geiger 2021, "Projected GANs Converge Faster", section 3.
Differs: the projections are standardised on real pictures at the start; each head counts the same; before the
perceptual networks look, the picture is scaled and shifted by a random part of a pixel, so that a pattern aligned
with the networks' strides cannot hide from them; a network may look through a window, each time elsewhere, which makes
the fine grain of large pictures cheap to see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from training.config import option
from training.networks.adversarial import Discriminator, at_sizes
from training.runs.distributed import rows

Features = Callable[[Tensor], Sequence[Tensor]]
"""Pictures (N, 3, H, W) in 0..1 to feature maps, in the order of a view's layers."""

SHIFT_MARGIN_PX = 2
HEAD_LEAST_PX = 4


@dataclass(frozen=True)
class ViewConfig:
    """One perceptual network that a projected discriminator looks through."""

    network: str = "squeezenet-1.1"
    """The network's name."""
    layers: tuple[str, ...] = ("conv1", "fire3", "fire5", "fire7")
    """Its layers, fine ones first; each gets a head."""
    channels: tuple[int, ...] = (32, 48, 64, 64)
    """Channels of the frozen random mix of each layer."""
    smallest_px: int = option(72, least=4)
    """The pictures are scaled to a random size for the network: at least this many pixels ..."""
    largest_px: int = option(96, least=4)
    """... and at most this many."""
    level_px: int = option(0, least=0)
    """Of the pictures that a multi-scale generator draws, the ones of this side are shown, so that every scale has its
    gradient; of others, their means. 0 shows the finest."""
    window_px: int = option(0, least=0)
    """Of the scaled picture the network sees a square of this side, elsewhere in each picture; 0 shows the whole. All
    that a network sees then has one size, and can be compiled."""

    @property
    def seen_px(self) -> int:
        """Side of the largest picture that the network sees."""
        return self.window_px or self.largest_px


@dataclass(frozen=True)
class ProjectedConfig:
    """What a projected discriminator sees and how large its heads are."""

    views: tuple[ViewConfig, ...] = (ViewConfig(),)
    """The networks looked through."""
    head_channels: int = option(64, least=1)
    """Channels inside each head."""


class ProjectedDiscriminator(Discriminator):
    """Frozen perceptual features, frozen random mixes of them, and a small trained head per scale.

    Args:
        config: the views and heads.
        networks: what each view's network makes of pictures, in the order of `config.views`.
        rng: draws the frozen mixes.
    """

    def __init__(self, config: ProjectedConfig, networks: Sequence[Features], rng: torch.Generator) -> None:
        super().__init__()
        # Plain tuples, no modules: frozen public weights stay out of the checkpoint.
        self._views = tuple(zip(config.views, networks, strict=True))
        self.mixes = nn.ModuleList()
        self.heads = nn.ModuleList()
        for view, features in self._views:
            with torch.no_grad():
                maps = features(torch.zeros(1, 3, view.seen_px, view.seen_px))
            self.mixes.append(RandomMix([feature.shape[1] for feature in maps], view.channels, rng))
            for feature, channels in zip(maps, view.channels, strict=True):
                self.heads.append(Head(channels, config.head_channels, feature.shape[-1]))

    @torch.no_grad()
    def calibrate(self, pictures: Tensor, rng: torch.Generator) -> None:
        """Standardises every mixed channel on real `pictures` (N, 3, S, S); once, before the first step."""
        for (view, features), mix in zip(self._views, self._mixes(), strict=True):
            mix.calibrate(features(show([pictures], view, rng)))

    @property
    def main_methods(self) -> tuple[str, ...]:
        # Code compiled for one size is of no use for the next.
        fixed = all(view.window_px or view.smallest_px == view.largest_px for view, _ in self._views)
        return ("see", "judge") if fixed else ()

    def views(self, pyramid: Sequence[Tensor], rng: torch.Generator) -> list[Tensor]:
        return self.see([show(pyramid, view, rng) for view, _ in self._views])

    def see(self, shown: Sequence[Tensor]) -> list[Tensor]:
        """The mixed features of what each view is shown, (N, 3, h, w) in 0..1; fine ones first."""
        mixed: list[Tensor] = []
        for pictures, (_, features), mix in zip(shown, self._views, self._mixes(), strict=True):
            mixed += mix(features(pictures))
        return mixed

    def judge(self, views: Sequence[Tensor]) -> list[Tensor]:
        return [head(view) for head, view in zip(self.heads, views, strict=True)]

    def _mixes(self) -> list[RandomMix]:
        return [mix for mix in self.mixes if isinstance(mix, RandomMix)]


class RandomMix(nn.Module):
    """Frozen random 1x1 mixes across channels, then 3x3 mixes from coarse to fine scales."""

    def __init__(self, channels: Sequence[int], widths: Sequence[int], rng: torch.Generator) -> None:
        super().__init__()
        for index, (before, width) in enumerate(zip(channels, widths, strict=True)):
            self.register_buffer(f"across_{index}", _random_kernel(width, before, 1, rng))
            self.register_buffer(f"mean_{index}", torch.zeros(1, width, 1, 1))
            self.register_buffer(f"scale_{index}", torch.ones(1, width, 1, 1))
            if index > 0:
                self.register_buffer(f"down_{index}", _random_kernel(widths[index - 1], width, 3, rng))

    def calibrate(self, features: Sequence[Tensor]) -> None:
        for index, mixed in enumerate(self._mix(features)):
            std, mean = torch.std_mean(mixed.float(), dim=(0, 2, 3), keepdim=True)
            self._part("mean", index).copy_(mean)
            self._part("scale", index).copy_(1.0 / std.clamp(min=1e-6))

    def forward(self, features: Sequence[Tensor]) -> list[Tensor]:
        return [
            (mixed - self._part("mean", index)) * self._part("scale", index)
            for index, mixed in enumerate(self._mix(features))
        ]

    def _mix(self, features: Sequence[Tensor]) -> list[Tensor]:
        mixed = [F.conv2d(feature, self._part("across", index)) for index, feature in enumerate(features)]
        for index in reversed(range(1, len(mixed))):
            size = mixed[index - 1].shape[-2:]
            # Mixing before upsampling costs a quarter of mixing after it and spans the same maps.
            coarse = F.conv2d(mixed[index], self._part("down", index), padding=1)
            coarse = F.interpolate(coarse, size=size, mode="bilinear", align_corners=False)
            mixed[index - 1] = mixed[index - 1] + coarse
        return mixed

    def _part(self, name: str, index: int) -> Tensor:
        return self.get_buffer(f"{name}_{index}")


class Head(nn.Module):
    """A small convolutional critic with spectral and batch norm: a map (N, C, h, w) to a grid of logits (N, K).

    Without batch norm, what spectral norm leaves of a fine view is so weak that its heads learn nothing for thousands
    of pictures.
    """

    def __init__(self, channels: int, inner: int, side_px: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        while side_px >= 2 * HEAD_LEAST_PX:
            layers += _critic_layer(channels, inner, kernel=4, stride=2)
            channels, side_px = inner, side_px // 2
        layers += _critic_layer(channels, inner, kernel=3)
        self.layers = nn.Sequential(*layers, spectral_norm(nn.Conv2d(inner, 1, 3, padding=1)))

    def forward(self, features: Tensor) -> Tensor:
        return self.layers(features).flatten(1)


def show(pyramid: Sequence[Tensor], view: ViewConfig, rng: torch.Generator) -> Tensor:
    """What a view's network is shown of a pyramid: its level at a random scale, or a window of each picture."""
    (pictures,) = at_sizes(pyramid, [view.level_px]) if view.level_px else pyramid[:1]
    scaled = random_scale(pictures, view.smallest_px, view.largest_px, rng)
    return random_windows(scaled, view.window_px, rng) if view.window_px else scaled


def random_windows(pictures: Tensor, side_px: int, rng: torch.Generator) -> Tensor:
    """A square of `side_px` somewhere in each of the pictures (N, 3, S, S)."""
    room = pictures.shape[-1] - side_px + 1
    places = rows(
        lambda count: torch.randint(0, room, (count, 2), generator=rng), len(pictures), rng
    ).tolist()
    return torch.stack(
        [
            picture[:, top : top + side_px, left : left + side_px]
            for picture, (top, left) in zip(pictures, places, strict=True)
        ]
    )


def random_scale(pictures: Tensor, smallest_px: int, largest_px: int, rng: torch.Generator) -> Tensor:
    """Pictures (N, 3, S, S) at one random size and shift by a part of a pixel, the same for the whole batch."""
    size_px = int(torch.randint(smallest_px, largest_px + 1, (), generator=rng))
    margin = SHIFT_MARGIN_PX
    padded = F.pad(pictures, (margin,) * 4, mode="reflect")
    whole_px = round(padded.shape[-1] * size_px / pictures.shape[-1])
    scaled = F.interpolate(padded, size=(whole_px, whole_px), mode="bicubic", align_corners=False)
    top, left = torch.randint(0, whole_px - size_px + 1, (2,), generator=rng).tolist()
    return scaled[:, :, top : top + size_px, left : left + size_px]


def _critic_layer(before: int, after: int, kernel: int, stride: int = 1) -> list[nn.Module]:
    convolution = nn.Conv2d(before, after, kernel, stride, padding=1, bias=False)
    return [spectral_norm(convolution), nn.BatchNorm2d(after), nn.LeakyReLU(0.2)]


def _random_kernel(after: int, before: int, side: int, rng: torch.Generator) -> Tensor:
    fan_in = before * side * side
    return torch.randn(after, before, side, side, generator=rng) * fan_in**-0.5
