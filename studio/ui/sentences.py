"""The sentences of errors in the language of the window.

What lies below the window speaks English and knows of no language. Its sentences come here with their names and numbers
filled in, and are recognised by what is around these: `python -m tools.translations` collects every sentence that an
error can be, with {0}, {1} ... where something is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from studio.ui.translate import FOLDER, tr

LISTED = FOLDER / "sentences.txt"
"""One sentence a line, in English; written by `tools.translations`."""
ISOLATE, END = "\u2068", "\u2069"
"""Around what is filled in, so that a name from left to right does not tear a sentence from right to left apart."""
_FILLED = re.compile(r"\{\d+\}")


def said(sentence: str) -> str:
    """A sentence of an error, as it came or with something filled in, in the language of the window.

    What is filled in may be such a sentence itself, and is looked at likewise. One that is not known stays English.
    """
    whole = tr(sentence)
    if whole != sentence:
        return whole
    for pattern, template in _patterns():
        found = pattern.fullmatch(sentence)
        translated = tr(template) if found else template
        if found and translated != template:
            return translated.format(*(f"{ISOLATE}{said(part)}{END}" for part in found.groups()))
    return sentence


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What recognises each sentence, and the sentence; the more of it is fixed, the sooner."""
    filled = [line for line in _lines() if _FILLED.search(line)]
    filled.sort(key=lambda template: len("".join(_FILLED.split(template))), reverse=True)
    return tuple(
        (re.compile("(.+?)".join(map(re.escape, _FILLED.split(template))), re.DOTALL), template)
        for template in filled
    )


def _lines() -> Iterator[str]:
    return iter(LISTED.read_text(encoding="utf-8").splitlines())
