"""What is found in a generator is painted with: as a layer, renewed, dropped, softened, as a brush, and back again."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from exports.catalog import Catalog
from studio.app import build
from studio.document.exploration import FIRST_SEED
from studio.document.layers import PaintLayer, PictureLayer, StyleLayer
from studio.document.placing import Frame
from studio.document.stroke import Stroke
from studio.engine.latent import from_seed, slerp
from studio.media.provenance import read_recipe
from studio.ui.canvas.toolbox import BRUSH, PLACE
from studio.ui.found import MIME
from studio.ui.frames import GENERATE, PAINT
from studio.ui.generating import Generating
from studio.ui.stamping import Stamping
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand, rendered

LEFT, NONE, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def layer(generating: Generating, hand: Hand, window: MainWindow) -> PictureLayer:
    """The generator's picture as a layer, in hand."""
    hand.trigger("lay_found")
    hand.settle()
    return picture_in_hand(window)


def picture_in_hand(window: MainWindow) -> PictureLayer:
    layer = window.layers.layer
    assert isinstance(layer, PictureLayer)
    return layer


def go_to_seed(generating: Generating, seed: int, qtbot: QtBot) -> None:
    generating.set_seed(seed)
    qtbot.waitUntil(lambda: generating.shown is not None and generating.shown.seed == seed, timeout=20_000)


def test_a_picture_comes_onto_the_canvas_with_its_handles(window: MainWindow, layer: PictureLayer) -> None:
    assert window.mode == PAINT
    assert window.tools.name == PLACE
    assert layer.source["size_px"] == 1024
    assert layer.box.height == 420


def test_it_is_dragged_over_paint_to_where_it_shall_lie(
    generating: Generating, hand: Hand, window: MainWindow, qtbot: QtBot
) -> None:
    dragged: list[QMimeData] = []
    window.found_ways.drag.drag = dragged.append
    view = window.generator_stage.picture
    QTest.mousePress(view, LEFT, NONE, QPoint(30, 30))
    QTest.mouseMove(view, QPoint(90, 90))
    QTest.mouseRelease(view, LEFT, NONE, QPoint(90, 90))
    [data] = dragged
    assert data.hasImage()
    button = window.top_bar.modes["mode_paint"]
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, LEFT, NONE)
    QApplication.sendEvent(button, enter)
    assert window.mode == PAINT
    place = hand.view(200, 150)
    for event in (
        QDragEnterEvent(place.toPoint(), Qt.DropAction.CopyAction, data, LEFT, NONE),
        QDropEvent(place, Qt.DropAction.CopyAction, data, LEFT, NONE),
    ):
        QApplication.sendEvent(window.canvas, event)
        assert event.isAccepted()
    painting = window.editor.painting
    assert painting is not None
    qtbot.waitUntil(lambda: len(painting.document.layers) == 1, timeout=20_000)
    layer = picture_in_hand(window)
    assert (layer.placement.x, layer.placement.y) == pytest.approx((200, 150), abs=1.5)
    assert layer.box.height == 210
    assert layer.source["latent"] == pytest.approx(list(from_seed(FIRST_SEED, len(layer.source["latent"]))))


def test_what_else_is_dragged_or_broken_lays_nothing(hand: Hand, window: MainWindow, photo: Path) -> None:
    hand.open(photo)
    for raw in (b"", b"[]", b"{}", b'{"kind": "generator", "model": "x"}', b"\xff" * 10):
        data = QMimeData()
        data.setData(MIME, raw)
        window.studio.found.drop(data, (10, 10))
    other = QMimeData()
    other.setText("hello")
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, other, LEFT, NONE)
    QApplication.sendEvent(window.canvas, enter)
    assert not enter.isAccepted()
    assert window.editor.painting is not None
    assert window.editor.painting.document.layers == ()


def test_a_latent_of_another_generator_is_said(
    generating: Generating, window: MainWindow, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setData(MIME, b'{"kind": "generator", "model": "tiny-generator", "latent": [1, 2]}')
    window.studio.found.drop(data, None)
    qtbot.waitUntil(lambda: "no place for this picture" in window.messages.text, timeout=20_000)


def test_arrow_keys_move_it(hand: Hand, window: MainWindow, layer: PictureLayer) -> None:
    x, y = layer.placement.x, layer.placement.y
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)
    QTest.keyClick(window.canvas, Qt.Key.Key_Down, SHIFT)
    assert (layer.placement.x, layer.placement.y) == pytest.approx((x + 1, y + 10), abs=0.6)
    hand.trigger("undo")
    hand.trigger("undo")
    assert (layer.placement.x, layer.placement.y) == (x, y)


