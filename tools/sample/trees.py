"""Trees as clouds of leaves, each leaf lit by what the crown lets through."""

from dataclasses import dataclass

import numpy as np

from tools.sample.noise import Array, ValueNoise, sample_wrapped
from tools.sample.scene import Air, Canvas, Light, rgb, unit

_CELLS = 28


@dataclass(frozen=True)
class Species:
    """The look of a kind of tree; lengths as shares of the tree's height."""

    width: float
    foot: float
    leaf: Array
    clusters: int
    pointed: float
    girth: float = 0.022
    density: float = 1.0
    limbs: bool = False


def species() -> dict[str, Species]:
    """The trees that grow by the lake."""
    return {
        "lime": Species(0.40, 0.16, rgb(0.085, 0.150, 0.028), 46, 0.1),
        "birch": Species(0.26, 0.22, rgb(0.150, 0.185, 0.035), 40, 0.25),
        "maple": Species(0.42, 0.18, rgb(0.215, 0.105, 0.022), 46, 0.1),
        "poplar": Species(0.13, 0.08, rgb(0.090, 0.135, 0.030), 40, 0.35),
        "fir": Species(0.21, 0.06, rgb(0.028, 0.066, 0.030), 60, 1.0),
        "near": Species(0.36, 0.40, rgb(0.160, 0.225, 0.040), 90, 0.05, 0.0105, 0.3, True),
        "bush": Species(0.62, 0.0, rgb(0.095, 0.125, 0.030), 24, 0.0),
    }


class Crown:
    """The leaves of one tree in units of its height, foot at the origin."""

    def __init__(self, rng: np.random.Generator, kind: Species, leaves: int, light: Light) -> None:
        self.kind = kind
        up = rng.random(kind.clusters).astype(np.float32) ** (1.0 + 0.5 * kind.pointed)
        belly = np.sqrt(np.maximum(1.0 - (2.0 * up - 0.85) ** 2 / 1.5, 0.02))
        girth = (belly * (1 - kind.pointed) + (1.02 - up) * kind.pointed) * kind.width
        turn = rng.uniform(0, 2 * np.pi, kind.clusters)
        out = girth * np.sqrt(rng.uniform(0.15, 1.0, kind.clusters)) * 0.82
        height = kind.foot + (0.95 - kind.foot) * up
        centres = np.stack([out * np.cos(turn), height, out * np.sin(turn)], -1).astype(np.float32)
        self.centres = centres
        size = (0.055 + 0.30 * girth) * rng.uniform(0.7, 1.25, kind.clusters)
        owner = rng.choice(kind.clusters, leaves, p=size**2 / np.sum(size**2))
        spread = unit(rng.standard_normal((leaves, 3)))
        radius = (
            size[owner]
            * (0.35 + 0.75 * rng.random(leaves))
            * np.clip(1 + 0.25 * rng.standard_normal(leaves), 0.4, 1.3)
        )
        flat = np.array([1.0, 0.75 - 0.25 * kind.pointed, 1.0])
        self.leaves = (centres[owner] + spread * radius[:, None] * flat).astype(np.float32)
        middle = np.array([0.0, 0.5, 0.0], np.float32)
        self.normals = unit(
            0.75 * spread + 0.55 * unit(self.leaves - middle) + 0.45 * rng.standard_normal((leaves, 3))
        )
        self.sunlit, self.openness = self._light(light.to_sun)
        self.tone = (
            rng.normal(1.0, 0.17, leaves).astype(np.float32) * rng.normal(1, 0.12, kind.clusters)[owner]
        )

    def _light(self, to_sun: Array) -> tuple[Array, Array]:
        """Per leaf, 0..1: what reaches it from the sun and from the sky, by counting leaves on the way."""
        low, high = self.leaves.min(0), self.leaves.max(0)
        scale = (_CELLS - 1) / np.maximum(high - low, 1e-3)
        cell = ((self.leaves - low) * scale).astype(np.int32)
        grid = np.zeros((_CELLS, _CELLS, _CELLS), np.float32)
        np.add.at(grid, tuple(cell.T), 1.0)
        grid /= np.percentile(grid[grid > 0], 80)
        padded = np.pad(grid, 14)

        def passed(direction: Array) -> Array:
            blocked = np.zeros(len(self.leaves), np.float32)
            for k in range(1, 13):
                at = (self.leaves + direction * (0.028 * k) - low) * scale + 14
                blocked += sample_wrapped(padded, *np.clip(at, 0, _CELLS + 27).T)
            return blocked

        sun = passed(to_sun)
        sky = passed(np.array([0.0, 1.0, 0.0], np.float32)) + passed(unit([-0.6, 0.3, -0.8]))
        return np.exp(-0.42 * self.kind.density * sun), 0.12 + 0.88 * np.exp(-0.16 * self.kind.density * sky)


@dataclass(frozen=True)
class Tree:
    """A crown planted somewhere."""

    crown: Crown
    foot: tuple[float, float, float]
    height_m: float
    turn: float = 0.0
    tint: float = 1.0


