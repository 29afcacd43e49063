"""The projector of the tiny generator: its loss and the reverse pass, written out by hand.

Perceptual distance: the mean square difference of the means over squares of 4 x 4 pixels, times 2.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from exports.projector_model import PROJECTOR_KEY
from tests.helpers.tiny_models import LATENT_SIZE, RESOLUTION_PX, Graph

POOL_PX = 4


def projector_metadata(matrix: str, kernel: str) -> dict[str, str]:
    """What the metadata of `build_generator` says of its projector.

    Args:
        matrix, kernel: the names of the generator's weights in the file.
    """
    graph = Graph()
    seeds = graph("Gemm", "latent", "matrix")
    grid = graph("Reshape", seeds, graph.integers([-1, 4, 4, 4]))
    image = graph(
        "Sigmoid", graph("ConvTranspose", grid, "kernel", strides=[POOL_PX, POOL_PX]), output="image"
    )
    pixel_weight, perceptual_weight, prior_weight = graph.split("weights", 3)
    square: dict[str, Any] = {"kernel_shape": [POOL_PX, POOL_PX], "strides": [POOL_PX, POOL_PX]}
    each = graph.integers([1, 2, 3])

    difference = graph("Sub", image, "target")
    pixel = graph("ReduceMean", graph("Mul", difference, difference), each, keepdims=0, output="pixel")
    pixel_slope = graph(
        "Mul", difference, graph("Mul", pixel_weight, graph.constant(2 / (3 * RESOLUTION_PX**2)))
    )
    means = graph("AveragePool", difference, **square)
    mean_square = graph("ReduceMean", graph("Mul", means, means), each, keepdims=0)
    perceptual = graph("Mul", mean_square, graph.constant(2.0), output="perceptual")
    cells = 3 * (RESOLUTION_PX // POOL_PX) ** 2
    amount = graph("Mul", perceptual_weight, graph.constant(4 / (cells * POOL_PX**2)))
    ones = graph.constant([[[[1.0] * POOL_PX] * POOL_PX]] * 3)
    enlarged = graph("ConvTranspose", means, ones, strides=[POOL_PX, POOL_PX], group=3)
    slope = graph("Add", pixel_slope, graph("Mul", enlarged, amount))

    through_sigmoid = graph("Mul", slope, graph("Mul", image, graph("Sub", graph.constant(1.0), image)))
    to_grid = graph("Conv", through_sigmoid, "kernel", strides=[POOL_PX, POOL_PX])
    to_seeds = graph("Reshape", to_grid, graph.integers([-1, 64]))
    to_latent = graph("MatMul", to_seeds, graph("Transpose", "matrix", perm=[1, 0]))
    power = graph("ReduceMean", graph("Mul", "latent", "latent"), graph.integers([1]), keepdims=1)
    excess = graph("Sub", power, graph.constant(1.0))
    prior = graph("Squeeze", graph("Mul", excess, excess), graph.integers([1]))
    prior_amount = graph("Mul", prior_weight, graph.constant(4 / LATENT_SIZE))
    prior_slope = graph("Mul", graph("Mul", "latent", excess), prior_amount)
    graph("Add", to_latent, prior_slope, output="gradient")
    both = graph("Add", graph("Mul", pixel, pixel_weight), graph("Mul", perceptual, perceptual_weight))
    graph("Add", both, graph("Mul", prior, prior_weight), output="loss")

    side = RESOLUTION_PX
    inputs = {"latent": ["N", LATENT_SIZE], "target": [1, 3, side, side], "weights": [3]}
    outputs = {
        "loss": ["N"],
        "gradient": ["N", LATENT_SIZE],
        "pixel": ["N"],
        "perceptual": ["N"],
        "image": ["N", 3, side, side],
    }
    packed = base64.b64encode(zlib.compress(graph.model("projector", inputs, outputs).SerializeToString()))
    places = {"matrix": matrix, "kernel": kernel}
    return {PROJECTOR_KEY: json.dumps({"graph": packed.decode("ascii"), "weights": places})}
