"""Project files: what comes back, what other programs find, and what happens to files of theirs."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from studio.document.brush import Brush
from studio.document.commission import MOST_STYLES, Commission, OptimizerSettings, StylePicture
from studio.document.document import Document, DocumentView
from studio.document.exploration import Exploration
from studio.document.geometry import Box, TileIndex
from studio.document.layers import Layer, PictureLayer, StyleChoice
from studio.document.pen import Dynamic, StrokePoint
from studio.document.stroke import Stroke
from studio.document.symmetry import Symmetry
from studio.document.tiles import TILE_PX
from studio.document.work import Work
from studio.engine.compositor import composite
from studio.media.errors import PictureError, ProjectError
from studio.media.layer_fields import FIELDS, KINDS, stored_fields
from studio.media.openraster import open_project, read_thumbnail, save_project
from studio.media.project import MIGRATIONS, SCHEMA, Project, migrated
from studio.media.sidefile import About, SideFile, read_side_file
from tests.helpers.assertions import assert_pictures_close
from tests.helpers.documents import (
    HEIGHT,
    STYLES,
    WIDTH,
    assert_same_document,
    assert_same_layer,
    noise,
    painted_tile,
    photo,
    picture_layers,
    rewrite,
    rich_commission,
    rich_document,
    sheets_of,
    style_cards,
    style_layers,
)
from tests.helpers.explorations import assert_same_exploration, rich_exploration

STORED = Path(__file__).parent / "stored"


def save(path: Path, document: Document) -> DocumentView:
    view = document.view()
    save_project(path, view, style_cards(), sheets_of(view))
    return view


def reopened(path: Path) -> Project:
    project, is_ours = open_project(path)
    assert is_ours
    return project


@pytest.mark.parametrize(
    "name",
    ["M\u0081nchen.jpg", "caf\udce9.jpg", "two\nlines.png", 300 * "long ", 5000 * "x", "شام کی\u200cتصویر"],
)
def test_whatever_things_are_called_a_project_opens_again(name: str, tmp_path: Path) -> None:
    document = Document(photo(), name)
    layer = document.add_layer()
    document.change_layer(layer, name=name)
    document.commission.put(Commission((StylePicture(name, noise(1, 20, 20, 3)),), OptimizerSettings()))
    save(tmp_path / "odd.ora", document)
    again = reopened(tmp_path / "odd.ora").document
    shown = again.name, again.layers[0].name, again.commission.now.styles[0].name
    assert all(text and text.isprintable() and len(text) <= 400 for text in shown) or name in shown
    # As it was written before: names as they were.
    rewrite(tmp_path / "odd.ora", tmp_path / "before.ora", lambda values: {**values, "name": name})
    assert reopened(tmp_path / "before.ora").document.name == again.name


def test_one_picture_in_many_layers_is_unpacked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document(photo(), "lake.jpg")
    first = document.add_picture(noise(2, 300, 400, 3), Box(0, 0, 200, 150))
    for _ in range(30):
        document.duplicate_layer(first)
    save(tmp_path / "many.ora", document)
    monkeypatch.setattr("studio.media.archive._memory_bytes", lambda: 0)
    monkeypatch.setattr("studio.media.archive.LIMIT_BYTES", 8 << 20)
    again = reopened(tmp_path / "many.ora").document
    layers = [layer for layer in again.layers if isinstance(layer, PictureLayer)]
    assert len(layers) == 31
    assert all(np.shares_memory(layers[0].picture, each.picture) for each in layers)


def foreign_file(path: Path, stack: str, **pictures: np.ndarray) -> Path:
    """An OpenRaster file as another program writes it."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", stack)
        for name, picture in pictures.items():
            buffer = io.BytesIO()
            Image.fromarray(picture).save(buffer, "PNG")
            archive.writestr(f"data/{name}.png", buffer.getvalue())
    return path


def image_xml(*layers: str, size: tuple[int, int] = (60, 40)) -> str:
    return f'<image w="{size[0]}" h="{size[1]}"><stack>{"".join(layers)}</stack></image>'


# ---- round trips


def test_everything_comes_back(tmp_path: Path) -> None:
    document = rich_document()
    saved = save(tmp_path / "lake.ora", document)
    project = reopened(tmp_path / "lake.ora")
    assert_same_document(project.document.view(), saved)
    assert project.document.metadata["exif"] == document.metadata["exif"]
    assert project.notes == ()


