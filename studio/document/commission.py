"""What the iterative optimizer is asked to paint: style pictures, and how. All of it is plain, frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

Method = Literal["adam", "lbfgs"]
"""What follows the gradient."""
Distance = Literal["gram", "wasserstein"]
"""How two styles are compared."""
Content = Literal["photo", "seen"]
"""What is painted: the photo alone, or all that is seen."""
Beginning = Literal["brush", "content", "seen", "noise"]
"""What a run begins with: the content as a brush paints it in the style, the content, what is seen there, or noise."""
MOST_STYLES = 64


@dataclass(frozen=True, eq=False)
class StylePicture:
    """A picture whose style is taken.

    Attributes:
        pixels: uint8 (H, W, 3).
        share: counts relative to the sum of all.
        mask: uint8 (h, w), stretched over the document: where it is painted; None = where no other mask is.
    """

    name: str
    pixels: np.ndarray
    share: float = 1.0
    mask: np.ndarray | None = None


@dataclass(frozen=True)
class OptimizerSettings:
    """How it is to be painted; see `studio.engine.optimizer_request.OptimizerRequest` for what is not said here.

    Attributes:
        content: what is painted.
        beginning: what the run begins with.
    """

    content_weight: float = 0.25
    style_weight: float = 1.0
    tv_weight: float = 0.15
    style_scale: float = 1.0
    steps: int = 100
    size_px: int = 512
    keep_color: bool = False
    method: Method = "lbfgs"
    distance: Distance = "gram"
    coarse_to_fine: bool = True
    average: bool = False
    content: Content = "photo"
    beginning: Beginning = "content"

    def asked(self) -> dict[str, Any]:
        """What it asks of the optimizer, by the names of `OptimizerRequest`."""
        return {name: value for name, value in vars(self).items() if name not in ("content", "beginning")}


@dataclass(frozen=True, eq=False)
class Commission:
    """What is to be painted.

    Attributes:
        styles: what it is painted in the style of.
        settings: how.
    """

    styles: tuple[StylePicture, ...] = ()
    settings: OptimizerSettings = field(default_factory=OptimizerSettings)

    def arrays(self) -> list[np.ndarray]:
        """The pictures and masks that it holds."""
        masks = [style.mask for style in self.styles if style.mask is not None]
        return [style.pixels for style in self.styles] + masks


def nbytes_between(one: Commission, other: Commission) -> int:
    """Memory of what only one of two commissions holds."""
    here, there = ({id(each): each.nbytes for each in some.arrays()} for some in (one, other))
    return sum(size for key, size in {**here, **there}.items() if (key in here) != (key in there))
