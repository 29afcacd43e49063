"""An optimizer run as work that is kept with its layer: what was asked, where it stands, and how the loss went."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from PIL import Image

from exports.errors import ModelError
from studio.document.work import Work
from studio.engine.optimizer import OptimizerProgress
from studio.engine.optimizer_request import LARGEST_PX, OptimizerRequest
from studio.engine.optimizer_state import OptimizerState

KIND = "optimizer"
_PICTURES = ("content", "styles", "masks", "init_picture")
_STATE, _LOSSES = "state", "losses"
# What reading JSON and numbers out of a file of anybody's may raise.
_WRONG_VALUES = (KeyError, TypeError, ValueError, OverflowError, RecursionError)
_DAMAGED = "The unfinished work of this layer is damaged; start it anew."


@dataclass(frozen=True)
class Losses:
    """One step's loss: `total`, and its parts as they are weighted."""

    total: float
    content: float
    style: float
    tv: float

    @classmethod
    def of(cls, progress: OptimizerProgress) -> Losses:
        return cls(progress.total, progress.content, progress.style, progress.tv)


@dataclass(frozen=True, eq=False)
class Run:
    """A run that can go on."""

    request: OptimizerRequest
    state: OptimizerState | None = None
    losses: tuple[Losses, ...] = ()


class WorkKeeper:
    """Makes work of a run, again and again; its pictures are put into bytes once.

    Args:
        request: the run.
        known: work of the same run that it goes on from; its pictures are taken over.
    """

    def __init__(self, request: OptimizerRequest, known: Work | None = None) -> None:
        self._settings = {"kind": KIND, **settings_of(request)}
        if known is not None:
            self._pictures = {
                name: part for name, part in known.parts.items() if name not in (_STATE, _LOSSES)
            }
            return
        self._pictures = {"content": _png(request.content)}
        self._pictures |= {
            f"style-{number}": _png(picture) for number, (picture, _) in enumerate(request.styles, start=1)
        }
        self._pictures |= {
            f"mask-{number}": _png(mask)
            for number, mask in enumerate(request.masks, start=1)
            if mask is not None
        }
        if request.init_picture is not None:
            self._pictures["init"] = _png(request.init_picture)

    def work(self, state: OptimizerState | None, losses: Sequence[Losses]) -> Work:
        """The run as it stands."""
        parts = dict(self._pictures)
        if state is not None:
            parts[_STATE] = state.to_bytes()
        rows = [[float(f"{value:.6g}") for value in vars(loss).values()] for loss in losses]
        parts[_LOSSES] = json.dumps(rows, separators=(",", ":")).encode("ascii")
        step = 0 if state is None else state.step
        return Work({**self._settings, "step": step}, parts)


def settings_of(request: OptimizerRequest) -> dict[str, Any]:
    """What was asked but the pictures, as plain JSON values."""
    plain = {each.name: getattr(request, each.name) for each in fields(request) if each.name not in _PICTURES}
    return {**plain, "shares": [share for _, share in request.styles]}


def run_of(work: Work) -> Run:
    """The run that goes on from work. Raises ModelError where it is damaged or another's."""
    try:
        settings = dict(work.settings)
        if settings.pop("kind") != KIND:
            raise ModelError("This layer was not painted by the optimizer.")
        del settings["step"]
        shares = [float(share) for share in settings.pop("shares")]
        styles = tuple(
            (_picture(work.parts[f"style-{number}"]), share) for number, share in enumerate(shares, start=1)
        )
        masks = tuple(_mask(work.parts.get(f"mask-{number}")) for number in range(1, len(shares) + 1))
        init = work.parts.get("init")
        request = OptimizerRequest(
            content=_picture(work.parts["content"]),
            styles=styles,
            masks=masks if any(mask is not None for mask in masks) else (),
            init_picture=None if init is None else _picture(init),
            **settings,
        )
        losses = _losses(work)
        state = work.parts.get(_STATE)
        return Run(
            request,
            None if state is None else OptimizerState.from_bytes(state, "The unfinished work"),
            losses,
        )
    except (*_WRONG_VALUES, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ModelError(_DAMAGED) from error


def losses_of(work: Work) -> tuple[Losses, ...]:
    """How the loss of a run went; nothing where its work is damaged."""
    try:
        return _losses(work)
    except _WRONG_VALUES:
        return ()


def steps_of(work: Work) -> tuple[int, int]:
    """How many steps of a run were taken, of how many; 0 where its work is damaged."""
    try:
        return int(work.settings["step"]), int(work.settings["steps"])
    except _WRONG_VALUES:
        return 0, 0


def is_ours(work: Work | None) -> bool:
    """Whether it is unfinished work of the optimizer."""
    return work is not None and work.settings.get("kind") == KIND


def _losses(work: Work) -> tuple[Losses, ...]:
    rows = json.loads(work.parts[_LOSSES])
    return tuple(Losses(*(float(value) for value in row)) for row in rows)


def _png(picture: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _picture(data: bytes, mode: str = "RGB") -> np.ndarray:
    with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
        if max(image.size) > LARGEST_PX:
            raise ValueError("a picture of the work is too large")
        return np.asarray(image.convert(mode))


def _mask(data: bytes | None) -> np.ndarray | None:
    return None if data is None else _picture(data, "L")
