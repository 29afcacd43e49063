"""How a gradient bends along the moves that were taken: what L-BFGS remembers, and what it makes of a gradient.

Source: Nocedal and Wright 2006, algorithm 7.4; Byrd, Nocedal and Schnabel 1994 for doing its two loops on inner
products. Differs: moves and changes are the rows of two matrices, which each loop goes through once, so that a long
memory costs little beside the network; what is too large for that is kept in half precision. And what the first guess
of the inverse Hessian is, a multiple of the identity in the book, is the caller's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Flat = np.ndarray
"""(N,) float32: an image or a gradient, flattened."""
Guess = Callable[[Flat], Flat]
"""A gradient times what the inverse Hessian is about, up to a factor: symmetric, positive and linear."""

MOST_PAIRS, LEAST_PAIRS = 16, 4
PAIRS_BYTES = 256 << 20
"""What all pairs may take."""
_ENOUGH_PAIRS = 16
"""Where memory does not hold so many in single precision, they are kept in half."""
_AT_ONCE = 1 << 16
_LEAST_BEND = 1e-10


class Curvature:
    """Pairs of moves and of the changes of the gradient that they brought, oldest first.

    Args:
        size: N, numbers of an image.
        dtype: of what is kept; by the size where None.
    """

    def __init__(self, size: int, dtype: np.dtype[Any] | None = None) -> None:
        enough = _ENOUGH_PAIRS * 8 * size <= PAIRS_BYTES
        self.dtype = dtype or np.dtype(np.float32 if enough else np.float16)
        pair_bytes = 2 * self.dtype.itemsize * size
        self.most = min(max(PAIRS_BYTES // pair_bytes, LEAST_PAIRS), MOST_PAIRS)
        self.size = size
        self._moved: list[Flat] = []
        self._changed: list[Flat] = []
        self._scales: list[tuple[float, float]] = []
        self._products = np.zeros((self.most, self.most))

    def __len__(self) -> int:
        return len(self._moved)

    def copy(self) -> Curvature:
        """Another that may be added to; what is kept is not changed, and so is shared."""
        twin = Curvature(self.size, self.dtype)
        twin._moved, twin._changed, twin._scales = list(self._moved), list(self._changed), list(self._scales)
        twin._products = self._products.copy()
        return twin

    def forget(self) -> None:
        """Drops all pairs."""
        self._moved, self._changed, self._scales = [], [], []

    def add(self, moved: Flat, changed: Flat) -> None:
        """Remembers a move, unless the gradient did not bend upwards along it; the oldest makes room."""
        bend = dot(moved, changed)
        if not bend > _LEAST_BEND * float(np.linalg.norm(moved)) * float(np.linalg.norm(changed)):
            return
        if len(self) == self.most:
            for rows in (self._moved, self._changed, self._scales):
                del rows[0]
            self._products[:-1, :-1] = self._products[1:, 1:]
        for rows, values in ((self._moved, moved), (self._changed, changed)):
            rows.append(self._packed(values))
        self._scales.append((self._scale(moved), self._scale(changed)))
        newest = len(self) - 1
        self._products[: newest + 1, newest] = self._along(self._moved, 0, changed)

    def direction(self, gradient: Flat, guess: Guess) -> Flat | None:
        """The inverse Hessian times a gradient (N,), or None where what is remembered does not lead downhill.

        Args:
            gradient: (N,).
            guess: of the inverse Hessian, which what is remembered corrects.
        """
        if not len(self):
            return guess(gradient)
        count, products = len(self), self._products
        bends = np.diagonal(products)[:count]
        along, shares = self._along(self._moved, 0, gradient), np.zeros(count)
        for row in reversed(range(count)):
            later = slice(row + 1, count)
            shares[row] = (along[row] - products[row, later] @ shares[later]) / bends[row]
        way = gradient - self._sum(self._changed, 1, shares)
        newest = self._changed[-1].astype(np.float32) * np.float32(self._scales[-1][1])
        way = guess(way) * np.float32(bends[-1] / max(dot(newest, guess(newest)), 1e-30))
        along, rest = self._along(self._changed, 1, way), np.zeros(count)
        for row in range(count):
            earlier = slice(0, row)
            rest[row] = shares[row] - (along[row] + products[earlier, row] @ rest[earlier]) / bends[row]
        way += self._sum(self._moved, 0, rest)
        return way if dot(way, gradient) > 0.0 else None

    def _along(self, rows: list[Flat], scale: int, values: Flat) -> np.ndarray:
        """Inner products of rows with values, (K,) float64."""
        found = np.zeros(len(rows))
        for begin in range(0, self.size, _AT_ONCE):
            part = slice(begin, begin + _AT_ONCE)
            own = np.ascontiguousarray(values[part])
            for index, row in enumerate(rows):
                found[index] += np.dot(row[part].astype(np.float32, copy=False), own)
        return found * np.array([scales[scale] for scales in self._scales])

    def _sum(self, rows: list[Flat], scale: int, shares: np.ndarray) -> Flat:
        """Rows times shares, added up."""
        found = np.zeros(self.size, np.float32)
        factors = [
            np.float32(share * scales[scale]) for share, scales in zip(shares, self._scales, strict=True)
        ]
        for begin in range(0, self.size, _AT_ONCE):
            part = slice(begin, begin + _AT_ONCE)
            for row, factor in zip(rows, factors, strict=True):
                found[part] += factor * row[part].astype(np.float32, copy=False)
        return found

    def _scale(self, values: Flat) -> float:
        return float(np.abs(values).max()) or 1.0 if self.dtype == np.float16 else 1.0

    def _packed(self, values: Flat) -> Flat:
        return (values / np.float32(self._scale(values))).astype(self.dtype)

    # ---- on the disk

    def arrays(self) -> dict[str, Any]:
        """What `from_arrays` reads."""
        if not len(self):
            return {}
        return {
            "moved": np.stack(self._moved),
            "changed": np.stack(self._changed),
            "scales": np.array(self._scales),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any], size: int) -> Curvature:
        """Raises KeyError, TypeError or ValueError where it is not what `arrays` gave."""
        made = cls(size)
        if "moved" not in arrays:
            return made
        moved, changed, scales = (np.asarray(arrays[name]) for name in ("moved", "changed", "scales"))
        count = len(scales)
        if not (
            moved.shape == changed.shape == (count, size)
            and scales.shape == (count, 2)
            and count <= made.most
        ):
            raise ValueError("pairs of another picture")
        if not all(np.isfinite(values).all() for values in (moved, changed, scales)):
            raise ValueError("pairs that are no numbers")
        for move, change, (first, second) in zip(moved, changed, scales, strict=True):
            made.add(
                move.astype(np.float32) * np.float32(first), change.astype(np.float32) * np.float32(second)
            )
        return made


def dot(one: np.ndarray, other: np.ndarray) -> float:
    """Inner product of two images, added up in double precision."""
    return float(np.einsum("i,i->", one.ravel(), other.ravel(), dtype=np.float64))
