"""Takes the screenshots of the README from the real window, with the shipped models and the sample picture.

    python -m tools.screenshots            # docs/images/studio.webp, finished.webp, and those of the other modes
    python -m tools.screenshots studio     # only that one

The window is driven as a user drives it and photographed when all work is done. No screen is needed.
"""

from __future__ import annotations

import argparse
import sys

from tools.painted_sample import paint_begun, paint_finished
from tools.photographer import FOLDER, Photographer, soon, studio_window

STYLE_OF_OPTIMIZER = "kandinsky-composition-vii"
WALK = (("A", 1), ("B", 5))
"""The ends of the walk that is shown, and which samples they are."""
LAYERS_PX = 384


class ReadmePhotographer(Photographer):
    """Takes the pictures of the README, one with each method."""

    def start(self) -> None:
        """The start page."""
        self.wait(lambda: not self.window.studio.queues.tasks.busy())
        self.wait(soon())
        self.snap(self.window, "start")

    def studio(self) -> None:
        """The canvas with a painted sample picture."""
        paint_begun(self)
        self.settle()
        self.window.editor.take_style("vangogh-starry-night")
        self.window.tool.change(size_px=220.0)
        self.settle()
        self.snap(self.window, "studio")

    def finished(self) -> None:
        """The sample picture, painted all over, and its layers."""
        paint_finished(self)
        self.window.layer_panel.setMinimumHeight(LAYERS_PX)
        self.wait(soon())
        self.settle()
        self.snap(self.window, "finished")
        self.window.layer_panel.setMinimumHeight(0)

    def generators(self) -> None:
        """The generator's stage in the middle of a walk."""
        generating = self.window.studio.generating
        self.window.mode_generate()
        if not generating.names:
            print("No generator is installed; generators.webp is left out.", file=sys.stderr)
            return
        idle = self.tasks_idle
        self.wait(lambda: generating.shown is not None)
        self.wait(idle)
        walks: list[object] = []
        generating.walk_changed.connect(walks.append)
        for end, index in WALK:
            self.window.studio.generating.choose_sample(index)
            self.wait(lambda: generating.shown is not None and generating.shown.seed == generating.seed)
            generating.set_end(end)
            self.window.generator_stage.keep_shown()
        generating.scrub(0.62)
        generating.settle()
        self.wait(lambda: generating.shown is not None and generating.shown.seed is None)
        self.wait(lambda: bool(walks))
        self.wait(idle)
        self.wait(soon())
        self.snap(self.window, "generators")

    def optimizer(self) -> None:
        """The optimizer on its way; the style picture is one that our own network painted."""
        from studio.engine.pipelines import render_document
        from studio.workers.optimizing import Painted

        self.open_sample()
        painting = self.window.editor.painting
        assert painting is not None
        self.window.editor.take_style(STYLE_OF_OPTIMIZER)
        self.window.editor.fill()
        style = render_document(painting.document.view(), painting.stylizers)
        self.window.editor.erase_all()
        optimizing, panel = self.window.studio.optimizing, self.window.optimizer_panel
        self.window.mode_optimize()
        optimizing.set_style(style[:800, 600:1800], "sample painted.png")
        seen: list[Painted] = []
        optimizing.updated.connect(seen.append)
        panel.begin()
        self.wait(lambda: bool(seen) and (len(seen[-1].losses) >= 80 or not optimizing.running))
        self.snap(self.window, "optimizer")
        optimizing.pause()
        self.wait(lambda: not optimizing.running)


def main() -> int:
    """Takes the named screenshots, or all."""
    shots = ("start", "studio", "finished", "generators", "optimizer")
    parser = argparse.ArgumentParser(description="Takes the screenshots of the README.")
    parser.add_argument("shots", nargs="*", choices=[*shots, []], help="which ones; all if none is named")
    wanted = parser.parse_args().shots or shots
    with studio_window() as window:
        photographer = ReadmePhotographer(window, FOLDER)
        for name in wanted:
            getattr(photographer, name)()
    return 0


if __name__ == "__main__":
    sys.exit(main())
