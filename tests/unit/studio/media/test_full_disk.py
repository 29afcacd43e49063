"""A disk that fills while a film or a picture is written: a sentence, and nothing half."""

from __future__ import annotations

import errno
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from studio.media import animations
from studio.media.errors import PictureError
from studio.media.film_encoder import FilmEncoder
from studio.media.video import save_film
from tests.helpers.assertions import assert_sentence
from tests.helpers.films import moving_square
from tests.helpers.full_disk import fill_the_disk, fill_the_disk_for_films

BEFORE = b"an older film"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /dev/full")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Where a film lies already."""
    (tmp_path / "films").mkdir()
    path = tmp_path / "films" / "walk"
    path.write_bytes(BEFORE)
    return path


def frames(count: int = 40) -> Iterator[np.ndarray]:
    return iter(moving_square(count, 320, 240, noise=20))


def refused(path: Path, count: int = 40) -> None:
    """The film cannot be written, a sentence says so, and what lay there lies there alone."""
    path.write_bytes(BEFORE)
    others = set(path.parent.iterdir())
    with pytest.raises(PictureError) as caught:
        save_film(path, frames(count), fps=24)
    assert_sentence(str(caught.value), path.name, "the disk is full")
    assert path.read_bytes() == BEFORE
    assert set(path.parent.iterdir()) == others


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
@pytest.mark.parametrize("count", [1, 40], ids=["at its end", "in its middle"])
def test_an_encoded_film(film: Path, suffix: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_the_disk_for_films(monkeypatch)
    refused(film.with_suffix(suffix), count)


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_an_animation(film: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_the_disk(monkeypatch, room_bytes=5000)
    refused(film.with_suffix(suffix), 4)


def test_a_folder_of_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, written = Path.write_bytes, []

    def fill(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) > 3:
            write(path, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, data)

    monkeypatch.setattr(animations.Path, "write_bytes", fill)
    with pytest.raises(PictureError, match="walk could not be written: the disk is full"):
        save_film(tmp_path / "walk", frames(8), fps=24)
    assert list(tmp_path.iterdir()) == []


def test_a_film_that_no_longer_fits_in_its_middle(film: Path) -> None:
    """The kernel refuses the rest of a file that has begun well."""
    path = film.with_suffix(".mp4")
    path.write_bytes(BEFORE)
    others, before = set(film.parent.iterdir()), resource.getrlimit(resource.RLIMIT_FSIZE)
    sizes: list[int] = []

    def encode() -> None:
        with FilmEncoder(path, fps=24) as encoder:
            for frame in moving_square(80, 320, 240, noise=60):
                encoder.write(frame)
                [part] = set(film.parent.iterdir()) - others
                sizes.append(part.stat().st_size)

    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    try:
        with pytest.raises(PictureError) as caught:
            encode()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert_sentence(str(caught.value), path.name, "file too large")
    assert max(sizes) > 0, "it had not begun well"
    assert path.read_bytes() == BEFORE
    assert set(film.parent.iterdir()) == others
