"""How well live painting keeps up with a camera of 640 × 480 pixels and 30 frames a second.

    python -m tests.bench.live [--style NAME] [--seconds 10] [--threads 2]

A made film stands for the camera; nothing is shown, everything else is as in the studio: one thread takes frames, one
paints the newest. Printed are frames a second, milliseconds for one, frames left out, and the size that was painted.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QCoreApplication, QTimer

from exports.catalog import Catalog
from exports.session import open_style
from studio.engine.live import Look
from studio.workers.live import LiveSession
from tests.helpers.films import moving_square

WIDTH, HEIGHT, FPS = 640, 480, 30.0


class MadeCamera:
    """Gives frames at the pace of a camera."""

    title, fps = "made", FPS

    def __init__(self) -> None:
        self._frames = moving_square(60, WIDTH, HEIGHT, noise=3.0)

    def frames(self, stop: threading.Event) -> Iterator[np.ndarray]:
        """As `FrameSource.frames`."""
        begin = time.monotonic()
        number = 0
        while not stop.wait(max(0.0, begin + number / FPS - time.monotonic())):
            yield self._frames[number % len(self._frames)]
            number += 1


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--style", default="hokusai-great-wave")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    application = QCoreApplication([])
    catalog = Catalog()
    card = catalog.style(arguments.style)
    model = open_style(catalog.network_of(card).path, provider="cpu", threads=arguments.threads)
    vector = model.blend([(card.vector, 1.0)], card.strength)
    for steady in (False, True):
        look = Look(model, vector, steady)
        session = LiveSession(MadeCamera(), lambda look=look: look)
        session.start()
        QTimer.singleShot(round(1000 * arguments.seconds), application.quit)
        application.exec()
        result = session.take()
        session.stop()
        if result is None:
            print("nothing was painted")
            continue
        figures = result.figures
        print(
            f"{'steady' if steady else 'plain':<7} {figures.fps:5.1f} of {figures.source_fps:4.1f} frames a second, "
            f"{figures.paint_ms:5.1f} ms a frame, {figures.dropped} left out, "
            f"painted at {figures.size[0]} × {figures.size[1]}"
        )


if __name__ == "__main__":
    main()
