"""Looks at a folder of pictures before a run: what cannot be read, is too small, appears twice or stands out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from training.data import find_pictures, read_picture

HASH_CELLS = 9
NEAR_BITS = 2
FLAT_DEVIATION = 3.0
ODD_ASPECT = 3.0


@dataclass(frozen=True)
class Finding:
    """One fault of one picture.

    Attributes:
        path: the picture.
        fault: "unreadable", "tiny", "duplicate" or "odd".
        text: what is wrong, in a few words.
    """

    path: Path
    fault: str
    text: str


@dataclass(frozen=True)
class Report:
    """What a check found.

    Attributes:
        pictures: how many files were looked at.
        findings: the faults, in the order of the files.
        sizes: width and height of every readable picture.
    """

    pictures: int
    findings: tuple[Finding, ...]
    sizes: tuple[tuple[int, int], ...] = field(repr=False)

    @property
    def usable(self) -> int:
        """Pictures that training would take: readable and large enough."""
        return self.pictures - sum(finding.fault in ("unreadable", "tiny") for finding in self.findings)

    def lines(self) -> list[str]:
        """The report as text, one line a finding, then a summary."""
        lines = [f"{finding.fault}: {finding.path}: {finding.text}" for finding in self.findings]
        counts = {
            fault: sum(f.fault == fault for f in self.findings)
            for fault in ("unreadable", "tiny", "duplicate", "odd")
        }
        found = (
            ", ".join(f"{count} {fault}" for fault, count in counts.items() if count)
            or "nothing to object to"
        )
        lines.append(f"{self.pictures} pictures, {self.usable} usable: {found}.")
        if self.sizes:
            short = sorted(min(size) for size in self.sizes)
            lines.append(
                f"Short sides from {short[0]} to {short[-1]} pixels, half of them {short[len(short) // 2]} or more."
            )
        return lines


def check_pictures(
    sources: Sequence[Path], *, minimum_px: int = 64, on_progress: Callable[[int, int], None] | None = None
) -> Report:
    """Decodes every picture and names the faulty ones.

    Unreadable files cannot be decoded whole; tiny ones have a short side under `minimum_px`; duplicates look the same
    as an earlier file (difference hash, at most two bits apart); odd ones are nearly one colour, grey among coloured
    ones, or very long.

    Args:
        sources: folders and files.
        minimum_px: shortest side that training wants.
        on_progress: called with pictures done and pictures in all.

    Raises:
        TrainingError: if a source is missing or holds no picture.
    """
    paths = find_pictures(sources)
    findings: list[Finding] = []
    sizes: list[tuple[int, int]] = []
    seen: list[Path] = []
    marks = np.zeros((len(paths), 2 * (HASH_CELLS - 1) ** 2 // 8), np.uint8)
    grey: list[Path] = []
    for number, path in enumerate(paths, 1):
        try:
            picture = read_picture(path)
        except (OSError, ValueError) as error:
            findings.append(Finding(path, "unreadable", _why(error)))
        else:
            height, width = picture.shape[:2]
            sizes.append((width, height))
            findings += _look(path, picture, minimum_px)
            mark = difference_hash(picture)
            twin = _twin(mark, marks[: len(seen)])
            if twin is not None:
                findings.append(Finding(path, "duplicate", f"looks the same as {seen[twin]}"))
            marks[len(seen)] = mark
            seen.append(path)
            if _is_grey(picture):
                grey.append(path)
        if on_progress:
            on_progress(number, len(paths))
    if len(grey) * 5 < len(paths):
        findings += [Finding(path, "odd", "has no colour, unlike most others") for path in grey]
    order = {path: index for index, path in enumerate(paths)}
    return Report(len(paths), tuple(sorted(findings, key=lambda f: order[f.path])), tuple(sizes))


def difference_hash(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """128 bits that say where a small grey copy of the picture gets brighter, to the right and downwards.

    Source: the difference hash of Krawetz 2013, in both directions.
    """
    small = Image.fromarray(picture).convert("L").resize((HASH_CELLS, HASH_CELLS), Image.Resampling.BOX)
    cells = np.asarray(small, np.int16)
    across, down = np.diff(cells, axis=1)[:-1] > 0, np.diff(cells, axis=0)[:, :-1] > 0
    return np.packbits(np.concatenate([across.ravel(), down.ravel()]))


def _twin(mark: NDArray[np.uint8], marks: NDArray[np.uint8]) -> int | None:
    """Index of the earlier picture that looks the same."""
    # A picture without any structure is like every other such picture, and is called odd already.
    if not len(marks) or not mark.any():
        return None
    apart = np.bitwise_count(marks ^ mark).sum(1)
    nearest = int(apart.argmin())
    return nearest if apart[nearest] <= NEAR_BITS else None


def _look(path: Path, picture: NDArray[np.uint8], minimum_px: int) -> list[Finding]:
    height, width = picture.shape[:2]
    findings = []
    if min(height, width) < minimum_px:
        findings.append(
            Finding(path, "tiny", f"{width}x{height}, the short side should be {minimum_px} or more")
        )
    if max(height, width) > ODD_ASPECT * min(height, width):
        findings.append(Finding(path, "odd", f"{width}x{height} is very long; most of it would be cut off"))
    if float(picture.std(axis=(0, 1)).max()) < FLAT_DEVIATION:
        findings.append(Finding(path, "odd", "is nearly one flat colour"))
    return findings


def _is_grey(picture: NDArray[np.uint8]) -> bool:
    part = picture[::4, ::4].astype(np.int16)
    return int(np.ptp(part, axis=2).max()) <= 4


def _why(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return "is not a picture"
    return str(error) or type(error).__name__
