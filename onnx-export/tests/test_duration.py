"""The duration model against the prompts and predictions that upstream's model recorded."""
import pytest
import torch
from mynah_export.duration import contracts, load, settings

from parity import Case, write_stage
from stepping import empty, feed


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
