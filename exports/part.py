"""The part of a graph that some of its outputs need: onnxruntime computes all of a graph, whatever is asked of it.

(Its option `only_execute_path_to_fetches` does something in its builds for training alone.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from exports.wire import (
    GRAPH_INITIALIZER,
    GRAPH_NODE,
    GRAPH_OUTPUT,
    GRAPH_VALUE,
    MODEL_GRAPH,
    MODEL_TEXTS,
    Malformed,
    Node,
    fields,
    holds_graphs,
    read_name,
    read_node,
    written_field,
)


def part_for(data: bytes, outputs: Sequence[str]) -> bytes:
    """A serialised ONNX model that gives only these outputs, and computes nothing that they do not need.

    Its inputs are the whole model's; its texts, such as the card, are left out. A model whose operators hold graphs of
    their own is returned as it is.

    Raises:
        Malformed: the bytes are no model, or it has no such output.
    """
    nodes: list[Node] = []
    for _, start, stop in _operators(data):
        if holds_graphs(data, start, stop):
            return data
        nodes.append(read_node(data, start, stop))
    needed = _needed(nodes, outputs)

    def stays(number: int, start: int, stop: int) -> bool:
        if number == GRAPH_NODE:
            return not needed.isdisjoint(read_node(data, start, stop).outputs)
        if number == GRAPH_OUTPUT:
            return read_name(data, number, start, stop) in outputs
        if number in (GRAPH_INITIALIZER, GRAPH_VALUE):
            return read_name(data, number, start, stop) in needed
        return True

    written, end = [], 0
    for number, start, stop in fields(data, 0, len(data)):
        if number == MODEL_GRAPH:
            written.append(written_field(number, b"".join(_kept(data, start, stop, stays))))
        elif number != MODEL_TEXTS:
            written.append(data[end:stop])
        end = stop
    return b"".join(written)


def _kept(data: bytes, start: int, stop: int, stays: Callable[[int, int, int], bool]) -> Iterator[bytes]:
    """The fields of a graph that stay, each with its tag, as they are."""
    end = start
    for number, first, last in fields(data, start, stop):
        if stays(number, first, last):
            yield data[end:last]
        end = last


def _operators(data: bytes) -> Iterator[tuple[int, int, int]]:
    for number, start, stop in fields(data, 0, len(data)):
        if number == MODEL_GRAPH:
            yield from (field for field in fields(data, start, stop) if field[0] == GRAPH_NODE)


def _needed(nodes: Sequence[Node], outputs: Sequence[str]) -> set[str]:
    """The tensors that the outputs are made of, themselves among them."""
    makers = {name: node for node in nodes for name in node.outputs if name}
    if not makers.keys() >= set(outputs):
        raise Malformed
    needed: set[str] = set()
    ahead = list(outputs)
    while ahead:
        name = ahead.pop()
        if name and name not in needed:
            needed.add(name)
            ahead += makers[name].inputs if name in makers else ()
    return needed
