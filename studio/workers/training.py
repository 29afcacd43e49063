"""A training as a process of its own, which outlives the studio: begun, found again, stopped and gone on with."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exports.files import write_atomically
from exports.run_lock import is_trained
from studio.media.run_folder import EXPORT, LOG, RunFolderError, read_run, said_in
from studio.workers.task import JobContext
from studio.workers.trainer import Trainer, interrupt, last_words, start

_RECORD = "studio.json"
_log = logging.getLogger(__name__)


class TrainingRun:
    """The training of one run folder.

    Args:
        folder: the run folder.
        arguments: what `pinxit-train` was called with; empty where it was begun elsewhere.
        pid: of its process; 0 where none is known.
        process: the process, where this studio started it.
        log_before: bytes that stood in its log before.
    """

    def __init__(
        self,
        folder: Path,
        arguments: Sequence[str],
        pid: int,
        process: subprocess.Popen[str] | None = None,
        log_before: int = 0,
    ) -> None:
        self.folder = folder
        self.arguments = list(arguments)
        self._pid, self._process, self._log_before = pid, process, log_before

    @classmethod
    def begin(cls, trainer: Trainer, folder: Path, arguments: Sequence[str]) -> TrainingRun:
        """Starts a training into a run folder, which is made; with a checkpoint there it goes on.

        Raises:
            TrainerError: it is not installed or cannot be started.
            OSError: the folder cannot be written; nothing was started.
        """
        command = trainer.command(arguments)
        folder.mkdir(parents=True, exist_ok=True)
        # Before it runs: on a full disk nothing shall run that the studio cannot find again.
        _note(folder, 0, arguments)
        with (folder / LOG).open("ab") as log:
            before = log.tell()
            process = start(command, log.fileno())
        try:
            _note(folder, process.pid, arguments)
        except OSError:
            _log.warning("the process of %s is not written down", folder, exc_info=True)
        return cls(folder, arguments, process.pid, process, before)

    @classmethod
    def attach(cls, folder: Path) -> TrainingRun:
        """The training of a run folder, whoever started it.

        Raises:
            RunFolderError: it is no run folder.
        """
        record = _record(folder)
        if not record:
            read_run(folder)
        arguments, pid = record.get("arguments", []), record.get("pid", 0)
        if not isinstance(arguments, list) or not isinstance(pid, int):
            raise RunFolderError(f"What the studio wrote of the run {folder.name} is damaged; start it anew.")
        return cls(folder, [str(argument) for argument in arguments], pid)

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        if self._process is not None:
            return self._process.poll() is None
        return self.can_stop or is_trained(self.folder)

    @property
    def can_stop(self) -> bool:
        """Whether it runs and its process is known, so that it can be asked to end."""
        if self._process is not None:
            return self._process.poll() is None
        return self._pid > 0 and _is_trainer(self._pid, self.folder)

    @property
    def can_go_on(self) -> bool:
        """Whether the studio knows how it was begun, so that it can begin it again."""
        return bool(self.arguments) and not self.alive

    def stop(self) -> None:
        """Asks it to write a checkpoint and end, as Ctrl+C would."""
        if self.can_stop:
            interrupt(self._pid)

    def why_ended(self) -> str:
        """One sentence on why its process ended; empty where it ended as it should, or still runs."""
        code = None if self._process is None else self._process.poll()
        if self.alive or code == 0:
            return ""
        return last_words(said_in(self.folder, self._log_before), code)


def export(trainer: Trainer, folder: Path, name: str, context: JobContext) -> Path:
    """Writes the newest checkpoint of a run as its `model.onnx`, with style cards beside it if it has styles.

    A generator gets no projector: it is for looking, and `pinxit-train export` makes the one to keep.

    Raises:
        TrainerError, Cancelled: the export that was there stays.
    """
    target = folder / EXPORT
    # A projector takes most of the time, and a young generator's gradients are too small for its check.
    arguments = ["export", folder, "--out", target, "--name", name, "--title", name, "--no-projector"]
    checkpoint_ns = read_run(folder).checkpoint_ns
    trainer.run(arguments, lambda _: None, context.cancel)
    # As old as what is in it: a checkpoint that was written meanwhile is newer.
    with contextlib.suppress(OSError):
        os.utime(target, ns=(checkpoint_ns, checkpoint_ns))
    return target


def _note(folder: Path, pid: int, arguments: Sequence[str]) -> None:
    """Writes down how a run was begun, and its process. Raises OSError."""
    record = {"pid": pid, "arguments": list(arguments)}
    write_atomically(folder / _RECORD, json.dumps(record).encode("utf-8"))


def _record(folder: Path) -> dict[str, Any]:
    try:
        values = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _is_trainer(pid: int, folder: Path) -> bool:
    """Whether a process is there and works on the folder; numbers of processes are used again."""
    if sys.platform == "win32":
        return False  # It can be watched there, not stopped.
    try:
        os.kill(pid, 0)
    except (OSError, OverflowError):
        return False  # There is none, or it is somebody else's.
    status = Path(f"/proc/{pid}/cmdline")
    if not status.parent.parent.joinpath("self").exists():
        return True
    try:
        return os.fsencode(folder) in status.read_bytes().split(b"\0")
    except OSError:
        return False
