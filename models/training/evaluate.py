"""Measures a model folder as the product uses it: prompts only, exported graphs, ONNX Runtime on the CPU.

python evaluate.py --data DIR --shared DIR --packages DIR --repositories DIR --model DIR [--json FILE]
Held-out pictures only. Confidence intervals are 95 % bootstrap intervals over the queries, 2,000 resamples, fixed seed.
"""

import json
import random
from pathlib import Path

import numpy as np
import onnxruntime as ort
from PIL import Image
from tokenizers import Tokenizer

from pictures import COLOURS, SHAPES, _stamp, on_contrast, squeeze
from settings import CONTEXT_LENGTH, IMAGE_SIZE, PIXEL_DEVIATION, PIXEL_MEAN, SEED, WHITE, Places, parser, places
from sources import flickr_captions, flickr_held_out, flickr_pictures, lines, workspace_photos

TEMPLATES = ["{}", "a photo of a {}", "a picture of a {}", "a {}"]
TEST_COLOURS = ["red", "green", "blue", "yellow", "orange", "purple", "pink", "brown", "black", "grey"]
TEST_SHAPES = ["circle", "square", "triangle", "star", "heart", "rectangle", "hexagon", "diamond", "cross", "arrow"]


class Model:
    """Both towers of a model folder: pictures and texts to unit vectors."""

    def __init__(self, folder: Path) -> None:
        options = ort.SessionOptions()
        self.vision = ort.InferenceSession(folder / "onnx/vision_model.onnx", options, providers=["CPUExecutionProvider"])
        self.text = ort.InferenceSession(folder / "onnx/text_model.onnx", options, providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(CONTEXT_LENGTH)
        self.tokenizer.enable_padding(pad_id=0)

    def pictures(self, pixels: list[np.ndarray]) -> np.ndarray:
        parts = []
        for first in range(0, len(pixels), 16):
            batch = np.stack(pixels[first : first + 16]).astype(np.float32).transpose(0, 3, 1, 2)
            parts.append(self.vision.run(None, {"pixel_values": (batch - PIXEL_MEAN) / PIXEL_DEVIATION})[0])
        return unit(np.concatenate(parts))

    def texts(self, texts: list[str]) -> np.ndarray:
        parts = []
        for first in range(0, len(texts), 64):
            tokens = self.tokenizer.encode_batch(texts[first : first + 64])
            feeds = {"input_ids": np.array([t.ids for t in tokens]), "attention_mask": np.array([t.attention_mask for t in tokens])}
            parts.append(self.text.run(None, feeds)[0])
        return unit(np.concatenate(parts))

    def ensemble(self, names: list[str]) -> np.ndarray:
        vectors = self.texts([t.format(n) for n in names for t in TEMPLATES])
        return unit(vectors.reshape(len(names), len(TEMPLATES), -1).mean(1))


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def rank_of_own(scores: np.ndarray, own: np.ndarray) -> np.ndarray:
    """How many others score higher than each row's own column."""
    return (scores > scores[np.arange(len(scores)), own][:, None]).sum(1)


class Table:
    """Collects figures with their intervals."""

    def __init__(self) -> None:
        self.rows: list[dict] = []
        self.rng = np.random.default_rng(SEED)

    def add(self, name: str, hits: np.ndarray) -> None:
        hits = np.asarray(hits, float)
        means = hits[self.rng.integers(0, len(hits), (2000, len(hits)))].mean(1)
        low, high = np.percentile(means, [2.5, 97.5])
        row = {"name": name, "percent": hits.mean() * 100, "low": low * 100, "high": high * 100, "count": len(hits)}
        self.rows.append(row)
        print(f"{name:44} {row['percent']:5.1f} %   {row['low']:5.1f} – {row['high']:5.1f}   n = {row['count']}", flush=True)


def photographs(model: Model, where: Places, table: Table) -> None:
    photos = workspace_photos(where)
    images = [Image.open(where.shared / "workspace" / p["path"]) for p in photos]
    vectors = model.pictures([squeeze(image) for image in images])
    own = np.arange(len(photos))
    classes = model.ensemble([p["name"] for p in photos])
    ranks = rank_of_own(vectors @ classes.T, own)
    table.add("photographs, 250 classes, top-1", ranks < 1)
    table.add("photographs, 250 classes, top-5", ranks < 5)
    found = rank_of_own(model.texts([p["name"] for p in photos]) @ vectors.T, own)
    table.add("photographs by bare name, first", found < 1)
    table.add("photographs by bare name, first 10 of 250", found < 10)
    grey = model.pictures([squeeze(image.convert("L")) for image in images])
    table.add("the same in grey, 250 classes, top-1", rank_of_own(grey @ classes.T, own) < 1)


def captions(model: Model, where: Places, table: Table) -> None:
    _, validation = flickr_held_out(where)
    wanted, said = set(validation), flickr_captions(where)
    pictures = {name: squeeze(image) for name, image in flickr_pictures(where) if name in wanted}
    names = [name for name in validation if name in pictures]
    vectors = model.pictures([pictures[name] for name in names])
    texts = [(text, place) for place, name in enumerate(names) for text in said[name]]
    ranks = rank_of_own(model.texts([t for t, _ in texts]) @ vectors.T, np.array([p for _, p in texts]))
    for k in (1, 5, 10):
        table.add(f"Flickr8k validation, text to image R@{k} in {len(names)}", ranks < k)


def icons(model: Model, where: Places, table: Table) -> None:
    facts = json.loads((where.data / "held.json").read_text("utf8"))
    size, rows = facts["size"], facts["rows"]
    masks = np.memmap(where.data / "held.bin", np.uint8, "r", shape=(len(rows), size, size))
    pixels = []
    for mask in masks:
        rgba = Image.new("RGBA", (size, size), (0, 0, 0, 0))
        rgba.putalpha(Image.fromarray(np.asarray(mask)))
        pixels.append(squeeze(on_contrast(rgba)))
    ranks = rank_of_own(model.texts([row["name"] for row in rows]) @ model.pictures(pixels).T, np.arange(len(rows)))
    table.add(f"icons by bare name, R@10 in {len(rows)}", ranks < 10)


def emoji(model: Model, where: Places, table: Table) -> None:
    known = {e["hexcode"].lower().replace("-fe0f", ""): e for e in json.loads((where.packages / "emojibase-data/en/data.json").read_text("utf8"))}
    files = {p.stem.replace("-fe0f", ""): p for p in (where.packages / "@lobehub/fluent-emoji-3d/assets").glob("*.webp")}
    codes = [c.lower().replace("-fe0f", "") for c in lines(where.shared / "training/emoji-held-out.txt")]
    codes = [c for c in codes if c in files and c in known]
    pixels = [squeeze(on_contrast(Image.open(files[c]).convert("RGBA"))) for c in codes]
    ranks = rank_of_own(model.texts([known[c]["label"].lower() for c in codes]) @ model.pictures(pixels).T, np.arange(len(codes)))
    table.add(f"emoji by bare name, R@10 in {len(codes)}", ranks < 10)


def shapes(model: Model, table: Table) -> None:
    rng = random.Random(SEED + 99)
    names, pixels = [], []
    for colour in TEST_COLOURS:
        for shape in TEST_SHAPES:
            canvas = Image.new("RGB", (IMAGE_SIZE, IMAGE_SIZE), WHITE)
            radius = IMAGE_SIZE * rng.uniform(0.25, 0.42)
            slack = int(IMAGE_SIZE / 2 - radius)
            mask = Image.new("L", (IMAGE_SIZE, IMAGE_SIZE), 0)
            mask.paste(_stamp(shape, radius, 0, False), (rng.randint(-slack, slack), rng.randint(-slack, slack)))
            canvas.paste(tuple(max(0, min(255, v + rng.randint(-15, 15))) for v in COLOURS[colour]), (0, 0), mask)
            names.append(f"{colour} {shape}")
            pixels.append(np.asarray(canvas))
    assert set(TEST_SHAPES) <= set(SHAPES)
    ranks = rank_of_own(model.pictures(pixels) @ model.texts(names).T, np.arange(len(names)))
    table.add("colours × shapes, top-1 of 100", ranks < 1)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--model", type=Path, required=True)
    options.add_argument("--json", type=Path)
    arguments = options.parse_args()
    where, table, model = places(arguments), Table(), Model(arguments.model)
    photographs(model, where, table)
    icons(model, where, table)
    emoji(model, where, table)
    shapes(model, table)
    captions(model, where, table)
    if arguments.json:
        arguments.json.write_text(json.dumps(table.rows, indent=2) + "\n", "utf8")


if __name__ == "__main__":
    main()
