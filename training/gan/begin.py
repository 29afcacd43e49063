"""What an adversarial run may begin with: the generator of another run, or an exported one.

Source: Wang et al. 2018, "Transferring GANs" (a generator of other pictures is a better start than noise). Differs:
also at another resolution, as the first layers draw the same small pictures there.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from training.data import step_torch_rng
from training.errors import TrainingError
from training.export.light_weights import read_light_generator
from training.networks.adversarial import Generator
from training.networks.light import LightGenerator
from training.runs.checkpoint import Checkpoint

MEASURED_LATENTS = 512


def begin_with(generator: Generator, source: Path) -> int:
    """Fills a generator with what fits of a trained one, by name and shape; the rest stays as it is.

    Args:
        generator: what a run is about to train.
        source: run folder whose averaged generator is taken, or a light generator's model file.

    Returns:
        How many of the generator's parameters were taken.

    Raises:
        TrainingError: there is no generator, or nothing of it fits.
    """
    trained = (
        unfolded(read_light_generator(source))
        if source.suffix == ".onnx"
        else Checkpoint(source).tensors()["ema"]
    )
    own = generator.state_dict()
    taken = {name: value for name, value in trained.items() if name in own and own[name].shape == value.shape}
    parameters = [name for name, _ in generator.named_parameters() if name in taken]
    if not any(own[name].ndim > 1 for name in parameters):
        raise TrainingError(
            f"Nothing of the generator in {source} fits; name one of the same architecture and widths."
        )
    generator.load_state_dict({**own, **taken})
    return len(parameters)


@torch.no_grad()
def unfolded(generator: LightGenerator) -> dict[str, Tensor]:
    """The weights of an exported light generator with batch norms again, which pass on what is there.

    They are measured: a norm that scales and shifts by what it takes away changes nothing.
    """
    state = generator.state_dict()
    outputs: dict[str, Tensor] = {}

    def record(name: str, module: nn.Module) -> None:
        def keep(_module: nn.Module, _inputs: object, output: Tensor) -> None:
            outputs[name] = output

        module.register_forward_hook(keep)

    convolutions: dict[str, nn.Module] = {"first": generator.first_conv}
    convolutions |= {
        f"blocks.{index}": block.get_submodule("conv") for index, block in enumerate(generator.blocks)
    }
    for name, module in convolutions.items():
        record(name, module)
    generator(torch.randn(MEASURED_LATENTS, generator.latent_size, generator=step_torch_rng(0, 0)))
    for name, output in outputs.items():
        conv, norm = ("first_conv", "first_norm") if name == "first" else (f"{name}.conv", f"{name}.norm")
        bias = state.pop(f"{conv}.bias")
        mean, variance = output.mean((0, 2, 3)), output.var((0, 2, 3), unbiased=False)
        state |= {
            f"{norm}.weight": variance.sqrt(),
            f"{norm}.bias": mean,
            f"{norm}.running_mean": mean - bias,
            f"{norm}.running_var": variance,
        }
    return state
