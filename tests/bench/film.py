"""How much a painted film flickers, with and without what is done against it, and what it costs.

    python -m tests.bench.film [--style NAME] [--size 480] [--frames 48]

Five films are painted, all under the noise of a camera: a still photo, the same with something bright moving through
it, a pan by two pixels a frame, one by parts of a pixel, and one held in a hand. `flicker` is the mean change from
frame to frame, in levels of 255, where the film itself stands still; where the camera turns it is what remains after
the frames were moved along.
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
ROOM_PX = 60
"""Around what a camera that turns sees of the photo."""
EDGE_PX = 12
BALL_PX = 90
WAYS = {
    "every frame by itself": RESTLESS,
    "statistics that remember": Steadiness(damping=0.0),
    "and mixed along the scene": Steadiness(),
}

Corner = tuple[float, float]


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


def camera_film(photo: np.ndarray, corners: list[Corner]) -> list[np.ndarray]:
    """A window that moves over the photo."""
    rng = np.random.default_rng(1)
    image = Image.fromarray(photo.astype(np.uint8))
    size = image.width - 2 * ROOM_PX, image.height - 2 * ROOM_PX
    parts = [np.asarray(_cut(image, ROOM_PX + x, ROOM_PX + y, size)) for x, y in corners]
    return [
        np.clip(part + rng.normal(0, NOISE_LEVELS, part.shape), 0, 255).astype(np.uint8) for part in parts
    ]


def pan(count: int, right: float, down: float) -> list[Corner]:
    """Corners of a pan that ends as far to one side as it began to the other."""
    return [(right * (number - count / 2), down * (number - count / 2)) for number in range(count)]


def held_in_a_hand(count: int) -> list[Corner]:
    """Corners that go their way slowly and tremble by a pixel."""
    rng = np.random.default_rng(2)
    tremble = rng.normal(0, 0.7, (count, 2))
    return [(6 * np.sin(number / 9) + x, 4 * np.cos(number / 7) + y) for number, (x, y) in enumerate(tremble)]


def _cut(image: Image.Image, left: float, top: float, size: tuple[int, int]) -> Image.Image:
    box = left, top, left + size[0], top + size[1]
    return image.resize(size, Image.Resampling.LANCZOS, box=box)


def where_still(frames: list[np.ndarray]) -> float:
    """Mean change in the upper half, where nothing moves, after the first frames."""
    half = frames[0].shape[0] // 2
    return float(
        np.mean([np.abs(b[:half].astype(int) - a[:half]).mean() for a, b in itertools.pairwise(frames[8:])])
    )


def along(corners: list[Corner]) -> Callable[[list[np.ndarray]], float]:
    """Measures the mean change after the frames were moved along, far from their edges."""

    def measure(frames: list[np.ndarray]) -> float:
        changes = []
        for number in range(8, len(frames) - 1):
            before, after = frames[number : number + 2]
            right, down = (b - a for a, b in zip(*corners[number : number + 2], strict=True))
            size = before.shape[1] - 2 * EDGE_PX, before.shape[0] - 2 * EDGE_PX
            moved = _cut(Image.fromarray(before), EDGE_PX + right, EDGE_PX + down, size)
            seen = after[EDGE_PX:-EDGE_PX, EDGE_PX:-EDGE_PX].astype(int)
            changes.append(np.abs(seen - np.asarray(moved)).mean())
        return float(np.mean(changes))

    return measure


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
    }
    paths = {
        "pan": pan(arguments.frames, STEP_PX, 0.0),
        "drift": pan(arguments.frames, 1.37, 0.41),
        "hand": held_in_a_hand(arguments.frames),
    }
    films |= {name: (camera_film(photo, corners), along(corners)) for name, corners in paths.items()}
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
