"""EXIF that a picture carries on: what its camera said, and the recipe. Nothing about how a file was laid out.

XMP and IPTC go along in the block under their tags of TIFF, until a file has another place for them.
"""

from __future__ import annotations

import logging

from PIL import ExifTags, Image

from studio.media.descriptions import (
    IPTC_TAG,
    XMP_TAG,
    filtered_xmp,
    iptc_of,
    iptc_without_place,
    xmp_of,
)

log = logging.getLogger(__name__)

_CARRIED = frozenset(
    {
        ExifTags.Base.ImageDescription,
        ExifTags.Base.Make,
        ExifTags.Base.Model,
        ExifTags.Base.DateTime,
        ExifTags.Base.Artist,
        ExifTags.Base.Copyright,
    }
)
# The maker's note holds offsets into the old file; the sizes are those of the old picture.
_DROPPED_FROM_CAMERA = frozenset(
    {
        ExifTags.Base.MakerNote,
        ExifTags.Base.UserComment,
        ExifTags.Base.ExifImageWidth,
        ExifTags.Base.ExifImageHeight,
        ExifTags.Base.ExifInteroperabilityOffset,
    }
)
_COMMENT_CODE = b"ASCII\0\0\0"


def camera_exif(image: Image.Image) -> bytes:
    """What the camera and its owner said in an open picture, as an EXIF block with XMP and IPTC; empty if nothing.

    The orientation, thumbnails and everything about the file's layout stay behind.
    """
    try:
        source, kept = image.getexif(), Image.Exif()
        for tag in _CARRIED & set(source):
            kept[tag] = source[tag]
        for ifd, dropped in ((ExifTags.IFD.Exif, _DROPPED_FROM_CAMERA), (ExifTags.IFD.GPSInfo, frozenset())):
            values = {tag: value for tag, value in source.get_ifd(ifd).items() if tag not in dropped}
            if values:
                kept.get_ifd(ifd).update(values)
                kept[ifd] = kept.get_ifd(ifd)
        for tag, data in ((XMP_TAG, xmp_of(image)), (IPTC_TAG, iptc_of(image))):
            if data:
                kept[tag] = data
        return kept.tobytes() if len(kept) else b""
    except Exception:  # metadata may be damaged in any way and must not lose the picture
        log.info("EXIF not readable", exc_info=True)
        return b""


def orientation_of(image: Image.Image) -> int:
    """How an open picture lies, 1..8 as EXIF counts; 1 where nothing sound is said."""
    try:
        orientation = int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # as above
        log.info("orientation not readable", exc_info=True)
        return 1
    return orientation if 1 <= orientation <= 8 else 1


def without_place(exif: bytes) -> bytes:
    """An EXIF block without where the photo was taken; empty stays empty."""
    if not exif:
        return b""
    block = Image.Exif()
    block.load(exif)
    camera = dict(block.get_ifd(ExifTags.IFD.Exif))
    rest = Image.Exif()
    for tag, value in block.items():
        if tag not in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, XMP_TAG, IPTC_TAG):
            rest[tag] = value
    described = (
        (XMP_TAG, filtered_xmp(block.get(XMP_TAG, b""), place=False)),
        (IPTC_TAG, iptc_without_place(block.get(IPTC_TAG, b""))),
    )
    for tag, data in described:
        if data:
            rest[tag] = data
    if camera:
        rest.get_ifd(ExifTags.IFD.Exif).update(camera)
        rest[ExifTags.IFD.Exif] = rest.get_ifd(ExifTags.IFD.Exif)
    return rest.tobytes() if len(rest) else b""


def is_sound(exif: object) -> bool:
    """Whether it is an EXIF block that can be written again, all of it and without the place; so is an empty one."""
    try:
        if not isinstance(exif, bytes):
            return False
        without_place(exif)
        with_comment(taken_apart(exif)[0], None, None)
        with_comment(exif, None, None)
    except Exception:  # whatever it is, it is none
        return False
    return True


def shortened(exif: bytes, most_bytes: int) -> bytes:
    """An EXIF block of at most so many bytes: as it is, without its description, or empty."""
    if len(exif) <= most_bytes:
        return exif
    block = Image.Exif()
    block.load(exif)
    block.pop(ExifTags.Base.ImageDescription, None)
    rest = block.tobytes()
    return rest if len(rest) <= most_bytes else b""


def taken_apart(exif: bytes) -> tuple[bytes, bytes, bytes]:
    """An EXIF block without XMP and IPTC, the XMP packet and the IPTC datasets; each may be empty."""
    if not exif:
        return b"", b"", b""
    block = Image.Exif()
    block.load(exif)
    xmp, iptc = (block.get(tag, b"") for tag in (XMP_TAG, IPTC_TAG))
    if not xmp and not iptc:
        return exif, b"", b""
    # Read before the block is written anew: pillow finds what lies within by where it lay.
    inner = {ifd: dict(block.get_ifd(ifd)) for ifd in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)}
    rest = Image.Exif()
    for tag, value in block.items():
        if tag not in (XMP_TAG, IPTC_TAG, *inner):
            rest[tag] = value
    for ifd, values in inner.items():
        if values:
            rest.get_ifd(ifd).update(values)
            rest[ifd] = rest.get_ifd(ifd)
    return rest.tobytes() if len(rest) else b"", xmp, iptc


def with_comment(exif: bytes, comment: str | None, software: str | None) -> bytes:
    """An EXIF block with an ASCII user comment and the name of the software; empty where there is nothing to say."""
    block = Image.Exif()
    if exif:
        block.load(exif)
    if software is not None:
        block[ExifTags.Base.Software] = software
    if comment is not None:
        camera = block.get_ifd(ExifTags.IFD.Exif)
        camera[ExifTags.Base.UserComment] = _COMMENT_CODE + comment.encode("ascii")
        block[ExifTags.IFD.Exif] = camera
    return block.tobytes() if len(block) else b""


def comment_of(image: Image.Image) -> str | None:
    """The user comment of an open picture, if it is ASCII."""
    try:
        comment = image.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.UserComment)
    except Exception:  # as above
        log.info("EXIF not readable", exc_info=True)
        return None
    if isinstance(comment, bytes) and comment.startswith(_COMMENT_CODE):
        return comment[len(_COMMENT_CODE) :].decode("ascii", "replace")
    return None
