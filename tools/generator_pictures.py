"""Takes the pictures of docs/GUIDE.md that show generators."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

from tools.photographer import Photographer, soon
from tools.screenshots import WALK

MAP, SAMPLES, BREED = range(3)
MIXED, MIXED_SHAPE, MIXED_COLOUR, MIXED_LAYERS = "flowers-64", 60, 29, (4, 5, 6, 7, 8)
LESS, MORE = (17, 8), (2, 22)
"""Samples that a direction leads away from, and those that it leads to."""
KEYED = (3, 5, 17, 1)
KEYED_AMOUNTS = (0.4, 1.2, -0.8, 0.0)
"""Samples that become keyframes, and how far each is moved along the first direction."""
SHOWN_FRAME = 42.0
SOUGHT_WITH, SKY_BOX = "skies-128", (955, 0, 1105, 150)
"""The generator that looks for a picture, and where that lies in the sample picture: its sky, in pixels."""
FADED_MS, BRUSHES_MS = 1500, 30_000


class GeneratorPictures(Photographer):
    """Photographs the room of the generators. Each method takes one picture."""

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
            self._take_sample(index)
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
        before = self._choose_model(MIXED)
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
        self.scroll_to(card)
        self.snap(self.window, "mixing")
        generating.mix_layers(None, ())
        self._choose_model(before)

    def direction(self) -> None:
        """A direction between two sets of favourites."""
        generating, stage = self.window.studio.generating, self.window.generator_stage
        self._show(SAMPLES)
        for index in (*LESS, *MORE):
            self._take_sample(index)
            stage.keep.click()
        self.window.explore_desk.ask_direction()
        dialog = self.window.explore_desk.dialog
        assert dialog is not None
        dialog.name.setText("redder")
        first = generating.shown_first_seed
        for indices, side in ((LESS, dialog.low), (MORE, dialog.high)):
            for favourite in generating.wander.favourites:
                if favourite.kept.seed in [first + index for index in indices]:
                    dialog.check(favourite, side)
        self.snap_dialog("direction")

    def finding(self) -> None:
        """A piece of the sample picture's sky, found in the generator of skies."""
        finding, card = self.window.studio.finding, self.window.generator_panel.finding
        sample = self.window.studio.sample
        assert sample is not None
        self._show(SAMPLES)
        before = self._choose_model(SOUGHT_WITH)
        with tempfile.TemporaryDirectory() as folder:
            sky = Path(folder) / "sky.png"
            with Image.open(sample) as photo:
                photo.crop(SKY_BOX).save(sky)
            finding.find(sky)
            self.wait(lambda: finding.result is not None and not finding.running)
        self.card(card, "finding")
        self._choose_model(before)

    def found(self) -> None:
        """What becomes of a picture that was found."""
        self._show(SAMPLES)
        self.card(self.window.generator_panel.found, "found")

    def timeline(self) -> None:
        """Keyframes of pictures, and of one direction."""
        self._show(SAMPLES)
        self._set_keyframes()
        self.snap(self.window, "timeline")

    def film(self) -> None:
        """The dialog that exports the timeline."""
        self._show(SAMPLES)
        if not self.window.studio.animating.filmable:
            self._set_keyframes()
        self.window.timeline_panel.show_dialog()
        self.snap_dialog("film")

    def _set_keyframes(self) -> None:
        generating, animating = self.window.studio.generating, self.window.studio.animating
        direction = generating.directions[0].name
        for index, amount in zip(KEYED, KEYED_AMOUNTS, strict=True):
            self._take_sample(index)
            generating.set_amount(direction, amount)
            generating.settle()
            animating.key()
        latents = animating.timeline.track("latent")
        assert latents is not None
        animating.ease_key(latents, latents.keyframes[1].frame, "ease-in-out")
        seen: list[object] = []
        animating.picture_changed.connect(seen.append)
        animating.scrub(SHOWN_FRAME)
        self.wait(lambda: bool(seen))
        self.wait(self.tasks_idle)
        self.wait(soon())

    def _take_sample(self, index: int) -> None:
        generating = self.window.studio.generating
        generating.choose_sample(index)
        self.wait(lambda: generating.shown is not None and generating.shown.seed == generating.seed)

    def _choose_model(self, name: str) -> str:
        """Opens a generator. Returns the name of the one before."""
        generating = self.window.studio.generating
        before = generating.model.card.name if generating.model is not None else ""
        generating.choose_model(name)
        self.wait(lambda: generating.model is not None and generating.model.card.name == name)
        self.wait(lambda: generating.shown is not None)
        self.wait(self.tasks_idle)
        return before

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