def test_what_comes_back_can_be_painted_on_and_saved_again(tmp_path: Path) -> None:
    save(tmp_path / "lake.ora", rich_document())
    again = reopened(tmp_path / "lake.ora").document
    assert not again.modified
    again.fill(StyleChoice.of("storm"))
    assert len({layer.id for layer in again.layers}) == len(again.layers)
    saved = save(tmp_path / "lake.ora", again)
    assert_same_document(reopened(tmp_path / "lake.ora").document.view(), saved)


def test_the_styles_in_use_travel_along(tmp_path: Path) -> None:
    save(tmp_path / "lake.ora", rich_document())
    styles = reopened(tmp_path / "lake.ora").styles
    assert sorted(styles) == sorted(STYLES)
    for name, card in style_cards().items():
        np.testing.assert_array_equal(styles[name].vector, card.vector)
        np.testing.assert_array_equal(styles[name].thumbnail, card.thumbnail)


def test_strokes_of_any_length_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty of them in one part would be larger than what is read of anybody's file."""
    monkeypatch.setattr("studio.media.project._LARGEST_EDITS_BYTES", 20_000)
    points = tuple(StrokePoint(10 + step / 3, 20 + step / 7, step / 11) for step in range(20))
    document = Document(photo())
    document.restore((), [Stroke(Brush(size_px=20 + number), None, points) for number in range(60)])
    save(tmp_path / "long.ora", document)
    assert reopened(tmp_path / "long.ora").document.edits == document.edits


def test_pictures_of_one_colour_keep_their_shapes(tmp_path: Path) -> None:
    """Their bytes are the same, as are those of a mask that covers everything."""
    document = Document(photo(60, 40))
    white = [np.full(shape, 255, np.uint8) for shape in ((20, 30, 3), (30, 20, 3), (30, 60))]
    document.commission.put(Commission((StylePicture("paper", white[0], 1.0, white[2]),)))
    document.add_picture(white[1], Box(0, 0, 20, 30))
    save(tmp_path / "white.ora", document)
    again = reopened(tmp_path / "white.ora").document
    (layer,), (style,) = again.layers, again.commission.now.styles
    assert isinstance(layer, PictureLayer)
    assert style.mask is not None
    assert [style.pixels.shape, layer.picture.shape, style.mask.shape] == [each.shape for each in white]


def unfinished(parts: Mapping[str, bytes]) -> Document:
    """A document with a picture that is still being painted."""
    document = Document(photo(60, 40))
    layer = document.add_picture(photo(30, 20), Box(5, 5, 35, 25))
    layer.work = Work({"step": 3}, parts)
    return document


def work_in(document: Document) -> Work | None:
    (layer,) = document.layers
    assert isinstance(layer, PictureLayer)
    return layer.work


def test_unfinished_work_in_all_the_styles_that_there_can_be_goes_on(tmp_path: Path) -> None:
    names = [f"{kind}-{number}" for kind in ("style", "mask") for number in range(1, MOST_STYLES + 1)]
    parts = {name: name.encode() for name in ("content", *names, "init", "state", "losses")}
    save(tmp_path / "many.ora", unfinished(parts))
    work = work_in(reopened(tmp_path / "many.ora").document)
    assert work is not None
    assert work.parts == parts


def test_unfinished_work_of_gigabytes_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip archive must be told before that a part will be so large; here so large is less."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 200_000)
    parts = {"state": bytes(300_000)}
    save(tmp_path / "large.ora", unfinished(parts))
    work = work_in(reopened(tmp_path / "large.ora").document)
    assert work is not None
    assert work.parts == parts
    document = unfinished(parts)
    side_file = SideFile(tmp_path / "side")
    side_file.write(document.view(), {}, {}, About("large.ora", 1.0), lambda: photo(8, 8))
    assert work_in(read_side_file(tmp_path / "side").document) is not None


def test_an_empty_document_comes_back(tmp_path: Path) -> None:
    saved = save(tmp_path / "empty.ora", Document(photo(1, 1), ""))
    assert_same_document(reopened(tmp_path / "empty.ora").document.view(), saved)


