"""Paints a picture in the manner of any other picture, step by step, by following the gradient of a perceptual loss.

Slow and thorough, where stylize is quick. With --resume the run can be stopped (Ctrl-C), or killed, and continued: the
same command again goes on from the file, as if it had never stopped.
"""

from __future__ import annotations

import argparse
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from studio.cli.arguments import (
    MOST_SEEDS,
    add_recipe,
    add_runtime,
    integer,
    number,
    numbered_picture,
    weighted_picture,
)
from studio.cli.outputs import add_picture_output

if TYPE_CHECKING:
    from exports.session import Model, PerceptualModel
    from studio.engine.cancel import CancelToken
    from studio.engine.optimizer import OptimizerProgress, OptimizerResult, Standing
    from studio.engine.optimizer_request import OptimizerRequest
    from studio.engine.optimizer_state import OptimizerState
    from studio.media.reading import Picture


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("content", type=Path, metavar="CONTENT", help="the picture to paint")
    parser.add_argument(
        "styles",
        nargs="+",
        type=weighted_picture,
        metavar="STYLE[:SHARE]",
        help="pictures of the style; several count alike, or by shares such as monet.jpg:2 hokusai.jpg:1",
    )
    parser.add_argument(
        "--style-mask",
        dest="masks",
        action="append",
        type=numbered_picture,
        default=[],
        metavar="[N:]FILE",
        help="paint the N-th style only where this picture, stretched over the content, is white; without N those of "
        "the styles in their order. A style without a mask is painted where no mask is",
    )
    add_picture_output(parser, what="the picture to write")
    parser.add_argument(
        "--size",
        type=integer(16, 8192),
        default=512,
        metavar="PX",
        help="long side of the result (default: 512)",
    )
    parser.add_argument("--steps", type=integer(1, 100_000), default=200, metavar="N", help="default: 200")
    parser.add_argument(
        "--init",
        default="content",
        metavar="content|brush|noise|FILE",
        help="what to begin with: brush is the content as a style brush paints it at once, a file any other picture "
        "(default: content)",
    )
    for name, default, what in (
        ("content", 0.25, "how much the content holds"),
        ("style", 1.0, "how much the style pulls"),
        ("tv", 0.15, "how much neighbouring pixels are held together (total variation)"),
    ):
        parser.add_argument(
            f"--{name}-weight",
            type=number(0, 1e9),
            default=default,
            metavar="W",
            help=f"{what} (default: {default:g})",
        )
    parser.add_argument(
        "--style-scale",
        type=number(0.1, 10),
        default=1.0,
        metavar="X",
        help="2 shows the style twice as large",
    )
    parser.add_argument("--keep-color", action="store_true", help="keep the colours of the content")
    parser.add_argument(
        "--method",
        choices=("lbfgs", "adam"),
        default="lbfgs",
        help="what follows the gradient (default: %(default)s)",
    )
    parser.add_argument(
        "--distance",
        choices=("gram", "wasserstein"),
        default="gram",
        help="how styles are compared: by their Gram matrices, or by what it takes to move one to the other",
    )
    parser.add_argument("--average", action="store_true", help="write the average of the last steps: calmer")
    parser.add_argument("--at-once", action="store_true", help="paint at full size from the first step on")
    parser.add_argument(
        "--learning-rate",
        type=number(1e-6, 1),
        default=0.008,
        metavar="R",
        help="of Adam, or how far L-BFGS goes first (default: 0.008)",
    )
    parser.add_argument(
        "--seed", type=integer(0, MOST_SEEDS - 1), default=0, metavar="N", help="of the noise (default: 0)"
    )
    parser.add_argument(
        "--resume",
        type=Path,
        metavar="FILE",
        help="go on from this file where it exists; kept there when the run ends",
    )
    parser.add_argument(
        "--model", metavar="NAME", help="a perceptual model: a name or a file (default: the first)"
    )
    add_recipe(parser)
    add_runtime(parser)


