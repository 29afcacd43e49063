from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from exports.figures import FiguresCard
from studio.__main__ import main
from tests.helpers import tiny_models


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
    assert main(["models", "remove", "tiny-brush", "tiny-style"]) == 0
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
