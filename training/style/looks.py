"""How the losses of style training look at painted crops: perceptual networks at several sizes, and a palette.

Source: Johnson et al. 2016 (perceptual losses). Differs: several networks and sizes at once; each layer's loss is
relative to its target, so that no painting needs weights of its own; size and direction of a Gram matrix count apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from training.config import option
from training.data import CropConfig, PictureSet, to_tensor
from training.errors import TrainingError
from training.losses import (
    color_loss,
    color_quantiles,
    color_units,
    content_loss,
    contrast_loss,
    contrasts,
    gram,
    gram_match_loss,
)
from training.networks.normaliser import STRIDE_PX
from training.networks.underpainting import (
    DABS_PX,
    Moments,
    color_moments,
    dabs_of,
    underpainted,
    underpainting_of,
)
from training.perceptual.networks import PLANS, PerceptualNetwork, load_perceptual
from training.runs.machine import CPU, Machine

COLOR_DIRECTIONS = 8
COLOR_REDUCTION = 4
"""Of painted crops; paintings are reduced twice as much, see `dabs_of`: strokes are judged at half size."""
COLOR_QUANTILES = 512
CONTRAST_BANDS = 3
WINDOW_SHIFT_PX = 8
"""Places, in each direction, where the window that the losses look at may lie."""
GROUND_PX = 16
"""Strokes are finer: over so many pixels, they leave light, shade and hue where the underpainting has them."""


@dataclass(frozen=True)
class LookConfig:
    """One way in which the losses look at a painted crop."""

    network: str
    """Name of a perceptual network."""
    reduction: int = option(1, least=1)
    """The crop is reduced by this factor first: what is judged at half size are strokes twice as large."""
    style_weight: float = option(1.0, least=0)
    """Weight of its Gram losses among the looks."""
    content_weight: float = option(1.0, least=0)
    """Weight of its content losses among the looks; 0 leaves the strokes free at this size."""
    every: int = option(1, least=1)
    """It looks in every so many steps, and its weights then count as many times as much: an expensive look may be
    a rare one."""


@dataclass(frozen=True)
class Look:
    """A perceptual network with what it sees in the paintings.

    Attributes:
        config: at which size it looks, and how much it counts.
        network: the network.
        grams: by layer, (S, C, C).
    """

    config: LookConfig
    network: PerceptualNetwork
    grams: dict[str, Tensor]

    def losses(self, painted: Tensor, content: Tensor, styles: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Style and content loss of painted crops against their styles and their own photos."""
        plan, reduction = PLANS[self.network.name], self.config.reduction
        painted, content = F.avg_pool2d(painted, reduction), F.avg_pool2d(content, reduction)
        kept = plan.content if self.config.content_weight else ()
        with torch.no_grad():
            wanted = self.network.features(content, kept) if kept else {}
        found = self.network.features(painted, (*plan.style, *kept))
        rows = [index - 1 for index in styles]
        style = torch.stack(
            [gram_match_loss(found[layer], self.grams[layer][rows]) for layer in plan.style]
        ).mean()
        losses = [content_loss(found[layer], wanted[layer]) for layer in kept]
        return style, torch.stack(losses).mean() if losses else style.new_zeros(())


