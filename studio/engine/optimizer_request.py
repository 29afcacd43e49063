"""What an optimizer run is asked: one frozen object that holds everything it needs."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from studio.document.commission import Distance, Method
from studio.engine.optimizer_state import METHODS
from studio.engine.style_distance import DISTANCES

SMALLEST_PX, LARGEST_PX = 16, 8192


@dataclass(frozen=True, eq=False)
class OptimizerRequest:
    """All that a run needs; two equal requests give the same picture on the same machine.

    Attributes:
        content: uint8 (H, W, 3).
        styles: pictures, uint8 (H, W, 3), with their shares; shares count relative to their sum.
        masks: where each of the styles is painted, uint8 (h, w) stretched over the content, 255 = there; None =
            wherever no mask of another is. Empty where no style has one.
        size_px: long side of the result.
        steps: of the gradient, in all.
        init: begin with the content, with noise, or with `init_picture`.
        init_picture: uint8 (H, W, 3); used when init is "picture".
        content_weight: how much the content holds; 1 = a grey picture would cost as much as the content unpainted.
        style_weight: how much the style pulls; 1 = as much as the content lacks of it unpainted.
        tv_weight: how much neighbouring pixels are held together (total variation).
        style_scale: size of a style's features: 2 shows it twice as large.
        keep_color: keeps the content's own colours.
        learning_rate: Adam's for the finest level, and how far L-BFGS goes in its first step, in units of the range
            0..1.
        method: what follows the gradient.
        distance: how far two styles are apart.
        coarse_to_fine: begin small, and double the size until it is `size_px`.
        average: the result is the average of the last images; smoother, and steadier to look at.
        seed: of the noise.
    """

    content: np.ndarray
    styles: tuple[tuple[np.ndarray, float], ...]
    masks: tuple[np.ndarray | None, ...] = ()
    size_px: int = 512
    steps: int = 200
    init: Literal["content", "noise", "picture"] = "content"
    init_picture: np.ndarray | None = None
    content_weight: float = 0.25
    style_weight: float = 1.0
    tv_weight: float = 0.15
    style_scale: float = 1.0
    keep_color: bool = False
    learning_rate: float = 0.008
    seed: int = 0
    method: Method = "lbfgs"
    distance: Distance = "gram"
    coarse_to_fine: bool = True
    average: bool = False

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal digits, of all that is asked for; a picture to begin with is left out."""
        found = hashlib.sha256()
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name in ("content", "styles", "masks", "init_picture"):
                continue
            found.update(f"{each.name}={value!r};".encode())
        shares = [share for _, share in self.styles]
        found.update(repr(shares).encode())
        for picture in (self.content, *(style for style, _ in self.styles), *self.masks):
            found.update(b"none" if picture is None else repr(picture.shape).encode())
            if picture is not None:
                found.update(np.ascontiguousarray(picture).tobytes())
        return found.hexdigest()

    def __post_init__(self) -> None:
        self._check_numbers()
        if not self.styles or sum(share for _, share in self.styles) <= 0:
            raise ValueError("the optimizer needs at least one style with a share above 0")
        if self.masks and len(self.masks) != len(self.styles):
            raise ValueError(f"{len(self.styles)} styles cannot have {len(self.masks)} masks")
        if any(mask is not None and (mask.ndim != 2 or mask.dtype != np.uint8) for mask in self.masks):
            raise ValueError("a mask is grey, uint8 (h, w)")
        if not SMALLEST_PX <= self.size_px <= LARGEST_PX:
            raise ValueError(f"the size is {SMALLEST_PX} to {LARGEST_PX} pixels, not {self.size_px}")
        if self.steps < 1:
            raise ValueError(f"the optimizer needs at least one step, not {self.steps}")
        if not 0.1 <= self.style_scale <= 10.0:
            raise ValueError(f"the style's scale is .1 to 10, not {self.style_scale}")
        if (self.init == "picture") != (self.init_picture is not None):
            raise ValueError("init_picture goes with init 'picture', and only with it")
        if self.method not in METHODS:
            raise ValueError(f"the method is one of {', '.join(METHODS)}, not {self.method!r}")
        if self.distance not in DISTANCES:
            raise ValueError(f"the distance is one of {', '.join(DISTANCES)}, not {self.distance!r}")

    def _check_numbers(self) -> None:
        for name in ("size_px", "steps", "seed"):
            if type(getattr(self, name)) is not int:
                raise TypeError(f"{name} is a whole number, not {getattr(self, name)!r}")
        if self.seed < 0:
            raise ValueError(f"seeds count from 0 upwards, not {self.seed}")
        amounts = [
            self.content_weight,
            self.style_weight,
            self.tv_weight,
            *(share for _, share in self.styles),
        ]
        if not all(math.isfinite(amount) and amount >= 0 for amount in amounts):
            raise ValueError(f"weights and shares are numbers from 0 upwards, not {amounts}")
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0):
            raise ValueError(f"the learning rate is a number above 0, not {self.learning_rate}")

    def mask_of(self, number: int) -> np.ndarray | None:
        """Where a style is painted, uint8 (h, w); None = wherever no mask of another is."""
        return self.masks[number] if self.masks else None
