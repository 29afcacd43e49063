"""The other rooms of the window, and help."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QApplication, QDialog

from studio.document.layers import PictureLayer
from studio.ui.dialogs import AboutDialog
from studio.ui.frames import GENERATE, LIVE, OPTIMIZE, PAINT
from studio.ui.key_editor import KeyEditor
from studio.ui.key_sheet import KeySheet
from studio.ui.language_choice import LanguageChoice
from studio.ui.palette import Palette
from tests.helpers.every_action.scene import PATIENCE_MS, Scene, check

# ---- Mode


@check("mode_paint")
def _(scene: Scene) -> None:
    scene.window.mode_optimize()
    scene.press("mode_paint")
    assert scene.window.mode == PAINT
    assert scene.window.canvas.isVisible()


@check("mode_generate")
def _(scene: Scene) -> None:
    scene.press("mode_generate")
    assert scene.window.mode == GENERATE
    assert scene.window.generator_stage.isVisible()


@check("mode_optimize")
def _(scene: Scene) -> None:
    scene.press("mode_optimize")
    assert scene.window.mode == OPTIMIZE
    assert scene.window.optimizer_panel.isVisible()


@check("mode_live")
def _(scene: Scene) -> None:
    scene.press("mode_live")
    assert scene.window.mode == LIVE
    assert scene.window.live_panel.isVisible()


@check("brushes")
def _(scene: Scene) -> None:
    scene.press("brushes")
    assert scene.window.mode == GENERATE
    assert scene.window.brush_stage.isVisible()


@check("keep")
def _(scene: Scene) -> None:
    scene.generate()
    wandering = scene.window.studio.generating
    before = len(wandering.wander.favourites)
    scene.press("keep")
    assert len(wandering.wander.favourites) == before + 1


@check("random")
def _(scene: Scene) -> None:
    scene.generate()
    before = scene.window.studio.generating.seed
    scene.press("random")
    scene.wait(lambda: scene.window.studio.generating.seed != before)


@check("timeline_key")
def _(scene: Scene) -> None:
    scene.generate()
    assert scene.window.studio.animating.timeline.track("latent") is None
    scene.press("timeline_key")
    assert scene.window.studio.animating.timeline.track("latent") is not None


@check("timeline_play")
def _(scene: Scene) -> None:
    scene.generate()
    animating = scene.window.studio.animating
    animating.clear()
    animating.key()
    animating.scrub(24)
    scene.window.studio.generating.set_seed(5)
    animating.key()
    scene.press("timeline_play")
    assert animating.playing
    scene.press("timeline_play")
    assert not animating.playing


@check("timeline_record")
def _(scene: Scene) -> None:
    scene.generate()
    animating = scene.window.studio.animating
    animating.clear()
    for seed in (3, 8):
        scene.window.studio.generating.set_seed(seed)
        scene.bot.wait(30)
    scene.wait(lambda: animating.recorded)
    scene.press("timeline_record")
    assert animating.timeline.track("latent") is not None


@check("lay_found")
def _(scene: Scene) -> None:
    scene.generate()
    scene.press("lay_found")
    scene.wait(lambda: isinstance(scene.layer, PictureLayer))


@check("take_back")
def _(scene: Scene) -> None:
    scene.lay_found()
    assert scene.window.mode == PAINT
    scene.press("take_back")
    scene.wait(lambda: scene.window.mode == GENERATE)


@check("renew")
def _(scene: Scene) -> None:
    before = scene.lay_found().picture
    scene.window.studio.found.take_back()
    scene.wait(lambda: scene.window.mode == GENERATE and scene.window.studio.found.origin is not None)
    generating = scene.window.studio.generating
    generating.set_seed(77)
    scene.wait(lambda: generating.shown is not None and generating.shown.seed == 77)
    scene.press("renew")

    def renewed() -> bool:
        now = scene.document.layers[-1]
        return isinstance(now, PictureLayer) and not np.array_equal(now.picture, before)

    scene.wait(renewed)


@check("stamp")
def _(scene: Scene) -> None:
    scene.generate()
    scene.press("stamp")
    assert scene.window.studio.stamping.on
    scene.window.studio.stamping.turn(False)


@check("train")
def _(scene: Scene) -> None:
    scene.press("train")
    assert scene.window.training_desk.window.isVisible()
    scene.window.training_desk.window.close()


@check("brush_of_found")
def _(scene: Scene) -> None:
    scene.generate()
    with scene.bot.waitSignal(scene.window.studio.styling.made, timeout=PATIENCE_MS):
        scene.press("brush_of_found")


# ---- Help


def _opens(scene: Scene, action: str, kind: type[QDialog]) -> None:
    scene.press(action)
    scene.dialog(kind).close()
    QApplication.processEvents()


for _action, _kind in {
    "keys": KeySheet,
    "choose_keys": KeyEditor,
    "palette": Palette,
    "language": LanguageChoice,
    "about": AboutDialog,
}.items():
    check(_action)(lambda scene, action=_action, kind=_kind: _opens(scene, action, kind))


@check("tour")
def _(scene: Scene) -> None:
    scene.press("tour")
    assert scene.window.guide.tour is not None
    scene.window.guide.leave_tour()
