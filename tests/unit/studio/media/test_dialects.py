"""OpenRaster as Krita, MyPaint and GIMP write it: what their files say is what opens, pixel for pixel."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from studio.document.blending import blend
from studio.document.document import Document
from studio.document.geometry import Box
from studio.engine.compositor import composite
from studio.media.archive import Archive
from studio.media.errors import ProjectError
from studio.media.flattening import MODES
from studio.media.foreign import read_foreign
from studio.media.openraster import open_project
from studio.media.project import Project
from studio.media.stackxml import read_stack
from tests.helpers.assertions import assert_pictures_close, assert_sentence
from tests.helpers.documents import noise, photo, picture_layers

WIDTH, HEIGHT = 90, 140

KRITA = """<image xres="72" yres="72" version="0.0.1" h="140" w="90">
 <stack composite-op="svg:src-over" name="root" isolation="isolate" y="0" x="0" visibility="visible" opacity="1">
  <stack composite-op="svg:src-over" name="empty" isolation="isolate" y="0" x="0" visibility="visible" opacity="1"/>
  <stack composite-op="svg:screen" name="Licht ☀" isolation="isolate" opacity="1" edit-locked="true">
   <stack composite-op="svg:src-over" name="inner" isolation="isolate" visibility="visible" opacity="0.705882">
    <layer composite-op="svg:src-atop" name="shade" src="data/c.png" y="30" x="41" visibility="visible" opacity="1"/>
    <layer composite-op="svg:src-over" name="shape" src="data/b.png" y="11" x="21" visibility="visible" opacity="0.9"/>
   </stack>
   <layer composite-op="svg:src-over" name="glow" src="data/a.png" y="-9" x="-4" visibility="visible" opacity="1"/>
  </stack>
  <stack composite-op="svg:src-over" name="through" isolation="auto" visibility="visible" opacity="1">
   <layer composite-op="svg:multiply" name="dark" src="data/c.png" y="5" x="61" visibility="visible" opacity="1"/>
   <layer composite-op="svg:src-over" name="light" src="data/b.png" y="71" x="1" visibility="visible" opacity="1"/>
  </stack>
  <stack composite-op="svg:src-over" name="kept apart" isolation="isolate" visibility="visible" opacity="1">
   <layer composite-op="svg:multiply" name="dark" src="data/a.png" y="81" x="41" visibility="visible" opacity="1"/>
   <layer composite-op="svg:plus" name="unseen" src="data/a.png" y="81" x="41" visibility="hidden" opacity="1"/>
   <layer composite-op="svg:src-over" name="light" src="data/b.png" y="61" x="31" visibility="visible" opacity="1"/>
  </stack>
  <layer composite-op="krita:linear_burn" name="burn" src="data/c.png" y="90" x="-9" opacity="0.8"/>
  <layer composite-op="svg:src-over" name="locked" src="data/a.png" y="10" x="8" visibility="visible" opacity="0.501961"
   edit-locked="true"/>
  <layer composite-op="svg:src-over" name="ground" src="data/ground.png" y="0" x="0" visibility="visible" opacity="1"/>
 </stack>
</image>"""

MYPAINT = """<image xmlns:mypaint="http://mypaint.org/ns/openraster" w="90" h="140" mypaint:eotf="1.0"
 mypaint:frame-active="true" mypaint:version="2.0.1" version="0.0.5">
  <stack opacity="1.0" visibility="visible" composite-op="svg:src-over" isolation="isolate">
    <stack name="through" selected="true" visibility="visible" isolation="auto">
      <layer name="e" x="0" y="64" opacity="1.0" visibility="visible" composite-op="svg:exclusion" src="data/a.png"/>
    </stack>
    <stack name="half" opacity="0.5" visibility="visible" composite-op="svg:src-over" isolation="isolate">
      <layer name="b" x="0" y="0" opacity="1.0" visibility="visible" composite-op="svg:src-over" src="data/b.png"/>
      <layer name="a" x="20" y="10" opacity="0.8" visibility="visible" composite-op="svg:src-over" src="data/a.png"/>
    </stack>
    <layer name="اردو" x="16" y="-8" opacity="0.5" edit-locked="true" visibility="visible" composite-op="svg:hue"
     src="data/c.png" mypaint:strokemap="data/layer-03-strokemap.dat"/>
    <layer name="background" x="0" y="0" opacity="1.0" visibility="visible" composite-op="svg:src-over"
     src="data/ground.png" mypaint:background-tile="data/background-tile.png"/>
  </stack>
