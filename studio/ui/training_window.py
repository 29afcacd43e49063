"""The window of trainings, beside the studio's own: what is trained, how it goes, and what it draws."""

from __future__ import annotations

import shlex
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QSplitter,
    QWidget,
)

from studio.ui.iconset import IconSet
from studio.ui.theme import Theme
from studio.ui.training import Training, TrainingWish, warnings_in
from studio.ui.translate import mark, tr
from studio.ui.widgets.card import Card, column, icon_button, label, push_button, row
from studio.ui.widgets.choice_box import ChoiceBox, StillBox
from studio.ui.widgets.loss_curve import LossCurve
from studio.ui.widgets.pictures import PictureView, from_qimage

_KINDS = (
    ("gan", mark("A generator"), mark("Learns to draw pictures like those of a folder")),
    ("style", mark("Style brushes"), mark("Learns to paint photos in the style of paintings")),
)
_PRESETS = {
    "gan": (
        "own-64",
        "few-shot",
        "cpu-64",
        "cpu-128",
        "style-64",
        "progressive-64",
        "msg-64",
        "gpu-128",
        "tiny",
    ),
    "style": ("own-cpu", "cpu"),
}
_OWN = "pinxit"
_CONTENT_WITH_OWN = frozenset({"own-64", "few-shot", "tiny", "own-cpu"})
"""Presets that need no networks but our own encoder. The first of each kind is what `pinxit-train` takes unnamed."""
_BESIDES = frozenset({"lr", "seconds"})
"""Figures that say nothing of how good a run is: never shown first."""


class FolderField(QWidget):
    """A line with a folder, and a button that asks for one."""

    def __init__(self, name: str, tip: str, icons: IconSet) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.setToolTip(tip)
        self.button = icon_button(icons, "open", tr("Choose a folder"), tip)
        self.button.clicked.connect(self._ask)
        self._name = name
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.button)

    @property
    def path(self) -> Path | None:
        text = self.line.text().strip()
        return Path(text).expanduser().absolute() if text else None

    def _ask(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._name, self.line.text())
        if chosen:
            self.line.setText(chosen)


