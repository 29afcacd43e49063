"""Fixtures that every test may use: tiny models of each kind, built once and never written to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import tiny_models


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
