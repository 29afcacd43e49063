"""What was found without a document, in a file of its own; the file may come from anybody."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from studio.document.exploration import (
    Exploration,
    Favourite,
    GeneratedPicture,
    Hand,
    Litter,
    MapView,
    Wander,
)
from studio.media.errors import ProjectError
from studio.media.exploration_file import load_exploration, save_exploration
from tests.helpers.explorations import assert_same_exploration, found, rich_exploration, rich_timeline


def rewritten(path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The file with its description changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    values = json.loads(parts["exploration.json"])
    change(values)
    target = path.with_name("changed.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, json.dumps(values) if name == "exploration.json" else data)
    return target


def wander(values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = values["exploration"]["wanders"]["tiny-generator"]
    return found


def test_everything_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "settings" / "explored.zip"
    for exploration in (rich_exploration(), rich_exploration(rich_timeline()), Exploration()):
        save_exploration(path, exploration)
        assert_same_exploration(load_exploration(path), exploration)


def test_whatever_was_dropped_can_be_read_back(tmp_path: Path) -> None:
    """Names of files hold anything, and so do latents of other programs."""
    odd = GeneratedPicture(found(3).picture, found(3).latent, 1e12, 2**40, "bell\x07\ud800 " + "x" * 400)
    wander = Wander(
        hand=Hand(seed=2**40, title="line\nbreak", truncation=-3.0, latent=found(4).latent),
        favourites=(Favourite(1, "\x01", odd),),
        litters=(Litter((odd,), 0.5, 1),),
    )
    path = tmp_path / "explored.zip"
    save_exploration(path, Exploration({"tiny-generator": wander}, "tiny-generator"))
    [kept] = load_exploration(path).wander("tiny-generator").favourites
    assert kept.kept.title.startswith("bell")
    assert kept.kept.seed is None
    hand = load_exploration(path).wander("tiny-generator").hand
    assert (hand.truncation, hand.seed) == (0.0, 2**31 - 1)


def test_directions_of_too_long_names_are_left_out(tmp_path: Path) -> None:
    long, path = "x" * 243, tmp_path / "explored.zip"
    wander = Wander(
        hand=Hand(amounts={long: 1.0, "Light": 2.0}), titles={long: "a"}, locked=frozenset({long, "Light"})
    )
    save_exploration(path, Exploration({"tiny-generator": wander}, "tiny-generator"))
    again = load_exploration(path).wander("tiny-generator")
    assert again.hand.amounts == {"Light": 2.0}
    assert again.titles == {}
    assert again.locked == {"Light"}


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values.update(schema=99),
        lambda values: wander(values)["hand"].update(seed=-1),
        lambda values: wander(values)["hand"].update(truncation="much"),
        lambda values: wander(values)["hand"].update(latent="pinxit/latents/none"),
        lambda values: wander(values).update(litter=7),
        lambda values: wander(values)["litters"][0].update(before=1),
        lambda values: wander(values)["litters"][0].update(parents=[]),
        lambda values: wander(values)["favourites"][0].update(id=4),
        lambda values: wander(values)["favourites"][0].update(name="x" * 5000),
        lambda values: wander(values).update(locked="Light"),
        lambda values: values["exploration"].update(wanders=[]),
        lambda values: values["exploration"].update(views=[]),
        lambda values: values["exploration"].update(views={"tiny": [1, 2]}),
        lambda values: values["exploration"].update(views={"tiny": [1, 2, 0]}),
        lambda values: values["exploration"].update(views={"tiny": [1e12, 2, 3]}),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    change: Callable[[dict[str, Any]], None], tmp_path: Path
) -> None:
    path = tmp_path / "explored.zip"
    save_exploration(path, rich_exploration())
    with pytest.raises(ProjectError, match=r"\.$"):
        load_exploration(rewritten(path, change))


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "explored.zip"
    with pytest.raises(ProjectError):
        load_exploration(path)
    path.write_bytes(b"words")
    with pytest.raises(ProjectError):
        load_exploration(path)


def test_where_the_maps_were_looked_at_is_kept(tmp_path: Path) -> None:
    path, views = tmp_path / "explored.zip", {"tiny": MapView(-3.5, 1e4, 88.25), "brushes": MapView(0, 0, 30)}
    save_exploration(path, replace(rich_exploration(), views=views))
    assert load_exploration(path).views == views
    # Those of before did not say.
    assert load_exploration(rewritten(path, lambda values: values["exploration"].pop("views"))).views == {}
