"""Blend modes: as the formulas of the W3C say, level by level."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.document.blending import BLEND_MODES, COMPOSITE_OPS, blend

Colour = tuple[float, float, float]


# The formulas as the standard writes them, for one pixel of 0..1.


def soft_light(cb: float, cs: float) -> float:
    d = ((16 * cb - 12) * cb + 4) * cb if cb <= 0.25 else cb**0.5
    if cs <= 0.5:
        return cb - (1 - 2 * cs) * cb * (1 - cb)
    return cb + (2 * cs - 1) * (d - cb)


def hard_light(cb: float, cs: float) -> float:
    return cb * 2 * cs if cs <= 0.5 else cb + (2 * cs - 1) - cb * (2 * cs - 1)


def color_dodge(cb: float, cs: float) -> float:
    if cb == 0:
        return 0
    return 1 if cs == 1 else min(1, cb / (1 - cs))


def color_burn(cb: float, cs: float) -> float:
    if cb == 1:
        return 1
    return 0 if cs == 0 else 1 - min(1, (1 - cb) / cs)


def divide(cb: float, cs: float) -> float:
    if cs == 0:
        return 0 if cb == 0 else 1
    return min(1, cb / cs)


SEPARABLE: dict[str, Callable[[float, float], float]] = {
    "normal": lambda cb, cs: cs,
    "multiply": lambda cb, cs: cb * cs,
    "screen": lambda cb, cs: cb + cs - cb * cs,
    "overlay": lambda cb, cs: hard_light(cs, cb),
    "darken": min,
    "lighten": max,
    "color-dodge": color_dodge,
    "color-burn": color_burn,
    "hard-light": hard_light,
    "soft-light": soft_light,
    "difference": lambda cb, cs: abs(cb - cs),
    "exclusion": lambda cb, cs: cb + cs - 2 * cb * cs,
    "linear-burn": lambda cb, cs: max(cb + cs - 1, 0),
    "add": lambda cb, cs: min(cb + cs, 1),
    "subtract": lambda cb, cs: max(cb - cs, 0),
    "divide": divide,
}


def lum(c: Colour) -> float:
    return 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2]


def sat(c: Colour) -> float:
    return max(c) - min(c)


def clip_color(c: Colour) -> Colour:
    grey, low, high = lum(c), min(c), max(c)
    if low < 0:
        c = tuple(grey + (x - grey) * grey / (grey - low) for x in c)  # type: ignore[assignment]
    if high > 1:
        c = tuple(grey + (x - grey) * (1 - grey) / (high - grey) for x in c)  # type: ignore[assignment]
    return c


def set_lum(c: Colour, grey: float) -> Colour:
    d = grey - lum(c)
    return clip_color((c[0] + d, c[1] + d, c[2] + d))


def set_sat(c: Colour, s: float) -> Colour:
    low, high = min(c), max(c)
    if high == low:
        return (0, 0, 0)
    return tuple((x - low) * s / (high - low) for x in c)  # type: ignore[return-value]


JOINT: dict[str, Callable[[Colour, Colour], Colour]] = {
    "hue": lambda cb, cs: set_lum(set_sat(cs, sat(cb)), lum(cb)),
    "saturation": lambda cb, cs: set_lum(set_sat(cb, sat(cs)), lum(cb)),
    "color": lambda cb, cs: set_lum(cs, lum(cb)),
    "luminosity": lambda cb, cs: set_lum(cb, lum(cs)),
}


def test_every_mode_has_a_formula_and_a_name_in_openraster() -> None:
    assert set(BLEND_MODES) == {*SEPARABLE, *JOINT} == set(COMPOSITE_OPS)
    assert len(set(COMPOSITE_OPS.values())) == len(BLEND_MODES) == 20
    assert COMPOSITE_OPS["normal"] == "svg:src-over"
    assert COMPOSITE_OPS["color-burn"] == "svg:color-burn"


@pytest.mark.parametrize("mode", SEPARABLE)
def test_separable_modes_are_the_formula_at_every_pair_of_levels(mode: str) -> None:
    below, above = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8), indexing="ij")
    found = blend(np.stack([below] * 3, -1), np.stack([above] * 3, -1), mode)[..., 1]
    for cb in range(0, 256, 5):
        for cs in range(0, 256, 5):
            assert abs(found[cb, cs] - 255 * SEPARABLE[mode](cb / 255, cs / 255)) <= 0.5 + 1e-6, (cb, cs)


colours = st.tuples(*[st.integers(0, 255)] * 3)


@pytest.mark.parametrize("mode", JOINT)
@settings(max_examples=150, deadline=None)
@given(cb=colours, cs=colours)
def test_the_other_modes_are_the_formula(mode: str, cb: tuple[int, ...], cs: tuple[int, ...]) -> None:
    found = blend(np.array([[cb]], np.uint8), np.array([[cs]], np.uint8), mode)[0, 0]
    expected = JOINT[mode](tuple(x / 255 for x in cb), tuple(x / 255 for x in cs))  # type: ignore[arg-type]
    assert np.abs(found - 255 * np.array(expected)).max() <= 0.52


@pytest.mark.parametrize("mode", BLEND_MODES)
def test_a_picture_of_any_height_is_blended_whole_and_left_as_it_was(mode: str) -> None:
    random = np.random.default_rng(0)
    below, above = random.integers(0, 256, (2, 77, 33, 3), dtype=np.uint8)
    kept = below.copy(), above.copy()
    found = blend(below, above, mode)
    rows = [blend(below[row : row + 1], above[row : row + 1], mode) for row in range(77)]
    assert np.array_equal(found, np.concatenate(rows))
    assert np.array_equal(below, kept[0])
    assert np.array_equal(above, kept[1])


def test_an_unknown_mode_is_refused() -> None:
    pixel = np.zeros((1, 1, 3), np.uint8)
    with pytest.raises(ValueError, match="no blend mode 'dance'"):
        blend(pixel, pixel, "dance")
