"""A screen (Xvfb), and a studio in a process of its own that is used with a real mouse and real keys (xdotool)."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

PATIENCE_S = 900
"""How long a busy machine may take for one thing."""

Place = tuple[float, float]


def why_no_desk() -> str | None:
    """Why there can be no screen here; None if there can be one."""
    missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
    return f"{' and '.join(missing)} are not installed" if missing else None


@contextlib.contextmanager
def screen(width_px: int = 1440, height_px: int = 900) -> Iterator[str]:
    """Starts an X server without a monitor. Gives its name, such as ":3"."""
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(write_end),
            "-screen",
            "0",
            f"{width_px}x{height_px}x24",
            "-nolisten",
            "tcp",
        ],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as number:
            yield f":{number.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


class RealStudio:
    """One process of the studio, on a screen, and the hand that uses it.

    Args:
        display: the screen, see `screen`.
        home: a folder for its settings and its autosaves; the next process finds what this one left there.
        opened: a picture or a project to open; None shows the start page.
    """

    def __init__(self, display: str, home: Path, opened: Path | None = None) -> None:
        home.mkdir(exist_ok=True)
        self.home = home
        self._report = home / "report.json"
        self._report.unlink(missing_ok=True)
        folders = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
        own = {name: str(home / name.lower()) for name in folders}
        self._environment = {**os.environ, **own, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        arguments = [] if opened is None else [str(opened)]
        self._log = (home / "studio.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.watched_studio", str(self._report), *arguments],
            env=self._environment,
            stdout=self._log,
            stderr=self._log,
        )
        self.wait("the window", lambda: self._report.exists() and bool(self._windows()))
        self.focus()

    def __enter__(self) -> RealStudio:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()
        self._log.close()

    # ---- what is seen

    def seen(self) -> dict[str, Any]:
        """The newest report, see `tests.helpers.watched_studio`."""
        try:
            return dict(json.loads(self._report.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {"title": "", "active": [], "busy": True, "settled": False, "canvas": None, "buttons": {}}

    def wait(self, what: str, done: Callable[[], bool]) -> None:
        """Waits until something is seen. Raises AssertionError when that takes too long or the studio ended."""
        end = time.monotonic() + PATIENCE_S
        while not done():
            ended = self.process.poll()
            log = (self.home / "studio.log").read_text(encoding="utf-8", errors="replace")
            assert ended is None, f"the studio ended with {ended} before {what}: {log[-2000:]}"
            assert time.monotonic() < end, f"{what} did not come in {PATIENCE_S} s; {self.seen()}"
            time.sleep(0.05)

    def wait_for_picture(self) -> None:
        """Waits until a document is on the canvas and all that is visible is rendered."""
        self.wait("the picture", lambda: self.seen()["canvas"] is not None and bool(self.seen()["settled"]))

    def place(self, across: float, down: float) -> Place:
        """The place on the screen of a share of the canvas, 0..1 each way."""
        x0, y0, x1, y1 = self.seen()["canvas"]
        return x0 + (x1 - x0) * across, y0 + (y1 - y0) * down

    # ---- what is done

    def do(self, *arguments: object) -> None:
        """One call of xdotool."""
        words = ["xdotool", *(str(word) for word in arguments)]
        subprocess.run(words, env=self._environment, check=True, capture_output=True)

    def focus(self) -> None:
        """Gives the newest window of the studio the keyboard: nobody else does, there is no window manager."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self.do("windowfocus", "--sync", self._windows()[-1])

    def key(self, *keys: str) -> None:
        """Presses keys, such as "ctrl+s"."""
        self.do("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        self.do("type", "--clearmodifiers", text)

    def click(self, place: Place) -> None:
        self.do("mousemove", round(place[0]), round(place[1]), "click", 1)

    def press_button(self, starts_with: str) -> None:
        """Clicks the button whose name or text starts so, once it is there."""
        self.wait(f"the button {starts_with}", lambda: self._button(starts_with) is not None)
        box = self._button(starts_with)
        assert box is not None
        self.click(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))

    def press_at(self, place: Place) -> None:
        """Puts the brush down."""
        self.do("mousemove", round(place[0]), round(place[1]), "mousedown", 1)

    def draw_on(self, places: Sequence[Place], step_ms: int = 15) -> None:
        """Draws on through places."""
        moves = [
            word for x, y in places for word in ("mousemove", round(x), round(y), "sleep", step_ms / 1000)
        ]
        self.do(*moves)

    def lift(self) -> None:
        self.do("mouseup", 1)

    def stroke(self, *shares: Place) -> None:
        """A stroke through shares of the canvas."""
        places = [self.place(*share) for share in shares]
        self.press_at(places[0])
        self.draw_on(between(places))
        self.lift()

    def save_as(self, path: Path) -> None:
        """Saves a project for the first time, and waits until it is there."""
        self.key("ctrl+s")
        self.wait("the question where to save", lambda: "Save the project" in self.seen()["active"])
        self.focus()
        self.key("ctrl+a")
        self.type(str(path))
        self.key("Return")
        self.wait("the saved project", path.exists)
        self.focus()

    def kill(self) -> None:
        """Ends it as a crash does: without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    # ---- the house's own

    def _windows(self) -> list[str]:
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return found.stdout.split()

    def _button(self, starts_with: str) -> list[int] | None:
        buttons = self.seen()["buttons"]
        return next((box for name, box in buttons.items() if name.startswith(starts_with)), None)


def between(places: Sequence[Place], steps: int = 12) -> list[Place]:
    """Places along the lines through `places`."""
    found: list[Place] = []
    for (ax, ay), (bx, by) in itertools.pairwise(places):
        found += [(ax + (bx - ax) * n / steps, ay + (by - ay) * n / steps) for n in range(1, steps + 1)]
    return found
