"""Tells the title and the status bar of a window what there is to say of its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from studio.ui.frames import MODES

if TYPE_CHECKING:
    from studio.ui.window_frame import WindowFrame

_GENERATE = MODES[1]


class StatusNews(QObject):
    """Follows the parts of a window.

    Args:
        window: whose title and status bar they are.
    """

    def __init__(self, window: WindowFrame) -> None:
        super().__init__(window)
        self._window, self._editor, self._status = window, window.editor, window.status
        editor = window.editor
        editor.document_changed.connect(self._follow_document)
        editor.history_changed.connect(self._follow_history)
        editor.layers.changed.connect(self._follow_history)
        self._busy: dict[str, str] = {}
        editor.busy_changed.connect(lambda text: self._tell_busy("editor", text))
        editor.preparing_changed.connect(lambda text: self._tell_busy("preparing", text))
        studio = window.studio
        for name, part in (
            ("styling", studio.styling),
            ("generator", studio.generating),
            ("brushes", studio.brushes),
        ):
            part.busy_changed.connect(lambda text, name=name: self._tell_busy(name, text))
        editor.tile_rendered.connect(self._follow_tile)
        window.canvas.view_changed.connect(self._follow_view)
        window.studio.generating.model_changed.connect(lambda _: self.tell_provider())
        window.actions_by_id[_GENERATE].toggled.connect(lambda _: self.tell_provider())
        self._follow_document()

    def tell_provider(self) -> None:
        """Says what runs the networks that are in use."""
        generating, painting = self._window.studio.generating, self._editor.painting
        provider = ""
        if self._window.actions_by_id[_GENERATE].isChecked() and generating.model is not None:
            provider = generating.model.provider
        elif painting is not None:
            provider = ", ".join(sorted({model.provider for model in painting.stylizers.models()}))
        self._status.show_provider(provider)

    def _tell_busy(self, who: str, text: str) -> None:
        """Says what was begun last and is under way still."""
        if not text:
            self._busy.pop(who, None)
        else:
            self._busy[who] = text
        self._status.show_busy(next(reversed(self._busy.values()), ""))

    def _follow_document(self) -> None:
        painting = self._editor.painting
        if painting is None:
            self._status.show_size(0, 0)
            self._status.show_zoom(0)
            self._status.show_turn(0, False)
            self._status.show_tile(0)
        else:
            box = painting.document.box
            self._status.show_size(box.width, box.height)
        self.tell_provider()
        self._follow_history()

    def _follow_history(self) -> None:
        painting = self._editor.painting
        self._status.show_undo(painting.document.history.nbytes if painting is not None else 0)
        name = self._editor.projects.title
        mark = " •" if self._editor.modified else ""
        self._window.top_bar.title.setText(f"{name}{mark}")
        self._window.setWindowTitle(f"{name}{mark} – Pinxit" if name else "Pinxit")

    def _follow_view(self) -> None:
        if self._editor.painting is not None:
            view = self._window.canvas.transform
            self._status.show_zoom(self._window.canvas.zoom)
            self._status.show_turn(view.angle_deg, view.mirrored)

    def _follow_tile(self, duration_ms: float) -> None:
        self._status.show_tile(duration_ms)
        self.tell_provider()
