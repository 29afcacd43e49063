"""Our own sample picture as it is painted for pictures of the window: begun with a few strokes, and finished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.photographer import Photographer, Way

if TYPE_CHECKING:
    from studio.engine.painter import Colors

BEGUN: tuple[tuple[str, float, Way], ...] = (
    ("vangogh-starry-night", 340, ((0.26, 0.08), (0.62, 0.05), (1.0, 0.10))),
    ("vangogh-starry-night", 300, ((0.40, 0.22), (0.68, 0.20), (1.0, 0.28))),
    ("derain-mountains-at-collioure", 250, ((0.0, 0.40), (0.30, 0.37), (0.57, 0.40))),
    ("hokusai-great-wave", 210, ((0.05, 0.57), (0.30, 0.59), (0.56, 0.56))),
    ("kandinsky-composition-vii", 330, ((0.0, 0.80), (0.20, 0.86), (0.45, 0.80))),
    ("kandinsky-composition-vii", 260, ((0.06, 0.98), (0.30, 0.96), (0.46, 0.93))),
)
"""The strokes of a picture that is half painted: style, size in pixels, and way."""

EVERYWHERE, WOMAN, AROUND_HER = "everywhere", "woman", "around her"
OUTLINE_OF_WOMAN: Way = (
    (0.624, 0.374), (0.629, 0.344), (0.655, 0.317), (0.696, 0.301), (0.703, 0.273), (0.733, 0.257),
    (0.774, 0.262), (0.797, 0.292), (0.841, 0.307), (0.882, 0.337), (0.867, 0.363), (0.832, 0.379),
    (0.841, 0.469), (0.852, 0.597), (0.882, 0.603), (0.904, 0.636), (0.930, 0.848), (0.934, 0.926),
    (0.923, 1.0), (0.610, 1.0), (0.599, 0.882), (0.621, 0.636), (0.632, 0.616), (0.662, 0.589),
    (0.673, 0.558), (0.679, 0.411), (0.640, 0.393),
)  # fmt: skip
FEATHER_PX = 8


@dataclass(frozen=True)
class PaintedLayer:
    """One layer of the finished picture.

    Attributes:
        strokes: sizes in pixels and ways; none fills what is selected.
        within: what is selected meanwhile.
        scale: size of the painter's own strokes.
    """

    name: str
    style: str
    strokes: tuple[tuple[float, Way], ...] = ()
    within: str = EVERYWHERE
    colors: Colors = "photo"
    scale: float = 1.5
    blend: str = "normal"
    opacity: float = 1.0


FINISHED = (
    PaintedLayer("Underpainting", "vangogh-night-cafe"),
    PaintedLayer(
        "Clouds",
        "vangogh-tree-roots",
        (
            (240, ((0.44, 0.02), (0.70, 0.02), (1.0, 0.02))),
            (170, ((0.47, 0.16), (0.53, 0.07), (0.60, 0.10))),
        ),
    ),
    PaintedLayer("Woman", "red-night", (), WOMAN),
    PaintedLayer(
        "Blue of sky and lake",
        "vangogh-starry-night",
        (
            (300, ((0.45, 0.02), (0.70, 0.03), (1.0, 0.02))),
            (170, ((0.47, 0.18), (0.53, 0.08), (0.60, 0.10), (0.72, 0.07), (0.85, 0.12), (1.0, 0.09))),
            (170, ((0.0, 0.53), (0.35, 0.54), (0.70, 0.52), (1.0, 0.52))),
            (110, ((0.0, 0.61), (0.35, 0.61), (0.70, 0.61), (1.0, 0.61))),
        ),
        AROUND_HER,
        colors="style",
        blend="overlay",
        opacity=0.85,
    ),
    PaintedLayer(
        "Lilac of the mountains",
        "matisse-woman-with-a-hat",
        (
            (150, ((0.48, 0.24), (0.53, 0.17), (0.60, 0.21), (0.70, 0.17), (0.80, 0.20), (0.97, 0.20))),
            (130, ((0.54, 0.24), (0.62, 0.28), (0.75, 0.25), (0.88, 0.25), (0.98, 0.24))),
        ),
        AROUND_HER,
        colors="style",
        blend="overlay",
        opacity=0.75,
    ),
    PaintedLayer(
        "Green of tree and hills",
        "gauguin-tahitian-women",
        (
            (300, ((0.0, 0.05), (0.20, 0.06), (0.38, 0.03))),
            (250, ((0.0, 0.18), (0.20, 0.20), (0.36, 0.15))),
            (120, ((0.0, 0.34), (0.28, 0.30), (0.48, 0.28), (0.66, 0.34))),
            (150, ((0.80, 0.38), (0.90, 0.35), (1.0, 0.36))),
        ),
        AROUND_HER,
        colors="style",
        blend="overlay",
        opacity=0.85,
    ),
    PaintedLayer(
        "Red of the roofs",
        "red-night",
        ((110, ((0.08, 0.43), (0.24, 0.42), (0.38, 0.36), (0.50, 0.43), (0.64, 0.44))),),
        AROUND_HER,
        colors="style",
        blend="overlay",
        opacity=0.6,
    ),
    PaintedLayer(
        "Gold of the meadow",
        "vangogh-self-portrait-straw-hat",
        (
            (150, ((0.0, 0.76), (0.30, 0.77), (0.64, 0.75), (1.0, 0.78))),
            (200, ((0.0, 0.84), (0.35, 0.85), (0.64, 0.83), (1.0, 0.85))),
            (240, ((0.0, 0.95), (0.35, 0.95), (0.70, 0.95), (1.0, 0.95))),
        ),
        AROUND_HER,
        colors="style",
        blend="overlay",
        opacity=0.8,
    ),
    PaintedLayer(
        "Light on her",
        "derain-mountains-at-collioure",
        (),
        WOMAN,
        colors="style",
        blend="soft-light",
        opacity=0.7,
    ),
)
"""From the lowest to the topmost: strokes in the photo's colours, and over them glazes in the painters' own."""


def paint_begun(photographer: Photographer, strokes: int = len(BEGUN)) -> None:
    """Opens the sample picture and draws the first of the strokes."""
    photographer.open_sample()
    for style, size_px, way in BEGUN[:strokes]:
        photographer.window.editor.take_style(style)
        photographer.stroke(size_px, way)


def paint_finished(photographer: Photographer) -> None:
    """Opens the sample picture and paints all of it."""
    photographer.open_sample()
    for layer in FINISHED:
        _select(photographer, layer.within)
        _paint(photographer, layer)
    _select(photographer, EVERYWHERE)
    photographer.settle()


def _select(photographer: Photographer, what: str) -> None:
    selections, box = photographer.window.editor.selections, photographer.document.box
    selections.select_none()
    if what != EVERYWHERE:
        selections.set_feather(FEATHER_PX)
        corners = [(x * box.width, y * box.height) for x, y in OUTLINE_OF_WOMAN]
        selections.take_outline("lasso", corners, "replace")
    photographer.settle()
    if what == AROUND_HER:
        selections.invert()
        photographer.settle()


def _paint(photographer: Photographer, wanted: PaintedLayer) -> None:
    editor, layers = photographer.window.editor, photographer.window.layers
    editor.take_style(wanted.style)
    editor.reset_styles()
    editor.set_colors(wanted.colors)
    editor.set_scale(wanted.scale)
    for size_px, way in wanted.strokes:
        photographer.stroke(size_px, way)
    if not wanted.strokes:
        editor.fill()
    photographer.settle()
    assert layers.layer is not None
    layers.change(layers.layer, name=wanted.name, blend=wanted.blend, opacity=wanted.opacity)
