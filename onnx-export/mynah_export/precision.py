"""Turning a float32 graph into a smaller one."""
from __future__ import annotations

import logging
from pathlib import Path

import onnx

from .contract import GraphContract

PRECISIONS = ("fp32", "fp16", "int8")


def convert(contract: GraphContract, source: Path, target: Path, precision: str) -> None:
    """Write the graph ``source`` to ``target`` in ``precision`` ("fp16" or "int8"); inputs and outputs stay float32."""
    if precision == "fp16":
        _to_fp16(source, target)
    else:
        _to_int8(contract, source, target)


def _to_fp16(source: Path, target: Path) -> None:
    from onnxconverter_common import float16
    model = onnx.load(str(source))
    external = _is_external(source)
    model = float16.convert_float_to_float16(model, keep_io_types=True, disable_shape_infer=True)
    onnx.save(model, str(target), save_as_external_data=external, location=f"{target.name}.data")


def _to_int8(contract: GraphContract, source: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic
    logging.getLogger().setLevel(logging.ERROR)  # it recommends a preprocessing that the export has done already
    quantize_dynamic(str(source), str(target), op_types_to_quantize=list(contract.quantized), per_channel=True,
                     weight_type=QuantType.QInt8, use_external_data_format=_is_external(source),
                     extra_options={"MatMulConstBOnly": True})


def _is_external(path: Path) -> bool:
    return path.with_name(path.name + ".data").exists()
