"""What leaves the live mode: recordings are told of, and a frame becomes a document."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from studio.ui.editor import Editor
from studio.ui.file_desk import FileDesk
from studio.ui.jobs import sentence
from studio.ui.living import Living
from studio.ui.panels.live import LivePanel
from studio.ui.styling import Styling
from studio.ui.translate import tr


class LiveDesk(QObject):
    """Joins the live panel with the studio's documents.

    Args:
        living: the live pictures.
        panel: asks for frames.
        styling: makes new styles.
        editor: takes them, and shows what is told.
        files: asks before work is lost.
    """

    def __init__(
        self,
        living: Living,
        panel: LivePanel,
        styling: Styling,
        editor: Editor,
        files: FileDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._living, self._editor, self._files = living, editor, files
        living.recorded.connect(self._tell_recorded)
        living.failed.connect(lambda error: editor.failed.emit(sentence(error)))
        styling.made.connect(panel.show_new)
        panel.frame_wanted.connect(self._paint_on_frame)

    def _tell_recorded(self, path: Path) -> None:
        self._editor.noticed.emit(tr("Recorded: {name}").format(name=path.name))

    def _paint_on_frame(self) -> None:
        frame, title = self._living.frame(), self._living.title
        if frame is not None:
            self._files.before_losing_work(lambda: self._editor.open_pixels(frame, title))
