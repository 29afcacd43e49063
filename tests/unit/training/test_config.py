"""What an option may be, and which may change when a run is gone on with."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from training.config import build, may_change, preset_names, read_preset
from training.errors import TrainingError
from training.gan.config import GanConfig
from training.gan.contradictions import refuse_contradictions
from training.gan.regularizers import RegularizerConfig
from training.networks.growing import ProgressiveConfig, growth_at
from training.networks.projected import ProjectedConfig, ViewConfig
from training.perceptual.distill import DistillConfig
from training.style.train import StyleConfig


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (GanConfig, {"augment": "color"}, "'augment' must be a list"),
        (GanConfig, {"regularizers": "r1"}, "'regularizers' must be a list"),
        (GanConfig, {"regularizers": [{"every": 0}]}, "'every' must be at least 1, not 0"),
        (GanConfig, {"adaptive": {"kimg": 0}}, "'kimg' must be more than 0, not 0.0"),
        (GanConfig, {"critic": {"group": 0}}, "'group' must be at least 1"),
        (GanConfig, {"batch_size": 0}, "'batch_size' must be at least 1"),
        (GanConfig, {"monitor": {"samples": 1}}, "'samples' must be at least 2"),
        (GanConfig, {"generator_rate": float("nan")}, "'generator_rate' must be at least 0, not nan"),
        (GanConfig, {"beta1": 1.0}, "'beta1' must be less than 1"),
        (GanConfig, {"augment_probability": 1.5}, "'augment_probability' must be at most 1"),
        (StyleConfig, {"sample_every": 0}, "'sample_every' must be at least 1"),
        (StyleConfig, {"holdout_every": 1}, "'holdout_every' must be at least 2"),
        (StyleConfig, {"looks": [{"network": "vgg19", "every": 0}]}, "'every' must be at least 1"),
        (StyleConfig, {"lr": -0.1}, "'lr' must be at least 0"),
        (DistillConfig, {"report_every": 0}, "'report_every' must be at least 1"),
    ],
)
def test_an_option_beyond_its_limits_is_refused_in_one_sentence(
    kind: type, values: dict[str, Any], said: str
) -> None:
    with pytest.raises(TrainingError) as caught:
        build(kind, values)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"augment": ("colour",)}, "no augmentation 'colour'; augment may hold color"),
        ({"projected": ProjectedConfig(views=())}, "needs one view or more"),
        (
            {"projected": ProjectedConfig(views=(ViewConfig(channels=(32,)),))},
            "names 4 layers and channels for 1",
        ),
        (
            {"projected": ProjectedConfig(views=(ViewConfig(smallest_px=90, largest_px=80),))},
            "smallest_px of 90, which is more than its largest_px of 80",
        ),
        (
            {"projected": ProjectedConfig(views=(ViewConfig(window_px=80),))},
            "window_px of 80, which is more than its smallest_px of 72",
        ),
        (
            {"projected": ProjectedConfig(views=(ViewConfig(layers=("conv1",), channels=(0,)),))},
            "must be 1 or more",
        ),
        (
            {"regularizers": (RegularizerConfig("r1", 1.0), RegularizerConfig("r1", 5.0, every=4))},
            "r1 is named 2 times; put its weights together",
        ),
        (
            {"regularizers": (RegularizerConfig("path-length"),)},
            "path-length needs the generator style, and not light",
        ),
        (
            {"regularizers": (RegularizerConfig("downscaling"),)},
            "downscaling needs the generator style, and not light",
        ),
        (
            {"regularizers": (RegularizerConfig("reconstruction"),)},
            "reconstruction needs the discriminator residual, and not projected",
        ),
    ],
)
def test_options_that_do_not_go_together_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(TrainingError) as caught:
        refuse_contradictions(dataclasses.replace(GanConfig(), **changes))
    assert said in str(caught.value)


def test_every_preset_keeps_the_limits() -> None:
    for name in preset_names("gan"):
        refuse_contradictions(build(GanConfig, read_preset("gan", name)))
    for name in preset_names("style"):
        build(StyleConfig, read_preset("style", name))


def test_a_run_may_be_gone_on_with_for_longer() -> None:
    assert {"total_kimg", "max_minutes", "sample_kimg"} <= may_change(GanConfig())
    assert not {"batch_size", "generator_rate", "seed", "data"} & may_change(GanConfig())
    # Its learning rate falls with the steps and the time that are left.
    assert not {"steps", "max_minutes"} & may_change(StyleConfig())


def test_a_generator_that_neither_holds_nor_fades_is_whole_at_once() -> None:
    growth = growth_at(ProgressiveConfig(hold_kimg=0.0, fade_kimg=0.0), 64, 0.0)
    assert (growth.px, growth.alpha) == (64, 1.0)