class TrainingWindow(QWidget):
    """Starts, watches, stops and goes on with `pinxit-train`.

    Args:
        training: the run that is watched.
        parent: the studio's window; the two are moved and closed apart.
    """

    def __init__(self, training: Training, theme: Theme, icons: IconSet, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("trainingWindow")
        self.setWindowTitle(tr("Training"))
        self.resize(980, 680)
        self._training = training
        self._sample: tuple[Path, int] | None = None
        self._folder: Path | None = None
        split = QSplitter(Qt.Orientation.Horizontal)
        left, right = QWidget(), QWidget()
        left.setLayout(column(self._wish_card(icons), self._run_card(theme, icons), 1, margins_px=12))
        right.setLayout(column(self._view(theme), self.curve, row(self.figure, 1), margins_px=12))
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([380, 600])
        self.setLayout(column(split))
        training.changed.connect(self._follow)
        training.failed.connect(self._say)
        training.loaded.connect(
            lambda name: self._say(tr("The newest checkpoint of {name} is loaded.").format(name=name))
        )
        self._follow_kind()
        self._follow()

    # ---- the parts

    def _wish_card(self, icons: IconSet) -> Card:
        card = Card(tr("What to train"), icons)
        self.kind = ChoiceBox(tr("What to train"), tr("What the run makes"), _KINDS)
        self.kind.currentIndexChanged.connect(self._follow_kind)
        self.data = FolderField(tr("Pictures"), tr("A folder of pictures to learn from"), icons)
        self.paintings = FolderField(
            tr("Paintings"), tr("A folder of paintings, each of which becomes a style"), icons
        )
        self.out = FolderField(
            tr("Run folder"), tr("Where everything of the run is kept; it goes on from there"), icons
        )
        self.preset = StillBox()
        self.preset.setEditable(True)
        self.preset.setAccessibleName(tr("Preset"))
        self.preset.setToolTip(tr("Where the options come from: a preset, or a .toml file"))
        self.perceptual = QLineEdit()
        self.perceptual.setPlaceholderText(tr("A folder with SqueezeNet 1.1 and VGG-19"))
        self.perceptual.setAccessibleName(tr("Looks through"))
        self.perceptual.setToolTip(
            tr("The networks that losses look through: pinxit is our own, or name a folder of weights")
        )
        self.preset.currentTextChanged.connect(self._follow_preset)
        self.more = QLineEdit()
        self.more.setAccessibleName(tr("More options"))
        self.more.setToolTip(tr("As on the command line, such as --set batch_size=16"))
        self.form = QFormLayout()
        for name, field in (
            (tr("What"), self.kind),
            (tr("Pictures"), self.data),
            (tr("Paintings"), self.paintings),
            (tr("Run folder"), self.out),
            (tr("Preset"), self.preset),
            (tr("Looks through"), self.perceptual),
            (tr("More options"), self.more),
        ):
            self.form.addRow(name, field)
        card.body.addLayout(self.form)
        return card

    def _run_card(self, theme: Theme, icons: IconSet) -> Card:
        card = Card(tr("The run"), icons)
        self.start = push_button(tr("Start"), tr("Begins to train in a process of its own"), accent=True)
        self.stop = push_button(tr("Stop"), tr("Writes a checkpoint and ends; it can go on"))
        self.go_on = push_button(tr("Go on"), tr("Goes on from the last checkpoint"))
        self.open = push_button(tr("Watch a run…"), tr("Watches the run of a folder, whoever began it"))
        self.start.setIcon(icons.icon("play", "on_accent", 16))
        self.stop.setIcon(icons.icon("stop", size_px=16))
        self.go_on.setIcon(icons.icon("play", size_px=16))
        self.start.clicked.connect(self.begin)
        self.stop.clicked.connect(self._training.stop)
        self.go_on.clicked.connect(self._training.go_on)
        self.open.clicked.connect(self._ask_for_run)
        self.follow = QCheckBox(tr("Load each checkpoint"))
        self.follow.setChecked(self._training.following)
        self.follow.setToolTip(
            tr("Exports each checkpoint and shows it: in the generator's room, or on the shelf of brushes")
        )
        self.follow.toggled.connect(self._training.follow)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.caption = label("", "dim", wrap=True)
        self.warnings = label("", wrap=True)
        self.message = label("", "dim", wrap=True)
        self.curve = LossCurve(theme, tr("Figures"), tr("How the run goes, report by report"))
        self.figure = StillBox()
        self.figure.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.figure.setAccessibleName(tr("Figure"))
        self.figure.setToolTip(tr("Which figure of the run is drawn"))
        self.figure.activated.connect(self._draw)
        card.body.addLayout(row(self.start, self.stop, self.go_on))
        card.body.addWidget(self.open)
        card.body.addWidget(self.follow)
        for part in (self.progress, self.caption, self.warnings, self.message):
            card.body.addWidget(part)
        return card

    def _view(self, theme: Theme) -> PictureView:
        self.samples = PictureView(theme, tr("What the run draws appears here."))
        self.samples.setAccessibleName(tr("The newest samples"))
        return self.samples

    # ---- what it does

    def wish(self) -> TrainingWish | None:
        """What the form asks for; None, and a sentence, where something is missing."""
        data, out, paintings = self.data.path, self.out.path, self.paintings.path
        style = self.kind.value == "style"
        if data is None or out is None or (style and paintings is None):
            self._say(tr("Name the folders first: what is learned from, and where the run is kept."))
            return None
        try:
            more = shlex.split(self.more.text())
        except ValueError:
            self._say(tr("The options have a quotation mark too many or too few."))
            return None
        return TrainingWish(
            kind=self.kind.value,
            data=data,
            out=out,
            paintings=paintings if style else None,
            preset=self.preset.currentText().strip(),
            perceptual=self.perceptual.text().strip(),
            more=more,
        )

    def begin(self) -> None:
        """Starts what the form asks for."""
        wish = self.wish()
        if wish is not None:
            self._say("")
            self._training.begin(wish)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._training.look()

    def _ask_for_run(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Watch a run"), str(self.out.path or ""))
        if chosen:
            self._training.attach(Path(chosen))

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _follow_kind(self) -> None:
        kind = self.kind.value
        self.preset.clear()
        self.preset.addItems(list(_PRESETS[kind]))
        line = self.preset.lineEdit()
        assert line is not None
        line.setPlaceholderText(_PRESETS[kind][0])
        self.form.setRowVisible(self.paintings, kind == "style")

    def _follow_preset(self, preset: str) -> None:
        """Looks through our own encoder where that suffices; a folder that was named stays."""
        if self.perceptual.text() in ("", _OWN):
            named = preset.strip() or _PRESETS[self.kind.value][0]
            self.perceptual.setText(_OWN if named in _CONTENT_WITH_OWN else "")

    def _follow(self) -> None:
        training, report = self._training, self._training.report
        alive = training.alive
        self.start.setEnabled(not alive)
        self.stop.setEnabled(training.can_stop)
        self.go_on.setEnabled(training.can_go_on)
        self.progress.setVisible(report is not None or alive)
        if training.folder != self._folder:
            # What the run before drew is not this one's.
            self._folder, self._sample = training.folder, None
            self.samples.show_picture(None)
            self.curve.show_curves({}, 2)
        if report is None:
            self.progress.setRange(0, 0)
            name = training.folder.name if training.folder is not None else ""
            self.caption.setText(tr("{name} is beginning…").format(name=name) if alive else "")
            self.warnings.hide()
            return
        self.progress.setRange(0, 1000)
        self.progress.setValue(round(1000 * min(1.0, report.done / report.total)) if report.total else 0)
        state = tr("trains") if alive else tr("rests")
        self.caption.setText(
            tr("{name} {state}: {done:g} of {total:g} {unit}").format(
                name=report.folder.name,
                state=state,
                done=report.done,
                total=report.total,
                unit=report.unit,
            )
        )
        warnings = warnings_in(report.said)
        self.warnings.setText("\n".join(warnings))
        self.warnings.setVisible(bool(warnings))
        self._follow_figures()
        self._show_samples()

    def _follow_figures(self) -> None:
        report = self._training.report
        assert report is not None
        names = sorted(report.figures, key=lambda name: (name in _BESIDES, list(report.figures).index(name)))
        if [self.figure.itemText(number) for number in range(self.figure.count())] != names:
            chosen = self.figure.currentText()
            self.figure.clear()
            self.figure.addItems(names)
            self.figure.setCurrentIndex(max(0, self.figure.findText(chosen)))
        self._draw()

    def _draw(self) -> None:
        report, name = self._training.report, self.figure.currentText()
        if report is not None and name in report.figures:
            values = [value for _, value in report.figures[name]]
            share = report.done / report.total if report.total else 1.0
            steps = round(len(values) / share) if 0 < share <= 1 else len(values)
            self.curve.show_curves({name: values}, max(steps, 2))

    def _show_samples(self) -> None:
        report = self._training.report
        path = report.samples if report is not None else None
        if path is None:
            return
        try:
            shown = path, path.stat().st_mtime_ns
        except OSError:
            return
        image = QImage(str(path)) if shown != self._sample else None
        if image is not None and not image.isNull():
            self._sample = shown
            self.samples.show_picture(from_qimage(image))
