"""The decoder of the wave autoencoder (WavVAE v3): latents at 25 Hz -> waveform at 24 kHz, convolutions only."""
from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import conv1d, leaky_relu, pad

from .checkpoint import StageFiles
from .errors import CheckpointError
from .fast_convolution import FastConv
from .folding import Folded
from .weight_norm import Conv, TransposedConv

SLOPE = 0.2
"""Of every leaky ReLU."""

DILATIONS = (1, 3, 5)
"""Of the three convolution pairs of a residual block."""

RATIOS = (5, 4, 4, 3)
"""Upsampling from frames to samples in official checkpoints; the shapes of the tensors do not tell it."""

FAST_FROM = 1024
"""Channels from which on fewer multiplications are worth the sums, and the memory, that they need."""

Span = tuple[int, int]
"""First and last position, inclusive."""


class Upsample(Folded):
    """Raise the rate by ``ratio`` and halve the channels: nearest neighbour and convolution, plus a transposed convolution.

    Both are linear in the same signal, so they become one convolution at the low rate that makes all ``ratio`` samples of a position: a
    third of the arithmetic, and neither a transposed convolution nor the signal repeated. Only at the ends do they differ, where the
    first path reflects and the second has zeros. The input must be two positions long.
    """

    KERNEL = 7

    def __init__(self, channels: int, ratio: int):
        super().__init__()
        reach = max(ratio, 5)
        self.ratio, self.transposed_kernel, self.transposed_padding = ratio, 2 * reach, reach - ratio // 2
        self.upsample = nn.ModuleDict({"3": Conv(channels, channels // 2, self.KERNEL)})
        self.trans_upsample = nn.ModuleDict({"1": TransposedConv(channels, channels // 2, self.transposed_kernel)})

    def fold(self) -> None:
        nearest, transposed = self.upsample["3"], self.trans_upsample["1"]
        outputs, inputs, _ = nearest.weight.shape
        (before, after), edge = self._offsets(), self._edge()
        weight = torch.zeros(outputs, self.ratio, inputs, before + 1 + after)
        first, last = (torch.zeros(outputs, self.ratio, inputs, edge) for _ in range(2))
        for phase in range(self.ratio):
            for tap in range(self.KERNEL):
                sample, taps = phase + tap - self.KERNEL // 2, nearest.weight[:, :, tap]
                weight[:, phase, :, before + sample // self.ratio] += taps
                if sample < 0:
                    first[:, phase, :, -sample // self.ratio] += taps
                elif sample >= self.ratio:
                    last[:, phase, :, edge - 1 + (2 * self.ratio - 2 - sample) // self.ratio] += taps
            for tap in range(self.transposed_kernel):
                offset, rest = divmod(phase + self.transposed_padding - tap, self.ratio)
                if rest == 0:
                    weight[:, phase, :, before + offset] += transposed.weight[:, :, tap].T
        self.weight = nn.Buffer(weight.flatten(0, 1))
        self.bias = nn.Buffer((nearest.bias + transposed.bias).repeat_interleave(self.ratio))
        self.first, self.last = nn.Buffer(first.flatten(0, 1)), nn.Buffer(last.flatten(0, 1))
        del self.upsample, self.trans_upsample

    def forward(self, x: Tensor) -> Tensor:
        x = _leaky(x + torch.sin(x))
        edge = self._edge()
        y = conv1d(pad(x, self._offsets()), self.weight, self.bias)
        y = torch.cat((y[..., :1] + conv1d(x[..., :edge], self.first), y[..., 1:-1],
                       y[..., -1:] + conv1d(x[..., -edge:], self.last)), dim=2)
        return y.unflatten(1, (-1, self.ratio)).transpose(2, 3).flatten(2)

    def needed(self, span: Span) -> Span:
        """The inputs that the outputs of ``span`` depend on."""
        first, last = span
        return (min((first - self.KERNEL // 2) // self.ratio,
                    -((self.transposed_kernel - 1 - first - self.transposed_padding) // self.ratio)),
                max((last + self.KERNEL // 2) // self.ratio, (last + self.transposed_padding) // self.ratio))

    def _offsets(self) -> tuple[int, int]:
        """How many positions before and after its own the samples of a position depend on."""
        first, last = self.needed((0, self.ratio - 1))
        return -first, last

    def _edge(self) -> int:
        """How many positions the reflection reaches into."""
        return self.KERNEL // 2 // self.ratio + 1


class ResidualBlock(nn.Module):
    """Three pairs of a dilated and a plain convolution, each added to its input."""

    def __init__(self, channels: int, kernel: int):
        super().__init__()
        self.convs1 = nn.ModuleList(_same_length(channels, kernel, dilation) for dilation in DILATIONS)
        self.convs2 = nn.ModuleList(_same_length(channels, kernel, 1) for _ in DILATIONS)

    def forward(self, x: Tensor) -> Tensor:
        for dilated, plain in zip(self.convs1, self.convs2):
            x = x + plain(_leaky(dilated(_leaky(x))))
        return x

    def reach(self) -> int:
        """How many positions to either side an output depends on."""
        return sum(conv.padding for conv in (*self.convs1, *self.convs2))


class ResidualStack(nn.Module):
    """The mean of three residual blocks of different kernels (multi-receptive field fusion of HiFi-GAN, arXiv 2010.05646)."""

    def __init__(self, channels: int, kernels: tuple[int, int, int]):
        super().__init__()
        self.block1, self.block2, self.block3 = (ResidualBlock(channels, kernel) for kernel in kernels)

    def forward(self, x: Tensor) -> Tensor:
        return (self.block1(x) + self.block2(x) + self.block3(x)) * (1 / 3)

    def needed(self, span: Span) -> Span:
        """The inputs that the outputs of ``span`` depend on."""
        return _widened(span, max(block.reach() for block in (self.block1, self.block2, self.block3)))


class Generator(nn.Module):
    """Frames [1, inputs, n] -> waveform [1, 1, n * prod(ratios)]."""

    def __init__(self, inputs: int, channels: int, ratios: tuple[int, ...], kernels: tuple[int, int, int], tanh: bool):
        super().__init__()
        layers = [nn.ReflectionPad1d(3), Conv(inputs, channels, 7)]
        for ratio in ratios:
            layers += [Upsample(channels, ratio), ResidualStack(channels // 2, kernels)]
            channels //= 2
        layers += [nn.LeakyReLU(SLOPE), nn.ReflectionPad1d(3), Conv(channels, 1, 7), nn.Tanh() if tanh else nn.Conv1d(1, 1, 1)]
        self.model_up = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.model_up(x)

    def needed(self, span: Span) -> Span:
        """The frames that the samples of ``span`` depend on."""
        span = _widened(span, 3)
        for layer in reversed(self.model_up):
            if isinstance(layer, (Upsample, ResidualStack)):
                span = layer.needed(span)
        return _widened(span, 3)


class WaveDecoder(nn.Module):
    """Latents [1, n, channels] -> waveform [1, n * vae_stride * hop_size]."""

    def __init__(self, files: StageFiles):
        super().__init__()
        width, self.latent_channels = files.tensor("proj_to_decoder.weight").shape
        channels, inputs, _ = files.tensor("decoder.model_up.1.weight_v").shape
        ratios = tuple(files.dims().get("ratios", RATIOS))
        hop_size = files.require("hop_size")
        if math.prod(ratios) != hop_size:
            raise CheckpointError(f"{files.source}: the decoder upsamples by {math.prod(ratios)}, but hop_size is {hop_size}")
        kernels = tuple(files.tensor(f"decoder.model_up.3.block{block}.convs1.0.weight_v").shape[2] for block in (1, 2, 3))
        tanh = bool(files.require("melgan_config").get("use_tanh"))
        self.proj_to_decoder = nn.Linear(self.latent_channels, width)
        self.latent_upsampler = Upsample(width, files.require("vae_stride"))
        self.decoder = Generator(inputs, channels, ratios, kernels, tanh)
        self.samples_per_latent = files.require("vae_stride") * hop_size

    def forward(self, latents: Tensor) -> tuple[Tensor]:
        frames = self.latent_upsampler(self.proj_to_decoder(latents).transpose(1, 2))
        return (self.decoder(frames).squeeze(1),)

    def context(self) -> int:
        """How many latents to either side the samples of one latent depend on."""
        first, last = self.latent_upsampler.needed(self.decoder.needed((0, self.samples_per_latent - 1)))
        return max(-first, last)


def _same_length(channels: int, kernel: int, dilation: int) -> Conv:
    if channels >= FAST_FROM:
        return FastConv(channels, channels, kernel, dilation=dilation)
    return Conv(channels, channels, kernel, dilation=dilation, padding=dilation * (kernel // 2))


def _leaky(x: Tensor) -> Tensor:
    return leaky_relu(x, SLOPE)


def _widened(span: Span, reach: int) -> Span:
    return span[0] - reach, span[1] + reach
