"""What is done to a timeline as a whole: keyframes set, paced, led another way; a walk. Each gives another timeline."""

from __future__ import annotations

from dataclasses import replace

from studio.document.exploration import LayerMix
from studio.document.timeline import (
    WAYS_OF,
    Interpolation,
    Keyframe,
    LatentPoint,
    MixPoint,
    Point,
    Timeline,
    Track,
    TrackKind,
    Wander,
    WanderKind,
)

EASING = "smooth"
"""Of a keyframe that is new, where none before it has another."""
AMOUNT = 0.4
"""Of a walk around keyframes."""


def keyed(timeline: Timeline, kind: TrackKind, frame: float, value: Point, name: str = "") -> Timeline:
    """A keyframe set, in the place of one on the same frame, whose pace it keeps."""
    track = timeline.track(kind, name) or Track(kind, (), "slerp" if kind == "latent" else "linear", name)
    before = track.at(frame)
    easing = before.easing if before is not None else pace_of(timeline) or EASING
    return timeline.with_track(track.with_keyframe(Keyframe(frame, value, easing)))


def paced(timeline: Timeline, easing: str) -> Timeline:
    """The same pace from every keyframe to the next."""
    return replace(
        timeline,
        tracks=tuple(
            replace(track, keyframes=tuple(replace(each, easing=easing) for each in track.keyframes))
            for track in timeline.tracks
        ),
    )


def pace_of(timeline: Timeline) -> str | None:
    """The pace that all keyframes have; None where they differ or there are none."""
    paces = {keyframe.easing for track in timeline.tracks for keyframe in track.keyframes}
    return paces.pop() if len(paces) == 1 else None


def led(timeline: Timeline, way: Interpolation) -> Timeline:
    """Every track goes a way between its keyframes; those that do not know it go straight."""
    return replace(
        timeline,
        tracks=tuple(
            replace(
                track,
                interpolation=way if way in WAYS_OF.get(track.kind, ("spline", "linear")) else "linear",
            )
            for track in timeline.tracks
        ),
    )


def walking(timeline: Timeline, kind: WanderKind | None) -> Timeline:
    """A walk of a kind beside the keyframes, or none; one that is there keeps its amount, turns and seed."""
    if kind is None:
        return replace(timeline, wander=None)
    known = timeline.wander or Wander(kind, AMOUNT)
    return walked(replace(timeline, wander=replace(known, kind=kind)))


def walked(timeline: Timeline) -> Timeline:
    """A walk that has no keyframes of latents to be mixed into is all there is to see."""
    wander = timeline.wander
    if wander is None or wander.amount == 1 or timeline.track("latent") is not None:
        return timeline
    return replace(timeline, wander=replace(wander, amount=1.0))


def without_key(timeline: Timeline, track: Track, frame: float) -> Timeline:
    """A keyframe taken away; a track without any goes with its last."""
    kept = track.without(frame)
    changed = timeline.with_track(kept)
    if not kept.keyframes:
        changed = replace(changed, tracks=tuple(t for t in changed.tracks if t.key != track.key))
    return walked(changed)


def on_whole_frames(timeline: Timeline) -> Timeline:
    """Keyframes on whole frames, where one can take hold of them; of two on one the later stays."""
    tracks: list[Track] = []
    for track in timeline.tracks:
        made = replace(track, keyframes=())
        for keyframe in track.keyframes:
            at = float(min(round(keyframe.frame), timeline.last_frame))
            made = made.with_keyframe(replace(keyframe, frame=at))
        tracks.append(made)
    return replace(timeline, tracks=tuple(tracks))


def mix_point(mix: LayerMix | None) -> MixPoint:
    """A mix of layers as the point of a keyframe."""
    if mix is None or not mix.layers:
        return MixPoint()
    return MixPoint(LatentPoint.of(mix.other), tuple(mix.layers))
