"""Modules that carry upstream's tensor names while loading and compute with fewer, larger matrices afterwards."""
from __future__ import annotations

import torch
from torch import Tensor, nn


class Folded(nn.Module):
    """Base of modules that rewrite their tensors once they have been loaded.

    Neither exporter of torch.onnx folds such rewriting, so it is done here: ``fold`` runs at the end of ``load_state_dict``, replaces
    the loaded parts by what ``forward`` uses, and frees the parts. Until then the state dict has upstream's names.
    """

    def __init__(self):
        super().__init__()
        self.register_load_state_dict_post_hook(_fold)

    def fold(self) -> None:
        """Make the tensors of ``forward`` from those of the checkpoint; called once, without gradients."""
        raise NotImplementedError


def _fold(module: Folded, _) -> None:
    with torch.no_grad():
        module.fold()


def linear(weight: Tensor, bias: Tensor | None) -> nn.Linear:
    """A linear layer around tensors: ``weight`` is [out, in], ``bias`` [out]."""
    layer = nn.Linear(weight.shape[1], weight.shape[0], bias is not None, device="meta")
    layer.load_state_dict({"weight": weight} | ({} if bias is None else {"bias": bias}), assign=True)
    return layer.requires_grad_(False)


def joined(*layers: nn.Linear, scale_first: float = 1.0) -> nn.Linear:
    """Layers over the same input as one, their outputs side by side; a missing bias counts as zero. The first is scaled."""
    weights, biases = [layer.weight for layer in layers], [layer.bias for layer in layers]
    weights[0] = weights[0] * scale_first
    if all(bias is None for bias in biases):
        return linear(torch.cat(weights), None)
    biases = [torch.zeros(len(weight)) if bias is None else bias for weight, bias in zip(weights, biases)]
    biases[0] = biases[0] * scale_first
    return linear(torch.cat(weights), torch.cat(biases))


def convolution(layer: nn.Conv1d) -> nn.Linear:
    """A convolution over time as a linear layer over ``windows``: no transposes around it, and a matrix that quantizes."""
    return linear(layer.weight.permute(0, 2, 1).flatten(1), layer.bias)


def windows(x: Tensor, size: int) -> Tensor:
    """[b, n, c] -> [b, n, size * c]: every step beside its neighbours, zeros beyond the ends; ``size`` is odd."""
    if size == 1:
        return x
    padded = nn.functional.pad(x, (0, 0, size // 2, size // 2))
    return torch.cat([padded[:, start:padded.shape[1] - size + 1 + start] for start in range(size)], dim=-1)
