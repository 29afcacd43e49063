"""Checkpoints: tensors plus JSON, never pickled objects, replaced atomically."""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

import torch
from torch import Tensor

from training.errors import TrainingError

TENSORS = "tensors.pt"
STATE = "state.json"
TRIES = 20
"""Looks at a checkpoint that is replaced meanwhile; each replacement ends one of them."""


class Stateful(Protocol):
    """What a checkpoint can hold: modules, optimizers, EMA copies."""

    def state_dict(self) -> dict[str, Any]: ...
    def load_state_dict(self, state_dict: dict[str, Any]) -> Any: ...


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What a checkpoint held at one moment.

    Attributes:
        state: plain JSON values.
        tensors: of every part, by its name.
    """

    state: dict[str, Any]
    tensors: dict[str, dict[str, Tensor]]


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
            if _is_whole(self.folder):
                shutil.rmtree(self.previous, ignore_errors=True)
                self.folder.rename(self.previous)
            else:
                # What was killed between two renamings, or damaged since, left the previous one alone to go on from.
                shutil.rmtree(self.folder, ignore_errors=True)
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
        snapshot = self.read()
        try:
            for name, part in parts.items():
                part.load_state_dict(snapshot.tensors[name])
        except (KeyError, RuntimeError, ValueError) as error:
            raise self._damaged(error) from error
        return snapshot.state

    def read(self) -> Snapshot:
        """The state and the raw tensors, of one moment also where a trainer is replacing them.

        Raises:
            TrainingError: if there is no readable checkpoint.
        """
        with self._reading(), ExitStack() as files:
            state, tensors = self._open(files)
            return Snapshot(json.load(state), torch.load(tensors, map_location="cpu", weights_only=True))

    def tensors(self) -> dict[str, dict[str, Tensor]]:
        """The raw tensors of every part, for export.

        Raises:
            TrainingError: if there is no readable checkpoint.
        """
        return self.read().tensors

    def state(self) -> dict[str, Any]:
        """The JSON state alone.

        Raises:
            TrainingError: if there is no readable checkpoint.
        """
        with self._reading(), ExitStack() as files:
            return json.load(self._open(files)[0])

    def _open(self, files: ExitStack) -> tuple[IO[bytes], IO[bytes]]:
        """State and tensors of one folder; they stay readable when it is replaced."""
        for _ in range(TRIES):
            folder = self._readable()
            if folder is None:
                continue
            try:
                whose = folder.stat().st_ino
                state, tensors = (
                    files.enter_context((folder / name).open("rb")) for name in (STATE, TENSORS)
                )
                if folder.stat().st_ino == whose:
                    return state, tensors
            except FileNotFoundError:
                continue
        raise TrainingError(f"There is no checkpoint in {self.folder}.")

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (OSError, KeyError, RuntimeError, ValueError, EOFError, pickle.UnpicklingError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> TrainingError:
        return TrainingError(f"The checkpoint {self.folder} does not fit this run or is damaged: {error}")

    def _readable(self) -> Path | None:
        return next(filter(_is_whole, (self.folder, self.previous)), None)


def _is_whole(folder: Path) -> bool:
    return (folder / STATE).is_file() and (folder / TENSORS).is_file()
