"""The room in which a generator's pictures are looked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from studio.document.exploration import GeneratedPicture
from studio.ui.breeding import Breeding
from studio.ui.explore.desk import ExploreDesk
from studio.ui.explore.stage import ExploreStage
from studio.ui.favourites import Favourites
from studio.ui.generating import Generating, source_of
from studio.ui.iconset import IconSet
from studio.ui.latent_mime import LatentDrop
from studio.ui.receiving import Receiving
from studio.ui.theme import Theme
from studio.ui.translate import tr

if TYPE_CHECKING:
    from studio.ui.window_frame import WindowFrame


class GeneratorStage(ExploreStage):
    """What fills the middle of the window in the generator's mode."""

    def __init__(
        self,
        generating: Generating,
        receiving: Receiving,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        def source(found: GeneratedPicture) -> dict[str, object]:
            model = generating.model
            return {} if model is None else source_of(found, model.card.name, model.digest)

        super().__init__(
            generating,
            Breeding(generating),
            Favourites(generating),
            receiving,
            source,
            theme,
            icons,
            "" if generating.names else tr("No generator is installed."),
            (tr("Truncation"), tr("From the most typical picture to the wildest; drag to choose")),
            parent,
        )
        # The seed has one, at its side.
        self.dice.hide()


def generator_desk(window: WindowFrame) -> ExploreDesk:
    """Binds the generator's room to its dialogs; photos that are dropped there are looked for."""
    studio, receiving, panel = window.studio, window.receiving, window.generator_panel

    def photo(path: Path) -> None:
        if studio.finding.available:
            studio.finding.find(path)
        else:
            window.messages.show_error(tr("This generator's file holds no projector, so it takes no photos."))

    def painting() -> None:
        if window.editor.painting is not None:
            studio.finding.find_painting(window.editor.painting, window.editor.projects.title)

    receiving.photo_dropped.connect(photo)
    panel.finding.painting_wanted.connect(painting)
    window.editor.document_changed.connect(
        lambda: panel.finding.show_open(window.editor.painting is not None)
    )
    LatentDrop(panel.seed, receiving.go)
    LatentDrop(panel.finding, receiving.go)
    return ExploreDesk(
        studio.generating,
        panel.directions.directing,
        window.generator_stage,
        panel.directions,
        receiving,
        window,
        window.messages.show_info,
        window.messages.show_error,
    )
