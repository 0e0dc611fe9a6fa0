"""The aligner: reads phones and their end times off a mel spectrogram, in the shape of Whisper (arXiv 2212.04356).

After tts/modules/aligner/whisper_small.py of MegaTTS3, with a cache: keys and values of the audio come once from the encoder's graph.
"""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .causal import TRIALS, Gelu, attend, causal_mask, decoder_contract, merge_heads, pairs, random_inputs, split_heads
from .checkpoint import StageFiles, empty, layer_count, load_strictly, read_stage
from .contract import CacheSpec, GraphContract, TensorSpec
from .errors import CheckpointError
from .folding import Folded, joined

HEADS = 8
"""Upstream's constant; checkpoints do not tell it."""
BEGIN, END, TIME_BASE = 798, 799, 800
MAX_TOKENS = 768
"""Steps that upstream's loop takes at most."""
SAMPLE_RATE = 16000


class Aligner(nn.Module):
    """Tensor names and sizes of the official ``aligner_lm`` checkpoint; ``encoder`` and ``decoder`` compute."""

    def __init__(self, stage: StageFiles):
        super().__init__()
        state, bins, _ = stage.tensor("encoder.conv1.weight").shape
        heads = stage.dims().get("n_head", HEADS)
        if state % heads:
            raise CheckpointError(f"{stage.source}: a state of {state} channels cannot have {heads} heads")
        head_size = state // heads
        frames, context = (len(stage.tensor(f"{part}.positional_embedding")) for part in ("encoder", "decoder"))
        vocabulary = len(stage.tensor("decoder.token_embedding.weight"))
        self.heads, self.head_size, self.bins, self.state, self.vocabulary = heads, head_size, bins, state, vocabulary
        self.encoder = Encoder(bins, frames, state, head_size, layer_count(stage.tensors, "encoder.blocks."))
        self.decoder = Decoder(vocabulary, context, state, head_size, layer_count(stage.tensors, "decoder.blocks."))


class Encoder(nn.Module):
    """Mel [b, bins, frames] -> features [b, ceil(frames / 2), state]; ``context`` is the most features there can be."""

    def __init__(self, bins: int, context: int, state: int, head_size: int, layers: int):
        super().__init__()
        self.conv1 = nn.Conv1d(bins, state, 3, padding=1)
        self.conv2 = nn.Conv1d(state, state, 3, stride=2, padding=1)
        self.gelu = Gelu()
        self.positional_embedding = nn.Buffer(torch.zeros(context, state))
        self.blocks = nn.ModuleList(Block(state, head_size) for _ in range(layers))
        self.ln_post = nn.LayerNorm(state)

    def forward(self, mel: Tensor) -> Tensor:
        x = self.gelu(self.conv2(self.gelu(self.conv1(mel)))).transpose(1, 2)
        x = x + F.embedding(torch.arange(x.shape[1]), self.positional_embedding)
        for block in self.blocks:
            x = x + block.attn(block.attn_ln(x))[0]
            x = x + block.mlp(block.mlp_ln(x))
        return self.ln_post(x)


class Decoder(nn.Module):
    """Tokens and keys and values of the audio -> logits; ``context`` is the longest sequence of tokens."""

    def __init__(self, vocabulary: int, context: int, state: int, head_size: int, layers: int):
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary, state)
        self.positional_embedding = nn.Parameter(torch.zeros(context, state))
        self.blocks = nn.ModuleList(CrossBlock(state, head_size) for _ in range(layers))
        self.ln = nn.LayerNorm(state)
        self.out_proj = nn.Linear(state, vocabulary)

    def cross(self, features: Tensor) -> tuple[Tensor, ...]:
        """Keys and values of the audio for every layer, each [b, heads, positions, head_size]."""
        return tuple(part for block in self.blocks for part in block.cross_attn.keys_values(features))

    def forward(self, tokens: Tensor, cross: list[tuple[Tensor, Tensor]], past: list[tuple[Tensor, Tensor]]) \
            -> tuple[Tensor, tuple[Tensor, ...]]:
        """``tokens`` [b, n] behind ``past`` -> logits [b, n, vocabulary] and the flat list of all keys and values so far."""
        length, before = tokens.shape[1], past[0][0].shape[2]
        mask = causal_mask(length, before)
        x = self.token_embedding(tokens) + F.embedding(torch.arange(before, before + length), self.positional_embedding)
        present = []
        for block, audio, cached in zip(self.blocks, cross, past):
            y, kept = block.attn(block.attn_ln(x), cached, mask)
            present += kept
            x = x + y
            x = x + block.cross_attn(block.cross_attn_ln(x), *audio)
            x = x + block.mlp(block.mlp_ln(x))
        return self.out_proj(self.ln(x)), tuple(present)


