"""From a contract to an ONNX file, and the proof that the file computes what the module computes."""
from __future__ import annotations

import inspect
import json
import logging
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from .contract import GraphContract, Sizes, TensorSpec
from .errors import ContractError, DeviationError

OPSET = 18
EMBEDDED_LIMIT = 64 * 2 ** 20
"""Graphs whose weights take more bytes than this keep them in a file beside."""

LIMITS = {"fp32": 1e-4, "fp16": 2e-2, "int8": 2e-1}
"""Largest deviation that validation lets pass for each precision: a broken graph, not a measure of quality, is what it stops."""

TYPES = {"float32": onnx.TensorProto.FLOAT, "int64": onnx.TensorProto.INT64}


def export(contract: GraphContract, path: Path) -> None:
    """Write the float32 graph of ``contract`` to ``path``, with weights beside it in ``<path>.data`` if they are large."""
    for noisy in ("torch.onnx", "torch.export", "onnxscript", "onnx_ir"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    weights = sum(tensor.numel() * tensor.element_size() for tensor in contract.module.state_dict().values())
    with warnings.catch_warnings(), torch.inference_mode(False), torch.no_grad():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            contract.module, _examples(contract, contract.trials[0]), dynamo=True, opset_version=OPSET, verbose=False,
            input_names=[spec.name for spec in contract.inputs], output_names=[spec.name for spec in contract.outputs],
            dynamic_shapes=_dynamic_shapes(contract))
        program.save(str(path), external_data=weights > EMBEDDED_LIMIT)
    torch.compiler.reset()  # its caches hold on to the module, and with it to the weights of a stage that is done


def describe(contract: GraphContract, path: Path) -> None:
    """Check the names, types and fixed sizes of the graph at ``path``, name its lengths, and write the contract into its metadata."""
    model = onnx.load(str(path), load_external_data=False)
    _name_axes(contract, model.graph.input, contract.inputs)
    _name_axes(contract, model.graph.output, contract.outputs)
    model.producer_name, model.doc_string = "mynah-export", ""
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, {"mynah.graph": contract.name,
                                        "mynah.contract": json.dumps(contract.as_json(), separators=(",", ":"))})
    for node in model.graph.node:  # the exporter leaves stack traces of this machine in every node
        del node.metadata_props[:]
        node.doc_string = ""
    for values in (model.graph.value_info, model.graph.input, model.graph.output):
        for value in values:
            del value.metadata_props[:]
    del model.graph.metadata_props[:]
    onnx.save(model, str(path))


def validate(contract: GraphContract, path: Path, precision: str) -> float:
    """Run module and graph on the same inputs for every trial.

    Returns the largest deviation of an output: root mean square of the difference over root mean square of the module's answer.
    Raises ContractError for another name, type or shape, and DeviationError where the deviation passes the limit of the precision, or at
    fp32 an element strays by more than the contract's tolerance times the output's peak.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.disable_prepacking", "1")  # it copies the weights to save time
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    worst = 0.0
    for trial in contract.trials:
        inputs = _examples(contract, trial)
        with torch.no_grad():
            expected = contract.module(*inputs)
        answers = session.run(None, {spec.name: tensor.numpy() for spec, tensor in zip(contract.inputs, inputs)})
        sizes = contract.sizes(trial)
        for spec, want, got in zip(contract.outputs, expected, answers, strict=True):
            where = f"{contract.name}, output {spec.name}, lengths {trial}"
            if got.shape != spec.concrete(sizes) or str(got.dtype) != spec.dtype:
                raise ContractError(f"{where}: {got.dtype} {list(got.shape)}, expected {spec.dtype} {list(spec.concrete(sizes))}")
            worst = max(worst, _deviation(where, want.numpy(), got, contract.tolerance, precision))
    return worst


def _deviation(where: str, want: np.ndarray, got: np.ndarray, tolerance: float, precision: str) -> float:
    if want.size == 0:
        return 0.0
    difference = got.astype(np.float64) - want
    peak, furthest = float(np.abs(want).max()), float(np.abs(difference).max())
    deviation = float(np.sqrt(np.mean(difference ** 2)) / (np.sqrt(np.mean(want.astype(np.float64) ** 2)) + 1e-30))
    if not np.isfinite(deviation) or deviation > LIMITS[precision]:
        raise DeviationError(f"{where}: deviates by {deviation:.2g} of its size, at most {LIMITS[precision]:g} is right for {precision}")
    if precision == "fp32" and furthest > tolerance * max(peak, 1e-3):
        raise DeviationError(f"{where}: an element strays by {furthest:.2g}, at most {tolerance * peak:.2g} is right")
    return deviation


def _examples(contract: GraphContract, trial: Sizes) -> tuple[torch.Tensor, ...]:
    return contract.examples(trial, torch.Generator().manual_seed(0))


def _dynamic_shapes(contract: GraphContract) -> tuple:
    """The free axes of every input, nested where ``forward`` takes its last inputs as ``*args``."""
    axes = [_dynamic_axes(spec) for spec in contract.inputs]
    kinds = [parameter.kind for parameter in inspect.signature(contract.module.forward).parameters.values()]
    if kinds[-1] is inspect.Parameter.VAR_POSITIONAL:
        return *axes[:len(kinds) - 1], tuple(axes[len(kinds) - 1:])
    return tuple(axes)


def _dynamic_axes(spec: TensorSpec) -> dict:
    return {axis: torch.export.Dim.DYNAMIC for axis, size in enumerate(spec.shape) if isinstance(size, str)}


def _name_axes(contract: GraphContract, values, specs: tuple[TensorSpec, ...]) -> None:
    names, wanted = [value.name for value in values], [spec.name for spec in specs]
    if names != wanted:
        raise ContractError(f"{contract.name}: the graph has {names}, expected {wanted}")
    for value, spec in zip(values, specs):
        tensor = value.type.tensor_type
        if tensor.elem_type != TYPES[spec.dtype]:
            raise ContractError(f"{contract.name}: {spec.name} has ONNX type {tensor.elem_type}, expected {spec.dtype}")
        if len(tensor.shape.dim) != len(spec.shape):
            raise ContractError(f"{contract.name}: {spec.name} has {len(tensor.shape.dim)} axes, expected {len(spec.shape)}")
        for axis, (dim, size) in enumerate(zip(tensor.shape.dim, spec.shape)):
            if isinstance(size, str):
                if dim.HasField("dim_value"):
                    raise ContractError(f"{contract.name}: axis {axis} of {spec.name} is fixed at {dim.dim_value}, expected a free length")
                dim.dim_param = size
            elif dim.HasField("dim_value") and dim.dim_value != size:
                raise ContractError(f"{contract.name}: axis {axis} of {spec.name} is {dim.dim_value}, expected {size}")
            else:
                dim.dim_value = size
