"""Qwen2 (arXiv 2407.10671) with a cache, from what a Hugging Face directory holds, without the transformers library."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from .causal import Rotary, causal_mask, merge_heads, pairs, rotate
from .errors import CheckpointError
from .folding import Folded, joined


@dataclass(frozen=True)
class Qwen2Config:
    """What config.json tells, by the names that it has there."""

    vocab_size: int
    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    num_attention_heads: int
    num_key_value_heads: int
    max_position_embeddings: int
    rms_norm_eps: float
    rope_theta: float
    head_dim: int
    tie_word_embeddings: bool

    @classmethod
    def read(cls, path: Path) -> Qwen2Config:
        content = read_json(path)

        def check(fits: object, what: str, wanted: str) -> None:
            if not fits:
                raise CheckpointError(f"{path}: {what}; supported is {wanted}")

        def number(key: str, kind: type | tuple = int) -> Any:
            check(key in content, f"the key {key!r} is missing", "a Qwen2 model that names its sizes")
            value = content[key]
            check(isinstance(value, kind) and not isinstance(value, bool) and value > 0, f"{key} is {value!r}", "a positive number")
            return value

        check(content.get("model_type") == "qwen2", f"model_type is {content.get('model_type')!r}", "'qwen2'")
        check(content.get("hidden_act", "silu") == "silu", f"hidden_act is {content.get('hidden_act')!r}", "'silu'")
        check(not content.get("use_sliding_window"), "use_sliding_window is on", "attention to the whole text")
        check(not content.get("quantization_config"), "the weights are quantized", "float32, float16 or bfloat16")
        rope = content.get("rope_scaling") or content.get("rope_parameters") or {}
        scaling = rope.get("rope_type", rope.get("type", "default"))
        check(scaling == "default", f"rotary positions are scaled by {scaling!r}", "rope_type 'default'")
        if "rope_theta" in rope:
            content["rope_theta"] = rope["rope_theta"]
        hidden, heads, groups = number("hidden_size"), number("num_attention_heads"), number("num_key_value_heads")
        check(heads % groups == 0, f"{heads} attention heads share {groups} key-value heads", "a whole number of heads for each")
        check("head_dim" in content or hidden % heads == 0, f"{hidden} channels have {heads} heads", "a whole number of channels for each")
        return cls(number("vocab_size"), hidden, number("intermediate_size"), number("num_hidden_layers"), heads, groups,
                   number("max_position_embeddings"), number("rms_norm_eps", float), float(number("rope_theta", (int, float))),
                   number("head_dim") if "head_dim" in content else hidden // heads, content.get("tie_word_embeddings") is True)


class Qwen2(nn.Module):
    """Tensor names and sizes of ``Qwen2ForCausalLM``."""

    def __init__(self, config: Qwen2Config):
        super().__init__()
        self.config = config
        self.model = _Model(config)
        if not config.tie_word_embeddings:
            self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    @property
    def head(self) -> Tensor:
        """[vocabulary, hidden]: the rows that score the tokens."""
        return self.model.embed_tokens.weight if self.config.tie_word_embeddings else self.lm_head.weight

    def forward(self, tokens: Tensor, *past: Tensor) -> tuple[Tensor, ...]:
        """``tokens`` [b, n] behind the cache -> logits of the whole vocabulary [b, n, vocab_size], and the longer cache."""
        hidden, *present = self.model(tokens, pairs(past))
        return hidden @ self.head.T, *present


class _Model(nn.Module):
    def __init__(self, config: Qwen2Config):
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.rotary = Rotary(config.head_dim, config.rope_theta)
        self.layers = nn.ModuleList(_Layer(config) for _ in range(config.num_hidden_layers))
        self.norm = _RmsNorm(config)

    def forward(self, tokens: Tensor, past: list[tuple[Tensor, Tensor]]) -> tuple[Tensor, ...]:
        length, before = tokens.shape[1], past[0][0].shape[2]
        mask = causal_mask(length, before)
        cosine, sine = self.rotary(torch.arange(before, before + length))
        factors = cosine[:, None], sine[:, None]
        x = self.embed_tokens(tokens)
        present = []
        for layer, cached in zip(self.layers, past):
            y, kept = layer.self_attn(layer.input_layernorm(x), cached, mask, factors)
            present += kept
            x = x + y
            x = x + layer.mlp(layer.post_attention_layernorm(x))
        return self.norm(x), *present


class _Layer(nn.Module):
    def __init__(self, config: Qwen2Config):
        super().__init__()
        self.self_attn = _Attention(config)
        self.mlp = _FeedForward(config)
        self.input_layernorm = _RmsNorm(config)
        self.post_attention_layernorm = _RmsNorm(config)


class _RmsNorm(nn.Module):
    """Written as a root and a division, which ONNX Runtime fuses to one operator."""

    def __init__(self, config: Qwen2Config):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(config.hidden_size))
        self.epsilon = config.rms_norm_eps

    def forward(self, x: Tensor) -> Tensor:
        return x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon) * self.weight


class _Attention(Folded):
    """Grouped-query attention: each key-value head serves a group of query heads, which are its queries' rows here."""

    def __init__(self, config: Qwen2Config):
        super().__init__()
        self.heads, self.groups, self.head_size = config.num_attention_heads, config.num_key_value_heads, config.head_dim
        queries, keys = self.heads * self.head_size, self.groups * self.head_size
        self.q_proj = nn.Linear(config.hidden_size, queries)
        self.k_proj, self.v_proj = nn.Linear(config.hidden_size, keys), nn.Linear(config.hidden_size, keys)
        self.o_proj = nn.Linear(queries, config.hidden_size, bias=False)

    def fold(self) -> None:
        self.qkv = joined(self.q_proj, self.k_proj, self.v_proj, scale_first=self.head_size ** -0.5)
        del self.q_proj, self.k_proj, self.v_proj

    def forward(self, x: Tensor, past: tuple[Tensor, Tensor], mask: Tensor, factors: tuple[Tensor, Tensor]) \
            -> tuple[Tensor, tuple[Tensor, Tensor]]:
        rotated, value = self.qkv(x).unflatten(-1, (-1, self.head_size)).split((self.heads + self.groups, self.groups), dim=2)
        query, key = rotate(rotated, factors).split((self.heads, self.groups), dim=2)
        key, value = torch.cat((past[0], key.transpose(1, 2)), dim=2), torch.cat((past[1], value.transpose(1, 2)), dim=2)
        rows = query.transpose(1, 2).unflatten(1, (self.groups, -1)).flatten(2, 3)
        scores = (rows @ key.transpose(-1, -2)).unflatten(2, (self.heads // self.groups, -1)) + mask
        y = scores.softmax(dim=-1).flatten(2, 3) @ value
        y = y.unflatten(2, (self.heads // self.groups, -1)).flatten(1, 2)
        return self.o_proj(merge_heads(y)), (key, value)


class _FeedForward(Folded):
    def __init__(self, config: Qwen2Config):
        super().__init__()
        self.gate_proj = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.up_proj = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.down_proj = nn.Linear(config.intermediate_size, config.hidden_size, bias=False)

    def fold(self) -> None:
        self.gate_up = joined(self.gate_proj, self.up_proj)
        del self.gate_proj, self.up_proj

    def forward(self, x: Tensor) -> Tensor:
        gate, up = self.gate_up(x).chunk(2, dim=-1)
        return self.down_proj(gate * torch.sigmoid(gate) * up)


def read_json(path: Path) -> dict[str, Any]:
    """The object that a JSON file holds."""
    if not path.is_file():
        raise CheckpointError(f"{path} is missing")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CheckpointError(f"{path} is not JSON: {error}") from error
    if not isinstance(content, dict):
        raise CheckpointError(f"{path} does not hold an object")
    return content
