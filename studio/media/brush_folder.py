"""The user's folder of brush cards, and the one beside it where those lie that were taken off the shelf."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

from exports.names import free_name, safe_name
from studio.media.brush_card import BrushCard

MOST_REMOVED = 50
"""Those that were removed longest ago are given up beyond that."""


class BrushFolder:
    """Cards by name. A card is never written over, and no name is given again while a removed card has it.

    Args:
        folder: made when it is first written to; the removed cards lie in `removed-` and its name, beside it.
    """

    def __init__(self, folder: Path) -> None:
        self.shelf = folder
        self.removed = folder.with_name(f"removed-{folder.name}")

    def cards(self) -> list[Path]:
        """Those on the shelf, by name."""
        return sorted(self.shelf.glob("*.png"))

    def removed_cards(self) -> list[Path]:
        """Those that were taken off it, the last one first."""
        return sorted(self.removed.glob("*.png"), key=_removed_at, reverse=True)

    def keep(self, card: BrushCard) -> Path:
        """Writes a new card under a name of its own. Raises OSError."""
        path = self._reserve(safe_name(card.title))
        try:
            card.save(path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def set_aside(self, path: Path, card: BrushCard) -> Path:
        """Takes a card off the shelf and returns where it lies now. Raises OSError; then it is where it was.

        Args:
            path: of its file.
            card: what is in it, in case that another window took the file away.
        """
        self.removed.mkdir(parents=True, exist_ok=True)
        aside = self.removed / f"{free_name(path.stem, self._names(self.removed))}.png"
        _move(path, aside, card)
        now = time.time_ns()
        with suppress(OSError):
            os.utime(aside, ns=(now, now))
        for old in self.removed_cards()[MOST_REMOVED:]:
            with suppress(OSError):
                old.unlink()
        return aside

    def bring_back(self, aside: Path, card: BrushCard) -> Path:
        """Lays a removed card on the shelf again and returns its path there. Raises OSError.

        Args:
            aside: where it lies.
            card: what is in it, in case that the file is gone.
        """
        path = self._reserve(aside.stem, besides=aside)
        try:
            _move(aside, path, card)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def _reserve(self, name: str, besides: Path | None = None) -> Path:
        """An empty file of a free name: no other window takes the same."""
        self.shelf.mkdir(parents=True, exist_ok=True)
        taken = self._names(self.shelf) | {
            path.stem for path in self.removed.glob("*.png") if path != besides
        }
        while True:
            free = free_name(name, taken)
            path = self.shelf / f"{free}.png"
            try:
                path.open("xb").close()
            except FileExistsError:
                # Another window was quicker, or the disk takes large and small letters for the same.
                taken.add(free)
            else:
                return path

    @staticmethod
    def _names(folder: Path) -> set[str]:
        return {path.stem for path in folder.glob("*.png")}


def _move(source: Path, target: Path, card: BrushCard) -> None:
    """Moves a file, or writes the card where there is none; folders may lie on different disks."""
    try:
        source.replace(target)
    except FileNotFoundError:
        card.save(target)
    except OSError:
        try:
            shutil.copy2(source, target)
            source.unlink()
        except OSError:
            target.unlink(missing_ok=True)
            raise


def _removed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
