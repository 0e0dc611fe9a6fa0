"""The phone encoder of the duration model and of the diffusion transformer: a transformer with relative positions.

After ``RelTransformerEncoder`` of MegaTTS3 (tts/modules/ar_dur/commons/rel_transformer.py) without padding masks: a row is one text and
holds no phone 0, and there the masks are ones.
"""
from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .checkpoint import layer_count
from .errors import CheckpointError
from .folding import Folded, convolution, joined, windows

WINDOW = 4
"""Phones to either side that have a relative embedding of their own; a constant upstream."""


class Sinusoids(nn.Module):
    """Positions [n] -> [n, width]: all sines, then all cosines, at rates 10000^(-i / (width / 2 - 1))."""

    def __init__(self, width: int):
        super().__init__()
        half = width // 2
        rates = torch.exp(torch.arange(half, device="cpu") * (-math.log(10000) / (half - 1)))
        self.register_buffer("rates", rates, persistent=False)

    def forward(self, positions: Tensor) -> Tensor:
        angles = positions[:, None] * self.rates
        return torch.cat((angles.sin(), angles.cos()), dim=-1)


class RelTransformerEncoder(Folded):
    """Phones and what else is known of them -> hidden states.

    ``width``: channels throughout; ``inner``: channels inside the feed-forward parts; ``kernel``: phones that a feed-forward part
    sees; ``prenet``: three convolutions before the first layer; ``pre_norm``: norms before each part and after the last, instead of
    behind each part.
    """

    def __init__(self, vocabulary: int, width: int, inner: int, heads: int, layers: int, kernel: int, *, window: int = WINDOW,
                 prenet: bool = True, pre_norm: bool = True):
        super().__init__()
        if width % heads:
            raise CheckpointError(f"a text encoder of {width} channels cannot have {heads} heads")
        if kernel % 2 == 0:
            raise CheckpointError(f"the feed-forward kernel of a text encoder is odd, not {kernel}")
        self.emb = nn.Embedding(vocabulary, width)
        if prenet:
            self.pre = _Prenet(width)
        self.encoder = _Encoder(width, inner, heads, layers, kernel, window, pre_norm)

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, Tensor], prefix: str, heads: int) -> RelTransformerEncoder:
        """An empty encoder of the sizes that the tensors under ``prefix`` (such as "ph_encoder.") tell."""
        def shape(name: str) -> torch.Size:
            if prefix + name not in tensors:
                raise CheckpointError(f"the tensor {prefix + name!r} is missing")
            return tensors[prefix + name].shape

        vocabulary, width = shape("emb.weight")
        inner, _, kernel = shape("encoder.ffn_layers.0.conv_1.weight")
        return cls(vocabulary, width, inner, heads, layer_count(tensors, f"{prefix}encoder.attn_layers."), kernel,
                   window=shape("encoder.attn_layers.0.emb_rel_k")[1] // 2, prenet=f"{prefix}pre.proj.weight" in tensors,
                   pre_norm=f"{prefix}encoder.last_ln.gamma" in tensors)

    def fold(self) -> None:
        """The embedding is scaled by the root of its width."""
        self.emb = nn.Embedding.from_pretrained(self.emb.weight * math.sqrt(self.emb.embedding_dim))

    def forward(self, ids: Tensor, other: Tensor) -> Tensor:
        """Phones ``ids`` [b, n], all above 0, and embeddings ``other`` [b, n, width] -> [b, n, width]."""
        x = self.emb(ids) + other
        if hasattr(self, "pre"):
            x = self.pre(x)
        return self.encoder(x)


class _ChannelNorm(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width))
        self.beta = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.gamma.shape, self.gamma, self.beta, eps=1e-4)


class _Prenet(Folded):
    LAYERS, KERNEL = 3, 5

    def __init__(self, width: int):
        super().__init__()
        self.conv_layers = nn.ModuleList(nn.Conv1d(width, width, self.KERNEL) for _ in range(self.LAYERS))
        self.norm_layers = nn.ModuleList(_ChannelNorm(width) for _ in range(self.LAYERS))
        self.proj = nn.Conv1d(width, width, 1)

    def fold(self) -> None:
        self.conv_layers = nn.ModuleList(map(convolution, self.conv_layers))
        self.proj = convolution(self.proj)

    def forward(self, x: Tensor) -> Tensor:
        y = x
        for conv, norm in zip(self.conv_layers, self.norm_layers):
            y = F.relu(norm(conv(windows(y, self.KERNEL))))
        return x + self.proj(y)