def test_tiles_that_are_shared_are_stored_and_read_once(tmp_path: Path) -> None:
    document = Document(photo(1200, 900), "big.png")
    document.fill(StyleChoice.of("storm"))
    document.fill(StyleChoice.of("calm"))
    save(tmp_path / "big.ora", document)
    with zipfile.ZipFile(tmp_path / "big.ora") as archive:
        tiles = [name for name in archive.namelist() if name.startswith("pinxit/tiles/")]
    assert len(tiles) == 4
    first, second = reopened(tmp_path / "big.ora").document.layers
    assert first.mask.tiles[0, 0] is second.mask.tiles[1, 1]  # type: ignore[index]


# ---- every attribute is stored


def test_every_kind_of_layer_has_a_name_in_projects() -> None:
    assert set(KINDS.values()) == set(get_args(Layer))


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_attribute_of_a_layer_is_stored(kind: type[Layer]) -> None:
    assert set(stored_fields(kind)) <= set(FIELDS)
    computed = {each.name for each in fields(kind)} - set(stored_fields(kind))
    assert computed <= {"pixels", "ground"}


def test_every_attribute_of_a_document_is_stored_or_follows_from_the_others() -> None:
    stored = {
        "base",
        "layers",
        "edits",
        "name",
        "icc_profile",
        "metadata",
        "selection",
        "exploration",
        "commission",
    }
    assert {each.name for each in fields(DocumentView)} == stored | {"base_digest", "box"}


# ---- what other programs see


def test_an_independent_reader_finds_the_picture_and_its_layers(tmp_path: Path) -> None:
    document = rich_document()
    view = save(tmp_path / "lake.ora", document)
    with zipfile.ZipFile(tmp_path / "lake.ora") as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.header_offset) == (
            "mimetype",
            zipfile.ZIP_STORED,
            0,
        )
        assert archive.read("mimetype") == b"image/openraster"
        assert archive.testzip() is None
        merged = np.asarray(Image.open(archive.open("mergedimage.png")))
        thumbnail = Image.open(archive.open("Thumbnails/thumbnail.png"))
        image = ET.fromstring(archive.read("stack.xml"))
        layers = [dict(each.attrib) for each in image.iter("layer")]
        sheets = [np.asarray(Image.open(archive.open(layer["src"])).convert("RGBA")) for layer in layers]
    expected = composite(view, view.box, lambda choice, tile: painted_tile(view, choice, tile)).picture
    assert_pictures_close(merged, expected)
    assert max(thumbnail.size) == 256
    assert (image.attrib["w"], image.attrib["h"]) == (str(WIDTH), str(HEIGHT))
    assert [layer["composite-op"] for layer in reversed(layers)] == [
        "svg:src-over", "svg:multiply", "svg:src-over", "svg:luminosity", "svg:src-over",
    ]  # fmt: skip
    assert [layer["visibility"] for layer in reversed(layers)] == [
        "visible",
        "visible",
        "hidden",
        "visible",
        "visible",
    ]
    assert [layer["name"] for layer in layers][-2] == "Sky & <sea>"
    assert [layer.get("edit-locked") for layer in reversed(layers)] == [None, None, "true", None, None]
    assert [float(layer["opacity"]) for layer in reversed(layers)] == [1, 0.5, 1, 0.25, 0.8]
    for layer, entry, sheet in zip(reversed(document.layers), layers, sheets, strict=False):
        box = Box.of(sheet).translate(int(entry["x"]), int(entry["y"]))
        np.testing.assert_array_equal(sheet[..., 3], layer.mask.read(box))


def test_laying_the_layers_over_one_another_gives_the_merged_picture(tmp_path: Path) -> None:
    document = Document(photo(), "lake.jpg")
    document.fill(StyleChoice.of("calm", 0.5))
    document.change_layer(document.layers[0], opacity=0.6)
    document.add_picture(noise(5, 30, 40, 3), Box(-40, 140, 80, 240), {})
    save(tmp_path / "lake.ora", document)
    with zipfile.ZipFile(tmp_path / "lake.ora") as archive:
        image = ET.fromstring(archive.read("stack.xml"))
        mixed = np.zeros((HEIGHT, WIDTH, 3))
        for entry in reversed(list(image.iter("layer"))):
            sheet = np.asarray(Image.open(archive.open(entry.attrib["src"])).convert("RGBA")).astype(float)
            box = Box.of(sheet).translate(int(entry.attrib["x"]), int(entry.attrib["y"]))
            alpha = sheet[..., 3:] / 255 * float(entry.attrib["opacity"])
            mixed[box.slices] += (sheet[..., :3] - mixed[box.slices]) * alpha
        merged = np.asarray(Image.open(archive.open("mergedimage.png")))
    assert_pictures_close(np.rint(mixed).astype(np.uint8), merged)


