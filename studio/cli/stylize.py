"""Repaints pictures and films in the hand of a painter, by tiles in bounded memory: a picture may be of any size.

A style is a name of `pinxit models list`, the path of a style card (.png), or any other picture, whose style a style
encoder predicts; several are mixed by weight, such as --style wheat:0.7,painting.jpg:0.3. A folder among the inputs
stands for the pictures in it. A film keeps its sound and its pace, and is kept from flickering (--steady).
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.arguments import add_recipe, add_runtime, integer, number, style_mix
from studio.cli.outputs import PICTURE_FORMATS, QUALITY_OF_FILMS, add_quality

if TYPE_CHECKING:
    import numpy as np

    from exports.catalog import Catalog
    from exports.session import StyleModel
    from exports.stylecard import StyleCard
    from studio.cli.progress import Progress
    from studio.engine.painter import Controls
    from studio.media.provenance import Recipe


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "inputs", nargs="+", type=Path, metavar="IN", help="pictures, and folders of them; or one film"
    )
    parser.add_argument(
        "--style",
        type=style_mix,
        required=True,
        metavar="NAME[:W][,...]",
        help="a style, the path of a style card or of any picture, or several with weights",
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="OUT",
        help="a picture, a film, or a folder for several pictures; the suffix names the format",
    )
    pictures = "of JPEG and WebP, where 100 is lossless (default: 92)"
    add_quality(parser, f"{pictures}; {QUALITY_OF_FILMS}", default=None)
    parser.add_argument(
        "--format", choices=PICTURE_FORMATS, help="of the files in a folder (default: each one's own)"
    )
    parser.add_argument(
        "--strength",
        type=number(0, 2),
        metavar="0..2",
        help="0 gives the photo back, 1 is the full style (default: what the style recommends)",
    )
    parser.add_argument(
        "--scale",
        type=number(0.1, 10),
        metavar="X",
        help="size of the strokes: 2 paints at half the size and enlarges, so that strokes are twice as large and "
        "finer detail is lost; 0.5 paints at twice the size, with finer strokes (default, as in the studio: 1 up to "
        "1200 pixels on the long side, in larger pictures as much larger, at most 3)",
    )
    parser.add_argument(
        "--keep-color",
        nargs="?",
        const="photo",
        default="style",
        choices=("photo", "palette"),
        dest="colors",
        help="keep the colours of the picture at every pixel (photo, the default), or only their mean and spread "
        "(palette)",
    )
    parser.add_argument(
        "--detail",
        type=number(0, 2),
        default=0.0,
        metavar="0..2",
        help="lay the photo's finest light and shade over the paint (default: 0)",
    )
    parser.add_argument(
        "--seed",
        type=integer(0, 99),
        default=0,
        metavar="0..99",
        help="other strokes in the same style for each number (default: 0)",
    )
    parser.add_argument(
        "--mask", type=Path, metavar="FILE", help="paint only where this picture, of the same size, is white"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="look at a sample of a large picture, not at all of it, before painting, as the studio does; about three "
        "times as fast, and a little off in tone",
    )
    parser.add_argument(
        "--steady",
        type=number(0, 0.95),
        metavar="0..0.95",
        help="of a film: how much is kept of the frame before where nothing moves, in the scene that the camera turns "
        "over; 0 paints every frame by itself (default: 0.8)",
    )
    parser.add_argument("--no-sound", action="store_true", help="of a film: leave its sound out")
    parser.add_argument(
        "--model", metavar="NAME", help="the style network (default: the one that the style needs)"
    )
    add_recipe(parser)
    add_runtime(parser)


def run(arguments: argparse.Namespace) -> int:
    from exports.errors import ModelError
    from studio.cli.errors import WrongCall, sentence_of
    from studio.cli.outputs import files_read, pictures_in, targets_for
    from studio.cli.progress import Progress
    from studio.media.errors import PictureError
    from studio.media.film_reader import is_film

    if any(is_film(path) for path in arguments.inputs):
        from studio.cli.stylize_film import stylize_film

        return stylize_film(arguments)
    for option, given in {"--steady": arguments.steady is not None, "--no-sound": arguments.no_sound}.items():
        if given:
            raise WrongCall(f"{option} is for films, and none is named.")
    files = pictures_in(arguments.inputs)
    many = len(files) > 1 or arguments.inputs[0].is_dir()
    painter = Painter(arguments)
    targets = targets_for(
        files, arguments.out, many=many, file_format=arguments.format, also_read=files_read(arguments)
    )
    failed = 0
    with Progress("stylizing", len(files)) as progress:
        for done, (file, target) in enumerate(zip(files, targets, strict=True)):
            try:
                painter.paint(file, target, progress, done)
            except (PictureError, ModelError, MemoryError) as error:
                # One bad picture must not cost the others of a folder.
                if not many:
                    raise
                failed += 1
                progress.clear()
                whose = f"{file.name}: " if isinstance(error, MemoryError) else ""
                print(f"pinxit: {whose}{sentence_of(error)}", file=sys.stderr)
            else:
                progress.clear()
                print(target, flush=True)
    return 1 if failed else 0


class Painter:
    """Everything that is the same for all pictures of a call.

    Attributes:
        model: the style network.
        vector: (D,), the mixed style at its strength.
        mask: (H, W) uint8, where to paint; None is everywhere.
    """

    def __init__(self, arguments: argparse.Namespace) -> None:
        """Opens the model.

        Raises:
            ModelError, CommandError: a style or the network is not there, or they do not fit.
            PictureError: the mask, or a picture that stands for a style, cannot be opened.
        """
        from exports.session import open_style
        from studio.cli.catalog import open_catalog
        from studio.cli.styles import choose_styles

        self._arguments = arguments
        catalog = open_catalog(arguments)
        runs = {"provider": arguments.provider, "threads": arguments.threads}
        names, weights = zip(*arguments.style, strict=True)
        styles, self._encoder = choose_styles(catalog, names, arguments.model, **runs)
        cards = list(zip(styles, weights, strict=True))
        self.model: StyleModel = open_style(_network_path(catalog, styles[0], arguments.model), **runs)
        self._strength = _recommended(cards) if arguments.strength is None else arguments.strength
        self.vector = self.model.blend([(card.vector, weight) for card, weight in cards], self._strength)
        self._styles = [[card.name, weight] for card, weight in cards]
        self.mask = None if arguments.mask is None else _read_mask(arguments.mask)

    def paint(self, file: Path, target: Path, progress: Progress, done: int) -> None:
        """Repaints one picture into a file.

        Raises:
            PictureError: it cannot be read or written, or the mask does not fit.
            ModelError: the network failed.
        """
        from studio.cli.recipes import source_of
        from studio.engine.pipelines import stylize_picture
        from studio.media.reading import open_picture
        from studio.media.writing import QUALITY, check_writable, format_of, save_picture

        format_of(target)
        check_writable(target)
        picture = open_picture(file)
        self.check_mask(file.name, picture.pixels)
        controls = self.controls_for(picture.pixels)
        painted = stylize_picture(
            self.model,
            picture.pixels,
            self.vector,
            mask=self.mask,
            controls=controls,
            quick=self._arguments.quick,
            on_progress=lambda share: progress.update(done + share, file.name),
        )
        recipe = None if self._arguments.no_recipe else self.recipe(controls, source_of(file, picture.pixels))
        exif = picture.exif
        del picture  # Writing needs its room.
        save_picture(target, painted, recipe=recipe, exif=exif, quality=self._arguments.quality or QUALITY)

    def check_mask(self, name: str, pixels: np.ndarray) -> None:
        """Raises PictureError if the mask is not as large as a picture."""
        from studio.media.errors import PictureError

        if self.mask is not None and self.mask.shape != pixels.shape[:2]:
            (mask_height, mask_width), (height, width) = self.mask.shape, pixels.shape[:2]
            raise PictureError(
                f"The mask {self._arguments.mask.name} is {mask_width} × {mask_height} pixels and {name} is "
                f"{width} × {height}; make the mask as large as the picture."
            )

    def controls_for(self, pixels: np.ndarray) -> Controls:
        """Stroke scale, colours, detail and seed for a picture (H, W, 3)."""
        from studio.engine.painter import Controls, fitting_scale

        given = self._arguments
        height, width = pixels.shape[:2]
        scale = fitting_scale(width, height) if given.scale is None else given.scale
        return Controls(scale, given.colors, given.detail, given.seed)

    def recipe(self, controls: Controls, source: dict[str, Any], **more: Any) -> Recipe:
        """How a picture or film is painted; `more` are settings that only films have."""
        from studio.cli.recipes import source_of
        from studio.media.provenance import Recipe

        settings = {
            "styles": self._styles,
            "strength": self._strength,
            **asdict(controls),
            "quick": self._arguments.quick,
            "vector": [float(value) for value in self.vector],
            **more,
        }
        if self.mask is not None:
            settings["mask"] = source_of(self._arguments.mask, self.mask)
        models = {model.card.name: model.digest for model in (self.model, self._encoder) if model is not None}
        return Recipe("stylize", settings, models, source)


def _network_path(catalog: Catalog, first: StyleCard, model: str | None) -> Path:
    from exports.card import StyleNetworkCard
    from exports.errors import ModelError

    if model is None:
        return catalog.network_of(first).path
    entry = catalog.find(model, StyleNetworkCard.kind)
    if isinstance(entry.card, StyleNetworkCard) and entry.card.network != first.network:
        raise ModelError(
            f"The style {first.name} was made for the style network {first.network!r}, and {entry.name} is "
            f"{entry.card.network!r}; leave out --model or choose another style."
        )
    return entry.path


def _recommended(cards: list[tuple[StyleCard, float]]) -> float:
    """The strengths that the styles recommend, by their weights."""
    return sum(card.strength * weight for card, weight in cards) / sum(weight for _, weight in cards)


def _read_mask(path: Path) -> np.ndarray:
    """(H, W) uint8: the lightness of a picture."""
    import numpy as np
    from PIL import Image

    from studio.media.reading import open_picture

    return np.asarray(Image.fromarray(open_picture(path).pixels).convert("L"))
