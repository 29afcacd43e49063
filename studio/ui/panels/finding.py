"""The card that takes a photo into the generator: beside the photo stands what was found, and how far it is off."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.engine.projector import Projection, ProjectionProgress
from studio.ui.finding import Finding
from studio.ui.iconset import IconSet
from studio.ui.theme import Theme
from studio.ui.translate import mark, tr
from studio.ui.widgets.card import Card, label, push_button, row
from studio.ui.widgets.pictures import PictureView
from studio.ui.widgets.slider import Range, ValueSlider

VIEW_PX = 112
HINT = mark("Looks for the picture of this generator that is most like a photo's middle square.")


class FindingCard(Card):
    """Find a photo.

    Signals:
        photo_wanted: the user wants to choose a file.
        painting_wanted: the user wants to find the open document as it looks.
    """

    photo_wanted = Signal()
    painting_wanted = Signal()

    def __init__(self, finding: Finding, theme: Theme, icons: IconSet, parent: QWidget | None = None) -> None:
        super().__init__(tr("Find a photo"), icons, parent)
        self._finding = finding
        self._open = False
        self.choose = push_button(tr("Choose a photo …"), tr(HINT))
        self.choose.setToolTip(tr("Looks for a photo; it may be dropped here, too"))
        self.painting = push_button(
            tr("The open picture"), tr("Looks for the document as it looks now, paint and all")
        )
        self.tries = ValueSlider(
            tr("Tries"),
            Range(1, 24, finding.tries),
            theme,
            tr("How many beginnings are followed: more find more, and take longer"),
        )
        self.tries.edited.connect(lambda tries: setattr(finding, "tries", round(tries)))
        self.refine = push_button(tr("Refine"), tr("Goes on from what was found, with small steps"))
        self.stop = push_button(tr("Stop"), tr("Keeps the best so far"))
        self.photo, self.picture = self._view(tr("The photo"), theme), self._view(tr("What was found"), theme)
        self.said = label(tr(HINT), "dim", wrap=True)
        self._views = QWidget()
        self._views.setLayout(row(self.photo, self.picture, 1))
        self.body.addWidget(self.said)
        self.body.addWidget(self._views)
        self.body.addWidget(self.tries)
        # Below each other: side by side they are wider than the narrowest panel.
        self.body.addWidget(self.choose)
        self.body.addWidget(self.painting)
        self.body.addLayout(row(self.refine, self.stop))
        self.choose.clicked.connect(self.photo_wanted)
        self.painting.clicked.connect(self.painting_wanted)
        self.refine.clicked.connect(finding.refine)
        self.stop.clicked.connect(finding.stop)
        finding.running_changed.connect(lambda _: self._follow())
        finding.forgotten.connect(self._forget)
        finding.progressed.connect(self._show_progress)
        finding.found.connect(self._show_result)
        self._forget()

    def _view(self, name: str, theme: Theme) -> PictureView:
        view = PictureView(theme)
        view.setFixedSize(VIEW_PX, VIEW_PX)
        view.setAccessibleName(name)
        view.setToolTip(name)
        return view

    def show_open(self, on: bool) -> None:
        """Says whether there is a document to look for."""
        self._open = on
        self._follow()

    def _forget(self) -> None:
        self._views.hide()
        self._follow()

    def _follow(self) -> None:
        running, result = self._finding.running, self._finding.result
        self.choose.setVisible(not running)
        self.choose.setEnabled(self._finding.available)
        self.painting.setVisible(not running)
        self.painting.setEnabled(self._finding.available and self._open)
        self.tries.setEnabled(self._finding.available and not running)
        self.refine.setVisible(not running and result is not None)
        self.stop.setVisible(running)
        if running:
            self.said.setText(tr("Looking through many pictures …"))
        elif result is not None:
            self.said.setText(_verdict(result))
        elif self._finding.available:
            self.said.setText(tr(HINT))
        else:
            self.said.setText(tr("This generator's file holds no projector, so it takes no photos."))

    def _show_progress(self, at: ProjectionProgress) -> None:
        self.said.setText(
            tr("Step {step} of {steps}, error {perceptual:.3f}").format(
                step=at.step, steps=at.steps, perceptual=at.perceptual
            )
        )

    def _show_result(self, result: Projection) -> None:
        self.photo.show_picture(result.target)
        self.picture.show_picture(result.picture)
        self._views.show()
        self._follow()


def _verdict(result: Projection) -> str:
    share = f"{result.perceptual / result.typical:.0%}".replace("%", " %")
    return tr(
        "Still {share} of what lies between two pictures of this generator (error {error:.3f})."
    ).format(share=share, error=result.perceptual)
