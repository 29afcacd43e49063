"""XMP and IPTC: what cataloguing programs say of a photo. Read, freed of what a painting makes untrue, and written.

In an EXIF block they stand as they do in a TIFF, under tags of their own, and so go wherever EXIF goes.
Source: XMP Specification part 3 (2020); IPTC Information Interchange Model 4.2; TIFF/EP for the tags; for PNG the "raw
profiles" that ImageMagick and ExifTool share.
"""

from __future__ import annotations

import binascii
import logging
import struct
from collections.abc import Iterator
from typing import Any, cast
from xml.dom import Node, minidom

from PIL import Image

log = logging.getLogger(__name__)

XMP_TAG, IPTC_TAG = 700, 33723
PNG_XMP_KEY, PNG_IPTC_KEY = "XML:com.adobe.xmp", "Raw profile type iptc"
_LARGEST_BYTES = 1 << 20
_IPTC_RESOURCE = 0x0404

_ADOBE, _IPTC = "http://ns.adobe.com", "http://iptc.org/std"
_TIFF, _EXIF, _XMP = f"{_ADOBE}/tiff/1.0/", f"{_ADOBE}/exif/1.0/", f"{_ADOBE}/xap/1.0/"
_CORE, _EXTENSION = f"{_IPTC}/Iptc4xmpCore/1.0/xmlns/", f"{_IPTC}/Iptc4xmpExt/2008-02-29/"
_UNTRUE = frozenset(
    {
        (_TIFF, "Orientation"),
        (_TIFF, "ImageWidth"),
        (_TIFF, "ImageLength"),
        (_EXIF, "PixelXDimension"),
        (_EXIF, "PixelYDimension"),
        (_XMP, "Thumbnails"),
        (f"{_ADOBE}/xmp/note/", "HasExtendedXMP"),
    }
)
"""Of the file as it was: the picture was turned, and may have another size."""
_UNTRUE_SPACES = (
    # Gain maps and depth that lay beside the picture in its file.
    f"{_ADOBE}/hdr-gain-map/1.0/",
    "http://ns.google.com/photos/1.0/container/",
    "http://ns.google.com/photos/1.0/depthmap/",
    "http://ns.google.com/photos/1.0/image/",
)
_PLACES = frozenset(
    {
        *((f"{_ADOBE}/photoshop/1.0/", name) for name in ("City", "State", "Country")),
        *((_CORE, name) for name in ("Location", "CountryCode")),
        *((_EXTENSION, name) for name in ("LocationShown", "LocationCreated")),
    }
)
_IPTC_PLACES = frozenset({(2, number) for number in (26, 27, 90, 92, 95, 100, 101)})


def xmp_of(image: Image.Image) -> bytes:
    """The XMP packet of an open picture that still holds of a painting; empty where there is none or it is damaged."""
    packet = image.info.get("xmp")
    packet = packet.encode() if isinstance(packet, str) else packet
    return filtered_xmp(packet, place=True) if isinstance(packet, bytes) else b""


def filtered_xmp(packet: bytes, *, place: bool) -> bytes:
    """A packet without what is not true of a painting; without `place` also without where the photo was taken.

    What cannot be read cannot be looked through, and is left out.
    """
    if not packet or len(packet) > _LARGEST_BYTES or b"<!" in packet.replace(b"<!--", b""):
        return b""
    try:
        root = minidom.parseString(packet.strip(b"\0 \r\n\t")).documentElement
        assert root is not None
        _strip(root, place=place)
        return (
            f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{root.toxml()}<?xpacket end="w"?>'
        ).encode()
    except Exception:  # as of all metadata: damaged in any way, it must not lose the picture
        log.info("XMP not readable", exc_info=True)
        return b""


def iptc_of(image: Image.Image) -> bytes:
    """The IPTC datasets of an open picture, or nothing."""
    try:
        if image.format == "TIFF":
            data = cast(Any, image).tag_v2.get(IPTC_TAG, b"")
        elif image.format == "PNG":
            data = _resource(_from_raw_profile(str(image.info.get(PNG_IPTC_KEY, ""))))
        else:
            resources = image.info.get("photoshop")
            data = resources.get(_IPTC_RESOURCE, b"") if isinstance(resources, dict) else b""
        return (
            data if isinstance(data, bytes) and len(data) <= _LARGEST_BYTES and any(_datasets(data)) else b""
        )
    except Exception:  # as above
        log.info("IPTC not readable", exc_info=True)
        return b""


def iptc_without_place(data: bytes) -> bytes:
    """IPTC datasets without those that name a place."""
    return b"".join(raw for number, raw in _datasets(data) if number not in _IPTC_PLACES)


def photoshop_block(iptc: bytes) -> bytes:
    """IPTC datasets as the image resource that JPEG and PNG hold them in."""
    padding = b"\0" * (len(iptc) % 2)
    return b"8BIM" + struct.pack(">HHI", _IPTC_RESOURCE, 0, len(iptc)) + iptc + padding


def raw_profile(block: bytes) -> str:
    """An image resource as the text of a PNG's "raw profile"."""
    digits = binascii.hexlify(block).decode("ascii")
    lines = [digits[start : start + 72] for start in range(0, len(digits), 72)]
    return "\n".join(["", "iptc", f"{len(block):8}", *lines, ""])


def _strip(element: minidom.Element, *, place: bool) -> None:
    for attribute in list(element.attributes.values()):
        if attribute.namespaceURI is not None and _goes(
            attribute.namespaceURI, attribute.localName, place=place
        ):
            element.removeAttributeNode(attribute)
    for child in list(element.childNodes):
        if child.nodeType != Node.ELEMENT_NODE:
            continue
        if child.namespaceURI is not None and _goes(child.namespaceURI, child.localName, place=place):
            element.removeChild(child)
        else:
            _strip(child, place=place)


def _goes(space: str, name: str, *, place: bool) -> bool:
    if (space, name) in _UNTRUE or space in _UNTRUE_SPACES:
        return True
    return not place and ((space, name) in _PLACES or (space == _EXIF and name.startswith("GPS")))


def _datasets(data: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Each dataset's (record, number) and its bytes, head and all, until the data end or are damaged."""
    at = 0
    while at + 5 <= len(data) and data[at] == 0x1C:
        record, number, size = data[at + 1], data[at + 2], struct.unpack_from(">H", data, at + 3)[0]
        head = 5
        if size & 0x8000:
            length = size & 0x7FFF
            head, size = 5 + length, int.from_bytes(data[at + 5 : at + 5 + length], "big")
        if at + head + size > len(data):
            return
        yield (record, number), data[at : at + head + size]
        at += head + size


def _resource(block: bytes) -> bytes:
    """The IPTC datasets of image resources."""
    at = 0
    while block[at : at + 4] == b"8BIM":
        kind, name = struct.unpack_from(">HB", block, at + 4)
        start = at + 7 + name + (1 - name % 2)
        size = struct.unpack_from(">I", block, start)[0]
        if kind == _IPTC_RESOURCE:
            return block[start + 4 : start + 4 + size]
        at = start + 4 + size + size % 2
    return b""


def _from_raw_profile(text: str) -> bytes:
    lines = text.strip().splitlines()
    return binascii.unhexlify("".join(lines[2:])) if len(lines) > 2 and lines[0] == "iptc" else b""
