"""The text normaliser's transducers, packed for Java: the command ``mynah-export-transducers``.

WeTextProcessing ships its grammars as four compiled OpenFST transducers over UTF-8 bytes. Upstream composes a text with one of them and
takes the shortest path; among paths of equal weight the winner depends on the order of states and arcs, so that order is kept here. What
is left out is what no decoder needs: a state that is entered by one arc and left by one arc that reads nothing joins the arc before it
(``chain``), and for each state the bytes that can follow are written down, so that a decoder never enters what the next byte makes a dead
end.

The file, all integers LEB128 varints unless said otherwise, deflated as a whole (zlib)::

    "MYTN" 1, number of transducers, then for each:
    name (length, ASCII), states, arcs, weights (count, float32 big endian each; the first is 0.0),
    outputs (count; lengths; then the bytes of all: what an arc writes),
    followers (count; 33 bytes each: bit b%8 of byte b/8 is set if byte b can be read next, bit 0 of byte 32 if the text can end here),
    then one column after the other: by state the arcs that leave it, its follower set, 1 if it is final;
    by arc the byte it reads (0 for none), its output, weight, 1 if it is a chain, target minus source (zigzag).

Arcs are in upstream's order: ascending by the byte read. The start state is 0. Final states weigh nothing.
"""
from __future__ import annotations

import argparse
import struct
import sys
import zlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from .errors import ExportError

NAMES = ("zh_tn_tagger", "zh_tn_verbalizer", "en_tn_tagger", "en_tn_verbalizer")
WETEXT = "1.0.4.1"
END = 256


@dataclass(frozen=True, slots=True)
class Arc:
    """What an arc reads (a byte, 0 for nothing), writes and weighs (float32), where it leads, whether it stands for several of upstream."""

    reads: int
    writes: bytes
    weight: float
    target: int
    chain: bool = False


@dataclass(frozen=True)
class Transducer:
    """Arcs by state, state 0 is the start; ``followers`` are the bytes that can be read next, ``END`` if the text can end there."""

    arcs: list[list[Arc]]
    finals: frozenset[int]
    followers: list[frozenset[int]]


def compile_transducer(arcs: list[list[Arc]], start: int, finals: frozenset[int]) -> Transducer:
    """Join chains, number the states that are left depth first from the start, find the followers."""
    order = _finish_order(arcs)
    entered = [0] * len(arcs)
    for leaving in arcs:
        for arc in leaving:
            entered[arc.target] += 1
    inner = [entered[s] == 1 and s != start and s not in finals and len(leaving) == 1 and leaving[0].reads == 0
             for s, leaving in enumerate(arcs)]
    joined = [[_join(arc, arcs, inner) for arc in leaving] for leaving in arcs]
    numbers = _depth_first(joined, start)
    followers = _followers(joined, order, finals)
    return Transducer(
        [[Arc(a.reads, a.writes, a.weight, numbers[a.target], a.chain) for a in joined[s]] for s in numbers],
        frozenset(numbers[s] for s in finals),
        [followers[s] for s in numbers])


def _join(arc: Arc, arcs: list[list[Arc]], inner: list[bool]) -> Arc:
    """Follow the chain that starts with ``arc``, up to a second weight: float32 sums depend on where they are rounded."""
    writes, weight, target, chain = [arc.writes], arc.weight, arc.target, False
    while inner[target] and not (weight and arcs[target][0].weight):
        step = arcs[target][0]
        writes.append(step.writes)
        weight, target, chain = weight or step.weight, step.target, True
    return Arc(arc.reads, b"".join(writes), weight, target, chain)


def _depth_first(arcs: list[list[Arc]], start: int) -> dict[int, int]:
    numbers: dict[int, int] = {}
    stack = [start]
    while stack:
        state = stack.pop()
        if state not in numbers:
            numbers[state] = len(numbers)
            stack.extend(arc.target for arc in reversed(arcs[state]))
    return numbers


def _finish_order(arcs: list[list[Arc]]) -> list[int]:
    """States such that whatever a state reaches without reading comes before it. A cycle among them would make lattices endless."""
    seen, done, order = [False] * len(arcs), [False] * len(arcs), []
    for root in range(len(arcs)):
        if seen[root]:
            continue
        seen[root] = True
        stack = [(root, iter(arcs[root]))]
        while stack:
            state, leaving = stack[-1]
            following = next((a.target for a in leaving if a.reads == 0 and not done[a.target]), None)
            if following is None:
                stack.pop()
                done[state] = True
                order.append(state)
            elif seen[following]:
                raise ExportError(f"the transducer has a cycle of arcs that read nothing, through state {following}; "
                                  f"none of WeTextProcessing {WETEXT} has")
            else:
                seen[following] = True
                stack.append((following, iter(arcs[following])))
    return order


