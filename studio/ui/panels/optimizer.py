"""The optimizer's controls and its stage: the style, the sliders, the picture as it comes, and the loss."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QComboBox, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.editor import Editor
from studio.ui.iconset import IconSet
from studio.ui.optimizing import Beginning, OptimizerSettings, OptimizerUpdate, Optimizing
from studio.ui.theme import SPACE_PX, Theme
from studio.ui.translate import mark, tr
from studio.ui.widgets.card import Card, column, label, push_button, row
from studio.ui.widgets.drop_zone import DropZone
from studio.ui.widgets.pictures import PictureView
from studio.ui.widgets.slider import Range, ValueSlider

_BEGINNINGS: tuple[tuple[Beginning, str], ...] = (
    ("brush", mark("Begin with a brush's painting")),
    ("content", mark("Begin with the photo")),
    ("noise", mark("Begin with noise")),
)


class LossCurve(QWidget):
    """The loss of every step, on a logarithmic scale."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._losses: Sequence[float] = ()
        self._steps = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Loss curve"))

    def sizeHint(self) -> QSize:
        return QSize(400, 120)

    def show_losses(self, losses: Sequence[float], steps: int) -> None:
        """Shows the losses so far of a run of `steps` steps."""
        self._losses, self._steps = losses, steps
        if losses:
            self.setAccessibleDescription(
                tr("Loss {loss:.4g} after {count} of {steps} steps").format(
                    loss=losses[-1], count=len(losses), steps=steps
                )
            )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, bar = self._theme, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(bar, 10, 10)
        painter.fillPath(shape, theme.color("card"))
        inside = bar.adjusted(16, 34, -16, -14)
        painter.setPen(theme.color("dim"))
        caption = bar.adjusted(16, 10, -16, 0)
        painter.drawText(caption, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, tr("Loss"))
        values = [math.log10(loss) for loss in self._losses if loss > 0]
        if len(values) < 2:
            painter.setPen(theme.color("faint"))
            painter.drawText(
                bar, Qt.AlignmentFlag.AlignCenter, tr("How far the picture is from its goal, step by step")
            )
            return
        painter.drawText(
            caption, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, f"{self._losses[-1]:.4g}"
        )
        low, high = min(values), max(values)
        span = max(high - low, 1e-9)
        line = QPolygonF(
            [
                QPointF(
                    inside.left() + number / max(1, self._steps - 1) * inside.width(),
                    inside.bottom() - (value - low) / span * inside.height(),
                )
                for number, value in enumerate(values)
            ]
        )
        self._paint_curve(painter, line, inside)

    def _paint_curve(self, painter: QPainter, line: QPolygonF, inside: QRectF) -> None:
        accent = self._theme.color("accent")
        area = QPolygonF(line)
        area.append(QPointF(line.last().x(), inside.bottom()))
        area.append(inside.bottomLeft())
        glow = QLinearGradient(inside.topLeft(), inside.bottomLeft())
        top, bottom = QColor(accent), QColor(accent)
        top.setAlpha(70)
        bottom.setAlpha(0)
        glow.setColorAt(0, top)
        glow.setColorAt(1, bottom)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(glow)
        painter.drawPolygon(area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(
            QPen(accent, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPolyline(line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawEllipse(line.last(), 3.5, 3.5)


class OptimizerPanel(QWidget):
    """The cards beside the optimizer's stage."""

    def __init__(
        self,
        optimizing: Optimizing,
        editor: Editor,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._optimizing, self._editor = optimizing, editor
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(SPACE_PX)
        outer.addWidget(self._pictures_card(theme, icons))
        outer.addWidget(self._settings_card(theme, icons))
        outer.addWidget(self._run_card(icons))
        outer.addStretch(1)
        optimizing.style_changed.connect(self.style_zone.show_picture)
        optimizing.style_changed.connect(self._follow)
        optimizing.running_changed.connect(self._follow)
        optimizing.picture_changed.connect(self._follow)
        editor.document_changed.connect(self._follow)
        self._follow()

    def _pictures_card(self, theme: Theme, icons: IconSet) -> Card:
        card = Card(tr("Style picture"), icons)
        self.style_zone = DropZone(theme, tr("Drop any painting here,\nor click to choose one"), 148)
        self.style_zone.setAccessibleName(tr("Style picture"))
        self.style_zone.setToolTip(
            tr("The painting whose style is taken: drop it here, or click to choose a file")
        )
        self.style_zone.dropped.connect(self._optimizing.open_style)
        card.body.addWidget(self.style_zone)
        return card

    def _settings_card(self, theme: Theme, icons: IconSet) -> Card:
        card = Card(tr("How to paint"), icons)
        neutral = OptimizerSettings()
        weights = Range(0.01, 100, 1, decimals=2, logarithmic=True)
        self.style_weight = ValueSlider(tr("Style weight"), weights, theme, tr("How much the style pulls"))
        self.content_weight = ValueSlider(
            tr("Content weight"), weights, theme, tr("How much the photo holds")
        )
        self.smoothness = ValueSlider(
            tr("Smoothness"),
            Range(0, 1, neutral.tv_weight, decimals=2),
            theme,
            tr("How much neighbouring pixels are held together"),
        )
        self.steps = ValueSlider(
            tr("Steps"), Range(1, 1000, neutral.steps, logarithmic=True), theme, tr("How long it paints")
        )
        self.size_slider = ValueSlider(
            tr("Size"),
            Range(64, 2048, neutral.size_px, suffix=" px", logarithmic=True),
            theme,
            tr("Long side of the picture"),
        )
        self.keep_color = QCheckBox(tr("Keep the photo's colours"))
        self.keep_color.setToolTip(tr("Takes light and shade of the painting, and every colour of the photo"))
        self.beginning = QComboBox()
        for beginning, text in _BEGINNINGS[0 if self._optimizing.has_brush else 1 :]:
            self.beginning.addItem(tr(text), beginning)
        self.beginning.setAccessibleName(tr("What to begin with"))
        self.beginning.setToolTip(tr("What the first step finds on the canvas"))
        for part in (
            self.beginning,
            self.style_weight,
            self.content_weight,
            self.smoothness,
            self.steps,
            self.size_slider,
            self.keep_color,
        ):
            card.body.addWidget(part)
        return card

    def _run_card(self, icons: IconSet) -> Card:
        card = Card(tr("Paint"), icons)
        self.start = push_button(tr("Start"), tr("Begins to paint"), accent=True)
        self.stop = push_button(tr("Stop"), tr("Ends the run and keeps what is there"))
        self.to_layer = push_button(tr("Keep as layer"), tr("Lays the picture over the document"))
        self.to_document = push_button(
            tr("Keep as document"), tr("Opens the picture as a document of its own")
        )
        self.start.setIcon(icons.icon("play", "on_accent", 16))
        self.stop.setIcon(icons.icon("stop", size_px=16))
        self.start.clicked.connect(self.begin)
        self.stop.clicked.connect(self._optimizing.stop)
        self.to_layer.clicked.connect(self._keep_as_layer)
        self.to_document.clicked.connect(self._keep_as_document)
        self.hint = label("", "dim", wrap=True)
        card.body.addLayout(row(self.start, self.stop))
        card.body.addLayout(row(self.to_layer, self.to_document))
        card.body.addWidget(self.hint)
        return card

    def settings(self) -> OptimizerSettings:
        """What the sliders say."""
        return OptimizerSettings(
            content_weight=self.content_weight.number,
            style_weight=self.style_weight.number,
            tv_weight=self.smoothness.number,
            steps=int(self.steps.number),
            size_px=int(self.size_slider.number),
            keep_color=self.keep_color.isChecked(),
            beginning=self.beginning.currentData(),
        )

    def begin(self) -> None:
        """Starts a run on the open document's photo."""
        if self._editor.painting is not None and self.start.isEnabled():
            self._optimizing.start(self._editor.painting.document.base, self.settings())

    def _follow(self) -> None:
        optimizing, running = self._optimizing, self._optimizing.running
        document = self._editor.painting is not None
        self.start.setEnabled(
            optimizing.available and document and optimizing.style is not None and not running
        )
        self.stop.setEnabled(running)
        there = optimizing.picture is not None and not running
        self.to_layer.setEnabled(there and document)
        self.to_document.setEnabled(there)
        if not optimizing.available:
            hint = tr("No perceptual model is installed; add one with pinxit models add.")
        elif not document:
            hint = tr("Open a photo first: it is the content.")
        elif optimizing.style is None:
            hint = tr("Choose a style picture to begin.")
        else:
            hint = ""
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))

    def _keep_as_layer(self) -> None:
        if self._optimizing.picture is not None:
            self._editor.incoming.place(self._optimizing.picture, self._optimizing.source())

    def _keep_as_document(self) -> None:
        if self._optimizing.picture is not None:
            name = tr("In the style of {name}").format(name=self._optimizing.style_name)
            self._editor.open_pixels(self._optimizing.picture, name, self._optimizing.source())


class OptimizerStage(QWidget):
    """What fills the middle of the window in the optimizer's mode."""

    def __init__(
        self, optimizing: Optimizing, editor: Editor, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._optimizing, self._editor = optimizing, editor
        self.picture = PictureView(
            theme,
            tr("Open a photo and choose a style picture:\nthe optimizer paints slowly, and you can watch."),
        )
        self.picture.setAccessibleName(tr("The picture as it is painted"))
        self.caption = label("", "dim")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.curve = LossCurve(theme)
        outer = column(self.picture, row(self.caption, 1), self.progress, self.curve, spacing_px=12)
        outer.setContentsMargins(32, 24, 32, 24)
        outer.setStretch(0, 1)
        self.setLayout(outer)
        optimizing.picture_changed.connect(self.picture.show_picture)
        optimizing.updated.connect(self._follow)
        optimizing.running_changed.connect(self._follow_running)
        editor.document_changed.connect(self._show_content)
        self._follow_running(False)

    def _follow(self, update: OptimizerUpdate) -> None:
        progress = update.progress
        self.curve.show_losses(update.losses, progress.steps)
        self.progress.setRange(0, progress.steps)
        self.progress.setValue(progress.step)
        left_s = (progress.steps - progress.step) * progress.step_ms / 1000
        self.caption.setText(
            tr("Step {step} of {steps}  ·  {step_ms:.0f} ms a step  ·  {size_px} px  ·  {time} left").format(
                step=progress.step,
                steps=progress.steps,
                step_ms=progress.step_ms,
                size_px=progress.size_px,
                time=_in_words(left_s),
            )
        )

    def _follow_running(self, running: bool) -> None:
        self.progress.setVisible(running)
        if running:
            self.caption.setText(tr("Taking the style's measure…"))
            self.curve.show_losses((), 1)
            self.progress.setRange(0, 0)
        elif self._optimizing.losses:
            self.caption.setText(tr("{count} steps").format(count=len(self._optimizing.losses)))

    def _show_content(self) -> None:
        if self._optimizing.picture is None:
            thumbnail: np.ndarray | None = self._editor.thumbnail
            self.picture.show_picture(thumbnail)


def _in_words(seconds: float) -> str:
    if seconds < 90:
        return tr("{seconds:.0f} s").format(seconds=seconds)
    return tr("{minutes:.0f} min").format(minutes=seconds / 60)
