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
from exports.wire import Malformed, fields

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
    texts = metadata_of(data, CARD_KEY, file_name)
    if not texts:
        raise CardError(
            f"{file_name} has no Pinxit model card, so what it does is unknown; export it with pinxit-train export."
        )
    if len(texts) > 1:
        raise CardError(
            f"{file_name} has {len(texts)} model cards where one belongs; get it again from its author."
        )
    return parse_card(texts[0], file_name=file_name)


def metadata_of(data: bytes | mmap.mmap, wanted: str, file_name: str) -> list[str]:
    """The values under one key in the metadata of a serialised ONNX model. Raises ModelError if it is none."""
    try:
        return [text for key, text in _metadata(data) if key == wanted]
    except Malformed:
        raise _no_onnx(file_name) from None


def check_self_contained(data: bytes, file_name: str) -> None:
    """Raises ModelError if any tensor of the model keeps its values in another file."""
    try:
        external = _has_external_data(data)
    except Malformed:
        raise _no_onnx(file_name) from None
    if external:
        raise ModelError(
            f"{file_name} keeps its weights in another file, which Pinxit does not open; save it as a single ONNX file."
        )


def _metadata(data: bytes | mmap.mmap) -> Iterator[tuple[str, str]]:
    for number, start, stop in fields(data, 0, len(data)):
        if number != _METADATA_PROPS:
            continue
        entry = {1: "", 2: ""}
        for key, first, last in fields(data, start, stop):
            if last - first > 4 * LIMIT_CHARS:
                raise Malformed
            entry[key] = bytes(data[first:last]).decode("utf-8", errors="replace")
        yield entry[1], entry[2]


def _has_external_data(data: bytes) -> bool:
    waiting = [("model", 0, len(data))]
    while waiting:
        message, start, stop = waiting.pop()
        children = _CHILDREN[message]
        for number, first, last in fields(data, start, stop):
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
