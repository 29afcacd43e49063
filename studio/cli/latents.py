"""Seeds and latent files, as a command's arguments name them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.errors import CommandError

if TYPE_CHECKING:
    from exports.session import GeneratorModel, ProjectorModel
    from studio.document.exploration import LayerMix
    from studio.engine.latent import Latent


def latent_of(named: int | Path, model: GeneratorModel | ProjectorModel, *, wanted_by: str) -> Latent:
    """The latent (Z,) of a seed or in a file, for what knows no mixed layers.

    Args:
        named: a seed, or a file that holds a latent.
        model: whose latent it must be.
        wanted_by: what takes a latent alone, for the sentence.

    Raises:
        CommandError: the file's latent belongs to another generator, or mixes layers with another one.
        PictureError: the file cannot be read, or holds no latent.
    """
    latent, mix = _stored(named, model)
    if mix is not None:
        raise CommandError(
            f"The latent in {named} mixes layers with another one, and {wanted_by} takes a latent alone; take the mix "
            "back in the studio and save it anew."
        )
    return latent


def mixed_latent_of(named: int | Path, model: GeneratorModel) -> tuple[Latent, LayerMix | None]:
    """The latent (Z,) of a seed or in a file, and the layers that another latent decides.

    Raises:
        CommandError: the file's latent belongs to another generator, or mixes layers where the generator has none.
        PictureError: the file cannot be read, or holds no latent.
    """
    latent, mix = _stored(named, model)
    if mix is not None and not getattr(model, "style_layers", 0):
        raise CommandError(
            f"The latent in {named} mixes layers, and {model.card.name} has none that can be mixed; it belongs to "
            "another make of it."
        )
    return latent, mix


def _stored(named: int | Path, model: GeneratorModel | ProjectorModel) -> tuple[Latent, LayerMix | None]:
    from studio.engine.latent import from_seed
    from studio.media.latents import read_latent

    if isinstance(named, int):
        return from_seed(named, model.latent_size), None
    stored = read_latent(named)
    if stored.model != model.card.name:
        raise CommandError(
            f"The latent in {named} belongs to {stored.model}; name that generator with --model, not {model.card.name}."
        )
    if stored.latent is None:
        return from_seed(stored.seed or 0, model.latent_size), None
    if len(stored.latent) != model.latent_size:
        raise CommandError(
            f"The latent in {named} has {len(stored.latent)} numbers where {model.card.name} takes "
            f"{model.latent_size}; it belongs to another make of it."
        )
    return stored.latent, stored.mix if stored.mix is not None and stored.mix.layers else None


def truncation_of(named: int | Path, given: float | None) -> float:
    """At which truncation a picture is drawn: the one that was given, or the one in its file, or 1.

    Raises:
        PictureError: the file cannot be read, or holds no latent.
    """
    from studio.media.latents import read_latent

    if given is not None:
        return given
    kept = None if isinstance(named, int) else read_latent(named).truncation
    return 1.0 if kept is None else kept


def for_recipe(named: Sequence[int | Path], model: GeneratorModel) -> list[int | list[float]]:
    """What a recipe says of them: seeds as they are, and the numbers of latents."""
    from studio.media.latents import numbers_of

    return [one if isinstance(one, int) else numbers_of(mixed_latent_of(one, model)[0]) for one in named]
