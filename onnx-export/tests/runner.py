"""Runs a bundle with ONNX Runtime the way the product does, for the tests."""
from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime


class Runner:
    """The graphs of one bundle, loaded as they are needed."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.sessions: dict[str, onnxruntime.InferenceSession] = {}

    @cached_property
    def manifest(self) -> dict:
        return json.loads((self.folder / "bundle.json").read_text())

    def entry(self, graph: str) -> dict:
        return next(entry for entry in self.manifest["graphs"] if entry["name"] == graph)

    def run(self, graph: str, **inputs) -> dict[str, np.ndarray]:
        """Outputs by name; an underscore pair in an input name stands for a dot."""
        if graph not in self.sessions:
            options = onnxruntime.SessionOptions()
            options.log_severity_level = 3
            self.sessions[graph] = onnxruntime.InferenceSession(str(self.folder / self.entry(graph)["file"]), options)
        session = self.sessions[graph]
        answers = session.run(None, {name.replace("__", "."): np.asarray(value) for name, value in inputs.items()})
        return dict(zip([output.name for output in session.get_outputs()], answers))

    def empty_cache(self, graph: str) -> dict[str, np.ndarray]:
        cache = self.entry(graph)["cache"]
        return {f"past.{layer}.{part}": np.zeros((1, cache["heads"], 0, cache["headSize"]), np.float32)
                for layer in range(cache["layers"]) for part in ("key", "value")}

    def step(self, graph: str, past: dict, **inputs) -> tuple[dict[str, np.ndarray], dict]:
        """One call of a decoder: its outputs, and what the next call takes as past."""
        outputs = self.run(graph, **inputs, **past)
        return outputs, {"past" + name[len("present"):]: value for name, value in outputs.items() if name.startswith("present.")}
