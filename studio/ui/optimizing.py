"""The iterative optimizer at work on the open document: a layer that is painted while one watches.

The layer comes with the first picture, as one step of the history; from then on it is painted in place. Undoing that
step pauses the run, and whatever ends it, the layer keeps what is painted and the work that it takes to go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image
from PySide6.QtCore import QObject, QTimer, Signal

from studio.document.commission import (
    MOST_STYLES,
    Commission,
    Content,
    OptimizerSettings,
    StylePicture,
)
from studio.document.document import Document, picture_digest
from studio.document.geometry import Box, TileIndex
from studio.document.layers import PictureLayer, StyleChoice
from studio.document.tiles import TileMask
from studio.engine.cancel import CancelToken
from studio.engine.optimizer_request import SMALLEST_PX, OptimizerRequest
from studio.engine.optimizer_work import KIND, Losses, is_ours
from studio.engine.regions import mask_of_selection, mask_within
from studio.engine.resampling import reduced_to_fit
from studio.media.reading import open_picture
from studio.ui.translate import mark, tr
from studio.workers.models import ModelLibrary
from studio.workers.optimizing import Ending, Painted, begun, box_of, content_of, go_on, paint
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

if TYPE_CHECKING:
    from studio.ui.editor import Editor

MASK_PX = 2048
"""Long side at which it is kept where a style is painted."""

_AGAIN_MS = 50


@dataclass(eq=False)
class _Run:
    """The run that is under way.

    Attributes:
        document, box, within, source: where its layer lies, what was selected, and what it says of itself.
        layer: None until there is a picture.
        stop: ends it.
        finish: whether what ends it also gives up the work.
    """

    document: Document
    box: Box
    within: TileMask | None
    source: dict[str, Any]
    layer: PictureLayer | None = None
    stop: CancelToken = field(default_factory=CancelToken)
    finish: bool = False


class Optimizing(QObject):
    """The state behind the optimizer's panel; one run at a time.

    Args:
        editor: whose document is painted.
        library: gives the models.
        queue: runs the optimizer and opens style pictures.

    Attributes:
        losses: of every step of the newest run.
    """

    styles_changed = Signal()
    settings_changed = Signal()
    running_changed = Signal(bool)
    updated = Signal(object)  # Painted
    failed = Signal(object)  # Exception

    def __init__(self, editor: Editor, library: ModelLibrary, queue: JobQueue) -> None:
        super().__init__(editor)
        self._editor = editor
        self._library = library
        self._queue = queue
        self._run: _Run | None = None
        self._document: Document | None = None
        self._loose = Commission(
            settings=OptimizerSettings(beginning="brush" if self.has_brush else "content")
        )
        self.losses: tuple[Losses, ...] = ()
        editor.document_changed.connect(self._follow_document)

    # ---- what is at hand

    @property
    def available(self) -> bool:
        """Whether there is a perceptual model at hand."""
        return any(entry.kind == "perceptual" for entry in self._library.catalog.models())

    @property
    def has_brush(self) -> bool:
        """Whether a run can begin with what a brush paints: there is a style encoder at hand."""
        return bool(self._library.catalog.encoders())

    @property
    def running(self) -> bool:
        return self._run is not None

    @property
    def layer(self) -> PictureLayer | None:
        """The layer that is being painted."""
        return self._run.layer if self._run is not None else None

    @property
    def paused(self) -> PictureLayer | None:
        """The layer in hand, where it holds a run that can go on."""
        layer = self._editor.layers.layer
        if self.running or not isinstance(layer, PictureLayer):
            return None
        return layer if is_ours(layer.work) else None

    # ---- what is asked

    @property
    def commission(self) -> Commission:
        """What is asked: that of the open document, in whose history every change is a step, or a loose one."""
        return self._loose if self._document is None else self._document.commission.now

    @property
    def styles(self) -> tuple[StylePicture, ...]:
        """What is painted in the style of."""
        return self.commission.styles

    @property
    def settings(self) -> OptimizerSettings:
        """How it is painted; a beginning that cannot be had here is the usual one."""
        settings = self.commission.settings
        possible = settings.beginning != "brush" or self.has_brush
        return settings if possible else replace(settings, beginning=OptimizerSettings.beginning)

    def set_settings(self, settings: OptimizerSettings, label: str) -> None:
        """Says how it is painted; `label` names what the user changed, in the history."""
        if settings != self.commission.settings:
            self._do(label, replace(self.commission, settings=settings), going_on=label)

    def settle(self) -> None:
        """Ends a movement of the user's hand: what comes after it is a step of its own."""
        if self._document is not None:
            self._document.commission.settle()

    def open_style(self, path: Path) -> None:
        """Adds a picture file to the styles."""
        self._queue.submit(
            lambda _context: open_picture(path).pixels,
            key=("optimizing", "style", str(path)),
            priority=1,
            on_result=lambda pixels: self.add_style(pixels, path.name),
            on_error=self.failed.emit,
        )

    def add_style(self, pixels: np.ndarray, name: str) -> None:
        """Adds a picture, uint8 (H, W, 3), to the styles."""
        if len(self.styles) >= MOST_STYLES:
            self._editor.noticed.emit(tr("There are too many style pictures; remove one first."))
            return
        self._set_styles(mark("Add a style picture"), (*self.styles, StylePicture(name, pixels)))

    def set_style(self, pixels: np.ndarray, name: str) -> None:
        """Takes one picture, uint8 (H, W, 3), as the style."""
        self._set_styles(mark("Add a style picture"), (StylePicture(name, pixels),))

    def remove_style(self, number: int) -> None:
        """Takes a style away."""
        self._set_styles(mark("Remove this style"), (*self.styles[:number], *self.styles[number + 1 :]))

    def set_share(self, number: int, share: float) -> None:
        """How much a style counts, from 0."""
        self._set_style_at(
            number, replace(self.styles[number], share=share), mark("Share of a style"), f"{number}"
        )

    def paint_inside_selection(self, number: int) -> None:
        """Paints a style where the document is selected now, and there alone."""
        self._editor.rehearsing.land()
        painting = self._editor.painting
        selection = None if painting is None else painting.document.selection
        if selection is None:
            self._editor.noticed.emit(tr("Nothing is selected; select where this style is to be painted."))
        else:
            self.set_mask(number, mask_of_selection(selection, MASK_PX))

    def open_mask(self, number: int, path: Path) -> None:
        """Paints a style where a picture file, stretched over the document, is white."""
        pixels = self.styles[number].pixels

        def take(mask: np.ndarray) -> None:
            # Others may have come or gone meanwhile.
            for place, style in enumerate(self.styles):
                if style.pixels is pixels:
                    self.set_mask(place, mask)

        self._queue.submit(
            lambda _context: _grey(reduced_to_fit(open_picture(path).pixels, MASK_PX)),
            key=("optimizing", "mask", str(path)),
            priority=1,
            on_result=take,
            on_error=self.failed.emit,
        )

    def set_mask(self, number: int, mask: np.ndarray | None) -> None:
        """Where a style is painted, uint8 (h, w) stretched over the document; None = where no other mask is."""
        self._set_style_at(number, replace(self.styles[number], mask=mask), mark("Region of a style"))

    def _set_style_at(self, number: int, style: StylePicture, label: str, going_on: str = "") -> None:
        styles = (*self.styles[:number], style, *self.styles[number + 1 :])
        self._set_styles(label, styles, going_on=f"{label} {going_on}" if going_on else "")

    def _set_styles(self, label: str, styles: tuple[StylePicture, ...], *, going_on: str = "") -> None:
        self._do(label, replace(self.commission, styles=styles), going_on=going_on)

    def _do(self, label: str, commission: Commission, *, going_on: str = "") -> None:
        if self._document is not None:
            self._document.commission.do(label, commission, going_on=going_on)
        else:
            before, self._loose = self._loose, commission
            self._tell(before)

    def _tell(self, before: Commission) -> None:
        if before.styles != self.commission.styles:
            self.styles_changed.emit()
        if before.settings != self.commission.settings:
            self.settings_changed.emit()

    # ---- runs

    def start(self, settings: OptimizerSettings) -> None:
        """Begins to paint what is selected of the document, or all of it, as a new layer."""
        self._editor.rehearsing.land()
        painting = self._editor.painting
        if self.running or painting is None or not self.styles:
            return
        if sum(style.share for style in self.styles) <= 0:
            self._editor.noticed.emit(tr("Every style counts nothing; give one of them a share."))
            return
        view, styles, library = painting.document.view(), self.styles, self._library
        box = box_of(view)
        if max(box.width, box.height) < SMALLEST_PX:
            self._editor.noticed.emit(
                tr("Too little is selected for the optimizer; select more of the picture.")
            )
            return
        masks = tuple(
            None if style.mask is None else mask_within(style.mask, view.box, box) for style in styles
        )
        if not any(
            style.share > 0 and (mask is None or mask.any())
            for style, mask in zip(styles, masks, strict=True)
        ):
            self._editor.noticed.emit(
                tr("Nothing would be painted: the regions of all styles lie outside of what is selected.")
            )
            return
        stylizers = painting.stylizers

        def prepare(stop: CancelToken) -> OptimizerRequest:
            def content(kind: Content) -> np.ndarray:
                def tile_of(choice: StyleChoice, tile: TileIndex) -> np.ndarray:
                    return stylizers.render(choice, tile, stop)

                return content_of(view, box, kind, settings.size_px, tile_of)

            seen = settings.beginning == "seen" and settings.content != "seen"
            request = OptimizerRequest(
                content=content(settings.content),
                styles=tuple((style.pixels, style.share) for style in styles),
                masks=masks if any(mask is not None for mask in masks) else (),
                init="noise" if settings.beginning == "noise" else "picture" if seen else "content",
                init_picture=content("seen") if seen else None,
                **settings.asked(),
            )
            if settings.beginning == "brush":
                return begun(request, [style.name for style in styles], library, stop)
            return request

        run = _Run(painting.document, box, view.selection, _source(settings, styles))
        size = box.width, box.height
        self._submit(run, lambda context: paint(context, library, prepare, size, run.stop))

    def go_on(self) -> None:
        """Goes on with the layer in hand from where its run stands."""
        painting, layer = self._editor.painting, self.paused
        if painting is None or layer is None or layer.work is None:
            return
        run = _Run(painting.document, layer.box, None, layer.source, layer)
        work, size, library = layer.work, (layer.box.width, layer.box.height), self._library
        self._submit(run, lambda context: go_on(context, library, work, size, run.stop))

    def pause(self) -> bool:
        """Ends the run; what is painted stays, and it can go on. False when none is under way."""
        if self._run is not None:
            self._run.stop.cancel()
        return self.running

    def finish(self) -> None:
        """Is content with what is painted: ends the run, or gives up the work of the layer in hand."""
        layer = self.paused
        if self._run is not None:
            self._run.finish = True
            self._run.stop.cancel()
        elif layer is not None and self._editor.painting is not None:
            self._editor.painting.document.go_on_painting(layer, layer.picture, layer.pixels, None)

    def _submit(self, run: _Run, job: Callable[[JobContext], Ending]) -> None:
        self._run, self.losses = run, ()
        self.running_changed.emit(True)
        self._queue.submit(
            job,
            key=("optimizing", "run"),
            on_result=lambda ending: self._end(run, ending),
            on_error=self.failed.emit,
            on_progress=lambda painted: self._show(run, painted),
            on_end=self._ended,
        )

    def _show(self, run: _Run, painted: Painted) -> None:
        self.losses = painted.losses
        if not self._is_open(run):
            run.stop.cancel()
        elif not self._must_wait(run):
            self._lay(run, painted)
        self.updated.emit(painted)

    def _end(self, run: _Run, ending: Ending) -> None:
        if self._must_wait(run):
            QTimer.singleShot(_AGAIN_MS, self, lambda: self._end(run, ending))
            return
        painted = ending.painted
        self.losses = painted.losses
        if self._is_open(run):
            if ending.finished or run.finish:
                painted = replace(painted, work=None)
            self._lay(run, painted)
        self.updated.emit(painted)

    def _ended(self) -> None:
        self._run = None
        self.running_changed.emit(False)

    def _must_wait(self, run: _Run) -> bool:
        """Whether the layer that comes would end a stroke that is being drawn."""
        painting = self._editor.painting
        return run.layer is None and self._is_open(run) and painting is not None and painting.drawing

    def _is_open(self, run: _Run) -> bool:
        """Whether the document is open, and the layer, where it came already, was not taken away."""
        painting = self._editor.painting
        if painting is None or painting.document is not run.document:
            return False
        return run.layer is None or run.layer in run.document.layers

    def _lay(self, run: _Run, painted: Painted) -> None:
        """Shows the picture as it is now."""
        if painted.picture is None:
            return
        if run.layer is None:
            run.layer = run.document.add_picture(painted.picture, run.box, run.source, within=run.within)
            run.layer.work = painted.work
            self._editor.layers.take(run.layer)
        elif painted.work is not run.layer.work or not _same(painted.picture, run.layer.picture):
            run.document.go_on_painting(run.layer, painted.picture, painted.pixels, painted.work)

    def _follow_document(self) -> None:
        painting = self._editor.painting
        document = None if painting is None else painting.document
        if document is not self._document:
            self._enter(document)
        if self._run is not None and not self._is_open(self._run):
            self._run.stop.cancel()

    def _enter(self, document: Document | None) -> None:
        """Goes on with what another document asks; one that asks nothing takes along what was asked before it."""
        before = self.commission
        if self._document is not None:
            self._document.commission.changed.remove(self._tell)
        # Regions are those of the document that they were made for.
        carried = replace(before, styles=tuple(replace(style, mask=None) for style in before.styles))
        self._document, self._loose = document, carried
        if document is not None:
            asked = document.commission.now
            asks_nothing = not asked.styles and asked.settings == OptimizerSettings()
            if asks_nothing and (carried.styles or carried.settings != asked.settings):
                document.commission.begin_as(carried)
            document.commission.changed.append(self._tell)
        self._tell(before)


def _grey(picture: np.ndarray) -> np.ndarray:
    """How light a picture, uint8 (H, W, 3), is: uint8 (H, W)."""
    return np.asarray(Image.fromarray(picture).convert("L"))


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether a layer shows the very array."""
    return one.shape == other.shape and one.ctypes.data == other.ctypes.data


def _source(settings: OptimizerSettings, styles: tuple[StylePicture, ...]) -> dict[str, Any]:
    """How a picture was made, in plain JSON values."""
    return {
        "kind": KIND,
        **settings.asked(),
        "content": settings.content,
        "init": settings.beginning,
        "styles": [
            {"name": style.name, "sha256": picture_digest(style.pixels), "share": style.share}
            | ({} if style.mask is None else {"mask_sha256": picture_digest(style.mask)})
            for style in styles
        ],
    }
