"""Runs the brush of a style model: one session for each style on each picture, the last few kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from exports.brush import Brush, Floats, Grade
from exports.runtime import RunControl, Runtime

KEPT = 16
JUDGED = 256
"""Styles whose verdicts are remembered."""
LARGEST_MEAN_ERROR = 2.0
"""Of 255 levels, from the network itself, in a picture that is the same for all. Styles with strong strokes are beyond
it with the plain brush, and all are with either where 8-bit products overflow, as on some processors without VNNI."""
NEAR_ENOUGH = 0.65
"""Share of that within which the plain brush is taken: on some photos it is off by half as much again."""

Image = NDArray[np.uint8]


class BrushRunner:
    """Paints with the brush in the styles in which it paints what the network paints. Thread-safe."""

    def __init__(self, brush: Brush, file_name: str, threads: int) -> None:
        self._verdicts: OrderedDict[bytes, Grade | None] = OrderedDict()
        self._brush = brush
        self._file_name = file_name
        self._threads = threads
        self._lock = threading.Lock()
        self._runtimes: OrderedDict[bytes, Runtime] = OrderedDict()

    def paint(
        self, image: Image, style: Floats, stats: Floats, control: RunControl | None, grade: Grade
    ) -> Image:
        """The picture (1, 3, H, W) repainted, the photo not yet mixed in.

        Raises:
            RunCancelled, ModelError: as `Runtime.run`.
        """
        (painted,) = self._frozen(style, stats, grade).run(["image_out"], {"image": image}, control)
        return painted  # type: ignore[return-value]

    @property
    def in_use(self) -> bool:
        """Whether it paints in any style that it was compared in, or was not compared yet."""
        with self._lock:
            return not self._verdicts or any(self._verdicts.values())

    def knows(self, style: Floats) -> bool:
        """Whether it was compared with the network in a style."""
        with self._lock:
            return style.tobytes() in self._verdicts

    def grade(self, style: Floats) -> Grade | None:
        """The quickest brush that paints a style as the network does; None where none does, or none was compared."""
        with self._lock:
            return self._verdicts.get(style.tobytes())

    def judge(self, style: Floats, wanted: Floats, paint: Callable[[Grade], Image]) -> Grade | None:
        """Compares the brushes with what the network paints in a style, and remembers which one will do.

        Args:
            style: (D,) vector.
            wanted: (1, 3, H, W) in 0..1, by the network.
            paint: gives what a brush paints in its place.

        Returns:
            What `grade` returns from now on.
        """
        verdict: Grade | None = None
        for grade in self._brush.grades:
            share = NEAR_ENOUGH if grade == "plain" and "fine" in self._brush.grades else 1.0
            if _error(paint(grade), wanted) <= share * LARGEST_MEAN_ERROR:
                verdict = grade
                break
        with self._lock:
            self._verdicts[style.tobytes()] = verdict
            while len(self._verdicts) > JUDGED:
                self._verdicts.popitem(last=False)
        return verdict

    def _frozen(self, style: Floats, stats: Floats, grade: Grade) -> Runtime:
        key = grade.encode() + style.tobytes() + stats.tobytes()
        with self._lock:
            runtime = self._runtimes.get(key)
            if runtime is None:
                model = self._brush.freeze(style, stats, grade)
                runtime = Runtime(model, self._file_name, provider="cpu", threads=self._threads)
                self._runtimes[key] = runtime
                while len(self._runtimes) > KEPT:
                    self._runtimes.popitem(last=False)
            self._runtimes.move_to_end(key)
            return runtime


def _error(painted: Image, wanted: Floats) -> float:
    """Mean difference, in levels, of (1, 3, H, W) from another in 0..1."""
    return float(np.abs(painted - 255.0 * wanted).mean())
