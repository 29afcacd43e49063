"""What was measured of a generator's run, noted in its folder, and brought from there into the cards of its exports.

`monitored.json` says what the monitor's figures in `stats.jsonl` are in; `evaluated.json` holds what the last
`pinxit-train evaluate` of the run found, and of which checkpoint.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from exports.fields import FieldError, Fields, parse_object
from exports.figures import FiguresCard, usable_figures
from exports.files import write_atomically
from training.errors import TrainingError
from training.runs.log import read_stats

MONITORED, EVALUATED = "monitored.json", "evaluated.json"
LONGEST_NOTE = 100_000


def figures_in(
    tables: Mapping[str, Mapping[str, Mapping[str, float]]],
    name: str,
    samples: int,
    looked_through: Collection[str] | None,
    kimg: float | None,
) -> FiguresCard | None:
    """The row of a generator in the tables of an evaluation; None where nothing of it is a number.

    Of several networks, the last that no discriminator used counts, as for the monitor.

    Args:
        tables: by network and generator, see `training.evaluation.generator_report.Judged`.
        name: of the generator in the tables.
        samples: pictures of it that were compared with as many of the data.
        looked_through: networks that its discriminator used; None where that is not known.
        kimg: thousands of pictures that it was trained for, where known.
    """
    used = looked_through or ()
    networks = [network for network in tables if network not in used] or list(tables)
    values = usable_figures(tables[networks[-1]][name])
    if not values:
        return None
    flatters = None if looked_through is None else networks[-1] in looked_through
    return FiguresCard("evaluate", networks[-1], flatters, samples, kimg, values)


def note_evaluation(run: Path, figures: FiguresCard, run_hash: str, resolution: int) -> None:
    """Writes down what an evaluation found of a run's generator. Raises TrainingError."""
    _write(run / EVALUATED, {"run": run_hash, "resolution": resolution, "figures": asdict(figures)})


def note_monitor(run: Path, network: str, used_in_training: bool, samples: int) -> None:
    """Writes down what the monitor's figures of a run are in. Raises TrainingError."""
    note = {"network": network, "used_in_training": used_in_training, "samples": samples}
    _write(run / MONITORED, note)


def figures_of_run(
    run: Path, run_hash: str, kimg: float, resolution: int, whole: bool, say: Callable[[str], None]
) -> FiguresCard | None:
    """What a card says of a checkpoint: what the last `evaluate` found of this very one, or else the monitor's figures.

    Args:
        run: its folder.
        run_hash: by which the run's configuration is known.
        kimg: thousands of pictures that the generator was trained for.
        resolution: side of its pictures, pixels.
        whole: whether these are the pictures that the monitor looked at, and no smaller ones of the same generator.
        say: told which figures they are.

    Raises:
        TrainingError: a note in the folder cannot be read.
    """
    found = _evaluated(run)
    if found is not None:
        figures, of_run, of_resolution = found
        if (of_run, of_resolution, figures.kimg) == (run_hash, resolution, kimg):
            say(f"figures in the card: those of evaluate, in features of {figures.network}")
            return figures
        say(
            f"figures of evaluate are of {figures.kimg or 0:g} kimg at {of_resolution} px and this is {kimg:g} kimg at "
            f"{resolution} px; evaluate the run again to have them in the card"
        )
    figures = _monitored(run, kimg) if whole else None
    if figures is None:
        say("figures in the card: none, as nothing was measured")
    else:
        after = f"after {figures.kimg or 0:g} kimg"
        say(f"figures in the card: those of the monitor {after}, in features of {figures.network}")
    return figures


def _evaluated(run: Path) -> tuple[FiguresCard, str, int] | None:
    """Figures of the last evaluation, the hash of the run and the resolution that they are of."""
    fields = _read(run / EVALUATED)
    if fields is None:
        return None
    try:
        return (
            FiguresCard.read(fields.object("figures")),
            fields.text("run", longest=80),
            fields.integer("resolution", 4, 4096),
        )
    except FieldError as error:
        raise _unreadable(run / EVALUATED, error) from error


def _monitored(run: Path, kimg: float) -> FiguresCard | None:
    """The monitor's newest figures up to `kimg`; None where it measured nothing, or did not yet note through what."""
    fields = _read(run / MONITORED)
    lines = [line for line in read_stats(run) if line["kimg"] <= kimg and "frechet" in line]
    values = usable_figures(lines[-1]) if lines else {}
    if fields is None or not values:
        return None
    try:
        return FiguresCard(
            "monitor",
            fields.text("network", longest=80),
            fields.optional_flag("used_in_training"),
            fields.integer("samples", 1, 1_000_000),
            lines[-1]["kimg"],
            values,
        )
    except FieldError as error:
        raise _unreadable(run / MONITORED, error) from error


def _write(path: Path, note: dict[str, Any]) -> None:
    try:
        write_atomically(path, (json.dumps(note, indent=2) + "\n").encode())
    except OSError as error:
        raise TrainingError(f"{path} cannot be written: {error.strerror or error}.") from error


def _read(path: Path) -> Fields | None:
    try:
        return Fields(parse_object(path.read_text(encoding="utf-8"), limit_chars=LONGEST_NOTE))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> TrainingError:
    return TrainingError(f"The figures in {path} cannot be read ({error}); delete it to export without them.")
