"""The layers that every painting program reads in an OpenRaster file: what others drew, and what ours looked like."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from studio.document.blending import NORMAL
from studio.document.document import Document
from studio.document.geometry import Box
from studio.document.layers import Layer, PictureLayer, StyleChoice, StyleLayer
from studio.document.tiles import TileMask
from studio.media.archive import Archive
from studio.media.errors import ProjectError
from studio.media.flattening import MODES, OPERATORS, Sheet, closed, flattened, loosened, operations
from studio.media.project import Project
from studio.media.reading import LIMIT_PIXELS, cropped
from studio.media.stackxml import SRC_OVER, Stack, StackGroup, StackLayer, StackNode


def read_foreign(archive: Archive, stack: Stack) -> Project:
    """A document of the layers that another program wrote.

    A lowest layer that covers the canvas becomes the base; else the base is white. The others become pictures where
    they lie, and so does a group that would look different if it were taken apart.

    Raises:
        ProjectError: one sentence that says why it cannot be opened.
    """
    if stack.width * stack.height > LIMIT_PIXELS:
        raise ProjectError(
            f"{archive.name} is too large: it has {stack.width} × {stack.height} pixels and at most "
            f"{LIMIT_PIXELS / 1e6:g} million can be opened."
        )
    canvas = Box(0, 0, stack.width, stack.height)
    notes, nodes = list(stack.notes), closed(list(loosened(stack.layers)))
    base = _covering(archive, nodes[0], canvas) if nodes else None
    if base is None:
        archive.spend(stack.width * stack.height * 3)
        base = np.full((stack.height, stack.width, 3), 255, np.uint8)
        notes.append("What was transparent is white.")
    else:
        del nodes[0]
    layers: list[Layer] = []
    for node in nodes:
        layer = _picture_layer(archive, node, canvas, len(layers) + 1)
        if layer is not None:
            layers.append(layer)
    document = Document(base, archive.name)
    document.restore(layers, ())
    return Project(document, notes=(*notes, *_losses(nodes)))


def _losses(nodes: Sequence[StackNode]) -> list[str]:
    """What other programs show and a document does not, one sentence for each."""
    groups = [node for node in nodes if isinstance(node, StackGroup)]
    top = [node.composite_op for node in nodes]
    inside = [operation for group in groups for operation in operations(group.layers)]
    unknown = {each for each in top if each not in MODES}
    unknown |= {each for each in inside if each not in MODES and each not in OPERATORS}
    notes = [
        f"{operation} is a blend mode that Pinxit does not know: shown as normal."
        for operation in sorted(unknown)[:3]
    ]
    if groups:
        names = ", ".join(f"“{group.name}”" for group in groups[:3] if group.name)
        what = "A group of layers" if len(groups) == 1 else f"{len(groups)} groups of layers"
        became = "one picture" if len(groups) == 1 else "one picture each"
        notes.append(f"{what}{f' ({names})' if names else ''} became {became}, which looks the same.")
    return notes


def read_rendered(
    archive: Archive, stack: Stack, document: Document, choices: Sequence[StyleChoice]
) -> dict[StyleChoice, np.ndarray]:
    """How style layers looked when their project was saved: for each choice a canvas, uint8 (H, W, 3).

    Where a choice had painted nothing, its canvas shows the base.

    Raises:
        ProjectError: the rendered layers are not there or damaged.
    """
    if len(stack.layers) != len(document.layers) + 1:
        raise ProjectError(f"{archive.name} is damaged: its layers do not fit one another.")
    canvases: dict[StyleChoice, np.ndarray] = {}
    for layer, entry in zip(document.layers, stack.layers[1:], strict=True):
        lost = (
            [stop for stop in layer.choice.stops if stop in choices] if isinstance(layer, StyleLayer) else []
        )
        if not lost:
            continue
        # The stops of one slide share a canvas: whichever pixels are mixed from it, they are what was saved.
        canvas = next((canvases[stop] for stop in lost if stop in canvases), None)
        if canvas is None:
            archive.spend(document.base.nbytes)
            canvas = document.base.copy()
        canvases |= {stop: canvas for stop in lost if stop not in canvases}
        sheet = _picture_of(archive, entry, document.box)
        if sheet is not None:
            seen = sheet.pixels[..., 3:] > 0
            for stop in lost:
                np.copyto(canvases[stop][sheet.box.slices], sheet.pixels[..., :3], where=seen)
    return canvases


def _covering(archive: Archive, entry: StackNode, canvas: Box) -> np.ndarray | None:
    """The pixels of a layer that nothing shines through, uint8 (H, W, 3); None if something does."""
    if not entry.visible or entry.opacity < 1 or entry.composite_op != SRC_OVER:
        return None
    sheet = _picture_of(archive, entry, canvas)
    if sheet is None or sheet.box != canvas or sheet.pixels[..., 3].min() < 255:
        return None
    return np.ascontiguousarray(sheet.pixels[..., :3])


def _picture_of(archive: Archive, node: StackNode, canvas: Box) -> Sheet | None:
    if isinstance(node, StackGroup):
        return flattened(node, lambda layer: _sheet(archive, layer, canvas), archive.spend)
    return _sheet(archive, node, canvas)


def _picture_layer(archive: Archive, entry: StackNode, canvas: Box, layer_id: int) -> PictureLayer | None:
    sheet = _picture_of(archive, entry, canvas)
    if sheet is None:
        return None
    mask = TileMask(canvas.width, canvas.height)
    mask.write(sheet.box, np.ascontiguousarray(sheet.pixels[..., 3]))
    return PictureLayer(
        layer_id,
        np.ascontiguousarray(sheet.pixels[..., :3]),
        sheet.box,
        mask,
        entry.opacity,
        entry.visible,
        entry.name,
        entry.locked,
        blend=MODES.get(entry.composite_op, NORMAL),
        source={"kind": "layer", "file": archive.name},
    )


def _sheet(archive: Archive, entry: StackLayer, canvas: Box) -> Sheet | None:
    """The part of a layer's picture that lies on the canvas and holds anything; None if there is none."""
    image = archive.picture(entry.src)
    whole = Box(entry.x, entry.y, entry.x + image.width, entry.y + image.height)
    inside = whole.intersect(canvas)
    if inside.empty:
        return None
    seen = _with_alpha(cropped(image, inside.translate(-entry.x, -entry.y)))
    filled = seen.getchannel("A").getbbox()
    if filled is None:
        return None
    return Sheet(np.asarray(cropped(seen, filled)), Box(*filled).translate(inside.x0, inside.y0))


def _with_alpha(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 257).convert("L")
    return image.convert("RGBA")
