"""A woman with a straw hat in the near foreground: signed distances, sphere-traced, softly lit.

The figure's own frame: x to the viewer's right, y up, z away from the viewer, origin amid the head.
A unit is 0.1 m.
"""

from dataclasses import dataclass

import numpy as np

from tools.sample.noise import Array, ValueNoise, smoothstep
from tools.sample.scene import rgb

SKIN, EYE, HAIR, STRAW, RIBBON, DRESS = range(6)


def _blend(a: Array, b: Array, k: float) -> Array:
    """Smooth union of two distances over a width of k."""
    h = np.clip(0.5 + 0.5 * (b - a) / k, 0.0, 1.0)
    return b + (a - b) * h - k * h * (1.0 - h)


def _carve(a: Array, b: Array, k: float) -> Array:
    """`a` with `b` smoothly cut away."""
    return -_blend(-a, b, k)


def _ellipsoid(x: Array, y: Array, z: Array, r: tuple[float, float, float]) -> Array:
    k0 = np.sqrt((x / r[0]) ** 2 + (y / r[1]) ** 2 + (z / r[2]) ** 2)
    k1 = np.sqrt((x / r[0] ** 2) ** 2 + (y / r[1] ** 2) ** 2 + (z / r[2] ** 2) ** 2)
    return k0 * (k0 - 1.0) / np.maximum(k1, 1e-6)


def _sphere(x: Array, y: Array, z: Array, r: float) -> Array:
    return np.sqrt(x * x + y * y + z * z) - r


def _capsule(x: Array, y: Array, z: Array, a: tuple, b: tuple, ra: float, rb: float | None = None) -> Array:
    """A thick line from a to b whose radius runs from ra to rb."""
    dx, dy, dz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    px, py, pz = x - a[0], y - a[1], z - a[2]
    t = np.clip((px * dx + py * dy + pz * dz) / (dx * dx + dy * dy + dz * dz), 0.0, 1.0)
    radius = ra if rb is None else ra + (rb - ra) * t
    return np.sqrt((px - t * dx) ** 2 + (py - t * dy) ** 2 + (pz - t * dz) ** 2) - radius


def _turn(a: Array, b: Array, angle: float) -> tuple[Array, Array]:
    c, s = np.cos(angle), np.sin(angle)
    return c * a - s * b, s * a + c * b


@dataclass(frozen=True)
class Pose:
    """Where the figure stands and how it turns; angles in radians."""

    x_m: float = 0.40
    y_m: float = 9.03
    z_m: float = 1.55
    head_yaw: float = -0.16
    head_roll: float = 0.07
    body_yaw: float = -0.30
    unit_m: float = 0.1

    def head(self, p: Array) -> tuple[Array, Array, Array]:
        """Body points in the head's frame."""
        x, z = _turn(p[:, 0], p[:, 2], -self.head_yaw)
        x, y = _turn(x, p[:, 1] + 1.2, -self.head_roll)
        return x, y - 1.2, z

    def from_head(self, p: Array) -> Array:
        """The inverse of `head`."""
        x, y = _turn(p[..., 0], p[..., 1] + 1.2, self.head_roll)
        x, z = _turn(x, p[..., 2], self.head_yaw)
        return np.stack([x, y - 1.2, z], -1)

    def from_body(self, p: Array) -> Array:
        """The inverse of `body`."""
        x, z = _turn(p[..., 0], p[..., 2], self.body_yaw)
        return np.stack([x, p[..., 1], z], -1)

    def body(self, p: Array) -> tuple[Array, Array, Array]:
        x, z = _turn(p[:, 0], p[:, 2], -self.body_yaw)
        return x, p[:, 1], z


