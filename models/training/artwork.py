"""Drawings and game graphics of public collections, with what their file names and keywords say: clip art, sketches, tiles."""

import io
import json
import random
import re
from collections.abc import Iterator
from functools import cache

import numpy as np
from PIL import Image, ImageDraw

from phrases import phrase
from pictures import draw_picture, squeeze
from settings import IMAGE_SIZE, SEED, WHITE, Places
from sources import files_below, held_out_names
from wordnet import read_nouns

SKETCHES = ("borismus+exupery", "public/sketches")
#: Game tiles: repository, folder, at most so many pictures.
TILES = [
    ("crawl+tiles", "releases/Nov-2015", 3000),
    ("I-am-Erk+CDDA-Tilesets", "gfx", 9000),
    ("VoxeLibre+VoxeLibre", "textures", 2000),
]  # fmt: skip
#: Words of a file name that say where a picture belongs, not what it shows.
NOISE = re.compile(r"\b(mon|f|t|fd|vp|tr|overlay|worn|wielded|male|female|season|spring|summer|autumn|winter|mcl|mobs|mc|default|"
                   r"overmap|var|id|vehicle|corpse|broken|n|s|e|w|ne|nw|se|sw|ns|ew|nsew|center|corner|edge|end|piece|unconnected|"
                   r"new|old|front|back|side|top|bottom|left|right|item|tile|\d+)\b")  # fmt: skip
UNUSABLE = re.compile(r"gui|font|UNUSED|glyph|ascii|_cyr_|/_|blood|player|overlay|character|overmap", re.IGNORECASE)

CLIPART_TEMPLATES = ["a cartoon of a {}", "clip art of a {}", "a drawing of a {}", "an illustration of a {}", "cartoon {}", "a {}"]
SKETCH_TEMPLATES = ["a sketch of a {}", "a doodle of a {}", "a drawing of a {}", "a line drawing of a {}", "a simple sketch of a {}", "{}"]
TILE_TEMPLATES = ["{} sprite", "pixel art of a {}", "a {} in a video game", "{} game asset", "8-bit {}"]
TEXTURE_TEMPLATES = ["{} texture", "a texture of {}", "pixel art texture of {}", "{} block"]


@cache
def _nouns(packages) -> frozenset[str]:
    return frozenset(name.lower() for synset in read_nouns(packages).values() for name in synset.names)


def _known(words: str, nouns: frozenset[str]) -> bool:
    """True of a name whose every word is an English noun, one of them with more than two letters."""
    parts = words.split()
    return bool(parts) and any(len(p) > 2 for p in parts) and (words in nouns or all(p in nouns or p.rstrip("s") in nouns for p in parts))


def clipart(where: Places) -> Iterator[tuple[np.ndarray, dict]]:
    """What renderClipart.mjs drew, with the keywords that are English nouns."""
    rng = random.Random(SEED + 3)
    facts = json.loads((where.data / "clipart.json").read_text("utf8"))
    size, rows = facts["size"], facts["rows"]
    pixels = np.memmap(where.data / "clipart.bin", np.uint8, "r", shape=(len(rows), size, size, 4))
    nouns, held = _nouns(where.packages), held_out_names(where)
    shapes = 0
    for row, picture in zip(rows, pixels):
        folder, *_, file = row["place"].split("/")
        shapes += folder == "shapes"
        if folder == "shapes" and shapes > 300:
            continue
        if row["set"] == "tuxpaint":
            title = row["title"].lower().rstrip(".! ")
            names = [re.sub(r"^(an?|the|some) ", "", title)]
        else:
            stem = re.sub(r"[_\-]+|\d+", " ", file.rsplit(".", 1)[0]).lower()
            said = [row["title"].lower(), *(k.lower() for k in row["keywords"]), *stem.split()]
            names = [n for n in dict.fromkeys(s.strip() for s in said) if _known(n, nouns)][:4]
            if not names and folder not in ("unsorted", "special"):
                names = [folder.rstrip("s").replace("_", " ")]
        if not names or any(re.sub(r"[^a-z0-9]", "", n) in held for n in names):
            continue
        said = {"texts": names + [phrase(t, names[0]) for t in rng.sample(CLIPART_TEMPLATES, 3)], "kind": "clipart"}
        for _ in range(2):
            yield draw_picture(np.asarray(picture), rng), said


