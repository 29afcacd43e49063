"""The studio is killed in the middle of a stroke and of a save, used with a real mouse on a real screen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.document.document import DocumentView
from studio.document.layers import StyleLayer
from studio.media.openraster import open_project
from studio.media.provenance import read_recipe
from studio.media.sidefile import read_side_file
from tests.helpers.documents import photo
from tests.helpers.real_desk import RealStudio, between, screen, why_no_desk

AUTOSAVED_AFTER_S = 10
"""What the studio promises."""


@pytest.fixture
def display() -> Iterator[str]:
    reason = why_no_desk()
    if reason is not None:
        pytest.skip(f"{reason}; both are needed for a real mouse")
    with screen() as name:
        yield name


def side_files(home: Path) -> list[Path]:
    """The side files of documents that were not saved when a studio ended."""
    root = home / "xdg_state_home" / "pinxit" / "recovery"
    return [path.parent for path in root.glob("*/document.json")]


def covered(view: DocumentView) -> int:
    """How many pixels the paint of all style layers covers."""
    whole = [layer.mask.read(view.box) for layer in view.layers if isinstance(layer, StyleLayer)]
    return int(np.any(np.stack(whole) > 0, axis=0).sum()) if whole else 0


def opened(path: Path) -> DocumentView:
    project, is_ours = open_project(path)
    assert is_ours
    return project.document.view()


@pytest.mark.slow
def test_work_survives_kills_in_a_stroke_and_in_a_save(display: str, tmp_path: Path) -> None:
    home, picture, project = tmp_path / "home", tmp_path / "photo.png", tmp_path / "mine.ora"
    Image.fromarray(photo(900, 600)).save(picture)

    with RealStudio(display, home, picture) as studio:
        studio.wait_for_picture()
        studio.stroke((0.3, 0.3), (0.7, 0.35))
        studio.wait("the mark of unsaved work", lambda: "•" in studio.seen()["title"])
        studio.save_as(project)
        studio.wait("the saved title", lambda: studio.seen()["title"].startswith("mine.ora –"))
        studio.stroke((0.3, 0.5), (0.7, 0.55))
        time.sleep(AUTOSAVED_AFTER_S)
        places = [studio.place(0.3, 0.7), studio.place(0.5, 0.7), studio.place(0.7, 0.7)]
        studio.press_at(places[0])
        studio.draw_on(between(places[:2]))
        studio.kill()
    saved = opened(project)
    assert len(saved.edits) == 1
    [folder] = side_files(home)
    kept = read_side_file(folder).document.view()
    assert len(kept.edits) == 2
    assert covered(kept) > covered(saved)

    with RealStudio(display, home) as studio:
        studio.press_button("mine.ora, Recover")
        studio.wait_for_picture()
        studio.wait("the recovered project", lambda: studio.seen()["title"].startswith("mine.ora •"))
        studio.stroke((0.3, 0.9), (0.7, 0.85))
        before = project.read_bytes()
        studio.key("ctrl+s")
        time.sleep(0.15)
        studio.kill()
    after = opened(project)
    assert len(after.edits) in (1, 3)
    assert project.read_bytes() == before or len(after.edits) == 3

    # A save that was done before the kill leaves nothing to recover, though its side file may still lie there.
    saved_in_time = len(after.edits) == 3
    with RealStudio(display, home, project if saved_in_time else None) as studio:
        if not saved_in_time:
            studio.press_button("mine.ora, Recover")
        studio.wait_for_picture()
        studio.key("ctrl+shift+e")
        studio.wait("the export dialog", lambda: "Export" in studio.seen()["active"])
        studio.focus()
        studio.key("Return")
        exported = project.with_name("mine painted.png")
        studio.wait("the exported picture", exported.exists)
    with Image.open(exported) as image:
        assert image.size == (900, 600)
        pixels = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(pixels - photo(900, 600)).max() > 30
    recipe = read_recipe(exported)
    assert recipe is not None
    assert len(recipe.edits) >= 2
