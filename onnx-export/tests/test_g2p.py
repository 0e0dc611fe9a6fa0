"""The G2P model against the logits and greedy tokens that Hugging Face's Qwen2 recorded."""
import pytest
import torch
from mynah_export.g2p import CODES, contracts, load, settings
from tokenizers import Tokenizer

from parity import ROOT, Case, write_stage
from stepping import empty, feed


@pytest.fixture(scope="module", params=["mini", "full"])
def recorded(request, tmp_path_factory):
    return Case(f"g2p_{request.param}"), load(write_stage(request.param, "g2p", tmp_path_factory.mktemp(request.param)))


def forced(case):
    return torch.cat((case["prompt"], case["forced"]))[None]


def no_others(begin, end):
    return ()


@pytest.mark.parametrize("pieces", [(1000,), (48, 1), (1,)], ids=["whole", "prompt, then one by one", "token by token"])
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