def test_soft_edges_are_one_step_and_go_along_when_it_is_moved(
    hand: Hand, window: MainWindow, layer: PictureLayer
) -> None:
    painting = window.editor.painting
    assert painting is not None
    steps = painting.document.history.done_count
    slider = window.layer_panel.picture.feather
    for value in (0.2, 0.9, 0.5):
        slider.edited.emit(value)
    slider.settled.emit(0.5)
    assert painting.document.history.done_count == steps + 1
    assert layer.feather == 0.5
    canvas = layer.mask.read(layer.mask.box)
    assert canvas[5, 350] < 30
    assert canvas[210, 350] == 255
    window.editor.placing.place(Frame(350, 210, 200, 200, 45))
    moved = layer.mask.read(layer.mask.box)
    assert moved[210, 350] == 255
    assert 0 < moved[210, 230] < 200
    hand.trigger("undo")
    hand.trigger("undo")
    assert layer.feather == 0.0
    assert layer.mask.read(layer.mask.box)[5, 350] == 255


def test_a_stroke_over_it_repaints_the_picture(hand: Hand, window: MainWindow, layer: PictureLayer) -> None:
    hand.trigger("brush")
    hand.stroke((300, 200), (420, 220))
    painting = window.editor.painting
    assert painting is not None
    style = painting.document.layers[-1]
    assert isinstance(style, StyleLayer)
    assert style.ground is not None
    with_picture = rendered(window)
    window.layers.change(layer, visible=False)
    hand.settle()
    assert style.ground is None
    without = rendered(window)
    assert np.abs(with_picture.astype(int) - without)[195:215, 310:400].mean() > 4


def test_a_double_click_takes_the_latent_back_and_the_layer_is_renewed(
    generating: Generating, hand: Hand, window: MainWindow, layer: PictureLayer, qtbot: QtBot
) -> None:
    window.editor.placing.place(Frame(350, 210, 200, 120, 20))
    go_to_seed(generating, 77, qtbot)
    assert window.studio.found.origin is None
    QTest.mouseDClick(window.canvas, LEFT, NONE, hand.view(350, 210).toPoint())
    assert window.mode == GENERATE
    qtbot.waitUntil(
        lambda: generating.shown is not None and generating.shown.seed == FIRST_SEED, timeout=20_000
    )
    assert generating.truncation == layer.source["truncation"]
    card = window.generator_panel.found
    assert card.renew.isVisible()
    before, frame = layer.picture, layer.frame
    go_to_seed(generating, 42, qtbot)
    card.renew.click()
    assert window.mode == PAINT
    assert layer.source["seed"] == 42
    assert layer.frame == frame
    assert not np.array_equal(layer.picture, before)
    hand.trigger("undo")
    assert np.array_equal(layer.picture, before)
    assert layer.source["seed"] == FIRST_SEED
    hand.trigger("redo")
    assert layer.source["seed"] == 42


def test_a_mixed_latent_comes_back_with_its_truncation(
    generating: Generating, hand: Hand, window: MainWindow, qtbot: QtBot
) -> None:
    assert generating.model is not None
    size = generating.model.latent_size
    mixed = slerp(from_seed(1, size), from_seed(2, size), 0.5)
    generating.go_to(mixed, "Half")
    generating.set_truncation(0.6)
    qtbot.waitUntil(
        lambda: generating.shown is not None and generating.shown.truncation == 0.6, timeout=20_000
    )
    hand.trigger("lay_found")
    layer = picture_in_hand(window)
    generating.set_truncation(1.2)
    go_to_seed(generating, 9, qtbot)
    hand.trigger("take_back")
    qtbot.waitUntil(
        lambda: generating.shown is not None and np.allclose(generating.shown.latent, mixed), timeout=20_000
    )
    qtbot.waitUntil(lambda: generating.shown is not None and generating.shown.truncation == 0.6)
    assert layer.source["seed"] is None


