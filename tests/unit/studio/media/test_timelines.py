"""Timeline files: what is written is read back, and nothing else passes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.document.timeline import Keyframe, LatentPoint, MixPoint, StylePoint, Timeline, Track, Wander
from studio.engine.latent import from_seed
from studio.media.errors import PictureError
from studio.media.timelines import read_timeline, save_timeline
from tests.helpers.assertions import assert_sentence

FULL = Timeline(
    48,
    fps=12.5,
    loop=True,
    model="flowers-64",
    wander=Wander("noise", 0.25, 2, 7),
    tracks=(
        Track(
            "latent",
            (Keyframe(0, LatentPoint(3), "smooth"), Keyframe(20.5, LatentPoint.of(from_seed(9, 8)))),
            "slerp",
        ),
        Track("direction", (Keyframe(0, 1.5), Keyframe(12, -1.5, "ease-in")), "spline", "petals"),
        Track("truncation", (Keyframe(0, 0.75),)),
        Track(
            "style",
            (
                Keyframe(0, StylePoint((("hokusai", 1.0), ("wheat", 0.5)))),
                Keyframe(9, StylePoint(vector=(0.1, -2.0), network="brushes")),
            ),
        ),
        Track("strength", ()),
        Track(
            "mix",
            (
                Keyframe(0, MixPoint()),
                Keyframe(8, MixPoint(LatentPoint(17), (2, 4))),
                Keyframe(9, MixPoint(LatentPoint.of(from_seed(9, 8)), (0,))),
            ),
        ),
    ),
)


def test_a_timeline_comes_back_as_it_was(tmp_path: Path) -> None:
    save_timeline(tmp_path / "walk.json", FULL)
    back = read_timeline(tmp_path / "walk.json")
    assert back == FULL
    save_timeline(tmp_path / "again.json", back)
    assert (tmp_path / "again.json").read_text() == (tmp_path / "walk.json").read_text()


def test_a_latent_is_the_same_to_the_last_bit(tmp_path: Path) -> None:
    save_timeline(tmp_path / "walk.json", FULL)
    point = read_timeline(tmp_path / "walk.json").tracks[0].keyframes[1].value
    assert isinstance(point, LatentPoint)
    assert np.array_equal(np.array(point.numbers, np.float32), from_seed(9, 8))


def _set(*path: Any, to: Any) -> Callable[[dict], None]:
    def change(values: dict) -> None:
        for key in path[:-1]:
            values = values[key]
        values[path[-1]] = to

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("schema", to=2),
        _set("kind", to="pinxit.latent"),
        _set("frames", to=0),
        _set("frames", to=True),
        _set("frames", to=10**9),
        _set("fps", to="24"),
        _set("loop", to=1),
        _set("surprise", to=1),
        _set("tracks", to={}),
        _set("tracks", 0, "of", to="sound"),
        _set("tracks", 0, "interpolation", to="magic"),
        _set("tracks", 0, "keyframes", 0, "easing", to="bounce"),
        _set("tracks", 0, "keyframes", 0, "seed", to=-1),
        _set("tracks", 0, "keyframes", 0, "latent", to=[1.0]),
        _set("tracks", 0, "keyframes", 1, "latent", to=[]),
        _set("tracks", 0, "keyframes", 1, "latent", to=[1.0, "2"]),
        _set("tracks", 0, "keyframes", 1, "frame", to=0),
        _set("tracks", 1, "name", to=""),
        _set("tracks", 1, "keyframes", 0, "value", to=99),
        _set("tracks", 3, "keyframes", 0, "styles", to=[]),
        _set("tracks", 3, "keyframes", 1, "network", to=""),
        _set("tracks", 5, "keyframes", 1, "layers", to=[1, 1]),
        _set("tracks", 5, "keyframes", 1, "layers", to=[100]),
        _set("tracks", 5, "keyframes", 1, "seed", to=None),
        _set("tracks", 5, "keyframes", 0, "seed", to=3),
        _set("tracks", 5, "interpolation", to="spline"),
        _set("wander", "kind", to="spiral"),
        _set("wander", "amount", to=2),
        _set("wander", "more", to=2),
    ],
)
def test_anything_else_is_refused_in_a_sentence(tmp_path: Path, change: Callable[[dict], None]) -> None:
    path = tmp_path / "walk.json"
    save_timeline(path, FULL)
    values = json.loads(path.read_text())
    change(values)
    path.write_text(json.dumps(values))
    with pytest.raises(PictureError) as caught:
        read_timeline(path)
    assert_sentence(str(caught.value), "walk.json")


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe\x00", b'{"frames": NaN}'])
def test_a_broken_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "walk.json").write_bytes(content)
    with pytest.raises(PictureError) as caught:
        read_timeline(tmp_path / "walk.json")
    assert_sentence(str(caught.value), "walk.json")
    with pytest.raises(PictureError) as caught:
        read_timeline(tmp_path / "nowhere.json")
    assert_sentence(str(caught.value), "nowhere.json")
