"""Judges a style network: its losses on photos it never saw beside those of an optimizer, its flicker and its noise.

Each photo is painted in each style by the network and by `pixel_optimizer`, from the photo, under the losses that the
network was trained with. Style losses compare only where both pictures keep as much of the photo: more freedom always
buys more style. So the optimizer is steered to the network's own content loss on that very photo, by its content
weight; `content_to_optimizer` tells how well that was met, and the ratio of style losses is what the network misses.

Figures of a style, each a mean over the photos:

- `style`, `content`: losses of the network's pictures. Content is relative by itself: 0 is the photo's features, 1 the
  distance of nothing at all from them.
- `style_to_photo`: style loss over that of the untouched photo, means first. 1: nothing was painted.
- `style_to_optimizer`, `content_to_optimizer`: the same over the optimizer's.
- `noise`: energy above a quarter cycle a pixel over that of the painting; `optimizer_noise` the optimizer's.
- `flicker`: on a pan with frozen statistics, what remains between frames after they were moved along, over the same of
  the unpainted frames; `flicker_255` is it alone, in units of 1/255.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from exports.imaging import Picture
from training.data import PictureSet, Preparation, centre_square, load_pictures, read_picture, to_tensor
from training.errors import TrainingError, writing_into
from training.evaluation.measures import fine_energy_density, pan_over, unsteadiness
from training.evaluation.pixel_optimizer import OptimizerConfig, measure, optimize_pixels
from training.evaluation.report import (
    Evaluation,
    save_cell,
    write_report,
    write_sheet,
)
from training.evaluation.subjects import Brush, Subject, SubjectStyle
from training.runs.log import RunLog, read_stats
from training.style.looks import Look, Palette, open_looks
from training.style.paintings import load_paintings
from training.style.train import StyleConfig

UNIT = "pictures"


@dataclass(frozen=True)
class EvaluationConfig:
    """What an evaluation measures; its folder belongs to it, and goes on after a kill."""

    model: str
    """The model file or run folder."""
    digest: str
    """Of its weights."""
    styles: tuple[str, ...]
    """Names of the styles, one for each painting of `judged`."""
    photos: tuple[str, ...]
    """Photos that it never saw."""
    judged: StyleConfig
    """The losses, and the painting of each style."""
    size_px: int = 256
    """Side of the square that is cut out of each photo."""
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)
    """The yardstick; with no steps it is left out."""
    optimized_photos: int = 0
    """Photos that the optimizer paints in each style, as it takes long: other ones in each, so that all have their
    turn; 0: all of them."""

    def optimizes(self, style_row: int, photo_row: int) -> int | None:
        """The how manieth of the style's photos for the optimizer this is, from 0; None if it is none of them."""
        turn = (photo_row - style_row * (self.optimized_photos or 1)) % len(self.photos)
        return turn if turn < (self.optimized_photos or len(self.photos)) else None


def evaluate(subject: Subject, config: EvaluationConfig, out: Path) -> Evaluation:
    """Measures, and writes `evaluation.json`, `evaluation.md` and `sheet.png` into `out`, anew after each photo.

    Args:
        subject: the network, which has all styles of `config`.
        config: what is measured.
        out: folder of the evaluation.

    Raises:
        TrainingError: a picture cannot be used, or the folder holds another evaluation.
    """
    log = RunLog(out, config, len(config.styles) * len(config.photos), UNIT)
    paintings = load_paintings([Path(path) for path in config.judged.paintings], config.judged.painting_px)
    photos = load_pictures(
        [Path(path) for path in config.photos],
        prepare=centre_square(config.size_px),
        minimum_px=64,
        say=log.say,
    )
    if photos.skipped:
        raise TrainingError(f"A photo cannot be used: {photos.skipped[0]}.")
    styles = [subject.style(name) for name in config.styles]
    judge = _Judge.of(config, paintings)
    flickers = flicker(subject.brush, styles, [Path(path) for path in config.photos], config.size_px, log.say)

    def report() -> Evaluation:
        result = Evaluation.of(config.model, styles, photos.paths, read_stats(out), flickers)
        with writing_into(out):
            write_report(result, out, config.size_px, config.optimizer.steps)
            write_sheet(styles, out)
        return result

    known = len(read_stats(out))
    log.resume_at(known)
    for done in range(known, len(styles) * len(photos)):
        photo, row = divmod(done, len(styles))
        turn = config.optimizes(row, photo)
        keep = partial(save_cell, out, styles[row].name) if turn == 0 else None
        figures = judge.figures(subject.brush, photos.pixels[photo], styles[row], row, turn is not None, keep)
        log.report(done + 1, **figures)
        if row == len(styles) - 1:
            report()
    return report()


