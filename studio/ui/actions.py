"""The one table of actions: menus, keys, tool bar and the shortcut sheet are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from studio.ui.iconset import IconSet


@dataclass(frozen=True)
class ActionRow:
    """One thing a user can do.

    Attributes:
        id: by which code and tests name it.
        menu: in which it stands.
        text: in the menu; "&" marks the letter to press.
        keys: shortcuts, the first is shown.
        method: name of the window's method that does it; a checkable one is called with the new state.
        icon: name of its drawing, if any.
        tip: one line on what it does.
        checkable: whether it is switched on and off.
        needs: "document", "undo", "redo", "running" or "" - what must be there for it to be possible.
        rule_above: whether a line stands above it in the menu.
    """

    id: str
    menu: str
    text: str
    keys: tuple[str, ...]
    method: str
    icon: str = ""
    tip: str = ""
    checkable: bool = False
    needs: str = ""
    rule_above: bool = False


MENUS = ("&File", "&Edit", "&Brush", "&View", "&Mode", "&Help")

ACTIONS: tuple[ActionRow, ...] = (
    ActionRow("open", "&File", "&Open…", ("Ctrl+O",), "open_dialog", "open", "Open a picture"),
    ActionRow(
        "open_sample",
        "&File",
        "Open the sample &picture",
        (),
        "open_sample",
        "picture",
        "Open Pinxit's own picture",
    ),
    ActionRow(
        "export",
        "&File",
        "&Export…",
        ("Ctrl+Shift+E", "Ctrl+S"),
        "export_dialog",
        "export",
        "Save the painted picture as PNG, JPEG, TIFF or WebP",
        needs="document",
        rule_above=True,
    ),
    ActionRow(
        "close",
        "&File",
        "&Close picture",
        ("Ctrl+W",),
        "close_document",
        "close",
        "Close the picture",
        needs="document",
    ),
    ActionRow("quit", "&File", "&Quit", ("Ctrl+Q",), "close", "", "Leave Pinxit", rule_above=True),
    ActionRow("undo", "&Edit", "&Undo", ("Ctrl+Z",), "undo", "undo", "Take the last step back", needs="undo"),
    ActionRow(
        "redo", "&Edit", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "redo", "Take it again", needs="redo"
    ),
    ActionRow(
        "fill",
        "&Edit",
        "&Apply style to the whole picture",
        ("Ctrl+Return",),
        "run_main_thing",
        "fill",
        "Paint the style over everything (in the other modes: run)",
        rule_above=True,
    ),
    ActionRow(
        "erase_all",
        "&Edit",
        "&Take all paint off",
        (),
        "erase_all",
        "trash",
        "Show the photo as it was",
        needs="document",
    ),
    ActionRow(
        "cancel",
        "&Edit",
        "&Cancel",
        ("Esc",),
        "cancel",
        "",
        "Stop the stroke, the run or the export",
        rule_above=True,
    ),
    ActionRow(
        "brush", "&Brush", "&Brush", ("B",), "take_brush", "brush", "Paint with the style", checkable=True
    ),
    ActionRow(
        "eraser", "&Brush", "&Eraser", ("E",), "toggle_eraser", "eraser", "Uncover the photo", checkable=True
    ),
    ActionRow(
        "smaller",
        "&Brush",
        "&Smaller",
        ("[",),
        "brush_smaller",
        "",
        "Make the brush smaller",
        rule_above=True,
    ),
    ActionRow("larger", "&Brush", "&Larger", ("]",), "brush_larger", "", "Make the brush larger"),
    ActionRow("softer", "&Brush", "S&ofter", ("{",), "brush_softer", "", "Soften the edge"),
    ActionRow("harder", "&Brush", "&Harder", ("}",), "brush_harder", "", "Harden the edge"),
    ActionRow("opacity_down", "&Brush", "Less o&pacity", ("I",), "opacity_down", "", "Cover less"),
    ActionRow("opacity_up", "&Brush", "&More opacity", ("O",), "opacity_up", "", "Cover more"),
    ActionRow(
        "next_style",
        "&Brush",
        "&Next style",
        (".",),
        "next_style",
        "",
        "The next style on the shelf",
        rule_above=True,
    ),
    ActionRow(
        "previous_style", "&Brush", "Pre&vious style", (",",), "previous_style", "", "The style before"
    ),
    ActionRow(
        "swap",
        "&Brush",
        "S&wap A and B",
        ("X",),
        "swap",
        "swap",
        "Exchange the two styles of a mix, or A and B of a walk",
    ),
    ActionRow(
        "zoom_in",
        "&View",
        "Zoom &in",
        ("Ctrl++", "Ctrl+=", "+", "="),
        "zoom_in",
        "zoom-in",
        "Nearer",
        needs="document",
    ),
    ActionRow(
        "zoom_out",
        "&View",
        "Zoom &out",
        ("Ctrl+-", "-"),
        "zoom_out",
        "zoom-out",
        "Further away",
        needs="document",
    ),
    ActionRow("fit", "&View", "&Fit", ("Ctrl+0",), "fit", "fit", "Show the whole picture", needs="document"),
    ActionRow(
        "actual_size",
        "&View",
        "&100 %",
        ("Ctrl+1",),
        "actual_size",
        "actual-size",
        "One pixel of the picture is one of the screen",
        needs="document",
    ),
    ActionRow(
        "compare",
        "&View",
        "Show the p&hoto as it was",
        ("Shift+C",),
        "compare",
        "compare",
        "Before and after; hold C for a glance",
        checkable=True,
        needs="document",
        rule_above=True,
    ),
    ActionRow(
        "panels",
        "&View",
        "&Panels",
        ("Tab",),
        "show_panels",
        "panels",
        "Hide or show everything but the picture",
        checkable=True,
        rule_above=True,
    ),
    ActionRow(
        "fullscreen",
        "&View",
        "F&ull screen",
        ("F11",),
        "fullscreen",
        "fullscreen",
        "Use the whole screen",
        checkable=True,
    ),
    ActionRow(
        "mode_paint",
        "&Mode",
        "&Paint",
        ("F2",),
        "mode_paint",
        "paint",
        "Paint with style brushes",
        checkable=True,
    ),
    ActionRow(
        "mode_generate",
        "&Mode",
        "&Generate",
        ("F3",),
        "mode_generate",
        "generate",
        "Breed pictures",
        checkable=True,
    ),
    ActionRow(
        "mode_optimize",
        "&Mode",
        "&Optimize",
        ("F4",),
        "mode_optimize",
        "optimize",
        "Paint slowly in any style",
        checkable=True,
    ),
    ActionRow(
        "random_seed",
        "&Mode",
        "&Random seed",
        ("R",),
        "random_seed",
        "dice",
        "A picture nobody has seen",
        rule_above=True,
    ),
    ActionRow(
        "shortcuts", "&Help", "&Keys", ("F1", "?"), "show_shortcuts", "keyboard", "All keys on one sheet"
    ),
    ActionRow("about", "&Help", "&About Pinxit", (), "show_about", "info", "Version and licences"),
)

GESTURES: tuple[tuple[str, str], ...] = (
    ("Wheel", "Zoom at the cursor"),
    ("Space + drag", "Move the picture"),
    ("Middle button", "Move the picture"),
    ("Shift + drag", "Brush size and hardness"),
    ("Ctrl + wheel", "Brush size"),
    ("Hold C", "See the photo as it was"),
    ("Ctrl + click a style", "Mix it in"),
    ("Double-click a slider", "Type a number"),
)


def build_actions(rows: tuple[ActionRow, ...], target: QWidget, icons: IconSet) -> dict[str, QAction]:
    """The actions of a window by their ids, bound to its methods and listening to their keys."""
    actions: dict[str, QAction] = {}
    for each in rows:
        action = QAction(each.text, target)
        if each.icon:
            action.setIcon(icons.icon(each.icon))
        action.setShortcuts([QKeySequence(key) for key in each.keys])
        action.setCheckable(each.checkable)
        plain = each.text.replace("&", "").rstrip("…")
        action.setToolTip(f"{plain}  ({each.keys[0]})\n{each.tip}" if each.keys else f"{plain}\n{each.tip}")
        action.setStatusTip(each.tip)
        method: Callable[..., object] = getattr(target, each.method)
        if each.checkable:
            action.triggered.connect(lambda on, method=method: method(on))
        else:
            action.triggered.connect(lambda _=False, method=method: method())
        target.addAction(action)
        actions[each.id] = action
    return actions


def fill_menus(
    bar: QMenuBar, rows: tuple[ActionRow, ...], actions: Mapping[str, QAction]
) -> dict[str, QMenu]:
    """The menus of the table, by their titles."""
    menus = {title: bar.addMenu(title) for title in MENUS}
    for each in rows:
        if each.rule_above:
            menus[each.menu].addSeparator()
        menus[each.menu].addAction(actions[each.id])
    return menus
