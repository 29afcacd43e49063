"""What a sweep found: a table for the terminal, the same as CSV, and a plot of the target over each option."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

from training.gan.search_space import Range, Space
from training.gan.sweep import Outcome, Sweep


def table(sweep: Sweep, found: Sequence[Outcome]) -> list[str]:
    """A line for each trial, in the order of `found`, under a line of names."""
    rows = [
        [
            str(trial.number + 1),
            "broke down" if trial.figure is None else f"{trial.figure:.4g}",
            *(_short(trial.values[key]) for key in sweep.space),
        ]
        for trial in found
    ]
    rows.insert(0, ["trial", sweep.target, *sweep.space])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def write_csv(sweep: Sweep, found: Sequence[Outcome], path: Path) -> None:
    """Writes every trial: its number, the target (empty where it broke down), its options, its folder."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["trial", sweep.target, *sweep.space, "folder"])
        for trial in found:
            figure = "" if trial.figure is None else trial.figure
            writer.writerow(
                [trial.number + 1, figure, *(trial.values[key] for key in sweep.space), trial.folder]
            )


def draw(sweep: Sweep, found: Sequence[Outcome], path: Path) -> None:
    """Draws the target over each option, one panel an option, and the best so far over trials, as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    done = sorted((trial for trial in found if trial.figure is not None), key=lambda trial: trial.number)
    figures = [trial.figure for trial in done if trial.figure is not None]
    columns = min(3, len(sweep.space) + 1)
    rows = math.ceil((len(sweep.space) + 1) / columns)
    figure = Figure(figsize=(4.2 * columns, 3.0 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    for index, key in enumerate(sweep.space, 1):
        axes = figure.add_subplot(rows, columns, index)
        axes.scatter(_places(sweep.space, key, done), figures, s=18)
        part = sweep.space[key]
        if isinstance(part, Range):
            axes.set_xscale("log" if part.log else "linear")
        else:
            axes.set_xticks(range(len(part.values)), [_short(value) for value in part.values])
        axes.set_xlabel(key, fontsize=8)
    axes = figure.add_subplot(rows, columns, len(sweep.space) + 1)
    better = max if sweep.maximize else min
    best = [better(figures[: count + 1]) for count in range(len(figures))]
    axes.step([trial.number + 1 for trial in done], best, where="post")
    axes.set_xlabel("trial", fontsize=8)
    axes.set_title("best so far", fontsize=9)
    for axes in figure.axes:
        axes.set_ylabel(sweep.target, fontsize=8)
        axes.tick_params(labelsize=7)
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=110)


def _places(space: Space, key: str, trials: Sequence[Outcome]) -> list[float]:
    part = space[key]
    if isinstance(part, Range):
        return [float(trial.values[key]) for trial in trials]
    return [float(part.values.index(trial.values[key])) for trial in trials]


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
