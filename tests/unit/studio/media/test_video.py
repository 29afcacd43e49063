"""Films: playable elsewhere, whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from studio.media.errors import PictureError
from studio.media.film_encoder import codec_of
from studio.media.film_reader import FilmReader
from studio.media.provenance import Recipe, read_recipe
from studio.media.reading import open_picture
from studio.media.video import check_film_path, save_film
from tests.helpers.assertions import assert_sentence
from tests.helpers.films import moving_square

NAMES = ["film.mp4", "film.webm", "film.gif", "film.webp", "film"]
RECIPE = Recipe("interpolate", {"seeds": [1, 2, 3], "easing": "ease-in-out"})


class Stopped(Exception):
    """What a cancelled walk raises."""


def frames(count: int, width: int = 64, height: int = 48) -> Iterator[np.ndarray]:
    """A bright square that wanders over a coloured ground."""
    for number in range(count):
        frame = np.full((height, width, 3), (40, 90, 160), np.uint8)
        left = number * max(1, (width - 12)) // max(1, count)
        frame[10:22, left : left + 12] = (250, 200, 40)
        yield frame


def stopped_after(count: int) -> Iterator[np.ndarray]:
    yield from frames(count)
    raise Stopped


needs_ffprobe = pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")


def probed(path: Path) -> dict:
    entries = "stream=codec_name,width,height,nb_read_frames,avg_frame_rate,pix_fmt:format=duration"
    command = ["ffprobe", "-v", "error", "-count_frames", "-show_entries", entries, "-of", "json", str(path)]
    probe = subprocess.run(command, capture_output=True, text=True, check=False)
    assert probe.stderr == ""
    values = json.loads(probe.stdout)
    return {**values["streams"][0], "duration": float(values["format"]["duration"])}


@needs_ffprobe
@pytest.mark.parametrize(("width", "height"), [(64, 48), (65, 47), (1, 1)])
def test_an_mp4_plays_elsewhere(tmp_path: Path, width: int, height: int) -> None:
    save_film(tmp_path / "film.mp4", frames(25, width, height), fps=25)
    film = probed(tmp_path / "film.mp4")
    assert film["codec_name"] in ("h264", "mpeg4")
    assert film["pix_fmt"] == "yuv420p"
    assert (film["width"], film["height"]) == (width + width % 2, height + height % 2)
    assert int(film["nb_read_frames"]) == 25
    assert film["duration"] == pytest.approx(1.0, abs=0.05)


@needs_ffprobe
def test_a_gif_plays_elsewhere_at_its_pace(tmp_path: Path) -> None:
    save_film(tmp_path / "film.gif", frames(30), fps=24)
    film = probed(tmp_path / "film.gif")
    assert int(film["nb_read_frames"]) == 30
    assert film["duration"] == pytest.approx(30 / 24, abs=0.03)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_colours_of_an_mp4_are_those_of_the_frames(tmp_path: Path) -> None:
    save_film(tmp_path / "film.mp4", frames(3))
    command = ["ffmpeg", "-v", "error", "-i", str(tmp_path / "film.mp4"), str(tmp_path / "out-%d.png")]
    subprocess.run(command, check=True, capture_output=True)
    back = open_picture(tmp_path / "out-1.png").pixels.astype(int)
    assert np.abs(back[40, 40] - [40, 90, 160]).max() <= 6
    assert np.abs(back[16, 5] - [250, 200, 40]).max() <= 12


@pytest.mark.parametrize("name", ["film.gif", "film.webp"])
def test_an_animation_holds_every_frame_and_repeats(tmp_path: Path, name: str) -> None:
    save_film(tmp_path / name, frames(7), fps=10)
    with Image.open(tmp_path / name) as film:
        assert film.n_frames == 7  # type: ignore[attr-defined]
        assert film.info["loop"] == 0
        film.seek(6)
        film.load()
        assert film.info["duration"] == 100
        shown = np.asarray(film.convert("RGB")).astype(int)
    assert np.abs(shown - list(frames(7))[6]).mean() < 4


def test_a_folder_gets_a_numbered_picture_for_each_frame(tmp_path: Path) -> None:
    save_film(tmp_path / "film", frames(11), recipe=RECIPE)
    names = sorted(path.name for path in (tmp_path / "film").iterdir())
    assert names == [f"frame-{number:05}.png" for number in range(1, 12)]
    for path, frame in zip(names, frames(11), strict=True):
        assert np.array_equal(open_picture(tmp_path / "film" / path).pixels, frame)
    assert read_recipe(tmp_path / "film" / names[0]) == RECIPE


@pytest.mark.parametrize("name", ["film.mp4", "film.webm", "film.gif", "film.webp"])
def test_a_film_carries_its_recipe_or_none(tmp_path: Path, name: str) -> None:
    save_film(tmp_path / name, frames(2), recipe=RECIPE)
    assert read_recipe(tmp_path / name) == RECIPE
    save_film(tmp_path / name, frames(2))
    assert read_recipe(tmp_path / name) is None


@pytest.mark.parametrize("name", NAMES)
def test_progress_counts_frames_and_nothing_else_is_left_behind(tmp_path: Path, name: str) -> None:
    counts: list[int] = []
    save_film(tmp_path / name, frames(4), on_frame=counts.append)
    assert counts == [1, 2, 3, 4]
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_stopped_film_leaves_nothing(tmp_path: Path, name: str, count: int) -> None:
    with pytest.raises(Stopped):
        save_film(tmp_path / name, stopped_after(count))
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("name", NAMES[:4])
def test_a_stopped_film_leaves_the_old_one(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"the old film")
    with pytest.raises(Stopped):
        save_film(tmp_path / name, stopped_after(3))
    assert (tmp_path / name).read_bytes() == b"the old film"
    assert len(list(tmp_path.iterdir())) == 1


def played(path: Path) -> list[np.ndarray]:
    if path.suffix == ".webp":
        with Image.open(path) as film:
            return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(film)]
    with FilmReader(path) as reader:
        return [frame.picture for frame in reader.frames()]


def errors_of(path: Path, shown: list[np.ndarray]) -> float:
    """How far the frames of a film are off what was written, in levels of 255."""
    return float(np.abs(np.stack(played(path)).astype(int) - np.stack(shown)).mean())


@pytest.fixture(params=["film.mp4", "film.webm", "film.webp", "mpeg4.mp4"])
def film_path(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A film of each codec; MPEG-4 is what is written where FFmpeg has no x264."""
    if request.param == "mpeg4.mp4":
        monkeypatch.setattr("av.codecs_available", {"mpeg4"})
    return tmp_path / request.param


