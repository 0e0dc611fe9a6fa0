"""The aligner, whole and in steps, against what upstream's aligner recorded."""
import pytest
import torch
from mynah_export.aligner import contracts, load, settings
from mynah_export.errors import CheckpointError

from altering import alter_config
from parity import Case, write_stage
from stepping import empty, feed

SIZES = ("mini", "full")


@pytest.fixture(scope="module", params=SIZES)
def recorded(request, tmp_path_factory):
    aligner = load(write_stage(request.param, "aligner_lm", tmp_path_factory.mktemp(request.param)))
    return Case(f"aligner_{request.param}"), *contracts(aligner)


def test_the_encoder_hears_the_recorded_features(recorded):
    case, encoder, _ = recorded
    case.check("features", encoder.module(case["mel"])[0])


def test_a_prompt_fed_whole_gives_the_recorded_logits(recorded):
    case, encoder, decoder = recorded
    cross = encoder.module(case["mel"])[1:]
    logits, *_ = decoder.module(case["forced"], *cross, *empty(decoder))
    check_logits(case, logits)


@pytest.mark.parametrize("pieces", [(1,), (5, 1)], ids=["token by token", "five, then one by one"])
def test_a_prompt_fed_in_pieces_gives_the_recorded_logits(recorded, pieces):
    case, encoder, decoder = recorded
    cross = encoder.module(case["mel"])[1:]
    logits, _ = feed(decoder, case["forced"], pieces, lambda begin, end: cross)
    check_logits(case, logits)


def check_logits(case, logits):
    wanted = case["logits"].shape[1]  # the full case recorded the last place only
    case.check("logits", logits[:, -wanted:])


def test_greedy_tokens_are_those_recorded(recorded):
    case, encoder, decoder = recorded
    cross = encoder.module(case["mel"])[1:]
    tokens, past = case["greedy"][0, :1].tolist(), empty(decoder)
    while len(tokens) < case["greedy"].shape[1]:
        logits, *past = decoder.module(torch.tensor([tokens[-1:]]), *cross, *past)
        tokens.append(int(logits[0, -1].argmax()))
    assert tokens == case["greedy"][0].tolist()


def test_settings_tell_the_numbers_of_the_checkpoint(tmp_path):
    assert settings(load(write_stage("mini", "aligner_lm", tmp_path))) == {"aligner": {
        "sampleRate": 16000, "melBins": 80, "begin": 798, "end": 799, "timeBase": 800, "maxTokens": 768, "maxFrames": 6000}}


def test_heads_must_divide_the_state(tmp_path):
    alter_config(write_stage("mini", "aligner_lm", tmp_path), parity_dims={"n_head": 5})
    with pytest.raises(CheckpointError, match="32 channels cannot have 5 heads"):
        load(tmp_path)


def test_without_a_count_the_heads_are_eight(tmp_path):
    alter_config(write_stage("mini", "aligner_lm", tmp_path), removed=["parity_dims"])
    assert contracts(load(tmp_path))[1].cache.heads == 8
