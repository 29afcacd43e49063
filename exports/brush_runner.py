"""Runs the brush of a style model: one session for each style on each picture, the last few kept."""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from exports.brush import Brush, Floats
from exports.runtime import RunControl, Runtime

KEPT = 8
LARGEST_MEAN_ERROR = 4.0
"""Of 255 levels, from the network itself. A processor whose 8-bit products overflow, as some without VNNI do, is far
beyond it."""

Image = NDArray[np.uint8]


class BrushRunner:
    """Paints with the brush where this processor computes it rightly. Thread-safe.

    Attributes:
        trusted: whether it paints what the network paints; None until the first comparison.
    """

    def __init__(self, brush: Brush, file_name: str, threads: int) -> None:
        self.trusted: bool | None = None
        self._brush = brush
        self._file_name = file_name
        self._threads = threads
        self._lock = threading.Lock()
        self._runtimes: OrderedDict[bytes, Runtime] = OrderedDict()

    def paint(self, image: Image, style: Floats, stats: Floats, control: RunControl | None) -> Image:
        """The picture (1, 3, H, W) repainted, the photo not yet mixed in.

        Raises:
            RunCancelled, ModelError: as `Runtime.run`.
        """
        (painted,) = self._frozen(style, stats).run(["image_out"], {"image": image}, control)
        return painted  # type: ignore[return-value]

    def compare(self, painted: Image, wanted: Floats) -> None:
        """Trusts the brush from now on, or not: `wanted` is what the network paints, (1, 3, H, W) in 0..1."""
        error = float(np.abs(painted - 255.0 * wanted).mean())
        self.trusted = error <= LARGEST_MEAN_ERROR

    def _frozen(self, style: Floats, stats: Floats) -> Runtime:
        key = style.tobytes() + stats.tobytes()
        with self._lock:
            runtime = self._runtimes.get(key)
            if runtime is None:
                model = self._brush.freeze(style, stats)
                runtime = Runtime(model, self._file_name, provider="cpu", threads=self._threads)
                self._runtimes[key] = runtime
                while len(self._runtimes) > KEPT:
                    self._runtimes.popitem(last=False)
            self._runtimes.move_to_end(key)
            return runtime
