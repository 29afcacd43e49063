"""A photo into a generator and out again: `pinxit project`, and latent files wherever a seed may stand."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from exports.catalog import default_shipped_folder
from exports.session import GeneratorModel, open_generator, open_projector
from studio.__main__ import main
from studio.document.exploration import LayerMix
from studio.engine.latent import from_seed
from studio.engine.projector import ProjectionRequest
from studio.engine.projector import project as engine_project
from studio.engine.space import GeneratorSpace
from studio.media.errors import PictureError
from studio.media.latents import read_latent, save_latent
from studio.media.provenance import Recipe, read_recipe
from studio.media.timelines import read_timeline
from studio.media.writing import save_picture
from tests.helpers.assertions import (
    assert_pictures_close,
    assert_pictures_differ,
    assert_refused,
    assert_sentence,
)
from tests.helpers.commands import assert_one_line
from tests.helpers.tiny_style_generator import LAYERS, build_style_generator

Run = Callable[..., int]


@pytest.fixture
def run(tiny_folder: Path) -> Run:
    """Runs a verb with the tiny models at hand and returns its exit code."""

    def run(verb: str, *arguments: object) -> int:
        return main([verb, *map(str, arguments), "--models-folder", str(tiny_folder)])

    return run


@pytest.fixture
def generator(tiny_generator_path: Path) -> GeneratorModel:
    return open_generator(tiny_generator_path, provider="cpu")


@pytest.fixture
def own_picture(generator: GeneratorModel, tmp_path: Path) -> Path:
    """A picture of the tiny generator, without a word about where it comes from."""
    path = tmp_path / "own.png"
    Image.fromarray(generator(from_seed(77, generator.latent_size)[np.newaxis])[0]).save(path)
    return path


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def project(run: Run, photo: Path, out: Path, *more: object) -> int:
    return run("project", photo, "--model", "tiny-generator", "--out", out, *more)


def test_a_picture_is_found_and_carries_its_latent(
    run: Run, generator: GeneratorModel, own_picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = own_picture.with_name("found.png")
    assert project(run, own_picture, out) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    path_line, error_line = captured.out.splitlines()
    assert path_line == str(out)
    assert error_line.startswith("perceptual error 0.0")
    assert "tiny-generator" in error_line
    assert_pictures_close(pixels(out), pixels(own_picture), most=12, mean=3)

    recipe = read_recipe(out)
    assert recipe is not None
    assert recipe.kind == "project"
    assert recipe.models == {"tiny-generator": generator.digest}
    assert recipe.source["name"] == "own.png"
    latent = np.array(recipe.settings["seeds"][0], np.float32)
    assert_pictures_close(generator(latent[np.newaxis])[0], pixels(out))
    assert 0 <= recipe.settings["perceptual_error"] < recipe.settings["typical_distance"] / 10


def test_what_was_found_is_sampled_again(run: Run, own_picture: Path) -> None:
    found, latent, again = (own_picture.with_name(name) for name in ("found.png", "found.json", "again.png"))
    for out in (found, latent):
        assert project(run, own_picture, out, "--steps", 30) == 0
    for seed in (found, latent):
        assert run("sample", "--model", "tiny-generator", "--seed", seed, "--out", again) == 0
        assert_pictures_close(pixels(again), pixels(found))
        recipe = read_recipe(again)
        assert recipe is not None
        assert recipe.settings["seeds"] == [json.loads(latent.read_text())["latent"]]
    folder = own_picture.with_name("many")
    assert run("sample", "--model", "tiny-generator", "--seed", found, "--out", folder) == 0
    assert [path.name for path in folder.iterdir()] == ["tiny-generator-found.png"]


def test_a_film_walks_through_what_was_found(run: Run, generator: GeneratorModel, own_picture: Path) -> None:
    found, film = own_picture.with_name("found.json"), own_picture.with_name("film")
    save_latent(found, "tiny-generator", from_seed(5, generator.latent_size), {})
    seeds = f"3,{found},9"
    arguments = ["--seeds", seeds, "--frames", 3, "--size", 16, "--out", film]
    assert run("interpolate", "--model", "tiny-generator", *arguments) == 0
    frames = sorted(film.iterdir())
    for frame, seed in zip(frames, (3, 5, 9), strict=True):
        assert_pictures_close(pixels(frame), generator(from_seed(seed, generator.latent_size)[np.newaxis])[0])


def test_a_sample_stands_for_its_seed(run: Run, tmp_path: Path) -> None:
    sample, again = tmp_path / "sample.png", tmp_path / "again.png"
    assert run("sample", "--model", "tiny-generator", "--seed", 41, "--out", sample) == 0
    assert run("sample", "--model", "tiny-generator", "--seed", sample, "--out", again) == 0
    assert np.array_equal(pixels(sample), pixels(again))


def test_a_latent_file_says_at_which_truncation_it_is_drawn(
    run: Run, generator: GeneratorModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, mixed = tmp_path / "kept.json", tmp_path / "mixed.json"
    latent = from_seed(5, generator.latent_size)
    save_latent(kept, "tiny-generator", latent, {}, truncation=0.5)
    command = ["sample", "--model", "tiny-generator", "--seed", kept, "--out", tmp_path / "out.png"]
    assert run(*command) == 0
    assert_pictures_close(pixels(tmp_path / "out.png"), generator(latent[np.newaxis], 0.5)[0])
    assert run(*command, "--truncation", 1) == 0
    assert_pictures_close(pixels(tmp_path / "out.png"), generator(latent[np.newaxis], 1.0)[0])
    save_latent(mixed, "tiny-generator", latent, {}, mix=LayerMix(latent, (0,)))
    capsys.readouterr()
    assert run("sample", "--model", "tiny-generator", "--seed", mixed, "--out", tmp_path / "out.png") == 1
    assert_one_line(capsys, "mixed.json", "mixes layers")


class TestMixedLayers:
    """A latent some of whose layers another one decides, as a favourite of the studio is saved."""

    @pytest.fixture
    def styled(self, tmp_path: Path) -> Path:
        return build_style_generator(tmp_path / "styled.onnx")

    @pytest.fixture
    def space(self, styled: Path) -> GeneratorSpace:
        """Where the studio draws."""
        return GeneratorSpace(open_generator(styled, provider="cpu"))

    def save(self, path: Path, seed: int, other: int, *layers: int, size: int = 8) -> Path:
        mix = LayerMix(from_seed(other, size), layers)
        save_latent(path, "tiny-styled", from_seed(seed, size), {}, truncation=0.75, mix=mix)
        return path

    def drawn(self, space: GeneratorSpace, seed: int, other: int, *layers: int) -> np.ndarray:
        mix = LayerMix(space.draw(other), layers)
        return space.pictures(space.draw(seed)[np.newaxis], 0.75, mix)[0]

    @pytest.mark.parametrize("suffix", [".png", ".webp", ".jpg", ".tif"])
    def test_its_sample_is_the_studios_and_is_read_back(
        self, run: Run, styled: Path, space: GeneratorSpace, tmp_path: Path, suffix: str
    ) -> None:
        kept = self.save(tmp_path / "kept.json", 3, 9, 1, 2)
        sample, again = tmp_path / f"sample{suffix}", tmp_path / "again.png"
        command = ["sample", "--model", styled, "--quality", 100, "--seed"]
        assert run(*command, kept, "--out", sample) == 0
        stored, before = read_latent(sample), read_latent(kept)
        assert (stored.model, stored.seed, stored.truncation) == ("tiny-styled", None, 0.75)
        assert stored.latent is not None
        assert stored.mix is not None
        assert before.mix is not None
        np.testing.assert_array_equal(stored.latent, before.latent)
        np.testing.assert_array_equal(stored.mix.other, before.mix.other)
        assert stored.mix.layers == (1, 2)
        assert run(*command, sample, "--out", again) == 0
        np.testing.assert_array_equal(pixels(again), self.drawn(space, 3, 9, 1, 2))
        first, second = read_recipe(sample), read_recipe(again)
        assert first is not None
        assert first == second
        if suffix != ".jpg":
            np.testing.assert_array_equal(pixels(sample), pixels(again))

    def test_it_may_be_enlarged_and_lie_in_a_folder(
        self, run: Run, styled: Path, space: GeneratorSpace, tmp_path: Path
    ) -> None:
        kept = self.save(tmp_path / "kept.json", 3, 9, 0)
        folder = tmp_path / "samples"
        command = ["sample", "--model", styled, "--seed", kept]
        assert run(*command, "--size", 40, "--no-recipe", "--out", folder) == 0
        [written] = folder.iterdir()
        assert written.name == "tiny-styled-kept.png"
        assert pixels(written).shape == (40, 40, 3)
        assert read_recipe(written) is None

    def test_layers_that_there_are_not_are_left_out_as_in_the_studio(
        self, run: Run, styled: Path, space: GeneratorSpace, tmp_path: Path
    ) -> None:
        out = tmp_path / "out.png"
        for layers in ((1, LAYERS, 60), ()):
            kept = self.save(tmp_path / "kept.json", 3, 9, *layers)
            assert run("sample", "--model", styled, "--seed", kept, "--out", out) == 0
            np.testing.assert_array_equal(pixels(out), self.drawn(space, 3, 9, *layers))

    @pytest.mark.parametrize("by_sample", [False, True])
    def test_a_film_meets_it_and_leaves_it(
        self, run: Run, styled: Path, space: GeneratorSpace, tmp_path: Path, by_sample: bool
    ) -> None:
        kept = self.save(tmp_path / "kept.json", 3, 9, 1, 2)
        second = self.save(tmp_path / "second.json", 5, 7, 0)
        if by_sample:
            assert run("sample", "--model", styled, "--seed", kept, "--out", tmp_path / "kept.png") == 0
            kept = tmp_path / "kept.png"
        walk = ["--seeds", f"{kept},4,{second}", "--frames", 5, "--size", 16]
        saved, film = tmp_path / "walk.json", tmp_path / "film"
        assert run("interpolate", "--model", styled, *walk, "--save-timeline", saved, "--out", film) == 0
        frames = [pixels(path) for path in sorted(film.iterdir())]
        assert_pictures_close(frames[0], self.drawn(space, 3, 9, 1, 2), most=1)
        assert_pictures_close(frames[2], space.pictures(space.draw(4)[np.newaxis], 1.0)[0], most=1)
        assert_pictures_close(frames[4], self.drawn(space, 5, 7, 0), most=1)
        for before, after in itertools.pairwise(frames):
            assert_pictures_differ(before, after)
        again = tmp_path / "again"
        timeline = ["--timeline", saved, "--size", 16]
        assert run("interpolate", "--model", styled, *timeline, "--out", again) == 0
        for frame, path in zip(frames, sorted(again.iterdir()), strict=True):
            np.testing.assert_array_equal(pixels(path), frame)
        assert read_timeline(min(film.iterdir())) == read_timeline(saved)

    def test_a_walk_around_it_keeps_its_layers(
        self, run: Run, styled: Path, space: GeneratorSpace, tmp_path: Path
    ) -> None:
        kept = self.save(tmp_path / "kept.json", 3, 9, *range(LAYERS))
        walk = ["--seeds", kept, "--walk", "noise", "--amount", 0.5, "--frames", 3, "--size", 16]
        assert run("interpolate", "--model", styled, *walk, "--out", tmp_path / "film") == 0
        for path in sorted((tmp_path / "film").iterdir()):
            # The other one decides all layers, so that nothing of the walk is seen.
            assert_pictures_close(pixels(path), self.drawn(space, 3, 9, *range(LAYERS)), most=1)

    def test_a_truncation_that_is_given_counts_for_all(
        self, run: Run, styled: Path, space: GeneratorSpace, tmp_path: Path
    ) -> None:
        kept = self.save(tmp_path / "kept.json", 3, 9, 1)
        walk = ["--seeds", f"{kept},4", "--truncation", 1, "--frames", 2, "--size", 16]
        assert run("interpolate", "--model", styled, *walk, "--out", tmp_path / "film") == 0
        mix = LayerMix(space.draw(9), (1,))
        first = pixels(min((tmp_path / "film").iterdir()))
        assert_pictures_close(first, space.pictures(space.draw(3)[np.newaxis], 1.0, mix)[0], most=1)

    def test_what_knows_no_mixes_says_so(
        self, run: Run, styled: Path, own_picture: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = own_picture.with_name("out.png")
        kept = self.save(own_picture.with_name("kept.json"), 3, 9, 1)
        film = ["--frames", 2, "--out", out.with_name("film")]
        walk = ["interpolate", "--model", styled, *film]
        assert run(*walk, "--seeds", f"{kept},4", "--mix", "1:5") == 2
        assert_one_line(capsys, "--mix", "--seeds")
        assert run(*walk, "--seeds", "3,4", "--mix", f"1:{kept}") == 1
        assert_one_line(capsys, "kept.json", "mixes layers", "--mix takes a latent alone")
        mixed = own_picture.with_name("mixed.json")
        save_latent(mixed, "tiny-generator", from_seed(2, 8), {}, mix=LayerMix(from_seed(1, 8), (0,)))
        assert project(run, own_picture, out, "--start", mixed) == 1
        assert_one_line(capsys, "mixed.json", "mixes layers", "a search takes a latent alone")
        assert run("interpolate", "--model", "tiny-generator", *film, "--seeds", f"{mixed},4") == 1
        assert_one_line(capsys, "mixed.json", "tiny-generator has none that can be mixed")
        assert not out.exists()
        assert not out.with_name("film").exists()

    def test_one_of_another_length_is_of_another_make(
        self, run: Run, styled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        kept = self.save(tmp_path / "kept.json", 3, 9, 1, size=9)
        assert run("sample", "--model", styled, "--seed", kept, "--out", tmp_path / "out.png") == 1
        assert_one_line(capsys, "kept.json", "9 numbers", "another make")


@pytest.mark.parametrize(
    "wrong",
    [
        {"seeds": 5},
        {"seeds": "1"},
        {"seeds": [[1.0, 2.0]], "mix": {"other": [1.0], "layers": [0]}},
        {"seeds": [[1.0, 2.0]], "mix": {"other": [1.0, 2.0], "layers": [-1]}},
        {"seeds": [[1.0, 2.0]], "mix": [1]},
        {"seeds": [[1.0, 2.0]], "truncation": "half"},
        {"seeds": [1], "truncation": -1},
    ],
)
def test_a_recipe_that_makes_no_sense_holds_no_latent(tmp_path: Path, wrong: dict[str, object]) -> None:
    path = tmp_path / "odd.png"
    save_picture(path, np.zeros((4, 4, 3), np.uint8), recipe=Recipe("sample", {"model": "any", **wrong}))
    assert_refused(lambda: read_latent(path), "odd.png", "latent", error=PictureError)


def test_a_sample_is_drawn_again_at_its_truncation(run: Run, tmp_path: Path) -> None:
    sample, again = tmp_path / "sample.png", tmp_path / "again.png"
    command = ["sample", "--model", "tiny-generator", "--seed"]
    assert run(*command, 41, "--truncation", 0.4, "--out", sample) == 0
    assert run(*command, sample, "--out", again) == 0
    np.testing.assert_array_equal(pixels(sample), pixels(again))
    assert run(*command, sample, "--truncation", 1, "--out", again) == 0
    assert_pictures_differ(pixels(sample), pixels(again))


def test_a_result_is_refined(run: Run, own_picture: Path) -> None:
    coarse, fine = own_picture.with_name("coarse.json"), own_picture.with_name("fine.json")
    assert project(run, own_picture, coarse, "--steps", 5, "--restarts", 1) == 0
    assert project(run, own_picture, fine, "--steps", 60, "--start", coarse) == 0
    before, after = (json.loads(path.read_text())["notes"]["pixel_error"] for path in (coarse, fine))
    assert after < before


def test_latents_come_back_to_the_bit(tmp_path: Path) -> None:
    latent = np.concatenate([from_seed(1, 100), np.array([1e-20, 0, -3e7], np.float32)])
    save_latent(tmp_path / "latent.json", "tiny-generator", latent, {"of": "a test"})
    stored = read_latent(tmp_path / "latent.json")
    assert stored.model == "tiny-generator"
    assert stored.latent is not None
    assert np.array_equal(stored.latent, latent)


def test_the_shipped_generator_finds_its_own_picture() -> None:
    path = default_shipped_folder() / "flowers-64.onnx"
    model = open_projector(path, provider="cpu", threads=1)
    photo = model.pictures(from_seed(51, model.latent_size)[np.newaxis])[0]
    found = engine_project(ProjectionRequest(photo), model)
    assert found.perceptual < found.typical / 10
    assert found.typical > 0.3


class TestRefusals:
    def refused(self, capsys: pytest.CaptureFixture[str], *parts: str) -> None:
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1, lines
        assert_sentence(lines[0], *parts)

    def test_a_latent_of_another_generator(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        other = tmp_path / "other.json"
        save_latent(other, "someone-else", from_seed(1, 8), {})
        assert run("sample", "--model", "tiny-generator", "--seed", other, "--out", tmp_path / "a.png") == 1
        self.refused(capsys, "other.json", "someone-else")

    def test_a_latent_of_another_length(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        long = tmp_path / "long.json"
        save_latent(long, "tiny-generator", from_seed(1, 9), {})
        assert run("sample", "--model", "tiny-generator", "--seed", long, "--out", tmp_path / "a.png") == 1
        self.refused(capsys, "long.json", "9 numbers", "8")

    @pytest.mark.parametrize(
        "text",
        ["", "[]", "{}", '{"schema": 1, "model": "tiny-generator", "latent": [[1]]}', "\xff", "[" * 5000],
    )
    def test_a_file_that_holds_no_latent(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
    ) -> None:
        path = tmp_path / "bad.json"
        path.write_bytes(text.encode("latin-1"))
        assert run("sample", "--model", "tiny-generator", "--seed", path, "--out", tmp_path / "a.png") == 1
        self.refused(capsys, "bad.json", "no latent")

    def test_a_picture_that_does_not_say_its_latent(
        self, run: Run, own_picture: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = own_picture.with_name("a.png")
        assert run("sample", "--model", "tiny-generator", "--seed", own_picture, "--out", out) == 1
        self.refused(capsys, "own.png", "one latent")

    def test_a_file_that_is_not_there(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "a.png"
        assert run("sample", "--model", "tiny-generator", "--seed", tmp_path / "no.json", "--out", out) == 1
        self.refused(capsys, "no.json", "no such file")

    def test_several_samples_of_one_latent(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "one.json"
        save_latent(path, "tiny-generator", from_seed(1, 8), {})
        arguments = ["--seed", path, "--count", 4, "--out", tmp_path / "a.png"]
        assert run("sample", "--model", "tiny-generator", *arguments) == 2
        self.refused(capsys, "one latent")

    def test_a_model_that_is_no_generator(
        self, run: Run, own_picture: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = own_picture.with_name("a.png")
        assert run("project", own_picture, "--model", "tiny-style", "--out", out) == 1
        self.refused(capsys, "tiny-style", "not a generator")
        assert not out.exists()
