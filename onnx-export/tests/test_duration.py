"""The duration model against the prompts and predictions that upstream's model recorded."""
import re

import pytest
import torch
from mynah_export.duration import contracts, load, settings
from mynah_export.errors import CheckpointError
from mynah_export.rel_transformer import Sinusoids

from altering import alter_config, alter_tensors
from parity import Case, write_stage
from stepping import feed


@pytest.fixture(scope="module")
def graphs(tmp_path_factory):
    """(stage, size) -> contracts of encoder and decoder."""
    made = {}

    def make(stage, size):
        if (stage, size) not in made:
            made[stage, size] = contracts(load(write_stage(size, stage, tmp_path_factory.mktemp(f"{stage}-{size}"))))
        return made[stage, size]
    return make


def prompt(case, encoder, decoder, pieces=(1000,)):
    """Durations of the prompt as tokens, and the cache behind all of them but the last."""
    phones = case["ph_ref"].shape[1]
    frames = torch.bincount(case["mel2ph_ref"][0], minlength=phones + 1)[1:]
    start = settings(decoder.module.model)["duration"]["startToken"]
    tokens = frames.clamp(max=settings(decoder.module.model)["duration"]["codeSize"] - 1) + 1
    codes = torch.cat((torch.tensor([start]), tokens[:-1]))[None]
    hidden, = encoder.module(case["ph_ref"], case["tone_ref"])
    _, past = feed(decoder, codes, pieces, lambda begin, end: (hidden[:, begin:end],))
    return tokens, past


@pytest.mark.parametrize("size", ["mini", "full"])
@pytest.mark.parametrize("pieces", [(1000,), (1,), (4, 1)], ids=["whole", "phone by phone", "four, then one by one"])
def test_a_prompt_leaves_the_recorded_cache(graphs, size, pieces):
    case = Case(f"duration_prompt_{size}")
    tokens, past = prompt(case, *graphs("duration_lm", size), pieces)
    case.check("ctx_dur_tokens", tokens[None])
    for layer in range(len(past) // 2):
        case.check(f"key_{layer}", past[2 * layer])
        case.check(f"value_{layer}", past[2 * layer + 1])


@pytest.mark.parametrize("name, stage, size", [
    ("duration_predict_mini", "duration_lm", "mini"), ("duration_mse_predict_mini", "duration_lm_mse", "mini"),
    ("duration_predict_full", "duration_lm", "full")])
def test_a_segment_behind_a_prompt_gets_the_recorded_durations(graphs, name, stage, size):
    case, (encoder, decoder) = Case(name), graphs(stage, size)
    tokens, past = prompt(case, encoder, decoder)
    hidden, = encoder.module(case["ph_pred"], case["tone_pred"])
    rows, raw, code = [], [], int(tokens[-1])
    for place in range(hidden.shape[1]):
        logits, *past = decoder.module(torch.tensor([[code]]), hidden[:, place:place + 1], *past)
        rows.append(logits)
        decided = logits[0, 0].argmax() if logits.shape[-1] > 1 else logits[0, 0, 0].round()
        code = max(int(decided), 0 if place == 0 else 1)
        raw.append(code)
    case.check("logits", torch.cat(rows, dim=1))
    case.check("raw", torch.tensor([raw]))


def test_settings_tell_the_kind_and_the_codes(graphs):
    found = {stage: settings(graphs(stage, "mini")[1].module.model)["duration"] for stage in ("duration_lm", "duration_lm_mse")}
    assert found == {"duration_lm": {"kind": "classes", "codeSize": 128, "startToken": 129},
                     "duration_lm_mse": {"kind": "regression", "codeSize": 128, "startToken": 129}}


@pytest.fixture
def folder(tmp_path):
    return write_stage("mini", "duration_lm", tmp_path)


@pytest.mark.parametrize("key", [
    "dur_model_type", "dur_txt_hs", "dur_model_hidden_size", "dur_model_layers", "dur_code_size", "num_heads", "enc_layers", "enc_prenet",
    "enc_pre_ln", "enc_ffn_kernel_size", "ffn_hidden_size", "encoder_type", "ling_labels", "ling_label_dict_size", "use_ph_pos_embed"])
def test_a_missing_key_is_named(folder, key):
    alter_config(folder, removed=[key])
    with pytest.raises(CheckpointError, match=f"'{key}' is missing"):
        load(folder)


@pytest.mark.parametrize("key, value", [
    ("dur_model_type", "flow"), ("use_rot_embed", False), ("encoder_type", "conformer"), ("use_ph_pos_embed", False),
    ("ling_labels", ["tone", "stress"]), ("ling_label_dict_size", []), ("use_spk_embed", True), ("use_spk_id", True),
    ("use_spk_enc", True), ("dur_code_size", "many"), ("dur_model_layers", 0)])
def test_an_unsupported_value_is_named_with_its_key(folder, key, value):
    alter_config(folder, **{key: value})
    with pytest.raises(CheckpointError, match=re.escape(f"{key} is {value!r}")):
        load(folder)


def test_heads_must_divide_the_width(folder):
    alter_config(folder, parity_dims={"decoder_heads": 5})
    with pytest.raises(CheckpointError, match="32 channels cannot have 5 heads"):
        load(folder)


def test_layers_that_the_config_promises_must_be_there(folder):
    alter_config(folder, dur_model_layers=3)
    with pytest.raises(CheckpointError, match=r"missing tensors layers\.2\."):
        load(folder)


def test_tensors_of_the_character_encoder_are_passed_over(folder):
    alter_tensors(folder, lambda tensors: tensors.update({"char_encoder.emb.weight": torch.zeros(60, 48)}))
    load(folder)


TEXT = torch.tensor([[5, 9, 70, 145]]), torch.tensor([[3, 4, 11, 3]])


def test_places_of_codes_count_from_one_in_every_segment(folder):
    plain = load(folder).encode(*TEXT)
    alter_config(folder, use_pos_embed=True)
    torch.testing.assert_close(load(folder).encode(*TEXT) - plain, Sinusoids(32)(torch.arange(1, 5))[None], rtol=0, atol=1e-5)


def test_without_a_text_encoder_a_phone_knows_nothing_of_its_neighbours(folder):
    def replace(tensors):
        for name in [name for name in tensors if name.startswith("encoder.")]:
            del tensors[name]
        tensors["encoder.weight"] = torch.randn(174, 48, generator=torch.Generator().manual_seed(3))
    alter_tensors(folder, replace)
    alter_config(folder, lm_use_enc=False)
    model = load(folder)
    torch.testing.assert_close(model.encode(*TEXT)[:, 2:3], model.encode(*(ids[:, 2:3] for ids in TEXT)))


def test_with_norms_behind_each_part_the_projection_gets_a_normalised_state(folder):
    alter_tensors(folder, lambda tensors: [tensors.pop(f"layer_norm.{part}") for part in ("weight", "bias")])
    alter_config(folder, use_post_ln=True)
    model = load(folder)
    decoder = contracts(model)[1]
    norm, model.project_out_dim = model.layers[-1].op.layer_norm2, torch.nn.Identity()
    states, _ = feed(decoder, torch.tensor([[129, 4, 7]]), (2, 1), lambda begin, end: (torch.ones(1, end - begin, 32),))
    plain = (states - norm.bias) / norm.weight
    torch.testing.assert_close(plain.mean(-1), torch.zeros(1, 3), rtol=0, atol=1e-5)
    torch.testing.assert_close(plain.var(-1, unbiased=False), torch.ones(1, 3), rtol=0, atol=1e-3)
