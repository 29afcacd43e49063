"""The small picture of a document, made anew only where it changed."""

from __future__ import annotations

import numpy as np

from studio.document.document import Document
from studio.document.geometry import EMPTY, Box
from studio.engine.compositor import composite
from studio.engine.overview import Overview


def test_it_follows_what_changed_and_looks_nowhere_else() -> None:
    document = Document(np.full((600, 900, 3), 100, np.uint8))
    overview = Overview(300)
    first = overview.update(document.view(), EMPTY, lambda _choice, _tile: None).copy()
    assert first.shape == (150, 225, 3)
    layer = document.add_layer()
    document.fill(None, layer=layer, color=(250, 0, 0))
    part = Box(300, 10, 400, 20)
    seen = overview.update(document.view(), part, lambda _choice, _tile: None)
    assert (seen[:64, 64:128] == (250, 0, 0)).all()
    assert (seen[64:] == 100).all()
    seen = overview.update(document.view(), document.box, lambda _choice, _tile: None)
    whole = composite(document, document.box, lambda _choice, _tile: None, 4).picture
    assert np.array_equal(seen, whole)
