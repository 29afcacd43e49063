"""The lake: the mirrored scene seen through ripples, and the water's own colour."""

import numpy as np
from scipy import ndimage

from tools.sample.noise import Array, ValueNoise, smoothstep
from tools.sample.scene import Camera, rgb

_SAMPLES = 8


def render_water(
    camera: Camera, reflection: Array, rng: np.random.Generator, first_row: int, last_row: int
) -> Array:
    """Rows of lake below the horizon.

    `reflection` is (rows, W, 3): the mirrored camera's picture from the top to a little below its horizon.
    Returns (last_row - first_row, W, 3) linear light.
    """
    noise = ValueNoise(rng)
    columns, rows = np.meshgrid(np.arange(camera.width_px), np.arange(first_row, last_row))
    total = np.zeros((*rows.shape, 3), np.float32)
    for _ in range(_SAMPLES):
        jitter = rng.random((2, *rows.shape), np.float32)
        line = rows + jitter[1] - 0.5
        ray = camera.rays(columns + jitter[0] - 0.5, np.maximum(line, camera.horizon_px + 0.3))
        distance = camera.eye_m / np.maximum(-ray[..., 1], 1e-4)
        x, z = ray[..., 0] * distance, distance
        breeze = 0.35 + 0.65 * smoothstep(-0.15, 0.45, noise.fbm(x / 60.0 + 8.0, z / 38.0, 3))
        tilt_x, tilt_z = _ripples(noise, x, z)
        calm = breeze / (1.0 + (z / 210.0) ** 2)
        tilt_x, tilt_z = tilt_x * 0.010 * calm, tilt_z * 0.015 * calm
        slope = ray[..., 1] - 2 * (ray[..., 1] - ray[..., 0] * tilt_x - tilt_z)
        reach = 1.0 - 2 * (ray[..., 1] - tilt_z) * tilt_z
        side = ray[..., 0] - 2 * ray[..., 1] * -tilt_x
        seen_row = camera.horizon_px - 0.5 - np.abs(slope / reach) * camera.focal_px
        seen_column = camera.width_px / 2 - 0.5 + side / reach * camera.focal_px
        mirrored = np.stack(
            [
                ndimage.map_coordinates(reflection[..., c], (seen_row, seen_column), order=1, mode="nearest")
                for c in range(3)
            ],
            -1,
        )
        grazing = np.clip(np.abs(ray[..., 1] - tilt_z), 0.0, 1.0)
        fresnel = (0.04 + 0.96 * (1.0 - grazing) ** 5)[..., None]
        depth = smoothstep(52.0, 110.0, z + 8.0 * noise.fbm(x / 9.0, z / 9.0, 3))[..., None]
        body = rgb(0.105, 0.17, 0.125) * (1 - depth) + rgb(0.020, 0.075, 0.090) * depth
        total += mirrored * fresnel + body * (1 - fresnel)
    return total / _SAMPLES


def _ripples(noise: ValueNoise, x: Array, z: Array) -> tuple[Array, Array]:
    """Slopes of the water: long swell, wavelets, and shimmer; from metres down to a hand's width."""
    tilt_x, tilt_z = np.zeros_like(x), np.zeros_like(x)
    for length, weight in ((7.0, 0.5), (2.6, 0.8), (0.95, 1.0), (0.4, 0.8)):
        _, dx, dz = noise.slopes(x / (length * 1.7) + z * 0.03, z / length)
        tilt_x += weight * dx
        tilt_z += weight * dz
    return tilt_x, tilt_z
