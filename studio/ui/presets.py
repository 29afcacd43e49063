"""Brush presets: those that everybody has, and the user's own, which are PNG cards in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from exports.stylecard import StyleCard
from studio.document.brush import Brush
from studio.document.curve import Curve
from studio.document.exploration import plain_name
from studio.document.handling import Smoothing
from studio.document.layers import StyleChoice
from studio.document.pen import Dynamic
from studio.document.tool_settings import ToolSettings
from studio.engine.brush_preview import brush_preview
from studio.media.brush_card import LONGEST_TITLE, BrushCard, BrushCardError
from studio.media.brush_folder import MOST_REMOVED, BrushFolder
from studio.ui.side_steps import SideSteps
from studio.ui.translate import mark
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

_LIGHT_TO_FULL = Dynamic("pressure", Curve(((0.0, 0.1), (0.6, 0.55), (1.0, 1.0))))
_FAST_IS_LESS = Dynamic("speed", Curve(((0.0, 1.0), (1.0, 0.15))))


def _own() -> tuple[tuple[str, ToolSettings], ...]:
    """The presets that everybody has."""
    steady = Smoothing("weighted", 30)
    return (
        ("Round", ToolSettings(Brush(size_px=160))),
        ("Soft", ToolSettings(Brush(size_px=240, hardness=0.0))),
        ("Hard", ToolSettings(Brush(size_px=120, hardness=1.0))),
        ("Ink", ToolSettings(Brush(size_px=60, hardness=0.9, size_by=_LIGHT_TO_FULL), steady)),
        (
            "Airbrush",
            ToolSettings(Brush(size_px=260, hardness=0.0, flow=0.12, flow_by=_LIGHT_TO_FULL)),
        ),
        ("Glaze", ToolSettings(Brush(size_px=200, hardness=0.3, opacity=0.35))),
        ("Swift", ToolSettings(Brush(size_px=140, hardness=0.7, size_by=_FAST_IS_LESS), steady)),
        ("Dry", ToolSettings(Brush(size_px=110, hardness=0.8, spacing=0.6, opacity_by=_LIGHT_TO_FULL))),
        ("A→B firm", ToolSettings(Brush(size_px=160, mix_by=Dynamic("pressure")))),
        ("A→B fast", ToolSettings(Brush(size_px=160, mix_by=Dynamic("speed")))),
        ("Rubber", ToolSettings(Brush(size_px=120, hardness=0.9, eraser=True))),
        ("Soft rubber", ToolSettings(Brush(size_px=240, hardness=0.0, flow=0.4, eraser=True))),
    )


@dataclass(frozen=True, eq=False)
class Preset:
    """A brush on the shelf. `path` is its card; None for those that everybody has."""

    name: str
    card: BrushCard
    path: Path | None = None


class Presets(QObject):
    """The brushes on the shelf.

    What is kept or removed is a step that can be taken back; and whatever was removed is offered again for long after
    that, in the next session too.

    Args:
        folder: of the user's cards.
        queue: reads and writes them.
        steps: remembers what was kept and removed.
    """

    changed = Signal()
    added = Signal(object)  # Preset
    removed = Signal(str, object)  # By the user: its title, and the SideStep that can be taken back.
    lifted = Signal(object)  # Preset: it is off the shelf, whatever the reason.
    returned = Signal(object)  # Preset: it is on the shelf again.
    failed = Signal(object)  # Exception

    def __init__(
        self, folder: Path, queue: JobQueue, steps: SideSteps, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._folder = BrushFolder(folder)
        self._queue = queue
        self._steps = steps
        self._presets: dict[str, Preset] = {}
        self._aside: list[Preset] = []

    @property
    def presets(self) -> Mapping[str, Preset]:
        """By name, in the order of the shelf."""
        return self._presets

    @property
    def set_aside(self) -> Sequence[Preset]:
        """Those that were removed, the last one first; their path is where they lie now."""
        return tuple(self._aside)

    def read(self) -> None:
        """Reads the user's cards. Damaged ones are left out."""
        self._queue.submit(
            lambda context: _read_all(self._folder, context),
            key=("presets", id(self)),
            priority=-1,
            on_result=self._show,
        )

    def keep(
        self,
        title: str,
        settings: ToolSettings,
        choice: StyleChoice | None,
        styles: tuple[StyleCard, ...] = (),
    ) -> None:
        """Makes a preset of a brush, with the cards of the styles of its choice."""
        title = plain_name(title, LONGEST_TITLE)
        if title:
            self._add(lambda: BrushCard(title, settings, brush_preview(settings.brush), choice, styles))

    def add(self, path: Path) -> None:
        """Takes a card into the user's folder."""
        self._add(lambda: BrushCard.load(path))

    def remove(self, name: str) -> None:
        """Takes one of the user's presets off the shelf; its card is kept aside."""
        preset = self._presets.get(name)
        if preset is not None and preset.path is not None:
            self._step(_Shelving(self, preset.card, mark("Remove a brush"), goes=True))

    def bring_back(self, preset: Preset) -> None:
        """Lays one on the shelf again that was set aside."""
        self._step(_Shelving(self, preset.card, mark("Bring a brush back"), goes=False))

    def lift(self, card: BrushCard) -> int | None:
        """Takes a preset off the shelf; returns where it lay. Raises OSError."""
        place, preset = next(
            ((i, each) for i, each in enumerate(self._presets.values()) if each.card is card), (None, None)
        )
        if preset is None or preset.path is None:
            return place
        path = self._folder.set_aside(preset.path, card)
        del self._presets[preset.name]
        self._aside = [Preset(path.stem, card, path), *self._aside][:MOST_REMOVED]
        self.changed.emit()
        self.lifted.emit(preset)
        return place

    def lay(self, card: BrushCard, place: int | None) -> None:
        """Lays a preset on the shelf again, at a place or at the end. Raises OSError."""
        if any(each.card is card for each in self._presets.values()):
            return
        aside = next((each.path for each in self._aside if each.card is card), None)
        path = self._folder.keep(card) if aside is None else self._folder.bring_back(aside, card)
        preset = Preset(path.stem, card, path)
        rows = list(self._presets.items())
        rows.insert(len(rows) if place is None else place, (preset.name, preset))
        self._presets = dict(rows)
        self._aside = [each for each in self._aside if each.card is not card]
        self.changed.emit()
        self.returned.emit(preset)

    def _step(self, step: _Shelving) -> None:
        try:
            step.redo()
        except OSError as error:
            self.failed.emit(error)
            return
        self._steps.record(step)
        if step.goes:
            self.removed.emit(step.card.title, step)

    def _add(self, make: Callable[[], BrushCard]) -> None:
        def job(_context: JobContext) -> Preset:
            card = make()
            path = self._folder.keep(card)
            return Preset(path.stem, card, path)

        self._queue.submit(
            job,
            key=("new preset", str(id(make))),
            priority=1,
            on_result=self._take_in,
            on_error=self.failed.emit,
        )

    def _take_in(self, preset: Preset) -> None:
        self._presets[preset.name] = preset
        self.changed.emit()
        self._steps.record(_Shelving(self, preset.card, mark("Keep a brush"), goes=False))
        self.added.emit(preset)

    def _show(self, found: tuple[Mapping[str, Preset], Sequence[Preset]]) -> None:
        presets, aside = found
        mine = {each.path for each in self._aside}
        self._aside += [each for each in aside if each.path not in mine]
        self._presets = {**presets, **self._presets}
        self.changed.emit()


