"""What this machine can do at best, and what it is made of."""

from __future__ import annotations

import os
import platform
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from exports.runtime import Provider, Runtime
from studio.cli.bench.reference import matmul_model

PRODUCT_SIZE = 2048
PRODUCT_RUNS = 7
VERSIONS_OF = ("pinxit", "onnxruntime", "onnxruntime-gpu", "numpy")


@dataclass(frozen=True)
class Machine:
    """Attributes:
    processor: its name as the system tells it.
    cores: that this process may use.
    peak_gflops: 10^9 floating-point operations a second in the best of several large matrix products, run by
        onnxruntime with the threads of the benchmark.
    peak_provider: what ran the products.
    """

    processor: str
    system: str
    cores: int
    peak_gflops: float
    peak_provider: str


def describe_machine(provider: Provider, threads: int) -> Machine:
    """Measures the matrix-product peak (a second or so)."""
    runtime = Runtime(matmul_model(PRODUCT_SIZE), "the matrix product", provider=provider, threads=threads)
    left = np.random.default_rng(1).standard_normal((PRODUCT_SIZE, PRODUCT_SIZE), np.float32)
    seconds = []
    for _ in range(PRODUCT_RUNS):
        begin = time.perf_counter()
        runtime.run(["product"], {"left": left})
        seconds.append(time.perf_counter() - begin)
    return Machine(
        processor=_processor_name(),
        system=platform.platform(terse=True),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        peak_gflops=2 * PRODUCT_SIZE**3 / min(seconds) / 1e9,
        peak_provider=runtime.provider,
    )


def versions() -> dict[str, str]:
    """The versions that a figure depends on."""
    found = {"python": platform.python_version()}
    for name in VERSIONS_OF:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _processor_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
