"""Turning a float32 graph into a smaller one."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper

from .contract import GraphContract
from .weights import Weights

PRECISIONS = ("fp32", "fp16", "int8")
PRODUCTS = {"MatMul": 2, "Gemm": 3, "Conv": 3, "ConvTranspose": 3}
"""Operators that fp16 computes in half precision, and how many of their inputs are numbers."""


def convert(contract: GraphContract, source: Path, target: Path, precision: str) -> None:
    """Write the graph ``source`` to ``target`` in ``precision`` ("fp16" or "int8"); inputs and outputs stay float32."""
    model = onnx.load(str(source), load_external_data=False)
    external = source.with_name(source.name + ".data").exists()
    weights = Weights(model, source.parent, target.with_name(target.name + ".data") if external else None)
    rewriter = _Halved(weights) if precision == "fp16" else _Integers(weights, contract.quantized)
    for node in model.graph.node:
        rewriter.add(node)
    weights.keep({name for node in rewriter.nodes for name in node.input} - rewriter.made)
    for values, new in ((model.graph.node, rewriter.nodes), (model.graph.initializer, weights.written), (model.graph.value_info, ())):
        del values[:]  # value_info tells the old types
        values.extend(new)
    onnx.save(model, str(target))


class _Rewriter:
    """Tables in float16; what happens to other nodes is up to the classes below."""

    def __init__(self, weights: Weights):
        self.weights = weights
        self.nodes: list[NodeProto] = []
        self.made: set[str] = set()
        """Initializers of the new graph that are not those of the old one."""

    def add(self, node: NodeProto) -> None:
        """Take over the next node of the old graph."""
        if node.op_type == "Gather" and self.weights.is_float(node.input[0]):
            node.input[0] = self._half(node.input[0])
            self._append_widened(node)
        else:
            self.nodes.append(node)

    def _node(self, operator: str, inputs: list[str], *outputs: str, **attributes) -> None:
        self.nodes.append(helper.make_node(operator, inputs, list(outputs), f"{outputs[0]}_node", **attributes))

    def _write(self, name: str, values: np.ndarray) -> str:
        """A new initializer; one that is there already stays."""
        if name not in self.made:
            self.made.add(name)
            self.weights.write(name, values)
        return name

    def _half(self, name: str) -> str:
        """The name of the float16 version of a float32 value."""
        half = f"{name}_half"
        if half in self.made:
            return half
        if name in self.weights.tensors:
            values, limit = self.weights.read(name), np.finfo(np.float16).max
            return self._write(half, values.clip(-limit, limit, out=values if values.flags.writeable else None).astype(np.float16))
        self.made.add(half)
        self._node("Cast", [name], half, to=TensorProto.FLOAT16)
        return half

    def _append_widened(self, node: NodeProto) -> None:
        """Append ``node``, and a cast that gives its answer in float32 under its old name."""
        name, node.output[0] = node.output[0], f"{node.output[0]}_narrow"
        self.nodes.append(node)
        self._node("Cast", [node.output[0]], name, to=TensorProto.FLOAT)


class _Halved(_Rewriter):
    """Products in float16, everything between them in float32: what autocast does to the original on a GPU."""

    def add(self, node: NodeProto) -> None:
        if node.op_type not in PRODUCTS:
            super().add(node)
            return
        for place in range(min(PRODUCTS[node.op_type], len(node.input))):
            if node.input[place]:
                node.input[place] = self._half(node.input[place])
        self._append_widened(node)


class _Integers(_Rewriter):
    """Products with constant weights in int8, one scale a column; the other side's scale is found at run time (dynamic quantisation).

    The nodes are those of ONNX Runtime's own quantiser, which it knows how to fuse; that one needs five times the memory of the graph.
    """

    def __init__(self, weights: Weights, operators: tuple[str, ...]):
        super().__init__(weights)
        self.operators = operators

    def add(self, node: NodeProto) -> None:
        if node.op_type not in self.operators or not self.weights.is_float(node.input[1]):
            super().add(node)
            return
        settings = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
        if settings.get("transA", 0) or settings.get("alpha", 1) != 1 or settings.get("beta", 1) != 1:
            super().add(node)
            return
        name = node.output[0]
        bias = node.input[2] if len(node.input) > 2 else None
        self._product(node.input[0], node.input[1], bool(settings.get("transB", 0)), f"{name}_unbiased" if bias else name)
        if bias:
            self._node("Add", [f"{name}_unbiased", bias], name)

    def _product(self, left: str, right: str, transposed: bool, name: str) -> None:
        quantized, scale, zero = (f"{left}_{part}" for part in ("quantized", "scale", "zero"))
        if quantized not in self.made:
            self.made.add(quantized)
            self._node("DynamicQuantizeLinear", [left], quantized, scale, zero)
        weight, weight_scale = f"{right}_quantized", f"{right}_scale"
        if weight not in self.made:
            values = self.weights.read(right).T if transposed else self.weights.read(right)
            scales = np.maximum(np.abs(values).max(axis=-2), np.finfo(np.float32).tiny) / np.float32(127)
            self._write(weight, np.rint(values / scales[..., None, :]).astype(np.int8))
            self._write(weight_scale, scales)
            self._write(f"{right}_zero", np.zeros(scales.shape, np.int8))
        self._node("MatMulInteger", [quantized, weight, zero, f"{right}_zero"], f"{name}_integer")
        self._node("Cast", [f"{name}_integer"], f"{name}_cast", to=TensorProto.FLOAT)
        self._node("Mul", [scale, weight_scale], f"{name}_scale")
        self._node("Mul", [f"{name}_cast", f"{name}_scale"], name)