def test_a_film_of_less_quality_is_smaller_and_plays(film_path: Path) -> None:
    shown = moving_square(8, 160, 120, noise=12)
    sizes, errors = [], []
    for quality in (1, 40, 70, None, 100):
        save_film(film_path, iter(shown), quality=quality)
        sizes.append(film_path.stat().st_size)
        errors.append(errors_of(film_path, shown))
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[3] / 4
    assert errors == sorted(errors, reverse=True)
    assert errors[0] > errors[3] + 1  # Colours are halved in any of them.


def test_a_webp_film_of_100_is_lossless(tmp_path: Path) -> None:
    shown = moving_square(3, noise=12)
    save_film(tmp_path / "film.webp", iter(shown), quality=100)
    assert errors_of(tmp_path / "film.webp", shown) == 0


@pytest.mark.parametrize("name", ["film.mp4", "film.webm", "film.gif", "film"])
def test_without_a_word_films_are_as_good_as_they_always_were(tmp_path: Path, name: str) -> None:
    asked, written = tmp_path / f"asked-{name}", tmp_path / name
    save_film(written, frames(4))
    save_film(asked, frames(4), quality=92)
    if name == "film.mp4" and codec_of(written)[0] == "libx264":
        assert b"crf=16.0" in written.read_bytes()
    if name == "film":
        assert [path.read_bytes() for path in sorted(written.iterdir())] == [
            path.read_bytes() for path in sorted(asked.iterdir())
        ]
    else:
        np.testing.assert_array_equal(np.stack(played(asked)), np.stack(played(written)))


