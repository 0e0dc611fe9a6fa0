"""What the three autoregressive decoders share: heads, the causal mask, rotary positions, and the contract around a cache."""
from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from .contract import CacheSpec, GraphContract, Sizes, TensorSpec

TRIALS: tuple[Sizes, ...] = ({"n": 3, "past": 5}, {"n": 6, "past": 0}, {"n": 1, "past": 9}, {"n": 1, "past": 0}, {"n": 17, "past": 31})
"""Lengths at which a decoder is tried: a prompt, single tokens, and several tokens behind others. No length of the first is below 2:
torch.export takes such a length for a constant."""


def split_heads(x: Tensor, head_size: int) -> Tensor:
    """[b, n, heads * head_size] -> [b, heads, n, head_size]."""
    return x.unflatten(-1, (-1, head_size)).transpose(1, 2)


def merge_heads(x: Tensor) -> Tensor:
    """[b, heads, n, head_size] -> [b, n, heads * head_size]."""
    return x.transpose(1, 2).flatten(2)


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    """Attention of queries [b, heads, n, d], scaled already, to keys and values [b, heads, m, d]; ``mask`` [n, m] adds to the scores."""
    scores = query @ key.transpose(-1, -2)
    return (scores if mask is None else scores + mask).softmax(dim=-1) @ value


def causal_mask(length: int, past: int) -> Tensor:
    """[length, past + length]: 0 where a token may look, up to its own place behind ``past`` others, else minus infinity."""
    places = torch.arange(past + length)
    return torch.where(places <= places[past:, None], 0.0, float("-inf"))


class Gelu(nn.Module):
    """The exact GELU, with its factors in the order that ONNX Runtime fuses to one operator; that of torch's own it does not."""

    def forward(self, x: Tensor) -> Tensor:
        return x * (1 + torch.erf(x / math.sqrt(2))) * 0.5


class Rotary(nn.Module):
    """Rotary position embedding (arXiv 2104.09864) whose pairs lie half a head apart.

    Places [n] -> the two factors, each [n, head_size], that ``rotate`` takes.
    """

    def __init__(self, head_size: int, base: float):
        super().__init__()
        self.register_buffer("rates", base ** (torch.arange(0, head_size, 2, device="cpu") / -head_size), persistent=False)

    def forward(self, places: Tensor) -> tuple[Tensor, Tensor]:
        angles = places[:, None] * self.rates
        cosine, sine = angles.cos(), angles.sin()
        return torch.cat((cosine, cosine), dim=-1), torch.cat((-sine, sine), dim=-1)


def rotate(x: Tensor, factors: tuple[Tensor, Tensor]) -> Tensor:
    """Rotate [..., n, head_size] by the factors of its places, or of any shape that broadcasts to it."""
    first, second = x.chunk(2, dim=-1)
    return x * factors[0] + torch.cat((second, first), dim=-1) * factors[1]


def random_inputs(specs: tuple[TensorSpec, ...], sizes: Sizes, generator: torch.Generator, bounds: Mapping[str, int]) -> tuple[Tensor, ...]:
    """Inputs for ``specs``: normal noise, and ids from 1 to below the entry of ``bounds``."""
    return tuple(torch.randn(spec.concrete(sizes), generator=generator) if spec.dtype == "float32"
                 else torch.randint(1, bounds[spec.name], spec.concrete(sizes), generator=generator) for spec in specs)


def decoder_contract(name: str, module: nn.Module, inputs: tuple[TensorSpec, ...], values: int, cache: CacheSpec,
                     bounds: Mapping[str, int], trials: tuple[Sizes, ...] = TRIALS) -> GraphContract:
    """Contract of a graph that takes ``inputs`` and a cache and answers ``values`` logits a token and the longer cache."""
    inputs = inputs + cache.tensors("past", "past")
    outputs = (TensorSpec("logits", "float32", (1, "n", values)), *cache.tensors("present", "total"))
    return GraphContract(name, module, inputs, outputs, lambda sizes, generator: random_inputs(inputs, sizes, generator, bounds), trials,
                         cache, derived={"total": lambda sizes: sizes["past"] + sizes["n"]})


def pairs(tensors: tuple[Tensor, ...]) -> list[tuple[Tensor, Tensor]]:
    """(key, value) of each layer from the flat order of a contract."""
    return list(zip(tensors[::2], tensors[1::2]))
