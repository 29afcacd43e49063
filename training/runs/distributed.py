"""One run in several processes, as torchrun starts them: each takes its share of the same batch.

Every process draws the whole batch's random numbers and keeps those of its own pictures; gradients, and whatever else
is a mean over the batch, are averaged over the processes. So a run does the same to each picture whatever the number
of processes, but for the order in which sums are rounded.

Source: Li et al. 2020 (PyTorch Distributed). Differs: gradients are averaged in one piece after each backward pass, as
StyleGAN's reference code does, because an adversarial step has several of them, penalties on gradients among them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import torch
from torch import Tensor, distributed, nn

from training.errors import TrainingError
from training.runs.machine import Machine

PATIENCE = timedelta(hours=2)
"""How long processes wait for one that measures or decodes."""


@dataclass(frozen=True)
class Share:
    """Which part of each batch this process takes: every `of`-th picture from `rank` on.

    Pictures that stand a fixed part of the batch apart, as those that a minibatch deviation compares, stay together.
    """

    rank: int = 0
    of: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process writes the run folder."""
        return self.rank == 0

    def part_of(self, batch_size: int) -> int:
        """How many pictures of a batch are this process's.

        Raises:
            TrainingError: the batch cannot be dealt out evenly.
        """
        if batch_size % self.of:
            raise TrainingError(f"A batch of {batch_size} does not divide among {self.of} processes.")
        return batch_size // self.of

    def rng(self, generator: torch.Generator) -> torch.Generator:
        """A generator in the same state whose rows, see `rows`, are this process's."""
        own = SharedGenerator()
        own.set_state(generator.get_state())
        own.share = self
        return own


ALONE = Share()


class SharedGenerator(torch.Generator):
    """A random generator that knows whose pictures it draws for."""

    share: Share = ALONE


def rows(draw: Callable[[int], Tensor], count: int, rng: torch.Generator) -> Tensor:
    """One draw for each of `count` pictures of this process, in which the draws of the others are passed over.

    Args:
        draw: draws from `rng` for a number of pictures, which is the first dimension of what it returns.
        count: pictures of this process.
        rng: where it is not of `Share.rng`, all pictures are this process's.
    """
    share = rng.share if isinstance(rng, SharedGenerator) else ALONE
    return draw(count * share.of)[share.rank :: share.of]


@contextmanager
def processes(machine: Machine) -> Iterator[tuple[Share, Machine]]:
    """Joins the processes that torchrun, or another launcher that sets its variables, has started.

    Yields:
        this process's share, and the machine with this process's GPU; alone and unchanged where there is no launcher.

    Raises:
        TrainingError: the processes do not find each other, or there are more of them than GPUs.
    """
    count = launched()
    if count == 1:
        yield ALONE, machine
        return
    backend = "gloo"
    if machine.device.type == "cuda":
        local = int(os.environ.get("LOCAL_RANK", "0"))
        if local >= torch.cuda.device_count():
            raise TrainingError(
                f"Process {local} of this machine has no GPU of its own; start {torch.cuda.device_count()} a machine."
            )
        backend, machine = "nccl", replace(machine, device=torch.device("cuda", local))
        torch.cuda.set_device(machine.device)
    try:
        distributed.init_process_group(backend, timeout=PATIENCE)
    except (ValueError, RuntimeError) as error:
        raise TrainingError(
            f"The processes do not find each other: {error}; start them with torchrun."
        ) from error
    try:
        yield Share(distributed.get_rank(), count), machine
    finally:
        distributed.destroy_process_group()


def launched() -> int:
    """How many processes a launcher started for this run."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def wait_for_all() -> None:
    """Goes on when every process has come here."""
    if distributed.is_initialized():
        distributed.barrier()


@contextmanager
def leader_first(share: Share) -> Iterator[None]:
    """What is inside, such as filling a cache, is done by the leading process before the others do it."""
    if not share.leads:
        wait_for_all()
    yield
    if share.leads:
        wait_for_all()


def mean_over_processes(values: Tensor) -> Tensor:
    """The mean of every process's `values`; gradients flow back to each of them."""
    if not distributed.is_initialized():
        return values
    summed: Any = _Sum.apply(values)
    return summed / distributed.get_world_size()


