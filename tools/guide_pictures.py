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

from PIL import Image

from tools.dialog_pictures import DialogPictures
from tools.generator_pictures import GeneratorPictures
from tools.painted_sample import paint_begun, paint_finished
from tools.photographer import FOLDER, soon, studio_window
from tools.screenshots import STYLE_OF_OPTIMIZER

BEGUN_STROKES = 4
OPTIMIZER_STEPS = 60
LAYERS_PX = 380
LIVE_STYLE, LIVE_PX, LIVE_FRAMES, LIVE_STEP_PX = "vangogh-night-cafe", (640, 480), 60, 2
LIVE_LEAST_FRAMES = 24


class GuidePhotographer(GeneratorPictures, DialogPictures):
    """Photographs parts of the window. Each method takes one picture; `painted` has to come before most.

    Attributes:
        run: folder of a training that is watched.
    """

    run: Path | None = None

    def painted(self) -> None:
        """Paints the sample picture, in a few layers, with a mix of styles in hand to show."""
        paint_begun(self, BEGUN_STROKES)
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
        panel = self.window.navigator_panel
        self.window.canvas.zoom_to(0.9)
        panel.set_folded(False)
        self.wait(soon())
        # It shows the photo first, and the paint in a moment.
        unpainted = panel.view.grab().toImage()
        self.wait(lambda: panel.view.grab().toImage() != unpainted)
        self.card(panel, "navigator")
        panel.set_folded(True)
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

    def finished(self) -> None:
        """A finished picture, with nothing around it."""
        paint_finished(self)
        panels = self.window.actions_by_id["panels"]
        panels.trigger()
        self.window.canvas.fit()
        self.settle()
        self.wait(soon())
        self.snap(self.window, "finished")
        panels.trigger()

    # ---- the other modes

    def stamp(self) -> None:
        """The stamp's card is there while the stamp is in hand."""
        self.window.mode_paint()
        self.window.actions_by_id["stamp"].trigger()
        self.wait(self.tasks_idle)
        self.card(self.window.stamp_panel, "stamp")
        self.window.actions_by_id["stamp"].trigger()

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


SHOTS = (
    "styles", "brush", "presets", "hand", "curve", "layers", "history", "navigator", "selection", "split", "export",
    "palette", "keep", "keys", "choose_keys", "language", "about", "tour", "map", "breed", "direction", "walk",
    "mixing", "brushes", "finding", "found", "timeline", "film", "stamp", "optimizer", "live", "training", "finished",
)  # fmt: skip


def main() -> int:
    """Takes the named pictures, or all."""
    parser = argparse.ArgumentParser(description="Takes the pictures of docs/GUIDE.md.")
    parser.add_argument("shots", nargs="*", choices=[*SHOTS, []], help="which ones; all if none is named")
    parser.add_argument("--run", type=Path, help="a run folder, for the picture of the training window")
    arguments = parser.parse_args()
    with studio_window() as window:
        photographer = GuidePhotographer(window, FOLDER / "guide")
        photographer.run = arguments.run
        photographer.painted()
        for name in arguments.shots or SHOTS:
            getattr(photographer, name)()
    return 0


if __name__ == "__main__":
    sys.exit(main())
