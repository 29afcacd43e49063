"""Timelines out of the arguments of `pinxit interpolate`, and what they need to be filmed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.errors import CommandError, WrongCall

if TYPE_CHECKING:
    from exports.catalog import Catalog
    from exports.session import GeneratorModel
    from exports.stylecard import StyleCard
    from studio.document.timeline import (
        Keyframe,
        LatentPoint,
        MixPoint,
        StylePoint,
        Timeline,
        Track,
        TrackKind,
    )
    from studio.engine.film import Brushes

FRAMES_PER_LEG = 48
FPS = 24.0
MOTION = (
    "seeds",
    "walk",
    "amount",
    "turns",
    "walk_seed",
    "direction",
    "mix",
    "truncation",
    "style",
    "strength",
    "loop",
    "easing",
    "interpolation",
)
"""What a saved timeline says itself."""


def timeline_of(arguments: argparse.Namespace, catalog: Catalog) -> tuple[Timeline, GeneratorModel | None]:
    """What the arguments want to see, and the generator for it where one is needed.

    Raises:
        WrongCall: the arguments contradict each other.
        CommandError, ModelError, PictureError: something is not there, or does not fit.
    """
    from studio.document.timeline import TimelineError

    if arguments.timeline is not None:
        return _saved(arguments, catalog)
    if arguments.seeds is None and arguments.walk is None and arguments.style is None:
        raise WrongCall("Say what the film shows: --seeds, --walk, --style or a --timeline.")
    of_generator = arguments.seeds is not None or arguments.walk is not None
    _refuse_idle(arguments, of_generator)
    generator = _open_generator(arguments, catalog, arguments.model) if of_generator else None
    try:
        return _built(arguments, catalog, generator), generator
    except TimelineError as error:
        raise CommandError(str(error)) from None


def open_brushes(arguments: argparse.Namespace, catalog: Catalog, timeline: Timeline) -> Brushes | None:
    """The style network and the styles that a timeline names; None where it has no styles.

    Raises:
        CommandError, ModelError: a style is not there, or belongs to another network.
    """
    from exports.session import open_style
    from studio.document.timeline import TimelineError
    from studio.engine.film import Brushes

    cards = {name: catalog.style(name) for name in timeline.style_names()}
    try:
        network = timeline.style_network({name: card.network for name, card in cards.items()})
    except TimelineError as error:
        raise CommandError(str(error)) from None
    if network is None:
        return None
    entry = catalog.network_named(network)
    model = open_style(entry.path, provider=arguments.provider, threads=arguments.threads)
    return Brushes(model, {name: card.vector for name, card in cards.items()})


def _saved(arguments: argparse.Namespace, catalog: Catalog) -> tuple[Timeline, GeneratorModel | None]:
    from studio.document.timeline import TimelineError
    from studio.media.timelines import read_timeline

    said = [name for name in MOTION if getattr(arguments, name) is not None]
    if said:
        option = said[0].replace("_", "-")
        raise WrongCall(f"--{option} is said by the timeline already; leave it out, or leave out --timeline.")
    timeline = read_timeline(arguments.timeline)
    try:
        if arguments.fps is not None:
            timeline = timeline.at_rate(arguments.fps)
        if arguments.frames is not None:
            timeline = timeline.lasting(arguments.frames)
    except TimelineError as error:
        raise CommandError(str(error)) from None
    if not timeline.needs_generator:
        return timeline, None
    return timeline, _open_generator(arguments, catalog, arguments.model or timeline.model or None)


def _refuse_idle(arguments: argparse.Namespace, of_generator: bool) -> None:
    """Options that would do nothing are a mistake worth telling."""
    needs = {
        "amount": ("walk", arguments.walk is not None),
        "turns": ("walk", arguments.walk is not None),
        "walk_seed": ("walk", arguments.walk is not None),
        "strength": ("style", arguments.style is not None),
        "direction": ("seeds", of_generator),
        "mix": ("seeds", of_generator),
        "model": ("seeds", of_generator),
        "truncation": ("seeds", of_generator),
    }
    for name, (other, there) in needs.items():
        if getattr(arguments, name) is not None and not there:
            raise WrongCall(f"--{name.replace('_', '-')} does nothing without --{other}.")


def _open_generator(arguments: argparse.Namespace, catalog: Catalog, name: str | None) -> GeneratorModel:
    from exports.session import open_generator
    from studio.cli.catalog import find_model

    entry = find_model(catalog, name, "generator")
    return open_generator(entry.path, provider=arguments.provider, threads=arguments.threads)


def _built(arguments: argparse.Namespace, catalog: Catalog, generator: GeneratorModel | None) -> Timeline:
    from studio.document.timeline import Timeline, Track, Wander, spread

    seeds, loop = arguments.seeds or (), bool(arguments.loop)
    directions, strengths = arguments.direction or (), arguments.strength
    truncations, styles = arguments.truncation or _truncations_of(seeds), arguments.style or ()
    mixes = arguments.mix or ()
    most = max(
        *(len(values) for values in (seeds, styles, truncations, strengths or (), mixes)),
        *(len(values) for _, values in directions),
        2,
    )
    frames = arguments.frames or (most if loop else most - 1) * FRAMES_PER_LEG
    easing = arguments.easing or "smooth"
    tracks: list[Track] = []
    if seeds and generator is not None:
        points, own_mixes = zip(*(_mixed_point(seed, generator) for seed in seeds), strict=True)
        tracks.append(
            Track("latent", spread(points, frames, loop, easing), arguments.interpolation or "slerp")
        )
    else:
        points, own_mixes = (), ()
    smooth = "spline" if arguments.interpolation == "spline" else "linear"

    def add_numbers(kind: TrackKind, values: Sequence[float], name: str = "") -> None:
        if values:
            tracks.append(Track(kind, spread(values, frames, loop, easing), smooth, name))

    if layered := _mix_points(arguments, generator, own_mixes):
        tracks.append(Track("mix", spread(layered, frames, loop, easing)))
    for name, values in directions:
        add_numbers("direction", values, name)
    if any(value != 1 for value in truncations):
        add_numbers("truncation", truncations)
    if styles:
        keyframes, recommended = _style_keyframes(arguments, catalog, frames, loop, easing)
        tracks.append(Track("style", keyframes, smooth))
        add_numbers("strength", strengths or recommended)
    wander = None
    if arguments.walk is not None:
        amount = 1.0 if arguments.amount is None else arguments.amount
        wander = Wander(arguments.walk, amount, arguments.turns or 1, arguments.walk_seed or 0)
    elif len(points) == 1 and not directions and not styles and len(truncations) < 2 and len(mixes) < 2:
        raise WrongCall("A walk needs two seeds or more, such as --seeds 1,2,3; or a --walk around one.")
    model = "" if generator is None else generator.card.name
    return Timeline(frames, arguments.fps or FPS, loop, tuple(tracks), wander, model)


def _mixed_point(seed: int | Path, generator: GeneratorModel) -> tuple[LatentPoint, MixPoint]:
    """A latent to walk to, and the layers of it that another one decides."""
    from studio.cli.latents import mixed_latent_of
    from studio.document.timeline import LatentPoint, MixPoint
    from studio.document.timeline_edits import mix_point

    if isinstance(seed, int):
        return LatentPoint(seed), MixPoint()
    latent, mix = mixed_latent_of(seed, generator)
    return LatentPoint.of(latent), mix_point(mix)


def _mix_points(
    arguments: argparse.Namespace, generator: GeneratorModel | None, own: Sequence[MixPoint]
) -> list[MixPoint]:
    """The mixes of layers that --mix names, or those of the latents themselves; none where no layer is mixed.

    Raises:
        WrongCall: both say some.
    """
    mixed = any(point.other is not None for point in own)
    if mixed and arguments.mix:
        raise WrongCall(
            "A latent among --seeds mixes layers itself, and --mix says others; leave out one of both."
        )
    if generator is None or not arguments.mix:
        return list(own) if mixed else []
    return [_mix_point(layers, seed, generator) for layers, seed in arguments.mix]


def _mix_point(layers: tuple[int, ...], seed: int | Path | None, generator: GeneratorModel) -> MixPoint:
    from studio.cli.latents import latent_of
    from studio.document.timeline import LatentPoint, MixPoint

    if seed is None:
        return MixPoint()
    if isinstance(seed, int):
        return MixPoint(LatentPoint(seed), layers)
    return MixPoint(LatentPoint.of(latent_of(seed, generator, wanted_by="--mix")), layers)


def _truncations_of(seeds: Sequence[int | Path]) -> tuple[float, ...]:
    """At which truncation each picture to walk between is drawn, where a file says one; empty where none does."""
    from studio.cli.latents import truncation_of
    from studio.document.timeline import RANGES

    found = tuple(min(truncation_of(seed, None), RANGES["truncation"][1]) for seed in seeds)
    return found if any(value != 1 for value in found) else ()


def _style_keyframes(
    arguments: argparse.Namespace, catalog: Catalog, frames: int, loop: bool, easing: str
) -> tuple[tuple[Keyframe, ...], list[float]]:
    """Keyframes of the styles that were named, and the strengths that they recommend."""
    from studio.cli.styles import choose_styles
    from studio.document.timeline import StylePoint, spread

    names = list(dict.fromkeys(name for mix in arguments.style for name, _ in mix))
    cards, _ = choose_styles(catalog, names, None, provider=arguments.provider, threads=arguments.threads)
    known = dict(zip(names, cards, strict=True))
    shelf = {card.name for card in catalog.styles()}
    points, strengths = [], []
    for mix in arguments.style:
        total = sum(weight for _, weight in mix)
        strengths.append(sum(known[name].strength * weight / total for name, weight in mix))
        if all(name in shelf for name, _ in mix):
            points.append(StylePoint(mix))
        else:
            points.append(_vector_point([(known[name], weight / total) for name, weight in mix]))
    return spread(points, frames, loop, easing), strengths if set(strengths) != {1.0} else []


def _vector_point(mix: Sequence[tuple[StyleCard, float]]) -> StylePoint:
    """A mix with styles that the shelf does not have: its vector, so that the timeline stands by itself."""
    import numpy as np

    from studio.document.timeline import StylePoint

    vector = np.sum([card.vector.astype(np.float64) * share for card, share in mix], 0).astype(np.float32)
    return StylePoint(vector=tuple(float(f"{value:.9g}") for value in vector), network=mix[0][0].network)
