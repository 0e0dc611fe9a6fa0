"""The weights of an ONNX file, moved into another one at a time: a graph of gigabytes is rewritten in the memory of its largest tensor."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

ALIGNMENT = 4096
"""Of tensors in a data file, so that they can be mapped."""


class Weights:
    """Reads the initializers of ``model``, which lies in ``folder`` without its data loaded, and writes new ones to ``data``, if given."""

    def __init__(self, model: onnx.ModelProto, folder: Path, data: Path | None):
        self.folder, self.data = folder, data
        self.tensors = {tensor.name: tensor for tensor in model.graph.initializer}
        self.written: list[TensorProto] = []
        if data:
            data.write_bytes(b"")

    def is_float(self, name: str) -> bool:
        """Whether ``name`` is an initializer of float32 numbers."""
        return name in self.tensors and self.tensors[name].data_type == TensorProto.FLOAT

    def read(self, name: str) -> np.ndarray:
        """The values of an initializer."""
        tensor = self.tensors[name]
        if tensor.data_location != TensorProto.EXTERNAL:
            return numpy_helper.to_array(tensor)
        place = {entry.key: entry.value for entry in tensor.external_data}
        dtype = helper.tensor_dtype_to_np_dtype(tensor.data_type)
        with (self.folder / place["location"]).open("rb") as file:  # read, not mapped: mapped pages would add up
            file.seek(int(place.get("offset", 0)))
            return np.fromfile(file, dtype, count=int(np.prod(tensor.dims, dtype=np.int64))).reshape(tuple(tensor.dims))

    def write(self, name: str, values: np.ndarray) -> str:
        """Add an initializer to the new graph; returns its name."""
        tensor = numpy_helper.from_array(np.asarray(values, order="C"), name)
        if self.data and values.nbytes > ALIGNMENT:
            with self.data.open("r+b") as file:
                offset = -(-file.seek(0, 2) // ALIGNMENT) * ALIGNMENT
                file.truncate(offset)
                file.seek(offset)
                file.write(tensor.raw_data)
            onnx.external_data_helper.set_external_data(tensor, self.data.name, offset, values.nbytes)
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
        self.written.append(tensor)
        return name

    def keep(self, names: set[str]) -> None:
        """Copy those of ``names`` that are initializers as they are."""
        for name in self.tensors:
            if name in names:
                self.write(name, self.read(name))
