"""A studio that the system asks to end: it goes without a question, and nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.media.recovery import Recovery
from studio.ui.memory import Memory

STUDIO = """
import sys
from pathlib import Path

import studio.app as app

built = app.build

def build(*arguments, **options):
    from PySide6.QtCore import QTimer

    application = built(*arguments, **options)
    editor = application.window.editor
    timer = QTimer(application.window, interval=20)

    def paint():
        if editor.painting is not None:
            timer.stop()
            editor.set_scale(2.0)
            editor.fill()
            print("painted", flush=True)

    timer.timeout.connect(paint)
    timer.start()
    return application

app.build = build
sys.exit(app.run(Path(sys.argv[1]), model_folders=[Path(sys.argv[2])]))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="signals of Unix")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_keeps_the_work_and_the_window(name: str, tiny_folder: Path, tmp_path: Path) -> None:
    """It comes right after the first change, long before the autosave's turn."""
    picture = tmp_path / "lake.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)).save(picture)
    folders = {
        f"XDG_{kind}_HOME": str(tmp_path / kind.lower()) for kind in ("CONFIG", "STATE", "DATA", "CACHE")
    }
    environment = {**os.environ, **folders, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, "-c", STUDIO, str(picture), str(tiny_folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as studio:
        assert studio.stdout is not None and studio.stderr is not None
        assert studio.stdout.readline() == "painted\n", studio.stderr.read()
        studio.send_signal(getattr(signal, name))
        assert studio.wait(60) == 0, studio.stderr.read()
    remembered = Memory(tmp_path / "config" / "pinxit" / "session.json").recall()
    assert remembered.window
    assert remembered.controls.scale == 2.0
    (left,) = Recovery(tmp_path / "state" / "pinxit" / "recovery").abandoned()
    assert left.about.name == "lake.png"
