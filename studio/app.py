"""The composition root: builds the catalog, the models, the queues and the window, and runs them."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

# On Windows onnxruntime must be loaded before Qt.
import onnxruntime  # noqa: F401

from exports.catalog import Catalog
from studio.ui.display import why_no_window

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from studio.ui.window import MainWindow
    from studio.workers.queue import Queues

SAMPLE_PICTURE = Path(__file__).parent / "assets" / "sample.jpg"
_QIMAGE_LIMIT_MB = 2048

log = logging.getLogger(__name__)


@dataclass
class Application:
    """What `build` made."""

    window: MainWindow
    queues: Queues

    def close(self) -> None:
        """Ends all work."""
        self.window.studio.autosave.stop()
        self.window.editor.exploring.remember()
        self.window.studio.living.finish()
        self.queues.close()

    def tell_unexpected(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Shows an error that nobody foresaw instead of hiding it; the details go to the log."""
        log.error("Unexpected error", exc_info=(kind, error, trace))
        if isinstance(error, Exception):
            from studio.ui.jobs import sentence

            self.window.editor.failed.emit(sentence(error))


def run(picture: Path | None = None, *, model_folders: Sequence[Path] = ()) -> int:
    """Opens the studio, with a picture if one is named, until its window is closed. Returns the exit code."""
    trouble = why_no_window(sys.platform, os.environ)
    if trouble is not None:
        print(f"pinxit: {trouble}", file=sys.stderr)
        return 1

    from PySide6.QtWidgets import QApplication

    from studio.ui.ending import Ending

    qt = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(qt, QApplication)
    application = build(qt, Catalog(model_folders))
    sys.excepthook = application.tell_unexpected
    ending = Ending(application.window, lambda: qt.exit(0))
    application.window.show()
    if picture is not None:
        application.window.files.open(picture)
    try:
        return qt.exec()
    finally:
        ending.close()
        application.close()


def build(
    qt: QApplication,
    catalog: Catalog,
    settings_folder: Path | None = None,
    state_folder: Path | None = None,
) -> Application:
    """Builds every long-lived object of the studio and wires them.

    Args:
        qt: the application of this process.
        catalog: the models and styles.
        settings_folder: where keys, brush presets, recent files and the last session are kept; None is the place that
            the system intends for it.
        state_folder: where open documents are kept safe from crashes; None likewise.
    """
    from platformdirs import user_config_path, user_state_path
    from PySide6.QtGui import QImageReader

    from studio.media.recovery import Recovery
    from studio.ui.animating import Animating
    from studio.ui.appearance import Appearance
    from studio.ui.autosave import Autosave
    from studio.ui.editor import Editor
    from studio.ui.export_habits import ExportMemory
    from studio.ui.finding import Finding
    from studio.ui.fitting import Fitting
    from studio.ui.found import Found
    from studio.ui.generating import Generating
    from studio.ui.iconset import IconSet
    from studio.ui.keymap import Keymap
    from studio.ui.living import Living
    from studio.ui.memory import Memory
    from studio.ui.optimizing import Optimizing
    from studio.ui.panels.styles import captions
    from studio.ui.preferences import PreferenceStore
    from studio.ui.presets import Presets
    from studio.ui.recent import RecentFiles
    from studio.ui.recovering import Recovering
    from studio.ui.stamping import Stamping
    from studio.ui.studio import Studio
    from studio.ui.style_wandering import StyleWandering
    from studio.ui.styling import Styling
    from studio.ui.theme import Theme
    from studio.ui.training import Training
    from studio.ui.translate import speak
    from studio.ui.window import MainWindow
    from studio.workers.models import ModelLibrary
    from studio.workers.queue import Queues
    from studio.workers.trainer import Trainer

    qt.setApplicationName("Pinxit")
    qt.setDesktopFileName("pinxit")
    QImageReader.setAllocationLimit(_QIMAGE_LIMIT_MB)
    folder = settings_folder or user_config_path("pinxit", appauthor=False)
    preferences = PreferenceStore(folder / "preferences.json")
    speak(qt, preferences.now.language)
    theme = Theme()
    icons = IconSet(theme)
    queues = Queues.start()
    library = ModelLibrary(catalog)
    cards = catalog.styles()
    memory = Memory(folder / "session.json")
    last = memory.recall()
    appearance = Appearance(qt, theme, icons, last.scheme)
    editor = Editor(library, cards, queues, last.brush.brush, theme.rgb("accent"))
    styling, trainer = Styling(library, queues.tasks), Trainer.found()
    editor.exploring.recall(folder / "explored.zip")
    generating = Generating(library, editor.exploring, queues.explore)
    stamping = editor.layers.stamping = Stamping(generating, editor, library, queues.render)
    sample = SAMPLE_PICTURE if SAMPLE_PICTURE.is_file() else None
    brushes = StyleWandering(library, editor, styling, editor.exploring, queues.explore, sample, captions)
    animating = Animating(generating, editor, library, queues)
    recovery = Recovery((state_folder or user_state_path("pinxit", appauthor=False)) / "recovery")
    autosave = Autosave(editor, queues.tasks, recovery)
    studio = Studio(
        editor=editor,
        autosave=autosave,
        recovering=Recovering(editor, autosave, queues.tasks, recovery),
        generating=generating,
        brushes=brushes,
        animating=animating,
        finding=Finding(generating, queues.tasks),
        found=Found(generating, editor, styling, library, queues.tasks),
        stamping=stamping,
        optimizing=Optimizing(editor, library, queues.tasks),
        styling=styling,
        fitting=Fitting(editor, styling, library, trainer, queues.tasks),
        training=Training(library, trainer, queues.tasks, folder / "training.json", editor),
        living=Living(library, cards, queues.tasks),
        presets=Presets(folder / "brushes", queues.tasks, editor.side_steps),
        queues=queues,
        cards=cards,
        recent=RecentFiles(folder / "recent.json"),
        memory=memory,
        keymap=Keymap(folder / "keys.json"),
        preferences=preferences,
        exports=ExportMemory(folder / "export.json"),
        sample=sample,
        theme=theme,
        icons=icons,
        appearance=appearance,
    )
    return Application(MainWindow(studio, last), queues)
