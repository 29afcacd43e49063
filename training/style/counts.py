"""How much a style network was trained in all, counted through the runs that each began with the one before."""

from __future__ import annotations

from pathlib import Path

from exports.errors import ModelError
from exports.onnxfile import read_card
from training.errors import TrainingError
from training.export.label import read_run_config
from training.runs.checkpoint import Checkpoint

COUNTS = ("steps", "crops_seen")


def counted(run: Path, name: str) -> int:
    """What a run's checkpoint counts under `name`, with that of the runs and models that it began with.

    A run notes what those count when it begins, since they may be gone or written anew later. One that did not is
    counted with them where they are still there.
    """
    state = Checkpoint(run).state()
    if "earlier" not in state:
        begun_with = read_run_config(run).get("init")
        return int(state[name]) + (counted_before(Path(begun_with)).get(name, 0) if begun_with else 0)
    return int(state[name]) + int(state["earlier"].get(name, 0))


def counted_before(source: Path) -> dict[str, int]:
    """What a run folder or a model file counts of its training; nothing where it cannot be read."""
    try:
        if source.suffix == ".onnx":
            counts = read_card(source).training
            return {name: int(counts[name]) for name in COUNTS if isinstance(counts.get(name), int)}
        return {name: counted(source, name) for name in COUNTS}
    except (TrainingError, ModelError, KeyError):
        return {}
