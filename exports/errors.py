"""The errors of the contract: each message is one sentence for the person at the screen."""

from __future__ import annotations


class ModelError(Exception):
    """A model or style file cannot be used; the message says why and what to do, and names the file."""


class CardError(ModelError):
    """The description inside a model file is missing, damaged or from a newer Pinxit."""


class StyleCardError(ModelError):
    """A PNG is no style card, is damaged, or belongs to another style network."""


class OutOfMemory(ModelError):
    """A run needed more memory than there is; a smaller one may fit."""


class RunCancelled(Exception):
    """A run was stopped from another thread through `RunControl.stop()`; nothing is wrong with the model."""
