"""Traces the figure: sphere tracing, soft shadows, skin and hair shading, edges smoothed where parts meet."""

import numpy as np

from tools.sample.figure import HAIR, SKIN, Woman
from tools.sample.hair import draw_strands
from tools.sample.noise import Array
from tools.sample.scene import Camera, Light, rgb, unit

_CHUNK = 24000
_STEPS = 120


class Portrait:
    """Traces the figure for a camera."""

    def __init__(self, camera: Camera, woman: Woman, light: Light) -> None:
        self.camera, self.woman, self.light = camera, woman, light
        pose = woman.pose
        self.origin = (np.array([0.0, camera.eye_m, 0.0]) - [pose.x_m, pose.y_m, pose.z_m]) / pose.unit_m
        self.origin = self.origin.astype(np.float32)

    def draw(self) -> tuple[Array, Array]:
        """Linear light (H, W, 3) times cover, and cover 0..1 (H, W)."""
        camera, pose = self.camera, self.woman.pose
        scale = camera.focal_px * pose.unit_m / pose.z_m
        middle = camera.width_px / 2 + camera.focal_px * pose.x_m / pose.z_m
        top = camera.horizon_px - camera.focal_px * (pose.y_m - camera.eye_m) / pose.z_m
        left, right = max(int(middle - 3.2 * scale), 0), min(int(middle + 3.2 * scale), camera.width_px)
        first = max(int(top - 2.3 * scale), 0)
        columns, rows = np.meshgrid(np.arange(left, right), np.arange(first, camera.height_px))
        shape = columns.shape
        light, cover, kind, depth = self._trace(columns.ravel() + 0.0, rows.ravel() + 0.0)
        light, cover, kind = light.reshape(*shape, 3), cover.reshape(shape), kind.reshape(shape)
        edge = _edges(kind)
        at_row, at_column = np.nonzero(edge)
        total_light, total_cover = 0.0, 0.0
        for dx, dy in ((-0.375, -0.125), (0.125, -0.375), (0.375, 0.125), (-0.125, 0.375)):
            sub = self._trace(columns[edge] + dx, rows[edge] + dy)
            total_light, total_cover = total_light + sub[0] / 4, total_cover + sub[1] / 4
        light[at_row, at_column], cover[at_row, at_column] = total_light, total_cover
        light, cover = draw_strands(self, light, cover, depth.reshape(shape), left, first)
        full_light = np.zeros((camera.height_px, camera.width_px, 3), np.float32)
        full_cover = np.zeros((camera.height_px, camera.width_px), np.float32)
        full_light[first:, left:right], full_cover[first:, left:right] = light, cover
        return full_light, full_cover

    def _trace(self, columns: Array, rows: Array) -> tuple[Array, Array, Array, Array]:
        light = np.zeros((len(columns), 3), np.float32)
        cover = np.zeros(len(columns), np.float32)
        kind = np.full(len(columns), -1, np.int32)
        depth = np.full(len(columns), np.inf, np.float32)
        for start in range(0, len(columns), _CHUNK):
            part = slice(start, start + _CHUNK)
            rays = unit(self.camera.rays(columns[part].astype(np.float32), rows[part].astype(np.float32)))
            hit, points, material = self._march(rays)
            at = np.nonzero(hit)[0] + start
            if len(at):
                light[at] = self._shade(points, rays[hit], material)
                cover[at], kind[at], depth[at] = 1.0, material, (points - self.origin)[:, 2]
        return light, cover, kind, depth

    def _march(self, rays: Array) -> tuple[Array, Array, Array]:
        t = np.full(len(rays), 12.5, np.float32)
        alive = np.arange(len(rays))
        hit = np.zeros(len(rays), bool)
        gap = np.zeros(0, np.float32)
        for _ in range(_STEPS):
            gap = self._nearest(self.origin + rays[alive] * t[alive, None])
            close = gap < 0.003
            hit[alive[close]] = True
            t[alive] += np.where(close, 0.0, gap * 0.82)
            going = ~close & (t[alive] < 24.0)
            alive, gap = alive[going], gap[going]
            if not len(alive):
                break
        else:
            hit[alive[gap < 0.03]] = True
        points = self.origin + rays[hit] * t[hit, None]
        return hit, points, np.argmin(self.woman.distances(points), 0) if hit.any() else np.zeros(0, np.int64)

    def _nearest(self, points: Array) -> Array:
        return self.woman.distances(points).min(0)

    def _normals(self, points: Array, material: Array, step: float = 0.006) -> Array:
        corners = np.array([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]], np.float32)
        pick = np.arange(len(points))
        parts = [c * self.woman.distances(points + c * step)[material, pick][:, None] for c in corners]
        return unit(np.sum(parts, 0))

    def _shade(self, points: Array, rays: Array, material: Array) -> Array:
        normal = self._normals(points, material)
        albedo, gloss, bump = self.woman.colour(points, material)
        smooth, normal = normal, unit(normal + bump)
        sun = self.sunlit(points + smooth * 0.02)
        openness = self._openness(points, smooth)
        to_sun = self.light.to_sun
        skin = (material == SKIN)[:, None]
        wrap = np.where(skin, rgb(0.34, 0.14, 0.08), rgb(0.05, 0.05, 0.05))
        facing = np.clip(((normal @ to_sun)[:, None] + wrap) / (1.0 + wrap), 0.0, 1.0)
        through = np.where(skin, sun[:, None] ** rgb(0.62, 0.9, 1.0), sun[:, None])
        up = (0.5 + 0.5 * normal[:, 1])[:, None]
        ambient = up * self.light.fill * 0.95 + (1 - up) * self.light.bounce * 1.9
        colour = albedo * (facing * through * self.light.sun + ambient * openness[:, None])
        half = unit(to_sun - rays)
        sharp = np.choose(material, [26.0, 420.0, 26.0, 14.0, 18.0, 10.0])
        spark = np.clip(np.sum(normal * half, 1), 0, 1) ** sharp
        strand = material == HAIR
        along = np.abs(half[:, 1] + 0.25 * bump[:, 0])
        spark = np.where(strand, np.sqrt(np.maximum(1 - along**2, 0)) ** 40 * 0.55 * facing[:, 0], spark)
        tint = np.where(strand[:, None], rgb(0.95, 0.55, 0.28), rgb(1, 1, 1))
        colour += tint * (0.24 * gloss * spark * sun)[:, None] * self.light.sun
        rim = np.clip(1.0 + np.sum(normal * rays, 1), 0.0, 1.0) ** 3.0
        colour += (rim * openness * (0.05 + 0.16 * np.minimum(gloss, 1.0)))[:, None] * self.light.fill
        return colour.astype(np.float32)

    def sunlit(self, points: Array) -> Array:
        """Sunlight past the figure itself, with a penumbra."""
        light = np.ones(len(points), np.float32)
        t = np.full(len(points), 0.03, np.float32)
        for _ in range(22):
            gap = self._nearest(points + self.light.to_sun * t[:, None])
            light = np.minimum(light, np.clip(0.5 + 7.0 * gap / t, 0.0, 1.0))
            t += np.clip(gap, 0.03, 0.35)
        return light * light * (3 - 2 * light)

    def _openness(self, points: Array, normal: Array) -> Array:
        blocked = np.zeros(len(points), np.float32)
        for k, reach in enumerate((0.04, 0.11, 0.26, 0.55)):
            gap = self._nearest(points + normal * reach)
            blocked += (reach - gap) / reach * (0.30, 0.26, 0.24, 0.2)[k]
        return np.clip(1.0 - 0.9 * blocked, 0.06, 1.0)


def _edges(kind: Array) -> Array:
    """Pixels where the material changes to a neighbour's."""
    edge = np.zeros(kind.shape, bool)
    change = kind[1:] != kind[:-1]
    edge[1:] |= change
    edge[:-1] |= change
    change = kind[:, 1:] != kind[:, :-1]
    edge[:, 1:] |= change
    edge[:, :-1] |= change
    return edge
