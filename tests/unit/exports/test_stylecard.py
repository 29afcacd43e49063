"""Style cards: PNG files that carry a style, and everything that can be wrong with one."""

import base64
import json
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from exports.errors import StyleCardError
from exports.stylecard import CHUNK_KEY, StyleCard
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_refused

THUMBNAIL = np.random.default_rng(0).integers(0, 256, (24, 24, 3), dtype=np.uint8)


def example(**values: Any) -> StyleCard:
    defaults: dict[str, Any] = {
        "name": "starry-night",
        "title": "De sterrennacht — café",
        "artist": "Vincent van Gogh",
        "year": 1889,
        "licence": "CC0-1.0",
        "network": "painter-1",
        "vector": np.linspace(-1, 1, 9, dtype=np.float32),
        "strength": 0.8,
        "source": THUMBNAIL,
    }
    return StyleCard(**defaults | values)


def png(text: str | None, *, size: tuple[int, int] = (8, 8)) -> bytes:
    info = PngImagePlugin.PngInfo()
    if text is not None:
        info.add_itxt(CHUNK_KEY, text)
    buffer = BytesIO()
    Image.new("RGB", size).save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


def card_text(**change: Any) -> str:
    with Image.open(BytesIO(example().to_bytes())) as image:
        return json.dumps(json.loads(image.info[CHUNK_KEY]) | change)


def refuse(data: bytes, *parts: str) -> None:
    assert_refused(lambda: StyleCard.parse(data, Path("some.png")), "some.png", *parts, error=StyleCardError)


def test_a_card_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "card.png"
    example().save(path)
    card = StyleCard.load(path, network="painter-1")
    assert (card.name, card.title, card.artist) == (
        "starry-night",
        "De sterrennacht — café",
        "Vincent van Gogh",
    )
    assert (card.year, card.licence, card.network, card.strength) == (1889, "CC0-1.0", "painter-1", 0.8)
    assert np.array_equal(card.vector, example().vector)
    assert card.vector.dtype == np.float32
    assert np.array_equal(card.thumbnail, THUMBNAIL)
    assert card.path == path
    assert example().path is None


def test_any_picture_viewer_shows_the_thumbnail(tmp_path: Path) -> None:
    example().save(tmp_path / "card.png")
    with Image.open(tmp_path / "card.png") as image:
        assert np.array_equal(np.asarray(image), THUMBNAIL)


def test_artist_and_year_may_be_unknown(tmp_path: Path) -> None:
    path = tmp_path / "card.png"
    example(artist="", year=None).save(path)
    card = StyleCard.load(path)
    assert (card.artist, card.year) == ("", None)


def test_the_thumbnail_is_read_when_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "card.png"
    example().save(path)
    card = StyleCard.load(path)
    path.unlink()
    assert_refused(lambda: card.thumbnail, "card.png", "There is no file", error=StyleCardError)


def test_a_damaged_thumbnail_leaves_the_style_usable(tmp_path: Path) -> None:
    path = tmp_path / "card.png"
    data = bytearray(example().to_bytes())
    start = data.index(b"IDAT") + 4
    data[start : start + 40] = bytes(40)
    path.write_bytes(data)
    card = StyleCard.load(path)
    assert len(card.vector) == 9
    assert_refused(lambda: card.thumbnail, "card.png", "damaged", error=StyleCardError)


def test_nobody_changes_the_vector_of_a_card() -> None:
    with pytest.raises(ValueError, match="read-only"):
        example().vector[0] = 1


def test_a_card_for_another_network_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "card.png"
    example().save(path)
    load = lambda: StyleCard.load(path, network="other")  # noqa: E731
    assert_refused(load, "card.png", "'painter-1'", "'other'", error=StyleCardError)


def test_pictures_that_carry_no_style_are_refused() -> None:
    refuse(png(None), "is a picture but no style card")


def test_files_that_are_no_pictures_are_refused(tmp_path: Path) -> None:
    refuse(b"just text", "is not a PNG picture")
    refuse(b"", "is not a PNG picture")
    refuse(example().to_bytes()[:60], "some.png")
    jpeg = BytesIO()
    Image.new("RGB", (8, 8)).save(jpeg, "JPEG")
    refuse(jpeg.getvalue(), "is not a PNG picture")
    absent = tmp_path / "absent.png"
    assert_refused(lambda: StyleCard.load(absent), "absent.png", "There is no file", error=StyleCardError)


def encoded(values: list[float]) -> str:
    return base64.b64encode(np.array(values, "<f4").tobytes()).decode()


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"vector": encoded([1, float("nan")])}, "not finite"),
        ({"vector": encoded([1, float("inf")])}, "not finite"),
        ({"vector": "AAAA"}, "not base64 of 32-bit numbers"),
        ({"vector": "*not base64*"}, "not base64"),
        ({"vector": "é"}, "not base64"),
        ({"vector": ""}, "'vector'"),
        ({"vector": [1, 2]}, "'vector'"),
        ({"name": "No Name"}, "'name'"),
        ({"title": "\x00"}, "'title'"),
        ({"year": 1889.5}, "'year'"),
        ({"strength": 3}, "'strength'"),
        ({"schema": 2}, "newer Pinxit"),
        ({"surprise": 1}, "'surprise'"),
    ],
)
def test_a_wrong_value_is_named(change: dict[str, Any], part: str) -> None:
    refuse(png(card_text(**change)), part)


def test_text_that_is_no_card_is_refused() -> None:
    refuse(png("{"), "not valid JSON")
    refuse(png("x" * 300_000), "the limit is")


def test_text_that_unpacks_to_a_flood_is_refused() -> None:
    flood = zlib.compress(b" " * 80_000_000)
    data = png(None)
    chunk = b"zTXt" + CHUNK_KEY.encode() + b"\0\0" + flood
    position = data.index(b"IDAT") - 4
    packed = len(chunk) - 4
    torn = data[:position] + packed.to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4) + data[position:]
    refuse(torn, "some.png")


def test_a_huge_thumbnail_is_refused_undecoded() -> None:
    refuse(png(card_text(), size=(2000, 4)), "2000x4", "at most 1024")


@pytest.mark.parametrize(
    "values",
    [{"name": "Bad Name"}, {"strength": 9.0}, {"vector": [np.nan]}, {"title": ""}, {"network": ""}],
)
def test_a_card_that_would_be_refused_is_not_written(tmp_path: Path, values: dict[str, Any]) -> None:
    path = tmp_path / "card.png"
    with pytest.raises(StyleCardError):
        example(**values).save(path)
    assert not list(tmp_path.iterdir())


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused_but_never_crashes(
    tiny_folder: Path, position: float, value: int
) -> None:
    data = bytearray((tiny_folder / "styles" / "tiny-brush.png").read_bytes())
    data[int(position * len(data))] = value
    try:
        card = StyleCard.parse(bytes(data), Path("some.png"))
    except StyleCardError:
        return
    assert card.vector.dtype == np.float32


def test_the_helper_makes_cards_for_the_tiny_network(tmp_path: Path) -> None:
    path = tiny_models.build_style_card(tmp_path / "x.png", "x", seed=4)
    assert np.array_equal(StyleCard.load(path).vector, tiny_models.random_style(4))
