"""How what the optimizer is asked is stored in a project: pictures and masks as parts, the rest as JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_args, get_type_hints

import numpy as np

from exports.fields import FieldError, Fields
from studio.document.commission import MOST_STYLES, Commission, OptimizerSettings, StylePicture
from studio.media.layer_fields import LayerReader, LayerWriter, put_picture, read_picture, readable

RANGES: Mapping[str, tuple[float, float]] = {
    "content_weight": (0, 1e4),
    "style_weight": (0, 1e4),
    "tv_weight": (0, 1e4),
    "style_scale": (0.1, 10),
    "steps": (1, 100_000),
    "size_px": (16, 8192),
}
_LONGEST_NAME = 255


def describe_commission(commission: Commission, writer: LayerWriter) -> dict[str, Any]:
    """A commission as plain JSON values, its pictures put into parts."""
    return {
        "styles": [
            {
                "name": readable(style.name, _LONGEST_NAME),
                "picture": put_picture(style.pixels, writer),
                "share": style.share,
            }
            | ({} if style.mask is None else {"mask": put_picture(style.mask, writer)})
            for style in commission.styles
        ],
        "settings": dict(vars(commission.settings)),
    }


def read_commission(values: Any, reader: LayerReader) -> Commission:
    """The commission that was described; None is one where nothing was asked yet.

    Raises:
        ProjectError, KeyError, TypeError, ValueError: it is not sound.
    """
    if values is None:
        return Commission()
    described = Fields(values)
    styles = tuple(_read_style(each, reader) for each in described.objects("styles", MOST_STYLES))
    return Commission(styles, _read_settings(described.mapping("settings")))


def _read_style(described: Fields, reader: LayerReader) -> StylePicture:
    pixels = read_picture(described.text("picture"), reader)
    mask = described.text("mask") if described.has("mask") else None
    return StylePicture(
        readable(described.any_text("name"), _LONGEST_NAME),
        pixels,
        described.number("share", 0, 1e4),
        None if mask is None else np.asarray(reader.source.picture(mask).convert("L")),
    )


def _read_settings(values: Mapping[str, Any]) -> OptimizerSettings:
    """What was set; a setting that an older Pinxit did not know is the usual one."""
    described, kinds = Fields(values), get_type_hints(OptimizerSettings)
    found: dict[str, Any] = {}
    for each in fields(OptimizerSettings):
        name, kind = each.name, kinds[each.name]
        if not described.has(name):
            continue
        if kind is bool:
            found[name] = described.flag(name)
        elif kind is int:
            least, most = RANGES[name]
            found[name] = described.integer(name, int(least), int(most))
        elif kind is float:
            found[name] = described.number(name, *RANGES[name])
        else:
            found[name] = described.text(name)
            if found[name] not in get_args(kind):
                raise FieldError(f"has the {name} {found[name]!r}, which there is not")
    return OptimizerSettings(**found)
