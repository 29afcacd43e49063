"""Runs of a few steps without the loop around them, and exports of them that are quick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.helpers.gan_configs import spots
from training.gan.adversary import GanTrainer
from training.gan.config import GanConfig
from training.gan.train import save, save_stage
from training.runs.checkpoint import Checkpoint
from training.runs.log import RunLog


def short_run(config: GanConfig, folder: Path) -> GanTrainer:
    """Seven steps without the loop around them; a growing pair then has all of its resolutions."""
    RunLog(folder, config, 1.0, "kimg")
    trainer = GanTrainer(config, spots(8), {})
    for _ in range(7):
        before = trainer.done_kimg
        trainer.train_step()
        if trainer.generator.stage_px(before) != trainer.generator.stage_px(trainer.done_kimg):
            save_stage(trainer, before, folder)
    save(trainer, Checkpoint(folder))
    return trainer


@contextmanager
def quick_exports() -> Iterator[None]:
    """Directions and the projector cost most of an export's time: few samples for those, and none of this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.gan.directions.SAMPLES", 64)
        patch.setattr("training.gan.directions.PROBES", 4)
        patch.setattr("training.export.generator.shipped_encoder", lambda: None)
        yield
