"""A convolution along time with about half the multiplications (Toom-Cook, as in "Fast Algorithms for CNNs", arXiv 1509.09308).

Four neighbouring outputs of a kernel of four taps are a product of polynomials: it takes 7 multiplications instead of 16, between sums
of inputs, sums of taps and sums of results. Longer kernels are added up from pieces of four taps. Taps are summed when the weights are
loaded, which makes them 1.9 times as large; inputs and results are summed by small matrix products.
"""
from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .weight_norm import Conv

TILE = 4
"""Outputs that are computed together."""

PIECE = 4
"""Taps that are computed together; a shorter kernel is one piece."""

POINTS = {6: (0, 1, -1, 2, -0.5), 7: (0, 1, -1, 2, -2, 0.5)}
"""Where the polynomials are evaluated, by their number; infinity is the last one. Small ones keep the rounding error low."""

ONE = 1
"""Index of the point 1, whose product enters every output as it is, and may therefore carry the bias."""


class FastConv(Conv):
    """Like ``Conv`` with a stride of 1 and outputs as long as the input; rounding errors are about four times as large."""

    def __init__(self, inputs: int, outputs: int, kernel: int, *, dilation: int):
        super().__init__(inputs, outputs, kernel, dilation=dilation, padding=dilation * (kernel // 2))

    def fold(self) -> None:
        super().fold()
        taps = min(self.kernel, PIECE)
        self.points = TILE + taps - 1
        self.pieces = -(-self.kernel // taps)
        outputs, inputs = self.weight.shape[:2]
        padded = F.pad(self.weight.double(), (0, self.pieces * taps - self.kernel)).view(outputs, inputs, self.pieces, taps)
        spread = torch.linalg.inv(_powers(self.points, self.points)).T
        scale = spread.abs().sum(1, keepdim=True)  # shared out between inputs and taps, so that neither grows
        weight = torch.einsum("pt,oigt->poig", _powers(self.points, taps) * scale, padded)
        self.weight = nn.Buffer(weight.flatten(0, 1).float())
        bias = F.pad(self.bias, (ONE * outputs, (self.points - 1 - ONE) * outputs))
        self.bias = nn.Parameter(bias, requires_grad=False)
        self.spread = nn.Buffer((spread / scale).float())
        self.gather = nn.Buffer(_powers(self.points, TILE).T.float().contiguous())

    def forward(self, x: Tensor) -> Tensor:
        block, length = TILE * self.dilation, x.shape[2]
        tiles = (length + block - 1) // block
        x = F.pad(x, (self.padding, (tiles + self.pieces) * block - length - self.padding))
        # A dilated kernel sees every dilation-th step: steps between lie side by side in the last axis and never meet.
        phases = x.unflatten(2, (-1, TILE, self.dilation)).squeeze(0).permute(2, 0, 1, 3)
        overlapping = torch.cat((phases[:, :, :-1], phases[:self.points - TILE, :, 1:]))
        spread = self.spread @ overlapping.flatten(1)
        products = F.conv1d(spread.view(1, -1, (tiles + self.pieces - 1) * self.dilation), self.weight, self.bias,
                            dilation=self.dilation, groups=self.points)
        y = (self.gather @ products.view(self.points, -1)).view(TILE, -1, tiles, self.dilation)
        return y.permute(1, 2, 0, 3).flatten(1).unsqueeze(0)[:, :, :length]


def _powers(points: int, degree: int) -> Tensor:
    """[points, degree]: powers 0 to degree - 1 of every point; of infinity, only the highest counts."""
    finite = torch.tensor(POINTS[points], dtype=torch.float64)[:, None] ** torch.arange(degree)
    return torch.cat((finite, torch.eye(degree, dtype=torch.float64)[-1:]))
