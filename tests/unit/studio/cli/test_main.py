from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from exports.errors import ModelError
from studio.cli import models
from studio.cli.main import VERBS, main
from studio.media.errors import PictureError


def refuse_window(_picture: Path | None) -> int:
    raise AssertionError("no window belongs here")


def run(*argv: str) -> int:
    return main(argv, refuse_window)


def raising(error: BaseException):
    def list_models(*_arguments: object) -> int:
        raise error

    return list_models


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(verb, "--help") == 0
    assert f"usage: pinxit {verb}" in capsys.readouterr().out


def test_help_lists_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    out = capsys.readouterr().out
    assert all(verb in out for verb in VERBS)


@pytest.mark.parametrize("argv", [["--help"], *([verb, "--help"] for verb in VERBS)])
def test_help_imports_nothing_heavy(argv: Sequence[str]) -> None:
    heavy = "('numpy', 'PIL', 'onnxruntime', 'PySide6', 'av', 'scipy', 'platformdirs', 'importlib.metadata', 'torch')"
    script = (
        "import sys; from studio.__main__ import main; "
        f"code = main({list(argv)!r}); assert code == 0; "
        f"loaded = [name for name in {heavy} if name in sys.modules]; assert not loaded, loaded"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize(
    "argv", [["stylize"], ["models"], ["models", "dance"], ["sample", "--count", "none"], ["--what"]]
)
def test_a_wrong_call_is_2_and_shows_the_usage(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*argv) == 2
    assert "usage: pinxit" in capsys.readouterr().err


@pytest.mark.parametrize(
    "error",
    [
        ModelError("This model is no model; choose another."),
        PictureError("This picture is no picture."),
        PermissionError(13, "Permission denied", "out.png"),
        MemoryError(),
        KeyboardInterrupt(),
        RuntimeError("a line\nand another"),
    ],
)
def test_any_error_is_one_line_and_1(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(models, "list_models", raising(error))
    assert run("models", "list") == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("pinxit: ")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_debug_shows_the_traceback_wherever_it_stands(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "list_models", raising(ModelError("no")))
    argv = ["models", "list"]
    argv.insert(place, "--debug")
    with pytest.raises(ModelError):
        run(*argv)


def test_no_verb_opens_the_window(tmp_path: Path) -> None:
    picture = tmp_path / "photo.png"
    picture.touch()
    opened: list[Path | None] = []

    def open_window(path: Path | None) -> int:
        opened.append(path)
        return 0

    assert main([], open_window) == 0
    assert main([str(picture)], open_window) == 0
    assert opened == [None, picture]


def test_a_mistyped_verb_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("stylise") == 1
    assert "did you mean pinxit stylize?" in capsys.readouterr().err
