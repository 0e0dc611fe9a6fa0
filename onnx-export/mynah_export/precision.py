"""Turning a float32 graph into a smaller one."""
from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

from .contract import GraphContract

PRECISIONS = ("fp32", "fp16", "int8")
PRODUCTS = {"MatMul": 2, "Gemm": 3, "Conv": 3, "ConvTranspose": 3}
"""Operators that fp16 computes in half precision, and how many of their inputs are numbers; int8 leaves these to its integers."""


def convert(contract: GraphContract, source: Path, target: Path, precision: str) -> None:
    """Write the graph ``source`` to ``target`` in ``precision`` ("fp16" or "int8"); inputs and outputs stay float32."""
    external = source.with_name(source.name + ".data").exists()
    if precision == "fp16":
        model = onnx.load(str(source))
        _Halved(model, PRODUCTS).rewrite()
    else:
        model = _quantized(contract, source, external)
        _Halved(model, {}).rewrite()
    onnx.save(model, str(target), save_as_external_data=external, location=f"{target.name}.data")


def _quantized(contract: GraphContract, source: Path, external: bool) -> onnx.ModelProto:
    """Products with constant weights in int8, one scale a channel; the scale of the other side is found at run time."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    logging.getLogger().setLevel(logging.ERROR)  # it recommends a preprocessing that the export has done already
    aside = source.with_name(f"{source.name}.int8")
    try:
        quantize_dynamic(str(source), str(aside), op_types_to_quantize=list(contract.quantized), per_channel=True,
                         weight_type=QuantType.QInt8, use_external_data_format=external, extra_options={"MatMulConstBOnly": True})
        return onnx.load(str(aside))
    finally:
        for file in source.parent.glob(f"{aside.name}*"):
            file.unlink()


class _Halved:
    """Tables and ``products`` in float16, everything between them in float32: what autocast does to the original on a GPU."""

    def __init__(self, model: onnx.ModelProto, products: dict[str, int]):
        self.graph, self.products = model.graph, products
        self.weights = {tensor.name: tensor for tensor in self.graph.initializer if tensor.data_type == TensorProto.FLOAT}
        self.halves: dict[str, str] = {}
        self.nodes: list[NodeProto] = []

    def rewrite(self) -> None:
        for node in self.graph.node:
            if node.op_type in self.products:
                for place in range(min(self.products[node.op_type], len(node.input))):
                    node.input[place] = self._half(node.input[place])
                self._append_widened(node)
            elif node.op_type == "Gather" and node.input[0] in self.weights:
                node.input[0] = self._half(node.input[0])
                self._append_widened(node)
            else:
                self.nodes.append(node)
        del self.graph.node[:]
        self.graph.node.extend(self.nodes)
        del self.graph.value_info[:]  # it tells the old types
        used = {name for node in self.nodes for name in node.input}
        kept = [tensor for tensor in self.graph.initializer if tensor.name in used]
        del self.graph.initializer[:]
        self.graph.initializer.extend(kept)

    def _half(self, name: str) -> str:
        """The name of the float16 version of a float32 value, made on first use."""
        if not name or name in self.halves:
            return self.halves.get(name, name)
        half = self.halves[name] = f"{name}_half"
        if name in self.weights:
            values = numpy_helper.to_array(self.weights[name])
            limit = np.finfo(np.float16).max
            self.graph.initializer.append(numpy_helper.from_array(np.clip(values, -limit, limit).astype(np.float16), half))
        else:
            self.nodes.append(helper.make_node("Cast", [name], [half], f"{half}_cast", to=TensorProto.FLOAT16))
        return half

    def _append_widened(self, node: NodeProto) -> None:
        """Append ``node``, and a cast that gives its answer in float32 under its old name."""
        name = node.output[0]
        node.output[0] = f"{name}_narrow"
        self.nodes.append(node)
        self.nodes.append(helper.make_node("Cast", [node.output[0]], [name], f"{name}_cast", to=TensorProto.FLOAT))
