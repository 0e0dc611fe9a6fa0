"""A folder that is not exactly the stage's checkpoint is refused by the name of what is wrong."""
import pytest
import torch
from mynah_export import aligner, duration, g2p
from mynah_export.errors import CheckpointError

from altering import alter_tensors
from parity import write_stage

STAGES = [
    pytest.param(aligner, "aligner_lm", "decoder.blocks.1.cross_attn.key.weight", id="aligner"),
    pytest.param(duration, "duration_lm", "layers.1.op.self_attn.in_proj_weight", id="duration"),
    pytest.param(g2p, "g2p", "model.layers.1.self_attn.k_proj.bias", id="g2p"),
]


@pytest.mark.parametrize("module, stage, name", STAGES)
def test_a_missing_tensor_is_named(tmp_path, module, stage, name):
    alter_tensors(write_stage("mini", stage, tmp_path), lambda tensors: tensors.pop(name))
    with pytest.raises(CheckpointError, match=f"missing tensor {name}"):
        module.load(tmp_path)


@pytest.mark.parametrize("module, stage, name", STAGES)
def test_an_unexpected_tensor_is_named(tmp_path, module, stage, name):
    alter_tensors(write_stage("mini", stage, tmp_path), lambda tensors: tensors.update({name + "_more": torch.zeros(3)}))
    with pytest.raises(CheckpointError, match=f"unexpected tensor {name}_more"):
        module.load(tmp_path)


@pytest.mark.parametrize("module, stage, name", STAGES)
def test_a_tensor_of_another_shape_is_named_with_both_shapes(tmp_path, module, stage, name):
    alter_tensors(write_stage("mini", stage, tmp_path), lambda tensors: tensors.update({name: torch.zeros(3, 5)}))
    with pytest.raises(CheckpointError, match=rf"wrong shape: {name} is \[3, 5\], expected \["):
        module.load(tmp_path)


@pytest.mark.parametrize("module, stage, file", [
    (aligner, "aligner_lm", "config.yaml"), (duration, "duration_lm", "config.yaml"), (g2p, "g2p", "config.json"),
    (g2p, "g2p", "tokenizer.json"), (aligner, "aligner_lm", "model_only_last.ckpt"), (g2p, "g2p", "model.safetensors")])
def test_a_missing_file_is_named(tmp_path, module, stage, file):
    (write_stage("mini", stage, tmp_path) / file).unlink()
    with pytest.raises(CheckpointError, match=file):
        module.load(tmp_path)


def test_tensors_that_give_sizes_are_named_when_they_are_missing(tmp_path):
    alter_tensors(write_stage("mini", "aligner_lm", tmp_path), lambda tensors: tensors.pop("encoder.conv1.weight"))
    with pytest.raises(CheckpointError, match="'encoder.conv1.weight' is missing"):
        aligner.load(tmp_path)


def test_a_checkpoint_without_any_layer_says_which(tmp_path):
    def drop(tensors):
        for name in [name for name in tensors if name.startswith("decoder.blocks.")]:
            del tensors[name]
    alter_tensors(write_stage("mini", "aligner_lm", tmp_path), drop)
    with pytest.raises(CheckpointError, match=r"decoder\.blocks\.0"):
        aligner.load(tmp_path)
