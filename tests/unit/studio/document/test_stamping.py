"""Strokes that lay generated pictures: evenly, in order, softly, and the same again from their record."""

from __future__ import annotations

import numpy as np
import pytest

from studio.document.brush import Brush
from studio.document.curve import Curve
from studio.document.document import Document
from studio.document.edits import edits_from_json, edits_to_json
from studio.document.layers import PaintLayer
from studio.document.pen import Dynamic, StrokePoint
from studio.document.replay import replay
from studio.document.stack import LayerError
from studio.document.stamp import PictureAt, Stamp
from studio.document.stroke import Stroke
from studio.document.symmetry import Symmetry
from studio.engine.compositor import composite
from tests.helpers.documents import photo

STAMP = Stamp("tiny", (0.5, -1.0), spacing=1.0, scatter=0.0, seed=3)
BRUSH = Brush(size_px=40, hardness=1.0)


def level_at(number: int) -> np.ndarray:
    """A picture of one grey for each dab."""
    return np.full((16, 16, 3), 10 + number * 20 % 200, np.uint8)


def drawn(
    stamp: Stamp = STAMP, brush: Brush = BRUSH, pictures: PictureAt = level_at, **given: object
) -> tuple[Document, Stroke]:
    document = Document(photo(400, 200))
    stroke = document.begin_stamp(stamp, brush, pictures, **given)  # type: ignore[arg-type]
    for x in (50, 90, 170, 260):
        stroke.add(StrokePoint(x, 100))
    stroke.finish()
    [edit] = [each for each in document.edits if isinstance(each, Stroke)]
    return document, edit


def seen(document: Document) -> np.ndarray:
    return composite(document, document.box, lambda _choice, _tile: None).picture


def test_dabs_lie_evenly_and_show_one_picture_after_the_other() -> None:
    document, edit = drawn()
    [layer] = document.layers
    assert isinstance(layer, PaintLayer)
    assert edit.dabs == 6
    picture = seen(document)
    for number in range(6):
        assert picture[100, 50 + 40 * number].tolist() == [10 + 20 * number] * 3
    assert np.array_equal(picture[:70], document.base[:70])


def test_one_undo_takes_the_stroke_and_its_new_layer() -> None:
    document, _ = drawn()
    with_it = seen(document)
    document.undo()
    assert document.layers == ()
    document.redo()
    assert np.array_equal(seen(document), with_it)


@pytest.mark.parametrize("hardness", [0.0, 0.6])
def test_a_soft_brush_has_soft_dabs(hardness: float) -> None:
    document, _ = drawn(brush=Brush(size_px=40, hardness=hardness))
    mask = document.layers[0].mask.read(document.box)
    assert mask[100, 50] > 250
    assert 0 < mask[100 - 18, 50] < 200


def test_pressure_makes_dabs_smaller_and_fainter() -> None:
    light = Dynamic("pressure", Curve(((0.0, 0.0), (1.0, 1.0))))
    document = Document(photo(400, 200))
    stroke = document.begin_stamp(STAMP, Brush(size_px=80, hardness=1.0, size_by=light), level_at)
    stroke.add(StrokePoint(100, 100, pressure=0.5))
    stroke.finish()
    mask = document.layers[0].mask.read(document.box)
    assert mask[100, 118] == 255
    assert mask[100, 125] == 0
    faint = Document(photo(400, 200))
    stroke = faint.begin_stamp(STAMP, Brush(size_px=80, opacity_by=light), level_at)
    stroke.add(StrokePoint(100, 100, pressure=0.5))
    stroke.finish()
    assert faint.layers[0].mask.read(faint.box)[100, 100] == pytest.approx(128, abs=1)


def test_a_later_dab_lies_over_an_earlier_one() -> None:
    document, _ = drawn(Stamp("tiny", (1.0,), spacing=0.5))
    picture = seen(document)
    # In the middle of two dabs, where both cover, the second one is seen.
    assert picture[100, 60].tolist() == [30] * 3


def test_a_picture_turns_with_the_stroke() -> None:
    half = np.zeros((16, 16, 3), np.uint8)
    half[:, 8:] = 250  # Bright in front.

    def downward(stamp: Stamp) -> np.ndarray:
        document = Document(photo(200, 300))
        stroke = document.begin_stamp(stamp, BRUSH, lambda _number: half)
        stroke.add(StrokePoint(100, 40))
        stroke.add(StrokePoint(100, 200))
        stroke.finish()
        return seen(document)

    turned, level = (
        downward(Stamp("t", (1.0,), spacing=1.0, turns=True)),
        downward(Stamp("t", (1.0,), spacing=1.0)),
    )
    assert turned[130, 100, 0] > 200
    assert turned[111, 100, 0] < 50
    assert level[120, 110, 0] > 200
    assert level[120, 90, 0] < 50


