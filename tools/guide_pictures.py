"""Takes the pictures of docs/GUIDE.md from the real window, with the shipped models and our own sample picture.

    python -m tools.guide_pictures              # docs/images/guide/*.webp
    python -m tools.guide_pictures layers map   # only those
    python -m tools.guide_pictures training --run RUN

The window is driven as a user drives it, like that of `tools.screenshots`. No screen is needed. A training that is
worth a look takes an hour: its picture is taken only of a run that is named, a folder that `pinxit-train gan` wrote.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from tools.screenshots import (
    FOLDER,
    STROKES,
    STYLE_OF_OPTIMIZER,
    WALK,
    Photographer,
    soon,
    studio_window,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from studio.ui.widgets.card import Card

MAP, SAMPLES, BREED = range(3)
OPTIMIZER_STEPS = 60
LAYERS_PX = 380
MIXED, MIXED_SHAPE, MIXED_COLOUR, MIXED_LAYERS = "flowers-64", 60, 29, (4, 5, 6, 7, 8)
FADED_MS, BRUSHES_MS = 1500, 30_000
LIVE_STYLE, LIVE_PX, LIVE_FRAMES, LIVE_STEP_PX = "vangogh-self-portrait-straw-hat", (640, 480), 60, 2
LIVE_LEAST_FRAMES = 24


class GuidePhotographer(Photographer):
    """Photographs parts of the window. Each method takes one picture; `painted` has to come before most.

    Attributes:
        run: folder of a training that is watched.
    """

    run: Path | None = None

    def snap(self, widget: QWidget, name: str) -> None:
        """Writes docs/images/guide/NAME.webp."""
        from studio.ui.widgets.pictures import from_qimage

        folder = FOLDER / "guide"
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{name}.webp"
        Image.fromarray(from_qimage(widget.grab().toImage())).save(target, quality=90, method=6)
        print(target)

    def card(self, card: Card, name: str) -> None:
        """Photographs a card, unfolded."""
        card.set_folded(False)
        self.wait(soon())
        self.settle()
        self.snap(card, name)

    def painted(self) -> None:
        """Paints the sample picture, in two layers, with a name, a blend mode and a selection to show."""
        self.open_sample()
        for style, size_px, way in STROKES[:4]:
            self.stroke(style, size_px, way)
        editor = self.window.editor
        editor.take_style("vangogh-starry-night")
        editor.mix_style("hokusai-great-wave")
        self.window.tool.change(size_px=220.0)
        self.settle()

    # ---- painting

    def styles(self) -> None:
        self.card(self.window.style_panel, "styles")

    def brush(self) -> None:
        self.card(self.window.brush_panel, "brush")

    def presets(self) -> None:
        self.card(self.window.preset_panel, "presets")

    def hand(self) -> None:
        self.card(self.window.hand_panel, "hand")

    def layers(self) -> None:
        layers = self.window.layers
        assert layers.layer is not None
        layers.change(layers.layer, name="The sea")
        layers.add_paint()
        self.window.layer_panel.setMinimumHeight(LAYERS_PX)
        self.card(self.window.layer_panel, "layers")
        self.window.layer_panel.setMinimumHeight(0)
        layers.remove()

    def history(self) -> None:
        self.card(self.window.history_panel, "history")

    def navigator(self) -> None:
        self.window.canvas.zoom_to(0.9)
        self.card(self.window.navigator_panel, "navigator")
        self.window.canvas.fit()

    def selection(self) -> None:
        """The canvas with something selected, and what can be done with it."""
        editor = self.window.editor
        assert editor.painting is not None
        box = editor.painting.document.box
        self.window.actions_by_id["select_ellipse"].trigger()
        editor.selections.set_feather(40)
        corners = [(0.12 * box.width, 0.2 * box.height), (0.62 * box.width, 0.86 * box.height)]
        editor.selections.take_outline("ellipse", corners, "replace")
        self.wait(lambda: not editor.rehearsing.busy)
        self.settle()
        self.window.selection_panel.set_folded(False)
        self.wait(soon())
        self.snap(self.window, "selection")
        editor.selections.select_none()
        self.window.actions_by_id["brush"].trigger()

    def split(self) -> None:
        """Before and after."""
        self.window.actions_by_id["split"].trigger()
        self.settle()
        self.snap(self.window.canvas, "split")
        self.window.actions_by_id["split"].trigger()

    def export(self) -> None:
        from studio.ui.export_dialog import ExportDialog

        self.window.files.export_dialog()
        self.wait(soon())
        dialog = next(each for each in self.window.findChildren(ExportDialog) if each.isVisible())
        self.wait(self.tasks_idle)
        # Not the folder of whoever takes the pictures.
        dialog.place.setText("Pictures")
        self.snap(dialog, "export")
        dialog.reject()
        self.wait(soon())

    def palette(self) -> None:
        from PySide6.QtWidgets import QDialog

        self.window.actions_by_id["palette"].trigger()
        self.wait(soon())
        dialog = next(each for each in self.window.findChildren(QDialog) if each.isVisible())
        self.snap(dialog, "palette")
        dialog.reject()
        self.wait(soon())

    # ---- the other modes

    def stamp(self) -> None:
        """The stamp's card is there while the stamp is in hand."""
        self.window.mode_paint()
        self.window.actions_by_id["stamp"].trigger()
        self.wait(self.tasks_idle)
        self.card(self.window.stamp_panel, "stamp")
        self.window.actions_by_id["stamp"].trigger()

    def map(self) -> None:
        self._explore(MAP, "map")

    def brushes(self) -> None:
        """The map of the styles that a network knows."""
        from studio.ui.explore.rooms import PICTURES

        self.window.explore_brushes()
        self.wait(lambda: self.window.rooms.wandering.shown is not None)
        self._fade(BRUSHES_MS)
        self.snap(self.window, "brushes")
        self.window.rooms.show_room(PICTURES)

    def breed(self) -> None:
        self._show(BREED)
        self.window.generator_stage.breeding_view.begin.click()
        self._explore(BREED, "breed")

    def walk(self) -> None:
        """Samples, and a walk between two of them."""
        generating = self.window.studio.generating
        self._show(SAMPLES)
        self.wait(lambda: generating.shown is not None and self.window.generator_stage.samples.filled)
        walks: list[object] = []
        generating.walk_changed.connect(walks.append)
        for end, index in WALK:
            generating.choose_sample(index)
            self.wait(lambda: generating.shown is not None and generating.shown.seed == generating.seed)
            self.window.generator_stage.keep.click()
            generating.set_end(end)
        generating.scrub(0.62)
        self.wait(lambda: bool(walks))
        self.wait(self.tasks_idle)
        self.wait(soon())
        self.snap(self.window, "walk")

    def mixing(self) -> None:
        """The shape of one flower in the colours of another, in a generator that has styles."""
        generating, card = self.window.studio.generating, self.window.generator_panel.mixing
        self._show(SAMPLES)
        before = generating.model.card.name if generating.model is not None else ""
        generating.choose_model(MIXED)
        self.wait(lambda: generating.model is not None and generating.model.card.name == MIXED)
        for seed in (MIXED_COLOUR, MIXED_SHAPE):
            generating.set_seed(seed)
            self.wait(lambda seed=seed: generating.shown is not None and generating.shown.seed == seed)
            if seed == MIXED_COLOUR:
                card.take.click()
        mix = generating.hand.mix
        assert mix is not None
        generating.mix_layers(mix.other, MIXED_LAYERS)
        self.wait(lambda: generating.shown is not None and generating.shown.mix is not None)
        self.wait(self.tasks_idle)
        card.set_folded(False)
        self.wait(soon())
        self._scroll_to(card)
        self.snap(self.window, "mixing")
        generating.mix_layers(None, ())
        generating.choose_model(before)
        self.wait(lambda: generating.model is not None and generating.model.card.name == before)

    def optimizer(self) -> None:
        """The optimizer on its way, on the canvas; the style is one that our own network painted."""
        from studio.engine.pipelines import render_document

        self.window.mode_paint()
        painting = self.window.editor.painting
        assert painting is not None
        optimizing, panel = self.window.studio.optimizing, self.window.optimizer_panel
        self.window.editor.erase_all()
        self.window.editor.reset_styles()
        self.window.editor.take_style(STYLE_OF_OPTIMIZER)
        self.window.editor.fill()
        self.wait(lambda: not self.window.editor.rehearsing.busy)
        style = render_document(painting.document.view(), painting.stylizers)
        self.window.editor.undo()
        self.window.mode_optimize()
        optimizing.set_style(style[:800, 600:1800], "sample painted.png")
        panel.steps.set_number(OPTIMIZER_STEPS)
        panel.size_slider.set_number(512)
        panel.begin()
        self.wait(lambda: optimizing.running)
        self.wait(lambda: not optimizing.running)
        self.settle()
        self.snap(self.window, "optimizer")

    def live(self) -> None:
        """The sample picture, walked along as a camera would, in the place of one."""
        living, window = self.window.studio.living, self.window
        sample = window.studio.sample
        assert sample is not None
        with tempfile.TemporaryDirectory() as folder:
            frames = Path(folder) / "A walk"
            frames.mkdir()
            with Image.open(sample) as photo:
                height = photo.height * 2 // 3
                width = height * LIVE_PX[0] // LIVE_PX[1]
                for number in range(LIVE_FRAMES):
                    left = photo.width - width - number * LIVE_STEP_PX
                    part = photo.crop((left, photo.height // 6, left + width, photo.height // 6 + height))
                    part.resize(LIVE_PX).save(frames / f"{number:03}.jpg", quality=95)
            window.mode_live()
            living.take_source(frames)
            living.take_style(LIVE_STYLE)
            sides = window.live_stage.sides
            sides.setCurrentIndex(sides.findData("split"))
            sides.activated.emit(sides.currentIndex())
            seen: list[object] = []
            living.frame_changed.connect(seen.append)
            living.start()
            # One that is busy soon paints smaller frames.
            self.wait(lambda: len(seen) >= LIVE_LEAST_FRAMES)
            self.snap(window, "live")
            living.stop()

    def training(self) -> None:
        """The window of trainings, watching the run that was named."""
        if self.run is None:
            print("No --run is named; training.webp is left out.", file=sys.stderr)
            return
        training, window = self.window.studio.training, self.window.training_desk.window
        training.follow(False)
        window.show()
        training.attach(self.run)
        self.wait(lambda: window.samples.image is not None)
        # How far what is drawn is from what was shown, which falls while a run learns.
        window.figure.setCurrentIndex(window.figure.findText("frechet"))
        window.figure.activated.emit(window.figure.currentIndex())
        self.wait(soon())
        self.snap(window, "training")
        window.close()

    def _scroll_to(self, widget: QWidget) -> None:
        from PySide6.QtWidgets import QScrollArea

        around = widget.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(widget)
        self.wait(soon())

    def _explore(self, view: int, name: str) -> None:
        self._show(view)
        self._fade()
        self.snap(self.window, name)

    def _fade(self, after_ms: int = FADED_MS) -> None:
        from PySide6.QtCore import QDeadlineTimer

        self.wait(self.tasks_idle)
        # Pictures fade in, and ask for others.
        faded = QDeadlineTimer(after_ms)
        self.wait(faded.hasExpired)
        self.wait(self.tasks_idle)

    def _show(self, view: int) -> None:
        self.window.mode_generate()
        generating = self.window.studio.generating
        self.wait(lambda: generating.shown is not None)
        self.window.generator_stage.view_buttons[view].click()
        self.wait(soon())


SHOTS = (
    "styles", "brush", "presets", "hand", "layers", "history", "navigator", "selection", "split", "export",
    "palette", "map", "breed", "walk", "mixing", "brushes", "stamp", "optimizer", "live", "training",
)  # fmt: skip


def main() -> int:
    """Takes the named pictures, or all."""
    parser = argparse.ArgumentParser(description="Takes the pictures of docs/GUIDE.md.")
    parser.add_argument("shots", nargs="*", choices=[*SHOTS, []], help="which ones; all if none is named")
    parser.add_argument("--run", type=Path, help="a run folder, for the picture of the training window")
    arguments = parser.parse_args()
    with studio_window() as window:
        photographer = GuidePhotographer(window)
        photographer.run = arguments.run
        photographer.painted()
        for name in arguments.shots or SHOTS:
            getattr(photographer, name)()
    return 0


if __name__ == "__main__":
    sys.exit(main())
