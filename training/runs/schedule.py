"""How a learning rate moves over a run."""

from __future__ import annotations

import math


def warm_cosine(step: int, steps: int, peak: float, warmup_steps: int, passed: float = 0.0) -> float:
    """Linear warm-up to `peak`, then half a cosine down to a hundredth of it.

    Args:
        step: steps done, from 0.
        steps: steps of the whole run.
        peak: the largest rate.
        warmup_steps: steps until the peak.
        passed: share of the run's time that has passed, where it ends by the clock.
    """
    warm = min(1.0, (step + 1) / max(1, warmup_steps))
    fall = 0.5 * (1 + math.cos(math.pi * min(1.0, max(step / steps, passed))))
    return peak * warm * (0.01 + 0.99 * fall)
