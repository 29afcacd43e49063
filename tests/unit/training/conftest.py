"""Fixtures that every training test shares; without torch there is nothing to test here."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.helpers import training_data


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """Small tensors are slower on several threads than on one, above all on a busy machine."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def photo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six small pictures."""
    return training_data.write_pictures(tmp_path_factory.mktemp("photos"), 6)


@pytest.fixture(scope="session")
def painting_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two small, very bright pictures with a table of titles."""
    folder = training_data.write_pictures(tmp_path_factory.mktemp("paintings"), 2, darkest=230, seed=7)
    (folder / "styles.csv").write_text(
        "file,artist,title,year\npicture00.png,Ada Painter,The First (a detail),c. 1831\n", encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="session")
def perceptual_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Perceptual networks with random weights."""
    return training_data.write_perceptual(tmp_path_factory.mktemp("perceptual"))
