"""Changing a checkpoint folder that the parity set wrote, to see what a loader makes of it."""
import json

import torch
import yaml
from safetensors.torch import load_file, save_file


def alter_tensors(folder, change):
    """Call ``change`` with the stage's dict of tensors and write what it leaves."""
    if (folder / "model.safetensors").is_file():
        tensors = load_file(folder / "model.safetensors")
        change(tensors)
        save_file(tensors, folder / "model.safetensors")
        return
    content = torch.load(folder / "model_only_last.ckpt", weights_only=True)
    change(*content["state_dict"].values())
    torch.save(content, folder / "model_only_last.ckpt")


def alter_config(folder, removed=(), **values):
    """Set ``values`` in config.yaml or config.json and remove the keys ``removed``."""
    path = folder / "config.yaml"
    if path.is_file():
        config = yaml.safe_load(path.read_text())
    else:
        path = folder / "config.json"
        config = json.loads(path.read_text())
    config = {key: value for key, value in (config | values).items() if key not in removed}
    path.write_text(json.dumps(config, indent=1))  # JSON is YAML
