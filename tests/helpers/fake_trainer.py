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
from PIL import Image

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
        title=name.title(),
        artist="",
        year=None,
        licence="unspecified",
        network=card.network,  # type: ignore[attr-defined]
        vector=tiny_models.random_style(7),
        source=np.full((32, 32, 3), 90, np.uint8),
    ).save(out / f"{name}.png")


def train(arguments: list[str]) -> None:
    """Writes a run folder as `gan` and `style` do, one checkpoint every few hundredths of a second."""
    kind, out = arguments[0], Path(option(arguments, "--out"))
    (out / "samples").mkdir(parents=True, exist_ok=True)
    (out / "checkpoint").mkdir(exist_ok=True)
    unit, total = ("kimg", 40.0) if kind == "gan" else ("steps", 40)
    mark = (
        {"discriminator": "plain", "total_kimg": total}
        if kind == "gan"
        else {"paintings": [], "steps": total}
    )
    (out / "config.json").write_text(json.dumps({"config": mark, "hash": "0"}))
    state = out / "checkpoint" / "state.json"
    first = json.loads(state.read_text())["done"] if state.is_file() else 0
    if first:
        say(f"going on from {first:g} {unit}")
    done = first
    try:
        for done in range(first + 1, int(total) + 1):
            say(f"{done}/{total:g} {unit}  loss {1 / done:.3g}  9 s left")
            with (out / "stats.jsonl").open("a") as stats:
                stats.write(json.dumps({unit: done, "loss": 1 / done, "lr": 0.1}) + "\n")
            if done == 2:
                say("The pictures grow alike (mode collapse): try a lower discriminator_rate.")
                end_as_named(out.name)
            Image.fromarray(np.full((20, 20, 3), done, np.uint8)).save(out / "samples" / f"{done:08d}.png")
            state.write_text(json.dumps({"done": done}))
            time.sleep(0.05)
    except KeyboardInterrupt:
        state.write_text(json.dumps({"done": done}))
        raise


def export(arguments: list[str]) -> None:
    run, out, name = Path(arguments[1]), Path(option(arguments, "--out")), option(arguments, "--name")
    seed = json.loads((run / "checkpoint" / "state.json").read_text())["done"]
    if "total_kimg" in json.loads((run / "config.json").read_text())["config"]:
        tiny_models.build_generator(out, seed=seed, name=name, title=name)
        return
    tiny_models.build_style(out, seed=seed, name=name, title=name, network=f"{name}-0")
    (run / "styles").mkdir(exist_ok=True)
    tiny_models.build_style_card(run / "styles" / "wheat.png", "wheat", seed=seed, network=f"{name}-0")


def main() -> int:
    arguments = sys.argv[1:]
    try:
        if arguments[0] == "add-style":
            add_style(arguments)
        elif arguments[0] == "export":
            export(arguments)
        else:
            train(arguments)
    except KeyboardInterrupt:
        say("pinxit-train: stopped; the same command goes on from the last checkpoint.")
        return 1
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
