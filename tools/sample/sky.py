"""The evening sky: a gradient, ice clouds high up, and lit cumulus marched through a noise volume."""

import numpy as np
from scipy import ndimage

from tools.sample.noise import Array, sample_wrapped, smoothstep, spectral
from tools.sample.scene import Camera, Light, rgb

_BASE_M, _TOP_M = 1150.0, 2700.0
_PERIOD_M = 15000.0
_DETAIL_M = 1500.0
_EXTINCTION = 0.011


def clear_sky(rays: Array) -> Array:
    """Light of the cloudless sky along rays (..., 3) with z = 1."""
    height = np.clip(rays[..., 1] / np.sqrt(1.0 + rays[..., 0] ** 2), -0.02, 1.0)[..., None]
    warmth = np.clip(0.55 - rays[..., :1], 0.0, 1.2)
    horizon = rgb(0.86, 0.80, 0.74) + rgb(0.36, 0.18, -0.10) * warmth
    middle, zenith = rgb(0.33, 0.56, 0.88), rgb(0.085, 0.22, 0.56)
    low = np.exp(-np.maximum(height, 0.0) / 0.075)
    high = np.clip(height / 0.30, 0.0, 1.0) ** 0.8
    return (middle * (1 - high) + zenith * high) * (1 - low) + horizon * low


class Clouds:
    """A tileable field of cumulus with its own shadows."""

    def __init__(self, rng: np.random.Generator, light: Light) -> None:
        self.light = light
        layers, cells = 40, 300
        height = np.linspace(0.0, 1.0, layers, dtype=np.float32)[:, None, None]
        cover = spectral(rng, (cells, cells), 1.7, 2.0)
        lumps = spectral(rng, (layers, cells, cells), 1.9, 3.0)
        rise = np.clip(0.35 + 0.42 * cover, 0.0, 1.0)[None]
        profile = smoothstep(0.0, 0.09, height) * np.clip(1.0 - height / np.maximum(rise, 0.02), -1.5, 1.0)
        self.shape = (profile + 0.42 * lumps + 0.85 * cover[None] - 1.50).astype(np.float32)
        self.detail = spectral(rng, (72, 72, 72), 1.55, 2.0)
        self.cirrus = spectral(rng, (512, 512), 1.45, 2.0)
        self.shadow = self._shadow()

    def _shadow(self) -> Array:
        """Optical depth towards the sun in every cell, swept down from the top layer."""
        dense = np.clip(self.shape * 2.2, 0.0, 1.0)
        layers, cells, _ = dense.shape
        rise = (_TOP_M - _BASE_M) / layers
        x, _, z = self.light.to_sun / self.light.to_sun[1] * rise / (_PERIOD_M / cells)
        length = rise / self.light.to_sun[1]
        depth = np.zeros_like(dense)
        for k in range(layers - 2, -1, -1):
            above = depth[k + 1] + dense[k + 1] * _EXTINCTION * length
            depth[k] = ndimage.shift(above, (-z, -x), order=1, mode="grid-wrap")
        return depth

    def march(self, rays: Array, steps: int) -> tuple[Array, Array]:
        """Light and transparency of the clouds along rays (N, 3) that point upwards."""
        glow = np.zeros((len(rays), 3), np.float32)
        clear = np.ones(len(rays), np.float32)
        cells, layers = self.shape.shape[1], self.shape.shape[0]
        enter = _BASE_M / np.maximum(rays[:, 1], 0.012)
        leave = np.minimum(_TOP_M / np.maximum(rays[:, 1], 0.012), 42000.0)
        jitter = np.random.default_rng(5).random(len(rays), np.float32)
        toward = rays @ self.light.to_sun / np.linalg.norm(rays, axis=-1)
        phase = 0.85 + 0.3 * toward
        for k in range(steps):
            alive = np.nonzero((clear > 0.02) & (enter < leave))[0]
            share = (k + jitter[alive]) / steps
            t = enter[alive] + (leave[alive] - enter[alive]) * share
            p = rays[alive] * t[:, None]
            layer = (p[:, 1] - _BASE_M) / (_TOP_M - _BASE_M) * (layers - 1)
            at = (layer, p[:, 2] * cells / _PERIOD_M, p[:, 0] * cells / _PERIOD_M)
            body = sample_wrapped(self.shape, *at)
            near = np.nonzero(body > -0.45)[0]
            alive, p, body, t = alive[near], p[near], body[near], t[near]
            at = tuple(a[near] for a in at)
            q = p * (72 / _DETAIL_M)
            fine = sample_wrapped(self.detail, q[:, 1], q[:, 2], q[:, 0])
            finer = sample_wrapped(self.detail, q[:, 1] * 3.7, q[:, 2] * 3.7, q[:, 0] * 3.7)
            body = body + 0.17 * fine + 0.075 * finer
            density = np.clip(body * 3.0, 0.0, 1.0)
            opacity = 1.0 - np.exp(-density * _EXTINCTION * (leave - enter)[alive] / steps)
            shade = sample_wrapped(self.shadow, *at) + 0.35 * np.clip(body, 0, 1)
            direct = 0.72 * np.exp(-shade * 0.95) + 0.28 * np.exp(-shade * 0.22)
            up = (at[0] / layers)[:, None]
            colour = direct[:, None] * phase[alive, None] * self.light.sun * 0.50
            colour = colour + rgb(0.25, 0.30, 0.42) * (0.55 + 0.75 * up)
            haze = np.exp(-t / 30000.0)[:, None]
            colour = colour * haze + clear_sky(rays[alive]) * (1.0 - haze)
            glow[alive] += (clear[alive] * opacity)[:, None] * colour
            clear[alive] *= 1.0 - opacity
        return glow, clear

    def wisps(self, rays: Array) -> Array:
        """Cover 0..1 of the ice clouds, in streaks."""
        t = 60.0 / np.maximum(rays[..., 1] + 0.05, 0.02)
        x, z = rays[..., 0] * t, t
        streak = sample_wrapped(self.cirrus, (x * 0.9 + z * 0.25) * 0.9, (z - x * 0.3) * 0.22)
        fine = sample_wrapped(self.cirrus, x * 2.3 + 90.0, z * 0.7 + 30.0)
        return np.clip(0.24 * (streak + 0.45 * fine + 0.15), 0.0, 0.6) * smoothstep(0.02, 0.16, rays[..., 1])


def render_sky(camera: Camera, rng: np.random.Generator, light: Light, rows: int) -> Array:
    """The sky in the top `rows` rows of the camera's picture: (rows, W, 3) linear light."""
    clouds = Clouds(rng, light)
    columns, lines = np.meshgrid(np.arange(camera.width_px), np.arange(rows))
    rays = camera.rays(columns.astype(np.float32), lines.astype(np.float32))
    sky = clear_sky(rays)
    wisp = clouds.wisps(rays)[..., None]
    sky = sky * (1 - wisp) + rgb(1.22, 1.08, 0.98) * wisp
    glow, clear = clouds.march(rays[::2, ::2].reshape(-1, 3), 110)
    small = rays[::2, ::2].shape[:2]
    zoom = (rows / small[0], camera.width_px / small[1])
    layer = np.concatenate([glow, clear[:, None]], 1).reshape(*small, 4)
    layer = ndimage.gaussian_filter(layer, (0.6, 0.6, 0))
    layer = np.asarray(ndimage.zoom(layer, (*zoom, 1), order=1, mode="nearest", grid_mode=True))
    return sky * layer[..., 3:] + layer[..., :3]
