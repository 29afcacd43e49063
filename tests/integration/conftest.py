"""What the tests of whole commands share: a photo, and a place of their own for what a user adds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.__main__ import main
from tests.helpers.commands import Run


@pytest.fixture(autouse=True)
def user_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's commands find and put the user's models; empty."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setattr("exports.catalog.default_user_folder", lambda: home / "pinxit" / "models")
    monkeypatch.setenv("XDG_DATA_HOME", str(home))  # for commands in a process of their own
    return home / "pinxit" / "models"


@pytest.fixture(scope="session")
def photo_pixels() -> np.ndarray:
    """A colourful picture, uint8 (90, 130, 3)."""
    rows, columns = np.mgrid[0:90, 0:130]
    waves = [np.sin(rows / 7) + np.cos(columns / 11), np.sin(columns / 9), np.cos((rows + columns) / 13)]
    return np.clip(127 + 60 * np.stack(waves, axis=-1), 0, 255).astype(np.uint8)


@pytest.fixture
def photo(photo_pixels: np.ndarray, tmp_path: Path) -> Path:
    """The same as a PNG."""
    path = tmp_path / "photo.png"
    Image.fromarray(photo_pixels).save(path)
    return path


@pytest.fixture
def run(tiny_folder: Path) -> Run:
    """Runs a verb with the tiny models at hand and returns its exit code."""

    def run(verb: str, *arguments: object) -> int:
        return main([verb, *map(str, arguments), "--models-folder", str(tiny_folder)])

    return run
