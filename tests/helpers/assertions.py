"""What tests say about pictures and messages, with failures that show what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from exports.errors import ModelError


def assert_pictures_close(
    actual: NDArray[Any], expected: NDArray[Any], *, most: float = 1.0, mean: float | None = None
) -> None:
    """Pictures are equal but for small differences, in units of 1/255.

    Args:
        actual: (H, W, 3) uint8 or float32 0..1.
        expected: the same shape and type.
        most: allowed at any pixel.
        mean: allowed on average; None allows anything.
    """
    assert actual.shape == expected.shape, f"shape {actual.shape} instead of {expected.shape}"
    assert actual.dtype == expected.dtype, f"type {actual.dtype} instead of {expected.dtype}"
    unit = 1.0 if actual.dtype == np.uint8 else 255.0
    difference = np.abs(actual.astype(np.float64) - expected.astype(np.float64)) * unit
    allowed = most + 1e-3 / 255
    if difference.max() > allowed or (mean is not None and difference.mean() > mean):
        pytest.fail(_report(difference, most, mean))


def assert_pictures_differ(first: NDArray[Any], second: NDArray[Any], *, least_mean: float = 2.0) -> None:
    """Pictures of one shape differ plainly: by at least `least_mean` units of 1/255 on average."""
    assert first.shape == second.shape
    unit = 1.0 if first.dtype == np.uint8 else 255.0
    mean = float(np.abs(first.astype(np.float64) - second.astype(np.float64)).mean() * unit)
    assert mean >= least_mean, f"the pictures differ by only {mean:.3f} of 255 on average"


def assert_refused(attempt: Callable[[], object], *parts: str, error: type[Exception] = ModelError) -> None:
    """The attempt fails with one sentence for a person, and the sentence holds each of `parts`."""
    with pytest.raises(error) as caught:
        attempt()
    assert_sentence(str(caught.value), *parts)


def assert_sentence(message: str, *parts: str) -> None:
    """The message is one readable sentence that holds each of `parts`."""
    assert "\n" not in message, f"more than one line: {message!r}"
    assert message.endswith((".", "?")), f"no full stop: {message!r}"
    assert 20 <= len(message) <= 500, f"{len(message)} characters: {message!r}"
    for jargon in ("Traceback", "object at 0x", "ONNXRuntimeError"):
        assert jargon not in message, f"for programmers: {message!r}"
    for part in parts:
        assert part in message, f"{part!r} is not in {message!r}"


def _report(difference: NDArray[np.float64], most: float, mean: float | None) -> str:
    edges = [0, 0.5, 1, 2, 4, 8, 16, 32, 64, 256]
    counts, _ = np.histogram(difference, edges)
    place = tuple(int(index) for index in np.unravel_index(int(difference.argmax()), difference.shape))
    lines = [
        f"pictures differ by {difference.max():.3f} of 255 at (row, column, channel) {place} (allowed {most:g}), "
        f"by {difference.mean():.4f} on average" + ("" if mean is None else f" (allowed {mean:g})")
    ]
    for low, high, count in zip(edges, edges[1:], counts, strict=False):
        if count:
            lines.append(f"  {low:>5g} .. {high:<5g} {count:>9d} values, {count / difference.size:7.2%}")
    return "\n".join(lines)
