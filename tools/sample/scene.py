"""What every part of the picture shares: camera, light, air, and the canvas that parts are drawn on.

World units are metres: x to the right, y up from the lake's surface, z away from the camera. Colours are
linear light.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage

from tools.sample.noise import Array


def rgb(*values: float) -> Array:
    """A colour in linear light."""
    return np.array(values, np.float32)


def unit(vector: ArrayLike) -> Array:
    """The vector, or each of an array's last axis, at length 1."""
    v = np.asarray(vector, np.float32)
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9)


@dataclass(frozen=True)
class Light:
    """A low warm sun behind the camera's left shoulder, and the blue sky's fill."""

    to_sun: Array = field(default_factory=lambda: unit([-0.70, 0.42, -0.52]))
    sun: Array = field(default_factory=lambda: rgb(3.25, 2.42, 1.52))
    fill: Array = field(default_factory=lambda: rgb(0.42, 0.56, 0.86))
    bounce: Array = field(default_factory=lambda: rgb(0.20, 0.19, 0.12))

    def shade(
        self, albedo: Array, normal: Array, sunlit: Array | float, openness: Array | float = 1.0
    ) -> Array:
        """Light that a matt surface gives back; `sunlit` and `openness` are 0..1 per point."""
        facing = np.clip(normal @ self.to_sun, 0.0, 1.0) * sunlit
        up = 0.5 + 0.5 * normal[..., 1]
        ambient = up[..., None] * self.fill + (1.0 - up)[..., None] * self.bounce
        return albedo * (facing[..., None] * self.sun + ambient * np.asarray(openness)[..., None])


@dataclass(frozen=True)
class Air:
    """Haze: distance turns colours towards the horizon's, blue before red."""

    reach_m: Array = field(default_factory=lambda: rgb(30000.0, 20000.0, 13000.0))
    colour: Array = field(default_factory=lambda: rgb(0.50, 0.62, 0.82))
    glow: Array = field(default_factory=lambda: rgb(0.34, 0.20, 0.04))

    def veil(self, colour: Array, distance_m: Array, x_over_z: Array) -> Array:
        """The colour as seen through the haze; the sun's side (left) glows."""
        keep = np.exp(-distance_m[..., None] / self.reach_m)
        warmth = np.clip(0.5 - x_over_z, 0.0, 1.0)[..., None]
        return colour * keep + (self.colour + self.glow * warmth) * (1.0 - keep)


@dataclass(frozen=True)
class Camera:
    """A level camera with a shifted lens, so that upright lines stay upright.

    A mirrored camera stands as far below the lake as the real one above: it sees what the water reflects.
    """

    width_px: int
    height_px: int
    eye_m: float = 9.0
    horizon: float = 0.43

    @property
    def focal_px(self) -> float:
        return float(self.width_px)

    @property
    def horizon_px(self) -> float:
        return self.horizon * self.height_px

    def scaled(self, factor: int) -> "Camera":
        return replace(self, width_px=self.width_px * factor, height_px=self.height_px * factor)

    def mirrored(self) -> "Camera":
        return replace(self, eye_m=-self.eye_m)

    def project(self, points: Array) -> tuple[Array, Array]:
        """Column and row in pixels of world points (..., 3)."""
        scale = self.focal_px / points[..., 2]
        return self.width_px / 2 + points[..., 0] * scale, self.horizon_px - (
            points[..., 1] - self.eye_m
        ) * scale

    def rays(self, columns: Array, rows: Array) -> Array:
        """Directions with z = 1 through pixel centres."""
        x = (columns + 0.5 - self.width_px / 2) / self.focal_px
        y = (self.horizon_px - rows - 0.5) / self.focal_px
        return np.stack(np.broadcast_arrays(x, y, np.ones_like(x)), -1).astype(np.float32)


class Canvas:
    """Linear light and depth in pixels; parts are drawn nearest wins."""

    def __init__(self, camera: Camera) -> None:
        self.camera = camera
        self.colour = np.zeros((camera.height_px, camera.width_px, 3), np.float32)
        self.depth = np.full((camera.height_px, camera.width_px), np.inf, np.float32)

    def put(self, index: NDArray[np.int64], colour: Array, depth: Array) -> None:
        """Draws points at flat pixel indices; where several meet, the nearest stays."""
        flat_depth = self.depth.reshape(-1)
        visible = depth < flat_depth[index]
        index, colour, depth = index[visible], colour[visible], depth[visible]
        order = np.argsort(-depth, kind="stable")
        flat_depth[index[order]] = depth[order]
        self.colour.reshape(-1, 3)[index[order]] = colour[order]

    def splat(
        self,
        x: Array,
        y: Array,
        depth: Array,
        colour: Array,
        radius: Array,
        aspect: Array | float = 1.0,
        angle: Array | float = 0.0,
    ) -> None:
        """Draws ellipses: centre in pixels, half length `radius`, half width `radius * aspect`, turned."""
        reach = np.maximum(np.ceil(radius), 0).astype(np.int64)
        aspect, angle = np.broadcast_to(aspect, x.shape), np.broadcast_to(angle, x.shape)
        side = 2 * reach + 1
        ends = np.cumsum(side * side)
        start = 0
        while start < len(x):
            done = ends[start - 1] if start else 0
            stop = max(start + 1, int(np.searchsorted(ends, done + 2_000_000)))
            part = slice(start, stop)
            count = (side * side)[part]
            owner = np.repeat(np.arange(start, stop), count)
            k = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
            column = np.floor(x[owner]).astype(np.int64) + k % side[owner] - reach[owner]
            row = np.floor(y[owner]).astype(np.int64) + k // side[owner] - reach[owner]
            dx, dy = column + 0.5 - x[owner], row + 0.5 - y[owner]
            c, s = np.cos(angle[owner]), np.sin(angle[owner])
            along, across = c * dx + s * dy, c * dy - s * dx
            r = np.maximum(radius[owner], 0.6)
            inside = (along / r) ** 2 + (across / np.maximum(r * aspect[owner], 0.6)) ** 2 <= 1.0
            inside &= (
                (column >= 0) & (column < self.camera.width_px) & (row >= 0) & (row < self.camera.height_px)
            )
            keep = np.nonzero(inside)[0]
            owner = owner[keep]
            self.put(row[keep] * self.camera.width_px + column[keep], colour[owner], depth[owner])
            start = stop


class Relief:
    """Heights on a square grid over the ground, for slopes and the shadows they throw."""

    def __init__(self, x0: float, z0: float, cell_m: float, heights: Array) -> None:
        self.x0, self.z0, self.cell_m, self.heights = x0, z0, cell_m, heights

    def height(self, x: Array, z: Array) -> Array:
        at = np.stack([(z - self.z0) / self.cell_m, (x - self.x0) / self.cell_m])
        return ndimage.map_coordinates(self.heights, at, order=1, mode="nearest")

    def sunlit(self, points: Array, to_sun: Array, reach_m: float, steps: int, softness: float) -> Array:
        """0..1: share of the sun seen from points (N, 3); `softness` is the penumbra in metres a metre."""
        light = np.ones(len(points), np.float32)
        for step in range(1, steps + 1):
            t = reach_m * (step / steps) ** 1.6
            p = points + to_sun * t
            clearance = p[:, 1] - self.height(p[:, 0], p[:, 2])
            light = np.minimum(light, np.clip(0.5 + clearance / (softness * t + 0.5 * self.cell_m), 0.0, 1.0))
        return light
