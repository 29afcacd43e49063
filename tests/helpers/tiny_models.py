"""Small but true models of every kind, built with onnx.helper in a few milliseconds.

They honour the contract of `docs/ARCHITECTURE.md` to the letter, so whatever works with them works with real ones:

- `build_style`: two convolutions on 4-pixel cells around an instance normalisation whose statistics come in and go
  out. Its photo style gives the photo back exactly; `random_style` gives a style that is plain to see.
- `build_generator`: a transposed convolution; each latent gives another picture of 16 x 16 pixels. With a projector.
- `build_style_encoder`: a style for the network of `build_style` from a picture's mean colour.
- `build_perceptual`: one rectified convolution with the gradient of its loss written out by hand.

Weights are drawn from a seed. Every builder takes card values by keyword, to make cards that are wrong as well.
"""

from __future__ import annotations

import base64
import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from PIL import Image, PngImagePlugin

from exports.card import (
    CARD_KEY,
    DirectionCard,
    GeneratorCard,
    ModelCard,
    PerceptualCard,
    StyleEncoderCard,
    StyleLayerCard,
    StyleNetworkCard,
)
from exports.stylecard import CHUNK_KEY, StyleCard

CELL_PX = 4
STYLE_RADIUS_PX = 11
STYLE_HALO_PX = 12
STYLE_CHANNELS = 6
STYLE_SIZE = 2 * STYLE_CHANNELS
STATS_SIZE = 2 * STYLE_CHANNELS
LATENT_SIZE = 8
RESOLUTION_PX = 16
GRAM_CHANNELS = 5
STYLE_NETWORK = "tiny-network"

COMMON = {
    "author": "The tests",
    "licence": "CC0-1.0",
    "training_data": "random numbers",
    "training_data_licence": "CC0-1.0",
    "training": {"images_seen": 0},
}


def build_style(path: Path, *, seed: int = 0, **card_values: Any) -> Path:
    """Writes a style model. D = M = 12; receptive radius 11 px, so a halo of 12 px at a size multiple of 4.

    The style vector is the scales and then the shifts of the normalised channels; all zero is the photo.
    """
    random = np.random.default_rng(seed)
    graph = Graph()
    cells = graph("SpaceToDepth", "image", blocksize=CELL_PX)
    first = random.normal(0, 0.25, (STYLE_CHANNELS, 3 * CELL_PX**2, 3, 3))
    features = graph("Conv", cells, graph.constant(first), pads=[1, 1, 1, 1])

    margin = STYLE_HALO_PX // CELL_PX
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
    flat = graph.integers([1, STATS_SIZE])
    measured = graph("Reshape", graph("Concat", mean, variance, axis=1), flat, output="stats_out")
    # Given statistics replace the measured ones where use_stats is 1.
    change = graph("Mul", graph("Sub", "stats", measured), "use_stats")
    used = graph("Add", change, measured)

    columns = graph.integers([1, 2 * STYLE_CHANNELS, 1, 1])
    used_mean, used_variance = graph.halves(graph("Reshape", used, columns))
    scale, shift = graph.halves(graph("Reshape", "style", columns))
    deviation = graph("Sqrt", graph("Add", used_variance, graph.constant(1e-5)))
    normal = graph("Div", graph("Sub", features, used_mean), deviation)
    active = graph("Relu", graph("Add", graph("Mul", normal, scale), shift))
    second = random.normal(0, 0.1, (3 * CELL_PX**2, STYLE_CHANNELS, 3, 3))
    paint = graph("Conv", active, graph.constant(second), pads=[1, 1, 1, 1])
    sum_ = graph("Add", "image", graph("DepthToSpace", paint, blocksize=CELL_PX))
    graph("Clip", sum_, graph.constant(0.0), graph.constant(1.0), output="image_out")

    values = {
        "name": "tiny-style",
        "title": "Tiny style network",
        "network": STYLE_NETWORK,
        "style_size": STYLE_SIZE,
        "stats_size": STATS_SIZE,
        "photo_style": (0.0,) * STYLE_SIZE,
        "norm_channels": () if "stats_size" in card_values else (STYLE_CHANNELS,),
        "receptive_radius": STYLE_RADIUS_PX,
        "size_multiple": CELL_PX,
    }
    return graph.save(
        path,
        StyleNetworkCard(**COMMON | values | card_values),
        inputs={
            "image": [1, 3, "H", "W"],
            "style": [1, STYLE_SIZE],
            "stats": [1, STATS_SIZE],
            "use_stats": [1],
        },
        outputs={"image_out": [1, 3, "H", "W"], "stats_out": [1, STATS_SIZE]},
    )


