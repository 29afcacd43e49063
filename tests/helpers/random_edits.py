"""Edits of every kind, drawn from a generator of random numbers."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from studio.document.blending import BLEND_MODES
from studio.document.brush import Brush
from studio.document.commission import Commission, OptimizerSettings
from studio.document.document import Document
from studio.document.edits import ALIKE, SELECTION_MODES
from studio.document.exploration import Hand, Wander
from studio.document.geometry import Box, TileIndex
from studio.document.gradients import GRADIENTS, Gradient
from studio.document.ground import split
from studio.document.layers import Layer, PictureLayer, StyleChoice, StyleLayer
from studio.document.merging import merged_layer
from studio.document.outlines import SHAPES
from studio.document.pen import STEADY, Dynamic, StrokePoint
from studio.document.placing import Frame
from studio.document.reshaping import RESHAPES
from studio.document.stack import LayerError
from studio.document.stamp import Stamp
from studio.document.symmetry import Symmetry
from studio.document.tiles import TILE_PX

SLIDING = StyleChoice((("a", 1.0),), toward=(("b", 1.0),))
CHOICES = (
    StyleChoice.of("a"),
    StyleChoice.of("b"),
    StyleChoice.of("a", 0.5),
    StyleChoice.of("b", scale=2.0),
    SLIDING,
)

EDITS = {
    "stroke": 36,
    "color": 8,
    "erase": 12,
    "fill": 3,
    "fade": 3,
    "clear": 2,
    "select": 8,
    "reshape": 3,
    "picture": 4,
    "place": 4,
    "stamp": 3,
    "explore": 3,
    "commission": 3,
    "add": 4,
    "change": 14,
    "slide": 3,
    "repaint": 4,
    "move": 4,
    "remove": 3,
    "duplicate": 3,
    "merge": 4,
    "erase-all": 1,
    "undo": 8,
    "redo": 8,
}
"""What can be done, and how often it is."""


def random_edit(document: Document, dice: random.Random) -> None:
    """One edit of any kind. What a layer does not allow is left alone."""
    edit_at_random(document, dice.choices(list(EDITS), list(EDITS.values()))[0], dice)


def edit_at_random(document: Document, kind: str, dice: random.Random) -> None:
    """One edit of a kind in EDITS."""
    hand = dice.choice([None, *document.layers])
    try:
        if kind in ("stroke", "color", "erase", "fill", "fade", "clear"):
            _paint(document, kind, hand, dice)
        elif kind == "select":
            _select(document, dice)
        elif kind == "reshape":
            document.select(dice.choice(list(RESHAPES)), amount_px=dice.randint(1, 12))
        elif kind == "place":
            _place(document, dice)
        elif kind == "stamp":
            _stamp(document, hand, dice)
        elif kind in ("explore", "commission"):
            _go_on_elsewhere(document, kind, dice)
        elif kind in ("change", "slide", "repaint", "move", "remove", "duplicate", "merge"):
            if hand is not None:
                _change_layer(document, kind, hand, dice)
        elif kind == "picture":
            x, y = dice.randint(-20, 300), dice.randint(-20, 250)
            source = {"gray": dice.randint(0, 255)}
            document.add_picture(picture_of(source), Box(x, y, x + 40, y + 30), source)
        elif kind == "add":
            document.add_layer(dice.choice([None, *CHOICES]), above=hand)
        else:
            {"erase-all": document.erase_all, "undo": document.undo, "redo": document.redo}[kind]()
    except LayerError:
        return


def _paint(document: Document, kind: str, hand: Layer | None, dice: random.Random) -> None:
    color = (dice.randint(0, 255), dice.randint(0, 255), dice.randint(0, 255)) if kind != "stroke" else None
    choice = dice.choice(CHOICES)
    if kind == "fill":
        document.fill(choice, layer=hand, color=color)
        return
    if kind == "clear":
        document.fill(None, layer=hand, erase=True)
        return
    if kind == "fade":
        start, end = (dice.uniform(-50, 350), dice.uniform(-50, 300)), (400.0, dice.uniform(0, 300))
        gradient = Gradient(dice.choice(GRADIENTS), start, end)
        document.fade(gradient, choice, layer=hand, color=color, erase=dice.random() < 0.3)
        return
    brush = Brush(
        size_px=dice.uniform(1, 70),
        hardness=dice.random(),
        opacity=dice.random(),
        flow=dice.choice([1.0, dice.uniform(0.01, 1)]),
        spacing=dice.uniform(0.1, 0.5),
        eraser=kind == "erase",
        mix_by=dice.choice([STEADY, Dynamic("pressure")]),
    )
    symmetry = dice.choice([None, None, None, Symmetry("both", 150, 120), Symmetry("radial", 150, 120, 3)])
    uncovers = hand is not None and dice.random() < 0.2
    stroke = document.begin_stroke(
        None if uncovers else choice, brush, layer=hand, color=color, symmetry=symmetry
    )
    for _ in range(dice.randint(1, 3)):
        stroke.add(StrokePoint(dice.uniform(-20, 340), dice.uniform(-20, 300), dice.random()))
    if dice.random() < 0.1:
        stroke.cancel()
    else:
        stroke.finish()


def _select(document: Document, dice: random.Random) -> None:
    shape = dice.choice([*SHAPES, *SHAPES, ALIKE, "all", "none", "invert"])
    count = {"lasso": 5, ALIKE: 1, "all": 0, "none": 0, "invert": 0}.get(shape, 2)
    points = [(dice.uniform(-20, 340), dice.uniform(-20, 300)) for _ in range(count)]
    feather_px = dice.choice([0.0, 0.0, 9.0])
    document.select(
        shape,
        points,
        mode=dice.choice(SELECTION_MODES),
        feather_px=feather_px,
        tolerance=dice.choice([0, 20, 90]) if shape == ALIKE else 0,
        connected=shape != ALIKE or dice.random() < 0.5,
    )


def _place(document: Document, dice: random.Random) -> None:
    pictures = [layer for layer in document.layers if isinstance(layer, PictureLayer)]
    if pictures:
        size = dice.uniform(5, 200), dice.uniform(5, 200)
        frame = Frame(dice.uniform(-20, 340), dice.uniform(-20, 300), *size, dice.uniform(-180, 180))
        document.place_layer(dice.choice(pictures), frame)


def _stamp(document: Document, hand: Layer | None, dice: random.Random) -> None:
    stamp = Stamp(
        "a-generator", (dice.random(), dice.random()), scatter=dice.random(), turns=dice.random() < 0.5
    )
    brush = Brush(size_px=dice.uniform(10, 60), hardness=dice.random(), opacity=dice.random())
    stroke = document.begin_stamp(stamp, brush, stamped, layer=hand)
    for _ in range(3):
        stroke.add(StrokePoint(dice.uniform(-20, 340), dice.uniform(-20, 300)))
    stroke.finish()


def _go_on_elsewhere(document: Document, kind: str, dice: random.Random) -> None:
    """What is found in a generator, and what the optimizer is asked, are taken back in turn with what is painted."""
    going_on = dice.choice(["", "a slider"])
    if kind == "explore":
        hand = Hand(dice.randrange(1000), truncation=dice.random())
        found = document.exploration.now.with_wander("a-generator", Wander(hand))
        document.exploration.do("Wander", found, going_on=going_on)
    else:
        asked = Commission((), OptimizerSettings(style_weight=dice.random(), steps=dice.randint(1, 500)))
        document.commission.do("Ask", asked, going_on=going_on)


def _change_layer(document: Document, kind: str, layer: Layer, dice: random.Random) -> None:
    match kind:
        case "change":
            changes: list[dict[str, Any]] = [
                {"opacity": dice.random()},
                {"visible": dice.random() < 0.7},
                {"name": dice.choice(["sky", "hair", ""])},
                {"locked": dice.random() < 0.3},
                {"blend": dice.choice(BLEND_MODES)},
            ]
            document.change_layer(layer, **dice.choice(changes))
        case "slide":
            for _ in range(4):
                document.change_layer(layer, opacity=dice.random(), going_on=True)
            document.settle()
        case "repaint" if isinstance(layer, StyleLayer):
            document.change_layer(layer, choice=dice.choice(CHOICES))
        case "move":
            document.move_layer(layer, dice.randrange(len(document.layers)))
        case "remove":
            document.remove_layer(layer)
        case "duplicate":
            document.duplicate_layer(layer)
        case "merge":
            document.merge_down(layer, merged_layer(document.below(layer), layer, 0, tile_of))


def stamped(number: int) -> np.ndarray:
    """The picture of a dab."""
    return np.full((8, 8, 3), 60 + number * 37 % 190, np.uint8)


def picture_of(source: dict[str, Any]) -> np.ndarray:
    """A grey picture, as the source says."""
    return np.full((3, 4, 3), source["gray"], np.uint8)


def tile_of(choice: StyleChoice, tile: TileIndex) -> np.ndarray:
    """A stylised tile of the size that documents of less than two tiles need, a colour for each choice."""
    places = [plain for each in CHOICES for plain in each.stops]
    level = (places.index(split(choice)[0]) * 60 + 20) % 256
    return np.full((TILE_PX, TILE_PX, 3), (level, 255 - level, tile.ix * 40), np.uint8)
