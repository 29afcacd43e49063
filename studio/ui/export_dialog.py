"""The dialog that asks where and how to export, and tells what will come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)

from studio.document.geometry import Box
from studio.media.finishing import ExportOptions
from studio.media.profiles import PROFILE_TITLES, space_of, writes_inks
from studio.media.writing import FORMATS as WRITABLE
from studio.media.writing import INK_FORMATS, QUALITY
from studio.ui.export_habits import FORMATS, METADATA, ExportHabits
from studio.ui.theme import Theme
from studio.ui.translate import mark, tr
from studio.ui.widgets.card import column, label, push_button, row
from studio.ui.widgets.choice_box import StillBox
from studio.ui.widgets.slider import Range, ValueSlider

_WITH_QUALITY = (".jpg", ".webp", ".avif")
_DEEP = (".png", ".tif")
_ESTIMATE_AFTER_MS = 250
_PADDING_PX = 8
_LONGEST_PX, _MOST_PERCENT = 65_000, 1000

Estimate = Callable[[str, ExportOptions, Callable[[str], None]], None]
"""Asked for how large a file of a suffix will be; hands a few words back, now or later."""


@dataclass(frozen=True)
class ExportTarget:
    """What the dialog is opened for.

    Attributes:
        folder: proposed.
        name: proposed, without a suffix.
        box: the whole document.
        selection: the box around what is selected; None where nothing is.
        icc_profile: that of the photo.
    """

    folder: Path
    name: str
    box: Box
    selection: Box | None = None
    icc_profile: bytes | None = None


class ExportDialog(QDialog):
    """Asks where and how to export.

    Args:
        theme: colours.
        target: what is exported, and where to.
        habits: how it was done last.
        estimate: tells how large the file will be.
    """

    def __init__(
        self,
        theme: Theme,
        target: ExportTarget,
        habits: ExportHabits,
        estimate: Estimate | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export"))
        self._folder, self._target, self._estimate = target.folder, target, estimate
        self._asked = 0
        self._closed = False
        options = habits.options
        self.name = QLineEdit(target.name)
        self.name.setAccessibleName(tr("File name"))
        self.place = label(str(target.folder), "dim")
        browse = push_button(tr("Choose…"), tr("Another folder"))
        browse.clicked.connect(self._browse)
        self.quality = ValueSlider(
            tr("Quality"), Range(1, 100, QUALITY), theme, tr("Higher is larger; a WebP of 100 is lossless")
        )
        self.quality.set_number(options.quality)
        self.region = self._choices(
            tr("Region"), {"all": mark("The whole picture"), "selection": mark("The selection")}
        )
        self.region.setEnabled(target.selection is not None)
        self.region.setToolTip(
            tr("Only the part inside the selection's frame")
            if target.selection is not None
            else tr("Nothing is selected")
        )
        self.unit = self._choices(tr("Size"), {"percent": mark("Percent"), "longest": mark("Longest side")})
        self.amount = QSpinBox()
        self.amount.setAccessibleName(tr("How large"))
        self.amount.setRange(1, _LONGEST_PX)
        # The theme's padding, which Qt leaves out inside a spin box.
        self.amount.lineEdit().setTextMargins(_PADDING_PX, 0, _PADDING_PX, 0)
        self._choose(self.unit, "longest" if options.longest_px else "percent")
        self.amount.setSuffix(" px" if options.longest_px else " %")
        self._side_px = max(target.box.width, target.box.height)
        # What was reduced before is reduced again; a smaller picture is not enlarged because of it.
        self.amount.setValue(min(options.longest_px, self._side_px) or round(options.percent))
        self.profile = self._choices(tr("Colour profile"), self._profiles())
        self.profile.setToolTip(
            tr(
                "As the photo keeps all of the photo's colours where nothing is painted; "
                "sRGB is shown rightly everywhere"
            )
        )
        self._choose(self.profile, options.profile)
        self.bits = self._choices(
            tr("Depth"), {"8": mark("8 bits a channel"), "16": mark("16 bits a channel")}
        )
        self.bits.setToolTip(
            tr(
                "PNG and TIFF. Paint is made in 8 bits; a 16-bit photo keeps all of its levels where nothing is painted"
            )
        )
        self._choose(self.bits, "16" if options.deep else "8")
        self.metadata = self._choices(tr("Metadata"), METADATA)
        self.metadata.setToolTip(tr("Camera, time and place of the photo"))
        self._choose(self.metadata, options.metadata)
        self.recipe = QCheckBox(tr("Put the recipe inside"))
        self.recipe.setToolTip(
            tr("The strokes, styles and models that made the picture, so that it can be made again")
        )
        self.recipe.setChecked(options.recipe)
        self.space = label(self._said_of_space(), "dim", wrap=True)
        self.outcome = label("", "dim")
        self.note = label("", "dim", wrap=True)
        self.save = push_button(tr("Export"), accent=True)
        self.save.setDefault(True)
        cancel = push_button(tr("Cancel"))
        self.save.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        self._estimate_soon = QTimer(self, singleShot=True, interval=_ESTIMATE_AFTER_MS)
        self._estimate_soon.timeout.connect(self._ask_for_estimate)
        outer = column(
            label(tr("Export the painted picture"), "title"),
            self._format_switch(),
            self.name,
            row(self.place, 1, browse),
            self.quality,
            self._grid(),
            self.space,
            self.recipe,
            self.outcome,
            self.note,
            row(1, cancel, self.save),
            spacing_px=12,
            margins_px=24,
        )
        self.setLayout(outer)
        self.setMinimumWidth(460)
        self._connect()
        suffixes = [suffix for _, suffix in FORMATS]
        self._choose_format(suffixes.index(habits.suffix) if habits.suffix in suffixes else 0)
        self.name.setFocus()
        self.name.selectAll()

    # ---- what was chosen

    @property
    def suffix(self) -> str:
        """Of the format that is chosen."""
        return FORMATS[self._formats.checkedId()][1]

    @property
    def path(self) -> Path:
        """The file to write."""
        name = self.name.text().strip() or tr("Untitled")
        known = Path(name).suffix.lower() in WRITABLE
        return self._folder / f"{Path(name).stem if known else name}{self.suffix}"

    @property
    def options(self) -> ExportOptions:
        """What goes into it."""
        by_side = self.unit.currentData() == "longest"
        return ExportOptions(
            quality=int(self.quality.number),
            recipe=self.recipe.isChecked(),
            metadata=self.metadata.currentData(),
            profile=self.profile.currentData(),
            deep=self.bits.currentData() == "16",
            percent=100.0 if by_side else float(self.amount.value()),
            longest_px=self.amount.value() if by_side else 0,
            region=self._target.selection if self.region.currentData() == "selection" else None,
        )

    @property
    def habits(self) -> ExportHabits:
        """What shall be proposed the next time: a picture that kept its size keeps it then, whatever that is."""
        options = replace(self.options, region=None)
        if options.longest_px == self._side_px:
            options = replace(options, longest_px=0, percent=100.0)
        return ExportHabits(self.suffix, options)

    # ---- building

    def _choices(self, name: str, texts: Any) -> QComboBox:
        box = StillBox()
        box.setAccessibleName(name)
        for value, text in texts.items():
            box.addItem(tr(text), value)
        return box

    def _profiles(self) -> dict[str, str]:
        """The profiles that this picture can be written in."""
        inks = writes_inks(self._target.icc_profile)
        return {name: title for name, title in PROFILE_TITLES.items() if inks or name != "cmyk"}

    def _choose(self, box: QComboBox, value: str) -> None:
        box.setCurrentIndex(max(0, box.findData(value)))

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        size = QHBoxLayout()
        size.setSpacing(8)
        size.addWidget(self.unit, 1)
        size.addWidget(self.amount, 1)
        boxes = (self.region, size, self.profile, self.bits, self.metadata)
        for number, (text, box) in enumerate(
            zip((tr("Region"), tr("Size"), tr("Profile"), tr("Depth"), tr("Metadata")), boxes, strict=True)
        ):
            grid.addWidget(label(text), number, 0)
            if isinstance(box, QHBoxLayout):
                grid.addLayout(box, number, 1)
            else:
                grid.addWidget(box, number, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _format_switch(self) -> QFrame:
        switch = QFrame()
        switch.setObjectName("modeSwitch")
        line = QHBoxLayout(switch)
        line.setContentsMargins(3, 3, 3, 3)
        line.setSpacing(2)
        self._formats = QButtonGroup(self)
        for number, (title, _) in enumerate(FORMATS):
            button = QToolButton()
            button.setText(title)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._formats.addButton(button, number)
            line.addWidget(button, 1)
        self._formats.idClicked.connect(self._choose_format)
        return switch

    def _connect(self) -> None:
        self.finished.connect(self._close)
        self.name.textChanged.connect(self._follow)
        self.quality.value_changed.connect(self._follow)
        self.unit.currentIndexChanged.connect(self._change_unit)
        self.region.currentIndexChanged.connect(self._change_region)
        self.amount.valueChanged.connect(self._follow)
        self.recipe.toggled.connect(self._follow)
        for box in (self.region, self.profile, self.bits, self.metadata):
            box.currentIndexChanged.connect(self._follow)

    def _said_of_space(self) -> str:
        """What a photo of greys or inks becomes, or nothing."""
        profile = self._target.icc_profile
        space = "RGB" if profile is None else space_of(profile)
        if space == "GRAY":
            return tr(
                "The photo is of greys, and stays so as PNG, JPEG or TIFF if nothing coloured was painted. Else it is "
                "written in sRGB, or the profile chosen here."
            )
        if space == "CMYK":
            said = tr(
                "The photo is of printing inks (CMYK). It is written in sRGB, or the profile chosen here."
            )
            if writes_inks(profile):
                kept = tr("As JPEG or TIFF it can keep its inks: where nothing is painted, its very own.")
                return f"{said} {kept}"
            return said
        return ""

    # ---- following

    def _choose_format(self, number: int) -> None:
        self._formats.button(number).setChecked(True)
        self.quality.setEnabled(self.suffix in _WITH_QUALITY)
        inks = self.profile.findData("cmyk")
        if inks >= 0:
            takes_inks = WRITABLE[self.suffix] in INK_FORMATS
            cast(QStandardItemModel, self.profile.model()).item(inks).setEnabled(takes_inks)
            if not takes_inks and self.profile.currentIndex() == inks:
                self._choose(self.profile, "photo")
        self._follow()

    def _change_unit(self) -> None:
        by_side = self.unit.currentData() == "longest"
        self.amount.setSuffix(" px" if by_side else " %")
        self.amount.setRange(1, _LONGEST_PX if by_side else _MOST_PERCENT)
        self.amount.setValue(self._side_px if by_side else 100)

    def _change_region(self) -> None:
        """A size that was the whole one is so of the other region too; one that would enlarge that becomes it."""
        before_px, box = self._side_px, self._region()
        self._side_px = max(box.width, box.height)
        if self.unit.currentData() == "longest" and not self._side_px > self.amount.value() != before_px:
            self.amount.setValue(self._side_px)

    def _region(self) -> Box:
        return self.options.region or self._target.box

    def _follow(self) -> None:
        there = self.path.exists()
        self.note.setText(
            tr("{name} is already there and will be replaced.").format(name=self.path.name) if there else ""
        )
        self.save.setText(tr("Replace") if there else tr("Export"))
        self.bits.setEnabled(self.suffix in _DEEP and self.profile.currentData() != "cmyk")
        self.space.setVisible(bool(self.space.text()) and self.profile.currentData() == "photo")
        self._tell("")
        self._estimate_soon.start()

    def _close(self) -> None:
        # An estimate may still come, to a dialog that is gone.
        self._closed = True
        self._estimate_soon.stop()

    def _ask_for_estimate(self) -> None:
        if self._estimate is not None:
            self._asked += 1
            asked = self._asked
            self._estimate(self.suffix, self.options, lambda text: self._take_estimate(asked, text))

    def _take_estimate(self, asked: int, text: str) -> None:
        if asked == self._asked and not self._closed and not self._estimate_soon.isActive():
            self._tell(text)

    def _tell(self, estimate: str) -> None:
        box = self._region()
        width, height = self.options.size(box.width, box.height)
        self.outcome.setText(
            tr("{width} × {height} pixels").format(width=width, height=height)
            + (f", {estimate}" if estimate else "")
        )

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder to export to"), str(self._folder))
        if chosen:
            self._folder = Path(chosen)
            self.place.setText(chosen)
            self._follow()
