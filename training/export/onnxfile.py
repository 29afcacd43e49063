"""From a torch module to a checked ONNX file: traced, stripped, labelled, compared, and only then put in its place."""

from __future__ import annotations

import logging
import secrets
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from exports.card import CARD_KEY, ModelCard
from exports.errors import ModelError
from training.errors import TrainingError

OPSET = 20
LEAST_HALVED = 1024
"""Weights with at least so many numbers are stored in half precision."""
HALF, REST, UNIT = ".half", ".rest", ".unit"
"""What follows a weight's name in the names of its 16 bits, of the 8 bits of what these leave out, of their unit."""


def trace(
    module: nn.Module,
    example: tuple[Tensor, ...],
    inputs: Sequence[str],
    outputs: Sequence[str],
    dynamic_shapes: Sequence[Mapping[int, Any]] | None,
) -> onnx.ModelProto:
    """The module's forward pass as an ONNX graph.

    Args:
        module: in evaluation mode.
        example: inputs to trace with.
        inputs: names of the inputs.
        outputs: names of the outputs.
        dynamic_shapes: for each input, its free axes as `torch.export.Dim`.
    """
    with warnings.catch_warnings(), _silent_registration():
        # The exporter of torch 2.13 warns of its own use of its own deprecated names.
        warnings.simplefilter("ignore", FutureWarning)
        # Two inputs that share a free axis keep one name for it, of which it warns.
        warnings.filterwarnings("ignore", "# The axis name", UserWarning)
        program = torch.onnx.export(
            module,
            example,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_shapes=None if dynamic_shapes is None else tuple(dynamic_shapes),
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    model = program.model_proto  # a new message at each access
    strip_provenance(model)
    return model


@contextmanager
def _silent_registration() -> Iterator[None]:
    """Keeps to itself that torchvision is not installed, whose operators no network of ours has."""
    logger = logging.getLogger("torch.onnx._internal.exporter._registration")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def strip_provenance(model: onnx.ModelProto) -> None:
    """Removes what the exporter notes of the source: names of files and functions on the machine that trained."""
    graph = model.graph
    items = (model, graph, *graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer)
    for item in items:
        item.doc_string = ""
        del item.metadata_props[:]


def halved(model: onnx.ModelProto, *, rests: bool = False) -> onnx.ModelProto:
    """A copy of a model with `halve_weights`."""
    copied = onnx.ModelProto()
    copied.CopyFrom(model)
    halve_weights(copied, rests=rests)
    return copied


def halve_weights(model: onnx.ModelProto, *, rests: bool = False) -> None:
    """Stores large weights as float16, with a cast back in the graph: half the file, while sums stay float32.

    Args:
        model: the graph.
        rests: store what 16 bits leave out of a weight beside it, in 8 bits: three quarters of the file, and weights to
            about 1e-5 of the strength that they have in the middle.
    """
    graph = model.graph
    casts = []
    for tensor in list(graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < LEAST_HALVED:
            continue
        name, values = tensor.name, numpy_helper.to_array(tensor)
        coarse = values.astype(np.float16)
        tensor.CopyFrom(numpy_helper.from_array(coarse, f"{name}{HALF}"))
        rest = values - coarse
        if not rests or not rest.any():
            casts.append(helper.make_node("Cast", [f"{name}{HALF}"], [name], to=TensorProto.FLOAT))
            continue
        unit = np.float32(np.abs(rest).max() / np.iinfo(np.int8).max)
        steps = np.rint(rest / unit).astype(np.int8)
        graph.initializer.append(numpy_helper.from_array(steps, f"{name}{REST}"))
        graph.initializer.append(numpy_helper.from_array(np.asarray(unit), f"{name}{UNIT}"))
        casts += [
            helper.make_node("Cast", [f"{name}{HALF}"], [f"{name}.coarse"], to=TensorProto.FLOAT),
            helper.make_node("Cast", [f"{name}{REST}"], [f"{name}.steps"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [f"{name}.steps", f"{name}{UNIT}"], [f"{name}.fine"]),
            helper.make_node("Add", [f"{name}.coarse", f"{name}.fine"], [name]),
        ]
    for position, cast in enumerate(casts):
        graph.node.insert(position, cast)


def write_checked(
    model: onnx.ModelProto,
    card: ModelCard,
    out: Path,
    check: Callable[[Path], None],
    extra: Mapping[str, str] | None = None,
) -> None:
    """Writes a model with its card beside `out`, checks it, and lets it take the place of `out`.

    Args:
        model: the graph.
        card: goes into the metadata.
        out: the file to write; replaced only by a model that passed the check.
        check: compares the file at a path with torch, through `exports.session`; raises TrainingError.
        extra: more metadata.

    Raises:
        TrainingError: the model fails the check or breaks its contract, or the file cannot be written.
    """
    # The suffix stays, since whoever opens a model may look at it.
    fresh = out.with_name(f".{out.stem}-{secrets.token_hex(4)}.onnx")
    try:
        helper.set_model_props(model, {CARD_KEY: card.to_json(), **(extra or {})})
        out.parent.mkdir(parents=True, exist_ok=True)
        onnx.save_model(model, fresh)
        check(fresh)
        fresh.replace(out)
    except ModelError as error:
        raise TrainingError(
            f"The export {out.name} does not keep the contract of its kind: {error}"
        ) from error
    except OSError as error:
        raise TrainingError(f"{out} cannot be written: {error.strerror or error}.") from error
    finally:
        fresh.unlink(missing_ok=True)


class ParityError(TrainingError):
    """The model in a file draws another picture than the trained one does."""


def require_close(drawn: np.ndarray, wanted: np.ndarray, tolerance: float, name: str) -> None:
    """Refuses an export whose pictures differ from torch's.

    Args:
        drawn, wanted: pictures in 0..1 of the same shape.
        tolerance: largest difference of any value.

    Raises:
        ParityError: saying by how much it differs.
    """
    difference = float(np.abs(drawn - wanted).max())
    if not difference <= tolerance:
        raise ParityError(
            f"The export {name} differs from the trained network by {difference * 255:.2f} of 255 levels "
            f"({tolerance * 255:.2f} allowed), so it was not written."
        )
