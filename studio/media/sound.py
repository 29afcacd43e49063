"""The sound of a film, carried over into another: as it is where the new file takes it, else encoded anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.media.errors import PictureError
from studio.media.ffmpeg import as_file, import_av

if TYPE_CHECKING:
    from av.container import OutputContainer

COPIED = {
    "mp4": frozenset({"aac", "mp3", "ac3", "eac3", "alac", "opus"}),
    "webm": frozenset({"opus", "vorbis"}),
}
ENCODED = {"mp4": "aac", "webm": "libopus"}
OPUS_RATE_HZ = 48_000


class Sound:
    """All sound tracks of a film; written a little ahead of the frames. A context manager.

    Args:
        path: the film.

    Raises:
        PictureError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        av = import_av()
        self._path = path
        try:
            self._source = av.open(as_file(path))
        except (av.FFmpegError, OSError, ValueError) as error:
            raise PictureError(f"{path} is not a film that Pinxit can read.") from error
        self._origin_s = (self._source.start_time or 0) / av.time_base
        self._tracks: dict[int, _Track] = {}
        self._packets: Iterator[Any] = iter(())
        self._waiting: Any = None

    def __enter__(self) -> Sound:
        return self

    def __exit__(self, *_error: object) -> None:
        self._source.close()

    @property
    def there(self) -> bool:
        """Whether the film has any."""
        return bool(self._streams)

    @property
    def _streams(self) -> list[Any]:
        """The tracks that there is a decoder for; telephones add some of their own that nobody else reads."""
        return [stream for stream in self._source.streams.audio if stream.codec_context is not None]

    def begin(self, film: OutputContainer) -> None:
        """Makes the tracks of a new film, before anything is written into it."""
        streams = self._streams
        self._tracks = {stream.index: _Track(film, stream, self._origin_s) for stream in streams}
        if streams:
            self._packets = self._source.demux(*streams)

    def write_until(self, moment_s: float) -> None:
        """Writes what is heard up to a moment."""
        while True:
            packet = self._waiting if self._waiting is not None else next(self._packets, None)
            self._waiting = None
            if packet is None:
                return
            if packet.pts is not None and float(packet.pts * packet.time_base) - self._origin_s > moment_s:
                self._waiting = packet
                return
            self._tracks[packet.stream.index].write(packet)

    def finish(self) -> None:
        """Writes the rest."""
        self.write_until(float("inf"))
        for track in self._tracks.values():
            track.finish()


class _Track:
    def __init__(self, film: OutputContainer, stream: Any, origin_s: float) -> None:
        self._film, self._origin_s = film, origin_s
        self._target: Any
        file_format = film.format.name
        self._copies = stream.codec_context.name in COPIED[file_format]
        if self._copies:
            self._target = film.add_stream_from_template(stream)
        else:
            name = ENCODED[file_format]
            rate_hz = OPUS_RATE_HZ if name == "libopus" else stream.codec_context.sample_rate
            # Codecs know stereo and one channel everywhere; rarer arrangements are mixed down.
            layout = "mono" if stream.codec_context.channels == 1 else "stereo"
            self._target = film.add_stream(name, rate=rate_hz, layout=layout)
        for key, value in stream.metadata.items():
            if key == "language":
                self._target.metadata[key] = value

    def write(self, packet: Any) -> None:
        shift = 0 if packet.time_base is None else round(self._origin_s / packet.time_base)
        if not self._copies:
            self._encode(packet, shift)
        elif packet.dts is not None:  # The last packet of a stream is empty: it flushes decoders.
            packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
            packet.stream = self._target
            self._film.mux(packet)

    def _encode(self, packet: Any, shift: int) -> None:
        av = import_av()
        try:
            frames = packet.decode()
        except av.FFmpegError:  # A damaged packet is a moment of silence.
            return
        for frame in frames:
            if frame.pts is not None:
                frame.pts -= shift
            self._film.mux(self._target.encode(frame))

    def finish(self) -> None:
        if not self._copies:
            self._film.mux(self._target.encode(None))
