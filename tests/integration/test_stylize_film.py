"""`pinxit stylize` on films: frames, pace and sound are kept, flicker is damped, and nothing is left half done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from studio.engine.steady import FilmPainter
from studio.media.film_reader import FilmReader
from studio.media.provenance import read_recipe
from studio.media.reading import open_picture
from tests.helpers.assertions import assert_pictures_differ
from tests.helpers.commands import Run, assert_one_line
from tests.helpers.films import moving_square, write_film

STYLE = ("--style", "tiny-brush")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A second of film with sound."""
    return write_film(tmp_path / "film.mp4", moving_square(25), sound="aac")


def read(path: Path) -> list[np.ndarray]:
    with FilmReader(path) as reader:
        return [frame.picture for frame in reader.frames()]


def heard(path: Path) -> tuple[str, float, float]:
    """Codec, seconds and loudness of the sound in a film."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        name = stream.codec_context.name
        samples = [frame.to_ndarray().astype(float).ravel() for frame in container.decode(stream)]
        joined = np.concatenate(samples)
        return name, len(joined) / stream.codec_context.sample_rate, float(np.abs(joined).mean())


def assert_only(folder: Path, *names: str) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)


def test_a_film_is_repainted_with_its_sound_and_its_pace(run: Run, film: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    assert run("stylize", film, *STYLE, "--out", out) == 0
    before, after = read(film), read(out)
    assert len(after) == len(before) == 25
    assert_pictures_differ(before[9], after[9])
    name, seconds, loudness = heard(out)
    assert (name, seconds) == ("aac", pytest.approx(1.0, abs=0.1))
    assert loudness == pytest.approx(heard(film)[2], rel=0.05)
    with FilmReader(out) as reader:
        assert reader.fps == pytest.approx(25, abs=0.1)
    recipe = read_recipe(out)
    assert recipe is not None
    assert recipe.source["name"] == "film.mp4"
    assert recipe.settings["steady"] == 0.8
    assert_only(tmp_path, "film.mp4", "out.mp4")


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
def test_another_program_plays_it(run: Run, film: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    assert run("stylize", film, *STYLE, "--out", out) == 0
    entries = "stream=codec_type,nb_read_frames"
    command = [
        "ffprobe",
        "-v",
        "error",
        "-count_frames",
        "-show_entries",
        entries,
        "-of",
        "csv=p=0",
        str(out),
    ]
    probe = subprocess.run(command, capture_output=True, text=True, check=True)
    assert probe.stderr == ""
    assert sorted(line.split(",")[0] for line in probe.stdout.split()) == ["audio", "video"]
    assert "video,25" in probe.stdout


def test_webm_gets_its_sound_encoded_anew(run: Run, film: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.webm"
    assert run("stylize", film, *STYLE, "--out", out) == 0
    name, seconds, loudness = heard(out)
    assert (name, seconds) == ("opus", pytest.approx(1.0, abs=0.1))
    assert loudness > 0
    assert len(read(out)) == 25


def test_sound_that_mp4_does_not_take_is_encoded_anew(run: Run, tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.avi", moving_square(25), sound="pcm_s16le")
    assert run("stylize", film, *STYLE, "--out", tmp_path / "out.mp4") == 0
    assert heard(tmp_path / "out.mp4")[:2] == ("aac", pytest.approx(1.0, abs=0.1))


def test_sound_may_be_left_out_and_need_not_be_there(run: Run, film: Path, tmp_path: Path) -> None:
    assert run("stylize", film, *STYLE, "--no-sound", "--out", tmp_path / "silent.mp4") == 0
    write_film(tmp_path / "mute.mkv", moving_square(5))
    assert run("stylize", tmp_path / "mute.mkv", *STYLE, "--out", tmp_path / "out.mp4") == 0
    for name in ("silent.mp4", "out.mp4"):
        with av.open(str(tmp_path / name)) as container:
            assert not container.streams.audio


@pytest.mark.parametrize("name", ["out.gif", "out"])
def test_a_film_becomes_an_animation_or_a_folder(run: Run, film: Path, tmp_path: Path, name: str) -> None:
    assert run("stylize", film, *STYLE, "--out", tmp_path / name) == 0
    if name == "out":
        assert len(list((tmp_path / name).iterdir())) == 25
    else:
        assert len(read(tmp_path / name)) == 25


def test_flicker_is_damped_unless_it_is_wanted(run: Run, tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.mkv", moving_square(20, noise=6), codec="ffv1")

    def flicker(name: str, *options: object) -> float:
        assert run("stylize", film, *STYLE, *options, "--out", tmp_path / name) == 0
        frames = [open_picture(path).pixels for path in sorted((tmp_path / name).iterdir())]
        still = np.stack(frames)[3:, 24:].astype(float)
        return float(np.abs(np.diff(still, axis=0)).mean())

    assert flicker("steady") < flicker("restless", "--steady", 0) / 2


def test_only_what_the_mask_shows_is_painted(run: Run, film: Path, tmp_path: Path) -> None:
    mask = np.zeros((48, 64), np.uint8)
    mask[:, 32:] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    assert run("stylize", film, *STYLE, "--mask", tmp_path / "mask.png", "--out", tmp_path / "out.mp4") == 0
    before, after = read(film)[5].astype(int), read(tmp_path / "out.mp4")[5].astype(int)
    assert np.abs(after - before)[20:, :24].mean() < 5
    assert np.abs(after - before)[20:, 40:].mean() > 10


def test_a_stop_leaves_no_half_film(
    run: Run, film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    paint, count = FilmPainter.__call__, []

    def interrupted(self: FilmPainter, *given: object) -> object:
        count.append(None)
        if len(count) == 10:
            os.kill(os.getpid(), signal.SIGTERM)
        return paint(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(FilmPainter, "__call__", interrupted)
    assert run("stylize", film, *STYLE, "--out", tmp_path / "out.mp4") == 1
    assert capsys.readouterr().err == "pinxit: Stopped.\n"
    assert_only(tmp_path, "film.mp4")


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".webp"])
def test_quality_is_a_matter_of_size(run: Run, film: Path, tmp_path: Path, suffix: str) -> None:
    small, usual = tmp_path / f"small{suffix}", tmp_path / f"usual{suffix}"
    given = () if suffix == ".webp" else ("--no-sound",)
    assert run("stylize", film, *STYLE, *given, "--quality", 10, "--out", small) == 0
    assert run("stylize", film, *STYLE, *given, "--out", usual) == 0
    assert small.stat().st_size < usual.stat().st_size / 2
    if suffix != ".webp":
        assert len(read(small)) == len(read(usual)) == 25


@pytest.mark.parametrize("name", ["out.gif", "out"])
def test_a_quality_that_would_do_nothing_is_told(
    run: Run, film: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("stylize", film, *STYLE, "--quality", 92, "--out", tmp_path / name) == 2
    assert_one_line(capsys, "--quality does nothing", name)
    walk = ["--model", "tiny-generator", "--seeds", "1,2", "--quality", 50, "--out", tmp_path / name]
    assert run("interpolate", *walk) == 2
    assert_one_line(capsys, "--quality does nothing", name)
    assert_only(tmp_path, "film.mp4")


def test_contradictions_and_what_is_no_film_are_told(
    run: Run, film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("stylize", film, film, *STYLE, "--out", tmp_path / "out.mp4") == 2
    assert_one_line(capsys, "one at a time")
    assert run("stylize", film, *STYLE, "--out", film) == 2
    assert_one_line(capsys, "film.mp4")
    assert run("stylize", film, *STYLE, "--out", tmp_path / "out.png") == 1
    assert_one_line(capsys, "out.png")
    assert run("stylize", film, *STYLE, "--format", "jpg", "--out", tmp_path / "frames") == 2
    assert_one_line(capsys, "--format is for pictures")
    (tmp_path / "empty.mp4").touch()
    assert run("stylize", tmp_path / "empty.mp4", *STYLE, "--out", tmp_path / "out.mp4") == 1
    assert_one_line(capsys, "empty.mp4")
    assert_only(tmp_path, "film.mp4", "empty.mp4")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no colons in names")
def test_a_film_with_a_colon_in_its_name_is_read(
    run: Run, film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film.rename(tmp_path / "2024-05-01T12:30:05.mp4")
    monkeypatch.chdir(tmp_path)
    assert run("stylize", "2024-05-01T12:30:05.mp4", *STYLE, "--out", "out.mp4") == 0
    assert len(read(tmp_path / "out.mp4")) == 25
