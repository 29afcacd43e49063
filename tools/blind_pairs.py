"""Compares two style networks without telling the judge which is which.

    python -m tools.blind_pairs write OURS THEIRS [PHOTOS...] --out DIR   # pairs of pictures and a key
    python -m tools.blind_pairs score DIR JUDGEMENT.csv --judge WHO       # what was preferred, and how surely

OURS and THEIRS are each a model file with its style cards beside it, or a run folder of `pinxit-train style`; both must
know the same styles. `write` paints photos with both: `DIR/pairs/001-A.png` and `001-B.png` are one photo in one style,
in an order drawn at random (each network is A equally often), beside `001-photo.png`; `DIR/sheets/001.png` shows photo,
A and B in a row. Nothing in the files tells more: same size, no metadata, one date. `DIR/key.json` holds the answer;
keep it from the judge. Without PHOTOS, a run's own are taken that it kept out of training; none is shown that a run was
trained on.

The Johnson network under the same losses, on the same data, for the same time, is trained by the same command:

    pinxit-train style DATA --styles ... --preset cpu --minutes 18 --steps 50000 --out OURS
    pinxit-train style DATA --styles ... --preset cpu --minutes 18 --steps 50000 --out THEIRS --set johnson.channels=32

The judge fills in `DIR/judgement.csv`: `pair,choice` with A, B or tie. `score` counts, and gives the two-sided sign
test: how probable so uneven an outcome would be if neither was better. Ties say nothing about that and are left out.

Needs the extras `training` (torch) and `dev` (scipy).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.config import build
from training.data import Pixels, find_pictures, read_picture, shrink_to_short_side
from training.errors import TrainingError
from training.evaluation.evaluate import unseen_photos
from training.evaluation.subjects import Subject, open_subject
from training.export.label import read_run_config
from training.runs.progress import ProgressLine
from training.style.train import StyleConfig

KEY, JUDGEMENT, PAIRS, SHEETS = "key.json", "judgement.csv", "pairs", "sheets"
SHEET_GAP_PX = 12
CHOICES = {"a": "A", "b": "B", "tie": "tie"}
SAME_DATE_S = 946_684_800
"""The date of all pictures, as seconds since 1970: the order of writing is no hint."""


@dataclass(frozen=True)
class Pair:
    """One comparison, as the key knows it: whose picture is A, and what both show."""

    first: str
    photo: str
    style: str


@dataclass(frozen=True)
class Score:
    """The outcome of a blind comparison.

    Attributes:
        ours, theirs, ties: how often each was chosen.
        unjudged: pairs without a choice.
        p_value: two-sided sign test over the pairs that were decided.
        share: of the decided pairs that ours won, and `low` to `high` its 95 % interval (Wilson).
        first: share of the decided pairs in which A was chosen; far from a half, the judge leans to a side.
        styles: for each style [ours, theirs, ties].
    """

    ours: int
    theirs: int
    ties: int
    unjudged: int
    p_value: float
    share: float
    low: float
    high: float
    first: float
    styles: Mapping[str, tuple[int, int, int]]

    def sentence(self) -> str:
        """The outcome in one line."""
        decided = self.ours + self.theirs
        outcome = (
            f"ours {self.ours}, theirs {self.theirs}, ties {self.ties}: ours won {self.share:.0%} of {decided} decided "
            f"pairs (95 % interval {self.low:.0%} to {self.high:.0%}), p = {self.p_value:.3g}"
        )
        return outcome + (f"; {self.unjudged} pairs were not judged" if self.unjudged else "")


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except TrainingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def write(arguments: argparse.Namespace) -> None:
    """Paints the pairs and writes the key and an empty judgement."""
    out: Path = arguments.out
    if (out / KEY).exists():
        raise TrainingError(f"{out} holds a comparison already; choose another --out.")
    subjects = {
        "ours": open_subject(arguments.ours, arguments.threads),
        "theirs": open_subject(arguments.theirs, arguments.threads),
    }
    styles = shared_styles(subjects, arguments.styles)
    photos = photos_to_paint(arguments.photos, [subject.path for subject in subjects.values()])
    pairs = draw_pairs(photos, styles, arguments.count, arguments.seed)
    folder = out / PAIRS
    try:
        for made in (folder, out / SHEETS):
            made.mkdir(parents=True, exist_ok=True)
        paint_pairs(subjects, pairs, out, arguments.size)
        key = {
            "seed": arguments.seed,
            "size_px": arguments.size,
            **{who: {"path": str(s.path), "digest": s.digest} for who, s in subjects.items()},
            "pairs": {name: asdict(pair) for name, pair in pairs.items()},
        }
        (out / KEY).write_text(json.dumps(key, indent=2) + "\n", encoding="utf-8")
        rows = "".join(f"{name},\n" for name in pairs)
        (out / JUDGEMENT).write_text(f"pair,choice\n{rows}", encoding="utf-8")
    except OSError as error:
        raise TrainingError(f"{out} cannot be written: {error.strerror}.") from error
    print(f"{len(pairs)} pairs in {folder}; judge them in {out / JUDGEMENT}, and keep {KEY} from the judge")


def shared_styles(subjects: Mapping[str, Subject], wanted: Sequence[str] | None) -> list[str]:
    """The styles that both networks know, or those that are wanted. Raises TrainingError where one lacks."""
    for subject in subjects.values():
        for name in wanted or ():
            subject.style(name)
    if wanted:
        return list(dict.fromkeys(wanted))
    known = {style.name for style in subjects["theirs"].styles}
    shared = [style.name for style in subjects["ours"].styles if style.name in known]
    if not shared:
        raise TrainingError("The two networks have no style in common; train them on the same paintings.")
    return shared


def photos_to_paint(named: Sequence[Path], subjects: Sequence[Path]) -> list[Path]:
    """The named photos, or those that the runs among the subjects kept out; none that one of them was trained on.

    Raises:
        TrainingError: no photo is left.
    """
    photos = find_pictures(named) if named else []
    runs = [path for path in subjects if path.is_dir()]
    if not photos and not runs:
        raise TrainingError("A model file does not tell which photos it never saw: name some.")
    for run in runs:
        kept_out, trained_on = unseen_photos(build(StyleConfig, read_run_config(run)))
        photos = [path for path in photos or kept_out if path.resolve() not in trained_on]
        if not photos:
            raise TrainingError(f"{run} was trained on all of these photos; name others.")
    return photos


def draw_pairs(photos: Sequence[Path], styles: Sequence[str], count: int, seed: int) -> dict[str, Pair]:
    """Which photo is painted in which style, and whose picture is A; by neutral names.

    Photos and styles come about equally often, no combination twice, and ours is A in half of the pairs.
    """
    random = np.random.default_rng(seed)
    combinations = len(photos) * len(styles)
    if count > combinations:
        raise TrainingError(
            f"{len(photos)} photos in {len(styles)} styles make {combinations} pairs, not {count}; name more photos."
        )
    photo_order, style_order = random.permutation(len(photos)), random.permutation(len(styles))
    drawn: list[tuple[str, str]] = []
    for index in range(count):
        # Once round the photos, the styles are shifted by one: no combination repeats.
        around, place = divmod(index, len(photos))
        style = style_order[(place + around) % len(styles)]
        drawn.append((str(photos[photo_order[place]]), styles[int(style)]))
    firsts = ["ours", "theirs"] * (count // 2) + [str(random.choice(["ours", "theirs"]))] * (count % 2)
    order, sides = random.permutation(count), random.permutation(firsts)
    width = max(3, len(str(count)))
    return {
        f"{number:0{width}d}": Pair(str(side), *drawn[int(index)])
        for number, (index, side) in enumerate(zip(order, sides, strict=True), 1)
    }


def paint_pairs(subjects: Mapping[str, Subject], pairs: Mapping[str, Pair], out: Path, side_px: int) -> None:
    """Writes `NAME-photo.png`, `NAME-A.png`, `NAME-B.png` and a sheet of the three for each pair."""
    progress = ProgressLine(len(pairs), "pairs")
    for done, (name, pair) in enumerate(pairs.items(), 1):
        photo = _photo(Path(pair.photo), side_px)
        second = "theirs" if pair.first == "ours" else "ours"
        pictures = {"photo": photo}
        for side, who in (("A", pair.first), ("B", second)):
            subject = subjects[who]
            pictures[side] = subject.brush(photo, subject.style(pair.style).vector)
        for shown, picture in pictures.items():
            save_bare(out / PAIRS / f"{name}-{shown}.png", picture)
        save_bare(out / SHEETS / f"{name}.png", in_a_row(list(pictures.values())))
        progress.report(done)


def in_a_row(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Pictures (H, W, 3) of one size side by side, white between them."""
    gap = np.full((pictures[0].shape[0], SHEET_GAP_PX, 3), 255, np.uint8)
    return np.concatenate([part for picture in pictures for part in (gap, picture)][1:], axis=1)


