"""Feeds damaged files to everything that reads files, for some minutes, and says what came of it.

    python -m tests.bench.fuzz                 # ten minutes
    python -m tests.bench.fuzz --minutes 1 --seed 5
    python -m tests.bench.fuzz --only timeline.json

Projects, pictures of each format with recipes in them, style and brush cards, latents, timelines, favourites, optimizer
runs, run folders, autosaves and what the studio remembers are damaged at random: bytes are changed, cut out, doubled,
cut off, sizes set to extremes, values exchanged. Each must be read or give the sentence of its error; any other
exception, a crash, a file written, changed or lost, or memory beyond the limit is a fault, whose file is kept.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.helpers.damage import try_damaged
from tests.helpers.sound_files import sound_files

MOST_MB = 1500


def run(minutes: float, seed: int, kept: Path, only: str = "") -> int:
    """Fuzzes for a time and prints what came of it. Returns how many faults there were."""
    dice, counts, tried, faults = random.Random(seed), Counter[str](), Counter[str](), 0
    slowest_s, end_s = 0.0, time.monotonic() + minutes * 60
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kinds = [sound for sound in sound_files(folder) if only in sound.path.name]
        place = folder / "alone"
        place.mkdir()
        os.chdir(place)
        while time.monotonic() < end_s:
            sound = dice.choice(kinds)
            tried[sound.path.name] += 1
            begin_s = time.monotonic()
            try:
                read = try_damaged(sound, place, dice)
                counts["read all the same" if read else "refused with a sentence"] += 1
            except Exception:
                faults += 1
                traceback.print_exc()
                _keep(place / sound.path.name, kept / f"fault-{faults}-{sound.path.name}")
            slowest_s = max(slowest_s, time.monotonic() - begin_s)
            for path in place.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        os.chdir(kept)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    total = sum(counts.values()) + faults
    words = ", ".join(f"{number} {what}" for what, number in counts.items())
    print(", ".join(f"{name} {number}" for name, number in sorted(tried.items())))
    print(
        f"{total} damaged files in {minutes:g} minutes: {words}, {faults} faults; the slowest took {slowest_s:.1f} s; "
        f"{peak_mb:.0f} MB at most."
    )
    return faults + (peak_mb > MOST_MB)


def _keep(copy: Path, target: Path) -> None:
    if copy.is_dir():
        shutil.copytree(copy, target, dirs_exist_ok=True)
    elif copy.exists():
        shutil.copyfile(copy, target)


def main(argv: Sequence[str] | None = None) -> int:
    """Fuzzes. Returns 1 if there was a fault."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1, help="of the damage (default: 1)")
    parser.add_argument(
        "--only", default="", metavar="NAME", help="only files whose names hold this, see the last lines"
    )
    parser.add_argument(
        "--keep", type=Path, default=Path.cwd(), metavar="DIR", help="where files with faults are kept"
    )
    arguments = parser.parse_args(argv)
    warnings.simplefilter("ignore")
    kept = arguments.keep.resolve()
    return 1 if run(arguments.minutes, arguments.seed, kept, arguments.only) else 0


if __name__ == "__main__":
    sys.exit(main())
