"""Finds models and styles: the shipped ones, those of the user, and those of any other folder.

A folder holds `*.onnx` and, in `styles/`, `*.png`. Reading a catalog opens no model: cards are read straight from
the files and remembered until a file changes.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Generic, TypeVar

from exports.card import ModelCard, StyleEncoderCard, StyleNetworkCard
from exports.errors import ModelError
from exports.files import write_atomically
from exports.names import free_name
from exports.onnxfile import read_card, read_model_bytes
from exports.session import load_model, open_model, wrong_kind
from exports.stylecard import StyleCard

STYLES_FOLDER = "styles"

_T = TypeVar("_T")


@dataclass(frozen=True)
class ModelEntry:
    """A model file that can be opened.

    Attributes:
        kind: "style", "generator", "perceptual" or "style-encoder".
        name: by which it is asked for.
        title: what a person reads.
        path: the file.
        card: what it says of itself.
        shipped: whether it came with Pinxit and cannot be removed.
    """

    kind: str
    name: str
    title: str
    path: Path
    card: ModelCard
    shipped: bool = False


@dataclass(frozen=True)
class Problem:
    """A file that cannot be used, and a sentence that says why."""

    path: Path
    message: str


@dataclass
class _Shelf:
    """What one look at the folders found."""

    models: dict[str, ModelEntry] = field(default_factory=dict)
    styles: dict[str, StyleCard] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Catalog:
    """The models and styles at hand. Every method looks at the folders anew; unchanged files are not read again."""

    def __init__(
        self,
        folders: Sequence[Path] = (),
        *,
        user_folder: Path | None = None,
        shipped_folder: Path | None = None,
    ) -> None:
        """Makes a catalog; the folders need not exist.

        Args:
            folders: looked at after the shipped folder and the user's.
            user_folder: where `add` puts files; None is the place that the system intends for it.
            shipped_folder: looked at first; None is the one that came with Pinxit.
        """
        self.shipped_folder = default_shipped_folder() if shipped_folder is None else shipped_folder
        self.user_folder = default_user_folder() if user_folder is None else user_folder
        self._folders = [self.shipped_folder, self.user_folder, *folders]
        self._cards = _FileCache(read_card)
        self._style_cards = _FileCache(StyleCard.load)

    def models(self) -> list[ModelEntry]:
        """The models that can be opened: shipped ones first, then the user's, each folder in order of file names."""
        return list(self._look().models.values())

    def styles(self) -> list[StyleCard]:
        """The styles whose network is at hand, in shelf order: folder by folder, the oldest painting first."""
        return list(self._look().styles.values())

    @property
    def problems(self) -> list[Problem]:
        """The files in the folders that `models` and `styles` leave out, each with the reason."""
        return self._look().problems

    def find(self, name_or_path: str | Path, kind: str | None = None) -> ModelEntry:
        """The model of a name, or in a file anywhere.

        Args:
            name_or_path: a name in the catalog, or the path of an `.onnx` file.
            kind: the kind that it must be of; None takes any.

        Raises:
            ModelError: there is none, and which names are close; or it is of another kind.
        """
        text = str(name_or_path)
        if _is_path(text, ".onnx"):
            entry = _entry(Path(text), read_card(Path(text)), shipped=False)
        else:
            models = {
                name: entry for name, entry in self._look().models.items() if kind in (None, entry.kind)
            }
            entry = models.get(text.lower()) or self._look().models.get(text.lower())
            if entry is None:
                raise _not_found("model", text, models)
        if kind is not None and entry.kind != kind:
            raise wrong_kind(entry.name, entry.card, kind)
        return entry

    def style(self, name_or_path: str | Path) -> StyleCard:
        """The style of a name, or in a PNG anywhere. Raises ModelError naming close matches."""
        text = str(name_or_path)
        if _is_path(text, ".png"):
            return StyleCard.load(Path(text))
        styles = self._look().styles
        if text.lower() not in styles:
            raise _not_found("style", text, styles)
        return styles[text.lower()]

    def network_of(self, style: StyleCard) -> ModelEntry:
        """The style model that understands a style. Raises ModelError if it is not at hand."""
        entry = _networks(self._look().models.values()).get(style.network)
        if entry is None:
            raise ModelError(_network_missing(style))
        _check_length(style, entry)
        return entry

    def network_named(self, network: str) -> ModelEntry:
        """The style model of a network that style cards name. Raises ModelError if it is not at hand."""
        entry = _networks(self._look().models.values()).get(network)
        if entry is None:
            raise ModelError(
                f"The style network {network!r} is not at hand; add its model with pinxit models add."
            )
        return entry

    def include(self, folder: Path) -> None:
        """Looks into one more folder from now on, such as that of a training, after all others."""
        if folder not in self._folders:
            self._folders.append(folder)

    def encoders(self) -> list[ModelEntry]:
        """The style encoders whose style network is at hand."""
        models = self._look().models.values()
        networks = _networks(models)
        return [
            entry
            for entry in models
            if isinstance(entry.card, StyleEncoderCard) and entry.card.network in networks
        ]

    def encoder_of(self, network: str) -> ModelEntry | None:
        """The first style encoder that predicts vectors for a style network; None where there is none."""
        return next(
            (
                entry
                for entry in self._look().models.values()
                if isinstance(entry.card, StyleEncoderCard) and entry.card.network == network
            ),
            None,
        )

    def add(self, path: Path | str) -> ModelEntry | StyleCard:
        """Copies a model or a style card into the user's folder, once it has proved to work.

        Raises:
            ModelError: the file cannot be used, or its name is taken; the catalog is as it was.
        """
        path = Path(path)
        if path.suffix.lower() == ".png":
            return self.add_style(StyleCard.load(path))
        data = read_model_bytes(path)
        card = load_model(data, path, provider="cpu").card
        if card.name in self._look().models:
            raise ModelError(
                f"There is already a model named {card.name!r}; remove it before you add {path.name}."
            )
        target = self.user_folder / f"{card.name}.onnx"
        _refuse_replacing(target)
        _store(target, data)
        return _entry(target, card, shipped=False)

    def add_style(self, style: StyleCard) -> StyleCard:
        """Keeps a style in the user's folder.

        Returns:
            The card as it lies there.

        Raises:
            ModelError: its network is not at hand, or its name is taken; the catalog is as it was.
        """
        data = style.to_bytes()
        self.network_of(style)
        if style.name in self._look().styles:
            raise ModelError(
                f"There is already a style named {style.name!r}; remove it before you add another of that name."
            )
        target = self._style_file(style.name)
        _refuse_replacing(target)
        _store(target, data)
        return StyleCard.parse(data, target)

    def free_style_name(self, name: str) -> str:
        """The name, or the first of name-2, name-3, … that neither a style has nor a file that is none at present."""
        files = {path.stem for path in _listing(self._style_file("").parent, ".png", [])}
        return free_name(name, self._look().styles.keys() | files)

    def _style_file(self, name: str) -> Path:
        return self.user_folder / STYLES_FOLDER / f"{name}.png"

    def remove(self, name: str) -> Path:
        """Deletes a model or a style from the user's folder and returns the path it had.

        Args:
            name: see `removable`.

        Raises:
            ModelError: see `removable`; or the file cannot be deleted.
        """
        path = self.removable(name)
        remove_file(path)
        return path

    def removable(self, name: str) -> Path:
        """The file that would go with a model or a style of the user's folder; `remove_file` deletes it.

        Args:
            name: of the model or style, or of its file; a broken file has no other.

        Raises:
            ModelError: there is none of that name, there are two, or it is not in the user's folder.
        """
        shelf = self._look()
        styles: dict[str, Path] = {name: style.path for name, style in shelf.styles.items() if style.path}
        models = {name: entry.path for name, entry in shelf.models.items()}
        both = [each[key] for each in (styles, models) for key in (name, name.lower()) if key in each]
        if len(set(both)) > 1:
            files = " or ".join(path.name for path in dict.fromkeys(both))
            raise ModelError(f"There are a style and a model of the name {name!r}; say which one, {files}.")
        broken = (problem.path for problem in shelf.problems)
        names = {path.name: path for path in (*broken, *styles.values(), *models.values())}
        names |= styles | models
        path = names.get(name) or names.get(name.lower())
        if path is None:
            raise _not_found("model or style", name, names)
        if not path.is_relative_to(self.user_folder):
            owner = (
                "came with Pinxit" if path.is_relative_to(self.shipped_folder) else f"lies in {path.parent}"
            )
            raise ModelError(f"{name!r} {owner} and cannot be removed; only what was added can be.")
        return path

    def verify(self) -> list[Problem]:
        """Opens every model and every thumbnail, and returns what is wrong: `problems` and what only opening shows."""
        shelf = self._look()
        problems = list(shelf.problems)
        for entry in shelf.models.values():
            problems += _problem_of(entry.path, partial(open_model, entry.path, provider="cpu"))
        for style in shelf.styles.values():
            if style.path:
                problems += _problem_of(style.path, partial(getattr, style, "thumbnail"))
        return problems

    def _look(self) -> _Shelf:
        shelf = _Shelf()
        for folder in self._folders:
            for path in _listing(folder, ".onnx", shelf.problems):
                self._shelve_model(path, shelf)
        networks = _networks(shelf.models.values())
        for folder in self._folders:
            found = []
            for path in _listing(folder / STYLES_FOLDER, ".png", shelf.problems):
                try:
                    style = self._style_cards.get(path)
                    _check_network(style, networks)
                    found.append(style)
                except ModelError as error:
                    shelf.problems.append(Problem(path, str(error)))
            for style in sorted(found, key=lambda style: (style.year or 9999, style.title)):
                self._shelve(shelf.styles, style.name, style, style.path or folder, shelf.problems)
        return shelf

    def _shelve_model(self, path: Path, shelf: _Shelf) -> None:
        try:
            card = self._cards.get(path)
        except ModelError as error:
            shelf.problems.append(Problem(path, str(error)))
            return
        entry = _entry(path, card, shipped=path.parent == self.shipped_folder)
        self._shelve(shelf.models, card.name, entry, path, shelf.problems)

    @staticmethod
    def _shelve(shelf: dict[str, _T], name: str, item: _T, path: Path, problems: list[Problem]) -> None:
        if name in shelf:
            problems.append(
                Problem(path, f"{path.name} has the name {name!r}, which an earlier file has taken.")
            )
        else:
            shelf[name] = item


