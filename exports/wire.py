"""The protobuf wire format, as far as ONNX files need it: reading fields and operators, reading and writing weights.

Reads in place, takes a fraction of a millisecond for what a card needs, and never trusts a length.
"""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Field numbers and types of onnx.proto.
MODEL_GRAPH, MODEL_TEXTS = 7, 14
GRAPH_NODE, GRAPH_INITIALIZER, GRAPH_OUTPUT, GRAPH_VALUE = 1, 5, 12, 13
_NODE_INPUT, _NODE_OUTPUT, _NODE_TYPE, _NODE_ATTRIBUTE, _VALUE_NAME = 1, 2, 4, 5, 1
_ATTRIBUTE_GRAPHS = (6, 11)
_TENSOR_DIMS, _TENSOR_DATA_TYPE, _TENSOR_NAME, _TENSOR_RAW_DATA = 1, 2, 8, 9
_TYPES = {1: "<f4", 2: "|u1", 3: "|i1", 6: "<i4", 7: "<i8", 10: "<f2"}
_TYPE_NUMBERS = {np.dtype(name): number for number, name in _TYPES.items()}


class Malformed(Exception):
    """Bytes that are no protobuf message, or not the one that was expected."""


@dataclass(frozen=True)
class Node:
    """An operator of a graph, with the names of the tensors that it takes and gives."""

    type: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def stored_nodes(data: bytes) -> list[Node]:
    """The operators of a serialised ONNX model, without those inside of others. Raises Malformed if it is none."""
    return [
        read_node(data, first, last)
        for number, start, stop in fields(data, 0, len(data))
        if number == MODEL_GRAPH
        for inner, first, last in fields(data, start, stop)
        if inner == GRAPH_NODE
    ]


def serialised_outputs(names: Iterable[str]) -> bytes:
    """An ONNX model that holds nothing but outputs: appended to a graph, it gives these tensors out as well."""
    outputs = (written_field(_VALUE_NAME, name.encode()) for name in names)
    return written_field(MODEL_GRAPH, b"".join(written_field(GRAPH_OUTPUT, output) for output in outputs))


def stored_tensors(data: bytes) -> dict[str, NDArray[Any]]:
    """The weights of a serialised ONNX model by name, those of the types and form that our exports use.

    Raises:
        Malformed: the bytes are no such model.
    """
    tensors: dict[str, NDArray[Any]] = {}
    for number, start, stop in fields(data, 0, len(data)):
        if number != MODEL_GRAPH:
            continue
        for inner, first, last in fields(data, start, stop):
            if inner == GRAPH_INITIALIZER:
                name, tensor = _read_tensor(data, first, last)
                if tensor is not None:
                    tensors[name] = tensor
    return tensors


def serialised_tensors(tensors: Mapping[str, NDArray[Any]]) -> bytes:
    """An ONNX model that holds nothing but these weights.

    A serialised model that is followed by a second one is, by protobuf's rules, both merged: what is returned here is
    appended to a graph that has no weights of its own.
    """
    initialisers = b"".join(
        written_field(GRAPH_INITIALIZER, _written_tensor(*item)) for item in tensors.items()
    )
    return written_field(MODEL_GRAPH, initialisers)


def fields(data: bytes | mmap.mmap, position: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """The fields of one protobuf message as (field number, start, stop of its payload)."""
    while position < stop:
        tag, position = _read_varint(data, position, stop)
        start = position
        match tag & 7:
            case 0:
                _, position = _read_varint(data, position, stop)
            case 1:
                position += 8
            case 2:
                length, start = _read_varint(data, position, stop)
                position = start + length
            case 5:
                position += 4
            case _:
                raise Malformed
        if position > stop or tag >> 3 == 0:
            raise Malformed
        yield tag >> 3, start, position


def _read_varint(data: bytes | mmap.mmap, position: int, stop: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if position >= stop:
            raise Malformed
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise Malformed


def read_node(data: bytes, start: int, stop: int) -> Node:
    """The operator between these places."""
    found: dict[int, list[str]] = {_NODE_INPUT: [], _NODE_OUTPUT: [], _NODE_TYPE: []}
    for number, first, last in fields(data, start, stop):
        if number in found:
            found[number].append(data[first:last].decode("utf-8", errors="replace"))
    return Node("".join(found[_NODE_TYPE]), tuple(found[_NODE_INPUT]), tuple(found[_NODE_OUTPUT]))


def holds_graphs(data: bytes, start: int, stop: int) -> bool:
    """Whether the operator between these places holds graphs of its own, as a loop does."""
    return any(
        inner in _ATTRIBUTE_GRAPHS
        for number, first, last in fields(data, start, stop)
        if number == _NODE_ATTRIBUTE
        for inner, _, _ in fields(data, first, last)
    )


def read_name(data: bytes, kind: int, start: int, stop: int) -> str:
    """The name of the value, or of the weights, between these places; `kind` is the number of its field."""
    wanted = _TENSOR_NAME if kind == GRAPH_INITIALIZER else _VALUE_NAME
    names = [data[first:last] for number, first, last in fields(data, start, stop) if number == wanted]
    return b"".join(names[-1:]).decode("utf-8", errors="replace")


def _read_tensor(data: bytes, start: int, stop: int) -> tuple[str, NDArray[Any] | None]:
    """Name and values of a tensor; None where its values are stored in another way than as raw bytes."""
    shape: list[int] = []
    name, kind, raw = "", 0, None
    for number, first, last in fields(data, start, stop):
        if number == _TENSOR_DIMS:
            position = first
            while position < last:
                length, position = _read_varint(data, position, last)
                shape.append(length)
        elif number == _TENSOR_DATA_TYPE:
            kind, _ = _read_varint(data, first, last)
        elif number == _TENSOR_NAME:
            name = data[first:last].decode("utf-8", errors="replace")
        elif number == _TENSOR_RAW_DATA:
            raw = first, last
    if raw is None or kind not in _TYPES:
        return name, None
    values = np.frombuffer(data[raw[0] : raw[1]], _TYPES[kind])
    if values.size != math.prod(shape):
        raise Malformed
    return name, values.reshape(shape)


def _written_tensor(name: str, values: NDArray[Any]) -> bytes:
    dims = b"".join(_integer_field(_TENSOR_DIMS, length) for length in values.shape)
    number = _TYPE_NUMBERS[values.dtype]
    raw = np.ascontiguousarray(values, dtype=_TYPES[number]).tobytes()
    return (
        dims
        + _integer_field(_TENSOR_DATA_TYPE, number)
        + written_field(_TENSOR_NAME, name.encode())
        + written_field(_TENSOR_RAW_DATA, raw)
    )


def _integer_field(number: int, value: int) -> bytes:
    return bytes([number << 3, *_varint(value)])


def written_field(number: int, payload: bytes) -> bytes:
    """A field of a message that holds bytes, text or another message."""
    return bytes([number << 3 | 2, *_varint(len(payload))]) + payload


def _varint(value: int) -> Iterator[int]:
    while value > 0x7F:
        yield value & 0x7F | 0x80
        value >>= 7
    yield value
