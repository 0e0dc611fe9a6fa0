"""The transducers that Java carries are those of WeTextProcessing, and packing keeps what a decoder needs."""
import zlib
from pathlib import Path

import pytest

from mynah_export.errors import ExportError
from mynah_export.transducers import END, NAMES, Arc, compile_transducer, main, pack, read_wetext

RESOURCE = Path(__file__).parents[2] / "src/main/resources/text/transducers.bin"


def test_the_resource_is_what_the_command_writes_and_stays_small():
    pytest.importorskip("pynini")
    assert zlib.decompress(RESOURCE.read_bytes()) == zlib.decompress(pack({name: read_wetext(name) for name in NAMES}))
    assert RESOURCE.stat().st_size < 1_000_000


def test_a_state_with_one_way_in_and_one_silent_way_out_joins_the_arc_before_it():
    arcs = [[Arc(97, b"x", 0.5, 1), Arc(98, b"z", 0.0, 3)], [Arc(0, b"y", 0.0, 2)], [Arc(0, b"", 0.0, 3)], []]
    packed = compile_transducer(arcs, 0, frozenset({3}))
    assert packed.arcs == [[Arc(97, b"xy", 0.5, 1, chain=True), Arc(98, b"z", 0.0, 1)], []]
    assert packed.finals == {1}


def test_a_chain_has_one_weight():
    arcs = [[Arc(97, b"x", 0.5, 1)], [Arc(0, b"y", 0.25, 2)], []]
    packed = compile_transducer(arcs, 0, frozenset({2}))
    assert [[arc.weight for arc in leaving] for leaving in packed.arcs] == [[0.5], [0.25], []]


def test_states_that_are_entered_twice_read_something_or_end_a_text_stay():
    entered_twice = [[Arc(97, b"", 0.0, 1), Arc(98, b"", 0.0, 1)], [Arc(0, b"", 0.0, 2)], []]
    reads = [[Arc(97, b"", 0.0, 1)], [Arc(98, b"", 0.0, 2)], []]
    for arcs, finals in ((entered_twice, {2}), (reads, {2}), ([[Arc(97, b"", 0.0, 1)], [Arc(0, b"", 0.0, 2)], []], {1, 2})):
        assert len(compile_transducer(arcs, 0, frozenset(finals)).arcs) == 3


def test_followers_look_through_what_reads_nothing():
    arcs = [[Arc(0, b"a", 0.0, 1), Arc(0, b"b", 0.0, 2)], [Arc(120, b"", 0.0, 2)], [Arc(121, b"", 0.0, 2)]]
    assert compile_transducer(arcs, 0, frozenset({2})).followers == [{120, 121, END}, {120}, {121, END}]


def test_a_silent_cycle_is_refused():
    with pytest.raises(ExportError, match="cycle"):
        compile_transducer([[Arc(0, b"", 0.0, 1)], [Arc(0, b"", 0.0, 0)]], 0, frozenset({1}))


def test_the_command_says_what_cannot_be_written(tmp_path, capsys):
    pytest.importorskip("pynini")
    assert main([str(tmp_path / "missing" / "out")]) == 2
    assert "mynah-export-transducers" in capsys.readouterr().err
