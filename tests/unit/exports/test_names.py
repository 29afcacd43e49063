"""Names of models and styles: always such as a card takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exports.names import LONGEST, NAME, free_name, joined_name, safe_name


@given(st.text(max_size=200))
def test_any_text_makes_a_name(text: str) -> None:
    assert NAME.fullmatch(safe_name(text))
    assert safe_name(safe_name(text)) == safe_name(text)


@given(st.lists(st.text(max_size=90), min_size=1, max_size=3))
def test_several_texts_make_one(texts: list[str]) -> None:
    assert NAME.fullmatch(joined_name(*texts))


def test_what_is_readable_stays_readable() -> None:
    assert safe_name("Die Läufe (2)") == "die-l-ufe-2"
    assert safe_name("خوابِ شب") != safe_name("شبِ خواب")
    assert joined_name("Van Gogh", "wheat") == "van-gogh-wheat"


def test_long_names_that_begin_alike_stay_apart() -> None:
    one, other = joined_name("a" * 60, "one"), joined_name("a" * 60, "two")
    assert one != joined_name("a" * 60, "one", "two") != other
    first, second = joined_name("a" * 60, "painting-one"), joined_name("a" * 60, "painting-two")
    assert first != second
    assert len(first) == len(second) == LONGEST


def test_a_taken_name_gets_a_number_and_stays_short_enough() -> None:
    assert free_name("reed", {"reed", "reed-2"}) == "reed-3"
    name = "a" * LONGEST
    taken = {name}
    for _ in range(11):
        free = free_name(name, taken)
        assert NAME.fullmatch(free)
        assert free not in taken
        taken.add(free)
