"""Judges generators beside each other and beside the data: figures, curves, samples, and the nearest real pictures.

All figures are in features of networks that are named with them, and that no discriminator of the judged runs looked
through where there is such a one. `training.gan.reference.Figures` says what each means; `patches_S` is the sliced
Wasserstein distance of patches at S pixels. The first row is a part of the data, judged by the rest of it as if it had
been generated: what a perfect generator would reach with as many pictures. Where there are fewer than two pictures for
each sample, every row is compared so: half as many samples as there are pictures, with the other half of them. Only
what is nearly a copy is looked for among all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

from exports.card import GeneratorCard
from exports.errors import ModelError
from exports.figures import MOST_KIMG, FiguresCard
from exports.onnxfile import read_card
from exports.session import open_generator
from training.config import build
from training.data import centre_square, load_pictures, stacked, step_torch_rng
from training.errors import TrainingError, writing_into
from training.evaluation.generator_report import Judged, write_curves, write_report, write_sheets
from training.export.generator import averaged_generator
from training.export.label import read_run_config, run_hash, run_kind
from training.figures import figures_in, note_evaluation
from training.gan.config import GanConfig
from training.gan.monitor import seen_networks
from training.gan.reference import BATCH, LEAST_VIEW_PX, MOST_VIEW_PX, Reference, shuffled
from training.gan.sliced_wasserstein import sliced_wasserstein
from training.perceptual.networks import PerceptualNetwork
from training.runs.checkpoint import Checkpoint
from training.runs.log import read_stats

PATCHED_PICTURES = 512
NEIGHBOURS = 5
DATA = "the data itself"


@dataclass(frozen=True)
class GeneratorSubject:
    """A generator to judge.

    Attributes:
        name: what the table calls it.
        path: the model file or run folder.
        latent_size, resolution: Z, and S in pixels.
        draw: pictures uint8 (N, 3, S, S) of latents (N, Z).
        looked_through: networks that its discriminator used; None where that is not known.
        data: folders that it learned from; none where that is not known.
        trained: `kimg` and `minutes` of training, where known.
        stats: what its run reported.
    """

    name: str
    path: Path
    latent_size: int
    resolution: int
    draw: Callable[[Tensor], Tensor]
    looked_through: frozenset[str] | None
    data: tuple[str, ...] = ()
    trained: Mapping[str, float] | None = None
    stats: tuple[Mapping[str, float], ...] = ()


def is_generator(path: Path) -> bool:
    """Whether `path` is a generator's model file, or the folder of a run that trains one."""
    if path.is_dir():
        return (path / "config.json").is_file() and run_kind(path) == "gan"
    try:
        return path.suffix.lower() == ".onnx" and isinstance(read_card(path), GeneratorCard)
    except ModelError:
        return False


def open_generator_subject(path: Path, threads: int = 0) -> GeneratorSubject:
    """Opens the averaged generator of a run folder, or a model file.

    Raises:
        TrainingError: there is no generator at `path`.
    """
    if path.is_dir():
        return _open_run(path)
    try:
        model = open_generator(path, provider="cpu", threads=threads)
    except ModelError as error:
        raise TrainingError(str(error)) from error
    used = _names(model.card.training.get("looked_through"))
    kimg = model.card.training.get("kimg")

    def draw(latents: Tensor) -> Tensor:
        return torch.from_numpy(model(latents.numpy())).permute(0, 3, 1, 2).contiguous()

    return GeneratorSubject(
        path.stem,
        path,
        model.latent_size,
        model.resolution,
        draw,
        frozenset(used) if used is not None else None,
        trained={"kimg": float(kimg)} if isinstance(kimg, int | float) and 0 <= kimg <= MOST_KIMG else {},
    )


def _names(found: object) -> list[str] | None:
    """A list of names in the free part of a card, which anybody may have written; None where it is none."""
    names = [name for name in found if isinstance(name, str)] if isinstance(found, list) else []
    return names if isinstance(found, list) and len(names) == len(found) else None


def _open_run(run: Path) -> GeneratorSubject:
    generator, config, kimg = averaged_generator(run)
    seconds = Checkpoint(run).state().get("seconds", 0.0)

    @torch.no_grad()
    def draw(latents: Tensor) -> Tensor:
        parts = [generator(part) for part in latents.split(BATCH)]
        return (torch.cat(parts).float().clamp(0, 1) * 255).round().byte()

    return GeneratorSubject(
        run.resolve().name,
        run,
        generator.latent_size,
        generator.resolution,
        draw,
        frozenset(seen_networks(config)),
        config.data,
        {"kimg": kimg, **({"minutes": seconds / 60} if seconds else {})},
        tuple(read_stats(run)),
    )


