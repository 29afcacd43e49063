"""Brush presets: those that everybody has, and the user's own, which are PNG cards in a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from exports.names import free_name, safe_name
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

    Args:
        folder: of the user's cards.
        queue: reads and writes them.
    """

    changed = Signal()
    added = Signal(object)  # Preset
    failed = Signal(object)  # Exception

    def __init__(self, folder: Path, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._queue = queue
        self._presets: dict[str, Preset] = {}

    @property
    def presets(self) -> Mapping[str, Preset]:
        """By name, in the order of the shelf."""
        return self._presets

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
        """Takes one of the user's presets off the shelf, and its card with it."""
        preset = self._presets.get(name)
        if preset is None or preset.path is None:
            return
        try:
            preset.path.unlink(missing_ok=True)
        except OSError as error:
            self.failed.emit(error)
            return
        del self._presets[name]
        self.changed.emit()

    def _add(self, make: Callable[[], BrushCard]) -> None:
        folder = self._folder

        def job(_context: JobContext) -> Preset:
            card = make()
            folder.mkdir(parents=True, exist_ok=True)
            taken = {path.stem for path in folder.glob("*.png")}
            path = folder / f"{free_name(safe_name(card.title), taken)}.png"
            card.save(path)
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
        self.added.emit(preset)

    def _show(self, presets: Mapping[str, Preset]) -> None:
        self._presets = {**presets, **self._presets}
        self.changed.emit()


def _read_all(folder: Path, context: JobContext) -> dict[str, Preset]:
    found: dict[str, Preset] = {}
    for title, settings in _own():
        context.cancel.raise_if_cancelled()
        # A slash cannot be in a file's name: nobody's card takes the place of these.
        found[f"/{title}"] = Preset(f"/{title}", BrushCard(title, settings, brush_preview(settings.brush)))
    for path in sorted(folder.glob("*.png")):
        context.cancel.raise_if_cancelled()
        try:
            found[path.stem] = Preset(path.stem, BrushCard.load(path), path)
        except BrushCardError:
            continue
    return found
