"""The generator's panel and stage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from exports.card import GeneratorCard
from exports.figures import FiguresCard
from studio.document.exploration import FIRST_SEED
from studio.ui.generating import Generating
from studio.ui.wander_pictures import SAMPLES
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand


@pytest.fixture
def generating(hand: Hand, window: MainWindow, qtbot: QtBot) -> Generating:
    hand.trigger("mode_generate")
    made = window.studio.generating
    qtbot.waitUntil(lambda: made.shown is not None)
    return made


def shown(generating: Generating) -> np.ndarray:
    assert generating.shown is not None
    return generating.shown.picture


def picture_after(generating: Generating, qtbot: QtBot) -> np.ndarray:
    with qtbot.waitSignal(generating.picture_changed):
        pass
    return shown(generating)


def more_samples(generating: Generating, qtbot: QtBot) -> np.ndarray:
    """The next pictures of the grid, when they are shown."""
    with qtbot.waitSignal(generating.samples_changed) as blocker:
        generating.more_samples()
    assert blocker.args is not None
    return blocker.args[0]


def test_choosing_a_sample_shows_that_picture(
    generating: Generating, window: MainWindow, qtbot: QtBot
) -> None:
    samples = more_samples(generating, qtbot)
    grid = window.generator_stage.samples
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, grid.cell(3).center())
    # A picture that was asked for before may still come first.
    qtbot.waitUntil(lambda: np.array_equal(shown(generating), samples[3]))
    assert window.generator_panel.seed.text() == str(generating.seed)


def test_a_click_takes_what_is_seen_while_other_samples_are_on_their_way(
    generating: Generating, window: MainWindow, qtbot: QtBot
) -> None:
    seen, first = more_samples(generating, qtbot), generating.first_sample_seed
    generating.more_samples()
    generating.choose_sample(3)
    assert generating.seed == first + 3
    qtbot.waitUntil(lambda: np.array_equal(shown(generating), seen[3]))
    qtbot.waitUntil(lambda: generating.shown_first_seed == first + SAMPLES)
    generating.choose_sample(3)
    assert generating.seed == first + SAMPLES + 3


def test_a_typed_seed_gives_the_same_picture_again(
    generating: Generating, window: MainWindow, qtbot: QtBot
) -> None:
    pictures = []
    for seed in (77, 78, 77):
        window.generator_panel.seed.setText(str(seed))
        with qtbot.waitSignal(generating.picture_changed):
            QTest.keyClick(window.generator_panel.seed, Qt.Key.Key_Return)
        pictures.append(shown(generating))
    assert np.array_equal(pictures[0], pictures[2])
    assert not np.array_equal(pictures[0], pictures[1])


def test_a_direction_moves_the_picture_and_reset_brings_it_back(
    generating: Generating, window: MainWindow, qtbot: QtBot
) -> None:
    start = shown(generating)
    slider = window.generator_panel.direction("Warmth")
    slider.edited.emit(2.0)
    moved = picture_after(generating, qtbot)
    assert not np.array_equal(start, moved)
    window.generator_panel.directions.reset.click()
    assert np.array_equal(picture_after(generating, qtbot), start)


def test_the_walk_begins_at_a_and_ends_at_b(generating: Generating, window: MainWindow, qtbot: QtBot) -> None:
    stage = window.generator_stage
    stage.keep_a.click()
    a = shown(generating)
    generating.set_seed(99)
    b = picture_after(generating, qtbot)
    with qtbot.waitSignal(generating.walk_changed) as blocker:
        stage.keep_b.click()
    assert blocker.args is not None
    walk = blocker.args[0]
    assert np.array_equal(walk[0], a)
    assert np.array_equal(walk[-1], b)
    with qtbot.waitSignal(generating.picture_changed):
        QTest.mouseClick(
            stage.strip,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            stage.strip.rect().center(),
        )
    assert generating.position == pytest.approx(0.5, abs=0.05)
    assert not np.array_equal(shown(generating), a)


def test_the_picture_can_be_painted_on(
    generating: Generating, hand: Hand, window: MainWindow, qtbot: QtBot
) -> None:
    panel = window.generator_panel
    panel.found.size_box.setCurrentIndex(0)
    panel.found.to_document.click()
    qtbot.waitUntil(lambda: window.editor.painting is not None)
    assert window.editor.painting is not None
    assert window.editor.painting.document.box.width == 256
    hand.settle()
    hand.stroke((60, 60), (200, 200))
    assert window.editor.modified


def test_the_picture_can_be_laid_over_a_photo(
    generating: Generating, hand: Hand, window: MainWindow, photo: object, qtbot: QtBot
) -> None:
    assert not window.generator_panel.found.to_layer.isEnabled()
    hand.open(photo)  # type: ignore[arg-type]
    hand.trigger("mode_generate")
    window.generator_panel.found.to_layer.click()
    assert window.editor.painting is not None
    [layer] = window.editor.painting.document.layers
    assert layer.source["model"] == "tiny-generator"  # type: ignore[union-attr]
    assert layer.box.height == 420  # type: ignore[union-attr]
    window.editor.undo()
    assert window.editor.painting.document.layers == ()


def test_pressing_on_the_strip_before_there_is_a_walk_does_nothing(
    generating: Generating, window: MainWindow
) -> None:
    strip = window.generator_stage.strip
    QTest.mouseClick(
        strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPointF(10, 10).toPoint()
    )
    assert generating.position == 0.0


def test_what_is_kept_as_a_is_what_is_seen(generating: Generating, window: MainWindow, qtbot: QtBot) -> None:
    seen = shown(generating)
    generating.set_seed(4242)
    window.generator_stage.keep_a.click()
    assert np.array_equal(generating.ends["A"].picture, seen)
    assert generating.ends["A"].seed == FIRST_SEED
    remade = picture_after(generating, qtbot)
    assert not np.array_equal(remade, seen)


@pytest.mark.parametrize("typed", ["12345", "12,345"])
def test_a_seed_may_be_typed_with_separators(generating: Generating, window: MainWindow, typed: str) -> None:
    seed = window.generator_panel.seed
    seed.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    seed.setText(typed)
    seed.editingFinished.emit()
    assert generating.seed == 12345


def test_the_card_of_the_generator_is_told_with_its_figures_and_read_as_plain_text(
    generating: Generating, window: MainWindow
) -> None:
    about = window.generator_panel.about
    assert about.isVisible()
    assert "CC0-1.0" in about.text()
    assert "Nothing was measured of it." in about.accessibleDescription()
    model = generating.model
    assert model is not None
    assert isinstance(model.card, GeneratorCard)
    values = {"frechet": 0.303, "diversity": 0.88, "coverage": 0.521, "copied": 0.0}
    figures = FiguresCard("monitor", "<img src=x>", True, 1024, 43.76, values)
    about.show_card(replace(model.card, figures=figures, licence="<b>mine</b>"))
    assert about.textFormat() == Qt.TextFormat.PlainText
    licence, measured = about.text().splitlines()
    assert "<b>mine</b>" in licence
    assert measured == "Distance from real pictures 0.303, variety 52%"
    told = about.accessibleDescription()
    assert "Fréchet distance 0.303" in told
    assert "coverage 52%" in told
    assert "how far its pictures are from real ones" in told
    assert "diversity 0.88" in told
    assert "on 1,024 pictures, in features of" in told
    assert "which flatters" in told
    assert "&lt;img src=x&gt;" in about.toolTip()
    assert "<img" not in about.toolTip()
