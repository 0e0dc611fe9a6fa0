"""The wave stage: a checkpoint folder -> graphs ``wave_decoder`` and, if the checkpoint has it, ``wave_encoder``."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from .checkpoint import StageFiles, load_strictly, read_stage
from .contract import GraphContract, Sizes, TensorSpec
from .errors import CheckpointError
from .wave_decoder import WaveDecoder
from .wave_encoder import WaveEncoder

ENCODER = ("encoder.", "proj_to_z.")
"""Prefixes of the tensors of the encoder."""


@dataclass(frozen=True)
class Wave:
    """Decoder and, if published, encoder of the wave autoencoder."""

    decoder: WaveDecoder
    encoder: WaveEncoder | None
    files: StageFiles


def load(folder: Path) -> Wave:
    """Read ``model_only_last.ckpt`` or else ``decoder.ckpt``; the latter gives a decoder only, whatever it holds."""
    files = read_stage(folder, "model_gen", "model_only_last.ckpt", "decoder.ckpt")
    decoder = load_strictly(WaveDecoder(files), files.tensors, files.source, unused=ENCODER)
    encoder = None
    tensors = {name: value for name, value in files.tensors.items() if name.startswith(ENCODER)}
    if tensors and files.source.name != "decoder.ckpt":
        encoder = load_strictly(WaveEncoder(files), tensors, files.source)
        if encoder.samples_per_latent != decoder.samples_per_latent:
            raise CheckpointError(f"{files.source}: the encoder makes a latent of {encoder.samples_per_latent} samples, "
                                  f"the decoder {decoder.samples_per_latent} samples of a latent")
    return Wave(decoder, encoder, files)


def settings(wave: Wave) -> dict:
    """Sections ``wave`` and, as far as this stage knows it, ``audio`` of the manifest."""
    config = wave.files.config
    return {"wave": {"encoder": wave.encoder is not None, "contextLatents": wave.decoder.context()},
            "audio": {"sampleRate": config.get("audio_sample_rate", 24000), "hopSize": wave.files.require("hop_size"),
                      "vaeStride": wave.files.require("vae_stride"), "latentChannels": wave.decoder.latent_channels}}


def contracts(wave: Wave) -> list[GraphContract]:
    """The graphs of the stage, decoder first.

    Neither turns to integers: int8 convolutions would leave the waveform 29 dB above their noise, measured at official size.
    """
    channels, stride = wave.decoder.latent_channels, wave.decoder.samples_per_latent
    decoder = GraphContract(
        "wave_decoder", wave.decoder,
        inputs=(TensorSpec("latents", "float32", (1, "latents", channels)),),
        outputs=(TensorSpec("wave", "float32", (1, "samples")),),
        examples=lambda sizes, generator: (torch.randn(1, sizes["latents"], channels, generator=generator),),
        trials=({"latents": 8}, {"latents": 5}, {"latents": 11}),
        quantized=(),
        derived={"samples": lambda sizes: sizes["latents"] * stride})
    if wave.encoder is None:
        return [decoder]

    def waves(sizes: Sizes, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        return (0.3 * torch.randn(1, sizes["samples"], generator=generator),
                torch.randn(1, channels, sizes["latents"], generator=generator))

    return [decoder, GraphContract(
        "wave_encoder", wave.encoder,
        inputs=(TensorSpec("wave", "float32", (1, "samples")), TensorSpec("noise", "float32", (1, channels, "latents"))),
        outputs=(TensorSpec("latents", "float32", (1, "latents", channels)), TensorSpec("mean", "float32", (1, channels, "latents")),
                 TensorSpec("logvar", "float32", (1, channels, "latents"))),
        examples=waves,
        trials=tuple({"samples": samples, "latents": -(-samples // stride)} for samples in (9 * stride + 7, 4 * stride, 15 * stride - 1)),
        quantized=())]
