"""Draws with all processors what rules can draw: shapes and patterns, textures, sprites, games, and styles of photographs.

python drawing.py --pack DIR --out DIR [--only SET …] [--processes N]
Each set is `<name>.npy` (N×224×224×3 bytes) and `<name>.json` (what is said of each). The place of a picture decides its seed.
"""

import argparse
import io
import json
import os
import random
import re
import time
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

from pictures import SQUARE, draw_pattern, draw_shape, squeeze
from settings import IMAGE_SIZE, SEED
from sprites import draw_game, draw_sprite
from styles import name_captions, sentence_captions, stylise
from textures import draw_texture

#: How many pictures of each set.
COUNTS = {"drawn": 24_000, "textures": 8_000, "games": 12_000, "sprites": 8_000, "styled": 12_000}
#: One in so many of the drawn ones is a pattern.
PATTERN_EVERY = 8
#: Pictures that one process makes at a time.
PART = 100

Item = tuple[np.ndarray, dict]


class Pack:
    """One packed set: the pictures are decoded when they are asked for."""

    def __init__(self, folder: Path, name: str) -> None:
        self.rows = json.loads((folder / f"{name}.json").read_text("utf8"))
        self.content = np.memmap(folder / f"{name}.bin", np.uint8, "r")
        self.ends = np.cumsum([row["bytes"] for row in self.rows])

    def picture(self, place: int) -> Image.Image:
        end = int(self.ends[place])
        return Image.open(io.BytesIO(self.content[end - self.rows[place]["bytes"] : end].tobytes()))


class Sources:
    """What the sets are made of, read once a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held = frozenset(json.loads((folder / "held.json").read_text("utf8")))
        self._packs: dict[str, Pack] = {}

    def pack(self, name: str) -> Pack:
        if name not in self._packs:
            self._packs[name] = Pack(self.folder, name)
        return self._packs[name]


def drawn(_sources: Sources, place: int, rng: random.Random) -> Item:
    image, said = draw_pattern(rng) if place % PATTERN_EVERY == 0 else draw_shape(rng)
    return image, {"texts": said}


def textures(_sources: Sources, _place: int, rng: random.Random) -> Item:
    image, said = draw_texture(rng)
    return image, {"texts": said}


def games(sources: Sources, _place: int, rng: random.Random) -> Item:
    image, said = draw_game(rng, sources.held)
    return image, {"texts": said}


def sprites(sources: Sources, _place: int, rng: random.Random) -> Item:
    pack = sources.pack("emoji")
    picks = []
    while len(picks) < 12:
        place = rng.randrange(len(pack.rows))
        if pack.rows[place]["kind"] == "emoji":
            picks.append(place)
    pixels = [np.asarray(pack.picture(i).convert("RGBA").resize((160, 160), Image.Resampling.BICUBIC)) for i in picks]
    image, said = draw_sprite(pixels, [pack.rows[i]["texts"][0] for i in picks], rng)
    return image, {"texts": said}


def styled(sources: Sources, place: int, rng: random.Random) -> Item:
    """Half of them from photographs with a class, half from photographs with captions."""
    pack = sources.pack("photographs" if place % 2 else "flickr")
    row = rng.randrange(len(pack.rows))
    picture, style = stylise(pack.picture(row).convert("RGB").resize(SQUARE, Image.Resampling.BICUBIC), rng)
    told = pack.rows[row]
    if place % 2:
        names = json.loads((sources.folder / "class_names.json").read_text("utf8"))[told["class"]]
        said = {"texts": name_captions(style, rng.choice(names[:2]).lower(), rng, 4), "group": told["group"], "class": told["class"]}
    else:
        said = {"texts": [t for caption in told["texts"][:3] for t in sentence_captions(style, caption, rng, 2)], "group": told["group"]}
    return squeeze(picture), said


DRAW = {"drawn": drawn, "textures": textures, "games": games, "sprites": sprites, "styled": styled}
_sources: Sources


def _begin(folder: Path) -> None:
    global _sources
    _sources = Sources(folder)


def _part(task: tuple[str, int, int]) -> tuple[int, np.ndarray, list[dict]]:
    name, first, end = task
    items = [DRAW[name](_sources, place, random.Random(f"{SEED} {name} {place}")) for place in range(first, end)]
    for _, said in items:
        said["texts"] = [t for t in said["texts"] if re.sub(r"[^a-z0-9]", "", t.lower()) not in _sources.held]
    return first, np.stack([pixels for pixels, _ in items]), [said for _, said in items]


def write(pool: Pool, out: Path, name: str, count: int) -> None:
    if (out / f"{name}.json").exists():
        return
    started = time.time()
    pixels = np.lib.format.open_memmap(out / f"{name}.npy", "w+", np.uint8, (count, IMAGE_SIZE, IMAGE_SIZE, 3))
    rows: list[dict] = [{}] * count
    for first, part, said in pool.imap_unordered(_part, [(name, i, min(count, i + PART)) for i in range(0, count, PART)]):
        pixels[first : first + len(part)] = part
        rows[first : first + len(part)] = said
    (out / f"{name}.json").write_text(json.dumps(rows), "utf8")
    print(f"{name}: {count} pictures in {time.time() - started:.0f} s", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pack", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--only", nargs="+", choices=list(DRAW), default=list(DRAW))
    options.add_argument("--processes", type=int, default=os.cpu_count())
    options.add_argument("--share", type=float, default=1.0, help="so much of each set")
    arguments = options.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with Pool(arguments.processes, _begin, (arguments.pack,)) as pool:
        for name in arguments.only:
            write(pool, arguments.out, name, round(COUNTS[name] * arguments.share))


if __name__ == "__main__":
    main()
