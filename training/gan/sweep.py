"""A small search for good options: `pinxit-train sweep DATA... --out SWEEP --vary KEY=VALUES`.

Every trial is an ordinary run, with a folder of its own, that is trained for the same thousands of pictures; a sweep
that was stopped goes on within the trial. What is tried next is Optuna's choice (Akiba et al. 2019), by default with a
tree-structured Parzen estimator (Bergstra et al. 2011).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from exports.files import write_atomically
from training.config import as_table, build, config_hash
from training.errors import DivergedError, TrainingError
from training.gan.config import GanConfig, reported_figures
from training.gan.search_space import Choices, Range, Space, Value, combinations, laid_over
from training.runs.log import read_stats

if TYPE_CHECKING:
    from optuna import Study
    from optuna.samplers import BaseSampler

CLAIM, JOURNAL, TRIALS = "sweep.json", "sweep.journal", "trials"

Train = Callable[[GanConfig, Path], object]
"""Trains a configuration in a run folder."""


@dataclass(frozen=True)
class Sweep:
    """What is searched for, and among what.

    Attributes:
        base: table of the options that every trial has.
        space: what differs.
        target: the figure of a run's reports that is judged, as it stands at the trial's end.
        maximize: whether more of it is better.
        search: how the next trial is chosen: `tpe`, `random`, or `grid` for every combination.
        seed: start of the choices.
    """

    base: dict[str, Any]
    space: Space
    target: str = "frechet"
    maximize: bool = False
    search: Literal["tpe", "random", "grid"] = "tpe"
    seed: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came of a trial.

    Attributes:
        number: of the trial, from 0.
        values: of the options that differ.
        figure: the target; None where the trial broke down.
        folder: its run folder.
    """

    number: int
    values: Mapping[str, Value]
    figure: float | None
    folder: Path = field(compare=False)


def run_sweep(
    sweep: Sweep, out: Path, trials: int, train: Train, say: Callable[[str], None] = print
) -> list[Outcome]:
    """Runs trials until there are `trials`, those of an earlier start among them; returns them all, best first.

    Args:
        sweep: the search.
        out: its folder; the same one goes on after a kill, also with more trials.
        trials: how many; a grid has as many as there are combinations.
        train: runs a trial.
        say: told what is tried.

    Raises:
        TrainingError: the folder is of another sweep, an option, a value or the target is none of a run's, or a trial
            cannot be run at all.
    """
    import optuna

    refuse_another(sweep, out)
    refuse_unfit(sweep)
    claim(sweep, out)
    study = open_study(sweep, out)
    if sweep.search == "grid":
        every = list(combinations(sweep.space))
        trials = len(every)
        for values in every:
            study.enqueue_trial(dict(values), skip_if_exists=True)
    space = {key: part.distribution() for key, part in sweep.space.items()}
    while True:
        waiting = study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.RUNNING,))
        if waiting:
            number, values = waiting[0].number, waiting[0].params
        elif len(outcomes(sweep, out)) < trials:
            # A sampler of its own for each trial: a sweep that was stopped chooses as one that was not.
            study.sampler = sampler(sweep, len(study.get_trials(deepcopy=False)))
            asked = study.ask(space)
            number, values = asked.number, asked.params
        else:
            break
        folder = out / TRIALS / f"{number:03d}"
        say(f"trial {number + 1} of {trials}: {described(values)}")
        try:
            train(build(GanConfig, laid_over(sweep.base, values)), folder)
        except DivergedError as error:
            say(f"trial {number + 1} broke down: {error}")
            study.tell(number, state=optuna.trial.TrialState.FAIL)
        else:
            figure = final_figure(folder, sweep.target)
            say(f"trial {number + 1}: {sweep.target} {figure:.4g}")
            study.tell(number, figure)
    return outcomes(sweep, out)


def refuse_unfit(sweep: Sweep) -> None:
    """Raises TrainingError if an option or one of its values is none of a run's, or no trial reports the target."""
    for values in points(sweep.space):
        config = build(GanConfig, laid_over(sweep.base, values))
        known = reported_figures(config)
        if sweep.target not in known:
            raise TrainingError(
                f"A trial reports no {sweep.target!r}, but {', '.join(known)}; choose --target among these"
                + (", or set metrics_kimg above 0 for more." if config.metrics_kimg == 0 else ".")
            )