def _followers(arcs: list[list[Arc]], order: list[int], finals: frozenset[int]) -> list[frozenset[int]]:
    shared: dict[frozenset[int], frozenset[int]] = {}
    sets: list[frozenset[int]] = [frozenset()] * len(arcs)
    for state in order:
        own = {END} if state in finals else set()
        for arc in arcs[state]:
            own |= {arc.reads} if arc.reads else sets[arc.target]
        frozen = frozenset(own)
        sets[state] = shared.setdefault(frozen, frozen)
    return sets


def pack(transducers: dict[str, Transducer]) -> bytes:
    """The file of these transducers, as the head of this module describes it."""
    raw = bytearray(b"MYTN")
    raw += _varint(1) + _varint(len(transducers))
    for name, transducer in transducers.items():
        raw += _varint(len(name)) + name.encode("ascii") + _pack(transducer)
    return zlib.compress(bytes(raw), 9)


def _pack(transducer: Transducer) -> bytes:
    arcs = [arc for leaving in transducer.arcs for arc in leaving]
    sources = [state for state, leaving in enumerate(transducer.arcs) for _ in leaving]
    weights = _index([0.0] + [arc.weight for arc in arcs])
    outputs = _index([b""] + [arc.writes for arc in arcs])
    followers = _index(transducer.followers)
    out = bytearray(_varint(len(transducer.arcs)) + _varint(len(arcs)))
    out += _varint(len(weights)) + b"".join(struct.pack(">f", weight) for weight in weights)
    out += _varint(len(outputs)) + _varints(map(len, outputs)) + b"".join(outputs)
    out += _varint(len(followers)) + b"".join(sum(1 << b for b in bytes_).to_bytes(33, "little") for bytes_ in followers)
    for column in (
            (len(leaving) for leaving in transducer.arcs),
            (followers[bytes_] for bytes_ in transducer.followers),
            (int(state in transducer.finals) for state in range(len(transducer.arcs))),
            (arc.reads for arc in arcs),
            (outputs[arc.writes] for arc in arcs),
            (weights[arc.weight] for arc in arcs),
            (int(arc.chain) for arc in arcs),
            (_zigzag(arc.target - source) for arc, source in zip(arcs, sources))):
        out += _varints(column)
    return bytes(out)


def _index(values) -> dict:
    return {value: number for number, value in enumerate(dict.fromkeys(values))}


def _zigzag(value: int) -> int:
    return value * 2 if value >= 0 else -value * 2 - 1


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _varints(values) -> bytes:
    return b"".join(map(_varint, values))


def read_wetext(name: str) -> Transducer:
    """One of the transducers of WeTextProcessing, as upstream prepares it when it loads: optimised, arcs sorted by what they read."""
    try:
        import pynini
        version = metadata.version("WeTextProcessing")
        folder = Path(metadata.distribution("WeTextProcessing").locate_file("tn"))
    except (ImportError, metadata.PackageNotFoundError) as error:
        raise ExportError(f"{error}; install mynah-export[text]") from error
    if version != WETEXT:
        raise ExportError(f"WeTextProcessing {version} is installed, MegaTTS3 pins {WETEXT}; install mynah-export[text]")
    fst = pynini.Fst.read(str(folder / f"{name}.fst")).optimize()
    fst.arcsort("ilabel")
    infinity, finals, arcs = float("inf"), set(), []
    for state in fst.states():
        final = float(fst.final(state))
        if final not in (0.0, infinity):
            raise ExportError(f"{name}: final state {state} weighs {final}; this format knows only 0")
        if final == 0.0:
            finals.add(state)
        arcs.append([Arc(a.ilabel, bytes([a.olabel]) if a.olabel else b"", float(a.weight), a.nextstate) for a in fst.arcs(state)])
    return compile_transducer(arcs, fst.start(), frozenset(finals))


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns 0, or 2 after a message on standard error for what the user can mend."""
    parser = argparse.ArgumentParser(prog="mynah-export-transducers",
                                     description="Pack the transducers of WeTextProcessing for Mynah's text normaliser.")
    parser.add_argument("out", type=Path, help="the file to write, src/main/resources/text/transducers.bin in the source tree")
    out = parser.parse_args(arguments).out
    try:
        out.write_bytes(pack({name: read_wetext(name) for name in NAMES}))
    except (ExportError, OSError) as error:
        print(f"mynah-export-transducers: {error}", file=sys.stderr)
        return 2
    print(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
