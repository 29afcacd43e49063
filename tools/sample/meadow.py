"""The near shore: blades of grass, seed heads and wild flowers, drawn from far to near as small polygons."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from tools.sample.noise import Array, ValueNoise, smoothstep
from tools.sample.scene import Camera, Light, rgb

_GAMMA = 2.2
_NEAREST_M, _FARTHEST_M = 1.7, 62.0


def paint(colour: Array) -> tuple[int, int, int]:
    """Linear light as the 8-bit ink of a layer; never the empty ink (0, 0, 0)."""
    ink = np.clip(np.clip(colour, 0.0, 1.6) / 1.6, 1e-5, 1.0) ** (1 / _GAMMA) * 255
    return int(ink[0]), int(ink[1]), max(int(ink[2]), 1)


def develop_layer(layer: Image.Image) -> tuple[Array, Array]:
    """Linear light (H, W, 3) and cover 0 or 1 (H, W) of a layer of inks."""
    ink = np.asarray(layer)
    light = (np.arange(256, dtype=np.float32) / 255) ** _GAMMA * 1.6
    return light[ink], np.asarray(ink.any(-1), np.float32)


@dataclass
class Plants:
    """Where things grow, far to near, and how tall."""

    x: Array
    z: Array
    height: Array


class Meadow:
    """A sloping meadow between the camera and the lake."""

    def __init__(self, camera: Camera, rng: np.random.Generator, light: Light) -> None:
        self.camera, self.rng, self.light = camera, rng, light
        self._noise = ValueNoise(rng)
        self._share = min(camera.width_px / 3600, 1.0)

    def ground(self, x: Array, z: Array) -> Array:
        """Height of the soil, which meets the lake at z = 60 or so."""
        return 7.35 - 7.7 * z / 60.0 + 0.28 * self._noise.fbm(x / 7.0, z / 7.0, 3) * np.minimum(z / 8.0, 1.5)

    def draw(self) -> tuple[Array, Array]:
        """Linear light and cover of the whole meadow."""
        layer = Image.new("RGB", (self.camera.width_px, self.camera.height_px))
        pen = ImageDraw.Draw(layer)
        self._draw_soil(pen)
        grass = self._grow(int(95000 * self._share**1.3), 0.26, 0.62)
        flowers = self._grow(int(2300 * self._share**0.5), 0.42, 0.72)
        clump = self._noise.fbm(flowers.x / 3.5 + 20.0, flowers.z / 6.0, 3)
        flowers = _pick(flowers, clump + self.rng.normal(0, 0.12, len(clump)) > -0.02)
        kind = self._noise.fbm(flowers.x / 5.0 + 70.0, flowers.z / 8.0, 2) + self.rng.normal(
            0, 0.22, len(flowers.x)
        )
        order = np.argsort(-np.concatenate([grass.z, flowers.z]), kind="stable")
        tint = self._grass_tint(grass)
        for i in order:
            if i < len(grass.x):
                self._blade(pen, grass.x[i], grass.z[i], grass.height[i], tint[i])
            else:
                k = i - len(grass.x)
                self._flower(pen, flowers.x[k], flowers.z[k], flowers.height[k], kind[k])
        return develop_layer(layer)

    def _grow(self, count: int, low_m: float, high_m: float) -> Plants:
        z = np.exp(self.rng.uniform(np.log(_NEAREST_M), np.log(_FARTHEST_M), count))
        x = self.rng.uniform(-0.56, 0.56, count) * z
        end = 54.0 + 7.0 * self._noise.fbm(x / 6.0 + 3.0, x * 0 + 0.5, 3)
        tall = self.rng.uniform(low_m, high_m, count) * (1.0 + 0.45 * self._noise.fbm(x / 3.0, z / 4.0, 2))
        tall *= 1.0 + 0.9 * smoothstep(6.0, 1.0, end - z)
        return _pick(Plants(x, z, tall), z < end)

    def _draw_soil(self, pen: ImageDraw.ImageDraw) -> None:
        for z in np.geomspace(56.0, 2.0, 90):
            x = np.linspace(-0.6, 0.6, 60) * z
            end = 53.0 + 7.0 * self._noise.fbm(x / 6.0 + 3.0, x * 0 + 0.5, 3)
            at = np.minimum(z, end)
            columns, rows = self._project(x, self.ground(x, at), at)
            outline = [*zip(columns, rows, strict=True), (columns[-1], 9e4), (columns[0], 9e4)]
            pen.polygon(outline, fill=paint(rgb(0.045, 0.060, 0.014) * (0.8 + 0.5 * z / 56.0)))

    def _project(self, x: Array, y: Array, z: Array) -> tuple[Array, Array]:
        return self.camera.project(np.stack([x, y, z], -1))

    def _grass_tint(self, grass: Plants) -> Array:
        patch = self._noise.fbm(grass.x / 4.0 + 11.0, grass.z / 6.0, 4)[:, None]
        shadow = smoothstep(-0.42, 0.05, self._noise.fbm(grass.x / 10.0 + 5.0, grass.z / 16.0 + 2.2, 3))
        shadow *= 1.0 - 0.85 * self._tree_shadow(grass.x, grass.z)
        green = rgb(0.10, 0.165, 0.028) + rgb(0.09, 0.04, 0.008) * patch
        straw = rgb(0.36, 0.27, 0.11)
        dry = (self.rng.random(len(grass.x)) < 0.10 + 0.12 * np.clip(patch[:, 0], 0, 1))[:, None]
        albedo = np.where(dry, straw, green) * self.rng.normal(1.0, 0.2, (len(grass.x), 1)).clip(0.5, 1.6)
        facing = self.rng.uniform(0.15, 1.0, (len(grass.x), 1))
        lit = (0.30 + 0.70 * shadow)[:, None] * facing
        return (albedo * (0.95 * lit * self.light.sun + 0.55 * self.light.fill)).astype(np.float32)

    def _tree_shadow(self, x: Array, z: Array) -> Array:
        """0..1: the dappled shade of the tree at the left edge."""
        run = np.clip(((x + 5.7) * 0.80 + (z - 12.0) * 0.60) / 18.0, 0.0, 1.0)
        trunk = np.exp(-(((x + 5.7 - 14.4 * run) ** 2 + (z - 12.0 - 10.8 * run) ** 2) / 0.10)) * (run < 0.62)
        along, across = (x - 9.5) * 0.80 + (z - 23.5) * 0.60, (z - 23.5) * 0.80 - (x - 9.5) * 0.60
        crown = np.exp(-((along / 6.5) ** 4 + (across / 4.4) ** 4))
        dapple = smoothstep(-0.45, 0.1, self._noise.fbm(x / 1.1, z / 1.3, 3))
        return np.maximum(trunk, crown * dapple)

    def _blade(self, pen: ImageDraw.ImageDraw, x: Array, z: Array, height: Array, tint: Array) -> None:
        scale = self.camera.focal_px / float(z)
        column, row = self._project(x, self.ground(np.array(x), np.array(z)), z)
        lean = self.rng.normal(0.10, 0.34)
        width = max(self.rng.uniform(0.0025, 0.0055) * scale, 0.55)
        pieces = int(np.clip(height * scale / 22, 2, 7))
        t = np.linspace(0.0, 1.0, pieces + 1)
        cx = column + height * scale * lean * t**1.8
        cy = row - height * scale * t * (1.0 - 0.22 * abs(lean) * t)
        half = width * (1.0 - t) ** 0.7 + 0.12
        for k in range(pieces):
            light = tint * (0.16 + 1.15 * t[k + 1] ** 1.1)
            pen.polygon(
                [
                    (cx[k] - half[k], cy[k]),
                    (cx[k] + half[k], cy[k]),
                    (cx[k + 1] + half[k + 1], cy[k + 1]),
                    (cx[k + 1] - half[k + 1], cy[k + 1]),
                ],
                fill=paint(light),
            )

    def _flower(self, pen: ImageDraw.ImageDraw, x: Array, z: Array, height: Array, kind: Array) -> None:
        scale = self.camera.focal_px / float(z)
        column, row = self._project(x, self.ground(np.array(x), np.array(z)), z)
        sway = self.rng.normal(0.03, 0.10) * height * scale
        top = (float(column + sway), float(row - height * scale))
        stem = rgb(0.07, 0.11, 0.025) * 1.3
        pen.line(
            [
                (float(column), float(row)),
                (float(column + 0.3 * sway), float(row - 0.6 * height * scale)),
                top,
            ],
            fill=paint(stem),
            width=max(int(0.004 * scale), 1),
        )
        lit = self.light.sun * self.rng.uniform(0.55, 0.95) + self.light.fill * 0.6
        if kind < -0.22:
            self._spike(pen, top, 0.17 * scale, rgb(0.20, 0.12, 0.42) * lit)
        elif kind < 0.06:
            self._bloom(
                pen, top, 0.036 * scale, 4, 0.95, rgb(0.50, 0.035, 0.012) * lit, rgb(0.02, 0.012, 0.015)
            )
        elif kind < 0.26:
            self._bloom(
                pen, top, 0.026 * scale, 15, 0.19, rgb(0.66, 0.64, 0.60) * lit, rgb(0.62, 0.36, 0.02) * lit
            )
        elif kind < 0.42:
            self._bloom(
                pen, top, 0.024 * scale, 9, 0.30, rgb(0.07, 0.12, 0.58) * lit, rgb(0.10, 0.05, 0.22) * lit
            )
        else:
            self._bloom(
                pen, top, 0.020 * scale, 5, 0.75, rgb(0.66, 0.40, 0.02) * lit, rgb(0.45, 0.22, 0.01) * lit
            )

    def _bloom(
        self,
        pen: ImageDraw.ImageDraw,
        middle: tuple[float, float],
        radius: float,
        petals: int,
        plump: float,
        colour: Array,
        heart: Array,
    ) -> None:
        """Petals around a heart, seen from the side; the sunward (left) petals are brighter."""
        squash, first = self.rng.uniform(0.35, 0.85), self.rng.uniform(0, 2 * np.pi)
        around = first + np.arange(petals) * 2 * np.pi / petals
        for turn in around[np.argsort(np.sin(around))]:
            bright = 0.72 - 0.30 * np.cos(turn) + 0.12 * np.sin(-turn) + self.rng.normal(0, 0.06)
            reach = radius * self.rng.uniform(0.88, 1.1)
            for size, gain in ((1.0, 0.8), (0.82, 1.0), (0.5, 0.78)) if radius > 5 else ((1.0, 0.95),):
                s = np.linspace(0, 2 * np.pi, 12 if radius > 5 else 7)
                along = reach * (0.52 + 0.48 * size * np.cos(s))
                across = reach * plump * 0.5 * size * np.sin(s) * (0.75 + 0.35 * np.cos(s))
                px = middle[0] + along * np.cos(turn) - across * np.sin(turn)
                py = middle[1] + squash * (along * np.sin(turn) + across * np.cos(turn))
                pen.polygon(list(zip(px, py, strict=True)), fill=paint(colour * max(bright * gain, 0.2)))
        r = radius * (0.30 if petals > 4 else 0.22)
        box = (middle[0] - r, middle[1] - r * squash, middle[0] + r, middle[1] + r * squash)
        pen.ellipse(box, fill=paint(heart * 0.8))
        pen.ellipse((box[0], box[1], box[2] - 0.7 * r, box[3] - 0.6 * r * squash), fill=paint(heart * 1.3))

    def _spike(
        self, pen: ImageDraw.ImageDraw, top: tuple[float, float], length: float, colour: Array
    ) -> None:
        """A lupin: whorls of small blossoms, wider below."""
        rings = int(np.clip(length / 5, 4, 22))
        for t in np.linspace(1.0, 0.0, rings):
            reach = length * (0.03 + 0.11 * t**0.7)
            for side in (-0.8, 0.75, -0.35, 0.3, 0.0):
                x = top[0] + side * reach + self.rng.normal(0, 0.1) * reach
                y = top[1] + length * t + self.rng.normal(0, 0.2) * reach
                r = max(reach * 0.42, 0.6)
                gain = (0.95 - 0.45 * side) * self.rng.uniform(0.7, 1.15) * (0.75 + 0.4 * t)
                pen.ellipse((x - r, y - 0.75 * r, x + r, y + 0.75 * r), fill=paint(colour * gain))


def _pick(plants: Plants, keep: np.ndarray) -> Plants:
    return Plants(plants.x[keep], plants.z[keep], plants.height[keep])
