"""Keeps the translations of the window in step with its texts, by Qt's own tools.

    python -m tools.translations            # new texts into studio/ui/languages/*.ts, then compiles them
    python -m tools.translations --check    # only says what is missing

The texts are the literals that `tr` and `mark` are called with, the tables of actions and gestures, what the document
calls its steps, and the sentences of errors, with numbers for what is filled into them. Qt's `lupdate` merges them into
the .ts files, where Qt Linguist or any editor translates them; `lrelease` compiles the .qm files that the window loads.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import PySide6

from studio.document.blending import BLEND_MODES
from studio.media.profiles import PROFILE_TITLES
from studio.ui.actions import ACTIONS, GESTURES, MENUS
from studio.ui.keymap import HELD_KEYS
from studio.ui.sentences import LISTED
from studio.ui.translate import CONTEXT, FOLDER, LANGUAGES

ROOT = Path(__file__).parent.parent
UI, DOCUMENT = ROOT / "studio" / "ui", ROOT / "studio" / "document"
# The command line speaks English.
SPEAKING = ("exports", "studio/document", "studio/engine", "studio/media", "studio/ui", "studio/workers")
_MARKS = {"tr", "mark"}
_STEPS = {"_reorder", "_placed", "TilesCommand", "LayersCommand", "AttributesCommand", "LayerError"}
"""What the document hands the labels of its steps, and its refusals, to: always first."""
ERRORS = {
    "BrushCardError",
    "CardError",
    "FieldError",
    "ModelError",
    "OutOfMemory",
    "PictureError",
    "ProjectError",
    "RunFolderError",
    "StackError",
    "StyleCardError",
    "TimelineError",
    "TrainerError",
}
"""Errors whose message is a sentence for the person at the screen, or is filled into one."""


def texts() -> list[str]:
    """All texts of the window, each once, in the order of their files."""
    found = [
        *MENUS,
        *(text for row in ACTIONS for text in (row.text, row.tip)),
        *(text for gesture in GESTURES for text in gesture),
        *HELD_KEYS.values(),
        *PROFILE_TITLES.values(),
        *map(spoken_mode, BLEND_MODES),
        *(text for path in sorted(UI.rglob("*.py")) for text in marked(_parse(path))),
        *(text for path in sorted(DOCUMENT.glob("*.py")) for text in steps(_parse(path))),
        *sentences(),
    ]
    return [text for text in dict.fromkeys(found) if text]


def marked(tree: ast.AST) -> Iterator[str]:
    """The literals that are marked as texts of the window.

    Raises:
        ValueError: something that is filled in at run time is translated as a whole, which no table can hold.
    """
    for node in _calls(tree, _MARKS):
        text = node.args[0]
        if isinstance(text, ast.JoinedStr):
            raise ValueError(f"line {node.lineno}: translate first, then fill in: {ast.unparse(node)}")
        yield from _literals(text)


def steps(tree: ast.AST) -> Iterator[str]:
    """What the document calls its steps, and the sentences with which it refuses one."""
    for node in _calls(tree, _STEPS):
        yield from _literals(node.args[0])
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            names = {name.id for name in node.targets if isinstance(name, ast.Name)}
            if "_LABELS" in names and isinstance(node.value, ast.Dict):
                for value in node.value.values:
                    yield from _literals(value)
            elif "label" in names:
                yield from _literals(node.value)


def sentences() -> list[str]:
    """What errors say, each once and sorted, with {0}, {1} ... for what is filled in."""
    found = (
        text
        for folder in SPEAKING
        for path in sorted((ROOT / folder).rglob("*.py"))
        for call in _calls(_parse(path), ERRORS)
        for text in templates(call.args[0])
    )
    return sorted({text for text in found if text})


def spoken_mode(mode: str) -> str:
    """A blend mode as the window calls it in English."""
    from studio.ui.panels.layers import spoken

    return spoken(mode)


def translations(language: str) -> dict[str, str]:
    """The texts of a .ts file with their translations; empty ones are not there yet."""
    tree = ET.parse(source_of(language))
    return {
        message.findtext("source", ""): message.findtext("translation", "")
        for message in tree.iter("message")
    }


def source_of(language: str) -> Path:
    """The .ts file of a language."""
    return FOLDER / f"pinxit_{language}.ts"


def translated() -> list[str]:
    """The codes of the languages that are translated into."""
    return [code for code in LANGUAGES if code != "en"]


def missing(language: str) -> list[str]:
    """The texts that a language has no words for."""
    there = translations(language) if source_of(language).is_file() else {}
    return [text for text in texts() if not there.get(text)]


def update(language: str) -> None:
    """Merges the texts into the .ts file of a language and compiles it."""
    lines = ["from PySide6.QtCore import QCoreApplication"]
    lines += [f"QCoreApplication.translate({_quoted(CONTEXT)}, {_quoted(text)})" for text in texts()]
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "texts.py"
        listed.write_text("\n".join(lines), encoding="utf-8")
        target = str(source_of(language))
        _run(
            "lupdate",
            str(listed),
            "-ts",
            target,
            "-locations",
            "none",
            "-no-obsolete",
            "-source-language",
            "en",
        )
    _run("lrelease", str(source_of(language)), "-qm", str(source_of(language).with_suffix(".qm")), "-silent")


def _run(tool: str, *arguments: str) -> None:
    home = Path(PySide6.__file__).parent
    found = [path for path in (home / tool, home / f"{tool}.exe") if path.is_file()]
    subprocess.run([str(found[0]) if found else tool, *arguments], check=True, stdout=subprocess.DEVNULL)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _parse(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


def _literals(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def templates(node: ast.AST) -> Iterator[str]:
    """The text of a literal or of an f-string, and the literals that an f-string chooses from."""
    if not isinstance(node, ast.JoinedStr):
        yield from _literals(node)
        return
    parts, filled = [], 0
    for value in node.values:
        if isinstance(value, ast.FormattedValue):
            parts.append(f"{{{filled}}}")
            filled += 1
            yield from _literals(value.value)
        else:
            assert isinstance(value, ast.Constant)
            parts.append(str(value.value).replace("{", "{{").replace("}", "}}"))
    yield "".join(parts)


def main() -> int:
    """Updates every language, or says what they lack. Returns 1 when something is missing."""
    parser = argparse.ArgumentParser(
        description="Keeps the translations in step with the texts of the window."
    )
    parser.add_argument("--check", action="store_true", help="change nothing")
    checks = parser.parse_args().check
    listed = "".join(f"{sentence}\n" for sentence in sentences())
    if not checks:
        LISTED.write_text(listed, encoding="utf-8")
    lacking = not LISTED.is_file() or LISTED.read_text(encoding="utf-8") != listed
    if lacking:
        print(f"{LISTED.name} is not in step with the errors")
    for language in translated():
        if not checks:
            update(language)
        gaps = missing(language)
        lacking = lacking or bool(gaps)
        print(f"{language}: {len(texts())} texts, {len(gaps)} without a translation")
        for text in gaps:
            print(f"  {text!r}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
