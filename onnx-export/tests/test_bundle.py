"""The command as its users see it: what it writes, what it refuses, and that it never leaves half a bundle."""
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import onnx
import pytest
from torch import nn

from mynah_export import bundle, contract, graph
from mynah_export.cli import main
from mynah_export.errors import ContractError, DeviationError
from mynah_export.stages import STAGES


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    path = tmp_path_factory.mktemp("tiny") / "checkpoint"
    assert main(["--random", "tiny", "0", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def exported(checkpoint, tmp_path_factory):
    out = tmp_path_factory.mktemp("exported") / "bundle"
    assert main([str(checkpoint), str(out), "--stages", "duration", "aligner"]) == 0
    return out


def manifest(path):
    return json.loads((path / "bundle.json").read_text())


def test_the_manifest_tells_every_graph_with_its_digest(exported):
    said = manifest(exported)
    assert (said["format"], said["name"], said["license"], said["languages"]) == (1, "untrained", "Apache-2.0", ["en", "zh"])
    assert [entry["name"] for entry in said["graphs"]] == ["aligner_encoder", "aligner_decoder", "duration_encoder", "duration_decoder"]
    for entry in said["graphs"]:
        content = (exported / entry["file"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        metadata = {prop.key: prop.value for prop in onnx.load_from_string(content).metadata_props}
        assert metadata["mynah.graph"] == entry["name"]
        assert json.loads(metadata["mynah.contract"]) == {key: entry[key] for key in ("inputs", "outputs", "cache")}
    assert sorted(file.name for file in exported.iterdir()) == sorted(["bundle.json"] + [entry["file"] for entry in said["graphs"]])


def test_graphs_tell_nothing_of_the_machine_that_made_them(exported, checkpoint):
    for file in exported.iterdir():
        content = file.read_bytes()
        for secret in (os.fsencode(str(checkpoint)), os.fsencode(os.path.dirname(os.path.abspath(bundle.__file__))), b"site-packages"):
            assert secret not in content, f"{file.name} holds {secret!r}"


@pytest.mark.parametrize("precision", ["fp16", "int8"])
def test_a_smaller_precision_keeps_the_contract_and_states_its_deviation(exported, checkpoint, tmp_path, precision):
    assert main([str(checkpoint), str(tmp_path / "out"), "--stages", "duration", "aligner", "--precision", precision]) == 0
    small, large = manifest(tmp_path / "out"), manifest(exported)
    assert small["precision"] == precision
    for entry, whole in zip(small["graphs"], large["graphs"], strict=True):
        assert {key: entry[key] for key in ("inputs", "outputs", "cache")} == {key: whole[key] for key in ("inputs", "outputs", "cache")}
        assert whole["deviation"] < entry["deviation"] < 0.1
    sizes = [sum(file.stat().st_size for file in path.glob("*.onnx")) for path in (tmp_path / "out", exported)]
    assert sizes[0] < 0.75 * sizes[1]


def test_other_stages_stay_as_they_are(exported, checkpoint, tmp_path):
    shutil.copytree(exported, tmp_path / "bundle")
    assert main([str(checkpoint), str(tmp_path / "bundle"), "--stages", "g2p"]) == 0
    before, after = manifest(exported), manifest(tmp_path / "bundle")
    assert [entry for entry in after["graphs"] if entry["name"] != "g2p"] == before["graphs"]
    assert after["aligner"] == before["aligner"] and after["g2p"]["stopCode"] == 801
    assert sorted(os.listdir(tmp_path)) == ["bundle"]


@pytest.mark.parametrize("arguments,message", [
    (["nowhere", "out"], "nowhere is not a checkpoint folder"),
    (["{checkpoint}", "{checkpoint}"], "exists and is not a bundle"),
    (["--random", "tiny", "0", "{checkpoint}"], "exists; remove it"),
])
def test_what_cannot_be_done_is_said_in_a_line(checkpoint, capsys, arguments, message):
    assert main([argument.format(checkpoint=checkpoint) for argument in arguments]) == 2
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1


@pytest.mark.parametrize("spoil,message", [
    (lambda folder: shutil.rmtree(folder / "duration_lm"), "lacks the folder duration_lm"),
    (lambda folder: (folder / "duration_lm/config.yaml").unlink(), "config.yaml is missing"),
    (lambda folder: (folder / "duration_lm/model_only_last.ckpt").unlink(), "holds no checkpoint: expected model_only_last.ckpt"),
    (lambda folder: (folder / "duration_lm/model_only_last.ckpt").write_bytes(b"PK\x03\x04 not a checkpoint"), "cannot be read"),
])
def test_a_broken_checkpoint_leaves_no_bundle(checkpoint, tmp_path, capsys, spoil, message):
    shutil.copytree(checkpoint, tmp_path / "checkpoint")
    spoil(tmp_path / "checkpoint")
    assert main([str(tmp_path / "checkpoint"), str(tmp_path / "out"), "--stages", "duration"]) == 2
    assert message in capsys.readouterr().err
    assert os.listdir(tmp_path) == ["checkpoint"]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_export_leaves_the_old_bundle(exported, checkpoint, tmp_path, sent):
    shutil.copytree(exported, tmp_path / "bundle")
    process = subprocess.Popen([sys.executable, "-m", "mynah_export.cli", str(checkpoint), str(tmp_path / "bundle")],
                               stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while not list(tmp_path.glob("bundle.partial/*.onnx")) and time.monotonic() < deadline:
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(sent)
        assert process.wait(60) not in (0, None)
    finally:
        process.kill()
    assert os.listdir(tmp_path) == ["bundle"]
    assert manifest(tmp_path / "bundle") == manifest(exported)


def test_a_graph_that_computes_something_else_is_refused(exported, checkpoint):
    encoder, _ = STAGES["duration"].contracts(STAGES["duration"].load(checkpoint / "duration_lm"))
    other = contract.GraphContract(encoder.name, Shifted(encoder.module), encoder.inputs, encoder.outputs, encoder.examples, encoder.trials,
                                   derived=encoder.derived)
    with pytest.raises(DeviationError, match="duration_encoder, output hidden"):
        graph.validate(other, exported / "duration_encoder.onnx", "fp32")


class Shifted(nn.Module):
    """A module that differs from its graph by one part in a hundred."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, *inputs):
        return tuple(output * np.float32(1.01) for output in self.module(*inputs))


def test_a_graph_with_other_inputs_is_refused(exported, checkpoint, tmp_path):
    encoder, _ = STAGES["duration"].contracts(STAGES["duration"].load(checkpoint / "duration_lm"))
    model = onnx.load(str(exported / "duration_encoder.onnx"))
    model.graph.input[1].name = "accents"
    for node in model.graph.node:
        node.input[:] = ["accents" if name == "tones" else name for name in node.input]
    onnx.save(model, str(tmp_path / "other.onnx"))
    with pytest.raises(ContractError, match="accents"):
        graph.describe(encoder, tmp_path / "other.onnx")
