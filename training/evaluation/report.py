"""What an evaluation writes: a table for people, one for programs, and a sheet of pictures."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from exports.imaging import Picture
from training.errors import writing_into
from training.evaluation.subjects import SubjectStyle

COLUMNS: Mapping[str, str] = {
    "style": "style loss",
    "style_to_photo": "÷ photo's",
    "style_to_optimizer": "÷ optimizer's",
    "content": "content loss",
    "content_to_optimizer": "÷ optimizer's",
    "flicker": "flicker ÷ photo's",
    "flicker_255": "flicker of 255",
    "noise": "noise ÷ painting's",
    "optimizer_noise": "optimizer's noise",
}
CELLS = ("photo", "network", "optimizer", "painting")
GAP_PX, LABEL_PX = 6, 24
PAPER, INK = (24, 24, 26), (226, 224, 218)


@dataclass(frozen=True)
class Evaluation:
    """What was measured.

    Attributes:
        model: the model file or run folder.
        photos: names of the photos that count, those that were finished in every style.
        styles: figures of each style by name, see `training.evaluation.evaluate`.
        mean: each figure's mean over the styles.
        pictures: the figures of each photo in each style, all styles of a photo before the next photo.
    """

    model: str
    photos: tuple[str, ...]
    styles: Mapping[str, Mapping[str, float | str]]
    mean: Mapping[str, float]
    pictures: Sequence[Mapping[str, float]]

    @classmethod
    def of(
        cls,
        model: str,
        styles: Sequence[SubjectStyle],
        photos: Sequence[Path],
        pictures: Sequence[Mapping[str, float]],
        flickers: Sequence[Mapping[str, float]],
    ) -> Evaluation:
        """The figures of each style from those of its pictures: ratios of means, not means of ratios.

        Where the optimizer painted only some of the photos, its ratios are over these.
        """
        finished = len(pictures) // len(styles)
        pictures = pictures[: finished * len(styles)]
        found: dict[str, dict[str, float | str]] = {}
        for row, (style, flicker) in enumerate(zip(styles, flickers, strict=True)):
            own = pictures[row :: len(styles)]
            names = dict.fromkeys(name for picture in own for name in picture)
            figures = {
                name: float(np.mean([picture[name] for picture in own if name in picture]))
                for name in names
                if name != "pictures"
            }
            for name, (above, below) in RATIOS.items():
                both = [picture for picture in own if below in picture]
                if both:
                    figures[name] = sum(p[above] for p in both) / max(sum(p[below] for p in both), 1e-12)
            found[style.name] = {"title": style.title, **figures, **flicker}
        columns: dict[str, list[float]] = {}
        for figures in found.values():
            for name, value in figures.items():
                if isinstance(value, float):
                    columns.setdefault(name, []).append(value)
        mean = {name: float(np.mean(values)) for name, values in columns.items()}
        return cls(model, tuple(path.name for path in photos[:finished]), found, mean, pictures)


RATIOS: Mapping[str, tuple[str, str]] = {
    "style_to_photo": ("style", "photo_style"),
    "style_to_optimizer": ("style", "optimizer_style"),
    "content_to_optimizer": ("content", "optimizer_content"),
}


def write_report(evaluation: Evaluation, out: Path, size_px: int, steps: int) -> None:
    """Writes `evaluation.json` and `evaluation.md`."""
    facts = {"size_px": size_px, "optimizer_steps": steps}
    text = json.dumps({**facts, **asdict(evaluation)}, indent=2, ensure_ascii=False)
    (out / "evaluation.json").write_text(text + "\n", encoding="utf-8")
    (out / "evaluation.md").write_text(table(evaluation, size_px, steps), encoding="utf-8")


def table(evaluation: Evaluation, size_px: int, steps: int) -> str:
    """The figures as Markdown, a line for each style and one for their mean."""
    columns = {name: title for name, title in COLUMNS.items() if name in evaluation.mean}
    lines = [
        f"{Path(evaluation.model).name} on {len(evaluation.photos)} photos that it never saw, {size_px} px"
        + (f"; an optimizer of {steps} steps at equal content loss." if steps else "."),
        "",
        "| style | " + " | ".join(columns.values()) + " |",
        "|---" * (len(columns) + 1) + "|",
    ]
    rows = [(str(figures["title"]), figures) for figures in evaluation.styles.values()]
    for title, figures in [*rows, ("**mean**", evaluation.mean)]:
        values = (figures.get(name, math.nan) for name in columns)
        lines.append(f"| {title} | " + " | ".join(f"{value:.3g}" for value in values) + " |")
    return "\n".join(lines) + "\n"


def save_cell(out: Path, style: str, what: str, pixels: Picture) -> None:
    """Keeps one picture of the sheet, (H, W, 3) uint8 or float 0..1, until the sheet is made. Raises TrainingError."""
    shown = pixels if pixels.dtype == np.uint8 else (np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8)
    with writing_into(out):
        Image.fromarray(shown).save(out / "samples" / f"{style}-{what}.png")


def write_sheet(styles: Sequence[SubjectStyle], out: Path) -> None:
    """Writes `sheet.png`: photo, network, optimizer and a detail of the painting, a row for each finished style."""
    rows = []
    for style in styles:
        files = {what: out / "samples" / f"{style.name}-{what}.png" for what in CELLS}
        if files["network"].is_file():
            cells = {what: Image.open(path) for what, path in files.items() if path.is_file()}
            rows.append(_row(style.title, cells))
    if not rows:
        return
    sheet = Image.new("RGB", (max(row.width for row in rows), sum(row.height for row in rows)), PAPER)
    top = 0
    for row in rows:
        sheet.paste(row, (0, top))
        top += row.height
    sheet.save(out / "sheet.png")


def _row(title: str, cells: Mapping[str, Image.Image]) -> Image.Image:
    width = sum(cell.width + GAP_PX for cell in cells.values()) - GAP_PX
    height = max(cell.height for cell in cells.values())
    row = Image.new("RGB", (width, height + LABEL_PX + GAP_PX), PAPER)
    pen, font = ImageDraw.Draw(row), ImageFont.load_default(size=LABEL_PX * 0.5)
    left = 0
    for what, cell in cells.items():
        label = title if what == "painting" else what
        pen.text((left + 4, LABEL_PX / 2), label, fill=INK, font=font, anchor="lm")
        row.paste(cell, (left, LABEL_PX))
        left += cell.width + GAP_PX
    return row
