"""What the optimizer may begin with: the photo as a style brush paints it at once, in the same styles.

Source: Gatys et al. 2016 begin with the photo or with noise. Differs: strokes are there from the first step, and the
optimizer only has to make them those of the painting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from studio.engine.pipelines import stylize_picture
from studio.engine.regions import regions_of
from studio.engine.resampling import fitted, resized

if TYPE_CHECKING:
    from exports.session import StyleModel
    from studio.engine.cancel import CancelToken
    from studio.engine.optimizer_request import OptimizerRequest


def begun_with_brush(
    request: OptimizerRequest,
    model: StyleModel,
    vectors: Sequence[np.ndarray],
    cancel: CancelToken | None = None,
) -> OptimizerRequest:
    """The request, to begin with its content painted by a brush.

    Args:
        request: the run.
        model: the style network.
        vectors: float32 (D,), the brush of each of the request's styles; each region is painted with its own, mixed by
            their shares.
        cancel: looked at in every run.

    Raises:
        Cancelled, ModelError.
    """
    content = resized(request.content, fitted(request.content, request.size_px))
    height, width = content.shape[:2]
    mixed = np.zeros(content.shape, np.float32)
    for region in regions_of(request, (width, height)):
        painted = content
        if region.styles:
            vector = model.blend([(vectors[number], request.styles[number][1]) for number in region.styles])
            painted = stylize_picture(model, content, vector, quick=True, cancel=cancel)
        mixed += region.mask[..., np.newaxis] * painted
    return replace(request, init="picture", init_picture=np.rint(mixed).clip(0, 255).astype(np.uint8))
