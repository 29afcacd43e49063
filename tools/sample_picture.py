"""Renders Pinxit's own sample picture, so that the repository needs no photo from elsewhere.

python -m tools.sample_picture --out studio/assets/sample.jpg [--size 1800x1200]
"""

import argparse
import sys
from pathlib import Path

from PIL import Image, ImageCms

from tools.sample.compose import compose

_IMAGE_DESCRIPTION, _COPYRIGHT = 0x010E, 0x8298
_SIDE_LIMIT_PX = 90, 4000


def parse_size(text: str) -> tuple[int, int]:
    """Width and height in pixels of a text such as 1800x1200.

    Raises:
        argparse.ArgumentTypeError: the text is no size, or one that the scene is not made for.
    """
    try:
        width, height = (int(part) for part in text.lower().split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write it like 1800x1200") from None
    low, high = _SIDE_LIMIT_PX
    if not (low <= min(width, height) and max(width, height) <= high and 1.2 <= width / height <= 2.0):
        raise argparse.ArgumentTypeError(
            f"{text} is out of reach; choose sides of {low} to {high} pixels, 1.2 to 2 times as wide as high"
        )
    return width, height


def write_jpeg(picture: Image.Image, path: Path) -> None:
    """Writes the picture with an sRGB profile and its description and licence."""
    exif = Image.Exif()
    exif[_IMAGE_DESCRIPTION] = "Pinxit sample picture: a lake town, rendered by tools/sample_picture.py"
    exif[_COPYRIGHT] = (
        "Part of Pinxit and under its licence; made by a program, no photo or painting was used"
    )
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, "JPEG", quality=92, optimize=True, exif=exif, icc_profile=profile)


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="sample_picture", description="Render the sample picture.")
    parser.add_argument("--out", type=Path, required=True, help="JPEG file to write")
    parser.add_argument("--size", type=parse_size, default=(1800, 1200), help="WIDTHxHEIGHT (1800x1200)")
    options = parser.parse_args(arguments)
    picture = compose(*options.size, say=lambda part: print(f"drew the {part}", flush=True))
    try:
        write_jpeg(Image.fromarray(picture), options.out)
    except OSError as error:
        print(f"Cannot write {options.out} ({error.strerror}); choose another place.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
