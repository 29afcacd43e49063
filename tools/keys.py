"""Writes docs/KEYS.md from the table of actions: `python -m tools.keys`. A test says when that is needed."""

from __future__ import annotations

import sys
from pathlib import Path

from studio.ui.actions import GESTURES, MENUS, plain

PAGE = Path(__file__).parent.parent / "docs" / "KEYS.md"
HEAD = """# Keys

These are the keys that Pinxit comes with. *Help ▸ Choose keys…* gives any command other ones, `Ctrl+K` finds a command
by a part of its name, and `F1` shows the keys as they are now. On a Mac, Ctrl is ⌘ and Alt is ⌥.
"""


def page() -> str:
    """The page, made from the table."""
    parts = [HEAD]
    for menu, rows in MENUS.items():
        lines = [
            f"| {_keys(each.shortcuts)} | {each.plain_text} | {each.tip} |"
            for each in rows
            if each is not None
        ]
        parts.append(
            "\n".join([f"## {plain(menu)}", "", "| keys | command | |", "|---|---|---|", *lines, ""])
        )
    gestures = [f"| {gesture} | {text} |" for gesture, text in GESTURES]
    parts.append("\n".join(["## Mouse and pen", "", "| do | and |", "|---|---|", *gestures, ""]))
    return "\n".join(parts)


def _keys(shortcuts: list[str]) -> str:
    return " ".join(f"`{key}`" for key in shortcuts)


def main() -> int:
    """Writes the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
