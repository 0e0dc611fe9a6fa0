"""Reading a checkpoint directory in the official layout, strictly: a key too many or too few is an error that names it."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import yaml
from torch import Tensor, nn

from .errors import CheckpointError

StateDict = dict[str, Tensor]


@dataclass(frozen=True)
class StageFiles:
    """What a stage's folder holds: its configuration, its tensors, and the file that the tensors came from."""

    config: Mapping[str, Any]
    tensors: StateDict
    source: Path

    def dims(self) -> Mapping[str, Any]:
        """Numbers that neither config nor state dict tell, such as head counts; empty in official checkpoints."""
        return self.config.get("parity_dims") or {}

    def require(self, key: str) -> Any:
        """A config value that has no default."""
        return required(self.config, key, self.source.parent)

    def tensor(self, name: str) -> Tensor:
        """A tensor whose shape gives a dimension."""
        if name not in self.tensors:
            raise CheckpointError(f"{self.source}: the tensor {name!r} is missing")
        return self.tensors[name]


def read_config(folder: Path) -> Mapping[str, Any]:
    """``folder/config.yaml`` as a mapping."""
    path = folder / "config.yaml"
    if not path.is_file():
        raise CheckpointError(f"{path} is missing: a checkpoint folder holds config.yaml beside its .ckpt file")
    try:
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise CheckpointError(f"{path} is not YAML: {error}") from error
    if not isinstance(config, dict):
        raise CheckpointError(f"{path} does not hold a mapping of keys to values")
    return config


def required(config: Mapping[str, Any], key: str, folder: Path) -> Any:
    """A value of ``folder/config.yaml`` that has no default."""
    if key not in config:
        raise CheckpointError(f"{folder / 'config.yaml'}: the key {key!r} is missing")
    return config[key]


def find_checkpoint(folder: Path, *names: str) -> Path:
    """The first of ``names`` that exists in ``folder``, else its ``model_ckpt_steps_N.ckpt`` of the highest N."""
    for name in names:
        if (folder / name).is_file():
            return folder / name
    steps = {int(found.group(1)): path for path in folder.glob("model_ckpt_steps_*.ckpt")
             if (found := re.fullmatch(r"model_ckpt_steps_(\d+)\.ckpt", path.name))}
    if steps:
        return steps[max(steps)]
    raise CheckpointError(f"{folder} holds no checkpoint: expected {' or '.join(names)}")


def read_stage(folder: Path, key: str, *names: str) -> StageFiles:
    """Config and tensors of a stage. ``key`` is the entry of ``state_dict`` that holds the model; tensors stay on disk until used."""
    config = read_config(folder)
    path = find_checkpoint(folder, *(names or ("model_only_last.ckpt",)))
    try:
        content = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except Exception as error:  # torch raises whatever the pickle or zip reader trips over
        raise CheckpointError(f"{path} cannot be read as a PyTorch checkpoint: {error}") from error
    states = content.get("state_dict") if isinstance(content, dict) else None
    if not isinstance(states, dict) or not isinstance(states.get(key), dict):
        raise CheckpointError(f"{path} has no entry state_dict/{key}")
    return StageFiles(config, _clean_names(states[key]), path)


def layer_count(tensors: Mapping[str, Tensor], prefix: str) -> int:
    """How many layers ``prefix`` numbers, such as "decoder.blocks."; a gap is left for ``load_strictly`` to find."""
    numbers = {int(found.group(1)) for name in tensors if (found := re.match(re.escape(prefix) + r"(\d+)\.", name))}
    if not numbers:
        raise CheckpointError(f"the tensor {prefix + '0.*'!r} is missing")
    return max(numbers) + 1


def empty() -> torch.device:
    """Context in which a module that is to be loaded is made without memory for tensors that would be thrown away."""
    return torch.device("meta")


def load_strictly(module: nn.Module, tensors: StateDict, source: Path, unused: tuple[str, ...] = ()) -> nn.Module:
    """Give ``module`` its tensors, in float32, without copying those that already are.

    ``unused`` lists prefixes of tensors that upstream saves and never reads. Any other tensor without a place, any place without
    a tensor and any other shape is a CheckpointError naming it. Returns the module in evaluation mode.
    """
    wanted = module.state_dict()
    given = {name: value for name, value in tensors.items() if not name.startswith(unused)} if unused else tensors
    missing = sorted(wanted.keys() - given.keys())
    unexpected = sorted(given.keys() - wanted.keys())
    shapes = [f"{name} is {list(given[name].shape)}, expected {list(wanted[name].shape)}"
              for name in wanted if name in given and given[name].shape != wanted[name].shape]
    complaints = [f"missing tensor{_plural(missing)} {_listed(missing)}"] if missing else []
    complaints += [f"unexpected tensor{_plural(unexpected)} {_listed(unexpected)}"] if unexpected else []
    complaints += [f"wrong shape: {_listed(shapes)}"] if shapes else []
    if complaints:
        raise CheckpointError(f"{source} does not fit the model: {'; '.join(complaints)}")
    module.load_state_dict({name: given[name].float() for name in wanted}, strict=True, assign=True)
    return module.eval().requires_grad_(False)


def _clean_names(tensors: Mapping[str, Tensor]) -> StateDict:
    return {name.replace("module.", "").replace("_orig_mod.", ""): value for name, value in tensors.items()}


def _plural(items: list) -> str:
    return "" if len(items) == 1 else "s"


def _listed(items: list[str], most: int = 8) -> str:
    return ", ".join(items[:most]) + (f" and {len(items) - most} more" if len(items) > most else "")
