"""The studio as `python -m studio` runs it, which also says ten times a second where its widgets are.

`python -m tests.helpers.watched_studio REPORT [PICTURE]`. A test that moves a real mouse reads the report to know where
to press; nothing in the window is done any other way than by mouse and keys.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import studio.app
from studio.__main__ import main

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from studio.app import Application
    from studio.ui.window import MainWindow

INTERVAL_MS = 100


def report_of(window: MainWindow) -> dict[str, Any]:
    """What is seen: the title, what the status bar is busy with, and the boxes of the canvas and of all buttons."""
    from PySide6.QtWidgets import QAbstractButton, QApplication

    places = [
        button for top in QApplication.topLevelWidgets() for button in top.findChildren(QAbstractButton)
    ]
    buttons = {
        button.accessibleName() or button.text(): _box(button) for button in places if button.isVisible()
    }
    painting = window.editor.painting
    return {
        "title": window.windowTitle(),
        "active": [top.windowTitle() for top in QApplication.topLevelWidgets() if top.isVisible()],
        "busy": window.studio.queues.tasks.busy(),
        "settled": painting is not None and painting.settled,
        "canvas": _box(window.canvas) if window.canvas.isVisible() else None,
        "buttons": buttons,
    }


def _box(widget: QWidget) -> list[int]:
    corner = widget.mapToGlobal(widget.rect().topLeft())
    return [corner.x(), corner.y(), corner.x() + widget.width(), corner.y() + widget.height()]


def watch(report: Path) -> None:
    """Makes every window that is built from now on write its report."""
    built = studio.app.build

    def build(*arguments: Any, **options: Any) -> Application:
        from PySide6.QtCore import QTimer

        application = built(*arguments, **options)
        timer = QTimer(application.window, interval=INTERVAL_MS)
        unfinished = report.with_suffix(".part")

        def write() -> None:
            unfinished.write_text(json.dumps(report_of(application.window)), encoding="utf-8")
            unfinished.replace(report)

        timer.timeout.connect(write)
        timer.start()
        return application

    studio.app.build = build


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
    sys.argv[1:] = sys.argv[2:]
    sys.exit(main())
