"""Exports a style network: one ONNX file with its card, and a style card for every painting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from PIL import Image
from torch.export import Dim

from exports.brush import BRUSH_KEY
from exports.brush_runner import LARGEST_MEAN_ERROR
from exports.card import StyleNetworkCard
from exports.errors import ModelError
from exports.grain import with_grain
from exports.imaging import crop_reflected, to_tensor
from exports.session import StyleModel, open_style
from exports.stylecard import StyleCard
from training.config import build
from training.data import find_pictures, read_picture
from training.errors import TrainingError
from training.export.brush_graph import brush_metadata
from training.export.label import Label, last_figures, read_run_config, run_hash
from training.export.onnxfile import HALF, LEAST_HALVED, halve_weights, require_close, trace, write_checked
from training.networks.johnson import HaloJohnson, Johnson
from training.networks.stylizer import STRIDE_PX, HaloStylizer, Stylizer
from training.runs.checkpoint import Checkpoint
from training.style.bank import StyleBank
from training.style.counts import counted
from training.style.paintings import Painting, known_painting
from training.style.train import StyleConfig

TOLERANCE = 1.5 / 255
"""Largest difference of any value, 0..1, between torch and the file, whose weights are stored in half precision."""
THUMBNAIL_PX = 256


def export_style_run(
    run: Path, out: Path, label: Label, thumbnail: Path | None, cards: Path | None
) -> StyleNetworkCard:
    """Exports the averaged weights of a run of `pinxit-train style`.

    Args:
        run: the run folder.
        out: the ONNX file to write.
        label: the parts of the card that the run does not know.
        thumbnail: picture that is painted for the style cards; the first photo of the data where None.
        cards: folder for the style cards; `styles` beside `out` where None.

    Returns:
        The card in the file.

    Raises:
        TrainingError: the run has no checkpoint, or the file does not paint what torch paints.
    """
    config = build(StyleConfig, read_run_config(run))
    snapshot = Checkpoint(run).read()
    state = snapshot.state
    bank = StyleBank(config.shape, len(state["styles"]))
    bank.load_state_dict(snapshot.tensors["ema"])
    card = StyleNetworkCard(
        **vars(label),
        receptive_radius=config.shape.halo_px,
        size_multiple=STRIDE_PX,
        network=f"{label.name}-{run_hash(run, config)}",
        style_size=config.shape.style_size,
        stats_size=config.shape.stats_size,
        norm_channels=config.shape.norm_channels,
        grain=config.grain,
        photo_style=tuple(round(float(value), 6) for value in bank.photo_vector()),
        training={
            "config_hash": run_hash(run, config),
            "steps": counted(run, "steps"),
            "crops_seen": counted(run, "crops_seen"),
            "perceptual": state["perceptual"],
            "torch": str(torch.__version__),
            **last_figures(run, "steps", state["steps"], ("style", "content")),
        },
    )
    pictured = thumbnail or first_readable(find_pictures([Path(path) for path in config.data]))
    thumbnail_picture(pictured, THUMBNAIL_PX)
    write_style_network(bank, card, out)
    paintings = [known_painting(Path(path)) for path in config.paintings]
    write_style_cards(
        open_style(out, provider="cpu"), bank, paintings, pictured, cards or out.parent / "styles"
    )
    return card


def write_style_network(bank: StyleBank, card: StyleNetworkCard, out: Path) -> None:
    """Writes the transformer of a bank as ONNX, checked against torch. Raises TrainingError."""
    network = as_exported(bank.stylizer)
    network.load_state_dict(bank.stylizer.state_dict())
    with torch.no_grad():
        # Parity is judged against the weights as they are stored.
        for parameter in network.parameters():
            if parameter.numel() >= LEAST_HALVED:
                parameter.copy_(parameter.half().float())
        vectors = bank.style(range(1, len(bank.vectors))).numpy()
    model = style_graph(network)
    halve_weights(model)
    stored = {tensor.name.removesuffix(HALF): tensor.name for tensor in model.graph.initializer}
    write_checked(
        model,
        card,
        out,
        lambda path: check_style(network, vectors, path, out.name),
        # The reference network has no brush: it is exported to be compared, not to be fast.
        {BRUSH_KEY: brush_metadata(network.config, stored)} if isinstance(network, HaloStylizer) else None,
    )


def as_exported(network: Stylizer | Johnson) -> HaloStylizer | HaloJohnson:
    """A fresh network of the same shape, which leaves the halo out of its statistics."""
    if isinstance(network, Johnson):
        return HaloJohnson(network.config).eval()
    return HaloStylizer(network.config).eval()


def style_graph(network: HaloStylizer | HaloJohnson) -> onnx.ModelProto:
    """The network as the graph of the kind `style`, with free height and width."""
    config = network.config
    side = 2 * config.halo_px + 16 * STRIDE_PX
    example = (
        torch.rand(1, 3, side, side + 8 * STRIDE_PX),
        torch.ones(1, config.style_size),
        torch.ones(1, config.stats_size),
        torch.zeros(1),
    )
    rows, columns = (
        Dim(name, min=2 * config.halo_px // STRIDE_PX + 2, max=1 << 16) for name in ("rows", "columns")
    )
    free = {2: STRIDE_PX * rows, 3: STRIDE_PX * columns}
    inputs, outputs = ("image", "style", "stats", "use_stats"), ("image_out", "stats_out")
    return trace(network, example, inputs, outputs, (free, {}, {}, {}))


@torch.no_grad()
def check_style(
    network: HaloStylizer | HaloJohnson, vectors: NDArray[np.float32], path: Path, name: str
) -> None:
    """Compares the file, through the typed model, with torch: with its own statistics, with given ones, as a brush.

    Args:
        network: what was trained.
        vectors: (S, D) the styles; the brush is tried with each.
        path: the file.
        name: of the file that is being made, for messages.

    Raises:
        TrainingError: a value differs by more than `TOLERANCE`, or the brush is too far off in most styles.
    """
    model, vector = open_style(path, provider="cpu", threads=1), vectors[0]
    picture = np.random.default_rng(0).random((96, 133, 3), np.float32)
    height, width, halo = *picture.shape[:2], model.halo
    box = (-halo, -halo, width + halo + -width % STRIDE_PX, height + halo + -height % STRIDE_PX)
    shown = with_grain(crop_reflected(picture, box), -halo, -halo, model.card.grain)
    image = torch.from_numpy(to_tensor(shown))
    style = torch.from_numpy(vector)[None]
    for given in (0.0, 1.0):
        stats = torch.from_numpy(model.statistics(picture[::-1], vector))[None]
        wanted, _ = network(image, style, stats, torch.tensor([given]))
        wanted = wanted[0, :, halo : halo + height, halo : halo + width].permute(1, 2, 0).numpy()
        drawn = model(picture, vector, stats[0].numpy() if given else None)
        require_close(drawn, wanted, TOLERANCE, name)
    if not isinstance(network, HaloStylizer):
        return
    apart = sum(not model.brushes(vector) for vector in vectors)
    if 2 * apart > len(vectors):
        raise TrainingError(
            f"The brush in {name} differs from the network by more than {LARGEST_MEAN_ERROR:.2f} of 255 levels on "
            f"average in {apart} of {len(vectors)} styles, so it was not written."
        )


def write_style_cards(
    model: StyleModel, bank: StyleBank, paintings: Sequence[Painting], picture: Path, folder: Path
) -> None:
    """Writes a style card for every painting, its thumbnail the centre of `picture` painted in that style.

    Raises:
        TrainingError: the folder cannot be written, or a card cannot hold what is known of a painting.
    """
    with torch.no_grad():
        vectors = bank.style(range(1, len(paintings) + 1)).numpy()
    photo = thumbnail_picture(picture, 2 * THUMBNAIL_PX)
    for painting, vector in zip(paintings, vectors, strict=True):
        painted = Image.fromarray(model(photo, vector)).resize(
            (THUMBNAIL_PX, THUMBNAIL_PX), Image.Resampling.LANCZOS
        )
        card = StyleCard(
            name=painting.name,
            title=painting.title,
            artist=painting.artist,
            year=painting.year,
            licence=model.card.licence,
            network=model.card.network,
            vector=vector,
            source=np.asarray(painted),
        )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            card.save(folder / f"{painting.name}.png")
        except (ModelError, OSError) as error:
            raise TrainingError(f"The style cards cannot be written to {folder}: {error}") from error


def thumbnail_picture(path: Path, side_px: int) -> NDArray[np.uint8]:
    """The centre square of a picture at `side_px`. Raises TrainingError where it cannot be read."""
    from training.data import centre_square

    try:
        return centre_square(side_px)(read_picture(path))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path} cannot be painted as a thumbnail: {error}.") from error


def first_readable(paths: Sequence[Path]) -> Path:
    """The first picture that can be read, as a training skips the others. Raises TrainingError if there is none."""
    for path in paths:
        try:
            read_picture(path)
        except (OSError, ValueError):
            continue
        return path
    raise TrainingError("None of the photos can be read; name a picture with --thumbnail.")