def draw_tree(canvas: Canvas, tree: Tree, light: Light, air: Air, leaf_m: float = 0.16) -> None:
    """Draws the trunk and every leaf; leaves are never smaller than a pixel."""
    crown, camera = tree.crown, canvas.camera
    foot = np.array(tree.foot, np.float32)
    points = crown.leaves * np.array([tree.tint, 1.0, tree.tint], np.float32) * tree.height_m + foot
    warm = rgb(1.0, 1.0, 1.0) + rgb(0.35, 0.05, -0.3) * (tree.tint - 1.0)
    albedo = crown.kind.leaf * warm * crown.tone[:, None]
    colour = light.shade(albedo, crown.normals, crown.sunlit, crown.openness)
    through = np.clip(-crown.normals @ light.to_sun, 0.0, 1.0) * crown.sunlit
    colour += albedo * rgb(1.15, 1.2, 0.35) * (through * 1.3)[:, None] * light.sun * 0.5
    colour = air.veil(colour, points[:, 2], points[:, 0] / points[:, 2])
    _draw_trunk(canvas, tree, light, air)
    if crown.kind.limbs:
        _draw_limbs(canvas, tree, light)
    x, y = camera.project(points)
    radius = np.maximum(leaf_m * camera.focal_px / points[:, 2], 0.6).astype(np.float32)
    angle = (crown.tone * 91.0) % np.pi
    seen = (x > -radius) & (x < camera.width_px + radius) & (y > -radius) & (y < camera.height_px + radius)
    canvas.splat(
        x[seen], y[seen], points[seen, 2], colour[seen].astype(np.float32), radius[seen], 0.6, angle[seen]
    )


def _draw_trunk(canvas: Canvas, tree: Tree, light: Light, air: Air) -> None:
    camera, bark = canvas.camera, ValueNoise(np.random.default_rng(91))
    height = tree.height_m * min(tree.crown.kind.foot + 0.35, 0.8)
    steps = max(int(height * camera.focal_px / tree.foot[2]), 2)
    t = np.linspace(0.0, 1.0, steps, dtype=np.float32)
    bend = 0.02 * tree.height_m * np.sin(2.2 * t + tree.foot[0])
    points = np.stack([tree.foot[0] + bend, tree.foot[1] + height * t - 0.3, tree.foot[2] + 0 * t], -1)
    x, y = camera.project(points)
    girth = (
        tree.crown.kind.girth
        * tree.height_m
        * (1.3 - 0.8 * t + 0.6 * np.exp(-t * 14))
        * camera.focal_px
        / tree.foot[2]
    )
    for side in np.linspace(-1, 1, max(int(girth[0]) * 2, 3)):
        normal = np.broadcast_to(unit([side, 0.0, -np.sqrt(max(1 - side * side, 0))]), (steps, 3))
        around = np.full(steps, np.arcsin(side), np.float32)
        rough = bark.fbm(around * 5.0 + bark(around * 2, t * height * 2), t * height * 2.2, 5, 0.7)
        lit = np.clip(0.75 + 1.1 * bark.fbm(around + 5, t * height * 0.9, 3), 0.15, 1.0)
        colour = light.shade(rgb(0.13, 0.098, 0.072) * (1.0 + 1.1 * rough)[:, None].clip(0.2), normal, lit)
        colour = air.veil(colour, points[:, 2], points[:, 0] / points[:, 2])
        canvas.splat(
            x + side * girth, y, points[:, 2], colour.astype(np.float32), np.full(steps, 0.8, np.float32)
        )


def _draw_limbs(canvas: Canvas, tree: Tree, light: Light) -> None:
    """Boughs from the trunk to every cluster of leaves."""
    t = np.linspace(0.0, 1.0, 500, dtype=np.float32)[:, None]
    bark = ValueNoise(np.random.default_rng(92))
    for number, centre in enumerate(tree.crown.centres):
        start = np.array([0.0, min(0.30 + 0.45 * centre[1], 0.70), 0.0], np.float32)
        line = (start + (centre - start) * t) * tree.height_m + np.array(tree.foot, np.float32)
        line[:, 1] += (0.05 * tree.height_m * np.sin(np.pi * t) * (1 - t))[:, 0]
        line[:, 0] += 0.12 * bark.fbm(3 * t[:, 0] + 9 * number, 0 * t[:, 0], 3)
        x, y = canvas.camera.project(line)
        thick = (0.055 * (1 - t[:, 0]) ** 1.3 + 0.010) * canvas.camera.focal_px / line[:, 2]
        for side in (-0.6, 0.0, 0.6):
            normal = np.broadcast_to(unit([side, 0.4 * side, -0.7]), line.shape)
            rough = 1.0 + 0.5 * bark.fbm(40 * t[:, 0] + side, np.full(len(t), number * 3.3, np.float32), 3)
            colour = light.shade(rgb(0.10, 0.078, 0.058) * rough[:, None], normal, 0.55)
            canvas.splat(
                x + side * thick,
                y - 0.3 * side * thick,
                line[:, 2] - 0.02 * side,
                colour.astype(np.float32),
                np.maximum(0.5 * thick, 0.7),
            )
