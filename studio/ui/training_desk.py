"""Where a training meets the studio's window: its own window, and what becomes of its checkpoints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from studio.ui.training import TrainedStyle, Training
from studio.ui.training_window import TrainingWindow

if TYPE_CHECKING:
    from studio.ui.window_frame import WindowFrame


class TrainingDesk(QObject):
    """Opens the window of trainings, and brings checkpoints to the shelf and to the generator's room.

    Args:
        training: the run that is watched.
        window: the studio's.
    """

    def __init__(self, training: Training, window: WindowFrame) -> None:
        super().__init__(window)
        self._training, self._window = training, window
        self._built: TrainingWindow | None = None
        training.failed.connect(self._tell)
        training.loaded.connect(self._renew_generator)
        training.styles_loaded.connect(self._renew_styles)
        training.recall()

    @property
    def window(self) -> TrainingWindow:
        """The window of trainings, made when it is first looked at."""
        if self._built is None:
            studio = self._window.studio
            self._built = TrainingWindow(self._training, studio.theme, studio.icons, self._window)
        return self._built

    def show(self) -> None:
        """Opens the window, or brings it to the front."""
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _tell(self, text: str) -> None:
        if self._built is None or not self._built.isVisible():
            self._window.messages.show_error(text)

    def _renew_generator(self, name: str) -> None:
        generating = self._window.studio.generating
        self._window.generator_panel.offer_models()
        if generating.name == name:
            generating.reload()

    def _renew_styles(self, styles: Sequence[TrainedStyle]) -> None:
        window = self._window
        for style in styles:
            window.titles[style.card.name] = style.card.title
            window.style_panel.show_new(style.card, style.thumbnail)
            window.editor.add_style(style.card, take=False)
        painting = window.editor.painting
        if painting is not None and styles:
            painting.renew_styles(styles[0].card.network)