class _FileCache(Generic[_T]):
    """What was read from each file, or how reading failed, until the file's size or time changes."""

    def __init__(self, read: Callable[[Path], _T]) -> None:
        self._read = read
        self._known: dict[Path, tuple[tuple[int, int], _T | ModelError]] = {}

    def get(self, path: Path) -> _T:
        try:
            status = path.stat()
        except OSError:
            return self._read(path)
        stamp = (status.st_size, status.st_mtime_ns)
        known = self._known.get(path)
        if known is None or known[0] != stamp:
            known = self._known[path] = (stamp, self._try(path))
        if isinstance(known[1], ModelError):
            raise known[1].with_traceback(None)
        return known[1]

    def _try(self, path: Path) -> _T | ModelError:
        try:
            return self._read(path)
        except ModelError as error:
            return error


def remove_file(path: Path) -> None:
    """Deletes what `Catalog.removable` found. Raises ModelError if the system does not let it."""
    try:
        path.unlink()
    except OSError as error:
        raise ModelError(
            f"{path} cannot be removed ({error.strerror or error}); check its permissions."
        ) from None


def default_shipped_folder() -> Path:
    """Where the models lie that came with Pinxit: beside this module, in a wheel and in a frozen application too."""
    return Path(str(files("exports"))) / "models"