def test_the_thumbnail_is_a_small_picture_of_it(tmp_path: Path) -> None:
    view = save(tmp_path / "lake.ora", rich_document())
    small = read_thumbnail(tmp_path / "lake.ora")
    assert small.shape == (224, 256, 3)
    whole = composite(view, view.box, lambda choice, tile: painted_tile(view, choice, tile)).picture
    assert abs(float(small.mean()) - float(whole.mean())) < 2


def test_opened_as_by_another_program_it_looks_the_same(tmp_path: Path) -> None:
    view = save(tmp_path / "lake.ora", rich_document())
    with (
        zipfile.ZipFile(tmp_path / "lake.ora") as ours,
        zipfile.ZipFile(tmp_path / "theirs.ora", "w") as theirs,
    ):
        for name in ours.namelist():
            if not name.startswith("pinxit/"):
                theirs.writestr(name, ours.read(name))
    project, is_ours = open_project(tmp_path / "theirs.ora")
    assert not is_ours
    assert project.notes == ()
    again = project.document.view()
    expected = composite(view, view.box, lambda choice, tile: painted_tile(view, choice, tile)).picture
    assert_pictures_close(composite(again, again.box, lambda *_: None).picture, expected)


# ---- what other programs wrote


def test_layers_of_another_program_lie_where_they_lay(tmp_path: Path) -> None:
    stamp = noise(1, 10, 20, 4)
    stamp[..., 3] = 200
    path = foreign_file(
        tmp_path / "theirs.ora",
        image_xml(
            '<layer src="data/stamp.png" name="Stamp" x="-5" y="33" opacity="0.5" composite-op="svg:screen"/>',
            '<layer src="data/stamp.png" name="Hidden" x="7" y="8" visibility="hidden"/>',
            '<layer src="data/ground.png"/>',
        ),
        stamp=stamp,
        ground=photo(60, 40),
    )
    document = open_project(path)[0].document
    np.testing.assert_array_equal(document.base, photo(60, 40))
    hidden, seen = picture_layers(document)
    assert (hidden.visible, hidden.box, hidden.name) == (False, Box(7, 8, 27, 18), "Hidden")
    assert (seen.visible, seen.opacity, seen.blend) == (True, 0.5, "screen")
    assert seen.box == Box(0, 33, 15, 40)
    np.testing.assert_array_equal(seen.picture, stamp[:7, 5:, :3])
    assert set(np.unique(seen.mask.read(seen.box))) == {200}


def test_layers_of_another_program_are_not_held_to_pillows_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    larger = photo(70, 50)
    path = foreign_file(tmp_path / "theirs.ora", image_xml('<layer src="data/a.png"/>'), a=larger)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert np.array_equal(open_project(path)[0].document.base, larger[:40, :60])


def test_an_unknown_blend_mode_is_shown_as_normal_with_a_note(tmp_path: Path) -> None:
    path = foreign_file(
        tmp_path / "theirs.ora",
        image_xml('<layer src="data/dot.png" composite-op="krita:greater"/>'),
        dot=np.full((3, 3, 4), 255, np.uint8),
    )
    project, _ = open_project(path)
    [layer] = picture_layers(project.document)
    assert layer.blend == "normal"
    assert any("krita:greater" in note for note in project.notes)
    assert any("transparent is white" in note for note in project.notes)
    assert project.document.base.min() == 255


def test_groups_of_one_layer_are_taken_apart(tmp_path: Path) -> None:
    dot = np.full((3, 3, 4), 255, np.uint8)
    path = foreign_file(
        tmp_path / "theirs.ora",
        image_xml(
            '<stack opacity="0.5"><layer src="data/dot.png" opacity="0.5"/></stack>',
            '<stack visibility="hidden"><layer src="data/dot.png" x="9"/></stack>',
        ),
        dot=dot,
    )
    lower, upper = open_project(path)[0].document.layers
    assert (lower.visible, upper.visible, upper.opacity) == (False, True, 0.25)


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "P", "I;16"])
def test_layers_of_every_kind_of_png_open(tmp_path: Path, mode: str) -> None:
    buffer = io.BytesIO()
    grey = Image.fromarray(np.full((40, 60), 120, np.uint8))
    image = Image.fromarray(np.full((40, 60), 120 * 257, np.uint16)) if mode == "I;16" else grey.convert(mode)
    image.save(buffer, "PNG")
    with zipfile.ZipFile(tmp_path / "theirs.ora", "w") as archive:
        archive.writestr("stack.xml", image_xml('<layer src="data/a.png"/>'))
        archive.writestr("data/a.png", buffer.getvalue())
    assert np.ptp(open_project(tmp_path / "theirs.ora")[0].document.base.astype(int) - 120) <= 1


