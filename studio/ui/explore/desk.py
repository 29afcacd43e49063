"""What wandering asks a user: where a latent file goes, and between which favourites a direction leads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from studio.document.exploration import Favourite
from studio.media.errors import PictureError
from studio.media.latents import SUFFIX, save_latent
from studio.ui.dialogs import ask_where_to_save, show_dialog
from studio.ui.directing import Directing
from studio.ui.explore.direction_dialog import DirectionDialog
from studio.ui.explore.stage import ExploreStage
from studio.ui.panels.directions import DirectionsCard
from studio.ui.receiving import Receiving
from studio.ui.sentences import said
from studio.ui.translate import tr
from studio.ui.wandering import Wandering


class ExploreDesk:
    """Binds a room to its dialogs and to the messages of the window.

    Args:
        wandering: the state behind the room.
        directing: makes directions.
        stage, card: the room, and its card of directions.
        receiving: takes what is dropped.
        window: owns the dialogs.
        say, complain: show a sentence that informs, and one of something that went wrong.

    Attributes:
        ask_where_to_save: asks for a latent file, given a proposal; None if the user would rather not.
        dialog: the one for a direction, while it is open.
    """

    def __init__(
        self,
        wandering: Wandering,
        directing: Directing,
        stage: ExploreStage,
        card: DirectionsCard,
        receiving: Receiving,
        window: QWidget,
        say: Callable[[str], None],
        complain: Callable[[str], None],
    ) -> None:
        self._wandering, self._directing, self._stage = wandering, directing, stage
        self._window, self._say, self._complain = window, say, complain
        self.ask_where_to_save: Callable[[Path], Path | None] = self._save_dialog
        self.dialog: DirectionDialog | None = None
        stage.saving.connect(self.save)
        card.between_asked.connect(self.ask_direction)
        receiving.refused.connect(complain)

    def save(self, favourite: Favourite) -> None:
        """Asks where a favourite's latent file shall lie, and writes it."""
        space = self._wandering.space
        path = self.ask_where_to_save(Path.home() / f"{_as_file_name(favourite.name)}{SUFFIX}")
        if space is None or path is None:
            return
        kept = favourite.kept
        notes = {"name": favourite.name, "seed": kept.seed}
        try:
            save_latent(path, space.name, kept.latent, notes, truncation=kept.truncation, mix=kept.mix)
        except PictureError as error:
            self._complain(said(str(error)))
        else:
            self._say(tr("Saved {name}; drop it wherever a seed can be given.").format(name=path.name))

    def ask_direction(self) -> None:
        """Asks for two sets of favourites and makes a direction of them."""
        marked = {each.id for each in self._stage.tray.chosen}
        dialog = DirectionDialog(self._wandering.wander.favourites, marked, self._window)
        self.dialog = dialog

        def make() -> None:
            low, high = dialog.sides
            try:
                self._directing.make_between(
                    dialog.name.text(), [each.kept for each in low], [each.kept for each in high]
                )
            except ValueError:
                self._complain(tr("Both sides have the same middle, so no direction leads between them."))

        dialog.accepted.connect(make)
        show_dialog(dialog)

    def _save_dialog(self, proposal: Path) -> Path | None:
        kinds = f"{tr('Latent files')} (*{SUFFIX})"
        return ask_where_to_save(self._window, tr("Save a latent file"), proposal, kinds, [SUFFIX])


def _as_file_name(name: str) -> str:
    kept = "".join(each if each.isalnum() or each in " -_." else "-" for each in name).strip(" .")
    return kept or "latent"
