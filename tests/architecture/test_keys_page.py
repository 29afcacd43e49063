"""docs/KEYS.md says what the table of actions says."""

from tools.keys import PAGE, page


def test_the_page_of_keys_is_that_of_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tools.keys`"
