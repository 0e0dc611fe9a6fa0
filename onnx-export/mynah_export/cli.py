"""The command ``mynah-export``."""
from __future__ import annotations

import argparse
import shutil
import signal
import sys
from pathlib import Path

from . import random_checkpoint
from .errors import ExportError
from .precision import PRECISIONS
from .random_layout import SIZES


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns 0, or 2 after a message on standard error for what the user can mend."""
    parser = _parser()
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what is half written is removed
    try:
        if options.random:
            _write_random(parser, options)
        else:
            _export(parser, options)
    except ExportError as error:
        print(f"mynah-export: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("mynah-export: interrupted, nothing was written", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mynah-export", description="Turn a MegaTTS3 checkpoint into the bundle that Mynah runs.")
    parser.add_argument("paths", nargs="+", metavar="CHECKPOINT OUT", type=Path,
                        help="the checkpoint folder and the bundle to write; with --random only the checkpoint to write")
    parser.add_argument("--precision", choices=PRECISIONS, default="fp32", help="of the weights (default fp32)")
    parser.add_argument("--stages", nargs="+", choices=("aligner", "g2p", "duration", "diffusion", "wave"), metavar="STAGE",
                        help="export only these of aligner, g2p, duration, diffusion, wave; the bundle's others stay as they are")
    parser.add_argument("--random", nargs=2, metavar=("SIZE", "SEED"),
                        help=f"write a checkpoint of random weights instead, of size {', '.join(SIZES)}")
    return parser


def _export(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if len(options.paths) != 2:
        parser.error("expected CHECKPOINT and OUT")
    from . import bundle  # torch takes seconds to load; --help should not
    from .stages import STAGES
    checkpoint, out = options.paths
    names = tuple(dict.fromkeys(options.stages or STAGES))
    bundle.export_bundle(checkpoint, out, options.precision, names, lambda message: print(message, file=sys.stderr, flush=True))
    print(out)


def _write_random(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    size, seed = options.random
    if size not in SIZES:
        parser.error(f"unknown size {size!r}; expected {', '.join(SIZES)}")
    if len(options.paths) != 1 or options.stages:
        parser.error("--random takes one path, the checkpoint to write, and no stages")
    out = options.paths[0]
    if out.exists():
        raise ExportError(f"{out} exists; remove it or choose another place")
    work = out.with_name(out.name + ".partial")
    shutil.rmtree(work, ignore_errors=True)
    try:
        random_checkpoint.write(size, seed, work, lambda message: print(message, file=sys.stderr, flush=True))
        work.rename(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(out)


if __name__ == "__main__":
    sys.exit(main())
