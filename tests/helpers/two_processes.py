"""Trains a few steps of adversarial runs, alone or as one of several processes, and writes down what came of them.

`torchrun --module tests.helpers.two_processes FOLDER STEPS` does so for every FOLDER/NAME.json.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import torch

from training.config import build
from training.gan.adversary import GanTrainer
from training.gan.config import GanConfig
from training.gan.train import load_data, load_networks
from training.runs.distributed import Share, processes
from training.runs.machine import THIS_PROCESSOR


def steps_of(config: GanConfig, share: Share, steps: int) -> dict[str, Any]:
    """The losses of each step, and the weights in the end."""
    pictures = load_data(config.data, config.resolution, print)
    trainer = GanTrainer(config, pictures, load_networks(config), THIS_PROCESSOR, share)
    losses = [trainer.train_step() for _ in range(steps)]
    networks = {name: getattr(trainer, name).state_dict() for name in ("generator", "discriminator", "ema")}
    return {"losses": losses, **networks}


def main(folder: str, steps: str) -> None:
    torch.set_num_threads(1)
    with processes(THIS_PROCESSOR) as (share, _):
        for file in sorted(Path(folder).glob("*.json")):
            config = build(GanConfig, json.loads(file.read_text(encoding="utf-8")))
            found = steps_of(config, share, int(steps))
            if share.leads:
                torch.save(found, file.with_suffix(".pt"))


if __name__ == "__main__":
    main(*sys.argv[1:])
