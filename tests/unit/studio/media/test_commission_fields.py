"""What the optimizer is asked comes from files of anybody: what makes no sense is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.media.errors import ProjectError
from studio.media.openraster import open_project, save_project
from tests.helpers.documents import rewrite, rich_document, sheets_of, style_cards


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("good") / "good.ora"
    view = rich_document().view()
    save_project(path, view, style_cards(), sheets_of(view))
    return path


def with_commission(source: Path, target: Path, change: dict[str, Any]) -> Path:
    """A copy of a project whose commission is another; keys of `change` are paths in it, joined by dots."""

    def changed(values: dict[str, Any]) -> dict[str, Any]:
        for path, value in change.items():
            *way, last = (int(each) if each.isdigit() else each for each in path.split("."))
            place = values["commission"]
            for step in way:
                place = place[step]
            if value is ...:
                del place[last]
            else:
                place[last] = value
        return values

    return rewrite(source, target, changed)


@pytest.mark.parametrize(
    "change",
    [
        {"styles": "none"},
        {"styles.0.picture": "pinxit/pictures/nowhere.png"},
        {"styles.0.picture": 7},
        {"styles.0.share": -1},
        {"styles.1.mask": "mimetype"},
        {"styles.0.name": 3},
        {"settings": []},
        {"settings.steps": 0},
        {"settings.steps": 2.5},
        {"settings.size_px": 1 << 40},
        {"settings.style_weight": "much"},
        {"settings.keep_color": 1},
        {"settings.method": "newton"},
        {"settings.beginning": "end"},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(good: Path, tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(ProjectError) as refused:
        open_project(with_commission(good, tmp_path / "bad.ora", change))
    assert "bad.ora" in str(refused.value)


def test_a_setting_that_is_not_there_is_the_usual_one(good: Path, tmp_path: Path) -> None:
    path = with_commission(good, tmp_path / "older.ora", {"settings.average": ..., "settings.steps": ...})
    settings = open_project(path)[0].document.commission.now.settings
    assert (settings.average, settings.steps, settings.method) == (False, 100, "lbfgs")
