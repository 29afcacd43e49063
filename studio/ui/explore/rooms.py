"""The two rooms of the generator's mode, pictures and brushes, and the switch between them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from studio.ui.explore.stage import ExploreStage, show_alone
from studio.ui.translate import tr
from studio.ui.wandering import Wandering
from studio.ui.widgets.card import choice_button

PICTURES, BRUSHES = range(2)


class RoomArea(QScrollArea):
    """Shows the rooms, fitted to it; where even that is too much, they scroll: parts never lie over each other."""

    def __init__(self, rooms: ExploreRooms, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rooms = rooms
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidget(rooms)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What is shown for the first time only then says how much room it needs.
        if watched is self._rooms and event.type() == QEvent.Type.LayoutRequest:
            self._rooms.fit(self.maximumViewportSize())
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._rooms.fit(self.maximumViewportSize())
        super().resizeEvent(event)


class ExploreRooms(QStackedWidget):
    """Shows one room and the panel that belongs to it.

    Args:
        stages: pictures, brushes.
        panels: of the same rooms.
        enter_brushes: is called whenever the brushes are shown.
    """

    def __init__(
        self,
        stages: tuple[ExploreStage, ExploreStage],
        panels: tuple[QWidget, QWidget],
        enter_brushes: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._stages, self._panels, self._enter_brushes = stages, panels, enter_brushes
        self.switches: list[list[QToolButton]] = []
        for stage in stages:
            self.addWidget(stage)
            self.switches.append(self._add_switch(stage))
        self.show_room(PICTURES)

    @property
    def stage(self) -> ExploreStage:
        """The room that is shown."""
        stage = self.currentWidget()
        assert isinstance(stage, ExploreStage)
        return stage

    @property
    def wandering(self) -> Wandering:
        """What is wandered through in the room that is shown."""
        return self.stage.wandering

    def show_room(self, number: int) -> None:
        """Shows the pictures or the brushes."""
        self.setCurrentIndex(number)
        show_alone(self)
        self.setFocusProxy(self._stages[number])
        for place, panel in enumerate(self._panels):
            panel.setVisible(place == number)
        for buttons in self.switches:
            buttons[number].setChecked(True)
        if number == BRUSHES:
            self._enter_brushes()

    def swap_ends(self) -> None:
        """Lets the walk between A and B go the other way, where it is seen."""
        stage = self.currentWidget()
        if isinstance(stage, ExploreStage) and stage.swap.isVisible():
            stage.swap.click()

    def fit(self, room: QSize) -> None:
        """Fits the rooms into what is seen of them."""
        for stage in self._stages:
            stage.fit(room)

    def _add_switch(self, stage: ExploreStage) -> list[QToolButton]:
        frame = QFrame()
        frame.setObjectName("modeSwitch")
        line = QHBoxLayout(frame)
        line.setContentsMargins(3, 3, 3, 3)
        line.setSpacing(2)
        group = QButtonGroup(frame)
        made = []
        for number, (name, tip) in enumerate(
            (
                (tr("Pictures"), tr("Wander through the pictures of a generator")),
                (tr("Brushes"), tr("Wander through styles: every place of the map is a brush")),
            )
        ):
            button = choice_button(name, tip)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            group.addButton(button, number)
            line.addWidget(button)
            made.append(button)
        group.idClicked.connect(self.show_room)
        stage.switcher.addWidget(frame)
        return made
