"""A style for any picture at once: what a style encoder predicts, as a style card like those on the shelf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

from exports.names import safe_name
from exports.stylecard import StyleCard

if TYPE_CHECKING:
    from exports.session import RunControl, StyleEncoderModel

THUMBNAIL_PX = 256
UNKNOWN_LICENCE = "unspecified"
"""Of pictures that nobody says more of."""


def predict_style(
    model: StyleEncoderModel,
    picture: np.ndarray,
    title: str,
    *,
    control: RunControl | None = None,
) -> StyleCard:
    """Predicts the style of a picture.

    Args:
        model: the style encoder of the network that shall paint.
        picture: uint8 (H, W, 3), of any size.
        title: what a person calls the picture; the style's name is made from it.
        control: stops the run from another thread.

    Returns:
        A card for the encoder's network, its thumbnail the centre of the picture itself.

    Raises:
        RunCancelled, ModelError.
    """
    vector = model(picture, control=control)
    square = ImageOps.fit(Image.fromarray(picture), (THUMBNAIL_PX, THUMBNAIL_PX), Image.Resampling.LANCZOS)
    return StyleCard(
        name=safe_name(title),
        title=title[:120] or "Picture",
        artist="",
        year=None,
        licence=UNKNOWN_LICENCE,
        network=model.network,
        vector=vector,
        source=np.asarray(square),
    )
