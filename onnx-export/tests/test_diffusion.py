"""The diffusion transformer against the recorded tensors of the original."""
from __future__ import annotations

import shutil

import pytest
import torch
from mynah_export import diffusion
from mynah_export.diffusion_transformer import Condition, Step, Time
from mynah_export.errors import CheckpointError
from parity import Case, write_stage
from sampler import sample, schedule


@pytest.fixture(scope="module", params=["mini", "full"])
def size(request):
    return request.param


@pytest.fixture(scope="module")
def model(size, tmp_path_factory):
    folder = write_stage(size, "diffusion_transformer", tmp_path_factory.mktemp(size))
    yield diffusion.load(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def mini(tmp_path_factory):
    return diffusion.load(write_stage("mini", "diffusion_transformer", tmp_path_factory.mktemp("mini")))


def guidance(case):
    return torch.stack((case["p_w"], case["t_w"])).float()


def test_text_is_encoded_like_the_original(model, size):
    case = Case(f"dit_text_{size}")
    condition = Condition(model)
    case.check("ph_hidden", condition.hidden(case["phone"], case["tone"]))
    latents = case["dur"].shape[1] // diffusion.FRAMES_PER_LATENT
    text, _, _ = condition(case["phone"][:1], case["tone"][:1], case["dur"][:1], torch.zeros(1, latents, 32), torch.zeros(1, latents, 1))
    case.check("x_ling", text[[0, 0, 1]])


def test_step_is_that_of_the_original(model, size):
    text, case = Case(f"dit_text_{size}"), Case(f"dit_step_{size}")
    mask = case["ctx_mask"][:1]
    _, local, condition = Condition(model)(text["phone"][:1], text["tone"][:1], text["dur"][:1], case["lat_ctx"][:1], mask)
    case.check("local_cond", local[[0, 1, 1]])
    embedding, modulation = Time(model)(case["timesteps"])
    for index in range(len(embedding)):
        if index < 2:  # the third was not recorded
            case.check(f"time_embed_{index}", embedding[index:index + 1])
        velocity, rows = Step(model)(case["x"], condition, mask, modulation[index:index + 1], guidance(case))
        case.check(f"rows_{index}", rows)
        case.check(f"v_{index}", velocity)


@pytest.mark.parametrize("steps", [4, 8])
def test_sampling_ends_like_the_original(model, size, steps):
    case = Case(f"dit_inference_{size}_{steps}steps")
    x, velocity, states = sample(model, case["phone"][:1], case["tone"][:1], case["dur"][:1], case["lat_ctx"][:1], case["ctx_mask"][:1],
                                 case["noise"], guidance(case))
    case.check("x", x)
    if size == "mini":
        case.check("velocity", velocity)
        case.check("x_in", states)


def test_schedule_is_that_of_the_original():
    case = Case("time_schedule")
    for steps in case["steps"].tolist():
        for name, values in schedule(steps)._asdict().items():
            case.check(f"{name}_{steps}", values)


def test_prompt_part_of_x_does_not_matter(mini):
    case, text = Case("dit_step_mini"), Case("dit_text_mini")
    mask = case["ctx_mask"][:1]
    condition = Condition(mini)(text["phone"][:1], text["tone"][:1], text["dur"][:1], case["lat_ctx"][:1], mask)[2]
    modulation = Time(mini)(case["timesteps"][:1])[1]
    step = Step(mini)
    assert torch.equal(step(case["x"], condition, mask, modulation, guidance(case))[0],
                       step(case["x"] + 100 * mask, condition, mask, modulation, guidance(case))[0])


def test_last_rows_of_the_tables_stand_for_no_text(mini):
    assert diffusion.settings(mini) == {"diffusion": {"noTextPhone": 301, "noTextTone": 31}}


@pytest.mark.parametrize("lost", ["encoder.layers.1.attention.wk.bias", "encoder.norm.linear.weight", "ling_pre_net.1.bias",
                                  "x_prenet.weight", "ph_encoder.emb.weight"])
def test_lost_tensor_is_named(tmp_path, lost):
    with pytest.raises(CheckpointError, match=lost.replace(".", r"\.")):
        diffusion.load(write_stage("mini", "diffusion_transformer", tmp_path, keep=lambda name: name != lost))


def test_wrong_number_of_heads_is_refused(tmp_path):
    folder = write_stage("mini", "diffusion_transformer", tmp_path)
    config = folder / "config.yaml"
    config.write_text(config.read_text().replace("encoder_n_heads: 4", "encoder_n_heads: 5"))
    with pytest.raises(CheckpointError, match="64 channels cannot have 5 heads"):
        diffusion.load(folder)
