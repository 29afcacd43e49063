"""How much a painted film flickers, with and without what is done against it, and what it costs.

    python -m tests.bench.film [--style NAME] [--size 480] [--frames 48]

Three films are painted: a still photo under the noise of a camera, the same with something bright moving through it,
and a slow pan. `flicker` is the mean change from frame to frame, in levels of 255, where the film itself stands still;
in the pan it is what remains after the frames were moved along.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from exports.catalog import Catalog
from exports.session import open_style
from studio.engine.steady import RESTLESS, FilmPainter, Steadiness

SAMPLE = Path(__file__).parents[2] / "studio" / "assets" / "sample.jpg"
NOISE_LEVELS = 3.0
STEP_PX = 2
BALL_PX = 90
WAYS = {
    "every frame by itself": RESTLESS,
    "statistics that remember": Steadiness(damping=0.0),
    "and mixed where it is still": Steadiness(),
}


def still_film(photo: np.ndarray, count: int) -> list[np.ndarray]:
    """The middle of the photo under noise."""
    rng = np.random.default_rng(1)
    part = photo[:, STEP_PX * count // 2 :][:, : photo.shape[1] - STEP_PX * count]
    return [
        np.clip(part + rng.normal(0, NOISE_LEVELS, part.shape), 0, 255).astype(np.uint8) for _ in range(count)
    ]


def ball_film(photo: np.ndarray, count: int) -> list[np.ndarray]:
    """The same, a bright ball rolling along its lower edge."""
    frames = still_film(photo, count)
    height, width = frames[0].shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    for number, frame in enumerate(frames):
        center = number * width / count
        frame[(rows - height + BALL_PX) ** 2 + (columns - center) ** 2 < (BALL_PX * 0.8) ** 2] = (
            255,
            250,
            220,
        )
    return frames


def pan_film(photo: np.ndarray, count: int) -> list[np.ndarray]:
    """A window that moves over the photo."""
    rng = np.random.default_rng(1)
    width = photo.shape[1] - STEP_PX * count
    parts = [photo[:, STEP_PX * number :][:, :width] for number in range(count)]
    return [
        np.clip(part + rng.normal(0, NOISE_LEVELS, part.shape), 0, 255).astype(np.uint8) for part in parts
    ]


def where_still(frames: list[np.ndarray]) -> float:
    """Mean change in the upper half, where nothing moves, after the first frames."""
    half = frames[0].shape[0] // 2
    return float(
        np.mean([np.abs(b[:half].astype(int) - a[:half]).mean() for a, b in itertools.pairwise(frames[8:])])
    )


def along_the_pan(frames: list[np.ndarray]) -> float:
    """Mean change after the frames were moved along."""
    changes = [
        np.abs(b[:, 8 : -8 - STEP_PX].astype(int) - a[:, 8 + STEP_PX : -8]).mean()
        for a, b in itertools.pairwise(frames[8:])
    ]
    return float(np.mean(changes))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--style", default="hokusai-great-wave")
    parser.add_argument("--size", type=int, default=480, help="height of a frame")
    parser.add_argument("--frames", type=int, default=48)
    arguments = parser.parse_args()
    catalog = Catalog()
    card = catalog.style(arguments.style)
    model = open_style(catalog.network_of(card).path, provider="cpu")
    vector = model.blend([(card.vector, 1.0)], card.strength)
    image = Image.open(SAMPLE).convert("RGB")
    size = (round(arguments.size * image.width / image.height), arguments.size)
    photo = np.asarray(image.resize(size, Image.Resampling.LANCZOS)).astype(np.float32)
    films: dict[str, tuple[list[np.ndarray], Callable[[list[np.ndarray]], float]]] = {
        "still": (still_film(photo, arguments.frames), where_still),
        "ball": (ball_film(photo, arguments.frames), where_still),
        "pan": (pan_film(photo, arguments.frames), along_the_pan),
    }
    shape = films["still"][0][0].shape
    print(
        f"{card.title}, {shape[1]} × {shape[0]}, {arguments.frames} frames; flicker in levels of 255, ms a frame"
    )
    for name, (frames, flicker) in films.items():
        print(f"  {name:<6} {'unpainted':<28} {flicker(frames):6.2f}")
        for way, steadiness in WAYS.items():
            paint = FilmPainter(model, vector, steadiness=steadiness)
            begin = time.perf_counter()
            painted = [paint(frame) for frame in frames]
            each_ms = 1000 * (time.perf_counter() - begin) / len(frames)
            print(f"  {name:<6} {way:<28} {flicker(painted):6.2f} {each_ms:7.0f} ms", flush=True)


if __name__ == "__main__":
    main()
