"""Watches a generator while it trains, and says in plain words what goes wrong and which option to try.

Mode collapse shows in three figures, each relative to the data: the diversity of the pictures, their spacing (few
modes, or all pictures along a curve, leave some diversity but no spacing) and the coverage of the data. Copying shows
in the distance to the nearest training picture, and a run that has passed its best in the Fréchet distance.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from training.config import option
from training.data import step_torch_rng
from training.errors import TrainingError
from training.gan.reference import BATCH, LEAST_PICTURES, Reference
from training.perceptual.networks import PerceptualNetwork, load_perceptual

if TYPE_CHECKING:
    from training.gan.config import GanConfig

FRECHET_TO_LOSE = 1.0
"""A Fréchet distance above this is worse than that of a single average picture; nothing is lost where it grows."""
STREAM = 6
"""Of random numbers, beside those of `training.gan.adversary`."""
COVERAGE_TO_LOSE = 0.1
"""A coverage below this tells nothing: it moves by as much from chance."""
WATCHED = ("frechet", "diversity", "spacing", "coverage", "novelty", "copied")


@dataclass(frozen=True)
class MonitorConfig:
    """When the monitor warns."""

    samples: int = option(512, least=2)
    """Pictures that are drawn and measured each time."""
    from_kimg: float = option(20.0, least=0)
    """Not before this many thousand pictures: at first nothing is learned, so that all pictures are alike."""
    least_diversity: float = 0.4
    """Warns where generated pictures differ from each other by less than this share of what real ones do."""
    least_spacing: float = 0.35
    """Warns where a generated picture's nearest other one is nearer than this share of the same among real ones."""
    least_coverage: float = 0.01
    """Warns where the generated pictures come near to less than this share of the data."""
    most_copied: float = 0.1
    """Warns where more than this share of the generated pictures are nearly training pictures."""
    coverage_kept: float = 0.5
    """Warns where the coverage falls below this share of the best of the run."""
    frechet_growth: float = 1.5
    """Warns where the Fréchet distance grows beyond this many times the best of the run."""


def troubles(now: Mapping[str, float], best: Mapping[str, float], config: MonitorConfig) -> dict[str, str]:
    """What goes wrong: a sentence by the name of the figure that shows it.

    Args:
        now: the newest figures.
        best: the best `coverage` and `frechet` of the run so far.
        config: the bounds.
    """
    found = {}
    if now["diversity"] < config.least_diversity:
        found["diversity"] = (
            f"The pictures grow alike (mode collapse): their diversity is {now['diversity']:.0%} of the data's. "
            "Try a lower discriminator_rate, skip_below=0.2, or a stronger augment."
        )
    if now["spacing"] < config.least_spacing:
        found["spacing"] = (
            f"The pictures repeat themselves (few modes): the nearest twin of one is {now['spacing']:.0%} as far from "
            "it as in the data. Try a larger latent_size, a lower discriminator_rate, or a larger batch_size."
        )
    if now["coverage"] < config.least_coverage:
        found["reach"] = (
            f"The pictures are nowhere near the data: their coverage is {now['coverage']:.1%}, so that they are told "
            "too easily. Try a lower discriminator_rate, skip_below=0.2, or the projected discriminator."
        )
    elif best["coverage"] >= COVERAGE_TO_LOSE and now["coverage"] < config.coverage_kept * best["coverage"]:
        found["coverage"] = (
            f"The pictures leave out more of the data than before (dropped modes): the coverage fell from "
            f"{best['coverage']:.0%} to {now['coverage']:.0%}. "
            "Try lower rates for both networks, or a longer ema_half_life_kimg."
        )
    if now["copied"] > config.most_copied:
        found["copied"] = (
            f"The pictures copy the data: {now['copied']:.0%} of them are nearly a training picture or its mirror "
            "image. Try more data, to augment them as far as it takes (augment, adaptive.target=0.6), or a shorter run."
        )
    if best["frechet"] < FRECHET_TO_LOSE and now["frechet"] > config.frechet_growth * best["frechet"]:
        found["frechet"] = (
            f"The pictures move away from the data: the Fréchet distance grew from {best['frechet']:.2g} to "
            f"{now['frechet']:.2g}. Try lower rates for both networks, clip_norm=1, or a shorter run."
        )
    return found


