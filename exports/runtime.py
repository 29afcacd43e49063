"""The only place that talks to onnxruntime: builds a session, names the provider that runs, runs and stops it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from exports.card import ModelCard
from exports.errors import ModelError, OutOfMemory, RunCancelled

if TYPE_CHECKING:
    import onnxruntime

Provider = Literal["auto", "cpu", "cuda"]

_SHORT_NAMES = {"CPUExecutionProvider": "CPU", "CUDAExecutionProvider": "CUDA"}
# A severity of onnxruntime: its errors reach us as exceptions and need no second telling on stderr.
_ONLY_FATAL = 4

Shape = tuple[int | None, ...]
"""Of a tensor in the contract: None where any length will do."""


class RunControl:
    """Stops runs from another thread. Pass the same object to any number of runs; once stopped it stays so."""

    def __init__(self) -> None:
        import onnxruntime

        self.stopped = False
        self.options = onnxruntime.RunOptions()
        self.options.log_severity_level = _ONLY_FATAL

    def stop(self) -> None:
        """Makes the run in progress, and every later one, raise RunCancelled as soon as its current operator ends."""
        self.stopped = True
        self.options.terminate = True

    def raise_if_stopped(self) -> None:
        """Raises RunCancelled if `stop` was called."""
        if self.stopped:
            raise RunCancelled("The run was stopped.")


class Runtime:
    """One onnxruntime session over the bytes of one model file.

    Attributes:
        provider: what really runs the graph: "CPU" or "CUDA".
        digest: SHA-256 of the file, hexadecimal.
        threads: CPU threads of one run; 0 where onnxruntime decides.
    """

    def __init__(
        self,
        data: bytes,
        file_name: str,
        *,
        provider: Provider = "auto",
        threads: int = 0,
        plans_memory: bool = True,
    ) -> None:
        """Builds the session.

        Args:
            data: a self-contained ONNX model.
            file_name: for messages.
            provider: "cuda" and "auto" use the GPU where onnxruntime can; "cpu" never does.
            threads: CPU threads of one run; 0 lets onnxruntime decide.
            plans_memory: keep one block for each size of input, besides what the first run of it took; it is nearly
                half of the memory of a large graph, and gains it nothing.

        Raises:
            ModelError: onnxruntime refuses the model.
        """
        self.file_name = file_name
        self.threads = threads
        self.digest = hashlib.sha256(data).hexdigest()
        self._session = _build_session(data, file_name, provider, threads, plans_memory)
        first = self._session.get_providers()[0]
        self.provider = _SHORT_NAMES.get(first, first.removesuffix("ExecutionProvider"))

    def check_contract(
        self, card: ModelCard, inputs: Mapping[str, Shape], outputs: Mapping[str, Shape]
    ) -> None:
        """Raises ModelError unless the graph's inputs and outputs are those of its kind.

        Args:
            card: names the kind in the message.
            inputs: name to shape; exactly these must be there.
            outputs: name to shape; these must be among the graph's.
        """
        found_inputs = {node.name: node for node in self._session.get_inputs()}
        found_outputs = {node.name: node for node in self._session.get_outputs()}
        if found_inputs.keys() != inputs.keys() or not outputs.keys() <= found_outputs.keys():
            raise self._breaks_contract(
                card,
                f"it has the inputs {_listed(found_inputs)} and the outputs {_listed(found_outputs)} where "
                f"{_listed(inputs)} and {_listed(outputs)} belong",
            )
        for expected, found in ((inputs, found_inputs), (outputs, found_outputs)):
            for name, shape in expected.items():
                if not _fits(found[name], shape):
                    wanted = "x".join("any" if length is None else str(length) for length in shape)
                    raise self._breaks_contract(card, f"'{name}' is not a float tensor of shape {wanted}")

    def static_length(self, input_name: str, axis: int) -> int | None:
        """The fixed length of one axis of an input, or None where it is free."""
        for node in self._session.get_inputs():
            if node.name == input_name and len(node.shape) > axis and isinstance(node.shape[axis], int):
                return node.shape[axis]
        return None

    def run(
        self,
        outputs: Sequence[str],
        feeds: Mapping[str, NDArray[Any]],
        control: RunControl | None = None,
    ) -> list[NDArray[np.float32]]:
        """Runs the graph once, all of it, and returns the named outputs; see `exports.part` for less.

        Args:
            outputs: names.
            feeds: every input by name.
            control: stops the run from another thread.

        Raises:
            RunCancelled: `control.stop()` was called.
            OutOfMemory: there is too little memory for inputs of this size.
            ModelError: the graph failed.
        """
        control = control or RunControl()
        control.raise_if_stopped()
        try:
            return [
                np.asarray(result)
                for result in self._session.run(list(outputs), dict(feeds), control.options)
            ]
        except Exception as error:  # onnxruntime raises its own classes and plain RuntimeError alike
            control.raise_if_stopped()
            if _is_out_of_memory(error):
                raise OutOfMemory(
                    f"There is too little memory to run {self.file_name} on the {self.provider}; close other programs "
                    "or try a smaller picture."
                ) from error
            raise ModelError(
                f"{self.file_name} failed while it ran on the {self.provider}; try a smaller picture, or the provider "
                "cpu if this is another."
            ) from error

    def _breaks_contract(self, card: ModelCard, what: str) -> ModelError:
        return ModelError(
            f"{self.file_name} says it is of the kind '{card.kind}', but {what}; export it anew."
        )


def _is_out_of_memory(error: Exception) -> bool:
    """Looks for what allocators, CUDA and the C++ library say: onnxruntime has no class for it."""
    text = str(error).lower()
    return isinstance(error, MemoryError) or any(
        said in text for said in ("out of memory", "failed to allocate memory", "bad_alloc", "bad allocation")
    )


def require_finite(values: NDArray[np.float32], file_name: str) -> NDArray[np.float32]:
    """The same values. Raises ModelError if any is NaN or infinite."""
    if not np.isfinite(np.sum(values)):
        raise ModelError(
            f"{file_name} computed values that are no numbers; the model is damaged, export it anew."
        )
    return values


def require_shape(
    values: NDArray[np.float32], shape: tuple[int, ...], what: str, file_name: str
) -> NDArray[np.float32]:
    """The same values. Raises ModelError if they have another shape: a graph may leave lengths open, and lie."""
    if values.shape != shape:
        raise ModelError(
            f"{file_name} computed an output {what} of the shape {values.shape} where {shape} belongs; the model is "
            "damaged, export it anew."
        )
    return values


def _build_session(
    data: bytes, file_name: str, provider: Provider, threads: int, plans_memory: bool
) -> onnxruntime.InferenceSession:
    import onnxruntime

    if provider not in ("auto", "cpu", "cuda"):
        raise ModelError(f"There is no provider {provider!r}; choose auto, cpu or cuda.")
    onnxruntime.set_default_logger_severity(_ONLY_FATAL)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _ONLY_FATAL
    options.intra_op_num_threads = threads
    options.enable_mem_pattern = plans_memory
    # Spinning threads would starve the event loop of the window between two tiles.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")

    attempts: list[list[Any]] = [["CPUExecutionProvider"]]
    if provider != "cpu" and "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        cuda = {"cudnn_conv_algo_search": "HEURISTIC", "arena_extend_strategy": "kSameAsRequested"}
        attempts.insert(0, [("CUDAExecutionProvider", cuda), "CPUExecutionProvider"])
    refusal: Exception | None = None
    for providers in attempts:
        try:
            return onnxruntime.InferenceSession(data, options, providers=providers, enable_fallback=0)
        except Exception as error:
            refusal = error
    raise ModelError(
        f"{file_name} is not a model that this onnxruntime can run; export it anew or update Pinxit."
    ) from refusal


def _fits(node: onnxruntime.NodeArg, shape: Shape) -> bool:
    if node.type != "tensor(float)" or len(node.shape) != len(shape):
        return False
    # onnxruntime shows a free length as None or as its symbol.
    return all(
        want is None or not isinstance(have, int) or have == want
        for have, want in zip(node.shape, shape, strict=True)
    )


def _listed(names: Mapping[str, Any]) -> str:
    return ", ".join(names)
