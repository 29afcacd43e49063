"""The one table of actions: menus, keys, tool bar and the sheet of keys are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from studio.ui.iconset import IconSet
from studio.ui.translate import tr


@dataclass(frozen=True)
class ActionRow:
    """One thing a user can do.

    Attributes:
        id: by which code and tests name it.
        text: in the menu; "&" marks the letter to press.
        keys: shortcuts with spaces between; the first is shown.
        method: what does it, as a path from the window such as "editor.undo"; one that is switched on and off is
            called with the new state.
        tip: what it does, in a few words.
        icon: name of its drawing, if any.
        needs: what must be there for it to be possible: "document", "canvas" (a document that is seen), "layer" (in
            hand), "seen layer", "undo" or "redo"; or a room that is seen, so that no key changes what nobody sees:
            "tools" (those of the canvas, with or without a document), "cards" (those of the painting room), "styles"
            (those cards, or the live picture's), "pair" (those, or the ends of a walk), "found" (a room in which
            pictures are looked for), "run" (any view but the map, which has nothing to run) or "timeline" (the
            generator's).
        toggle: whether it is switched on and off.
    """

    id: str
    text: str
    keys: str
    method: str
    tip: str
    icon: str = ""
    needs: str = ""
    toggle: bool = False

    @property
    def shortcuts(self) -> list[str]:
        return self.keys.split()

    @property
    def plain_text(self) -> str:
        """The text without the marks of a menu."""
        return plain(self.text)


_row = ActionRow
_RULE = None

# fmt: off
MENUS: Mapping[str, tuple[ActionRow | None, ...]] = {
    "&File": (
        _row("open", "&Open…", "Ctrl+O", "files.open_dialog", "Open a picture or a project", "open"),
        _row("sample", "Open the &sample", "", "files.open_sample", "Open Pinxit's own picture", "picture"),
        _RULE,
        _row("save", "&Save", "Ctrl+S", "files.save", "Save the project, layers and all", "save", "document"),
        _row("save_as", "Save &as…", "Ctrl+Shift+S", "files.save_as", "Save under another name", "", "document"),
        _row("export", "&Export…", "Ctrl+Shift+E", "files.export_dialog", "Make a picture file", "export", "document"),
        _row("batch", "Paint &photos like this…", "", "files.batch_dialog", "Every photo as this one", "", "document"),
        _row("close", "&Close picture", "Ctrl+W", "files.close", "Back to the start", "close", "document"),
        _RULE,
        _row("quit", "&Quit", "Ctrl+Q", "close", "Leave Pinxit"),
    ),
    "&Edit": (
        _row("undo", "&Undo", "Ctrl+Z", "editor.undo", "Take the last step back", "undo", "undo"),
        _row("redo", "&Redo", "Ctrl+Shift+Z Ctrl+Y", "editor.redo", "Take it again", "redo", "redo"),
        _RULE,
        _row("copy", "C&opy picture", "Ctrl+C", "files.copy", "As it looks, to the clipboard", "", "document"),
        _row("paste", "&Paste as layer", "Ctrl+V", "files.paste", "A picture from the clipboard"),
        _row("paste_new", "Paste as &new", "Ctrl+Shift+V", "files.paste_as_document", "Begin with the clipboard"),
        _RULE,
        _row(
            "run", "&Apply to all, or run", "Ctrl+Return Ctrl+Enter", "run",
            "Fill the selection or all; start a run", "fill", "run",
        ),
        _row("clear", "&Take all paint off", "", "editor.erase_all", "The photo as it was", "trash", "canvas"),
        _RULE,
        _row("cancel", "&Cancel", "Esc", "cancel", "Stop the stroke, the run or the export"),
    ),
    "&Brush": (
        _row("brush", "&Brush", "B", "tools.take_brush", "Paint with the style", "brush", "tools", toggle=True),
        _row("eraser", "&Eraser", "E", "tools.toggle_eraser", "Uncover the photo", "eraser", "tools", toggle=True),
        _row(
            "gradient_linear", "&Gradient", "G", "tools.take_linear", "Fade the style from here to there",
            "gradient", needs="tools", toggle=True,
        ),
        _row(
            "gradient_radial", "&Round gradient", "Shift+G", "tools.take_radial", "Fade the style around a point",
            "gradient-round", needs="tools", toggle=True,
        ),
        _row(
            "fit_brush", "&Make this a brush", "Ctrl+Shift+B", "studio.fitting.fit",
            "Fit a brush to the picture in hand, in minutes", needs="canvas",
        ),
        _row(
            "place", "Move pic&ture", "V", "tools.take_place", "Move, scale and turn a picture layer", "move",
            needs="tools", toggle=True,
        ),
        _RULE,
        _row("smaller", "&Smaller", "[", "tool.smaller", "Make the brush smaller", needs="tools"),
        _row("larger", "&Larger", "]", "tool.larger", "Make the brush larger", needs="tools"),
        _row("softer", "S&ofter", "{", "tool.softer", "Soften the edge", needs="tools"),
        _row("harder", "&Harder", "}", "tool.harder", "Harden the edge", needs="tools"),
        _row("less", "Less o&pacity", "I", "tool.less_opacity", "Cover less", needs="tools"),
        _row("more", "&More opacity", "O", "tool.more_opacity", "Cover more", needs="tools"),
        _RULE,
        _row(
            "keep_brush", "&Keep this brush…", "", "keep_brush",
            "Make a preset of the brush in hand", "keep", "cards",
        ),
        _row(
            "symmetry", "S&ymmetry", "Shift+M", "tool.mirror.toggle",
            "Mirror your strokes", needs="tools", toggle=True,
        ),
        _RULE,
        _row("next", "&Next style", ".", "next_style", "The next style on the shelf", needs="styles"),
        _row("previous", "Pre&vious style", ",", "previous_style", "The style before", needs="styles"),
        _row(
            "swap", "S&wap A and B", "X", "swap",
            "Exchange the styles of a mix, or the ends of a walk", "swap", "pair",
        ),
        _row("reset_styles", "Style A &alone", "D", "reset_styles", "No second style", needs="styles"),
    ),
    "&Select": (
        _row(
            "select_rectangle", "&Rectangle", "Ctrl+R", "tools.take_rectangle", "Drag out a rectangle to paint within",
            "select-rectangle", needs="tools", toggle=True,
        ),
        _row(
            "select_ellipse", "&Ellipse", "Ctrl+Shift+R", "tools.take_ellipse", "Drag out an ellipse to paint within",
            "select-ellipse", needs="tools", toggle=True,
        ),
        _row(
            "select_lasso", "&Lasso", "L", "tools.take_lasso",
            "Draw around what to paint", "lasso", "tools", toggle=True,
        ),
        _row(
            "select_polygon", "&Polygon", "P", "tools.take_polygon",
            "Click the corners; a double click closes", "polygon", needs="tools", toggle=True,
        ),
        _row(
            "select_alike", "&Magic wand", "W", "tools.take_wand", "Click a colour of the photo", "wand",
            needs="tools", toggle=True,
        ),
        _RULE,
        _row("select_all", "&All", "Ctrl+A", "editor.selections.select_all", "Everything", "select-all", "canvas"),
        _row(
            "select_none", "&None", "Ctrl+Shift+A Ctrl+D", "editor.selections.select_none",
            "Paint everywhere again", "select-none", "canvas",
        ),
        _row(
            "invert", "&Invert", "Ctrl+Shift+I", "editor.selections.invert", "What was not selected",
            "invert", "canvas",
        ),
        _RULE,
        _row("grow", "&Grow", "", "editor.selections.grow", "Take in what lies around", "", "canvas"),
        _row("shrink", "&Shrink", "", "editor.selections.shrink", "Leave its edge out", "", "canvas"),
        _row("border", "&Border", "", "editor.selections.border", "Only a band along the edge", "", "canvas"),
        _row("soften", "So&ften", "", "editor.selections.soften", "Let the edge fade", "", "canvas"),
        _RULE,
        _row(
            "clear_selected", "&Clear", "Del", "layers.clear_selected", "Take the paint off within the selection",
            "trash", "canvas",
        ),
    ),
    "&Layer": (
        _row("add_paint", "New &paint layer", "Ctrl+Shift+N", "layers.add_paint", "Plain colours", "plus", "canvas"),
        _row("add_style", "New &style layer", "", "layers.add_style", "For the style in hand", "", "canvas"),
        _row("duplicate", "&Duplicate", "Ctrl+J", "layers.duplicate", "A twin above it", "duplicate", "seen layer"),
        _row("merge", "&Merge down", "Ctrl+E", "layers.merge_down", "One with the layer below", "merge", "seen layer"),
        _row("remove", "Dele&te", "Shift+Del", "layers.remove", "Take the layer away", "trash", "seen layer"),
        _RULE,
        _row("rename", "&Rename…", "Ctrl+F2", "layers.rename", "Give the layer a name", "", "seen layer"),
        _row("lock", "&Lock or unlock", "Ctrl+/", "layers.toggle_lock", "Nothing paints on it", "lock", "seen layer"),
        _row(
            "edit_layer", "&Edit the layer", "Ctrl+L", "layers.set_editing", "Settings repaint the layer in hand",
            "repaint", "seen layer", toggle=True,
        ),
        _RULE,
        _row("layer_up", "Move &up", "Ctrl+PgUp", "layers.raise_layer", "Above the next one", "", "seen layer"),
        _row("layer_down", "Move do&wn", "Ctrl+PgDown", "layers.lower_layer", "Below the next one", "", "seen layer"),
        _row("take_above", "Take the one &above", "PgUp", "layers.take_above", "The next layer", "", "canvas"),
        _row("take_below", "Take the one &below", "PgDown", "layers.take_below", "At last the photo", "", "canvas"),
    ),
    "&View": (
        _row("zoom_in", "Zoom &in", "Ctrl++ Ctrl+= + =", "canvas.zoom_in", "Nearer", "zoom-in", "canvas"),
        _row("zoom_out", "Zoom &out", "Ctrl+- -", "canvas.zoom_out", "Further away", "zoom-out", "canvas"),
        _row("fit", "&Fit", "Ctrl+0", "canvas.fit", "The whole picture", "fit", "canvas"),
        _row("actual", "&100 %", "Ctrl+1", "canvas.actual_size", "Pixel for pixel", "actual-size", "canvas"),
        _RULE,
        _row("turn_left", "Turn &left", "4", "canvas.turn_left", "The view, not the picture", "", "canvas"),
        _row("turn_right", "Turn &right", "6", "canvas.turn_right", "The view, not the picture", "", "canvas"),
        _row("upright", "Up&right", "5", "canvas.turn_upright", "No longer turned", "", "canvas"),
        _row("mirror", "&Mirror", "M", "canvas.mirror", "Left is right", "mirror", "canvas", toggle=True),
        _RULE,
        _row(
            "compare", "&Before", "Shift+C", "comparing.show_before", "The photo; hold C", "compare",
            "canvas", toggle=True,
        ),
        _row(
            "split", "Before and &after", "Y", "comparing.show_split", "Both; drag the line", "split",
            "canvas", toggle=True,
        ),
        _RULE,
        _row("theme_system", "Colours of the &system", "", "studio.appearance.use_system", "As it is", toggle=True),
        _row("theme_dark", "&Dark window", "", "studio.appearance.use_dark", "Nothing dazzles", toggle=True),
        _row("theme_light", "L&ight window", "", "studio.appearance.use_light", "For bright rooms", toggle=True),
        _RULE,
        _row("navigator", "&Navigator", "N", "show_navigator", "Where you are in the picture", needs="cards"),
        _row("panels", "&Panels", "Tab", "show_panels", "Hide all but the picture", "panels", toggle=True),
        _row("panels_swap", "Panels on the &other side", "", "swap_panels", "For left hands", "panels", toggle=True),
        _row("fullscreen", "F&ull screen", "F11", "fullscreen", "Use the whole screen", "fullscreen", toggle=True),
    ),
    "&Mode": (
        _row("mode_paint", "&Paint", "F2", "mode_paint", "Paint with style brushes", "paint", toggle=True),
        _row("mode_generate", "&Generate", "F3", "mode_generate", "Breed pictures", "generate", toggle=True),
        _row("mode_optimize", "&Optimize", "F4", "mode_optimize", "Paint slowly, any style", "optimize", toggle=True),
        _row("brushes", "Explore &brushes", "Shift+F3", "explore_brushes", "Find brushes between brushes", "generate"),
        _row("mode_live", "&Live", "F5", "mode_live", "Paint a camera or a film while it runs", "live", toggle=True),
        _RULE,
        _row("keep", "&Keep the picture", "K", "keep_picture", "Among the favourites", "keep", "found"),
        _row("random", "&Random seed", "Shift+R", "random_seed", "A picture nobody has seen", "dice"),
        _RULE,
        _row(
            "timeline_key", "Set a &keyframe", "Shift+K", "studio.animating.key",
            "Of the picture in hand", needs="timeline",
        ),
        _row(
            "timeline_play", "Play the &timeline", "Shift+P", "studio.animating.play",
            "Play it, or stop it", "play", "timeline",
        ),
        _row(
            "timeline_record", "&Record my moves", "", "studio.animating.keep_moves",
            "Film your last moves", "", "timeline",
        ),
        _row("lay_found", "Picture to the &canvas", "Shift+L", "studio.found.lay", "The generator's, as a layer"),
        _row(
            "take_back", "&Layer to the generator", "Shift+T", "studio.found.take_back",
            "Where its picture comes from; there it can be renewed", "", "layer",
        ),
        _row("renew", "Re&new the layer", "Shift+N", "studio.found.renew", "With the generator's picture", "", "layer"),
        _row(
            "stamp", "&Stamp with this picture", "Shift+S", "studio.stamping.toggle",
            "Lay the generator's pictures along the stroke", toggle=True,
        ),
        _row("train", "&Train…", "Ctrl+Shift+T", "training_desk.show", "Brushes and generators of your own"),
        _row("brush_of_found", "&Brush of this picture", "Shift+B", "studio.found.make_brush", "In the style of it"),
    ),
    "&Help": (
        _row("keys", "&Keys", "F1 ?", "guide.show_keys", "All keys on one sheet", "keyboard"),
        _row("choose_keys", "&Choose keys…", "", "guide.choose_keys", "Give every command the keys you like"),
        _row("palette", "&Find a command…", "Ctrl+K", "guide.find_command", "Type what you want to do", "search"),
        _row("tour", "Take the &tour", "", "guide.take_tour", "Two minutes, from the first stroke on", "tour"),
        _row("language", "&Language…", "", "guide.choose_language", "The language of the window"),
        _row("about", "&About Pinxit", "", "guide.show_about", "Version and licences", "info"),
    ),
}
# fmt: on

ACTIONS: tuple[ActionRow, ...] = tuple(each for rows in MENUS.values() for each in rows if each is not None)

GESTURES: tuple[tuple[str, str], ...] = (
    ("Drag the title", "The picture, to another program"),
    ("Wheel", "Zoom at the cursor"),
    ("Space + drag", "Move the picture"),
    ("R + drag", "Turn the view"),
    ("Shift + Space + drag", "Turn the view"),
    ("Middle button", "Move the picture"),
    ("Shift + drag", "Brush size and hardness"),
    ("Shift + click", "A straight line from the last stroke"),
    ("Ctrl + wheel", "Brush size"),
    ("Shift / Alt + drag", "Add to the selection, take away from it"),
    ("Enter, double click", "Close the polygon"),
    ("Backspace in a polygon", "Take its last corner back"),
    ("Alt + drag a gradient", "Take paint off"),
    ("Hold C", "See the photo as it was"),
    ("Alt + click", "Pick the style; the colour on a paint layer"),
    ("Ctrl + click a style", "Take it as style B"),
    ("Double-click a slider", "Type a number"),
    ("Drag the map's pin", "The picture follows"),
    ("Ctrl + click a child", "Breed it with others"),
)


def build_actions(window: QWidget, icons: IconSet) -> dict[str, QAction]:
    """The actions of a window by their ids, bound to what does them; `Keymap.apply` gives them their keys."""
    return {each.id: _build(each, window, icons) for each in ACTIONS}


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
    """Puts the menus of the table into a menu bar."""
    for title, rows in MENUS.items():
        menu = bar.addMenu(tr(title))
        for each in rows:
            if each is None:
                menu.addSeparator()
            else:
                menu.addAction(actions[each.id])


def plain(text: str) -> str:
    """A text of a menu without its marks."""
    return text.replace("&", "").rstrip("…")


def describe(row: ActionRow, keys: Sequence[str]) -> str:
    """The tool tip of an action: its name, the first of its keys, and what it does."""
    key = f"  ({QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText)})" if keys else ""
    return f"{plain(tr(row.text))}{key}\n{tr(row.tip)}"


def _build(row: ActionRow, window: QWidget, icons: IconSet) -> QAction:
    action = QAction(tr(row.text), window)
    if row.icon:
        action.setIcon(icons.icon(row.icon))
    action.setCheckable(row.toggle)
    method: Callable[..., object] = reduce(getattr, row.method.split("."), window)
    action.triggered.connect(method)
    window.addAction(action)
    return action
