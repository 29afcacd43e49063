"""`pinxit models mix`: a mix of styles as a style of its own."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.arguments import number, style_mix

if TYPE_CHECKING:
    from exports.catalog import Catalog

THUMBNAIL_PX = 256


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mix", type=style_mix, metavar="NAME[:W],...", help="the styles with their weights")
    parser.add_argument("--title", required=True, help="what a person reads; the name is made of it")
    parser.add_argument("--artist", default="", help="whom it is after (default: the artists of the mix)")
    parser.add_argument(
        "--strength", type=number(0, 2), default=1.0, metavar="0..2", help="of the mix (default: 1)"
    )
    parser.add_argument(
        "--thumbnail",
        type=Path,
        metavar="PICTURE",
        help="what its thumbnail shows (default: the sample picture)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="CARD.png",
        help="where to write the style card (default: into the catalog)",
    )
    parser.set_defaults(action=mix_styles)


def mix_styles(catalog: Catalog, arguments: argparse.Namespace) -> int:
    import numpy as np
    from PIL import Image, ImageOps

    from exports.names import safe_name
    from exports.session import open_style
    from exports.stylecard import StyleCard
    from studio.cli.errors import CommandError, WrongCall
    from studio.media.reading import open_picture
    from studio.media.writing import check_writable

    if arguments.out is not None:
        if arguments.out.suffix.lower() != ".png":
            raise WrongCall(f"{arguments.out.name} is no name of a style card; let it end in .png.")
        check_writable(arguments.out)
    cards = [(catalog.style(name), weight) for name, weight in arguments.mix]
    first = cards[0][0]
    for card, _ in cards:
        if card.network != first.network:
            raise CommandError(
                f"{first.name} and {card.name} belong to different style networks; mix only styles of one."
            )
    model = open_style(catalog.network_of(first).path, provider="cpu")
    vector = model.blend([(card.vector, weight) for card, weight in cards], arguments.strength)
    picture = arguments.thumbnail or Path(__file__).parent.parent / "assets" / "sample.jpg"
    side = 2 * THUMBNAIL_PX
    photo = ImageOps.fit(
        Image.fromarray(open_picture(picture).pixels), (side, side), Image.Resampling.LANCZOS
    )
    painted = Image.fromarray(model(np.asarray(photo), vector))
    small = painted.resize((THUMBNAIL_PX, THUMBNAIL_PX), Image.Resampling.LANCZOS)
    made = StyleCard(
        name=safe_name(arguments.title),
        title=arguments.title,
        artist=arguments.artist
        or " and ".join(dict.fromkeys(card.artist for card, _ in cards if card.artist)),
        year=None,
        licence=" and ".join(dict.fromkeys(card.licence for card, _ in cards)),
        network=first.network,
        vector=vector,
        source=np.asarray(small),
    )
    if arguments.out is None:
        print(catalog.add_style(made).path)
    else:
        made.save(arguments.out)
        print(arguments.out)
    return 0
