"""Every picture of the guide is taken by a script, and there."""

from __future__ import annotations

import re
from pathlib import Path

from tools.guide_pictures import SHOTS

DOCS = Path(__file__).parents[3] / "docs"


def test_the_guide_shows_every_picture_that_the_script_takes_and_each_is_there() -> None:
    shown = re.findall(r"\(images/guide/(\w+)\.webp\)", (DOCS / "GUIDE.md").read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(SHOTS)
    assert sorted(path.stem for path in (DOCS / "images" / "guide").iterdir()) == sorted(SHOTS)
