"""Checkpoints: tensors plus JSON, never pickled objects, replaced atomically."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor

from training.errors import TrainingError

TENSORS = "tensors.pt"
STATE = "state.json"


class Stateful(Protocol):
    """What a checkpoint can hold: modules, optimizers, EMA copies."""

    def state_dict(self) -> dict[str, Any]: ...
    def load_state_dict(self, state_dict: dict[str, Any]) -> Any: ...


class Checkpoint:
    """The one checkpoint of a run: `<run>/checkpoint/`.

    Writing goes to a folder beside it, is forced to disk, and takes the old one's place by renaming; whatever
    interrupts it, a readable checkpoint is left.

    Args:
        folder: the run folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "checkpoint"
        self.previous = folder / "checkpoint.previous"

    def exists(self) -> bool:
        return self._readable() is not None

    def save(self, parts: dict[str, Stateful], state: dict[str, Any]) -> None:
        """Writes the parts' tensors and the plain JSON `state`.

        Raises:
            TrainingError: if the disk is full or the folder cannot be written; the last checkpoint is still there.
        """
        for left in self.folder.parent.glob("checkpoint.new-*"):  # of a run that was killed while it wrote
            shutil.rmtree(left, ignore_errors=True)
        fresh = self.folder.with_name(f"checkpoint.new-{random.SystemRandom().getrandbits(32):08x}")
        try:
            fresh.mkdir(parents=True)
            with (fresh / TENSORS).open("wb") as file:
                torch.save({name: part.state_dict() for name, part in parts.items()}, file)
                file.flush()
                os.fsync(file.fileno())
            with (fresh / STATE).open("w", encoding="utf-8") as text:
                json.dump(state, text, indent=2)
                text.flush()
                os.fsync(text.fileno())
            shutil.rmtree(self.previous, ignore_errors=True)
            if self.folder.exists():
                self.folder.rename(self.previous)
            fresh.rename(self.folder)
            shutil.rmtree(self.previous, ignore_errors=True)
        except (OSError, RuntimeError) as error:
            shutil.rmtree(fresh, ignore_errors=True)
            raise TrainingError(
                f"The checkpoint {self.folder} could not be written ({error}); the last good one is kept."
            ) from error

    def load(self, parts: dict[str, Stateful]) -> dict[str, Any]:
        """Fills the parts from the checkpoint and returns its JSON state.

        Raises:
            TrainingError: if there is none, or it is damaged or of another shape.
        """
        folder = self._readable()
        if folder is None:
            raise TrainingError(f"There is no checkpoint in {self.folder}.")
        try:
            tensors = torch.load(folder / TENSORS, map_location="cpu", weights_only=True)
            for name, part in parts.items():
                part.load_state_dict(tensors[name])
            return json.loads((folder / STATE).read_text(encoding="utf-8"))
        except (OSError, KeyError, RuntimeError, ValueError, EOFError) as error:
            raise TrainingError(
                f"The checkpoint {folder} does not fit this run or is damaged: {error}"
            ) from error

    def tensors(self) -> dict[str, dict[str, Tensor]]:
        """The raw tensors of every part, for export.

        Raises:
            TrainingError: if there is no readable checkpoint.
        """
        folder = self._readable()
        if folder is None:
            raise TrainingError(f"There is no checkpoint in {self.folder}.")
        return torch.load(folder / TENSORS, map_location="cpu", weights_only=True)

    def state(self) -> dict[str, Any]:
        """The JSON state alone.

        Raises:
            TrainingError: if there is no readable checkpoint.
        """
        folder = self._readable()
        if folder is None:
            raise TrainingError(f"There is no checkpoint in {self.folder}.")
        return json.loads((folder / STATE).read_text(encoding="utf-8"))

    def _readable(self) -> Path | None:
        return next(
            (f for f in (self.folder, self.previous) if (f / STATE).is_file() and (f / TENSORS).is_file()),
            None,
        )