@pytest.mark.parametrize(
    ("suffix", "codecs", "option", "usual", "worst"),
    [
        (".mp4", {"libx264"}, "crf", 16, 51),
        (".webm", {"libvpx-vp9"}, "crf", 24, 63),
        (".mp4", {"mpeg4"}, "qmax", 2, 31),
    ],
)
def test_every_step_of_quality_is_no_worse_than_the_one_before(
    suffix: str,
    codecs: set[str],
    option: str,
    usual: int,
    worst: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("av.codecs_available", codecs)
    values = [float(codec_of(Path(f"film{suffix}"), quality)[1][option]) for quality in range(1, 101)]
    assert values == sorted(values, reverse=True)
    assert (values[0], values[92 - 1]) == (worst, usual)
    assert values[-1] >= 1


def refused(path: Path, film: Iterator[np.ndarray] | None = None, **options) -> str:
    with pytest.raises(PictureError) as caught:
        save_film(path, frames(2) if film is None else film, **options)
    assert_sentence(str(caught.value))
    return str(caught.value)


@pytest.mark.parametrize("name", NAMES)
def test_a_film_without_frames_is_refused(tmp_path: Path, name: str) -> None:
    assert name in refused(tmp_path / name, iter(()))
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["wide.gif", "wide.webp"])
def test_a_side_that_an_animation_does_not_take_is_named(tmp_path: Path, name: str) -> None:
    wide = iter([np.zeros((1, 70_000, 3), np.uint8)] * 2)
    assert "70000" in refused(tmp_path / name, wide)


def test_paths_that_cannot_be_are_refused_before_any_work(tmp_path: Path) -> None:
    def never() -> Iterator[np.ndarray]:
        pytest.fail("a frame was made")
        yield np.zeros((2, 2, 3), np.uint8)

    assert "film.avi" in refused(tmp_path / "film.avi", never())
    assert "no folder" in refused(tmp_path / "gone" / "film.mp4", never())
    assert "no folder" in refused(tmp_path / "gone" / "film", never())
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "photo.png").touch()
    assert "not an empty folder" in refused(tmp_path / "full", never())
    assert "frames a second" in refused(tmp_path / "film.mp4", never(), fps=0.0)
    assert (tmp_path / "full" / "photo.png").exists()


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "film").mkdir()
    save_film(tmp_path / "film", frames(2))
    assert len(list((tmp_path / "film").iterdir())) == 2


@pytest.mark.skipif(os.name == "nt", reason="making links takes privileges on Windows")
@pytest.mark.parametrize("name", NAMES)
def test_a_film_is_written_where_a_link_leads(tmp_path: Path, name: str) -> None:
    target, link = tmp_path / "elsewhere" / name, tmp_path / name
    target.parent.mkdir()
    link.symlink_to(target)
    save_film(link, frames(3))
    assert link.is_symlink()
    assert target.exists()
    assert [path.name for path in target.parent.iterdir()] == [name]


def test_frames_of_two_sizes_are_a_mistake(tmp_path: Path) -> None:
    mixed = [np.zeros((4, 4, 3), np.uint8), np.zeros((4, 6, 3), np.uint8)]
    with pytest.raises(ValueError, match="frame 2"):
        save_film(tmp_path / "film.mp4", mixed)
    assert not any(tmp_path.iterdir())


def test_without_the_package_a_sentence_names_it_and_the_other_formats(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    message = refused(tmp_path / "film.mp4")
    assert "pip install av" in message
    assert ".gif" in message
    check_film_path(tmp_path / "film.gif")


def test_an_mp4_that_is_none_is_refused_when_its_recipe_is_read(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("no film")
    with pytest.raises(PictureError, match=r"film\.mp4"):
        read_recipe(path)
