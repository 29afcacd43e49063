"""Selections and layers."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.document.layers import StyleLayer
from tests.helpers.every_action.scene import Scene, check

# ---- Select


def _selects(scene: Scene, shape: str, least: int, most: int) -> None:
    scene.take(f"select_{shape}", f"select_{shape}")
    scene.hand.stroke((100, 100), (200, 100), (200, 200))
    scene.wait(lambda: least <= scene.selected() <= most)


@check("select_rectangle")
def _(scene: Scene) -> None:
    _selects(scene, "rectangle", 9_000, 11_000)


@check("select_ellipse")
def _(scene: Scene) -> None:
    _selects(scene, "ellipse", 7_000, 8_600)


@check("select_lasso")
def _(scene: Scene) -> None:
    _selects(scene, "lasso", 4_000, 6_000)


@check("select_polygon")
def _(scene: Scene) -> None:
    scene.take("select_polygon", "select_polygon")
    for corner in ((100, 100), (200, 100), (200, 200)):
        place: QPoint = scene.hand.view(*corner).toPoint()
        QTest.mouseClick(
            scene.window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )
    QTest.keyClick(scene.window.canvas, Qt.Key.Key_Return)
    scene.wait(lambda: 4_000 <= scene.selected() <= 6_000)


@check("select_alike")
def _(scene: Scene) -> None:
    scene.take("select_alike", "select_alike")
    place: QPoint = scene.hand.view(90, 90).toPoint()
    QTest.mouseClick(scene.window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    scene.wait(lambda: 0 < scene.selected() < scene.document.box.width * scene.document.box.height)


def _select_middle(scene: Scene) -> int:
    scene.window.editor.selections.take_outline("rectangle", ((200, 150), (400, 250)), "replace")
    scene.wait(lambda: scene.selected() == 20_000)
    return 20_000


@check("select_all")
def _(scene: Scene) -> None:
    _select_middle(scene)
    scene.press("select_all")
    scene.wait(lambda: scene.selected() == scene.document.box.width * scene.document.box.height)


@check("select_none")
def _(scene: Scene) -> None:
    _select_middle(scene)
    scene.press("select_none")
    scene.wait(lambda: scene.selected() == -1)


@check("invert")
def _(scene: Scene) -> None:
    inside = _select_middle(scene)
    scene.press("invert")
    scene.wait(lambda: scene.selected() == scene.document.box.width * scene.document.box.height - inside)


@check("grow")
def _(scene: Scene) -> None:
    before = _select_middle(scene)
    scene.press("grow")
    scene.wait(lambda: scene.selected() > before)


@check("shrink")
def _(scene: Scene) -> None:
    before = _select_middle(scene)
    scene.press("shrink")
    scene.wait(lambda: 0 < scene.selected() < before)


@check("border")
def _(scene: Scene) -> None:
    before = _select_middle(scene)
    scene.press("border")
    scene.wait(lambda: 0 < scene.selected() < before)
    mask = scene.window.editor.selections.current
    assert mask is not None
    assert mask.read(scene.document.box)[200, 300] == 0


@check("soften")
def _(scene: Scene) -> None:
    _select_middle(scene)
    scene.press("soften")

    def soft() -> bool:
        mask = scene.window.editor.selections.current
        return mask is not None and 0 < mask.read(scene.document.box)[200, 201] < 255

    scene.wait(soft)


@check("clear_selected")
def _(scene: Scene) -> None:
    painted = scene.covered()
    _select_middle(scene)
    scene.press("clear_selected")
    scene.wait(lambda: 0 < scene.covered() < painted)


# ---- Layer


@check("add_paint")
def _(scene: Scene) -> None:
    scene.press("add_paint")
    assert len(scene.layers) == 2
    assert not isinstance(scene.layer, StyleLayer)


@check("add_style")
def _(scene: Scene) -> None:
    scene.press("add_style")
    assert len(scene.layers) == 2
    assert isinstance(scene.layer, StyleLayer)


@check("duplicate")
def _(scene: Scene) -> None:
    painted = scene.covered()
    scene.press("duplicate")
    assert scene.covered() == 2 * painted


@check("merge")
def _(scene: Scene) -> None:
    scene.window.layers.duplicate()
    scene.press("merge")
    scene.wait(lambda: len(scene.layers) == 1)


@check("remove")
def _(scene: Scene) -> None:
    scene.press("remove")
    assert scene.layers == []


@check("rename")
def _(scene: Scene) -> None:
    scene.press("rename")
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "Clouds")
    QTest.keySequence(field, QKeySequence("Return"))
    assert scene.document.layers[0].name == "Clouds"


@check("lock")
def _(scene: Scene) -> None:
    scene.press("lock")
    assert scene.document.layers[0].locked
    painted = scene.covered()
    scene.stroke()
    assert scene.covered() == painted


@check("edit_layer")
def _(scene: Scene) -> None:
    assert isinstance(scene.layer, StyleLayer)
    scene.press("edit_layer")
    scene.window.editor.set_strength(0.25)
    scene.wait(lambda: isinstance(scene.layer, StyleLayer) and scene.layer.choice.strength == 0.25)
    scene.press("edit_layer")
    assert not scene.window.layers.editing
    scene.window.editor.set_strength(1.0)


@check("layer_up")
def _(scene: Scene) -> None:
    scene.window.layers.add_paint()
    lower, upper = scene.layers
    scene.window.layers.take_below()
    scene.press("layer_up")
    assert scene.layers == [upper, lower]


@check("layer_down")
def _(scene: Scene) -> None:
    scene.window.layers.add_paint()
    lower, upper = scene.layers
    scene.press("layer_down")
    assert scene.layers == [upper, lower]


@check("take_above")
def _(scene: Scene) -> None:
    scene.window.layers.add_paint()
    scene.window.layers.take_below()
    scene.press("take_above")
    assert scene.layer is scene.document.layers[1]


@check("take_below")
def _(scene: Scene) -> None:
    scene.window.layers.add_paint()
    scene.press("take_below")
    assert scene.layer is scene.document.layers[0]
