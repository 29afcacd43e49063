"""The map of the code names files that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("room", ["exports", "training"])
def test_every_file_in_the_table_of_a_room_is_there(room: str) -> None:
    section = TEXT.split(f"\n## {room}\n")[1].split("\n### ")[0]
    named = [name for row in section.splitlines() for name in re.findall(r"`([^`]+)`", row.split(" | ")[0])]
    assert len(named) > 20
    assert [name for name in named if not list((ROOT / room).glob(name))] == []