def default_user_folder() -> Path:
    """Where this system keeps what a user adds to a program."""
    from platformdirs import user_data_path

    return user_data_path("pinxit", appauthor=False) / "models"


def _entry(path: Path, card: ModelCard, *, shipped: bool) -> ModelEntry:
    return ModelEntry(card.kind, card.name, card.title, path, card, shipped)


def _networks(entries: Iterable[ModelEntry]) -> dict[str, ModelEntry]:
    """Style models by the network that style cards name; the first of each counts."""
    networks: dict[str, ModelEntry] = {}
    for entry in entries:
        if isinstance(entry.card, StyleNetworkCard):
            networks.setdefault(entry.card.network, entry)
    return networks


def _check_network(style: StyleCard, networks: dict[str, ModelEntry]) -> None:
    if style.network not in networks:
        raise ModelError(_network_missing(style))
    _check_length(style, networks[style.network])


def _check_length(style: StyleCard, entry: ModelEntry) -> None:
    if isinstance(entry.card, StyleNetworkCard) and style.vector.shape != (entry.card.style_size,):
        raise ModelError(
            f"The style card {style.name} has a vector of {len(style.vector)} numbers where {entry.name} needs "
            f"{entry.card.style_size}; get the card again from its author."
        )


def _network_missing(style: StyleCard) -> str:
    return (
        f"The style '{style.name}' needs the style network '{style.network}', which is not here; "
        "add its model file first."
    )


def _listing(folder: Path, suffix: str, problems: list[Problem]) -> list[Path]:
    try:
        return sorted(
            path for path in folder.iterdir() if path.suffix.lower() == suffix and path.name[0] != "."
        )
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        message = f"The folder {folder} cannot be read ({error.strerror or error}); check its permissions."
        problems.append(Problem(folder, message))
        return []


def _problem_of(path: Path, attempt: Callable[[], object]) -> list[Problem]:
    try:
        attempt()
    except ModelError as error:
        return [Problem(path, str(error))]
    return []


def _refuse_replacing(target: Path) -> None:
    """A file may lie there that is on no shelf, such as a style whose network is not at hand today."""
    if target.exists():
        raise ModelError(
            f"There is already a file {target.name} in {target.parent}; remove it before you add another of that name."
        )


def _store(target: Path, data: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, data)
    except OSError as error:
        raise ModelError(
            f"{target.name} cannot be written to {target.parent} ({error.strerror or error}); check the folder."
        ) from None


def _is_path(text: str, suffix: str) -> bool:
    return text.lower().endswith(suffix) or "/" in text or "\\" in text


def _not_found(what: str, name: str, names: Iterable[str]) -> ModelError:
    names = list(names)
    close = difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.5)
    if close:
        return ModelError(f"There is no {what} named {name!r}; did you mean {' or '.join(close)}?")
    if names:
        return ModelError(f"There is no {what} named {name!r}; there are {', '.join(sorted(names)[:12])}.")
    return ModelError(f"There is no {what} named {name!r}, nor any other; add one with pinxit models add.")
