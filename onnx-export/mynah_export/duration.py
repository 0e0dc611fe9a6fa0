"""The duration model: how many frames each phone lasts, one phone after another, continuing the rhythm of a prompt.

After ``ARDurPredictor`` of MegaTTS3 (tts/modules/ar_dur/ar_dur_predictor.py). Upstream feeds a prompt token by token; a causal mask
does the same in one call. Cached keys are not rotated, as upstream's are not: each call rotates all of them.
"""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .causal import Gelu, Rotary, attend, causal_mask, decoder_contract, merge_heads, pairs, random_inputs, rotate, split_heads
from .checkpoint import StageFiles, empty, load_strictly, read_stage
from .contract import CacheSpec, GraphContract, TensorSpec
from .errors import CheckpointError
from .folding import Folded, convolution, joined, linear
from .rel_transformer import RelTransformerEncoder, Sinusoids

HEADS = 8
"""Of the decoder: upstream's constant; checkpoints do not tell it."""
ROTARY_BASE = 10000.0
UNUSED = ("char_encoder.", "char_empty_embed.", "bert_input_proj.", "embed_positions.")
"""Tensors that upstream saves and inference never reads."""
KINDS = {"ar": "classes", "ar_mse": "regression"}
"""Upstream's ``dur_model_type`` -> the manifest's ``duration.kind``."""