def mean_figures(figures: Mapping[str, float]) -> dict[str, float]:
    """The means of figures that every process has, so that all of them decide alike."""
    if not distributed.is_initialized():
        return dict(figures)
    values = torch.tensor(list(figures.values()), dtype=torch.float64, device=_device())
    return dict(zip(figures, mean_over_processes(values).tolist(), strict=True))


def average_gradients(parameters: Iterable[nn.Parameter]) -> None:
    """Replaces gradients by their means over the processes."""
    if not distributed.is_initialized():
        return
    slopes = [parameter.grad for parameter in parameters if parameter.grad is not None]
    together = mean_over_processes(torch.cat([slope.flatten() for slope in slopes]))
    for slope, mean in zip(slopes, together.split([slope.numel() for slope in slopes]), strict=True):
        slope.copy_(mean.view_as(slope))


@torch.no_grad()
def same_everywhere(*networks: nn.Module) -> None:
    """Gives every process the leading one's weights and buffers."""
    if not distributed.is_initialized():
        return
    for network in networks:
        for value in (*network.parameters(), *network.buffers()):
            distributed.broadcast(value, 0)


class SharedBatchNorm2d(nn.BatchNorm2d):
    """Batch normalisation by the statistics of every process's pictures. `nn.SyncBatchNorm` does so on GPUs alone."""

    @classmethod
    def of(cls, norm: nn.BatchNorm2d) -> SharedBatchNorm2d:
        """With the parameters and buffers of `norm`, not copies of them."""
        shared = cls(norm.num_features, norm.eps, norm.momentum, norm.affine, norm.track_running_stats)
        shared._parameters, shared._buffers = norm._parameters, norm._buffers
        return shared.train(norm.training)

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - torch's name
        if not self.training or not distributed.is_initialized():
            return super().forward(input)
        values = input.float()
        mean = mean_over_processes(values.mean((0, 2, 3)))[:, None, None]
        variance = mean_over_processes((values - mean).square().mean((0, 2, 3)))[:, None, None]
        self._remember(mean, variance, values.numel() // len(mean) * distributed.get_world_size())
        scaled = (values - mean) * torch.rsqrt(variance + self.eps)
        if self.affine:
            scaled = scaled * self.weight[:, None, None] + self.bias[:, None, None]
        return scaled.to(input.dtype)

    @torch.no_grad()
    def _remember(self, mean: Tensor, variance: Tensor, count: int) -> None:
        if self.running_mean is None or self.running_var is None or self.num_batches_tracked is None:
            return
        self.num_batches_tracked += 1
        share = self.momentum if self.momentum is not None else 1.0 / float(self.num_batches_tracked)
        self.running_mean.lerp_(mean.flatten(), share)
        self.running_var.lerp_(variance.flatten() * (count / (count - 1)), share)


def share_batch_norms(network: nn.Module) -> None:
    """Lets every batch norm inside a network normalise by all processes' pictures."""
    for parent in list(network.modules()):
        for name, child in parent.named_children():
            if type(child) is nn.BatchNorm2d:
                setattr(parent, name, SharedBatchNorm2d.of(child))


class _Sum(torch.autograd.Function):
    """The sum over processes, whose gradient is the sum of every process's gradient."""

    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:  # noqa: ARG004 - torch's signature
        summed = values.detach().clone(memory_format=torch.contiguous_format)
        distributed.all_reduce(summed)
        return summed

    @staticmethod
    def backward(ctx: Any, *slopes: Any) -> Any:  # noqa: ARG004
        return _Sum.apply(slopes[0])


def _device() -> torch.device:
    if distributed.get_backend() == "nccl":
        return torch.device("cuda", torch.cuda.current_device())
    return torch.device("cpu")