def sketches(where: Places) -> Iterator[tuple[np.ndarray, dict]]:
    """Doodles of Quick, Draw!: strokes, drawn with a pen of our own, twice each."""
    rng = random.Random(SEED + 4)
    held = held_out_names(where)
    for path, content in files_below(where, *SKETCHES, ".ndjson"):
        word = path.rsplit("/", 1)[1].removesuffix(".ndjson").lower()
        if re.sub(r"[^a-z0-9]", "", word) in held:
            continue
        for line in content.decode("utf8").splitlines():
            drawing = json.loads(line)
            if not drawing.get("recognized", True):
                continue
            for _ in range(2):
                templates = rng.sample(SKETCH_TEMPLATES, 3)
                yield draw_strokes(drawing["drawing"], rng), {"texts": [word] + [phrase(t, word) for t in templates], "kind": "sketch"}


def draw_strokes(strokes: list, rng: random.Random) -> np.ndarray:
    """Pen strokes (lists of x and of y) → a drawing, mostly dark on white."""
    xs = [x for stroke in strokes for x in stroke[0]]
    ys = [y for stroke in strokes for y in stroke[1]]
    extent = max(max(xs) - min(xs), max(ys) - min(ys), 1)
    scale = 2 * IMAGE_SIZE * rng.uniform(0.7, 0.92) / extent
    middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    dark = rng.random() < 0.9
    paper = (WHITE if rng.random() < 0.8 else tuple(rng.randint(215, 255) for _ in range(3))) if dark else (25, 25, 30)
    ink = tuple(rng.randint(0, 70) for _ in range(3)) if dark else (235, 235, 235)
    canvas = Image.new("RGB", (2 * IMAGE_SIZE, 2 * IMAGE_SIZE), paper)
    pen, width = ImageDraw.Draw(canvas), rng.choice([3, 4, 5, 6, 8, 12])
    for stroke in strokes:
        points = [(IMAGE_SIZE + (x - middle[0]) * scale, IMAGE_SIZE + (y - middle[1]) * scale) for x, y in zip(stroke[0], stroke[1])]
        if len(points) > 1:
            pen.line(points, fill=ink, width=width, joint="curve")
    return squeeze(canvas)


def tiles(where: Places) -> Iterator[tuple[np.ndarray, dict]]:
    """Sprites and textures of free games, enlarged without smoothing as often as with."""
    rng = random.Random(SEED + 5)
    held, nouns = held_out_names(where), _nouns(where.packages)
    for repository, folder, most in TILES:
        seen: dict[str, int] = {}
        made = 0
        for path, content in files_below(where, repository, folder, ".png", SEED):
            if made >= most:
                break
            if UNUSABLE.search(path):
                continue
            stem = re.sub(r"[_\-.()+]+", " ", path.rsplit("/", 1)[1].rsplit(".", 1)[0]).lower()
            name = " ".join(NOISE.sub(" ", re.sub(r"(?<=[a-z])\d+", " ", stem)).split())
            if not _known(name.split()[-1] if name else "", nouns) or re.sub(r"[^a-z0-9]", "", name) in held or seen.get(name, 0) >= 3:
                continue
            try:
                picture = Image.open(io.BytesIO(content)).convert("RGBA")
            except OSError:
                continue
            if max(picture.size) > 256 or min(picture.size) < 8:
                continue
            seen[name] = seen.get(name, 0) + 1
            made += 1
            side = max(picture.size)
            square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
            square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
            enlarged = square.resize((160, 160), Image.Resampling.NEAREST if rng.random() < 0.6 else Image.Resampling.BICUBIC)
            opaque = np.asarray(picture)[..., 3].min() > 250
            templates = TEXTURE_TEMPLATES if opaque else TILE_TEMPLATES
            texts = [name] + [phrase(t, name) for t in rng.sample(templates, 2)]
            yield draw_picture(np.asarray(enlarged), rng), {"texts": texts, "kind": "texture" if opaque else "sprite"}