class DurationModel(nn.Module):
    """Tensor names and sizes of the official ``duration_lm`` checkpoint."""

    def __init__(self, stage: StageFiles):
        super().__init__()
        _check_supported(stage)
        text_width, width = _count(stage, "dur_txt_hs"), _count(stage, "dur_model_hidden_size")
        self.kind, self.code_size, self.width = KINDS[stage.require("dur_model_type")], _count(stage, "dur_code_size"), width
        self.heads = stage.dims().get("decoder_heads", HEADS)
        if width % self.heads:
            raise CheckpointError(f"{stage.source}: a duration decoder of {width} channels cannot have {self.heads} heads")
        with_encoder = bool(stage.config.get("lm_use_enc"))
        if with_encoder:
            self.phones = len(stage.tensor("encoder.emb.weight"))
            self.encoder = RelTransformerEncoder(
                self.phones, text_width, _count(stage, "ffn_hidden_size"), _count(stage, "num_heads"), _count(stage, "enc_layers"),
                _count(stage, "enc_ffn_kernel_size"), prenet=bool(stage.require("enc_prenet")), pre_norm=bool(stage.require("enc_pre_ln")))
            self.phone_places = Sinusoids(text_width)
        else:
            self.phones = len(stage.tensor("encoder.weight"))
            self.encoder = nn.Embedding(self.phones, text_width)
            self.phone_places = None
        self.tones = stage.require("ling_label_dict_size")[0] + 3  # upstream's table is that much longer
        self.ling_label_embed_layers = nn.ModuleDict({"tone": nn.Embedding(self.tones, text_width)})
        self.enc_proj = nn.Linear(text_width, width)
        self.code_places = Sinusoids(width) if stage.config.get("use_pos_embed") else None
        self.code_emb = nn.Embedding(self.code_size + 2, width)
        post_norm = bool(stage.config.get("use_post_ln"))
        bias = bool(stage.config.get("lm_bias", True))
        self.rotary = Rotary(width // self.heads, ROTARY_BASE)
        self.layers = nn.ModuleList(_Layer(width, self.heads, post_norm, bias) for _ in range(_count(stage, "dur_model_layers")))
        self.layer_norm = nn.Identity() if post_norm else nn.LayerNorm(width)
        self.values = self.code_size + 1 if self.kind == "classes" else 1
        out = nn.Linear(width, self.values)
        self.project_out_dim = out if self.kind == "classes" else nn.Sequential(out, nn.Softplus())

    def encode(self, phones: Tensor, tones: Tensor) -> Tensor:
        """``phones``, ``tones`` [b, n] of one segment -> hidden [b, n, width]; places count from the segment's start."""
        places = torch.arange(phones.shape[1])
        other = self.ling_label_embed_layers["tone"](tones)
        if self.phone_places is None:
            hidden = self.enc_proj(self.encoder(phones) + other)
        else:
            hidden = self.enc_proj(self.encoder(phones, other + self.phone_places(places)))
        # upstream adds these, which count from 1, beside each code; they belong to the segment, so they can come from here
        return hidden if self.code_places is None else hidden + self.code_places(places + 1)

    def decode(self, codes: Tensor, hidden: Tensor, past: list[tuple[Tensor, Tensor]]) -> tuple[Tensor, tuple[Tensor, ...]]:
        """``codes`` [b, n], each the duration before its phone, and ``hidden`` [b, n, width] behind ``past`` -> logits of the phones'
        durations [b, n, values] and the flat list of all keys and values so far."""
        length, before = codes.shape[1], past[0][0].shape[2]
        mask = causal_mask(length, before)
        factors = self.rotary(torch.arange(before + length))
        x = self.code_emb(codes) + hidden
        present = []
        for layer, cached in zip(self.layers, past):
            x, kept = layer.op(x, cached, mask, factors)
            present += kept
        return self.project_out_dim(self.layer_norm(x)), tuple(present)


class _Layer(nn.Module):
    def __init__(self, width: int, heads: int, post_norm: bool, bias: bool):
        super().__init__()
        self.op = _Operation(width, heads, post_norm, bias)


class _Operation(nn.Module):
    def __init__(self, width: int, heads: int, post_norm: bool, bias: bool):
        super().__init__()
        self.post_norm = post_norm
        self.layer_norm1, self.layer_norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.self_attn = _Attention(width, width // heads)
        self.ffn = _FeedForward(width, bias)

    def forward(self, x: Tensor, past: tuple[Tensor, Tensor], mask: Tensor, factors: tuple[Tensor, Tensor]) \
            -> tuple[Tensor, tuple[Tensor, Tensor]]:
        if self.post_norm:
            y, present = self.self_attn(x, past, mask, factors)
            x = self.layer_norm1(x + y)
            return self.layer_norm2(x + self.ffn(x)), present
        y, present = self.self_attn(self.layer_norm1(x), past, mask, factors)
        x = x + y
        return x + self.ffn(self.layer_norm2(x)), present


class _Attention(Folded):
    def __init__(self, width: int, head_size: int):
        super().__init__()
        self.head_size = head_size
        self.in_proj_weight = nn.Parameter(torch.zeros(3 * width, width))
        self.out_proj = nn.Linear(width, width, bias=False)

    def fold(self) -> None:
        query, key, value = (linear(part, None) for part in self.in_proj_weight.chunk(3))
        self.in_proj = joined(query, key, value, scale_first=self.head_size ** -0.5)
        del self.in_proj_weight

    def forward(self, x: Tensor, past: tuple[Tensor, Tensor], mask: Tensor, factors: tuple[Tensor, Tensor]) \
            -> tuple[Tensor, tuple[Tensor, Tensor]]:
        query, key, value = split_heads(self.in_proj(x), self.head_size).chunk(3, dim=1)
        key, value = torch.cat((past[0], key), dim=2), torch.cat((past[1], value), dim=2)
        before = past[0].shape[2]
        query = rotate(query, (factors[0][before:], factors[1][before:]))
        return self.out_proj(merge_heads(attend(query, rotate(key, factors), value, mask))), (key, value)


class _FeedForward(Folded):
    def __init__(self, width: int, bias: bool):
        super().__init__()
        self.ffn_1 = nn.Sequential(nn.Identity(), nn.Conv1d(width, 4 * width, 1, bias=bias))
        self.gelu = Gelu()
        self.ffn_2 = nn.Linear(4 * width, width, bias=bias)

    def fold(self) -> None:
        self.ffn_1 = convolution(self.ffn_1[1])

    def forward(self, x: Tensor) -> Tensor:
        return self.ffn_2(self.gelu(self.ffn_1(x)))


class EncoderGraph(nn.Module):
    def __init__(self, model: DurationModel):
        super().__init__()
        self.model = model

    def forward(self, phones: Tensor, tones: Tensor) -> tuple[Tensor]:
        return (self.model.encode(phones, tones),)


class DecoderGraph(nn.Module):
    def __init__(self, model: DurationModel):
        super().__init__()
        self.model = model

    def forward(self, codes: Tensor, hidden: Tensor, *past: Tensor) -> tuple[Tensor, ...]:
        logits, present = self.model.decode(codes, hidden, pairs(past))
        return logits, *present


def load(folder: Path) -> DurationModel:
    """The duration model of an official ``duration_lm`` folder."""
    stage = read_stage(folder, "dur_model")
    with empty():
        model = DurationModel(stage)
    return load_strictly(model, stage.tensors, stage.source, UNUSED)


def contracts(model: DurationModel) -> tuple[GraphContract, GraphContract]:
    """``duration_encoder`` and ``duration_decoder``."""
    bounds = {"phones": model.phones, "tones": model.tones, "codes": model.code_size + 2}
    text = (TensorSpec("phones", "int64", (1, "n")), TensorSpec("tones", "int64", (1, "n")))
    hidden = TensorSpec("hidden", "float32", (1, "n", model.width))
    encoder = GraphContract("duration_encoder", EncoderGraph(model), text, (hidden,),
                            lambda sizes, generator: random_inputs(text, sizes, generator, bounds),
                            tuple({"n": length} for length in (12, 1, 2, 4, 5, 40)))
    decoder = decoder_contract("duration_decoder", DecoderGraph(model), (TensorSpec("codes", "int64", (1, "n")), hidden), model.values,
                               CacheSpec(len(model.layers), model.heads, model.width // model.heads), bounds)
    return encoder, decoder


def settings(model: DurationModel) -> dict:
    """Section ``duration`` of the manifest."""
    return {"duration": {"kind": model.kind, "codeSize": model.code_size, "startToken": model.code_size + 1}}


def _check_supported(stage: StageFiles) -> None:
    """Refuse the combinations with which upstream's own inference fails, or wants inputs that its callers do not have."""
    _check(stage, "dur_model_type", stage.require("dur_model_type") in KINDS, " or ".join(KINDS))
    _check(stage, "ling_labels", stage.require("ling_labels") == ["tone"], "[tone]")
    sizes = stage.require("ling_label_dict_size")
    _check(stage, "ling_label_dict_size", isinstance(sizes, list) and len(sizes) == 1 and isinstance(sizes[0], int), "a list of one number")
    _check(stage, "use_rot_embed", stage.config.get("use_rot_embed"), "true")
    for key in ("use_spk_embed", "use_spk_id", "use_spk_enc"):
        _check(stage, key, not stage.config.get(key), "false")
    if stage.config.get("lm_use_enc"):
        _check(stage, "encoder_type", stage.require("encoder_type") == "rel_fft", "rel_fft")
        _check(stage, "use_ph_pos_embed", stage.require("use_ph_pos_embed"), "true where lm_use_enc is")


def _count(stage: StageFiles, key: str) -> int:
    value = stage.require(key)
    _check(stage, key, isinstance(value, int) and value > 0, "a positive whole number")
    return value


def _check(stage: StageFiles, key: str, fits: object, wanted: str) -> None:
    if not fits:
        raise CheckpointError(f"{stage.source.parent / 'config.yaml'}: {key} is {stage.config.get(key)!r}; supported is {wanted}")
