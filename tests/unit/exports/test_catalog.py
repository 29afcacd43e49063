"""The catalog: what it finds and in which order, what it leaves out and why, and what adding and removing do."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from exports.catalog import (
    Catalog,
    ModelEntry,
    default_shipped_folder,
    default_user_folder,
    remove_file,
)
from exports.errors import ModelError
from exports.stylecard import StyleCard
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_refused, assert_sentence


def names(catalog: Catalog) -> tuple[list[str], list[str]]:
    return [entry.name for entry in catalog.models()], [style.name for style in catalog.styles()]


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_shipped_models_and_styles_are_found(tiny_catalog: Catalog) -> None:
    assert names(tiny_catalog) == (
        ["tiny-generator", "tiny-perceptual", "tiny-style"],
        ["tiny-brush", "tiny-reed"],
    )
    assert tiny_catalog.problems == []
    entry = tiny_catalog.find("tiny-style")
    assert (entry.kind, entry.title, entry.shipped) == ("style", "Tiny style network", True)


def test_styles_stand_in_order_of_their_paintings(tiny_catalog: Catalog) -> None:
    folder = tiny_catalog.user_folder / "styles"
    folder.mkdir(parents=True)
    tiny_models.build_style_card(folder / "a.png", "modern", year=1910)
    tiny_models.build_style_card(folder / "b.png", "old", year=1660)
    tiny_models.build_style_card(folder / "c.png", "nameless", year=None)
    assert names(tiny_catalog)[1] == ["tiny-brush", "tiny-reed", "old", "modern", "nameless"]


def test_nothing_but_the_shipped_folder_is_needed(tmp_path: Path) -> None:
    catalog = Catalog(
        [tmp_path / "absent"], user_folder=tmp_path / "nowhere", shipped_folder=tmp_path / "none"
    )
    assert names(catalog) == ([], [])
    assert_refused(lambda: catalog.find("anything"), "'anything'", "pinxit models add")


def test_the_default_folders_are_known() -> None:
    assert (default_shipped_folder() / "styles").is_dir()
    assert default_user_folder().name == "models"
    assert "pinxit" in default_user_folder().parts


def test_everything_that_ships_can_be_used(tmp_path: Path) -> None:
    assert Catalog(user_folder=tmp_path).verify() == []


def test_broken_files_are_left_out_and_listed(tiny_catalog: Catalog) -> None:
    folder = tiny_catalog.user_folder
    (folder / "styles").mkdir(parents=True)
    (folder / "text.onnx").write_text("no model")
    tiny_models.change_card(tiny_models.build_generator(folder / "bare.onnx", name="bare"), None)
    (folder / "styles" / "text.png").write_text("no picture")
    tiny_models.build_style_card(folder / "styles" / "alien.png", "alien", network="elsewhere")
    tiny_models.build_style_card(folder / "styles" / "short.png", "short", vector=[1.0, 2.0])
    (folder / "readme.txt").write_text("other files are nobody's business")
    assert len(tiny_catalog.models()) == 3
    assert len(tiny_catalog.styles()) == 2
    problems = {problem.path.name: problem.message for problem in tiny_catalog.problems}
    assert set(problems) == {"text.onnx", "bare.onnx", "text.png", "alien.png", "short.png"}
    for message in problems.values():
        assert_sentence(message)
    assert "'elsewhere'" in problems["alien.png"]
    assert "2 numbers" in problems["short.png"]


def test_a_name_that_is_taken_is_a_problem(tiny_catalog: Catalog) -> None:
    tiny_catalog.user_folder.mkdir()
    tiny_models.build_generator(tiny_catalog.user_folder / "again.onnx")
    assert tiny_catalog.find("tiny-generator").shipped
    (problem,) = tiny_catalog.problems
    assert_sentence(problem.message, "again.onnx", "'tiny-generator'")


def test_other_folders_come_last(tiny_catalog: Catalog, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    tiny_models.build_generator(run / "model.onnx", name="mine")
    catalog = Catalog([run], user_folder=tiny_catalog.user_folder, shipped_folder=tiny_catalog.shipped_folder)
    assert names(catalog)[0][-1] == "mine"


def test_a_folder_can_come_later_and_comes_once(tiny_catalog: Catalog, tmp_path: Path) -> None:
    tiny_models.build_generator(tmp_path / "model.onnx", name="late")
    for _ in range(2):
        tiny_catalog.include(tmp_path)
        assert names(tiny_catalog)[0][-1] == "late"
        assert tiny_catalog.problems == []


def test_a_style_network_is_found_by_what_style_cards_call_it(tiny_catalog: Catalog) -> None:
    assert tiny_catalog.network_named(tiny_models.STYLE_NETWORK).name == "tiny-style"
    with pytest.raises(ModelError, match="add its model with pinxit models add"):
        tiny_catalog.network_named("another")


def test_changes_in_a_folder_are_seen(tiny_catalog: Catalog) -> None:
    tiny_catalog.models()
    path = tiny_catalog.user_folder / "mine.onnx"
    path.parent.mkdir()
    path.write_text("half a mod")
    assert len(tiny_catalog.problems) == 1
    tiny_models.build_generator(path, name="mine")
    assert names(tiny_catalog)[0][-1] == "mine"
    path.unlink()
    assert "mine" not in names(tiny_catalog)[0]


def test_models_are_found_by_name_or_path(tiny_catalog: Catalog, tmp_path: Path) -> None:
    assert tiny_catalog.find("Tiny-Style", kind="style").name == "tiny-style"
    path = tiny_models.build_generator(tmp_path / "other.onnx", name="other")
    assert tiny_catalog.find(path).card.title == "Tiny generator"
    assert tiny_catalog.find(str(path), kind="generator").path == path
    assert_refused(lambda: tiny_catalog.find(tmp_path / "absent.onnx"), "absent.onnx")


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(tiny_catalog: Catalog) -> None:
    assert_refused(lambda: tiny_catalog.find("tiny-stile"), "'tiny-stile'", "did you mean tiny-style")
    assert_refused(lambda: tiny_catalog.style("tiny-bruhs"), "'tiny-bruhs'", "did you mean tiny-brush")
    assert_refused(lambda: tiny_catalog.find("zzz"), "'zzz'", "there are tiny-generator")


def test_another_kind_than_asked_for_is_named(tiny_catalog: Catalog, tiny_generator_path: Path) -> None:
    assert_refused(
        lambda: tiny_catalog.find("tiny-generator", kind="style"), "is a generator, not a style model"
    )
    assert_refused(
        lambda: tiny_catalog.find(tiny_generator_path, kind="perceptual"), "not a perceptual model"
    )


def test_styles_are_found_by_name_or_path(tiny_catalog: Catalog, tmp_path: Path) -> None:
    assert tiny_catalog.style("tiny-brush").title == "Tiny brush"
    path = tiny_models.build_style_card(tmp_path / "alone.png", "alone")
    style = tiny_catalog.style(path)
    assert tiny_catalog.network_of(style).name == "tiny-style"
    alien = tiny_catalog.style(tiny_models.build_style_card(tmp_path / "x.png", "alien", network="elsewhere"))
    assert_refused(lambda: tiny_catalog.network_of(alien), "'alien'", "'elsewhere'", "add its model file")


def test_added_models_and_styles_are_there_and_can_go_again(tiny_catalog: Catalog, tmp_path: Path) -> None:
    model = tiny_catalog.add(tiny_models.build_generator(tmp_path / "download.onnx", name="birds"))
    style = tiny_catalog.add(str(tiny_models.build_style_card(tmp_path / "reed.png", "reed")))
    assert isinstance(model, ModelEntry)
    assert isinstance(style, StyleCard)
    assert sorted(tree(tiny_catalog.user_folder)) == ["birds.onnx", "styles/reed.png"]
    assert "birds" in names(tiny_catalog)[0]
    assert "reed" in names(tiny_catalog)[1]
    assert tiny_catalog.remove("birds") == model.path
    tiny_catalog.remove("reed")
    assert tree(tiny_catalog.user_folder) == {}
    assert "birds" not in names(tiny_catalog)[0]


def test_a_file_that_is_on_no_shelf_today_is_not_replaced(tiny_catalog: Catalog, tmp_path: Path) -> None:
    styles = tiny_catalog.user_folder / "styles"
    styles.mkdir(parents=True)
    orphan = tiny_models.build_style_card(styles / "reed.png", "reed", network="elsewhere")
    newer = tiny_catalog.user_folder / "birds.onnx"
    newer.write_bytes(b"from a newer Pinxit")
    before = orphan.read_bytes()
    reed = StyleCard.load(tiny_models.build_style_card(tmp_path / "reed.png", "reed"))
    assert_refused(lambda: tiny_catalog.add_style(reed), "already a file reed.png")
    birds = tiny_models.build_generator(tmp_path / "b.onnx", name="birds")
    assert_refused(lambda: tiny_catalog.add(birds), "already a file birds.onnx")
    assert orphan.read_bytes() == before
    assert newer.read_bytes() == b"from a newer Pinxit"
    assert tiny_catalog.free_style_name("reed") == "reed-2"
    assert tiny_catalog.add_style(replace(reed, name="reed-2")).name == "reed-2"


def test_what_cannot_be_used_is_not_added(tiny_catalog: Catalog, tmp_path: Path) -> None:
    bad = {
        "text.onnx": "is not an ONNX model file",
        "stats.onnx": "'stats' is not a float tensor",
        "same.onnx": "already a model named 'tiny-generator'",
        "text.png": "is not a PNG picture",
        "alien.png": "'elsewhere'",
        "torn.png": "damaged",
        "same.png": "already a style named 'tiny-brush'",
        "absent.onnx": "There is no file",
    }
    (tmp_path / "text.onnx").write_text("no model")
    tiny_models.build_style(tmp_path / "stats.onnx", name="new", stats_size=5)
    tiny_models.build_generator(tmp_path / "same.onnx")
    (tmp_path / "text.png").write_text("no picture")
    tiny_models.build_style_card(tmp_path / "alien.png", "alien", network="elsewhere")
    torn = bytearray(tiny_models.build_style_card(tmp_path / "torn.png", "torn").read_bytes())
    start = torn.index(b"IDAT") + 4
    torn[start : start + 40] = bytes(40)
    (tmp_path / "torn.png").write_bytes(torn)
    tiny_models.build_style_card(tmp_path / "same.png", "tiny-brush")
    before = names(tiny_catalog)
    for name, part in bad.items():
        assert_refused(lambda name=name: tiny_catalog.add(tmp_path / name), part)
    assert names(tiny_catalog) == before
    assert tiny_catalog.problems == []
    assert not tiny_catalog.user_folder.exists()


def test_a_disk_that_refuses_leaves_nothing_behind(
    tiny_catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    path = tiny_models.build_generator(tmp_path / "birds.onnx", name="birds")
    monkeypatch.setattr(os, "fsync", full)
    assert_refused(lambda: tiny_catalog.add(path), "birds.onnx", "No space left on device")
    assert tree(tiny_catalog.user_folder) == {}


def test_a_folder_that_cannot_be_made_is_named(tiny_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    catalog = Catalog(user_folder=tmp_path / "file" / "models", shipped_folder=tiny_folder)
    path = tiny_models.build_generator(tmp_path / "birds.onnx", name="birds")
    assert_refused(lambda: catalog.add(path), "birds.onnx", "check the folder")


def test_only_what_was_added_is_removed(tiny_catalog: Catalog, tmp_path: Path) -> None:
    assert_refused(lambda: tiny_catalog.remove("tiny-style"), "'tiny-style'", "came with Pinxit")
    assert_refused(lambda: tiny_catalog.remove("tiny-brus"), "did you mean tiny-brush")
    other = tmp_path / "other"
    other.mkdir()
    tiny_models.build_generator(other / "model.onnx", name="mine")
    catalog = Catalog(
        [other], user_folder=tiny_catalog.user_folder, shipped_folder=tiny_catalog.shipped_folder
    )
    assert_refused(lambda: catalog.remove("mine"), "lies in")
    assert (other / "model.onnx").exists()


def test_what_would_be_removed_is_told_and_stays(tiny_catalog: Catalog, tmp_path: Path) -> None:
    model = tiny_models.build_generator(tmp_path / "birds.onnx", name="birds")
    tiny_catalog.add(model)
    path = tiny_catalog.removable("birds")
    assert path == tiny_catalog.user_folder / "birds.onnx"
    assert path.exists()
    assert_refused(lambda: tiny_catalog.removable("tiny-style"), "came with Pinxit")
    remove_file(path)
    assert_refused(lambda: remove_file(path), "birds.onnx", "cannot be removed")
    assert_refused(lambda: tiny_catalog.removable("birds"), "no model or style")


def test_a_broken_file_is_removed_by_its_file_name(tiny_catalog: Catalog) -> None:
    tiny_catalog.user_folder.mkdir()
    (tiny_catalog.user_folder / "Broken.onnx").write_text("no model")
    tiny_catalog.remove("Broken.onnx")
    assert tiny_catalog.problems == []


def test_verifying_opens_what_reading_cards_does_not(tiny_catalog: Catalog, tmp_path: Path) -> None:
    assert tiny_catalog.verify() == []
    folder = tiny_catalog.user_folder
    (folder / "styles").mkdir(parents=True)
    tiny_models.build_generator(folder / "wrong.onnx", name="wrong", resolution=32)
    shutil.copy(tiny_models.build_style_card(tmp_path / "torn.png", "torn"), folder / "styles")
    torn = bytearray((folder / "styles" / "torn.png").read_bytes())
    start = torn.index(b"IDAT") + 4
    torn[start : start + 40] = bytes(40)
    (folder / "styles" / "torn.png").write_bytes(torn)
    assert tiny_catalog.problems == []
    assert sorted(problem.path.name for problem in tiny_catalog.verify()) == ["torn.png", "wrong.onnx"]


def test_errors_told_twice_stay_the_same(tiny_catalog: Catalog) -> None:
    tiny_catalog.user_folder.mkdir()
    (tiny_catalog.user_folder / "text.onnx").write_text("no model")
    assert tiny_catalog.problems == tiny_catalog.problems
    with pytest.raises(ModelError):
        tiny_catalog.find(tiny_catalog.user_folder / "text.onnx")


def test_what_a_style_and_a_model_are_both_called_is_asked_about(tiny_catalog: Catalog) -> None:
    folder = tiny_catalog.user_folder
    (folder / "styles").mkdir(parents=True)
    model = tiny_models.build_generator(folder / "roses.onnx", name="roses")
    card = tiny_models.build_style_card(folder / "styles" / "roses.png", "roses")
    catalog = Catalog(user_folder=folder, shipped_folder=tiny_catalog.shipped_folder)
    assert_refused(lambda: catalog.remove("roses"), "a style and a model", "roses.png or roses.onnx")
    assert model.exists()
    assert card.exists()
    assert catalog.remove("roses.png") == card
    assert not card.exists()
    again = Catalog(user_folder=folder, shipped_folder=tiny_catalog.shipped_folder)
    assert again.remove("roses") == model
