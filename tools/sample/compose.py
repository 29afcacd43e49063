"""Puts the parts together: distance, its reflection, near shore, figure."""

from collections.abc import Callable

import numpy as np

from tools.sample.figure import Pose, Woman
from tools.sample.meadow import Meadow
from tools.sample.noise import Array
from tools.sample.portrait import Portrait
from tools.sample.scene import Air, Camera, Canvas, Light
from tools.sample.sky import render_sky
from tools.sample.terrain import Land, draw_land
from tools.sample.tone import develop
from tools.sample.town import Town
from tools.sample.trees import Crown, Tree, draw_tree, species
from tools.sample.water import render_water

_WATER_END = 0.74


def plant_shore(rng: np.random.Generator, land: Land, town: Town, light: Light, leaves: int) -> list[Tree]:
    """Trees between the houses and along the far shore."""
    kinds = species()
    crowns = {name: [Crown(rng, kind, leaves, light) for _ in range(3)] for name, kind in kinds.items()}
    names = ["lime", "lime", "birch", "maple", "poplar", "fir", "bush", "bush"]
    trees: list[Tree] = []
    for _ in range(420):
        x = rng.uniform(-150.0, 42.0)
        inland = rng.uniform(3.0, 140.0) if rng.random() < 0.7 else rng.uniform(2.0, 7.0)
        z = float(land.shore(np.array([x], np.float32))[0]) + inland
        name = names[rng.integers(len(names))]
        height = {"bush": 2.6, "poplar": 15.0, "fir": 14.0}.get(name, 10.0) * rng.uniform(0.7, 1.25)
        here = np.array([x], np.float32), np.array([z], np.float32)
        reach = 0.35 * height + 1.0
        around = (
            np.array([-reach, 0, reach, 0, 0], np.float32),
            np.array([0, -reach, 0, reach, 0], np.float32),
        )
        ground = float(land.ground(*here)[0])
        if town.relief.height(here[0] + around[0], here[1] + around[1]).max() > ground + 4.0 or ground < 0.3:
            continue
        if any((tree.foot[0] - x) ** 2 + (tree.foot[2] - z) ** 2 < 14.0 for tree in trees):
            continue
        crown = crowns[name][rng.integers(3)]
        trees.append(Tree(crown, (x, ground - 0.2, z), height, tint=float(rng.uniform(0.85, 1.2))))
    return trees


def draw_distance(
    camera: Camera, land: Land, town: Town, trees: list[Tree], light: Light, air: Air
) -> Canvas:
    """Everything beyond the lake, as this camera sees it."""
    canvas = Canvas(camera)
    draw_land(canvas, land, air)
    town.draw(canvas, air)
    for tree in trees:
        draw_tree(canvas, tree, light, air)
    return canvas


def halve(image: Array) -> Array:
    """Averages 2 x 2 pixels."""
    return 0.25 * (image[::2, ::2] + image[1::2, ::2] + image[::2, 1::2] + image[1::2, 1::2])


def compose(width_px: int, height_px: int, say: Callable[[str], None]) -> np.ndarray:
    """The whole picture, (height, width, 3) uint8 sRGB; the same for the same size."""
    light, air = Light(), Air()
    camera = Camera(width_px, height_px)
    fine = camera.scaled(2)
    rows = int(camera.horizon_px + camera.focal_px * 0.06)
    sky = render_sky(camera, np.random.default_rng(3), light, rows)
    say("sky")
    land = Land(np.random.default_rng(11), light)
    town = Town(np.random.default_rng(21), land, light)
    leaves = int(np.clip(9000 * (width_px / 1800) ** 1.5, 600, 9000))
    trees = plant_shore(np.random.default_rng(31), land, town, light, leaves)
    say("planted")
    mirror = draw_distance(camera.mirrored(), land, town, trees, light, air)
    reflection = np.where(np.isinf(mirror.depth[:rows, :, None]), sky, mirror.colour[:rows])
    say("mirror")
    first, last = int(camera.horizon_px), int(height_px * _WATER_END)
    backdrop = np.zeros((height_px, width_px, 3), np.float32)
    backdrop[:rows] = sky
    backdrop[first:last] = render_water(camera, reflection, np.random.default_rng(41), first, last)
    say("water")
    canvas = draw_distance(fine, land, town, trees, light, air)
    empty = np.isinf(canvas.depth)
    canvas.colour[empty] = np.repeat(np.repeat(backdrop, 2, 0), 2, 1)[empty]
    say("distance")
    near = Crown(np.random.default_rng(91), species()["near"], 60000, light)
    draw_tree(canvas, Tree(near, (-5.75, 5.75, 12.0), 12.0), light, air, leaf_m=0.032)
    say("near tree")
    meadow, cover = Meadow(fine, np.random.default_rng(51), light).draw()
    canvas.colour = np.where(cover[..., None] > 0, meadow, canvas.colour)
    say("meadow")
    woman, cover = Portrait(camera, Woman(np.random.default_rng(71), Pose()), light).draw()
    picture = halve(canvas.colour) * (1.0 - cover[..., None]) + woman
    say("figure")
    return develop(picture, np.random.default_rng(61))
