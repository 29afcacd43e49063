"""The movement of a whole picture: right to parts of a pixel, and none where only something in it moves."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from exports.natural_noise import natural_noise
from studio.engine.global_motion import REST, global_motion

ROOM_PX = 80


@pytest.fixture(scope="module")
def scene() -> Image.Image:
    return Image.fromarray(natural_noise(400, 520))


def view(scene: Image.Image, right: float, down: float) -> Image.Image:
    """What a camera sees that turned so far."""
    size = scene.width - 2 * ROOM_PX, scene.height - 2 * ROOM_PX
    left, top = ROOM_PX + right, ROOM_PX + down
    return scene.resize(size, Image.Resampling.LANCZOS, box=(left, top, left + size[0], top + size[1]))


def noisy(image: Image.Image, seed: int, levels: float = 3.0) -> Image.Image:
    pixels = np.asarray(image) + np.random.default_rng(seed).normal(0, levels, (image.height, image.width, 3))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("moved", [(0.5, 0.3), (-1.4, 0.0), (2.0, -3.0), (17.2, 9.6), (-60.0, 31.0)])
def test_a_turn_of_the_camera_is_found_to_parts_of_a_pixel(
    scene: Image.Image, moved: tuple[float, float]
) -> None:
    found = global_motion(noisy(view(scene, 0, 0), 1), noisy(view(scene, *moved), 2))
    assert found == pytest.approx(moved, abs=0.08)


def test_noise_alone_is_no_movement(scene: Image.Image) -> None:
    assert global_motion(noisy(view(scene, 0, 0), 1), noisy(view(scene, 0, 0), 2)) == REST


@pytest.mark.parametrize("level", [0, 128, 255])
def test_an_even_wall_does_not_move(level: int) -> None:
    wall = Image.new("RGB", (160, 120), (level, level, level))
    assert global_motion(noisy(wall, 1), noisy(wall, 2)) == REST
    assert global_motion(wall, wall) == REST


def test_what_moves_by_itself_does_not_turn_the_camera(scene: Image.Image) -> None:
    before, after = view(scene, 0, 0), view(scene, 0, 0)
    thing = Image.fromarray(natural_noise(100, 140)).rotate(90, expand=True)
    before.paste(thing, (60, 40))
    after.paste(thing, (69, 44))
    assert global_motion(noisy(before, 1), noisy(after, 2)) == REST


def test_along_a_lone_edge_nothing_moves() -> None:
    edge = np.zeros((120, 160, 3), np.uint8)
    edge[:, 80:] = 200
    moved = np.roll(edge, 3, axis=1)
    moved[:, :3] = 0
    right, down = global_motion(Image.fromarray(edge), Image.fromarray(moved))
    assert right == pytest.approx(-3, abs=0.1)
    assert down == pytest.approx(0, abs=0.01)


def test_what_counts_as_rest_is_given_back_where_nothing_is_clearly_better(scene: Image.Image) -> None:
    before = view(scene, 0, 0)
    assert global_motion(before, view(scene, 0.1, 0), rest=(0.1, 0.0)) == (0.1, 0.0)


@pytest.mark.parametrize("size", [(1, 1), (7, 300), (20, 3)])
def test_pictures_of_a_few_pixels_do_not_move(size: tuple[int, int]) -> None:
    image = Image.new("RGB", size, (90, 120, 30))
    assert global_motion(image, image) == REST