def evaluate_generators(
    subjects: Sequence[GeneratorSubject],
    data: Sequence[Path],
    networks: Sequence[PerceptualNetwork],
    out: Path,
    samples: int,
    seed: int = 0,
    say: Callable[[str], None] = print,
) -> Judged:
    """Judges generators, and writes tables, curves and sheets into `out`.

    Args:
        subjects: the generators; each is compared with the data at its own resolution.
        data: folders of the pictures that they learned from.
        networks: what the figures are seen through.
        out: folder, made if missing.
        samples: pictures of each generator.
        seed: of the latents, and of which pictures are compared.
        say: receives what happens.

    Raises:
        TrainingError: the data are unfit, or `out` cannot be written.
    """
    with writing_into(out):
        out.mkdir(parents=True, exist_ok=True)
    pictures = {side: _load(data, side, say) for side in {subject.resolution for subject in subjects}}
    drawn = {subject.name: subject.draw(_latents(subject, samples, seed)) for subject in subjects}
    patches = {
        subject.name: _generator_patches(pictures[subject.resolution], drawn[subject.name], seed)
        for subject in subjects
    }
    # All are seen at one size, so that generators of several resolutions compare.
    view_px = min(max(min(pictures), LEAST_VIEW_PX), MOST_VIEW_PX)
    tables: dict[str, dict[str, dict[str, float]]] = {}
    for network in networks:
        say(f"looking through {network.name}")
        references = {side: Reference(network, real, seed, view_px) for side, real in pictures.items()}
        smallest = min(pictures)
        rows = {DATA: _data_row(references[smallest], pictures[smallest], samples)}
        for subject in subjects:
            reference, fakes = references[subject.resolution], drawn[subject.name]
            seen = reference.embed(fakes.split(BATCH)), reference.embed(fakes.flip(3).split(BATCH))
            figures = _generator_row(reference, seen, compared_samples(samples, len(reference.real)))
            rows[subject.name] = {**figures, **patches[subject.name]}
            if network is networks[0]:
                near = reference.to_real(*seen, NEIGHBOURS)
                apart = reference.relative(near.distances)
                with writing_into(out):
                    write_sheets(subject.name, fakes, pictures[subject.resolution], near.indices, apart, out)
        tables[network.name] = rows
    judged = Judged(
        tuple(str(path) for path in data),
        {side: len(real) for side, real in pictures.items()},
        samples,
        {subject.name: _facts(subject, networks) for subject in subjects},
        tables,
    )
    with writing_into(out):
        write_report(judged, out)
        write_curves({subject.name: (subject.stats, subject.trained or {}) for subject in subjects}, out)
    for subject in subjects:
        if subject.path.is_dir():
            _note(subject, judged, say)
    return judged


def figures_of(subject: GeneratorSubject, judged: Judged) -> FiguresCard | None:
    """What a card says of a generator that was judged; None where nothing could be measured."""
    kimg = (subject.trained or {}).get("kimg")
    compared = compared_samples(judged.samples, judged.pictures[subject.resolution])
    return figures_in(judged.tables, subject.name, compared, subject.looked_through, kimg)


def _note(subject: GeneratorSubject, judged: Judged, say: Callable[[str], None]) -> None:
    """Leaves the figures of a run in its folder, for the card of its export; the report is worth having without."""
    figures = figures_of(subject, judged)
    if figures is None:
        return
    try:
        known_as = run_hash(subject.path, build(GanConfig, read_run_config(subject.path)))
        note_evaluation(subject.path, figures, known_as, subject.resolution)
    except TrainingError as error:
        say(f"{str(error).rstrip('.')}, so that exports of the run go without these figures.")


def _facts(subject: GeneratorSubject, networks: Sequence[PerceptualNetwork]) -> dict[str, object]:
    used = subject.looked_through
    return {
        "path": str(subject.path),
        "resolution": subject.resolution,
        **(subject.trained or {}),
        "discriminator_used": None if used is None else [net.name for net in networks if net.name in used],
    }


def _load(data: Sequence[Path], side_px: int, say: Callable[[str], None]) -> Tensor:
    return stacked(
        load_pictures(list(data), prepare=centre_square(side_px), minimum_px=side_px // 2, say=say)
    )


def _latents(subject: GeneratorSubject, samples: int, seed: int) -> Tensor:
    return torch.randn(samples, subject.latent_size, generator=step_torch_rng(seed, 0, 7))


def _patches(real: Tensor, generated: Tensor, seed: int) -> dict[str, float]:
    count = min(PATCHED_PICTURES, len(real), len(generated))
    chosen = torch.randperm(len(real), generator=step_torch_rng(seed, 0, 8))[:count]
    found = sliced_wasserstein(real[chosen], generated[:count], seed)
    return {f"patches_{side}": distance for side, distance in found.items()}


def _generator_patches(real: Tensor, generated: Tensor, seed: int) -> dict[str, float]:
    """Of as many pictures, and beside the same part of the data, as the first row has."""
    count = compared_samples(len(generated), len(real))
    if count < len(generated):
        real = real[shuffled(len(real), seed)[count:]]
    return _patches(real, generated[:count], seed)


def compared_samples(samples: int, pictures: int) -> int:
    """How many samples each row compares, so that a part of the data can be judged like a generator."""
    return min(samples, pictures // 2)


def _generator_row(reference: Reference, seen: tuple[Tensor, Tensor], count: int) -> dict[str, float]:
    features, mirrored = seen
    figures = asdict(reference.figures(features, mirrored))
    if count == len(features):
        return figures
    # Distances between two sets grow as either becomes smaller.
    rest = reference.without(reference.order[:count])
    compared = asdict(rest.figures(features[:count], mirrored[:count]))
    return {**compared, "novelty": figures["novelty"], "copied": figures["copied"]}


def _data_row(reference: Reference, pictures: Tensor, samples: int) -> dict[str, float]:
    count = compared_samples(samples, len(pictures))
    chosen = reference.order[:count]
    mirrored = reference.embed(pictures[chosen].flip(3).split(BATCH))
    figures = asdict(reference.without(chosen).figures(reference.real[chosen], mirrored))
    rest = pictures[reference.order[count:]]
    return {**figures, **_patches(rest, pictures[chosen], 0)}
