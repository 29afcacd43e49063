"""What a training has written into its run folder so far; see docs/ARCHITECTURE.md, "A run folder". Only read here."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.media.errors import PictureError

EXPORT, LOG = "model.onnx", "studio.log"
_CONFIG, _STATS, _SAMPLES, _STATE = "config.json", "stats.jsonl", "samples", "checkpoint/state.json"
_LARGEST_CONFIG_BYTES, _LOG_TAIL_BYTES = 4 << 20, 64 << 10
_MOST_POINTS = 400
_KINDS = (
    ("paintings", "style"),
    ("brush", "style-encoder"),
    ("teachers", "perceptual"),
    ("discriminator", "gan"),
)
"""By which option of its configuration a kind of training is known."""
_TOTALS = {"gan": ("kimg", "total_kimg")}


class RunFolderError(PictureError):
    """The folder is no run folder; the message is for the user."""


@dataclass(frozen=True)
class RunReport:
    """A run as its folder shows it.

    Attributes:
        kind: "gan", "style", "style-encoder" or "perceptual".
        unit: what is counted: "kimg" or "steps".
        done, total: how far it is, in that unit.
        figures: by name, pairs of how far it was and the value, oldest first; many are thinned out.
        samples: the newest grid of samples.
        checkpoint_ns: when the newest checkpoint was written; 0 where there is none.
        export_ns: the same of the newest export.
        said: what the trainer said last, oldest first.
    """

    folder: Path
    kind: str
    unit: str
    done: float = 0.0
    total: float = 0.0
    figures: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    samples: Path | None = None
    checkpoint_ns: int = 0
    export_ns: int = 0
    said: tuple[str, ...] = ()


def read_run(folder: Path) -> RunReport:
    """Reads what is there; a half line that is just being written is passed over.

    Raises:
        RunFolderError: there is no readable configuration.
    """
    config = _config(folder)
    kind = next((kind for key, kind in _KINDS if key in config), "")
    if not kind:
        raise RunFolderError(f"{folder.name} was made by a kind of training that this Pinxit does not know.")
    unit, key = _TOTALS.get(kind, ("steps", "steps"))
    lines = list(_stats(folder, unit))
    samples = sorted((folder / _SAMPLES).glob("*.png"))
    return RunReport(
        folder=folder,
        kind=kind,
        unit=unit,
        done=max((line[unit] for line in lines), default=0.0),
        total=_number(config.get(key)) or 0.0,
        figures=_figures(lines, unit),
        samples=samples[-1] if samples else None,
        checkpoint_ns=_written_ns(folder / _STATE),
        export_ns=_written_ns(folder / EXPORT),
        said=said_in(folder),
    )


def said_in(folder: Path, after_bytes: int = 0) -> tuple[str, ...]:
    """The last lines of the log that the studio keeps of a trainer, oldest first.

    Args:
        after_bytes: how long the log was before what is asked for.
    """
    try:
        with (folder / LOG).open("rb") as file:
            file.seek(max(after_bytes, file.seek(0, 2) - _LOG_TAIL_BYTES))
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return ()
    return tuple(line.strip() for line in text.replace("\r", "\n").splitlines() if line.strip())


def _config(folder: Path) -> dict[str, Any]:
    try:
        with (folder / _CONFIG).open(encoding="utf-8") as file:
            config = json.loads(file.read(_LARGEST_CONFIG_BYTES))["config"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise RunFolderError(f"{folder.name} is no run folder: it has no readable config.json.") from error
    if not isinstance(config, dict):
        raise RunFolderError(f"{folder.name} is no run folder: its config.json holds no configuration.")
    return config


def _stats(folder: Path, unit: str) -> list[dict[str, float]]:
    try:
        texts = (folder / _STATS).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    lines: list[dict[str, float]] = []
    for text in texts:
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(values, dict) and _number(values.get(unit)) is not None:
            plain = {str(name): _number(value) for name, value in values.items()}
            lines.append({name: value for name, value in plain.items() if value is not None})
    return lines


def _figures(lines: Sequence[dict[str, float]], unit: str) -> dict[str, list[tuple[float, float]]]:
    figures: dict[str, list[tuple[float, float]]] = {}
    for line in lines:
        for name, value in line.items():
            if name != unit:
                figures.setdefault(name, []).append((line[unit], value))
    return {name: points[:: len(points) // _MOST_POINTS + 1] for name, points in figures.items()}


def _number(value: Any) -> float | None:
    """A number that a curve can be drawn through; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _written_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
