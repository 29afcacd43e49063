"""`pinxit interpolate`, whole: every kind of motion, saved timelines, the same frames twice, loops, disks that fill."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from exports.session import open_generator
from studio.engine.latent import from_seed
from studio.media.reading import open_picture
from studio.media.timelines import read_timeline
from tests.helpers.assertions import assert_pictures_close, assert_pictures_differ
from tests.helpers.commands import Run, assert_one_line

FILM = ("interpolate", "--model", "tiny-generator", "--size", 16)


def frames_in(folder: Path) -> list[np.ndarray]:
    return [open_picture(path).pixels for path in sorted(folder.iterdir())]


def decoded(path: Path) -> list[bytes]:
    """The frames of a film as ffmpeg, a program of others, plays it: a checksum of each."""
    command = ["ffmpeg", "-v", "error", "-threads", "1", "-i", str(path), "-f", "framemd5", "-"]
    lines = subprocess.run(command, check=True, capture_output=True).stdout.splitlines()
    return [line.rsplit(b",", 1)[1] for line in lines if not line.startswith(b"#")]


def assert_closed(frames: list[np.ndarray]) -> None:
    """First and last frame are neighbours like any two."""
    steps = [float(np.abs(b.astype(int) - a).mean()) for a, b in pairwise([*frames, frames[0]])]
    assert 0 < steps[-1] <= 1.5 * max(steps[:-1])


@pytest.mark.parametrize(
    "motion",
    [
        ("--seeds", "3,14,15"),
        ("--seeds", "3,14,15", "--interpolation", "spline", "--easing", "linear"),
        ("--walk", "noise", "--turns", 2, "--walk-seed", 5),
        ("--seeds", 3, "--walk", "circle", "--amount", 0.4),
        ("--seeds", 3, "--truncation", "1,0.2", "--easing", "linear"),
    ],
)
def test_loops_close_and_are_the_same_each_time(run: Run, tmp_path: Path, motion: tuple) -> None:
    arguments = [*FILM, *motion, "--loop", "--frames", 24, "--out"]
    assert run(*arguments, tmp_path / "once") == 0
    assert run(*arguments, tmp_path / "again") == 0
    frames = frames_in(tmp_path / "once")
    assert len(frames) == 24
    assert_closed(frames)
    assert np.array_equal(frames, frames_in(tmp_path / "again"))


def test_a_saved_timeline_gives_the_same_film_and_a_film_gives_its_timeline(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "walk.json"
    motion = ["--seeds", "3,14", "--walk", "noise", "--amount", 0.3, "--loop", "--frames", 12]
    assert run(*FILM, *motion, "--save-timeline", saved, "--out", tmp_path / "walk.mp4") == 0
    assert read_timeline(tmp_path / "walk.mp4") == read_timeline(saved)
    for source in ("walk.json", "walk.mp4"):
        out = tmp_path / f"of-{source}".replace(".", "-")
        assert run("interpolate", "--timeline", tmp_path / source, "--size", 16, "--out", out) == 0
        assert len(frames_in(out)) == 12
    assert np.array_equal(frames_in(tmp_path / "of-walk-json"), frames_in(tmp_path / "of-walk-mp4"))
    assert run("interpolate", "--timeline", saved, "--fps", 12, "--size", 16, "--out", tmp_path / "half") == 0
    assert np.array_equal(frames_in(tmp_path / "half"), frames_in(tmp_path / "of-walk-json")[::2])


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".gif"])
def test_another_program_plays_the_same_frames_of_two_exports(run: Run, tmp_path: Path, suffix: str) -> None:
    for name in ("once", "again"):
        arguments = [
            *FILM,
            "--seeds",
            "3,14",
            "--loop",
            "--frames",
            10,
            "--out",
            tmp_path / f"{name}{suffix}",
        ]
        assert run(*arguments) == 0
    once, again = (tmp_path / f"{name}{suffix}" for name in ("once", "again"))
    assert len(decoded(once)) == 10
    files = "the same" if once.read_bytes() == again.read_bytes() else "different"
    assert decoded(once) == decoded(again), f"of files that are {files}"


def test_a_direction_moves_as_it_is_told(run: Run, tmp_path: Path, tiny_generator_path: Path) -> None:
    model = open_generator(tiny_generator_path, provider="cpu")
    direction = model.directions[0]
    motion = ["--seeds", 3, "--direction", f"{direction.name}:0,2", "--frames", 3]
    assert run(*FILM, *motion, "--out", tmp_path / "film") == 0
    latent = from_seed(3, model.latent_size)
    for frame, amount in zip(frames_in(tmp_path / "film"), (0, 1, 2), strict=True):
        moved = latent + np.float32(amount * direction.sigma) * direction.vector
        assert_pictures_close(frame, model(moved[np.newaxis].astype(np.float32))[0])


def test_styles_go_over_a_picture(run: Run, photo: Path, tmp_path: Path) -> None:
    arguments = ["--picture", photo, "--style", "tiny-brush", "--strength", "0,1", "--frames", 3]
    assert run("interpolate", *arguments, "--out", tmp_path / "film") == 0
    first, _, last = frames_in(tmp_path / "film")
    assert_pictures_close(first, open_picture(photo).pixels)
    assert (
        run("stylize", photo, "--style", "tiny-brush", "--strength", 1, "--out", tmp_path / "still.png") == 0
    )
    assert_pictures_close(last, open_picture(tmp_path / "still.png").pixels, most=2)


def test_styles_go_over_what_a_generator_makes(run: Run, tmp_path: Path) -> None:
    plain = [*FILM, "--seeds", "3,14", "--frames", 2]
    assert run(*plain, "--out", tmp_path / "plain") == 0
    assert run(*plain, "--style", "tiny-brush", "--out", tmp_path / "painted") == 0
    for a, b in zip(frames_in(tmp_path / "plain"), frames_in(tmp_path / "painted"), strict=True):
        assert_pictures_differ(a, b)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "--seeds"),
        (["--seeds", "3"], "two seeds"),
        (["--style", "tiny-brush"], "--picture"),
        (["--seeds", "1,2", "--amount", "0.5"], "--walk"),
        (["--seeds", "1,2", "--strength", "0.5"], "--style"),
        (["--timeline", "walk.json", "--seeds", "1,2"], "--seeds"),
    ],
)
def test_contradictions_are_wrong_calls(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], word: str
) -> None:
    assert run("interpolate", *arguments, "--out", tmp_path / "film.mp4") == 2
    assert_one_line(capsys, word)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--seeds", "1,2", "--direction", "nowhere:0,1"], "nowhere"),
        (["--walk", "noise", "--amount", "0.5"], "amount"),
        (["--timeline", "missing.json"], "missing.json"),
    ],
)
def test_what_makes_no_film_is_told(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], word: str
) -> None:
    assert run("interpolate", *arguments, "--out", tmp_path / "film.mp4") == 1
    assert_one_line(capsys, word)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only POSIX limits the size of files")
@pytest.mark.parametrize("name", ["film.mp4", "film.webm", "film.gif", "film.webp", "film"])
def test_a_disk_that_takes_no_more_leaves_no_half_file(tmp_path: Path, tiny_folder: Path, name: str) -> None:
    script = (
        "import resource, sys; from pathlib import Path; import numpy as np; from studio.media.video import save_film\n"
        "from studio.media.errors import PictureError\n"
        "rng = np.random.default_rng(0)\n"
        "frames = (rng.integers(0, 255, (64, 64, 3), dtype=np.uint8) for _ in range(30))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))\n"
        "try: save_film(Path(sys.argv[1]), frames)\n"
        "except PictureError as error: print(error)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"{name} could not be written" in done.stdout
    assert not list(tmp_path.iterdir())
