"""What can go wrong with a file that a user names."""

from __future__ import annotations


class PictureError(Exception):
    """A picture or film could not be read or written. Its text is one sentence for the user."""


class ProjectError(PictureError):
    """A project file could not be read or written. Its text is one sentence for the user."""