def test_a_new_document_asks_before_it_takes_the_place_of_work(
    generating: Generating, hand: Hand, window: MainWindow
) -> None:
    hand.trigger("mode_paint")
    hand.stroke((100, 100), (200, 100))
    painting = window.editor.painting
    asked: list[str] = []
    window.files.ask_about_paint = lambda name, _parent: asked.append(name) or "cancel"
    hand.trigger("mode_generate")
    window.generator_panel.found.to_document.click()
    hand.settle()
    assert asked == ["photo.png"]
    assert window.editor.painting is painting


def test_a_layer_without_a_latent_is_said_and_a_missing_generator_too(
    generating: Generating, hand: Hand, window: MainWindow, layer: PictureLayer
) -> None:
    layer.source["model"] = "gone"
    hand.trigger("take_back")
    assert "not installed" in window.messages.text
    window.layers.add_paint()
    hand.trigger("take_back")
    assert "no latent" in window.messages.text


def test_sample_layer_painted_saved_exported_and_opened_again(
    generating: Generating, hand: Hand, window: MainWindow, layer: PictureLayer, tmp_path: Path, qtbot: QtBot
) -> None:
    window.editor.placing.place(Frame(330, 200, 260, 260, 15))
    window.layers.soften(0.4)
    hand.trigger("take_back")
    go_to_seed(generating, 5, qtbot)
    hand.trigger("renew")
    hand.trigger("brush")
    assert window.tools.name == BRUSH
    hand.stroke((250, 150), (400, 250))
    seen = rendered(window)
    first = window.editor.painting
    assert first is not None
    project, exported = tmp_path / "found.ora", tmp_path / "found.png"
    window.editor.projects.save(project)
    window.files.export(exported)
    qtbot.waitUntil(lambda: exported.exists() and project.exists(), timeout=30_000)
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=20_000)
    assert np.array_equal(np.asarray(Image.open(exported).convert("RGB")), seen)

    window.editor.close_document()
    hand.open(project)
    assert np.array_equal(rendered(window), seen)
    [picture, _] = first.document.layers
    opened = window.editor.painting
    assert opened is not None
    again = opened.document.layers[0]
    assert isinstance(again, PictureLayer)
    assert isinstance(picture, PictureLayer)
    assert (again.source, again.feather, again.frame) == (picture.source, 0.4, picture.frame)

    window.editor.close_document()
    hand.open(exported)
    qtbot.waitUntil(window.messages.button.isVisible, timeout=20_000)
    window.messages.button.click()
    qtbot.waitUntil(lambda: "Painted again" in window.messages.text, timeout=20_000)
    hand.settle()
    assert np.array_equal(rendered(window), seen)


def test_a_picture_becomes_a_brush(
    encoder: Path, generating: Generating, hand: Hand, window: MainWindow, qtbot: QtBot
) -> None:
    window.generator_panel.found.brush.click()
    qtbot.waitUntil(lambda: "is a brush now" in window.messages.text, timeout=20_000)
    assert window.editor.style.startswith(f"seed-{FIRST_SEED}-of")
    card = window.editor.library.catalog.style(window.editor.style)
    assert card.licence == "CC0-1.0", "it follows from the generator's card"
    hand.trigger("mode_paint")
    hand.stroke((100, 100), (200, 200))
    style = window.layers.layer
    assert isinstance(style, StyleLayer)
    assert style.choice.names == (window.editor.style,)


# ---- the stamp


@pytest.fixture
def stamping(generating: Generating, window: MainWindow) -> Stamping:
    """The stamp, in hand on the canvas."""
    window.generator_panel.found.stamp.click()
    window.tool.change(size_px=60.0, hardness=1.0)
    return window.studio.stamping


def strokes_of(window: MainWindow) -> list[Stroke]:
    painting = window.editor.painting
    assert painting is not None
    return [edit for edit in painting.document.edits if isinstance(edit, Stroke)]


def test_a_stroke_lays_drifting_pictures_on_a_layer_for_paint(
    stamping: Stamping, hand: Hand, window: MainWindow
) -> None:
    assert window.mode == PAINT
    assert window.stamp_panel.isVisible()
    assert window.actions_by_id["stamp"].isChecked()
    hand.stroke((100, 100), (300, 100), (500, 120))
    layer = window.layers.layer
    assert isinstance(layer, PaintLayer)
    [stroke] = strokes_of(window)
    assert stroke.dabs > 10
    assert stroke.stamp is not None
    picture = rendered(window)
    first, last = picture[85:115, 85:115], picture[105:135, 485:515]
    assert np.abs(first.astype(int) - last).mean() > 3
    hand.stroke((100, 250), (300, 250))
    later = strokes_of(window)[1]
    assert later.stamp is not None
    assert later.stamp.first == stroke.dabs
    hand.trigger("undo")
    hand.trigger("undo")
    assert window.editor.painting is not None
    assert window.editor.painting.document.layers == ()


