"""Files and editing."""

from __future__ import annotations

from PySide6.QtGui import QColor, QGuiApplication, QImage

from studio.document.layers import PictureLayer
from studio.ui.export_dialog import ExportDialog
from tests.helpers.every_action.scene import Scene, check

# ---- File


@check("open")
def _(scene: Scene) -> None:
    scene.patch.setattr("PySide6.QtWidgets.QFileDialog.getOpenFileName", lambda *_: (str(scene.photo), ""))
    before = scene.window.editor.painting
    scene.press("open")
    scene.wait(lambda: scene.window.editor.painting is not before)
    assert scene.document.layers == ()


@check("sample")
def _(scene: Scene) -> None:
    before = scene.window.editor.painting
    scene.press("sample")
    scene.wait(lambda: scene.window.editor.painting is not before)
    assert scene.document.box.width > 1000


@check("save")
def _(scene: Scene) -> None:
    target = scene.folder / "saved.ora"
    scene.window.files.ask_where_to_save = lambda _: target
    scene.press("save")
    scene.wait(target.exists)
    scene.wait(lambda: not scene.window.editor.modified)


@check("save_as")
def _(scene: Scene) -> None:
    first, second = scene.folder / "one.ora", scene.folder / "two.ora"
    scene.window.files.ask_where_to_save = lambda _: first
    scene.window.files.save()
    scene.wait(lambda: not scene.window.editor.modified)
    scene.window.files.ask_where_to_save = lambda _: second
    scene.press("save_as")
    scene.wait(lambda: scene.window.editor.projects.path == second)
    assert first.exists()


@check("export")
def _(scene: Scene) -> None:
    scene.press("export")
    dialog = scene.dialog(ExportDialog)
    target = dialog.path
    dialog.save.click()
    scene.wait(target.exists)


@check("batch")
def _(scene: Scene) -> None:
    painted = scene.folder / "painted"
    scene.window.files.ask_for_photos = lambda: [scene.photo]
    scene.window.files.ask_for_folder = lambda _: painted
    scene.press("batch")
    scene.wait(lambda: painted.is_dir() and any(painted.iterdir()))
    scene.wait(lambda: not scene.window.studio.queues.tasks.busy())


@check("close")
def _(scene: Scene) -> None:
    scene.press("close")
    assert scene.window.editor.painting is None
    assert scene.window.start_page.isVisible()


@check("quit")
def _(scene: Scene) -> None:
    scene.window.files.ask_about_paint = lambda *_: "cancel"
    scene.press("quit")
    assert scene.window.isVisible()
    scene.window.files.ask_about_paint = lambda *_: "discard"
    scene.press("quit")
    assert not scene.window.isVisible()
    scene.window.show()
    scene.bot.waitExposed(scene.window)


# ---- Edit


@check("undo")
def _(scene: Scene) -> None:
    scene.press("undo")
    assert scene.covered() == 0


@check("redo")
def _(scene: Scene) -> None:
    painted = scene.covered()
    scene.window.editor.undo()
    scene.press("redo")
    assert scene.covered() == painted > 0


@check("copy")
def _(scene: Scene) -> None:
    QGuiApplication.clipboard().clear()
    scene.press("copy")
    scene.wait(lambda: not QGuiApplication.clipboard().image().isNull())
    assert QGuiApplication.clipboard().image().width() == scene.document.box.width


def _put_on_clipboard() -> None:
    image = QImage(60, 40, QImage.Format.Format_RGB888)
    image.fill(QColor("teal"))
    QGuiApplication.clipboard().setImage(image)


@check("paste")
def _(scene: Scene) -> None:
    _put_on_clipboard()
    scene.press("paste")
    scene.wait(lambda: isinstance(scene.layer, PictureLayer))


@check("paste_new")
def _(scene: Scene) -> None:
    _put_on_clipboard()
    scene.press("paste_new")
    scene.wait(lambda: scene.window.editor.painting and scene.document.box.width == 60)


@check("run")
def _(scene: Scene) -> None:
    scene.press("run")
    scene.wait(lambda: scene.covered() >= 255 * scene.document.box.width * scene.document.box.height)


@check("clear")
def _(scene: Scene) -> None:
    scene.press("clear")
    assert scene.covered() == 0


@check("cancel")
def _(scene: Scene) -> None:
    scene.window.messages.show_info("Something was said.")
    scene.press("cancel")
    assert not scene.window.messages.isVisible()
