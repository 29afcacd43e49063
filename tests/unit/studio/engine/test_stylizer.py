"""Stylised tiles: seamless, cached within bounds, safe from threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from exports.errors import ModelError
from exports.session import StyleModel, open_style
from studio.document.geometry import Box, TileIndex, tiles
from studio.document.layers import StyleChoice
from studio.document.tiles import TILE_PX
from studio.engine.cancel import Cancelled, CancelToken
from studio.engine.color import with_colors_of
from studio.engine.painter import Colors
from studio.engine.stylizer import Stylizer, TileCache
from tests.helpers.tiny_models import STYLE_SIZE, build_style, random_style

STYLES = {"reed": random_style(1), "ink": random_style(2)}
REED = StyleChoice.of("reed")
MIXED = StyleChoice((("reed", 1.0), ("ink", 3.0)), strength=0.7)


@pytest.fixture(scope="module")
def model(tiny_style_path: Path) -> StyleModel:
    return open_style(tiny_style_path, provider="cpu", threads=1)


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (300, 601, 3), dtype=np.uint8)


@pytest.fixture
def stylizer(model: StyleModel, photo: np.ndarray) -> Stylizer:
    return Stylizer(model, STYLES, photo, base_digest="photo")


@pytest.mark.parametrize("choice", [REED, MIXED])
def test_tiles_fit_together_to_the_whole(stylizer: Stylizer, photo: np.ndarray, choice: StyleChoice) -> None:
    whole = stylizer.model(photo, stylizer.vector(choice))
    assert np.abs(whole.astype(int) - photo).mean() > 5, "the style changes nothing"
    for tile in tiles(Box.of(photo), TILE_PX):
        part = tile.box(TILE_PX).intersect(Box.of(photo))
        rendered = stylizer.render(choice, tile)
        assert rendered.shape == (part.height, part.width, 3)
        assert np.abs(rendered.astype(int) - whole[part.slices]).max() <= 1


def test_a_rendered_tile_is_at_hand_and_read_only(stylizer: Stylizer) -> None:
    tile = TileIndex(1, 0)
    assert stylizer.cached(REED, tile) is None
    rendered = stylizer.render(REED, tile)
    assert stylizer.cached(REED, tile) is rendered
    assert stylizer.render(REED, tile) is rendered
    assert not rendered.flags.writeable
    assert stylizer.cached(MIXED, tile) is None


def test_strength_zero_gives_the_photo_itself(stylizer: Stylizer, photo: np.ndarray) -> None:
    tile = stylizer.render(StyleChoice.of("reed", strength=0.0), TileIndex(2, 1))
    assert np.array_equal(tile, photo[256:300, 512:601])


@pytest.fixture
def mixing(photo: np.ndarray, tmp_path: Path) -> Stylizer:
    """Of a network that mixes the photo in as shipped ones do; the style named *half* does so at its full strength."""
    path = build_style(tmp_path / "mixing.onnx", photo_style=(0.0,) * (STYLE_SIZE - 1) + (1.0,))
    model = open_style(path, provider="cpu", threads=1)
    full, half = random_style(1), random_style(2)
    full[-2:], half[-2:] = (1.0, 0.0), (0.5, 0.5)
    return Stylizer(model, {"full": full, "half": half}, photo, base_digest="photo")


def test_another_strength_runs_no_network(
    mixing: Stylizer, photo: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    tile = TileIndex(1, 0)
    full = mixing.render(StyleChoice.of("full"), tile)

    def refuse(*_given: object, **_options: object) -> None:
        raise AssertionError("the paint of any strength is the same")

    for name in ("statistics", "region"):
        monkeypatch.setattr(mixing.model, name, refuse)
    part = photo[tile.box(TILE_PX).slices].astype(np.float32)
    for strength in (0.25, 0.5, 1.75):
        shown = mixing.render(StyleChoice.of("full", strength=strength), tile)
        wanted = np.clip(strength * full + (1 - strength) * part, 0, 255)
        assert np.abs(shown - wanted).max() <= 0.51


@pytest.mark.parametrize("name", ["full", "half"])
@pytest.mark.parametrize("colors", ["style", "photo"])
@pytest.mark.parametrize("strength", [0.5, 1.0, 1.5])
def test_a_tile_is_what_the_whole_picture_is_there(
    mixing: Stylizer, photo: np.ndarray, name: str, strength: float, colors: Colors
) -> None:
    choice, tile = StyleChoice.of(name, strength=strength, colors=colors), TileIndex(1, 0)
    whole = mixing.model(photo, mixing.vector(replace(choice, colors="style")))
    if colors == "photo":
        whole = with_colors_of(photo, whole)
    part = tile.box(TILE_PX).slices
    assert np.abs(mixing.render(choice, tile).astype(int) - whole[part]).max() <= 2


def test_keeping_colors_takes_the_light_only(stylizer: Stylizer, photo: np.ndarray) -> None:
    tile = TileIndex(0, 0)
    kept = stylizer.render(StyleChoice.of("reed", colors="photo"), tile)
    assert np.array_equal(kept, with_colors_of(photo[:256, :256], stylizer.render(REED, tile)))


def test_statistics_are_taken_once_for_each_choice(
    model: StyleModel, photo: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    stylizer = Stylizer(model, STYLES, photo, base_digest="photo")
    calls: list[int] = []
    original = StyleModel.statistics

    def counted(self, *args, **kwargs):
        calls.append(1)
        return original(self, *args, **kwargs)

    monkeypatch.setattr(StyleModel, "statistics", counted)
    every = list(tiles(stylizer.box, TILE_PX))
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda tile: stylizer.render(REED, tile), every))
        list(threads.map(lambda tile: stylizer.render(StyleChoice.of("reed", colors="photo"), tile), every))
    assert len(calls) == 1


def test_threads_render_what_one_thread_does(model: StyleModel, photo: np.ndarray) -> None:
    alone = Stylizer(model, STYLES, photo, base_digest="photo")
    shared = Stylizer(model, STYLES, photo, base_digest="photo", cache=TileCache(300_000))
    wanted = [(choice, tile) for choice in (REED, MIXED) for tile in tiles(alone.box, TILE_PX)] * 2
    with ThreadPoolExecutor(4) as threads:
        rendered = list(threads.map(lambda request: shared.render(*request), wanted))
    for request, tile in zip(wanted, rendered, strict=True):
        assert np.array_equal(tile, alone.render(*request))
    assert shared.cache.nbytes <= 300_000


def test_pictures_with_a_shared_cache_do_not_mix_up(model: StyleModel, photo: np.ndarray) -> None:
    cache = TileCache()
    first = Stylizer(model, STYLES, photo, base_digest="one", cache=cache)
    second = Stylizer(model, STYLES, 255 - photo, base_digest="two", cache=cache)
    tile = TileIndex(0, 0)
    assert not np.array_equal(first.render(REED, tile), second.render(REED, tile))


def test_a_cancelled_render_stops_and_leaves_no_tile(stylizer: Stylizer) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        stylizer.render(REED, TileIndex(0, 0), token)
    assert stylizer.cached(REED, TileIndex(0, 0)) is None
    assert stylizer.render(REED, TileIndex(0, 0)).shape == (256, 256, 3)


def test_an_unknown_style_is_named(stylizer: Stylizer) -> None:
    with pytest.raises(ModelError, match="'fog'"):
        stylizer.render(StyleChoice.of("fog"), TileIndex(0, 0))


def test_a_tile_outside_is_refused(stylizer: Stylizer) -> None:
    with pytest.raises(ValueError, match="outside"):
        stylizer.render(REED, TileIndex(9, 9))


def test_the_cache_drops_what_was_not_used_for_longest() -> None:
    cache = TileCache(limit_bytes=3 * 300)
    pictures = {name: np.zeros((10, 10, 3), np.uint8) for name in "abcd"}
    for name in "abc":
        cache.put(name, pictures[name])
    assert cache.get("a") is pictures["a"]
    cache.put("d", pictures["d"])
    assert [cache.get(name) is not None for name in "abcd"] == [True, False, True, True]
    cache.put("huge", np.zeros((100, 100, 3), np.uint8))
    assert cache.get("huge") is None
    assert cache.nbytes == 900
    cache.put("a", np.zeros((5, 10, 3), np.uint8))
    assert cache.nbytes == 750
    cache.clear()
    assert (len(cache), cache.nbytes) == (0, 0)
