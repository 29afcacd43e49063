"""The export dialog, the clipboard, dropped pictures and batches."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.document.geometry import Box
from studio.document.layers import PictureLayer
from studio.media.finishing import ExportOptions
from studio.media.profiles import profile_bytes
from studio.media.provenance import read_recipe
from studio.ui.export_dialog import ExportDialog, ExportTarget
from studio.ui.export_habits import ExportHabits, ExportMemory
from studio.ui.theme import Theme
from studio.ui.widgets.pictures import from_qimage, to_qimage
from studio.ui.window import MainWindow
from tests.gui.conftest import HEIGHT, WIDTH, Hand
from tests.helpers.ink_profile import ink_profile


def dialog_of(window: MainWindow) -> ExportDialog:
    window.actions_by_id["export"].trigger()
    [dialog] = [each for each in window.findChildren(ExportDialog) if each.isVisible()]
    return dialog


def choose(dialog: ExportDialog, suffix: str) -> None:
    titles = {".png": "PNG", ".jpg": "JPEG", ".tif": "TIFF", ".webp": "WebP", ".avif": "AVIF"}
    [button] = [each for each in dialog._formats.buttons() if each.text() == titles[suffix]]
    button.click()


def opened(habits: ExportHabits, box: Box, selection: Box | None = None) -> ExportDialog:
    return ExportDialog(Theme(), ExportTarget(Path(), "rain", box, selection), habits)


def pick(dialog: ExportDialog, unit: str, region: str = "all") -> None:
    dialog.region.setCurrentIndex(dialog.region.findData(region))
    dialog.unit.setCurrentIndex(dialog.unit.findData(unit))


def test_a_size_that_reduced_one_picture_enlarges_no_other(qapp: QApplication) -> None:
    dialog = opened(ExportHabits(options=ExportOptions(longest_px=1800)), Box(0, 0, 6000, 4000))
    assert dialog.options.longest_px == 1800
    assert dialog.habits.options.longest_px == 1800
    dialog = opened(dialog.habits, Box(0, 0, 900, 600))
    assert dialog.options.size(900, 600) == (900, 600)


def test_what_kept_its_size_keeps_it_the_next_time(qapp: QApplication) -> None:
    dialog = opened(ExportHabits(), Box(0, 0, 6000, 4000), Box(100, 100, 1937, 900))
    pick(dialog, "longest", "selection")
    assert "1837 × 800 pixels" in dialog.outcome.text()
    dialog = opened(dialog.habits, Box(0, 0, 6000, 4000))
    assert "6000 × 4000 pixels" in dialog.outcome.text()


def test_the_longest_side_follows_the_region(qapp: QApplication) -> None:
    dialog = opened(ExportHabits(), Box(0, 0, 6000, 4000), Box(100, 100, 1900, 900))
    pick(dialog, "longest")
    pick(dialog, "longest", "selection")
    assert dialog.amount.value() == 1800, "the whole one, as before"
    pick(dialog, "longest")
    assert dialog.amount.value() == 6000
    dialog.amount.setValue(2400)
    pick(dialog, "longest", "selection")
    assert dialog.amount.value() == 1800, "it would have been enlarged"
    dialog.amount.setValue(500)
    pick(dialog, "longest")
    assert dialog.amount.value() == 500, "this is what was chosen"


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp", ".avif"])
def test_the_dialog_exports_what_it_says(
    hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot, suffix: str
) -> None:
    hand.open(photo)
    hand.stroke((150, 200), (400, 200))
    dialog = dialog_of(window)
    choose(dialog, suffix)
    dialog.unit.setCurrentIndex(dialog.unit.findData("longest"))
    dialog.amount.setValue(350)
    dialog.profile.setCurrentIndex(dialog.profile.findData("display-p3"))
    dialog.metadata.setCurrentIndex(dialog.metadata.findData("none"))
    assert "350 × 210 pixels" in dialog.outcome.text()
    qtbot.waitUntil(lambda: "about" in dialog.outcome.text(), timeout=20_000)
    target = dialog.path
    dialog.save.click()
    qtbot.waitUntil(target.exists, timeout=20_000)
    with Image.open(target) as image:
        assert image.size == (350, 210)
        assert image.info["icc_profile"] == profile_bytes("display-p3")
    assert read_recipe(target) is not None


def test_the_sample_goes_to_a_folder_that_is_there(
    hand: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = tmp_path / "home" / "Pictures"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(pictures))
    monkeypatch.setattr(Path, "home", lambda: pictures.parent)
    pictures.parent.mkdir()
    window.files.open_sample()
    qtbot.wait_until(lambda: window.editor.painting is not None, timeout=20_000)
    hand.settle()
    dialog = dialog_of(window)
    assert dialog.path.parent == pictures.parent
    dialog.close()
    pictures.mkdir()
    assert dialog_of(window).path.parent == pictures


def test_a_deep_export_of_the_dialog_has_16_bits(
    hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    dialog = dialog_of(window)
    choose(dialog, ".jpg")
    assert not dialog.bits.isEnabled()
    choose(dialog, ".png")
    dialog.bits.setCurrentIndex(dialog.bits.findData("16"))
    target = dialog.path
    dialog.save.click()
    qtbot.waitUntil(target.exists, timeout=20_000)
    assert target.read_bytes()[24] == 16


def test_how_was_exported_is_remembered(hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot) -> None:
    hand.open(photo)
    dialog = dialog_of(window)
    choose(dialog, ".webp")
    dialog.quality.set_number(55)
    dialog.recipe.setChecked(False)
    target = dialog.path
    dialog.save.click()
    qtbot.waitUntil(target.exists, timeout=20_000)
    qtbot.waitUntil(lambda: not dialog_is_open(window))
    again = dialog_of(window)
    assert (again.suffix, again.quality.number, again.recipe.isChecked()) == (".webp", 55, False)
    assert again.save.text() == "Replace"


def dialog_is_open(window: MainWindow) -> bool:
    return any(each.isVisible() for each in window.findChildren(ExportDialog))


@pytest.mark.parametrize(
    "stored",
    ["", "[]", '{"suffix": ".exe", "options": {}}', '{"suffix": ".png", "options": {"quality": "high"}}',
     '{"suffix": ".png", "options": {"profile": "none"}}', '{"suffix": ".png", "options": {"percent": -3.0}}'],
)  # fmt: skip
def test_habits_that_are_not_sound_are_forgotten(tmp_path: Path, stored: str) -> None:
    (tmp_path / "export.json").write_text(stored)
    assert ExportMemory(tmp_path / "export.json").recall() == ExportHabits()


def test_the_region_is_the_selections(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    target = ExportTarget(tmp_path, "x", Box(0, 0, 400, 300), selection=Box(10, 20, 110, 70))
    dialog = ExportDialog(Theme(), target, ExportHabits())
    qtbot.addWidget(dialog)
    assert dialog.options.region is None
    dialog.region.setCurrentIndex(dialog.region.findData("selection"))
    assert dialog.options.region == Box(10, 20, 110, 70)
    assert "100 × 50 pixels" in dialog.outcome.text()
    assert dialog.habits.options.region is None


# ---- the clipboard


def test_the_picture_goes_to_the_clipboard_as_it_looks(
    hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    hand.stroke((150, 200), (400, 200))
    QGuiApplication.clipboard().clear()
    hand.trigger("copy")
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull(), timeout=20_000)
    copied = from_qimage(QGuiApplication.clipboard().image()).astype(int)
    original = np.asarray(Image.open(photo)).astype(int)
    assert copied.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(copied - original)[180:220, 200:380].mean() > 5
    assert np.array_equal(copied[:60], original[:60])


def test_a_pasted_picture_is_a_layer_that_can_be_undone(hand: Hand, window: MainWindow, photo: Path) -> None:
    hand.open(photo)
    green = np.zeros((50, 100, 3), np.uint8)
    green[..., 1] = 200
    QGuiApplication.clipboard().setImage(to_qimage(green))
    hand.trigger("paste")
    painting = window.editor.painting
    assert painting is not None
    [layer] = painting.document.layers
    assert isinstance(layer, PictureLayer)
    assert (layer.picture == [0, 200, 0]).all()
    # In the middle, at its own size.
    assert layer.box == ((WIDTH - 100) // 2, (HEIGHT - 50) // 2, (WIDTH + 100) // 2, (HEIGHT + 50) // 2)
    assert window.layers.layer is layer
    hand.trigger("undo")
    assert painting.document.layers == ()


def test_a_paste_without_a_document_begins_one(window: MainWindow, qtbot: QtBot) -> None:
    image = QImage(40, 30, QImage.Format.Format_ARGB32)
    image.fill(0)
    QGuiApplication.clipboard().setImage(image)
    window.actions_by_id["paste_new"].trigger()
    qtbot.waitUntil(lambda: window.editor.painting is not None)
    assert window.editor.painting is not None
    # What is transparent lies on white.
    assert (window.editor.painting.document.base == 255).all()


def test_an_empty_clipboard_is_said(window: MainWindow) -> None:
    QGuiApplication.clipboard().clear()
    window.actions_by_id["paste"].trigger()
    assert "no picture" in window.messages.text


# ---- dropped pictures


def test_a_picture_dropped_on_a_picture_can_be_a_layer(
    hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    other = tmp_path / "other.png"
    Image.new("RGB", (30, 30), (200, 10, 10)).save(other)
    window.files.drop(other, window.mapToGlobal(window.rect().center()))
    assert window.files.drop_menu is not None
    window.files.drop_menu.actions()[0].trigger()
    painting = window.editor.painting
    assert painting is not None
    qtbot.waitUntil(lambda: len(painting.document.layers) == 1, timeout=10_000)
    [layer] = painting.document.layers
    assert isinstance(layer, PictureLayer)
    assert layer.source["name"] == "other.png"
    window.files.drop_menu.close()


def test_a_dropped_picture_waits_for_the_stroke_that_is_being_drawn(
    hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    window.tool.change(hardness=1.0, size_px=60)
    other = tmp_path / "other.png"
    Image.new("RGB", (30, 30), (200, 10, 10)).save(other)
    painting = window.editor.painting
    assert painting is not None
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    begin, end = hand.view(150, 200).toPoint(), hand.view(450, 200).toPoint()
    QTest.mousePress(window.canvas, left, none, begin)
    window.editor.incoming.place_file(other)
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=10_000)
    qtbot.wait(100)
    QTest.mouseMove(window.canvas, end)
    QTest.mouseRelease(window.canvas, left, none, end)
    qtbot.waitUntil(lambda: len(painting.document.layers) == 2, timeout=10_000)
    stroke, picture = painting.document.layers
    assert isinstance(picture, PictureLayer)
    assert stroke.mask.read(Box(440, 200, 441, 201)).item() == 255


# ---- batches


def test_photos_are_painted_as_the_document_is(
    hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    hand.trigger("run")
    hand.settle()
    first, second, broken = tmp_path / "a.png", tmp_path / "b.jpg", tmp_path / "c.png"
    Image.open(photo).resize((300, 500)).save(first)
    Image.open(photo).save(second)
    broken.write_bytes(b"no picture")
    folder = tmp_path / "painted"
    window.files.ask_for_photos = lambda: [first, broken, second]
    window.files.ask_for_folder = lambda _title: folder
    window.studio.exports.keep(ExportHabits(".png", ExportOptions(metadata="none")))
    hand.trigger("batch")
    qtbot.waitUntil(lambda: "Photos painted into painted: 2." in window.messages.text, timeout=30_000)
    assert "c.png" in window.messages.text
    assert sorted(path.name for path in folder.iterdir()) == ["a.png", "b.png"]
    painted = np.asarray(Image.open(folder / "a.png")).astype(int)
    assert painted.shape == (500, 300, 3)
    assert np.abs(painted - np.asarray(Image.open(first))).mean() > 5
    recipe = read_recipe(folder / "a.png")
    assert recipe is not None
    assert recipe.kind == "batch"
    assert list(recipe.models) == ["tiny-style"]


def test_a_second_batch_into_the_same_folder_waits_and_ends_no_other(
    hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    hand.trigger("run")
    hand.settle()
    outgoing, gate = window.editor.outgoing, threading.Event()
    for number in range(8):  # More than there are threads.
        window.studio.queues.tasks.submit(
            lambda _context: gate.wait(20), key=("gate", str(number)), priority=9
        )
    first, second = tmp_path / "first", tmp_path / "second"
    outgoing.apply_to([photo], first, ".png", ExportOptions())
    outgoing.apply_to([photo], first, ".png", ExportOptions())
    assert "wait until that is done" in window.messages.text
    outgoing.apply_to([photo], second, ".png", ExportOptions())
    gate.set()
    qtbot.waitUntil(lambda: not window.editor.writing, timeout=30_000)
    assert [len(list(folder.iterdir())) for folder in (first, second)] == [1, 1]


# ---- recipes


def test_an_exported_picture_is_painted_again(
    hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    hand.stroke((150, 200), (400, 200))
    window.layers.add_paint()
    hand.stroke((100, 300), (500, 320))
    first = window.editor.painting
    assert first is not None
    exported = tmp_path / "elsewhere" / "painted.jpg"
    exported.parent.mkdir()
    window.files.export(exported)
    qtbot.waitUntil(exported.exists, timeout=20_000)
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=20_000)
    window.editor.close_document()
    hand.open(exported)
    assert "Steps: 3, on photo.png." in window.messages.text
    window.messages.button.click()
    qtbot.waitUntil(lambda: "Painted again" in window.messages.text, timeout=20_000)
    again = window.editor.painting
    assert again is not None
    assert again.document.edits == first.document.edits
    assert again.document.base_digest == first.document.base_digest
    assert len(again.document.layers) == len(first.document.layers) == 2
    for old, new in zip(first.document.layers, again.document.layers, strict=True):
        assert type(old) is type(new)
        assert np.array_equal(old.mask.read(old.mask.box), new.mask.read(new.mask.box))
    assert window.editor.modified
    hand.trigger("undo")
    assert again.document.edits == first.document.edits[:-1]


def test_a_photo_that_is_not_found_is_asked_for_and_known_by_its_pixels(
    hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    hand.stroke((150, 200), (400, 200))
    exported = tmp_path / "elsewhere" / "painted.png"
    exported.parent.mkdir()
    window.files.export(exported)
    qtbot.waitUntil(exported.exists, timeout=20_000)
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=20_000)
    window.editor.close_document()
    moved = photo.rename(tmp_path / "moved.png")
    other = tmp_path / "other.png"
    Image.new("RGB", (WIDTH, HEIGHT)).save(other)
    answers = [other, moved]
    asked: list[str] = []

    def answer(title: str) -> Path:
        asked.append(title)
        return answers.pop(0)

    window.files.ask_for_photo = answer
    for expected in ("not the photo", "Painted again"):
        hand.open(exported)
        qtbot.waitUntil(window.messages.button.isVisible, timeout=20_000)
        window.messages.button.click()
        qtbot.waitUntil(lambda expected=expected: expected in window.messages.text, timeout=20_000)
    assert asked == ["Where is photo.png?"] * 2
    assert window.editor.painting is not None
    assert len(window.editor.painting.document.layers) == 1


# ---- dragging out


@pytest.mark.parametrize("end", ["held", "released", "elsewhere"])
def test_the_title_is_dragged_out_as_a_picture_file(
    hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot, end: str
) -> None:
    hand.open(photo)
    hand.stroke((150, 200), (400, 200))
    dragged: list[Path] = []
    window.drag_out.drag = lambda data: dragged.append(Path(data.urls()[0].toLocalFile()))
    # The button may be down again: that of a stroke on the canvas.
    window.drag_out.held = lambda: end != "released"
    title, left = window.top_bar.title, Qt.MouseButton.LeftButton
    middle = title.rect().center()
    QTest.mousePress(title, left, Qt.KeyboardModifier.NoModifier, middle)
    QTest.mouseMove(title, middle + QPoint(2, 0))
    QTest.mouseMove(title, middle + QPoint(40, 0))
    if end != "held":
        QTest.mouseRelease(title, left, Qt.KeyboardModifier.NoModifier, middle + QPoint(40, 0))
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=20_000)
    if end != "held":
        # The button was let go before the picture was ready: nothing is dragged.
        qtbot.wait(50)
        assert not dragged
        return
    qtbot.waitUntil(lambda: bool(dragged), timeout=20_000)
    with Image.open(dragged[0]) as image:
        assert image.size == (WIDTH, HEIGHT)
    assert dragged[0].name == "photo painted.png"


def test_what_is_selected_is_exported_and_copied_alone(
    hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    window.editor.selections.take_outline("rectangle", [(100, 50), (300, 150)], "replace")
    dialog = dialog_of(window)
    dialog.region.setCurrentIndex(dialog.region.findData("selection"))
    assert "200 × 100 pixels" in dialog.outcome.text()
    target = dialog.path
    dialog.save.click()
    qtbot.waitUntil(target.exists, timeout=20_000)
    original = np.asarray(Image.open(photo))
    assert np.array_equal(np.asarray(Image.open(target)), original[50:150, 100:300])
    QGuiApplication.clipboard().clear()
    hand.trigger("copy")
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull(), timeout=20_000)
    assert np.array_equal(from_qimage(QGuiApplication.clipboard().image()), original[50:150, 100:300])


@pytest.mark.parametrize(("space", "said"), [("GRAY", "greys"), ("CMYK", "inks"), ("RGB", "")])
def test_the_dialog_says_what_becomes_of_greys_and_inks(
    space: str, said: str, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.ui.export_dialog.space_of", lambda _profile: space)
    target = ExportTarget(tmp_path, "x", Box(0, 0, 400, 300), icc_profile=b"profile")
    dialog = ExportDialog(Theme(), target, ExportHabits())
    qtbot.addWidget(dialog)
    assert said in dialog.space.text()
    assert dialog.space.isVisibleTo(dialog) == bool(said)
    dialog.profile.setCurrentIndex(dialog.profile.findData("display-p3"))
    assert not dialog.space.isVisibleTo(dialog)


def test_inks_are_offered_where_the_photo_has_them_and_the_format_takes_them(
    qtbot: QtBot, tmp_path: Path
) -> None:
    asked_before = ExportHabits(".tif", ExportOptions(profile="cmyk"))
    target = ExportTarget(tmp_path, "x", Box(0, 0, 400, 300))
    plain = ExportDialog(Theme(), target, asked_before)
    qtbot.addWidget(plain)
    assert plain.options.profile == "photo"
    assert plain.profile.findData("cmyk") == -1
    dialog = ExportDialog(Theme(), replace(target, icc_profile=ink_profile()), asked_before)
    qtbot.addWidget(dialog)
    assert dialog.options.profile == "cmyk"
    assert not dialog.bits.isEnabled()
    choose(dialog, ".png")
    assert dialog.options.profile == "photo"
    assert dialog.bits.isEnabled()
    assert "its very own" in dialog.space.text()


def test_a_photo_of_inks_leaves_the_window_in_its_inks(
    hand: Hand, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    photo, target = tmp_path / "inks.tif", tmp_path / "painted.tif"
    Image.linear_gradient("L").convert("RGB").convert("CMYK").save(photo, icc_profile=ink_profile())
    hand.open(photo)
    window.files.export(target, ExportOptions(profile="cmyk"))
    qtbot.waitUntil(target.exists, timeout=20_000)
    with Image.open(target) as again, Image.open(photo) as own:
        assert again.mode == "CMYK"
        assert np.array_equal(np.asarray(again), np.asarray(own))


def test_the_size_is_written_as_far_from_its_edge_as_its_unit(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog(
        Theme(), ExportTarget(tmp_path, "picture", Box(0, 0, WIDTH, HEIGHT)), ExportHabits()
    )
    qtbot.addWidget(dialog)
    dialog.show()
    pixels = from_qimage(dialog.amount.grab().toImage()).astype(int)
    middle = pixels[8:-8, 3:-3]
    written = (abs(middle - middle[0, 0]).sum(axis=-1) > 100).any(axis=0)
    assert int(written.argmax()) + 3 >= 8
