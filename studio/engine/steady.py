"""Keeps what stands still in a film still: a painted film flickers where its own frames hardly differ.

Three things make a painted film restless. Statistics of each frame change the whole picture when something moves
through it; the network makes much of the noise in a frame; and it paints what moves under its cells and its grain
otherwise each time. Here statistics are those of the last seconds, begun anew at a cut; where nothing moves frames and
paint are mixed with those before; and where the camera turns, all of that goes along with the scene. What moves by
itself is painted anew in each frame, so that nothing drags a ghost behind it.

Source: Ruder et al. 2016, "Artistic style transfer for videos", whose temporal loss asks for the same along the flow.
Differs: one movement for the whole frame in place of a flow, and no optimisation, so that it keeps pace with a camera.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from studio.document.geometry import Box
from studio.engine.cancel import CancelToken
from studio.engine.painter import Controls, RegionPainter
from studio.engine.scene import Camera, Grid, Place

if TYPE_CHECKING:
    from exports.imaging import PictureLike
    from exports.runtime import RunControl
    from exports.session import StyleModel

STILL_LEVELS = 4.0
"""Differences of this size, of 255 levels, averaged over a few pixels, count as half moved."""
CUT_LEVELS = 32.0
"""Thumbnails of two frames that differ by more on average belong to two shots."""
COARSE = 4
"""Moves are looked for in pictures that are so many times smaller: noise averages out, and it costs little."""
THUMBNAIL_PX = 32
MOST_DAMPING = 0.95


@dataclass(frozen=True)
class Steadiness:
    """How much is done against flicker.

    Attributes:
        damping: share of the frame before, where nothing moves; 0 paints every frame by itself.
        measure_every: frames from one look at the statistics to the next.
        memory: frames that statistics remember; 0 takes those of each frame as they are.
    """

    damping: float = 0.8
    measure_every: int = 12
    memory: int = 60

    def __post_init__(self) -> None:
        if not 0 <= self.damping <= MOST_DAMPING or self.measure_every < 1 or self.memory < 0:
            raise ValueError("a damping is 0 to .95, and statistics are taken at least now and then")


RESTLESS = Steadiness(damping=0.0, measure_every=1, memory=0)
"""Every frame as if it were the only one."""


class Stillness:
    """Mixes each frame with those before it, where nothing moved.

    Args:
        damping: share of the frame before, where nothing moved.
        camera: follows the camera; frames are then laid on the scene's grid, and what is painted is taken off it.
            None takes the camera to stand still.

    Attributes:
        cut: whether the newest frame begins another shot.
        place: where the newest frame lies on the grid; None where no camera is followed.
    """

    def __init__(self, damping: float, camera: Camera | None = None) -> None:
        self.cut = True
        self.place: Place | None = None
        self._camera = camera
        self._levels = [
            round(255 * damping * math.exp(-math.log(2) * (d / STILL_LEVELS) ** 2)) for d in range(256)
        ]
        self._size = (0, 0)
        self._before: Image.Image | None = None
        self._painted: Image.Image | None = None
        self._thumbnail: np.ndarray | None = None
        self._mask: Image.Image | None = None

    def frame(self, frame: np.ndarray) -> np.ndarray:
        """The next frame, uint8 (H, W, 3), its noise averaged away where it stands still: what is to be painted.

        Where a camera is followed it is a little larger than the frame, whole cells of the grid.
        """
        image = Image.fromarray(frame)
        thumbnail = np.asarray(
            image.reduce(_reduction(image)).resize((THUMBNAIL_PX, THUMBNAIL_PX)), np.float32
        )
        seen, self._thumbnail = self._thumbnail, thumbnail
        self.cut = (
            seen is None or self._size != image.size or float(np.abs(thumbnail - seen).mean()) > CUT_LEVELS
        )
        self._size = image.size
        if self.cut:
            self._before = None
        window, covered = self._laid(image)
        self._mask = None if self._before is None else self._still(window, self._before)
        if self._mask is not None and covered is not None:
            self._mask = _within(self._mask, covered)
        self._before = _mixed(window, self._before, self._mask)
        return np.asarray(self._before)

    def paint(self, painted: np.ndarray) -> np.ndarray:
        """What was painted on the newest frame as `frame` gave it, steadied likewise: uint8 (H, W, 3), the frame's."""
        self._painted = _mixed(Image.fromarray(painted), self._painted, self._mask)
        shown = self._painted if self.place is None else self.place.take_off(self._painted)
        return np.asarray(shown)

    def restart(self) -> None:
        """Forgets what was painted, such as when it is painted otherwise from now on."""
        self._painted = None

    def _laid(self, image: Image.Image) -> tuple[Image.Image, Box | None]:
        """The frame on the grid, and what the frames before show of it; these are moved along."""
        if self._camera is None:
            return image, None
        old, before = self.place, self._before
        if old is None or before is None:
            self.place = self._camera.cut(image)
            return self.place.lay(image), None
        self.place = self._camera.next(image, before, old)
        right, down = self._camera.between(old, self.place)
        self._before = _moved(before, right, down)
        if self._painted is not None:
            self._painted = _moved(self._painted, right, down)
        return self.place.lay(image), old.covered.translate(-right, -down)

    def _still(self, image: Image.Image, before: Image.Image) -> Image.Image:
        """How much of the frame before is kept at each pixel, 0..255."""
        small = ImageChops.difference(image.reduce(COARSE), before.reduce(COARSE))
        red, green, blue = small.split()
        most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
        # The margin is there for the network, which sees a move from farther away than it shows.
        spread = most.filter(ImageFilter.BoxBlur(1)).filter(ImageFilter.MaxFilter(3))
        return spread.point(self._levels).resize(image.size, Image.Resampling.BILINEAR)


