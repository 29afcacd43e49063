"""OpenRaster, our project file: a zip that other painting programs open, with our own parts beside their layers.

Source: the OpenRaster baseline specification of freedesktop.org, "File Layout".
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
from PIL import Image

from exports.files import writing_atomically
from exports.stylecard import StyleCard
from studio.document.blending import COMPOSITE_OPS
from studio.document.document import DocumentView
from studio.document.geometry import Box
from studio.document.layers import Layer, PaintLayer, PictureLayer, StyleChoice, StyleLayer
from studio.document.tiles import TILE_PX
from studio.media.archive import Archive
from studio.media.errors import ProjectError
from studio.media.foreign import read_foreign, read_rendered
from studio.media.parts import Keepsakes, Write, write_part
from studio.media.pngstream import PngWriter, write_png
from studio.media.project import BASE_PART, DOCUMENT_PART, Project, describe, read_project, to_bytes
from studio.media.stackxml import LARGEST_XML_BYTES, Stack, StackError, StackLayer, read_stack, write_stack
from studio.media.watching import OnRead, Watch
from studio.media.writing import check_writable, writing_errors

SUFFIX = ".ora"
MIMETYPE = b"image/openraster"
THUMBNAIL_PX = 256
_STACK_PART, _MERGED_PART, _THUMBNAIL_PART = "stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png"

Paintable = Callable[[StyleChoice, Mapping[str, StyleCard]], bool]
"""Whether a choice of style can be painted here, given the styles that the project brought along."""


class Sheets(Protocol):
    """Renders what other programs shall see."""

    def merged(self, box: Box) -> np.ndarray:
        """The document as it looks in a box, uint8 (h, w, 3)."""
        ...

    def layer(self, layer: Layer, box: Box) -> np.ndarray:
        """One layer in a box, uint8 (h, w, 4): its own colours, and its mask as straight alpha."""
        ...


def save_project(
    path: Path,
    view: DocumentView,
    styles: Mapping[str, StyleCard],
    sheets: Sheets,
    on_progress: Callable[[float], None] = lambda _: None,
) -> None:
    """Writes a project, whole or not at all, in little memory.

    Args:
        path: an existing file is replaced when everything is written and forced to the disk.
        view: the document.
        styles: cards by name; those in use are stored.
        sheets: asked for strips from top to bottom.
        on_progress: told the share that is done after every strip; what it raises ends the saving.

    Raises:
        ProjectError, PictureError: one sentence; what was at the path is as it was.
    """
    check_writable(path)
    with (
        writing_errors(path),
        writing_atomically(path) as file,
        zipfile.ZipFile(file, "w") as archive,
    ):
        _Writing(archive, view, sheets, on_progress).run(styles)


def open_project(
    path: Path,
    paintable: Paintable = lambda _choice, _styles: True,
    on_read: OnRead | None = None,
) -> tuple[Project, bool]:
    """Opens a project of ours, or an OpenRaster file of another program.

    Args:
        path: the file.
        paintable: layers of choices that are not are read as they looked when they were saved.
        on_read: told how much of it is read, without what only other programs or unpaintable layers need.

    Returns:
        What was read, and whether it is a project of ours.

    Raises:
        ProjectError: one sentence that says why it cannot be opened.
    """
    watch = None if on_read is None else Watch(on_read)
    with nullcontext() if watch is None else watch.ending(), Archive(path) as archive:
        if watch is not None:
            is_ours = DOCUMENT_PART in archive
            archive.watch(watch, _is_read if is_ours else lambda name: name.endswith(".png"))
        if "mimetype" in archive and archive.read("mimetype", 100).strip() != MIMETYPE:
            raise ProjectError(
                f"{path.name} is a zip archive but no project of Pinxit and no OpenRaster file."
            )
        if DOCUMENT_PART not in archive:
            return read_foreign(archive, _stack_of(archive)), False
        project = read_project(archive)
        choices = dict.fromkeys(
            stop
            for layer in project.document.layers
            if isinstance(layer, StyleLayer)
            for stop in layer.choice.stops
        )
        lost = [choice for choice in choices if not paintable(choice, project.styles)]
        if lost:
            project = replace(
                project, kept=read_rendered(archive, _stack_of(archive), project.document, lost)
            )
        return project, True


def _is_read(name: str) -> bool:
    """Whether a part is read of every project of ours."""
    return name == BASE_PART or name.startswith("pinxit/")


def read_thumbnail(path: Path) -> np.ndarray:
    """The small picture in an OpenRaster file, uint8 (H, W, 3). Raises ProjectError."""
    with Archive(path) as archive:
        image = archive.picture(_THUMBNAIL_PART, most_pixels=(2 * THUMBNAIL_PX) ** 2)
    return np.asarray(image.convert("RGB"))


def _stack_of(archive: Archive) -> Stack:
    try:
        return read_stack(archive.read(_STACK_PART, LARGEST_XML_BYTES))
    except StackError as error:
        raise ProjectError(f"{archive.name} cannot be opened: {error}.") from error


class _Writing:
    """One saving: puts the parts into the archive one after the other."""

    def __init__(
        self,
        archive: zipfile.ZipFile,
        view: DocumentView,
        sheets: Sheets,
        on_progress: Callable[[float], None],
    ) -> None:
        self._archive = archive
        self._view = view
        self._sheets = sheets
        self._on_progress = on_progress
        self._names: set[str] = set()
        self._boxes = [_sheet_box(layer) for layer in view.layers]
        self._steps = sum(len(list(_strip_boxes(box))) for box in (view.box, view.box, *self._boxes))
        self._done = 0

    def run(self, styles: Mapping[str, StyleCard]) -> None:
        """Writes everything. The type comes first and unpacked, so that other programs know the file by it."""
        view = self._view
        self.put("mimetype", lambda file: file.write(MIMETYPE), packed=True)
        stack = [StackLayer(BASE_PART, view.name or "Photo")]
        stack += [self._entry(number, layer) for number, layer in enumerate(view.layers)]
        text = write_stack(view.box.width, view.box.height, stack)
        self.put(_STACK_PART, lambda file: file.write(text))
        self.put(BASE_PART, self._write_base, packed=True)
        for entry, layer, box in zip(stack[1:], view.layers, self._boxes, strict=True):
            self.put(
                entry.src, lambda file, layer=layer, box=box: self._write_layer(file, layer, box), packed=True
            )
        small: list[np.ndarray] = []
        self.put(_MERGED_PART, lambda file: self._write_merged(file, small), packed=True)
        self.put(_THUMBNAIL_PART, lambda file: write_png(file, _thumbnail(small), level=6), packed=True)
        values = describe(view, styles, self, Keepsakes())
        self.put(DOCUMENT_PART, lambda file: file.write(to_bytes(values)))

    def put(self, name: str, write: Write, *, packed: bool = False, nbytes: int = 0) -> None:
        """Writes a part, unless one of that name is there."""
        if name in self._names:
            return
        self._names.add(name)
        write_part(self._archive, name, write, packed=packed, nbytes=nbytes)

    def _entry(self, number: int, layer: Layer) -> StackLayer:
        box = self._boxes[number]
        return StackLayer(
            f"data/layer{number + 1:03d}.png",
            layer.name or _title(layer),
            box.x0,
            box.y0,
            layer.opacity,
            layer.visible,
            COMPOSITE_OPS[layer.blend],
            layer.locked,
        )

    def _write_base(self, file: BinaryIO) -> None:
        view = self._view
        with PngWriter(file, view.box.width, view.box.height, 3) as png:
            for strip in _strip_boxes(view.box):
                png.write(view.base[strip.slices])
                self._step()

    def _write_layer(self, file: BinaryIO, layer: Layer, box: Box) -> None:
        with PngWriter(file, box.width, box.height, 4) as png:
            for strip in _strip_boxes(box):
                png.write(self._sheets.layer(layer, strip))
                self._step()

    def _write_merged(self, file: BinaryIO, small: list[np.ndarray]) -> None:
        box = self._view.box
        scale = _thumbnail_scale(box)
        with PngWriter(file, box.width, box.height, 3) as png:
            for strip in _strip_boxes(box):
                picture = self._sheets.merged(strip)
                png.write(picture)
                small.append(np.asarray(Image.fromarray(np.ascontiguousarray(picture)).reduce(scale)))
                self._step()

    def _step(self) -> None:
        self._done += 1
        self._on_progress(self._done / self._steps)


def _sheet_box(layer: Layer) -> Box:
    """What of the canvas the picture of a layer fills; a single pixel where there is nothing."""
    covered = layer.mask.covered
    return Box(0, 0, 1, 1) if covered.empty else covered


def _strip_boxes(box: Box) -> Iterator[Box]:
    """The rows of tiles of a box, from the top down."""
    y0 = box.y0
    while y0 < box.y1:
        y1 = min(box.y1, (y0 // TILE_PX + 1) * TILE_PX)
        yield Box(box.x0, y0, box.x1, y1)
        y0 = y1


def _thumbnail_scale(box: Box) -> int:
    """The largest power of two, at most a tile, that leaves the picture no smaller than a thumbnail."""
    scale = 1
    while scale < TILE_PX and max(box.width, box.height) >= 2 * scale * THUMBNAIL_PX:
        scale *= 2
    return scale


def _thumbnail(strips: list[np.ndarray]) -> np.ndarray:
    image = Image.fromarray(np.concatenate(strips))
    image.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX), Image.Resampling.BOX)
    return np.asarray(image)


def _title(layer: Layer) -> str:
    match layer:
        case StyleLayer():
            return " + ".join(layer.choice.names)
        case PictureLayer():
            return "Picture"
        case PaintLayer():
            return "Paint"
