"""The style bank: a style network with a trained vector for every style, and what a run of it begins with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from training.errors import TrainingError
from training.export.weights import read_stylizer
from training.networks.johnson import Johnson, JohnsonConfig
from training.networks.stylizer import Stylizer, StylizerConfig, neutral_style
from training.networks.underpainting import NUMBERS, Moments, with_underpainting
from training.runs.checkpoint import Checkpoint
from training.style.paintings import style_name
from training.style.shelf import styles_in

DEEPEST_SHIFT = 2.0
"""Deviations below zero where a rectified channel may lie at most: in one of fifty places it is positive there."""
FARTHEST_SHIFT = 5.0
"""Deviations by which a rectified channel is shifted at most: then all of it is positive."""


class StyleBank(nn.Module):
    """A transformer with a trained vector for every style.

    Attributes:
        vectors: (S + 1, D - 2): the photo's first, which is not trained, then each style's, without the closing pair.
    """

    def __init__(self, config: StylizerConfig | JohnsonConfig, styles: int) -> None:
        super().__init__()
        self.stylizer = Johnson(config) if isinstance(config, JohnsonConfig) else Stylizer(config)
        inner = neutral_style(config)[:-2]
        self.vectors = nn.Parameter(inner.repeat(styles + 1, 1))

    def style(self, indices: Sequence[int]) -> Tensor:
        """Full vectors (N, D) that show the paint alone; 0 is the photo's, 1 the first style's."""
        closing = self.vectors.new_tensor([1.0, 0.0]).expand(len(indices), 2)
        return torch.cat([self.vectors[list(indices)], closing], 1)

    def forward(
        self, image: Tensor, indices: Sequence[int], stats: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Stylizes (N, 3, H, W), each picture in the style of its index.

        Args:
            image: (N, 3, H, W) in 0..1.
            indices: N styles.
            stats: (N, M) statistics to normalise with; each picture's own where None.

        Returns:
            The pictures, and the statistics (N, M) that were used.
        """
        given = image.new_zeros(1, self.stylizer.config.stats_size) if stats is None else stats
        use_stats = image.new_tensor([float(stats is not None)])
        return self.stylizer(image, self.style(indices), given, use_stats)

    @torch.no_grad()
    def underpaint(self, colors: Moments) -> None:
        """Gives the styles underpaintings in their paintings' colours, where the network has any.

        Args:
            colors: means and covariances of the painting of each style, from the first.
        """
        if isinstance(self.stylizer, Stylizer):
            self.vectors[1:] = with_underpainting(self.vectors[1:], colors)

    def keep_underpaintings(self) -> None:
        """Takes them out of the gradients."""
        if isinstance(self.stylizer, Stylizer) and self.vectors.grad is not None:
            self.vectors.grad[:, -NUMBERS:] = 0

    @torch.no_grad()
    def tidy(self) -> None:
        """Takes away what shifts of the vectors change nothing, where the network is ours.

        Without this they grow without end, since nothing holds them: what is added to a channel that the next
        normalisation sees alone, or beyond where all of it is positive, it takes away again. Half precision, and the
        brush's whole numbers, then have large means to carry and little left for what is painted.
        """
        if isinstance(self.stylizer, Stylizer):
            config, at = self.stylizer.config, 0
            # The last two are the refined half resolution, whose mean is painted with, and the underpainting.
            for place, size in enumerate(config.norm_channels[:-2]):
                scale, shift = self.vectors[:, at : at + 2 * size].split(size, 1)
                if place in config.added_up:
                    shift.zero_()
                else:
                    shift.copy_(shift.minimum(FARTHEST_SHIFT * scale.abs()))
                at += 2 * size

    @torch.no_grad()
    def keep_alive(self) -> None:
        """Lifts rectified channels that are hardly ever positive, where the network is ours.

        Such a channel has no gradient and would not come back. Where its scale has become small too, as that of most
        dead ones has, nothing is seen of it at first.
        """
        if isinstance(self.stylizer, Stylizer):
            config, at = self.stylizer.config, 0
            for place, size in enumerate(config.norm_channels[:-1]):
                scale, shift = self.vectors[:, at : at + 2 * size].split(size, 1)
                if place not in config.added_up:
                    shift.copy_(shift.maximum(-DEEPEST_SHIFT * scale.abs()))
                at += 2 * size

    @torch.no_grad()
    def hold_kernels(self, strength: float) -> None:
        """Scales every kernel that a normalisation follows to this root mean square, where the network is ours.

        What is painted does not change, since the normalisation takes the scale away again. But a gradient never points
        along such a kernel, so that it grows with every step, and the longer it is, the less a step turns it.
        """
        if isinstance(self.stylizer, Stylizer):
            for conv in self.stylizer.normalised:
                assert conv.bias is not None
                factor = strength * conv.weight.square().mean((1, 2, 3)).clamp_min(1e-12).rsqrt()
                conv.weight.mul_(factor[:, None, None, None])
                conv.bias.mul_(factor)

    @torch.no_grad()
    def photo_vector(self) -> Tensor:
        """(D,) the vector of strength 0: whatever is painted, it shows the photo itself."""
        return torch.cat([self.vectors[0], self.vectors.new_tensor([0.0, 1.0])])


def begin_with(bank: StyleBank, source: Path, names: Sequence[str], colors: Moments) -> None:
    """Fills the bank with trained weights; styles that are new to them begin as the mean of the others.

    Underpaintings are those of the paintings, whatever the source has.

    Args:
        bank: the bank to fill.
        source: run folder whose averaged weights are taken, or a model file with its style cards beside it.
        names: file names, without suffix, of the paintings of the bank's styles.
        colors: of the paintings.

    Raises:
        TrainingError: there is no checkpoint or model, or it has another network.
    """
    network, photo, styles = read_trained(source)
    if not styles:
        raise TrainingError(f"No style is known for {source}; keep its style cards beside it.")
    mean = torch.stack(list(styles.values())).mean(0)
    known = [style_name(Path(name)) for name in names]
    rows = [styles.get(name, mean) for name in known]
    try:
        bank.stylizer.load_state_dict(network)
        with torch.no_grad():
            bank.vectors.copy_(torch.stack([photo, *rows]))
        bank.underpaint(colors)
    except RuntimeError as error:
        raise TrainingError(f"{source} has another network than this run: {error}") from error


def read_trained(source: Path) -> tuple[dict[str, Tensor], Tensor, dict[str, Tensor]]:
    """A trained network's weights, the photo's vector (D - 2,) and the vector of each style by name.

    Raises:
        TrainingError: `source` is neither a style network's run with a checkpoint nor its model file.
    """
    if source.suffix == ".onnx":
        card, stylizer = read_stylizer(source)
        cards = styles_in([source.parent], card)
        vectors = {style.name: torch.from_numpy(style.vector[:-2].copy()) for style in cards}
        return stylizer.state_dict(), torch.tensor(card.photo_style)[:-2], vectors
    snapshot = Checkpoint(source).read()
    try:
        tensors = snapshot.tensors["ema"]
        vectors = tensors.pop("vectors")
        names = [style_name(Path(name)) for name in snapshot.state["styles"]]
    except KeyError as error:
        raise TrainingError(
            f"{source} did not train a style network; name a run of pinxit-train style."
        ) from error
    network = {name.removeprefix("stylizer."): value for name, value in tensors.items()}
    return network, vectors[0], dict(zip(names, vectors[1:], strict=True))
