"""A training that is watched from the studio: begun, stopped, gone on with, and looked at through its checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from exports.catalog import STYLES_FOLDER
from exports.names import free_name, joined_name, safe_name
from exports.stylecard import StyleCard
from studio.media.run_folder import EXPORT, RunReport, read_run
from studio.ui.jobs import sentence
from studio.ui.store import read_json, write_json
from studio.workers.models import ModelLibrary
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext
from studio.workers.trainer import Trainer
from studio.workers.training import TrainingRun, export

LOOK_EVERY_MS = 2000
_WARNING_ENDS = (".", "!")


@dataclass(frozen=True)
class TrainingWish:
    """What a user asks for.

    Attributes:
        kind: "gan" or "style".
        data: folder of pictures, for a style network of photos.
        paintings: folder of paintings, for a style network.
        out: run folder.
        preset: its name, or the path of a .toml file; empty = the default, or what the run was begun with.
        perceptual: what the losses look through.
        more: further options, as on a command line.
    """

    kind: str
    data: Path
    out: Path
    paintings: Path | None = None
    preset: str = ""
    perceptual: str = "pinxit"
    more: Sequence[str] = ()

    def arguments(self) -> list[str]:
        """What `pinxit-train` is called with."""
        given = [self.kind, str(self.data), "--out", str(self.out)]
        if self.kind == "style" and self.paintings is not None:
            given += ["--styles", str(self.paintings)]
        if self.preset:
            given += ["--preset", self.preset]
        if self.perceptual:
            given += ["--perceptual", self.perceptual]
        return [*given, *self.more]


@dataclass(frozen=True, eq=False)
class TrainedStyle:
    """A style of a checkpoint, and how it paints: uint8 (H, W, 3)."""

    card: StyleCard
    thumbnail: np.ndarray


class Training(QObject):
    """One training at a time; its process goes on when the studio is closed, and is found again.

    Args:
        library: its catalog takes the checkpoints' models in.
        trainer: what trains.
        queue: reads run folders and waits for exports.
        memory: a file that remembers the run folder.

    Attributes:
        report: how the run stood when it was last looked at.
        following: whether each checkpoint is exported and loaded.
    """

    changed = Signal()  # Another run, its report, or whether its process is there.
    failed = Signal(str)
    loaded = Signal(str)  # The name of the model of a checkpoint, which the catalog has now.
    styles_loaded = Signal(object)  # Its styles, list[TrainedStyle].

    def __init__(
        self,
        library: ModelLibrary,
        trainer: Trainer,
        queue: JobQueue,
        memory: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self.trainer = trainer
        self._queue, self._memory = queue, memory
        self._run: TrainingRun | None = None
        self._was_alive = False
        self._exporting = False
        self._exported_ns = 0
        self.report: RunReport | None = None
        self.following = True
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    # ---- the run

    @property
    def folder(self) -> Path | None:
        return None if self._run is None else self._run.folder

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self._run is not None and self._run.alive

    @property
    def can_stop(self) -> bool:
        """Whether its process can be asked to end: whose number is not known is only watched."""
        return self._run is not None and self._run.can_stop

    @property
    def can_go_on(self) -> bool:
        """Whether it can be begun again where it stopped."""
        return self._run is not None and self._run.can_go_on

    def recall(self) -> None:
        """Finds the run again that was watched last, if its folder is still there."""
        values = read_json(self._memory)
        values = values if isinstance(values, dict) else {}
        self.following, folder = values.get("following") is not False, values.get("folder")
        if isinstance(folder, str) and Path(folder).is_dir():
            self._try(lambda: self._watch(TrainingRun.attach(Path(folder))), quietly=True)

    def begin(self, wish: TrainingWish) -> None:
        """Starts a training; a run folder that holds a checkpoint goes on."""
        if not self.alive:
            self._try(lambda: self._watch(TrainingRun.begin(self.trainer, wish.out, wish.arguments())))

    def go_on(self) -> None:
        """Begins the process of the run anew; it goes on from its last checkpoint."""
        run = self._run
        if run is not None and run.can_go_on:
            self._try(lambda: self._watch(TrainingRun.begin(self.trainer, run.folder, run.arguments)))

    def attach(self, folder: Path) -> None:
        """Watches the run of a folder, whoever began it."""
        self._try(lambda: self._watch(TrainingRun.attach(folder)))

    def stop(self) -> None:
        """Asks the process to write a checkpoint and end."""
        if self._run is not None:
            self._run.stop()

    def follow(self, on: bool) -> None:
        """Loads each checkpoint, or not."""
        self.following = on
        self._remember()

    def _watch(self, run: TrainingRun) -> None:
        self._run, self.report = run, None
        self._was_alive, self._exported_ns = run.alive, 0
        self._remember()
        self._timer.start()
        self.changed.emit()
        self.look()

    def _remember(self) -> None:
        folder = None if self._run is None else str(self._run.folder)
        write_json(self._memory, {"folder": folder, "following": self.following})

    def _try(self, action: Callable[[], None], *, quietly: bool = False) -> None:
        try:
            action()
        except Exception as error:
            if not quietly:
                self.failed.emit(sentence(error))

    # ---- looking

    def look(self) -> None:
        """Reads the run folder again."""
        run = self._run
        if run is None or self._queue.busy(("training", "look")):
            return

        def job(_context: JobContext) -> RunReport:
            return read_run(run.folder)

        self._queue.submit(
            job,
            key=("training", "look"),
            on_result=lambda report: self._take(run, report),
            on_end=lambda: self._follow_process(run),
        )

    def _take(self, run: TrainingRun, report: RunReport) -> None:
        if run is self._run:
            self.report = report
            if self.following and report.checkpoint_ns > max(report.export_ns, self._exported_ns):
                self._export(run, report)
            elif self.following and report.export_ns and not self._exported_ns:
                self._exported_ns = report.export_ns
                self._load(report)

    def _follow_process(self, run: TrainingRun) -> None:
        if run is not self._run:
            return
        alive = run.alive
        if self._was_alive and not alive:
            done = self.report is not None and 0 < self.report.total <= self.report.done
            why = "" if done else run.why_ended()
            if why:
                self.failed.emit(why)
        self._was_alive = alive
        self.changed.emit()

    # ---- the models of its checkpoints

    @property
    def name(self) -> str:
        """What the models of the run are called: after its folder, as no model elsewhere is."""
        if self._run is None:
            return ""
        folder = self._run.folder
        taken = {entry.name for entry in self._library.catalog.models() if entry.path.parent != folder}
        return free_name(safe_name(folder.name), taken)

    def _export(self, run: TrainingRun, report: RunReport) -> None:
        if self._exporting or report.kind not in ("gan", "style"):
            return
        self._exporting, self._exported_ns = True, report.checkpoint_ns
        trainer, name = self.trainer, self.name

        def ended() -> None:
            self._exporting = False

        def exported(_path: Path) -> None:
            if run is self._run:
                self._load(report)

        self._queue.submit(
            lambda context: export(trainer, run.folder, name, context),
            key=("training", "export"),
            on_result=exported,
            on_error=lambda error: self.failed.emit(sentence(error)),
            on_end=ended,
        )

    def _load(self, report: RunReport) -> None:
        """Takes a checkpoint's model into the catalog, and tells of it."""
        catalog = self._library.catalog
        catalog.include(report.folder)
        if report.kind == "gan":
            # By its path: whoever exported it may have called it otherwise.
            for entry in catalog.models():
                if entry.path == report.folder / EXPORT:
                    self.loaded.emit(entry.name)
            return
        name = self.name

        def job(_context: JobContext) -> list[TrainedStyle]:
            paths = sorted((report.folder / STYLES_FOLDER).glob("*.png"))
            cards = [replace(StyleCard.load(path), name=joined_name(name, path.stem)) for path in paths]
            return [TrainedStyle(card, card.thumbnail) for card in cards]

        def found(styles: list[TrainedStyle]) -> None:
            self.styles_loaded.emit(styles)
            self.loaded.emit(name)

        self._queue.submit(
            job,
            key=("training", "load"),
            on_result=found,
            on_error=lambda error: self.failed.emit(sentence(error)),
        )


def warnings_in(said: Sequence[str]) -> list[str]:
    """The sentences among the last lines of a trainer: what it warns of, newest last."""
    sentences = [line for line in said if line.endswith(_WARNING_ENDS) and line[:1].isupper()]
    return list(dict.fromkeys(sentences))[-4:]
