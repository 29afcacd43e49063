"""The perceptual networks that losses look through: frozen, RGB in 0..1 in, named feature maps out.

`--perceptual` names them: a folder that holds `squeezenet1_1.pth` or `vgg19lite_r41.pth`, one such weights file, or the
word `vgg19` (torchvision's, where it is installed and its weights are there). The word `pinxit`, or a perceptual model
file (.onnx), stands for our own small encoder, which always is at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.errors import TrainingError
from training.networks.encoder import HEADS


class PerceptualNetwork(nn.Module):
    """A frozen network that returns feature maps by name.

    Attributes:
        name: for logs and cards.
        layers: every feature map it knows, shallow to deep.
    """

    name: str
    layers: tuple[str, ...]

    def features(self, image: Tensor, wanted: Sequence[str]) -> dict[str, Tensor]:
        """Feature maps of (N, 3, H, W) pictures in 0..1; computes no further than the deepest wanted layer."""
        raise NotImplementedError

    def centred_features(self, image: Tensor, wanted: Sequence[str]) -> dict[str, Tensor]:
        """Feature maps whose cells look at the middle of the blocks of pixels that they stand for, as near as may be.

        Args:
            image: (N, 3, H, W) in 0..1, H and W multiples of the stride of the deepest layer.
            wanted: names of layers.

        Returns:
            (N, C, H/s, W/s) by name, where s is the stride of a layer.
        """
        return self.features(image, wanted)

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        return self.features(image, self.layers)


class _Fire(nn.Module):
    def __init__(self, channels: int, squeeze: int, expand: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(channels, squeeze, 1)
        self.expand1 = nn.Conv2d(squeeze, expand, 1)
        self.expand3 = nn.Conv2d(squeeze, expand, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.squeeze(x))
        return F.relu(torch.cat([self.expand1(x), self.expand3(x)], 1))


class SqueezeNet(PerceptualNetwork):
    """SqueezeNet (Iandola et al. 2016), version 1.1 or 1.0; pixel scaling is folded into the first layer.

    Layers: conv1 (1/2), fire2, fire3 (1/4), fire4, fire5 (1/8), fire6 to fire9 (1/16) in version 1.1.
    """

    layers = ("conv1", *(f"fire{i}" for i in range(2, 10)))
    _fires = ((16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256))
    _MOVED_PX, _MIRRORED_PX = 3, 16

    def __init__(self, version: str) -> None:
        super().__init__()
        self.name = f"squeezenet-{version}"
        self.first_cell = 1 if version == "1.1" else 0
        self.pool_before = {"1.1": (2, 4, 6), "1.0": (2, 5, 9)}[version]
        channels = 64 if version == "1.1" else 96
        self.conv1 = nn.Conv2d(3, channels, 3 if version == "1.1" else 7, 2)
        for index, (squeeze, expand) in enumerate(self._fires, 2):
            self.add_module(f"fire{index}", _Fire(channels, squeeze, expand))
            channels = 2 * expand
        self.conv10 = nn.Conv2d(channels, 1000, 1)

    def centred_features(self, image: Tensor, wanted: Sequence[str]) -> dict[str, Tensor]:
        # Without padding, and with maxima over 3x3, every cell looks at a place lower right of the block that it counts
        # as: 2i + 1, 4i + 3, 8i + 7 pixels in version 1.1. Moved by three, none is off by more than one and a half.
        # At its borders the picture is mirrored, and what lies beyond is left out again.
        before, after = self._MIRRORED_PX + self._MOVED_PX, self._MIRRORED_PX + 8 - self._MOVED_PX
        found = self.features(F.pad(image, (before, after, before, after), mode="reflect"), wanted)
        for name, value in found.items():
            index = self.layers.index(name) + 1
            stride = 2 ** (1 + sum(index >= before for before in self.pool_before))
            first = self._MIRRORED_PX // stride + (self.first_cell if name == "conv1" else 0)
            height, width = (side // stride for side in image.shape[2:])
            found[name] = value[..., first : first + height, first : first + width]
        return found

    def features(self, image: Tensor, wanted: Sequence[str]) -> dict[str, Tensor]:
        found: dict[str, Tensor] = {}
        x = F.relu(self.conv1(image))
        for index, layer in enumerate(self.layers, 1):
            if index in self.pool_before:
                x = F.max_pool2d(x, 3, 2, ceil_mode=True)
            if index > 1:
                x = self.get_submodule(layer)(x)
            if layer in wanted:
                found[layer] = x
            if len(found) == len(set(wanted)):
                break
        return found


class SmallVgg(PerceptualNetwork):
    """A VGG-19 of a quarter of the channels, whose 1x1 heads lead into the space of the real VGG-19's relu1_1 to
    relu5_1.

    Source: Wang et al. 2020 (collaborative distillation). Layers: r11 (64 channels, 1/1), r21 (128, 1/2), r31 (256,
    1/4), r41 (512, 1/8), r51 (512, 1/16).
    """

    layers = ("r11", "r21", "r31", "r41", "r51")
    _plan = (
        *(("11", 3, 16), ("12", 16, 16), ("P", 0, 0), ("21", 16, 32), ("22", 32, 32), ("P", 0, 0)),
        *(("31", 32, 64), ("32", 64, 64), ("33", 64, 64), ("34", 64, 64), ("P", 0, 0)),
        *(
            ("41", 64, 128),
            ("42", 128, 128),
            ("43", 128, 128),
            ("44", 128, 128),
            ("P", 0, 0),
            ("51", 128, 128),
        ),
    )
    _heads = (("11", 16, 64), ("21", 32, 128), ("31", 64, 256), ("41", 128, 512), ("51", 128, 512))

    def __init__(self, deepest: str = "r51") -> None:
        super().__init__()
        self.name = "vgg19-small"
        self.layers = self.layers[: self.layers.index(deepest) + 1]
        self.conv0 = nn.Conv2d(3, 3, 1)
        self.plan: list[str] = []
        for name, channels_in, channels_out in self._plan:
            self.plan.append(name)
            if name != "P":
                self.add_module(f"conv{name}", nn.Conv2d(channels_in, channels_out, 3))
            if f"r{name}" == deepest:
                break
        for name, channels_in, channels_out in self._heads[: len(self.layers)]:
            self.add_module(f"conv{name}_aux", nn.Conv2d(channels_in, channels_out, 1))

    def features(self, image: Tensor, wanted: Sequence[str]) -> dict[str, Tensor]:
        found: dict[str, Tensor] = {}
        x = self.conv0(image)
        for name in self.plan:
            if name == "P":
                x = F.max_pool2d(x, 2)
                continue
            x = F.relu(self.get_submodule(f"conv{name}")(F.pad(x, (1, 1, 1, 1), mode="reflect")))
            if f"r{name}" in wanted:
                found[f"r{name}"] = F.relu(self.get_submodule(f"conv{name}_aux")(x))
            if len(found) == len(set(wanted)):
                break
        return found


class TorchvisionVgg19(PerceptualNetwork):
    """torchvision's VGG-19, ImageNet weights, relu1_1 to relu5_1; only where a user has it."""

    layers = ("r11", "r21", "r31", "r41", "r51")
    _at: ClassVar[Mapping[int, str]] = {1: "r11", 6: "r21", 11: "r31", 20: "r41", 29: "r51"}

    def __init__(self) -> None:
        super().__init__()
        self.name = "vgg19"
        try:
            from torchvision.models import VGG19_Weights, vgg19  # pyright: ignore[reportMissingImports]

            self.body = vgg19(weights=VGG19_Weights.IMAGENET1K_V1).features[:30]
        except (ImportError, OSError) as error:
            raise TrainingError(
                f"VGG-19 needs torchvision and its weights, which are not here: {error}"
            ) from error
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406])[:, None, None])
        self.register_buffer("deviation", torch.tensor([0.229, 0.224, 0.225])[:, None, None])

    def features(self, image: Tensor, wanted: Sequence[str]) -> dict[str, Tensor]:
        found: dict[str, Tensor] = {}
        x = (image - self.get_buffer("mean")) / self.get_buffer("deviation")
        for index, layer in enumerate(self.body):
            x = F.relu(x) if isinstance(layer, nn.ReLU) else layer(x)
            if self._at.get(index) in wanted:
                found[self._at[index]] = x
            if len(found) == len(set(wanted)):
                break
        return found


