"""Trains generators on the same pictures for the same minutes on the same cores, and compares them.

    python -m tools.compare_gans DATA --out DIR --minutes 30 --threads 1 --perceptual NETS

A run takes the minutes of its training steps; measuring and saving are not counted. The same command goes on after a
kill. `DIR/compared` then holds tables (`metrics.md`), curves over the minutes, and each generator's samples and nearest
training pictures, in features of a network that no discriminator used.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from training.__main__ import main as pinxit_train

ENDLESS_KIMG = "1000000"


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Trains generators for the same minutes on the same pictures and compares them."
    )
    parser.add_argument("data", nargs="+", metavar="DATA", help="folders of pictures")
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder for the runs and the tables"
    )
    parser.add_argument("--minutes", required=True, type=float, help="of training, for each")
    parser.add_argument(
        "--presets",
        nargs="+",
        default=["cpu-64", "paper-dcgan"],
        metavar="NAME",
        help="what is compared (%(default)s)",
    )
    parser.add_argument("--perceptual", nargs="+", default=[], metavar="NET", help="as for pinxit-train gan")
    parser.add_argument("--threads", default="1", metavar="N", help="processor threads (%(default)s)")
    parser.add_argument(
        "--samples", default="1024", metavar="N", help="judged pictures of each (%(default)s)"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="an option of every run"
    )
    options = parser.parse_args()

    shared = ["--threads", options.threads]
    shared += ["--perceptual", *options.perceptual] if options.perceptual else []
    changed = [word for text in options.set for word in ("--set", text)]
    limits = ["--minutes", str(options.minutes), "--kimg", ENDLESS_KIMG]
    runs = [str(options.out / preset) for preset in options.presets]
    for preset, run in zip(options.presets, runs, strict=True):
        print(f"{preset}: {options.minutes:g} minutes", flush=True)
        code = pinxit_train(
            ["gan", *options.data, "--out", run, "--preset", preset, *limits, *shared, *changed]
        )
        if code:
            return code
    compared = ["--out", str(options.out / "compared"), "--samples", options.samples]
    return pinxit_train(["evaluate", *runs, *options.data, *compared, *shared])


if __name__ == "__main__":
    sys.exit(main())
