"""Times the gradient graph under onnxruntime beside torch's autograd over the same encoder, in turns in one process.

    python -m tests.bench.gradient exports/models/perceptual.onnx RUN [--size 256] [--rounds 15] [--threads 2]

RUN is the run folder of `pinxit-train perceptual` that the file was exported from. Prints medians, the ratio of the
pairs, and the cosine between both gradients.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from exports.session import Targets, open_perceptual
from training.config import build
from training.export.label import Label, read_run_config
from training.export.perceptual import autograd_loss, averaged_encoder, export_perceptual_run
from training.perceptual.distill import DistillConfig
from training.runs.checkpoint import Checkpoint


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    encoder = averaged_encoder(build(DistillConfig, read_run_config(options.run)), Checkpoint(options.run))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "gradient.onnx"
        label = Label("gradient", "Gradient", "bench", "unspecified", "see the run", "see the run")
        export_perceptual_run(options.run, file, label)
        model = open_perceptual(file, provider="cpu", threads=options.threads)
    rng = np.random.default_rng(0)
    photo, painting = (rng.random((options.size, options.size, 3), np.float32) for _ in range(2))
    targets, weights = (
        Targets(model.content(photo), model.grams(painting)),
        model.default_weights(0.1, 1.0, 1.0),
    )
    image = rng.random((1, 3, options.size, options.size), np.float32)
    tensor = torch.from_numpy(image)

    graph_ms, torch_ms = [], []
    cosine = 0.0
    for _ in range(options.rounds + 2):
        begun = time.perf_counter()
        found = model.loss_and_gradient(image, targets, weights)
        between = time.perf_counter()
        _, gradient = autograd_loss(encoder, tensor, targets, weights)
        torch_ms.append((time.perf_counter() - between) * 1e3)
        graph_ms.append((between - begun) * 1e3)
        both = torch.from_numpy(found.gradient).flatten().double(), gradient.flatten().double()
        cosine = torch.nn.functional.cosine_similarity(*both, 0).item()
    graph_ms, torch_ms = graph_ms[2:], torch_ms[2:]
    ratio = statistics.median(slow / fast for slow, fast in zip(torch_ms, graph_ms, strict=True))
    print(f"{options.size}x{options.size}, {options.threads} threads, {options.rounds} rounds")
    print(f"gradient graph, onnxruntime  {statistics.median(graph_ms):7.1f} ms an iteration")
    print(
        f"autograd, torch eager        {statistics.median(torch_ms):7.1f} ms an iteration, {ratio:.2f} times as long"
    )
    print(f"cosine of both gradients     {cosine:.6f}")


if __name__ == "__main__":
    main()
