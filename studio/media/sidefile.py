"""The side file of an open document: a folder to which each autosave adds only what is new.

pack-000001.zip, …    parts, each pack written whole and never changed
                      (the first holds the photo alone, where that was written ahead)
document.json         the document; replaced when the parts are there that it names
thumbnail.png         how the document looked; it comes last
"""

from __future__ import annotations

import io
import logging
import shutil
import threading
import zipfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from exports.fields import parse_object
from exports.files import write_atomically, writing_atomically
from exports.stylecard import StyleCard
from studio.document.document import DocumentView
from studio.document.layers import StyleChoice
from studio.media.archive import Archive
from studio.media.errors import ProjectError
from studio.media.parts import Keepsakes, Write, write_part
from studio.media.pngstream import write_png
from studio.media.project import (
    BASE_PART,
    DOCUMENT_PART,
    Project,
    describe,
    put_base,
    read_project,
    to_bytes,
)
from studio.media.reading import LIMIT_PIXELS
from studio.media.watching import OnRead, Watch

log = logging.getLogger(__name__)

MOST_PACKS = 40
_BASE_LEVEL = 0
"""Uncompressed: the photo is written once, and within seconds after the first stroke."""

_DOCUMENT, _THUMBNAIL, _PACKS = "document.json", "thumbnail.png", "pack-*.zip"


class Discarded(Exception):
    """The side file is not wanted any more."""


@dataclass(frozen=True)
class About:
    """What a user is told of a side file before it is opened.

    Attributes:
        name: of the document.
        saved_at: seconds since 1970.
        project: the project file that it was opened from or last saved to, or None.
    """

    name: str
    saved_at: float
    project: Path | None = None


