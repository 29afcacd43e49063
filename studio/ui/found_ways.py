"""The ways between the generator and the canvas, as the window goes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from studio.ui.canvas.toolbox import PLACE
from studio.ui.found_drag import CanvasDrop, SpringLoaded
from studio.ui.jobs import sentence
from studio.ui.latent_mime import LatentDrag

if TYPE_CHECKING:
    from studio.ui.window_frame import WindowFrame


class FoundWays(QObject):
    """Shows the canvas when a picture was laid there, and the generator when one was taken back.

    Args:
        window: whose pages, tools and actions they are.
    """

    def __init__(self, window: WindowFrame) -> None:
        super().__init__(window)
        self._window = window
        self._found = window.studio.found
        self.drag = LatentDrag(window.generator_stage.picture, lambda _: self._found.mime_data())
        SpringLoaded(window.top_bar.modes["mode_paint"], window.actions_by_id["mode_paint"])
        CanvasDrop(self._found, window.canvas)
        stamping = window.studio.stamping
        stamping.changed.connect(lambda: window.actions_by_id["stamp"].setChecked(stamping.on))
        stamping.failed.connect(lambda error: window.messages.show_error(sentence(error)))
        window.generator_panel.found.stamp.clicked.connect(self._take_stamp)
        self._found.laid.connect(self._show_handles)
        self._found.taken_back.connect(window.mode_generate)
        window.canvas.double_clicked.connect(self._follow_double_click)

    def _take_stamp(self) -> None:
        self._window.studio.stamping.take()
        self._window.mode_paint()
        self._window.tools.take_brush()

    def _show_handles(self) -> None:
        self._window.mode_paint()
        self._window.tools.take(PLACE)
        self._window.canvas.setFocus()

    def _follow_double_click(self) -> None:
        if self._window.tools.name == PLACE and self._found.has_latent(self._window.layers.layer):
            self._window.tools.cancel()
            self._found.take_back()
