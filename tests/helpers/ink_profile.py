"""A colour profile of printing inks, made here, so that no profile of others lies in the repository."""

from __future__ import annotations

import struct
from functools import lru_cache

import numpy as np

_D50 = np.array([0.9642, 1.0, 0.8249])
_FROM_SRGB = np.array(
    [[0.4360, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]]
)  # Linear sRGB to XYZ of D50.
_INK_STEPS, _LAB_STEPS = 9, 25
_BLACK_SHARE = 0.7
"""How much of the dark of a colour is printed in black ink."""


@lru_cache(maxsize=2)
def ink_profile(*, both_ways: bool = True) -> bytes:
    """A profile of cyan, magenta, yellow and black that cover each other as filters do.

    Args:
        both_ways: whether it also says which inks make a colour.
    """
    steps = np.linspace(0, 1, _INK_STEPS)
    inks = np.stack(np.meshgrid(steps, steps, steps, steps, indexing="ij"), -1)
    paper = (1 - inks[..., :3]) * (1 - inks[..., 3:])
    tags = [(b"desc", _described("Inks of the tests")), (b"cprt", b"text\0\0\0\0No copyright\0")]
    tags += [(b"wtpt", b"XYZ \0\0\0\0" + _fixed(_D50)), (b"A2B0", _table(_lab(paper)))]
    if both_ways:
        lightness = np.linspace(0, 100, _LAB_STEPS)
        tints = np.linspace(-128, 127, _LAB_STEPS)
        lab = np.stack(np.meshgrid(lightness, tints, tints, indexing="ij"), -1)
        tags.append((b"B2A0", _table(_inks(_srgb(lab)))))
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags:
        table += name + struct.pack(">2I", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    header = bytearray(128)
    header[0:4] = struct.pack(">I", start + len(body))
    header[8:12] = b"\x02\x40\0\0"
    header[12:24] = b"prtrCMYKLab "
    header[36:40] = b"acsp"
    header[68:80] = _fixed(_D50)
    return bytes(header) + struct.pack(">I", len(tags)) + table + body


def _inks(rgb: np.ndarray) -> np.ndarray:
    black = _BLACK_SHARE * (1 - rgb.max(-1, keepdims=True))
    return np.concatenate([1 - rgb / (1 - black), black], -1)


def _lab(rgb: np.ndarray) -> np.ndarray:
    """sRGB 0..1 as Lab in shares of its 8-bit range."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _FROM_SRGB.T / _D50
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    lab = np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)
    return (lab + np.array([0, 128, 128])) / np.array([100, 255, 255])


def _srgb(lab: np.ndarray) -> np.ndarray:
    """Lab as sRGB 0..1, clipped."""
    y = (lab[..., 0] + 16) / 116
    f = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], -1)
    xyz = np.where(f > 6 / 29, f**3, (116 * f - 16) * 27 / 24389) * _D50
    linear = np.clip(xyz @ np.linalg.inv(_FROM_SRGB).T, 0, 1)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def _table(values: np.ndarray) -> bytes:
    """A table of 8 bits (ICC.1:2001-04, 6.5.8) of values 0..1 on a grid."""
    inputs, outputs = values.ndim - 1, values.shape[-1]
    head = b"mft1\0\0\0\0" + bytes([inputs, outputs, values.shape[0], 0]) + _fixed(np.eye(3).ravel())
    straight = bytes(range(256))
    levels = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
    return head + straight * inputs + levels.tobytes() + straight * outputs


def _fixed(values: np.ndarray) -> bytes:
    return b"".join(struct.pack(">i", round(float(value) * 65536)) for value in values)


def _described(text: str) -> bytes:
    words = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(words)) + words + bytes(4 + 4 + 2 + 1 + 67)
