"""The wheel: everything that ships is in it, and it works alone in an empty environment."""

import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

REPOSITORY = Path(__file__).parents[2]
ROOMS = ("exports", "studio", "training")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(out),
        str(REPOSITORY),
    ]
    subprocess.run(build, check=True, capture_output=True, cwd=out)
    (made,) = out.glob("pinxit-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of an environment that holds the wheel and its base requirements."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    pins = REPOSITORY / "constraints.txt"
    subprocess.run([scripts / "python", "-m", "pip", "install", "-q", "-c", pins, wheel], check=True)
    return scripts


def run(command: list[str | Path], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs in a folder outside the repository, with no display and nothing of this environment's Python."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PYTHONPATH", "VIRTUAL_ENV"}
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        command,
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_the_wheel_holds_every_committed_file_of_the_rooms(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *ROOMS], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    committed = {name for name in listed.stdout.split("\0") if (REPOSITORY / name).is_file()}
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert committed <= packed
    assert not {name for name in packed if name.startswith(("tests/", "tools/", "docs/"))}


@pytest.mark.slow
def test_the_wheel_alone_lists_its_models(installed: Path, tmp_path: Path) -> None:
    listing = run([installed / "pinxit", "models", "list", "--json"], tmp_path)
    assert listing.returncode == 0, listing.stderr
    models = json.loads(listing.stdout)
    assert {"style", "generator", "perceptual"} <= {model["kind"] for model in models}
    (styles,) = [model["styles"] for model in models if model["kind"] == "style"]
    assert len(styles) >= 8


@pytest.mark.slow
def test_the_wheel_alone_stylizes_a_picture(installed: Path, tmp_path: Path) -> None:
    listing = json.loads(run([installed / "pinxit", "models", "list", "--json"], tmp_path).stdout)
    style = next(model["styles"][0]["name"] for model in listing if model["kind"] == "style")
    pixels = np.random.default_rng(7).integers(0, 256, (12, 16, 3), dtype=np.uint8)
    photo, painting = tmp_path / "photo.png", tmp_path / "painting.png"
    Image.fromarray(pixels).resize((320, 240), Image.Resampling.BICUBIC).save(photo)

    done = run([installed / "pinxit", "stylize", photo, "--style", style, "--out", painting], tmp_path)

    assert done.returncode == 0, done.stderr
    before, after = (
        np.asarray(Image.open(path).convert("RGB"), dtype=np.float32) for path in (photo, painting)
    )
    assert after.shape == before.shape
    assert np.abs(after - before).mean() > 5  # of 255: repainted, not copied


@pytest.mark.slow
def test_the_base_install_holds_no_torch(installed: Path, tmp_path: Path) -> None:
    listing = run([installed / "python", "-m", "pip", "list", "--format", "json"], tmp_path)
    names = {package["name"].lower() for package in json.loads(listing.stdout)}
    assert not names & {"torch", "torchvision", "onnx", "matplotlib"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_pinxit_says_so_in_one_sentence(installed: Path, tmp_path: Path) -> None:
    done = run([installed / "pinxit"], tmp_path)
    assert done.returncode == 1
    assert re.fullmatch(r"pinxit: [^\n]*display[^\n]*\n", done.stderr)
