"""Finds out whether a window can be opened: Qt ends the whole process where it cannot, so it must not be asked."""

from __future__ import annotations

import ctypes
import re
import socket
from collections.abc import Mapping
from pathlib import Path

SCREENLESS_PLATFORMS = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")
_X11_SOCKETS = Path("/tmp/.X11-unix")


def why_no_window(platform: str, environment: Mapping[str, str]) -> str | None:
    """One sentence that says why no window can be opened; None if nothing speaks against it.

    Args:
        platform: `sys.platform`.
        environment: the variables of the process.
    """
    chosen = re.split("[:;]", environment.get("QT_QPA_PLATFORM", ""))[0]
    if not platform.startswith("linux") or chosen in SCREENLESS_PLATFORMS:
        return None
    display, wayland = environment.get("DISPLAY", ""), environment.get("WAYLAND_DISPLAY", "")
    if not display and not wayland:
        return "There is no display to open a window on; work without one: pinxit --help lists how."
    if wayland:
        return None
    if not _x11_answers(display):
        return f"The display {display} does not answer; check DISPLAY, or work without one: pinxit --help lists how."
    if not _loads("libxcb-cursor.so.0"):
        return "The system library libxcb-cursor0 is missing, which Qt needs; install it and start again."
    return None


def _x11_answers(display: str) -> bool:
    local = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", display)
    if local is None:
        # A display on another machine or of another kind: Qt knows more about it than we do.
        return True
    path = str(_X11_SOCKETS / f"X{local[1]}")
    return any(_connects(address) for address in (path, f"\0{path}"))


def _connects(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            connection.connect(address)
        except OSError:
            return False
        return True


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
