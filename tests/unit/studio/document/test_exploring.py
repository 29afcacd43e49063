"""Wandering is undone like painting, in the same history."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from studio.document.document import Document
from studio.document.exploration import FIRST_SEED, Exploration, Hand, Wander, nbytes_between, plain_name
from studio.document.layers import StyleChoice
from tests.helpers.documents import photo
from tests.helpers.explorations import found, rich_exploration


def at_seed(seed: int) -> Exploration:
    return Exploration({"tiny": Wander(hand=Hand(seed))}, "tiny")


def seed_of(document: Document) -> int:
    return document.exploration.now.wander("tiny").hand.seed


def test_steps_of_wandering_and_of_painting_are_taken_back_in_turn() -> None:
    document = Document(photo())
    document.exploration.do("Choose seed", at_seed(5))
    document.fill(StyleChoice.of("storm"))
    document.exploration.do("Choose seed", at_seed(6))
    assert document.history.done_labels == ("Choose seed", "Fill", "Choose seed")
    document.undo()
    assert (seed_of(document), len(document.layers)) == (5, 1)
    document.undo()
    document.undo()
    assert (seed_of(document), len(document.layers)) == (FIRST_SEED, 0)
    assert document.exploration.now.empty
    while document.redo():
        pass
    assert (seed_of(document), len(document.layers)) == (6, 1)
    assert document.modified


def test_one_movement_of_the_hand_is_one_step() -> None:
    document = Document(photo())
    explorations = document.exploration
    explorations.do("Choose seed", at_seed(1))
    for seed in (2, 3, 4):
        explorations.do("Direction", at_seed(seed), going_on="light")
    explorations.do("Direction", at_seed(5), going_on="warmth")
    explorations.settle()
    explorations.do("Direction", at_seed(6), going_on="warmth")
    seeds = []
    while document.undo():
        seeds.append(seed_of(document))
    assert seeds == [5, 4, 1, FIRST_SEED]


def test_a_movement_tells_of_its_step_at_its_beginning_and_its_end() -> None:
    document = Document(photo())
    told: list[object] = []
    document.changed.append(told.append)
    for seed in range(2, 20):
        document.exploration.do("Direction", at_seed(seed), going_on="light")
    assert len(told) == 1
    document.exploration.settle()
    document.exploration.settle()
    assert len(told) == 2


def test_what_is_undone_in_a_movement_is_not_gone_on_with() -> None:
    document = Document(photo())
    document.exploration.do("Direction", at_seed(2), going_on="light")
    document.undo()
    document.exploration.do("Direction", at_seed(3), going_on="light")
    assert document.history.done_count == 1
    document.undo()
    assert document.exploration.now.empty


def test_listeners_and_views_see_every_change() -> None:
    document = Document(photo())
    before: list[Exploration] = []
    document.exploration.changed.append(before.append)
    told: list[object] = []
    document.changed.append(told.append)
    view = document.view()
    document.exploration.do("Choose seed", at_seed(9))
    document.undo()
    assert view.exploration is before[0]
    assert before[1].wander("tiny").hand.seed == 9
    assert len(told) == 2


def test_a_step_weighs_what_only_one_side_of_it_holds() -> None:
    one = Wander(ends={"A": found(3)})
    other = replace(one, ends={**one.ends, "B": found(4)})
    added = nbytes_between(Exploration({"tiny": one}), Exploration({"tiny": other}))
    assert added == found(4).picture.nbytes + found(4).latent.nbytes
    assert nbytes_between(rich_exploration(), Exploration()) > 6 * 16 * 16 * 3


def test_the_lineage_leads_from_the_first_litter_to_the_one_looked_at() -> None:
    wander = rich_exploration().wander("tiny-generator")
    assert wander.lineage() == (0, 2)
    assert replace(wander, litter=1).lineage() == (0, 1)
    assert Wander().lineage() == ()
    assert all(isinstance(each, np.ndarray) for each in wander.arrays())


def test_a_name_keeps_what_urdu_is_written_with_and_loses_what_cannot_be_seen() -> None:
    assert plain_name("گل\u200cدستہ", 40) == "گل\u200cدستہ"
    assert plain_name(" two\nlines\u202e and\x00more ", 40) == "two lines and more"
