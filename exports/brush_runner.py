"""Runs the brush of a style model: one session for each style on each picture, the last few kept."""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from exports.brush import Brush, Floats
from exports.cells import CELL_NUMBERS, CELL_PX, from_cells, to_cells
from exports.runtime import RunControl, Runtime, require_shape
from exports.styled_brush import StyledBrush

KEPT = 16
STYLES_KEPT = 4
JUDGED = 256
"""Styles whose verdicts are remembered."""
LARGEST_MEAN_ERROR = 2.0
"""Of 255 levels, from the network itself, in a picture that is the same for all. Where 8-bit products overflow, as on
some processors without VNNI, all styles are beyond it."""

Image = NDArray[np.uint8]


class BrushRunner:
    """Paints with the brush in the styles in which it paints what the network paints. Thread-safe."""

    def __init__(self, brush: Brush, file_name: str, threads: int) -> None:
        self._verdicts: OrderedDict[bytes, bool] = OrderedDict()
        self._brush = brush
        self._file_name = file_name
        self._threads = threads
        self._lock = threading.Lock()
        self._runtimes: OrderedDict[bytes, Runtime] = OrderedDict()
        self._styled: OrderedDict[bytes, StyledBrush] = OrderedDict()

    def paint(self, image: Image, style: Floats, stats: Floats, control: RunControl | None) -> Image:
        """The picture (H, W, 3), whose sides are multiples of four, repainted, the photo not yet mixed in.

        Raises:
            RunCancelled, ModelError: as `Runtime.run`.
        """
        runtime = self._frozen(style, stats)
        (painted,) = runtime.run(["image_out"], {"image": to_cells(image)}, control)
        rows, columns = (side // CELL_PX for side in image.shape[:2])
        require_shape(painted, (1, rows, columns, CELL_NUMBERS), "image_out", self._file_name)
        return from_cells(painted.astype(np.uint8, copy=False))

    @property
    def in_use(self) -> bool:
        """Whether it paints in any style that it was compared in, or was not compared yet."""
        with self._lock:
            return not self._verdicts or any(self._verdicts.values())

    def verdict(self, style: Floats) -> bool | None:
        """Whether it paints a style as the network does; None where it was not compared in it."""
        with self._lock:
            return self._verdicts.get(style.tobytes())

    def judge(self, style: Floats, wanted: Floats, painted: Image) -> bool:
        """Compares what it painted in a style with what the network did, and remembers whether it will do.

        Args:
            style: (D,) vector.
            wanted: (H, W, 3) in 0..1.
            painted: likewise, in 0..255.
        """
        verdict = float(np.abs(painted - 255.0 * wanted).mean()) <= LARGEST_MEAN_ERROR
        with self._lock:
            self._verdicts[style.tobytes()] = verdict
            while len(self._verdicts) > JUDGED:
                self._verdicts.popitem(last=False)
        return verdict

    def _frozen(self, style: Floats, stats: Floats) -> Runtime:
        key = style.tobytes() + stats.tobytes()
        with self._lock:
            runtime = self._runtimes.get(key)
            if runtime is None:
                model = self._in_style(style).on(stats)
                runtime = Runtime(model, self._file_name, provider="cpu", threads=self._threads)
                self._runtimes[key] = runtime
                while len(self._runtimes) > KEPT:
                    self._runtimes.popitem(last=False)
            self._runtimes.move_to_end(key)
            return runtime

    def _in_style(self, style: Floats) -> StyledBrush:
        key = style.tobytes()
        styled = self._styled.pop(key, None) or StyledBrush(self._brush, style)
        self._styled[key] = styled
        while len(self._styled) > STYLES_KEPT:
            self._styled.popitem(last=False)
        return styled
