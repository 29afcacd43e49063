"""The folder of brush cards: nothing is written over, and what is removed can be had again."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.document.brush import Brush
from studio.document.tool_settings import ToolSettings
from studio.engine.brush_preview import brush_preview
from studio.media.brush_card import BrushCard
from studio.media.brush_folder import MOST_REMOVED, BrushFolder


def card(size_px: int = 31) -> BrushCard:
    brush = Brush(size_px=size_px)
    return BrushCard("Ink", ToolSettings(brush), brush_preview(brush))


def test_a_removed_card_keeps_its_name_until_it_comes_back(tmp_path: Path) -> None:
    folder = BrushFolder(tmp_path / "brushes")
    first = folder.keep(card())
    written = first.read_bytes()
    aside = folder.set_aside(first, card())
    assert folder.cards() == []
    assert folder.keep(card(50)).name == "ink-2.png"
    assert folder.bring_back(aside, card()) == first
    assert first.read_bytes() == written
    assert folder.removed_cards() == []


def test_a_card_whose_file_is_gone_is_written_anew(tmp_path: Path) -> None:
    folder = BrushFolder(tmp_path / "brushes")
    path = folder.keep(card())
    path.unlink()
    aside = folder.set_aside(path, card())
    aside.unlink()
    assert BrushCard.load(folder.bring_back(aside, card())).settings == card().settings


def test_what_was_removed_longest_ago_goes(tmp_path: Path) -> None:
    folder = BrushFolder(tmp_path / "brushes")
    for size_px in range(1, MOST_REMOVED + 4):
        folder.set_aside(folder.keep(card(size_px)), card(size_px))
    sizes = {BrushCard.load(path).settings.brush.size_px for path in folder.removed_cards()}
    assert len(sizes) == MOST_REMOVED
    assert MOST_REMOVED + 3 in sizes


def test_folders_on_different_disks_are_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = BrushFolder(tmp_path / "brushes")
    path = folder.keep(card())
    written = path.read_bytes()

    def another_disk(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", another_disk)
        aside = folder.set_aside(path, card())
        assert (folder.cards(), aside.read_bytes()) == ([], written)
        assert folder.bring_back(aside, card()) == path
    assert (path.read_bytes(), folder.removed_cards()) == (written, [])


def test_a_move_that_fails_leaves_the_card_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = BrushFolder(tmp_path / "brushes")
    path = folder.keep(card())

    def refused(*_: object) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    def assert_refused(move: Callable[[], object]) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", refused)
            patch.setattr("shutil.copy2", refused)
            with pytest.raises(OSError, match="Permission"):
                move()

    assert_refused(lambda: folder.set_aside(path, card()))
    assert (folder.cards(), folder.removed_cards()) == ([path], [])
    aside = folder.set_aside(path, card())
    assert_refused(lambda: folder.bring_back(aside, card()))
    assert (folder.cards(), folder.removed_cards()) == ([], [aside])
