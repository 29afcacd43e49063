"""The errors that a user of the training command line meets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class TrainingError(Exception):
    """One sentence that says what is wrong and what to do; the command line prints it and exits with 1."""


class DivergedError(TrainingError):
    """A run broke down under its own options: others may do."""


def lost_number(step: int, lr: float) -> DivergedError:
    """What is said of a run whose loss is no number after a step at this learning rate."""
    return DivergedError(
        f"The loss is not a number at step {step}; begin a new run with a smaller lr, such as --set lr={lr / 2:g}."
    )


@contextmanager
def writing_into(folder: Path) -> Iterator[None]:
    """Says in one sentence that a folder does not take what is written within the block. Raises TrainingError."""
    try:
        yield
    except OSError as error:
        raise TrainingError(f"{folder} cannot be written: {error.strerror or error}.") from error
