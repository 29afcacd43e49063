"""Fits new styles to a trained network: only their vectors learn, the network stays as it is.

Source: Dumoulin et al. 2017, section 3.1 (a new style is a new set of scales and shifts). Differs: the vector begins at
the best of what is already at hand, judged by the loss itself: the mean of the known styles, each known style, and the
prediction of a style encoder where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from exports.fields import is_line
from exports.names import LONGEST, NAME
from exports.session import open_style, open_style_encoder
from training.data import PictureSet, draw_crops, find_pictures, load_pictures, shrink_to_short_side
from training.errors import TrainingError
from training.export.style import THUMBNAIL_PX, thumbnail_picture, write_style_cards
from training.networks.underpainting import with_underpainting
from training.runs.ema import Ema
from training.runs.progress import ProgressLine
from training.runs.schedule import warm_cosine
from training.style.bank import StyleBank
from training.style.brushes import Brushes, style_loss, with_looks_at_hand
from training.style.looks import Look, Palette, check_crops, open_looks
from training.style.paintings import LATEST_YEAR, LONGEST_TEXT, Painting, known_painting, load_paintings
from training.style.train import StyleConfig, style_step

JUDGED_CROPS = 4
"""Photo crops on which starting points are compared."""
PHOTOS = 400
"""Photos of the data that are used at most: a few hundred vary enough for one vector."""


@dataclass(frozen=True)
class FittedStyle:
    """A style that was fitted.

    Attributes:
        painting: what it is.
        begun_at: what it began with, see `starting_points`: a known style by its name, or in words.
        begun_loss: style loss there.
        loss: style loss in the end, on the same photos.
        card: the style card that was written.
    """

    painting: Painting
    begun_at: str
    begun_loss: float
    loss: float
    card: Path


def add_styles(
    brushes: Brushes,
    config: StyleConfig,
    paintings: Sequence[Painting],
    out: Path,
    thumbnail: Path | None,
    progress: ProgressLine,
) -> list[FittedStyle]:
    """Fits a vector to each painting and writes style cards.

    Args:
        brushes: the network.
        config: how strokes are judged, and for how long; its `paintings` are the new ones.
        paintings: what is known of each of them, in the same order.
        out: folder for the style cards.
        thumbnail: picture that is painted for them; the first photo where None.
        progress: shows the steps.

    Raises:
        TrainingError: unusable pictures, a card that is already there, or a loss that diverges.
    """
    refuse_taken(paintings, out)
    if thumbnail is not None:
        thumbnail_picture(thumbnail, THUMBNAIL_PX)
    pictures = load_paintings([Path(path) for path in config.paintings], config.painting_px)
    photos = load_pictures(
        spread_over([Path(path) for path in config.data], PHOTOS),
        prepare=shrink_to_short_side(288),
        minimum_px=64,
        say=progress.say,
    )
    training, held_out = photos.hold_out(config.holdout_every)
    config = replace(with_looks_at_hand(config), grain=brushes.card.grain)
    looks = open_looks(config.perceptual, config.looks, pictures)
    check_crops(looks, config.crops, config.margin_px)
    judged = draw_crops(held_out, JUDGED_CROPS, config.crops, np.random.default_rng(config.seed))

    palette = Palette.of(pictures)
    starts = starting_points(brushes, pictures, palette)
    chosen = [best_start(brushes, points, looks, judged, config, row) for row, points in enumerate(starts, 1)]
    for painting, (name, loss, _) in zip(paintings, chosen, strict=True):
        progress.say(f"{painting.name}: begins at {name}, style loss {loss:.3g}")
    bank = brushes.bank(torch.stack([vector for _, _, vector in chosen]))
    fitted = fit(bank, looks, palette, training, config, progress)

    losses = [style_loss(fitted, looks, judged, config, row) for row in range(1, len(paintings) + 1)]
    model = open_style(brushes.path, provider="cpu")
    write_style_cards(model, fitted, paintings, thumbnail or photos.paths[0], out)
    return [
        FittedStyle(painting, name, begun, loss, out / f"{painting.name}.png")
        for painting, (name, begun, _), loss in zip(paintings, chosen, losses, strict=True)
    ]


def fit(
    bank: StyleBank,
    looks: Sequence[Look],
    palette: Palette,
    photos: PictureSet,
    config: StyleConfig,
    progress: ProgressLine,
) -> StyleBank:
    """Trains the bank's vectors alone, in the steps of a style run, and returns their average.

    Raises:
        TrainingError: the loss is not a number.
    """
    optimizer = torch.optim.Adam([bank.vectors], lr=config.lr)
    average = Ema(bank, config.ema_decay)
    running: dict[str, list[float]] = {}
    for step in range(config.steps):
        for group in optimizer.param_groups:
            group["lr"] = warm_cosine(step, config.steps, config.lr, config.warmup_steps)
        figures = style_step(bank, optimizer, looks, palette, photos, config, step)
        average.update(bank, step + 1)
        if not all(np.isfinite(value) for value in figures.values()):
            raise TrainingError(
                f"The loss is not a number at step {step + 1}; this painting cannot be fitted to this network."
            )
        for name, value in figures.items():
            running.setdefault(name, []).append(value)
        if (step + 1) % config.report_every == 0 or step + 1 == config.steps:
            progress.report(step + 1, **{name: float(np.mean(values)) for name, values in running.items()})
            running.clear()
    assert isinstance(average.module, StyleBank)
    return average.module


def starting_points(brushes: Brushes, pictures: PictureSet, palette: Palette) -> list[dict[str, Tensor]]:
    """For each picture, vectors (D - 2,) by name to begin its style with, all over an underpainting in its colours."""
    shared = {"the mean of the known styles" if brushes.styles else "the neutral style": brushes.mean}
    shared |= brushes.vector_of
    means, covariances = palette.moments
    starts = [
        dict(zip(shared, with_underpainting(torch.stack(list(shared.values())), colors), strict=True))
        for colors in zip(means[:, None], covariances[:, None], strict=True)
    ]
    if brushes.encoder is not None:
        encoder = open_style_encoder(brushes.encoder, provider="cpu")
        for start, pixels in zip(starts, pictures.pixels, strict=True):
            start["the encoder's prediction"] = torch.from_numpy(encoder(pixels))[:-2]
    return starts


def best_start(
    brushes: Brushes,
    points: Mapping[str, Tensor],
    looks: Sequence[Look],
    photos: Tensor,
    config: StyleConfig,
    row: int,
) -> tuple[str, float, Tensor]:
    """Name, style loss and vector of the starting point that paints most like painting `row` (from 1)."""
    bank = brushes.bank(torch.stack(list(points.values())))
    losses = [
        style_loss(bank, looks, photos, config, row, vector=index) for index in range(1, len(points) + 1)
    ]
    best = int(np.argmin(losses))
    name = list(points)[best]
    return name, losses[best], points[name]


def described(
    path: Path, name: str | None, title: str | None, painter: str | None, year: int | None
) -> Painting:
    """What is known of a painting, `styles.csv` beside it included, with what the caller knows better.

    Raises:
        TrainingError: `styles.csv` cannot be read, or the name is no identifier.
    """
    painting = known_painting(path)
    given = {"name": name, "title": title, "artist": painter, "year": year}
    painting = replace(painting, **{key: value for key, value in given.items() if value is not None})
    for what, text in (("title", painting.title), ("painter", painting.artist)):
        if not is_line(text, LONGEST_TEXT) or (what == "title" and not text):
            raise TrainingError(
                f"{text!r} is no {what} that a card holds: a line of at most {LONGEST_TEXT} letters."
            )
    if painting.year is not None and abs(painting.year) > LATEST_YEAR:
        raise TrainingError(f"{painting.year} is no year of a painting.")
    if not NAME.fullmatch(painting.name):
        raise TrainingError(
            f"{painting.name!r} is no name for a style; give another --name, of at most {LONGEST} small letters, "
            "digits and dashes."
        )
    return painting


def refuse_taken(paintings: Sequence[Painting], out: Path) -> None:
    """Raises TrainingError if two paintings have one name, or a card of that name is in the folder."""
    names = [painting.name for painting in paintings]
    for name in names:
        if names.count(name) > 1:
            raise TrainingError(f"Two of the pictures have the name {name!r}; rename one of the files.")
        if (out / f"{name}.png").exists():
            raise TrainingError(
                f"There is already a style card {out / f'{name}.png'}; choose another --name or --out, or remove it."
            )


def spread_over(folders: Sequence[Path], most: int) -> list[Path]:
    """At most `most` pictures of the folders, evenly spread. Raises TrainingError if there is none."""
    found = find_pictures(folders)
    step = max(1, -(-len(found) // most))
    return found[::step]
