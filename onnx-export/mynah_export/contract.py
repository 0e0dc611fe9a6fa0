"""The contract of a graph: what goes in, what comes out, how it is tried, and how close it must stay to its module."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import nn

Axis = int | str
"""A fixed size, or the name of a length that changes from call to call."""

Sizes = dict[str, int]
"""A value for every named axis of a graph."""


@dataclass(frozen=True)
class TensorSpec:
    """One input or output: its name, "float32" or "int64", and its shape."""

    name: str
    dtype: str
    shape: tuple[Axis, ...]

    def concrete(self, sizes: Sizes) -> tuple[int, ...]:
        """The shape with every named axis replaced by its value in ``sizes``."""
        return tuple(sizes[axis] if isinstance(axis, str) else axis for axis in self.shape)

    def as_json(self) -> dict:
        return {"name": self.name, "type": self.dtype, "shape": list(self.shape)}


@dataclass(frozen=True)
class CacheSpec:
    """Key-value cache of a decoder: ``layers`` pairs of float32 [1, heads, length, head_size]."""

    layers: int
    heads: int
    head_size: int

    def tensors(self, prefix: str, length: str) -> tuple[TensorSpec, ...]:
        """Specs of ``<prefix>.<i>.key`` and ``<prefix>.<i>.value`` in the order of the layers."""
        return tuple(TensorSpec(f"{prefix}.{layer}.{part}", "float32", (1, self.heads, length, self.head_size))
                     for layer in range(self.layers) for part in ("key", "value"))

    def as_json(self) -> dict:
        return {"layers": self.layers, "heads": self.heads, "headSize": self.head_size}


@dataclass(frozen=True)
class GraphContract:
    """One ONNX graph of the bundle.

    ``module`` takes the inputs in the order of ``inputs`` and answers a tuple in the order of ``outputs``.
    ``examples(sizes, generator)`` makes inputs of the given sizes; the first of ``trials`` is traced, all are validated.
    An axis name shared by several tensors is one length. ``quantized`` names the ONNX operators that int8 turns to integers.
    """

    name: str
    module: nn.Module
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    examples: Callable[[Sizes, torch.Generator], tuple[torch.Tensor, ...]]
    trials: tuple[Sizes, ...]
    cache: CacheSpec | None = None
    tolerance: float = 1e-4
    quantized: tuple[str, ...] = ("MatMul", "Gemm")
    derived: dict[str, Callable[[Sizes], int]] = field(default_factory=dict)
    """Lengths of outputs that follow from those of the inputs, such as total = past + n."""

    def sizes(self, trial: Sizes) -> Sizes:
        """``trial`` with the derived lengths added."""
        return trial | {name: rule(trial) for name, rule in self.derived.items()}

    def as_json(self) -> dict:
        return {"inputs": [spec.as_json() for spec in self.inputs], "outputs": [spec.as_json() for spec in self.outputs],
                "cache": self.cache.as_json() if self.cache else None}
