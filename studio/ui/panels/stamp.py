"""How the stamp is laid: its drift, its spacing, its scatter."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from studio.ui.iconset import IconSet
from studio.ui.stamping import Stamping
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import Card, icon_button, label, push_button, row
from studio.ui.widgets.pictures import PictureView
from studio.ui.widgets.slider import Range, ValueSlider

_PICTURE_PX = 72


class StampPanel(Card):
    """Seen while strokes lay stamps."""

    def __init__(
        self, stamping: Stamping, theme: Theme, icons: IconSet, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Stamp"), icons, parent)
        self._stamping = stamping
        self.picture = PictureView(theme, "")
        self.picture.setFixedSize(_PICTURE_PX, _PICTURE_PX)
        self.picture.setAccessibleName(tr("The picture that the stamp begins with"))
        self.dice = icon_button(icons, "dice", tr("Another way"), tr("Lets the pictures drift elsewhere"))
        self.drift = ValueSlider(
            tr("Drift"),
            Range(0, 1, 0.1, suffix=" %", scale=100),
            theme,
            tr("How much the picture changes from dab to dab"),
        )
        self.spacing = ValueSlider(
            tr("Spacing"),
            Range(0.05, 3, 0.5, suffix=" %", scale=100),
            theme,
            tr("How far apart the dabs are, as a share of the size"),
        )
        self.scatter = ValueSlider(
            tr("Scatter"),
            Range(0, 2, 0, suffix=" %", scale=100),
            theme,
            tr("How far dabs may lie off the stroke, as a share of the size"),
        )
        self.turns = QCheckBox(tr("Turn with the stroke"))
        self.turns.setToolTip(tr("Pictures turn to where the stroke goes"))
        self.anew = QCheckBox(tr("Each stroke begins anew"))
        self.anew.setToolTip(tr("With the same picture; otherwise it goes on where the last one ended"))
        self.leave = push_button(tr("Paint with styles again"), tr("Puts the stamp away"))
        self.body.addLayout(
            row(
                self.picture,
                label(tr("Size, hardness and opacity are the brush's."), "dim", wrap=True),
                self.dice,
            )
        )
        for part in (self.drift, self.spacing, self.scatter, self.turns, self.anew, self.leave):
            self.body.addWidget(part)
        self.drift.edited.connect(lambda value: stamping.change(drift=round(value, 3)))
        self.spacing.edited.connect(lambda value: stamping.change(spacing=round(value, 3)))
        self.scatter.edited.connect(lambda value: stamping.change(scatter=round(value, 3)))
        self.turns.clicked.connect(lambda on: stamping.change(turns=on))
        self.anew.clicked.connect(stamping.set_anew)
        self.dice.clicked.connect(stamping.dice)
        self.leave.clicked.connect(lambda: stamping.turn(False))
        stamping.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        stamp = self._stamping.stamp
        self.setVisible(self._stamping.on)
        if stamp is not None:
            self.picture.show_picture(self._stamping.start)
            self.drift.set_number(stamp.drift)
            self.spacing.set_number(stamp.spacing)
            self.scatter.set_number(stamp.scatter)
            self.turns.setChecked(stamp.turns)
        self.anew.setChecked(self._stamping.anew)
