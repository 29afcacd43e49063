from __future__ import annotations

import argparse

import pytest

from studio.cli.arguments import direction_values, grid, integer, number, numbers, seeds, style_mix


def test_a_style_alone_counts_one() -> None:
    assert style_mix("wheat") == (("wheat", 1.0),)


def test_styles_are_mixed_by_weights() -> None:
    assert style_mix("wheat:0.7, stars:2,sea") == (("wheat", 0.7), ("stars", 2.0), ("sea", 1.0))


@pytest.mark.parametrize(
    "path", ["cards/wheat.png", r"C:\cards\wheat.png", "C:/cards/wheat.png", "a:b/wheat.PNG"]
)
def test_a_path_may_hold_a_colon(path: str) -> None:
    assert style_mix(path) == ((path, 1.0),)
    assert style_mix(f"{path}:0.5") == ((path, 0.5),)


@pytest.mark.parametrize(
    "text", ["", "wheat,", ":1", "wheat:much", "wheat:0", "wheat:-1", "wheat:nan", "wheat:1e9"]
)
def test_a_mix_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        style_mix(text)


def test_seeds_are_a_list() -> None:
    assert seeds("1, 22,3") == (1, 22, 3)
    for text in ("", "1,b", "1,-2", "1,,2", str(2**32) + ",1"):
        with pytest.raises(argparse.ArgumentTypeError):
            seeds(text)


def test_directions_have_a_name_and_numbers() -> None:
    assert direction_values("petals:0,2, -1") == ("petals", (0.0, 2.0, -1.0))
    assert direction_values("light: dark:1") == ("light: dark", (1.0,))
    assert numbers(0, 2)("1,0.5") == (1.0, 0.5)
    for text in ("petals", ":1", "petals:", "petals:11", "petals:a"):
        with pytest.raises(argparse.ArgumentTypeError):
            direction_values(text)


def test_a_grid_is_rows_by_columns() -> None:
    assert grid("3x4") == (3, 4)
    assert grid("2X1") == (2, 1)
    for text in ("3", "3x", "0x4", "3x4x5", "axb"):
        with pytest.raises(argparse.ArgumentTypeError):
            grid(text)


def test_numbers_keep_to_their_range() -> None:
    assert integer(1, 9)("9") == 9
    assert number(0, 2)("1.5") == 1.5
    for convert, text in (
        (integer(1, 9), "10"),
        (integer(1, 9), "1.5"),
        (number(0, 2), "inf"),
        (number(0, 2), "-1"),
    ):
        with pytest.raises(argparse.ArgumentTypeError):
            convert(text)
