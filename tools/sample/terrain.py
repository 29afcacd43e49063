"""The land beyond the near shore: town ground, wooded hills and mountains, as one height field."""

import numpy as np

from tools.sample.noise import Array, ValueNoise, smoothstep
from tools.sample.scene import Air, Canvas, Light, Relief, rgb, unit

_NEAR_M, _FAR_M = 190.0, 17000.0
_STAND_M = 7.5


class Land:
    """Heights, normals and colours of the land from the far shore to the mountains."""

    def __init__(self, rng: np.random.Generator, light: Light) -> None:
        self.light = light
        self._noise = ValueNoise(rng)
        self._crowns = rng.random((256, 256, 3)).astype(np.float32)
        x, z = np.meshgrid(np.arange(-11000.0, 11000.0, 20.0), np.arange(1500.0, 17500.0, 20.0))
        self.mountains = Relief(-11000.0, 1500.0, 20.0, self.rock(x.astype(np.float32), z.astype(np.float32)))

    def shore(self, x: Array) -> Array:
        """Distance z at which the land behind the lake begins."""
        bays = 16.0 * self._noise.fbm(x / 45.0, x * 0 + 3.5, 4)
        right = smoothstep(28.0, 95.0, x) * (420.0 + 0.75 * np.maximum(x, 0.0))
        left = smoothstep(-112.0, -150.0, x) * 210.0
        return 238.0 + bays * (1.0 + (right + left) / 130.0) + right + left

    def ground(self, x: Array, z: Array) -> Array:
        """Height of the bare soil, below 0 under water."""
        inland = z - self.shore(x)
        bank = np.clip(inland * 0.35, -2.0, 1.3) + np.clip(inland - 4.0, 0.0, 400.0) * 0.055
        roll = self._noise.fbm(x / 420.0 + 9.0, z / 420.0, 5)
        hills = smoothstep(330.0, 1900.0, z) * smoothstep(20.0, 380.0, inland) * (75.0 + 190.0 * roll)
        knoll = 13.0 * np.exp(-(((x + 52.0) / 60.0) ** 2 + ((z - 345.0) / 55.0) ** 2))
        return bank + np.maximum(hills, -3.0) * (inland > 0) + knoll * smoothstep(0.0, 40.0, inland)

    def rock(self, x: Array, z: Array) -> Array:
        """Height that the mountain range adds."""
        warp = 260.0 * self._noise.fbm(x / 2600.0, z / 2600.0, 3)
        ridges = self._noise.eroded((x + warp) / 3100.0 + 40.5, (z + 1.4 * warp) / 3100.0 + 11.2, 11, 0.52)
        folds = self._noise.fbm((x - warp) / 2700.0 + 4.5, (z + warp) / 2700.0 + 71.0, 6, 0.48)
        crests = (1.0 - np.minimum(np.abs(folds) * 2.6, 1.0)) ** 1.6
        mass = smoothstep(2300.0, 9500.0, z + 900.0 * self._noise.fbm(x / 3000.0, z / 3000.0 + 7.0, 2))
        gap = 1.0 - 0.55 * np.exp(-(((x / np.maximum(z, 1.0) + 0.16) / 0.16) ** 2))
        return mass * gap * np.maximum(520.0 + 1150.0 * ridges + 1150.0 * crests, 0.0)

    def crowns(self, x: Array, z: Array) -> tuple[Array, Array]:
        """Height of the nearest tree crown 0..1, and its random tone 0..1."""
        u, v = x / _STAND_M, z / _STAND_M
        best = np.zeros(np.broadcast(x, z).shape, np.float32)
        tone = np.zeros_like(best)
        for dz in (-1, 0, 1):
            for dx in (-1, 0, 1):
                i, j = np.floor(u).astype(np.int32) + dx, np.floor(v).astype(np.int32) + dz
                seed = self._crowns[j & 255, i & 255]
                d2 = (u - i - 0.2 - 0.6 * seed[..., 0]) ** 2 + (v - j - 0.2 - 0.6 * seed[..., 1]) ** 2
                height = np.sqrt(np.maximum(1.0 - d2 / 0.72, 0.0)) * (0.55 + 0.45 * seed[..., 2])
                tone = np.where(height > best, seed[..., 2] * 7.31 % 1.0, tone)
                best = np.maximum(best, height)
        return best, tone

    def woods(self, x: Array, z: Array) -> Array:
        """0..1: where forest stands."""
        inland = z - self.shore(x)
        patches = self._noise.fbm(x / 230.0 + 50.0, z / 300.0, 4) + 0.35 * smoothstep(500.0, 2600.0, z)
        town = np.exp(-(((x + 45.0) / 95.0) ** 4)) * smoothstep(150.0, 70.0, inland) * (z < 420.0)
        return smoothstep(-0.12, 0.0, patches - 1.2 * town) * smoothstep(2.0, 5.0, inland)

    def _bare(self, x: Array, z: Array) -> Array:
        return self.ground(x, z) + self.mountains.height(x, z) * (z > 1500.0)

    def height(self, x: Array, z: Array) -> Array:
        """Height of what the eye meets: soil, tree tops, rock."""
        base = self._bare(x, z)
        near = np.nonzero(z < 4500.0)
        x, z = np.broadcast_arrays(x, z)
        crown = self.crowns(x[near], z[near])[0]
        base[near] += 10.5 * crown * self.woods(x[near], z[near])
        return base

    def colour(self, points: Array) -> Array:
        """Light that leaves points (N, 3) of the land towards the camera, before haze."""
        x, z = points[:, 0], points[:, 2]
        step = np.maximum(0.0012 * z, 0.25)
        wood = self.woods(x, z) * (z < 4500.0)
        crown, tone = self.crowns(x, z)
        bumps = 10.5 * wood
        here = self._bare(x, z) + bumps * crown
        east = self._bare(x + step, z) + bumps * self.crowns(x + step, z)[0]
        north = self._bare(x, z + step) + bumps * self.crowns(x, z + step)[0]
        fine = self._noise.fbm(x / 31.0, z / 31.0, 5) * 0.30 * smoothstep(2500.0, 6000.0, z)
        leafy = self._noise.fbm(x / 1.1, z / 1.1 + points[:, 1] / 0.9, 3)
        normal = unit(np.stack([-(east - here) / step + fine, np.ones_like(x), -(north - here) / step], -1))
        sunlit = np.ones(len(x), np.float32)
        far = z > 1500.0
        sunlit[far] = self.mountains.sunlit(points[far], self.light.to_sun, 5000.0, 26, 0.06)
        shade_cloud = smoothstep(-0.35, 0.25, self._noise.fbm(x / 1500.0 + 31.0, z / 2100.0, 3))
        sunlit *= 0.25 + 0.75 * shade_cloud
        openness = np.where(wood > 0.5, 0.25 + 0.75 * smoothstep(0.15, 0.9, crown), 1.0)
        albedo = (
            self._albedo(points, normal, wood, tone)
            * (1.0 + 0.45 * leafy * smoothstep(2200.0, 300.0, z))[:, None]
        )
        return self.light.shade(albedo, normal, sunlit * openness, openness)

    def _albedo(self, points: Array, normal: Array, wood: Array, tone: Array) -> Array:
        x, y, z = points.T
        patch = self._noise.fbm(x / 90.0, z / 120.0, 4)[:, None]
        meadow = rgb(0.155, 0.20, 0.045) + rgb(0.09, 0.035, 0.01) * patch
        leaf = rgb(0.045, 0.095, 0.022) + rgb(0.075, 0.055, 0.004) * tone[:, None]
        land = meadow * (1 - wood[:, None]) + leaf * wood[:, None]
        bank = smoothstep(0.9, 0.3, y)[:, None]
        land = land * (1 - bank) + rgb(0.17, 0.14, 0.10) * bank
        stone = (
            rgb(0.215, 0.180, 0.150)
            * (1.0 + 0.3 * self._noise.fbm(x / 160.0, y / 60.0 + z / 500.0, 4))[:, None]
        )
        steep = smoothstep(0.86, 0.70, normal[:, 1] + 0.06 * patch[:, 0])
        high = smoothstep(480.0, 800.0, y + 130.0 * patch[:, 0])
        rocky = (np.clip(steep + high, 0, 1) * smoothstep(1700.0, 3000.0, z))[:, None]
        land = land * (1 - rocky) + stone * rocky
        snow = smoothstep(1080.0, 1420.0, y + 260.0 * patch[:, 0]) * smoothstep(0.52, 0.74, normal[:, 1])
        return land * (1 - snow[:, None]) + rgb(0.86, 0.87, 0.90) * snow[:, None]


