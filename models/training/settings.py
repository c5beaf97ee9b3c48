"""Where things are and the constants that all steps share."""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

IMAGE_SIZE = 224
#: EfficientNet-Lite's own normalisation, (x - 127) / 128 on 0..255.
PIXEL_MEAN = 127.0
PIXEL_DEVIATION = 128.0
#: Width of the common space.
EMBEDDING_SIZE = 256
#: Hidden width of both projection heads.
HEAD_WIDTH = 1024
#: Tokens at most, [CLS] and [SEP] included.
CONTEXT_LENGTH = 64
SEED = 20261124
#: Light pictures with transparency stand on dark grey, all others on white (src/encoder/alpha.ts).
LIGHT_LUMA = 200
WHITE = (255, 255, 255)
DARK_GREY = (32, 32, 32)


@dataclass(frozen=True)
class Places:
    """Folders of one machine, from the command line or the environment."""

    data: Path  #: everything that is made: renders, features, runs
    shared: Path  #: held-out lists and evaluation pictures
    packages: Path  #: a node_modules with the icon packages
    repositories: Path  #: bare git copies of the public picture repositories


def parser(description: str) -> argparse.ArgumentParser:
    """An argument parser with the options that every step has."""
    result = argparse.ArgumentParser(description=description)
    for name in ("data", "shared", "packages", "repositories"):
        result.add_argument(f"--{name}", type=Path, default=os.environ.get(f"ASSET_LENS_{name.upper()}"))
    result.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    result.add_argument("--threads", type=int, default=os.cpu_count())
    return result


def places(arguments: argparse.Namespace) -> Places:
    """The folders, checked. Raises SystemExit that names what is missing."""
    chosen = {}
    for name in ("data", "shared", "packages", "repositories"):
        value = getattr(arguments, name)
        if value is None:
            raise SystemExit(f"Say where it is: --{name} FOLDER (or ASSET_LENS_{name.upper()}).")
        chosen[name] = Path(value)
    return Places(**chosen)
