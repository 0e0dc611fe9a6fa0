"""The work of one clone with PyTorch, done the way the original does it: the yardstick of ``./benchmark``.

The modules are the exporter's own, which is kind to PyTorch where they have folded weights, but every loop is upstream's: the aligner
has no cache, the duration model reads its prompt token by token, modulation is computed anew in every step, and the wave decoder
decodes prompt and speech with plain convolutions under weight norm.
"""
from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from mynah_export import aligner, diffusion, duration, g2p, wave
from mynah_export.checkpoint import StageFiles, read_stage
from mynah_export.contract import GraphContract

REFERENCE_FRAMES, SPEECH_FRAMES, ALIGNER_TOKENS, PHONES, G2P_PROMPT, STEPS = 552, 504, 120, 60, 40, 32
"""As in CloneBenchmark.java."""


def run(checkpoint: Path, report: Callable[[str, float], None]) -> None:
    """Time every stage once, loading one at a time."""
    generator = torch.Generator().manual_seed(0)

    def timed(stage: str, work: Callable[[], object]) -> None:
        started = time.perf_counter()
        work()
        report(stage, time.perf_counter() - started)

    with torch.inference_mode():
        model = aligner.load(checkpoint / "aligner_lm")
        mel = torch.randn(1, model.bins, REFERENCE_FRAMES, generator=generator)
        timed("aligner", lambda: _align(model, mel))
        stage = wave.load(checkpoint / "wavvae")
        audio, noise = torch.randn(1, REFERENCE_FRAMES * 240, generator=generator), torch.zeros(1, 32, REFERENCE_FRAMES // 4)
        encoder = wave.contracts(stage)[1].module
        timed("wave encoder", lambda: encoder(audio, noise))
        encode, decode = duration.contracts(duration.load(checkpoint / "duration_lm"))
        phones, tones = torch.arange(PHONES)[None] % 40 + 101, torch.full((1, PHONES), 3)
        timed("duration prompt", lambda: _step_by_step(encode, decode, phones, tones))
        timed("durations", lambda: _step_by_step(encode, decode, phones, tones))
        language, = g2p.contracts(g2p.load(checkpoint / "g2p"))
        timed("g2p", lambda: _phonemize(language))
        condition, times, step = diffusion.contracts(diffusion.load(checkpoint / "diffusion_transformer"))
        timed("diffusion", lambda: _diffuse(condition, times, step, generator))
        del language, condition, times, step
        files = read_stage(checkpoint / "wavvae", "model_gen")
        latents = torch.randn(1, (REFERENCE_FRAMES + SPEECH_FRAMES) // 4, 32, generator=generator)
        timed("wave decoder", lambda: PlainWaveDecoder(files)(latents))


def _align(model: aligner.Aligner, mel: Tensor) -> None:
    features = model.encoder(mel)
    empty = torch.zeros(1, model.heads, 0, model.head_size)
    for length in range(1, ALIGNER_TOKENS + 1):
        cross = model.decoder.cross(features)
        model.decoder(torch.arange(length)[None], list(zip(cross[::2], cross[1::2])), [(empty, empty)] * len(model.decoder.blocks))


def _empty(contract: GraphContract) -> tuple[Tensor, ...]:
    cache = contract.cache
    return tuple(torch.zeros(1, cache.heads, 0, cache.head_size) for _ in range(2 * cache.layers))


def _step_by_step(encode: GraphContract, decode: GraphContract, phones: Tensor, tones: Tensor) -> None:
    hidden, = encode.module(phones, tones)
    past = _empty(decode)
    for i in range(phones.shape[1]):
        _, *past = decode.module(torch.tensor([[i + 1]]), hidden[:, i:i + 1], *past)


def _phonemize(language: GraphContract) -> None:
    _, *past = language.module(torch.arange(1, G2P_PROMPT + 1)[None], *_empty(language))
    for i in range(PHONES):
        _, *past = language.module(torch.tensor([[405 + i]]), *past)


def _diffuse(condition: GraphContract, times: GraphContract, step: GraphContract, generator: torch.Generator) -> None:
    frames, prompt = REFERENCE_FRAMES + SPEECH_FRAMES, REFERENCE_FRAMES // 4
    phones = torch.arange(2 * PHONES)[None] % 40 + 101
    mask = torch.zeros(1, frames // 4, 1)
    mask[:, :prompt] = 1
    latents = torch.randn(1, frames // 4, 32, generator=generator) * mask
    rows = condition.module(phones, torch.full_like(phones, 3), torch.arange(frames)[None] * 2 * PHONES // frames + 1, latents, mask)[2]
    x, guidance = torch.randn(latents.shape, generator=generator), torch.tensor([1.6, 2.5])
    for i in range(STEPS):
        t = 1 - math.cos(math.pi / 2 * i / STEPS)
        x = x + step.module(x, rows, mask, times.module(torch.tensor([t]))[1], guidance)[0] / STEPS


class PlainWaveDecoder:
    """The wave decoder as it is written upstream, from the tensors of the checkpoint."""

    def __init__(self, files: StageFiles):
        self.tensors, self.ratios = files.tensors, files.dims().get("ratios", (5, 4, 4, 3))
        self.blocks = sorted({name.split(".")[3] for name in files.tensors if ".block" in name and name.startswith("decoder.")})

    def __call__(self, latents: Tensor) -> Tensor:
        x = F.linear(latents, self.tensors["proj_to_decoder.weight"], self.tensors["proj_to_decoder.bias"]).transpose(1, 2)
        x = self._upsample("latent_upsampler.", x, 4)
        x = self._conv("decoder.model_up.1", F.pad(x, (3, 3), mode="reflect"))
        for i, ratio in enumerate(self.ratios):
            x = self._upsample(f"decoder.model_up.{2 + 2 * i}.", x, ratio)
            x = sum(self._residual(f"decoder.model_up.{3 + 2 * i}.{block}.", x) for block in self.blocks) / 3
        x = F.pad(F.leaky_relu(x, 0.2), (3, 3), mode="reflect")
        return torch.tanh(self._conv(f"decoder.model_up.{4 + 2 * len(self.ratios)}", x))

    def _weight(self, name: str) -> Tensor:
        return torch._weight_norm(self.tensors[f"{name}.weight_v"], self.tensors[f"{name}.weight_g"], 0)

    def _conv(self, name: str, x: Tensor, dilation: int = 1, padding: int = 0) -> Tensor:
        return F.conv1d(x, self._weight(name), self.tensors[f"{name}.bias"], dilation=dilation, padding=padding)

    def _upsample(self, prefix: str, x: Tensor, ratio: int) -> Tensor:
        x = x + torch.sin(x)
        near = F.pad(F.leaky_relu(F.interpolate(x, scale_factor=ratio), 0.2), (3, 3), mode="reflect")
        reach = max(ratio, 5)
        far = F.conv_transpose1d(F.leaky_relu(x, 0.2), self._weight(f"{prefix}trans_upsample.1"),
                                 self.tensors[f"{prefix}trans_upsample.1.bias"], stride=ratio, padding=reach - ratio // 2,
                                 output_padding=ratio % 2)
        return self._conv(f"{prefix}upsample.3", near) + far

    def _residual(self, prefix: str, x: Tensor) -> Tensor:
        for i, dilation in enumerate((1, 3, 5)):
            kernel = self.tensors[f"{prefix}convs1.{i}.weight_v"].shape[2]
            y = self._conv(f"{prefix}convs1.{i}", F.leaky_relu(x, 0.2), dilation, dilation * (kernel - 1) // 2)
            x = x + self._conv(f"{prefix}convs2.{i}", F.leaky_relu(y, 0.2), 1, (kernel - 1) // 2)
        return x
