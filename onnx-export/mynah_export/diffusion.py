"""The diffusion stage: a checkpoint folder -> graphs ``diffusion_condition``, ``diffusion_time`` and ``diffusion_step``."""
from __future__ import annotations

from pathlib import Path

import torch

from .checkpoint import load_strictly, read_stage
from .contract import GraphContract, Sizes, TensorSpec
from .diffusion_transformer import Condition, DiffusionTransformer, Step, Time

FRAMES_PER_LATENT = 4
"""Two convolutions of stride 2 stand between frames and latents."""


def load(folder: Path) -> DiffusionTransformer:
    """Read ``model_only_last.ckpt``."""
    files = read_stage(folder, "dit")
    return load_strictly(DiffusionTransformer(files), files.tensors, files.source)


def settings(model: DiffusionTransformer) -> dict:
    """Section ``diffusion`` of the manifest: the last rows of the tables stand for no text."""
    return {"diffusion": {"noTextPhone": model.ph_encoder.emb.num_embeddings - 1, "noTextTone": model.tone_embed.num_embeddings - 1}}


def contracts(model: DiffusionTransformer) -> list[GraphContract]:
    """The graphs of the stage in the order of use."""
    return [_condition(model), _time(model), _step(model)]


def _float(name: str, *shape: int | str) -> TensorSpec:
    return TensorSpec(name, "float32", shape)


def _ids(name: str, length: str) -> TensorSpec:
    return TensorSpec(name, "int64", (1, length))


def _condition(model: DiffusionTransformer) -> GraphContract:
    width, local = model.width, model.prenet.in_features
    phones, tones = model.ph_encoder.emb.num_embeddings, model.tone_embed.num_embeddings

    def examples(sizes: Sizes, generator: torch.Generator) -> tuple[torch.Tensor, ...]:
        p, frames, latents = sizes["phones"], sizes["frames"], sizes["latents"]
        return (torch.randint(1, phones, (1, p), generator=generator), torch.randint(1, tones, (1, p), generator=generator),
                torch.randint(1, p + 1, (1, frames), generator=generator).sort().values,
                torch.randn(1, latents, model.channels, generator=generator), _prompt(latents))

    return GraphContract(
        "diffusion_condition", Condition(model).eval(),
        inputs=(_ids("phones", "phones"), _ids("tones", "phones"), _ids("frame_phones", "frames"),
                _float("prompt_latents", 1, "latents", model.channels), _float("prompt_mask", 1, "latents", 1)),
        outputs=(_float("text", 2, "latents", width), _float("local", 2, "latents", local), _float("condition", 3, "latents", width)),
        examples=examples,
        trials=tuple({"phones": p, "latents": n, "frames": n * FRAMES_PER_LATENT} for p, n in ((13, 24), (3, 8), (40, 61))),
        quantized=())  # once a segment, yet in int8 it would bring most of the error of the result


def _time(model: DiffusionTransformer) -> GraphContract:
    return GraphContract(
        "diffusion_time", Time(model).eval(),
        inputs=(_float("time", "steps"),),
        outputs=(_float("embedding", "steps", model.width), _float("modulation", "steps", model.modulation.out_features)),
        examples=lambda sizes, generator: (torch.rand(sizes["steps"], generator=generator),),
        trials=({"steps": 8}, {"steps": 1}, {"steps": 32}))


def _step(model: DiffusionTransformer) -> GraphContract:
    values = model.modulation.out_features
    time = Time(model)

    def examples(sizes: Sizes, generator: torch.Generator) -> tuple[torch.Tensor, ...]:
        latents = sizes["latents"]
        return (torch.randn(1, latents, model.channels, generator=generator), torch.randn(3, latents, model.width, generator=generator),
                _prompt(latents), time(torch.rand(1, generator=generator))[1], torch.tensor([1.6, 2.5]))

    return GraphContract(
        "diffusion_step", Step(model).eval(),
        inputs=(_float("x", 1, "latents", model.channels), _float("condition", 3, "latents", model.width),
                _float("prompt_mask", 1, "latents", 1), _float("modulation", 1, values), _float("guidance", 2)),
        outputs=(_float("velocity", 1, "latents", model.channels), _float("rows", 3, "latents", model.channels)),
        examples=examples,
        trials=({"latents": 24}, {"latents": 6}, {"latents": 61}))


def _prompt(latents: int) -> torch.Tensor:
    """A mask over the first third."""
    return (torch.arange(latents) < latents // 3).float().view(1, latents, 1)
