"""Trains a style network: one transformer, many painters, each a vector.

Source: Johnson et al. 2016 (perceptual losses), Dumoulin et al. 2017 (one network, many styles). Differs: several
perceptual networks at once, each layer's loss relative to its target, so that no painting needs weights of its own;
the losses look at a randomly shifted window, so that no pattern can hide in step with their strides.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from exports.grain import GRAIN_PX, canvas_grain
from training.config import option
from training.data import (
    CropConfig,
    PictureSet,
    add_noise,
    draw_crops,
    draw_move,
    load_pictures,
    moved,
    shrink_to_short_side,
    step_rng,
)
from training.errors import lost_number
from training.networks.johnson import JohnsonConfig
from training.networks.stylizer import StylizerConfig
from training.runs.checkpoint import Checkpoint
from training.runs.clock import Clock
from training.runs.ema import Ema
from training.runs.log import RunLog
from training.runs.machine import THIS_PROCESSOR, Machine
from training.runs.schedule import warm_cosine
from training.runs.stopping import never
from training.style.bank import StyleBank, begin_with
from training.style.counts import counted_before
from training.style.judging import painted_losses
from training.style.looks import Look, LookConfig, Palette, check_crops, open_looks, quicken_looks
from training.style.paintings import load_paintings

STEADY_MARGIN = 0.16
"""Border of a crop, as a share of its side, in which steadiness is not judged: it sees the padding."""


@dataclass(frozen=True)
class StyleConfig:
    """A run of `pinxit-train style`."""

    data: tuple[str, ...] = ()
    """Folders of content photos."""
    paintings: tuple[str, ...] = ()
    """The paintings, one style each; the style's name is the file's."""
    perceptual: tuple[str, ...] = ("vgg19",)
    """Perceptual networks, see `training.perceptual.networks`."""
    looks: tuple[LookConfig, ...] = ()
    """How the losses look; none: every network at full and at half size, content at half size."""
    init: str = ""
    """Run folder whose averaged weights the run begins with, or an exported model with the style cards beside it; it
    must have the same network. Styles are found by name, new ones begin as the mean of the others."""
    network: StylizerConfig = field(default_factory=StylizerConfig)
    """Shape of the style network."""
    johnson: JohnsonConfig | None = None
    """Shape of the reference network, which is trained in place of ours: to compare them under the same losses."""
    crops: CropConfig = field(default_factory=CropConfig)
    """How content crops are drawn."""
    margin_px: int = option(0, least=0)
    """Border of each crop that the losses do not see."""
    grain: float = option(0.05, least=0)
    """Deviation of the canvas grain that the network is shown in every picture, in values 0..1; 0 has none."""
    steps: int = option(5000, least=1)
    """Optimizer steps."""
    max_minutes: float = option(0.0, least=0)
    """The run ends early after this many minutes of training steps, measuring and saving aside; 0 has no limit. The
    learning rate then falls with the time, where that passes sooner than the steps."""
    batch: int = option(4, least=1)
    """Stylized crops a step, each in another style."""
    lr: float = option(3e-3, least=0)
    """Peak learning rate of Adam; warmed up, then a cosine to a hundredth."""
    vector_lr_factor: float = option(1.0, above=0)
    """Learning rate of the style vectors over that of the network: a style has its turn in few of the steps."""
    warmup_steps: int = option(100, least=0)
    """Steps of linear warm-up."""
    kernel_strength: float = option(0.0, least=0)
    """Root mean square at which kernels are held that a normalisation follows; 0 lets them grow, and learn less."""
    style_weight: float = 1.0
    """Weight of the Gram losses."""
    content_weight: float = 0.25
    """Weight of the content losses."""
    tv_weight: float = 1.0
    """Weight of total variation."""
    ground_weight: float = 0.0
    """Weight of the distance between a painted crop and its underpainting, both reduced to what is larger than
    strokes: without it a network pales, and light and dark are where it likes."""
    color_weight: float = 0.3
    """Weight of the distance between the colours of a painted crop and those of the painting."""
    contrast_weight: float = 0.1
    """Weight of the distance between how strongly light and colours change from place to place in a painted crop and in
    the painting."""
    steady_weight: float = 20.0
    """Weight of the difference that remains when a moved crop is painted and a painted crop moved: film must not
    flicker, and a pattern in step with the network's cells cannot follow a move."""
    steady_px: int = option(6, least=0)
    """Farthest move in each direction."""
    steady_zoom: float = option(0.03, least=0, below=1)
    """Largest change of size in a move, as a share."""
    painting_px: int = option(1024, least=32)
    """Longest side at which a painting is looked at; decides how large its strokes become."""
    ema_decay: float = option(0.998, least=0, below=1)
    """Decay of the averaged weights, which are what is exported."""
    precision: Literal["bf16", "float32"] = "float32"
    """Arithmetic of the perceptual networks."""
    painter_precision: Literal["bf16", "float32"] = "float32"
    """Arithmetic of the style network. In bfloat16 it learns to paint with what is rounded, which costs steadiness, and
    learns to bear rounding, which the brush gains by."""
    holdout_every: int = option(128, least=2)
    """Every so many photos one is kept out of training, for samples and evaluation."""
    report_every: int = option(20, least=1, may_change=True)
    """Steps between reports."""
    sample_every: int = option(250, least=1, may_change=True)
    """Steps between sample sheets and checkpoints."""
    seed: int = option(1, least=0)
    """Seed of everything random."""

    @property
    def shape(self) -> StylizerConfig | JohnsonConfig:
        """Shape of the network that is trained."""
        return self.johnson or self.network


