"""The fast convolution against the plain one."""
from __future__ import annotations

import pytest
import torch
from mynah_export.fast_convolution import FastConv


@pytest.mark.parametrize("length", [1, 7, 60, 61, 127])
@pytest.mark.parametrize("dilation", [1, 3, 5])
@pytest.mark.parametrize("kernel", [3, 7, 11])
def test_computes_a_convolution(kernel, dilation, length):
    generator = torch.Generator().manual_seed(kernel * dilation)
    weight, bias = torch.randn(6, 5, kernel, generator=generator), torch.randn(6, generator=generator)
    x = torch.randn(1, 5, length, generator=generator)
    conv = FastConv(5, 6, kernel, dilation=dilation)
    conv.load_state_dict({"weight_v": weight, "weight_g": weight.norm(dim=(1, 2), keepdim=True), "bias": bias})
    expected = torch.nn.functional.conv1d(x, weight, bias, padding=dilation * (kernel // 2), dilation=dilation)
    torch.testing.assert_close(conv(x), expected, rtol=0, atol=5e-5)