@dataclass(frozen=True)
class Palette:
    """The colours of the paintings, reduced to the size of dabs.

    Attributes:
        colors: for each painting (1, 3, H, W).
        units: for each painting (3, 3), `training.losses.color_units`.
        contrasts: (S, B, 2) of each painting, `training.losses.contrasts` at its own size.
        moments: of each painting, `training.networks.underpainting.color_moments`.
    """

    colors: tuple[Tensor, ...]
    units: tuple[Tensor, ...]
    contrasts: Tensor
    moments: Moments

    @classmethod
    def of(cls, paintings: PictureSet, device: torch.device = CPU) -> Palette:
        return cls.of_pictures([to_tensor([pixels]).to(device) for pixels in paintings.pixels])

    @classmethod
    def of_pictures(cls, pictures: Sequence[Tensor]) -> Palette:
        """The colours of paintings (1, 3, H, W)."""
        colors = tuple(dabs_of(picture) for picture in pictures)
        own = torch.cat([contrasts(picture, CONTRAST_BANDS, 1) for picture in pictures])
        means, covariances = zip(*(color_moments(found) for found in colors), strict=True)
        moments = (torch.cat(means), torch.cat(covariances))
        return cls(colors, tuple(color_units(found) for found in colors), own, moments)

    def loss(self, painted: Tensor, styles: Sequence[int], rng: np.random.Generator) -> Tensor:
        """Distance of the colours of painted crops (N, 3, H, W) to those of their styles, in random directions."""
        drawn = rng.standard_normal((3, COLOR_DIRECTIONS), dtype=np.float32)
        directions = F.normalize(torch.from_numpy(drawn), dim=0).to(painted.device)
        rows = [index - 1 for index in styles]
        wanted = [
            color_quantiles(_in_units(self.colors[row], self.units[row][None]), directions, COLOR_QUANTILES)
            for row in rows
        ]
        found = _in_units(
            F.avg_pool2d(painted, COLOR_REDUCTION), torch.stack([self.units[row] for row in rows])
        )
        return color_loss(found, torch.cat(wanted), directions)

    def ground_loss(self, painted: Tensor, content: Tensor, styles: Sequence[int]) -> Tensor:
        """Distance of painted crops (N, 3, H, W), reduced to means of 16 pixels, to underpaintings of their photos."""
        rows = [index - 1 for index in styles]
        means, covariances = self.moments
        wanted = underpainted(content, underpainting_of((means[rows], covariances[rows])))
        found, wanted = F.avg_pool2d(painted, GROUND_PX), F.avg_pool2d(wanted, GROUND_PX // DABS_PX)
        units = torch.stack([self.units[row] for row in rows])
        return F.mse_loss(_in_units(found, units), _in_units(wanted, units))

    def contrast_loss(self, painted: Tensor, styles: Sequence[int]) -> Tensor:
        """Distance of the contrasts of painted crops (N, 3, H, W), at half size, to those of their styles."""
        return contrast_loss(painted, self.contrasts[[index - 1 for index in styles]])


def _in_units(colors: Tensor, units: Tensor) -> Tensor:
    """Colours (N, 3, H, W) times matrices (N, 3, 3)."""
    return (units @ colors.flatten(2)).unflatten(2, colors.shape[2:])


@torch.no_grad()
def open_looks(
    perceptual: Sequence[str],
    looks: Sequence[LookConfig],
    paintings: PictureSet,
    device: torch.device = CPU,
) -> list[Look]:
    """The looks of a run, with the Gram matrices of every painting.

    Args:
        perceptual: names of perceptual networks.
        looks: which of them look how; none: all of them at full and at half size, content at half size.
        paintings: the styles.
        device: where they look.

    Raises:
        TrainingError: a network is missing, or not deep enough.
    """
    networks = {network.name: network.to(device) for network in load_perceptual(perceptual)}
    wanted = looks or tuple(
        LookConfig(name, reduction, content_weight=float(reduction > 1))
        for name in networks
        for reduction in (1, 2)
    )
    seen: dict[str, dict[str, Tensor]] = {}
    for name in dict.fromkeys(look.network for look in wanted):
        if name not in networks:
            raise TrainingError(
                f"A look wants the network {name}, but --perceptual gives {', '.join(networks)}."
            )
        layers = PLANS[name].style
        _check_depth(networks[name])
        maps = [
            networks[name].features(to_tensor([pixels]).to(device), layers) for pixels in paintings.pixels
        ]
        seen[name] = {layer: torch.cat([gram(found[layer]) for found in maps]) for layer in layers}
    return [Look(look, networks[look.network], seen[look.network]) for look in wanted]


def _check_depth(network: PerceptualNetwork) -> None:
    plan = PLANS[network.name]
    missing = [layer for layer in (*plan.style, *plan.content) if layer not in network.layers]
    if missing:
        raise TrainingError(
            f"{network.name} ends before its layer {missing[0]}, which the style losses look at; name a deeper one."
        )


@torch.no_grad()
def check_crops(looks: Sequence[Look], crops: CropConfig, margin_px: int) -> None:
    """Makes sure that enough is left of a crop for every look.

    Args:
        looks: from `open_looks`.
        crops: how crops are drawn.
        margin_px: border of each crop that the losses do not see.

    Raises:
        TrainingError: a crop does not fit the style network, or a perceptual network sees nothing in what is left.
    """
    crops.check_multiple(STRIDE_PX)
    seen_px = max(0, crops.side_px - 2 * margin_px - WINDOW_SHIFT_PX + 1)
    for look in looks:
        reduction, network = look.config.reduction, look.network
        side, device = seen_px // reduction, next(iter(look.grams.values())).device
        try:
            network.features(torch.zeros(1, 3, side, side, device=device), PLANS[network.name].style)
        except RuntimeError as error:
            raise TrainingError(
                f"The losses see {seen_px} pixels of each crop, which is too little for a look at 1/{reduction} "
                f"through {network.name}; take a larger crops.side_px, or a smaller margin_px."
            ) from error


def quicken_looks(looks: Sequence[Look], machine: Machine) -> None:
    """Compiles the networks that look, where the machine compiles: once the paintings, of any size, have been seen."""
    for network in {id(look.network): look.network for look in looks}.values():
        machine.quicken(network, "features")


def look_losses(
    looks: Sequence[Look], painted: Tensor, content: Tensor, styles: Sequence[int], step: int
) -> tuple[Tensor, Tensor]:
    """Style and content loss of painted crops: means over the looks, by weight, of those that look in this step."""
    style_total = sum(look.config.style_weight for look in looks)
    content_total = sum(look.config.content_weight for look in looks)
    style_sum, content_sum = painted.new_zeros(()), painted.new_zeros(())
    for look in looks:
        if step % look.config.every == 0:
            style, kept = look.losses(painted, content, styles)
            style_sum = style_sum + look.config.every * look.config.style_weight * style
            content_sum = content_sum + look.config.every * look.config.content_weight * kept
    return style_sum / (style_total or 1.0), content_sum / (content_total or 1.0)
