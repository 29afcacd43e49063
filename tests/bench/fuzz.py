"""Feeds damaged files to everything that opens files, for some minutes, and says what came of it.

    python -m tests.bench.fuzz                 # ten minutes
    python -m tests.bench.fuzz --minutes 1 --seed 5

Projects, pictures of each format with recipes in them, style cards and latent files are damaged at random: bytes are
changed, cut out, doubled, cut off, sizes set to extremes. Each must open or give the sentence of its error; any
other exception, a crash, a file written anywhere, or memory beyond the limit is a fault, whose file is kept.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from exports.errors import ModelError
from exports.stylecard import StyleCard
from studio.engine.latent import from_seed
from studio.media.errors import PictureError
from studio.media.latents import read_latent, save_latent
from studio.media.openraster import open_project, read_thumbnail, save_project
from studio.media.profiles import profile_bytes
from studio.media.provenance import Recipe, read_recipe
from studio.media.reading import open_picture
from studio.media.writing import save_picture
from tests.helpers.documents import noise, photo, rich_document, sheets_of, style_cards

MOST_MB = 1500
EXPECTED = (PictureError, ModelError)
_EXTREMES = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\1")

Opener = Callable[[Path], object]


def sound_files(folder: Path) -> list[tuple[Path, Opener]]:
    """One sound file of each kind, and what opens it."""
    document = rich_document()
    recipe = Recipe("document", source={"name": "x", "sha256": "0" * 64}, edits=document.edits)
    found: list[tuple[Path, Opener]] = []
    project = folder / "project.ora"
    save_project(project, document.view(), style_cards(), sheets_of(document.view()))
    found += [(project, open_project), (project, read_thumbnail)]
    for suffix in (".png", ".jpg", ".tif", ".webp", ".avif"):
        path = folder / f"picture{suffix}"
        save_picture(path, photo(60, 40), recipe=recipe, icc_profile=profile_bytes("display-p3"))
        found += [(path, open_picture), (path, read_recipe)]
    deep = folder / "deep.png"
    save_picture(deep, noise(0, 20, 30, 3).astype(np.uint16) * 257)
    gif, bmp = folder / "picture.gif", folder / "picture.bmp"
    for path in (gif, bmp):
        Image.fromarray(photo(30, 20)).save(path)
    found += [(path, open_picture) for path in (deep, gif, bmp)]
    [card, *_] = style_cards().values()
    card.save(folder / "card.png")
    found.append((folder / "card.png", StyleCard.load))
    save_latent(folder / "latent.json", "a generator", from_seed(0, 64), {"of": "a test"})
    found.append((folder / "latent.json", read_latent))
    return found


def damaged(data: bytes, dice: random.Random) -> bytes:
    """The bytes with one to eight faults in them."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        if not changed:
            break
        place = dice.randrange(len(changed))
        length = dice.choice((1, 2, 4, 16, 200))
        match dice.randrange(6):
            case 0:
                changed[place] = dice.randrange(256)
            case 1:
                changed[place] ^= 1 << dice.randrange(8)
            case 2:
                changed[place : place + 4] = dice.choice(_EXTREMES)
            case 3:
                del changed[place : place + length]
            case 4:
                changed[place:place] = changed[place : place + length]
            case 5:
                if dice.random() < 0.3:
                    del changed[place:]
                else:
                    changed[place : place + length] = dice.randbytes(length)
    return bytes(changed)


def damaged_inside(project: bytes, dice: random.Random) -> bytes:
    """A sound archive one of whose parts has faults: random damage of the archive itself seldom gets that far."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(project)) as old, zipfile.ZipFile(packed, "w") as new:
        chosen = dice.choice(old.namelist())
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, damaged(data, dice) if name == chosen else data)
    return packed.getvalue()


def run(minutes: float, seed: int, kept: Path) -> int:
    """Fuzzes for a time and prints what came of it. Returns how many faults there were."""
    dice, counts, faults = random.Random(seed), Counter[str](), 0
    slowest_s, end_s = 0.0, time.monotonic() + minutes * 60
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kinds = [(path, path.read_bytes(), opener) for path, opener in sound_files(folder)]
        place = folder / "alone"
        place.mkdir()
        os.chdir(place)
        while time.monotonic() < end_s:
            path, data, opener = dice.choice(kinds)
            tried = place / path.name
            inside = path.suffix == ".ora" and dice.random() < 0.7
            tried.write_bytes((damaged_inside if inside else damaged)(data, dice))
            begin_s = time.monotonic()
            try:
                opener(tried)
            except EXPECTED as error:
                counts["refused with a sentence"] += 1
                if not str(error).strip():
                    raise AssertionError("a refusal without words") from error
            except Exception:
                faults += 1
                traceback.print_exc()
                (kept / f"fault-{faults}{path.suffix}").write_bytes(tried.read_bytes())
            else:
                counts["opened all the same"] += 1
            slowest_s = max(slowest_s, time.monotonic() - begin_s)
            if [other.name for other in place.iterdir()] != [path.name]:
                faults += 1
                print(f"{path.name}: something else was written: {sorted(place.iterdir())}")
            tried.unlink()
        os.chdir(kept)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    total = sum(counts.values()) + faults
    words = ", ".join(f"{number} {what}" for what, number in counts.items())
    print(
        f"{total} damaged files in {minutes:g} minutes: {words}, {faults} faults; the slowest took {slowest_s:.1f} s; "
        f"{peak_mb:.0f} MB at most."
    )
    return faults + (peak_mb > MOST_MB)


def main(argv: Sequence[str] | None = None) -> int:
    """Fuzzes. Returns 1 if there was a fault."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1, help="of the damage (default: 1)")
    parser.add_argument(
        "--keep", type=Path, default=Path.cwd(), metavar="DIR", help="where files with faults are kept"
    )
    arguments = parser.parse_args(argv)
    warnings.simplefilter("ignore")
    return 1 if run(arguments.minutes, arguments.seed, arguments.keep.resolve()) else 0


if __name__ == "__main__":
    sys.exit(main())
