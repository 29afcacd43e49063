"""The sample picture: rendered the same every time, with the light of a landscape, and shipped."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tools.sample.compose import compose
from tools.sample_picture import main, parse_size, write_jpeg

ASSET = Path(__file__).parents[3] / "studio" / "assets" / "sample.jpg"


@pytest.fixture(scope="module")
def small() -> np.ndarray:
    return compose(225, 150, say=lambda part: None)


def luminance(picture: np.ndarray) -> np.ndarray:
    return picture @ np.array([0.2126, 0.7152, 0.0722])


def test_renders_the_same_twice(small: np.ndarray) -> None:
    assert np.array_equal(small, compose(225, 150, say=lambda part: None))


def test_has_the_light_of_a_landscape(small: np.ndarray) -> None:
    light = luminance(small)
    open_sky, meadow = light[:30, 120:], light[110:]
    assert open_sky.mean() > meadow.mean() + 15
    low, high = np.percentile(light, (1, 99))
    assert low < 40 and high > 205


def test_is_rich_in_colour_and_texture(small: np.ndarray) -> None:
    floats = small.astype(float)
    assert (floats.max(-1) - floats.min(-1)).mean() > 35
    meadow = luminance(small)[110:, :110]
    assert np.abs(np.diff(meadow, axis=1)).mean() > 6


def test_shipped_asset_is_large_and_says_what_it_is() -> None:
    with Image.open(ASSET) as picture:
        assert picture.format == "JPEG" and picture.mode == "RGB"
        assert picture.width >= 1500 and picture.height >= 1000
        assert "Pinxit" in picture.getexif()[0x010E]
        assert picture.info["icc_profile"]
        pixels = np.asarray(picture)
    assert luminance(pixels).std() > 35
    assert ASSET.stat().st_size < 1_500_000


def test_shipped_asset_is_what_the_script_renders(small: np.ndarray) -> None:
    with Image.open(ASSET) as picture:
        shrunk = np.asarray(picture.resize((45, 30), Image.Resampling.BOX)).astype(float)
    rendered = np.asarray(Image.fromarray(small).resize((45, 30), Image.Resampling.BOX)).astype(float)
    assert np.corrcoef(shrunk.ravel(), rendered.ravel())[0, 1] > 0.85


def test_written_file_opens_again(small: np.ndarray, tmp_path: Path) -> None:
    write_jpeg(Image.fromarray(small), tmp_path / "new" / "sample.jpg")
    with Image.open(tmp_path / "new" / "sample.jpg") as picture:
        assert picture.size == (225, 150)


def test_reads_sizes() -> None:
    assert parse_size("1800x1200") == (1800, 1200)


@pytest.mark.parametrize("text", ["big", "1800", "10x10", "90000x60000", "300x900"])
def test_refuses_odd_sizes(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--out", str(tmp_path / "a.jpg"), "--size", text])
    assert text in capsys.readouterr().err
