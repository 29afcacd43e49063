"""The optimizer's cards: the styles, the run and its loss, and how it paints. The picture itself is on the canvas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget

from studio.document.commission import OptimizerSettings
from studio.document.work import Work
from studio.engine.optimizer_work import Losses, losses_of, steps_of
from studio.media.reading import READABLE_SUFFIXES
from studio.ui.editor import Editor
from studio.ui.iconset import IconSet
from studio.ui.optimizing import Optimizing
from studio.ui.theme import SPACE_PX, Theme
from studio.ui.translate import mark, tr
from studio.ui.widgets.card import Card, label, push_button, row
from studio.ui.widgets.choice_box import ChoiceBox
from studio.ui.widgets.drop_zone import DropZone
from studio.ui.widgets.loss_curve import LossCurve
from studio.ui.widgets.slider import Range, ValueSlider
from studio.ui.widgets.style_rows import ShownStyle, StyleRows
from studio.workers.optimizing import Painted

_CONTENTS = (
    ("photo", mark("Paint the photo"), mark("The photo under all layers")),
    ("seen", mark("Paint what is seen"), mark("The picture with all of its layers")),
)
_BEGINNINGS = (
    ("brush", mark("Begin with a brush's painting"), mark("The picture as a style brush paints it at once")),
    ("content", mark("Begin with the photo"), mark("What is painted, as it is")),
    ("seen", mark("Begin with what is seen"), mark("What lies there now, such as an earlier run")),
    (
        "noise",
        mark("Begin with noise"),
        mark("Nothing of the picture but what the content weight brings back"),
    ),
)
_METHODS = (
    ("lbfgs", mark("L-BFGS"), mark("Fewer steps to the same loss; looks farther ahead")),
    ("adam", mark("Adam"), mark("Steady steps; good at any size")),
)
_DISTANCES = (
    (
        "gram",
        mark("Gram matrices"),
        mark("What Gatys' method compares: which strokes and colours come together"),
    ),
    ("wasserstein", mark("Wasserstein"), mark("How far paint would have to be moved; slower, often richer")),
)


class OptimizerPanel(QWidget):
    """The cards beside the canvas in the optimizer's mode."""

    def __init__(
        self,
        optimizing: Optimizing,
        editor: Editor,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._optimizing, self._editor, self._icons = optimizing, editor, icons
        self._shown_work: Work | None = None
        self._showing = False
        self.ask_for_mask: Callable[[], Path | None] = self._mask_dialog
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(SPACE_PX)
        outer.addWidget(self._pictures_card(theme, icons))
        outer.addWidget(self._run_card(theme, icons))
        outer.addWidget(self._settings_card(theme, icons))
        outer.addWidget(self._method_card(theme, icons))
        outer.addStretch(1)
        self._show_settings()
        self._listen()
        optimizing.settings_changed.connect(self._show_settings)
        optimizing.styles_changed.connect(self._follow_styles)
        optimizing.running_changed.connect(self._follow_running)
        optimizing.updated.connect(self._follow_run)
        editor.document_changed.connect(self._follow)
        editor.layers.changed.connect(self._follow)
        editor.history_changed.connect(self._follow)
        self._follow()

    # ---- the cards

    def _pictures_card(self, theme: Theme, icons: IconSet) -> Card:
        card = Card(tr("Style pictures"), icons)
        self.style_zone = DropZone(theme, tr("Drop any painting here,\nor click to choose one"), 84)
        self.style_zone.setAccessibleName(tr("Add a style picture"))
        self.style_zone.setToolTip(
            tr("The paintings whose style is taken: drop them here, or click to choose a file")
        )
        self.style_rows = StyleRows(theme, icons)
        self.style_zone.dropped.connect(self._optimizing.open_style)
        self.style_rows.removed.connect(self._optimizing.remove_style)
        self.style_rows.share_changed.connect(self._optimizing.set_share)
        self.style_rows.share_settled.connect(self._optimizing.settle)
        self.style_rows.inside_asked.connect(self._optimizing.paint_inside_selection)
        self.style_rows.everywhere_asked.connect(lambda number: self._optimizing.set_mask(number, None))
        self.style_rows.mask_asked.connect(self._choose_mask)
        card.body.addWidget(self.style_rows)
        card.body.addWidget(self.style_zone)
        return card

    def _run_card(self, theme: Theme, icons: IconSet) -> Card:
        card = Card(tr("Paint"), icons)
        self.start = push_button(
            tr("Start"), tr("Paints what is selected, or all of the picture, as a new layer"), accent=True
        )
        self.pause = push_button(tr("Pause"), tr("Stops; it can go on later, even after Pinxit was closed"))
        self.go_on = push_button(tr("Go on"), tr("Goes on with the layer in hand from where it stopped"))
        self.finish = push_button(
            tr("Done"), tr("Keeps the picture as it is, and gives up what it takes to go on")
        )
        self.start.setIcon(icons.icon("play", "on_accent", 16))
        self.go_on.setIcon(icons.icon("play", size_px=16))
        self.pause.setIcon(icons.icon("pause", size_px=16))
        self.finish.setIcon(icons.icon("tick", size_px=16))
        self.start.clicked.connect(self.begin)
        self.pause.clicked.connect(self._optimizing.pause)
        self.go_on.clicked.connect(self._optimizing.go_on)
        self.finish.clicked.connect(self._optimizing.finish)
        self.to_brush = push_button(tr("Make this a brush"))
        self.to_brush.setIcon(icons.icon("brush", size_px=16))
        self.caption = label("", "dim", wrap=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.curve = LossCurve(theme, tr("Loss"), tr("How far the picture is from its goal, step by step"))
        # In two lines: in one they are too wide for the panel in some languages.
        card.body.addLayout(row(self.start, self.pause, self.go_on))
        card.body.addLayout(row(self.finish, self.to_brush))
        card.body.addWidget(self.progress)
        card.body.addWidget(self.caption)
        card.body.addWidget(self.curve)
        return card

    def _settings_card(self, theme: Theme, icons: IconSet) -> Card:
        card = Card(tr("How to paint"), icons)
        neutral = OptimizerSettings()
        weights = Range(0.01, 100, 1, decimals=2, logarithmic=True)
        self.content = ChoiceBox(
            tr("What is painted"), tr("What the painting is to show: the photo, or all layers"), _CONTENTS
        )
        self.beginning = ChoiceBox(
            tr("What to begin with"),
            tr("What the first step finds on the canvas"),
            _BEGINNINGS[0 if self._optimizing.has_brush else 1 :],
        )
        self.style_weight = ValueSlider(tr("Style weight"), weights, theme, tr("How much the style pulls"))
        self.content_weight = ValueSlider(
            tr("Content weight"),
            replace(weights, default=neutral.content_weight),
            theme,
            tr("How much the photo holds"),
        )
        self.smoothness = ValueSlider(
            tr("Smoothness"),
            Range(0, 1, neutral.tv_weight, decimals=2),
            theme,
            tr("How much neighbouring pixels are held together"),
        )
        self.style_scale = ValueSlider(
            tr("Style scale"),
            Range(0.25, 4, 1, decimals=2, suffix=" ×", logarithmic=True),
            theme,
            tr("2 shows the strokes of the style twice as large"),
        )
        self.steps = ValueSlider(
            tr("Steps"), Range(1, 1000, neutral.steps, logarithmic=True), theme, tr("How long it paints")
        )
        self.size_slider = ValueSlider(
            tr("Size"),
            Range(64, 4096, neutral.size_px, suffix=" px", logarithmic=True),
            theme,
            tr("Long side at which it is painted; it is laid over its place on the canvas whatever that is"),
        )
        self.keep_color = QCheckBox(tr("Keep the photo's colours"))
        self.keep_color.setToolTip(tr("Takes light and shade of the painting, and every colour of the photo"))
        for part in (
            self.content,
            self.beginning,
            self.style_weight,
            self.content_weight,
            self.smoothness,
            self.style_scale,
            self.steps,
            self.size_slider,
            self.keep_color,
        ):
            card.body.addWidget(part)
        return card

    def _method_card(self, theme: Theme, icons: IconSet) -> Card:
        card = Card(tr("Method"), icons)
        self.method = ChoiceBox(tr("Method"), tr("How the picture is moved towards its goal"), _METHODS)
        self.distance = ChoiceBox(tr("Distance of styles"), tr("How two styles are compared"), _DISTANCES)
        self.coarse_to_fine = QCheckBox(tr("Coarse to fine"))
        self.coarse_to_fine.setToolTip(
            tr("Begins small and doubles the size: larger shapes, and sooner there")
        )
        self.average = QCheckBox(tr("Average of the last steps"))
        self.average.setToolTip(tr("Shows the mean of the last steps instead of the newest: calmer"))
        for part in (self.method, self.distance, self.coarse_to_fine, self.average):
            card.body.addWidget(part)
        return card

    # ---- what it says, and what it does

    def settings(self) -> OptimizerSettings:
        """What the controls say."""
        return OptimizerSettings(
            content_weight=self.content_weight.number,
            style_weight=self.style_weight.number,
            tv_weight=self.smoothness.number,
            style_scale=self.style_scale.number,
            steps=int(self.steps.number),
            size_px=int(self.size_slider.number),
            keep_color=self.keep_color.isChecked(),
            method=self.method.currentData(),
            distance=self.distance.currentData(),
            coarse_to_fine=self.coarse_to_fine.isChecked(),
            average=self.average.isChecked(),
            content=self.content.currentData(),
            beginning=self.beginning.currentData(),
        )

    def _listen(self) -> None:
        """Tells what is changed by hand, each change a step of the history under the control's own name."""
        for slider in self.findChildren(ValueSlider):
            slider.value_changed.connect(self._teller(slider.accessibleName()))
            slider.settled.connect(lambda _: self._optimizing.settle())
        for box in self.findChildren(ChoiceBox):
            box.currentIndexChanged.connect(self._teller(box.accessibleName()))
        for check in self.findChildren(QCheckBox):
            check.toggled.connect(self._teller(check.text()))

    def _teller(self, label: str) -> Callable[[object], None]:
        """A slot that knows the control's name, and not the control, which would hold itself until it is destroyed."""
        return lambda _: self._tell(label)

    def _tell(self, label: str) -> None:
        if not self._showing:
            self._optimizing.set_settings(self.settings(), label)

    def _show_settings(self) -> None:
        settings = self._optimizing.settings
        self._showing = True
        self.content_weight.set_number(settings.content_weight)
        self.style_weight.set_number(settings.style_weight)
        self.smoothness.set_number(settings.tv_weight)
        self.style_scale.set_number(settings.style_scale)
        self.steps.set_number(settings.steps)
        self.size_slider.set_number(settings.size_px)
        self.keep_color.setChecked(settings.keep_color)
        self.method.show_value(settings.method)
        self.distance.show_value(settings.distance)
        self.coarse_to_fine.setChecked(settings.coarse_to_fine)
        self.average.setChecked(settings.average)
        self.content.show_value(settings.content)
        self.beginning.show_value(settings.beginning)
        self._showing = False

    def begin(self) -> None:
        """Goes on with the run in hand, or starts one."""
        if self.go_on.isEnabled():
            self._optimizing.go_on()
        elif self.start.isEnabled():
            self._optimizing.start(self.settings())

    def _choose_mask(self, number: int) -> None:
        path = self.ask_for_mask()
        if path is not None:
            self._optimizing.open_mask(number, path)

    def _mask_dialog(self) -> Path | None:
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in READABLE_SUFFIXES)
        kinds = f"{tr('Pictures')} ({patterns})"
        name, _ = QFileDialog.getOpenFileName(
            self, tr("Choose a picture that is white where the style is painted"), "", kinds
        )
        return Path(name) if name else None

    def _follow_styles(self) -> None:
        styles = self._optimizing.styles
        self.style_rows.show_styles(
            [ShownStyle(style.name, style.pixels, style.share, style.mask) for style in styles]
        )
        self._follow()

    def _follow(self) -> None:
        optimizing, running = self._optimizing, self._optimizing.running
        document, paused = self._editor.painting is not None, optimizing.paused
        if not running:
            self.go_on.setEnabled(paused is not None and optimizing.available)
        self._offer(self.pause if running else self.go_on, instead_of=self.go_on if running else self.pause)
        self.start.setEnabled(optimizing.available and document and bool(optimizing.styles) and not running)
        self._accent(self.start, accent=not self.go_on.isEnabled())
        self._accent(self.go_on, accent=self.go_on.isEnabled())
        self.finish.setEnabled(running or paused is not None)
        self.to_brush.setEnabled(document and not running)
        self.to_brush.setToolTip(self._said_of_brush(document=document))
        self.progress.setVisible(running)
        if running:
            return
        work = None if paused is None else paused.work
        if work is not None and work is not self._shown_work:
            self._shown_work = work
            losses = losses_of(work)
            self._show_curve(losses, max(steps_of(work)[1], len(losses)))
        if not optimizing.available:
            text = tr("No perceptual model is installed; add one with pinxit models add.")
        elif not document:
            text = tr("Open a photo first: it is the content.")
        elif paused is not None and paused.work is not None:
            step, steps = steps_of(paused.work)
            text = tr("Stopped after {step} of {steps} steps; it can go on.").format(step=step, steps=steps)
        elif not optimizing.styles:
            text = tr("Choose a style picture to begin.")
        elif optimizing.losses:
            text = tr("{count} steps").format(count=len(optimizing.losses))
        else:
            text = ""
        self.caption.setText(text)
        self.caption.setVisible(bool(text))

    def _accent(self, button: QPushButton, *, accent: bool) -> None:
        """Shows whether a button is the main thing to do now: what Ctrl+Return does."""
        if button.property("accent") != accent:
            button.setProperty("accent", accent)
            button.setIcon(self._icons.icon("play", "on_accent" if accent else "text", 16))
            button.style().unpolish(button)
            button.style().polish(button)

    @staticmethod
    def _offer(button: QPushButton, *, instead_of: QPushButton) -> None:
        """Shows one button in the place of another, and hands it the keyboard: else it went on to "Done"."""
        button.show()
        if instead_of.hasFocus():
            button.setFocus()
        instead_of.hide()

    def _said_of_brush(self, *, document: bool) -> str:
        """What the brush is fitted to, which is no style picture, or why there can be none now."""
        if self._optimizing.running:
            return tr("Wait for the end of the run, or pause it: the brush is fitted to what came of it")
        if not document:
            return tr("Open a photo first: the brush is fitted to what is painted on it")
        return tr(
            "Fits a style brush to the picture layer in hand, or else to the painting as it is seen, "
            "through pinxit-train"
        )

    def _follow_running(self, running: bool) -> None:
        self._follow()
        if running:
            self.caption.setText(tr("Taking the style's measure…"))
            self.caption.show()
            self.curve.show_curves({}, 1)
            self.progress.setRange(0, 0)

    def _follow_run(self, painted: Painted) -> None:
        losses, progress = painted.losses, painted.progress
        self._shown_work = painted.work
        self._show_curve(losses, len(losses) if progress is None else progress.steps)
        if progress is None:
            return
        self.progress.setRange(0, progress.steps)
        self.progress.setValue(progress.step)
        left_s = (progress.steps - progress.step) * progress.step_ms / 1000
        self.caption.setText(
            tr("Step {step} of {steps}  ·  {size_px} px  ·  {time} left").format(
                step=progress.step, steps=progress.steps, size_px=progress.size_px, time=_in_words(left_s)
            )
        )
        self.caption.setToolTip(tr("{step_ms:.0f} ms a step").format(step_ms=progress.step_ms))

    def _show_curve(self, losses: Sequence[Losses], steps: int) -> None:
        curves = {
            tr("All"): [loss.total for loss in losses],
            tr("Style"): [loss.style for loss in losses],
            tr("Content"): [loss.content for loss in losses],
        }
        self.curve.show_curves(curves, max(steps, 2))


def _in_words(seconds: float) -> str:
    if seconds < 90:
        return tr("{seconds:.0f} s").format(seconds=seconds)
    return tr("{minutes:.0f} min").format(minutes=seconds / 60)
