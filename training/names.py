"""Names as cards want them."""

from __future__ import annotations

import re
import zlib

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
LONGEST = 64


def safe_name(text: str) -> str:
    """A name made of any text: small letters and digits, a dash for everything between them.

    Of a text without any, such as one in Urdu, a name is made that another text hardly gets.
    """
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST].strip("-")
    return name or f"unnamed-{zlib.crc32(text.encode()):08x}"
