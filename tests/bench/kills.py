"""Kills the studio at random moments while a real mouse paints in it, and counts what was lost.

    python -m tests.bench.kills            # 50 kills, about twenty minutes
    python -m tests.bench.kills --kills 5 --seed 3

One project goes through all of it: each process opens what the one before left behind (what the start page offers to
recover, else the project file), paints strokes of about half a second, saves now and then, and is killed (SIGKILL) at
any moment, in the middle of a stroke or in the middle of a save. After each kill the files on the disk are read by
themselves: the project must open, and with the side file it must hold all strokes but the newest. What is lost is
counted from the moment when the mouse let go of the first stroke that is nowhere, to the kill.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from studio.document.document import DocumentView
from studio.document.stroke import Stroke
from studio.media.errors import PictureError
from studio.media.openraster import open_project
from studio.media.sidefile import read_side_file
from tests.helpers.documents import photo
from tests.helpers.real_desk import RealStudio, between, screen, why_no_desk

MOMENTS = ("any", "stroke", "save")
LONGEST_S = 14.0
"""A process is killed at latest so long after it began to paint: longer than an autosave takes to come."""

SAVES_OFTEN = 0.15
"""How likely the project is saved after a stroke."""


MOST_LOST_S = 10.0


@dataclass
class Tally:
    """What the kills cost."""

    kills: int = 0
    in_strokes: int = 0
    in_saves: int = 0
    strokes: int = 0
    strokes_lost: int = 0
    taken_back: int = 0
    unreadable: list[str] = field(default_factory=list)
    lost_s: list[float] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        """Whether no project file was lost, no finished stroke but the last ones, and no more than ten seconds."""
        return not self.unreadable and not self.taken_back and max(self.lost_s, default=0.0) <= MOST_LOST_S

    def text(self) -> str:
        lost = sorted(self.lost_s)
        middle = lost[len(lost) // 2] if lost else 0.0
        return (
            f"{self.kills} kills, {self.in_strokes} of them in a stroke and {self.in_saves} in a save: "
            f"{len(self.unreadable)} project files lost or unreadable; {self.strokes_lost} of {self.strokes} finished "
            f"strokes lost, {self.taken_back} times older ones too; "
            f"work lost: {middle:.1f} s in the middle, {max(lost, default=0.0):.1f} s at most; "
            f"load {min(self.loads, default=0.0):.0f} to {max(self.loads, default=0.0):.0f} on {os.cpu_count()} cores."
        )


class Trial:
    """One process: it opens what is there, paints and is killed."""

    def __init__(self, display: str, folder: Path, dice: random.Random) -> None:
        self._display, self._home, self._dice = display, folder / "home", dice
        self.project, self.picture = folder / "mine.ora", folder / "photo.png"
        self._finished_s: list[float] = []

    def run(self, tally: Tally) -> None:
        """Paints, kills and counts."""
        moment = self._dice.choice(MOMENTS)
        before = self.strokes_on_disk()
        with self._started() as studio:
            killed_s = self._paint_and_kill(studio, moment)
        tally.kills += 1
        tally.loads.append(os.getloadavg()[0])
        tally.in_strokes += moment == "stroke"
        tally.in_saves += moment == "save"
        tally.strokes += len(self._finished_s)
        try:
            after = self.strokes_on_disk()
        except (PictureError, OSError) as error:
            tally.unreadable.append(str(error))
            raise
        lost = before + len(self._finished_s) - after
        tally.strokes_lost += max(lost, 0)
        if lost > len(self._finished_s):
            tally.taken_back += 1
            lost = len(self._finished_s)
        tally.lost_s.append(killed_s - self._finished_s[-lost] if lost > 0 else 0.0)
        print(
            f"{tally.kills:3} {moment:6} {before:4} + {len(self._finished_s):2} strokes, {max(lost, 0)} lost, "
            f"{tally.lost_s[-1]:.1f} s of work; load {tally.loads[-1]:.0f}",
            flush=True,
        )

    def strokes_on_disk(self) -> int:
        """How many strokes the project file and the side file hold together: that of them that holds more."""
        counts = [_strokes(read_side_file(folder).document.view()) for folder in self._side_files()]
        if self.project.exists():
            counts.append(_strokes(open_project(self.project)[0].document.view()))
        return max(counts, default=0)

    def _side_files(self) -> list[Path]:
        root = self._home / "xdg_state_home" / "pinxit" / "recovery"
        return [path.parent for path in root.glob("*/document.json")]

    def _started(self) -> RealStudio:
        to_recover = bool(self._side_files())
        opened = self.project if self.project.exists() else self.picture
        studio = RealStudio(self._display, self._home, None if to_recover else opened)
        if to_recover:
            self._take_up(studio)
        studio.wait_for_picture()
        if not self.project.exists():
            studio.save_as(self.project)
        return studio

    def _take_up(self, studio: RealStudio) -> None:
        """Recovers what the start page offers; opens the project where its side file held nothing more than it."""
        name = self.project.name if self.project.exists() else self.picture.name
        offer = f"{name}, Recover"
        studio.wait(
            "what there is to recover",
            lambda: (
                not self._side_files() or any(each.startswith(offer) for each in studio.seen()["buttons"])
            ),
        )
        # The folder stands between marks of direction.
        studio.press_button(offer if self._side_files() else f"{name}, \u2068/")

    def _paint_and_kill(self, studio: RealStudio, moment: str) -> float:
        """Returns the time of the kill."""
        end_s = time.monotonic() + self._dice.uniform(0.5, LONGEST_S)
        while time.monotonic() < end_s:
            self._stroke(studio)
            if self._dice.random() < SAVES_OFTEN:
                studio.key("ctrl+s")
            time.sleep(self._dice.uniform(0.0, 0.4))
        if moment == "stroke":
            places = self._places(studio)
            studio.press_at(places[0])
            studio.draw_on(between(places)[: self._dice.randint(1, 12)])
        elif moment == "save":
            self._stroke(studio)
            studio.key("ctrl+s")
            time.sleep(self._dice.uniform(0.0, 0.8))
        killed_s = time.monotonic()
        studio.kill()
        return killed_s

    def _stroke(self, studio: RealStudio) -> None:
        places = self._places(studio)
        studio.press_at(places[0])
        studio.draw_on(between(places))
        studio.lift()
        self._finished_s.append(time.monotonic())

    def _places(self, studio: RealStudio) -> Sequence[tuple[float, float]]:
        return [studio.place(self._dice.uniform(0.3, 0.7), self._dice.uniform(0.25, 0.75)) for _ in range(3)]


def _strokes(view: DocumentView) -> int:
    return sum(isinstance(edit, Stroke) for edit in view.edits)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the kills and prints the tally. Returns 1 if more was lost than may be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=50, metavar="N", help="how many (default: 50)")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="of the moments and strokes (default: 1)"
    )
    arguments = parser.parse_args(argv)
    reason = why_no_desk()
    if reason is not None:
        print(f"{reason}; both are needed for a real mouse.")
        return 2
    dice, tally = random.Random(arguments.seed), Tally()
    with tempfile.TemporaryDirectory() as name, screen() as display:
        folder = Path(name)
        Image.fromarray(photo(900, 600)).save(folder / "photo.png")
        try:
            for _ in range(arguments.kills):
                Trial(display, folder, dice).run(tally)
        finally:
            print(tally.text(), flush=True)
    return 0 if tally.kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