@dataclass(frozen=True)
class _Judge:
    """The losses of a training, and the paintings with their own energy above a quarter cycle a pixel."""

    config: EvaluationConfig
    looks: Sequence[Look]
    palette: Palette
    paintings: PictureSet
    grains: Sequence[float]

    @classmethod
    def of(cls, config: EvaluationConfig, paintings: PictureSet) -> _Judge:
        grains = [fine_energy_density(pixels) for pixels in paintings.pixels]
        return cls(
            config,
            open_looks(config.judged.perceptual, config.judged.looks, paintings),
            Palette.of(paintings),
            paintings,
            grains,
        )

    def figures(
        self,
        brush: Brush,
        photo: NDArray[np.uint8],
        style: SubjectStyle,
        row: int,
        beside_optimizer: bool,
        keep: Callable[[str, Picture], None] | None,
    ) -> dict[str, float]:
        """The figures of one photo in one style; `keep` receives its pictures by name."""
        image, painting = to_tensor([photo]), self.paintings.pixels[row]
        painted = brush(photo.astype(np.float32) / 255, style.vector)
        found = measure(self.looks, as_tensor(painted), image, row + 1)
        grain = max(self.grains[row], 1e-9)
        values = {
            "style": found.style,
            "content": found.content,
            "photo_style": measure(self.looks, image, image, row + 1).style,
            "noise": fine_energy_density(painted) / grain,
        }
        pictures = {"photo": photo, "network": painted, "painting": middle(painting, photo.shape[0])}
        if beside_optimizer and self.config.optimizer.steps:
            optimized, weight = optimize_pixels(
                self.config.optimizer,
                self.config.judged,
                self.looks,
                self.palette,
                image,
                row + 1,
                at_content=found.content,
            )
            wanted = measure(self.looks, optimized, image, row + 1)
            pictures["optimizer"] = optimized[0].permute(1, 2, 0).numpy()
            values |= {
                "optimizer_style": wanted.style,
                "optimizer_content": wanted.content,
                "optimizer_content_weight": weight,
                "optimizer_noise": fine_energy_density(pictures["optimizer"]) / grain,
            }
        if keep is not None:
            for name, pixels in pictures.items():
                keep(name, pixels)
        return values


def flicker(
    brush: Brush,
    styles: Sequence[SubjectStyle],
    photos: Sequence[Path],
    side_px: int,
    say: Callable[[str], None] = print,
) -> list[dict[str, float]]:
    """`flicker` and `flicker_255` of each style, on a pan over the largest of the photos."""
    # One at a time in memory, whatever their sizes are.
    path = max(photos, key=lambda path: min(read_picture(path).shape[:2]))
    pan = pan_over(read_picture(path), side_px)
    side = pan.frames[0].shape[0]
    # What lies beyond a frame comes into sight as the camera moves: where it reaches, frames may differ.
    margin = min(brush.halo, side // 4)
    own = unsteadiness(pan.frames, pan.moves, margin)
    say(f"panning over {path.name}: {len(pan.frames)} frames of {side} px")
    figures = []
    for style in styles:
        stats = brush.statistics(pan.frames[0], style.vector)
        painted = [brush(frame, style.vector, stats) for frame in pan.frames]
        remains = unsteadiness(painted, pan.moves, margin)
        figures.append({"flicker": remains / max(own, 1e-6), "flicker_255": 255 * remains})
    return figures


def as_tensor(picture: NDArray[np.float32]) -> torch.Tensor:
    """A float picture (H, W, 3) as (1, 3, H, W)."""
    return torch.from_numpy(picture).permute(2, 0, 1)[None].contiguous()


def middle(picture: NDArray[np.uint8], side_px: int) -> NDArray[np.uint8]:
    """The square in the middle of a picture, at full size, at most `side_px` wide."""
    side = min(side_px, *picture.shape[:2])
    top, left = ((length - side) // 2 for length in picture.shape[:2])
    return picture[top : top + side, left : left + side]


def unseen_photos(trained: StyleConfig) -> tuple[list[Path], set[Path]]:
    """The photos that a run kept out of its training, and the resolved paths of those that it trained on."""
    # A picture counts in the run's order only if it could be read: that takes decoding, but not keeping.
    corner = Preparation("corner", lambda pixels: pixels[:1, :1].copy())
    everything = load_pictures([Path(path) for path in trained.data], prepare=corner, minimum_px=64)
    seen, kept_out = everything.hold_out(trained.holdout_every)
    return list(kept_out.paths), {path.resolve() for path in seen.paths}


def spread(paths: Sequence[Path], count: int) -> list[Path]:
    """At most `count` of the paths, evenly spread: neighbours in a folder are often alike."""
    step = max(1.0, len(paths) / count)
    return [paths[int(index * step)] for index in range(min(count, len(paths)))]
