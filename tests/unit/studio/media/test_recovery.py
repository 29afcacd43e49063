"""The autosave's side files: cheap to go on with, sound at every moment, and offered to one process only."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from studio.document.document import Document
from studio.document.layers import StyleChoice
from studio.media.errors import ProjectError
from studio.media.openraster import save_project
from studio.media.recovery import Recoverable, Recovery
from studio.media.sidefile import (
    MOST_PACKS,
    About,
    Discarded,
    SideFile,
    read_about,
    read_side_file,
    read_side_thumbnail,
)
from tests.helpers.documents import assert_same_document, draw, photo, rich_document, sheets_of, style_cards

ABOUT = About("lake.jpg", 1234.5, Path("lake.ora"))
SMALL = np.zeros((8, 8, 3), np.uint8)


def autosave(side_file: SideFile, document: Document) -> int:
    return side_file.write(document.view(), style_cards(), {}, ABOUT, lambda: SMALL)


def test_a_side_file_gives_the_document_back(tmp_path: Path) -> None:
    document = rich_document()
    autosave(SideFile(tmp_path / "one"), document)
    project = read_side_file(tmp_path / "one")
    assert_same_document(project.document.view(), document.view())
    assert sorted(project.styles) == ["calm", "storm"]
    about = read_about(tmp_path / "one")
    assert (about.name, about.saved_at, about.project) == ("lake.jpg", 1234.5, Path("lake.ora"))


def test_what_is_recovered_is_called_as_its_title_was(tmp_path: Path) -> None:
    about = About("my painting.ora", 5.0, Path("my painting.ora"))
    SideFile(tmp_path / "one").write(rich_document().view(), style_cards(), {}, about, lambda: SMALL)
    assert read_about(tmp_path / "one") == about


@pytest.mark.parametrize(("saved_after", "more_kept", "is_in"), [(1, 0, True), (0, 1, False), (0, 0, True)])
def test_what_its_project_holds_is_not_to_be_recovered(
    tmp_path: Path, saved_after: int, more_kept: int, is_in: bool
) -> None:
    document, recovery, path = Document(photo(300, 300)), Recovery(tmp_path / "side"), tmp_path / "lake.ora"

    def paint(times: int) -> None:
        for _ in range(times):
            draw(document, StyleChoice.of("storm"), (20, 20), (200, 120), size_px=30)

    paint(2 + more_kept)
    side_file = recovery.begin()
    side_file.write(document.view(), style_cards(), {}, About("lake.ora", 1234.5, path), lambda: SMALL)
    for _ in range(more_kept):
        document.undo()
    paint(saved_after)
    save_project(path, document.view(), style_cards(), sheets_of(document.view()))
    offer = Recoverable(side_file, read_about(side_file.folder))
    assert offer.is_in_its_project() is is_in
    path.write_bytes(b"damaged")
    assert not offer.is_in_its_project()
    path.unlink()
    assert not offer.is_in_its_project()


def test_each_autosave_writes_only_what_is_new(tmp_path: Path) -> None:
    document, side_file = Document(photo(2000, 1500), "big.png"), SideFile(tmp_path / "one")
    document.fill(StyleChoice.of("calm"))
    assert autosave(side_file, document) > 2000 * 1500 * 3
    assert autosave(side_file, document) == 0
    draw(document, StyleChoice.of("storm"), (100, 100), (200, 120), size_px=30)
    # One tile, its stroke and its style.
    assert 65_536 < autosave(side_file, document) < 2 * 65_536
    assert_same_document(read_side_file(tmp_path / "one").document.view(), document.view())


def test_the_photo_is_written_ahead_piece_by_piece_and_only_once(tmp_path: Path) -> None:
    document, side_file = Document(photo(2000, 1500), "big.png"), SideFile(tmp_path / "one")
    pieces = 0

    def between() -> None:
        nonlocal pieces
        pieces += 1
        assert side_file.rests

    side_file.write_base(document.base, between)
    assert pieces >= document.base.nbytes / 2**18
    assert side_file.rests
    with pytest.raises(ProjectError):
        read_side_file(tmp_path / "one")
    draw(document, StyleChoice.of("storm"), (100, 100), (200, 120), size_px=30)
    assert 65_536 < autosave(side_file, document) < 2 * 65_536
    assert_same_document(read_side_file(tmp_path / "one").document.view(), document.view())
    pieces = 0
    side_file.write_base(document.base, between)
    assert pieces == 0
    for number in range(2 * MOST_PACKS):
        draw(document, StyleChoice.of("storm"), (number * 10.0, 10), (number * 10.0, 90), size_px=20)
        autosave(side_file, document)
    assert len(list((tmp_path / "one").glob("pack-*"))) <= MOST_PACKS + 2
    assert_same_document(read_side_file(tmp_path / "one").document.view(), document.view())


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), Discarded()])
def test_a_photo_that_is_half_written_leaves_nothing_and_is_written_again(
    tmp_path: Path, error: Exception
) -> None:
    document, side_file, pieces = Document(photo(1000, 1500), "big.png"), SideFile(tmp_path / "one"), 0

    def between() -> None:
        nonlocal pieces
        pieces += 1
        if pieces == 5:
            raise error

    with pytest.raises(type(error)):
        side_file.write_base(document.base, between)
    assert list((tmp_path / "one").iterdir()) == []
    assert autosave(side_file, document) > document.base.nbytes
    assert_same_document(read_side_file(tmp_path / "one").document.view(), document.view())


def test_a_side_file_that_is_discarded_while_the_photo_is_written_ends_at_the_next_piece(
    tmp_path: Path,
) -> None:
    recovery, document, pieces = Recovery(tmp_path), Document(photo(1000, 1500), "big.png"), 0
    side_file = recovery.begin()

    def between() -> None:
        nonlocal pieces
        pieces += 1
        side_file.discard()

    with pytest.raises(Discarded):
        side_file.write_base(document.base, between)
    assert pieces == 1
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_longer_needed_goes(tmp_path: Path) -> None:
    document, side_file = Document(photo(300, 300), "big.png"), SideFile(tmp_path / "one")
    generator = np.random.default_rng(0)
    for _ in range(2 * MOST_PACKS):
        place = generator.integers(0, 300, 4).astype(float)
        draw(document, StyleChoice.of("storm"), (place[0], place[1]), (place[2], place[3]), size_px=20)
        autosave(side_file, document)
        assert len(list((tmp_path / "one").glob("pack-*"))) <= MOST_PACKS + 2
    assert_same_document(read_side_file(tmp_path / "one").document.view(), document.view())


def test_pictures_of_styles_that_are_missing_are_kept(tmp_path: Path) -> None:
    document = Document(photo(), "lake.jpg")
    document.fill(StyleChoice.of("calm"))
    kept = {StyleChoice.of("calm"): np.ascontiguousarray(document.base[::-1])}
    SideFile(tmp_path / "one").write(document.view(), {}, kept, ABOUT, lambda: SMALL)
    [(choice, picture)] = read_side_file(tmp_path / "one").kept.items()
    assert choice == StyleChoice.of("calm")
    np.testing.assert_array_equal(picture, document.base[::-1])


def test_an_autosave_that_fails_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, side_file = rich_document(), SideFile(tmp_path / "one")
    autosave(side_file, document)
    before = document.view()
    draw(document, StyleChoice.of("storm"), (10, 10), (200, 200))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("studio.media.sidefile.write_atomically", full)
        with pytest.raises(OSError, match="No space"):
            autosave(side_file, document)
    assert_same_document(read_side_file(tmp_path / "one").document.view(), before)
    autosave(side_file, document)
    assert_same_document(read_side_file(tmp_path / "one").document.view(), document.view())


def test_a_discarded_side_file_is_gone_and_stays_so(tmp_path: Path) -> None:
    side_file = SideFile(tmp_path / "one")
    autosave(side_file, rich_document())
    side_file.discard()
    assert not (tmp_path / "one").exists()
    with pytest.raises(Discarded):
        autosave(side_file, rich_document())
    assert not (tmp_path / "one").exists()


def test_a_damaged_side_file_gives_a_sentence(tmp_path: Path) -> None:
    autosave(SideFile(tmp_path / "one"), rich_document())
    [pack] = (tmp_path / "one").glob("pack-*")
    pack.write_bytes(pack.read_bytes()[:-500])
    with pytest.raises(ProjectError, match=r"damaged|incomplete"):
        read_side_file(tmp_path / "one")


# ---- owners


def test_what_is_open_is_not_offered(tmp_path: Path) -> None:
    first, second = Recovery(tmp_path), Recovery(tmp_path)
    side_file = first.begin()
    autosave(side_file, rich_document())
    assert second.abandoned() == []
    side_file.discard()
    assert list(tmp_path.iterdir()) == []


def test_what_is_offered_here_is_offered_nowhere_else(tmp_path: Path) -> None:
    folder = Recovery(tmp_path).begin().folder
    autosave(SideFile(folder), rich_document())
    (tmp_path / f"{folder.name}.lock").unlink()
    [offered] = Recovery(tmp_path).abandoned()
    assert offered.folder == folder
    assert Recovery(tmp_path).abandoned() == []
    offered.side_file.discard()
    assert list(tmp_path.iterdir()) == []


def test_folders_without_a_document_are_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert Recovery(tmp_path).abandoned() == []
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_there_is_nothing_to_recover(tmp_path: Path) -> None:
    assert Recovery(tmp_path / "none").abandoned() == []


AUTOSAVING = """
import os, sys
from pathlib import Path
from studio.document.layers import StyleChoice
from studio.media.openraster import save_project
from studio.media.recovery import Recoverable, Recovery
from tests.helpers.documents import draw, rich_document
from tests.unit.studio.media.test_recovery import autosave
document = rich_document()
for line in sys.stdin:
    child = os.fork()
    if child:
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)
        continue
    side_file = Recovery(Path(sys.argv[1])).begin()
    for number in range(1000):
        draw(document, StyleChoice.of("calm"), (number % 300, 20), (200, number % 280))
        autosave(side_file, document)
        print(number, flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_after_a_kill_the_last_autosave_is_offered(tmp_path: Path) -> None:
    chance = random.Random(5)
    command = [sys.executable, "-c", AUTOSAVING, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(6):
            process.stdin.write("paint\n")
            child, last = int(process.stdout.readline()), -1
            for _ in range(chance.randrange(1, 12)):
                last = int(process.stdout.readline())
            assert Recovery(tmp_path).abandoned() == []
            os.kill(child, signal.SIGKILL)
            while (line := process.stdout.readline()) != "ended\n":
                last = int(line)
            [offered] = Recovery(tmp_path).abandoned()
            strokes = len(read_side_file(offered.folder).document.edits) - len(rich_document().edits)
            assert strokes in (last + 1, last + 2)
            offered.side_file.discard()
        process.stdin.close()


WRITING_AHEAD = """
import os, signal, sys
from pathlib import Path
import numpy as np
from studio.document.document import Document
from studio.media.recovery import Recovery
from tests.helpers.documents import draw, photo
from studio.document.layers import StyleChoice
from tests.unit.studio.media.test_recovery import autosave
document = Document(photo(1000, 1500), "big.png")
side_file, pieces, last = Recovery(Path(sys.argv[1])).begin(), 0, int(sys.argv[2])
def between():
    global pieces
    pieces += 1
    if pieces == last:
        os.kill(os.getpid(), signal.SIGKILL)
side_file.write_base(document.base, between)
draw(document, StyleChoice.of("calm"), (20, 20), (200, 120))
autosave(side_file, document)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize(("pieces", "kept"), [(1, False), (9, False), (10_000, True)])
def test_a_kill_while_the_photo_is_written_leaves_nothing_half_and_later_everything(
    tmp_path: Path, pieces: int, kept: bool
) -> None:
    run = subprocess.run([sys.executable, "-c", WRITING_AHEAD, str(tmp_path), str(pieces)], check=False)
    assert run.returncode == -signal.SIGKILL
    offers = Recovery(tmp_path).abandoned()
    assert len(offers) == kept
    for offer in offers:
        assert len(read_side_file(offer.folder).document.edits) == 1
        offer.side_file.discard()
    assert list(tmp_path.iterdir()) == []


def test_removing_the_whole_root_is_no_error(tmp_path: Path) -> None:
    side_file = Recovery(tmp_path / "state").begin()
    autosave(side_file, rich_document())
    shutil.rmtree(tmp_path / "state")
    side_file.discard()


def test_the_work_is_safe_before_its_thumbnail_is_made(tmp_path: Path) -> None:
    document, side_file = rich_document(), SideFile(tmp_path / "one")

    def thumbnail() -> np.ndarray:
        assert_same_document(read_side_file(side_file.folder).document.view(), document.view())
        return SMALL

    side_file.write(document.view(), style_cards(), {}, ABOUT, thumbnail)
    assert read_side_thumbnail(side_file.folder) is not None
