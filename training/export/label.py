"""What the exports of every kind share: the label of a card, and what a run folder knows."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.config import config_hash
from training.errors import TrainingError
from training.runs.log import read_stats

_HASH = re.compile("[0-9a-f]{12}")


@dataclass(frozen=True)
class Label:
    """What a person says of a model: the parts of its card that no run knows."""

    name: str
    title: str
    author: str
    licence: str
    training_data: str
    training_data_licence: str


def read_run_config(run: Path) -> dict[str, Any]:
    """The configuration table that a run folder was made with.

    Raises:
        TrainingError: the folder is no run folder.
    """
    try:
        table = json.loads((run / "config.json").read_text(encoding="utf-8"))["config"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{run} is not a run folder: it has no readable config.json.") from error
    if not isinstance(table, dict):
        raise TrainingError(f"{run} is not a run folder: its config.json holds no configuration.")
    return table


def run_hash(run: Path, config: Any) -> str:
    """By which the configuration of a run is known: as it was begun, whatever options were added since."""
    try:
        known = json.loads((run / "config.json").read_text(encoding="utf-8")).get("hash")
    except (OSError, ValueError, AttributeError):
        known = None
    return known if isinstance(known, str) and _HASH.fullmatch(known) else config_hash(config)


def run_kind(run: Path) -> str:
    """What a run folder trained: "style", "style-encoder", "perceptual" or "gan". Raises TrainingError."""
    table = read_run_config(run)
    marks = {
        "style": "paintings",
        "style-encoder": "brush",
        "perceptual": "teachers",
        "gan": "discriminator",
    }
    for kind, key in marks.items():
        if key in table:
            return kind
    raise TrainingError(f"{run} was made by a kind of training that this Pinxit does not know.")


def last_figures(run: Path, unit: str, done: float, names: Sequence[str]) -> dict[str, float]:
    """The newest value of each named figure in the run's statistics, up to `done`."""
    figures: dict[str, float] = {}
    for line in read_stats(run):
        if line[unit] <= done:
            figures.update({name: line[name] for name in names if name in line})
    return figures