def run(arguments: argparse.Namespace) -> int:
    from exports.session import open_perceptual
    from studio.cli.catalog import find_model, open_catalog
    from studio.cli.errors import CommandError, WrongCall
    from studio.media.reading import open_picture
    from studio.media.writing import check_writable, format_of, save_picture

    for target in (arguments.out, arguments.resume):
        if target is not None:
            check_writable(target)
    if arguments.resume is not None and arguments.resume.resolve() == arguments.out.resolve():
        raise WrongCall("--out and --resume must be two files.")
    format_of(arguments.out)
    content = open_picture(arguments.content)
    styles = [open_picture(path) for path, _ in arguments.styles]
    masks = _masks(arguments)
    entry = find_model(open_catalog(arguments), arguments.model, "perceptual")
    model = open_perceptual(entry.path, provider=arguments.provider, threads=arguments.threads)
    request, brush = _request(arguments, content, styles, masks), []
    if arguments.init == "brush":
        request, brush = _with_brush(request, arguments)
    result = _optimize(request, model, arguments.resume)
    if not result.finished:
        _save_state(arguments.resume, result.state)
        raise CommandError(_stopped(arguments, result))
    recipe = (
        None
        if arguments.no_recipe
        else _recipe(request, arguments.init, [model, *brush], content, styles, masks)
    )
    save_picture(arguments.out, result.picture, recipe=recipe, exif=content.exif, quality=arguments.quality)
    # After the picture: a disk that has no room for the run may have some for what came of it.
    _save_state(arguments.resume, result.state)
    print(arguments.out)
    return 0


def _masks(arguments: argparse.Namespace) -> list[Picture | None]:
    """The mask of each style, as it was asked for. Raises WrongCall, PictureError."""
    from studio.cli.errors import CommandError, WrongCall
    from studio.media.reading import open_picture

    masks: list[Picture | None] = [None] * len(arguments.styles)
    for place, (named, path) in enumerate(arguments.masks, start=1):
        index = (named or place) - 1
        if index >= len(masks):
            raise WrongCall(
                f"There is no style {index + 1} for the mask {path}; {len(masks)} of them were given."
            )
        if masks[index] is not None:
            raise WrongCall(
                f"Style {index + 1} was given two masks; name the style of each, as in 2:mask.png."
            )
        masks[index] = open_picture(path)
    if all(mask is not None and not mask.pixels.any() for mask in masks):
        raise CommandError("No style is painted anywhere: every mask is black.")
    return masks


def _request(
    arguments: argparse.Namespace, content: Picture, styles: list[Picture], masks: list[Picture | None]
) -> OptimizerRequest:
    import numpy as np
    from PIL import Image

    from studio.engine.optimizer_request import OptimizerRequest
    from studio.media.reading import open_picture

    beginnings: dict[str, Literal["content", "noise", "picture"]]
    beginnings = {"content": "content", "brush": "content", "noise": "noise"}
    init = beginnings.get(arguments.init, "picture")
    return OptimizerRequest(
        content=content.pixels,
        styles=tuple(
            (style.pixels, share) for style, (_, share) in zip(styles, arguments.styles, strict=True)
        ),
        masks=tuple(
            None if mask is None else np.asarray(Image.fromarray(mask.pixels).convert("L")) for mask in masks
        )
        if arguments.masks
        else (),
        size_px=arguments.size,
        steps=arguments.steps,
        init=init,
        init_picture=open_picture(arguments.init).pixels if init == "picture" else None,
        content_weight=arguments.content_weight,
        style_weight=arguments.style_weight,
        tv_weight=arguments.tv_weight,
        style_scale=arguments.style_scale,
        keep_color=arguments.keep_color,
        learning_rate=arguments.learning_rate,
        seed=arguments.seed,
        method=arguments.method,
        distance=arguments.distance,
        coarse_to_fine=not arguments.at_once,
        average=arguments.average,
    )


def _with_brush(
    request: OptimizerRequest, arguments: argparse.Namespace
) -> tuple[OptimizerRequest, list[Model]]:
    """The request, to begin with what a brush makes of it; and the models that this took."""
    from exports.session import open_style
    from studio.cli.catalog import open_catalog
    from studio.cli.styles import choose_styles
    from studio.engine.first_painting import begun_with_brush

    catalog = open_catalog(arguments)
    runs = {"provider": arguments.provider, "threads": arguments.threads}
    cards, encoder = choose_styles(catalog, [str(path) for path, _ in arguments.styles], None, **runs)
    network = open_style(catalog.network_of(cards[0]).path, **runs)
    begun = begun_with_brush(request, network, [card.vector for card in cards])
    return begun, [network] if encoder is None else [network, encoder]


