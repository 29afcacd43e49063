"""Takes the pictures of docs/GUIDE.md that show dialogs, and what else lies over the window."""

from __future__ import annotations

from tools.photographer import Photographer, soon

KEYS_PX = (1180, 1270)
FIRM_CURVE = ((0.0, 0.1), (0.45, 0.2), (0.75, 0.75), (1.0, 1.0))
TOUR_STOP = "Before and after"


class DialogPictures(Photographer):
    """Photographs dialogs. Each method takes one picture; something has to be open and painted."""

    def export(self) -> None:
        from studio.ui.export_dialog import ExportDialog

        self.window.files.export_dialog()
        # Not the folder of whoever takes the pictures.
        self.dialog(ExportDialog).place.setText("Pictures")
        self.snap_dialog("export")

    def palette(self) -> None:
        self.window.actions_by_id["palette"].trigger()
        self.snap_dialog("palette")

    def keep(self) -> None:
        """The question for the name of a preset."""
        from studio.ui.panels.presets import KeepDialog

        self.window.keep_brush()
        dialog = self.dialog(KeepDialog)
        dialog.title.setText("Night over the lake")
        dialog.with_styles.setChecked(True)
        self.snap_dialog("keep")

    def keys(self) -> None:
        """The sheet of all keys, as large as it wants to be."""
        from studio.ui.key_sheet import KeySheet

        self.window.actions_by_id["keys"].trigger()
        self.dialog(KeySheet).resize(*KEYS_PX)
        self.snap_dialog("keys")

    def choose_keys(self) -> None:
        """The editor of keys, with one chosen that another command has."""
        from PySide6.QtWidgets import QTreeWidget

        from studio.ui.key_editor import KeyEditor

        self.window.actions_by_id["choose_keys"].trigger()
        editor = self.dialog(KeyEditor)
        editor.show_action("eraser")
        editor.fields[1].taken.emit("K")
        self.wait(soon())
        marked = editor.tree.currentItem()
        assert marked is not None
        # The question takes the room of some rows.
        editor.tree.scrollToItem(marked, QTreeWidget.ScrollHint.PositionAtCenter)
        self.snap_dialog("choose_keys")

    def language(self) -> None:
        self.window.actions_by_id["language"].trigger()
        self.snap_dialog("language")

    def about(self) -> None:
        self.window.actions_by_id["about"].trigger()
        self.snap_dialog("about")

    def tour(self) -> None:
        """The tour, on its way."""
        self.window.guide.take_tour()
        tour = self.window.guide.tour
        assert tour is not None
        while tour.stop.title != TOUR_STOP:
            tour.go_on()
        self.scroll_to(self.window.navigator_panel)
        self.snap(self.window, "tour")
        tour.leave()
        self.wait(soon())

    def curve(self) -> None:
        """The curve along which a brush grows with the pen's pressure."""
        from studio.document.curve import Curve
        from studio.document.pen import STEADY, Dynamic

        tool, button = self.window.tool, self.window.hand_panel.size_row.curve
        tool.change(size_by=Dynamic("pressure", Curve(FIRM_CURVE)))
        button.open()
        self.wait(soon())
        self.snap(button.popup, "curve")
        button.popup.close()
        tool.change(size_by=STEADY)
