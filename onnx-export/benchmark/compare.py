"""Run the work of one clone with PyTorch and with Mynah's Java process, and print the ratios. Started by ``./benchmark``.

    compare.py CHECKPOINT CLASSPATH ROUNDS BUNDLE...
"""
from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

import torch

import plain

THREADS = 2
CLONES = 20
"""That memory must not grow over."""
STAGES = ("aligner", "wave encoder", "duration prompt", "g2p", "durations", "diffusion", "wave decoder", "clone")


def main() -> None:
    checkpoint, classpath, rounds, bundles = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), [Path(path) for path in sys.argv[4:]]
    torch.set_num_threads(THREADS)
    results: dict[str, list[dict[str, float]]] = {"PyTorch": []} | {bundle.name: [] for bundle in bundles}
    for number in range(rounds):  # in turns, so that a change of the machine's speed meets all
        times: dict[str, float] = {}
        plain.run(checkpoint, lambda stage, seconds: times.update({stage: seconds}))
        results["PyTorch"].append(times | {"clone": sum(times.values())})
        for bundle in bundles:
            results[bundle.name] += _java(classpath, bundle, 1, plain.STEPS)
    for bundle in bundles:
        lines = _java(classpath, bundle, CLONES, 2)  # memory does not depend on the number of steps
        print(f"{bundle.name}: MiB resident after each of {CLONES} clones: {' '.join(str(round(line['resident MiB'])) for line in lines)};"
              f" peak {lines[-1]['peak MiB']:.0f}", flush=True)
    middle = {name: {stage: statistics.median(line[stage] for line in lines) for stage in STAGES} for name, lines in results.items()}
    print(f"{'seconds':16}" + "".join(f"{name:>12}" for name in middle) + "".join(f"{'x ' + bundle.name:>12}" for bundle in bundles))
    for stage in STAGES:
        print(f"{stage:16}" + "".join(f"{times[stage]:12.3f}" for times in middle.values())
              + "".join(f"{middle['PyTorch'][stage] / middle[bundle.name][stage]:12.2f}" for bundle in bundles))


def _java(classpath: str, bundle: Path, rounds: int, steps: int) -> list[dict[str, float]]:
    process = subprocess.run(["java", "-cp", classpath, "dev.mynah.bench.CloneBenchmark", str(bundle), str(rounds),
                              str(THREADS), str(steps)],
                             stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in process.stdout.splitlines() if line.startswith("{")]


if __name__ == "__main__":
    main()
