"""Folders of pictures: what is read of them, what is kept for the next run, and what is drawn."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tests.helpers.training_data import write_pictures
from training import data, picture_cache
from training.data import batch_of, centre_square, load_pictures, read_picture, shrink_to_short_side, stacked
from training.errors import TrainingError

RAMP = np.tile(np.linspace(0, 1, 32), (32, 1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four pictures of 40x32, and one file that is no picture."""
    found = write_pictures(tmp_path / "pictures", 4, size=(40, 32))
    (found / "broken.png").write_text("no picture", encoding="utf-8")
    return found


def count_decoding(patch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are decoded from now on."""
    decoded: list[str] = []

    def read(path: Path) -> data.Pixels:
        decoded.append(path.name)
        return read_picture(path)

    patch.setattr(data, "read_picture", read)
    return decoded


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("grey.png", Image.fromarray((RAMP * 255).astype(np.uint8))),
        ("deep.png", Image.fromarray((RAMP * 65535).astype(np.uint16))),
        ("deep.tif", Image.fromarray((RAMP * 65535).astype(np.uint16))),
        ("numbers.tif", Image.fromarray(RAMP.astype(np.float32))),
        ("palette.gif", Image.fromarray((RAMP * 255).astype(np.uint8)).convert("P")),
        ("clear.png", Image.fromarray((RAMP * 255).astype(np.uint8)).convert("RGBA")),
        ("print.jpg", Image.fromarray((RAMP * 255).astype(np.uint8)).convert("RGB").convert("CMYK")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_picture_of_any_mode_is_read_in_its_own_greys(
    tmp_path: Path, name: str, image: Image.Image
) -> None:
    image.save(tmp_path / name)
    picture = read_picture(tmp_path / name)

    assert picture.shape == (32, 32, 3)
    assert picture.dtype == np.uint8
    assert np.abs(picture - RAMP[..., None] * 255).max() < 12


def test_whatever_a_decoder_says_of_damaged_bytes_costs_that_picture_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (80, 80)).save(tmp_path / "short exif.png", exif=b"Exif\0\0II*\0")
    for name in ("damaged.png", "whole.png"):
        Image.new("RGB", (80, 80)).save(tmp_path / name)
    decode = data._decoded

    def decoded(path: Path) -> data.Pixels:
        if path.name == "damaged.png":
            raise RuntimeError("Failed to decode image: No content")
        return decode(path)

    monkeypatch.setattr(data, "_decoded", decoded)
    pictures = load_pictures([tmp_path])
    assert {path.name for path in pictures.paths} >= {"whole.png"}
    assert "damaged.png" not in {path.name for path in pictures.paths}
    assert all(line.count("\n") == 0 for line in pictures.skipped)


def test_pictures_of_mixed_modes_and_sizes_load_together(tmp_path: Path) -> None:
    for index, mode in enumerate(("RGB", "L", "RGBA", "P", "1")):
        Image.new("RGB", (20 + 9 * index, 50 - 7 * index), (90, 40, 160)).convert(mode).save(
            tmp_path / f"{index}.png"
        )
    found = load_pictures([tmp_path], prepare=centre_square(16), minimum_px=21)

    assert len(found) == 4
    assert stacked(found).shape == (4, 3, 16, 16)
    assert found.skipped == ("skipped 0.png: 20x50 is smaller than 21",)


def test_an_empty_folder_and_one_without_a_readable_picture_say_so(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="There is no picture in"):
        load_pictures([tmp_path])
    (tmp_path / "a.png").write_bytes(b"\x89PNG no more")
    said: list[str] = []
    with pytest.raises(TrainingError, match=r"No picture in .* can be used"):
        load_pictures([tmp_path], cache=tmp_path / "cache", say=said.append)
    assert said[0].startswith("skipped a.png")
    with pytest.raises(TrainingError, match="does not exist"):
        load_pictures([tmp_path / "nowhere"])


def test_the_second_run_decodes_nothing_and_gets_the_same(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = load_pictures([folder], prepare=shrink_to_short_side(24))
    first = load_pictures([folder], prepare=shrink_to_short_side(24), cache=tmp_path / "cache")
    decoded, said = count_decoding(monkeypatch), []
    second = load_pictures(
        [folder], prepare=shrink_to_short_side(24), cache=tmp_path / "cache", say=said.append
    )

    assert decoded == []
    assert [sentence.split(":")[0] for sentence in said] == ["skipped broken.png"]
    for found in (first, second):
        assert found.paths == plain.paths
        assert found.skipped == plain.skipped
        assert all(np.array_equal(a, b) for a, b in zip(found.pixels, plain.pixels, strict=True))
        assert all(isinstance(pixels, np.memmap) for pixels in found.pixels)


def test_what_changes_the_pictures_makes_another_entry(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    load_pictures([folder], prepare=centre_square(16), cache=cache)
    decoded = count_decoding(monkeypatch)

    assert load_pictures([folder], prepare=centre_square(8), cache=cache).pixels[0].shape == (8, 8, 3)
    assert len(decoded) == 5
    Image.new("RGB", (40, 32), (255, 0, 0)).save(folder / "picture00.png")
    os.utime(folder / "picture00.png", (1e9, 1e9))
    assert load_pictures([folder], prepare=centre_square(16), cache=cache).pixels[0][0, 0].tolist() == [
        255,
        0,
        0,
    ]
    (folder / "picture03.png").unlink()
    assert len(load_pictures([folder], prepare=centre_square(16), cache=cache)) == 3


@pytest.mark.parametrize("harm", ["flip", "cut", "index", "gone"])
def test_a_damaged_entry_is_made_anew(folder: Path, tmp_path: Path, harm: str) -> None:
    cache = tmp_path / "cache"
    good = [pixels.copy() for pixels in load_pictures([folder], cache=cache).pixels]
    (place,) = cache.iterdir()
    file = place / (picture_cache.INDEX if harm == "index" else picture_cache.PIXELS)
    values = bytearray(file.read_bytes())
    values[100] ^= 1
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(values if harm == "flip" else values[:-50])

    again = load_pictures([folder], cache=cache)
    assert all(np.array_equal(a, b) for a, b in zip(again.pixels, good, strict=True))
    assert picture_cache.read_entry(cache, place.name) is not None


def test_writing_to_cached_pictures_never_reaches_the_file(folder: Path, tmp_path: Path) -> None:
    first = load_pictures([folder], cache=tmp_path / "cache")
    before = first.pixels[0].copy()
    first.pixels[0][:] = 0

    assert np.array_equal(load_pictures([folder], cache=tmp_path / "cache").pixels[0], before)


def test_a_cache_that_cannot_be_written_costs_only_the_next_start(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(picture_cache.os, "fsync", full)
    said: list[str] = []
    found = load_pictures([folder], cache=tmp_path / "cache", say=said.append)

    assert len(found) == 4
    assert "No space left on device" in said[0]
    assert list((tmp_path / "cache").iterdir()) == []


def test_entries_that_no_run_opened_for_long_are_forgotten(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    load_pictures([folder], prepare=centre_square(16), cache=cache)
    (old,) = cache.iterdir()
    os.utime(old / picture_cache.INDEX, (1e9, 1e9))
    load_pictures([folder], prepare=centre_square(8), cache=cache)

    assert not old.exists()
    assert len(list(cache.iterdir())) == 1


def test_batches_are_the_same_from_memory_and_from_the_cache(folder: Path, tmp_path: Path) -> None:
    prepare = centre_square(16)
    plain = stacked(load_pictures([folder], prepare=prepare))
    cached = load_pictures([folder], prepare=prepare, cache=tmp_path / "cache")
    mapped = stacked(cached)

    assert mapped.data_ptr() == cached.pixels[0].ctypes.data
    chosen = torch.tensor([3, 0, 3])
    assert torch.equal(batch_of(mapped, chosen), batch_of(plain, chosen))
    assert batch_of(mapped, chosen).is_contiguous()
    assert batch_of(plain, chosen)[1, 0, 0, 0] == cached.pixels[0][0, 0, 0] / np.float32(255)


def test_what_a_killed_run_was_decoding_is_forgotten_the_day_after(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for name, age_s in (("old", 2 * 86400), ("young", 3600)):
        unfinished = cache / f"{name}.new-0badcafe"
        unfinished.mkdir(parents=True)
        (unfinished / picture_cache.PIXELS).write_bytes(bytes(100))
        written = time.time() - age_s
        os.utime(unfinished / picture_cache.PIXELS, (written, written))
    load_pictures([folder], prepare=centre_square(16), cache=cache)

    assert [path.name for path in cache.iterdir() if ".new-" in path.name] == ["young.new-0badcafe"]
