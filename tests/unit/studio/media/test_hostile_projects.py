"""Project files from people who mean harm, or from disks that failed: one sentence, little memory, nothing written."""

from __future__ import annotations

import base64
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, TiffTags

from studio.document.document import Document
from studio.document.layers import StyleChoice
from studio.media.archive import Archive
from studio.media.errors import PictureError, ProjectError
from studio.media.openraster import open_project, read_thumbnail, save_project
from studio.media.stackxml import StackError, read_stack
from tests.helpers.documents import draw, photo, rich_document, sheets_of, style_cards

DOCUMENT = "pinxit/document.json"
FUZZ_EXAMPLES = int(os.environ.get("PINXIT_FUZZ_EXAMPLES", "150"))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project of ours with every kind of layer."""
    path = tmp_path_factory.mktemp("good") / "good.ora"
    view = rich_document().view()
    save_project(path, view, style_cards(), sheets_of(view))
    return path


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a project of a few pixels, so that random damage hits something."""
    path = tmp_path_factory.mktemp("tiny") / "tiny.ora"
    document = Document(photo(24, 16), "tiny.png")
    draw(document, StyleChoice.of("storm"), (3, 3), (20, 12), size_px=5)
    view = document.view()
    save_project(path, view, style_cards(), sheets_of(view))
    return path.read_bytes()


