"""Grapheme to phone: a Qwen2 language model that reads text and writes phone codes.

The graph keeps the whole vocabulary on the way in and only the rows of the phone codes and the stop code on the way out.
"""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer
from torch import Tensor, nn

from .causal import decoder_contract, pairs
from .checkpoint import StateDict, empty, load_strictly
from .contract import CacheSpec, GraphContract, TensorSpec
from .errors import CheckpointError
from .folding import linear
from .qwen2 import Qwen2, Qwen2Config, read_json

TEXT_BEGIN, TEXT_END, FIRST_SPEECH = "<BOT>", "<BOS>", "<Reserved_TTS_0>"
SILENCE, STOP = 145, 801
"""Codes, counted from that of ``FIRST_SPEECH``: what every segment begins with, and what ends it."""
CODES = STOP + 1


@dataclass(frozen=True)
class G2p:
    """A language model and where the phone codes begin in its vocabulary."""

    model: Qwen2
    speech_start: int


class Graph(nn.Module):
    """Tokens of the whole vocabulary, cache -> logits of the codes alone, cache."""

    def __init__(self, g2p: G2p):
        super().__init__()
        self.model = g2p.model.model
        self.codes = linear(g2p.model.head[g2p.speech_start:g2p.speech_start + CODES].clone(), None)

    def forward(self, tokens: Tensor, *past: Tensor) -> tuple[Tensor, ...]:
        hidden, *present = self.model(tokens, pairs(past))
        return self.codes(hidden), *present


def load(folder: Path) -> G2p:
    """The G2P model of a Hugging Face directory: config.json, tokenizer.json, and model.safetensors or its shards."""
    config = Qwen2Config.read(folder / "config.json")
    speech_start = _speech_start(folder / "tokenizer.json", config)
    tensors, source = _read_tensors(folder)
    with empty():
        model = Qwen2(config)
    # a tied head may be stored all the same; Hugging Face's loader does not read it either
    return G2p(load_strictly(model, tensors, source, ("lm_head.",) if config.tie_word_embeddings else ()), speech_start)


def contracts(g2p: G2p) -> tuple[GraphContract]:
    """``g2p``."""
    config = g2p.model.config
    cache = CacheSpec(config.num_hidden_layers, config.num_key_value_heads, config.head_dim)
    return (decoder_contract("g2p", Graph(g2p), (TensorSpec("tokens", "int64", (1, "n")),), CODES, cache, {"tokens": config.vocab_size}),)


def settings(g2p: G2p) -> dict:
    """Section ``g2p`` of the manifest."""
    return {"g2p": {"textBegin": TEXT_BEGIN, "textEnd": TEXT_END, "speechStart": g2p.speech_start, "firstCode": SILENCE,
                    "stopCode": STOP, "codes": CODES, "maxLength": g2p.model.config.max_position_embeddings}}


def _speech_start(path: Path, config: Qwen2Config) -> int:
    if not path.is_file():
        raise CheckpointError(f"{path} is missing")
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises this very class
        raise CheckpointError(f"{path} is no tokenizer: {error}") from error
    for token in (TEXT_BEGIN, TEXT_END, FIRST_SPEECH):
        if tokenizer.token_to_id(token) is None:
            raise CheckpointError(f"{path}: the token {token} is missing")
    start = tokenizer.token_to_id(FIRST_SPEECH)
    if start + CODES > config.vocab_size:
        raise CheckpointError(f"{path}: {FIRST_SPEECH} has id {start}, which leaves no room for {CODES} codes in a vocabulary of "
                              f"{config.vocab_size}")
    return start


def _read_tensors(folder: Path) -> tuple[StateDict, Path]:
    """All tensors, and the file that lists them."""
    whole, index = folder / "model.safetensors", folder / "model.safetensors.index.json"
    if whole.is_file():
        return _read_shard(whole), whole
    if not index.is_file():
        raise CheckpointError(f"{folder} holds no weights: expected {whole.name} or {index.name}")
    places = read_json(index).get("weight_map")
    if not isinstance(places, dict):
        raise CheckpointError(f"{index}: the key 'weight_map' is missing")
    tensors = {}
    for name in sorted(set(places.values())):
        if Path(name).name != name:
            raise CheckpointError(f"{index}: the shard {name!r} is not a file of the same folder")
        tensors |= _read_shard(folder / name)
    return tensors, index


def _read_shard(path: Path) -> StateDict:
    if not path.is_file():
        raise CheckpointError(f"{path} is missing")
    try:
        with safe_open(path, framework="pt") as content:
            return {name: content.get_tensor(name) for name in content.keys()}
    except SafetensorError as error:
        raise CheckpointError(f"{path} cannot be read as safetensors: {error}") from error
