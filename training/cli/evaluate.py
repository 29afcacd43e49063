"""The command `pinxit-train evaluate`: what it takes and does."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from training.cli.command import Command, add_threads_argument, refuse_unused, set_threads, whole_number
from training.errors import TrainingError

if TYPE_CHECKING:
    from training.evaluation.generators import GeneratorSubject
    from training.evaluation.subjects import Subject
    from training.perceptual.networks import PerceptualNetwork
    from training.style.train import StyleConfig

LEAST_PX = 32
"""Side that the perceptual networks need after a look's reduction."""
SAMPLES, PHOTOS, STEPS, SIDE_PX = 1024, 20, 300, 256
"""Pictures of a generator, or photos, steps of the optimizer and the side of a photo, where nothing is said."""
OF_STYLES = ("styles", "paintings", "photos_count", "steps", "optimized_photos", "size")
OF_GENERATORS = ("samples", "into_cards")


def evaluate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "subject",
        type=Path,
        metavar="MODEL.onnx|RUN",
        help="a style network with style cards beside it, a generator, or a run of either",
    )
    parser.add_argument(
        "pictures",
        nargs="*",
        type=Path,
        metavar="PICTURES",
        help="style network: photos that it never saw (a run: those it kept out); generator: the data it learned from "
        "(a run: its own), and further generators to stand beside it",
    )
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="DIR",
        help="folder for tables and sheets; style networks go on after a kill",
    )
    parser.add_argument(
        "--styles", nargs="+", metavar="NAME", help="only these styles (all whose painting is at hand)"
    )
    parser.add_argument(
        "--paintings", nargs="+", metavar="PAINTING", help="paintings or folders of them (those of the run)"
    )
    parser.add_argument(
        "--perceptual",
        nargs="+",
        metavar="NET",
        help="perceptual networks that judge: a folder, a file, vgg19 or pinxit (those of the run, else pinxit)",
    )
    parser.add_argument(
        "--samples",
        type=whole_number(16),
        metavar="N",
        help=f"pictures of each generator ({SAMPLES})",
    )
    parser.add_argument(
        "--into-cards",
        action="store_true",
        help="write the figures into the cards of generators that are model files (exports of a run have them anyway)",
    )
    parser.add_argument(
        "--photos-count", type=whole_number(1), metavar="N", help=f"photos at most ({PHOTOS})"
    )
    parser.add_argument(
        "--steps",
        type=whole_number(0),
        metavar="N",
        help=f"of the optimizer; 0 leaves it out ({STEPS})",
    )
    parser.add_argument(
        "--optimized-photos",
        type=whole_number(1),
        metavar="N",
        help="photos that the optimizer paints in each style, others in each: it takes long (all)",
    )
    parser.add_argument(
        "--size", type=whole_number(64), metavar="PX", help=f"side of the photos' squares ({SIDE_PX})"
    )
    add_threads_argument(parser)


def run_evaluate(options: argparse.Namespace) -> None:
    from training.evaluation.generators import is_generator

    set_threads(options)
    if is_generator(options.subject):
        refuse_unused(options, OF_STYLES, f"is for style networks, and {options.subject} is a generator")
        _evaluate_generators(options)
    else:
        refuse_unused(options, OF_GENERATORS, f"is for generators, and {options.subject} is none")
        _evaluate_styles(options)


def _evaluate_styles(options: argparse.Namespace) -> None:
    from training.evaluation.evaluate import EvaluationConfig, evaluate, spread
    from training.evaluation.pixel_optimizer import OptimizerConfig
    from training.evaluation.subjects import open_subject

    subject = open_subject(options.subject, options.threads)
    judged, names = _judged(options, subject)
    photos = spread(_photos(options), options.photos_count or PHOTOS)
    side_px = options.size or SIDE_PX
    coarsest = max((look.reduction for look in judged.looks), default=2)
    least = LEAST_PX * coarsest
    if side_px < least:
        raise TrainingError(
            f"{side_px} pixels are too few for a look at 1/{coarsest}; judge at --size {least} or more."
        )
    config = EvaluationConfig(
        model=str(options.subject),
        digest=subject.digest,
        styles=tuple(names),
        photos=tuple(str(path) for path in photos),
        judged=judged,
        size_px=side_px,
        optimizer=OptimizerConfig(steps=STEPS if options.steps is None else options.steps),
        optimized_photos=options.optimized_photos or 0,
    )
    found = evaluate(subject, config, options.out)
    mean = found.mean
    compared = (
        f"style loss {mean['style_to_optimizer']:.2f} times the optimizer's at "
        f"{mean['content_to_optimizer']:.2f} times its content loss; "
        if "style_to_optimizer" in mean
        else ""
    )
    print(
        f"{len(found.styles)} styles on {len(found.photos)} photos: {compared}flicker {mean['flicker']:.2f} times the "
        f"photo's, noise {mean['noise']:.2f} times the paintings' ({options.out / 'evaluation.md'})"
    )


