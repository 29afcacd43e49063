"""Damages files at random, as failing disks and people who mean harm do, and watches how they are read."""

from __future__ import annotations

import hashlib
import io
import json
import random
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.helpers.sound_files import REFUSALS, Sound

_EXTREMES = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\1")


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


def damaged_values(text: bytes, dice: random.Random) -> bytes:
    """Sound JSON one value of which is another one: what random damage of its letters seldom makes."""
    values = json.loads(text)
    places = list(_places(values))
    if not places:
        return dice.choice(_HOSTILE).encode()
    holder, key = dice.choice(places)
    mark = "\u2302"
    holder[key] = mark
    return json.dumps(values, ensure_ascii=False).replace(f'"{mark}"', dice.choice(_HOSTILE)).encode()


_HOSTILE = (
    "null", "true", "-1", "0", "1e999", "-1e999", "NaN", f"1{'0' * 400}", "1.5", '""', '"\\u0000"', '"x"',
    "[]", "{}", "[[[]]]", '["a", 1]', '{"a": {}}', f"{'[' * 50_000}{']' * 50_000}", f'"{"a" * 100_000}"',
)  # fmt: skip


def _places(values: Any) -> list[tuple[Any, Any]]:
    """Every list or object with each of its keys."""
    keys = (
        values.keys() if isinstance(values, dict) else range(len(values)) if isinstance(values, list) else ()
    )
    found = [(values, key) for key in keys]
    for _, key in list(found):
        found += _places(values[key])
    return found


def damaged_inside(archive: bytes, dice: random.Random) -> bytes:
    """A sound archive one of whose parts has faults: random damage of the archive itself seldom gets that far."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w") as new:
        chosen = dice.choice(old.namelist())
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, damaged_file(name, data, dice) if name == chosen else data)
    return packed.getvalue()


def damaged_file(name: str, data: bytes, dice: random.Random) -> bytes:
    """A file with faults of a kind that its name suggests."""
    if data[:4] == b"PK\3\4" and dice.random() < 0.7:
        return damaged_inside(data, dice)
    if name.endswith(".json") and dice.random() < 0.6:
        return damaged_values(data, dice)
    if name.endswith(".jsonl") and dice.random() < 0.6:
        lines = data.splitlines()
        number = dice.randrange(len(lines))
        lines[number] = damaged_values(lines[number], dice)
        return b"\n".join(lines)
    return damaged(data, dice)


class Fault(AssertionError):
    """Something was read in a way that it must not be; the message says which, and how."""


def try_damaged(sound: Sound, place: Path, dice: random.Random) -> bool:
    """Reads a damaged copy, made in an empty folder. Returns whether it was read all the same.

    Raises:
        Fault: an error other than a refusal, a refusal without words, or files that were changed, lost or written.
        Exception: what the reader raised and must not.
    """
    copy = place / sound.path.name
    if sound.path.is_dir():
        shutil.copytree(sound.path, copy)
    else:
        shutil.copyfile(sound.path, copy)
    files = [copy] if copy.is_file() else sorted(path for path in copy.rglob("*") if path.is_file())
    chosen = dice.choice(files)
    chosen.write_bytes(damaged_file(chosen.name, chosen.read_bytes(), dice))
    before = _contents(place)
    try:
        sound.read(copy)
        return True
    except REFUSALS as error:
        if not str(error).strip() or sound.forgiving:
            raise Fault(f"{sound.path.name} was refused where it must not be: {error!r}") from error
        return False
    finally:
        after = _contents(place)
        if before - after or after - before:
            lost, new = len(before - after), len(after - before)
            raise Fault(f"reading {sound.path.name} lost {lost} files and wrote {new}")


def _contents(folder: Path) -> Counter[bytes]:
    """The contents of all files, wherever they are."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"]
    return Counter(hashlib.sha256(path.read_bytes()).digest() for path in files)
