"""The run folder: config.json, stats.jsonl, sample grids, curves, and a progress line with the time left."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from exports.files import write_atomically
from training.config import as_table, build, config_hash, may_change
from training.errors import TrainingError
from training.runs.checkpoint import Checkpoint
from training.runs.progress import ProgressLine


class RunLog:
    """Writes what a run does into its folder, and a progress line to the terminal.

    Args:
        folder: the run folder; made if missing.
        config: the run's configuration, a dataclass.
        total: what counts as finished, in `unit`.
        unit: what is counted, such as "steps" or "kimg".
        stream: where the progress line goes; a terminal gets one line that is rewritten, a pipe a line per report.

    Attributes:
        hash: by which exports and what belongs to them know the run's configuration; it stays what it was when a later
            version knows more options, and when the run is gone on with for longer.

    Raises:
        TrainingError: if the folder cannot be written, or belongs to a run of another configuration.
    """

    hash: str

    def __init__(
        self, folder: Path, config: Any, total: float, unit: str, stream: TextIO | None = None
    ) -> None:
        self.folder, self.unit = folder, unit
        self.line = ProgressLine(total, unit, stream)
        try:
            (folder / "samples").mkdir(parents=True, exist_ok=True)
            self.hash = self._claim(config)
        except OSError as error:
            raise TrainingError(f"The run folder {folder} cannot be written: {error.strerror}.") from error

    def _claim(self, config: Any) -> str:
        """Writes the configuration down, where nothing was done with another yet; returns its hash."""
        path = self.folder / "config.json"
        table = {
            "config": as_table(config),
            "hash": config_hash(config),
            "python": platform.python_version(),
            "torch": str(torch.__version__),
        }
        if is_begun(self.folder):
            known = _read_claim(path)
            if known["hash"] != table["hash"]:
                before = _as_it_reads_today(known["config"], config)
                fixed = (before.keys() | table["config"].keys()) - may_change(config)
                changed = sorted(name for name in fixed if before.get(name) != table["config"].get(name))
                if changed:
                    raise TrainingError(
                        f"The run folder {self.folder} was made with other options ({', '.join(changed)}); "
                        "choose another --out, or repeat the old options to go on."
                    )
            table["hash"] = known["hash"]
        write_atomically(path, (json.dumps(table, indent=2) + "\n").encode())
        return str(table["hash"])

    def resume_at(self, done: float) -> None:
        """Forgets reports after `done`: a killed run may have written more of them than its checkpoint knows."""
        path = self.folder / "stats.jsonl"
        if path.is_file():
            kept = [line for line in read_stats(self.folder) if line[self.unit] <= done]
            text = "".join(json.dumps(line) + "\n" for line in kept)
            with self._writing():
                write_atomically(path, text.encode())

    def report(self, done: float, **values: float) -> None:
        """Adds a line to stats.jsonl and shows the progress.

        Args:
            done: how far the run is, in `unit`.
            values: figures by name.
        """
        line = {self.unit: done, **{name: float(f"{value:.6g}") for name, value in values.items()}}
        with self._writing(), (self.folder / "stats.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self.line.report(done, **values)

    def end_within(self, seconds: float) -> None:
        """Lets the progress line reckon with an end after so much time, where the whole would take longer."""
        self.line.end_within(seconds)

    def say(self, sentence: str) -> None:
        """Prints a sentence on a line of its own."""
        self.line.say(sentence)

    def samples(self, done: float, pictures: Tensor, columns: int) -> Path:
        """Saves pictures (N, 3, H, W) in 0..1 as one grid, `columns` to a row; returns its path."""
        path = self.folder / "samples" / f"{round(done):08d}.png"
        with self._writing():
            grid_picture(pictures, columns).save(path)
        return path

    def curves(self) -> None:
        """Draws every figure of stats.jsonl over time into curves.png."""
        with self._writing():
            draw_curves(read_stats(self.folder), self.unit, self.folder / "curves.png")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise TrainingError(
                f"The run folder {self.folder} cannot be written ({error.strerror}); once there is room, the same "
                "command goes on from the last checkpoint."
            ) from error


class SilentLog(RunLog):
    """The log of a process that leaves the run folder to another one."""

    def __init__(
        self, folder: Path, config: Any, total: float, unit: str, stream: TextIO | None = None
    ) -> None:
        self.folder, self.unit, self.hash = folder, unit, config_hash(config)

    def resume_at(self, done: float) -> None: ...
    def end_within(self, seconds: float) -> None: ...
    def report(self, done: float, **values: float) -> None: ...
    def say(self, sentence: str) -> None: ...
    def curves(self) -> None: ...


def is_begun(folder: Path) -> bool:
    """Whether something was done in a run folder with the configuration that it holds."""
    return (folder / "config.json").is_file() and (Checkpoint(folder).exists() or bool(read_stats(folder)))


def _read_claim(path: Path) -> dict[str, Any]:
    """The configuration, and its hash, that a run folder was begun with. Raises TrainingError."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return {"hash": str(known["hash"]), "config": dict(known["config"])}
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingError(
            f"{path} is damaged, so that nobody knows what the run was begun with; choose another --out."
        ) from error


def _as_it_reads_today(table: dict[str, Any], config: Any) -> dict[str, Any]:
    """An older configuration with what options that came since had been; as it is where it does not fit any more."""
    try:
        return as_table(build(type(config), table))
    except TrainingError:
        return table


def read_stats(folder: Path) -> list[dict[str, float]]:
    """The lines of a run's stats.jsonl; a half line left by a kill is passed over."""
    path = folder / "stats.jsonl"
    lines = []
    for text in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            lines.append(json.loads(text))
        except json.JSONDecodeError:
            continue
    return lines


def grid_picture(pictures: Tensor, columns: int) -> Image.Image:
    """A grid of (N, 3, H, W) pictures in 0..1, row by row, with two pixels between them."""
    n, _, height, width = pictures.shape
    rows, gap = -(-n // columns), 2
    canvas = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap, 3), 24, np.uint8)
    pixels = (pictures.detach().float().clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).cpu().numpy()
    for index, picture in enumerate(pixels):
        y, x = (index // columns) * (height + gap), (index % columns) * (width + gap)
        canvas[y : y + height, x : x + width] = picture
    return Image.fromarray(canvas)


def draw_curves(stats: list[dict[str, float]], unit: str, path: Path) -> None:
    """One small plot per figure, on a common horizontal axis, as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    names = list(dict.fromkeys(name for line in stats for name in line if name != unit))
    if not names:
        return
    columns = min(3, len(names))
    rows = -(-len(names) // columns)
    figure = Figure(figsize=(4.2 * columns, 2.6 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    for index, name in enumerate(names):
        axes = figure.add_subplot(rows, columns, index + 1)
        points = [(line[unit], line[name]) for line in stats if name in line]
        axes.plot(*zip(*points, strict=True), linewidth=1)
        axes.set_title(name, fontsize=9)
        axes.tick_params(labelsize=7)
        axes.grid(alpha=0.3)
        if index // columns == rows - 1:
            axes.set_xlabel(unit, fontsize=8)
    figure.savefig(path, dpi=110)
