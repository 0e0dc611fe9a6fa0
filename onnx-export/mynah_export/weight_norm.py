"""Convolutions whose checkpoint keeps weight norm: direction ``weight_v`` and length ``weight_g``, folded into one ``weight`` after loading."""
from __future__ import annotations

from typing import TypeVar

import torch
from torch import Tensor, nn

Model = TypeVar("Model", bound=nn.Module)


class WeightNormed(nn.Module):
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
        """Replace direction and length by the weight that they stand for."""
        direction = self.weight_v
        weight = direction * (self.weight_g / direction.norm(dim=(1, 2), keepdim=True))
        del self.weight_g, self.weight_v
        self.weight = nn.Parameter(weight, requires_grad=False)


class Conv(WeightNormed):
    """Weight-normed convolution along time: [1, inputs, n] -> [1, outputs, n'], zeros as padding."""

    def __init__(self, inputs: int, outputs: int, kernel: int, *, dilation: int = 1, padding: int = 0, stride: int = 1):
        super().__init__((outputs, inputs, kernel), outputs)
        self.kernel, self.dilation, self.padding, self.stride = kernel, dilation, padding, stride

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.conv1d(x, self.weight, self.bias, self.stride, self.padding, self.dilation)


class TransposedConv(WeightNormed):
    """Weight-normed transposed convolution along time: [1, inputs, n] -> [1, outputs, n * stride]."""

    def __init__(self, inputs: int, outputs: int, kernel: int, *, stride: int, padding: int, output_padding: int):
        super().__init__((inputs, outputs, kernel), outputs)
        self.kernel, self.stride, self.padding, self.output_padding = kernel, stride, padding, output_padding

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.conv_transpose1d(x, self.weight, self.bias, self.stride, self.padding, self.output_padding)


def fold_weight_norm(model: Model) -> Model:
    """Fold every weight-normed convolution of ``model``, which must have its tensors."""
    for module in model.modules():
        if isinstance(module, WeightNormed):
            module.fold()
    return model
