"""How was exported last, kept from one session to the next."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from studio.media.finishing import ExportOptions
from studio.media.profiles import PROFILE_TITLES
from studio.media.writing import FORMATS as WRITABLE
from studio.ui.store import read_json, write_json
from studio.ui.translate import mark

FORMATS = (("PNG", ".png"), ("JPEG", ".jpg"), ("TIFF", ".tif"), ("WebP", ".webp"), ("AVIF", ".avif"))
METADATA = {
    "all": mark("All that the photo said"),
    "no-place": mark("All but the place"),
    "none": mark("None"),
}


@dataclass(frozen=True)
class ExportHabits:
    """How was exported last, apart from the file and the region."""

    suffix: str = FORMATS[0][1]
    options: ExportOptions = field(default_factory=ExportOptions)

    @classmethod
    def from_json(cls, values: Any) -> ExportHabits:
        """Raises TypeError, ValueError or KeyError when the values are not those of an export."""
        fresh = ExportOptions()
        given = {name: value for name, value in values["options"].items() if name != "region"}
        if any(type(value) is not type(getattr(fresh, name)) for name, value in given.items()):
            raise TypeError("a setting of another kind")
        options = replace(fresh, **given)
        if options.profile not in PROFILE_TITLES or options.metadata not in METADATA:
            raise ValueError("a profile or metadata that nobody knows")
        if values["suffix"] not in WRITABLE or not (0 < options.percent <= 1000) or options.longest_px < 0:
            raise ValueError("no such format or size")
        return cls(values["suffix"], options)


class ExportMemory:
    """Keeps in a JSON file how was exported last. A file that cannot be read or written is no error."""

    def __init__(self, store: Path) -> None:
        self._store = store

    def recall(self) -> ExportHabits:
        """How was exported last; what is usual where nothing sound is remembered."""
        try:
            return ExportHabits.from_json(read_json(self._store))
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
            return ExportHabits()

    def keep(self, habits: ExportHabits) -> None:
        """Remembers this instead."""
        values = asdict(habits)
        del values["options"]["region"]
        write_json(self._store, values)
