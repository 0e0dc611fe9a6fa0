"""Convolutions whose checkpoint keeps weight norm: direction ``weight_v`` and length ``weight_g``, folded into one ``weight`` after loading."""
from __future__ import annotations

import torch
from torch import Tensor, nn

from .folding import Folded


class WeightNormed(Folded):
    """Parameters of a weight-normed convolution.

    ``shape`` is that of ``weight_v``. The norm runs over all but its first dimension: the output channel of a convolution, but the input
    channel of a transposed one.
    """

    def __init__(self, shape: tuple[int, int, int], outputs: int):
        super().__init__()
        self.weight_g = nn.Parameter(torch.empty(shape[0], 1, 1))
        self.weight_v = nn.Parameter(torch.empty(shape))
        self.bias = nn.Parameter(torch.empty(outputs))

    def fold(self) -> None:
        self.weight = nn.Buffer(self.weight_v * (self.weight_g / self.weight_v.norm(dim=(1, 2), keepdim=True)))
        del self.weight_g, self.weight_v


class Conv(WeightNormed):
    """Weight-normed convolution along time: [1, inputs, n] -> [1, outputs, n'], zeros as padding."""

    def __init__(self, inputs: int, outputs: int, kernel: int, *, dilation: int = 1, padding: int = 0, stride: int = 1):
        super().__init__((outputs, inputs, kernel), outputs)
        self.kernel, self.dilation, self.padding, self.stride = kernel, dilation, padding, stride

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.conv1d(x, self.weight, self.bias, self.stride, self.padding, self.dilation)


class TransposedConv(WeightNormed):
    """Weights of a transposed convolution, [inputs, outputs, kernel]; see ``Upsample`` for how it is computed."""

    def __init__(self, inputs: int, outputs: int, kernel: int):
        super().__init__((inputs, outputs, kernel), outputs)
