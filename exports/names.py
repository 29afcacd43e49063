"""Names as cards want them: safe as a file name and in a command line."""

from __future__ import annotations

import re
import zlib
from collections.abc import Container

LONGEST = 64
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def safe_name(text: str) -> str:
    """A name made of any text: small letters and digits, a dash for everything between them.

    Of a text without any, such as one in Urdu, a name is made that another text hardly gets.
    """
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST].strip("-")
    return name or f"unnamed-{zlib.crc32(text.encode()):08x}"


def joined_name(*texts: str) -> str:
    """One name made of several texts; of two that begin alike and are too long, two names are made all the same."""
    name = "-".join(map(safe_name, texts))
    if len(name) <= LONGEST:
        return name
    end = f"-{zlib.crc32(name.encode()):08x}"
    return name[: LONGEST - len(end)].rstrip("-") + end


def free_name(name: str, taken: Container[str]) -> str:
    """The name, or the first of name-2, name-3, … that is not taken; none is longer than a name may be."""
    number, free = 1, name
    while free in taken:
        number += 1
        end = f"-{number}"
        free = name[: LONGEST - len(end)].rstrip("-") + end
    return free
