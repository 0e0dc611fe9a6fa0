"""Checkpoints of random weights in the official layout, for tests and benchmarks.

Every tensor is drawn on its own from its seed and name (Philox, keyed by CRC-32), so a size and a seed mean the same weights
everywhere. Scales keep activations near one through the whole network.
"""
from __future__ import annotations

import json
import math
import shutil
import zlib
from collections.abc import Callable, Iterable
from importlib import resources
from pathlib import Path

import numpy as np
import torch
import yaml
from safetensors.torch import save_file

from . import random_layout as layout
from .random_layout import SIZES, Shape, Size

STAGES: dict[str, tuple[str | None, Callable[[Size], Iterable[tuple[str, Shape]]]]] = {
    "diffusion_transformer": ("dit", layout.diffusion_transformer),
    "aligner_lm": ("model", layout.aligner_lm),
    "duration_lm": ("dur_model", layout.duration_lm),
    "wavvae": ("model_gen", layout.wavvae),
    "g2p": (None, layout.g2p),
}
"""Folder of a stage -> the key of its tensors in the .ckpt file (None: a Hugging Face folder) and its tensors."""

GAINS = {"decoder.out_proj.weight": 4, "project_out_dim.weight": 4, "self_attn.o_proj.weight": 2, "mlp.down_proj.weight": 2}
PADDED_TABLES = ("tone_embed.weight", "ling_label_embed_layers.tone.weight", "code_emb.weight")
TABLES = PADDED_TABLES + ("char_empty_embed.weight", "decoder.token_embedding.weight", "embed_tokens.weight")


def write(size: str, seed: str, out: Path, progress: Callable[[str], None] = lambda message: None) -> None:
    """Write a checkpoint of ``size`` (a key of SIZES) to the folder ``out``, which must not exist."""
    for stage, (key, tensors) in STAGES.items():
        folder = out / stage
        folder.mkdir(parents=True)
        state = {name: torch.from_numpy(random_tensor(f"{seed}/{size}/{stage}", name, shape)) for name, shape in tensors(SIZES[size])}
        if key is None:
            _write_g2p(folder, SIZES[size], state)
        else:
            (folder / "config.yaml").write_text(yaml.safe_dump(config(stage, SIZES[size])), encoding="utf-8")
            torch.save({"state_dict": {key: state}}, folder / "model_only_last.ckpt")
        progress(f"{stage}: {sum(tensor.numel() for tensor in state.values()) / 1e6:.2f} M parameters")
    (out / "checkpoint.yaml").write_text(
        yaml.safe_dump({"name": "untrained", "license": "Apache-2.0", "languages": ["en", "zh"]}), encoding="utf-8")


def random_tensor(seed: str, name: str, shape: Shape) -> np.ndarray:
    """The float32 values of one tensor."""
    if name == "encoder.positional_embedding":
        return _sinusoids(*shape)
    noise = np.random.Generator(np.random.Philox(key=zlib.crc32(f"{seed}/{name}".encode()))).standard_normal(shape, dtype=np.float32)
    scale, offset, ramp = _distribution(name, shape)
    value = noise * np.float32(scale)
    if offset:
        value += np.float32(offset)
    if ramp:
        value += np.float32(ramp) * np.arange(shape[0], dtype=np.float32)
    if name.endswith(".emb.weight") or name in PADDED_TABLES:
        value[0] = 0.0
    return value


def _distribution(name: str, shape: Shape) -> tuple[float, float, float]:
    """Scale, offset and ramp along the first axis of a tensor's normal distribution."""
    if name.endswith(TABLES):
        return 0.5, 0, 0
    if name.endswith(".emb.weight"):
        return 1 / math.sqrt(shape[-1]), 0, 0
    if name == "decoder.positional_embedding":
        return 0.1, 0, 0
    if name.endswith(("emb_rel_k", "emb_rel_v")):
        return 1 / math.sqrt(shape[-1]), 0, 0
    if name.endswith("weight_g"):
        return (0.02, 0.2, 0) if shape == (1, 1, 1) else (0.1, 1, 0)
    if len(shape) == 1:
        if name.endswith((".weight", "gamma")):
            return 0.1, 1, 0
        return 0.02, 0, -0.05 if name == "project_out_dim.bias" else 0
    gain = next((gain for suffix, gain in GAINS.items() if name.endswith(suffix)), 1)
    return gain / math.sqrt(math.prod(shape[1:])), 0, 0


def _sinusoids(length: int, channels: int) -> np.ndarray:
    rates = np.exp(-(math.log(10000.0) / (channels // 2 - 1)) * np.arange(channels // 2))
    angles = np.arange(length)[:, None] * rates
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def config(stage: str, size: Size) -> dict:
    """What ``config.yaml`` of a stage says."""
    common = {"audio_sample_rate": 24000, "frames_multiple": 8, "hop_size": 240, "win_size": 1200}
    return common | {
        "diffusion_transformer": {"parity_dims": {"encoder_n_heads": size.dit_heads, "ph_heads": 4}},
        "aligner_lm": {"parity_dims": {"n_head": size.aligner_heads}},
        "duration_lm": {
            "char_dict_size": 60, "dropout": 0.0, "dur_code_size": layout.CODES, "dur_model_hidden_size": size.duration_width,
            "dur_model_layers": size.duration_layers, "dur_model_type": "ar", "dur_txt_hs": size.duration_text,
            "enc_ffn_kernel_size": 5, "enc_layers": size.duration_text_layers, "enc_pre_ln": True, "enc_prenet": True,
            "encoder_type": "rel_fft", "ffn_hidden_size": size.duration_ffn, "hidden_size": size.duration_text, "infer_temperature": 1.0,
            "ling_label_dict_size": [32], "ling_labels": ["tone"], "lm_bias": True, "lm_use_enc": True, "max_tokens": 30000,
            "mega_use_char": size.duration_chars, "num_heads": size.duration_text_heads, "use_bert_input": False,
            "use_ph_pos_embed": True, "use_pos_embed": False, "use_post_ln": False, "use_rot_embed": True, "use_spk_embed": False,
            "use_spk_enc": False, "use_spk_id": False, "parity_dims": {"decoder_heads": layout.DURATION_HEADS}},
        "wavvae": {"melgan_config": {"frame_shift": 240, "use_tanh": True}, "vae_stride": 4},
    }[stage]


def _write_g2p(folder: Path, size: Size, state: dict[str, torch.Tensor]) -> None:
    with resources.as_file(resources.files(__package__) / "data/tokenizer.json") as tokenizer:
        shutil.copyfile(tokenizer, folder / "tokenizer.json")
    (folder / "config.json").write_text(json.dumps({
        "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu", "hidden_size": size.g2p_width,
        "intermediate_size": size.g2p_ffn, "max_position_embeddings": 32768, "num_attention_heads": size.g2p_heads,
        "num_hidden_layers": size.g2p_layers, "num_key_value_heads": size.g2p_kv_heads, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
        "tie_word_embeddings": True, "use_sliding_window": False, "vocab_size": size.g2p_vocabulary}, indent=1), encoding="utf-8")
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