class _Encoder(nn.Module):
    def __init__(self, width: int, inner: int, heads: int, layers: int, kernel: int, window: int, pre_norm: bool):
        super().__init__()
        self.attn_layers = nn.ModuleList(_RelativeAttention(width, heads, window) for _ in range(layers))
        self.norm_layers_1 = nn.ModuleList(_ChannelNorm(width) for _ in range(layers))
        self.ffn_layers = nn.ModuleList(_FeedForward(width, inner, kernel) for _ in range(layers))
        self.norm_layers_2 = nn.ModuleList(_ChannelNorm(width) for _ in range(layers))
        self.pre_norm = pre_norm
        if pre_norm:
            self.last_ln = _ChannelNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        for attention, norm_1, feed_forward, norm_2 in zip(self.attn_layers, self.norm_layers_1, self.ffn_layers, self.norm_layers_2):
            if self.pre_norm:
                x = x + attention(norm_1(x))
                x = x + feed_forward(norm_2(x))
            else:
                x = norm_1(x + attention(x))
                x = norm_2(x + feed_forward(x))
        return self.last_ln(x) if self.pre_norm else x


class _FeedForward(Folded):
    def __init__(self, width: int, inner: int, kernel: int):
        super().__init__()
        self.kernel = kernel
        self.conv_1 = nn.Conv1d(width, inner, kernel)
        self.conv_2 = nn.Conv1d(inner, width, 1)

    def fold(self) -> None:
        self.conv_1, self.conv_2 = convolution(self.conv_1), convolution(self.conv_2)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv_2(F.relu(self.conv_1(windows(x, self.kernel))))


class _RelativeAttention(Folded):
    """Self-attention that adds an embedding to each key and value within ``window`` steps, one per distance."""

    def __init__(self, width: int, heads: int, window: int):
        super().__init__()
        self.heads, self.head_size, self.window = heads, width // heads, window
        self.conv_q, self.conv_k, self.conv_v, self.conv_o = (nn.Conv1d(width, width, 1) for _ in range(4))
        self.emb_rel_k = nn.Parameter(torch.zeros(1, 2 * window + 1, self.head_size))
        self.emb_rel_v = nn.Parameter(torch.zeros(1, 2 * window + 1, self.head_size))

    def fold(self) -> None:
        self.qkv = joined(*map(convolution, (self.conv_q, self.conv_k, self.conv_v)), scale_first=self.head_size ** -0.5)
        self.conv_o = convolution(self.conv_o)
        self.rel_k = nn.Buffer(self.emb_rel_k[0].T.contiguous())
        self.rel_v = nn.Buffer(self.emb_rel_v[0].detach())
        del self.conv_q, self.conv_k, self.conv_v, self.emb_rel_k, self.emb_rel_v

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.qkv(x).unflatten(-1, (3 * self.heads, self.head_size)).transpose(1, 2).split(self.heads, dim=1)
        scores = q @ k.transpose(-1, -2) + self._skew(q @ self.rel_k)
        weights = scores.softmax(dim=-1)
        y = weights @ v + self._unskew(weights) @ self.rel_v
        return self.conv_o(y.transpose(1, 2).flatten(2))

    def _skew(self, near: Tensor) -> Tensor:
        """[b, h, n, 2 window + 1] by distance -> [b, h, n, n] by place, zeros farther away.

        Written one column longer than it is read, a row moves to the right by its own index: no gather, and any n.
        """
        b, h, n, w = near.shape
        flat = F.pad(near, (0, n)).flatten(2)
        return flat[..., :n * (n + w - 1)].reshape(b, h, n, n + w - 1)[..., self.window:self.window + n]

    def _unskew(self, weights: Tensor) -> Tensor:
        """The inverse of ``_skew``: [b, h, n, n] by place -> [b, h, n, 2 window + 1] by distance."""
        b, h, n, _ = weights.shape
        w = 2 * self.window + 1
        flat = F.pad(weights, (self.window, self.window)).flatten(2)
        return F.pad(flat, (0, n)).reshape(b, h, n, n + w)[..., :w]
