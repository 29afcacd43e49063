"""Pinxit's own perceptual encoder: VGG-shaped, small, with heads into the feature spaces of its teachers.

Source: Simonyan & Zisserman 2015 (the shape); heads after Wang et al. 2020; Ioffe & Szegedy 2015 (batch normalisation,
in training only). Differs: a few hundred thousand parameters; it begins with blocks of 2x2 pixels, because the full
side costs most and its teachers do not look at it either; convolutions pad with zeros around a picture whose grey is
zero, so that the reverse pass is plain convolutions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

GREY, CONTRAST = 0.45, 4.0


@dataclass(frozen=True)
class Head:
    """A 1x1 layer from the end of a stage of the encoder into one feature map of a teacher."""

    name: str
    stage: int
    channels: int


HEADS = (
    Head("squeezenet-1.1.conv1", 0, 64),
    Head("squeezenet-1.1.fire2", 1, 128),
    Head("squeezenet-1.1.fire3", 1, 128),
    Head("squeezenet-1.1.fire4", 2, 256),
    Head("squeezenet-1.1.fire5", 2, 256),
)
"""Which teacher layers are imitated, and from which stage."""


@dataclass(frozen=True)
class EncoderConfig:
    """Shape of the encoder."""

    widths: tuple[int, ...] = (32, 64, 128)
    """Channels of each stage; a 2x2 maximum lies between stages."""
    depths: tuple[int, ...] = (2, 3, 4)
    """3x3 convolutions of each stage."""
    block_px: int = 2
    """Side of the blocks of pixels that are the cells of the first stage."""

    @property
    def stride_px(self) -> int:
        """Pixels of one cell of the deepest stage; picture sides are multiples of it."""
        return self.block_px * 2 ** (len(self.widths) - 1)


class Encoder(nn.Module):
    """Feature maps in the spaces of the teachers.

    Args:
        config: shape of the network.
        heads: which teacher layers it imitates; none where only its own activations are wanted.
        normalised: whether every convolution is normalised over the batch, as in training; see `folded`.
    """

    def __init__(
        self, config: EncoderConfig, heads: Sequence[Head] = HEADS, *, normalised: bool = False
    ) -> None:
        super().__init__()
        self.config, self.imitated, self.normalised = config, tuple(heads), normalised
        channels, self.stages = 3 * config.block_px**2, nn.ModuleList()
        for width, depth in zip(config.widths, config.depths, strict=True):
            stage = nn.ModuleList()
            for _ in range(depth):
                stage.append(nn.Conv2d(channels, width, 3, padding=1))
                channels = width
            self.stages.append(stage)
        self.norms = nn.ModuleList(
            nn.BatchNorm2d(width)
            for width, depth in zip(config.widths, config.depths, strict=True)
            for _ in range(depth if normalised else 0)
        )
        self.heads = nn.ModuleList(nn.Conv2d(config.widths[head.stage], head.channels, 1) for head in heads)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                nn.init.zeros_(module.bias)  # type: ignore[arg-type]

    def trunk(self, image: Tensor) -> list[list[Tensor]]:
        """Every activation, by stage, of (N, 3, H, W) pictures in 0..1; the last of a stage feeds its heads."""
        x = F.pixel_unshuffle((image - GREY) * CONTRAST, self.config.block_px)
        norms = iter(self.norms)
        stages: list[list[Tensor]] = []
        for index, stage in enumerate(self.stages):
            assert isinstance(stage, nn.ModuleList)
            if index:
                x = F.max_pool2d(x, 2)
            activations = []
            for conv in stage:
                x = conv(x)
                x = F.relu(next(norms)(x) if self.normalised else x)
                activations.append(x)
            stages.append(activations)
        return stages

    def features(self, image: Tensor, wanted: Sequence[str]) -> dict[str, Tensor]:
        """Feature maps by head name of (N, 3, H, W) pictures in 0..1."""
        stages = self.trunk(image)
        pairs = zip(self.imitated, self.heads, strict=True)
        return {
            head.name: F.relu(layer(stages[head.stage][-1])) for head, layer in pairs if head.name in wanted
        }

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        return self.features(image, [head.name for head in HEADS])

    @torch.no_grad()
    def settle(self, batches: Sequence[Tensor]) -> None:
        """Takes means and variances of the normalisations anew, from these batches (N, 3, H, W) and all alike."""
        momenta = [norm.momentum for norm in self.norms]
        was_training = self.training
        for norm in self.norms:
            assert isinstance(norm, nn.BatchNorm2d)
            norm.reset_running_stats()
            norm.momentum = None
        self.train()
        for batch in batches:
            self.trunk(batch)
        self.train(was_training)
        for norm, momentum in zip(self.norms, momenta, strict=True):
            norm.momentum = momentum

    @torch.no_grad()
    def folded(self) -> Encoder:
        """A copy in evaluation mode whose normalisations have become part of its convolutions."""
        plain = Encoder(self.config, self.imitated).eval()
        plain.heads.load_state_dict(self.heads.state_dict())
        plain.stages.load_state_dict(self.stages.state_dict())
        convs = (module for module in plain.stages.modules() if isinstance(module, nn.Conv2d))
        for conv, norm in zip(convs, self.norms, strict=False):
            assert conv.bias is not None
            scale, shift = _affine(norm)
            conv.weight.mul_(scale[:, None, None, None])
            conv.bias.mul_(scale).add_(shift)
        return plain


class PerceptualGradient(nn.Module):
    """Loss and gradient of Gatys' style transfer as a plain forward computation, which ONNX can hold.

    The reverse of a convolution is one with turned kernels, of a rectifier a mask, of a maximum the upsampled
    maximum compared with its input; the gradients of the Gram and content losses have closed forms.

    Source: Gatys et al. 2016, eq. 1-7. Differs: each layer's loss is divided by its target's squared norm.

    Args:
        encoder: a trained encoder.
        content: head that the content loss looks through.
        style: heads that the style losses look through.
    """

    def __init__(self, encoder: Encoder, content: str, style: Sequence[str]) -> None:
        super().__init__()
        self.encoder = encoder
        self.names = [head.name for head in HEADS]
        self.content, self.style = content, tuple(style)

    def forward(
        self, image: Tensor, content_target: Tensor, weights: Tensor, *gram_targets: Tensor
    ) -> tuple[Tensor, ...]:
        """Computes the loss and its gradient.

        Args:
            image: (1, 3, H, W) in 0..1, H and W multiples of eight.
            content_target: (1, C, H/8, W/8) or the size of the content head.
            weights: (2 + K,): content, total variation, each style layer.
            gram_targets: K Gram matrices (1, C_k, C_k).

        Returns:
            loss (1,); losses (2 + K,) before weighting; gradient (1, 3, H, W); content features; K Gram matrices.
        """
        stages = self.encoder.trunk(image)
        pull: dict[int, Tensor] = {}
        losses: list[Tensor] = []

        features = self._head(self.content, stages)
        norm = content_target.square().mean().clamp_min(1e-8)
        difference = features - content_target
        losses.append(difference.square().mean() / norm)
        slope = weights[0] * 2 / (_count(features) * norm) * difference
        self._add(pull, self.content, features, slope)

        variation, variation_gradient = _total_variation(image)
        losses.append(variation)

        grams = []
        for index, (name, target) in enumerate(zip(self.style, gram_targets, strict=True)):
            found = self._head(name, stages)
            # Shapes are spelled so that the features can be had without a content target of the right size.
            flat = found.reshape(1, found.shape[1], -1)
            positions = _count(found[:, :1])
            own = flat @ flat.transpose(1, 2) / positions
            norm = target.square().sum().clamp_min(1e-8)
            losses.append((own - target).square().sum() / norm)
            amount = 4 * weights[2 + index] / (positions * norm)
            self._add(pull, name, found, F.conv2d(found, (amount * (own - target))[0, :, :, None, None]))
            grams.append(own)

        gradient = self._reverse(stages, pull) + weights[1] * variation_gradient
        parts = torch.stack(losses)
        return (parts @ weights)[None], parts, gradient, features, *grams

    def _head(self, name: str, stages: list[list[Tensor]]) -> Tensor:
        index = self.names.index(name)
        return F.relu(self.encoder.heads[index](stages[HEADS[index].stage][-1]))

    def _add(self, pull: dict[int, Tensor], name: str, output: Tensor, slope: Tensor) -> None:
        """Carries a slope at a head's output back to its stage and adds it there."""
        index = self.names.index(name)
        head, stage = self.encoder.heads[index], HEADS[index].stage
        assert isinstance(head, nn.Conv2d)
        back = F.conv2d(slope * (output > 0).to(slope.dtype), head.weight.transpose(0, 1))
        pull[stage] = pull[stage] + back if stage in pull else back

    def _reverse(self, stages: list[list[Tensor]], pull: dict[int, Tensor]) -> Tensor:
        """From the slopes at the ends of the stages to the gradient at the picture."""
        slope = torch.zeros_like(stages[-1][-1])
        for index in reversed(range(len(stages))):
            convs = self.encoder.stages[index]
            assert isinstance(convs, nn.ModuleList)
            if index in pull:
                slope = slope + pull[index]
            for conv, output in zip(reversed(list(convs)), reversed(stages[index]), strict=True):
                assert isinstance(conv, nn.Conv2d)
                # A convolution with turned kernels is what a transposed one is, and onnxruntime is quicker at it.
                turned = conv.weight.transpose(0, 1).flip(2, 3)
                slope = F.conv2d(torch.where(output > 0, slope, 0.0), turned, padding=1)
            if index:
                below = stages[index - 1][-1]
                largest = F.interpolate(F.max_pool2d(below, 2), scale_factor=2.0, mode="nearest")
                slope = F.interpolate(slope, scale_factor=2.0, mode="nearest")
                slope = torch.where(below == largest, slope, 0.0)
        return F.pixel_shuffle(slope, self.encoder.config.block_px) * CONTRAST


def _affine(norm: nn.Module) -> tuple[Tensor, Tensor]:
    """Scale and shift (C,) of a batch normalisation in evaluation mode."""
    assert isinstance(norm, nn.BatchNorm2d)
    assert norm.running_mean is not None and norm.running_var is not None
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    return scale, norm.bias - norm.running_mean * scale


def _total_variation(image: Tensor) -> tuple[Tensor, Tensor]:
    """Mean squared difference of neighbours, both directions added, and its gradient."""
    across = image[..., :, 1:] - image[..., :, :-1]
    down = image[..., 1:, :] - image[..., :-1, :]
    across_slope = across * (2 / _count(across))
    down_slope = down * (2 / _count(down))
    gradient = F.pad(across_slope, (1, 0)) - F.pad(across_slope, (0, 1))
    gradient = gradient + F.pad(down_slope, (0, 0, 1, 0)) - F.pad(down_slope, (0, 0, 0, 1))
    return across.square().mean() + down.square().mean(), gradient


def _count(x: Tensor) -> Tensor:
    """Number of elements, as a tensor that follows the size of the picture in an exported graph."""
    return (x * 0 + 1).sum()