class _Shelving:
    """A step that takes a brush off the shelf, or lays it there.

    Args:
        presets: the shelf.
        card: which brush; its name and its file may become others while it is away.
        label: what the user did.
        goes: whether the step takes it off.
    """

    def __init__(self, presets: Presets, card: BrushCard, label: str, *, goes: bool) -> None:
        self.card, self.label, self.goes = card, label, goes
        self._presets = presets
        self._place: int | None = None

    def redo(self) -> None:
        self._turn(goes=self.goes)

    def undo(self) -> None:
        self._turn(goes=not self.goes)

    def _turn(self, *, goes: bool) -> None:
        if goes:
            self._place = self._presets.lift(self.card)
        else:
            self._presets.lay(self.card, self._place)


def _read_all(folder: BrushFolder, context: JobContext) -> tuple[dict[str, Preset], list[Preset]]:
    """What is on the shelf, and what was taken off it."""
    found: dict[str, Preset] = {}
    for title, settings in _own():
        context.cancel.raise_if_cancelled()
        # A slash cannot be in a file's name: nobody's card takes the place of these.
        found[f"/{title}"] = Preset(f"/{title}", BrushCard(title, settings, brush_preview(settings.brush)))
    found.update((preset.name, preset) for preset in _read(folder.cards(), context))
    return found, _read(folder.removed_cards(), context)


def _read(paths: Iterable[Path], context: JobContext) -> list[Preset]:
    read: list[Preset] = []
    for path in paths:
        context.cancel.raise_if_cancelled()
        try:
            read.append(Preset(path.stem, BrushCard.load(path), path))
        except BrushCardError:
            continue
    return read
