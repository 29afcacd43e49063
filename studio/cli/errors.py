"""What a command says when it cannot go on: exit code 1 with one sentence, 2 for a wrong call."""

from __future__ import annotations


class CommandError(Exception):
    """The work cannot be done; the message is one sentence for the user."""


class WrongCall(CommandError):
    """The arguments contradict each other or the files they name; found only after argparse was content."""


def sentence_of(error: BaseException) -> str | None:
    """The one line a user should read for an expected error; None for one that nobody foresaw."""
    # Imported here because `pinxit --help` must not pay for them.
    from exports.errors import ModelError
    from studio.media.errors import PictureError

    if isinstance(error, CommandError | ModelError | PictureError):
        text = str(error)
    elif isinstance(error, MemoryError):
        text = "There is not enough memory for this; close other programs or work at a smaller size."
    elif isinstance(error, OSError) and error.strerror:
        text = f"{error.filename or 'The system'} refused: {error.strerror.lower()}."
    else:
        return None
    return " ".join(text.split())
