"""Times our adversarial loop beside a plain DCGAN loop over the same networks, in turns in one process.

    python -m tests.bench.gan_loop [--resolution 64] [--batch 32] [--rounds 9] [--threads 1] [--device auto]

The plain loop is the textbook's: the pictures lie decoded in memory, the discriminator's step on real and on generated
pictures, then the generator's; float32, nothing else. Ours does the same under `paper-dcgan`, with batches drawn by
(seed, step), the averaged generator and figures on top; then each of the options that are meant for speed. Prints
medians and the ratios of the pairs.
"""

from __future__ import annotations

import argparse
import dataclasses
import statistics
import time
from collections.abc import Callable

import torch
from torch.nn.functional import softplus

from training.config import build, read_preset
from training.gan.adversary import GanTrainer
from training.gan.config import GanConfig
from training.networks.dcgan import DcganGenerator, PlainDiscriminator
from training.runs.machine import Machine, find_device

PICTURES = 512


def plain_loop(config: GanConfig, pictures: torch.Tensor, device: torch.device) -> Callable[[], object]:
    """One step of the textbook's loop; its networks have been initialised as ours are."""
    torch.manual_seed(config.seed)
    generator = DcganGenerator(config.dcgan, config.resolution).to(device)
    discriminator = PlainDiscriminator(config.plain, config.resolution).to(device)
    betas = (config.beta1, config.beta2)
    for_generator = torch.optim.Adam(generator.parameters(), lr=config.generator_rate, betas=betas)
    for_discriminator = torch.optim.Adam(
        discriminator.parameters(), lr=config.discriminator_rate, betas=betas
    )
    ready = (pictures.float() / 255).to(device)

    def step() -> float:
        real = ready[torch.randint(len(ready), (config.batch_size,))]
        fake = generator(torch.randn(config.batch_size, config.dcgan.latent_size, device=device))
        for_discriminator.zero_grad(set_to_none=True)
        softplus(-discriminator.judge([real])[0]).mean().backward()
        softplus(discriminator.judge([fake.detach()])[0]).mean().backward()
        for_discriminator.step()
        for_generator.zero_grad(set_to_none=True)
        loss = softplus(-discriminator.judge([fake])[0]).mean()
        loss.backward()
        for_generator.step()
        return loss.item()

    return step


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--resolution", type=int, default=64)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--compile", action="store_true", help="also compiled, and on a GPU as CUDA graphs")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    device = find_device(options.device)
    config = dataclasses.replace(
        build(GanConfig, read_preset("gan", "paper-dcgan")),
        resolution=options.resolution,
        batch_size=options.batch,
        precision="float32",
    )
    rng = torch.Generator().manual_seed(0)
    size = (PICTURES, 3, options.resolution, options.resolution)
    pictures = torch.randint(0, 256, size, dtype=torch.uint8, generator=rng)

    def ours(precision: str = "float32", **machine: str) -> Callable[[], object]:
        changed = dataclasses.replace(config, precision=precision)
        return GanTrainer(changed, pictures, {}, Machine(device, **machine)).train_step  # type: ignore[arg-type]

    loops = {
        "plain loop": plain_loop(config, pictures, device),
        "ours": ours(layout="contiguous"),
        "ours, channels last": ours(layout="channels-last"),
        "ours, bfloat16": ours("bf16", layout="contiguous"),
        "ours, both": ours("bf16", layout="channels-last"),
    }
    if options.compile:
        loops["ours, compiled"] = ours(compile="default")
        if device.type == "cuda":
            loops["ours, CUDA graphs"] = ours("bf16", compile="cuda-graphs")
    seconds: dict[str, list[float]] = {name: [] for name in loops}
    for round_ in range(options.rounds + 2):
        for name, step in loops.items():
            begun = time.perf_counter()
            step()
            if round_ >= 2:
                seconds[name].append(time.perf_counter() - begun)
    print(f"{options.resolution} pixels, batches of {options.batch}, {options.threads} threads, {device}")
    for name, taken in seconds.items():
        pairs = zip(seconds["plain loop"], taken, strict=True)
        ratio = statistics.median(plain / own for plain, own in pairs)
        rate = options.batch / statistics.median(taken)
        print(f"{name:20} {rate:8.1f} pictures a second, {ratio:.2f} times the plain loop's")


if __name__ == "__main__":
    main()
