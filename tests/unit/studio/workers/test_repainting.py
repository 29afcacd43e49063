"""Paintings that are painted again after their recipe, which may come from anybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from exports.catalog import Catalog
from exports.errors import ModelError
from studio.document.document import Document, picture_digest
from studio.engine.cancel import CancelToken
from studio.media.errors import PictureError
from studio.media.openraster import open_project, save_project
from studio.media.provenance import from_text
from studio.media.reading import open_picture
from studio.media.writing import save_picture
from studio.workers.models import ModelLibrary
from studio.workers.repainting import repaint
from studio.workers.task import JobContext
from tests.helpers.assertions import assert_sentence
from tests.helpers.documents import photo, sheets_of

LATENT = [0.1] * 8
ADDED = {"do": "add-layer", "position": 0, "choice": None}


def placed(box: list[int] | None = None, **source: Any) -> list[dict[str, Any]]:
    """A picture of the tiny generator on the canvas; `source` says otherwise."""
    described = {"kind": "generator", "model": "tiny-generator", "latent": LATENT, **source}
    return [{"do": "place-picture", "box": box or [5, 5, 25, 25], "source": described}]


def changed(**values: Any) -> list[dict[str, Any]]:
    """A layer for paint, with other attributes."""
    return [ADDED, {"do": "change-layer", "position": 0, **values}]


@pytest.fixture
def library(tiny_folder: Path, tmp_path: Path) -> ModelLibrary:
    return ModelLibrary(Catalog([tiny_folder], user_folder=tmp_path), provider="cpu", threads=1)


def painted_again(library: ModelLibrary, folder: Path, edits: list[dict[str, Any]]) -> Document:
    path = folder / "photo.png"
    save_picture(path, photo(60, 40))
    recipe = {
        "schema": 1,
        "app_version": "0",
        "kind": "document",
        "settings": {},
        "models": {},
        "source": {"name": path.name, "sha256": picture_digest(open_picture(path).pixels)},
        "edits": edits,
    }
    read = from_text(f"pinxit.recipe:{json.dumps(recipe)}", "painting.png")
    assert read is not None
    return repaint(read, path, library, {}, [folder], JobContext(CancelToken(), lambda _share: None))


@pytest.mark.parametrize(
    "edits",
    [
        placed(),
        placed(size_px=40, truncation=0.5),
        placed([-30, -40, 20, 20]),
        changed(opacity=0.5, visible=False, name="Sky", locked=True, blend="multiply"),
        changed(opacity=1),
    ],
)
def test_what_was_painted_again_can_be_saved_and_opened(
    library: ModelLibrary, tmp_path: Path, edits: list[dict[str, Any]]
) -> None:
    view = painted_again(library, tmp_path, edits).view()
    save_project(tmp_path / "again.ora", view, {}, sheets_of(view))
    project, _ = open_project(tmp_path / "again.ora")
    assert len(project.document.layers) == 1


@pytest.mark.parametrize(
    "edits",
    [
        placed(model=None, latent=None),
        [{"do": "place-picture", "box": [0, 0, 9, 9], "source": {"kind": "generator"}}],
        placed(latent=[10**400] * 8),
        placed(size_px=float("inf")),
        placed(size_px=10**400),
        placed(truncation=float("nan")),
        placed(note=float("nan")),
        placed([0, 0, 10**9, 10**9]),
        placed([10**12, 0, 10**12 + 9, 9]),
        placed([0, 0, 9]),
        [*placed(), {"do": "place-layer", "position": 0, "frame": [1_000_000, 5, 20, 20, 0]}],
        changed(opacity="half"),
        changed(opacity=True),
        changed(visible="no"),
        changed(name=7),
        changed(locked=1),
        changed(blend=["multiply"]),
        [ADDED, {"do": "change-layer", "position": "0", "name": "Sky"}],
    ],
)
def test_a_recipe_that_makes_no_sense_is_refused_in_a_sentence(
    library: ModelLibrary, tmp_path: Path, edits: list[dict[str, Any]]
) -> None:
    """Nothing of it gets into a document, which could then not be saved, or not be opened again."""
    with pytest.raises((PictureError, ModelError)) as caught:
        painted_again(library, tmp_path, edits)
    assert_sentence(str(caught.value))
