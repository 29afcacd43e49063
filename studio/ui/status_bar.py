"""The line at the lower edge: what runs where, how fast, and how large everything is."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from studio.ui.translate import tr
from studio.ui.widgets.card import label


class StatusBar(QFrame):
    """Shows figures; the window tells them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setFixedHeight(30)
        self.busy = QLabel()
        self._pulse = QProgressBar()
        self._pulse.setRange(0, 0)
        self._pulse.setFixedWidth(72)
        self._pulse.setTextVisible(False)
        self.provider = self._figure(tr("What runs the networks"))
        self.tile = self._figure(tr("Time that the last stylized tile took"))
        self.undo = self._figure(tr("Memory that undo holds"))
        self.picture_size = self._figure(tr("Size of the picture"))
        self.turn = self._figure(tr("How the view is turned or mirrored"))
        self.zoom = self._figure(tr("Screen pixels for one pixel of the picture"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._pulse)
        row.addWidget(self.busy)
        row.addStretch(1)
        self._dots: list[tuple[QLabel, QLabel]] = []
        for figure in (self.provider, self.tile, self.undo, self.picture_size, self.turn, self.zoom):
            dot = label("·", "dim")
            self._dots.append((dot, figure))
            row.addWidget(dot)
            row.addWidget(figure)
        self.show_busy("")
        self._tidy()

    def show_busy(self, text: str) -> None:
        """Says what is going on; nothing for an empty text."""
        self.busy.setText(text)
        self._pulse.setVisible(bool(text))

    def show_provider(self, provider: str) -> None:
        """CPU or CUDA: what really runs."""
        self._set(self.provider, tr("Runs on {provider}").format(provider=provider) if provider else "")

    def show_tile(self, duration_ms: float) -> None:
        """How long the last tile took."""
        self._set(self.tile, tr("{time:.0f} ms a tile").format(time=duration_ms) if duration_ms else "")

    def show_undo(self, nbytes: int) -> None:
        """What undo holds."""
        self._set(self.undo, tr("Undo {size:.1f} MB").format(size=nbytes / 2**20) if nbytes else "")

    def show_size(self, width: int, height: int) -> None:
        """The picture's size in pixels."""
        self._set(self.picture_size, f"{width} × {height}" if width else "")

    def show_zoom(self, zoom: float) -> None:
        """Screen pixels for one pixel of the picture."""
        self._set(self.zoom, f"{zoom:.0%}".replace("%", " %") if zoom else "")

    def show_turn(self, angle_deg: float, mirrored: bool) -> None:
        """How the view of the picture is turned, clockwise, and whether it is mirrored."""
        turned = f"{angle_deg:.0f}°".replace("-", "\N{MINUS SIGN}") if angle_deg else ""
        self._set(self.turn, " ".join(filter(None, (turned, tr("mirrored") if mirrored else ""))))

    def _figure(self, tip: str) -> QLabel:
        made = QLabel()
        made.setToolTip(tip)
        return made

    def _set(self, figure: QLabel, text: str) -> None:
        figure.setText(text)
        self._tidy()

    def _tidy(self) -> None:
        first = True
        for dot, figure in self._dots:
            figure.setVisible(bool(figure.text()))
            dot.setVisible(bool(figure.text()) and not first)
            first = first and not figure.text()
