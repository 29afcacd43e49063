"""What a document is made of: style layers (a mask and a choice of style, no pixels), pictures and plain paint.

Every layer has an `id` that is unique in its document, a `mask` of what is seen of it, and the attributes of
`LAYER_ATTRIBUTES`.
"""

from __future__ import annotations

import copy
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from studio.document.blending import NORMAL
from studio.document.covering import within
from studio.document.geometry import Box
from studio.document.placing import Frame, carried, coverage, laid_out
from studio.document.tiles import TileColors, TileMask
from studio.document.work import Work

if TYPE_CHECKING:
    from studio.document.ground import Ground

SLIDE_STEPS = 2
"""Into so many steps a slide between two mixes is cut; why so many is said in docs/DECISIONS.md."""


@dataclass(frozen=True)
class StyleChoice:
    """What is painted with: a mix of styles. Hashable, so that tiles can be cached by it.

    Attributes:
        weights: pairs of a style's name and its share; shares need not add up to 1.
        strength: 0 = the photo as it is, 1 = the full style; beyond 1 exaggerates.
        scale: size of the strokes in the picture: 2 twice as large, .5 half as large.
        colors: "style", "photo" or "palette", see `studio.engine.painter.Colors`.
        detail: how much of the photo's finest light and shade is laid over the paint, 0 to 2.
        toward: the weights of a second mix, to which strokes slide as far as their layer's `shares` say; empty =
            one mix all over.
        seed: which strokes of many possible ones are painted, 0 to 99.
    """

    weights: tuple[tuple[str, float], ...]
    strength: float = 1.0
    scale: float = 1.0
    colors: str = "style"
    detail: float = 0.0
    toward: tuple[tuple[str, float], ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.weights:
            raise ValueError("a choice names at least one style")
        weights = (weight for _, weight in (*self.weights, *self.toward))
        numbers = [self.strength, self.scale, self.detail, *weights]
        if not all(math.isfinite(number) for number in numbers):
            raise ValueError("the weights, strength, scale and detail of a choice are finite numbers")

    @classmethod
    def of(cls, name: str, strength: float = 1.0, **controls: Any) -> StyleChoice:
        """A single style; `controls` are the attributes after the strength."""
        return cls(((name, 1.0),), strength, **controls)

    @property
    def names(self) -> tuple[str, ...]:
        """The styles that it needs, each once."""
        return tuple(dict.fromkeys(name for name, _ in (*self.weights, *self.toward)))

    @property
    def slides(self) -> bool:
        """Whether its strokes slide between two mixes."""
        return bool(self.toward)

    @cached_property
    def stops(self) -> tuple[StyleChoice, ...]:
        """The choices that its pixels are rendered in, none of which slides: itself, or the stops of the slide.

        Those lie evenly from the first mix to the second; between two of them pixels are mixed.
        """
        if not self.toward:
            return (self,)
        return tuple(self.at(number / SLIDE_STEPS) for number in range(SLIDE_STEPS + 1))

    def at(self, share: float) -> StyleChoice:
        """One place of the slide, as a choice that does not slide; 0 = the first mix, 1 = the second."""
        if not self.toward or share <= 0.0:
            return replace(self, toward=())
        if share >= 1.0:
            return replace(self, weights=self.toward, toward=())
        shares: dict[str, float] = {}
        for weights, part in ((self.weights, 1.0 - share), (self.toward, share)):
            whole = sum(weight for _, weight in weights) or 1.0
            for name, weight in weights:
                shares[name] = shares.get(name, 0.0) + part * weight / whole
        return replace(
            self, weights=tuple((name, round(part, 6)) for name, part in shares.items()), toward=()
        )

    def to_json(self) -> dict[str, Any]:
        values: dict[str, Any] = {
            "weights": [[name, weight] for name, weight in self.weights],
            "strength": self.strength,
            "scale": self.scale,
            "colors": self.colors,
            "detail": self.detail,
        }
        if self.toward:
            values["toward"] = [[name, weight] for name, weight in self.toward]
        if self.seed:
            values["seed"] = self.seed
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> StyleChoice:
        """Raises KeyError, TypeError or ValueError when the values are not those of a choice."""
        weights = tuple((str(name), float(weight)) for name, weight in values["weights"])
        toward = tuple((str(name), float(weight)) for name, weight in values.get("toward", ()))
        scale, detail = float(values.get("scale", 1.0)), float(values.get("detail", 0.0))
        # Recipes of the first version knew one question only.
        colors = str(values.get("colors", "photo" if values.get("keep_color") else "style"))
        seed = int(values.get("seed", 0))
        return cls(weights, float(values["strength"]), scale, colors, detail, toward, seed)


@dataclass(eq=False)
class StyleLayer:
    """Strokes of one choice. Its pixels are computed when they are looked at.

    Attributes:
        choice: what the strokes are painted in.
        mask: where they lie.
        opacity, visible, name, locked, blend: as of every layer, see `LAYER_ATTRIBUTES`.
        shares: how far they are slid towards the second mix of the choice, 0 = not at all, 255 = all the way; kept
            while the choice does not slide.
        ground: what lies under the strokes besides the photo; the stack of layers keeps it in step.
    """

    id: int
    choice: StyleChoice
    mask: TileMask
    opacity: float = 1.0
    visible: bool = True
    name: str = ""
    locked: bool = False
    blend: str = NORMAL
    shares: TileMask = field(default_factory=lambda: TileMask(0, 0))
    ground: Ground | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.shares.box.empty:
            self.shares = TileMask(self.mask.box.width, self.mask.box.height)

    @property
    def stops(self) -> tuple[StyleChoice, ...]:
        """What its pixels are rendered in: the stops of its choice, on what lies under the strokes."""
        if self.ground is None:
            return self.choice.stops
        return tuple(self.ground.under(stop) for stop in self.choice.stops)

    @property
    def nbytes(self) -> int:
        """Bytes that it keeps in memory."""
        return self.mask.nbytes + self.shares.nbytes


@dataclass(eq=False)
class PictureLayer:
    """A picture of a generator or of the optimizer, placed on the canvas.

    Attributes:
        picture: uint8 (H, W, 3), read only, as it was made.
        box: where it lies, in pixels of the document; may reach beyond the canvas. Of a picture that was moved by
            hand, the smallest box around its frame.
        mask: what of it is seen; 0 beyond the box.
        opacity, visible, name, locked, blend: as of every layer, see `LAYER_ATTRIBUTES`.
        source: how it was made, for the recipe (plain JSON values).
        frame: how it was moved, scaled and turned; None = it fills its box. The mask is 0 outside of it.
        feather: over which share of the way from an edge to the middle it fades, 0..1; the mask holds that.
        work: what goes on painting it, where that is not finished.
        pixels: uint8 (box.height, box.width, 3), read only: `picture` resampled to the box or the frame.
    """

    id: int
    picture: np.ndarray
    box: Box
    mask: TileMask
    opacity: float = 1.0
    visible: bool = True
    name: str = ""
    locked: bool = False
    blend: str = NORMAL
    source: dict[str, Any] = field(default_factory=dict)
    frame: Frame | None = None
    feather: float = 0.0
    work: Work | None = None
    pixels: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.picture.dtype != np.uint8 or self.picture.ndim != 3 or self.picture.shape[2] != 3:
            raise ValueError(
                f"expected a picture uint8 (H, W, 3), got {self.picture.dtype} {self.picture.shape}"
            )
        if self.frame is not None:
            self.box = self.frame.bounds
        if self.box.empty:
            raise ValueError("a picture needs a box that is not empty")
        pixels = self.picture if self.frame is None else laid_out(self.picture, self.frame)
        if pixels.shape[:2] != (self.box.height, self.box.width):
            image = Image.fromarray(np.ascontiguousarray(pixels))
            pixels = np.asarray(image.resize((self.box.width, self.box.height), Image.Resampling.LANCZOS))
        self._show(self.picture, pixels)

    def renew(self, picture: np.ndarray, pixels: np.ndarray | None = None) -> None:
        """Takes the same picture, uint8 (H, W, 3), as it has become; it stays where it lies.

        Args:
            picture: of the same proportions.
            pixels: the same resampled to the box, where somebody has that already; used while it was not moved.
        """
        size = self.box.height, self.box.width
        if pixels is None or self.frame is not None or pixels.shape[:2] != size:
            pixels = PictureLayer(0, picture, self.box, self.mask, frame=self.frame).pixels
        self._show(picture, pixels)

    def _show(self, picture: np.ndarray, pixels: np.ndarray) -> None:
        self.picture = picture.view()
        self.picture.setflags(write=False)
        self.pixels = pixels.view()
        self.pixels.setflags(write=False)
        self._digested: tuple[np.ndarray, str] | None = None
        self._outlined: tuple[Frame, TileMask] | None = None

    def inside(self, selection: TileMask | None) -> TileMask | None:
        """A selection without what lies outside the frame, where that is turned; None is everything."""
        if self.frame is None or self.frame.upright:
            return selection
        if self._outlined is None or self._outlined[0] != self.frame:
            outline = TileMask(self.mask.box.width, self.mask.box.height)
            outline.write(self.box, coverage(self.frame))
            self._outlined = self.frame, outline
        outline = self._outlined[1]
        return outline if selection is None else within(outline, selection)

    @property
    def digest(self) -> str:
        """sha256 (hex) of the picture's pixels; taken once."""
        if self._digested is None or self._digested[0] is not self.picture:
            data = np.ascontiguousarray(self.picture).data
            self._digested = self.picture, hashlib.sha256(data).hexdigest()
        return self._digested[1]

    @property
    def placement(self) -> Frame:
        """Its frame, or that of its box."""
        return Frame.of(self.box) if self.frame is None else self.frame

    @property
    def nbytes(self) -> int:
        """Bytes that it keeps in memory."""
        resampled = self.pixels.nbytes if self.pixels.shape != self.picture.shape else 0
        work = 0 if self.work is None else self.work.nbytes
        return self.mask.nbytes + self.picture.nbytes + resampled + work


@dataclass(eq=False)
class PaintLayer:
    """Plain colours for touch-ups.

    Attributes:
        colors: of the paint, not multiplied by the mask; a tile that the mask has is there.
        mask: how far the paint covers.
        opacity, visible, name, locked, blend: as of every layer, see `LAYER_ATTRIBUTES`.
    """

    id: int
    colors: TileColors
    mask: TileMask
    opacity: float = 1.0
    visible: bool = True
    name: str = ""
    locked: bool = False
    blend: str = NORMAL

    @property
    def nbytes(self) -> int:
        """Bytes that it keeps in memory."""
        return self.mask.nbytes + self.colors.nbytes


Layer = StyleLayer | PictureLayer | PaintLayer

LAYER_ATTRIBUTES: Mapping[str, str] = MappingProxyType(
    {
        "opacity": "0..1, on top of the mask",
        "visible": "whether it is seen",
        "name": "given by the user; empty = named after what it is",
        "locked": "nothing paints on it, moves it or removes it",
        "blend": "how its colours meet those below, one of BLEND_MODES",
    }
)
"""What a user sets on a layer of any kind."""


def placed_mask(
    layer: PictureLayer, frame: Frame, feather: float, size: tuple[int, int] | None = None
) -> TileMask:
    """The mask of a picture in another frame and with other edges; what was uncovered where it lies now stays so.

    Args:
        size: width and height of the canvas that the frame lies on, where it is another one.
    """
    mask = TileMask(*(size or (layer.mask.box.width, layer.mask.box.height)))
    before, canvas = layer.placement, layer.mask.box
    seen = layer.box.intersect(canvas)
    whole = coverage(before, layer.feather)[seen.translate(-layer.box.x0, -layer.box.y0).slices]
    kept = layer.mask.read(seen)
    values = coverage(frame, feather)
    less = kept < whole
    if less.any():
        uncovered = np.zeros(whole.shape, np.uint8)
        uncovered[less] = np.rint(255 - 255 * kept[less].astype(np.float32) / whole[less]).astype(np.uint8)
        left = 255 - carried(uncovered, seen, before, frame).astype(np.uint16)
        values = ((values * left + 127) // 255).astype(np.uint8)
    mask.write(frame.bounds, values)
    return mask


def twin_of(layer: Layer, layer_id: int | None = None) -> Layer:
    """An independent layer that shares the tiles and the picture; under another id if one is given."""
    twin = copy.copy(layer)
    twin.mask = layer.mask.copy()
    if isinstance(twin, PaintLayer):
        twin.colors = twin.colors.copy()
    if isinstance(twin, StyleLayer):
        twin.shares = twin.shares.copy()
    if layer_id is not None:
        twin.id = layer_id
    return twin
