"""The G2P model against the logits and greedy tokens that Hugging Face's Qwen2 recorded."""
import json
import re

import pytest
import torch
from mynah_export.errors import CheckpointError
from mynah_export.g2p import CODES, contracts, load, settings
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from altering import alter_config, alter_tensors
from parity import ROOT, Case, write_stage
from stepping import empty, feed


@pytest.fixture(scope="module", params=["mini", "full"])
def recorded(request, tmp_path_factory):
    return Case(f"g2p_{request.param}"), load(write_stage(request.param, "g2p", tmp_path_factory.mktemp(request.param)))


def forced(case):
    return torch.cat((case["prompt"], case["forced"]))[None]


def no_others(begin, end):
    return ()


@pytest.mark.parametrize("pieces", [(1000,), (48, 1)], ids=["whole", "prompt, then one by one"])
def test_code_logits_are_the_rows_of_the_recorded_ones(recorded, pieces):
    case, g2p = recorded
    contract, = contracts(g2p)
    logits, _ = feed(contract, forced(case), pieces, no_others)
    start, places = int(case["speech_start_idx"]), case["logits"].shape[1]
    tolerance = case.entry["outputs"]["logits"]["tolerance"]
    torch.testing.assert_close(logits[:, -places:], case["logits"][..., start:start + CODES], **tolerance)


def test_whole_vocabulary_logits_are_those_recorded(recorded):
    case, g2p = recorded
    contract, = contracts(g2p)
    logits, *_ = g2p.model(forced(case), *empty(contract))
    case.check("logits", logits[:, -case["logits"].shape[1]:])


def test_greedy_tokens_are_those_recorded(recorded):
    """Of the whole vocabulary, as recorded: some lie outside the codes."""
    case, g2p = recorded
    contract, = contracts(g2p)
    tokens, past = case["greedy"][0, :1].tolist(), empty(contract)
    feeding = torch.cat((case["prompt"], case["greedy"][0, :1]))[None]
    while len(tokens) < case["greedy"].shape[1]:
        logits, *past = g2p.model(feeding, *past)
        tokens.append(int(logits[0, -1].argmax()))
        feeding = torch.tensor([tokens[-1:]])
    assert tokens == case["greedy"][0].tolist()


def test_the_tokenizer_and_the_settings_make_the_recorded_prompt(recorded):
    case, g2p = recorded
    found = settings(g2p)["g2p"]
    text = bytes(case.arrays["text"]).decode()
    tokenizer = Tokenizer.from_file(str(ROOT / "g2p/mini/tokenizer.json"))
    assert tokenizer.encode(found["textBegin"] + text + found["textEnd"]).ids == case["prompt"].tolist()
    assert found["speechStart"] + found["firstCode"] == case["forced"][0]
    assert found["speechStart"] == case["speech_start_idx"]
    assert (found["codes"], found["stopCode"], found["maxLength"]) == (802, 801, 32768)


@pytest.fixture
def folder(tmp_path):
    return write_stage("mini", "g2p", tmp_path)


TOKENS = torch.tensor([[7, 401, 30, 500]])


def logits(g2p):
    contract, = contracts(g2p)
    return contract.module(TOKENS, *empty(contract))[0]


def test_shards_make_the_same_model_as_one_file(folder):
    whole = logits(load(folder))
    tensors = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    names = sorted(tensors)
    shards = {"model-00001-of-00002.safetensors": names[:9], "model-00002-of-00002.safetensors": names[9:]}
    for file, part in shards.items():
        save_file({name: tensors[name] for name in part}, folder / file)
    places = {name: file for file, part in shards.items() for name in part}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": places}))
    assert torch.equal(logits(load(folder)), whole)
    (folder / "model-00002-of-00002.safetensors").unlink()
    with pytest.raises(CheckpointError, match="model-00002-of-00002.safetensors is missing"):
        load(folder)