def outcomes(sweep: Sweep, out: Path) -> list[Outcome]:
    """The trials that are over, best first, and those that broke down last."""
    import optuna

    over = (optuna.trial.TrialState.COMPLETE, optuna.trial.TrialState.FAIL)
    found = [
        Outcome(trial.number, dict(trial.params), trial.value, out / TRIALS / f"{trial.number:03d}")
        for trial in open_study(sweep, out).get_trials(deepcopy=False, states=over)
    ]
    sign = -1 if sweep.maximize else 1
    return sorted(found, key=lambda trial: (trial.figure is None, sign * (trial.figure or 0.0), trial.number))


def final_figure(folder: Path, target: str) -> float:
    """The last value of a figure in a run's reports. Raises TrainingError if it was never reported."""
    stats = read_stats(folder)
    values = [line[target] for line in stats if target in line]
    if not values:
        known = ", ".join(dict.fromkeys(name for line in stats for name in line))
        raise TrainingError(
            f"The run {folder} reports no {target!r}, but {known}; choose --target among these, or name networks "
            "with --perceptual that measure it."
        )
    return values[-1]


def refuse_another(sweep: Sweep, out: Path) -> None:
    """Raises TrainingError if a folder belongs to a sweep with other options."""
    path = out / CLAIM
    try:
        known = json.loads(path.read_text(encoding="utf-8"))["hash"] if path.is_file() else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(out, error) from error
    if known is not None and known != config_hash(sweep):
        raise TrainingError(
            f"The folder {out} belongs to a sweep with other options; choose another --out, or repeat the old options "
            "to go on."
        )


def claim(sweep: Sweep, out: Path) -> None:
    """Makes the sweep's folder, and writes down what was asked. Raises TrainingError."""
    table = {"sweep": as_table(sweep), "hash": config_hash(sweep)}
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_atomically(out / CLAIM, (json.dumps(table, indent=2) + "\n").encode())
    except OSError as error:
        raise _unusable(out, error) from error


def _unusable(out: Path, error: Exception) -> TrainingError:
    return TrainingError(f"The sweep's folder {out} cannot be used: {error}.")


def begun_base(out: Path) -> dict[str, Any] | None:
    """The options that every trial has of the sweep that was begun in a folder; None where there is none."""
    try:
        base = json.loads((out / CLAIM).read_text(encoding="utf-8"))["sweep"]["base"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(out, error) from error
    return base if (out / JOURNAL).is_file() and isinstance(base, dict) else None


def open_study(sweep: Sweep, out: Path) -> Study:
    """The sweep's record, begun if there is none."""
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna.create_study(
        storage=JournalStorage(JournalFileBackend(str(out / JOURNAL))),
        study_name="sweep",
        direction="maximize" if sweep.maximize else "minimize",
        load_if_exists=True,
    )


def sampler(sweep: Sweep, number: int) -> BaseSampler:
    """What chooses trial `number`."""
    from optuna.samplers import RandomSampler, TPESampler

    seed = sweep.seed * 100_003 + number
    return TPESampler(seed=seed) if sweep.search == "tpe" else RandomSampler(seed=seed)


def points(space: Space) -> Iterator[dict[str, Value]]:
    """Points of the space, in which each option has each of its values, or both ends of its range, beside firsts."""
    first = {key: _extremes(part)[0] for key, part in space.items()}
    for key, part in space.items():
        for value in _extremes(part):
            yield {**first, key: value}


def described(values: Mapping[str, Value]) -> str:
    """Options as a person reads them."""
    return ", ".join(
        f"{key} {value:.3g}" if isinstance(value, float) else f"{key} {value}"
        for key, value in values.items()
    )


def _extremes(part: Choices | Range) -> tuple[Value, ...]:
    """All single values, or both ends of a range."""
    if isinstance(part, Choices):
        return part.values
    return (int(part.low), int(part.high)) if part.whole else (part.low, part.high)
