"""Many photos painted as a document is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exports.catalog import Catalog
from studio.document.document import Document
from studio.engine.cancel import CancelToken
from studio.media.finishing import ExportOptions
from studio.media.writing import save_picture
from studio.workers import batch as batches
from studio.workers.batch import Batch, paint_batch
from studio.workers.models import ModelLibrary
from studio.workers.task import JobContext
from tests.helpers.assertions import assert_sentence
from tests.helpers.documents import photo


def test_a_photo_that_memory_has_no_room_for_does_not_end_the_others(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / name for name in ("a.png", "huge.png", "z.png")]
    for file in files:
        save_picture(file, photo(40, 30))
    export = batches.export_document

    def short_of_memory(view: Any, *rest: Any, **options: Any) -> list[str]:
        if view.name == "huge.png":
            raise MemoryError
        return export(view, *rest, **options)

    monkeypatch.setattr(batches, "export_document", short_of_memory)
    view = Document(np.zeros((30, 40, 3), np.uint8)).view()
    batch = Batch(view, {}, tmp_path / "painted", ".png", ExportOptions())
    library = ModelLibrary(Catalog([tiny_folder], user_folder=tmp_path), provider="cpu", threads=1)
    failures = paint_batch(batch, files, library, JobContext(CancelToken(), lambda _share: None))
    assert sorted(path.name for path in batch.folder.iterdir()) == ["a.png", "z.png"]
    [sentence] = failures
    assert_sentence(sentence, "huge.png")
