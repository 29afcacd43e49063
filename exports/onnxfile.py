"""What must be known of an ONNX file before onnxruntime may open it: its card, and that it stands alone.

Reads the protobuf wire format directly, which takes a fraction of a millisecond, needs no ONNX package, and
never follows a path that an untrusted file names.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path

from exports.card import CARD_KEY, LIMIT_CHARS, ModelCard, parse_card
from exports.errors import CardError, ModelError

LARGEST_FILE_BYTES = 512 * 1024 * 1024

_METADATA_PROPS = 14
_EXTERNAL_DATA, _DATA_LOCATION, _LOCATION_EXTERNAL = 13, 14, 1

# Where tensors can hide: message -> field number -> message (from onnx.proto).
_CHILDREN: dict[str, dict[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}


class _Malformed(Exception):
    pass


def read_card(path: Path) -> ModelCard:
    """The card of a model file, without reading its weights.

    Raises:
        ModelError: the file cannot be read, is no ONNX file, has no card or a bad one.
    """
    _check_size(path)
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return card_of(data, path.name)
    except OSError as error:
        raise _unreadable(path, error) from None


def read_model_bytes(path: Path) -> bytes:
    """The whole file. Raises ModelError if it cannot be read or is larger than `LARGEST_FILE_BYTES`."""
    _check_size(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None


def card_of(data: bytes | mmap.mmap, file_name: str) -> ModelCard:
    """The card among the metadata of a serialised ONNX model. Raises ModelError if there is no valid one."""
    try:
        texts = [text for key, text in _metadata(data) if key == CARD_KEY]
    except _Malformed:
        raise _no_onnx(file_name) from None
    if not texts:
        raise CardError(
            f"{file_name} has no Pinxit model card, so what it does is unknown; export it with pinxit-train export."
        )
    if len(texts) > 1:
        raise CardError(
            f"{file_name} has {len(texts)} model cards where one belongs; get it again from its author."
        )
    return parse_card(texts[0], file_name=file_name)


def check_self_contained(data: bytes, file_name: str) -> None:
    """Raises ModelError if any tensor of the model keeps its values in another file."""
    try:
        external = _has_external_data(data)
    except _Malformed:
        raise _no_onnx(file_name) from None
    if external:
        raise ModelError(
            f"{file_name} keeps its weights in another file, which Pinxit does not open; save it as a single ONNX file."
        )


def _metadata(data: bytes | mmap.mmap) -> Iterator[tuple[str, str]]:
    for number, start, stop in _fields(data, 0, len(data)):
        if number != _METADATA_PROPS:
            continue
        entry = {1: "", 2: ""}
        for key, first, last in _fields(data, start, stop):
            if last - first > 4 * LIMIT_CHARS:
                raise _Malformed
            entry[key] = bytes(data[first:last]).decode("utf-8", errors="replace")
        yield entry[1], entry[2]


def _has_external_data(data: bytes) -> bool:
    waiting = [("model", 0, len(data))]
    while waiting:
        message, start, stop = waiting.pop()
        children = _CHILDREN[message]
        for number, first, last in _fields(data, start, stop):
            if message == "tensor" and number == _EXTERNAL_DATA:
                return True
            if (
                message == "tensor"
                and number == _DATA_LOCATION
                and data[first:last] == bytes([_LOCATION_EXTERNAL])
            ):
                return True
            if number in children:
                waiting.append((children[number], first, last))
    return False


def _fields(data: bytes | mmap.mmap, position: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """The fields of one protobuf message as (field number, start, stop of its payload)."""
    while position < stop:
        tag, position = _varint(data, position, stop)
        start = position
        match tag & 7:
            case 0:
                _, position = _varint(data, position, stop)
            case 1:
                position += 8
            case 2:
                length, start = _varint(data, position, stop)
                position = start + length
            case 5:
                position += 4
            case _:
                raise _Malformed
        if position > stop or tag >> 3 == 0:
            raise _Malformed
        yield tag >> 3, start, position


def _varint(data: bytes | mmap.mmap, position: int, stop: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if position >= stop:
            raise _Malformed
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise _Malformed


def _check_size(path: Path) -> None:
    try:
        size = path.stat().st_size
        is_file = path.is_file()
    except FileNotFoundError:
        raise ModelError(f"There is no file {path}; check the path.") from None
    except OSError as error:
        raise _unreadable(path, error) from None
    if not is_file:
        raise ModelError(f"{path} is not a file; name a model file that ends in .onnx.")
    if size > LARGEST_FILE_BYTES:
        limit_mb = LARGEST_FILE_BYTES // 2**20
        raise ModelError(
            f"{path.name} is {size // 2**20} MB large; Pinxit opens model files of up to {limit_mb} MB."
        )
    if size == 0:
        raise _no_onnx(path.name)


def _unreadable(path: Path, error: OSError) -> ModelError:
    return ModelError(f"{path} cannot be read ({error.strerror or error}); check its permissions.")


def _no_onnx(file_name: str) -> ModelError:
    return ModelError(
        f"{file_name} is not an ONNX model file, or it is damaged; choose a model that Pinxit exported."
    )
