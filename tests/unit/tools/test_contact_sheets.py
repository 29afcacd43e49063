from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from exports.session import open_generator
from studio.engine.latent import from_seed
from studio.media.reading import open_picture
from tools import contact_sheets

CELL = (40, 30)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    random = np.random.default_rng(0)
    for number, (width, height) in enumerate(((90, 70), (64, 48), (20, 20))):
        pixels = random.integers(0, 256, (height // 2, width // 2, 3), np.uint8).repeat(2, 0).repeat(2, 1)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    return folder


def make(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr("sys.argv", ["contact_sheets", *map(str, arguments)])
    return contact_sheets.main()


def test_a_styles_sheet_has_a_row_for_each_style_and_a_column_for_each_photo(
    photos: Path, tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "new" / "sheet.png"
    model = ["--model", "tiny-style", "--models-folder", tiny_folder]
    arguments = ["--photos", photos, "--cell", "40x30", "--count", 3, "--out", out]
    assert make(monkeypatch, "styles", *model, *arguments) == 0
    sheet = open_picture(out).pixels
    rows = 1 + 2  # the photos and two styles
    width, height = CELL
    row_px = height + contact_sheets.LABEL_PX
    assert sheet.shape == (rows * row_px, 3 * width + 2 * contact_sheets.GAP_PX, 3)
    photo = open_picture(photos / "0.png").pixels
    top, left = (70 - height) // 2, (90 - width) // 2
    shown = sheet[contact_sheets.LABEL_PX : row_px, :width]
    np.testing.assert_array_equal(shown, photo[top : top + height, left : left + width])
    painted = sheet[row_px + contact_sheets.LABEL_PX : 2 * row_px, :width]
    assert np.abs(painted.astype(int) - shown).mean() > 2


def test_a_generator_sheet_shows_every_seed_in_order(
    tiny_folder: Path, tiny_generator_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "sheet.png"
    model = ["--model", "tiny-generator", "--models-folder", tiny_folder]
    assert make(monkeypatch, "generator", *model, "--grid", "2x3", "--seed", 5, "--out", out) == 0
    sheet = open_picture(out).pixels[contact_sheets.LABEL_PX :]
    generator = open_generator(tiny_generator_path, provider="cpu")
    last = generator(from_seed(10, generator.latent_size)[np.newaxis])[0]
    np.testing.assert_array_equal(sheet[-16:, -16:], last)


def test_what_cannot_be_made_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        make(monkeypatch, "generator", "--model", "no-such-generator", "--out", tmp_path / "sheet.png") == 1
    )
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not list(tmp_path.iterdir())
