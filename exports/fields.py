"""Reads typed values out of untrusted JSON: each refusal is half a sentence that names the key.

Model cards and style cards are read with it. The caller puts the file's name in front.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from exports.names import NAME

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LARGEST_NUMBER = 1e9


class FieldError(ValueError):
    """A value is missing or not what it should be."""


def parse_object(text: str, *, limit_chars: int) -> dict[str, Any]:
    """The JSON object in `text`. Raises FieldError if it is too long, malformed, or holds NaN or infinity."""
    if len(text) > limit_chars:
        raise FieldError(f"is {len(text)} characters long; the limit is {limit_chars}")
    try:
        data = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except RecursionError:
        raise FieldError("is nested too deeply") from None
    except ValueError as error:
        raise FieldError(f"is not valid JSON: {error}") from None
    if not isinstance(data, dict):
        raise FieldError("is not a JSON object")
    return data


def _refuse_constant(constant: str) -> float:
    raise FieldError(f"holds the number {constant}")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise FieldError("holds a number that is too large")
    return value


def is_line(text: str, longest: int) -> bool:
    """Whether a text fits a card: not too long, and without control characters."""
    return len(text) <= longest and not _UNPRINTABLE.search(text)


class Fields:
    """The values of one JSON object, each taken once by name and checked."""

    def __init__(self, data: Mapping[str, Any], where: str = "") -> None:
        self._data = dict(data)
        self._where = where

    def text(self, key: str, *, longest: int = 2000, empty: bool = False) -> str:
        """A line of text without control characters."""
        value = self._take(key)
        if not isinstance(value, str) or not is_line(value, longest):
            raise self._wrong(key, f"a line of text of at most {longest} characters")
        if not value and not empty:
            raise self._wrong(key, "a line of text that is not empty")
        return value

    def any_text(self, key: str) -> str:
        """A text that may hold anything, such as the name of a file; whoever shows it cleans it."""
        value = self._take(key)
        if not isinstance(value, str):
            raise self._wrong(key, "a text")
        return value

    def name(self, key: str) -> str:
        """A short identifier that is safe as a file name and in a command line."""
        value = self._take(key)
        if not isinstance(value, str) or not NAME.fullmatch(value):
            raise self._wrong(key, "a name of at most 64 small letters, digits, dots, dashes and underscores")
        return value

    def integer(self, key: str, least: int, most: int) -> int:
        """A whole number between `least` and `most`, both allowed."""
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self._wrong(key, f"a whole number from {least} to {most}")
        return value

    def optional_integer(self, key: str, least: int, most: int) -> int | None:
        """A whole number as `integer` reads it, or None where the key is absent or null."""
        return None if self._is_absent(key) else self.integer(key, least, most)

    def optional_integers(self, key: str, least: int, most: int) -> tuple[int, ...]:
        """Whole numbers between `least` and `most`; none where the key is absent."""
        values = self._data.pop(key, [])
        whole = isinstance(values, list) and all(type(value) is int for value in values)
        if not whole or not all(least <= value <= most for value in values):
            raise self._wrong(key, f"a list of whole numbers from {least} to {most}")
        return tuple(values)

    def number(self, key: str, least: float = -_LARGEST_NUMBER, most: float = _LARGEST_NUMBER) -> float:
        """A finite number between `least` and `most`, both allowed."""
        value = self._take(key)
        if not _is_number(value) or not least <= value <= most:
            raise self._wrong(key, f"a number from {least:g} to {most:g}")
        return float(value)

    def numbers(self, key: str, length: int) -> tuple[float, ...]:
        """Exactly `length` finite numbers."""
        values = self._take(key)
        if not isinstance(values, list) or len(values) != length or not all(map(_is_number, values)):
            raise self._wrong(key, f"a list of {length} finite numbers")
        return tuple(float(value) for value in values)

    def some_numbers(self, key: str, most: int) -> tuple[float, ...]:
        """One to `most` finite numbers."""
        values = self._data.get(key)
        if not isinstance(values, list) or not 1 <= len(values) <= most:
            self._take(key)
            raise self._wrong(key, f"a list of 1 to {most} finite numbers")
        return self.numbers(key, len(values))

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._take(key)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def optional_number(self, key: str, least: float, most: float) -> float | None:
        """A number as `number` reads it, or None where the key is absent or null."""
        return None if self._is_absent(key) else self.number(key, least, most)

    def optional_flag(self, key: str) -> bool | None:
        """True or false, or None where the key is absent or null."""
        return None if self._is_absent(key) else self.flag(key)

    def object(self, key: str) -> Fields:
        """The values of a JSON object."""
        return Fields(self.mapping(key), f"{self._where}{key}.")

    def optional_object(self, key: str) -> Fields | None:
        """The values of a JSON object, or None where the key is absent or null."""
        return None if self._is_absent(key) else self.object(key)

    def has(self, key: str) -> bool:
        """Whether a value is there that was not yet taken."""
        return key in self._data

    def objects(self, key: str, most: int) -> list[Fields]:
        """At most `most` JSON objects."""
        values = self._take(key)
        if not isinstance(values, list) or len(values) > most or not all(isinstance(v, dict) for v in values):
            raise self._wrong(key, f"a list of at most {most} objects")
        return [Fields(value, f"{key}[{index}].") for index, value in enumerate(values)]

    def mapping(self, key: str) -> dict[str, Any]:
        """A JSON object with free content."""
        value = self._take(key)
        if not isinstance(value, dict):
            raise self._wrong(key, "an object")
        return value

    def finish(self) -> None:
        """Raises FieldError if keys are left that nobody took: a misspelt key must not pass in silence."""
        if self._data:
            unknown = ", ".join(repr(self._where + key)[:60] for key in sorted(self._data)[:3])
            raise FieldError(f"has keys that this version does not know: {unknown}")

    def _is_absent(self, key: str) -> bool:
        """Whether the key is not there or null; a null counts as taken."""
        if self._data.get(key) is not None:
            return False
        self._data.pop(key, None)
        return True

    def _take(self, key: str) -> Any:
        if key not in self._data:
            raise FieldError(f"has no '{self._where}{key}'")
        return self._data.pop(key)

    def _wrong(self, key: str, expected: str) -> FieldError:
        return FieldError(f"has a '{self._where}{key}' that is not {expected}")


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER and math.isfinite(value)
