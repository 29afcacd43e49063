"""The layers of the document: how the one in hand is blended, the list of all, and what can be done to them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QFrame,
    QMenu,
    QScrollArea,
    QToolButton,
    QWidget,
)

from studio.document.blending import BLEND_MODES, NORMAL
from studio.document.layers import Layer, PaintLayer, PictureLayer, StyleLayer
from studio.engine.painter import fitting_scale
from studio.ui.dialogs import show_dialog
from studio.ui.editor import Editor
from studio.ui.file_titles import title_of_file
from studio.ui.frames import action_button
from studio.ui.iconset import IconSet
from studio.ui.layer_thumbnails import LayerThumbnails
from studio.ui.panels.layer_list import LayerList, LayerState
from studio.ui.panels.layer_row import THUMBNAIL_PX
from studio.ui.panels.picture_line import PictureLine
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import Card, icon_button, push_button, row
from studio.ui.widgets.choice_box import StillBox
from studio.ui.widgets.pictures import to_qimage
from studio.ui.widgets.slider import Range, ValueSlider
from studio.workers.queue import JobQueue

_RULES_BEFORE = ("darken", "lighten", "overlay", "difference", "hue")
_MENU = ("rename", "duplicate", "merge", "lock", "layer_up", "layer_down", "remove")
_SWATCH_PX = 18


class LayerPanel(Card):
    """One line for each layer, the topmost first, and the photo below them.

    Args:
        editor: whose layers they are.
        titles: of the styles, by their names.
        actions: of the window.
        queue: draws thumbnails.
    """

    def __init__(
        self,
        editor: Editor,
        titles: Mapping[str, str],
        actions: Mapping[str, QAction],
        queue: JobQueue,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Layers"), icons, parent)
        self._editor, self._layering = editor, editor.layers
        self._titles, self._actions, self._theme = titles, actions, theme
        self._shown = editor.painting
        self.blend = StillBox()
        self.opacity = ValueSlider(
            tr("Opacity"),
            Range(0, 1, 1, suffix=" %", scale=100),
            theme,
            tr("How much of the layer in hand is seen"),
        )
        self.editing = QCheckBox()
        self.picture = PictureLine(editor.layers, actions, theme)
        self.color = push_button("", tr("The colour of the brush; Alt+click on the picture picks one"))
        self.list = LayerList(theme, icons)
        self._build(icons)
        ratio = max(2.0, self.devicePixelRatioF())
        fit_px = (round(THUMBNAIL_PX[0] * ratio), round(THUMBNAIL_PX[1] * ratio))
        self._thumbnails = LayerThumbnails(editor, queue, fit_px, self)
        self._connect()
        self._follow()

    def _build(self, icons: IconSet) -> None:
        for mode in BLEND_MODES:
            if mode in _RULES_BEFORE:
                self.blend.insertSeparator(self.blend.count())
            self.blend.addItem(tr(spoken(mode)), mode)
        self.blend.setAccessibleName(tr("Blend mode"))
        self.blend.setToolTip(tr("How the colours of the layer in hand meet those below"))
        self.blend.setMaxVisibleItems(len(BLEND_MODES) + len(_RULES_BEFORE))
        self.blend.setFixedWidth(124)
        scroll = QScrollArea()
        scroll.setObjectName("layerScroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumHeight(THUMBNAIL_PX[1] * 2)
        scroll.setWidget(self.list)
        self._scroll = scroll
        plus = icon_button(icons, "plus", tr("New layer"))
        plus.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(plus)
        menu.addActions([self._actions["add_paint"], self._actions["add_style"]])
        plus.setMenu(menu)
        self.header.addWidget(plus)
        for name in ("duplicate", "merge", "remove"):
            self.header.addWidget(action_button(self._actions[name], 18))
        self.body.addLayout(row(self.blend, self.opacity))
        self.body.addWidget(self.color)
        self.body.addWidget(self.picture)
        self.body.addWidget(self.editing)
        self.body.addWidget(scroll, 1)
        self.color.setIconSize(QSize(_SWATCH_PX, _SWATCH_PX))

    def _connect(self) -> None:
        editor, layering = self._editor, self._layering
        editor.history_changed.connect(self._follow)
        editor.document_changed.connect(self._show_photo)
        layering.changed.connect(self._follow)
        layering.rename_asked.connect(lambda layer: self.list.ask_name(layer.id, layer.name))
        self.blend.activated.connect(lambda _: self._change(blend=self.blend.currentData()))
        self.opacity.edited.connect(lambda value: self._change(opacity=value, going_on=True))
        self.opacity.settled.connect(lambda _: layering.settle())
        self.editing.clicked.connect(layering.set_editing)
        self.color.clicked.connect(self.ask_color)
        self.list.taken.connect(lambda number: layering.take(self._layer(number)))
        self.list.name_asked.connect(lambda _: layering.rename())
        self.list.renamed.connect(lambda number, name: self._change_one(number, name=name))
        self.list.eye_clicked.connect(self._turn_eye)
        self.list.lock_clicked.connect(self._turn_lock)
        self.list.moved.connect(self._move)
        self.list.menu_asked.connect(self._show_menu)
        self._thumbnails.drawn.connect(self.list.show_thumbnail)
        self.list.looked_at.connect(lambda y: self._scroll.ensureVisible(0, y, 0, THUMBNAIL_PX[1]))
        layering.changed.connect(self._reveal)

    # ---- following

    def _follow(self) -> None:
        painting, held = self._editor.painting, self._layering.layer
        if painting is not self._shown:
            self._shown = painting
            self.list.forget_thumbnails()
        layers = tuple(reversed(painting.document.layers)) if painting is not None else ()
        states = [
            LayerState(layer.id, self.title_of(layer), self._detail_of(layer), layer.visible, layer.locked)
            for layer in layers
        ]
        self.list.show_layers(states, LayerList.PHOTO if held is None else held.id)
        self.blend.setEnabled(held is not None)
        self.opacity.setEnabled(held is not None)
        self.blend.setCurrentIndex(self.blend.findData(NORMAL if held is None else held.blend))
        self.opacity.set_number(1.0 if held is None else held.opacity)
        self._follow_kind(held)

    def _follow_kind(self, held: Layer | None) -> None:
        self.picture.show_layer(held)
        self.color.setVisible(isinstance(held, PaintLayer))
        self.editing.setVisible(not isinstance(held, PaintLayer))
        self.editing.setEnabled(held is not None)
        picture = isinstance(held, PictureLayer)
        self.editing.setText(
            tr("Brush uncovers the picture") if picture else tr("Settings repaint this layer")
        )
        self.editing.setToolTip(
            tr("The brush shows again what the eraser hid of the picture")
            if picture
            else tr(
                "While it is on, style, mix, strength, strokes, detail and colours change the layer in hand; "
                "otherwise they begin a new layer"
            )
        )
        editing = self._layering.editing
        self.editing.setChecked(editing)
        self._actions["edit_layer"].setChecked(editing)
        color = QColor(*self._layering.color)
        swatch = QPixmap(_SWATCH_PX * 2, _SWATCH_PX * 2)
        swatch.fill(color)
        self.color.setIcon(QIcon(swatch))
        self.color.setText(f"  {tr('Colour')} {color.name()}")

    def _reveal(self) -> None:
        """Scrolls to the layer in hand, once its row has its place."""
        held = self._layering.layer
        if held is not None:
            line = self.list.row_of(held.id)
            QTimer.singleShot(0, line, lambda: self._scroll.ensureWidgetVisible(line, 0, 4))

    def _show_photo(self) -> None:
        picture = self._editor.thumbnail
        if picture is not None:
            width, height = THUMBNAIL_PX[0] * 2, THUMBNAIL_PX[1] * 2
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            image = to_qimage(picture).scaled(width, height, keep, smooth)
            self.list.show_thumbnail(LayerList.PHOTO, image)

    def title_of(self, layer: Layer) -> str:
        """What a layer is called: its name, or what it is."""
        return layer.name or self._kind_of(layer)

    def _kind_of(self, layer: Layer) -> str:
        if isinstance(layer, PaintLayer):
            return tr("Paint")
        if isinstance(layer, PictureLayer):
            if layer.source.get("kind") == "optimizer":
                return _optimized(layer.source.get("styles"))
            return tr("Generated picture") if layer.source.get("kind") == "generator" else tr("Picture")
        joint = " → " if layer.choice.slides else " + "
        return joint.join(self._titles.get(name, name) for name in layer.choice.names)

    def _detail_of(self, layer: Layer) -> str:
        # What was changed comes first: a long name of a style would push it out of sight.
        parts = [f"{layer.opacity:.0%}"] if layer.opacity < 1 else []
        if layer.blend != NORMAL:
            parts.append(tr(spoken(layer.blend)))
        if layer.name:
            parts.append(self._kind_of(layer))
        if isinstance(layer, StyleLayer):
            parts.append(tr("strength {share:.0%}").format(share=layer.choice.strength))
            box = None if self._editor.painting is None else self._editor.painting.document.box
            if box is None or layer.choice.scale != fitting_scale(box.width, box.height):
                parts.append(tr("strokes {share:.0%}").format(share=layer.choice.scale))
        return " · ".join(parts) or tr(spoken(NORMAL))

    # ---- what the user does

    def ask_color(self) -> None:
        """Opens the dialog in which a colour is chosen."""
        dialog = QColorDialog(QColor(*self._layering.color), self)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setWindowTitle(tr("Colour of the brush"))
        dialog.colorSelected.connect(
            lambda color: self._layering.set_color((color.red(), color.green(), color.blue()))
        )
        show_dialog(dialog)

    def _layer(self, number: int) -> Layer | None:
        painting = self._editor.painting
        layers = painting.document.layers if painting is not None else ()
        return next((layer for layer in layers if layer.id == number), None)

    def _change(self, **values: object) -> None:
        if self._layering.layer is not None:
            self._layering.change(self._layering.layer, **values)

    def _change_one(self, number: int, **values: object) -> None:
        layer = self._layer(number)
        if layer is not None:
            self._layering.change(layer, **values)

    def _turn_eye(self, number: int) -> None:
        layer = self._layer(number)
        self._change_one(number, visible=layer is not None and not layer.visible)

    def _turn_lock(self, number: int) -> None:
        layer = self._layer(number)
        self._change_one(number, locked=layer is not None and not layer.locked)

    def _move(self, number: int, position: int) -> None:
        layer = self._layer(number)
        if layer is not None:
            self._layering.move(layer, position)

    def _show_menu(self, _number: int, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self._actions[name] for name in _MENU])
        menu.popup(point)


def spoken(mode: str) -> str:
    """A blend mode as people read it, in English: `tr` has the rest."""
    return mode.replace("-", " ").replace("color", "colour").capitalize()


def _optimized(styles: object) -> str:
    """What a picture of the optimizer is called, by the style pictures that its source, of whatever file, names."""
    named = (
        [style.get("name") for style in styles if isinstance(style, dict)] if isinstance(styles, list) else []
    )
    names = [title_of_file(name) for name in named if isinstance(name, str) and name]
    return tr("Optimized: {styles}").format(styles=" + ".join(names)) if names else tr("Optimized picture")