def random_style(seed: int = 0) -> NDArray[np.float32]:
    """A style vector (12,) for `build_style` that changes a picture plainly."""
    return np.random.default_rng(seed).normal(0.5, 0.5, STYLE_SIZE).astype(np.float32)


def build_style_encoder(path: Path, *, seed: int = 0, **card_values: Any) -> Path:
    """Writes a style encoder for the network of `build_style`: the style is linear in the mean colour."""
    random = np.random.default_rng(seed)
    graph = Graph()
    mean = graph("Reshape", graph("GlobalAveragePool", "image"), graph.integers([1, 3]))
    graph("MatMul", mean, graph.constant(random.normal(0, 1, (3, STYLE_SIZE))), output="style")
    values = {
        "name": "tiny-eye",
        "title": "Tiny style encoder",
        "network": STYLE_NETWORK,
        "style_size": STYLE_SIZE,
        "picture_px": 128,
        "size_multiple": 8,
    }
    return graph.save(
        path,
        StyleEncoderCard(**COMMON | values | card_values),
        inputs={"image": [1, 3, "H", "W"]},
        outputs={"style": [1, STYLE_SIZE]},
    )


def build_generator(path: Path, *, seed: int = 0, projector: bool = True, **card_values: Any) -> Path:
    """Writes a generator of 16 x 16 pixels from latents of 8 numbers, with two directions and maybe a projector."""
    from tests.helpers.tiny_projector import projector_metadata

    random = np.random.default_rng(seed)
    graph = Graph()
    matrix = graph.constant(random.normal(0, 1, (LATENT_SIZE, 4 * 4 * 4)))
    grid = graph("Reshape", graph("Gemm", "latent", matrix), graph.integers([-1, 4, 4, 4]))
    kernel = graph.constant(random.normal(0, 0.3, (4, 3, 4, 4)))
    picture = graph("ConvTranspose", grid, kernel, strides=[4, 4])
    graph("Sigmoid", picture, output="image")

    axes = np.eye(LATENT_SIZE)
    values = {
        "name": "tiny-generator",
        "title": "Tiny generator",
        "latent_size": LATENT_SIZE,
        "resolution": RESOLUTION_PX,
        "directions": (
            DirectionCard("Warmth", tuple(map(float, axes[0])), 1.0),
            DirectionCard("Contrast", tuple(map(float, axes[1])), 0.5),
        ),
    }
    return graph.save(
        path,
        GeneratorCard(**COMMON | values | card_values),
        inputs={"latent": ["N", LATENT_SIZE]},
        outputs={"image": ["N", 3, RESOLUTION_PX, RESOLUTION_PX]},
        extra=projector_metadata(matrix, kernel) if projector else {},
    )


