"""The errors that a user of the training command line meets."""

from __future__ import annotations


class TrainingError(Exception):
    """One sentence that says what is wrong and what to do; the command line prints it and exits with 1."""


class DivergedError(TrainingError):
    """A run broke down under its own options: others may do."""


def lost_number(step: int, lr: float) -> DivergedError:
    """What is said of a run whose loss is no number after a step at this learning rate."""
    return DivergedError(
        f"The loss is not a number at step {step}; begin a new run with a smaller lr, such as --set lr={lr / 2:g}."
    )