class FilmPainter:
    """Repaints the frames of a film, one after the other.

    Args:
        model: the style network.
        vector: float32 (D,), as `model.blend` returns it.
        controls: stroke scale, colours and detail.
        steadiness: what is done against flicker. Where it damps, strokes are as large as the scene's grid asks for,
            which is nearly as large as the controls say.
    """

    def __init__(
        self,
        model: StyleModel,
        vector: np.ndarray,
        controls: Controls | None = None,
        steadiness: Steadiness | None = None,
    ) -> None:
        self._model, self._vector = model, vector
        self._controls = controls or Controls()
        self._steadiness = steadiness or Steadiness()
        self._grid = Grid.for_scale(self._controls.scale, model.card.size_multiple)
        if self._steadiness.damping:
            self._controls = self._grid.controls(self._controls)
        self._stillness = Stillness(self._steadiness.damping, Camera(self._grid.cell_px))
        self._stats: np.ndarray | None = None
        self._measured_ago = 0

    def __call__(self, frame: np.ndarray, cancel: CancelToken | None = None) -> np.ndarray:
        """The next frame, uint8 (H, W, 3), repainted.

        Raises:
            Cancelled, ModelError.
        """
        still = self._stillness.frame(frame) if self._steadiness.damping else frame
        cut = self._stillness.cut if self._steadiness.damping else self._stats is None
        painter = RegionPainter(
            self._model,
            still,
            self._vector,
            self._controls,
            cancel,
            stats=self._fresh(cut),
            measure=self._measure,
            origin=self._origin(),
        )
        self._stats = painter.stats
        painted = painter.region(Box.of(still), cancel)
        return self._stillness.paint(painted) if self._steadiness.damping else painted

    def _origin(self) -> tuple[int, int]:
        place, cell_px = self._stillness.place, self._grid.painted_px
        return (0, 0) if place is None else (place.column * cell_px, place.row * cell_px)

    def _fresh(self, cut: bool) -> np.ndarray | None:
        """The statistics to go on with; None where it is time to look again."""
        if cut:
            self._stats = None
            self._stillness.restart()
        self._measured_ago += 1
        return None if self._measured_ago >= self._steadiness.measure_every else self._stats

    def _measure(
        self, picture: PictureLike, style: np.ndarray, /, *, control: RunControl | None = None
    ) -> np.ndarray:
        """Statistics of a frame, mixed with those of the shot so far."""
        self._measured_ago = 0
        measured = self._model.statistics(picture, style, control=control)
        if self._stats is None or not self._steadiness.memory:
            return measured
        share = 1 - math.exp(-self._steadiness.measure_every / self._steadiness.memory)
        return (self._stats + np.float32(share) * (measured - self._stats)).astype(np.float32)


def _mixed(image: Image.Image, before: Image.Image | None, mask: Image.Image | None) -> Image.Image:
    if before is None or mask is None or before.size != image.size:
        return image
    return Image.composite(before, image, mask)


def _moved(image: Image.Image, right: int, down: int) -> Image.Image:
    """What a window that moved by so many pixels shows of its picture; black where that showed nothing."""
    return (
        image if right == down == 0 else image.crop((right, down, image.width + right, image.height + down))
    )


def _within(mask: Image.Image, box: Box) -> Image.Image:
    """A mask that is 0 outside of a box."""
    inner = box.intersect(Box(0, 0, *mask.size))
    result = Image.new("L", mask.size)
    if inner.width > 0 and inner.height > 0:
        result.paste(mask.crop((inner.x0, inner.y0, inner.x1, inner.y1)), (inner.x0, inner.y0))
    return result


def _reduction(image: Image.Image) -> int:
    return max(1, min(image.size) // (2 * THUMBNAIL_PX))
