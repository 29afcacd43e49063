"""Where a run computes, and what the machine does to be quick: none of it is part of the run's configuration, so that
a run begun on one machine goes on on another.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, get_args

import torch
from torch import Tensor, nn

from training.errors import TrainingError

Compiling = Literal["no", "default", "cuda-graphs"]
Layout = Literal["auto", "contiguous", "channels-last"]
Network = TypeVar("Network", bound=nn.Module)

CPU = torch.device("cpu")


@dataclass(frozen=True)
class Machine:
    """What computes a run."""

    device: torch.device = CPU
    """Where networks and batches lie. Random numbers are drawn on the processor wherever that is, so that the same
    seed draws the same batches."""
    cache: Path | None = None
    """Folder of decoded pictures, see `training.picture_cache`; none holds them in memory."""
    layout: Layout = "auto"
    """Order of a picture's values in memory: channels last suits a GPU's matrix units, and is what auto takes there."""
    compile: Compiling = "no"
    """Whether torch compiles the networks, and replays whole steps as CUDA graphs."""

    @property
    def channels_last(self) -> bool:
        """Whether channels lie last."""
        return self.layout == "channels-last" or (self.layout == "auto" and self.device.type == "cuda")

    def place(self, network: Network) -> Network:
        """The network on the device, in this machine's layout."""
        network.to(self.device)
        return network.to(memory_format=torch.channels_last) if self.channels_last else network  # type: ignore[call-overload]

    def send(self, batch: Tensor) -> Tensor:
        """A batch from the processor on the device; from pinned memory, so that the copy waits for nothing."""
        if self.device.type == "cuda":
            batch = batch.pin_memory().to(self.device, non_blocking=True)
        else:
            batch = batch.to(self.device)
        if self.channels_last and batch.ndim == 4:
            batch = batch.contiguous(memory_format=torch.channels_last)
        return batch

    def autocast(self, precision: str) -> AbstractContextManager[object]:
        """Arithmetic in bfloat16 where `precision` is "bf16"."""
        return torch.autocast(self.device.type, torch.bfloat16) if precision == "bf16" else nullcontext()

    def quicken(self, network: nn.Module, *methods: str) -> None:
        """Compiles these methods of a network, if this machine does so; copies of the network are made before.

        Once for each shape of a batch: code for any shape is slower, and a run has few.
        """
        mode = "reduce-overhead" if self.compile == "cuda-graphs" else "default"
        for method in methods if self.compile != "no" else ():
            setattr(network, method, torch.compile(getattr(network, method), mode=mode, dynamic=False))

    def begin_step(self) -> None:
        """Says that what compiled networks gave in the last step is no longer needed: CUDA graphs overwrite it."""
        if self.compile == "cuda-graphs":
            torch.compiler.cudagraph_mark_step_begin()


THIS_PROCESSOR = Machine()


def find_device(name: str) -> torch.device:
    """The device that `auto`, `cpu`, `cuda` or `cuda:N` names; auto is the first GPU, or else the processor.

    Raises:
        TrainingError: there is no such device.
    """
    count = torch.cuda.device_count()
    if name == "auto":
        return torch.device("cuda", 0) if count else CPU
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise TrainingError(f"There is no device '{name}'; choose auto, cpu, cuda or cuda:N.") from error
    if device.type == "cpu":
        return CPU
    if device.type != "cuda":
        raise TrainingError(f"Training runs on cpu and cuda, not on '{name}'.")
    if (device.index or 0) >= count:
        there = f"{count} GPU{'s' if count > 1 else ''}" if count else "no GPU"
        raise TrainingError(f"There is no device '{name}': torch {torch.__version__} sees {there}.")
    return torch.device("cuda", device.index or 0)


def find_machine(device: str, cache: Path | None, layout: str, compiling: str) -> Machine:
    """The machine that the command line describes.

    Raises:
        TrainingError: there is no such device, or it has no CUDA graphs.
    """
    found = find_device(device)
    if compiling == "cuda-graphs" and found.type != "cuda":
        raise TrainingError("CUDA graphs need a GPU; leave --compile out, or say --compile default.")
    assert layout in get_args(Layout)
    assert compiling in get_args(Compiling)
    return Machine(found, cache, layout, compiling)  # type: ignore[arg-type]
