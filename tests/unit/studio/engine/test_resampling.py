"""Pictures made small without a copy of the whole."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from studio.engine.resampling import reduced_to_fit


@pytest.mark.parametrize("size", [(700, 500), (501, 1203), (90, 2000), (64, 64)])
def test_a_picture_is_reduced_strip_by_strip_as_it_is_whole(size: tuple[int, int]) -> None:
    coarse = np.random.default_rng(0).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    whole = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    small = reduced_to_fit(np.asarray(whole), 64)
    assert max(small.shape[:2]) == 64
    expected = whole.resize(small.shape[1::-1], Image.Resampling.BOX)
    assert np.abs(small.astype(int) - np.asarray(expected)).mean() < 4
