"""What a fresh interpreter brings in: import-linter reads the source, these ask Python itself."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    "torch",
    "torchvision",
    "onnxruntime",
    "onnx",
    "PySide6",
    "numpy",
    "scipy",
    "av",
    "PIL",
    "matplotlib",
}


def packages_after(code: str) -> set[str]:
    """Top-level names in sys.modules after a fresh interpreter has run the code."""
    report = "\nimport sys, json; print('\\n' + json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code + report], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_studio_leaves_torch_and_training_out() -> None:
    imported = packages_after("import studio.app")
    assert "studio" in imported
    assert not imported & {"torch", "torchvision", "training", "matplotlib", "onnx"}


def test_painting_without_a_window_leaves_qt_out() -> None:
    imported = packages_after(
        "import studio.cli.main, studio.engine, studio.media, studio.document, exports.catalog"
    )
    assert not imported & {"PySide6", "torch", "training"}


@pytest.mark.parametrize("room", ["studio", "training"])
def test_help_loads_nothing_heavy(room: str) -> None:
    imported = packages_after(
        f"from {room}.__main__ import main\n"
        "try:\n    code = main(['--help'])\nexcept SystemExit as end:\n    code = end.code\n"
        "assert not code, code"
    )
    assert not imported & HEAVY
