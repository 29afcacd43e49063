"""The window: puts the parts together and does what the actions ask for."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from studio.media.brush_card import BrushCard
from studio.ui import focus
from studio.ui.canvas.toolbox import BRUSH
from studio.ui.editor import Editor
from studio.ui.focus_return import FocusReturn
from studio.ui.frames import GENERATE, LIVE, MODES, OPTIMIZE, PAINT
from studio.ui.hand_state import HandState
from studio.ui.jobs import sentence
from studio.ui.living import Living
from studio.ui.memory import Remembered
from studio.ui.picture_desk import PictureDesk
from studio.ui.placement import place_within_screen
from studio.ui.side_steps import SideStep
from studio.ui.status_news import StatusNews
from studio.ui.studio import Studio
from studio.ui.thumbnails import load_thumbnails
from studio.ui.translate import tr
from studio.ui.widgets.drop_zone import dropped_files
from studio.ui.widgets.pictures import to_qimage
from studio.ui.window_frame import CANVAS_PAGE, GENERATOR_PAGE, LIVE_PAGE, START_PAGE, WindowFrame


class MainWindow(WindowFrame):
    """Pinxit's window."""

    def __init__(self, studio: Studio, last: Remembered) -> None:
        super().__init__(studio, last)
        self._connect()
        self.pictures = PictureDesk(self)
        self.news = StatusNews(self)
        self.setWindowIcon(studio.icons.application())
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self.setMinimumSize(960, 600)
        self.restoreGeometry(QByteArray.fromBase64(last.window.encode("ascii", "replace")))
        self.panel_splitter.restore_layout(last.panels)
        self.actions_by_id["panels_swap"].setChecked(self.panel_splitter.is_swapped)
        self.editor.take_up(last.style, last.controls, last.second_style, last.mix)
        self._set_mode(PAINT)
        self._follow_document()
        self._load_start_page()
        self.guide.name_keys()
        place_within_screen(self)
        FocusReturn(self, self.canvas)
        last.hand.give_to(self)

    def _connect(self) -> None:
        editor, studio = self.editor, self.studio
        editor.document_changed.connect(self._follow_document)
        editor.opened.connect(lambda path, _thumbnail: studio.recent.add(path))
        editor.failed.connect(self.messages.show_error)
        editor.noticed.connect(self.messages.show_info)
        self.tool.brush_changed.connect(editor.set_brush)
        self.tool.mirror.changed.connect(self._follow_mirror)
        self.preset_panel.taken.connect(lambda: self.tools.take(BRUSH))
        self.tools.taken.connect(self.selection_panel.show_tool)
        editor.selections.changed.connect(lambda: self.canvas.ants.show(editor.selections.current))
        editor.document_changed.connect(self._follow_canvas)
        self.canvas.cursor_moved.connect(self._move_cursor)
        self.canvas.size_wheeled.connect(self.tool.scale_size)
        fallible = studio.generating, studio.finding, studio.optimizing, studio.styling, studio.presets
        for part in (*fallible, editor.side_steps):
            part.failed.connect(lambda error: self.messages.show_error(sentence(error)))
        studio.presets.removed.connect(self._offer_to_bring_back)
        studio.presets.read()
        self.start_page.tour_asked.connect(self.guide.take_tour)
        self.start_page.open_asked.connect(self.files.open_dialog)
        self.start_page.file_asked.connect(self.files.open)
        self.start_page.recovery_asked.connect(studio.recovering.recover)
        self.start_page.discard_asked.connect(studio.recovering.discard)
        studio.recovering.changed.connect(lambda: self.start_page.show_offers(studio.recovering.offers))
        studio.recovering.look()
        editor.projects.saved.connect(studio.recent.add)

    def _load_start_page(self) -> None:
        self.start_page.show_recent(self.studio.recent.files)
        load_thumbnails(self.studio.queues.tasks, self.start_page.paths, self.start_page.show_picture)

    # ---- following

    def _offer_to_bring_back(self, title: str, step: SideStep) -> None:
        self.messages.show_offer(
            tr("{title} is off the shelf of brushes.").format(title=title),
            tr("Undo"),
            lambda: self.editor.side_steps.take_back(step),
        )

    def _follow_document(self) -> None:
        painting, thumbnail = self.editor.painting, self.editor.thumbnail
        if painting is not None and thumbnail is not None:
            box = painting.document.box
            self.canvas.show_surface(self.comparing.surface, box, to_qimage(thumbnail))
            self.comparing.follow()
            self._set_mode(OPTIMIZE if self.mode == OPTIMIZE else PAINT)
            self.canvas.setFocus()
        else:
            self.canvas.show_nothing()
            self._show_page()
            self._load_start_page()

    def _follow_mirror(self) -> None:
        if self.tool.mirror.placing:
            # The brush places the axis, whatever tool was in hand.
            self.tools.take(BRUSH)
        self.canvas.update()

    def _follow_canvas(self) -> None:
        painting = self.editor.painting
        if not self.tools.dragging:
            self.tools.cancel()
        self.tool.forget()
        self.tool.mirror.show(painting.document.box if painting is not None else None)

    def _move_cursor(self, point: object) -> None:
        if self.editor.painting is not None:
            self.editor.painting.move_cursor(point)  # type: ignore[arg-type]

    # ---- modes and pages

    def _set_mode(self, mode: int) -> None:
        self.mode = mode
        for number, name in enumerate(MODES):
            self.actions_by_id[name].setChecked(number == mode)
        self.side_panel.show_page(mode)
        self.states.follow_history()
        self.tool_strip.setVisible(mode != GENERATE and self.actions_by_id["panels"].isChecked())
        self._show_page()
        if mode == GENERATE and self.studio.generating.model is None:
            self.studio.generating.open_one()

    def _show_page(self) -> None:
        paint = CANVAS_PAGE if self.editor.painting is not None else START_PAGE
        page = {GENERATE: GENERATOR_PAGE, LIVE: LIVE_PAGE}.get(self.mode, paint)
        self.stack.setCurrentIndex(page)
        shown = self.actions_by_id["panels"].isChecked()
        self.side_panel.setVisible(shown and (page != START_PAGE or self.mode != PAINT))
        self.tool_strip.setVisible(shown and page == CANVAS_PAGE)
        self.focus_picture()

    def focus_picture(self) -> None:
        """Gives the keyboard to what is seen in the middle: the canvas, the map, the live picture."""
        if (shown_page := self.stack.currentWidget()) is not None:
            shown_page.setFocus()

    def mode_paint(self, _on: bool = True) -> None:
        """Shows the canvas."""
        self._set_mode(PAINT)

    def mode_generate(self, _on: bool = True) -> None:
        """Shows the generator."""
        self._set_mode(GENERATE)

    def mode_optimize(self, _on: bool = True) -> None:
        """Shows the optimizer."""
        self._set_mode(OPTIMIZE)

    def mode_live(self, _on: bool = True) -> None:
        """Shows the live picture."""
        self._set_mode(LIVE)

    def show_panels(self, on: bool) -> None:
        """Shows or hides everything but the picture."""
        self.actions_by_id["panels"].setChecked(on)
        for part in (self.top_bar, self.status):
            part.setVisible(on)
        self._show_page()

    def swap_panels(self, on: bool) -> None:
        """Puts the panels on the other side of the picture, or where they are at first."""
        self.panel_splitter.swap(on)

    def show_navigator(self) -> None:
        """Unfolds the navigator, or folds it again."""
        self.navigator_panel.set_folded(not self.navigator_panel.folded)

    def fullscreen(self, on: bool) -> None:
        """Uses the whole screen, or not."""
        self.setWindowState(
            self.windowState() | Qt.WindowState.WindowFullScreen
            if on
            else self.windowState() & ~Qt.WindowState.WindowFullScreen
        )

    # ---- editing

    def run(self) -> None:
        """Does the main thing of the mode: fills the picture, shows more samples, breeds, lets the optimizer run."""
        if self.mode == GENERATE:
            self.rooms.stage.run()
        elif self.mode == OPTIMIZE:
            self.optimizer_panel.begin()
        elif self.mode == LIVE:
            self.studio.living.toggle()
        else:
            self.editor.fill()

    def cancel(self) -> None:
        """Stops the stroke, the run or the export; then leaves full screen, comparison and messages."""
        studio = self.studio
        making = studio.styling.cancel, studio.fitting.cancel, studio.generating.cancel, studio.brushes.cancel
        stops = (
            studio.optimizing.pause,
            self.editor.cancel_work,
            *making,
            studio.living.stop,
            studio.animating.end,
        )
        if self.tools.cancel() or any(stop() for stop in stops):
            return
        if self.messages.isVisible():
            self.messages.hide()
        elif self.guide.leave_tour():
            return
        elif self.isFullScreen():
            self.actions_by_id["fullscreen"].trigger()
        elif not self.actions_by_id["panels"].isChecked():
            self.actions_by_id["panels"].trigger()

    def swap(self) -> None:
        """Exchanges the styles of a mix, or the ends of a walk."""
        if self.mode == GENERATE:
            self.rooms.swap_ends()
        else:
            self._style_hand.swap_styles()

    def next_style(self) -> None:
        """Takes the next style on the shelf that is seen."""
        self._style_hand.next_style()

    def previous_style(self) -> None:
        """Takes the style before."""
        self._style_hand.previous_style()

    def reset_styles(self) -> None:
        """Paints with style A alone."""
        self._style_hand.reset_styles()

    @property
    def _style_hand(self) -> Editor | Living:
        """Whose styles are seen: the live picture's, or the brush's."""
        return self.studio.living if self.mode == LIVE else self.editor

    def keep_brush(self) -> None:
        """Makes a preset of the brush in hand."""
        self.preset_panel.ask_title()

    def random_seed(self) -> None:
        """Goes to a picture nobody has seen."""
        self._set_mode(GENERATE)
        self.rooms.wandering.randomize()

    # ---- view

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = not event.isAutoRepeat() and not event.modifiers() and self.canvas.isVisible()
        if event.key() == Qt.Key.Key_C and held:
            self.comparing.hold(True)
        elif self.canvas.isVisible() and (
            event.key() == Qt.Key.Key_Space or (event.key() == Qt.Key.Key_R and not event.modifiers())
        ):
            # Space and a drag move the picture, R and a drag turn it, whatever slider had the keyboard last.
            self.canvas.setFocus()
            self.canvas.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_C and not event.isAutoRepeat():
            self.comparing.hold(False)
        else:
            super().keyReleaseEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        parts: list[QWidget] = [
            self.top_bar,
            self.tool_strip,
            self.stack,
            self.side_panel,
            self.status,
            self.messages,
        ]
        if self.guide.tour is not None:
            parts.append(self.guide.tour.bubble)
        return focus.step(parts, forward=forward) or super().focusNextPrevChild(forward)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.comparing.hold(False)
        if event.type() == QEvent.Type.WindowStateChange:
            self.actions_by_id["fullscreen"].setChecked(self.isFullScreen())
        super().changeEvent(event)

    # ---- drag and drop, closing

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        paths = dropped_files(event.mimeData())
        cards = [path for path in paths if BrushCard.is_in(path)]
        for card in cards:
            self.studio.presets.add(card)
        if not cards:
            self.files.drop(paths[0], self.mapToGlobal(event.position().toPoint()))

    def closeEvent(self, event: QCloseEvent) -> None:
        asking, may_go = True, False

        def go() -> None:
            nonlocal may_go
            may_go = True
            if not asking:
                self.close()

        self.files.before_losing_work(go)
        asking = False
        if may_go and self.files.may_give_up_work():
            self.studio.memory.keep(self.session())
            self.editor.close_document()
            event.accept()
        else:
            event.ignore()

    def session(self) -> Remembered:
        """What is remembered of how the window was left."""
        window = self.saveGeometry().toBase64().toStdString()
        return Remembered(
            self.tool.settings(eraser=False),
            self.tool.settings(eraser=True),
            self.editor.style,
            self.editor.second_style,
            self.editor.mix,
            self.editor.controls_anywhere,
            window,
            self.studio.appearance.scheme,
            self.panel_splitter.layout_state(),
            HandState.of(self),
        )
