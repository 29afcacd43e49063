"""How much memory `pinxit stylize` needs for large pictures: the peak of a process that does nothing else."""

from __future__ import annotations

import io
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

SIZES_PX = ((6000, 4000), (12240, 8170))


@dataclass(frozen=True)
class Peak:
    """What one picture needed.

    Attributes:
        statistics: "sampled", as `--quick` takes them, or "exact".
        peak_mb: resident memory at its highest, in 2^20 bytes, reading and writing included.
        seconds: from the start of the process to its end.
    """

    network: str
    megapixels: float
    statistics: str
    peak_mb: float
    seconds: float


def measure_peak(
    network: str, style: Path, arguments: list[str], size_px: tuple[int, int], quick: bool
) -> Peak:
    """Stylizes a JPEG of this size to a JPEG, in a process of its own.

    Args:
        network: its name, for the result.
        style: the style card to paint with.
        arguments: more arguments of `pinxit stylize`.
        size_px: width and height.
        quick: from a sample of its statistics, as the studio paints.

    Raises:
        ChildProcessError: it failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "source.jpg", Path(folder) / "target.jpg"
        _in_process(_make_picture, source, size_px)
        call = [
            "stylize",
            str(source),
            "--style",
            str(style),
            "--out",
            str(target),
            "--scale",
            "1",
            *arguments,
        ]
        call += ["--quick"] if quick else []
        peak_mb, seconds = _in_process(_run_command, call)
    statistics = "sampled" if quick else "exact"
    return Peak(network, size_px[0] * size_px[1] / 1e6, statistics, peak_mb, seconds)


def _in_process(function: Callable[..., None], *arguments: object) -> tuple[float, float]:
    """What `function(connection, *arguments)` sends from a fresh process."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=function, args=(theirs, *arguments))
    process.start()
    theirs.close()
    try:
        return ours.recv()
    except EOFError:
        raise ChildProcessError("A process that was to be measured failed; see its message above.") from None
    finally:
        process.join()


def _make_picture(connection: Connection, path: Path, size_px: tuple[int, int]) -> None:
    from PIL import Image

    from studio.cli.bench.documents import sample_picture

    Image.fromarray(sample_picture(*size_px)).save(path, quality=92)
    connection.send((0.0, 0.0))


def _run_command(connection: Connection, call: list[str]) -> None:
    from studio.cli.main import main

    begin = time.perf_counter()
    # The verb's own output, such as the name of the file, is none of the benchmark's.
    with redirect_stdout(io.StringIO()):
        code = main(call, lambda _: 1)
    if code == 0:
        connection.send((peak_resident_mb(), time.perf_counter() - begin))


def peak_resident_mb() -> float:
    """The highest resident memory of this process so far, in 2^20 bytes; NaN where the system does not tell."""
    try:
        # Not getrusage: on Linux its figure begins with that of the process which started this one.
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(float(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        pass
    try:
        import resource
    except ImportError:
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
