"""Single strands over the figure's hair: curves down both sides, each lit along its own direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw
from scipy.interpolate import CubicSpline

from tools.sample.meadow import develop_layer, paint
from tools.sample.noise import Array
from tools.sample.scene import rgb, unit

if TYPE_CHECKING:
    from tools.sample.portrait import Portrait

_FINE = 3
_PIECES = 44


def _strands(portrait: Portrait, rng: np.random.Generator, count: int) -> Array:
    """Points (count, pieces, 3) of strands from hat to below the shoulders, in the figure's frame."""
    pose = portrait.woman.pose
    side = np.where(rng.random(count) < 0.5, -1.0, 1.0)[:, None]
    root = rng.uniform(0.0, 1.0, (count, 1))
    head = np.array([[0.34, 0.80, -0.52], [0.66, 0.42, -0.34], [0.76, -0.15, -0.16], [0.82, -0.75, 0.02]])
    head = np.repeat(head[None], count, 0)
    head[:, 0, 0] += 0.36 * root[:, 0]
    head[:, 0, 2] += 0.62 * root[:, 0]
    fall = np.array([[0.90, -1.55, -0.04], [0.96, -2.4, -0.18], [1.00, -3.3, -0.36], [0.98, -4.0, -0.44]])
    fall = np.repeat(fall[None], count, 0)
    radius = np.array([0.05, 0.20, 0.26, 0.31, 0.35, 0.34, 0.27, 0.12]) * np.ones((count, 1))
    loose = np.where(
        rng.random((count, 1)) < 0.06,
        rng.uniform(1.05, 1.35, (count, 1)),
        rng.uniform(0.75, 1.04, (count, 1)),
    )
    turn = rng.uniform(0.0, 2 * np.pi, (count, 1))
    clump = np.round(turn * 2.2) / 2.2
    turn = turn + 0.45 * (clump - turn) + np.linspace(0.0, 0.7, 8) * rng.normal(1.0, 0.2, (count, 1))
    offset = np.stack([np.cos(turn) * radius * loose, 0 * turn, np.sin(turn) * radius * loose], -1)
    for line in (head, fall):
        line[..., 0] *= side
    points = np.concatenate([pose.from_head(head), pose.from_body(fall)], 1) + offset
    wave = 0.13 * np.sin(points[..., 1] * 2.6 + side * 0.8) * np.array([0, 0, 0.3, 1, 1, 1, 1, 1])
    points[..., 0] -= 0.7 * wave * side
    points[..., 2] -= 0.5 * wave
    knots, fine = np.linspace(0, 1, 8), np.linspace(0, 1, _PIECES + 1)
    ends = rng.uniform(0.86, 1.0, (count, 1))
    curve = CubicSpline(knots, points, axis=1)(fine)
    keep = fine * ends
    picked = np.stack(
        [[np.interp(k, fine, c[:, i]) for i in range(3)] for k, c in zip(keep, curve, strict=True)]
    )
    curve = picked.transpose(0, 2, 1)
    curl = rng.uniform(0.010, 0.035, (count, 1)) * np.sin(
        9.0 * fine + 5.0 * clump + rng.normal(0, 0.3, (count, 1))
    )
    curve[..., 0] += curl
    return curve.astype(np.float32)


def draw_strands(
    portrait: Portrait, light: Array, cover: Array, depth: Array, left: int, top: int
) -> tuple[Array, Array]:
    """Draws the strands over a traced part of the picture, where nothing of the figure is in front.

    `light` (h, w, 3) is premultiplied by `cover` (h, w); `depth` is the figure's, infinite beside
    it; (left, top) is the part's place in the picture. Returns the new light and cover.
    """
    rng = np.random.default_rng(81)
    height, width = cover.shape
    camera = portrait.camera
    share = min(camera.width_px / 1800, 1.0)
    curves = _strands(portrait, rng, int(5200 * share))
    seen = curves - portrait.origin
    scale = camera.focal_px / seen[..., 2]
    x = camera.width_px / 2 + seen[..., 0] * scale - left
    y = camera.horizon_px - seen[..., 1] * scale - top
    column, row = np.clip(x.astype(int), 0, width - 1), np.clip(y.astype(int), 0, height - 1)
    hidden = seen[..., 2] > depth[row, column] + 0.05
    tint = _shade(portrait, curves, rng)
    layer = Image.new("RGB", (width * _FINE, height * _FINE))
    pen = ImageDraw.Draw(layer)
    thick = max(round(1.3 * _FINE * share), 1)
    for i in np.argsort(-seen[..., 2].mean(1)):
        for k in range(_PIECES):
            if not (hidden[i, k] or hidden[i, k + 1]):
                ends = (x[i, k] * _FINE, y[i, k] * _FINE, x[i, k + 1] * _FINE, y[i, k + 1] * _FINE)
                pen.line(ends, fill=paint(tint[i, k]), width=thick if k < _PIECES - 8 else max(thick // 2, 1))
    ink, mask = develop_layer(layer)
    split = (height, _FINE, width, _FINE)
    ink = (ink * mask[..., None]).reshape(*split, 3).mean((1, 3))
    mask = mask.reshape(split).mean((1, 3))
    return light * (1 - mask[..., None]) + ink, cover * (1 - mask) + mask


def _shade(portrait: Portrait, curves: Array, rng: np.random.Generator) -> Array:
    """Light of every point of every strand, after Kajiya and Kay: by the angle between strand and light."""
    points = curves.reshape(-1, 3)
    tangent = unit(np.gradient(curves, axis=1)).reshape(-1, 3)
    view = unit(points - portrait.origin)
    to_sun = portrait.light.to_sun
    sun = np.concatenate([portrait.sunlit(p + to_sun * 0.10) for p in np.array_split(points, 12)])
    along = tangent @ to_sun
    diffuse = np.sqrt(np.maximum(1 - along**2, 0.0))
    half = unit(to_sun - view)
    lean = np.repeat(rng.normal(0, 0.08, len(curves)), curves.shape[1])
    first = np.maximum(1 - (np.sum(tangent * half, 1) + 0.10 + lean) ** 2, 0) ** 60
    second = np.maximum(1 - (np.sum(tangent * half, 1) - 0.12 + lean) ** 2, 0) ** 16
    tone = np.repeat(rng.lognormal(0, 0.28, len(curves)), curves.shape[1])[:, None]
    albedo = rgb(0.135, 0.050, 0.018) * tone
    colour = (
        albedo * (diffuse * sun * 0.62)[:, None] * portrait.light.sun + albedo * portrait.light.fill * 0.5
    )
    colour += (sun * (0.075 * first))[:, None] * portrait.light.sun * rgb(1.0, 0.85, 0.65)
    colour += (sun * 0.11 * second)[:, None] * portrait.light.sun * rgb(0.62, 0.28, 0.10) * tone
    return colour.reshape(curves.shape).astype(np.float32)