def save_bare(path: Path, picture: NDArray[np.uint8]) -> None:
    """Writes a PNG that holds pixels and nothing else, with the date that all of them have."""
    Image.fromarray(picture).save(path)
    os.utime(path, (SAME_DATE_S, SAME_DATE_S))


def score(arguments: argparse.Namespace) -> None:
    """Prints the outcome."""
    pairs = read_key(arguments.folder)
    result = score_of(pairs, read_judgement(arguments.judgement, pairs))
    if arguments.json:
        print(json.dumps({**asdict(result), "judge": arguments.judge}, indent=2))
        return
    print(result.sentence() + (f"; judged by {arguments.judge}" if arguments.judge else ""))
    print(f"A was chosen in {result.first:.0%} of the decided pairs")
    for style, (ours, theirs, ties) in result.styles.items():
        print(f"  {style}: ours {ours}, theirs {theirs}, ties {ties}")


def read_key(folder: Path) -> dict[str, Pair]:
    """The pairs of a folder that `write` made. Raises TrainingError."""
    path = folder / KEY
    try:
        table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {name: Pair(**pair) for name, pair in table["pairs"].items()}
    except FileNotFoundError:
        raise TrainingError(f"There is no {KEY} in {folder}; name the folder that `write` made.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrainingError(f"{path} is not a key that `write` made: {error}.") from error


def read_judgement(path: Path, pairs: Mapping[str, Pair]) -> dict[str, str]:
    """The choices of a judgement by pair: "A", "B" or "tie"; pairs without a choice are left out.

    Raises:
        TrainingError: the file cannot be read, or a line does not fit the comparison.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            if not {"pair", "choice"} <= set(reader.fieldnames or ()):
                raise TrainingError(f"{path} must begin with the line: pair,choice.")
            rows = [((row["pair"] or "").strip(), (row["choice"] or "").strip()) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TrainingError(f"{path} cannot be read: {error}.") from error
    choices: dict[str, str] = {}
    for pair, choice in rows:
        if pair not in pairs:
            raise TrainingError(f"{path} judges the pair {pair!r}, which this comparison does not have.")
        if pair in choices:
            raise TrainingError(f"{path} judges the pair {pair} twice; keep one of the two lines.")
        if choice and choice.lower() not in CHOICES:
            raise TrainingError(f"{path} has the choice {choice!r} for the pair {pair}; write A, B or tie.")
        if choice:
            choices[pair] = CHOICES[choice.lower()]
    return choices


def score_of(pairs: Mapping[str, Pair], choices: Mapping[str, str]) -> Score:
    """Counts the choices and tests them. Raises TrainingError if no pair was decided."""
    from scipy.stats import binomtest

    styles = {style: [0, 0, 0] for style in sorted({pair.style for pair in pairs.values()})}
    for name, choice in choices.items():
        ours_is_first = pairs[name].first == "ours"
        column = 2 if choice == "tie" else int((choice == "A") != ours_is_first)
        styles[pairs[name].style][column] += 1
    ours, theirs, ties = (sum(counts[column] for counts in styles.values()) for column in range(3))
    decided = ours + theirs
    if not decided:
        raise TrainingError("No pair was decided; there is nothing to score.")
    test = binomtest(ours, decided, 0.5, alternative="two-sided")
    interval = test.proportion_ci(0.95, method="wilson")
    return Score(
        ours=ours,
        theirs=theirs,
        ties=ties,
        unjudged=len(pairs) - len(choices),
        p_value=float(test.pvalue),
        share=ours / decided,
        low=float(interval.low),
        high=float(interval.high),
        first=sum(choice == "A" for choice in choices.values()) / decided,
        styles={style: (counts[0], counts[1], counts[2]) for style, counts in styles.items()},
    )


def _photo(path: Path, side_px: int) -> Pixels:
    try:
        return shrink_to_short_side(side_px)(read_picture(path))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise TrainingError(f"The photo {path.name} cannot be read: {error}.") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(metavar="write|score", required=True)

    writing = commands.add_parser("write", help="paint pairs of pictures")
    writing.add_argument("ours", type=Path, metavar="OURS", help="a model file or a run folder")
    writing.add_argument("theirs", type=Path, metavar="THEIRS", help="the one to compare it with")
    writing.add_argument(
        "photos",
        nargs="*",
        type=Path,
        metavar="PHOTOS",
        help="photos that neither ever saw (default: what the runs kept out of training)",
    )
    writing.add_argument("--out", required=True, type=Path, metavar="DIR", help="a new folder")
    writing.add_argument("--count", type=_count, default=40, metavar="N", help="pairs (default: 40)")
    writing.add_argument(
        "--styles", nargs="+", metavar="NAME", help="only these (default: all that both know)"
    )
    writing.add_argument(
        "--size", type=_count, default=512, metavar="PX", help="short side of larger photos (default: 512)"
    )
    writing.add_argument("--seed", type=int, default=1, help="of everything random (default: 1)")
    writing.add_argument(
        "--threads", type=int, default=0, metavar="N", help="processor threads (default: all)"
    )
    writing.set_defaults(run=write)

    scoring = commands.add_parser("score", help="count a judgement and test it")
    scoring.add_argument("folder", type=Path, metavar="DIR", help="the folder that `write` made")
    scoring.add_argument("judgement", type=Path, metavar="JUDGEMENT.csv", help="lines of pair,choice")
    scoring.add_argument("--judge", default="", metavar="WHO", help="who or what judged, to be told with it")
    scoring.add_argument("--json", action="store_true", help="print JSON")
    scoring.set_defaults(run=score)
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 upwards")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(main())
