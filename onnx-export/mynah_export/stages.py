"""The stages of a MegaTTS3 checkpoint: their folders, and how each becomes graphs and settings of the bundle."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import aligner, diffusion, duration, g2p, wave
from .contract import GraphContract


@dataclass(frozen=True)
class Stage:
    """One folder of a checkpoint; ``settings`` gives sections of the manifest."""

    folder: str
    graphs: tuple[str, ...]
    load: Callable[[Path], Any]
    contracts: Callable[[Any], tuple[GraphContract, ...]]
    settings: Callable[[Any], dict[str, dict]]


STAGES = {
    "aligner": Stage("aligner_lm", ("aligner_encoder", "aligner_decoder"), aligner.load, aligner.contracts, aligner.settings),
    "g2p": Stage("g2p", ("g2p",), g2p.load, g2p.contracts, g2p.settings),
    "duration": Stage("duration_lm", ("duration_encoder", "duration_decoder"), duration.load, duration.contracts,
                      duration.settings),
    "diffusion": Stage("diffusion_transformer", ("diffusion_condition", "diffusion_time", "diffusion_step"), diffusion.load,
                       diffusion.contracts, diffusion.settings),
    "wave": Stage("wavvae", ("wave_decoder", "wave_encoder"), wave.load, wave.contracts, wave.settings),
}
