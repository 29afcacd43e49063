"""Films are read upright and whole, and what is none is told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from studio.media.errors import PictureError
from studio.media.film_reader import FilmReader
from studio.media.sound import Sound
from studio.media.video import comment_of_film, save_film
from tests.helpers.assertions import assert_sentence
from tests.helpers.films import moving_square, write_film


def read(path: Path) -> list[np.ndarray]:
    with FilmReader(path) as reader:
        return [frame.picture for frame in reader.frames()]


@pytest.mark.parametrize("name", ["film.mp4", "film.webm", "film.gif"])
def test_what_is_written_is_read(tmp_path: Path, name: str) -> None:
    frames = moving_square(7)
    save_film(tmp_path / name, frames, fps=10)
    with FilmReader(tmp_path / name) as reader:
        assert reader.fps == pytest.approx(10)
        back = list(reader.frames())
    assert [frame.moment_s for frame in back] == pytest.approx(
        [number / 10 for number in range(7)], abs=0.002
    )
    for frame, picture in zip(back, frames, strict=True):
        assert np.abs(frame.picture.astype(int) - picture).mean() < 6


def test_a_film_can_be_read_again(tmp_path: Path) -> None:
    save_film(tmp_path / "film.mp4", moving_square(5))
    with FilmReader(tmp_path / "film.mp4") as reader:
        first = [frame.picture for frame in reader.frames()]
        reader.rewind()
        assert np.array_equal(first, [frame.picture for frame in reader.frames()])


def test_damage_in_the_middle_costs_only_what_is_damaged(tmp_path: Path) -> None:
    path = write_film(tmp_path / "film.avi", moving_square(40, noise=20))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = bytes(3000)
    path.write_bytes(data)
    assert 20 <= len(read(path)) <= 40


def nothing(_path: Path) -> None:
    pass


def text(path: Path) -> None:
    path.write_text("no film at all")


def empty(path: Path) -> None:
    path.touch()


def folder(path: Path) -> None:
    path.mkdir()


def only_sound(path: Path) -> None:
    with av.open(str(path), "w", format="mp4") as film:
        stream = film.add_stream("aac", rate=44_100, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4096), np.int16), format="s16", layout="mono")
        frame.rate = 44_100
        film.mux(stream.encode(frame))
        film.mux(stream.encode())


def no_frames(path: Path) -> None:
    with av.open(str(path), "w", format="mp4") as film:
        stream = film.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        film.start_encoding()


def no_frames_in_matroska(path: Path) -> None:
    """FFmpeg calls this the end of the file, which is neither an OSError nor a ValueError."""
    with av.open(str(path), "w", format="matroska") as film:
        stream = film.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        film.start_encoding()


def cut_short(path: Path) -> None:
    write_film(path, moving_square(9))
    path.write_bytes(path.read_bytes()[:400])


@pytest.mark.parametrize(
    "make", [nothing, text, empty, folder, only_sound, no_frames, no_frames_in_matroska, cut_short]
)
def test_what_is_no_film_is_told_in_a_sentence(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "film.mp4"
    make(path)
    with pytest.raises(PictureError) as caught:
        read(path)
    assert_sentence(str(caught.value), "film.mp4")


@pytest.mark.parametrize("open_it", [Sound, comment_of_film])
@pytest.mark.parametrize("make", [empty, no_frames_in_matroska])
def test_its_sound_and_its_recipe_are_refused_in_the_same_way(
    tmp_path: Path, make: Callable[[Path], None], open_it: Callable[[Path], object]
) -> None:
    path = tmp_path / "film.mp4"
    make(path)
    with pytest.raises(PictureError, match="is not a film that Pinxit can read"):
        open_it(path)


def test_pixels_that_are_no_squares_become_squares(tmp_path: Path) -> None:
    path = tmp_path / "dvd.mp4"
    with av.open(str(path), "w") as film:
        stream = film.add_stream("mpeg4", rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 72, 58, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(16, 11)
        for picture in moving_square(3, 72, 58):
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        film.mux(stream.encode())
    with FilmReader(path) as reader:
        assert {frame.picture.shape for frame in reader.frames()} == {(58, 105, 3)}


def test_a_track_that_nobody_can_decode_is_left_out(tmp_path: Path) -> None:
    whole = write_film(tmp_path / "whole.mp4", moving_square(5), sound="aac")
    with Sound(whole) as sound:
        assert sound.there
    # What a telephone writes: a track of a kind that FFmpeg has no decoder for.
    strange = tmp_path / "strange.mp4"
    strange.write_bytes(whole.read_bytes().replace(b"mp4a", b"xyz4").replace(b"esds", b"free"))
    with Sound(strange) as sound:
        assert not sound.there
        with av.open(str(tmp_path / "new.mp4"), "w") as film:
            sound.begin(film)
            sound.finish()
