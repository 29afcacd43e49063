"""`pinxit stylize` on a film: frame by frame, with its sound and its pace, and without flicker."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.errors import WrongCall

if TYPE_CHECKING:
    import numpy as np

    from studio.cli.progress import Progress
    from studio.cli.stylize import Painter
    from studio.engine.painter import Controls
    from studio.media.film_reader import FilmFrame, FilmReader
    from studio.media.provenance import Recipe


def stylize_film(arguments: argparse.Namespace) -> int:
    """Repaints the film that the arguments name. Returns the exit code.

    Raises:
        WrongCall: more than a film was named, the film itself as --out, or a quality for what has none.
        PictureError, ModelError, CommandError: it cannot be read, painted or written.
    """
    from studio.cli.outputs import refuse_idle_quality
    from studio.cli.progress import Progress
    from studio.cli.stylize import Painter
    from studio.media.film_reader import FilmReader
    from studio.media.video import check_film_path

    path, out = _paths(arguments)
    check_film_path(out)
    refuse_idle_quality(out, arguments.quality)
    with FilmReader(path) as reader:
        painter = Painter(arguments)
        frames = reader.frames()
        first = next(frames)
        controls = painter.controls_for(first.picture)
        recipe = painter.recipe(controls, _source_of(path), steady=_damping(arguments))
        painted = _painted(arguments, painter, controls, path.name, chain([first], frames))
        with Progress("stylizing", reader.frame_count or 1) as progress:
            _film(arguments, painted, reader, out, None if arguments.no_recipe else recipe, progress)
        if reader.broken:
            import sys

            print(f"pinxit: Parts of {path.name} are damaged and were left out.", file=sys.stderr)
    print(out)
    return 0


def _film(
    arguments: argparse.Namespace,
    painted: Iterator[tuple[np.ndarray, float]],
    reader: FilmReader,
    out: Path,
    recipe: Recipe | None,
    progress: Progress,
) -> None:
    from studio.media.film_encoder import ENCODED_SUFFIXES, FilmEncoder
    from studio.media.provenance import to_text
    from studio.media.sound import Sound
    from studio.media.video import save_film
    from studio.media.writing import QUALITY

    if out.suffix.lower() not in ENCODED_SUFFIXES:
        pictures = (picture for picture, _ in painted)
        fps = min(max(reader.fps, 1), 120)
        save_film(out, pictures, fps=fps, recipe=recipe, quality=arguments.quality, on_frame=progress.update)
        return
    with ExitStack() as stack:
        sound = None if arguments.no_sound else stack.enter_context(Sound(Path(reader.path)))
        comment = None if recipe is None else to_text(recipe)
        quality = arguments.quality or QUALITY
        film = stack.enter_context(
            FilmEncoder(out, fps=reader.fps, comment=comment, sound=sound, quality=quality)
        )
        for picture, moment_s in painted:
            film.write(picture, moment_s)
            progress.update(film.frames)


def _painted(
    arguments: argparse.Namespace,
    painter: Painter,
    controls: Controls,
    name: str,
    frames: Iterable[FilmFrame],
) -> Iterator[tuple[np.ndarray, float]]:
    """The repainted frames with their moments in seconds."""
    import numpy as np
    from PIL import Image

    from studio.engine.steady import RESTLESS, FilmPainter, Steadiness

    damping = _damping(arguments)
    steadiness = Steadiness(damping) if damping else RESTLESS
    paint = FilmPainter(painter.model, painter.vector, controls, steadiness)
    mask = None if painter.mask is None else Image.fromarray(painter.mask)
    for frame in frames:
        painter.check_mask(name, frame.picture)
        painted = paint(frame.picture)
        if mask is not None:
            mixed = Image.composite(Image.fromarray(painted), Image.fromarray(frame.picture), mask)
            painted = np.asarray(mixed)
        yield painted, frame.moment_s


def _damping(arguments: argparse.Namespace) -> float:
    from studio.engine.steady import Steadiness

    return Steadiness().damping if arguments.steady is None else arguments.steady


def _paths(arguments: argparse.Namespace) -> tuple[Path, Path]:
    if len(arguments.inputs) > 1:
        raise WrongCall("Films are repainted one at a time; name one, and nothing beside it.")
    if arguments.format is not None:
        raise WrongCall("--format is for pictures; the name given to --out says what a film becomes.")
    path, out = arguments.inputs[0], arguments.out
    return path, out


def _source_of(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"name": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
