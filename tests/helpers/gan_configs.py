"""Small adversarial runs: one for each architecture, and a set of pictures that is easy to learn."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from training.gan.config import GanConfig
from training.gan.regularizers import RegularizerConfig
from training.networks.dcgan import DcganConfig, PlainDiscriminatorConfig
from training.networks.growing import Critic, ProgressiveConfig
from training.networks.light import LightConfig
from training.networks.multiscale import MsgConfig
from training.networks.stylegan import StyleGanConfig

LAZY_R1 = RegularizerConfig("r1", weight=0.05, every=4)

TINY = GanConfig(
    resolution=32,
    generator="dcgan",
    discriminator="plain",
    light=LightConfig(6, 4, 8, smooth_from_kimg=0.004, smooth_over_kimg=0.01),
    dcgan=DcganConfig(6, 4),
    progressive=ProgressiveConfig(6, 4, 8, first_px=8, hold_kimg=0.008, fade_kimg=0.004),
    msg=MsgConfig(6, 4, 8),
    style=StyleGanConfig(6, 5, 2, 0.01, 4, 8),
    plain=PlainDiscriminatorConfig(4),
    critic=Critic(4, 8, 2),
    loss="bce",
    batch_size=4,
    total_kimg=0.04,
    report_kimg=0.008,
    sample_kimg=0.02,
    checkpoint_kimg=0.012,
    metrics_kimg=0,
    precision="float32",
)
"""Ten steps of four pictures; a growing generator passes through all of its stages."""

ARCHITECTURES = {
    "dcgan": dataclasses.replace(TINY, skip_below=0.5),
    "few-shot": dataclasses.replace(
        TINY,
        generator="light",
        discriminator="residual",
        loss="hinge",
        regularizers=(RegularizerConfig("reconstruction"), LAZY_R1),
        augment_probability=0.5,
        adaptive=dataclasses.replace(TINY.adaptive, target=0.6, kimg=0.1),
    ),
    "progressive": dataclasses.replace(
        TINY, generator="progressive", discriminator="progressive", regularizers=(LAZY_R1,)
    ),
    "msg": dataclasses.replace(
        TINY,
        generator="msg",
        discriminator="multiscale",
        loss="relativistic-average",
        regularizers=(LAZY_R1,),
        precision="bf16",
    ),
    "style": dataclasses.replace(
        TINY,
        generator="style",
        discriminator="residual",
        loss="relativistic",
        regularizers=(LAZY_R1, RegularizerConfig("r2", 0.05, 4), RegularizerConfig("path-length", 1.0, 4)),
    ),
}
"""Each with the options that its state must survive a checkpoint with."""


def spots(count: int, side_px: int = 32) -> torch.Tensor:
    """Pictures of a bright spot somewhere near the middle on a dark blue ground, uint8 (N, 3, S, S)."""
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[0:side_px, 0:side_px] / side_px
    pictures = []
    for y, x in rng.uniform(0.4, 0.6, size=(count, 2)):
        spot = np.exp(-((rows - y) ** 2 + (columns - x) ** 2) / 0.03)
        pictures.append(np.stack([0.1 + 0.8 * spot, 0.1 + 0.6 * spot, 0.4 - 0.2 * spot]))
    return torch.from_numpy((np.stack(pictures) * 255).astype(np.uint8))


def write_spots(folder: Path, count: int = 12) -> Path:
    """Writes `spots` as PNG files; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for index, picture in enumerate(spots(count)):
        Image.fromarray(picture.permute(1, 2, 0).numpy()).save(folder / f"{index:02d}.png")
    return folder