class Woman:
    """Distances to the figure's parts, and the colours of their surfaces."""

    def __init__(self, rng: np.random.Generator, pose: Pose) -> None:
        self.pose = pose
        self._noise = ValueNoise(rng)

    def distances(self, p: Array) -> Array:
        """Distances (6, N) of points (N, 3) to skin, eyes, hair, straw, ribbon, dress."""
        head, body = self.pose.head(p), self.pose.body(p)
        torso = self._torso(*body)
        skin = _blend(self._face(*head), _blend(self._neck(p), torso, 0.35), 0.16)
        straw, ribbon = self._hat(*head)
        hair = self._hair(head, body)
        ax = np.abs(head[0])
        eye = _sphere(ax - 0.325, head[1] + 0.10, head[2] + 0.675, 0.135)
        return np.stack([skin, eye, hair, straw, ribbon, self._dress(torso, *body)])

    def _neck(self, p: Array) -> Array:
        return _capsule(p[:, 0], p[:, 1], p[:, 2], (0, -0.6, 0.22), (0, -2.2, 0.42), 0.43, 0.50)

    def _face(self, x: Array, y: Array, z: Array) -> Array:
        ax = np.sqrt(x * x + 4e-4)
        d = _ellipsoid(x, y - 0.28, z - 0.12, (0.74, 0.84, 0.90))
        d = _blend(d, _ellipsoid(x, y + 0.36, z + 0.22, (0.57, 0.87, 0.60)), 0.25)
        d = _blend(d, _sphere(x, y + 1.06, z + 0.57, 0.17), 0.26)
        d = _blend(d, _capsule(ax, y, z, (0.46, -0.60, 0.05), (0.12, -1.05, -0.46), 0.09), 0.30)
        d = _blend(d, _sphere(ax - 0.37, y + 0.36, z + 0.53, 0.18), 0.22)
        d = _blend(d, _capsule(ax, y, z, (0.12, 0.09, -0.80), (0.45, 0.11, -0.60), 0.055), 0.16)
        d = _carve(d, _sphere(ax - 0.325, y + 0.10, z + 0.92, 0.145), 0.13)
        d = self._eyelids(d, ax, y, z)
        d = _blend(d, _capsule(x, y, z, (0, 0.02, -0.80), (0, -0.40, -0.985), 0.055, 0.075), 0.12)
        d = _blend(d, _sphere(x, y + 0.435, z + 0.985, 0.090), 0.06)
        d = _blend(d, _sphere(ax - 0.105, y + 0.475, z + 0.875, 0.062), 0.05)
        d = _carve(d, _ellipsoid(ax - 0.062, y + 0.525, z + 0.93, (0.024, 0.014, 0.035)), 0.02)
        d = _blend(d, _ellipsoid(x, y + 0.77, z + 0.735, (0.25, 0.17, 0.075)), 0.14)
        _, _, swell = self._lips(ax, y)
        return d - swell * (z < -0.3)

    def _lips(self, ax: Array, y: Array) -> tuple[Array, Array, Array]:
        """Cover of the lips 0..1, closeness to the line between them 0..1, and how far they swell."""
        u = np.clip(ax / 0.285, 0.0, 1.0)
        bow = 1.0 - u * u
        seam = -0.772 + 0.030 * u * u
        peak = 0.016 * np.exp(-(((ax - 0.065) / 0.05) ** 2)) - 0.008 * np.exp(-((ax / 0.03) ** 2))
        top, bottom = seam + bow * (0.058 + peak), seam - 0.088 * bow**0.8
        cover = smoothstep(-0.004, 0.012, np.minimum(top - y, y - bottom)) * (ax < 0.285)
        up = np.clip((y - seam) / np.maximum(top - seam, 1e-3), 0.0, 1.3)
        down = np.clip((seam - y) / np.maximum(seam - bottom, 1e-3), 0.0, 1.4)
        line = np.exp(-(((y - seam) / 0.011) ** 2)) * smoothstep(0.31, 0.25, ax)
        swell = 0.040 * np.sin(np.pi * np.clip(0.25 + 0.58 * up, 0, 1)) * (up > 0) * smoothstep(1.3, 0.7, up)
        swell = swell + 0.052 * np.sin(np.pi * np.clip(0.2 + 0.5 * down, 0, 1)) * (down > 0) * smoothstep(
            1.4, 0.7, down
        )
        return cover, line, (swell * bow**0.6 - 0.016 * line).astype(np.float32)

    def _opening(self, ax: Array, y: Array) -> Array:
        """Below 0 between the lids, in units; an almond that rises outwards."""
        u = (ax - 0.325) / 0.150
        bow = np.maximum(1.0 - u * u, 0.0)
        top, bottom = -0.098 + 0.062 * bow**0.75, -0.108 - 0.050 * bow**0.85
        tilt = 0.014 * u
        return np.maximum(np.maximum(y - top - tilt, bottom + tilt - y), np.abs(ax - 0.325) - 0.146)

    def _eyelids(self, d: Array, ax: Array, y: Array, z: Array) -> Array:
        ball = _sphere(ax - 0.325, y + 0.10, z + 0.675, 0.158)
        lids = _blend(d, ball, 0.055)
        window = np.maximum(self._opening(ax, y), z + 0.60)
        return np.maximum(lids, -_blend(window, window, 0.01))

    def _hair(self, head: tuple[Array, Array, Array], body: tuple[Array, Array, Array]) -> Array:
        x, y, z = head
        ax = np.abs(x)
        d = _ellipsoid(x, y - 0.27, z - 0.16, (0.84, 0.92, 0.98))
        d = _carve(d, _ellipsoid(x, y + 0.22, z + 0.98, (0.62, 0.92, 0.82)), 0.10)
        d = _blend(d, _capsule(ax, y, z, (0.66, 0.40, -0.30), (0.78, -0.75, 0.02), 0.17, 0.26), 0.15)
        d = _blend(d, _ellipsoid(x, y + 0.8, z - 0.55, (0.86, 1.35, 0.50)), 0.25)
        bx, by, bz = body
        wave = 0.13 * np.sin(by * 2.6 + np.sign(bx) * 0.8)
        fall = _capsule(
            np.abs(bx) + wave * 0.7, by, bz + 0.5 * wave, (0.80, -0.7, 0.12), (0.98, -3.7, -0.42), 0.32, 0.20
        )
        d = _blend(d, fall, 0.25)
        across = self._across(head, body)
        strands = np.sin(across * 31 + 1.2 * np.sin(y * 1.9 + across * 3))
        broad = np.sin(across * 9 + 1.6 * np.sin(y * 1.3 + across))
        return d - 0.004 * strands - 0.018 * broad

    def _across(self, head: tuple[Array, Array, Array], body: tuple[Array, Array, Array]) -> Array:
        """An angle that changes from strand to strand and stays the same along one."""
        x, y, z = head
        crown = np.arctan2(x, -z - 0.1)
        bx, by, bz = body
        wave = 0.13 * np.sin(by * 2.6 + np.sign(bx) * 0.8)
        share = np.clip((-0.7 - by) / 3.0, 0.0, 1.0)
        lock = np.arctan2(
            np.abs(bx) + 0.7 * wave - 0.80 - 0.18 * share, -(bz + 0.5 * wave - 0.12 + 0.54 * share) + 0.6
        )
        low = smoothstep(-0.2, -1.1, y)
        return crown * (1 - low) + (1.9 * lock + np.sign(bx)) * low

    def _hat(self, x: Array, y: Array, z: Array) -> tuple[Array, Array]:
        y, z = _turn(y - 0.60, z - 0.16, -0.20)
        r = np.sqrt(x * x + z * z)
        theta = np.arctan2(x, z)
        level = (
            0.05 * np.sin(2 * theta + 0.6) * r
            - 0.09 * np.maximum(r - 0.8, 0.0) ** 2
            + 0.03 * np.sin(5 * theta + 1) * r
        )
        brim = np.maximum(np.abs(y - level) - 0.032, r - 1.95) * 0.62
        crown = _ellipsoid(x, y - 0.14, z, (0.90, 0.80, 0.98))
        crown = np.maximum(_blend(crown, r - 0.94, 0.01) * 0 + crown, -(y + 0.02))
        dent = _ellipsoid(x, y - 1.02, z, (0.30, 0.22, 0.62))
        crown = _carve(crown, dent, 0.22)
        straw = _blend(brim, crown, 0.06)
        ribbon = np.maximum(crown - 0.028, np.abs(y - 0.17) - 0.13 - 0.012 * np.sin(theta * 3))
        return straw, ribbon

    def _torso(self, x: Array, y: Array, z: Array) -> Array:
        ax = np.sqrt(x * x + 1e-3)
        d = _capsule(ax, y, z, (0.0, -2.15, 0.50), (1.50, -2.52, 0.55), 0.42, 0.47)
        d = _blend(d, _ellipsoid(x, y + 3.7, z - 0.45, (1.42, 1.75, 0.80)), 0.5)
        d = _blend(d, _ellipsoid(ax - 0.56, y + 4.05, z + 0.12, (0.60, 0.62, 0.55)), 0.35)
        d = _blend(d, _ellipsoid(x, y + 6.6, z - 0.4, (1.35, 2.2, 0.95)), 0.6)
        arm = _capsule(ax, y, z, (1.74, -2.72, 0.55), (2.12, -5.2, 0.60), 0.46, 0.40)
        arm = _blend(arm, _capsule(ax, y, z, (2.12, -5.2, 0.60), (1.45, -7.8, -0.35), 0.40, 0.30), 0.12)
        return _blend(d, arm, 0.22)

    def _dress(self, torso: Array, x: Array, y: Array, z: Array) -> Array:
        folds = np.sin(x * 5.0 + 1.6 * np.sin(y * 0.9 + z) + y * 0.7) * smoothstep(-3.2, -5.5, y)
        gather = np.sin(x * 17.0 + 2.0 * np.sin(y * 2.1)) * smoothstep(-4.3, -3.2, y)
        wrinkle = self._noise.fbm(x * 1.1 + z, y * 0.8 + 4.0, 3)
        cloth = torso - 0.075 - 0.045 * folds - 0.010 * gather - 0.055 * wrinkle
        neckline = y + 3.12 - 0.16 * x * x - 0.02 * np.sin(x * 9.0)
        return np.maximum(cloth, neckline * 0.8)

    def colour(self, p: Array, material: Array) -> tuple[Array, Array, Array]:
        """Albedo (N, 3), gloss (N,), and bump directions (N, 3) of surface points."""
        albedo = np.zeros((len(p), 3), np.float32)
        gloss = np.zeros(len(p), np.float32)
        bump = np.zeros((len(p), 3), np.float32)
        painters = {
            SKIN: self._paint_skin,
            EYE: self._paint_eye,
            HAIR: self._paint_hair,
            STRAW: self._paint_straw,
            RIBBON: self._paint_ribbon,
            DRESS: self._paint_dress,
        }
        for which, painter in painters.items():
            at = np.nonzero(material == which)[0]
            if len(at):
                albedo[at], gloss[at], bump[at] = painter(p[at])
        return albedo, gloss, bump

    def _paint_skin(self, p: Array) -> tuple[Array, Array, Array]:
        x, y, z = self.pose.head(p)
        ax = np.abs(x)
        mottle = self._noise.fbm(x * 6 + 3, y * 6 + z * 4, 4)[:, None]
        base = rgb(0.66, 0.395, 0.275) * (1.0 + 0.05 * mottle)
        face = ((z < -0.25) & (y > -1.3))[:, None]
        blush = np.exp(-(((ax - 0.40) / 0.20) ** 2 + ((y + 0.42) / 0.17) ** 2))[:, None]
        blush = blush + 0.5 * np.exp(-((ax / 0.12) ** 2 + ((y + 0.46) / 0.10) ** 2))[:, None]
        base = base * (1 - 0.55 * blush * face * rgb(0.10, 0.42, 0.38))
        lip, seam, _ = self._lips(ax, y)
        lip = lip * face[:, 0]
        base = base * (1 - lip[:, None]) + rgb(0.47, 0.135, 0.115) * lip[:, None]
        base = base * (1 - 0.8 * (seam * face[:, 0])[:, None])
        base = base * (1 - self._brows(ax, y)[:, None] * face * (1 - rgb(0.16, 0.085, 0.05)))
        gap = self._opening(ax, y)
        above = smoothstep(-0.105, -0.09, y - 0.02 * (ax - 0.325) / 0.15)
        lash = smoothstep(0.034, 0.012, gap) * (0.25 + 0.75 * above) * face[:, 0]
        base = base * (1 - 0.90 * lash[:, None])
        lid = np.exp(-(((ax - 0.33) / 0.17) ** 2 + ((y + 0.045) / 0.05) ** 2))[:, None] * face
        base = base * (1 - 0.30 * lid * rgb(0.4, 0.8, 0.8))
        pores = np.stack([mottle[:, 0], self._noise(x * 40, y * 40 + z * 30), 0 * x], -1) * 0.012
        return base, 0.30 + 0.45 * lip, pores

    def _brows(self, ax: Array, y: Array) -> Array:
        u = (ax - 0.345) / 0.225
        middle = 0.125 + 0.050 * (1 - (u - 0.25) ** 2)
        thick = (
            0.042 * np.clip(1.0 - 0.55 * u, 0.0, 1.4) * smoothstep(1.05, 0.7, u) * smoothstep(-1.1, -0.85, u)
        )
        hairs = self._noise(ax * 45 - y * 38, y * 9 + ax * 6)
        return (
            smoothstep(1.15, 0.35, np.abs(y - middle) / np.maximum(thick, 1e-3))
            * (0.80 + 0.18 * hairs)
            * (thick > 2e-3)
        )

    def _paint_eye(self, p: Array) -> tuple[Array, Array, Array]:
        x, y, _ = self.pose.head(p)
        side = np.sign(x)
        gaze_x, gaze_y = 0.012, 0.002
        u, v = x - side * 0.325 - gaze_x, y + 0.10 - gaze_y
        r = np.sqrt(u * u + v * v)
        fibres = self._noise(np.arctan2(v, u) * 9.0 + 40, r * 25)[:, None]
        iris = rgb(0.070, 0.145, 0.150) * (1 + 0.55 * fibres)
        iris = iris + rgb(0.10, 0.07, 0.02) * smoothstep(0.062, 0.034, r)[:, None]
        albedo = rgb(0.66, 0.61, 0.58) * np.ones((len(x), 1), np.float32)
        ring = smoothstep(0.088, 0.078, r)[:, None]
        albedo = albedo * (1 - ring) + iris * ring
        albedo = albedo * (1 - 0.65 * np.exp(-(((r - 0.081) / 0.013) ** 2)))[:, None]
        albedo = albedo * smoothstep(0.034, 0.042, r)[:, None]
        under_lid = smoothstep(-0.005, -0.045, self._opening(np.abs(x), y))
        return albedo * (0.30 + 0.70 * under_lid)[:, None], np.full(len(x), 2.5, np.float32), np.zeros_like(p)

    def _paint_hair(self, p: Array) -> tuple[Array, Array, Array]:
        x, y, z = self.pose.head(p)
        around = self._across((x, y, z), self.pose.body(p))
        lines = self._noise.fbm(around * 22, y * 0.35 + 7, 1) + 0.8 * self._noise.fbm(around * 61, y * 0.6, 1)
        lines = 0.7 * lines + 0.35 * self._noise(around * 130, y * 0.9 + 3)
        tone = (0.85 + 0.75 * lines)[:, None]
        albedo = rgb(0.105, 0.045, 0.018) * np.clip(tone, 0.35, 1.6)
        bump = np.stack([lines * np.cos(around), 0 * x, lines * np.sin(around)], -1) * 0.35
        return albedo, 0.4 + 0.3 * lines, bump

    def _hat_polar(self, p: Array) -> tuple[Array, Array, Array]:
        x, y, z = self.pose.head(p)
        y, z = _turn(y - 0.60, z - 0.16, -0.20)
        return np.sqrt(x * x + z * z), np.arctan2(x, z), y

    def _paint_straw(self, p: Array) -> tuple[Array, Array, Array]:
        r, theta, y = self._hat_polar(p)
        along = np.where(y > 0.10, y * 1.3 + (1 - r) * 0.8, r)
        ring = along * 13.0
        braid = np.sin(ring * 2 * np.pi)
        weave = np.sin(theta * 150 + 2.4 * np.sin(ring * np.pi) + np.floor(ring) * 1.7)
        straws = self._noise(theta * 40 + np.floor(ring) * 5.3, np.floor(ring) * 3.1)
        tone = 0.86 + 0.12 * braid + 0.10 * weave + 0.16 * straws
        albedo = rgb(0.66, 0.47, 0.22) * tone[:, None]
        slope = 0.20 * np.cos(ring * 2 * np.pi)
        return (
            albedo,
            0.12 + 0.1 * weave,
            np.stack([slope * np.sin(theta), 0.08 * weave, slope * np.cos(theta)], -1),
        )

    def _paint_ribbon(self, p: Array) -> tuple[Array, Array, Array]:
        _, theta, y = self._hat_polar(p)
        ribs = np.sin(y * 260)
        albedo = rgb(0.34, 0.03, 0.035) * (1 + 0.12 * ribs + 0.2 * self._noise(theta * 3, y * 8))[:, None]
        return albedo, np.full(len(y), 0.35, np.float32), np.stack([0 * y, 0.05 * ribs, 0 * y], -1)

    def _paint_dress(self, p: Array) -> tuple[Array, Array, Array]:
        x, y, z = self.pose.body(p)
        thread = np.sin(x * 210 + z * 120) * np.sin(y * 210)
        slub = self._noise.fbm(x * 3, y * 3 + z * 2, 4)
        cell_x, cell_y = x * 3.0 + np.floor(y * 3.0) * 0.5, y * 3.0
        dot = np.hypot(cell_x - np.floor(cell_x) - 0.5, cell_y - np.floor(cell_y) - 0.5)
        spots = smoothstep(0.17, 0.12, dot)[:, None]
        albedo = rgb(0.085, 0.17, 0.34) * (1 + 0.10 * thread + 0.14 * slub)[:, None]
        hem = smoothstep(-0.10, -0.06, y + 3.12 - 0.16 * x * x - 0.02 * np.sin(x * 9.0))[:, None]
        light = np.maximum(spots * 0.9, hem)
        albedo = albedo * (1 - light) + rgb(0.72, 0.68, 0.60) * light
        return albedo, np.full(len(x), 0.06, np.float32), np.stack([thread, slub, thread], -1) * 0.03
