"""A small but true style-based generator: styles w = tanh(z M), one for each of three layers that are added up."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from exports.card import GeneratorCard
from tests.helpers.tiny_models import COMMON, LATENT_SIZE, RESOLUTION_PX, Graph

STYLE_SIZE, LAYERS = 6, 3


def build_style_generator(path: Path, *, seed: int = 3) -> Path:
    """Writes the generator `tiny-styled` of 16 x 16 pixels."""
    random, graph = np.random.default_rng(seed), Graph()
    mapping = graph.constant(random.normal(0, 0.5, (LATENT_SIZE, STYLE_SIZE)))
    own = graph("Tanh", graph("MatMul", "latent", mapping), output="style")
    # styles where use_styles is 1, else the latent's own in every layer; the mean style is zero.
    kept = graph(
        "Mul", graph("Unsqueeze", own, graph.integers([1])), graph("Sub", graph.constant([1.0]), "use_styles")
    )
    layered = graph("Add", graph("Mul", "styles", "use_styles"), kept)
    truncated = graph(
        "Reshape", graph("Mul", layered, "truncation"), graph.integers([-1, LAYERS * STYLE_SIZE])
    )
    pixels = RESOLUTION_PX * RESOLUTION_PX * 3
    drawn = graph("MatMul", truncated, graph.constant(random.normal(0, 0.5, (LAYERS * STYLE_SIZE, pixels))))
    shape = graph.integers([-1, 3, RESOLUTION_PX, RESOLUTION_PX])
    graph("Sigmoid", graph("Reshape", drawn, shape), output="image")
    values = {
        "name": "tiny-styled",
        "title": "Tiny styled",
        "latent_size": LATENT_SIZE,
        "resolution": RESOLUTION_PX,
        "directions": (),
        "style_size": STYLE_SIZE,
        "style_layers": LAYERS,
    }
    return graph.save(
        path,
        GeneratorCard(**COMMON | values),
        inputs={
            "latent": ["N", LATENT_SIZE],
            "styles": ["N", LAYERS, STYLE_SIZE],
            "use_styles": [1],
            "truncation": [1],
        },
        outputs={"image": ["N", 3, RESOLUTION_PX, RESOLUTION_PX], "style": ["N", STYLE_SIZE]},
    )
