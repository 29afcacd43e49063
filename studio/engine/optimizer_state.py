"""Where an optimizer run stands: the picture, level by level, and what its method remembers. Saved without pickle."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from exports.errors import ModelError
from exports.files import write_atomically
from exports.imaging import crop_reflected
from studio.document.commission import Method
from studio.engine.adam import Adam
from studio.engine.lbfgs import Lbfgs
from studio.engine.pyramid import compose, decompose, depth_of

if TYPE_CHECKING:
    from exports.session import PerceptualLoss

SCHEMA = 3
_DIGEST_CHARS = 64
AVERAGE_DECAY = 0.9
"""Of the average of iterates: it looks back some ten steps."""

METHODS: Mapping[str, type[Adam] | type[Lbfgs]] = MappingProxyType({"lbfgs": Lbfgs, "adam": Adam})


@dataclass
class OptimizerState:
    """All that a run has to remember.

    Attributes:
        step: steps taken.
        size: height and width of the picture inside `image`, which is mirrored beyond them.
        levels: what the image is the sum of, finest first; see `studio.engine.pyramid`.
        moves: what the method of moving remembers.
        average: of the images that were passed lately, weighted; None where nobody asked for it.
        averaged: sum of its weights.
        request: digest of what was asked for; empty where nobody noted it.
    """

    step: int
    size: tuple[int, int]
    levels: list[np.ndarray]
    moves: Adam | Lbfgs
    average: np.ndarray | None = None
    averaged: float = 0.0
    request: str = ""

    @classmethod
    def begin(
        cls, image: np.ndarray, size: tuple[int, int], method: Method = "adam", *, average: bool = False
    ) -> OptimizerState:
        """The state before the first step from an image, (1, 3, H, W) float32."""
        made = METHODS[method]
        levels = decompose(image, depth_of(image.shape[2], image.shape[3], made.most_levels))
        state = cls(0, size, levels, made.begin(levels))
        if average:
            state.average = np.zeros_like(levels[0])
        return state

    @property
    def image(self) -> np.ndarray:
        """(1, 3, H, W) float32 0..1, with its mirrored margin: what is looked at next."""
        return np.clip(compose(self.levels), 0.0, 1.0)

    @property
    def result(self) -> np.ndarray:
        """(1, 3, H, W) float32 0..1: where the run stands; the average of the last images if there is one."""
        if self.average is not None and self.averaged > 0.0:
            return self.average / np.float32(self.averaged)
        return self.moves.settled(self.image)

    @property
    def picture(self) -> np.ndarray:
        """The result without its margin, uint8 (h, w, 3)."""
        height, width = self.size
        pixels = self.result[0, :, :height, :width].transpose(1, 2, 0)
        return np.rint(np.clip(pixels, 0.0, 1.0) * 255.0).astype(np.uint8)

    @property
    def nbytes(self) -> int:
        """About what it takes on the disk."""
        arrays = (
            *self.levels,
            *self.moves.arrays().values(),
            *([] if self.average is None else [self.average]),
        )
        return sum(array.nbytes for array in arrays)

    def copy(self) -> OptimizerState:
        return OptimizerState(
            self.step,
            self.size,
            [level.copy() for level in self.levels],
            self.moves.copy(),
            None if self.average is None else self.average.copy(),
            self.averaged,
            self.request,
        )

    def take_step(self, image: np.ndarray, loss: PerceptualLoss, rate: float) -> None:
        """One step down the gradient.

        Args:
            image: what `self.image` was.
            loss: of that image, with its gradient.
            rate: learning rate of the finest level.
        """
        taken = self.moves.move(self.levels, image, loss, rate)
        moved = compose(self.levels)
        self.levels[0] += np.clip(moved, 0.0, 1.0) - moved
        self.step += 1
        if self.average is not None and taken:
            self.average = AVERAGE_DECAY * self.average + (1.0 - AVERAGE_DECAY) * self.moves.settled(
                self.image
            )
            self.averaged = AVERAGE_DECAY * self.averaged + (1.0 - AVERAGE_DECAY)

    def resize(
        self,
        size: tuple[int, int],
        padded: tuple[int, int],
        starts: tuple[np.ndarray, np.ndarray] | None = None,
    ) -> None:
        """Goes on at another size.

        Args:
            size: new height and width of the picture.
            padded: height and width with the mirrored margin.
            starts: the image that the run began with, at the old and at the new size, (1, 3, H, W) float32; what
                the old size cannot hold of it comes back.
        """
        octaves = round(np.log2(max(size) / max(self.size)))
        image = _resampled(self.moves.settled(self.image), self.size, size, padded)
        if starts is not None:
            image += starts[1] - _resampled(starts[0], self.size, size, padded)
        image = np.clip(image, 0.0, 1.0)
        levels = decompose(image, depth_of(*padded, self.moves.most_levels))

        def resample(array: np.ndarray, source: int, number: int) -> np.ndarray:
            shape = levels[number].shape[2:]
            return _resampled(array, _halved(self.size, source), _halved(size, number), shape)

        self.moves = self.moves.resized(len(levels), octaves, resample)
        if self.average is not None:
            self.average, self.averaged = np.zeros_like(levels[0]), 0.0
        self.size, self.levels = size, levels

    def save(self, path: Path) -> None:
        """Writes an .npz file, whole or not at all.

        Raises:
            OSError: the folder does not take it.
        """
        write_atomically(path, self.to_bytes())

    def to_bytes(self) -> bytes:
        """The bytes of an .npz file."""
        [method] = [number for number, made in enumerate(METHODS.values()) if isinstance(self.moves, made)]
        arrays: dict[str, Any] = {f"level_{number}": level for number, level in enumerate(self.levels)}
        arrays |= self.moves.arrays()
        if self.average is not None:
            arrays |= {"average": self.average, "averaged": np.array(self.averaged)}
        arrays["counts"] = np.array([SCHEMA, len(self.levels), self.step, method, *self.size])
        arrays["request"] = np.array(self.request)
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)
        return buffer.getvalue()

    @classmethod
    def load(cls, path: Path) -> OptimizerState:
        """Reads what `save` wrote.

        Raises:
            ModelError: the file cannot be read or is no saved run.
        """
        try:
            return cls.from_bytes(path.read_bytes(), path.name)
        except FileNotFoundError:
            raise ModelError(f"There is no saved run {path}; check the path.") from None
        except OSError as error:
            raise ModelError(f"{path} cannot be read ({error.strerror or error}); check the file.") from error

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> OptimizerState:
        """What `to_bytes` gave. Raises ModelError, which names it, where it is no saved run."""
        try:
            _refuse_packed(data)
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                schema, depth, step, method, height, width = (int(n) for n in arrays["counts"])
                if schema != SCHEMA:
                    raise ModelError(f"{name} was saved by another version of Pinxit; start the run again.")
                made = list(METHODS.values())[method]
                depth = min(depth, made.most_levels)
                levels = [np.array(arrays[f"level_{number}"], np.float32) for number in range(depth)]
                moves = made.from_arrays(arrays, depth)
                state = cls(step, (height, width), levels, moves)
                if "request" in arrays:
                    state.request = str(arrays["request"])[:_DIGEST_CHARS]
                if "average" in arrays:
                    state.average = np.array(arrays["average"], np.float32)
                    state.averaged = float(arrays["averaged"])
        except ModelError:
            raise
        except Exception as error:  # numpy fails in many ways on damaged arrays
            raise ModelError(f"{name} is not a saved run of the optimizer; start the run again.") from error
        if not state._is_sound():
            raise ModelError(f"{name} is a damaged run of the optimizer; start the run again.")
        return state

    def _is_sound(self) -> bool:
        if not self.levels or self.levels[0].ndim != 4:
            return False
        height, width = self.levels[0].shape[2:]
        shapes = [(1, 3, height >> number, width >> number) for number in range(len(self.levels))]
        average = self.levels[0] if self.average is None else self.average
        return (
            0 < self.size[0] <= height
            and 0 < self.size[1] <= width
            and self.step >= 0
            and len(self.levels) == depth_of(height, width, self.moves.most_levels)
            and [level.shape for level in self.levels] == shapes
            and average.shape == shapes[0]
            and bool(np.isfinite(self.averaged))
            and all(np.isfinite(array).all() for array in (*self.levels, average))
            and self.moves.fits(self.levels)
        )


def _refuse_packed(data: bytes) -> None:
    """Raises ValueError where a file would unpack to more than itself: `to_bytes` does not pack, and others might."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if any(info.compress_type != zipfile.ZIP_STORED for info in parts.infolist()):
            raise ValueError("a saved run is not packed")


def _halved(size: tuple[int, int], times: int) -> tuple[int, int]:
    return -(-size[0] >> times), -(-size[1] >> times)


def _resampled(
    values: np.ndarray, size: tuple[int, int], new_size: tuple[int, int], padded: tuple[int, ...]
) -> np.ndarray:
    """Values (1, 3, H, W), which count within `size`, resampled to `new_size` and mirrored up to `padded`."""
    planes = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(plane[: size[0], : size[1]])).resize(
                (new_size[1], new_size[0]), Image.Resampling.BILINEAR
            )
        )
        for plane in values[0]
    ]
    mirrored = crop_reflected(np.stack(planes, axis=-1), (0, 0, padded[1], padded[0]))
    return np.ascontiguousarray(mirrored.transpose(2, 0, 1)[np.newaxis], dtype=np.float32)
