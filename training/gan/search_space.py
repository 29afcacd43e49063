"""What a sweep varies: options of a run, each with its values or its range, as the command line writes them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from training.config import merge, nested, parse_value
from training.errors import TrainingError

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

RANGE = re.compile(r"(?P<low>.+?)\.\.(?P<high>.+?)(?:[ :]\(?(?P<log>log)\)?)?")
Value = bool | int | float | str


@dataclass(frozen=True)
class Choices:
    """An option with a few values."""

    values: tuple[Value, ...]

    def distribution(self) -> BaseDistribution:
        """As Optuna has it."""
        from optuna.distributions import CategoricalDistribution

        return CategoricalDistribution(self.values)


@dataclass(frozen=True)
class Range:
    """An option between two numbers, both included; whole numbers where `whole`, equal in ratio where `log`."""

    low: float
    high: float
    log: bool
    whole: bool

    def distribution(self) -> BaseDistribution:
        """As Optuna has it."""
        from optuna.distributions import FloatDistribution, IntDistribution

        if self.whole:
            return IntDistribution(int(self.low), int(self.high), log=self.log)
        return FloatDistribution(self.low, self.high, log=self.log)


Space = Mapping[str, Choices | Range]
"""By option, such as `generator_rate` or `light.base_channels`."""


def read_space(texts: Sequence[str]) -> dict[str, Choices | Range]:
    """The space of `KEY=a,b,c`, `KEY=1..8` and `KEY=1e-4..1e-3:log`.

    Raises:
        TrainingError: a text is of another form, or names an option twice.
    """
    space: dict[str, Choices | Range] = {}
    for text in texts:
        key, equals, values = (part.strip() for part in text.partition("="))
        if not (key and equals and values):
            raise TrainingError(f"--vary {text} is not understood; write KEY=a,b,c or KEY=1e-4..1e-3:log.")
        if key in space:
            raise TrainingError(f"--vary names {key} twice.")
        found = RANGE.fullmatch(values)
        space[key] = _read_range(text, found) if found else _read_choices(text, values)
    if not space:
        raise TrainingError("Name what the sweep varies, such as --vary generator_rate=1e-4..1e-3:log.")
    return space


def combinations(space: Space) -> Iterator[dict[str, Value]]:
    """Every combination of the space's values.

    Raises:
        TrainingError: it has a range, of which there is no end of values.
    """
    for key, part in space.items():
        if isinstance(part, Range):
            raise TrainingError(f"A grid needs single values, and {key} is a range; write {key}=a,b,c.")
    parts = [part.values for part in space.values() if isinstance(part, Choices)]
    for values in itertools.product(*parts):
        yield dict(zip(space, values, strict=True))


def laid_over(table: dict[str, Any], values: Mapping[str, Value]) -> dict[str, Any]:
    """A run's table of options with these options in place of its own."""
    for key, value in values.items():
        table = merge(table, nested(key, value))
    return table


def _read_range(text: str, found: re.Match[str]) -> Range:
    low, high = (parse_value(found[end].strip()) for end in ("low", "high"))
    numbers = all(isinstance(end, int | float) and not isinstance(end, bool) for end in (low, high))
    log = found["log"] is not None
    if not numbers or not low < high or (log and low <= 0):
        raise TrainingError(
            f"--vary {text} is no range: it goes from a smaller number to a larger one"
            + (", both above 0." if log else ".")
        )
    return Range(float(low), float(high), log, isinstance(low, int) and isinstance(high, int))


def _read_choices(text: str, values: str) -> Choices:
    parts = [parse_value(part.strip()) for part in values.split(",")]
    if len(set(map(str, parts))) < len(parts) or "" in parts:
        raise TrainingError(f"--vary {text} has an empty value, or one twice.")
    return Choices(tuple(parts))