def draw_land(canvas: Canvas, land: Land, air: Air, steps: int = 1500) -> None:
    """Draws the land on the canvas: for every column, the nearest ground that reaches each row."""
    camera = canvas.camera
    depth = np.geomspace(_NEAR_M, _FAR_M, steps, dtype=np.float32)
    rows_above = np.arange(int(camera.horizon_px + camera.focal_px * 0.06))
    for first in range(0, camera.width_px, 240):
        columns = np.arange(first, min(first + 240, camera.width_px))
        slope = (columns + 0.5 - camera.width_px / 2) / camera.focal_px
        x = (slope[:, None] * depth).astype(np.float32)
        z = np.broadcast_to(depth, x.shape)
        top = land.height(x, z)
        rise = np.where(top > 0.0, (top - camera.eye_m) / depth, -9.0)
        reach = np.maximum.accumulate(rise, axis=1)
        wanted = (camera.horizon_px - rows_above - 0.5) / camera.focal_px
        for i, column in enumerate(columns):
            hit = np.searchsorted(reach[i], wanted)
            shown = np.nonzero((hit < steps) & (hit > 0))[0]
            k = hit[shown]
            before, after = rise[i, k - 1], rise[i, k]
            part = np.clip((wanted[shown] - before) / np.maximum(after - before, 1e-6), 0.0, 1.0)
            distance = depth[k - 1] + part * (depth[k] - depth[k - 1])
            distance = np.where(before < -8.0, depth[k], distance)
            dry = wanted[shown] * distance + camera.eye_m > 0.0
            canvas.depth[rows_above[shown[dry]], column] = distance[dry]
    row, column = np.nonzero(np.isfinite(canvas.depth))
    for start in range(0, len(row), 60000):
        part = slice(start, start + 60000)
        r, c = row[part], column[part]
        ray = camera.rays(c.astype(np.float32), r.astype(np.float32))
        distance = canvas.depth[r, c]
        points = ray * distance[:, None]
        points[:, 1] += camera.eye_m
        canvas.colour[r, c] = air.veil(land.colour(points), distance, ray[:, 0])
