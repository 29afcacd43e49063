"""What an adversarial run may begin with: the generator of another run, or an exported one.

Source: Wang et al. 2018, "Transferring GANs" (a generator of other pictures is a better start than noise). Differs:
also at another resolution, as the first layers draw the same small pictures there; at twice the resolution, or where a
style-based generator is given more, the run begins with the enlarged pictures. Sauer, Schwarz, Geiger 2022,
"StyleGAN-XL", section 3.2 (a stem that rests while the layers of a higher resolution learn).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from training.data import step_torch_rng
from training.errors import TrainingError
from training.export.light_weights import read_light_generator
from training.export.style_weights import read_style_generator
from training.networks.adversarial import Generator
from training.networks.light import USUAL_POWER, LightGenerator, UpBlock
from training.networks.stylegan import StyleGenerator
from training.runs.checkpoint import Checkpoint

MEASURED_LATENTS = 512
COLOURS = 3
WEAK = 0.1


def begin_with(generator: Generator, source: Path, gates: float = 1.0) -> frozenset[str]:
    """Fills a generator with what fits of a trained one, by name and shape; the rest stays as it is.

    Args:
        generator: what a run is about to train.
        source: run folder whose averaged generator is taken, or the model file of a light or style-based generator.
        gates: see `soften_gates`.

    Returns:
        The names of the generator's parameters that were taken.

    Raises:
        TrainingError: there is no generator, nothing of it fits, or it has no gates to soften.
    """
    if gates != 1 and not isinstance(generator, LightGenerator):
        raise TrainingError("Only a light generator has gates that init_gates could open; leave it out.")
    trained = _trained(source, isinstance(generator, StyleGenerator))
    own = generator.state_dict()
    taken = {name: value for name, value in trained.items() if name in own and own[name].shape == value.shape}
    parameters = frozenset(name for name, _ in generator.named_parameters() if name in taken)
    if not any(own[name].ndim > 1 for name in parameters):
        raise TrainingError(
            f"Nothing of the generator in {source} fits; name one of the same architecture and widths."
        )
    generator.load_state_dict({**own, **taken})
    if isinstance(generator, LightGenerator):
        doubled = f"blocks.{len(generator.blocks) - 1}"
        if not any(name.startswith(doubled) for name in trained) and _fits_below_last(generator, trained):
            draw_enlarged(generator, trained["last.weight"], trained["last.bias"])
            # What draws the enlarged picture is made anew.
            parameters -= {name for name, _ in generator.named_parameters() if name.startswith("last.")}
        soften_gates(generator, gates)
    elif isinstance(generator, StyleGenerator):
        silence(
            block
            for index, block in enumerate(generator.blocks)
            if f"blocks.{index}.to_rgb.weight" not in taken
        )
    return parameters


def _trained(source: Path, style_based: bool) -> Mapping[str, Tensor]:
    """The weights of a run's averaged generator, or of a model file's."""
    if source.suffix != ".onnx":
        return Checkpoint(source).tensors().get("ema", {})
    if style_based:
        return read_style_generator(source).state_dict()
    return unfolded(read_light_generator(source))


@torch.no_grad()
def silence(blocks: Iterable[nn.Module]) -> None:
    """Lets blocks of a style-based generator add nothing to the picture yet, which they pass on enlarged.

    Args:
        blocks: those that nobody trained.
    """
    for block in blocks:
        nn.init.zeros_(block.get_submodule("to_rgb").get_parameter("weight"))


@torch.no_grad()
def soften_gates(generator: LightGenerator, share: float) -> None:
    """Scales what the gates of all gated linear units are computed from: nearer to 0, each is nearer to one half.

    Where all gates have shut or opened for good, no gradient comes through: the place stays as it is, whatever the
    discriminator says of it.
    """
    for module in generator.modules():
        if isinstance(module, nn.BatchNorm2d):
            gates = slice(module.num_features // 2, None)
            module.weight[gates] *= share
            module.bias[gates] *= share
        elif isinstance(module, UpBlock) and module.noise_px:
            module.noise_strength[len(module.noise_strength) // 2 :] *= share


def _fits_below_last(generator: LightGenerator, trained: Mapping[str, Tensor]) -> bool:
    """Whether the trained generator has all blocks of this one but the last, which has room for a picture."""
    last = generator.blocks[-1].get_submodule("conv").get_parameter("weight")
    return (
        trained["last.weight"].shape[1] == last.shape[1]
        and generator.last.in_channels >= COLOURS
        and f"blocks.{len(generator.blocks) - 2}.conv.weight" in trained
    )


@torch.no_grad()
def draw_enlarged(generator: LightGenerator, weight: Tensor, bias: Tensor) -> None:
    """Makes the fresh last block pass on the pictures that the blocks before it draw, enlarged.

    Its first three channels are the picture; the others begin as they are, and have no say yet.

    Args:
        generator: its other blocks are those of a trained generator of half the resolution.
        weight: (3, C, 3, 3), the trained generator's last convolution, from which the picture comes.
        bias: (3,), the same.
    """
    block, last = generator.blocks[-1], generator.last
    assert isinstance(block, UpBlock)
    norm = block.norm
    assert isinstance(norm, nn.BatchNorm2d)
    half = norm.num_features // 2
    colours, gates = slice(0, COLOURS), slice(half, half + COLOURS)
    block.conv.weight[colours] = weight
    output = _outputs(generator, {"conv": block.conv})["conv"]
    norm.weight[colours] = output.var((0, 2, 3), unbiased=False).sqrt()[colours]
    norm.bias[colours] = output.mean((0, 2, 3))[colours] + bias
    norm.weight[gates] = 0.0
    norm.bias[gates] = 0.0
    if block.noise_px:
        block.noise_strength[colours] = 0.0
        block.noise_strength[gates] = 0.0
    # Both gates, the block's own and the one from a smaller map, begin near one half.
    passed = 0.5 * 0.5 * (1.0 + block.gate_floor)
    if block.limited:
        # What is weak is hardly limited, and all of it by the same factor.
        for strength in (norm.weight, norm.bias, *([block.noise_strength] if block.noise_px else [])):
            strength[:half] *= WEAK
        passed *= WEAK * USUAL_POWER**-0.5
    nn.init.zeros_(last.weight)
    nn.init.zeros_(last.bias) if last.bias is not None else None
    for channel in range(COLOURS):
        last.weight[channel, channel, 1, 1] = 1.0 / passed


@torch.no_grad()
def unfolded(generator: LightGenerator) -> dict[str, Tensor]:
    """The weights of an exported light generator with batch norms again, which pass on what is there.

    They are measured: a norm that scales and shifts by what it takes away changes nothing.
    """
    state = generator.state_dict()
    convolutions: dict[str, nn.Module] = {"first": generator.first_conv}
    convolutions |= {
        f"blocks.{index}": block.get_submodule("conv") for index, block in enumerate(generator.blocks)
    }
    for name, output in _outputs(generator, convolutions).items():
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


@torch.no_grad()
def _outputs(generator: LightGenerator, modules: Mapping[str, nn.Module]) -> dict[str, Tensor]:
    """What these modules of a generator give for many latents, by the names of `modules`."""
    outputs: dict[str, Tensor] = {}

    def keeper(name: str) -> Callable[[nn.Module, object, Tensor], None]:
        def keep(_module: nn.Module, _inputs: object, output: Tensor) -> None:
            outputs[name] = output

        return keep

    handles = [module.register_forward_hook(keeper(name)) for name, module in modules.items()]
    latents = torch.randn(MEASURED_LATENTS, generator.latent_size, generator=step_torch_rng(0, 0))
    generator(latents.to(next(generator.parameters()).device))
    for handle in handles:
        handle.remove()
    return outputs
