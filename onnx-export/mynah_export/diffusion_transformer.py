"""The diffusion transformer of MegaTTS3: adaptive layer norm, interleaved rotary positions, phones and prompt as a condition.

After ``Diffusion`` and ``Transformer`` upstream (tts/modules/llm_dit). The three modules at the end are the graphs: what is computed once
per segment, what is computed once for all steps, and a step.
"""
from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .checkpoint import StageFiles, layer_count
from .errors import CheckpointError
from .folding import Folded, joined, linear
from .rel_transformer import RelTransformerEncoder, Sinusoids

HEADS = 16
"""Of the transformer, in official checkpoints; shapes do not tell it."""

TEXT_HEADS = 4
"""Of its text encoder, likewise."""

EPS = 1e-6
"""Of the layer norms."""


class Attention(Folded):
    """Self-attention of [rows, n, width] with rotary positions from 0 on."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        if width % (2 * heads):
            raise CheckpointError(f"a transformer of {width} channels cannot have {heads} heads of an even size")
        self.heads, self.head_size = heads, width // heads
        self.wq, self.wk, self.wv, self.wo = (nn.Linear(width, width) for _ in range(4))

    def fold(self) -> None:
        """One projection for all three; the pairs that rotary positions turn, neighbours in the checkpoint, come to lie half a head apart.

        Scores do not change when queries and keys are reordered alike, and halves are cheaper to take than every other channel.
        """
        self.qkv = joined(self._halved(self.wq), self._halved(self.wk), self.wv, scale_first=self.head_size ** -0.5)
        del self.wq, self.wk, self.wv

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        heads = self.qkv(x).unflatten(2, (3 * self.heads, self.head_size)).transpose(1, 2)
        turned, v = heads.split((2 * self.heads, self.heads), dim=1)
        first, second = turned.chunk(2, dim=3)
        turned = torch.cat((first * cos - second * sin, first * sin + second * cos), dim=3)
        q, k = turned.chunk(2, dim=1)
        weights = (q @ k.transpose(2, 3)).softmax(dim=3)
        return self.wo((weights @ v).transpose(1, 2).flatten(2))

    def _halved(self, layer: nn.Linear) -> nn.Linear:
        order = torch.arange(layer.out_features).view(self.heads, self.head_size // 2, 2).transpose(1, 2).flatten()
        return linear(layer.weight[order], layer.bias[order])


class Modulation(nn.Module):
    """What a layer makes of the time embedding: ``parts`` vectors of the width."""

    def __init__(self, width: int, parts: int):
        super().__init__()
        self.linear = nn.Linear(width, parts * width)


class FeedForward(nn.Module):
    def __init__(self, width: int, inner: int):
        super().__init__()
        self.w1 = nn.Linear(width, inner)
        self.w2 = nn.Linear(inner, width)

    def forward(self, x: Tensor) -> Tensor:
        return self.w2(F.silu(self.w1(x)))


class Block(nn.Module):
    """Attention and feed-forward, each behind a modulated norm and through a gate."""

    PARTS = 6

    def __init__(self, width: int, inner: int, heads: int):
        super().__init__()
        self.attention = Attention(width, heads)
        self.feed_forward = FeedForward(width, inner)
        self.attention_norm = Modulation(width, self.PARTS)

    def forward(self, x: Tensor, parts: tuple[Tensor, ...], cos: Tensor, sin: Tensor) -> Tensor:
        """``parts``: shift, scale and gate of the attention, then of the feed-forward; one is already added to the scales."""
        shift, scale, gate, inner_shift, inner_scale, inner_gate = parts
        x = x + gate * self.attention(_normed(x, scale, shift), cos, sin)
        return x + inner_gate * self.feed_forward(_normed(x, inner_scale, inner_shift))


class Transformer(nn.Module):
    """Layers, final norm and projection; ``Time`` and ``Step`` compute with them."""

    PARTS = 2

    def __init__(self, width: int, inner: int, heads: int, layers: int):
        super().__init__()
        self.layers = nn.ModuleList(Block(width, inner, heads) for _ in range(layers))
        self.norm = Modulation(width, self.PARTS)
        self.out_proj = nn.Linear(width, width)


class TimeEmbedding(nn.Module):
    """Times [steps] in 0..1 -> [1, steps, width]: the quantizer stumbles over the Gemm that two axes would give."""

    def __init__(self, frequencies: int, width: int):
        super().__init__()
        self.sinusoids = Sinusoids(frequencies)
        self.time_mlp = nn.Sequential(nn.Linear(frequencies, width), nn.SiLU(), nn.Linear(width, width))

    def forward(self, time: Tensor) -> Tensor:
        return self.time_mlp(self.sinusoids(1000 * time).unsqueeze(0))


class HalfRate(Folded):
    """A convolution of kernel 4 and stride 2 along [rows, n, width], n even, as one matrix product."""

    def __init__(self, width: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(width, width, 4))
        self.bias = nn.Parameter(torch.empty(width))

    def fold(self) -> None:
        self.product = linear(self.weight.permute(0, 2, 1).flatten(1), self.bias)
        del self.weight, self.bias

    def forward(self, x: Tensor) -> Tensor:
        even, odd = x[:, 0::2], x[:, 1::2]
        before, after = F.pad(odd, (0, 0, 1, 0))[:, :-1], F.pad(even, (0, 0, 0, 1))[:, 1:]
        return self.product(torch.cat((before, even, odd, after), dim=2))


class DiffusionTransformer(Folded):
    """The whole model, named like the checkpoint."""

    def __init__(self, files: StageFiles):
        super().__init__()
        tensors, dims = files.tensors, files.dims()
        width, channels = files.tensor("x_prenet.weight").shape
        inner = files.tensor("encoder.layers.0.feed_forward.w1.weight").shape[0]
        condition = files.tensor("prenet.weight").shape[1]
        mask = files.tensor("ctx_mask_proj.weight").shape[0]
        tones = files.tensor("tone_embed.weight").shape[0]
        self.channels, self.width = channels, width
        self.encoder = Transformer(width, inner, dims.get("encoder_n_heads", HEADS), layer_count(tensors, "encoder.layers."))
        self.f5_time_embed = TimeEmbedding(files.tensor("f5_time_embed.time_mlp.0.weight").shape[1], width)
        self.ctx_mask_proj = nn.Linear(1, mask)
        self.local_cond_project = nn.Linear(channels + mask, condition)
        self.x_prenet = nn.Linear(channels, width)
        self.prenet = nn.Linear(condition, width)
        self.postnet = nn.Linear(width, channels)
        self.ph_encoder = RelTransformerEncoder.from_tensors(tensors, "ph_encoder.", dims.get("ph_heads", TEXT_HEADS))
        self.tone_embed = nn.Embedding(tones, width)
        self.ling_pre_net = nn.Sequential(HalfRate(width), HalfRate(width))
        self.positions = Sinusoids(width)

    def fold(self) -> None:
        """All modulation as one projection, one added to the scales; the last two projections as one."""
        encoder = self.encoder
        for layer, scales in [(block.attention_norm, (1, 4)) for block in encoder.layers] + [(encoder.norm, (0,))]:
            bias = layer.linear.bias.clone().view(-1, self.width)
            bias[list(scales)] += 1
            layer.linear.bias = nn.Parameter(bias.flatten(), requires_grad=False)
        self.modulation = joined(*(block.attention_norm.linear for block in encoder.layers), encoder.norm.linear)
        post, out = self.postnet, encoder.out_proj
        self.postnet = linear(post.weight @ out.weight, post.weight @ out.bias + post.bias)
        for block in encoder.layers:
            del block.attention_norm
        del encoder.norm, encoder.out_proj


class Condition(nn.Module):
    """Phones, tones and prompt -> ``text``, ``local`` and ``condition`` of docs/bundle.md; only what differs between rows is computed."""

    def __init__(self, model: DiffusionTransformer):
        super().__init__()
        self.ph_encoder, self.tone_embed, self.positions = model.ph_encoder, model.tone_embed, model.positions
        self.ling_pre_net, self.prenet = model.ling_pre_net, model.prenet
        self.ctx_mask_proj, self.local_cond_project = model.ctx_mask_proj, model.local_cond_project
        self.no_phone, self.no_tone = model.ph_encoder.emb.num_embeddings - 1, model.tone_embed.num_embeddings - 1

    def hidden(self, phones: Tensor, tones: Tensor) -> Tensor:
        """What the text encoder makes of the phones [rows, p]: [rows, p, width]."""
        places = torch.arange(phones.shape[1], device=phones.device)
        return self.ph_encoder(phones, self.tone_embed(tones) + self.positions(places))

    def forward(self, phones: Tensor, tones: Tensor, frame_phones: Tensor, prompt_latents: Tensor,
                prompt_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        hidden = self.hidden(torch.cat((phones, torch.full_like(phones, self.no_phone))),
                             torch.cat((tones, torch.full_like(tones, self.no_tone))))
        frames = F.pad(hidden, (0, 0, 1, 0)).index_select(1, frame_phones[0])
        text = self.ling_pre_net(frames)
        voice = torch.cat((prompt_latents, torch.zeros_like(prompt_latents)))
        local = self.local_cond_project(torch.cat((voice, self.ctx_mask_proj(prompt_mask).expand(2, -1, -1)), dim=2))
        with_voice, without = self.prenet(local).split(1)
        with_text, neither = text.split(1)
        return text, local, torch.cat((with_voice + with_text, without + with_text, without + neither))


class Time(nn.Module):
    """Times [steps] -> their embedding [steps, width] and the modulation [steps, values] of every layer in the order of use."""

    def __init__(self, model: DiffusionTransformer):
        super().__init__()
        self.f5_time_embed, self.modulation = model.f5_time_embed, model.modulation

    def forward(self, time: Tensor) -> tuple[Tensor, Tensor]:
        embedding = self.f5_time_embed(time)
        modulation = self.modulation(F.silu(embedding))
        return embedding[0], modulation[0]


class Step(nn.Module):
    """The velocity at noisy latents ``x``, guided, and the three rows that it was made of; see docs/bundle.md for the inputs."""

    def __init__(self, model: DiffusionTransformer):
        super().__init__()
        self.x_prenet, self.layers, self.postnet = model.x_prenet, model.encoder.layers, model.postnet
        self.width = model.width
        half = self.layers[0].attention.head_size // 2
        self.register_buffer("rates", 1 / 10000 ** (torch.arange(0, 2 * half, 2) / (2 * half)), persistent=False)

    def forward(self, x: Tensor, condition: Tensor, prompt_mask: Tensor, modulation: Tensor, guidance: Tensor) -> tuple[Tensor, Tensor]:
        angles = torch.arange(x.shape[1], device=x.device)[:, None] * self.rates
        cos, sin = angles.cos(), angles.sin()
        parts = modulation[0].split(self.width)
        rows = _in_float(self.x_prenet, x * (1 - prompt_mask)) + condition
        for index, layer in enumerate(self.layers):
            rows = layer(rows, parts[Block.PARTS * index:Block.PARTS * (index + 1)], cos, sin)
        scale, shift = parts[-Transformer.PARTS:]
        rows = _in_float(self.postnet, _normed(rows, scale, shift))
        voice, text, neither = rows.split(1)
        return neither + guidance[0] * (text - neither) + guidance[1] * (voice - text), rows


def _normed(x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    """Layer norm, written out: ONNX Runtime's own operator takes several times as long on two cores."""
    centred = x - x.mean(dim=2, keepdim=True)
    return centred * torch.rsqrt((centred * centred).mean(dim=2, keepdim=True) + EPS) * scale + shift


def _in_float(layer: nn.Linear, x: Tensor) -> Tensor:
    """A linear layer as a convolution of one tap, which int8 leaves alone.

    The narrow products at either end of a step are a thousandth of its work but would bring half of the error that int8 makes.
    """
    return F.conv1d(x.transpose(1, 2), layer.weight[:, :, None], layer.bias).transpose(1, 2)