# ---- styles that are not there


def test_layers_that_cannot_be_painted_here_are_shown_as_they_were(tmp_path: Path) -> None:
    document = Document(photo(), "lake.jpg")
    document.fill(StyleChoice.of("calm"))
    view = save(tmp_path / "lake.ora", document)
    [layer] = style_layers(document)
    project, _ = open_project(tmp_path / "lake.ora", lambda choice, styles: False)
    kept = project.kept[layer.choice]
    assert_pictures_close(kept, composite(view, view.box, lambda c, t: painted_tile(view, c, t)).picture)
    assert open_project(tmp_path / "lake.ora")[0].kept == {}


def test_strokes_between_two_styles_come_back_and_look_alike_where_they_cannot_be_painted(
    tmp_path: Path,
) -> None:
    document = Document(photo(), "lake.jpg")
    stroke = document.begin_stroke(
        StyleChoice((("calm", 1.0),), 0.3, toward=(("storm", 1.0),)),
        Brush(size_px=80, mix_by=Dynamic("pressure")),
        symmetry=Symmetry("vertical", 160, 140),
    )
    stroke.add(StrokePoint(40, 60, 0.0))
    stroke.add(StrokePoint(280, 60, 1.0))
    stroke.finish()
    view = save(tmp_path / "lake.ora", document)
    project, _ = open_project(tmp_path / "lake.ora", lambda choice, styles: "storm" not in choice.names)
    assert_same_document(project.document.view(), view)
    assert set(project.styles) == {"calm", "storm"}
    assert len({id(canvas) for canvas in project.kept.values()}) == 1

    def shown(choice: StyleChoice, tile: TileIndex) -> np.ndarray:
        kept = project.kept.get(choice)
        if kept is not None:
            return kept[tile.box(TILE_PX).intersect(view.box).slices]
        return painted_tile(view, choice, tile)

    expected = composite(view, view.box, lambda choice, tile: painted_tile(view, choice, tile)).picture
    assert_pictures_close(composite(view, view.box, shown).picture, expected)


# ---- versions


def test_the_selection_comes_back(tmp_path: Path) -> None:
    document = rich_document()
    document.select("lasso", ((20, 20), (300, 60), (90, 250)), feather_px=8)
    view = save(tmp_path / "selected.ora", document)
    assert view.selection is not None
    assert_same_document(reopened(tmp_path / "selected.ora").document.view(), view)


def test_a_stored_project_of_schema_1_opens() -> None:
    """Written once by the Pinxit that made schema 1; every later one must read it."""
    project = reopened(STORED / "schema-1.ora")
    expected = rich_document()
    assert [type(layer) for layer in project.document.layers] == [type(layer) for layer in expected.layers]
    for actual, wanted in zip(project.document.layers, expected.layers, strict=True):
        assert_same_layer(actual, wanted)
    assert project.document.edits == expected.edits
    assert project.document.exploration.now.empty


def test_a_stored_project_of_schema_2_opens() -> None:
    """The first that kept what was found while wandering."""
    project = reopened(STORED / "schema-2.ora")
    assert_same_exploration(project.document.exploration.now, rich_exploration())
    assert project.document.edits == rich_document().edits
    assert project.document.commission.now.styles == ()
    assert project.document.commission.now.settings == OptimizerSettings()


def test_a_stored_project_of_schema_3_opens() -> None:
    """The first that kept what the optimizer is asked."""
    project = reopened(STORED / "schema-3.ora")
    assert_same_exploration(project.document.commission.now, rich_commission(), "commission")
    assert_same_exploration(project.document.exploration.now, rich_exploration())


def test_every_older_schema_has_its_migration() -> None:
    assert set(MIGRATIONS) == set(range(1, SCHEMA))