def train_style(
    config: StyleConfig,
    out: Path,
    checkpoint_minutes: float = 5.0,
    machine: Machine = THIS_PROCESSOR,
    asked_to_end: Callable[[], bool] = never,
) -> None:
    """Trains until `config.steps` or `config.max_minutes`; goes on where the run folder's checkpoint ends.

    Args:
        config: the run.
        out: run folder.
        checkpoint_minutes: a checkpoint is also written when this much time has passed since the last.
        machine: what computes.
        asked_to_end: looked at after every step; the run then ends with a checkpoint, and goes on another time.

    Raises:
        TrainingError: for unusable data, a folder of another run, or a disk that cannot be written.
    """
    log = RunLog(out, config, config.steps, "steps")
    paintings = load_paintings([Path(p) for p in config.paintings], config.painting_px)
    photos = load_pictures(
        [Path(p) for p in config.data],
        prepare=shrink_to_short_side(288),
        minimum_px=64,
        cache=machine.cache,
        say=log.say,
    )
    training, held_out = photos.hold_out(config.holdout_every)
    looks = open_looks(config.perceptual, config.looks, paintings, machine.device)
    check_crops(looks, config.crops, config.margin_px)
    palette = Palette.of(paintings, machine.device)
    names = [path.stem for path in paintings.paths]

    torch.manual_seed(config.seed)
    bank = StyleBank(config.shape, len(paintings))
    checkpoint = Checkpoint(out)
    # A run that was begun goes on without the one that it began with, which may be gone.
    if config.init and not checkpoint.exists():
        begin_with(bank, Path(config.init), names, palette.moments)
    else:
        bank.underpaint(palette.moments)
    machine.place(bank)
    optimizer = bank_optimizer(bank, config)
    ema = Ema(bank, config.ema_decay)
    machine.quicken(bank.stylizer, "forward")
    quicken_looks(looks, machine)
    parts = {"bank": bank, "optimizer": optimizer, "ema": ema}
    state = checkpoint.load(parts) if checkpoint.exists() else {}
    first, clock = int(state.get("steps", 0)), Clock(config.max_minutes, float(state.get("seconds", 0.0)))
    log.resume_at(first)
    if first:
        log.say(f"going on from step {first}")
    log.end_within(clock.seconds_left)
    facts = {
        "styles": names,
        "config_hash": log.hash,
        "perceptual": list(dict.fromkeys(look.network.name for look in looks)),
        "earlier": state.get("earlier", counted_before(Path(config.init)) if config.init else {}),
    }
    saved = time.monotonic()
    running: dict[str, list[float]] = {}

    for step in range(first, config.steps):
        if clock.has_run_out:
            return
        rate = warm_cosine(step, config.steps, config.lr, config.warmup_steps, clock.passed)
        for group, factor in zip(optimizer.param_groups, (1.0, config.vector_lr_factor), strict=True):
            group["lr"] = factor * rate
        with clock:
            losses = style_step(bank, optimizer, looks, palette, training, config, step, machine)
            ema.update(bank, step + 1)
        for name, value in losses.items():
            running.setdefault(name, []).append(value)
        done = step + 1
        if not all(np.isfinite(value) for value in losses.values()):
            raise lost_number(done, config.lr)
        last = done == config.steps or clock.has_run_out
        if done % config.report_every == 0 or last:
            log.report(done, **{name: float(np.mean(values)) for name, values in running.items()}, lr=rate)
            running.clear()
        if done % config.sample_every == 0 or last:
            log.samples(done, sample_sheet(ema.module, held_out, config.grain), columns=len(names) + 1)
            log.curves()
        minutes, stopped = (time.monotonic() - saved) / 60, asked_to_end()
        if done % config.sample_every == 0 or last or minutes > checkpoint_minutes or stopped:
            counts = {"steps": done, "crops_seen": done * config.batch, "seconds": clock.seconds}
            checkpoint.save(parts, {**counts, **facts})
            saved = time.monotonic()
        if stopped:
            return