class SideFile:
    """Written from one worker at a time, discarded from any thread.

    Args:
        folder: made when it is first written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known = Keepsakes()
        self._where: dict[str, Path] = {}
        self._count = 0
        self._writing = threading.Lock()
        self._discarded = False

    def write(
        self,
        view: DocumentView,
        styles: Mapping[str, StyleCard],
        kept: Mapping[StyleChoice, np.ndarray],
        about: About,
        thumbnail: Callable[[], np.ndarray],
    ) -> int:
        """Adds what is new, and then names it. Returns the bytes of the parts that were added.

        Args:
            view: the document.
            styles: cards by name; those in use are stored.
            kept: what choices that cannot be painted here looked like.
            about: what a user is told of it.
            thumbnail: makes the small picture, uint8 (h, w, 3); asked for when the work is safe.

        Raises:
            Discarded: it was discarded, before or meanwhile.
            OSError: the disk does not take it; what was written before is still sound.
        """
        with self._writing:
            try:
                written = self._write(view, styles, kept, about)
                self._check()
                buffer = io.BytesIO()
                write_png(buffer, thumbnail())
                write_atomically(self.folder / _THUMBNAIL, buffer.getvalue())
                return written
            finally:
                if self._discarded:
                    self._remove()

    def write_base(self, base: np.ndarray, between: Callable[[], None]) -> None:
        """Writes the photo ahead of the first autosave, in pieces of a quarter of a megabyte; it is written only once.

        Alone it is nothing to recover: that begins with the autosave that names it.

        Args:
            base: of the document, uint8 (H, W, 3).
            between: called after every piece, for whoever has something more urgent to do.

        Raises:
            Discarded, OSError: as `write`.
        """
        with self._writing:
            try:
                if BASE_PART in self._where:
                    return
                pack = self._next_pack()

                def go_on() -> None:
                    self._check()
                    between()

                with ExitStack() as stack:
                    sink = _Pack(pack, self._where, stack, self._check)
                    put_base(base, sink, level=_BASE_LEVEL, between=go_on)
                self._where[BASE_PART] = pack
                self._check()
            finally:
                if self._discarded:
                    self._remove()

    def discard(self) -> None:
        """Removes everything; at once, or when the autosave that is under way notices."""
        self._discarded = True
        if self._writing.acquire(blocking=False):
            try:
                self._remove()
            finally:
                self._writing.release()

    def rest(self) -> None:
        """Says that nothing is to be recovered; the parts stay, so that the next autosave is cheap."""
        if self._writing.acquire(blocking=False):
            try:
                (self.folder / _DOCUMENT).unlink(missing_ok=True)
            finally:
                self._writing.release()

    @property
    def rests(self) -> bool:
        """Whether there is nothing to recover."""
        return not (self.folder / _DOCUMENT).exists()

    def _write(
        self,
        view: DocumentView,
        styles: Mapping[str, StyleCard],
        kept: Mapping[StyleChoice, np.ndarray],
        about: About,
    ) -> int:
        if len(set(self._where.values())) > MOST_PACKS:
            # Everything but the base, which is large and never changes, goes into one new pack.
            first = self._where[BASE_PART]
            self._where = {name: pack for name, pack in self._where.items() if pack == first}
        pack = self._next_pack()
        with ExitStack() as stack:
            sink = _Pack(pack, self._where, stack, self._check)
            values = describe(view, styles, sink, self._known, kept=kept, base_level=_BASE_LEVEL)
        self._known.turn()
        self._check()
        values["about"] = {
            "name": about.name,
            "saved_at": about.saved_at,
            "project": None if about.project is None else str(about.project),
        }
        write_atomically(self.folder / _DOCUMENT, to_bytes(values))
        self._where = {name: self._where.get(name, pack) for name in sink.named}
        self._remove_packs_but(set(self._where.values()))
        return sink.nbytes

    def _next_pack(self) -> Path:
        self._check()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._count += 1
        return self.folder / f"pack-{self._count:06d}.zip"

    def _check(self) -> None:
        if self._discarded:
            raise Discarded

    def _remove_packs_but(self, wanted: set[Path]) -> None:
        for pack in self.folder.glob(_PACKS):
            if pack not in wanted:
                pack.unlink(missing_ok=True)

    def _remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class _Pack:
    """Takes the parts of one autosave: those that no pack has yet go into a new one."""

    def __init__(
        self, path: Path, where: Mapping[str, Path], stack: ExitStack, check: Callable[[], None]
    ) -> None:
        self.named: dict[str, None] = {}
        self.nbytes = 0
        self._path, self._where, self._stack, self._check = path, where, stack, check
        self._zip: zipfile.ZipFile | None = None

    def put(self, name: str, write: Write, *, packed: bool = False, nbytes: int = 0) -> None:
        """Writes a part unless there is one of that name."""
        if name in self.named:
            return
        self.named[name] = None
        if name in self._where:
            return
        self._check()
        if self._zip is None:
            file = self._stack.enter_context(writing_atomically(self._path))
            self._zip = self._stack.enter_context(zipfile.ZipFile(file, "w"))
        self.nbytes += write_part(self._zip, name, write, packed=packed, nbytes=nbytes)


class _SideParts:
    """The parts in a side file's packs, for reading."""

    def __init__(self, folder: Path, name: str, stack: ExitStack, watch: Watch | None = None) -> None:
        self.name = name
        self._document = folder / _DOCUMENT
        packs = sorted(folder.glob(_PACKS))
        self._archives = [stack.enter_context(Archive(pack)) for pack in packs]
        if watch is not None:
            for archive in self._archives:
                archive.watch(watch)

    def __contains__(self, name: object) -> bool:
        return any(name in archive for archive in self._archives)

    def read(self, name: str, most_bytes: int) -> bytes:
        if name == DOCUMENT_PART:
            return _read_document(self._document, most_bytes)
        return self._of(name).read(name, most_bytes)

    def picture(self, name: str, *, most_pixels: int = LIMIT_PIXELS) -> Image.Image:
        return self._of(name).picture(name, most_pixels=most_pixels)

    def spend(self, nbytes: int) -> None:
        if self._archives:
            self._archives[0].spend(nbytes)

    def _of(self, name: str) -> Archive:
        for archive in self._archives:
            if name in archive:
                return archive
        raise ProjectError(f"{self.name} cannot be recovered: a part of it was never written.")


def read_side_file(folder: Path, on_read: OnRead | None = None) -> Project:
    """The document of a side file, as it was when it was last written; `on_read` is told how much of it is read.

    Raises:
        ProjectError: one sentence that says why it cannot be recovered.
    """
    watch = None if on_read is None else Watch(on_read)
    with ExitStack() as stack:
        if watch is not None:
            stack.enter_context(watch.ending())
        return read_project(_SideParts(folder, read_about(folder).name or "The picture", stack, watch))


def read_about(folder: Path) -> About:
    """What a user is told of a side file. Raises ProjectError where there is none."""
    data = _read_document(folder / _DOCUMENT, 64 << 20)
    try:
        values = parse_object(data.decode(), limit_chars=len(data))
        about = values["about"]
        # Those of the first version were called after the picture alone.
        name, project = about.get("name", values["name"]), about["project"]
        return About(str(name), float(about["saved_at"]), None if project is None else Path(str(project)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProjectError(f"The side file in {folder} is damaged.") from error


def read_side_thumbnail(folder: Path) -> np.ndarray | None:
    """How the document looked, uint8 (H, W, 3); None if nobody knows."""
    try:
        with Image.open(folder / _THUMBNAIL, formats=("PNG",)) as image:
            return np.asarray(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _read_document(path: Path, most_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except OSError as error:
        raise ProjectError(f"There is no side file in {path.parent}.") from error
    if len(data) > most_bytes:
        raise ProjectError(f"The side file in {path.parent} is too large.")
    return data
