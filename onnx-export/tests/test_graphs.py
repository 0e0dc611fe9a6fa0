"""The exported graphs against the golden cases, mini and official size."""
import math

import numpy as np
import pytest

from parity import Case
from runner import Runner

ROUNDING = 4.0
"""ONNX Runtime adds up in another order than PyTorch; the index's tolerances are PyTorch's spread against itself."""


@pytest.fixture(scope="module")
def runner(request):
    return Runner(request.getfixturevalue(request.param))


def bundles(*names):
    """Run a test on each of these bundles, with the size that its cases are named after."""
    params = [pytest.param(name, name.split("_")[0], marks=[pytest.mark.full] if name == "full" else []) for name in names]
    return pytest.mark.parametrize("runner,size", params, indirect=["runner"])


@bundles("mini_encoder", "full")
def test_aligner(runner, size):
    case = Case(f"aligner_{size}")
    encoded = runner.run("aligner_encoder", mel=case["mel"])
    case.check("features", encoded.pop("features"), ROUNDING)
    outputs, _ = runner.step("aligner_decoder", runner.empty_cache("aligner_decoder"), tokens=case["forced"], **encoded)
    case.check("logits", outputs["logits"][:, -case["logits"].shape[1]:], ROUNDING)
    past, tokens = runner.empty_cache("aligner_decoder"), [798]
    while len(tokens) < case["greedy"].shape[1]:
        outputs, past = runner.step("aligner_decoder", past, tokens=np.array([tokens[-1:]]), **encoded)
        tokens.append(int(outputs["logits"][0, -1].argmax()))
    case.check("greedy", [tokens])


@bundles("mini_encoder", "full")
def test_g2p(runner, size):
    case, settings = Case(f"g2p_{size}"), runner.manifest["g2p"]
    start, codes = settings["speechStart"], settings["codes"]
    assert start == case["speech_start_idx"]
    tokens = np.concatenate([case["prompt"], case["forced"]])[None]
    outputs, _ = runner.step("g2p", runner.empty_cache("g2p"), tokens=tokens)
    expected = case["logits"].numpy()[:, :, start:start + codes]
    tolerance = case.entry["outputs"]["logits"]["tolerance"]
    np.testing.assert_allclose(outputs["logits"][:, -expected.shape[1]:], expected, rtol=ROUNDING * tolerance["rtol"],
                               atol=ROUNDING * tolerance["atol"])
    greedy = case["greedy"].numpy()[0]
    past, position = runner.empty_cache("g2p"), np.concatenate([case["prompt"], greedy[:1]])[None]
    for token in greedy[1:]:
        outputs, past = runner.step("g2p", past, tokens=position)
        answerable = 0 <= token - start < codes  # the recorded decoding saw the whole vocabulary and may have left the codes
        assert not answerable or outputs["logits"][0, -1].argmax() == token - start
        position = np.array([[token]])


def duration_tokens(case, code_size):
    frames = np.bincount(case["mel2ph_ref"][0], minlength=case["ph_ref"].shape[1] + 1)[1:]
    return np.minimum(frames, code_size - 1) + 1


def duration_prompt(runner, case):
    settings = runner.manifest["duration"]
    tokens = duration_tokens(case, settings["codeSize"])
    hidden = runner.run("duration_encoder", phones=case["ph_ref"], tones=case["tone_ref"])["hidden"]
    codes = np.concatenate([[settings["startToken"]], tokens[:-1]])[None]
    return tokens, runner.step("duration_decoder", runner.empty_cache("duration_decoder"), codes=codes, hidden=hidden)[1]


@bundles("mini_encoder", "full")
def test_duration_prompt(runner, size):
    case = Case(f"duration_prompt_{size}")
    tokens, past = duration_prompt(runner, case)
    case.check("ctx_dur_tokens", tokens[None])
    for name, value in past.items():
        _, layer, part = name.split(".")
        case.check(f"{part}_{layer}", value, ROUNDING)


