"""The frames of a timeline: a generator's pictures, or one picture, and styles that go over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from studio.document.timeline import Timeline
from studio.engine.animation import LatentMotion, Place, StyleMotion
from studio.engine.cancel import CancelToken, stopping_runs
from studio.engine.generator import BATCH, enlarge
from studio.engine.layer_mixing import layered_styles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exports.session import Direction, GeneratorModel, RunControl, StyleModel


@dataclass(frozen=True, eq=False)
class Brushes:
    """What a film's styles are painted with.

    Attributes:
        model: the style network.
        vectors: (D,) of each style that the timeline names.
    """

    model: StyleModel
    vectors: Mapping[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class SeenFrame:
    """A frame together with what made it.

    Attributes:
        picture: uint8 (H, W, 3), as the film shows it.
        place: where the generator is.
        drawn: uint8 (S, S, 3), what the generator draws there, before any style and size.
    """

    picture: np.ndarray
    place: Place
    drawn: np.ndarray


class FrameMaker:
    """Makes any frame of a film. The same timeline and models give the same frames.

    Args:
        timeline: what is to be seen.
        generator: where its latents belong; may be None for a film of styles alone.
        brushes: where there are styles.
        picture: uint8 (H, W, 3), what the styles go over where there are no latents.
        size_px: the long side of a frame; None leaves pictures as they are.
        directions: that the timeline may name; None are the generator's.

    Raises:
        TimelineError, ValueError: a sentence that says why it makes no film.
    """

    def __init__(
        self,
        timeline: Timeline,
        generator: GeneratorModel | None = None,
        brushes: Brushes | None = None,
        picture: np.ndarray | None = None,
        size_px: int | None = None,
        directions: Sequence[Direction] | None = None,
    ) -> None:
        timeline.check()
        self.timeline = timeline
        self._latents = self._generator = self._styles = self._painter = None
        if timeline.needs_generator:
            if generator is None:
                raise ValueError("The film needs a generator for its latents.")
            if timeline.track("mix") is not None and not getattr(generator, "style_layers", 0):
                raise ValueError(
                    f"The film mixes layers, and {generator.card.title} has none that can be mixed; "
                    "delete those keyframes."
                )
            self._generator = generator
            self._latents = LatentMotion(
                timeline, generator.latent_size, generator.directions if directions is None else directions
            )
        elif picture is None:
            raise ValueError("The film has styles and no latents, so it needs a picture that they go over.")
        if timeline.track("style") is not None:
            if brushes is None:
                raise ValueError("The film needs a style network for its styles.")
            self._painter = brushes.model
            self._styles = StyleMotion(timeline, brushes.vectors, brushes.model)
        self._still = picture if picture is None or size_px is None else _fitted(picture, size_px)
        self._size_px = size_px

    def frames(self, cancel: CancelToken | None = None) -> Iterator[np.ndarray]:
        """All frames in order, uint8 (H, W, 3).

        Raises:
            Cancelled, ModelError.
        """
        for start in range(0, self.timeline.frames, BATCH):
            numbers = range(start, min(start + BATCH, self.timeline.frames))
            for number, picture in zip(numbers, self._pictures(numbers, cancel), strict=True):
                yield self._painted(picture, number, cancel)

    def seen(self, number: float, cancel: CancelToken | None = None) -> SeenFrame:
        """One frame of a film of latents, or what lies between two, with its latent.

        Raises:
            Cancelled, ModelError.
        """
        assert self._latents is not None
        place = self._latents(number)
        with stopping_runs(cancel) as control:
            (drawn,) = self._drawn(place.latent[np.newaxis], [place], control)
        return SeenFrame(self._painted(_fitted(drawn, self._size_px), number, cancel), place, drawn)

    def _pictures(self, numbers: Sequence[float], cancel: CancelToken | None) -> Iterator[np.ndarray]:
        if self._latents is None or self._generator is None:
            assert self._still is not None
            yield from (self._still for _ in numbers)
            return
        places = [self._latents(number) for number in numbers]
        truncations = {place.truncation for place in places}
        # A network has one truncation for all pictures of a run.
        batches = [places] if len(truncations) == 1 else [[place] for place in places]
        for batch in batches:
            with stopping_runs(cancel) as control:
                latents = np.stack([place.latent for place in batch])
                pictures = self._drawn(latents, batch, control)
            yield from (_fitted(picture, self._size_px) for picture in pictures)

    def _drawn(self, latents: np.ndarray, places: Sequence[Place], control: RunControl | None) -> np.ndarray:
        from exports.session import StyleGeneratorModel

        generator, truncation = self._generator, places[0].truncation
        assert generator is not None
        mixes = [place.mix for place in places]
        if isinstance(generator, StyleGeneratorModel) and any(mix is not None for mix in mixes):
            styles = layered_styles(generator, latents, mixes, control)
            return generator.from_styles(styles, truncation, control=control)
        return generator(latents, truncation, control=control)

    def _painted(self, picture: np.ndarray, number: float, cancel: CancelToken | None) -> np.ndarray:
        if self._styles is None or self._painter is None:
            return picture
        style = self._styles(number)
        with stopping_runs(cancel) as control:
            stats = self._painter.statistics(picture, style, control=control)
            # In floating point: whole numbers would be rounded anew for each style, which shows as a flicker.
            floats = picture.astype(np.float32) / np.float32(255)
            painted = self._painter(floats, style, stats, control=control)
        return np.clip(np.rint(painted * 255), 0, 255).astype(np.uint8)


def _fitted(picture: np.ndarray, size_px: int | None) -> np.ndarray:
    return picture if size_px is None or max(picture.shape[:2]) == size_px else enlarge(picture, size_px)
