"""The window in other languages: all texts translated, all of them used, and read from right to left in Urdu."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

import studio
from exports.errors import ModelError, StyleCardError
from exports.fields import FieldError
from studio.media.errors import PictureError
from studio.ui import jobs, sentences
from studio.ui.directing import NUMBERED, TRAINED, given_title
from studio.ui.language_choice import LanguageChoice
from studio.ui.preferences import PreferenceStore
from studio.ui.sentences import LISTED, LONGEST
from studio.ui.side_panel import NARROWEST_PX
from studio.ui.translate import CONTEXT, END, FOLDER, ISOLATE, LANGUAGES, language_of, speak, tr
from studio.ui.widgets.card import Card
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand
from tools import translations

PLACEHOLDER = re.compile(r"{[^}]*}")
ISOLATED = re.compile(f"[{ISOLATE}{END}]")
ARABIC = re.compile(r"[\u0600-\u06ff]")
ENGLISH = re.compile(r"[A-Za-z]{3,}")
SAME_EVERYWHERE = re.compile(
    r"Ctrl|Shift|Alt|Esc|Del|PgUp|PgDown|Tab|PNG|JPEG|TIFF|WebP|AVIF|sRGB|RGB|Display P3|CPU|Pinxit|English"
    r"|Tiny|tiny|Round|\.png|^direction|^[#%/]"
)
"""Keys, formats, and what models and files are called."""


@pytest.mark.parametrize("language", translations.translated())
def test_every_text_is_translated(language: str) -> None:
    assert translations.missing(language) == [], "run `python -m tools.translations`, then translate"


@pytest.mark.parametrize("language", translations.translated())
def test_no_translation_is_of_a_text_that_is_gone(language: str) -> None:
    assert set(translations.translations(language)) <= set(translations.texts())


@pytest.mark.parametrize("language", translations.translated())
def test_what_is_filled_in_is_filled_in_everywhere(language: str) -> None:
    for text, translated in translations.translations(language).items():
        assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(translated)), text


@pytest.mark.parametrize("language", translations.translated())
def test_what_is_compiled_is_what_was_translated(language: str, qapp: QApplication) -> None:
    compiled = QTranslator()
    assert compiled.load(f"pinxit_{language}", str(FOLDER))
    for text, translated in translations.translations(language).items():
        assert compiled.translate(CONTEXT, text) == translated


def test_what_is_filled_in_before_it_is_translated_is_refused() -> None:
    with pytest.raises(ValueError, match="translate first"):
        list(translations.marked(ast.parse('tr(f"Opening {name}")')))


def test_a_text_without_a_translation_is_itself(qapp: QApplication) -> None:
    assert tr("Nobody has translated this.") == "Nobody has translated this."
    assert tr("") == ""


@pytest.fixture
def spoken(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    """The language of the parameter, spoken by the application."""
    yield speak(qapp, request.param)
    speak(qapp, "en")


@pytest.mark.parametrize("spoken", translations.translated(), indirect=True)
def test_every_sentence_of_an_error_is_recognised_with_whatever_is_filled_in(spoken: str) -> None:
    assert LISTED.read_text(encoding="utf-8").splitlines() == translations.sentences(), (
        "run tools.translations"
    )
    words = translations.translations(spoken)
    for sentence in translations.sentences():
        fills = [f"x{number}" for number in range(len(PLACEHOLDER.findall(sentence)))]
        told = sentences.said(sentence.format(*fills))
        assert ISOLATED.sub("", told) == words[sentence].format(*fills), sentence


@pytest.mark.parametrize("spoken", ["ur"], indirect=True)
def test_a_sentence_that_is_filled_into_another_is_translated_too(spoken: str) -> None:
    error = StyleCardError(
        f"The style card rain.png {FieldError('is too large')}; get it again from its author."
    )
    told = jobs.sentence(error)
    assert "rain.png" in told
    assert ISOLATED.sub("", told) == "انداز کا کارڈ rain.png بہت بڑا ہے؛ اسے اس کے بنانے والے سے دوبارہ لیں۔"
    assert (
        sentences.said("Nobody has translated this, not rain.png.")
        == "Nobody has translated this, not rain.png."
    )


@pytest.mark.parametrize("spoken", ["ur"], indirect=True)
def test_a_sentence_made_to_take_long_stays_as_it_is(spoken: str) -> None:
    endless = "x is too large: " + LONGEST * " in it has y × z pixels and at most"
    assert sentences.said(endless) == endless


def test_every_error_for_the_person_at_the_screen_is_collected() -> None:
    for _, name, _ in pkgutil.walk_packages(studio.__path__, "studio."):
        if not name.startswith("studio.cli") and not name.endswith("__main__"):
            importlib.import_module(name)
    shown = {kind.__name__ for base in (ModelError, PictureError) for kind in families(base)}
    assert shown <= translations.ERRORS


def families(kind: type[Exception]) -> Iterator[type[Exception]]:
    """A class and all that derive from it, those of the tests left out."""
    if kind.__module__.startswith(("exports", "studio")):
        yield kind
    for derived in kind.__subclasses__():
        yield from families(derived)


def test_every_direction_that_training_names_has_its_word() -> None:
    # Read, not imported: the window's tests do without torch, as the window does.
    tree = ast.parse((translations.ROOT / "training" / "gan" / "directions.py").read_text(encoding="utf-8"))
    (properties,) = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "PROPERTIES"
    )
    assert isinstance(properties, ast.Dict)
    assert tuple(ast.literal_eval(key) for key in properties.keys if key) == TRAINED
    literals = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert literals >= set(NUMBERED)


@pytest.mark.parametrize("spoken", ["en", *translations.translated()], indirect=True)
def test_nothing_is_cut_off_in_the_narrowest_column(spoken: str, window: MainWindow) -> None:
    pages = window.side_panel.findChild(QStackedWidget)
    assert pages is not None
    wide: dict[str, int] = {}
    for number in range(pages.count()):
        page = pages.widget(number)
        assert page is not None
        area = page if isinstance(page, QScrollArea) else page.findChild(QScrollArea)
        assert isinstance(area, QScrollArea)
        # A border, the margins of the column and, in place of the second, its bar.
        room_px = NARROWEST_PX - 1 - 12 - 2 - area.verticalScrollBar().sizeHint().width()
        cards = {card.title: card.minimumSizeHint().width() for card in page.findChildren(Card)}
        wide |= {title: px for title, px in cards.items() if px > room_px}
    assert not wide


@pytest.mark.parametrize("spoken", ["ur"], indirect=True)
def test_directions_of_a_model_card_have_words_of_the_window(spoken: str) -> None:
    assert given_title("Lightness") == "روشنی"
    assert given_title("Principal 12") == "بنیادی خاصیت 12"
    assert given_title("Factor 3") == "مزید خاصیت 3"
    assert given_title("Principal of my school") == "Principal of my school"
    assert given_title("My own") == "My own"


@pytest.mark.parametrize("spoken", ["en"], indirect=True)
def test_in_english_a_sentence_stays_as_it_is(spoken: str) -> None:
    assert sentences.said("rain.png is damaged.") == "rain.png is damaged."


def test_the_sentences_of_an_error_are_collected_with_what_they_choose_from() -> None:
    tree = ast.parse("raise ModelError(f\"{path.name} is {'old' if old else 'new'}, {{so}} to say\")")
    found = [
        text
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for text in translations.templates(node)
    ]
    assert found == ["old", "new", "{0} is {1}, {{so}} to say"]


def test_a_language_that_we_lack_is_english() -> None:
    assert language_of("tlh") == "en"
    assert language_of("ur") == "ur"


def said(top: QWidget) -> Iterator[str]:
    """Everything that a part of the window says."""
    for action in top.findChildren(QAction):
        yield from (action.text(), action.toolTip())
    for widget in top.findChildren(QWidget):
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        elif isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        elif isinstance(widget, QComboBox):
            yield from (widget.itemText(number) for number in range(widget.count()))


def test_the_window_speaks_urdu_and_is_read_from_right_to_left(
    urdu: MainWindow, hand: Hand, photo: Path
) -> None:
    assert urdu.layoutDirection() == Qt.LayoutDirection.RightToLeft
    hand.open(photo)
    hand.stroke((150, 200), (300, 200))
    for mode in (urdu.mode_generate, urdu.mode_optimize, urdu.mode_paint):
        mode()
    urdu.guide.take_tour()
    for name in ("keys", "choose_keys", "palette", "language", "about", "export"):
        hand.trigger(name)
    foreign = [
        text
        for text in said(urdu)
        if ENGLISH.search(text) and not ARABIC.search(text) and not SAME_EVERYWHERE.search(text)
    ]
    assert "\n".join(foreign) == ""
    side, stage = (part.mapTo(urdu, QPoint(0, 0)).x() for part in (urdu.side_panel, urdu.stack))
    assert side < stage
    shelf = urdu.style_panel.shelf
    assert shelf.cell(0).x() > shelf.cell(1).x()


def test_painting_does_not_mind_the_direction(urdu: MainWindow, hand: Hand, photo: Path) -> None:
    hand.open(photo)
    hand.stroke((150, 200), (300, 200))
    painting = urdu.editor.painting
    assert painting is not None
    (layer,) = painting.document.layers
    covered = layer.mask.covered
    assert covered.x0 < 150
    assert covered.x1 > 300


def test_the_choice_is_kept_and_comes_with_the_next_start(window: MainWindow, tmp_path: Path) -> None:
    dialog = LanguageChoice(window.studio.preferences, window)
    assert dialog.box.count() == 1 + len(LANGUAGES)
    dialog.box.setCurrentIndex(dialog.box.findData("ur"))
    dialog.box.activated.emit(dialog.box.currentIndex())
    assert PreferenceStore(tmp_path / "settings" / "preferences.json").now.language == "ur"
    dialog.close()
