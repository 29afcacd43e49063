"""Random edits of every kind: taking them all back gives the document bit for bit, in bounded memory.

Each run has a thousand edits; `PINXIT_EDITS` says how many else.
"""

from __future__ import annotations

import os
import random
from typing import Any, cast

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from studio.document.document import Document
from studio.document.layers import LAYER_ATTRIBUTES, PaintLayer, PictureLayer, StyleLayer
from tests.helpers.random_edits import EDITS, edit_at_random

EDIT_COUNT = int(os.environ.get("PINXIT_EDITS", "1000"))
STEP_COUNT = 40
HISTORY_BYTES = 600_000
KINDS = [kind for kind in EDITS if kind not in ("undo", "redo")]

State = tuple[tuple[Any, ...], ...]


def state_of(document: Document) -> State:
    """All of a document that can change, tiles by their bytes."""
    selection = None if document.selection is None else _tiles_of(document.selection)
    layers = (
        (
            type(layer),
            layer.id,
            *(getattr(layer, name) for name in LAYER_ATTRIBUTES),
            layer.choice if isinstance(layer, StyleLayer) else None,
            (layer.picture.tobytes(), layer.placement) if isinstance(layer, PictureLayer) else None,
            _tiles_of(layer.colors) if isinstance(layer, PaintLayer) else None,
            _tiles_of(layer.shares) if isinstance(layer, StyleLayer) else None,
            _tiles_of(layer.mask),
        )
        for layer in document.layers
    )
    hand, asked = document.exploration.now.wander("a-generator").hand, document.commission.now.settings
    return ("selection", selection), ("found", hand.seed, hand.truncation), ("asked", asked), *layers


def _tiles_of(store: Any) -> frozenset[tuple[Any, int]]:
    return frozenset((index, hash(tile.tobytes())) for index, tile in store.tiles.items())


class UndoMachine(RuleBasedStateMachine):
    """One document without and one with a bound of memory, on which the same is done."""

    def __init__(self) -> None:
        super().__init__()
        base = np.zeros((280, 320, 3), np.uint8)
        self.document = Document(base, history_bytes=1 << 40)
        self.bounded = Document(base, history_bytes=HISTORY_BYTES)
        self.states: dict[int, State] = {0: state_of(self.document)}
        self.largest_step = 0
        self.edit_count = 0
        self.dice = random.Random(0)

    @initialize(seed=st.integers(0, 1 << 30))
    def shake(self, seed: int) -> None:
        self.dice = random.Random(seed)

    @rule(kind=st.sampled_from(KINDS), seed=st.integers(0, 1 << 30))
    def edit(self, kind: str, seed: int) -> None:
        for document in (self.document, self.bounded):
            edit_at_random(document, kind, random.Random(seed))
        self.edit_count += 1
        self.states[self.document.history.state] = state_of(self.document)
        newest = self.bounded.history.newest
        self.largest_step = max(self.largest_step, newest.nbytes if newest is not None else 0)

    @rule(count=st.integers(1, 4))
    def undo(self, count: int) -> None:
        for _ in range(count):
            # What one cannot take back, because it forgot, the other does not either.
            if self.bounded.undo():
                assert self.document.undo()

    @rule()
    def redo(self) -> None:
        assert self.bounded.redo() == self.document.redo()

    @invariant()
    def shows_the_state_of_its_step(self) -> None:
        assert state_of(self.document) == self.states[self.document.history.state]

    @invariant()
    def keeps_within_its_memory(self) -> None:
        # One step is always kept, even if it alone is larger than the bound.
        assert self.bounded.history.nbytes <= max(HISTORY_BYTES, self.largest_step)

    @invariant()
    def both_are_the_same(self) -> None:
        assert state_of(self.bounded) == state_of(self.document)
        assert self.bounded.edits == self.document.edits

    def teardown(self) -> None:
        while self.edit_count < EDIT_COUNT:
            self.edit(self.dice.choice(KINDS), self.dice.getrandbits(30))
        self.keeps_within_its_memory()
        self.both_are_the_same()
        while self.document.undo():
            self.shows_the_state_of_its_step()
        assert state_of(self.document) == self.states[0]
        assert self.document.layers == ()
        assert self.document.edits == ()


TestUndo = UndoMachine.TestCase
TestUndo.settings = settings(
    max_examples=5,
    stateful_step_count=STEP_COUNT,
    deadline=None,
    suppress_health_check=cast("list[HealthCheck]", list(HealthCheck)),
)
