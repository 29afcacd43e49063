"""What the tour shows: a first painting in two minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect

from studio.ui.keymap import Keymap, spoken
from studio.ui.tour import Stop
from studio.ui.translate import tr

if TYPE_CHECKING:
    from studio.ui.window_frame import WindowFrame


def painting_stops(window: WindowFrame, keymap: Keymap) -> list[Stop]:
    """The stops from the first picture to the finished one."""
    editor, tool, actions = window.editor, window.tool, window.actions_by_id

    def key(action_id: str) -> str:
        keys = keymap.keys(action_id)
        return spoken(keys[0]) if keys else tr("the menu")

    def steps() -> int:
        return editor.painting.document.history.done_count if editor.painting is not None else 0

    def more_steps() -> Callable[[], bool]:
        before = steps()
        return lambda: steps() > before

    def fewer_steps() -> Callable[[], bool]:
        before = steps()
        return lambda: steps() < before

    def another_style() -> Callable[[], bool]:
        before = editor.choice
        return lambda: editor.choice != before

    def picture() -> QRect:
        canvas = window.canvas
        if editor.painting is None or not canvas.isVisible():
            return QRect()
        shown = canvas.transform.to_view(editor.painting.document.box).toAlignedRect()
        return shown.intersected(canvas.rect()).translated(canvas.mapTo(window, QPoint(0, 0)))

    def another_size() -> Callable[[], bool]:
        before = tool.brush.size_px
        return lambda: tool.brush.size_px != before

    return [
        Stop(
            tr("A picture to paint on"),
            tr(
                "Open a photo of your own, or click the sample picture. It is never changed: paint lies over it."
            ),
            lambda: window.start_page.first_tile,
            lambda: lambda: editor.painting is not None,
            [editor.document_changed],
        ),
        Stop(
            tr("Take a brush"),
            tr("Each of these paints in the hand of a painter. Click one."),
            lambda: window.style_panel.shelf_view,
            another_style,
            [editor.choice_changed],
        ),
        Stop(
            tr("Paint"),
            tr("Draw over the picture with mouse or pen. What you touch is painted anew, stroke by stroke."),
            lambda: window.canvas,
            more_steps,
            [editor.history_changed],
        ),
        Stop(
            tr("As large as you like"),
            tr(
                "Press {smaller} or {larger}, drag this slider, or hold Shift and drag on the picture."
            ).format(smaller=key("smaller"), larger=key("larger")),
            lambda: window.brush_panel.size_slider,
            another_size,
            [tool.brush_changed],
            picture,
        ),
        Stop(
            tr("Nothing is final"),
            tr("{undo} takes the last step back; the history lists them all. Try it.").format(
                undo=key("undo")
            ),
            lambda: window.top_bar.undo,
            fewer_steps,
            [editor.history_changed],
            picture,
        ),
        Stop(
            tr("Before and after"),
            tr(
                "{compare} shows the photo as it was, and the painting again; so does C while you hold it."
            ).format(compare=key("compare")),
            lambda: window.tool_strip.button("compare"),
            _once,
            [actions["compare"].triggered],
            picture,
        ),
        Stop(
            tr("Keep it"),
            tr(
                "{save} keeps everything, every stroke of it; Export makes a picture to show. {keys} lists all keys, "
                "and {palette} finds any command by its name. Have a good time!"
            ).format(save=key("save"), keys=key("keys"), palette=key("palette")),
            lambda: window.top_bar.export,
            lambda: lambda: False,
        ),
    ]


def _once() -> Callable[[], bool]:
    """Not done at first, done as soon as anything is told."""
    asked = iter((False,))
    return lambda: next(asked, True)
