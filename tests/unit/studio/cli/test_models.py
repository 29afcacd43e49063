from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from exports.catalog import default_shipped_folder
from exports.figures import FiguresCard
from studio.__main__ import main
from tests.helpers import tiny_models
from tests.helpers.commands import assert_one_line


@pytest.fixture(autouse=True)
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "user"
    monkeypatch.setattr("exports.catalog.default_user_folder", lambda: folder)
    return folder


def test_list_names_every_model_with_its_styles(
    tiny_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "list", "--json", "--models-folder", str(tiny_folder)]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    style = rows["tiny-style"]
    assert style["kind"] == "style"
    assert Path(style["path"]) == tiny_folder / "tiny-style.onnx"
    assert style["styles"] == [
        {"name": "tiny-brush", "title": "Tiny brush"},
        {"name": "tiny-reed", "title": "Tiny reed"},
    ]
    assert rows["tiny-generator"]["styles"] == []


def test_list_can_be_narrowed_to_a_kind(tiny_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--json", "--kind", "generator", "--models-folder", str(tiny_folder)]) == 0
    assert {row["kind"] for row in json.loads(capsys.readouterr().out)} == {"generator"}


def test_list_goes_on_past_a_broken_file_and_names_it(
    tiny_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(tiny_folder, tmp_path / "models")
    (folder / "broken.onnx").write_bytes(b"no model at all")
    assert main(["models", "list", "--models-folder", str(folder)]) == 0
    captured = capsys.readouterr()
    assert "tiny-style" in captured.out
    assert "broken.onnx" in captured.err


def test_show_tells_what_a_model_and_a_style_say_of_themselves(
    tiny_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--models-folder", str(tiny_folder)]
    assert main(["models", "show", "tiny-generator", *where]) == 0
    assert "CC0-1.0" in capsys.readouterr().out
    assert main(["models", "show", "tiny-brush", "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["network"] == tiny_models.STYLE_NETWORK
    assert main(["models", "show", str(tiny_folder / "styles" / "tiny-reed.png"), *where]) == 0
    assert "Tiny reed" in capsys.readouterr().out


def test_show_tells_the_figures_of_a_generator_and_what_they_are_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = {"frechet": 0.303, "coverage": 0.5214, "told_apart": 0.7}
    figures = FiguresCard("evaluate", "squeezenet-1.0", False, 1024, 43.76, values)
    path = tiny_models.build_generator(tmp_path / "blobs.onnx", figures=figures)
    assert main(["models", "show", str(path)]) == 0
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("figures")]
    assert line.partition(" ")[2].strip() == (
        "Fréchet distance 0.303, coverage 0.5214, told apart 0.7 (evaluate, 1,024 pictures after 43.76 kimg, in "
        "features of squeezenet-1.0, which its discriminator did not use)"
    )
    assert main(["models", "show", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["figures"]["values"] == values
    tiny_models.build_generator(path)
    assert main(["models", "show", str(path)]) == 0
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("figures")]
    assert line.split() == ["figures", "-"]


def test_show_of_nothing_names_what_is_close(tiny_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "show", "tiny-generater", "--models-folder", str(tiny_folder)]) == 1
    assert "tiny-generator" in capsys.readouterr().err


def test_what_is_added_is_listed_and_can_be_removed(
    tiny_folder: Path, user_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(tiny_folder / "tiny-style.onnx"), str(tiny_folder / "styles" / "tiny-brush.png")]
    assert main(["models", "add", *files]) == 0
    assert (user_folder / "tiny-style.onnx").is_file()
    assert (user_folder / "styles" / "tiny-brush.png").is_file()
    assert main(["models", "list"]) == 0
    assert "tiny-brush" in capsys.readouterr().out
    assert main(["models", "remove", "--yes", "tiny-brush", "tiny-style"]) == 0
    assert not list(user_folder.rglob("*.onnx"))
    assert not list(user_folder.rglob("*.png"))


@pytest.mark.parametrize("content", [b"", b"no model at all", b"\x89PNG\r\n\x1a\n broken"])
@pytest.mark.parametrize("name", ["model.onnx", "style.png"])
def test_what_is_no_model_is_not_added(
    content: bytes, name: str, tmp_path: Path, user_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert main(["models", "add", str(file)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert name in lines[0]
    assert not user_folder.exists()


def test_a_model_without_a_card_is_not_added(
    tiny_style_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bare.onnx"
    shutil.copy(tiny_style_path, file)
    tiny_models.change_card(file, None)
    assert main(["models", "add", str(file)]) == 1
    assert "bare.onnx has no Pinxit model card" in capsys.readouterr().err


def test_what_is_not_there_cannot_be_removed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "remove", "nothing-of-this-name"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


class Terminal(io.StringIO):
    """A terminal on which somebody has typed a text already."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def added(tiny_folder: Path, user_folder: Path) -> list[Path]:
    """The user's files: a network and a style of it."""
    files = [tiny_folder / "tiny-style.onnx", tiny_folder / "styles" / "tiny-brush.png"]
    assert main(["models", "add", *map(str, files)]) == 0
    return [user_folder / "tiny-style.onnx", user_folder / "styles" / "tiny-brush.png"]


def remove_on_a_terminal(monkeypatch: pytest.MonkeyPatch, answer: str, *names: str) -> tuple[int, str]:
    """The exit code of `models remove`, and what stood on the terminal."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys, "stderr", screen)
    return main(["models", "remove", *names]), screen.getvalue()


@pytest.mark.parametrize("answer", ["y\n", "Yes\n", " y \n"])
def test_removing_asks_and_lists_what_goes(
    added: list[Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    capsys.readouterr()
    # The style is no style any more when its network is gone: both are found before.
    code, said = remove_on_a_terminal(monkeypatch, answer, "tiny-style", "tiny-brush", "tiny-style.onnx")
    assert code == 0
    assert said.splitlines() == [f"  {path}" for path in added] + ["Delete these 2 files? [y/N] "]
    assert capsys.readouterr().out.splitlines() == [str(path) for path in added]
    assert not any(path.exists() for path in added)


@pytest.mark.parametrize("answer", ["\n", "n\n", "", "yesterday\n", "of course\n"])
def test_any_other_answer_removes_nothing(
    added: list[Path], monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    code, said = remove_on_a_terminal(monkeypatch, answer, "tiny-brush")
    assert code == 1
    assert said.startswith(f"  {added[1]}\nDelete this file? [y/N] ")
    assert said.endswith("pinxit: Nothing was removed.\n")
    assert all(path.exists() for path in added)


def test_without_a_terminal_nothing_is_removed_unless_it_is_said(
    added: list[Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for stdin in (io.StringIO("y\n"), None):
        monkeypatch.setattr(sys, "stdin", stdin)
        capsys.readouterr()
        assert main(["models", "remove", "tiny-brush"]) == 2
        assert_one_line(capsys, "no terminal", "--yes")
    assert all(path.exists() for path in added)
    assert main(["models", "remove", "-y", "tiny-brush"]) == 0
    assert not added[1].exists()


@pytest.mark.parametrize("yes", [True, False])
@pytest.mark.parametrize("wrong", ["nothing-of-this-name", "shipped"])
def test_every_name_is_looked_up_before_anything_is_asked_or_removed(
    added: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    yes: bool,
    wrong: str,
) -> None:
    shipped = min(default_shipped_folder().glob("*.onnx")).name
    name, reason = (shipped, "came with Pinxit") if wrong == "shipped" else (wrong, wrong)
    code, said = remove_on_a_terminal(monkeypatch, "y\n", "tiny-brush", name, *(["--yes"] if yes else []))
    assert code == 1
    assert reason in said
    assert len(said.splitlines()) == 1
    assert all(path.exists() for path in added)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
@pytest.mark.parametrize(("typed", "code"), [(b"y\n", 0), (b"n\n", 1), (b"\x04", 1)])
def test_it_asks_on_a_real_terminal(tmp_path: Path, typed: bytes, code: int) -> None:
    import pty

    style = tmp_path / "pinxit" / "models" / "broken.onnx"
    style.parent.mkdir(parents=True)
    style.write_bytes(b"no model at all")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "studio", "models", "remove", "broken.onnx"]
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    with subprocess.Popen(
        command,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment,
        cwd=Path(__file__).parents[4],
    ) as process:
        os.close(theirs)
        seen = b""
        while b"[y/N]" not in seen:
            seen += os.read(ours, 4096)
        os.write(ours, typed)
        written, _ = process.communicate(timeout=60)
    os.close(ours)
    assert str(style).encode() in seen
    assert process.returncode == code
    assert written.decode().splitlines() == ([str(style)] if code == 0 else [])
    assert style.exists() == bool(code)


def test_verify_is_1_only_when_something_does_not_work(
    tiny_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(tiny_folder, tmp_path / "models")
    assert main(["models", "verify", "--models-folder", str(folder)]) == 0
    model = folder / "tiny-generator.onnx"
    model.write_bytes(model.read_bytes()[:-200])
    capsys.readouterr()
    assert main(["models", "verify", "--models-folder", str(folder)]) == 1
    captured = capsys.readouterr()
    assert "tiny-style.onnx" in captured.out
    assert "tiny-generator.onnx" in captured.err


def test_a_folder_that_is_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--models-folder", str(tmp_path / "nowhere")]) == 1
    assert "nowhere is not a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [("mix.jpg", 2, "mix.jpg is no name"), ("nowhere/mix.png", 1, "There is no folder")],
)
def test_a_mix_is_not_written_where_nobody_would_find_it(
    tiny_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, code: int, said: str
) -> None:
    out = tmp_path / name
    mix = ["models", "mix", "tiny-brush", "--title", "Mix", "--out", str(out)]
    assert main([*mix, "--models-folder", str(tiny_folder)]) == code
    assert_one_line(capsys, said)
    assert not out.exists()
