"""The shelf of brush presets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QPixmap
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QLineEdit, QMenu, QWidget

from studio.document.brush import Brush
from studio.media.brush_card import LONGEST_TITLE, BrushCard
from studio.ui.canvas.tool import BrushTool
from studio.ui.dialogs import ask_where_to_save, show_dialog
from studio.ui.editor import Editor
from studio.ui.iconset import IconSet
from studio.ui.presets import Preset, Presets
from studio.ui.theme import Theme
from studio.ui.translate import mark, tr
from studio.ui.widgets.card import Card, column, icon_button, label, push_button, row
from studio.ui.widgets.drop_zone import dropped_files
from studio.ui.widgets.pictures import to_qimage
from studio.ui.widgets.shelf import Shelf, ShelfItem, ShelfView

_ROWS = 2.3

_SOURCES = {"pressure": mark("pressure"), "tilt": mark("tilt"), "speed": mark("speed")}
"""What the properties of a brush follow, in the middle of a sentence."""


class PresetPanel(Card):
    """Pictures of brushes; a click takes one. A card that is dropped here, or on the window, comes on the shelf."""

    taken = Signal()
    style_brought = Signal(object)  # A StyleCard that is not on the shelf.

    def __init__(
        self,
        editor: Editor,
        tool: BrushTool,
        presets: Presets,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Brush presets"), icons, parent)
        self._editor, self._tool, self._presets = editor, tool, presets
        self.shelf = Shelf(theme, tr("Brush presets"), columns=5)
        self.shelf.setToolTip(tr("Click a brush to paint with it; right-click to save or remove it"))
        self.shelf.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.shelf_view = ShelfView(self.shelf, _ROWS)
        self.keep = icon_button(
            icons, "plus", tr("Keep this brush"), tr("Keep the brush in hand as a preset")
        )
        self.load = icon_button(
            icons, "open", tr("Load a brush card"), tr("Load a brush card: choose it, or drop it here")
        )
        self.header.addWidget(self.load)
        self.header.addWidget(self.keep)
        self.body.addWidget(self.shelf_view)
        self.setAcceptDrops(True)
        self.shelf.taken.connect(self.take)
        self.shelf.customContextMenuRequested.connect(self._show_menu)
        self.keep.clicked.connect(self.ask_title)
        self.load.clicked.connect(self._choose)
        presets.changed.connect(self._show)
        presets.added.connect(self._welcome)
        presets.lifted.connect(self._say_gone)
        presets.returned.connect(self._say_back)
        tool.brush_changed.connect(self._follow)
        self._show()

    def take(self, name: str) -> None:
        """Paints with a preset, and with its styles; those that are not on the shelf it brings along."""
        preset = self._presets.presets.get(name)
        if preset is None:
            return
        eraser = preset.card.settings.brush.eraser
        if eraser != self._tool.brush.eraser:
            self._tool.toggle_eraser()
        self._tool.take_settings(preset.card.settings)
        if preset.card.choice is not None:
            known = {card.name for card in self._editor.cards_of(preset.card.choice)}
            for card in preset.card.styles:
                if card.name not in known:
                    self.style_brought.emit(card)
            self._editor.take_choice(preset.card.choice, mark("preset"))
        self.shelf.mark(name)
        self.taken.emit()

    def ask_title(self) -> None:
        """Asks what the brush in hand shall be called, and keeps it."""
        dialog = KeepDialog(has_styles=not self._tool.brush.eraser, parent=self)

        def keep() -> None:
            choice = self._editor.choice if dialog.with_styles.isChecked() else None
            self._presets.keep(
                dialog.title.text(),
                self._tool.settings(eraser=self._tool.brush.eraser),
                choice,
                () if choice is None else self._editor.cards_of(choice),
            )

        dialog.accepted.connect(keep)
        show_dialog(dialog)

    def export_card(self, preset: Preset) -> None:
        """Asks where a preset's card shall be written, for others."""
        title = preset.card.title.replace("/", "-").replace("\\", "-")
        kinds = f"{tr('Brush cards')} (*.png)"
        path = ask_where_to_save(self, tr("Save brush card"), Path(f"{title}.png"), kinds, [".png"])
        if path is not None:
            try:
                preset.card.save(path)
            except OSError as error:
                self._presets.failed.emit(error)

    def menu_of(self, name: str) -> QMenu:
        """What can be done with a preset."""
        preset = self._presets.presets[name]
        menu = QMenu(self)
        menu.addAction(tr("Save as a card…")).triggered.connect(lambda: self.export_card(preset))
        self._offer_removed(menu)
        removed = menu.addAction(tr("Remove"))
        removed.setEnabled(preset.path is not None)
        removed.triggered.connect(lambda: self._presets.remove(name))
        return menu

    def menu_of_shelf(self) -> QMenu:
        """What can be done where no preset lies."""
        menu = QMenu(self)
        self._offer_removed(menu)
        return menu

    def _offer_removed(self, menu: QMenu) -> None:
        """Lists what was removed, of this session and of those before, to be brought back."""
        removed = menu.addMenu(tr("Bring back"))
        removed.setEnabled(bool(self._presets.set_aside))
        for preset in self._presets.set_aside:
            action = removed.addAction(preset.card.title.replace("&", "&&"))
            action.setIcon(QIcon(QPixmap.fromImage(to_qimage(preset.card.thumbnail))))
            action.triggered.connect(lambda _=False, preset=preset: self._presets.bring_back(preset))

    def _show_menu(self, place: QPoint) -> None:
        name = self.shelf.name_at(place)
        menu = self.menu_of(name) if name else self.menu_of_shelf()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.shelf.mapToGlobal(place))

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, tr("Load a brush card"), "", f"{tr('Brush cards')} (*.png)"
        )
        if name:
            self._presets.add(Path(name))

    def _show(self) -> None:
        presets = self._presets.presets
        self.shelf.show_items(
            [ShelfItem(name, each.card.title, _tip(each)) for name, each in presets.items()]
        )
        for name, each in presets.items():
            self.shelf.show_thumbnail(name, each.card.thumbnail)
        self.shelf_view.fit()
        self._follow(self._tool.brush)

    def _welcome(self, preset: Preset) -> None:
        self.take(preset.name)
        self._editor.noticed.emit(
            tr("{title} is on the shelf of brushes, and in your hand.").format(title=preset.card.title)
        )

    def _say_gone(self, preset: Preset) -> None:
        self._editor.noticed.emit(tr("{title} is off the shelf of brushes.").format(title=preset.card.title))

    def _say_back(self, preset: Preset) -> None:
        self._editor.noticed.emit(
            tr("{title} is back on the shelf of brushes.").format(title=preset.card.title)
        )

    def _follow(self, _brush: Brush) -> None:
        """Marks the preset that the brush in hand is, if it is just one."""
        settings = self._tool.settings(eraser=self._tool.brush.eraser)
        same = (name for name, each in self._presets.presets.items() if each.card.settings == settings)
        self.shelf.mark(next(same, ""))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(BrushCard.is_in(path) for path in dropped_files(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        for path in dropped_files(event.mimeData()):
            self._presets.add(path)


class KeepDialog(QDialog):
    """Asks for the name of a preset, and whether its styles go with it."""

    def __init__(self, *, has_styles: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keep this brush"))
        self.title = QLineEdit()
        self.title.setMaxLength(LONGEST_TITLE)
        self.title.setPlaceholderText(tr("What shall it be called?"))
        self.title.setAccessibleName(tr("Name of the preset"))
        self.with_styles = QCheckBox(tr("With the styles in hand"))
        self.with_styles.setToolTip(
            tr("Taking the preset takes these styles too, where they are on the shelf")
        )
        self.with_styles.setVisible(has_styles)
        self.ok = push_button(tr("Keep"), accent=True)
        self.ok.setEnabled(False)
        cancel = push_button(tr("Cancel"))
        self.title.textChanged.connect(lambda text: self.ok.setEnabled(bool(text.strip())))
        self.ok.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        self.ok.setDefault(True)
        buttons = row(1, cancel, self.ok)
        self.setLayout(
            column(
                label(tr("Name"), "section"),
                self.title,
                self.with_styles,
                buttons,
                spacing_px=12,
                margins_px=20,
            )
        )
        self.setFixedWidth(340)


def _tip(preset: Preset) -> str:
    brush = preset.card.settings.brush
    parts = [tr("{size:.0f} px, {hardness:.0%} hard").format(size=brush.size_px, hardness=brush.hardness)]
    if brush.flow < 1:
        parts.append(tr("flow {share:.0%}").format(share=brush.flow))
    follows = (
        (tr("size"), brush.size_by),
        (tr("opacity"), brush.opacity_by),
        (tr("flow"), brush.flow_by),
        (tr("A to B"), brush.mix_by),
    )
    parts += [
        tr("{name} by {source}").format(name=name, source=tr(_SOURCES[dynamic.source]))
        for name, dynamic in follows
        if dynamic.follows
    ]
    return f"{preset.card.title}\n{', '.join(parts)}\n" + tr(
        "Click to paint with it; right-click to save or remove it."
    )
