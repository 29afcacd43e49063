"""Layers by hand: the one in hand is painted on; it is named, locked, blended, moved, doubled, merged and repainted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QColorDialog, QMenu
from pytestqt.qtbot import QtBot

from studio.document.geometry import Box
from studio.document.layers import Layer, PaintLayer, StyleChoice, StyleLayer
from studio.engine.compositor import composite
from studio.ui.panels.layer_list import LayerList
from studio.ui.panels.layer_row import LayerRow
from studio.ui.widgets.field import OverlayField
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

LEFT, NO_MODIFIER = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture(autouse=True)
def opened(hand: Hand, photo: Path, window: MainWindow) -> None:
    hand.open(photo)
    window.tool.change(hardness=1.0, size_px=60)


def looks(window: MainWindow) -> np.ndarray:
    painting = window.editor.painting
    assert painting is not None
    return composite(painting.document.view(), painting.document.box, painting.stylizers.cached).picture


def layers_of(window: MainWindow) -> tuple[Any, ...]:
    assert window.editor.painting is not None
    return window.editor.painting.document.layers


def row_of(window: MainWindow, layer: Layer | None) -> LayerRow:
    return window.layer_panel.list.row_of(LayerList.PHOTO if layer is None else layer.id)


def click(window: MainWindow, layer: Layer | None) -> None:
    QTest.mouseClick(row_of(window, layer), LEFT, NO_MODIFIER, QPoint(120, 20))


@pytest.fixture
def two_layers(hand: Hand, window: MainWindow) -> tuple[StyleLayer, StyleLayer]:
    """Strokes of two styles, one over the other in the middle."""
    hand.stroke((150, 200), (400, 200))
    window.style_panel.shelf.taken.emit("tiny-reed")
    hand.stroke((300, 200), (550, 200))
    lower, upper = layers_of(window)
    return lower, upper


# ---- the layer in hand


def test_a_layer_that_is_clicked_brings_its_style_and_is_painted_on(
    hand: Hand, window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    lower, upper = two_layers
    assert window.layers.layer is upper
    click(window, lower)
    assert window.editor.style == "tiny-brush"
    hand.stroke((150, 350), (300, 350))
    assert layers_of(window) == (lower, upper)
    assert lower.mask.tiles
    assert row_of(window, lower).property("inHand")
    assert not row_of(window, upper).property("inHand")


def test_a_choice_that_is_not_the_layers_begins_one_above_it(
    hand: Hand, window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    lower, upper = two_layers
    click(window, lower)
    window.editor.set_strength(0.5)
    hand.stroke((150, 350), (300, 350))
    bottom, new, top = layers_of(window)
    assert (bottom, top) == (lower, upper)
    assert new.choice.strength == 0.5
    assert window.layers.layer is new


def test_the_eraser_takes_from_the_layer_in_hand_and_with_the_photo_in_hand_from_all(
    hand: Hand, window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    lower, upper = two_layers
    spot = (slice(195, 205), slice(340, 350))
    window.tool.toggle_eraser()
    hand.stroke((345, 200), (350, 200))
    assert not upper.mask.read(upper.mask.box)[spot].any()
    assert lower.mask.read(lower.mask.box)[spot].all()
    click(window, None)
    hand.stroke((345, 200), (350, 200))
    assert not lower.mask.read(lower.mask.box)[spot].any()


def test_page_up_and_down_take_the_layers_and_the_photo(
    window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    lower, upper = two_layers
    for key, expected in (
        (Qt.Key.Key_PageDown, lower),
        (Qt.Key.Key_PageDown, None),
        (Qt.Key.Key_PageDown, None),
        (Qt.Key.Key_PageUp, lower),
        (Qt.Key.Key_PageUp, upper),
    ):
        QTest.keyClick(window.canvas, key)
        assert window.layers.layer is expected


def test_what_is_in_hand_goes_with_undo_to_a_neighbour(
    window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    window.editor.undo()
    assert window.layers.layer is two_layers[0]
    window.editor.undo()
    assert window.layers.layer is None
    window.editor.redo()
    assert layers_of(window) == (two_layers[0],)


# ---- names, locks, blending


def test_a_layer_is_renamed_in_its_place(
    window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer], qtbot: QtBot
) -> None:
    lower, _ = two_layers
    row = row_of(window, lower)
    style = row.title.text()
    QTest.mouseDClick(row, LEFT, NO_MODIFIER, QPoint(120, 20))
    [field] = row.findChildren(OverlayField)
    QTest.keyClicks(field, "Big sky")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert lower.name == "Big sky"
    assert row.title.text() == "Big sky"
    assert row.detail.text().startswith(style)
    window.editor.undo()
    assert lower.name == ""


def test_escape_leaves_the_name_as_it_was(
    window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    window.actions_by_id["rename"].trigger()
    [field] = row_of(window, two_layers[1]).findChildren(OverlayField)
    QTest.keyClicks(field, "b")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert two_layers[1].name == ""
    assert not field.isVisible()


def test_a_locked_layer_refuses_the_brush_and_says_so(
    hand: Hand, window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    lower, upper = two_layers
    row_of(window, upper).lock.click()
    assert upper.locked
    before = looks(window)
    hand.stroke((150, 100), (300, 100))
    assert np.array_equal(looks(window), before)
    assert window.messages.isVisible()
    hand.trigger("remove")
    hand.trigger("layer_down")
    hand.trigger("merge")
    assert layers_of(window) == (lower, upper)
    hand.trigger("lock")
    assert not upper.locked


def test_a_hidden_layer_is_not_painted_on(
    hand: Hand, window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    row_of(window, two_layers[1]).eye.click()
    before = looks(window)
    hand.stroke((150, 100), (300, 100))
    assert np.array_equal(looks(window), before)
    assert len(layers_of(window)) == 2


def test_the_blend_mode_and_the_opacity_of_the_layer_in_hand(
    hand: Hand, window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    panel, (lower, upper) = window.layer_panel, two_layers
    before = looks(window)
    panel.blend.setCurrentIndex(panel.blend.findData("difference"))
    panel.blend.activated.emit(panel.blend.currentIndex())
    assert upper.blend == "difference"
    after = looks(window)
    assert not np.array_equal(after[200, 320:540], before[200, 320:540])
    assert np.array_equal(after[200, 160:260], before[200, 160:260])
    assert "Difference" in row_of(window, upper).detail.text()
    click(window, lower)
    assert panel.blend.currentData() == "normal"
    click(window, upper)
    assert panel.blend.currentData() == "difference"


def test_dragging_the_opacity_shows_at_once_and_is_one_step(
    hand: Hand, window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    slider, (_, upper) = window.layer_panel.opacity, two_layers
    QTest.mousePress(slider, LEFT, NO_MODIFIER, QPoint(150, 10))
    for x in (130, 100, 60):
        QTest.mouseMove(slider, QPoint(x, 10))
    half = upper.opacity
    assert half < 1
    QTest.mouseRelease(slider, LEFT, NO_MODIFIER, QPoint(60, 10))
    assert upper.opacity == half
    window.editor.undo()
    assert upper.opacity == 1
    assert slider.number == 1


# ---- the stack


def drag(window: MainWindow, layer: Layer, onto: LayerRow, *, below: bool) -> None:
    row = row_of(window, layer)
    start = QPoint(120, 20)
    end = row.mapFromGlobal(onto.mapToGlobal(QPoint(120, onto.height() - 3 if below else 3)))
    QTest.mousePress(row, LEFT, NO_MODIFIER, start)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(row, start + (end - start) * share)
    QTest.mouseRelease(row, LEFT, NO_MODIFIER, end)


def test_layers_are_dragged_to_another_place(
    hand: Hand, window: MainWindow, qtbot: QtBot, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    lower, upper = two_layers
    above, below = row_of(window, upper), row_of(window, lower)
    photo = window.layer_panel.list.photo
    qtbot.waitUntil(lambda: above.y() < below.y() < photo.y())
    before = looks(window)
    drag(window, upper, below, below=True)
    assert layers_of(window) == (upper, lower)
    assert not np.array_equal(looks(window), before)
    qtbot.waitUntil(lambda: below.y() < above.y() < photo.y())
    drag(window, upper, below, below=False)
    assert layers_of(window) == (lower, upper)
    qtbot.waitUntil(lambda: above.y() < below.y() < photo.y())
    drag(window, upper, row_of(window, upper), below=True)
    assert layers_of(window) == (lower, upper)


def test_layers_are_moved_with_keys(window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]) -> None:
    lower, upper = two_layers
    QTest.keyClick(window.canvas, Qt.Key.Key_PageDown, CTRL)
    assert layers_of(window) == (upper, lower)
    QTest.keyClick(window.canvas, Qt.Key.Key_PageUp, CTRL)
    assert layers_of(window) == (lower, upper)


def test_ctrl_j_doubles_and_shift_delete_removes(
    window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_J, CTRL)
    lower, upper, twin = layers_of(window)
    assert twin.choice == upper.choice
    assert window.layers.layer is twin
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert layers_of(window) == (lower, upper)
    assert window.layers.layer is upper


def test_ctrl_e_merges_two_styles_into_what_they_looked_like(
    hand: Hand, window: MainWindow, qtbot: QtBot, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    hand.settle()
    before = looks(window).astype(int)
    QTest.keyClick(window.canvas, Qt.Key.Key_E, CTRL)
    qtbot.waitUntil(lambda: len(layers_of(window)) == 1, timeout=10_000)
    [merged] = layers_of(window)
    assert isinstance(merged, PaintLayer)
    assert window.layers.layer is merged
    assert np.abs(looks(window) - before).max() <= 1
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CTRL)
    assert layers_of(window) == two_layers


def test_a_stroke_that_is_drawn_while_layers_are_merged_goes_on(
    hand: Hand, window: MainWindow, qtbot: QtBot, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    hand.settle()
    begin, end = hand.view(150, 330).toPoint(), hand.view(450, 330).toPoint()
    QTest.keyClick(window.canvas, Qt.Key.Key_E, CTRL)
    QTest.mousePress(window.canvas, LEFT, NO_MODIFIER, begin)
    qtbot.waitUntil(lambda: "merge them again" in window.messages.text, timeout=10_000)
    QTest.mouseMove(window.canvas, end)
    QTest.mouseRelease(window.canvas, LEFT, NO_MODIFIER, end)
    assert layers_of(window) == two_layers
    assert two_layers[1].mask.read(Box(300, 330, 301, 331)).item() == 255


def test_layers_of_one_style_stay_a_style(hand: Hand, window: MainWindow) -> None:
    hand.stroke((150, 200), (400, 200))
    hand.trigger("add_style")
    hand.stroke((300, 200), (550, 200))
    assert len(layers_of(window)) == 2
    before = looks(window).astype(int)
    hand.trigger("merge")
    [merged] = layers_of(window)
    assert isinstance(merged, StyleLayer)
    assert np.abs(looks(window) - before).max() <= 1


def test_the_lowest_layer_has_nothing_to_be_merged_with(hand: Hand, window: MainWindow) -> None:
    hand.stroke((150, 200), (400, 200))
    hand.trigger("merge")
    assert len(layers_of(window)) == 1
    assert window.messages.isVisible()


def test_the_menu_of_a_row_offers_what_can_be_done(
    window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    row = row_of(window, two_layers[0])
    row.menu_asked.emit(row.mapToGlobal(QPoint(10, 10)))
    [menu] = [each for each in window.layer_panel.findChildren(QMenu) if each.isVisible()]
    assert window.actions_by_id["duplicate"] in menu.actions()
    menu.close()


# ---- editing a layer afterwards


def test_a_layer_that_is_edited_gets_other_strokes(
    window: MainWindow, qtbot: QtBot, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    lower, _ = two_layers
    click(window, lower)
    window.layer_panel.editing.click()
    window.brush_panel.seed.edited.emit(7.0)
    qtbot.waitUntil(lambda: lower.choice.seed == 7)
    assert window.brush_panel.seed.number == 7
    window.editor.undo()
    assert lower.choice.seed == 0
    assert window.brush_panel.seed.number == 0


def test_while_a_layer_is_edited_the_settings_repaint_it(
    hand: Hand, window: MainWindow, qtbot: QtBot, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    lower, upper = two_layers
    click(window, lower)
    window.layer_panel.editing.click()
    before = looks(window)
    window.editor.set_strength(0.4)
    qtbot.waitUntil(lambda: lower.choice.strength == 0.4)
    hand.settle()
    after = looks(window)
    assert not np.array_equal(after[200, 160:260], before[200, 160:260])
    assert np.array_equal(after[200, 340:540], before[200, 340:540])
    window.style_panel.shelf.taken.emit("tiny-reed")
    qtbot.waitUntil(lambda: lower.choice.names == ("tiny-reed",))
    assert layers_of(window) == (lower, upper)
    window.editor.undo()
    assert lower.choice.strength == 0.4
    assert (window.editor.style, window.editor.strength) == ("tiny-brush", 0.4)
    window.editor.undo()
    hand.settle()
    assert np.array_equal(looks(window), before)


def test_a_stroke_right_after_a_change_goes_into_the_edited_layer(hand: Hand, window: MainWindow) -> None:
    hand.stroke((150, 200), (400, 200))
    hand.trigger("edit_layer")
    window.editor.set_scale(2.0)
    hand.stroke((150, 300), (400, 300))
    [layer] = layers_of(window)
    assert layer.choice.scale == 2.0
    assert layer.mask.read(layer.mask.box)[300, 160:390].all()


def test_editing_begins_with_what_the_layer_is(
    window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer], qtbot: QtBot
) -> None:
    window.editor.set_strength(0.3)
    window.actions_by_id["edit_layer"].trigger()
    assert window.editor.strength == two_layers[1].choice.strength != 0.3
    qtbot.wait(300)
    assert len(layers_of(window)) == 2
    assert window.layer_panel.editing.isChecked()


def test_a_layer_whose_style_is_not_on_the_shelf_is_never_repainted_by_accident(
    hand: Hand, window: MainWindow, qtbot: QtBot
) -> None:
    hand.stroke((150, 200), (400, 200))
    hand.trigger("edit_layer")
    document = window.editor.painting.document  # type: ignore[union-attr]
    strange = document.add_layer(StyleChoice.of("from-elsewhere"))
    click(window, strange)
    assert window.messages.isVisible()
    assert not window.layers.editing
    window.layer_panel.editing.click()
    assert not window.layer_panel.editing.isChecked()
    hand.stroke((150, 300), (400, 300))
    qtbot.wait(300)
    assert [layer.choice.names for layer in layers_of(window)] == [
        ("tiny-brush",),
        ("from-elsewhere",),
        ("tiny-brush",),
    ]


def test_undo_just_after_a_setting_changed_takes_that_back_and_nothing_else(
    hand: Hand, window: MainWindow, qtbot: QtBot, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    lower, upper = two_layers
    choices = [layer.choice for layer in two_layers]
    hand.trigger("edit_layer")
    window.editor.set_strength(0.4)
    window.editor.undo()
    qtbot.wait(300)
    assert layers_of(window) == (lower, upper)
    assert [layer.choice for layer in layers_of(window)] == choices
    window.editor.redo()
    assert upper.choice.strength == 0.4
    assert lower.choice == choices[0]


def test_a_setting_that_changes_under_a_stroke_waits_for_its_end(
    hand: Hand, window: MainWindow, qtbot: QtBot, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    _, upper = two_layers
    hand.trigger("edit_layer")
    begin, end = hand.view(150, 330).toPoint(), hand.view(450, 330).toPoint()
    QTest.mousePress(window.canvas, LEFT, NO_MODIFIER, begin)
    window.editor.set_strength(0.4)
    qtbot.wait(400)
    QTest.mouseMove(window.canvas, end)
    QTest.mouseRelease(window.canvas, LEFT, NO_MODIFIER, end)
    assert upper.mask.read(Box(440, 330, 441, 331)).item() == 255
    qtbot.waitUntil(lambda: upper.choice.strength == 0.4, timeout=5000)
    window.editor.undo()
    assert upper.choice.strength != 0.4
    assert upper.mask.read(Box(440, 330, 441, 331)).item() == 255


# ---- plain paint


def test_colour_is_laid_picked_and_erased_on_a_paint_layer(hand: Hand, window: MainWindow) -> None:
    clean = looks(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert window.layer_panel.color.isVisible()
    window.layers.set_color((10, 200, 30))
    hand.stroke((150, 200), (400, 200))
    painted = looks(window)
    assert (painted[200, 160:390] == (10, 200, 30)).all()
    assert np.array_equal(painted[:150], clean[:150])
    place = hand.view(50, 50).toPoint()
    QTest.mouseClick(window.canvas, LEFT, ALT, place)
    assert np.abs(np.array(window.layers.color) - clean[50, 50]).max() <= 6
    assert len(layers_of(window)) == 1
    window.tool.toggle_eraser()
    hand.stroke((150, 200), (400, 200))
    assert np.array_equal(looks(window)[200, 160:390], clean[200, 160:390])


def test_a_colour_is_chosen_in_a_dialog(hand: Hand, window: MainWindow) -> None:
    hand.trigger("add_paint")
    window.layer_panel.color.click()
    [dialog] = window.findChildren(QColorDialog)
    dialog.setCurrentColor(dialog.currentColor().fromRgb(1, 2, 3))
    dialog.accept()
    assert window.layers.color == (1, 2, 3)
    assert "#010203" in window.layer_panel.color.text()


def test_ctrl_return_fills_a_paint_layer_with_the_colour(hand: Hand, window: MainWindow) -> None:
    hand.trigger("add_paint")
    window.layers.set_color((9, 8, 7))
    hand.trigger("run")
    assert (looks(window) == (9, 8, 7)).all()


def test_alt_picks_the_style_under_the_cursor(
    hand: Hand, window: MainWindow, two_layers: tuple[StyleLayer, StyleLayer]
) -> None:
    QTest.mouseClick(window.canvas, LEFT, ALT, hand.view(200, 200).toPoint())
    assert window.layers.layer is two_layers[0]
    assert window.editor.style == "tiny-brush"
    QTest.mouseClick(window.canvas, LEFT, ALT, hand.view(350, 50).toPoint())
    assert window.layers.layer is two_layers[0]
    assert window.messages.isVisible()


# ---- two styles


def test_x_swaps_a_and_b_and_d_goes_back_to_a_alone(window: MainWindow) -> None:
    editor = window.editor
    editor.mix_style("tiny-reed")
    editor.set_mix(0.25)
    QTest.keyClick(window.canvas, Qt.Key.Key_X)
    assert (editor.style, editor.second_style, editor.mix) == ("tiny-reed", "tiny-brush", 0.75)
    QTest.keyClick(window.canvas, Qt.Key.Key_D)
    assert (editor.style, editor.second_style) == ("tiny-reed", "")
    assert editor.choice is not None
    assert editor.choice.weights == (("tiny-reed", 1.0),)


def test_a_mix_is_taken_from_its_layer_as_it_was(hand: Hand, window: MainWindow) -> None:
    window.editor.mix_style("tiny-reed")
    window.editor.set_mix(0.3)
    hand.stroke((150, 200), (400, 200))
    [layer] = layers_of(window)
    window.style_panel.shelf.taken.emit("tiny-brush")
    click(window, layer)
    assert (window.editor.second_style, window.editor.mix) == ("tiny-reed", 0.3)
    assert window.editor.choice == layer.choice


# ---- thumbnails


def test_every_row_gets_a_thumbnail_and_another_one_when_it_changes(
    hand: Hand, window: MainWindow, qtbot: QtBot
) -> None:
    hand.trigger("add_paint")
    [layer] = layers_of(window)
    thumbnail = row_of(window, layer).thumbnail
    qtbot.waitUntil(lambda: thumbnail.image is not None, timeout=5000)
    assert row_of(window, None).thumbnail.image is not None
    empty = thumbnail.image
    assert empty is not None
    window.layers.set_color((255, 0, 0))
    hand.trigger("run")
    qtbot.waitUntil(lambda: is_red(thumbnail.image), timeout=5000)
    assert not is_red(empty)


def test_the_thumbnail_of_a_picture_goes_along_while_it_is_painted(
    hand: Hand, window: MainWindow, qtbot: QtBot
) -> None:
    assert window.editor.painting is not None
    opened = window.editor.painting.document
    grey, red = (np.full((24, 32, 3), color, np.uint8) for color in (90, (255, 0, 0)))
    layer = opened.add_picture(grey, opened.box, {})
    hand.settle()
    thumbnail = row_of(window, layer).thumbnail
    qtbot.waitUntil(lambda: thumbnail.image is not None, timeout=5000)
    assert not is_red(thumbnail.image)
    pixels = np.broadcast_to(red[0, 0], layer.pixels.shape).copy()
    opened.go_on_painting(layer, red, pixels, None)
    qtbot.waitUntil(lambda: is_red(thumbnail.image), timeout=5000)


def test_a_layer_that_comes_back_has_its_thumbnail(hand: Hand, window: MainWindow, qtbot: QtBot) -> None:
    hand.stroke((150, 200), (400, 200))
    [layer] = layers_of(window)
    qtbot.waitUntil(lambda: row_of(window, layer).thumbnail.image is not None, timeout=5000)
    window.editor.undo()
    assert not layers_of(window)
    window.editor.redo()
    assert row_of(window, layer).thumbnail.image is not None


def test_a_layer_of_another_document_has_a_thumbnail_of_its_own(
    hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot
) -> None:
    hand.stroke((150, 200), (400, 200))
    [layer] = layers_of(window)
    qtbot.waitUntil(lambda: row_of(window, layer).thumbnail.image is not None, timeout=5000)
    window.editor.close_document()
    hand.open(photo)
    hand.trigger("add_paint")
    [other] = layers_of(window)
    assert other.id == layer.id
    assert row_of(window, other).thumbnail.image is None


def is_red(image: QImage | None) -> bool:
    assert image is not None
    color = image.pixelColor(image.width() // 2, image.height() // 2)
    return (color.red(), color.green(), color.blue()) == (255, 0, 0)
