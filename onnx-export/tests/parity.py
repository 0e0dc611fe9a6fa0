"""The parity set that the tests are judged by: recorded tensors of the original, and the recipe of the weights that made them.

The set lies in src/test/parity of the project; MYNAH_PARITY names another one of the same layout.
"""
from __future__ import annotations

import json
import os
import shutil
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

ROOT = Path(os.environ.get("MYNAH_PARITY") or Path(__file__).parents[2] / "src/test/parity")
KEYS = {"diffusion_transformer": "dit", "aligner_lm": "model", "duration_lm": "dur_model", "duration_lm_mse": "dur_model",
        "wavvae": "model_gen"}


@cache
def index() -> dict[str, dict]:
    """Case name -> its entry of index.json."""
    return {Path(case["file"]).stem: case for case in json.loads((ROOT / "index.json").read_text())["cases"]}


class Case:
    """The arrays of one case: ``case["x"]`` is input or output x as a torch tensor."""

    def __init__(self, name: str):
        self.entry = index()[name]
        with np.load(ROOT / self.entry["file"]) as arrays:
            self.arrays = {key.split("_", 1)[1]: arrays[key] for key in arrays.files}

    def __getitem__(self, name: str) -> torch.Tensor:
        return torch.from_numpy(self.arrays[name])

    def check(self, name: str, actual, factor: float = 1.0) -> None:
        """Compare ``actual`` with output ``name`` at the tolerance of the index times ``factor``."""
        tolerance = self.entry["outputs"][name]["tolerance"]
        expected, actual = self.arrays[name], np.asarray(actual)
        assert actual.shape == expected.shape, f"{name}: shape {actual.shape}, expected {expected.shape}"
        if tolerance == "exact":
            np.testing.assert_array_equal(actual, expected, err_msg=name)
        else:
            np.testing.assert_allclose(actual, expected, rtol=tolerance.get("rtol", 0) * factor, atol=tolerance["atol"] * factor,
                                       err_msg=name)


@cache
def _recipe() -> dict:
    return json.loads((ROOT / "state_dict.json").read_text())


def write_stage(size: str, stage: str, target: Path, keep=lambda name: True) -> Path:
    """Write the checkpoint folder of one stage: ``target`` is the folder itself."""
    target.mkdir(parents=True, exist_ok=True)
    content = _recipe()[size][stage]
    tensors = {name: torch.from_numpy(_tensor(content["seed"], name, spec)) for name, spec in content["tensors"].items() if keep(name)}
    if stage == "g2p":
        for source in (ROOT / "g2p" / size).iterdir():
            shutil.copyfile(source, target / source.name)
        save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})
    else:
        shutil.copyfile(ROOT / "config" / size / stage / "config.yaml", target / "config.yaml")
        decoder_only = stage == "wavvae" and not any(name.startswith("encoder.") for name in tensors)
        torch.save({"state_dict": {KEYS[stage]: tensors}}, target / ("decoder.ckpt" if decoder_only else "model_only_last.ckpt"))
    return target


def _tensor(seed: str, name: str, spec: dict) -> np.ndarray:
    shape = tuple(spec["shape"])
    if spec["init"] == "sinusoid":
        length, channels = shape
        rates = np.exp(-(np.log(10000.0) / (channels // 2 - 1)) * np.arange(channels // 2))
        angles = np.arange(length)[:, None] * rates
        return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)
    key = zlib.crc32(f"{seed}/{name}".encode())
    value = np.random.Generator(np.random.Philox(key=key)).standard_normal(shape, dtype=np.float32) * np.float32(spec["scale"])
    if spec.get("offset"):
        value = value + np.float32(spec["offset"])
    if spec.get("ramp"):
        value = value + np.float32(spec["ramp"]) * np.arange(shape[0], dtype=np.float32)
    for row in spec.get("zero_rows", []):
        value[row] = 0.0
    return np.ascontiguousarray(value)
