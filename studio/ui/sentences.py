"""The sentences of errors in the language of the window.

What lies below the window speaks English and knows of no language. Its sentences come here with their names and numbers
filled in, and are recognised by what is around these: `python -m tools.translations` collects every sentence that an
error can be, with {0}, {1} ... where something is filled in.
"""

from __future__ import annotations

import re
from functools import cache

from studio.ui.translate import FOLDER, isolated, tr

LISTED = FOLDER / "sentences.txt"
"""One sentence a line, in English; written by `tools.translations`."""
LONGEST = 1000
"""Characters of a sentence that is looked at. What a damaged file says of itself may be made to take long."""
_FILLED = re.compile(r"\{\d+\}")


def said(sentence: str) -> str:
    """A sentence of an error, as it came or with something filled in, in the language of the window.

    What is filled in may be such a sentence itself, and is looked at likewise. One that is not known, or is very long,
    stays English.
    """
    whole = tr(sentence)
    if whole != sentence:
        return whole
    if len(sentence) > LONGEST:
        return sentence
    for pattern, template in _patterns():
        found = pattern.fullmatch(sentence)
        translated = tr(template) if found else template
        if found and translated != template:
            return translated.format(*(isolated(said(part)) for part in found.groups()))
    return sentence


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What recognises each sentence, and the sentence; the more of it is fixed, the sooner."""
    lines = LISTED.read_text(encoding="utf-8").splitlines()
    fixed = {line: _FILLED.split(line) for line in lines if _FILLED.search(line)}
    ranked = sorted(fixed, key=lambda line: len("".join(fixed[line])), reverse=True)
    return tuple((_pattern(fixed[line]), line) for line in ranked)


def _pattern(fixed: list[str]) -> re.Pattern[str]:
    """What recognises the parts of a sentence that are fixed, in which braces are doubled, with anything between."""
    return re.compile("(.+?)".join(re.escape(part.format()) for part in fixed), re.DOTALL)
