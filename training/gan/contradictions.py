"""Options of a run that are right each for itself and wrong together, refused before any work is done."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

from training.errors import TrainingError
from training.gan.augment import AUGMENTATIONS
from training.gan.config import GanConfig
from training.gan.losses import LOSSES
from training.networks.projected import ViewConfig

COMPARING = ("progressive", "multiscale", "residual")
"""Discriminators that are told how much the pictures of a group differ."""
NEEDED: Mapping[str, tuple[str, str]] = {
    "path-length": ("generator", "style"),
    "downscaling": ("generator", "style"),
    "reconstruction": ("discriminator", "residual"),
}
"""What a penalty asks of a run: an option, and its value."""


def refuse_contradictions(config: GanConfig) -> None:
    """Looks through the options of a run.

    Raises:
        TrainingError: a sentence that says what does not go together, and what to choose.
    """
    if LOSSES[config.loss].relative and config.adaptive.target > 0:
        raise TrainingError(
            f"Adaptive augmentation reads the sign of each logit, which the loss {config.loss} leaves open; "
            "choose the loss bce or hinge, or adaptive.target = 0."
        )
    if config.adaptive.target > 0 and not config.augment:
        raise TrainingError(
            "adaptive.target says how often pictures are augmented, and augment names nothing; add to it, such as "
            '--set \'augment=["color", "translation", "cutout"]\'.'
        )
    if not config.init and (config.init_rate != 1 or config.init_gates != 1):
        raise TrainingError("init_rate and init_gates are for what is taken from init, and no init is named.")
    for name in config.augment:
        if name not in AUGMENTATIONS:
            raise TrainingError(
                f"There is no augmentation '{name}'; augment may hold {', '.join(AUGMENTATIONS)}."
            )
    for name, count in Counter(regularizer.name for regularizer in config.regularizers).items():
        if count > 1:
            raise TrainingError(
                f"The regularizer {name} is named {count} times; put its weights together in one."
            )
        option, value = NEEDED.get(name, ("", ""))
        if option and getattr(config, option) != value:
            raise TrainingError(
                f"The regularizer {name} needs the {option} {value}, and not {getattr(config, option)}; leave it out."
            )
    if config.discriminator == "projected":
        if not config.projected.views:
            raise TrainingError("A projected discriminator needs one view or more.")
        for view in config.projected.views:
            _check_view(view)


def refuse_uneven_shares(config: GanConfig, processes: int) -> None:
    """Makes sure that pictures of a batch that are looked at together are of one process.

    Raises:
        TrainingError: they would be others than in one process.
    """
    own = config.batch_size / processes
    # Styles are mixed with those half a batch away.
    together = 2 if config.generator == "style" else 1
    if config.discriminator in COMPARING:
        together = math.lcm(together, config.critic.group)
    if processes > 1 and own % together:
        raise TrainingError(
            f"A batch of {config.batch_size} leaves each of {processes} processes {own:g} pictures, which are looked "
            f"at in groups of {together}; take a batch_size of {together * processes}, or a multiple of it."
        )


def _check_view(view: ViewConfig) -> None:
    if len(view.layers) != len(view.channels) or not view.layers:
        raise TrainingError(
            f"The view through {view.network} names {len(view.layers)} layers and channels for "
            f"{len(view.channels)}; give one number of channels for each layer."
        )
    if any(channels < 1 for channels in view.channels):
        raise TrainingError(f"The channels of the view through {view.network} must be 1 or more each.")
    if view.smallest_px > view.largest_px:
        raise TrainingError(
            f"The view through {view.network} has a smallest_px of {view.smallest_px}, which is more than its "
            f"largest_px of {view.largest_px}."
        )
    if view.window_px > view.smallest_px:
        raise TrainingError(
            f"The view through {view.network} has a window_px of {view.window_px}, which is more than its smallest_px "
            f"of {view.smallest_px}."
        )
