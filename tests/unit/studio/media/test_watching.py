"""What is told while a file is read, and how reading ends when it is not wanted any more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.engine.cancel import Cancelled
from studio.media.errors import PictureError
from studio.media.openraster import open_project, save_project
from studio.media.reading import open_picture
from studio.media.sidefile import About, SideFile, read_side_file
from studio.media.watching import OnRead
from tests.helpers.documents import rich_document, sheets_of, style_cards

Read = Callable[[OnRead], object]


@pytest.fixture(params=["photo.jpg", "photo.png", "photo.tif", "lake.ora", "theirs.ora", "side file"])
def read(request: pytest.FixtureRequest, tmp_path: Path) -> Read:
    """Reads a file of each kind that the studio opens."""
    path, document = tmp_path / request.param, rich_document()
    if request.param == "side file":
        side_file = SideFile(path)
        side_file.write(
            document.view(), style_cards(), {}, About("lake", 1.0), lambda: np.zeros((8, 8, 3), np.uint8)
        )
        return lambda on_read: read_side_file(path, on_read)
    if path.suffix == ".ora":
        save_project(path, document.view(), style_cards(), sheets_of(document.view()))
        if path.stem == "theirs":
            _as_others_would(path)
        return lambda on_read: open_project(path, on_read=on_read)
    pixels = np.random.default_rng(1).integers(0, 256, (900, 1200, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return lambda on_read: open_picture(path, on_read=on_read)


def _as_others_would(path: Path) -> None:
    """Leaves out of a project what only we read."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.startswith("pinxit/")}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_the_share_that_is_read_grows_to_the_end(read: Read) -> None:
    shares: list[float] = []
    read(shares.append)
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
    assert shares[-1] > 0.5


def test_a_large_photo_tells_again_and_again(tmp_path: Path) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (900, 1200, 3), dtype=np.uint8)
    for name in ("photo.jpg", "photo.png"):
        Image.fromarray(pixels).save(tmp_path / name)
        shares: list[float] = []
        open_picture(tmp_path / name, on_read=shares.append)
        assert len({round(share, 1) for share in shares}) > 4, name


@pytest.mark.parametrize("after", [0, 1])
def test_reading_ends_with_what_the_listener_raises(read: Read, after: int) -> None:
    calls = 0

    def on_read(_share: float) -> None:
        nonlocal calls
        calls += 1
        if calls > after:
            raise Cancelled

    if after:
        # A file that is told of once only is read before anybody can say no.
        seen: list[float] = []
        read(seen.append)
        if len(seen) <= after:
            return
    with pytest.raises(Cancelled):
        read(on_read)


def test_a_damaged_file_is_damaged_still(tmp_path: Path) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (300, 300, 3), dtype=np.uint8)
    path = tmp_path / "photo.jpg"
    Image.fromarray(pixels).save(path)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(PictureError, match="damaged"):
        open_picture(path, on_read=lambda _share: None)
