"""`pinxit-train` as a process of its own: where it is, how far it is, and what it said last."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.errors import ModelError
from studio.engine.cancel import CancelToken

NAME = "pinxit-train"
_PREFIX = f"{NAME}: "
_KEPT_LINES = 40
_GRACE_S = 10.0
_PROGRESS = re.compile(r"([\d.]+)/([\d.]+) (\w+)(?:\s|$)")


class TrainerError(ModelError):
    """It is not there, or it ended before it was done; the message is for the user."""


@dataclass(frozen=True)
class Progress:
    """How far a training is, in the unit that it counts in, such as steps or kimg."""

    done: float
    total: float
    unit: str

    @property
    def share(self) -> float:
        return min(1.0, self.done / self.total) if self.total > 0 else 0.0


def progress_in(line: str) -> Progress | None:
    """What a line of the trainer says of how far it is; None for any other line."""
    found = _PROGRESS.match(line)
    if found is None:
        return None
    try:
        return Progress(float(found[1]), float(found[2]), found[3])
    except ValueError:
        return None


class Trainer:
    """The command line that trains.

    Args:
        command: what starts it; None where it is not installed.
    """

    def __init__(self, command: Sequence[str] | None) -> None:
        self._command = command

    @classmethod
    def found(cls) -> Trainer:
        """The one beside this interpreter, or else the first on the path."""
        suffix = ".exe" if sys.platform == "win32" else ""
        beside = Path(sys.executable).with_name(NAME + suffix)
        path = str(beside) if beside.is_file() else shutil.which(NAME)
        return cls(None if path is None else [path])

    def command(self, arguments: Iterable[object]) -> list[str]:
        """What starts it with these arguments. Raises TrainerError where it is not installed."""
        if self._command is None:
            raise TrainerError(
                f"{NAME} is not installed here, and this needs it: pip install 'pinxit[training]', then try again."
            )
        return [*self._command, *map(str, arguments)]

    def run(
        self,
        arguments: Iterable[object],
        on_progress: Callable[[Progress], None],
        cancel: CancelToken,
    ) -> None:
        """Runs it to its end.

        Raises:
            Cancelled: it was told to stop, and did.
            TrainerError: it failed; what it said last.
        """
        cancel.raise_if_cancelled()
        process = start(self.command(arguments), subprocess.PIPE)
        said: deque[str] = deque(maxlen=_KEPT_LINES)
        assert process.stdout is not None
        with cancel.calling(lambda: _stop(process)), process:
            for line in process.stdout:
                said.append(line.rstrip())
                progress = progress_in(line)
                if progress is not None:
                    on_progress(progress)
        cancel.raise_if_cancelled()
        if process.returncode != 0:
            raise TrainerError(last_words(said, process.returncode))


def start(command: Sequence[str], output: int) -> subprocess.Popen[str]:
    """Starts a trainer that outlives this process, with both of its outputs going to `output`.

    Raises:
        TrainerError: it cannot be started.
    """
    flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=sys.platform != "win32",
            creationflags=flags,
        )
    except OSError as error:
        raise TrainerError(f"{command[0]} could not be started: {error.strerror or error}.") from error


def interrupt(pid: int) -> None:
    """Asks a trainer to stop, as Ctrl+C in its terminal would. One that has ended already is no error."""
    with contextlib.suppress(OSError):
        os.kill(pid, getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT))


def last_words(said: Iterable[str], code: int | None) -> str:
    """One sentence on why a trainer ended.

    Args:
        said: its last lines, oldest first.
        code: what it returned; negative for a signal, None where nobody knows.
    """
    lines = [line.strip() for line in said if line.strip()]
    own = next((line for line in reversed(lines) if line.startswith(_PREFIX)), None)
    if own is not None:
        text = own.removeprefix(_PREFIX)
        return text[:1].upper() + text[1:]
    if code in (-signal.SIGTERM, -9, 137):
        return (
            f"{NAME} was ended by the system, perhaps because memory ran short; "
            "the same run goes on from its last checkpoint."
        )
    told = next((line for line in reversed(lines) if progress_in(line) is None), "")
    if told:
        return f"{NAME} ended before it was done: {told[:300]}"
    return f"{NAME} ended before it was done, and said nothing of why."


def _stop(process: subprocess.Popen[str]) -> None:
    """Interrupts a trainer; one that does not listen is ended after a while."""
    interrupt(process.pid)
    later = threading.Timer(_GRACE_S, process.kill)
    later.daemon = True
    later.start()
