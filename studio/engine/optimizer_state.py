"""Where an optimizer run stands: the picture, level by level, and Adam's moments. Saved without pickle."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from exports.errors import ModelError
from exports.files import write_atomically
from exports.imaging import crop_reflected
from studio.engine.pyramid import compose, decompose, depth_of, gradients

SCHEMA = 1
MOST_LEVELS = 4
BETA1, BETA2, EPSILON = 0.9, 0.99, 1e-10


@dataclass
class OptimizerState:
    """All that a run has to remember.

    Attributes:
        step: steps taken.
        size: height and width of the picture inside `image`, which is mirrored beyond them.
        levels: what the image is the sum of, finest first; see `studio.engine.pyramid`.
        first: of each level, the mean of its gradient.
        second: of each level, the mean of its gradient's square.
        moment_steps: steps since the moments began, for Adam's correction of their bias.
    """

    step: int
    size: tuple[int, int]
    levels: list[np.ndarray]
    first: list[np.ndarray]
    second: list[np.ndarray]
    moment_steps: int = 0

    @classmethod
    def begin(cls, image: np.ndarray, size: tuple[int, int]) -> OptimizerState:
        """The state before the first step from an image, (1, 3, H, W) float32."""
        levels = decompose(image, depth_of(image.shape[2], image.shape[3], MOST_LEVELS))
        return cls(0, size, levels, _zeros_like(levels), _zeros_like(levels))

    @property
    def image(self) -> np.ndarray:
        """(1, 3, H, W) float32 0..1, with its mirrored margin."""
        return np.clip(compose(self.levels), 0.0, 1.0)

    @property
    def picture(self) -> np.ndarray:
        """The image without its margin, uint8 (h, w, 3)."""
        height, width = self.size
        pixels = self.image[0, :, :height, :width].transpose(1, 2, 0)
        return np.rint(pixels * 255.0).astype(np.uint8)

    def copy(self) -> OptimizerState:
        return OptimizerState(
            self.step,
            self.size,
            [level.copy() for level in self.levels],
            [moment.copy() for moment in self.first],
            [moment.copy() for moment in self.second],
            self.moment_steps,
        )

    def adam_step(self, gradient: np.ndarray, rate: float, rate_growth: float) -> None:
        """One step down the gradient of the image, (1, 3, H, W), at every level.

        Source: Kingma and Ba 2015, algorithm 1. Differs: the image is kept in its range.

        Args:
            gradient: of the loss with respect to `image`.
            rate: learning rate of the finest level.
            rate_growth: how much larger it is with each coarser level.
        """
        self.moment_steps += 1
        first_bias, second_bias = 1.0 - BETA1**self.moment_steps, 1.0 - BETA2**self.moment_steps
        for number, slope in enumerate(gradients(gradient, len(self.levels))):
            first, second = self.first[number], self.second[number]
            first += (1.0 - BETA1) * (slope - first)
            second += (1.0 - BETA2) * (slope * slope - second)
            move = (first / first_bias) / (np.sqrt(second / second_bias) + EPSILON)
            self.levels[number] -= np.float32(rate * rate_growth**number) * move
        image = compose(self.levels)
        self.levels[0] += np.clip(image, 0.0, 1.0) - image
        self.step += 1

    def resize(
        self,
        size: tuple[int, int],
        padded: tuple[int, int],
        starts: tuple[np.ndarray, np.ndarray] | None = None,
    ) -> None:
        """Goes on at another size. Moments stay with the levels of the same scale in the picture.

        Args:
            size: new height and width of the picture.
            padded: height and width with the mirrored margin.
            starts: the image that the run began with, at the old and at the new size, (1, 3, H, W) float32; what
                the old size cannot hold of it comes back.
        """
        octaves = round(np.log2(max(size) / max(self.size)))
        old_sizes = [_halved(self.size, number) for number in range(len(self.levels))]
        image = _resampled(self.image, self.size, size, padded)
        if starts is not None:
            image += starts[1] - _resampled(starts[0], self.size, size, padded)
        image = np.clip(image, 0.0, 1.0)
        levels = decompose(image, depth_of(*padded, MOST_LEVELS))
        first, second = [], []
        for number, level in enumerate(levels):
            source = min(max(number - octaves, 0), len(old_sizes) - 1)
            # A pixel of a level that is finer by an octave has a quarter of the gradient.
            share = np.float32(0.25 ** (source - (number - octaves)))
            shapes = (old_sizes[source], _halved(size, number), level.shape[2:])
            first.append(_resampled(self.first[source], *shapes) * share)
            second.append(np.maximum(_resampled(self.second[source], *shapes), 0.0) * share**2)
        self.size, self.levels, self.first, self.second = size, levels, first, second

    def save(self, path: Path) -> None:
        """Writes an .npz file, whole or not at all.

        Raises:
            OSError: the folder does not take it.
        """
        arrays: dict[str, Any] = {
            f"{name}_{number}": array
            for name, values in (("level", self.levels), ("first", self.first), ("second", self.second))
            for number, array in enumerate(values)
        }
        arrays["counts"] = np.array([SCHEMA, len(self.levels), self.step, self.moment_steps, *self.size])
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)
        write_atomically(path, buffer.getvalue())

    @classmethod
    def load(cls, path: Path) -> OptimizerState:
        """Reads what `save` wrote.

        Raises:
            ModelError: the file cannot be read or is no saved run.
        """
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
                schema, depth, step, moment_steps, height, width = (int(n) for n in arrays["counts"])
                if schema != SCHEMA:
                    raise ModelError(
                        f"{path.name} was saved by another version of Pinxit; start the run again."
                    )
                levels, first, second = (
                    [
                        np.array(arrays[f"{name}_{number}"], np.float32)
                        for number in range(min(depth, MOST_LEVELS))
                    ]
                    for name in ("level", "first", "second")
                )
        except FileNotFoundError:
            raise ModelError(f"There is no saved run {path}; check the path.") from None
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise ModelError(
                f"{path.name} is not a saved run of the optimizer; start the run again."
            ) from error
        state = cls(step, (height, width), levels, first, second, moment_steps)
        if not state._is_sound():
            raise ModelError(f"{path.name} is a damaged run of the optimizer; start the run again.")
        return state

    def _is_sound(self) -> bool:
        if not self.levels or self.levels[0].ndim != 4:
            return False
        height, width = self.levels[0].shape[2:]
        shapes = [(1, 3, height >> number, width >> number) for number in range(len(self.levels))]
        return (
            0 < self.size[0] <= height
            and 0 < self.size[1] <= width
            and self.step >= 0
            and self.moment_steps >= 0
            and len(self.levels) == depth_of(height, width, MOST_LEVELS)
            and all(
                [array.shape for array in side] == shapes for side in (self.levels, self.first, self.second)
            )
            and all(np.isfinite(array).all() for array in (*self.levels, *self.first, *self.second))
        )


def _zeros_like(levels: list[np.ndarray]) -> list[np.ndarray]:
    return [np.zeros_like(level) for level in levels]


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
