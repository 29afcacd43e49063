"""Saving, opening and recovering projects in the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from exports.catalog import Catalog
from studio.app import Application, build
from studio.media.openraster import open_project
from studio.media.recovery import Recovery
from studio.ui.autosave import AFTER_MS, SAFE_WITHIN_MS, delay_ms
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand
from tests.helpers.assertions import assert_pictures_close
from tests.helpers.documents import assert_same_document


def answer(window: MainWindow, how: str) -> list[str]:
    asked: list[str] = []

    def ask(name: str, _parent: object) -> str:
        asked.append(name)
        return how

    window.files.ask_about_paint = ask
    return asked


def save_to(window: MainWindow, path: Path) -> None:
    window.files.ask_where_to_save = lambda _proposal: path


@pytest.fixture
def painted(hand: Hand, photo: Path) -> Hand:
    hand.open(photo)
    hand.stroke((150, 200), (400, 200))
    return hand


def saved(hand: Hand, path: Path, action: str = "save") -> None:
    save_to(hand.window, path)
    with hand.qtbot.waitSignal(hand.window.editor.projects.saved, timeout=30_000):
        hand.trigger(action)


@contextmanager
def another_studio(qapp: QApplication, folder: Path, tmp_path: Path) -> Iterator[Application]:
    """A second window with the state that the first left, as after a crash."""
    catalog = Catalog([folder], user_folder=tmp_path / "user")
    application = build(qapp, catalog, settings_folder=tmp_path / "settings", state_folder=tmp_path / "state")
    application.window.files.ask_about_paint = lambda _name, _parent: "discard"
    application.window.show()
    try:
        yield application
    finally:
        application.window.close()
        application.close()
        application.window.deleteLater()


def test_a_saved_project_opens_as_it_was(painted: Hand, window: MainWindow, tmp_path: Path) -> None:
    seen = painted.seen()
    assert "•" in window.windowTitle()
    saved(painted, tmp_path / "work.ora")
    assert window.windowTitle() == "work.ora – Pinxit"
    before = window.editor.painting.document.view()  # type: ignore[union-attr]
    painted.trigger("close")
    painted.open(tmp_path / "work.ora")
    assert window.windowTitle() == "work.ora – Pinxit"
    assert_same_document(window.editor.painting.document.view(), before)  # type: ignore[union-attr]
    assert_pictures_close(painted.seen(), seen, most=2)


def test_saving_again_asks_nothing(painted: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    saved(painted, tmp_path / "work.ora")
    painted.stroke((150, 300), (400, 300))
    assert window.windowTitle().startswith("work.ora •")
    window.files.ask_where_to_save = lambda _proposal: pytest.fail("asked where")
    with qtbot.waitSignal(window.editor.projects.saved, timeout=30_000):
        painted.trigger("save")
    assert len(open_project(tmp_path / "work.ora")[0].document.edits) == 2


def test_save_as_goes_elsewhere(painted: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    saved(painted, tmp_path / "work.ora")
    proposals: list[Path] = []

    def propose(proposal: Path) -> Path:
        proposals.append(proposal)
        return tmp_path / "other.ora"

    window.files.ask_where_to_save = propose
    with qtbot.waitSignal(window.editor.projects.saved, timeout=30_000):
        painted.trigger("save_as")
    assert proposals == [tmp_path / "work.ora"]
    assert window.windowTitle() == "other.ora – Pinxit"
    assert (tmp_path / "other.ora").is_file()


def test_undoing_to_what_was_saved_is_saved(painted: Hand, window: MainWindow, tmp_path: Path) -> None:
    saved(painted, tmp_path / "work.ora")
    painted.trigger("undo")
    assert window.editor.modified
    painted.trigger("redo")
    assert not window.editor.modified


def test_an_export_is_no_save(painted: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window.files.export(tmp_path / "out.png")
    qtbot.waitUntil(
        lambda: window.messages.isVisible() and "Exported" in window.messages.text, timeout=20_000
    )
    assert window.editor.modified


def test_closing_saves_first_when_that_is_the_answer(
    painted: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    asked = answer(window, "save")
    save_to(window, tmp_path / "work.ora")
    window.close()
    assert window.isVisible()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=30_000)
    assert asked == ["photo.png"]
    assert len(open_project(tmp_path / "work.ora")[0].document.layers) == 1


def test_closing_goes_no_further_when_the_user_names_no_file(painted: Hand, window: MainWindow) -> None:
    answer(window, "save")
    window.files.ask_where_to_save = lambda _proposal: None
    painted.trigger("close")
    assert window.editor.painting is not None


def test_a_save_that_fails_loses_nothing(
    painted: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    answer(window, "save")
    save_to(window, tmp_path / "nowhere" / "work.ora")
    painted.trigger("close")
    qtbot.waitUntil(window.messages.isVisible, timeout=20_000)
    assert "nowhere" in window.messages.text
    assert window.editor.painting is not None
    assert window.editor.modified


@pytest.mark.parametrize("content", [b"", b"PK\3\4 and no more", b"no zip"])
def test_a_broken_project_gives_a_sentence_and_leaves_the_document(
    painted: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot, content: bytes
) -> None:
    painting = window.editor.painting
    (tmp_path / "broken.ora").write_bytes(content)
    window.files.open(tmp_path / "broken.ora")
    qtbot.waitUntil(window.messages.isVisible, timeout=10_000)
    assert "broken.ora" in window.messages.text
    assert window.editor.painting is painting


def test_projects_are_among_the_recent_files_with_their_picture(
    painted: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    saved(painted, tmp_path / "work.ora")
    painted.trigger("close")
    assert tmp_path / "work.ora" in window.start_page.paths


def test_a_style_that_the_shelf_lacks_comes_from_the_project(
    painted: Hand, window: MainWindow, qapp: QApplication, tiny_folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    seen = painted.seen()
    saved(painted, tmp_path / "work.ora")
    poorer = tmp_path / "poorer"
    poorer.mkdir()
    (poorer / "tiny-style.onnx").write_bytes((tiny_folder / "tiny-style.onnx").read_bytes())
    with another_studio(qapp, poorer, tmp_path) as other:
        other.window.resize(window.size())
        hand = Hand(other.window, qtbot)
        hand.open(tmp_path / "work.ora")
        assert_pictures_close(hand.seen(), seen, most=2)


def test_without_the_network_the_paint_is_shown_as_it_was(
    painted: Hand, window: MainWindow, qapp: QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    document = window.editor.painting.document.view()  # type: ignore[union-attr]
    seen = painted.seen()
    saved(painted, tmp_path / "work.ora")
    (tmp_path / "bare").mkdir()
    with another_studio(qapp, tmp_path / "bare", tmp_path) as other:
        other.window.resize(window.size())
        hand = Hand(other.window, qtbot)
        hand.open(tmp_path / "work.ora")
        assert "tiny-network" in other.window.messages.text
        assert_pictures_close(hand.seen(), seen, most=2)
        saved(hand, tmp_path / "again.ora", "save_as")
    project, _ = open_project(tmp_path / "again.ora")
    assert_same_document(project.document.view(), document)
    assert sorted(project.styles) == ["tiny-brush"]


# ---- autosave and recovery


def autosaved(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> Path:
    """Has the side file written now and returns its folder."""
    window.studio.autosave.write_now()
    found = (tmp_path / "state").glob
    qtbot.waitUntil(lambda: any(found("recovery/*/document.json")), timeout=20_000)
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=20_000)
    return next(found("recovery/*/document.json")).parent


def crash(state: Path, folder: Path) -> None:
    """Leaves what a crash leaves: the side file, and no lock on it."""
    copy = state / "recovery" / "crashed"
    copy.mkdir()
    for part in folder.iterdir():
        (copy / part.name).write_bytes(part.read_bytes())


@pytest.mark.parametrize("took_ms", [0, 400, 1500, 3000, 5000])
def test_an_autosave_that_takes_long_comes_the_sooner(took_ms: int) -> None:
    wait_ms = delay_ms(AFTER_MS, took_ms)
    assert wait_ms + took_ms <= SAFE_WITHIN_MS
    assert max(took_ms, AFTER_MS / 4) <= wait_ms <= AFTER_MS


def test_a_change_is_autosaved_without_being_asked(
    painted: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.studio.autosave.set_delay(10)
    painted.stroke((150, 300), (400, 300))
    qtbot.waitUntil(lambda: any((tmp_path / "state").glob("recovery/*/document.json")), timeout=20_000)


def test_closing_leaves_no_side_file(painted: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    folder = autosaved(window, tmp_path, qtbot)
    painted.trigger("close")
    # An autosave that is just being ended removes it itself, and then its lock.
    qtbot.waitUntil(lambda: not list(folder.parent.iterdir()), timeout=20_000)


def test_saving_leaves_nothing_to_recover(
    painted: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = autosaved(window, tmp_path, qtbot)
    saved(painted, tmp_path / "work.ora")
    assert not (folder / "document.json").exists()
    painted.stroke((150, 300), (400, 300))
    assert autosaved(window, tmp_path, qtbot) == folder


def test_what_a_crash_left_is_offered_and_recovered(
    painted: Hand, window: MainWindow, qapp: QApplication, tiny_folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    before = window.editor.painting.document.view()  # type: ignore[union-attr]
    crash(tmp_path / "state", autosaved(window, tmp_path, qtbot))
    with another_studio(qapp, tiny_folder, tmp_path) as other:
        recovering = other.window.studio.recovering
        qtbot.waitUntil(lambda: bool(recovering.offers), timeout=10_000)
        [offer] = recovering.offers
        assert offer.recoverable.about.name == "photo.png"
        assert offer.thumbnail is not None
        assert np.ptp(offer.thumbnail) > 100
        hand = Hand(other.window, qtbot)
        recovering.recover(offer)
        qtbot.waitUntil(lambda: other.window.editor.painting is not None, timeout=10_000)
        hand.settle()
        assert_same_document(other.window.editor.painting.document.view(), before)  # type: ignore[union-attr]
        assert other.window.editor.modified
        # Only when the new side file stands does the old one go: there is never a moment without.
        qtbot.waitUntil(lambda: not offer.recoverable.folder.exists(), timeout=20_000)
        assert len(list((tmp_path / "state").glob("recovery/*/document.json"))) == 2


def test_what_a_crash_left_can_be_thrown_away(
    painted: Hand, window: MainWindow, qapp: QApplication, tiny_folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    crash(tmp_path / "state", autosaved(window, tmp_path, qtbot))
    with another_studio(qapp, tiny_folder, tmp_path) as other:
        recovering = other.window.studio.recovering
        qtbot.waitUntil(lambda: bool(recovering.offers), timeout=10_000)
        recovering.discard(recovering.offers[0])
        assert recovering.offers == []
        assert not (tmp_path / "state" / "recovery" / "crashed").exists()


def test_the_document_of_another_window_is_not_offered(
    painted: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    autosaved(window, tmp_path, qtbot)
    assert Recovery(tmp_path / "state" / "recovery").abandoned() == []


def test_an_autosave_that_is_damaged_is_kept_and_said(
    painted: Hand, window: MainWindow, qapp: QApplication, tiny_folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    crash(tmp_path / "state", autosaved(window, tmp_path, qtbot))
    document = tmp_path / "state" / "recovery" / "crashed" / "document.json"
    document.write_bytes(document.read_bytes()[:200])
    with another_studio(qapp, tiny_folder, tmp_path) as other:
        qtbot.waitUntil(lambda: "crashed.damaged" in other.window.messages.text, timeout=10_000)
        assert other.window.studio.recovering.offers == []
    aside = tmp_path / "state" / "recovery" / "crashed.damaged"
    assert {path.name for path in aside.iterdir()} >= {"document.json", "pack-000001.zip", "thumbnail.png"}


def test_what_was_found_and_is_damaged_is_kept_and_said(
    qapp: QApplication, tiny_folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    store = tmp_path / "settings" / "explored.zip"
    store.parent.mkdir()
    store.write_bytes(b"PK\3\4 no archive any more")
    with another_studio(qapp, tiny_folder, tmp_path) as other:
        qtbot.waitUntil(lambda: "explored.zip.damaged" in other.window.messages.text, timeout=10_000)
    assert store.with_name("explored.zip.damaged").read_bytes() == b"PK\3\4 no archive any more"


def test_an_autosave_that_fails_is_said_once(
    hand: Hand, photo: Path, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    hand.open(photo)
    hand.stroke((150, 200), (400, 200))
    window.studio.autosave.write_now()
    qtbot.waitUntil(lambda: "not kept safe" in window.messages.text, timeout=10_000)
    window.messages.hide()
    hand.stroke((150, 300), (400, 300))
    window.studio.autosave.write_now()
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=10_000)
    assert not window.messages.isVisible()
