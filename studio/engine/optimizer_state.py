"""Where an optimizer run stands: the picture and Adam's moments. Saved without pickle."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from exports.errors import ModelError
from exports.files import write_atomically
from exports.imaging import crop_reflected

SCHEMA = 1


@dataclass
class OptimizerState:
    """All that a run has to remember.

    Attributes:
        step: steps taken.
        moment_steps: steps since the moments began, for Adam's correction of their bias.
        size: height and width of the picture inside `image`, which is mirrored beyond them.
        image: (1, 3, H, W) float32 0..1.
        first: (1, 3, H, W) float32, the mean of the gradient.
        second: (1, 3, H, W) float32, the mean of its square.
    """

    step: int
    moment_steps: int
    size: tuple[int, int]
    image: np.ndarray
    first: np.ndarray
    second: np.ndarray

    @classmethod
    def begin(cls, image: np.ndarray, size: tuple[int, int]) -> OptimizerState:
        """The state before the first step from an image, (1, 3, H, W) float32."""
        return cls(0, 0, size, image.astype(np.float32), np.zeros_like(image), np.zeros_like(image))

    def copy(self) -> OptimizerState:
        return replace(self, image=self.image.copy(), first=self.first.copy(), second=self.second.copy())

    def content_image(self) -> np.ndarray:
        """The image without its mirrored margin, (1, 3, h, w)."""
        height, width = self.size
        return self.image[:, :, :height, :width]

    def adam_step(
        self, gradient: np.ndarray, rate: float, beta1: float, beta2: float, epsilon: float
    ) -> None:
        """One step down the gradient, (1, 3, H, W). Source: Kingma and Ba 2015, algorithm 1.

        Differs: the image is clipped to its range.
        """
        self.moment_steps += 1
        self.first += (1.0 - beta1) * (gradient - self.first)
        self.second += (1.0 - beta2) * (gradient * gradient - self.second)
        first = self.first / (1.0 - beta1**self.moment_steps)
        second = self.second / (1.0 - beta2**self.moment_steps)
        self.image -= (rate * first / (np.sqrt(second) + epsilon)).astype(np.float32)
        np.clip(self.image, 0.0, 1.0, out=self.image)
        self.step += 1

    def resize(self, size: tuple[int, int], padded: tuple[int, ...]) -> None:
        """Goes on at another size.

        Args:
            size: new height and width of the picture.
            padded: height and width with the mirrored margin.
        """
        if size == self.size and self.image.shape[2:] == tuple(padded):
            return
        # Losses are means over pixels: with four times as many, each pixel's gradient is a quarter.
        share = (self.size[0] * self.size[1]) / (size[0] * size[1])
        self.image = np.clip(self._resampled(self.image, size, padded), 0.0, 1.0)
        self.first = self._resampled(self.first, size, padded) * np.float32(share)
        self.second = np.maximum(self._resampled(self.second, size, padded), 0.0) * np.float32(share**2)
        self.size = size

    def _resampled(self, values: np.ndarray, size: tuple[int, int], padded: tuple[int, ...]) -> np.ndarray:
        height, width = self.size
        planes = [
            np.asarray(
                Image.fromarray(np.ascontiguousarray(plane[:height, :width])).resize(
                    (size[1], size[0]), Image.Resampling.BILINEAR
                )
            )
            for plane in values[0]
        ]
        picture = crop_reflected(np.stack(planes, axis=-1), (0, 0, padded[1], padded[0]))
        return np.ascontiguousarray(picture.transpose(2, 0, 1)[np.newaxis], dtype=np.float32)

    def save(self, path: Path) -> None:
        """Writes an .npz file, whole or not at all.

        Raises:
            OSError: the folder does not take it.
        """
        buffer = io.BytesIO()
        np.savez(
            buffer,
            schema=np.array(SCHEMA),
            counts=np.array([self.step, self.moment_steps, *self.size]),
            image=self.image,
            first=self.first,
            second=self.second,
        )
        write_atomically(path, buffer.getvalue())

    @classmethod
    def load(cls, path: Path) -> OptimizerState:
        """Reads what `save` wrote.

        Raises:
            ModelError: the file cannot be read or is no saved run.
        """
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
                if int(arrays["schema"]) != SCHEMA:
                    raise ModelError(
                        f"{path.name} was saved by another version of Pinxit; start the run again."
                    )
                step, moment_steps, height, width = (int(count) for count in arrays["counts"])
                image, first, second = (
                    np.array(arrays[name], np.float32) for name in ("image", "first", "second")
                )
        except FileNotFoundError:
            raise ModelError(f"There is no saved run {path}; check the path.") from None
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise ModelError(
                f"{path.name} is not a saved run of the optimizer; start the run again."
            ) from error
        state = cls(step, moment_steps, (height, width), image, first, second)
        if not state._is_sound():
            raise ModelError(f"{path.name} is a damaged run of the optimizer; start the run again.")
        return state

    def _is_sound(self) -> bool:
        arrays = (self.image, self.first, self.second)
        return (
            self.image.ndim == 4
            and self.image.shape[:2] == (1, 3)
            and all(array.shape == self.image.shape and np.isfinite(array).all() for array in arrays)
            and 0 < self.size[0] <= self.image.shape[2]
            and 0 < self.size[1] <= self.image.shape[3]
            and self.step >= 0
            and self.moment_steps >= 0
        )
