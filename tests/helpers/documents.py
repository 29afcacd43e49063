"""Documents with something of everything in them, and what two documents must have in common."""

from __future__ import annotations

import dataclasses
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from exports.stylecard import StyleCard
from studio.document.brush import Brush
from studio.document.commission import Commission, OptimizerSettings, StylePicture
from studio.document.document import Document, DocumentView
from studio.document.geometry import Box, TileIndex
from studio.document.layers import Layer, PaintLayer, PictureLayer, StyleChoice, StyleLayer
from studio.document.stroke import StrokePoint
from studio.document.tiles import TILE_PX, TileColors, TileMask, Tiles
from studio.engine.sheets import RenderedSheets
from studio.media.project import DOCUMENT_PART
from studio.media.writing import srgb_profile
from tests.helpers.explorations import assert_same_exploration, rich_exploration

WIDTH, HEIGHT = 320, 280
STYLES = ("storm", "calm")


def noise(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


def photo(width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """Smooth colours with a grid in them, uint8 (H, W, 3)."""
    rows, columns = np.mgrid[0:height, 0:width]
    return np.stack(
        [columns * 255 // width, rows * 255 // height, (rows // 20 + columns // 20) % 2 * 90], -1
    ).astype(np.uint8)


def exif() -> bytes:
    block = Image.Exif()
    block[0x010F] = "A camera"
    return block.tobytes()


def style_cards() -> dict[str, StyleCard]:
    return {
        name: StyleCard(
            name=name,
            title=name.title(),
            artist="",
            year=None,
            licence="MIT",
            network="tiny-style",
            vector=np.random.default_rng(seed).standard_normal(8).astype(np.float32),
            source=noise(seed, 32, 32, 3),
        )
        for seed, name in enumerate(STYLES)
    }


def rich_document() -> Document:
    """Two style layers by strokes, a picture that reaches beyond the canvas, plain paint; all attributes set."""
    metadata = {"exif": exif(), "source": {"seed": 3}, "path": "/tmp/lake.jpg"}
    document = Document(photo(), "lake.jpg", srgb_profile(), metadata)
    storm = StyleChoice((("storm", 0.75), ("calm", 0.25)), 0.9, 1.5, "palette", 0.25)
    draw(document, storm, (40, 50), (270, 240))
    draw(document, StyleChoice.of("calm"), (250, 30), (310, 270))
    document.add_picture(noise(5, 30, 40, 3), Box(-40, 140, 80, 240), {"kind": "generator", "seed": 5})
    stack = document.layers
    values: tuple[dict[str, Any], ...] = (
        {"opacity": 0.5, "name": "Sky & <sea>", "blend": "multiply"},
        {"visible": False, "locked": True},
        {"opacity": 0.25, "blend": "luminosity", "name": "Wolke ☁"},
    )
    for layer, attributes in zip(stack, values, strict=True):
        for name, value in attributes.items():
            setattr(layer, name, value)
    document.exploration.put(rich_exploration())
    document.commission.put(rich_commission())
    return _with(document, (*stack, paint_layer(document.box, 40)))


def rich_commission() -> Commission:
    """Two style pictures, one with a region of its own, and no setting as usual."""
    mask = noise(9, 12, 15)
    styles = StylePicture("waves.png", noise(10, 30, 20, 3)), StylePicture("", noise(11, 9, 9, 3), 0.25, mask)
    settings = OptimizerSettings(
        content_weight=0.5,
        style_weight=2.0,
        tv_weight=0.0,
        style_scale=0.5,
        steps=40,
        size_px=512,
        keep_color=True,
        method="lbfgs",
        distance="wasserstein",
        coarse_to_fine=False,
        average=True,
        content="seen",
        beginning="noise",
    )
    return Commission(styles, settings)


def paint_layer(canvas: Box, layer_id: int) -> PaintLayer:
    """A soft blob of reds."""
    mask, colors = TileMask(canvas.width, canvas.height), TileColors(canvas.width, canvas.height)
    box = Box(230, 200, 290, 270)
    mask.write(box, noise(7, box.height, box.width))
    colors.write(box, noise(8, box.height, box.width, 3))
    return PaintLayer(layer_id, colors, mask, 0.8)


def draw(
    document: Document, choice: StyleChoice | None, *points: tuple[float, float], size_px: float = 40
) -> None:
    stroke = document.begin_stroke(choice, Brush(size_px=size_px, eraser=choice is None))
    for number, (x, y) in enumerate(points):
        stroke.add(StrokePoint(x, y, 0.75, 8.0 * number))
    stroke.finish()


def _with(document: Document, layers: tuple[Layer, ...]) -> Document:
    found, asked = document.exploration.now, document.commission.now
    document.restore(layers, document.edits, document.selection, found, asked)
    return document


def painted_tile(document: DocumentView, choice: StyleChoice, tile: TileIndex) -> np.ndarray:
    """A stand-in for a network: the photo's negative, shifted by the strength."""
    part = tile.box(TILE_PX).intersect(document.box)
    return (255 - document.base[part.slices]) // 2 + np.uint8(100 * min(choice.strength, 1))


def sheets_of(view: DocumentView) -> RenderedSheets:
    return RenderedSheets(view, lambda choice, tile: painted_tile(view, choice, tile))


def rewrite(source: Path, target: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Path:
    """Copies a project with another description."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == DOCUMENT_PART:
                data = json.dumps(change(json.loads(data))).encode()
            new.writestr(name, data)
    return target


def assert_same_document(actual: DocumentView, expected: DocumentView) -> None:
    """Every value of two documents is equal, but for where the picture lay on this machine."""
    for each in dataclasses.fields(DocumentView):
        one, other = getattr(actual, each.name), getattr(expected, each.name)
        if each.name == "layers":
            assert len(one) == len(other)
            for mine, yours in zip(one, other, strict=True):
                assert_same_layer(mine, yours)
        elif each.name in ("exploration", "commission"):
            assert_same_exploration(one, other, each.name)
        elif each.name == "selection":
            _assert_same_tiles(one, other, each.name)
        elif each.name == "metadata":
            assert _portable(one) == _portable(other)
        elif isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other)
        else:
            assert one == other, each.name


def assert_same_layer(actual: Layer, expected: Layer) -> None:
    assert type(actual) is type(expected)
    for each in dataclasses.fields(actual):
        one, other = getattr(actual, each.name), getattr(expected, each.name)
        if each.name == "ground":
            continue  # It is told by the layers below, and known by the very arrays that hold them.
        if isinstance(one, Tiles):
            _assert_same_tiles(one, other, each.name)
        elif isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other)
        else:
            assert one == other, each.name


def _assert_same_tiles(one: Tiles | None, other: Tiles | None, name: str) -> None:
    assert (one is None) == (other is None), name
    if one is not None and other is not None:
        assert one.tiles.keys() == other.tiles.keys(), name
        for index, tile in one.tiles.items():
            np.testing.assert_array_equal(tile, other.tiles[index])


def _portable(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in metadata.items() if name != "path"}


def style_layers(document: Document) -> list[StyleLayer]:
    return [layer for layer in document.layers if isinstance(layer, StyleLayer)]


def picture_layers(document: Document) -> list[PictureLayer]:
    return [layer for layer in document.layers if isinstance(layer, PictureLayer)]
