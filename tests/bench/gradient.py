"""The optimizer without torch beside torch, over the same encoder, in turns in one process.

    python -m tests.bench.gradient [--size 256] [--rounds 15] [--steps 120] [--threads 2] [--init content|noise]
                                   [--photo FILE --style FILE]

First one gradient: the graph under onnxruntime beside autograd. Then whole runs: the optimizer beside Gatys' method in
plain torch with L-BFGS, and how long each takes to the same loss. The encoder is the one that ships.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
import torch

from exports.catalog import default_shipped_folder
from exports.session import PerceptualModel, Targets, open_perceptual
from studio.engine.optimizer_request import OptimizerRequest
from studio.engine.resampling import fitted, resized
from studio.media.reading import open_picture
from tests.bench.gatys import compare, goal_of
from training.export.perceptual import autograd_loss
from training.networks.encoder import Encoder
from training.perceptual.networks import OwnEncoder

SAMPLE = Path("studio/assets/sample.jpg")
METHODS = ("adam", "lbfgs")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--steps", type=int, default=120)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--init", choices=("content", "noise"), default="content")
    parser.add_argument("--photo", type=Path, default=SAMPLE)
    parser.add_argument("--style", type=Path, default=Path("docs/images/overview.webp"))
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    encoder = OwnEncoder().encoder
    model = open_perceptual(
        default_shipped_folder() / "perceptual.onnx", provider="cpu", threads=options.threads
    )
    compare_gradients(model, encoder, options.size, options.rounds, options.threads)
    photo = open_picture(options.photo).pixels
    photo = resized(photo, fitted(photo, options.size))
    style = open_picture(options.style).pixels
    for method in METHODS:
        request = OptimizerRequest(
            photo,
            ((style, 1.0),),
            size_px=options.size,
            steps=options.steps,
            method=method,
            init=options.init,
        )
        compare_runs(request, model, encoder)


def compare_runs(request: OptimizerRequest, model: PerceptualModel, encoder: Encoder) -> None:
    """Prints how long the optimizer and Gatys' method take to the lowest loss that both reach."""
    targets, weights = goal_of(request, model)
    ours, plain = compare(request, model, encoder, targets, weights)
    loss = max(ours.lowest, plain.lowest)
    first, second = ours.seconds_to(loss), plain.seconds_to(loss)
    course = f"{request.size_px} pixels, {request.method}, {request.steps} steps from {request.init}"
    print(f"{course}, to a loss of {loss:.4f}")
    print(
        f"the optimizer                {first:7.1f} s  (in all {len(ours.reached)} steps, to {ours.lowest:.4f})"
    )
    print(
        f"Gatys, torch, L-BFGS         {second:7.1f} s  (in all {len(plain.reached)} steps, to {plain.lowest:.4f}), "
        f"{second / first:.2f} times as long"
    )


def compare_gradients(model: PerceptualModel, encoder: Encoder, size: int, rounds: int, threads: int) -> None:
    """Prints the time of one gradient by either way, and whether both are the same."""
    rng = np.random.default_rng(0)
    photo, painting = (rng.random((size, size, 3), np.float32) for _ in range(2))
    targets, weights = (
        Targets(model.content(photo), model.grams(painting)),
        model.default_weights(0.1, 1.0, 1.0),
    )
    image = rng.random((1, 3, size, size), np.float32)
    tensor = torch.from_numpy(image)

    graph_ms, torch_ms = [], []
    cosine = 0.0
    for _ in range(rounds + 2):
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
    print(f"{size}x{size}, {threads} threads, {rounds} rounds")
    print(f"gradient graph, onnxruntime  {statistics.median(graph_ms):7.1f} ms an iteration")
    print(
        f"autograd, torch eager        {statistics.median(torch_ms):7.1f} ms an iteration, {ratio:.2f} times as long"
    )
    print(f"cosine of both gradients     {cosine:.6f}")


if __name__ == "__main__":
    main()
