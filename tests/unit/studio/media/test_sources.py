"""Sources of live frames: a film goes round at its pace, a folder plays, a camera that vanishes is told."""

from __future__ import annotations

import itertools
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.media import sources
from studio.media.errors import PictureError
from studio.media.sources import Camera, CameraSource, FilmSource, FolderSource, cameras, open_source
from tests.helpers.assertions import assert_sentence
from tests.helpers.films import moving_square, write_film


def taken(source: sources.FrameSource, count: int) -> list[np.ndarray]:
    stop = threading.Event()
    made = list(itertools.islice(source.frames(stop), count))
    stop.set()
    return made


def test_a_film_goes_round(tmp_path: Path) -> None:
    source = open_source(write_film(tmp_path / "film.mkv", moving_square(6), fps=100, codec="ffv1"))
    assert isinstance(source, FilmSource)
    frames = taken(source, 14)
    assert np.array_equal(frames[0], frames[6])
    assert np.array_equal(frames[7], frames[13])
    assert not np.array_equal(frames[0], frames[3])


def test_a_stop_ends_it_at_once(tmp_path: Path) -> None:
    source = FilmSource(write_film(tmp_path / "film.mp4", moving_square(5), fps=1))
    stop = threading.Event()
    frames = source.frames(stop)
    next(frames)
    stop.set()
    assert list(frames) == []


def test_pictures_of_a_folder_play_in_order_and_in_one_size(tmp_path: Path) -> None:
    for number, size in enumerate([(40, 30), (20, 40), (40, 30)]):
        Image.new("RGB", size, (40 * number + 40, 0, 0)).save(tmp_path / f"{number}.png")
    (tmp_path / "broken.png").write_text("no picture")
    (tmp_path / "notes.txt").write_text("nothing")
    source = FolderSource(tmp_path, fps=1000)
    frames = taken(source, 6)
    assert {frame.shape for frame in frames} == {(30, 40, 3)}
    assert [int(frame[15, 20, 0]) for frame in frames] == [40, 80, 120, 40, 80, 120]


@pytest.mark.parametrize("content", [None, "no picture"])
def test_a_folder_without_pictures_is_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "a.png").write_text(content)
    with pytest.raises(PictureError) as caught:
        taken(FolderSource(tmp_path, fps=1000), 1)
    assert_sentence(str(caught.value), tmp_path.name)


def test_a_film_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_text("none")
    with pytest.raises(PictureError, match=r"film\.mp4"):
        open_source(tmp_path / "film.mp4")


def test_a_camera_that_vanishes_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A file that ends is to FFmpeg what a camera is that was unplugged.
    film = write_film(tmp_path / "camera.mkv", moving_square(3), codec="ffv1")
    monkeypatch.setitem(sources.CAMERA_FORMATS, sys.platform, "matroska")
    monkeypatch.setattr(sources, "CAMERA_PX", (64, 48))
    source = CameraSource(Camera(str(film), "Front"))
    frames = source.frames(threading.Event())
    assert [next(frames).shape for _ in range(3)] == [(48, 64, 3)] * 3
    with pytest.raises(PictureError) as caught:
        next(frames)
    assert_sentence(str(caught.value), "Front", "gone")


def test_a_camera_that_is_not_there_is_told(tmp_path: Path) -> None:
    source = CameraSource(Camera(str(tmp_path / "video9"), "Front"))
    with pytest.raises(PictureError) as caught:
        next(source.frames(threading.Event()))
    assert_sentence(str(caught.value), "Front")


def test_cameras_are_listed_or_there_are_none() -> None:
    assert all(camera.title and camera.device for camera in cameras())