def test_the_window_never_waits_for_the_generator(
    stamping: Stamping, hand: Hand, window: MainWindow, qtbot: QtBot
) -> None:
    gate = threading.Event()
    window.studio.queues.render.submit(lambda _context: gate.wait(20), key=("gate",), priority=10**6)
    stamping.change(seed=999)  # A walk that nothing was made of yet.
    canvas = window.canvas
    QTest.mousePress(canvas, LEFT, NONE, hand.view(100, 100).toPoint())
    QTest.mouseMove(canvas, hand.view(400, 100).toPoint())
    QTest.mouseRelease(canvas, LEFT, NONE, hand.view(400, 100).toPoint())
    assert strokes_of(window) == []
    gate.set()
    qtbot.waitUntil(lambda: len(strokes_of(window)) == 1, timeout=20_000)
    hand.settle()
    [stroke] = strokes_of(window)
    assert stroke.dabs == 11


def touch(hand: Hand, x: float, y: float) -> None:
    """One touch of the pen, without waiting for what comes of it."""
    QTest.mouseClick(hand.window.canvas, LEFT, NONE, hand.view(x, y).toPoint())


@pytest.mark.parametrize("then", ["stroke", "add_paint", "eraser"])
def test_what_comes_before_the_first_picture_ends_the_touch_that_waits_for_it(
    stamping: Stamping, hand: Hand, window: MainWindow, qtbot: QtBot, then: str
) -> None:
    gate = threading.Event()
    window.studio.queues.render.submit(lambda _context: gate.wait(20), key=("gate",), priority=10**6)
    stamping.change(seed=999)
    assert stamping.stamp is not None
    first = stamping.stamp.first
    touch(hand, 100, 100)
    if then != "stroke":
        hand.trigger(then)
    if then != "add_paint":
        touch(hand, 300, 300)
    gate.set()
    hand.settle()
    assert not window.messages.isVisible()
    painting = window.editor.painting
    assert painting is not None
    if then == "stroke":
        [stroke] = strokes_of(window)
        assert stroke.stamp is not None
        assert stroke.stamp.first == first, "a dab that was never laid counts"
    assert window.layers.layer in (None, *painting.document.layers)


def test_the_eraser_takes_stamps_off_and_a_style_puts_the_stamp_away(
    stamping: Stamping, hand: Hand, window: MainWindow
) -> None:
    hand.stroke((100, 100), (300, 100))
    layer = window.layers.layer
    assert isinstance(layer, PaintLayer)
    hand.trigger("eraser")
    hand.stroke((100, 100), (300, 100))
    assert layer.mask.read(layer.mask.box)[100, 150] == 0
    hand.trigger("brush")
    hand.trigger("next")
    assert not stamping.on
    assert not window.stamp_panel.isVisible()
    window.layers.take(None)
    hand.stroke((100, 300), (300, 300))
    assert isinstance(window.layers.layer, StyleLayer)
    hand.trigger("stamp")
    assert stamping.on


def test_the_panel_sets_the_stamp(stamping: Stamping, window: MainWindow) -> None:
    panel = window.stamp_panel
    panel.drift.edited.emit(0.35)
    panel.spacing.edited.emit(1.2)
    panel.scatter.edited.emit(0.4)
    panel.turns.click()
    panel.anew.click()
    panel.dice.click()
    stamp = stamping.stamp
    assert stamp is not None
    assert (stamp.drift, stamp.spacing, stamp.scatter, stamp.turns, stamping.anew) == (
        0.35,
        1.2,
        0.4,
        True,
        True,
    )
    assert stamp.seed != 1
    panel.leave.click()
    assert not stamping.on


def test_a_stroke_that_begins_anew_shows_the_same_pictures(
    stamping: Stamping, hand: Hand, window: MainWindow
) -> None:
    stamping.set_anew(True)
    hand.stroke((100, 100), (300, 100))
    hand.stroke((100, 250), (300, 250))
    one, other = strokes_of(window)
    assert one.stamp == other.stamp
    picture = rendered(window).astype(int)
    assert np.abs(picture[90:110, 90:310] - picture[240:260, 90:310]).mean() < 4


