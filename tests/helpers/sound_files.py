"""One sound file of everything that the studio reads, and what reads it: for tests that damage them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from exports.errors import ModelError
from exports.stylecard import StyleCard
from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.geometry import Box
from studio.document.layers import PictureLayer, StyleChoice
from studio.document.tool_settings import ToolSettings
from studio.document.work import Work
from studio.engine.brush_preview import brush_preview
from studio.engine.latent import from_seed
from studio.engine.optimizer_request import OptimizerRequest
from studio.engine.optimizer_state import OptimizerState
from studio.engine.optimizer_work import Losses, WorkKeeper, run_of
from studio.media.brush_card import BrushCard, BrushCardError
from studio.media.errors import PictureError
from studio.media.exploration_file import load_exploration, save_exploration
from studio.media.latents import read_latent, save_latent
from studio.media.openraster import open_project, read_thumbnail, save_project
from studio.media.profiles import profile_bytes
from studio.media.provenance import Recipe, read_recipe
from studio.media.reading import open_picture
from studio.media.recovery import Recovery
from studio.media.run_folder import read_run
from studio.media.sidefile import About, SideFile, read_about, read_side_file, read_side_thumbnail
from studio.media.timelines import read_timeline, save_timeline
from studio.media.writing import save_picture
from studio.ui.export_habits import ExportHabits, ExportMemory
from studio.ui.keymap import Keymap
from studio.ui.memory import Memory, Remembered
from studio.ui.preferences import PreferenceStore
from studio.ui.recent import RecentFiles
from studio.workers.training import TrainingRun
from tests.helpers.documents import noise, photo, rich_document, sheets_of, style_cards
from tests.helpers.explorations import rich_exploration, rich_timeline

REFUSALS = (PictureError, ModelError, BrushCardError)


@dataclass(frozen=True)
class Sound:
    """Something that is read.

    Attributes:
        path: a file, or a folder of which any file may be damaged.
        read: what reads it. It may refuse with one sentence.
        forgiving: it may not: what the studio keeps for itself is read without a word, and as new where it is damaged.
    """

    path: Path
    read: Callable[[Path], object]
    forgiving: bool = False


def sound_files(folder: Path) -> list[Sound]:
    """Makes one of each kind."""
    return [
        *_projects(folder),
        *_pictures(folder),
        *_cards(folder),
        *_found(folder),
        *_optimizer_runs(folder),
        *_trainings(folder),
        *_autosaves(folder),
        *_settings(folder),
    ]


def _projects(folder: Path) -> list[Sound]:
    document = rich_document()
    view = document.view()
    path = folder / "project.ora"
    save_project(path, view, style_cards(), sheets_of(view))
    theirs = folder / "theirs.ora"
    with zipfile.ZipFile(theirs, "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", _GROUPS)
        for name, pixels in {"ground": photo(60, 40), "dab": noise(3, 20, 30, 4)}.items():
            buffer = io.BytesIO()
            Image.fromarray(pixels).save(buffer, "PNG")
            archive.writestr(f"data/{name}.png", buffer.getvalue())
    return [Sound(path, open_project), Sound(path, read_thumbnail), Sound(theirs, open_project)]


_GROUPS = """<image version="0.0.1" w="60" h="40"><stack isolation="isolate">
<stack name="half" opacity="0.5" isolation="isolate">
<stack name="inner" composite-op="svg:screen"><layer name="b" src="data/dab.png" composite-op="svg:src-atop"/>
<layer name="a" src="data/dab.png" x="-9" y="25"/></stack>
<layer name="c" src="data/dab.png" x="20" y="-4" composite-op="svg:multiply" edit-locked="true"/></stack>
<layer name="cut" src="data/dab.png" x="3" composite-op="svg:dst-out"/>
<layer name="ground" src="data/ground.png"/></stack></image>"""


def _pictures(folder: Path) -> list[Sound]:
    recipe = Recipe("document", source={"name": "x", "sha256": "0" * 64}, edits=rich_document().edits)
    found: list[Sound] = []
    for suffix in (".png", ".jpg", ".tif", ".webp", ".avif"):
        path = folder / f"picture{suffix}"
        save_picture(path, photo(60, 40), recipe=recipe, icc_profile=profile_bytes("display-p3"))
        found += [Sound(path, open_picture), Sound(path, read_recipe)]
    deep = folder / "deep.png"
    save_picture(deep, noise(0, 20, 30, 3).astype(np.uint16) * 257)
    gif, bmp = folder / "picture.gif", folder / "picture.bmp"
    for path in (gif, bmp):
        Image.fromarray(photo(30, 20)).save(path)
    return found + [Sound(path, open_picture) for path in (deep, gif, bmp)]


def _cards(folder: Path) -> list[Sound]:
    style = next(iter(style_cards().values()))
    style.save(folder / "card.png")
    settings = ToolSettings(Brush(size_px=33))
    brush = BrushCard("Ink", settings, brush_preview(settings.brush), StyleChoice.of(style.name), (style,))
    brush.save(folder / "brush.png")
    return [Sound(folder / "card.png", StyleCard.load), Sound(folder / "brush.png", BrushCard.load)]


def _found(folder: Path) -> list[Sound]:
    """Latents, samples, timelines and favourites."""
    latent, sample = folder / "latent.json", folder / "sample.png"
    save_latent(latent, "a-generator", from_seed(0, 64), {"of": "a test"})
    seeds = {"model": "a-generator", "seeds": [from_seed(1, 8).tolist()]}
    save_picture(sample, photo(30, 20), recipe=Recipe("sample", settings=seeds))
    timeline, favourites = folder / "timeline.json", folder / "found.zip"
    save_timeline(timeline, rich_timeline())
    save_exploration(favourites, rich_exploration())
    return [
        Sound(latent, read_latent),
        Sound(sample, read_latent),
        Sound(timeline, read_timeline),
        Sound(favourites, load_exploration),
    ]


def optimizer_work() -> Work:
    """An optimizer run in the middle of its work."""
    picture = photo(32, 24)
    state = OptimizerState.begin(np.zeros((1, 3, 24, 32), np.float32), (24, 32), "lbfgs", average=True)
    request = OptimizerRequest(picture, ((picture, 1.0),), size_px=32, method="lbfgs", average=True)
    return WorkKeeper(request).work(replace(state, step=2), (Losses(3.0, 1.0, 1.5, 0.5),))


def _optimizer_runs(folder: Path) -> list[Sound]:
    work = optimizer_work()
    state, project = folder / "run.npz", folder / "unfinished.ora"
    state.write_bytes(work.parts["state"])
    document = Document(photo(64, 48), "x.png")
    layer = document.add_picture(photo(32, 24), Box(0, 0, 32, 24), {"kind": "optimizer"})
    assert isinstance(layer, PictureLayer)
    layer.work = work
    view = document.view()
    save_project(project, view, {}, sheets_of(view))
    return [Sound(state, OptimizerState.load), Sound(project, _open_unfinished)]


def _open_unfinished(path: Path) -> None:
    for layer in open_project(path)[0].document.layers:
        if isinstance(layer, PictureLayer) and layer.work is not None:
            run_of(layer.work)


def _trainings(folder: Path) -> list[Sound]:
    run = folder / "run"
    (run / "samples").mkdir(parents=True)
    (run / "checkpoint").mkdir()
    config = {"config": {"discriminator": "plain", "total_kimg": 40.0}, "hash": "0"}
    _write_json(run / "config.json", config)
    _write_json(run / "studio.json", {"pid": 0, "arguments": ["gan", "photos", "--out", "run"]})
    lines = [json.dumps({"kimg": number, "loss": 1 / number, "lr": 0.1}) for number in range(1, 9)]
    (run / "stats.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (run / "studio.log").write_text("1/40 kimg  loss 0.5  9 s left\n", encoding="utf-8")
    Image.fromarray(photo(20, 20)).save(run / "samples" / "00000001.png")
    _write_json(run / "checkpoint" / "state.json", {"done": 8})
    return [Sound(run, read_run), Sound(run, TrainingRun.attach)]


def _autosaves(folder: Path) -> list[Sound]:
    root = folder / "recovery"
    document = rich_document()
    side_file = SideFile(root / ("0" * 32))
    about = About("lake.jpg", 1.0, folder / "project.ora")
    side_file.write(document.view(), style_cards(), {}, about, lambda: photo(40, 30))
    document.fill(StyleChoice.of("calm"))
    side_file.write(document.view(), style_cards(), {}, about, lambda: photo(40, 30))
    return [
        Sound(side_file.folder, read_about),
        Sound(side_file.folder, read_side_file),
        Sound(side_file.folder, read_side_thumbnail, forgiving=True),
        Sound(root, _look_for_work, forgiving=True),
    ]


def _look_for_work(root: Path) -> None:
    for each in Recovery(root).abandoned():
        each.is_in_its_project()


def _settings(folder: Path) -> list[Sound]:
    """What the studio keeps for itself between sessions."""
    session, recent, export = folder / "session.json", folder / "recent.json", folder / "export.json"
    preferences, keys = folder / "preferences.json", folder / "keys.json"
    Memory(session).keep(Remembered(window="AAAA", panels={"open": ["brush"], "widths": [1, 2]}))
    RecentFiles(recent).add(folder / "project.ora")
    ExportMemory(export).keep(ExportHabits())
    PreferenceStore(preferences).change(history_mb=512)
    Keymap(keys).choose("merge", ["Ctrl+Alt+M"])
    return [
        Sound(session, lambda path: asdict(Memory(path).recall()), forgiving=True),
        Sound(recent, lambda path: RecentFiles(path).files, forgiving=True),
        Sound(export, lambda path: ExportMemory(path).recall(), forgiving=True),
        Sound(preferences, lambda path: PreferenceStore(path).now, forgiving=True),
        Sound(keys, lambda path: Keymap(path).keys("merge"), forgiving=True),
    ]


def _write_json(path: Path, values: Any) -> None:
    path.write_text(json.dumps(values), encoding="utf-8")
