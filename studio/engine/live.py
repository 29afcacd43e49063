"""Repaints frames as they come: at the size that keeps pace, with statistics that are frozen for a while.

The brush in whole numbers is what makes it quick, and it needs frozen statistics. So they are taken from a mosaic of a
frame, at a change of style at once and else once a second, and the frames between are painted with what is there.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from exports.statistics import mosaic
from studio.engine.cancel import CancelToken, stopping_runs
from studio.engine.steady import Stillness

if TYPE_CHECKING:
    from exports.session import StyleModel

LARGEST_PX = 640
"""Long side of a frame that is painted: larger ones are reduced."""
SCALES = (1.0, 0.85, 0.7, 0.55, 0.4)
"""Of that size, in the order in which they are tried."""
MEASURED_PX = 65_000
MEASURE_EVERY_S, MEASURE_EVERY_FRAMES = 1.0, 30
"""Statistics are taken again when both are over: on a slow machine they would else take most of the time."""
REMEMBERED = 0.7
"""Share of the statistics so far in those that are taken again."""
WORTH_PAINTING_ANEW = 0.02
"""Statistics that moved less than this, relative to their size, are left as they are: a new brush takes a moment."""
DAMPING = 0.6
_SLOWER = 1.05
_PATIENCE = 12


@dataclass(frozen=True, eq=False)
class Look:
    """What a live picture is painted with.

    Attributes:
        model: the style network.
        vector: float32 (D,), as `model.blend` returns it.
        steady: whether what stands still is kept from flickering.
    """

    model: StyleModel
    vector: np.ndarray
    steady: bool = True


class Pace:
    """Finds the largest size that keeps pace with the source.

    Args:
        budget_ms: for one frame.

    Attributes:
        scale: of the painted size, one of SCALES.
    """

    def __init__(self, budget_ms: float) -> None:
        self.budget_ms = budget_ms
        self.scale = SCALES[0]
        self._slow, self._quick = 0.0, 0

    def add(self, duration_ms: float) -> None:
        """Is told how long a frame took."""
        at = SCALES.index(self.scale)
        if duration_ms > _SLOWER * self.budget_ms:
            # What is far too slow is not waited for as long.
            self._slow += min(duration_ms / self.budget_ms, _PATIENCE / 3)
        else:
            self._slow = max(0.0, self._slow - 1)
        quick = at > 0 and self._expected(duration_ms, SCALES[at - 1]) < 0.9 * self.budget_ms
        self._quick = self._quick + 1 if quick else 0
        if self._slow >= _PATIENCE and at + 1 < len(SCALES):
            smaller = SCALES[at + 1 :]
            fitting = (scale for scale in smaller if self._expected(duration_ms, scale) <= self.budget_ms)
            self._go_to(next(fitting, smaller[-1]))
        elif self._quick >= 4 * _PATIENCE:
            self._go_to(SCALES[at - 1])

    def _expected(self, duration_ms: float, scale: float) -> float:
        """What a frame would take at another size: it goes by the pixels."""
        return duration_ms * (scale / self.scale) ** 2

    def _go_to(self, scale: float) -> None:
        self.scale = scale
        self._slow, self._quick = 0.0, 0


class LivePainter:
    """Paints one frame after the other.

    Args:
        budget_ms: what a frame may take, by which the size is chosen.
        clock: seconds, for tests.
    """

    def __init__(self, budget_ms: float, clock: Callable[[], float] = time.perf_counter) -> None:
        self.pace = Pace(budget_ms)
        self._clock = clock
        self._look: Look | None = None
        self._stillness = Stillness(DAMPING)
        self._stats: np.ndarray | None = None
        self._measured_at, self._frames = 0.0, 0

    def __call__(self, frame: np.ndarray, look: Look, cancel: CancelToken | None = None) -> np.ndarray:
        """A frame, uint8 (H, W, 3), repainted; what comes back is as large as keeps pace.

        Raises:
            Cancelled, ModelError.
        """
        begin = self._clock()
        small = reduced(frame, LARGEST_PX * self.pace.scale)
        changed = look is not self._look
        if changed:
            self._stillness.restart()
        steady = look.steady
        still = self._stillness.frame(small) if steady else small
        self._measure(still, look, changed or (steady and self._stillness.cut), cancel)
        self._look = look
        assert self._stats is not None
        with stopping_runs(cancel) as control:
            painted = look.model.quick(still, look.vector, self._stats, control=control)
        painted = self._stillness.paint(painted) if steady else painted
        if not changed:
            self.pace.add(1000 * (self._clock() - begin))
        return painted

    def _measure(self, frame: np.ndarray, look: Look, anew: bool, cancel: CancelToken | None) -> None:
        now = self._clock()
        self._frames += 1
        soon = now - self._measured_at < MEASURE_EVERY_S or self._frames < MEASURE_EVERY_FRAMES
        if not anew and self._stats is not None and soon:
            return
        self._measured_at, self._frames = now, 0
        part = frame
        if frame.shape[0] * frame.shape[1] > MEASURED_PX:
            part = mosaic(frame, look.model.card.size_multiple, MEASURED_PX)
        with stopping_runs(cancel) as control:
            measured = look.model.statistics(part, look.vector, control=control)
        if anew or self._stats is None:
            self._stats = measured
            return
        change = float(np.abs(measured - self._stats).mean()) / max(float(np.abs(self._stats).mean()), 1e-9)
        if change > WORTH_PAINTING_ANEW:
            self._stats = (REMEMBERED * self._stats + (1 - REMEMBERED) * measured).astype(np.float32)


def reduced(frame: np.ndarray, longest_px: float) -> np.ndarray:
    """A frame no longer than so many pixels, its sides multiples of four as networks like them."""
    height, width = frame.shape[:2]
    scale = min(1.0, longest_px / max(height, width))
    size = _multiple_of_four(width * scale), _multiple_of_four(height * scale)
    if size == (width, height):
        return frame
    # Only a reduction by much needs more than its neighbours.
    image = Image.fromarray(frame)
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0))


def _multiple_of_four(side: float) -> int:
    return max(16, round(side / 4) * 4)