class Block(nn.Module):
    def __init__(self, state: int, head_size: int):
        super().__init__()
        self.attn = SelfAttention(state, head_size)
        self.attn_ln = nn.LayerNorm(state)
        self.mlp = nn.Sequential(nn.Linear(state, 4 * state), Gelu(), nn.Linear(4 * state, state))
        self.mlp_ln = nn.LayerNorm(state)


class CrossBlock(Block):
    def __init__(self, state: int, head_size: int):
        super().__init__(state, head_size)
        self.cross_attn = CrossAttention(state, head_size)
        self.cross_attn_ln = nn.LayerNorm(state)


class Attention(Folded):
    def __init__(self, state: int, head_size: int):
        super().__init__()
        self.head_size = head_size
        self.query, self.value, self.out = (nn.Linear(state, state) for _ in range(3))
        self.key = nn.Linear(state, state, bias=False)


class SelfAttention(Attention):
    def fold(self) -> None:
        self.qkv = joined(self.query, self.key, self.value, scale_first=self.head_size ** -0.5)
        del self.query, self.key, self.value

    def forward(self, x: Tensor, past: tuple[Tensor, Tensor] | None = None, mask: Tensor | None = None) \
            -> tuple[Tensor, tuple[Tensor, Tensor]]:
        query, key, value = split_heads(self.qkv(x), self.head_size).chunk(3, dim=1)
        if past is not None:
            key, value = torch.cat((past[0], key), dim=2), torch.cat((past[1], value), dim=2)
        return self.out(merge_heads(attend(query, key, value, mask))), (key, value)


class CrossAttention(Attention):
    def fold(self) -> None:
        self.query = joined(self.query, scale_first=self.head_size ** -0.5)
        self.key_value = joined(self.key, self.value)
        del self.key, self.value

    def keys_values(self, features: Tensor) -> tuple[Tensor, Tensor]:
        return split_heads(self.key_value(features), self.head_size).chunk(2, dim=1)

    def forward(self, x: Tensor, key: Tensor, value: Tensor) -> Tensor:
        return self.out(merge_heads(attend(split_heads(self.query(x), self.head_size), key, value)))


class EncoderGraph(nn.Module):
    """Mel -> features, then key and value of each decoder layer."""

    def __init__(self, aligner: Aligner):
        super().__init__()
        self.aligner = aligner

    def forward(self, mel: Tensor) -> tuple[Tensor, ...]:
        features = self.aligner.encoder(mel)
        return features, *self.aligner.decoder.cross(features)


class DecoderGraph(nn.Module):
    """Tokens, key and value of the audio for each layer, then key and value of the past for each layer -> logits, present."""

    def __init__(self, decoder: Decoder):
        super().__init__()
        self.decoder = decoder

    def forward(self, tokens: Tensor, *cached: Tensor) -> tuple[Tensor, ...]:
        parts = pairs(cached)
        layers = len(parts) // 2
        logits, present = self.decoder(tokens, parts[:layers], parts[layers:])
        return logits, *present


def load(folder: Path) -> Aligner:
    """The aligner of an official ``aligner_lm`` folder."""
    stage = read_stage(folder, "model")
    with empty():
        aligner = Aligner(stage)
    return load_strictly(aligner, stage.tensors, stage.source)


def contracts(aligner: Aligner) -> tuple[GraphContract, GraphContract]:
    """``aligner_encoder`` and ``aligner_decoder``."""
    cache = CacheSpec(len(aligner.decoder.blocks), aligner.heads, aligner.head_size)
    cross = cache.tensors("cross", "positions")
    mel = (TensorSpec("mel", "float32", (1, aligner.bins, "frames")),)
    encoder = GraphContract(
        "aligner_encoder", EncoderGraph(aligner), mel, (TensorSpec("features", "float32", (1, "positions", aligner.state)), *cross),
        lambda sizes, generator: random_inputs(mel, sizes, generator, {}), ({"frames": 40}, {"frames": 8}, {"frames": 176}),
        derived={"positions": lambda sizes: (sizes["frames"] + 1) // 2})
    decoder = decoder_contract(
        "aligner_decoder", DecoderGraph(aligner.decoder), (TensorSpec("tokens", "int64", (1, "n")), *cross), aligner.vocabulary, cache,
        {"tokens": aligner.vocabulary}, tuple(trial | {"positions": 11 + trial["n"]} for trial in TRIALS))
    return encoder, decoder


def settings(aligner: Aligner) -> dict:
    """Section ``aligner`` of the manifest."""
    return {"aligner": {"sampleRate": SAMPLE_RATE, "melBins": aligner.bins, "begin": BEGIN, "end": END, "timeBase": TIME_BASE,
                        "maxTokens": MAX_TOKENS, "maxFrames": 2 * len(aligner.encoder.positional_embedding)}}
