"""Children of pictures: crossings of their parents that stray a little."""

from __future__ import annotations

import numpy as np

from studio.document.exploration import Litter, Vector
from studio.engine.space import Space

CHILDREN = 12


def children(litter: Litter, space: Space, count: int = CHILDREN) -> list[Vector]:
    """The points (Z,) of a litter's children, always the same for the same litter.

    The first child of two parents lies in the middle between them; the others lean to either side. Children of one
    parent differ from it by the mutation alone.

    Args:
        litter: parents, mutation and chance.
        space: what its points belong to.
        count: how many.
    """
    dice = np.random.Generator(np.random.PCG64(litter.seed))
    parents = [parent.latent for parent in litter.parents]
    # Shares are drawn before anything else, so that another mutation strays from the same crossings.
    drawn = dice.dirichlet(np.ones(len(parents)), count)
    seeds = dice.integers(0, 2**31, count)
    drawn[0] = 1.0 / len(parents)
    born: list[Vector] = []
    for shares, seed in zip(drawn, seeds, strict=True):
        crossed = parents[0] if len(parents) == 1 else space.mixed(parents, [float(each) for each in shares])
        born.append(space.strayed(crossed, litter.mutation, int(seed)))
    return born
