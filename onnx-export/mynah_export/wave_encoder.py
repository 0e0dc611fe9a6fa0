"""The encoder of the wave autoencoder: waveform -> mean and variance of latents (SEANet of EnCodec, arXiv 2210.13438, not causal)."""
from __future__ import annotations

import re

import torch
from torch import Tensor, nn

from .checkpoint import StageFiles
from .errors import CheckpointError
from .weight_norm import Conv

LOWEST, HIGHEST = -30.0, 20.0
"""Bounds of the log variance."""


class PaddedConv(nn.Module):
    """Convolution over a reflected signal, [1, inputs, n] -> [1, outputs, ceil(n / stride)].

    An odd padding is longer on the left; the right side gets as many more samples as a whole last stride needs.
    """

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1):
        super().__init__()
        self.conv = nn.ModuleDict({"conv": Conv(inputs, outputs, kernel, stride=stride)})

    def forward(self, x: Tensor) -> Tensor:
        conv = self.conv["conv"]
        missing = conv.kernel - conv.stride
        right = missing // 2
        if conv.stride > 1:
            x = _reflect(x, missing - right, right + (-x.shape[2]) % conv.stride)
        elif missing:
            x = nn.functional.pad(x, (missing - right, right), mode="reflect")
        return conv(x)


class ResidualUnit(nn.Module):
    """A narrow convolution and a pointwise one beside a pointwise shortcut."""

    def __init__(self, channels: int, hidden: int, kernel: int):
        super().__init__()
        self.block = nn.Sequential(nn.ELU(), PaddedConv(channels, hidden, kernel), nn.ELU(), PaddedConv(hidden, channels, 1))
        self.shortcut = PaddedConv(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.shortcut(x) + self.block(x)


class Recurrence(nn.Module):
    """LSTM along time, added to its input [1, channels, n]."""

    def __init__(self, channels: int, layers: int):
        super().__init__()
        self.lstm = nn.LSTM(channels, channels, layers)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.lstm(x.permute(2, 0, 1))[0].permute(1, 2, 0)


class WaveEncoder(nn.Module):
    """Waveform [1, n] and normal noise [1, channels, m] -> latents [1, m, channels], mean and log variance [1, channels, m].

    ``m`` is n / ``samples_per_latent``, rounded up. The waveform must have four latents at least, or there is nothing to reflect.
    """

    def __init__(self, files: StageFiles):
        super().__init__()
        shape = {name.removeprefix("encoder.encoder.model."): value.shape for name, value in files.tensors.items()}
        recurrence = [int(found[1]) for name in shape if (found := re.fullmatch(r"(\d+)\.lstm\.weight_ih_l0", name))]
        if len(recurrence) != 1 or recurrence[0] % 3 != 1:
            raise CheckpointError(f"{files.source}: expected one LSTM in the wave encoder, after pairs of a residual unit and a strided "
                                  f"convolution, found it at {recurrence}")
        end = recurrence[0]

        def size(name: str) -> torch.Size:
            return files.tensor(f"encoder.encoder.model.{name}").shape

        channels, inputs, kernel = size("0.conv.conv.weight_v")
        layers: list[nn.Module] = [PaddedConv(inputs, channels, kernel)]
        self.samples_per_latent = 1
        for index in range(1, end, 3):
            hidden, _, kernel = size(f"{index}.block.1.conv.conv.weight_v")
            wider, _, twice = size(f"{index + 2}.conv.conv.weight_v")
            layers += [ResidualUnit(channels, hidden, kernel), nn.ELU(), PaddedConv(channels, wider, twice, twice // 2)]
            channels = wider
            self.samples_per_latent *= twice // 2
        depth = sum(bool(re.fullmatch(rf"{end}\.lstm\.weight_ih_l\d+", name)) for name in shape)
        width, _, kernel = size(f"{end + 2}.conv.conv.weight_v")
        layers += [Recurrence(channels, depth), nn.ELU(), PaddedConv(channels, width, kernel)]
        self.encoder = nn.ModuleDict({"encoder": nn.ModuleDict({"model": nn.Sequential(*layers)})})
        self.proj_to_z = nn.Linear(width, files.tensor("proj_to_z.weight").shape[0])

    def forward(self, wave: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        features = self.encoder["encoder"]["model"](wave.unsqueeze(1))
        mean, variance = self.proj_to_z(features.transpose(1, 2)).transpose(1, 2).chunk(2, dim=1)
        variance = variance.clamp(LOWEST, HIGHEST)
        return (mean + torch.exp(variance * 0.5) * noise).transpose(1, 2), mean, variance


def _reflect(x: Tensor, left: int, right: int) -> Tensor:
    """Reflection by index: ONNX Runtime's and the tracers' padding wants amounts that do not depend on the length."""
    last = x.shape[2] - 1
    positions = torch.arange(-left, last + 1 + right, device=x.device)
    return x.index_select(2, last - (last - positions.abs()).abs())
