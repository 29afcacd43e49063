"""The tools of the canvas, one of which is in hand."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Signal

from studio.ui.canvas.gradient_tool import GradientTool
from studio.ui.canvas.place_tool import PlaceTool
from studio.ui.canvas.polygon_tool import PolygonTool
from studio.ui.canvas.select_tool import SelectTool
from studio.ui.canvas.tool import BrushTool
from studio.ui.canvas.wand_tool import WandTool

BRUSH = "brush"
POLYGON = "select_polygon"
WAND = "select_alike"
SELECTING = ("select_rectangle", "select_ellipse", "select_lasso", POLYGON, WAND)
GRADIENTS = ("gradient_linear", "gradient_radial")
PLACE = "place"
TOOLS = (BRUSH, *SELECTING, *GRADIENTS, PLACE)
"""The names of the tools, which are those of the actions that take them."""


CanvasTool = BrushTool | SelectTool | PolygonTool | WandTool | GradientTool | PlaceTool
"""What takes what mouse and pen do on the picture: all of them have `press`, `move`, `release`, `cancel` and `active`,
draw themselves over the picture in `paint_cursor`, and say with `looks_different` that they are to be drawn again."""


class ToolBox(QObject):
    """Keeps one tool in hand.

    Args:
        brush: in hand at first, and the eraser.
        others: the other tools by name.

    Attributes:
        name: of the tool in hand.
        mirror: the symmetry in hand, whose axes are seen whatever the tool.
    """

    taken = Signal(str)  # The name of the tool that came in hand.
    looks_different = Signal()

    def __init__(
        self, brush: BrushTool, others: Mapping[str, CanvasTool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._brush = brush
        self._tools: dict[str, CanvasTool] = {BRUSH: brush, **others}
        self.mirror = brush.mirror
        self.name = BRUSH
        for tool in self._tools.values():
            tool.looks_different.connect(self.looks_different)

    @property
    def current(self) -> CanvasTool:
        """The tool in hand."""
        return self._tools[self.name]

    @property
    def active(self) -> bool:
        """Whether something is under way, which Escape takes back."""
        return self.current.active

    @property
    def dragging(self) -> bool:
        """Whether a button or a pen is held down; between two corners of a polygon the view may be moved and zoomed."""
        return self.active and not isinstance(self.current, PolygonTool)

    def cancel(self) -> bool:
        """Takes back what is under way; False when nothing is."""
        return self.current.cancel()

    def press_key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether the tool in hand does something on a key: arrows move a picture, Enter closes a polygon."""
        tool = self.current
        return isinstance(tool, (PlaceTool, PolygonTool)) and tool.press_key(key, modifiers)

    def double_click(self) -> None:
        """Closes a polygon. What a double click begins with was pressed already."""
        if isinstance(self.current, PolygonTool):
            self.current.close()

    def take(self, name: str) -> None:
        """Takes another tool; what is under way is taken back."""
        if name != self.name:
            self.cancel()
            self.name = name
        self.taken.emit(name)
        self.looks_different.emit()

    def take_brush(self, _on: bool = True) -> None:
        """Paints."""
        self.take(BRUSH)
        self._brush.take_brush()

    def toggle_eraser(self, _on: bool = True) -> None:
        """Erases, or paints again; comes from another tool to the eraser."""
        if self.name == BRUSH or not self._brush.brush.eraser:
            self._brush.toggle_eraser()
        self.take(BRUSH)

    def take_rectangle(self, _on: bool = True) -> None:
        """Selects by rectangles."""
        self.take("select_rectangle")

    def take_ellipse(self, _on: bool = True) -> None:
        """Selects by ellipses."""
        self.take("select_ellipse")

    def take_lasso(self, _on: bool = True) -> None:
        """Selects by drawing around."""
        self.take("select_lasso")

    def take_polygon(self, _on: bool = True) -> None:
        """Selects by the corners of polygons."""
        self.take(POLYGON)

    def take_wand(self, _on: bool = True) -> None:
        """Selects by colour."""
        self.take(WAND)

    def take_linear(self, _on: bool = True) -> None:
        """Paints gradients from here to there."""
        self.take("gradient_linear")

    def take_radial(self, _on: bool = True) -> None:
        """Paints gradients around a point."""
        self.take("gradient_radial")

    def take_place(self, _on: bool = True) -> None:
        """Moves, scales and turns the picture in hand."""
        self.take(PLACE)