def bank_optimizer(bank: StyleBank, config: StyleConfig) -> torch.optim.Adam:
    """Adam over the network's weights and, as a group of their own, the style vectors."""
    groups = [{"params": list(bank.stylizer.parameters())}, {"params": [bank.vectors]}]
    return torch.optim.Adam(groups, lr=config.lr)


def style_step(
    bank: StyleBank,
    optimizer: torch.optim.Optimizer,
    looks: Sequence[Look],
    palette: Palette,
    photos: PictureSet,
    config: StyleConfig,
    step: int,
    machine: Machine = THIS_PROCESSOR,
) -> dict[str, float]:
    """One step on `batch` crops in as many styles; returns the losses."""
    rng = step_rng(config.seed, step)
    drawn = draw_crops(photos, config.batch, config.crops, rng)
    content, grain = machine.send(drawn), machine.send(random_grain(drawn, config.grain, rng))
    count = bank.vectors.shape[0] - 1
    styles = [int(index) + 1 for index in rng.permutation(max(count, config.batch))[: config.batch] % count]
    noised = add_noise(content + grain, config.crops, rng)
    with machine.autocast(config.painter_precision):
        painted, stats = bank(noised, styles)
    unsteady = content.new_zeros(())
    if config.steady_weight:
        move = draw_move(rng, config.steady_px, config.steady_zoom)
        other = add_noise(moved(content[:1] + grain[:1], *move), config.crops, rng)
        with machine.autocast(config.painter_precision):
            again, _ = bank(other, styles[:1], stats[:1].detach())
        margin = int(STEADY_MARGIN * again.shape[2])
        unsteady = F.mse_loss(inside(again, margin), inside(moved(painted[:1], *move), margin))
    painted, content = inside(painted, config.margin_px), inside(content, config.margin_px)

    terms, weighted = painted_losses(painted, content, styles, looks, palette, config, step, rng, machine)
    terms["unsteady"] = unsteady
    loss = weighted + config.steady_weight * unsteady
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    bank.keep_underpaintings()
    nn.utils.clip_grad_norm_(bank.parameters(), 1.0)
    optimizer.step()
    bank.tidy()
    bank.keep_alive()
    if config.kernel_strength:
        bank.hold_kernels(config.kernel_strength)
    return {name: term.item() for name, term in terms.items()}


def random_grain(images: Tensor, strength: float, rng: np.random.Generator) -> Tensor:
    """Canvas grain for each of (N, 3, H, W) crops, from somewhere on the canvas."""
    rows, columns = (torch.arange(size) for size in images.shape[2:])
    field = torch.from_numpy(canvas_grain().copy())
    places = rng.integers(GRAIN_PX, size=(len(images), 2))
    crops = [field[(rows + int(top)) % GRAIN_PX][:, (columns + int(left)) % GRAIN_PX] for top, left in places]
    return strength * torch.stack(crops).permute(0, 3, 1, 2)


def grained(images: Tensor, strength: float) -> Tensor:
    """Pictures (N, 3, H, W) with the grain of the canvas's corner, as a painted picture is shown to the network."""
    if not strength:
        return images
    grain = torch.from_numpy(canvas_grain().copy()).permute(2, 0, 1).to(images.device)
    height, width = images.shape[2:]
    repeats = (1, -(-height // GRAIN_PX), -(-width // GRAIN_PX))
    return (images + strength * grain.repeat(repeats)[:, :height, :width]).clamp(0, 1)


def inside(images: Tensor, margin: int) -> Tensor:
    """(N, 3, H, W) without a border of `margin` pixels."""
    return images[..., margin:-margin, margin:-margin] if margin else images


@torch.no_grad()
def sample_sheet(
    bank: nn.Module, photos: PictureSet, grain: float, rows: int = 4, side_px: int = 256
) -> Tensor:
    """Held-out photos, each beside itself in every style: (rows * (S + 1), 3, side, side)."""
    assert isinstance(bank, StyleBank)
    crops = CropConfig(side_px, zoom_min=1.0, zoom_max=1.0, flip=False)
    photo = draw_crops(photos.pick(range(min(rows, len(photos)))), rows, crops, np.random.default_rng(0))
    photo = photo.to(bank.vectors.device)
    count = bank.vectors.shape[0] - 1
    sheet = []
    for picture in photo:
        shown = grained(picture[None], grain)
        painted = [bank(shown, [style])[0][0] for style in range(1, count + 1)]
        sheet += [picture, *painted]
    return torch.stack(sheet)