def build_perceptual(path: Path, *, seed: int = 0, **card_values: Any) -> Path:
    """Writes a perceptual model: features F = relu(conv(image)) are the content layer and the only style layer.

    Terms before weights, relative to their targets: content = mean((F - target)^2) / mean(target^2), style =
    mean((G - target)^2) / mean(target^2) with G = F F' / (H W), and tv = the mean square of the differences of
    neighbours, across plus down. The size multiple is 4.
    """
    random = np.random.default_rng(seed)
    graph = Graph()
    kernel = graph.constant(random.normal(0, 0.4, (GRAM_CHANNELS, 3, 3, 3)))
    bias = graph.constant(random.normal(0, 0.1, GRAM_CHANNELS))
    features = graph("Relu", graph("Conv", "image", kernel, bias, pads=[1, 1, 1, 1]), output="content")
    content_weight, tv_weight, style_weight = graph.split("weights", 3)

    content_difference = graph("Sub", features, "content_target")
    content_norm = graph("Max", graph.mean_square("content_target"), graph.constant(1e-8))
    content_loss = graph("Div", graph.mean_square(content_difference), content_norm)
    content_share = graph("Div", content_weight, content_norm)
    to_content = graph("Mul", graph.mean_square_slope(content_difference), content_share)

    columns = graph("Reshape", features, graph.integers([1, GRAM_CHANNELS, -1]))
    rows = graph("Transpose", columns, perm=[0, 2, 1])
    area = graph("Div", graph.count(columns), graph.constant(GRAM_CHANNELS))
    gram = graph("Div", graph("MatMul", columns, rows), area, output="gram_1")
    gram_difference = graph("Sub", gram, "gram_target_1")
    gram_norm = graph("Max", graph.mean_square("gram_target_1"), graph.constant(1e-8))
    style_loss = graph("Div", graph.mean_square(gram_difference), gram_norm)
    gram_slope = graph.mean_square_slope(gram_difference)
    both = graph("Add", gram_slope, graph("Transpose", gram_slope, perm=[0, 2, 1]))
    style_share = graph("Div", style_weight, gram_norm)
    to_columns = graph("Mul", graph("Div", graph("MatMul", both, columns), area), style_share)
    to_style = graph("Reshape", to_columns, graph("Shape", features))

    rectified = graph("Cast", graph("Greater", features, graph.constant(0.0)), to=TensorProto.FLOAT)
    to_features = graph("Mul", graph("Add", to_content, to_style), rectified)
    through_network = graph("ConvTranspose", to_features, kernel, pads=[1, 1, 1, 1])

    across, to_across = graph.total_variation("image", axis=3)
    down, to_down = graph.total_variation("image", axis=2)
    tv_loss = graph("Add", across, down)
    through_tv = graph("Mul", graph("Add", to_across, to_down), tv_weight)
    graph("Add", through_network, through_tv, output="gradient")

    losses = graph("Concat", content_loss, tv_loss, style_loss, axis=0, output="losses")
    graph("ReduceSum", graph("Mul", losses, "weights"), graph.integers([0]), keepdims=1, output="loss")

    values = {
        "name": "tiny-perceptual",
        "title": "Tiny perceptual network",
        "content_layer": "conv1",
        "style_layers": (StyleLayerCard("conv1", GRAM_CHANNELS, 2.0),),
        "receptive_radius": 1,
        "size_multiple": 4,
    }
    return graph.save(
        path,
        PerceptualCard(**COMMON | values | card_values),
        inputs={
            "image": [1, 3, "H", "W"],
            "content_target": [1, GRAM_CHANNELS, "h", "w"],
            "gram_target_1": [1, GRAM_CHANNELS, GRAM_CHANNELS],
            "weights": [3],
        },
        outputs={
            "loss": [1],
            "losses": [3],
            "gradient": [1, 3, "H", "W"],
            "content": [1, GRAM_CHANNELS, "h", "w"],
            "gram_1": [1, GRAM_CHANNELS, GRAM_CHANNELS],
        },
    )


def build_style_card(path: Path, name: str = "tiny-brush", *, seed: int = 1, **values: Any) -> Path:
    """Writes a style card of `random_style(seed)` for the network of `build_style`, with a 32-pixel thumbnail."""
    thumbnail = np.random.default_rng(seed).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    defaults = {
        "name": name,
        "title": name.replace("-", " ").capitalize(),
        "artist": "Nobody",
        "year": 1890 + seed,
        "licence": "CC0-1.0",
        "network": STYLE_NETWORK,
        "vector": random_style(seed),
        "strength": 1.0,
        "source": thumbnail,
    }
    StyleCard(**defaults | values).save(path)
    return path


def build_broken_style_card(path: Path, name: str) -> Path:
    """Writes a style card with a number in its vector that is none."""
    card = StyleCard.load(build_style_card(path, name))
    vector = random_style(1)
    vector[3] = np.nan
    with Image.open(path) as image:
        image.load()
        text = json.loads(image.info[CHUNK_KEY])
    text["vector"] = base64.b64encode(vector.astype("<f4").tobytes()).decode("ascii")
    chunk = PngImagePlugin.PngInfo()
    chunk.add_itxt(CHUNK_KEY, json.dumps(text))
    Image.fromarray(card.thumbnail).save(path, pnginfo=chunk)
    return path


def build_catalog_folder(folder: Path) -> Path:
    """A folder as the catalog reads it: one model of each kind that needs no other, and two style cards."""
    (folder / "styles").mkdir(parents=True, exist_ok=True)
    build_style(folder / "tiny-style.onnx")
    build_generator(folder / "tiny-generator.onnx")
    build_perceptual(folder / "tiny-perceptual.onnx")
    build_style_card(folder / "styles" / "tiny-brush.png", "tiny-brush", seed=1)
    build_style_card(folder / "styles" / "tiny-reed.png", "tiny-reed", seed=2)
    return folder


