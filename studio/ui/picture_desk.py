"""Asks for the pictures that are worked with beside the document: photos to find, paintings to learn from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from exports.stylecard import StyleCard
from studio.ui.translate import tr

if TYPE_CHECKING:
    from studio.ui.window_frame import WindowFrame


class PictureDesk:
    """Binds the panels of a window that want a picture to its file dialogs.

    Args:
        window: whose panels they are.
    """

    def __init__(self, window: WindowFrame) -> None:
        self._window, self._studio, self._editor = window, window.studio, window.editor
        studio, repeating = window.studio, window.editor.repeating
        window.generator_panel.finding.photo_wanted.connect(self._choose_photo_to_find)
        window.optimizer_panel.style_zone.clicked.connect(self.choose_style_picture)
        window.style_panel.picture_asked.connect(self.choose_brush_picture)
        window.style_panel.picture_dropped.connect(self._make_brush)
        window.preset_panel.style_brought.connect(lambda card: self._take_new_style(card, card.thumbnail))
        studio.styling.made.connect(self._take_new_style)
        studio.styling.busy_changed.connect(lambda text: window.style_panel.show_busy(bool(text)))
        repeating.recent_folders = self._recent_folders
        repeating.offered.connect(self._offer_to_repeat)
        repeating.photo_wanted.connect(self._choose_photo_to_repeat)

    def choose_style_picture(self) -> None:
        """Asks for the optimizer's style picture."""
        path = self._window.files.choose_picture(tr("Choose a style picture"))
        if path is not None:
            self._studio.optimizing.open_style(path)

    def choose_brush_picture(self) -> None:
        """Asks for a picture and makes a style brush of it."""
        path = self._window.files.choose_picture(tr("Choose a painting for a new brush"))
        if path is not None:
            self._make_brush(path)

    def _make_brush(self, path: Path) -> None:
        self._studio.styling.add(path, self._editor.network)

    def _take_new_style(self, card: StyleCard, thumbnail: np.ndarray) -> None:
        window = self._window
        window.titles[card.name] = card.title
        window.style_panel.show_new(card, thumbnail)
        self._editor.add_style(card)
        window.messages.show_info(tr("{title} is a brush now, and in your hand.").format(title=card.title))

    def _choose_photo_to_find(self) -> None:
        path = self._window.files.choose_picture(tr("Choose a photo to find in the generator"))
        if path is not None:
            self._studio.finding.find(path)

    def _offer_to_repeat(self, text: str) -> None:
        self._window.messages.show_offer(text, tr("Paint it again…"), self._editor.repeating.accept)

    def _choose_photo_to_repeat(self, name: str) -> None:
        path = self._window.files.ask_for_photo(
            tr("Where is {name}?").format(name=name) if name else tr("Where is the photo?")
        )
        if path is not None:
            self._editor.repeating.paint_on(path)

    def _recent_folders(self) -> list[Path]:
        return list(dict.fromkeys(file.path.parent for file in self._studio.recent.files))
