"""The text encoder against the recorded phone features of the diffusion transformer, its larger user."""
import pytest
import torch
from mynah_export.checkpoint import load_strictly, read_stage
from mynah_export.errors import CheckpointError
from mynah_export.rel_transformer import RelTransformerEncoder, Sinusoids

from parity import Case, write_stage

PREFIX = "ph_encoder."


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    return read_stage(write_stage("mini", "diffusion_transformer", tmp_path_factory.mktemp("dit")), "dit")


def encoder(stage, **changes):
    tensors = {name.removeprefix(PREFIX): value for name, value in stage.tensors.items() if name.startswith(PREFIX)} | changes
    empty = RelTransformerEncoder.from_tensors(stage.tensors, PREFIX, stage.dims()["ph_heads"])
    return load_strictly(empty, tensors, stage.source)


def features(model, stage, phone, tone):
    other = stage.tensors["tone_embed.weight"][tone] + Sinusoids(model.emb.embedding_dim)(torch.arange(phone.shape[1]))
    return model(phone, other)


def test_features_are_those_recorded(stage):
    case = Case("dit_text_mini")
    case.check("ph_hidden", features(encoder(stage), stage, case["phone"], case["tone"]))


@pytest.mark.parametrize("length", [1, 2, 4, 5, 9])
def test_texts_shorter_than_the_window_have_the_features_of_a_plain_sum(stage, length):
    model = encoder(stage)
    attention = model.encoder.attn_layers[0]
    x = torch.randn(2, length, model.emb.embedding_dim, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(attention(x), by_definition(attention, x), rtol=1e-5, atol=1e-5)


def by_definition(attention, x):
    """Every pair of places on its own, as the paper on relative positions (arXiv 1803.02155) writes it."""
    q, k, v = attention.qkv(x).unflatten(-1, (3, attention.heads, attention.head_size)).unbind(2)
    n, window = x.shape[1], attention.window
    y = torch.zeros_like(q)
    for i in range(n):
        near = [j - i + window if abs(j - i) <= window else None for j in range(n)]
        keys = torch.stack([k[:, j] if near[j] is None else k[:, j] + attention.rel_k[:, near[j]] for j in range(n)], dim=1)
        values = torch.stack([v[:, j] if near[j] is None else v[:, j] + attention.rel_v[near[j]] for j in range(n)], dim=1)
        weights = torch.einsum("bhd,bjhd->bhj", q[:, i], keys).softmax(-1)
        y[:, i] = torch.einsum("bhj,bjhd->bhd", weights, values)
    return attention.conv_o(y.flatten(2))


def test_post_norm_normalises_behind_each_part(stage):
    tensors = {name.removeprefix(PREFIX): value for name, value in stage.tensors.items()
               if name.startswith(PREFIX) and ".last_ln." not in name}
    model = load_strictly(RelTransformerEncoder.from_tensors(tensors, "", 4), tensors, stage.source)
    out = model(torch.tensor([[5, 6, 7]]), torch.zeros(1, 3, model.emb.embedding_dim))
    norm = model.encoder.norm_layers_2[-1]
    plain = (out - norm.beta) / norm.gamma
    torch.testing.assert_close(plain.mean(-1), torch.zeros(1, 3), rtol=0, atol=1e-5)
    torch.testing.assert_close(plain.var(-1, unbiased=False), torch.ones(1, 3), rtol=0, atol=1e-3)


def test_a_missing_tensor_is_named(stage):
    tensors = {name: value for name, value in stage.tensors.items() if name != "ph_encoder.emb.weight"}
    with pytest.raises(CheckpointError, match="'ph_encoder.emb.weight' is missing"):
        RelTransformerEncoder.from_tensors(tensors, PREFIX, 4)


def test_heads_must_divide_the_width(stage):
    with pytest.raises(CheckpointError, match="64 channels cannot have 7 heads"):
        RelTransformerEncoder.from_tensors(stage.tensors, PREFIX, 7)