class Graph:
    """Collects nodes: calling it adds one and returns the name of its output."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []
        self._count = 0

    def __call__(self, operator: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:
        output = output or self._fresh()
        self._nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def constant(self, values: Any) -> str:
        return self._initializer(np.asarray(values, np.float32))

    def integers(self, values: list[int]) -> str:
        return self._initializer(np.asarray(values, np.int64))

    def split(self, tensor: str, parts: int, axis: int = 0) -> list[str]:
        outputs = [self._fresh() for _ in range(parts)]
        self._nodes.append(helper.make_node("Split", [tensor], outputs, axis=axis, num_outputs=parts))
        return outputs

    def halves(self, tensor: str) -> list[str]:
        return self.split(tensor, 2, axis=1)

    def count(self, tensor: str) -> str:
        return self("Cast", self("Size", tensor), to=TensorProto.FLOAT)

    def mean_square(self, tensor: str) -> str:
        flat = self("Reshape", self("Mul", tensor, tensor), self.integers([-1]))
        return self("ReduceMean", flat, self.integers([0]), keepdims=1)

    def mean_square_slope(self, tensor: str) -> str:
        """The gradient of `mean_square`: 2 x / n."""
        return self("Div", self("Mul", tensor, self.constant(2.0)), self.count(tensor))

    def total_variation(self, image: str, axis: int) -> tuple[str, str]:
        """The mean square of the differences of neighbours along an axis, and its gradient."""
        ahead = self("Slice", image, self.integers([1]), self.integers([2**31]), self.integers([axis]))
        behind = self("Slice", image, self.integers([0]), self.integers([-1]), self.integers([axis]))
        difference = self("Sub", ahead, behind)
        slope = self.mean_square_slope(difference)
        before, after = [0] * 8, [0] * 8
        before[axis] = after[axis + 4] = 1
        to_ahead, to_behind = (
            self("Pad", slope, self.integers(before)),
            self("Pad", slope, self.integers(after)),
        )
        return self.mean_square(difference), self("Sub", to_ahead, to_behind)

    def model(
        self, name: str, inputs: dict[str, list[Any]], outputs: dict[str, list[Any]]
    ) -> onnx.ModelProto:
        def described(shapes: dict[str, list[Any]]) -> list[onnx.ValueInfoProto]:
            return [
                helper.make_tensor_value_info(each, TensorProto.FLOAT, shape)
                for each, shape in shapes.items()
            ]

        graph = helper.make_graph(
            self._nodes, name, described(inputs), described(outputs), initializer=self._weights
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)

    def save(
        self,
        path: Path,
        card: ModelCard,
        inputs: dict[str, list[Any]],
        outputs: dict[str, list[Any]],
        extra: dict[str, str] | None = None,
    ) -> Path:
        model = self.model(card.name, inputs, outputs)
        helper.set_model_props(model, {CARD_KEY: card.to_json(), **(extra or {})})
        path.write_bytes(model.SerializeToString())
        return path

    def _initializer(self, values: NDArray[Any]) -> str:
        name = self._fresh()
        self._weights.append(numpy_helper.from_array(values, name))
        return name

    def _fresh(self) -> str:
        self._count += 1
        return f"t{self._count}"


def change_card(path: Path, text: str | None) -> Path:
    """Replaces the text of the card inside a model file, or takes the card out: for files that must be refused."""
    model = onnx.load(path)
    del model.metadata_props[:]
    if text is not None:
        helper.set_model_props(model, {CARD_KEY: text})
    path.write_bytes(model.SerializeToString())
    return path


def card_values(card: ModelCard) -> dict[str, Any]:
    """The JSON object of a card, to be changed and written with `change_card`."""
    return {"kind": card.kind, **dataclasses.asdict(card)}


def cut_output(path: Path, name: str) -> Path:
    """Lets an output (N, C, H, W) of a model file have only its first rows, which no contract can know before a run."""
    model = onnx.load(path)
    whole = f"{name}.whole"
    for node in model.graph.node:
        node.output[:] = [whole if each == name else each for each in node.output]
    model.graph.initializer.append(numpy_helper.from_array(np.ones(4, np.bool_), "rows.kept"))
    model.graph.node.append(helper.make_node("Compress", [whole, "rows.kept"], [name], axis=2))
    for output in model.graph.output:
        if output.name == name:
            output.type.tensor_type.shape.dim[2].dim_param = "rows"
    path.write_bytes(model.SerializeToString())
    return path
