"""Bundles of the parity set, exported once a session and left behind for the Java tests."""
import os
import shutil
from pathlib import Path

import pytest

from mynah_export import bundle
from mynah_export.stages import STAGES
import parity

ROOT = Path(os.environ.get("MYNAH_PARITY_BUNDLES") or Path(__file__).parents[2] / "build/parity-bundles")


def pytest_addoption(parser):
    parser.addoption("--full", action="store_true", help="also run the cases of official size (8 GB of disk, some minutes)")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--full"):
        left = [item for item in items if item.get_closest_marker("full") is None]
        config.hook.pytest_deselected(items=[item for item in items if item not in left])
        items[:] = left


def pytest_configure(config):
    config.addinivalue_line("markers", "full: works at official size; run with --full")


def _export(checkpoint: Path, out: Path, names=tuple(STAGES)) -> Path:
    bundle.export_bundle(checkpoint, out, "fp32", names, print)
    return out


def _checkpoint(size: str, target: Path, wave: str = "encoder", duration: str = "duration_lm") -> Path:
    for folder in (stage.folder for stage in STAGES.values()):
        dropped = ("encoder.", "proj_to_z.") if folder == "wavvae" and wave == "decoder" else ()
        source = duration if folder == "duration_lm" else folder
        parity.write_stage(size, source, target / folder, lambda name: not name.startswith(dropped))
    return target


@pytest.fixture(scope="session")
def mini_encoder(tmp_path_factory) -> Path:
    """The mini bundle with a wave encoder."""
    shutil.rmtree(ROOT / "mini-encoder", ignore_errors=True)
    return _export(_checkpoint("mini", tmp_path_factory.mktemp("mini-encoder")), ROOT / "mini-encoder")


def _variant(base: Path, name: str, checkpoint: Path, stage: str) -> Path:
    out = ROOT / name
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(base, out)
    return _export(checkpoint, out, (stage,))


@pytest.fixture(scope="session")
def mini_decoder(mini_encoder, tmp_path_factory) -> Path:
    """The mini bundle as ``decoder.ckpt`` alone gives it."""
    return _variant(mini_encoder, "mini-decoder", _checkpoint("mini", tmp_path_factory.mktemp("mini-decoder"), wave="decoder"), "wave")


@pytest.fixture(scope="session")
def mini_mse(mini_encoder, tmp_path_factory) -> Path:
    """The mini bundle whose duration model regresses."""
    return _variant(mini_encoder, "mini-mse", _checkpoint("mini", tmp_path_factory.mktemp("mini-mse"), duration="duration_lm_mse"),
                    "duration")


@pytest.fixture(scope="session")
def full(tmp_path_factory) -> Path:
    """The bundle of official size."""
    shutil.rmtree(ROOT / "full", ignore_errors=True)
    checkpoint = _checkpoint("full", tmp_path_factory.mktemp("full"))
    out = _export(checkpoint, ROOT / "full")
    shutil.rmtree(checkpoint)
    return out
