"""A style for any picture at once: what a style encoder predicts, as a style card like those on the shelf."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

from exports.stylecard import StyleCard

if TYPE_CHECKING:
    from exports.session import RunControl, StyleEncoderModel

THUMBNAIL_PX = 256


def predict_style(
    model: StyleEncoderModel, picture: np.ndarray, title: str, *, control: RunControl | None = None
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
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:64].strip("-")
    return StyleCard(
        name=name or "picture",
        title=title[:120] or "Picture",
        artist="",
        year=None,
        licence="unspecified",
        network=model.network,
        vector=vector,
        source=np.asarray(square),
    )
