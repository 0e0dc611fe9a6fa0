"""The sampler of MegaTTS3 as Mynah runs it around the diffusion graphs: sway schedule and AMO overshooting (arXiv 2411.19415)."""
from __future__ import annotations

from typing import NamedTuple

import torch
from mynah_export.diffusion_transformer import Condition, DiffusionTransformer, Step, Time
from torch import Tensor

OVERSHOOT = 3


class Schedule(NamedTuple):
    """Times [steps + 1] and, per step, overshoot time, state factor and noise factor [steps]."""

    t: Tensor
    o: Tensor
    a: Tensor
    b: Tensor


def schedule(steps: int) -> Schedule:
    t = torch.linspace(0, 1, steps + 1)
    t = t - (torch.cos(torch.pi / 2 * t) - 1 + t)
    now, following = t[:-1], t[1:]
    o = torch.clamp(following + OVERSHOOT * (following - now), max=1)
    a = following / o
    return Schedule(t, o, a, ((1 - following) ** 2 - (a * (1 - o)) ** 2) ** 0.5)


def sample(model: DiffusionTransformer, phones: Tensor, tones: Tensor, frame_phones: Tensor, prompt_latents: Tensor, prompt_mask: Tensor,
           noise: Tensor, guidance: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """``noise`` [steps + 1, n, channels], the start first -> result [1, n, channels], and per step velocity and input."""
    times = schedule(noise.shape[0] - 1)
    condition = Condition(model)(phones, tones, frame_phones, prompt_latents, prompt_mask)[2]
    modulation = Time(model)(times.t[:-1])[1]
    step = Step(model)
    x, velocities, states = noise[:1], [], []
    for index, (t, o, a, b) in enumerate(zip(times.t[:-1], times.o, times.a, times.b)):
        velocity, _ = step(x, condition, prompt_mask, modulation[index:index + 1], guidance)
        velocities.append(velocity)
        states.append(x)
        x = a * (x + (o - t) * velocity) + b * noise[index + 1]
    return x, torch.cat(velocities), torch.cat(states)
