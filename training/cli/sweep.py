"""The command `pinxit-train sweep`: what it takes and does."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.cli.command import Command, basis_of, options_table, prepare_run, whole_number
from training.cli.runs import gan_arguments, gan_options, tell_unnamed
from training.errors import writing_into
from training.runs.alone import alone_in


def sweep_arguments(parser: argparse.ArgumentParser) -> None:
    gan_arguments(parser)
    parser.add_argument(
        "--vary",
        action="append",
        default=[],
        metavar="KEY=VALUES",
        help="an option to vary, as --set names it: KEY=a,b,c or a range KEY=16..64 or KEY=1e-4..1e-3:log",
    )
    parser.add_argument(
        "--trials",
        type=whole_number(1),
        default=12,
        metavar="N",
        help="runs to make (%(default)s); a grid makes all of its own",
    )
    parser.add_argument(
        "--target",
        default="frechet",
        metavar="FIGURE",
        help="figure of a run's reports to judge by (%(default)s)",
    )
    parser.add_argument("--maximize", action="store_true", help="more of the figure is better, not less")
    parser.add_argument(
        "--search",
        choices=("tpe", "random", "grid"),
        default="tpe",
        help="how the next trial is chosen: from those before it, at random, or every combination (%(default)s)",
    )


def run_sweep_command(options: argparse.Namespace) -> None:
    from training.gan.config import GanConfig
    from training.gan.search_space import read_space
    from training.gan.sweep import JOURNAL, Sweep, begun_base, run_sweep
    from training.gan.sweep_report import draw, table, write_csv
    from training.gan.train import train_gan

    machine = prepare_run(options, journal=JOURNAL)

    def train(config: GanConfig, folder: Path) -> None:
        train_gan(config, folder, machine)

    basis = basis_of(options, "gan", begun_base(options.out))
    sweep = Sweep(
        base=options_table(options, basis, **gan_options(options)),
        space=read_space(options.vary),
        target=options.target,
        maximize=options.maximize,
        search=options.search,
        seed=options.seed or 0,
    )
    with alone_in(options.out):
        tell_unnamed(basis, options.out)
        found = run_sweep(sweep, options.out, options.trials, train)
    with writing_into(options.out):
        write_csv(sweep, found, options.out / "sweep.csv")
        draw(sweep, found, options.out / "sweep.png")
    print("\n".join(table(sweep, found)))
    print(f"{options.out / 'sweep.csv'}, {options.out / 'sweep.png'}")


SWEEP = Command(
    "sweep",
    "search for good options of a generator's training",
    sweep_arguments,
    run_sweep_command,
    resumes=True,
)
