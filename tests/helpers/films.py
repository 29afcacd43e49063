"""Films for tests: made with PyAV, with sound if wanted."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np

RATE_HZ = 44_100


def moving_square(
    count: int, width: int = 64, height: int = 48, noise: float = 0.0, seed: int = 0
) -> list[np.ndarray]:
    """A bright square that wanders along the top of coloured waves, under noise of so many levels."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    waves = np.stack([np.sin(rows / 7), np.cos(columns / 9), np.sin((rows + columns) / 11)], -1) * 50 + 120
    frames = []
    for number in range(count):
        frame = waves + rng.normal(0, noise, waves.shape) if noise else waves.copy()
        left = number * max(1, width - 12) // max(1, count)
        frame[2:14, left : left + 12] = (250, 200, 40)
        frames.append(np.clip(frame, 0, 255).astype(np.uint8))
    return frames


def write_film(
    path: Path,
    frames: Iterable[np.ndarray],
    *,
    fps: int = 25,
    codec: str = "mpeg4",
    sound: str | None = None,
) -> Path:
    """Writes a film; `sound` names a codec for a tone of 440 Hz as long as the pictures."""
    with av.open(str(path), "w") as film:
        pictures = list(frames)
        stream = film.add_stream(codec, rate=fps)
        assert isinstance(stream, av.VideoStream)
        audio = None if sound is None else film.add_stream(sound, rate=RATE_HZ, layout="mono")
        stream.pix_fmt = "yuv420p"
        for number, picture in enumerate(pictures):
            if number == 0:
                stream.height, stream.width = picture.shape[:2]
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        film.mux(stream.encode())
        if audio is not None:
            assert isinstance(audio, av.AudioStream)
            count = RATE_HZ * len(pictures) // fps
            tone = (np.sin(np.arange(count) * 2 * np.pi * 440 / RATE_HZ) * 12_000).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(tone[np.newaxis], format="s16", layout="mono")
            frame.rate = RATE_HZ
            film.mux(audio.encode(frame))
            film.mux(audio.encode())
    return path