def test_a_shard_outside_the_folder_is_refused(folder):
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": "../elsewhere.safetensors"}}))
    with pytest.raises(CheckpointError, match="'../elsewhere.safetensors' is not a file of the same folder"):
        load(folder)


@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float16])
def test_half_precision_weights_compute_in_float32(folder, kind):
    def halve(tensors):
        tensors.update({name: value.to(kind) for name, value in tensors.items()})
    alter_tensors(folder, halve)
    halved = logits(load(folder))
    alter_tensors(folder, lambda tensors: tensors.update({name: value.float() for name, value in tensors.items()}))
    assert halved.dtype == torch.float32
    assert torch.equal(halved, logits(load(folder)))


def test_a_head_of_its_own_scores_the_codes(folder):
    tied = logits(load(folder))
    alter_config(folder, tie_word_embeddings=False)
    with pytest.raises(CheckpointError, match="missing tensor lm_head.weight"):
        load(folder)
    alter_tensors(folder, lambda tensors: tensors.update({"lm_head.weight": 2 * tensors["model.embed_tokens.weight"]}))
    torch.testing.assert_close(logits(load(folder)), 2 * tied)


def test_a_stored_head_of_a_tied_model_is_passed_over(folder):
    tied = logits(load(folder))
    alter_tensors(folder, lambda tensors: tensors.update({"lm_head.weight": torch.zeros(1280, 32)}))
    assert torch.equal(logits(load(folder)), tied)


def test_the_base_of_rotary_positions_is_read_from_either_place(folder):
    content = json.loads((folder / "config.json").read_text())
    alter_config(folder, rope_theta=10000.0)
    other = logits(load(folder))
    alter_config(folder, removed=["rope_theta"], rope_parameters={"rope_type": "default", "rope_theta": 10000.0})
    assert torch.equal(logits(load(folder)), other)
    alter_config(folder, rope_parameters=None, rope_theta=content["rope_theta"])
    assert not torch.equal(logits(load(folder)), other)


@pytest.mark.parametrize("key", ["vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
                                 "num_key_value_heads", "max_position_embeddings", "rms_norm_eps", "rope_theta"])
def test_a_missing_key_is_named(folder, key):
    alter_config(folder, removed=[key])
    with pytest.raises(CheckpointError, match=f"'{key}' is missing"):
        load(folder)


@pytest.mark.parametrize("values, complaint", [
    ({"model_type": "llama"}, "model_type is 'llama'; supported is 'qwen2'"),
    ({"hidden_act": "gelu"}, "hidden_act is 'gelu'"),
    ({"use_sliding_window": True}, "use_sliding_window is on"),
    ({"rope_scaling": {"type": "yarn", "factor": 4.0}}, "rotary positions are scaled"),
    ({"quantization_config": {"bits": 4}}, "the weights are quantized"),
    ({"num_key_value_heads": 3}, "4 attention heads share 3 key-value heads"),
    ({"num_hidden_layers": "two"}, "num_hidden_layers is 'two'"),
    ({"num_attention_heads": 6}, "32 channels have 6 heads"),
    ({"vocab_size": 1000}, "leaves no room for 802 codes in a vocabulary of 1000")])
def test_a_model_that_is_not_supported_says_why(folder, values, complaint):
    alter_config(folder, **values)
    with pytest.raises(CheckpointError, match=re.escape(complaint)):
        load(folder)


@pytest.mark.parametrize("token", ["<BOT>", "<BOS>", "<Reserved_TTS_0>"])
def test_a_tokenizer_without_a_special_token_is_refused(folder, token):
    path = folder / "tokenizer.json"
    path.write_text(path.read_text().replace(f'"{token}"', '"<other>"'))
    with pytest.raises(CheckpointError, match=f"the token {token} is missing"):
        load(folder)


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_broken_file_is_named(folder, file):
    (folder / file).write_text("{ no")
    with pytest.raises(CheckpointError, match=file):
        load(folder)
