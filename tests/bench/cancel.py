"""How soon work on a large picture ends once it is told to: stylizing, painting, exporting.

    python -m tests.bench.cancel [--style NAME] [--tries 20] [--threads 2] [--megapixels 24] [--only WORD] [--within S]

Every job runs to its end; then it is begun again and again and cancelled at random moments of its course. Printed are
milliseconds from the cancellation to the end of the job: median, 95th percentile and worst, by the clock and of
processor time in all threads, which a busy machine blurs least. A job that ended by itself before is not counted.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from exports.catalog import Catalog
from exports.session import open_style
from exports.stylecard import StyleCard
from studio.cli.bench.documents import percentile, sample_picture
from studio.document.document import Document
from studio.document.geometry import TileIndex
from studio.document.layers import StyleChoice
from studio.engine.cancel import Cancelled, CancelToken
from studio.engine.painter import Controls
from studio.engine.pipelines import stylize_picture
from studio.engine.stylizer import Stylizer, TileCache
from studio.media.finishing import ExportOptions
from studio.workers.exporting import export_document
from studio.workers.models import DocumentStylizers, ModelLibrary
from studio.workers.task import JobContext

Job = Callable[[CancelToken], object]


def stylize_jobs(card: StyleCard, picture: np.ndarray, threads: int) -> Mapping[str, Job]:
    """Whole pictures, as the command line paints them."""
    model = open_style(Catalog().network_of(card).path, provider="cpu", threads=threads)
    vector = model.blend([(card.vector, 1.0)], card.strength)
    mask = np.full(picture.shape[:2], 128, np.uint8)

    def stylize(controls: Controls | None = None, quick: bool = True, masked: bool = False) -> Job:
        return lambda cancel: stylize_picture(
            model,
            picture,
            vector,
            controls=controls,
            quick=quick,
            mask=mask if masked else None,
            cancel=cancel,
        )

    return {
        "stylize": stylize(quick=False),
        "stylize, quick": stylize(),
        "stylize, strokes doubled": stylize(Controls(scale=2.0)),
        "stylize, strokes halved": stylize(Controls(scale=0.5)),
        "stylize, photo's colours and detail": stylize(Controls(colors="photo", detail=1.0)),
        "stylize, palette, masked": stylize(Controls(colors="palette"), masked=True),
    }


def brush_jobs(card: StyleCard, picture: np.ndarray, threads: int) -> Mapping[str, Job]:
    """What a stroke waits for: the statistics of a style that is new to the document, and a tile."""
    model = open_style(Catalog().network_of(card).path, provider="cpu", threads=threads)

    def paint(scale: float = 1.0, colors: str = "style", detail: float = 0.0, *, warm: bool = False) -> Job:
        choice = StyleChoice(((card.name, 1.0),), scale=scale, colors=colors, detail=detail)
        kept = Stylizer(model, {card.name: card.vector}, picture, base_digest="kept")

        def job(cancel: CancelToken) -> None:
            fresh = Stylizer(model, {card.name: card.vector}, picture, base_digest="fresh")
            easel = kept if warm else fresh
            easel.cache.clear()
            for column in range(4):
                easel.render(choice, TileIndex(3 + column, 3), cancel)

        return job

    return {
        "brush, new style": paint(),
        "brush, style at hand": paint(warm=True),
        "brush, strokes doubled": paint(2.0),
        "brush, strokes halved": paint(0.5),
        "brush, smallest strokes": paint(0.1),
        "brush, palette and detail": paint(colors="palette", detail=1.0),
    }


def export_jobs(card: StyleCard, picture: np.ndarray, folder: Path) -> Mapping[str, Job]:
    """A document that is painted all over, written to a file; its tiles are at hand after the first time."""
    library = ModelLibrary(Catalog())
    document = Document(picture)
    document.fill(StyleChoice.of(card.name))
    view = document.view()
    stylizers = DocumentStylizers(library, {card.name: card}, view.base, view.base_digest, TileCache(1 << 30))

    def export(suffix: str, options: ExportOptions) -> Job:
        def job(cancel: CancelToken) -> None:
            context = JobContext(cancel, lambda _: None)
            export_document(view, stylizers, folder / f"painted{suffix}", options, context)

        return job

    return {
        "export to JPEG": export(".jpg", ExportOptions()),
        "export to PNG": export(".png", ExportOptions()),
        "export to TIFF": export(".tif", ExportOptions()),
        "export to WebP": export(".webp", ExportOptions()),
        "export to half the size": export(".jpg", ExportOptions(percent=50)),
    }


def latency_ms(job: Job, moment_s: float) -> tuple[float, float] | None:
    """Milliseconds, and those of processor time, from the cancellation until the job has ended; None if it had before.

    Raises:
        Exception: what the job raised, unless it was Cancelled.
    """
    token = CancelToken()
    ended: list[tuple[float, float, BaseException | None]] = []

    def run() -> None:
        try:
            job(token)
        except BaseException as error:
            ended.append((time.perf_counter(), time.process_time(), error))
        else:
            ended.append((time.perf_counter(), time.process_time(), None))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(moment_s)
    cancelled_at, cancelled_cpu = time.perf_counter(), time.process_time()
    token.cancel()
    thread.join()
    at, cpu, error = ended[0]
    if error is not None and not isinstance(error, Cancelled):
        raise error
    return None if at < cancelled_at else (1000 * (at - cancelled_at), 1000 * (cpu - cancelled_cpu))


def length_s(job: Job) -> float:
    """Seconds that a job takes the second time."""
    job(CancelToken())
    begin = time.perf_counter()
    job(CancelToken())
    return time.perf_counter() - begin


def in_words(values: Sequence[float]) -> str:
    """Median, 95th percentile and worst."""
    figures = (percentile(values, 0.5), percentile(values, 0.95), max(values))
    return " ".join(f"{ms:5.0f} ms" for ms in figures)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--style", default="hokusai-great-wave")
    parser.add_argument("--tries", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--megapixels", type=float, default=24.0)
    parser.add_argument(
        "--within", type=float, metavar="S", help="cancel in these first seconds; no job runs to its end"
    )
    parser.add_argument("--only", default="", metavar="WORD", help="jobs whose name holds it")
    arguments = parser.parse_args()
    height = math.ceil(math.sqrt(arguments.megapixels * 1e6 / 1.5))
    picture = sample_picture(round(1.5 * height), height)
    card = Catalog().style(arguments.style)
    rng = np.random.default_rng(0)
    heads = f"{'median':>8} {'p95':>8} {'worst':>8}"
    print(f"{'':<36} {'of so long':>10}  {heads}   {heads} (processor)")
    with tempfile.TemporaryDirectory() as folder:
        jobs = {
            **brush_jobs(card, picture, arguments.threads),
            **stylize_jobs(card, picture, arguments.threads),
            **export_jobs(card, picture, Path(folder)),
        }
        for name, job in jobs.items():
            if arguments.only not in name:
                continue
            whole_s = arguments.within or length_s(job)
            moments = rng.random(arguments.tries) * whole_s
            found = [ms for moment in moments if (ms := latency_ms(job, float(moment))) is not None]
            told = "   ".join(in_words(kind) for kind in zip(*found, strict=True)) or "ended each time before"
            print(f"{name:<36} {whole_s:>8.2f} s  {told}", flush=True)


if __name__ == "__main__":
    main()
