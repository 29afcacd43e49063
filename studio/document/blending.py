"""Blend modes: how a layer's colours meet those below it.

Source: W3C Compositing and Blending Level 1, sections 5.8 (alpha), 9.1 (separable modes) and 9.2 (the others);
linear burn, add, subtract and divide as painting programs have them. OpenRaster names the W3C's formulas `svg:…`.
Differs: the separable modes are looked up in tables of 256 x 256 levels, which are the formulas rounded once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

import numpy as np

NORMAL = "normal"

BLEND_MODES: tuple[str, ...] = (
    NORMAL,
    "darken",
    "multiply",
    "color-burn",
    "linear-burn",
    "lighten",
    "screen",
    "color-dodge",
    "add",
    "overlay",
    "soft-light",
    "hard-light",
    "difference",
    "exclusion",
    "subtract",
    "divide",
    "hue",
    "saturation",
    "color",
    "luminosity",
)
"""In the order of menus: plain, darker, lighter, contrast, comparison, and those of hue, saturation and light."""

COMPOSITE_OPS: Mapping[str, str] = MappingProxyType(
    {mode: f"svg:{mode}" for mode in BLEND_MODES}
    | {
        NORMAL: "svg:src-over",
        "add": "svg:plus",
        "linear-burn": "krita:linear_burn",
        "exclusion": "krita:exclusion",
        "subtract": "krita:subtract",
        "divide": "krita:divide",
    }
)
"""What each mode is called in OpenRaster files: by the specification, or else by Krita."""

_LEVELS = 256
_STRIP_ROWS = 32
"""Of a tile at a time: what is computed on the way stays in the processor's cache, some five times as fast."""
_LUM = np.array([0.3, 0.59, 0.11], np.float32)


def blend(below: np.ndarray, above: np.ndarray, mode: str) -> np.ndarray:
    """The colours of a layer after they met those below it, before its coverage counts.

    Args:
        below: uint8 (H, W, 3).
        above: uint8 (H, W, 3), the layer's own.
        mode: one of BLEND_MODES.

    Returns:
        uint8 (H, W, 3); `above` itself in the normal mode.

    Raises:
        ValueError: there is no such mode.
    """
    if mode == NORMAL:
        return above
    if mode in _SEPARABLE:
        index = below.astype(np.uint16)
        index <<= 8
        index |= above
        return _table(mode).take(index)
    if mode in _JOINT:
        result = np.empty(below.shape, np.uint8)
        for top in range(0, len(below), _STRIP_ROWS):
            rows = slice(top, top + _STRIP_ROWS)
            mixed = _JOINT[mode](_planes(below[rows]), _planes(above[rows]))
            for channel, plane in enumerate(np.rint(mixed, out=mixed)):
                result[rows, :, channel] = plane
        return result
    raise ValueError(f"there is no blend mode {mode!r}; it is one of {', '.join(BLEND_MODES)}")


@cache
def _table(mode: str) -> np.ndarray:
    """The mode's result for every pair of levels, uint8, at the index `below * 256 + above`."""
    levels = np.arange(_LEVELS) / (_LEVELS - 1)
    mixed = _SEPARABLE[mode](*np.broadcast_arrays(levels[:, np.newaxis], levels[np.newaxis, :]))
    table = np.rint(mixed * (_LEVELS - 1)).astype(np.uint8).ravel()
    table.setflags(write=False)
    return table


# ---- one channel at a time, 0..1


def _hard_light(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    return np.where(above <= 0.5, 2 * below * above, 1 - 2 * (1 - below) * (1 - above))


def _soft_light(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    curve = np.where(below <= 0.25, ((16 * below - 12) * below + 4) * below, np.sqrt(below))
    darker = below - (1 - 2 * above) * below * (1 - below)
    return np.where(above <= 0.5, darker, below + (2 * above - 1) * (curve - below))


def _color_dodge(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        brighter = np.minimum(1.0, below / (1 - above))
    return np.where(below == 0, 0.0, np.where(above == 1, 1.0, brighter))


def _color_burn(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        darker = 1 - np.minimum(1.0, (1 - below) / above)
    return np.where(below == 1, 1.0, np.where(above == 0, 0.0, darker))


def _divide(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        brighter = np.minimum(1.0, below / above)
    return np.where(above == 0, np.where(below == 0, 0.0, 1.0), brighter)


_Formula = Callable[[np.ndarray, np.ndarray], np.ndarray]

_SEPARABLE: Mapping[str, _Formula] = {
    "multiply": lambda below, above: below * above,
    "screen": lambda below, above: below + above - below * above,
    "overlay": lambda below, above: _hard_light(above, below),
    "darken": np.minimum,
    "lighten": np.maximum,
    "color-dodge": _color_dodge,
    "color-burn": _color_burn,
    "hard-light": _hard_light,
    "soft-light": _soft_light,
    "difference": lambda below, above: np.abs(below - above),
    "exclusion": lambda below, above: below + above - 2 * below * above,
    "linear-burn": lambda below, above: np.maximum(below + above - 1, 0),
    "add": lambda below, above: np.minimum(below + above, 1),
    "subtract": lambda below, above: np.maximum(below - above, 0),
    "divide": _divide,
}


# ---- all channels at once, planes float32 (3, H, W) of 0..255


def _planes(picture: np.ndarray) -> np.ndarray:
    """The channels one after the other: what runs over three neighbours at a time is slow in numpy."""
    planes = np.empty((3, *picture.shape[:2]), np.float32)
    for channel in range(3):
        planes[channel] = picture[..., channel]
    return planes


def _lum(color: np.ndarray) -> np.ndarray:
    lum = _LUM[0] * color[0]
    lum += _LUM[1] * color[1]
    lum += _LUM[2] * color[2]
    return lum


def _ends(color: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and the greatest channel."""
    low = np.minimum(np.minimum(color[0], color[1]), color[2])
    high = np.maximum(np.maximum(color[0], color[1]), color[2])
    return low, high


def _with_lum(color: np.ndarray, lum: np.ndarray) -> np.ndarray:
    """The colour moved to a luminosity, and drawn towards its grey as far as it would leave the range."""
    own = _lum(color)
    low, high = _ends(color)
    low -= own  # now how far the ends lie from the grey, whatever its luminosity
    high -= own
    np.minimum(low, _LEAST_STEP * -1, out=low)
    np.maximum(high, _LEAST_STEP, out=high)
    share = np.minimum(-lum / low, (_LEVELS - 1 - lum) / high)
    np.minimum(share, 1, out=share)
    moved = color - own
    moved *= share
    moved += lum
    return np.clip(moved, 0, _LEVELS - 1, out=moved)


def _with_saturation_of(color: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The colour with its least channel at 0 and its greatest at the saturation of the other."""
    low, high = _ends(color)
    other_low, other_high = _ends(other)
    spread = np.maximum(high - low, _LEAST_STEP)
    return (color - low) * ((other_high - other_low) / spread)


_LEAST_STEP = np.float32(1e-3)
"""Smaller than any difference of two levels that is not 0."""

_JOINT: Mapping[str, _Formula] = {
    "hue": lambda below, above: _with_lum(_with_saturation_of(above, below), _lum(below)),
    "saturation": lambda below, above: _with_lum(_with_saturation_of(below, above), _lum(below)),
    "color": lambda below, above: _with_lum(above, _lum(below)),
    "luminosity": lambda below, above: _with_lum(below, _lum(above)),
}
