"""Exports a generator: torch to one ONNX file with its card, checked against torch through the typed model."""

from __future__ import annotations

import io
import os
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import nn

from exports.card import CARD_KEY, DirectionCard, GeneratorCard
from exports.errors import ModelError
from exports.session import open_generator
from training.adversary import Generator, build_generator, settled
from training.config import build, config_hash
from training.directions import find_directions
from training.errors import TrainingError
from training.gan import GanConfig
from training.networks.light import LightGenerator
from training.runlog import read_stats
from training.state import Checkpoint

TOLERANCE = 2.5 / 255
"""Largest difference, 0..1, of any pixel between torch and the file: half a step of rounding, and float noise."""
OPSET = 17
DIRECTIONS = 8
PARITY_LATENTS = 16


@dataclass(frozen=True)
class GeneratorLabel:
    """What a person says of a generator: the parts of its card that no run knows."""

    name: str
    title: str
    author: str
    licence: str
    training_data: str
    training_data_licence: str
