"""What every test may rely on: no screen, no clock, nobody's own files; and tiny models of each kind, built once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from exports.catalog import Catalog
from tests.helpers import tiny_models


def pytest_configure() -> None:
    """Qt needs no screen, and Hypothesis judges what is computed, never how long it took."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["LANGUAGE"] = "en"
    hypothesis.settings.register_profile("pinxit", deadline=None)
    hypothesis.settings.load_profile("pinxit")


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings, models and caches of whoever runs the tests are neither read nor written."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in (
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
            "XDG_STATE_HOME",
            "LOCALAPPDATA",
            "APPDATA",
        ):
            patch.setenv(name, str(home))
        yield


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one tiny model of each kind and two style cards; read only by agreement."""
    return tiny_models.build_catalog_folder(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def tiny_style_path(tiny_folder: Path) -> Path:
    """A style model; see `tests.helpers.tiny_models.build_style`."""
    return tiny_folder / "tiny-style.onnx"


@pytest.fixture(scope="session")
def tiny_generator_path(tiny_folder: Path) -> Path:
    """A generator; see `tests.helpers.tiny_models.build_generator`."""
    return tiny_folder / "tiny-generator.onnx"


@pytest.fixture(scope="session")
def tiny_perceptual_path(tiny_folder: Path) -> Path:
    """A perceptual model; see `tests.helpers.tiny_models.build_perceptual`."""
    return tiny_folder / "tiny-perceptual.onnx"


@pytest.fixture
def tiny_catalog(tiny_folder: Path, tmp_path: Path) -> Catalog:
    """A catalog that ships the tiny models and has an empty user folder of its own."""
    return Catalog(user_folder=tmp_path / "user-models", shipped_folder=tiny_folder)
