"""How much arithmetic a model does, counted while it runs."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_CONVOLUTIONS = ("Conv", "FusedConv", "ConvTranspose", "QLinearConv", "ConvInteger")
_PRODUCTS = ("MatMul", "Gemm", "MatMulInteger")


def count_gflop(model: bytes, outputs: Sequence[str], feeds: Mapping[str, NDArray[np.float32]]) -> float:
    """10^9 multiplications and additions of one run, in convolutions and matrix products (all that weighs).

    onnxruntime's profiler tells the shapes of every operator, so this counts any model for which it can run; the
    graph is left unoptimised, since the optimiser pads channels.
    """
    import onnxruntime

    with tempfile.TemporaryDirectory() as folder:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.enable_profiling = True
        options.profile_file_prefix = str(Path(folder) / "profile")
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        session.run(list(outputs), dict(feeds))
        events = json.loads(Path(session.end_profiling()).read_text(encoding="utf-8"))
    runs = (event["args"] for event in events if "input_type_shape" in event.get("args", {}))
    return sum(_operations(run) for run in runs) / 1e9


def _operations(run: dict[str, Any]) -> int:
    operator = run.get("op_name")
    inputs, outputs = _shapes(run["input_type_shape"]), _shapes(run["output_type_shape"])
    if operator in _CONVOLUTIONS:
        kernel = next(shape for shape in inputs[1:] if len(shape) == 4)
        # Each output of a convolution, and each input of a transposed one, meets all of a kernel but its first axis.
        meetings = inputs[0] if operator == "ConvTranspose" else outputs[0]
        return 2 * math.prod(meetings) * math.prod(kernel[1:])
    if operator in _PRODUCTS:
        return 2 * math.prod(outputs[0]) * inputs[0][-1]
    return 0


def _shapes(described: Sequence[Mapping[str, list[int]]]) -> list[list[int]]:
    return [shape for tensor in described for shape in tensor.values()]
