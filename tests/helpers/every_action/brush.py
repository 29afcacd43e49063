"""Brush, eraser, gradients and the styles in hand."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from studio.ui.panels.presets import KeepDialog
from studio.workers.trainer import Trainer
from tests.helpers import fake_trainer
from tests.helpers.every_action.scene import PATIENCE_MS, Scene, check

# ---- Brush


@check("brush")
def _(scene: Scene) -> None:
    scene.window.tools.take_lasso()
    scene.take("brush", "brush")


@check("eraser")
def _(scene: Scene) -> None:
    painted = scene.covered()
    scene.press("eraser")
    assert scene.window.tool.brush.eraser
    scene.stroke()
    assert scene.covered() < painted


@check("gradient_linear")
def _(scene: Scene) -> None:
    painted = scene.covered()
    scene.take("gradient_linear", "gradient_linear")
    scene.hand.stroke((100, 100), (600, 100))
    scene.wait(lambda: scene.covered() > painted)


@check("gradient_radial")
def _(scene: Scene) -> None:
    painted = scene.covered()
    scene.take("gradient_radial", "gradient_radial")
    scene.hand.stroke((300, 200), (500, 200))
    scene.wait(lambda: scene.covered() > painted)


@check("fit_brush")
def _(scene: Scene) -> None:
    scene.window.studio.fitting.trainer = Trainer(fake_trainer.COMMAND)
    with scene.bot.waitSignal(scene.window.studio.styling.made, timeout=PATIENCE_MS):
        scene.press("fit_brush")
    assert scene.window.editor.style == "photo"


@check("place")
def _(scene: Scene) -> None:
    scene.take("place", "place")


def _changes_brush(scene: Scene, action: str, attribute: str, sign: int) -> None:
    scene.window.tool.change(size_px=80, hardness=0.5, opacity=0.5)
    before = getattr(scene.window.tool.brush, attribute)
    scene.press(action)
    after = getattr(scene.window.tool.brush, attribute)
    assert (after - before) * sign > 0, (before, after)
    assert getattr(scene.window.brush_panel, _SLIDERS[attribute]).number == pytest.approx(after, abs=0.51)


_SLIDERS = {"size_px": "size_slider", "hardness": "hardness", "opacity": "opacity"}

for _action, _attribute, _sign in (
    ("smaller", "size_px", -1),
    ("larger", "size_px", 1),
    ("softer", "hardness", -1),
    ("harder", "hardness", 1),
    ("less", "opacity", -1),
    ("more", "opacity", 1),
):
    check(_action)(
        lambda scene, action=_action, attribute=_attribute, sign=_sign: _changes_brush(
            scene, action, attribute, sign
        )
    )


@check("keep_brush")
def _(scene: Scene) -> None:
    there = set(scene.window.studio.presets.presets)
    scene.press("keep_brush")
    dialog = scene.dialog(KeepDialog)
    QTest.keyClicks(dialog.title, "Mine")
    dialog.ok.click()
    scene.wait(lambda: set(scene.window.studio.presets.presets) > there)


@check("symmetry")
def _(scene: Scene) -> None:
    scene.press("symmetry")
    assert scene.window.tool.mirror.symmetry is not None
    scene.press("symmetry")
    assert scene.window.tool.mirror.symmetry is None


@check("next")
def _(scene: Scene) -> None:
    before = scene.window.editor.style
    scene.press("next")
    assert scene.window.editor.style != before


@check("previous")
def _(scene: Scene) -> None:
    scene.window.editor.next_style()
    before = scene.window.editor.style
    scene.press("previous")
    assert scene.window.editor.style != before


def _with_two_styles(scene: Scene) -> tuple[str, str]:
    editor = scene.window.editor
    first = editor.style
    editor.next_style()
    second = editor.style
    editor.take_style(first)
    editor.mix_style(second)
    assert (editor.style, editor.second_style) == (first, second)
    return first, second


@check("swap")
def _(scene: Scene) -> None:
    first, second = _with_two_styles(scene)
    scene.press("swap")
    assert (scene.window.editor.style, scene.window.editor.second_style) == (second, first)


@check("reset_styles")
def _(scene: Scene) -> None:
    first, _second = _with_two_styles(scene)
    scene.press("reset_styles")
    assert (scene.window.editor.style, scene.window.editor.second_style) == (first, "")