@bundles("mini_encoder", "mini_mse", "full")
def test_duration_prediction(runner, size):
    regression = runner.manifest["duration"]["kind"] == "regression"
    case = Case(f"duration_mse_predict_{size}" if regression else f"duration_predict_{size}")
    tokens, past = duration_prompt(runner, case)
    hidden = runner.run("duration_encoder", phones=case["ph_pred"], tones=case["tone_pred"])["hidden"]
    token, raw, logits = tokens[-1], [], []
    for step in range(hidden.shape[1]):
        outputs, past = runner.step("duration_decoder", past, codes=np.array([[token]]), hidden=hidden[:, step:step + 1])
        row = outputs["logits"][0, 0]
        token = max(int(np.rint(row[0]) if regression else row.argmax()), 0 if step == 0 else 1)
        raw.append(token)
        logits.append(row)
    case.check("raw", [raw])
    case.check("logits", [logits], ROUNDING)


@bundles("mini_encoder", "full")
def test_diffusion_condition_and_step(runner, size):
    text, step = Case(f"dit_text_{size}"), Case(f"dit_step_{size}")
    outputs = runner.run("diffusion_condition", phones=text["phone"][:1], tones=text["tone"][:1], frame_phones=text["dur"][:1],
                         prompt_latents=step["lat_ctx"][:1], prompt_mask=step["ctx_mask"][:1])
    text.check("x_ling", outputs["text"][[0, 0, 1]], ROUNDING)
    step.check("local_cond", outputs["local"][[0, 1, 1]], ROUNDING)
    times = runner.run("diffusion_time", time=step["timesteps"])
    for i in range(len(step["timesteps"])):
        if f"time_embed_{i}" in step.arrays:  # recorded for the first two times
            step.check(f"time_embed_{i}", times["embedding"][i:i + 1], ROUNDING)
        answers = runner.run("diffusion_step", x=step["x"], condition=outputs["condition"], prompt_mask=step["ctx_mask"][:1],
                             modulation=times["modulation"][i:i + 1],
                             guidance=np.array([step["p_w"].item(), step["t_w"].item()], np.float32))
        step.check(f"rows_{i}", answers["rows"], ROUNDING)
        step.check(f"v_{i}", answers["velocity"], ROUNDING)


@pytest.mark.parametrize("steps", [4, 8])
@bundles("mini_encoder", "full")
def test_diffusion_inference(runner, size, steps):
    case = Case(f"dit_inference_{size}_{steps}steps")
    schedule = Case("time_schedule")
    t, o, a, b = (schedule.arrays[f"{name}_{steps}"] for name in "toab")
    mask, noise = case["ctx_mask"][:1], case.arrays["noise"]
    condition = runner.run("diffusion_condition", phones=case["phone"][:1], tones=case["tone"][:1], frame_phones=case["dur"][:1],
                           prompt_latents=case["lat_ctx"][:1], prompt_mask=mask)["condition"]
    modulation = runner.run("diffusion_time", time=t[:-1])["modulation"]
    guidance = np.array([case["p_w"].item(), case["t_w"].item()], np.float32)
    x = noise[:1]
    for i in range(steps):
        velocity = runner.run("diffusion_step", x=x, condition=condition, prompt_mask=mask, modulation=modulation[i:i + 1],
                              guidance=guidance)["velocity"]
        x = a[i] * (x + (o[i] - t[i]) * velocity) + b[i] * noise[i + 1:i + 2]
    case.check("x", x, ROUNDING)


@bundles("mini_decoder", "mini_encoder", "full")
def test_wave_decoder(runner, size):
    case = Case(f"wavvae_decode_{size}")
    case.check("wav", runner.run("wave_decoder", latents=case["latent"])["wave"][:, None], ROUNDING)


@bundles("mini_encoder", "full")
def test_wave_encoder(runner, size):
    case = Case(f"wavvae_encode_{size}")
    audio = case["audio"]
    assert case["noise"].shape[2] == math.ceil(audio.shape[1] / 960)
    outputs = runner.run("wave_encoder", wave=audio, noise=case["noise"])
    case.check("mean", outputs["mean"], ROUNDING)
    case.check("logvar", outputs["logvar"], ROUNDING)
    case.check("latent", outputs["latents"], ROUNDING)


def test_a_checkpoint_without_wave_encoder_says_so(mini_decoder):
    runner = Runner(mini_decoder)
    assert not runner.manifest["wave"]["encoder"]
    assert "wave_encoder" not in [entry["name"] for entry in runner.manifest["graphs"]]