def test_the_stamp_is_there_in_the_next_session(
    stamping: Stamping,
    window: MainWindow,
    qapp: QApplication,
    tiny_folder: Path,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    stamping.change(drift=0.35, scatter=1.5, turns=True)
    stamping.set_anew(True)
    kept = stamping.stamp
    window.close()
    catalog = Catalog([tiny_folder], user_folder=tmp_path / "user")
    again = build(qapp, catalog, settings_folder=tmp_path / "settings")
    try:
        later = again.window.studio.stamping
        qtbot.waitUntil(lambda: later.stamp is not None, timeout=20_000)
        assert later.stamp == kept
        assert later.anew
        assert not later.on, "the first stroke of a day is a brush's"
        assert later.start is not None
        later.toggle(True)
        assert later.on
        assert later.stamp == kept
    finally:
        again.close()
        again.window.deleteLater()


def test_without_a_picture_the_stamp_says_what_it_needs(hand: Hand, window: MainWindow, photo: Path) -> None:
    hand.open(photo)
    hand.trigger("stamp")
    assert "in the generator first" in window.messages.text
    assert not window.actions_by_id["stamp"].isChecked()


def test_a_stamped_export_is_painted_again_to_the_bit(
    stamping: Stamping, hand: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    stamping.change(scatter=0.3, turns=True, drift=0.2)
    hand.stroke((100, 100), (300, 150), (500, 300))
    hand.stroke((500, 100), (300, 250))
    seen = rendered(window)
    exported = tmp_path / "stamped.png"
    window.files.export(exported)
    qtbot.waitUntil(exported.exists, timeout=20_000)
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=20_000)
    recipe = read_recipe(exported)
    assert recipe is not None
    assert "tiny-generator" in recipe.models
    window.editor.close_document()
    hand.open(exported)
    qtbot.waitUntil(window.messages.button.isVisible, timeout=20_000)
    window.messages.button.click()
    qtbot.waitUntil(lambda: "Painted again" in window.messages.text, timeout=20_000)
    hand.settle()
    assert np.array_equal(rendered(window), seen)


# ---- the other ways


def test_a_painting_on_a_generated_picture_is_opened_again_without_a_photo(
    generating: Generating, hand: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.generator_panel.found.size_box.setCurrentIndex(0)
    before = window.editor.painting
    window.generator_panel.found.to_document.click()
    qtbot.waitUntil(lambda: window.editor.painting is not before, timeout=20_000)
    hand.settle()
    hand.stroke((60, 60), (200, 200))
    seen = rendered(window)
    exported = tmp_path / "flower.png"
    window.files.export(exported)
    qtbot.waitUntil(exported.exists, timeout=20_000)
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=20_000)
    window.editor.close_document()
    hand.open(exported)
    qtbot.waitUntil(window.messages.button.isVisible, timeout=20_000)
    window.messages.button.click()
    qtbot.waitUntil(lambda: "Painted again" in window.messages.text, timeout=20_000)
    hand.settle()
    assert np.array_equal(rendered(window), seen)
    hand.trigger("undo")
    assert window.editor.painting is not None
    assert window.editor.painting.document.layers == ()


def test_what_is_painted_is_found_in_the_generator_and_walked_from(
    hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    hand.stroke((250, 100), (450, 300))
    hand.trigger("mode_generate")
    generating = window.studio.generating
    qtbot.waitUntil(lambda: generating.shown is not None, timeout=20_000)
    with qtbot.waitSignal(window.studio.finding.found, timeout=60_000) as blocker:
        window.generator_panel.finding.painting.click()
    assert blocker.args is not None
    found = blocker.args[0]
    assert np.isfinite(found.latent).all()
    qtbot.waitUntil(
        lambda: generating.shown is not None and np.allclose(generating.shown.latent, found.latent),
        timeout=20_000,
    )
    generating.set_end("A")
    go_to_seed(generating, 8, qtbot)
    generating.set_end("B")
    generating.scrub(0.5)
    a, b = (generating.ends[end].latent for end in "AB")
    qtbot.waitUntil(
        lambda: (
            generating.shown is not None and np.allclose(generating.shown.latent, slerp(a, b, 0.5), atol=1e-5)
        ),
        timeout=20_000,
    )
    assert np.allclose(a, found.latent)
