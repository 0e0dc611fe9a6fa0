"""Writing a bundle: graph after graph into a folder beside the target, which takes its place only when all of it is there."""
from __future__ import annotations

import gc
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from . import graph, precision as precisions
from .checkpoint import read_config, required
from .contract import GraphContract
from .errors import ExportError
from .stages import STAGES, Stage

FORMAT = 1
DEFAULTS = {"name": "MegaTTS3", "license": "Apache-2.0", "languages": ["zh", "en"]}
"""What a checkpoint says of itself in ``checkpoint.yaml``; the official one has no such file."""

Progress = Callable[[str], None]


def export_bundle(checkpoint: Path, out: Path, precision: str, names: Sequence[str], progress: Progress) -> None:
    """Export the stages ``names`` of ``checkpoint`` to the bundle ``out``.

    Other stages keep the graphs that a bundle already at ``out`` has for them. Nothing at ``out`` changes before everything succeeded.
    """
    if not checkpoint.is_dir():
        raise ExportError(f"{checkpoint} is not a checkpoint folder: expected the folders {', '.join(s.folder for s in STAGES.values())}")
    previous = _previous(out, names)
    missing = [STAGES[name].folder for name in names if not (checkpoint / STAGES[name].folder).is_dir()]
    if missing:
        raise ExportError(f"{checkpoint} lacks the folder{'s' if len(missing) > 1 else ''} {', '.join(missing)}")
    work = out.with_name(out.name + ".partial")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        manifest = _keep(previous, out, work, names) | _identity(checkpoint) | {"format": FORMAT, "precision": precision}
        for name in names:
            _export_stage(STAGES[name], checkpoint, work, manifest, precision, progress)
            gc.collect()
        manifest["graphs"].sort(key=lambda entry: [g for stage in STAGES.values() for g in stage.graphs].index(entry["name"]))
        (work / "bundle.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        _put_in_place(work, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _export_stage(stage: Stage, checkpoint: Path, work: Path, manifest: dict[str, Any], precision: str, progress: Progress) -> None:
    model = stage.load(checkpoint / stage.folder)
    for section, values in stage.settings(model).items():
        manifest[section] = manifest.get(section, {}) | values
    if stage is STAGES["diffusion"]:
        config = read_config(checkpoint / stage.folder)
        manifest["audio"] = manifest.get("audio", {}) | {
            key: required(config, name, checkpoint / stage.folder)
            for key, name in (("windowSize", "win_size"), ("framesMultiple", "frames_multiple"))}
    if stage is STAGES["g2p"]:
        shutil.copyfile(checkpoint / stage.folder / "tokenizer.json", work / "tokenizer.json")
        manifest["tokenizer"] = {"file": "tokenizer.json", "sha256": _digest(work / "tokenizer.json")}
    for contract in stage.contracts(model):
        started = time.monotonic()
        entry = export_graph(contract, work, precision)
        manifest["graphs"].append(entry)
        size = sum((work / part["file"]).stat().st_size for part in (entry, entry["data"]) if part)
        progress(f"{contract.name}: {size / 1e6:.1f} MB, deviation {entry['deviation']:.1e}, {time.monotonic() - started:.0f} s")


def export_graph(contract: GraphContract, folder: Path, precision: str) -> dict[str, Any]:
    """Write one validated graph into ``folder`` and return its entry of the manifest."""
    path = folder / f"{contract.name}.onnx"
    if precision == "fp32":
        graph.export(contract, path)
    else:
        raw = folder / f"{contract.name}.fp32.onnx"
        graph.export(contract, raw)
        precisions.convert(contract, raw, path, precision)
        for file in (raw, _data(raw)):
            file.unlink(missing_ok=True)
    graph.describe(contract, path)
    deviation = graph.validate(contract, path, precision)
    data = _data(path)
    return {"name": contract.name, "file": path.name, "sha256": _digest(path),
            "data": {"file": data.name, "sha256": _digest(data)} if data.exists() else None,
            "precision": precision, "deviation": float(f"{deviation:.3g}"), **contract.as_json()}


def _previous(out: Path, names: Sequence[str]) -> dict[str, Any]:
    """The manifest of the bundle at ``out``; refuses to replace anything that is not a bundle."""
    if not out.exists():
        return {"graphs": []}
    try:
        manifest = json.loads((out / "bundle.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ExportError(f"{out} exists and is not a bundle; remove it or choose another place") from error
    if manifest.get("format") != FORMAT and set(names) != set(STAGES):
        raise ExportError(f"{out} has bundle format {manifest.get('format')}, expected {FORMAT}; export all stages anew")
    return manifest


def _keep(previous: dict[str, Any], out: Path, work: Path, names: Sequence[str]) -> dict[str, Any]:
    """A manifest with what ``previous`` says of the other stages, their files linked into ``work``."""
    replaced = {graph for name in names for graph in STAGES[name].graphs}
    manifest = {"graphs": [entry for entry in previous["graphs"] if entry["name"] not in replaced]}
    files = [part["file"] for entry in manifest["graphs"] for part in (entry, entry["data"]) if part]
    manifest |= {name: previous[name] for name in STAGES if name in previous and name not in names}
    if manifest["graphs"] and "audio" in previous:
        manifest["audio"] = previous["audio"]
    if "g2p" in manifest:
        manifest["tokenizer"] = previous["tokenizer"]
        files.append(previous["tokenizer"]["file"])
    for file in files:
        os.link(out / file, work / file)
    return manifest


def _identity(checkpoint: Path) -> dict[str, Any]:
    path = checkpoint / "checkpoint.yaml"
    said = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    unknown = set(said) - set(DEFAULTS)
    if unknown:
        raise ExportError(f"{path} has the unknown key {sorted(unknown)[0]!r}; expected {', '.join(DEFAULTS)}")
    return DEFAULTS | said


def _put_in_place(work: Path, out: Path) -> None:
    old = out.with_name(out.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    work.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _data(path: Path) -> Path:
    return path.with_name(path.name + ".data")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