class OwnEncoder(PerceptualNetwork):
    """Pinxit's own encoder, as it ships: its heads lead into the spaces of its teachers' layers.

    Args:
        path: a perceptual model file; the one that came with Pinxit where None.
    """

    layers = tuple(head.name for head in HEADS)

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        # Imported here, because reading model files brings onnx and onnxruntime.
        from exports.catalog import default_shipped_folder
        from training.export.weights import read_perceptual_encoder

        self.name = "pinxit"
        self.encoder = read_perceptual_encoder(path or default_shipped_folder() / "perceptual.onnx")

    def features(self, image: Tensor, wanted: Sequence[str]) -> dict[str, Tensor]:
        block = self.encoder.config.block_px
        height, width = (side // block * block for side in image.shape[2:])
        return self.encoder.features(image[..., :height, :width], wanted)


@dataclass(frozen=True)
class LayerPlan:
    """Which layers of which kind of network serve which loss."""

    content: tuple[str, ...]
    style: tuple[str, ...]


PLANS: Mapping[str, LayerPlan] = {
    "squeezenet-1.1": LayerPlan(("fire4",), ("conv1", "fire2", "fire3", "fire4", "fire5", "fire6")),
    "squeezenet-1.0": LayerPlan(("fire4",), ("conv1", "fire2", "fire3", "fire4", "fire5", "fire6")),
    "vgg19-small": LayerPlan(("r31",), ("r21", "r31", "r41")),
    "vgg19": LayerPlan(("r31",), ("r11", "r21", "r31", "r41")),
    "pinxit": LayerPlan(("squeezenet-1.1.fire4",), tuple(head.name for head in HEADS)),
}
"""Layers for style transfer by network name; measured in docs/DECISIONS.md."""


def load_perceptual(names: Sequence[str]) -> list[PerceptualNetwork]:
    """Opens perceptual networks, frozen and in evaluation mode.

    Args:
        names: `vgg19`; `pinxit`; a weights or model file; or a folder, from which SqueezeNet 1.1 and the small VGG
            are taken.

    Raises:
        TrainingError: if a name leads to nothing or a file does not fit.
    """
    networks: list[PerceptualNetwork] = []
    for name in names:
        if name in ("vgg19", "pinxit"):
            networks.append(TorchvisionVgg19() if name == "vgg19" else OwnEncoder())
            continue
        path = Path(name)
        if path.is_dir():
            files = [path / "squeezenet1_1.pth", path / "vgg19lite_r41.pth"]
            networks += [_load_file(file) for file in files if file.is_file()]
        elif path.is_file():
            networks.append(_load_file(path))
        else:
            raise TrainingError(
                f"There is no perceptual network at {name}; give a folder, a weights file, 'vgg19' or 'pinxit'."
            )
    if not networks:
        raise TrainingError(f"No perceptual network was found in {', '.join(names) or 'an empty list'}.")
    for network in networks:
        network.eval().requires_grad_(False)
    return networks


def _load_file(path: Path) -> PerceptualNetwork:
    if path.suffix.lower() == ".onnx":
        return OwnEncoder(path)
    kinds: dict[str, Callable[[], PerceptualNetwork]] = {
        "squeezenet1_1": lambda: SqueezeNet("1.1"),
        "squeezenet1_0": lambda: SqueezeNet("1.0"),
        "vgg19lite_r21": lambda: SmallVgg("r21"),
        "vgg19lite_r31": lambda: SmallVgg("r31"),
        "vgg19lite_r41": lambda: SmallVgg("r41"),
        "vgg19lite_r51": lambda: SmallVgg("r51"),
    }
    make = next((make for key, make in kinds.items() if path.name.startswith(key)), None)
    if make is None:
        raise TrainingError(f"{path.name} is not a perceptual network that Pinxit knows.")
    network = make()
    try:
        network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    except Exception as error:  # torch raises many kinds for a damaged file
        raise TrainingError(f"{path.name} does not hold the weights of {network.name}: {error}") from error
    return network
