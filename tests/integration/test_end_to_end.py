"""What ships does what it promises: the shipped models on our own sample picture, through the command line."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

import studio
from exports.catalog import Catalog
from exports.session import open_generator, open_perceptual, open_style
from exports.stylecard import StyleCard
from studio.__main__ import main
from studio.document.geometry import Box, tiles
from studio.engine.latent import from_seed
from studio.engine.optimizer import OptimizerProgress, OptimizerRequest, optimize
from studio.media.provenance import read_recipe
from studio.media.reading import open_picture
from tests.helpers.assertions import assert_pictures_close, assert_pictures_differ

SAMPLE = Path(studio.__file__).parent / "assets" / "sample.jpg"
WIDTH_PX = 300


def shipped(kind: str) -> Path:
    """The first shipped model of a kind."""
    if not SAMPLE.is_file():
        pytest.skip("the sample picture is not there; render it with python -m tools.sample_picture")
    for entry in Catalog().models():
        if entry.kind == kind and entry.shipped:
            return entry.path
    pytest.skip(f"no {kind} model ships yet")


def shipped_styles() -> list[StyleCard]:
    shipped("style")
    return Catalog().styles()


def sample_at(width_px: int, height_px: int) -> np.ndarray:
    with Image.open(SAMPLE) as image:
        return np.asarray(image.convert("RGB").resize((width_px, height_px), Image.Resampling.LANCZOS))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample picture, 300 pixels wide, as a PNG."""
    path = tmp_path_factory.mktemp("small") / "sample.png"
    if SAMPLE.is_file():
        Image.fromarray(sample_at(WIDTH_PX, WIDTH_PX * 2 // 3)).save(path)
    return path


@pytest.fixture(scope="module")
def painted(small: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The small picture in every shipped style, at full strength."""
    folder = tmp_path_factory.mktemp("painted")
    written = {}
    for style in shipped_styles():
        written[style.name] = folder / f"{style.name}.png"
        arguments = ["stylize", str(small), "--style", style.name, "--strength", "1"]
        assert main([*arguments, "--out", str(written[style.name])]) == 0
    return written


def test_every_style_is_plain_to_see_and_unlike_the_others(small: Path, painted: dict[str, Path]) -> None:
    pictures = [open_picture(path).pixels for path in (small, *painted.values())]
    for first, second in itertools.combinations(pictures, 2):
        assert_pictures_differ(first, second, least_mean=6.0)


def test_no_style_is_dead_grey(painted: dict[str, Path]) -> None:
    for name, path in painted.items():
        assert open_picture(path).pixels.astype(np.float32).std() > 20, name


def test_every_picture_carries_its_recipe(painted: dict[str, Path]) -> None:
    for name, path in painted.items():
        recipe = read_recipe(path)
        assert recipe is not None
        assert recipe.settings["styles"] == [[name, 1.0]]


def test_strength_0_gives_the_photo_back(small: Path, tmp_path: Path) -> None:
    style = shipped_styles()[0]
    out = tmp_path / "out.png"
    assert main(["stylize", str(small), "--style", style.name, "--strength", "0", "--out", str(out)]) == 0
    assert_pictures_close(open_picture(out).pixels, open_picture(small).pixels)


def test_half_the_strength_lies_between(small: Path) -> None:
    style, model = shipped_styles()[0], open_style(shipped("style"), threads=2)
    photo = open_picture(small).pixels
    none, half, full = (
        model(photo, model.blend([(style.vector, 1.0)], strength)).astype(np.float32)
        for strength in (0, 0.5, 1)
    )
    whole = np.abs(full - none).mean()
    assert np.abs(half - none).mean() < whole
    assert np.abs(full - half).mean() < whole


def test_tiles_of_256_pixels_equal_the_whole() -> None:
    model = open_style(shipped("style"), threads=2)
    photo = sample_at(1500, 1000)
    style = model.blend([(shipped_styles()[0].vector, 1.0)])
    stats = model.exact_statistics(photo, style)
    whole = model(photo, style)
    tiled = np.empty_like(photo)
    box = Box.of(photo)
    for tile in tiles(box, 256):
        part = tile.box(256).intersect(box)
        tiled[part.slices] = model.region(photo, part, style, stats)
    assert_pictures_close(tiled, whole)


def test_samples_differ_and_a_seed_is_a_picture(tmp_path: Path) -> None:
    model = open_generator(shipped("generator"), threads=2)
    size = model.resolution
    out = tmp_path / "sheet.png"
    arguments = ["sample", "--model", model.card.name, "--grid", "3x4", "--gap", "0", "--out", str(out)]
    assert main(arguments) == 0
    sheet = open_picture(out).pixels
    assert sheet.shape == (3 * size, 4 * size, 3)
    cells = [sheet[row * size :, column * size :][:size, :size] for row, column in np.ndindex(3, 4)]
    for first, second in itertools.combinations(cells, 2):
        assert_pictures_differ(first, second, least_mean=5.0)
    assert_pictures_close(cells[5], model(from_seed(5, model.latent_size)[np.newaxis])[0])


def test_a_walk_is_a_film_of_small_steps(tmp_path: Path) -> None:
    name = open_generator(shipped("generator"), threads=2).card.name
    out = tmp_path / "walk.mp4"
    arguments = [
        "interpolate",
        "--model",
        name,
        "--seeds",
        "1,2,3",
        "--frames",
        "24",
        "--loop",
        "--easing",
        "linear",
    ]
    assert main([*arguments, "--fps", "12", "--out", str(out)]) == 0
    with av.open(str(out)) as film:
        assert float(film.streams.video[0].average_rate or 0) == 12
        frames = [frame.to_ndarray(format="rgb24").astype(np.float32) for frame in film.decode(video=0)]
    assert len(frames) == 24
    steps = [float(np.abs(second - first).mean()) for first, second in itertools.pairwise(frames)]
    between_seeds = float(np.abs(frames[8] - frames[0]).mean())
    assert max(steps) < between_seeds
    assert float(np.abs(frames[-1] - frames[0]).mean()) < between_seeds


def test_the_optimizer_comes_nearer_to_its_targets(small: Path, tmp_path: Path) -> None:
    model = open_perceptual(shipped("perceptual"), threads=2)
    photo = open_picture(small).pixels
    style = shipped_styles()[-1].thumbnail
    seen: list[OptimizerProgress] = []
    request = OptimizerRequest(content=photo, styles=((style, 1.0),), size_px=128, steps=20)
    result = optimize(request, model, seen.append)
    assert result.finished
    assert seen[-1].total < 0.7 * seen[0].total
    assert seen[-1].style < seen[0].style

    painting, out = tmp_path / "painting.png", tmp_path / "out.png"
    Image.fromarray(style).save(painting)
    arguments = [
        "optimize",
        str(small),
        str(painting),
        "--model",
        model.card.name,
        "--size",
        "128",
        "--steps",
        "20",
    ]
    assert main([*arguments, "--out", str(out)]) == 0
    assert_pictures_close(open_picture(out).pixels, result.picture, most=8.0, mean=0.5)


def test_the_catalog_lists_what_ships(capsys: pytest.CaptureFixture[str]) -> None:
    names = {style.name for style in shipped_styles()}
    assert main(["models", "list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {style["name"] for row in rows for style in row["styles"]} == names
    assert main(["models", "verify"]) == 0
