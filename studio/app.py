"""The composition root: builds the catalog, the models, the queues and the window, and runs them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

# On Windows onnxruntime must be loaded before Qt.
import onnxruntime  # noqa: F401

from exports.catalog import Catalog
from studio.document.brush import Brush

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from studio.ui.window import MainWindow
    from studio.workers.queue import Queues

SAMPLE_PICTURE = Path(__file__).parent / "assets" / "sample.jpg"
DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY")
SCREENLESS_PLATFORMS = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")
_QIMAGE_LIMIT_MB = 2048


@dataclass
class Application:
    """What `build` made."""

    window: MainWindow
    queues: Queues

    def close(self) -> None:
        """Ends all work."""
        self.queues.close()


def run(picture: Path | None = None, *, model_folders: Sequence[Path] = ()) -> int:
    """Opens the studio, with a picture if one is named, until its window is closed. Returns the exit code."""
    if not display_there():
        print(
            "pinxit: There is no display to open a window on; work without one: pinxit --help.",
            file=sys.stderr,
        )
        return 1

    from PySide6.QtWidgets import QApplication

    qt = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(qt, QApplication)
    application = build(qt, Catalog(model_folders))
    application.window.show()
    if picture is not None:
        application.window.files.open(picture)
    try:
        return qt.exec()
    finally:
        application.close()


def display_there() -> bool:
    """Whether Qt would find a screen; it aborts the process where it finds none."""
    if not sys.platform.startswith("linux"):
        return True
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    return platform in SCREENLESS_PLATFORMS or any(os.environ.get(name) for name in DISPLAY_VARIABLES)


def build(qt: QApplication, catalog: Catalog, settings_folder: Path | None = None) -> Application:
    """Builds every long-lived object of the studio and wires them.

    Args:
        qt: the application of this process.
        catalog: the models and styles.
        settings_folder: where the list of recent files lies; None is the place that the system intends for it.
    """
    from platformdirs import user_config_path
    from PySide6.QtGui import QImageReader

    from studio.ui.editor import Editor
    from studio.ui.generating import Generating
    from studio.ui.iconset import IconSet
    from studio.ui.optimizing import Optimizing
    from studio.ui.recent import RecentFiles
    from studio.ui.theme import Theme, apply_theme
    from studio.ui.window import MainWindow, Studio
    from studio.workers.models import ModelLibrary
    from studio.workers.queue import Queues

    qt.setApplicationName("Pinxit")
    qt.setDesktopFileName("pinxit")
    QImageReader.setAllocationLimit(_QIMAGE_LIMIT_MB)
    theme = Theme()
    apply_theme(qt, theme)
    queues = Queues.start()
    library = ModelLibrary(catalog)
    cards = catalog.styles()
    brush = Brush(size_px=160, hardness=0.5)
    folder = settings_folder or user_config_path("pinxit", appauthor=False)
    studio = Studio(
        editor=Editor(library, cards, queues, brush, theme.rgb("accent")),
        generating=Generating(library, queues.tasks),
        optimizing=Optimizing(library, queues.tasks),
        queues=queues,
        cards=cards,
        recent=RecentFiles(folder / "recent.json"),
        sample=SAMPLE_PICTURE if SAMPLE_PICTURE.is_file() else None,
        theme=theme,
        icons=IconSet(theme),
    )
    return Application(MainWindow(studio, brush), queues)
