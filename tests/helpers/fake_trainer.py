"""Stands in for `pinxit-train` where tests need a process that takes no torch and no time.

`python -m tests.helpers.fake_trainer COMMAND …` says and writes what the real one does. What the picture or the run is
called decides how it ends: "dies" with a sentence, "crashes" with a traceback, "killed" by a signal, "waits" until it
is interrupted.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

from exports.onnxfile import read_card
from exports.stylecard import StyleCard
from tests.helpers import tiny_models

COMMAND = (sys.executable, "-m", "tests.helpers.fake_trainer")
STEPS = 4


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def end_as_named(name: str) -> None:
    """Ends in the middle of its work, if it is called so."""
    if "dies" in name:
        say("pinxit-train: the loss is not a number at step 2; try a smaller --lr.")
        sys.exit(1)
    if "crashes" in name:
        raise RuntimeError("the networks came apart")
    if "killed" in name:
        os.kill(os.getpid(), signal.SIGKILL)
    while "waits" in name:
        time.sleep(0.02)


def option(arguments: list[str], name: str) -> str:
    return arguments[arguments.index(name) + 1]


def add_style(arguments: list[str]) -> None:
    card = read_card(Path(option(arguments, "--model")))
    name, out = option(arguments, "--name"), Path(option(arguments, "--out"))
    out.mkdir(parents=True, exist_ok=True)
    for step in range(1, STEPS + 1):
        say(f"{step}/{STEPS} steps  style 0.{9 - step}  {STEPS - step} s left")
        if step == 2:
            end_as_named(name)
    StyleCard(
        name=name,
        title=option(arguments, "--title"),
        artist="",
        year=None,
        licence="unspecified",
        network=card.network,  # type: ignore[attr-defined]
        vector=tiny_models.random_style(7),
        source=np.full((32, 32, 3), 90, np.uint8),
    ).save(out / f"{name}.png")


def main() -> int:
    arguments = sys.argv[1:]
    try:
        if arguments[0] == "add-style":
            add_style(arguments)
        else:
            raise ValueError(json.dumps(arguments))
    except KeyboardInterrupt:
        say("pinxit-train: stopped; the same command goes on from the last checkpoint.")
        return 1
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
