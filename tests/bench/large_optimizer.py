"""What the optimizer takes for a large picture: memory at its peak, and time a step.

    python -m tests.bench.large_optimizer [--size 2048] [--steps 8] [--method adam] [--threads 2]

The picture is square, and the first steps go to the smaller sizes as in any run. Peak memory is that of the whole
process, with interpreter, network, picture and state.
"""

from __future__ import annotations

import argparse
import resource
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from exports.catalog import default_shipped_folder
from exports.session import open_perceptual
from studio.engine.optimizer import OptimizerProgress, optimize
from studio.engine.optimizer_request import OptimizerRequest

SAMPLE = Path("studio/assets/sample.jpg")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=2048)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--method", choices=("lbfgs", "adam"), default="lbfgs")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()

    side = options.size, options.size
    with Image.open(SAMPLE) as sample:
        photo = np.asarray(sample.convert("RGB").resize(side))
        style = np.asarray(sample.convert("RGB").rotate(90).resize(side))
    model = open_perceptual(
        default_shipped_folder() / "perceptual.onnx", provider="cpu", threads=options.threads
    )
    request = OptimizerRequest(
        photo, ((style, 1.0),), size_px=options.size, steps=options.steps, method=options.method, average=True
    )

    def told(at: OptimizerProgress) -> None:
        print(
            f"step {at.step} of {at.steps}  {at.size_px:5d} pixels  loss {at.total:.4f}  {at.step_ms / 1000:6.1f} s  "
            f"peak {peak_mb():5.0f} MB",
            flush=True,
        )

    optimize(request, model, told, preview_every=0)
    print(f"{options.size}x{options.size}, {options.method}: {peak_mb():.0f} MB at the peak")


def peak_mb() -> float:
    """Of this process, megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024


if __name__ == "__main__":
    main()