def test_older_descriptions_are_brought_up_step_by_step() -> None:
    def from_0(values: dict[str, Any]) -> dict[str, Any]:
        return {"schema": 0, "name": values["title"]}

    def from_1(values: dict[str, Any]) -> dict[str, Any]:
        return {**values, "layers": []}

    old = {"schema": 0, "title": "Lake"}
    assert migrated(old, "x.ora", {0: from_0, 1: from_1}, newest=2) == {
        "schema": 2,
        "name": "Lake",
        "layers": [],
    }
    assert old == {"schema": 0, "title": "Lake"}


def test_an_older_project_opens_through_its_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A synthetic schema 0, in which a layer's opacity was given in per cent."""
    document = rich_document()
    document.exploration.put(Exploration())  # there was none yet
    document.commission.put(Commission())
    saved = save(tmp_path / "lake.ora", document)
    rewrite(tmp_path / "lake.ora", tmp_path / "old.ora", _to_schema_0)
    steps = {0: _from_schema_0, **MIGRATIONS}
    monkeypatch.setattr(migrated, "__defaults__", (steps, SCHEMA))
    assert_same_document(reopened(tmp_path / "old.ora").document.view(), saved)


def _to_schema_0(values: dict[str, Any]) -> dict[str, Any]:
    layers = [{**layer, "opacity": layer["opacity"] * 100} for layer in values["layers"]]
    return {**values, "schema": 0, "layers": layers}


def _from_schema_0(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "layers": [{**layer, "opacity": layer["opacity"] / 100} for layer in values["layers"]]}


def test_a_project_of_a_newer_pinxit_says_so(tmp_path: Path) -> None:
    save(tmp_path / "lake.ora", rich_document())
    rewrite(tmp_path / "lake.ora", tmp_path / "new.ora", lambda values: {**values, "schema": SCHEMA + 1})
    with pytest.raises(ProjectError, match="newer Pinxit"):
        open_project(tmp_path / "new.ora")


# ---- whole or not at all

SAVING = """
import os, sys
from pathlib import Path
from studio.media.openraster import save_project
from tests.helpers.documents import rich_document, sheets_of, style_cards
document = rich_document()
for line in sys.stdin:
    child = os.fork()
    if child:
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)
        continue
    for number in range(1000):
        document.name = f"{line.strip()} {number}"
        view = document.view()
        save_project(Path(sys.argv[1]), view, style_cards(), sheets_of(view), lambda share: print(share, flush=True))
        print("saved", flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_a_kill_in_the_middle_of_a_save_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "lake.ora"
    save(path, rich_document())
    chance = random.Random(3)
    versions: set[str] = set()
    command = [sys.executable, "-c", SAVING, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(12):
            process.stdin.write(f"child {number}\n")
            child = int(process.stdout.readline())
            # Somewhere in its first, second or third save, or just after one.
            for _ in range(chance.randrange(1, 40)):
                process.stdout.readline()
            os.kill(child, signal.SIGKILL)
            while process.stdout.readline() != "ended\n":
                pass
            document = reopened(path).document
            assert len(document.layers) == 4
            versions.add(document.name)
        process.stdin.close()
    assert len(versions) > 3


@pytest.mark.parametrize("after", [0.0, 0.3, 0.9])
def test_a_save_that_is_stopped_leaves_the_old_file_and_nothing_else(tmp_path: Path, after: float) -> None:
    path = tmp_path / "lake.ora"
    save(path, rich_document())
    before = path.read_bytes()
    view = Document(photo(), "other").view()

    def stop(share: float) -> None:
        if share > after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_project(path, view, {}, sheets_of(view), stop)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["lake.ora"]


def test_progress_grows_to_the_end(tmp_path: Path) -> None:
    view, shares = rich_document().view(), list[float]()
    save_project(tmp_path / "lake.ora", view, style_cards(), sheets_of(view), shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_place_that_cannot_be_written_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="nowhere"):
        save(tmp_path / "nowhere" / "lake.ora", rich_document())


def test_picture_layers_keep_the_picture_they_were_made_of(tmp_path: Path) -> None:
    document = rich_document()
    save(tmp_path / "lake.ora", document)
    [before], [after] = picture_layers(document), picture_layers(reopened(tmp_path / "lake.ora").document)
    assert isinstance(after, PictureLayer)
    np.testing.assert_array_equal(after.picture, before.picture)
    assert after.source == {"kind": "generator", "seed": 5}
