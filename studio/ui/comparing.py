"""Before and after: the photo in place of the painting, for as long as a key is held or until it is switched off,
or both on the sides of a line.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from studio.ui.canvas.surface import CanvasSurface
from studio.ui.canvas.view import CanvasView
from studio.ui.editor import Editor


class Comparing(QObject):
    """Says what the canvas shows of the open document.

    Attributes:
        before: whether the photo is shown as it was.
        split: whether it is shown on the left of a line.
    """

    changed = Signal()

    def __init__(self, editor: Editor, canvas: CanvasView) -> None:
        super().__init__(editor)
        self._editor = editor
        self._canvas = canvas
        self._held = False
        self.before = False
        self.split = False
        # Nobody can paint on what is not shown.
        editor.stroke_begun.connect(lambda: self.show_before(False))

    @property
    def surface(self) -> CanvasSurface:
        """What is to be shown of the document that is open."""
        painting = self._editor.painting
        assert painting is not None
        return painting.before if self._held or self.before else painting.after

    def show_before(self, on: bool) -> None:
        """Shows the photo as it was, or the painting."""
        if on != self.before:
            self.before = on
            self.follow()

    def show_split(self, on: bool) -> None:
        """Shows the photo on the left of a line and the painting on its right, or the painting alone."""
        if on != self.split:
            self.split = on
            self.follow()

    def hold(self, on: bool) -> None:
        """Shows the photo while a key is held."""
        if on != self._held:
            self._held = on
            self.follow()

    def follow(self) -> None:
        """Shows what is to be shown."""
        painting = self._editor.painting
        if painting is not None:
            whole = self._held or self.before
            self._canvas.split_with(painting.before if self.split and not whole else None)
            self._canvas.swap_surface(self.surface)
        self.changed.emit()