def test_scatter_is_seeded() -> None:
    scattered = Stamp("tiny", (1.0,), spacing=1.0, scatter=0.8, seed=5)
    one, again = seen(drawn(scattered)[0]), seen(drawn(scattered)[0])
    assert np.array_equal(one, again)
    other = Stamp("tiny", (1.0,), spacing=1.0, scatter=0.8, seed=6)
    assert not np.array_equal(one, seen(drawn(other)[0]))
    jitters = np.array([scattered.jitter(number) for number in range(300)])
    assert (np.hypot(*jitters.T) <= 1).all()
    assert np.abs(jitters.mean(axis=0)).max() < 0.1


def test_pictures_that_come_late_change_nothing() -> None:
    ready: set[int] = set()
    document = Document(photo(400, 200))
    stroke = document.begin_stamp(STAMP, BRUSH, lambda number: level_at(number) if number in ready else None)
    for x in (50, 90, 170, 260):
        stroke.add(StrokePoint(x, 100))
    assert stroke.waiting == 6
    told: list[object] = []
    document.changed.append(told.append)
    for number in (1, 0, 3, 2, 5, 4):
        ready.add(number)
        stroke.lay_ready()
    assert stroke.waiting == 0
    assert told
    stroke.finish()
    assert np.array_equal(seen(document), seen(drawn()[0]))


def test_what_had_not_come_when_it_ended_is_no_part_of_it_and_is_not_painted_again() -> None:
    document, edit = drawn(pictures=lambda number: level_at(number) if number < 4 else None)
    assert edit.dabs == 4
    [again] = edits_from_json(edits_to_json([edit]))
    assert again == edit
    other = Document(document.base)
    replay(other, [again], lambda _: document.base, stamps_of=lambda _stamp: level_at)
    assert np.array_equal(seen(other), seen(document))


def test_a_stroke_is_the_same_again_with_everything_on() -> None:
    stamp = Stamp("tiny", (0.1, 0.2), spacing=0.3, scatter=0.4, turns=True, seed=9, first=17)
    brush = Brush(size_px=33, hardness=0.3, opacity=0.7, flow=0.6, size_by=Dynamic("pressure"))
    document, edit = drawn(stamp, brush, symmetry=Symmetry("both", 200, 100))
    [again] = edits_from_json(edits_to_json([edit]))
    other = Document(document.base)
    replay(other, [again], lambda _: document.base, stamps_of=lambda _stamp: level_at)
    assert np.array_equal(seen(other), seen(document))
    assert edit.stamp == stamp


def test_it_keeps_to_the_selection_and_goes_on_in_a_layer_for_paint() -> None:
    document = Document(photo(400, 200))
    paint = document.add_layer()
    document.select("rectangle", ((0, 0), (100, 200)))
    stroke = document.begin_stamp(STAMP, BRUSH, level_at, layer=paint)
    for x in (50, 260):
        stroke.add(StrokePoint(x, 100))
    stroke.finish()
    assert document.layers == (paint,)
    assert not paint.mask.read(document.box)[:, 101:].any()
    document.undo()
    assert not paint.mask.tiles
    document.change_layer(paint, locked=True)
    with pytest.raises(LayerError):
        document.begin_stamp(STAMP, BRUSH, level_at, layer=paint)


def test_a_cancelled_stroke_leaves_nothing() -> None:
    document = Document(photo(400, 200))
    stroke = document.begin_stamp(STAMP, BRUSH, level_at)
    stroke.add(StrokePoint(50, 100))
    stroke.cancel()
    assert document.layers == ()
    assert np.array_equal(seen(document), document.base)


@pytest.mark.parametrize(
    "values",
    [{"model": ""}, {"latent": []}, {"latent": [float("nan")]}, {"drift": 2}, {"spacing": 0}, {"scatter": -1},
     {"seed": -1}, {"first": -1}, {"truncation": float("inf")}],
)  # fmt: skip
def test_a_stamp_that_cannot_be_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="stamp"):
        Stamp.from_json({**STAMP.to_json(), **values})
