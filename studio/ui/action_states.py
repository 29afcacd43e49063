"""Keeps the actions in step with what is: which are possible, which are on, and what undo would take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from studio.document.brush import Brush
from studio.ui.actions import ACTIONS
from studio.ui.appearance import SCHEMES
from studio.ui.canvas.toolbox import BRUSH, TOOLS
from studio.ui.explore.rooms import PICTURES
from studio.ui.frames import GENERATE, LIVE, OPTIMIZE, PAINT
from studio.ui.translate import tr

if TYPE_CHECKING:
    from studio.ui.window_frame import WindowFrame


class ActionStates(QObject):
    """Follows the parts of a window.

    Args:
        window: whose actions they are.
    """

    def __init__(self, window: WindowFrame) -> None:
        super().__init__(window)
        self._window = window
        self._actions = window.actions_by_id
        window.editor.history_changed.connect(self.follow_history)
        window.editor.layers.changed.connect(self.follow_history)
        window.editor.document_changed.connect(self.follow_history)
        window.stack.currentChanged.connect(self.follow_history)
        window.rooms.currentChanged.connect(self.follow_history)
        for stage in (window.generator_stage, window.brush_stage):
            stage.view_shown.connect(self.follow_history)
        window.tool.brush_changed.connect(self._follow_brush)
        window.tool.mirror.changed.connect(self._follow_mirror)
        window.tools.taken.connect(self._follow_tool)
        window.canvas.view_changed.connect(self._follow_view)
        window.comparing.changed.connect(self._follow_comparing)
        window.studio.appearance.changed.connect(self._follow_appearance)
        self.follow_history()
        self._follow_tool(window.tools.name)
        self._follow_mirror()
        self._follow_appearance()

    def follow_history(self) -> None:
        """Offers what is possible now."""
        editor = self._window.editor
        undo, redo = editor.undo_label, editor.redo_label
        # Nothing is taken away where nobody sees it go.
        document, layer = editor.painting is not None, editor.layers.layer is not None
        seen = document and self._window.stack.currentWidget() is self._window.canvas
        there = {
            "document": document,
            "canvas": seen,
            "layer": layer,
            "seen layer": seen and layer,
            "undo": undo is not None,
            "redo": redo is not None,
            **self._rooms(),
        }
        for each in ACTIONS:
            if each.needs:
                self._actions[each.id].setEnabled(there[each.needs])
        self._actions["undo"].setText(
            tr("&Undo {step}").format(step=tr(undo).lower()) if undo else tr("&Undo")
        )
        self._actions["redo"].setText(
            tr("&Redo {step}").format(step=tr(redo).lower()) if redo else tr("&Redo")
        )

    def _rooms(self) -> dict[str, bool]:
        """Which rooms are seen: a key changes nothing in another one, where nobody sees it."""
        mode, rooms = self._window.mode, self._window.rooms
        return {
            "tools": mode in (PAINT, OPTIMIZE),
            "cards": mode == PAINT,
            "styles": mode in (PAINT, LIVE),
            "pair": mode != OPTIMIZE,
            "found": mode == GENERATE,
            "run": mode != GENERATE or rooms.stage.runs,
            "timeline": mode == GENERATE and rooms.currentIndex() == PICTURES,
        }

    def _follow_brush(self, brush: Brush) -> None:
        painting = self._window.tools.name == BRUSH
        self._actions["eraser"].setChecked(painting and brush.eraser)
        self._actions["brush"].setChecked(painting and not brush.eraser)

    def _follow_tool(self, name: str) -> None:
        for each in TOOLS:
            self._actions[each].setChecked(each == name)
        self._follow_brush(self._window.tool.brush)

    def _follow_mirror(self) -> None:
        self._actions["symmetry"].setChecked(self._window.tool.mirror.kind != "none")

    def _follow_view(self) -> None:
        self._actions["mirror"].setChecked(self._window.canvas.transform.mirrored)

    def _follow_comparing(self) -> None:
        self._actions["compare"].setChecked(self._window.comparing.before)
        self._actions["split"].setChecked(self._window.comparing.split)

    def _follow_appearance(self) -> None:
        for scheme in SCHEMES:
            self._actions[f"theme_{scheme}"].setChecked(scheme == self._window.studio.appearance.scheme)