def open_monitor(
    config: GanConfig,
    networks: Mapping[str, PerceptualNetwork],
    pictures: Tensor,
    latent_size: int,
    say: Callable[[str], None],
) -> Monitor | None:
    """The monitor of a run; None, and a sentence, where the pictures are too few or too alike to measure anything.

    It looks through the last of the run's networks that the discriminator does not use, or through our own encoder.

    Args:
        config: the run's configuration.
        networks: the run's perceptual networks by name.
        pictures: the data, uint8 (N, 3, S, S).
        latent_size: Z of the generator.
        say: receives a sentence.
    """
    if len(pictures) < LEAST_PICTURES:
        say(f"{len(pictures)} pictures are too few to watch for mode collapse and copies.")
        return None
    network = metric_network(seen_networks(config), networks)
    try:
        reference = Reference(network, pictures, config.seed)
    except TrainingError as error:
        say(str(error))
        return None
    if network.name in seen_networks(config):
        say(f"The figures are in features of {network.name}, which the discriminator uses too: they flatter.")
    return Monitor(reference, latent_size, config.monitor, config.seed)


def metric_network(seen: Collection[str], networks: Mapping[str, PerceptualNetwork]) -> PerceptualNetwork:
    """The last network that is not `seen` by the discriminator; our own encoder where there is none.

    The last, as `load_networks` puts there what no discriminator uses: so runs with several discriminators compare.
    """
    free = [network for name, network in networks.items() if name not in seen]
    return free[-1] if free else networks.get("pinxit") or load_perceptual(["pinxit"])[0]


def seen_networks(config: GanConfig) -> set[str]:
    """Names of the networks that a run's discriminator looks through."""
    return {view.network for view in config.projected.views} if config.discriminator == "projected" else set()


class Monitor:
    """Measures a generator and warns.

    Args:
        reference: the data.
        latent_size: Z of the generator.
        config: when to warn.
        seed: draws the latents, the same ones each time.
    """

    def __init__(self, reference: Reference, latent_size: int, config: MonitorConfig, seed: int) -> None:
        self.reference, self.config = reference, config
        self.latents = torch.randn(config.samples, latent_size, generator=step_torch_rng(seed, 0, STREAM))
        self._best: dict[str, float] = {}
        self._said: set[str] = set()

    @torch.no_grad()
    def measure(self, generator: nn.Module) -> dict[str, float]:
        """The watched figures of a generator in evaluation mode, by name."""
        device = next(generator.parameters()).device
        pictures: list[Tensor] = [generator(part.to(device)).float() for part in self.latents.split(BATCH)]
        found = self.reference.figures(
            self.reference.embed(pictures), self.reference.embed(batch.flip(3) for batch in pictures)
        )
        return {name: getattr(found, name) for name in WATCHED}

    def watch(self, kimg: float, figures: Mapping[str, float]) -> list[str]:
        """A sentence for everything that has gone wrong since the last time; each again only after it recovered.

        Args:
            kimg: thousands of pictures so far.
            figures: what `measure` returned; others among them do not matter, and without these there is no warning.
        """
        if not figures.keys() >= set(WATCHED):
            return []
        for name, better in (("coverage", max), ("frechet", min)):
            self._best[name] = better(self._best.get(name, figures[name]), figures[name])
        if kimg < self.config.from_kimg:
            return []
        found = troubles(figures, self._best, self.config)
        new = [sentence for name, sentence in found.items() if name not in self._said]
        self._said = set(found)
        return new
