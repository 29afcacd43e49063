"""Where results go: a file, or a folder with one file for each input."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from studio.cli.arguments import integer
from studio.cli.errors import CommandError, WrongCall

WRITTEN = ("out", "save_timeline", "resume")
"""Options that name files to be written."""
PICTURE_FORMATS = ("png", "jpg", "tif", "webp")


QUALITY_OF_FILMS = (
    "of a film in .mp4, .webm or .webp: less makes a smaller file; a .gif and a folder of PNGs have none (default: 92, "
    "and 90 of an animated .webp)"
)


def add_picture_output(parser: argparse.ArgumentParser, *, what: str) -> None:
    """`--out` and `--quality`."""
    parser.add_argument("--out", type=Path, required=True, metavar="OUT", help=what)
    add_quality(parser, "of JPEG and WebP; a WebP of 100 is lossless (default: 92)", default=92)


def add_quality(parser: argparse.ArgumentParser, what: str, *, default: int | None) -> None:
    """`--quality`; a default of None tells whether it was given."""
    parser.add_argument("--quality", type=integer(1, 100), default=default, metavar="1..100", help=what)


def refuse_idle_quality(out: Path, quality: int | None) -> None:
    """Raises WrongCall if a quality was given for a film that has none."""
    from studio.media.video import WITH_QUALITY

    if quality is not None and out.suffix.lower() not in WITH_QUALITY:
        what = f"{out.name} is a GIF" if out.suffix else f"{out} is a folder of PNG pictures"
        raise WrongCall(f"--quality does nothing for {what}; leave it out, or write .mp4, .webm or .webp.")


def is_picture_path(path: Path) -> bool:
    """Whether the suffix is that of a picture that can be written."""
    from studio.media.writing import FORMATS

    return path.suffix.lower() in FORMATS


def pictures_in(inputs: Sequence[Path]) -> list[Path]:
    """The files that inputs name; a folder stands for the pictures in it, in order of their names.

    Raises:
        CommandError: a folder holds no picture.
    """
    from studio.media.reading import READABLE_SUFFIXES

    files: list[Path] = []
    for given in inputs:
        if not given.is_dir():
            files.append(given)
            continue
        found = sorted(
            path
            for path in given.iterdir()
            if path.suffix.lower() in READABLE_SUFFIXES and path.name[0] != "."
        )
        if not found:
            raise CommandError(f"There is no picture in the folder {given}; name a folder that holds some.")
        files += found
    return files


def targets_for(
    files: Sequence[Path],
    out: Path,
    *,
    many: bool,
    file_format: str | None,
    also_read: Collection[Path] = (),
) -> list[Path]:
    """One path to write for each file.

    Args:
        files: pictures to be read.
        out: a file if there is one picture, else a folder; a folder is made.
        many: whether a folder or several files were named, so that `out` must be a folder.
        file_format: one of PICTURE_FORMATS for a folder; None keeps the format of each input, or takes PNG where
            that cannot be written.
        also_read: what else must not be replaced.

    Raises:
        WrongCall: `out` does not fit the inputs, or would replace one of them.
        CommandError: the folder cannot be made.
    """
    if is_picture_path(out) and not out.is_dir():
        if many:
            raise WrongCall(f"Several pictures cannot all become {out.name}; name a folder with --out.")
        if file_format is not None:
            raise WrongCall("--format is for folders; the suffix of --out names the format of a file.")
        targets = [out]
    elif not many and not out.is_dir() and out.suffix:
        raise WrongCall(
            f"{out.name} has no suffix of a picture that Pinxit writes; use .png, .jpg, .tif or .webp."
        )
    else:
        targets = [out / f"{file.stem}{_suffix(file, file_format)}" for file in files]
        _refuse_clashes(files, targets)
    for file, target in zip(files, targets, strict=True):
        refuse_replacing(target, [file, *also_read])
    if targets != [out]:
        make_folder(out)
    return targets


def refuse_replacing_inputs(options: argparse.Namespace) -> None:
    """Raises WrongCall if a file that a call writes is one that it reads, by whichever of its options."""
    read = files_read(options)
    for name in WRITTEN:
        target = getattr(options, name, None)
        if isinstance(target, Path):
            refuse_replacing(target, read)


def files_read(options: argparse.Namespace) -> list[Path]:
    """Every file that the options of a call name and that it does not write: photos, styles, masks, timelines."""
    values = [value for name, value in vars(options).items() if name not in WRITTEN]
    return [path for path in _paths_in(values) if _is_file(path)]


def refuse_replacing(out: Path, inputs: Iterable[Path]) -> None:
    """Raises WrongCall if what is to be written would replace something that is read."""
    if out.is_file() and any(each.exists() and out.samefile(each) for each in inputs):
        raise WrongCall(f"{out} would replace what is read from it; choose another file.")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # A text that is no path, such as a long title.
        return False


def _paths_in(value: object) -> Iterator[Path]:
    """Paths, and texts that may be some, such as styles that a name or a file stands for."""
    if isinstance(value, Path):
        yield value
    elif isinstance(value, str):
        if value and "\0" not in value:
            yield Path(value)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _paths_in(each)


def make_folder(path: Path) -> None:
    """Makes a folder and those above it. Raises CommandError if that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CommandError(f"The folder {path} cannot be made: {reason}.") from None


def _suffix(file: Path, file_format: str | None) -> str:
    if file_format is not None:
        return f".{file_format}"
    return file.suffix.lower() if is_picture_path(file) else ".png"


def _refuse_clashes(files: Sequence[Path], targets: Sequence[Path]) -> None:
    seen: dict[Path, Path] = {}
    for file, target in zip(files, targets, strict=True):
        if target in seen:
            raise WrongCall(
                f"{seen[target]} and {file} would both become {target}; stylize them one after the other."
            )
        seen[target] = file
