"""A small town on the far shore: gabled houses and a church, drawn as textured faces."""

from dataclasses import dataclass

import numpy as np

from tools.sample.noise import Array, ValueNoise, smoothstep
from tools.sample.scene import Air, Canvas, Light, Relief, rgb, unit
from tools.sample.terrain import Land


@dataclass(frozen=True)
class Face:
    """A flat convex outline with a texture: `material` paints from metres along `right` and up the face."""

    corners: Array
    right: Array
    upward: Array
    material: str
    tint: Array
    seed: int


@dataclass(frozen=True)
class House:
    """A gabled box: middle of its floor, size in metres, turn about the upright."""

    x: float
    y: float
    z: float
    length: float
    depth: float
    eaves: float
    ridge: float
    turn: float
    wall: Array
    roof: Array
    seed: int
    wall_kind: str = "wall"

    def _world(self, *local: tuple[float, float, float]) -> Array:
        p = np.array(local, np.float32)
        c, s = np.cos(self.turn), np.sin(self.turn)
        return np.stack(
            [self.x + c * p[:, 0] - s * p[:, 2], self.y + p[:, 1], self.z + s * p[:, 0] + c * p[:, 2]], -1
        )

    def faces(self) -> list[Face]:
        """Walls, gables and an overhanging roof; backs included, since the reflection may see them."""
        a, b, e, r = self.length / 2, self.depth / 2, self.eaves, self.ridge
        walls = [
            ((-a, -3, -b), (a, -3, -b), (a, e, -b), (-a, e, -b)),
            ((a, -3, b), (-a, -3, b), (-a, e, b), (a, e, b)),
            ((a, -3, -b), (a, -3, b), (a, e, b), (a, r - 0.15, 0), (a, e, -b)),
            ((-a, -3, b), (-a, -3, -b), (-a, e, -b), (-a, r - 0.15, 0), (-a, e, b)),
        ]
        o, d = 0.45, 0.45 * (r - e) / b
        roofs = [
            ((-a - o, e - d, -b - o), (a + o, e - d, -b - o), (a + o, r, 0), (-a - o, r, 0)),
            ((a + o, e - d, b + o), (-a - o, e - d, b + o), (-a - o, r, 0), (a + o, r, 0)),
        ]
        return [self._face(w, self.wall_kind, self.wall, i) for i, w in enumerate(walls)] + [
            self._face(w, "roof", self.roof, 9 + i) for i, w in enumerate(roofs)
        ]

    def _face(self, local: tuple, material: str, tint: Array, number: int) -> Face:
        corners = self._world(*local)
        right = unit(corners[1] - corners[0])
        normal = unit(np.cross(right, corners[-1] - corners[0]))
        return Face(corners, right, unit(np.cross(normal, right)), material, tint, self.seed * 16 + number)

    def footprint(self, x: Array, z: Array) -> Array:
        """Height of the house over ground points, -inf outside."""
        c, s = np.cos(self.turn), np.sin(self.turn)
        u, v = c * (x - self.x) + s * (z - self.z), -s * (x - self.x) + c * (z - self.z)
        inside = (np.abs(u) < self.length / 2 + 0.3) & (np.abs(v) < self.depth / 2 + 0.3)
        roof = self.ridge - (self.ridge - self.eaves) * np.abs(v) / (self.depth / 2)
        return np.where(inside, self.y + roof, -np.inf)


def _pyramid(
    x: float, y: float, z: float, half: float, height: float, turn: float, tint: Array, seed: int
) -> list[Face]:
    """An eight-sided spire."""
    around = turn + np.pi / 8 + np.arange(8) * np.pi / 4
    ring = np.stack([x + half * 1.12 * np.cos(around), np.full(8, y), z + half * 1.12 * np.sin(around)], -1)
    tip = np.array([x, y + height, z])
    faces = []
    for i in range(8):
        corners = np.stack([ring[i], ring[(i + 1) % 8], tip]).astype(np.float32)
        right = unit(corners[1] - corners[0])
        normal = unit(np.cross(right, tip - corners[0]))
        faces.append(Face(corners, right, unit(np.cross(normal, right)), "slate", tint, seed + i))
    return faces


