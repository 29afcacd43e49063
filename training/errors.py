"""The errors that a user of the training command line meets."""

from __future__ import annotations


class TrainingError(Exception):
    """One sentence that says what is wrong and what to do; the command line prints it and exits with 1."""


class DivergedError(TrainingError):
    """A run broke down under its own options: others may do."""
