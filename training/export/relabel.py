"""Puts figures into the card of a generator that is a model file already, and changes nothing else in it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

from exports.card import CARD_KEY, GeneratorCard
from exports.errors import ModelError
from exports.figures import FiguresCard
from exports.files import write_atomically
from exports.onnxfile import card_of, read_model_bytes
from exports.session import open_generator
from exports.wire import MODEL_TEXTS, fields, written_field
from training.errors import TrainingError

_KEY, _VALUE = 1, 2


def put_figures(path: Path, figures: FiguresCard) -> GeneratorCard:
    """Writes a generator's file anew with other figures in its card.

    Everything else, the rest of the card too, is checked to be what it was, byte for byte; the file is opened by the
    contract of its kind before it takes the old one's place.

    Returns:
        The card in the file.

    Raises:
        TrainingError: the file is no generator, or cannot be written; it is as it was.
    """
    try:
        data = read_model_bytes(path)
        before = card_of(data, path.name)
        if not isinstance(before, GeneratorCard):
            raise TrainingError(f"{path.name} is no generator, so that its card has no figures.")
        card = replace(before, figures=figures)
        fresh = with_card_text(data, card.to_json())
        if without_card(fresh) != without_card(data) or card_of(fresh, path.name) != card:
            raise TrainingError(f"More than its card would change in {path.name}, so it was left as it was.")
        _check_opens(fresh, path)
        write_atomically(path, fresh)
    except ModelError as error:
        raise TrainingError(str(error)) from error
    except OSError as error:
        raise TrainingError(f"{path} cannot be written: {error.strerror or error}.") from error
    return card


def with_card_text(data: bytes, text: str) -> bytes:
    """A serialised model with another text for its card, in the place of the one that it has."""
    entry = written_field(_KEY, CARD_KEY.encode()) + written_field(_VALUE, text.encode())
    return b"".join(written_field(MODEL_TEXTS, entry) if is_card else part for is_card, part in _parts(data))


def without_card(data: bytes) -> bytes:
    """A serialised model but for its card."""
    return b"".join(part for is_card, part in _parts(data) if not is_card)


def _parts(data: bytes) -> list[tuple[bool, bytes]]:
    """The fields of a serialised model as they stand in it, each with whether it is the card."""
    parts, begin = [], 0
    for number, start, stop in fields(data, 0, len(data)):
        part, begin = data[begin:stop], stop
        is_card = number == MODEL_TEXTS and any(
            key == _KEY and data[first:last] == CARD_KEY.encode()
            for key, first, last in fields(data, start, stop)
        )
        parts.append((is_card, part))
    return parts


def _check_opens(data: bytes, path: Path) -> None:
    """Opens the model as it would be, beside where it is to be."""
    trial = path.with_name(f".{path.stem}-{secrets.token_hex(4)}.onnx")
    try:
        trial.write_bytes(data)
        open_generator(trial, provider="cpu", threads=1)
    finally:
        trial.unlink(missing_ok=True)