class Town:
    """Houses scattered over the peninsula, church on the knoll."""

    def __init__(self, rng: np.random.Generator, land: Land, light: Light) -> None:
        self.light, self._noise = light, ValueNoise(rng)
        walls = [
            rgb(0.72, 0.62, 0.46),
            rgb(0.78, 0.72, 0.62),
            rgb(0.70, 0.47, 0.27),
            rgb(0.62, 0.33, 0.22),
            rgb(0.74, 0.66, 0.40),
            rgb(0.52, 0.58, 0.60),
            rgb(0.80, 0.76, 0.70),
            rgb(0.66, 0.50, 0.42),
        ]
        roofs = [
            rgb(0.33, 0.105, 0.05),
            rgb(0.29, 0.10, 0.055),
            rgb(0.38, 0.14, 0.06),
            rgb(0.20, 0.10, 0.075),
            rgb(0.14, 0.13, 0.14),
        ]
        self.houses: list[House] = []
        for row in range(7):
            x = -108.0 + rng.uniform(0, 6)
            while x < 27.0 - 6.0 * row:
                length = rng.uniform(7.5, 13.0)
                at_x = x + length / 2
                shore = float(land.shore(np.array([at_x], np.float32))[0])
                at_z = shore + 9.0 + row * 15.5 + rng.uniform(-3.0, 3.0)
                ground = float(land.ground(np.array([at_x], np.float32), np.array([at_z], np.float32))[0])
                gable = rng.random() < 0.42
                depth, eaves = rng.uniform(7.0, 9.5), rng.uniform(3.2, 7.2)
                clear_of_church = (at_x + 46.0) ** 2 + (at_z - 300.0) ** 2 > 17.0**2
                if clear_of_church and rng.random() < 0.97 - 0.085 * row:
                    self.houses.append(
                        House(
                            at_x,
                            ground,
                            at_z,
                            length,
                            depth,
                            eaves,
                            eaves + depth * rng.uniform(0.42, 0.62),
                            (np.pi / 2 if gable else 0.0) + rng.normal(0, 0.16),
                            walls[rng.integers(len(walls))],
                            roofs[rng.integers(len(roofs))],
                            int(rng.integers(1 << 20)),
                        )
                    )
                x += length + rng.uniform(0.6, 5.0) + (2.0 * row)
        self._build_church(land)
        self.faces = [f for house in self.houses for f in house.faces()] + self.spire
        self.relief = self._relief(land)

    def _build_church(self, land: Land) -> None:
        x, z = -46.0, 300.0
        y = float(land.ground(np.array([x], np.float32), np.array([z], np.float32))[0])
        stone, slate = rgb(0.74, 0.68, 0.57), rgb(0.10, 0.115, 0.125)
        self.houses.append(
            House(x + 11.0, y, z, 22.0, 12.0, 9.0, 17.0, 0.12, stone, rgb(0.27, 0.10, 0.06), 77, "nave")
        )
        self.houses.append(House(x - 3.0, y, z - 1.0, 6.6, 6.6, 25.0, 25.6, 0.12, stone, slate, 78, "tower"))
        self.spire = _pyramid(x - 3.0, y + 25.0, z - 1.0, 3.7, 17.0, 0.12, rgb(0.16, 0.25, 0.22), 4000)

    def _relief(self, land: Land) -> Relief:
        x, z = np.meshgrid(
            np.arange(-160.0, 80.0, 0.6, dtype=np.float32), np.arange(200.0, 440.0, 0.6, dtype=np.float32)
        )
        heights = land.ground(x, z)
        for house in self.houses:
            heights = np.maximum(heights, house.footprint(x, z))
        return Relief(-160.0, 200.0, 0.6, heights.astype(np.float32))

    def draw(self, canvas: Canvas, air: Air) -> None:
        """Draws every face that the camera can see."""
        for face in self.faces:
            self._draw_face(canvas, face, air)

    def _draw_face(self, canvas: Canvas, face: Face, air: Air) -> None:
        camera = canvas.camera
        normal = unit(np.cross(face.upward, face.right))
        eye = np.array([0.0, camera.eye_m, 0.0], np.float32)
        normal = normal if (eye - face.corners[0]) @ normal > 0 else -normal
        if face.material != "roof" and np.dot(np.cross(face.right, face.upward), eye - face.corners[0]) > 0:
            return
        x, y = camera.project(face.corners)
        left, right = max(int(x.min()), 0), min(int(x.max()) + 1, camera.width_px)
        top, bottom = max(int(y.min()), 0), min(int(y.max()) + 1, camera.height_px)
        if left >= right or top >= bottom:
            return
        columns, rows = np.meshgrid(np.arange(left, right), np.arange(top, bottom))
        px, py = columns + 0.5, rows + 0.5
        signs = []
        for i in range(len(x)):
            j = (i + 1) % len(x)
            signs.append((x[j] - x[i]) * (py - y[i]) - (y[j] - y[i]) * (px - x[i]))
        signs = np.stack(signs)
        inside = (signs >= 0).all(0) | (signs <= 0).all(0)
        columns, rows = columns[inside], rows[inside]
        if not len(columns):
            return
        rays = camera.rays(columns.astype(np.float32), rows.astype(np.float32))
        t = ((face.corners[0] - eye) @ normal) / (rays @ normal)
        points = eye + rays * t[:, None]
        dry = points[:, 1] > 0.15
        rays, t, points, rows, columns = rays[dry], t[dry], points[dry], rows[dry], columns[dry]
        if not len(t):
            return
        local = points - face.corners[0]
        u, v = local @ face.right, local @ face.upward
        width = float(np.linalg.norm(face.corners[1] - face.corners[0]))
        albedo, gloss = self._material(face, u, v, width)
        sunlit = self.relief.sunlit(points + normal * 0.5, self.light.to_sun, 45.0, 30, 0.02)
        low = smoothstep(-0.5, 3.0, points[:, 1] - self.relief.heights.min() - 2.0)
        colour = self.light.shade(albedo, np.broadcast_to(normal, points.shape), sunlit, 0.55 + 0.45 * low)
        colour += gloss[:, None] * rgb(0.50, 0.60, 0.75)
        canvas.put(rows * camera.width_px + columns, air.veil(colour, t, rays[:, 0]).astype(np.float32), t)

    def _material(self, face: Face, u: Array, v: Array, width: float) -> tuple[Array, Array]:
        """Albedo and mirrored sky at metres (u, v) of a face."""
        wear = self._noise.fbm(u * 0.7 + face.seed % 97, v * 0.7, 5)[:, None]
        albedo = face.tint * (1.0 + 0.22 * wear)
        gloss = np.zeros(len(u), np.float32)
        if face.material in ("roof", "slate"):
            course = 0.5 + 0.5 * np.sin(v * (2 * np.pi / 0.55))
            tile = self._noise(np.floor(u / 0.4) * 3.7 + face.seed % 31, np.floor(v / 0.55) * 5.1)
            albedo = albedo * (0.78 + 0.26 * course + 0.22 * tile)[:, None]
            moss = smoothstep(0.15, 0.6, wear[:, 0])[:, None] * 0.45
            return albedo * (1 - moss) + rgb(0.14, 0.14, 0.06) * moss, gloss
        pitch, storey = (3.4, 5.5) if face.material == "nave" else (2.3, 2.9)
        if face.material == "tower":
            pitch, storey = 6.6, 7.0
        count = max(round(width / pitch), 1)
        across = (u / (width / count)) % 1.0 * (width / count) - width / count / 2
        level = v - 3.0
        floor = np.floor(level / storey)
        up = level - floor * storey
        tall, half = {"nave": (3.6, 0.65), "tower": (2.4, 0.7)}.get(face.material, (1.45, 0.48))
        sill = 1.0
        frame = (
            (np.abs(across) < half + 0.16) & (up > sill - 0.14) & (up < sill + tall + 0.14) & (level > 0.2)
        )
        pane = (np.abs(across) < half) & (up > sill) & (up < sill + tall) & (level > 0.2)
        bars = (np.abs(across) < 0.05) | (np.abs(up - sill - tall * 0.55) < 0.05)
        shutter = (np.abs(across) < half + 0.62) & ~frame & (up > sill - 0.05) & (up < sill + tall + 0.05)
        shutter &= (face.seed // 16 % 3 != 0) & (face.material == "wall") & (level > 0.2)
        shutters = [rgb(0.10, 0.20, 0.13), rgb(0.30, 0.08, 0.06), rgb(0.12, 0.20, 0.32)]
        albedo = np.where(frame[:, None], rgb(0.70, 0.66, 0.58), albedo)
        albedo = np.where(shutter[:, None], shutters[face.seed // 48 % 3] * (1 + 0.2 * wear), albedo)
        glass = pane & ~bars
        albedo = np.where(glass[:, None], rgb(0.025, 0.03, 0.035), albedo)
        lit = self._noise(np.floor(u / pitch) * 7.7 + face.seed % 53, floor * 3.3 + 0.5)
        gloss = np.where(glass, 0.12 + 0.3 * np.clip(lit, 0, 1), 0.0)
        albedo = albedo * (0.5 + 0.5 * smoothstep(-0.8, 0.8, level)[:, None])
        return albedo, gloss
