"""What may be committed, and whether the packages' metadata and their pinned versions agree."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

REPOSITORY = Path(__file__).parents[2]
LARGEST_FILE_BYTES = 8 * 2**20
HOME_OR_WORK_FOLDER = re.compile(r"(?<![\w./-])/(?:home|root|Users|work|farm|opt|mnt)/\w")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := REPOSITORY / name).is_file()]


def pins() -> dict[str, str]:
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def requirements() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"]
    return [Requirement(line) for line in [*PROJECT["dependencies"], *extras["training"], *extras["dev"]]]


def test_no_file_names_a_folder_of_one_machine(committed: list[Path]) -> None:
    found = []
    for path in committed:
        if path.parent == Path(__file__).parent:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path}: {line.strip()}" for line in text.splitlines() if HOME_OR_WORK_FOLDER.search(line)]
    assert not found


def test_no_file_is_big(committed: list[Path]) -> None:
    assert not [path for path in committed if path.stat().st_size > LARGEST_FILE_BYTES]


def test_pins_are_plain_versions() -> None:
    for name, version in pins().items():
        assert re.fullmatch(r"[A-Za-z0-9_.-]+", name)
        assert re.fullmatch(r"[0-9][0-9a-z.]*", version)


@pytest.mark.parametrize("requirement", requirements(), ids=str)
def test_the_pinned_version_fits_its_requirement(requirement: Requirement) -> None:
    versions = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pins().items()}
    assert requirement.specifier.contains(versions[requirement.name.lower()])


def test_the_base_install_has_no_torch() -> None:
    assert not {Requirement(line).name for line in PROJECT["dependencies"]} & {"torch", "torchvision", "onnx"}


def test_onnxruntime_is_never_installed_twice() -> None:
    both = [Requirement(line) for line in PROJECT["dependencies"] if line.startswith("onnxruntime")]
    for system in ("linux", "win32", "darwin"):
        for machine in ("x86_64", "AMD64", "aarch64", "arm64"):
            environment = {"sys_platform": system, "platform_machine": machine}
            assert sum(bool(one.marker and one.marker.evaluate(environment)) for one in both) == 1