def changed(source: Path, target: Path, **parts: bytes | Callable[[bytes], bytes] | None) -> Path:
    """A copy of a project in which some parts are others, or gone (None)."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = parts.get(name, old.read(name))
            if change is not None:
                new.writestr(name, change(old.read(name)) if callable(change) else change)
        for name, change in parts.items():
            if name not in old.namelist() and isinstance(change, bytes):
                new.writestr(name, change)
    return target


def described(change: Callable[[dict[str, Any]], Any]) -> Callable[[bytes], bytes]:
    """A change of the description, in place or by what it returns."""

    def apply(data: bytes) -> bytes:
        values = json.loads(data)
        result = change(values)
        return json.dumps(values if result is None else result).encode()

    return apply


def foreign(path: Path, xml: bytes, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", xml)
        for name, data in parts.items():
            archive.writestr(f"data/{name}.png", data)
    return path


def png_of(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG that claims a size and holds whatever."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def refused(path: Path) -> str:
    """The one sentence that a file is refused with."""
    with pytest.raises(PictureError) as caught:
        open_project(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence
    assert len(sentence) < 300
    return sentence


# ---- archives


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.7, 0.99, 0.9999])
def test_a_truncated_file_is_refused(good: Path, tmp_path: Path, share: float) -> None:
    data = good.read_bytes()
    (tmp_path / "cut.ora").write_bytes(data[: int(len(data) * share)])
    refused(tmp_path / "cut.ora")


def test_a_zip_that_is_something_else_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "office.ora", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert "no OpenRaster" in refused(tmp_path / "office.ora")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.ora").mkdir()
    refused(tmp_path / "folder.ora")


def test_a_directory_of_a_million_parts_is_refused_unread(tmp_path: Path) -> None:
    entry = struct.pack("<4sHHHHHHLLLHHHHHLL", b"PK\1\2", *[0] * 16)
    directory = entry * 400_000
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(directory), 0, 0)
    (tmp_path / "many.ora").write_bytes(b"PK\3\4" + directory + end)
    assert "more parts" in refused(tmp_path / "many.ora")


def test_a_part_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(good: Path, tmp_path: Path) -> None:
    bomb = changed(good, tmp_path / "bomb.ora", **{DOCUMENT: b" " * (65 << 20)})
    assert bomb.stat().st_size < 1 << 20
    assert "larger than" in refused(bomb)


def test_tiles_are_never_larger_than_tiles(good: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        tile = next(name for name in archive.namelist() if name.startswith("pinxit/tiles/"))
    assert "larger than" in refused(changed(good, tmp_path / "bomb.ora", **{tile: b"\1" * (64 << 20)}))


def test_all_parts_together_have_a_limit(good: Path) -> None:
    def read_all(archive: Archive) -> None:
        for name in sorted(archive.names):
            archive.read(name, 1 << 20)

    with (
        Archive(good, limit_bytes=100_000) as archive,
        pytest.raises(ProjectError, match="not fit in memory"),
    ):
        read_all(archive)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing_is_refused(tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "odd.ora", "w", method) as archive:
        archive.writestr("mimetype", "image/openraster")
    assert "packed" in refused(tmp_path / "odd.ora")


def test_names_that_climb_out_write_nothing(good: Path, tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    path = changed(good, inner / "climb.ora", **{"../../evil.txt": b"x", "/tmp/evil-pinxit.txt": b"x"})
    open_project(path)
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["a", "b", "climb.ora"]
    assert not Path("/tmp/evil-pinxit.txt").exists()


def test_layers_that_climb_out_are_missing(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png_of(1, 1, b"\0" * 5))
    xml = b'<image w="4" h="4"><stack><layer src="../secret.png"/></stack></image>'
    assert "missing" in refused(foreign(tmp_path / "climb.ora", xml))


# ---- sizes


@pytest.mark.parametrize("size", [(0, 5), (100_000, 100_000), (-3, 3), (10**30, 2)])
def test_absurd_canvases_are_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    refused(foreign(tmp_path / "big.ora", f'<image w="{size[0]}" h="{size[1]}"><stack/></image>'.encode()))


@pytest.mark.parametrize(
    "png", [png_of(100_000, 100_000), png_of(0, 0), png_of(8, 8, b"\0" * 3), b"", b"\x89PNG\r\n"]
)
def test_absurd_pictures_are_refused(tmp_path: Path, png: bytes) -> None:
    xml = b'<image w="4" h="4"><stack><layer src="data/a.png"/></stack></image>'
    refused(foreign(tmp_path / "big.ora", xml, a=png))


def test_the_thumbnail_cannot_be_a_bomb(good: Path, tmp_path: Path) -> None:
    path = changed(good, tmp_path / "bomb.ora", **{"Thumbnails/thumbnail.png": png_of(20_000, 12_000)})
    with pytest.raises(ProjectError):
        read_thumbnail(path)


@pytest.mark.parametrize(
    "box", [[0, 0, 10**9, 10**9], [5, 5, 5, 5], [0, 0, 20_000, 20_000], [1, 2, 3], "wide"]
)
def test_pictures_on_absurd_boxes_are_refused(good: Path, tmp_path: Path, box: Any) -> None:
    def change(values: dict[str, Any]) -> None:
        next(layer for layer in values["layers"] if layer["kind"] == "picture")["box"] = box

    assert "no sense" in refused(changed(good, tmp_path / "box.ora", **{DOCUMENT: described(change)}))


# ---- XML


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<image",
        b"<image w='4' h='4'><stack></image>",
        b"<!DOCTYPE image [<!ENTITY a 'aaaa'>]><image w='4' h='4'><stack/></image>",
        b"<!DOCTYPE image SYSTEM 'file:///etc/passwd'><image w='4' h='4'/>",
        b"<stack/>",
        b"<image w='4' h='nan'/>",
        b"<image w='4' h='4'><stack><layer/></stack></image>",
        b"<image w='4' h='4'><stack><layer src='a' x='inf'/></stack></image>",
        b"<image w='4' h='4'>" + b"<stack>" * 5000,
        b"<image w='4' h='4'><stack>" + b"<layer src='a'/>" * 20_000 + b"</stack></image>",
        b"\xff\xfe\x00",
    ],
)
def test_bad_lists_of_layers_are_refused(tmp_path: Path, xml: bytes) -> None:
    refused(foreign(tmp_path / "bad.ora", xml))


def test_entities_are_not_expanded() -> None:
    laughs = (
        b"<!DOCTYPE image [<!ENTITY a 'ha'><!ENTITY b '"
        + b"&a;" * 100
        + b"'>]><image w='1' h='1'>&b;</image>"
    )
    with pytest.raises(StackError, match="document type"):
        read_stack(laughs)


# ---- descriptions


WRONG: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a list": lambda values: [values],
    "no schema": lambda values: values.pop("schema") and None,
    "a schema of text": lambda values: values.update(schema="1"),
    "a schema before the first": lambda values: values.update(schema=-7),
    "a base that is missing": lambda values: values.update(base="data/none.png"),
    "a base that is another part": lambda values: values.update(base=DOCUMENT),
    "a base with alpha": lambda values: values.update(base="data/layer001.png"),
    "layers of text": lambda values: values.update(layers="none"),
    "too many layers": lambda values: values.update(layers=values["layers"] * 1000),
    "two layers of one id": lambda values: values.update(layers=values["layers"] * 2),
    "an unknown kind": lambda values: values["layers"][0].update(kind="vector"),
    "an opacity of 7": lambda values: values["layers"][0].update(opacity=7),
    "a tile beyond the canvas": lambda values: values["layers"][0]["mask"].append([99, 0, "0"]),
    "a tile of text": lambda values: values["layers"][0].update(mask=["abc"]),
    "a tile that is missing": lambda values: values["layers"][0].update(mask=[[0, 0, "f" * 32]]),
    "a tile that climbs out": lambda values: values["layers"][0].update(mask=[[0, 0, "../../mimetype"]]),
    "an unknown blend mode": lambda values: values["layers"][0].update(blend="dissolve"),
    "a choice of nothing": lambda values: values["layers"][0].update(choice={"weights": [], "strength": 1}),
    "a strength without end": lambda values: values["layers"][0]["choice"].update(strength=1e999),
    "edits that are missing": lambda values: values.update(edits=["pinxit/edits/none.jsonl"]),
    "edits that are pixels": lambda values: values.update(edits=["data/base.png"]),
    "a profile that is missing": lambda values: values.update(icc_profile="none"),
    "a layer whose name is a number": lambda values: values["layers"][0].update(name=7),
    "metadata of numbers": lambda values: values.update(metadata=3),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=list(WRONG))
def test_descriptions_that_make_no_sense_are_refused(
    good: Path, tmp_path: Path, wrong: Callable[[dict[str, Any]], Any]
) -> None:
    refused(changed(good, tmp_path / "wrong.ora", **{DOCUMENT: described(wrong)}))


@pytest.mark.parametrize("text", [b"", b"{", b"[" * 100_000, b"\xff", b'{"schema": NaN}', b"null"])
def test_malformed_json_is_refused(good: Path, tmp_path: Path, text: bytes) -> None:
    refused(changed(good, tmp_path / "wrong.ora", **{DOCUMENT: text}))


def test_exif_that_is_none_is_dropped(good: Path, tmp_path: Path) -> None:
    change = described(lambda values: values["metadata"].update(exif={"base64": "AAAA"}))
    project, _ = open_project(changed(good, tmp_path / "exif.ora", **{DOCUMENT: change}))
    assert "exif" not in project.document.metadata


def forged_exif() -> bytes:
    """A block whose directories are sound, and whose values are of other types than they say."""
    block = Image.Exif()
    place = block.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (1.0, 2.0, 3.0)
    block[ExifTags.IFD.GPSInfo] = place
    data = block.tobytes()
    latitude, rational, ascii_text = ExifTags.GPS.GPSLatitude, TiffTags.RATIONAL, TiffTags.ASCII
    return data.replace(struct.pack(">HH", latitude, rational), struct.pack(">HH", latitude, ascii_text))


def test_exif_that_could_not_be_written_again_is_dropped(good: Path, tmp_path: Path) -> None:
    packed = base64.b64encode(forged_exif()).decode()
    change = described(lambda values: values["metadata"].update(exif={"base64": packed}))
    project, _ = open_project(changed(good, tmp_path / "exif.ora", **{DOCUMENT: change}))
    assert "exif" not in project.document.metadata


def test_a_damaged_style_is_left_out_and_the_rest_opens(good: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        style = next(name for name in archive.namelist() if name.endswith("-storm.png"))
    project, _ = open_project(changed(good, tmp_path / "style.ora", **{style: b"no card"}))
    assert sorted(project.styles) == ["calm"]
    assert len(project.document.layers) == 4
    assert any("storm" in note for note in project.notes)


def test_what_edge_tiles_hold_beyond_the_canvas_is_dropped(good: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        parts = {name: b"\xff" * 65_536 for name in archive.namelist() if name.startswith("pinxit/tiles/")
                 and archive.getinfo(name).file_size == 65_536}  # fmt: skip
    layer = open_project(changed(good, tmp_path / "edge.ora", **parts))[0].document.layers[0]
    for index, tile in layer.mask.tiles.items():
        outside = np.ones((256, 256), bool)
        part = index.box(256).intersect(layer.mask.box)
        outside[: part.height, : part.width] = False
        assert not tile[outside].any()


# ---- fuzz


@settings(max_examples=FUZZ_EXAMPLES)
@given(data=st.data())
def test_random_damage_gives_a_sentence_or_a_document(
    tmp_path_factory: pytest.TempPathFactory, tiny: bytes, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.ora"
    damaged = bytearray(tiny)
    for place in data.draw(st.lists(st.integers(0, len(tiny) - 1), min_size=1, max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    path.write_bytes(damaged[: data.draw(st.sampled_from([len(tiny)] * 3 + [len(tiny) // 2]))])
    opens_or_says_why(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=FUZZ_EXAMPLES)
@given(data=st.data())
def test_random_values_in_the_description_give_a_sentence_or_a_document(
    tmp_path_factory: pytest.TempPathFactory, tiny: bytes, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.ora"
    source = tmp_path_factory.getbasetemp() / "tiny.ora"
    source.write_bytes(tiny)

    def change(values: dict[str, Any]) -> None:
        place: Any = values
        while isinstance(place, dict | list) and place:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
                place[key] = data.draw(JSON)
                return
            place = place[key]

    changed(source, path, **{DOCUMENT: described(change)})
    opens_or_says_why(path)


@settings(max_examples=FUZZ_EXAMPLES)
@given(text=st.binary(max_size=60), place=st.integers(0, 200), whole=st.booleans())
def test_random_xml_gives_a_stack_or_a_reason(text: bytes, place: int, whole: bool) -> None:
    sound = (
        b"<image w='4' h='4'><stack name='a'><layer src='data/a.png' x='1' y='-2' opacity='.5' "
        b"visibility='hidden' composite-op='svg:screen'/><stack opacity='.2'/></stack></image>"
    )
    try:
        read_stack(text if whole else sound[:place] + text + sound[place + len(text) :])
    except StackError as reason:
        sentence = str(reason)
        assert sentence


def opens_or_says_why(path: Path) -> None:
    try:
        project, _ = open_project(path, lambda _choice, _styles: False)
    except PictureError as reason:
        sentence = str(reason)
        assert path.name in sentence
    else:
        project.document.view()


BOUNDED = """
import resource, sys
from pathlib import Path
from studio.media.errors import PictureError
from studio.media.openraster import open_project
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sys.argv[1:]:
    try:
        open_project(Path(path))
    except PictureError as error:
        print(error, file=sys.stderr)
    else:
        print("opened", file=sys.stderr)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def claiming(path: Path, size: int) -> Path:
    """The archive, whose first part says of itself that it unpacks to so many bytes."""
    data = bytearray(path.read_bytes())
    for head, field in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        place = data.index(head) + field
        data[place : place + 4] = struct.pack("<L", size)
    path.write_bytes(data)
    return path


def test_bombs_are_refused_in_little_memory(good: Path, tmp_path: Path) -> None:
    lying = tmp_path / "lying.ora"
    with zipfile.ZipFile(lying, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", b" " * (800 << 20))
    bombs = [
        claiming(lying, 16),
        changed(good, tmp_path / "json.ora", **{DOCUMENT: b"[" * (60 << 20)}),
        changed(good, tmp_path / "stack.ora", **{DOCUMENT: None, "stack.xml": b" " * (100 << 20)}),
        changed(good, tmp_path / "size.ora", **{"data/base.png": png_of(60_000, 60_000)}),
    ]
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED, *map(str, bombs)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path.cwd(),
    )
    assert "opened" not in done.stderr.splitlines()
    assert int(done.stdout) < 400
