"""What an evaluation of generators writes: tables for people and programs, curves, samples, nearest pictures."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from training.gan.monitor import WATCHED
from training.runs.log import grid_picture

COLUMNS: Mapping[str, str] = {
    "frechet": "Fréchet distance",
    "kernel": "kernel distance",
    "coverage": "coverage",
    "density": "density",
    "diversity": "diversity",
    "spacing": "spacing",
    "novelty": "novelty",
    "copied": "copied",
    "told_apart": "told apart",
}
"""Beside them a column for each level of the patches' distance."""
GRID = 8
ROWS, BLOCKS = 12, 2
GAP_PX, LABEL_PX = 4, 18
PAPER, INK = (24, 24, 26), (226, 224, 218)


@dataclass(frozen=True)
class Judged:
    """What was measured.

    Attributes:
        data: folders of the real pictures.
        pictures: how many there are, by resolution.
        samples: pictures drawn from each generator.
        generators: by name: file, resolution, length of training, networks of the tables that its discriminator used.
        tables: by network: figures of the data itself and of each generator, see `training.evaluation.generators`.
    """

    data: tuple[str, ...]
    pictures: Mapping[int, int]
    samples: int
    generators: Mapping[str, Mapping[str, object]]
    tables: Mapping[str, Mapping[str, Mapping[str, float]]]


def write_report(judged: Judged, out: Path) -> None:
    """Writes `metrics.json`, `metrics.md` and `metrics.csv`."""
    text = json.dumps(asdict(judged), indent=2, ensure_ascii=False)
    (out / "metrics.json").write_text(text + "\n", encoding="utf-8")
    (out / "metrics.md").write_text(markdown(judged), encoding="utf-8")
    names = list(
        dict.fromkeys(name for rows in judged.tables.values() for row in rows.values() for name in row)
    )
    with (out / "metrics.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["features", "pictures", *names])
        for network, rows in judged.tables.items():
            table.writerows(
                [network, title, *(row.get(name, "") for name in names)] for title, row in rows.items()
            )


def markdown(judged: Judged) -> str:
    """The figures as Markdown, a table for each network that looked."""
    count = max(judged.pictures.values())
    lines = [
        f"{judged.samples} pictures of each generator beside the {count} of {', '.join(judged.data)}.",
        *_few(judged),
        "",
    ]
    for name, facts in judged.generators.items():
        length = [f"{facts[unit]:.4g} {unit}" for unit in ("kimg", "minutes") if unit in facts]
        lines.append(f"- {name}: {facts['resolution']} px" + "".join(f", {text}" for text in length))
    for network, rows in judged.tables.items():
        lines += ["", f"Features of {network}{_remark(judged, network)}:", ""]
        names = list(dict.fromkeys(name for row in rows.values() for name in row))
        titles = [COLUMNS.get(name) or name.replace("_", " at ") + " px" for name in names]
        lines += ["| | " + " | ".join(titles) + " |", "|---" * (len(names) + 1) + "|"]
        for title, row in rows.items():
            cells = (f"{row[name]:.3g}" if name in row else "" for name in names)
            lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _few(judged: Judged) -> list[str]:
    fewest = min(judged.pictures.values())
    half = fewest // 2
    if half >= judged.samples:
        return []
    return [f"As these are few, each row compares {half} pictures with {fewest - half} of the data."]


def _remark(judged: Judged, network: str) -> str:
    used, unknown = [], []
    for name, facts in judged.generators.items():
        networks = facts["discriminator_used"]
        if networks is None:
            unknown.append(name)
        elif isinstance(networks, list) and network in networks:
            used.append(name)
    if used:
        return f", which the discriminator of {', '.join(used)} used: they flatter"
    if unknown:
        return f"; whether the discriminator of {', '.join(unknown)} used it is not known"
    return ", which no discriminator used"


def write_sheets(
    name: str, drawn: Tensor, real: Tensor, indices: Tensor, distances: Tensor, out: Path
) -> None:
    """Writes `NAME-samples.png`, and `NAME-nearest.png` whose rows begin with the samples nearest to the data.

    Args:
        name: of the generator.
        drawn: its pictures, uint8 (N, 3, S, S).
        real: the data, uint8 (M, 3, S, S).
        indices: (N, k) of the nearest real pictures.
        distances: (N, k), 1 is the usual one between two real pictures.
        out: folder.
    """
    grid_picture(drawn[: GRID * GRID].float() / 255.0, GRID).save(out / f"{name}-samples.png")
    order = distances[:, 0].argsort()[: ROWS * BLOCKS]
    side, columns = drawn.shape[-1], 1 + indices.shape[1]
    block = (columns * (side + GAP_PX) + 6 * GAP_PX, ROWS * (side + LABEL_PX))
    sheet = Image.new("RGB", (BLOCKS * block[0], block[1] + LABEL_PX), PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=11)
    for place, sample in enumerate(order.tolist()):
        left, top = place // ROWS * block[0], place % ROWS * (side + LABEL_PX)
        cells = [(drawn[sample], "drawn")]
        cells += [
            (real[index], f"{distance:.2f}")
            for index, distance in zip(indices[sample].tolist(), distances[sample].tolist(), strict=True)
        ]
        for column, (picture, label) in enumerate(cells):
            # The sample stands a little apart from the real pictures beside it.
            x = left + column * (side + GAP_PX) + (2 * GAP_PX if column else 0)
            sheet.paste(Image.fromarray(picture.permute(1, 2, 0).numpy()), (x, top + LABEL_PX))
            pen.text((x + 1, top + LABEL_PX / 2), label, fill=INK, font=font, anchor="lm")
    sheet.save(out / f"{name}-nearest.png")


def write_curves(
    runs: Mapping[str, tuple[Sequence[Mapping[str, float]], Mapping[str, float]]], out: Path
) -> None:
    """Draws what the runs reported of themselves while they trained into `curves.png`; model files have no curves.

    Args:
        runs: by name, the lines of its stats.jsonl, and its `kimg` and `minutes` of training.
        out: folder.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    told = {name: run for name, run in runs.items() if any("frechet" in line for line in run[0])}
    if not told:
        return
    timed = all("minutes" in trained for _, trained in told.values())
    figure = Figure(figsize=(12.6, 5.2), layout="constrained")
    FigureCanvasAgg(figure)
    for place, figure_name in enumerate(WATCHED, start=1):
        axes = figure.add_subplot(2, 3, place)
        for name, (stats, trained) in told.items():
            unit = trained["minutes"] / trained["kimg"] if timed else 1.0
            points = [(line["kimg"] * unit, line[figure_name]) for line in stats if figure_name in line]
            axes.plot(*zip(*points, strict=True), linewidth=1, marker=".", label=name)
        axes.set_title(COLUMNS[figure_name], fontsize=9)
        axes.set_xlabel("minutes" if timed else "kimg", fontsize=8)
        axes.tick_params(labelsize=7)
        axes.grid(alpha=0.3)
        if figure_name == "frechet":
            axes.set_yscale("log")
            axes.legend(fontsize=8)
    figure.savefig(out / "curves.png", dpi=110)
