"""The long-lived objects of the studio, as the window is given them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.stylecard import StyleCard
from studio.ui.animating import Animating
from studio.ui.appearance import Appearance
from studio.ui.autosave import Autosave
from studio.ui.editor import Editor
from studio.ui.export_habits import ExportMemory
from studio.ui.finding import Finding
from studio.ui.fitting import Fitting
from studio.ui.found import Found
from studio.ui.generating import Generating
from studio.ui.iconset import IconSet
from studio.ui.keymap import Keymap
from studio.ui.living import Living
from studio.ui.memory import Memory
from studio.ui.optimizing import Optimizing
from studio.ui.preferences import PreferenceStore
from studio.ui.presets import Presets
from studio.ui.recent import RecentFiles
from studio.ui.recovering import Recovering
from studio.ui.stamping import Stamping
from studio.ui.style_wandering import StyleWandering
from studio.ui.styling import Styling
from studio.ui.theme import Theme
from studio.ui.training import Training
from studio.workers.queue import Queues


@dataclass(frozen=True)
class Studio:
    """The long-lived objects that the window shows."""

    editor: Editor
    autosave: Autosave
    recovering: Recovering
    generating: Generating
    brushes: StyleWandering
    animating: Animating
    finding: Finding
    found: Found
    stamping: Stamping
    optimizing: Optimizing
    styling: Styling
    fitting: Fitting
    training: Training
    living: Living
    presets: Presets
    queues: Queues
    cards: Sequence[StyleCard]
    recent: RecentFiles
    memory: Memory
    keymap: Keymap
    preferences: PreferenceStore
    exports: ExportMemory
    sample: Path | None
    theme: Theme
    icons: IconSet
    appearance: Appearance
