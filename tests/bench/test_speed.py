"""The shipped style network beside the reference network, in processor time, which a busy machine blurs least.

Marked slow all the same: no test that runs every time depends on a clock.
"""

from __future__ import annotations

import json

import pytest

from exports.catalog import Catalog
from studio.__main__ import main

LEAST_TIMES_FASTER = 8.0


@pytest.mark.slow
def test_our_style_network_is_many_times_faster_than_the_reference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = [entry.name for entry in Catalog().models() if entry.kind == "style" and entry.shipped]
    if not names:
        pytest.skip("no style model ships yet")
    arguments = ["--models", names[0], "--sizes", "512", "--threads", "2", "--provider", "cpu"]
    assert main(["bench", "--json", *arguments]) == 0
    ratios = json.loads(capsys.readouterr().out)["ratios"]
    for row in ratios:
        if row["use"] == "graph":
            assert row["cpu_times_faster"] >= LEAST_TIMES_FASTER, row