def _evaluate_generators(options: argparse.Namespace) -> None:
    from training.evaluation.generators import (
        evaluate_generators,
        figures_of,
        is_generator,
        open_generator_subject,
    )
    from training.export.relabel import put_figures

    paths = [options.subject, *(path for path in options.pictures if is_generator(path))]
    subjects = [open_generator_subject(path, options.threads) for path in paths]
    names = [subject.name for subject in subjects]
    if len(set(names)) < len(names):
        raise TrainingError(
            f"Two generators have the same name: {', '.join(names)}; rename a file or a folder."
        )
    data = [path for path in options.pictures if path not in paths]
    data = data or [Path(folder) for folder in dict.fromkeys(f for s in subjects for f in s.data)]
    if not data:
        raise TrainingError("A model file does not tell which pictures it learned from: name their folder.")
    networks = _generator_judges(options, subjects)
    found = evaluate_generators(subjects, data, networks, options.out, options.samples or SAMPLES)
    for network, rows in found.tables.items():
        for name in names:
            row = rows[name]
            print(
                f"{name}: Fréchet distance {row['frechet']:.3g}, coverage {row['coverage']:.3g}, "
                f"copied {row['copied']:.1%} (features of {network})"
            )
    print(options.out / "metrics.md")
    for subject in subjects if options.into_cards else ():
        figures = figures_of(subject, found)
        if figures is not None and subject.path.is_file():
            put_figures(subject.path, figures)
            print(f"{subject.path}: figures in features of {figures.network} are in its card")


def _generator_judges(
    options: argparse.Namespace, subjects: Sequence[GeneratorSubject]
) -> list[PerceptualNetwork]:
    """Those of the named networks that no discriminator used, or else all of them; without names, one of the runs'
    networks, or our own encoder.
    """
    from training.config import build
    from training.export.label import read_run_config
    from training.gan.config import GanConfig
    from training.gan.monitor import metric_network
    from training.gan.train import load_networks

    used = {name for subject in subjects for name in subject.looked_through or ()}
    if options.perceptual:
        networks = load_networks(GanConfig(perceptual=tuple(options.perceptual))).values()
        return [network for network in networks if network.name not in used] or list(networks)
    runs = [build(GanConfig, read_run_config(s.path)) for s in subjects if s.path.is_dir()]
    named = tuple(dict.fromkeys(name for run in runs for name in run.perceptual))
    return [metric_network(used, load_networks(GanConfig(perceptual=named)))]


def _judged(options: argparse.Namespace, subject: Subject) -> tuple[StyleConfig, list[str]]:
    """The losses with a painting for each style, and the names of these styles."""
    from training.config import build
    from training.data import find_pictures
    from training.style.brushes import judged_as, with_looks_at_hand
    from training.style.paintings import known_painting
    from training.style.train import StyleConfig

    run = options.subject if options.subject.is_dir() else None
    table = judged_as(run, None, options.perceptual or (None if run else ["pinxit"]))
    if options.paintings:
        table["paintings"] = [str(path) for path in find_pictures([Path(text) for text in options.paintings])]
    if not table.get("paintings"):
        raise TrainingError(f"Name the paintings whose styles {options.subject.name} has with --paintings.")
    known = {known_painting(Path(path)).name: path for path in table["paintings"]}
    wanted = [subject.style(name) for name in options.styles] if options.styles else subject.styles
    names = [style.name for style in wanted if style.name in known]
    missing = [style.name for style in wanted if style.name not in known]
    if missing and (options.styles or not names):
        raise TrainingError(f"There is no painting for {', '.join(missing)}; name it with --paintings.")
    if missing:
        print(f"no painting at hand, so not judged: {', '.join(missing)}")
    table["paintings"] = [known[name] for name in names]
    return with_looks_at_hand(build(StyleConfig, table)), names


def _photos(options: argparse.Namespace) -> list[Path]:
    """The photos to judge on, none of which a run was trained on."""
    from training.config import build
    from training.data import find_pictures
    from training.evaluation.evaluate import unseen_photos
    from training.export.label import read_run_config
    from training.style.train import StyleConfig

    named = find_pictures(options.pictures) if options.pictures else []
    if not options.subject.is_dir():
        if not named:
            raise TrainingError("A model file does not tell which photos it never saw: name some, or a run.")
        return named
    kept_out, trained_on = unseen_photos(build(StyleConfig, read_run_config(options.subject)))
    unseen = [path for path in named if path.resolve() not in trained_on] if named else kept_out
    if not unseen:
        raise TrainingError(f"{options.subject} was trained on all of these photos; name others.")
    return unseen


EVALUATE = Command(
    "evaluate",
    "measure a style network beside an optimizer, or a generator beside its data",
    evaluate_arguments,
    run_evaluate,
    resumes=True,
)
