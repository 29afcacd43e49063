"""The layers of the document: seen or hidden, more or less opaque, or taken away."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from studio.document.layers import Layer, StyleLayer
from studio.ui.editor import Editor
from studio.ui.iconset import IconSet
from studio.ui.theme import Theme
from studio.ui.widgets.card import Card, icon_button, label, row
from studio.ui.widgets.slider import Range, ValueSlider


class LayerPanel(Card):
    """One line for each layer, the topmost first."""

    def __init__(
        self,
        editor: Editor,
        titles: Mapping[str, str],
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Layers", icons, parent)
        self._editor, self._titles, self._theme = editor, titles, theme
        self._shown: list[tuple[int, str, bool]] = []
        self._rows: dict[int, LayerRow] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.body.addLayout(self._list)
        self._empty = label("Strokes gather in layers here, one for each style.", "dim", wrap=True)
        self.body.addWidget(self._empty)
        editor.history_changed.connect(self._follow)

    def _follow(self) -> None:
        painting = self._editor.painting
        layers = list(reversed(painting.document.layers)) if painting is not None else []
        shown = [(layer.id, self._name_of(layer), layer.visible) for layer in layers]
        self._empty.setVisible(not layers)
        if shown != self._shown:
            self._shown = shown
            self._fill(layers)
        for layer in layers:
            self._rows[layer.id].opacity.set_number(layer.opacity)

    def _fill(self, layers: list[Layer]) -> None:
        for old in self._rows.values():
            old.hide()
            old.deleteLater()
        self._rows = {}
        for layer in layers:
            line = LayerRow(layer, self._name_of(layer), self._editor, self._theme, self._icons)
            self._rows[layer.id] = line
            self._list.addWidget(line)

    def _name_of(self, layer: Layer) -> str:
        if not isinstance(layer, StyleLayer):
            return {"generator": "Generated picture", "optimizer": "Optimized picture"}.get(
                str(layer.source.get("kind")), "Picture"
            )
        return " + ".join(self._titles.get(name, name) for name in layer.choice.names)


class LayerRow(QFrame):
    """The controls of one layer."""

    def __init__(self, layer: Layer, title: str, editor: Editor, theme: Theme, icons: IconSet) -> None:
        super().__init__()
        self.setObjectName("layerRow")
        self.opacity = ValueSlider(
            title,
            Range(0, 1, layer.opacity, suffix=" %", scale=100),
            theme,
            f"{title}: how much of the layer is seen",
        )
        seen = "eye" if layer.visible else "eye-off"
        self.eye = icon_button(icons, seen, f"Show or hide {title}", size_px=16)
        self.bin = icon_button(icons, "trash", f"Remove {title}", size_px=16)
        self.opacity.setEnabled(layer.visible)
        self.opacity.settled.connect(lambda value: editor.change_layer(layer, opacity=value))
        self.eye.clicked.connect(lambda: editor.change_layer(layer, visible=not layer.visible))
        self.bin.clicked.connect(lambda: editor.remove_layer(layer))
        line = row(self.eye, self.opacity, self.bin, spacing_px=2)
        line.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(line)
