"""`pinxit-train check` names what a run would stumble over."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.__main__ import main
from training.check import check_pictures


@pytest.fixture
def messy_folder(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)

    def picture(seed_cells: int, size: tuple[int, int]) -> Image.Image:
        cells = rng.integers(0, 256, (seed_cells, seed_cells, 3), dtype=np.uint8)
        return Image.fromarray(cells).resize(size, Image.Resampling.BICUBIC)

    for index in range(8):
        picture(6, (120, 100)).save(tmp_path / f"good{index}.png")
    Image.open(tmp_path / "good3.png").resize((240, 200)).save(tmp_path / "twin.jpg", quality=80)
    picture(6, (40, 100)).save(tmp_path / "tiny.png")
    picture(6, (500, 100)).save(tmp_path / "wide.png")
    picture(6, (120, 100)).convert("L").save(tmp_path / "grey.png")
    Image.new("RGB", (100, 100), (200, 30, 30)).save(tmp_path / "flat.png")
    (tmp_path / "text.png").write_text("no picture")
    data = (tmp_path / "good1.png").read_bytes()
    (tmp_path / "broken.png").write_bytes(data[: len(data) // 2])
    return tmp_path


def test_every_fault_is_named_once(messy_folder: Path) -> None:
    report = check_pictures([messy_folder])
    found = {(finding.path.name, finding.fault) for finding in report.findings}
    assert found == {
        ("twin.jpg", "duplicate"),
        ("tiny.png", "tiny"),
        ("wide.png", "odd"),
        ("grey.png", "odd"),
        ("flat.png", "odd"),
        ("text.png", "unreadable"),
        ("broken.png", "unreadable"),
    }
    twin = next(finding for finding in report.findings if finding.fault == "duplicate")
    assert "good3.png" in twin.text
    assert (report.pictures, report.usable) == (15, 12)


def test_the_command_prints_the_findings(messy_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(messy_folder)]) == 0
    out = capsys.readouterr().out
    assert "text.png: is not a picture" in out
    assert "15 pictures, 12 usable: 2 unreadable, 1 tiny, 1 duplicate, 3 odd." in out


def test_an_empty_folder_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"pinxit-train: There is no picture in {tmp_path}.\n"
