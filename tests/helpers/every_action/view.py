"""How the picture and the window are seen."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.every_action.scene import Scene, check

# ---- View


@check("zoom_in")
def _(scene: Scene) -> None:
    before = scene.window.canvas.zoom
    scene.press("zoom_in")
    assert scene.window.canvas.zoom > before


@check("zoom_out")
def _(scene: Scene) -> None:
    before = scene.window.canvas.zoom
    scene.press("zoom_out")
    assert scene.window.canvas.zoom < before


@check("fit")
def _(scene: Scene) -> None:
    canvas = scene.window.canvas
    fitted = canvas.zoom
    canvas.zoom_to(5.0)
    scene.press("fit")
    assert canvas.zoom == pytest.approx(fitted)


@check("actual")
def _(scene: Scene) -> None:
    scene.window.canvas.zoom_to(5.0)
    scene.press("actual")
    assert scene.window.canvas.zoom == 1.0


@check("turn_left")
def _(scene: Scene) -> None:
    scene.press("turn_left")
    assert scene.window.canvas.transform.angle_deg < 0


@check("turn_right")
def _(scene: Scene) -> None:
    scene.window.canvas.turn_upright()
    scene.press("turn_right")
    assert scene.window.canvas.transform.angle_deg > 0


@check("upright")
def _(scene: Scene) -> None:
    scene.window.canvas.turn_to(33)
    scene.press("upright")
    assert scene.window.canvas.transform.angle_deg == 0


@check("mirror")
def _(scene: Scene) -> None:
    seen = scene.hand.seen()
    scene.press("mirror")
    scene.wait(lambda: not np.array_equal(scene.hand.seen(), seen))
    assert scene.window.canvas.transform.mirrored
    scene.press("mirror")
    assert not scene.window.canvas.transform.mirrored


@check("compare")
def _(scene: Scene) -> None:
    scene.press("compare")
    assert scene.window.comparing.before
    scene.press("compare")
    assert not scene.window.comparing.before


@check("split")
def _(scene: Scene) -> None:
    scene.press("split")
    assert scene.window.canvas.is_split
    scene.press("split")
    assert not scene.window.canvas.is_split


@check("theme_dark")
def _(scene: Scene) -> None:
    scene.press("theme_dark")
    assert scene.window.studio.appearance.scheme == "dark"
    assert scene.window.grab().toImage().pixelColor(5, 5).lightness() < 100


@check("theme_light")
def _(scene: Scene) -> None:
    scene.press("theme_light")
    assert scene.window.studio.appearance.scheme == "light"
    assert scene.window.grab().toImage().pixelColor(5, 5).lightness() > 150


@check("theme_system")
def _(scene: Scene) -> None:
    scene.window.studio.appearance.use_light()
    scene.press("theme_system")
    assert scene.window.studio.appearance.scheme == "system"


@check("navigator")
def _(scene: Scene) -> None:
    folded = scene.window.navigator_panel.folded
    scene.press("navigator")
    assert scene.window.navigator_panel.folded != folded


@check("panels")
def _(scene: Scene) -> None:
    scene.press("panels")
    assert not scene.window.side_panel.isVisible()
    scene.press("panels")
    assert scene.window.side_panel.isVisible()


@check("panels_swap")
def _(scene: Scene) -> None:
    scene.press("panels_swap")
    assert scene.window.side_panel.x() < scene.window.stack.x()
    scene.press("panels_swap")
    assert scene.window.side_panel.x() > scene.window.stack.x()


@check("fullscreen")
def _(scene: Scene) -> None:
    scene.press("fullscreen")
    assert scene.window.isFullScreen()
    scene.press("fullscreen")
    assert not scene.window.isFullScreen()
