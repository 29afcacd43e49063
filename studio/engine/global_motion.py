"""How far the camera turned between two frames: one movement of the whole picture, to parts of a pixel.

Source: Kuglin and Hines 1975, "The phase correlation image alignment method"; Lucas and Kanade 1981, "An iterative
image registration technique". Differs: one translation for the whole picture, of which what moves by itself has no
say; no movement at all is believed as long as another one does not explain the frame clearly better.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Grey = NDArray[np.float32]
Motion = tuple[float, float]
"""By how many pixels the picture's corner moved right and down in what is seen."""

REST: Motion = (0.0, 0.0)
FINE_PX, COARSE_PX = 480, 120
"""Long side at most of the pictures in which a movement is measured, and in which it is first looked for."""
LARGEST_SHARE = 0.25
"""Of the picture's sides; two frames that lie farther apart have too little in common."""
OUTLIER_LEVELS = 12.0
"""Differences beyond this, of 255 levels, say no more than that something else is seen there."""
CLEARLY_BETTER = 0.9
"""Share of the difference at rest that must be left where a movement is believed."""
_STEPS = 4
_DONE_PX = 0.005
_STIFFNESS = 1e-3


def global_motion(
    before: Image.Image, frame: Image.Image, expected: Motion = REST, rest: Motion = REST
) -> Motion:
    """How far the picture moved from `before` to `frame`, both RGB and of one size.

    Args:
        expected: the movement before; looked at as well, since cameras go on as they went.
        rest: the movement that is believed where no other explains the frame clearly better.

    Returns:
        Where a picture has detail it is right to about a twentieth of a pixel at 480 pixels.
    """
    coarse = _reduction(frame, COARSE_PX)
    old, new = _grey(before, coarse), _grey(frame, coarse)
    if min(new.shape) < 8:
        return rest
    candidates = [_phase_peak(old, new), _scaled(expected, 1 / coarse)]
    found = min(candidates, key=lambda each: _difference(old, new, each))
    found = _refined(old, new, found)
    fine = _reduction(frame, FINE_PX)
    if fine < coarse:
        old, new = _grey(before, fine), _grey(frame, fine)
        found = _refined(old, new, _scaled(found, coarse / fine))
    if _difference(old, new, found) > CLEARLY_BETTER * _difference(old, new, _scaled(rest, 1 / fine)):
        return rest
    return _scaled(found, fine)


def _scaled(motion: Motion, factor: float) -> Motion:
    return motion[0] * factor, motion[1] * factor


def _reduction(image: Image.Image, long_px: int) -> int:
    return max(1, -(-max(image.size) // long_px))


def _grey(image: Image.Image, reduction: int) -> Grey:
    """Light alone, smaller and a little blurred: straight mixes of its pixels then are what lies between them."""
    light = image.convert("L")
    small = light.reduce(reduction) if reduction > 1 else light
    return np.asarray(small.filter(ImageFilter.GaussianBlur(1)), np.float32)


def _phase_peak(old: Grey, new: Grey) -> Motion:
    """The movement of whole pixels under which the phases of two pictures agree best."""
    height, width = new.shape
    window = np.hanning(height)[:, np.newaxis] * np.hanning(width)
    a, b = (np.fft.rfft2((each - each.mean()) * window) for each in (old, new))
    cross = a * np.conj(b)
    peaks = np.fft.irfft2(cross / np.maximum(np.abs(cross), 1e-6), (height, width))
    down, across = np.fft.fftfreq(height, 1 / height), np.fft.fftfreq(width, 1 / width)
    near = (np.abs(down) <= LARGEST_SHARE * height)[:, np.newaxis] & (np.abs(across) <= LARGEST_SHARE * width)
    row, column = np.unravel_index(np.argmax(np.where(near, peaks, -np.inf)), peaks.shape)
    return float(across[column]), float(down[row])


def _refined(old: Grey, new: Grey, motion: Motion) -> Motion:
    """A movement that is right to a pixel or two, made right to parts of one; as it is where that does not help."""
    begun = motion
    for _ in range(_STEPS):
        moved, seen = _overlap(old, new, motion)
        if min(seen.shape) < 8:
            return begun
        across, down = np.gradient(moved, axis=1), np.gradient(moved, axis=0)
        error = seen - moved
        counts = np.abs(error) < max(OUTLIER_LEVELS / 4, 3 * float(np.median(np.abs(error))))
        gradients = np.stack([across[counts], down[counts]]).astype(np.float64)
        normal = gradients @ gradients.T
        # Along a lone edge nothing is seen of a movement; there it stays.
        normal += np.eye(2) * (_STIFFNESS * np.trace(normal) + 1e-9)
        right, below = np.linalg.solve(normal, gradients @ error[counts].astype(np.float64))
        motion = motion[0] + float(right), motion[1] + float(below)
        if np.hypot(right, below) < _DONE_PX:
            break
    return motion if _difference(old, new, motion) <= _difference(old, new, begun) else begun


def _difference(old: Grey, new: Grey, motion: Motion) -> float:
    """Mean difference of two pictures under a movement, in levels; what cannot be compared counts as an outlier."""
    moved, seen = _overlap(old, new, motion)
    if min(seen.shape) < 8:
        return OUTLIER_LEVELS
    return float(np.minimum(np.abs(seen - moved), OUTLIER_LEVELS).mean())


def _overlap(old: Grey, new: Grey, motion: Motion) -> tuple[Grey, Grey]:
    """What both pictures show: the old one moved to the places of the new one, and the new one."""
    for axis, amount in ((1, motion[0]), (0, motion[1])):
        old, new = _overlap_along(old, new, amount, axis)
    return old, new


def _overlap_along(old: Grey, new: Grey, amount: float, axis: int) -> tuple[Grey, Grey]:
    whole = int(np.floor(amount))
    part = amount - whole
    length = old.shape[axis]
    first, last = max(0, -whole), min(length, length - whole - 1)

    def cut(picture: Grey, start: int, stop: int) -> Grey:
        return picture[:, start:stop] if axis == 1 else picture[start:stop]

    if last <= first:
        nothing = cut(old, 0, 0)
        return nothing, nothing
    near, far = (cut(old, first + whole + step, last + whole + step) for step in (0, 1))
    return near + np.multiply(far - near, part, dtype=np.float32), cut(new, first, last)
