"""Gives out the layers that a perceptual graph makes its Gram matrices of, which it keeps to itself.

Statistics of a part of a picture need them place by place. A model file is opened once more with these tensors among
its outputs; the file itself, and the session that everything else runs in, stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exports.errors import ModelError
from exports.part import part_for
from exports.runtime import Provider, Runtime
from exports.wire import Malformed, Node, serialised_outputs, stored_nodes

_BETWEEN = ("Div", "Mul")
"""What lies between the product of a layer with itself and its Gram matrix: the division by the number of places."""


@dataclass(frozen=True)
class LayerTap:
    """A session that gives the layers out.

    Attributes:
        names: of the outputs that hold the layers, one for each Gram matrix.
    """

    runtime: Runtime
    names: tuple[str, ...]


def tap_layers(
    data: bytes, file_name: str, grams: Sequence[str], *, provider: Provider, threads: int
) -> LayerTap:
    """Opens a perceptual model so that it gives out its layers.

    Args:
        data: the model's file.
        grams: names of the outputs that are Gram matrices.

    Raises:
        ModelError: the graph makes its Gram matrices in another way.
    """
    try:
        made_by = {output: node for node in stored_nodes(data) for output in node.outputs}
        names = tuple(_layer_of(gram, made_by, file_name) for gram in grams)
        further = dict.fromkeys(name for name in names if name != "content")
        layers_alone = part_for(data + serialised_outputs(further), ["content", *grams, *names])
    except Malformed:
        raise untappable(file_name) from None
    runtime = Runtime(layers_alone, file_name, provider=provider, threads=threads, plans_memory=False)
    return LayerTap(runtime, names)


def untappable(file_name: str) -> ModelError:
    """The error for a graph whose layers cannot be found."""
    return ModelError(
        f"{file_name} cannot look at parts of a picture; export it anew with pinxit-train, or paint without regions."
    )


def _layer_of(gram: str, made_by: dict[str, Node], file_name: str) -> str:
    """The tensor whose reshaped places are multiplied with themselves to give a Gram matrix."""
    node = made_by.get(gram)
    while node is not None and node.type in _BETWEEN and node.inputs:
        node = made_by.get(node.inputs[0])
    if node is None or node.type != "MatMul" or not node.inputs:
        raise untappable(file_name)
    places = made_by.get(node.inputs[0])
    if places is None or places.type not in ("Reshape", "Flatten") or not places.inputs:
        raise untappable(file_name)
    return places.inputs[0]