</image>"""

GIMP = """<?xml version='1.0' encoding='UTF-8'?>
<image h="140" w="90"><stack>
<stack composite-op="svg:src-over" name="Layer Group" opacity="1.0" visibility="visible">
<layer composite-op="svg:multiply" name="over #1" opacity="1.0" src="data/000-001.png" x="12" y="9"/>
<layer composite-op="svg:src-over" name="over" opacity="0.7" src="data/000-002.png" visibility="visible" x="-3" y="50"/>
</stack>
<layer composite-op="svg:src-over" name="Background" opacity="1.0" src="data/ground.png" x="0" y="0"/>
</stack></image>"""

CUT = """<image w="90" h="140" version="0.0.3"><stack>
<layer src="data/c.png" x="5" y="5"/>
<layer composite-op="{cut}" src="data/a.png" x="10" y="20" opacity="0.9"/>
<layer composite-op="svg:src-over" src="data/b.png" x="0" y="0" opacity="0.8"/>
<layer src="data/ground.png"/>
</stack></image>"""


def sheets() -> dict[str, np.ndarray]:
    """RGBA pictures by the names of their parts."""
    opaque = np.dstack([photo(WIDTH, HEIGHT), np.full((HEIGHT, WIDTH), 255, np.uint8)])
    a, b, c = (noise(seed, 60, 50, 4) for seed in range(3))
    return {
        "data/ground.png": opaque,
        **dict.fromkeys(("data/a.png", "data/000-001.png"), a),
        **dict.fromkeys(("data/b.png", "data/000-002.png"), b),
        "data/c.png": c,
    }


def written(path: Path, stack: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", stack)
        for name, pixels in sheets().items():
            buffer = io.BytesIO()
            Image.fromarray(pixels).save(buffer, "PNG")
            archive.writestr(name, buffer.getvalue())
    return path


def opened(tmp_path: Path, stack: str) -> tuple[Project, np.ndarray]:
    """The project, and how it looks."""
    project, is_ours = open_project(written(tmp_path / "theirs.ora", stack))
    assert not is_ours
    view = project.document.view()
    return project, composite(view, view.box, lambda *_: None).picture


def names(document: Document) -> list[str]:
    return [layer.name for layer in document.layers]


# ---- how the W3C says that it looks, in numbers that are multiplied by their alpha


def reference(stack: str, *, apart: bool = False) -> np.ndarray:
    """The picture of a `stack.xml` over white, uint8 (H, W, 3); `apart`: as GIMP has it."""
    [root] = list(ET.fromstring(stack.encode()))
    canvas = np.zeros((HEIGHT, WIDTH, 4))
    for node in reversed(root):
        canvas = laid(canvas, node, apart)
    return np.rint((canvas[..., :3] + 1 - canvas[..., 3:]) * 255).astype(np.uint8)


def laid(below: np.ndarray, node: ET.Element, apart: bool) -> np.ndarray:
    if node.get("visibility") == "hidden":
        return below
    operation, opacity = node.get("composite-op", "svg:src-over"), float(node.get("opacity", "1"))
    if node.tag == "layer":
        above = whole(node)
    elif (operation, opacity) != ("svg:src-over", 1) or (
        node.get("isolation", "isolate" if apart else "auto") == "isolate"
    ):
        above = np.zeros_like(below)
        for child in reversed(node):
            above = laid(above, child, apart)
    else:
        for child in reversed(node):
            below = laid(below, child, apart)
        return below
    above = above * opacity
    own, back = above[..., 3:], below[..., 3:]
    if apart and operation != "svg:src-over":
        mixed = blend(straight(below), straight(above), MODES[operation]) / 255
        return np.dstack([mixed * own * back + below[..., :3] * (1 - own), back])
    match operation:
        case "svg:src-atop":
            return np.dstack([above[..., :3] * back + below[..., :3] * (1 - own), back])
        case "svg:dst-in":
            return below * own
        case "svg:dst-out":
            return below * (1 - own)
        case "svg:dst-atop":
            return np.dstack([below[..., :3] * own + above[..., :3] * (1 - back), own])
    mixed = blend(straight(below), straight(above), MODES[operation]) / 255
    colors = above[..., :3] * (1 - back) + mixed * own * back + below[..., :3] * (1 - own)
    return np.dstack([colors, own + back - own * back])


def straight(picture: np.ndarray) -> np.ndarray:
    alpha = np.maximum(picture[..., 3:], 1e-9)
    return np.rint(np.clip(picture[..., :3] / alpha, 0, 1) * 255).astype(np.uint8)


def whole(layer: ET.Element) -> np.ndarray:
    """A layer on a canvas of its own, (H, W, 4) of 0..1, colours multiplied by alpha."""
    pixels = sheets()[layer.get("src", "")] / 255
    pixels[..., :3] *= pixels[..., 3:]
    canvas = np.zeros((HEIGHT, WIDTH, 4))
    lies = Box.of(pixels).translate(int(layer.get("x", "0")), int(layer.get("y", "0")))
    part = lies.intersect(Box(0, 0, WIDTH, HEIGHT))
    canvas[part.slices] = pixels[part.translate(-lies.x0, -lies.y0).slices]
    return canvas


# ---- whole files


def test_a_file_of_krita_looks_as_it_does_there(tmp_path: Path) -> None:
    project, picture = opened(tmp_path, KRITA)
    assert names(project.document) == ["locked", "burn", "kept apart", "light", "dark", "Licht ☀"]
    layers = picture_layers(project.document)
    assert [layer.locked for layer in layers] == [True, False, False, False, False, True]
    assert [layer.blend for layer in layers] == [
        "normal", "linear-burn", "normal", "normal", "multiply", "screen",
    ]  # fmt: skip
    assert_pictures_close(picture, reference(KRITA), most=3, mean=0.3)
    [note] = project.notes
    assert_sentence(note, "2 groups", "“kept apart”", "“Licht ☀”")


def test_a_file_of_mypaint_looks_as_it_does_there(tmp_path: Path) -> None:
    project, picture = opened(tmp_path, MYPAINT)
    assert names(project.document) == ["اردو", "half", "e"]
    assert [layer.locked for layer in project.document.layers] == [True, False, False]
    assert [layer.blend for layer in project.document.layers] == ["hue", "normal", "exclusion"]
    assert_pictures_close(picture, reference(MYPAINT), most=3, mean=0.3)


def test_light_that_mypaint_mixes_differently_is_told(tmp_path: Path) -> None:
    project, _ = opened(tmp_path, MYPAINT.replace('eotf="1.0"', 'eotf="2.2"'))
    assert_sentence(project.notes[0], "MyPaint", "linear light")


def test_groups_of_gimp_are_isolated_and_clip_though_it_does_not_say_so(tmp_path: Path) -> None:
    project, picture = opened(tmp_path, GIMP)
    assert names(project.document) == ["Layer Group"]
    assert_pictures_close(picture, reference(GIMP, apart=True), most=3, mean=0.3)


@pytest.mark.parametrize("cut", ["svg:dst-in", "svg:dst-out", "svg:dst-atop"])
def test_what_a_layer_cuts_out_is_not_there(tmp_path: Path, cut: str) -> None:
    project, picture = opened(tmp_path, CUT.format(cut=cut))
    assert [layer.blend for layer in project.document.layers] == ["normal", "normal"]
    assert_pictures_close(picture, reference(CUT.format(cut=cut)), most=3, mean=0.3)


# ---- groups


def group(inside: str, **values: str) -> str:
    words = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in values.items())
    ground = '<layer src="data/ground.png"/>'
    return f'<image w="90" h="140" version="0.0.3"><stack><stack {words}>{inside}</stack>{ground}</stack></image>'


TWO = '<layer src="data/a.png" x="9" y="9" name="a"/><layer src="data/b.png" name="b"/>'
MIXED = TWO.replace('name="a"', 'name="a" composite-op="svg:multiply"')


@pytest.mark.parametrize(
    ("inside", "values", "expected"),
    [
        (TWO, {}, ["b", "a"]),
        (TWO, {"isolation": "isolate"}, ["b", "a"]),
        (MIXED, {}, ["b", "a"]),
        (MIXED, {"isolation": "auto", "opacity": "1"}, ["b", "a"]),
        (MIXED, {"isolation": "isolate", "name": "g"}, ["g"]),
        (TWO, {"opacity": "0.5", "name": "g"}, ["g"]),
        (TWO, {"composite_op": "svg:overlay", "name": "g"}, ["g"]),
        (TWO, {"x": "-7", "y": "30"}, ["b", "a"]),
    ],
)
def test_a_group_comes_apart_where_that_is_not_seen(
    tmp_path: Path, inside: str, values: dict[str, str], expected: list[str]
) -> None:
    stack = group(inside, **values)
    project, picture = opened(tmp_path, stack)
    assert names(project.document) == expected
    if "x" in values:
        assert [layer.box.x0 for layer in picture_layers(project.document)] == [0, 2]
    else:
        assert_pictures_close(picture, reference(stack), most=3, mean=0.3)


def test_what_holds_for_a_group_holds_for_its_layers(tmp_path: Path) -> None:
    project, _ = opened(tmp_path, group(TWO, visibility="hidden", edit_locked="true"))
    assert [(layer.visible, layer.locked) for layer in project.document.layers] == [(False, True)] * 2


def test_groups_that_would_fill_the_memory_are_refused(tmp_path: Path) -> None:
    deep = "<stack opacity='.5'>" * 50 + f"{TWO}</stack>" * 50
    path = written(tmp_path / "deep.ora", f'<image w="90" h="140"><stack>{deep}</stack></image>')
    with Archive(path, limit_bytes=1 << 20) as archive, pytest.raises(ProjectError) as caught:
        read_foreign(archive, read_stack(archive.read("stack.xml", 1 << 20)))
    assert_sentence(str(caught.value), "deep.ora", "memory")