def _optimize(request: OptimizerRequest, model: PerceptualModel, resume: Path | None) -> OptimizerResult:
    """Runs to the end or to Ctrl-C, and keeps the state where `resume` says."""
    from studio.cli.errors import CommandError
    from studio.cli.progress import Progress
    from studio.engine.cancel import CancelToken
    from studio.engine.optimizer import optimize
    from studio.engine.optimizer_state import OptimizerState

    state = OptimizerState.load(resume) if resume is not None and resume.exists() else None
    if resume is not None and state is not None and state.request not in ("", request.digest):
        raise CommandError(
            f"{resume} is where a run of other pictures or options stands; repeat what was asked for then, or name "
            "another file with --resume."
        )
    token = CancelToken()
    with Progress("optimizing", request.steps) as progress, _cancelling(token):

        def show(at: OptimizerProgress) -> None:
            progress.update(at.step, f"{at.size_px} px, loss {at.total:.4g}, {at.step_ms:.0f} ms a step")

        keep = _keeper(resume, progress.note) if resume is not None else None
        return optimize(request, model, show, token, state=state, preview_every=0, on_step=keep)


def _save_state(resume: Path | None, state: OptimizerState) -> None:
    """Keeps where a run stands at its end. Raises PictureError."""
    from studio.media.writing import writing_errors

    if resume is not None:
        with writing_errors(resume):
            state.save(resume)


def _keeper(path: Path, note: Callable[[str], None]) -> Callable[[Standing], None]:
    """Saves a run every few seconds, large ones less often, so that a kill costs seconds.

    What cannot be saved is said once, and tried again: the run itself needs no disk.
    """
    from studio.engine.pacing import SavePace
    from studio.media.errors import PictureError
    from studio.media.writing import writing_errors

    pace, said = SavePace(), set[str]()

    def keep(run: Standing) -> None:
        if not pace.is_due(run.state.nbytes):
            return
        try:
            with writing_errors(path):
                run.state.save(path)
        except PictureError as error:
            if str(error) not in said:
                said.add(str(error))
                note(f"{error} The run goes on, and tries again.")
        pace.saved()

    return keep


@contextmanager
def _cancelling(token: CancelToken) -> Iterator[None]:
    """Ctrl-C and a polite kill end the run after the step that is being taken, so that its state can be kept."""
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: token.cancel()) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _stopped(arguments: argparse.Namespace, result: OptimizerResult) -> str:
    where = f"Stopped after {result.state.step} of {arguments.steps} steps"
    if arguments.resume is None:
        return f"{where}; nothing was written (--resume FILE keeps a run to go on from)."
    return f"{where}; the same command goes on from {arguments.resume}."


def _recipe(
    request: OptimizerRequest,
    init: str,
    models: list[Model],
    content: Picture,
    styles: list[Picture],
    masks: list[Picture | None],
) -> Any:
    from studio.cli.recipes import source_of
    from studio.media.provenance import Recipe

    plain = (
        "size_px",
        "steps",
        "content_weight",
        "style_weight",
        "tv_weight",
        "style_scale",
        "keep_color",
    )
    settings = {name: getattr(request, name) for name in (*plain, "learning_rate", "seed")}
    settings |= {name: getattr(request, name) for name in ("method", "distance", "coarse_to_fine", "average")}
    settings["init"] = init if init in ("content", "brush", "noise") else "picture"
    settings["styles"] = [
        source_of(style.path, style.pixels)
        | {"share": share}
        | ({} if mask is None else {"mask": source_of(mask.path, mask.pixels)})
        for style, (_, share), mask in zip(styles, request.styles, masks, strict=True)
    ]
    used = {model.card.name: model.digest for model in models}
    return Recipe("optimize", settings, used, source_of(content.path, content.pixels))
