"""A style network of several normalisations, each of which depends on those before, as in a real one."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from exports.card import StyleNetworkCard
from tests.helpers.tiny_models import COMMON, Graph

CELL_PX = 4
CHANNELS = 8
LAYERS = 4
HALO_PX = CELL_PX * (LAYERS + 1)
SIZE = 2 * CHANNELS * LAYERS


def build_deep_style(path: Path, *, seed: int = 0) -> Path:
    """Writes a style model of `LAYERS` convolutions on 4-pixel cells, each behind a conditional normalisation.

    The style vector and the statistics are laid out alike: for each layer eight scales (means), then eight shifts
    (variances). `stats_out` are the measured statistics, whatever the network normalises with.
    """
    random = np.random.default_rng(seed)
    graph = Graph()
    margin = HALO_PX // CELL_PX
    given = graph.split(graph("Reshape", "stats", graph.integers([1, SIZE, 1, 1])), 2 * LAYERS, axis=1)
    style = graph.split(graph("Reshape", "style", graph.integers([1, SIZE, 1, 1])), 2 * LAYERS, axis=1)
    x, measured = graph("SpaceToDepth", "image", blocksize=CELL_PX), []
    for layer in range(LAYERS):
        inputs = CHANNELS if layer else 3 * CELL_PX**2
        kernel = random.normal(0, (9 * inputs) ** -0.5, (CHANNELS, inputs, 3, 3))
        features = graph("Conv", x, graph.constant(kernel), pads=[1, 1, 1, 1])
        inner = graph(
            "Slice",
            features,
            graph.integers([margin, margin]),
            graph.integers([-margin, -margin]),
            graph.integers([2, 3]),
        )
        mean = graph("ReduceMean", inner, graph.integers([2, 3]), keepdims=1)
        offset = graph("Sub", inner, mean)
        variance = graph("ReduceMean", graph("Mul", offset, offset), graph.integers([2, 3]), keepdims=1)
        measured += [mean, variance]
        used_mean, used_variance = (
            graph("Add", found, graph("Mul", graph("Sub", told, found), "use_stats"))
            for told, found in zip(given[2 * layer : 2 * layer + 2], (mean, variance), strict=True)
        )
        deviation = graph("Sqrt", graph("Add", used_variance, graph.constant(1e-5)))
        normal = graph("Div", graph("Sub", features, used_mean), deviation)
        x = graph("Relu", graph("Add", graph("Mul", normal, style[2 * layer]), style[2 * layer + 1]))
    graph("Reshape", graph("Concat", *measured, axis=1), graph.integers([1, SIZE]), output="stats_out")
    kernel = random.normal(0, 0.1, (3 * CELL_PX**2, CHANNELS, 1, 1))
    paint = graph("DepthToSpace", graph("Conv", x, graph.constant(kernel)), blocksize=CELL_PX)
    graph(
        "Clip",
        graph("Add", paint, graph.constant(0.4)),
        graph.constant(0.0),
        graph.constant(1.0),
        output="image_out",
    )
    card = StyleNetworkCard(
        **COMMON,
        name="deep-style",
        title="Deep style network",
        network="deep-network",
        style_size=SIZE,
        stats_size=SIZE,
        photo_style=(0.0,) * SIZE,
        norm_channels=(CHANNELS,) * LAYERS,
        receptive_radius=HALO_PX,
        size_multiple=CELL_PX,
    )
    return graph.save(
        path,
        card,
        inputs={"image": [1, 3, "H", "W"], "style": [1, SIZE], "stats": [1, SIZE], "use_stats": [1]},
        outputs={"image_out": [1, 3, "H", "W"], "stats_out": [1, SIZE]},
    )


def deep_style(seed: int = 0) -> np.ndarray:
    """A style vector for it that passes on what the layers before do: scales about 1, shifts about 0.3."""
    random = np.random.default_rng(seed)
    scales, shifts = random.normal(1, 0.3, (LAYERS, CHANNELS)), random.normal(0.3, 0.2, (LAYERS, CHANNELS))
    return np.stack([scales, shifts], axis=1).reshape(-1).astype(np.float32)
