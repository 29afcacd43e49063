"""The style-based generator as a typed model: latents to styles, and a style for each layer to pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from exports.card import GeneratorCard
from exports.errors import ModelError
from exports.generator_model import GeneratorModel
from exports.imaging import Picture
from exports.runtime import RunControl, Runtime, Shape, require_finite, require_shape


class StyleGeneratorModel(GeneratorModel):
    """A generator that makes a style w of a latent z, and a picture of a style for each of its layers.

    The first layers, the coarse ones, decide about shape and the last ones about colour: a picture whose layers take
    the styles of different latents mixes them.

    Attributes:
        style_size: W, the length of a style.
        style_layers: L, the layers that take one each, coarsest first.
    """

    def __init__(
        self,
        card: GeneratorCard,
        path: Path,
        runtime: Runtime,
        offers_projector: bool = False,
        mapping: Runtime | None = None,
    ) -> None:
        """Takes open sessions; `mapping` is that of the part that makes styles. Raises ModelError."""
        super().__init__(card, path, runtime, offers_projector)
        self._mapping = mapping or runtime
        self.style_size = card.style_size
        self.style_layers = card.style_layers

    @staticmethod
    def _graph_inputs(card: GeneratorCard) -> dict[str, Shape]:
        styles = (None, card.style_layers, card.style_size)
        return {"latent": (None, card.latent_size), "styles": styles, "use_styles": (1,), "truncation": (1,)}

    @staticmethod
    def _graph_outputs(card: GeneratorCard) -> dict[str, Shape]:
        image = (None, 3, card.resolution, card.resolution)
        return {"image": image, "style": (None, card.style_size)}

    def __call__(
        self, latents: NDArray[np.float32], truncation: float = 1.0, *, control: RunControl | None = None
    ) -> Picture:
        latents = self._checked(latents)
        self._check_truncation(truncation)
        return self._pictures(self._with_no_styles(latents), self._switches(False, truncation), control)

    def map(self, latents: NDArray[np.float32], *, control: RunControl | None = None) -> NDArray[np.float32]:
        """The styles (N, W) of latents (N, Z), for `from_styles`.

        Raises:
            ModelError: the latents do not fit, or a number is not finite.
        """
        feeds = self._with_no_styles(self._checked(latents)) | self._switches(False, 1.0)
        (styles,) = self._mapping.run(["style"], feeds, control)
        require_shape(styles, (len(feeds["latent"]), self.style_size), "style", self.path.name)
        return require_finite(styles, self.path.name)

    def from_styles(
        self, styles: NDArray[np.float32], truncation: float = 1.0, *, control: RunControl | None = None
    ) -> Picture:
        """Makes one picture from the styles of its layers.

        Args:
            styles: (N, L, W), or (N, W) where all layers of a picture take the same one.
            truncation: multiplies the distance of the styles from the mean style.
            control: stops the run from another thread.

        Returns:
            (N, S, S, 3) uint8.

        Raises:
            ModelError: the styles do not fit, or a number is not finite.
        """
        styles = np.asarray(styles, np.float32)
        if styles.ndim == 2:
            styles = np.repeat(styles[:, None], self.style_layers, axis=1)
        if styles.shape[1:] != (self.style_layers, self.style_size) or not np.isfinite(styles).all():
            raise ModelError(
                f"{self.path.name} needs {self.style_layers} styles of {self.style_size} finite numbers for each "
                f"picture and was given an array of shape {styles.shape}; make them with its own map."
            )
        self._check_truncation(truncation)
        latents = np.zeros((len(styles), self.latent_size), np.float32)
        return self._pictures(
            {"latent": latents, "styles": styles}, self._switches(True, truncation), control
        )

    def _with_no_styles(self, latents: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        styles = np.zeros((len(latents), self.style_layers, self.style_size), np.float32)
        return {"latent": latents, "styles": styles}

    @staticmethod
    def _switches(use_styles: bool, truncation: float) -> dict[str, NDArray[np.float32]]:
        return {
            "use_styles": np.array([use_styles], np.float32),
            "truncation": np.array([truncation], np.float32),
        }
