"""Starting the studio, with and without a display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.ui.display import why_no_window

SCREEN_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a display")
def test_without_a_display_it_says_so_in_one_sentence() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in SCREEN_VARIABLES}
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from studio.app import run; sys.exit(run())"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("pinxit: There is no display")
    assert done.stderr.count("\n") == 1


def test_a_display_that_does_not_answer_is_named() -> None:
    reason = why_no_window("linux", {"DISPLAY": ":98765"})
    assert reason is not None
    assert ":98765" in reason


@pytest.mark.parametrize(
    ("platform", "environment"),
    [
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}),
        ("darwin", {}),
        ("win32", {}),
    ],
)
def test_elsewhere_nothing_speaks_against_a_window(platform: str, environment: dict[str, str]) -> None:
    assert why_no_window(platform, environment) is None


def test_building_the_studio_imports_no_torch(tmp_path: Path) -> None:
    code = "import studio.app, sys; assert 'torch' not in sys.modules and 'PySide6' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
