"""The window's parts and where they lie. What they do is the window's own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenuBar, QStackedWidget, QVBoxLayout, QWidget

from studio.ui.action_states import ActionStates
from studio.ui.actions import build_actions, fill_menus
from studio.ui.canvas.gradient_tool import GradientTool
from studio.ui.canvas.place_tool import PlaceTool
from studio.ui.canvas.polygon_tool import PolygonTool
from studio.ui.canvas.select_tool import SelectTool
from studio.ui.canvas.tool import BrushTool
from studio.ui.canvas.toolbox import GRADIENTS, PLACE, POLYGON, SELECTING, WAND, CanvasTool, ToolBox
from studio.ui.canvas.view import CanvasView
from studio.ui.canvas.wand_tool import WandTool
from studio.ui.comparing import Comparing
from studio.ui.drag_out import DragOut
from studio.ui.explore.brush_stage import BrushSpacePanel, BrushStage, brush_desk
from studio.ui.explore.generator_stage import GeneratorStage, generator_desk
from studio.ui.explore.rooms import BRUSHES, ExploreRooms
from studio.ui.explore.stage import ExploreStage
from studio.ui.file_desk import FileDesk
from studio.ui.found_ways import FoundWays
from studio.ui.frames import PAINT, ToolStrip, TopBar
from studio.ui.guide import Guide
from studio.ui.live_desk import LiveDesk
from studio.ui.memory import Remembered
from studio.ui.panels.brush import BrushPanel
from studio.ui.panels.generator import GeneratorPanel
from studio.ui.panels.hand import HandPanel
from studio.ui.panels.history import HistoryPanel
from studio.ui.panels.layers import LayerPanel
from studio.ui.panels.live import LivePanel
from studio.ui.panels.live_stage import LiveStage
from studio.ui.panels.navigator import NavigatorPanel
from studio.ui.panels.optimizer import OptimizerPanel
from studio.ui.panels.presets import PresetPanel
from studio.ui.panels.selection import SelectionPanel
from studio.ui.panels.stamp import StampPanel
from studio.ui.panels.styles import StylePanel, captions
from studio.ui.panels.timeline import TimelinePanel, with_timeline
from studio.ui.receiving import Receiving
from studio.ui.side_panel import PanelSplitter, SidePanel
from studio.ui.start_page import StartPage
from studio.ui.status_bar import StatusBar
from studio.ui.studio import Studio
from studio.ui.training_desk import TrainingDesk
from studio.ui.widgets.message_bar import MessageBar

START_PAGE, CANVAS_PAGE, GENERATOR_PAGE, LIVE_PAGE = range(4)


class WindowFrame(QMainWindow):
    """Builds everything that is seen. The actions call methods of the class that is derived from it.

    Args:
        studio: the long-lived objects.
        last: how the window was left.

    Attributes:
        mode: which room is seen: PAINT, GENERATE, OPTIMIZE or LIVE.
    """

    def __init__(self, studio: Studio, last: Remembered) -> None:
        super().__init__()
        theme, icons = studio.theme, studio.icons
        self.mode = PAINT
        self.studio = studio
        self.editor = studio.editor
        self.layers = studio.editor.layers
        self.tool = BrushTool(studio.editor, last.brush, last.eraser, self)
        self.tools = ToolBox(self.tool, self._other_tools(), self)
        self.canvas = CanvasView(theme, self.tools)
        self.comparing = Comparing(studio.editor, self.canvas)
        self.guide = Guide(studio.keymap, studio.preferences, theme, icons, self)
        self.files = FileDesk(studio.editor, studio.fitting, studio.exports, studio.sample, theme, self)
        self.training_desk = TrainingDesk(studio.training, self)
        self.actions_by_id = build_actions(self, icons)
        self.guide.lead(self.actions_by_id)
        self.start_page = StartPage(theme, icons, studio.sample)
        self.style_panel = StylePanel(
            studio.editor, self.tool, studio.cards, studio.queues.tasks, theme, icons
        )
        self.brush_panel = BrushPanel(studio.editor, self.tool, theme, icons)
        self.stamp_panel = StampPanel(studio.stamping, theme, icons)
        self.history_panel = HistoryPanel(studio.editor, studio.preferences, theme, icons)
        self.preset_panel = PresetPanel(studio.editor, self.tool, studio.presets, theme, icons)
        self.hand_panel = HandPanel(self.tool, theme, icons)
        self.selection_panel = SelectionPanel(studio.editor.selections, self.actions_by_id, theme, icons)
        self.navigator_panel = NavigatorPanel(studio.editor, self.canvas, studio.queues.tasks, theme, icons)
        self.titles = dict(zip((card.name for card in studio.cards), captions(studio.cards), strict=True))
        self.layer_panel = LayerPanel(
            studio.editor, self.titles, self.actions_by_id, studio.queues.tasks, theme, icons
        )
        self.receiving = Receiving(studio.generating)
        self.generator_panel = GeneratorPanel(
            studio.generating, studio.finding, studio.found, self.receiving, studio.editor, theme, icons
        )
        self.generator_stage = GeneratorStage(studio.generating, self.receiving, theme, icons)
        self.generator_stage.hand_seen.connect(self.generator_panel.show_seed_in_force)
        self.brush_receiving = Receiving(studio.brushes)
        self.brush_stage = BrushStage(studio.brushes, self.brush_receiving, theme, icons)
        self.brush_space_panel = BrushSpacePanel(studio.brushes, studio.editor, theme, icons)
        self.rooms = ExploreRooms(
            (self.generator_stage, self.brush_stage),
            (self.generator_panel, self.brush_space_panel),
            lambda: studio.brushes.enter(studio.editor.network),
        )
        self.timeline_panel = TimelinePanel(studio.animating, theme, icons)
        self.generator_room = with_timeline(self.rooms, self.generator_stage, self.timeline_panel, studio)
        self.optimizer_panel = OptimizerPanel(studio.optimizing, studio.editor, theme, icons)
        self.live_panel = LivePanel(studio.living, studio.cards, studio.queues.tasks, theme, icons)
        self.live_stage = LiveStage(studio.living, theme, icons)
        self.live_desk = LiveDesk(
            studio.living, self.live_panel, studio.styling, studio.editor, self.files, self
        )
        menu_bar = QMenuBar()
        fill_menus(menu_bar, self.actions_by_id)
        self.top_bar = TopBar(self.actions_by_id, menu_bar, icons)
        self.drag_out = DragOut(studio.editor, self.top_bar.title)
        self.tool_strip = ToolStrip(self.actions_by_id)
        self.side_panel = SidePanel(
            [
                [
                    self.navigator_panel,
                    self.selection_panel,
                    self.style_panel,
                    self.stamp_panel,
                    self.brush_panel,
                    self.preset_panel,
                    self.hand_panel,
                    self.history_panel,
                ],
                [self.generator_panel, self.brush_space_panel],
                [self.optimizer_panel],
                [self.live_panel],
            ],
            docked={PAINT: self.layer_panel},
        )
        self.stack = QStackedWidget()
        for page in (self.start_page, self.canvas, self.generator_room, self.live_stage):
            self.stack.addWidget(page)
        self.status = StatusBar()
        self.messages = MessageBar(icons, self.stack)
        self.explore_desk = generator_desk(self)
        self.brush_desk = brush_desk(self)
        self._lay_out()
        self._give_tab_to_the_picture()
        self.states = ActionStates(self)
        self.optimizer_panel.to_brush.clicked.connect(self.actions_by_id["fit_brush"].trigger)
        self.found_ways = FoundWays(self)

    def mode_paint(self, _on: bool = True) -> None:
        """Shows the canvas."""
        raise NotImplementedError

    def mode_generate(self, _on: bool = True) -> None:
        """Shows the generator."""
        raise NotImplementedError

    def keep_picture(self) -> None:
        """Keeps what is in hand among the favourites, in the room that is shown."""
        stage = self.rooms.currentWidget()
        if isinstance(stage, ExploreStage) and stage.isVisible():
            stage.keep_shown()

    def explore_brushes(self, _on: bool = True) -> None:
        """Shows the room in which brushes are looked for."""
        self.rooms.show_room(BRUSHES)
        self.mode_generate()

    def show_panels(self, on: bool) -> None:
        """Shows or hides everything but the picture."""
        raise NotImplementedError

    def _other_tools(self) -> dict[str, CanvasTool]:
        selections, layers = self.editor.selections, self.editor.layers
        dragged = [name for name in SELECTING if name not in (POLYGON, WAND)]
        selecting = {name: SelectTool(selections, name.removeprefix("select_"), self) for name in dragged}
        fading = {name: GradientTool(layers, name.removeprefix("gradient_"), self) for name in GRADIENTS}
        return {
            **selecting,
            POLYGON: PolygonTool(selections, self),
            WAND: WandTool(selections, self),
            **fading,
            PLACE: PlaceTool(self.editor.placing, self),
        }

    def _lay_out(self) -> None:
        self.panel_splitter = PanelSplitter(self.stack, self.side_panel)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.tool_strip)
        middle.addWidget(self.panel_splitter, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(whole)

    def _give_tab_to_the_picture(self) -> None:
        # Tab hides the panels while the picture has the keyboard; among the controls it goes to the next one.
        panels = self.actions_by_id["panels"]
        panels.setChecked(True)
        self.removeAction(panels)
        panels.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.stack.addAction(panels)
