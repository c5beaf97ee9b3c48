"""Packs every set of pictures small, so that it is quickly on a machine with a GPU (`whole.py` reads it there).

python pack.py --out DIR [--only SET …]
A set is `<name>.bin` (WebP after WebP) and `<name>.json` (what is said of each, and how many bytes it has). Silhouettes are kept
as 16 levels of grey, coloured pictures with their transparency; what rules draw (shapes, textures, sprites) is drawn there.
"""

import io
import json
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import artwork
import prepare
from backbones import ImageBackbone, text_model_folder
from evaluation import ancestors
from settings import SEED, Places, parser, places
from sources import flickr_captions, flickr_held_out, flickr_pictures, imagenet_classes, imagenet_order, imagenet_pictures, tiny_imagenet
from texts import class_texts, make_vocabulary, shipped_backbone
from whole_tower import describe

#: Sides of silhouettes and of coloured pictures.
SILHOUETTE, COLOURED, LOGO = 96, 128, 96
#: WebP's quality of pictures to learn from.
QUALITY = 68
#: Photographs keep their proportions, at most so long.
LONGEST = 288

#: An encoded picture, and what is said of it.
Item = tuple[bytes, dict]


def webp(image: Image.Image, quality: int = QUALITY, lossless: bool = False) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality, lossless=lossless, method=3)
    return buffer.getvalue()


def silhouette(alpha: np.ndarray, side: int = SILHOUETTE) -> bytes:
    small = Image.fromarray(np.asarray(alpha)).resize((side, side), Image.Resampling.LANCZOS)
    return webp(small.point(lambda v: min(255, (v + 8) // 17 * 17)).convert("RGB"), lossless=True)


def coloured(pixels: np.ndarray, side: int = COLOURED) -> bytes:
    return webp(Image.fromarray(np.asarray(pixels)).resize((side, side), Image.Resampling.LANCZOS), 60)


def limited(image: Image.Image) -> Image.Image:
    scale = LONGEST / max(image.size)
    return image if scale >= 1 else image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.LANCZOS)


def flickr(where: Places) -> Iterator[Item]:
    captions, (held, _) = flickr_captions(where), flickr_held_out(where)
    for name, image in flickr_pictures(where):
        if name not in held and name in captions:
            yield webp(image), {"texts": captions[name], "group": name}


def photographs(where: Places) -> Iterator[Item]:
    order = {wnid: place for place, wnid in enumerate(imagenet_order(where))}
    for wnid, image in imagenet_pictures(where):
        yield webp(limited(image), 80), {"texts": [], "group": wnid, "class": order[wnid]}


def tiny(where: Places) -> Iterator[Item]:
    order = {wnid: place for place, wnid in enumerate(imagenet_order(where))}
    for wnid, image in tiny_imagenet(where, prepare.TINY):
        yield webp(image, 75), {"texts": [], "group": wnid, "class": order[wnid]}


def unnamed(where: Places) -> Iterator[Item]:
    for pixels, said in prepare.unnamed(where):
        yield webp(Image.fromarray(pixels), 55), said


def rendered(where: Places, name: str, channels: int, seed: int) -> Iterator[Item]:
    """What renderIcons.mjs drew: silhouettes, of the game icons in more detail, or coloured pictures."""
    rng = random.Random(seed)
    facts = json.loads((where.data / f"{name}.json").read_text("utf8"))
    size, rows = facts["size"], facts["rows"]
    pixels = np.memmap(where.data / f"{name}.bin", np.uint8, "r", shape=(len(rows), size, size) + ((channels,) if channels > 1 else ()))
    for row, picture in zip(rows, pixels):
        said = {"texts": prepare.icon_texts(row, rng), "kind": row["kind"], "set": row["set"]}
        if channels == 1:
            yield silhouette(picture, 144 if row["set"] == "game-icons" else SILHOUETTE), said
        else:
            yield coloured(picture, LOGO if row["kind"] == "logo" else COLOURED), said


def kept(items: Iterator[prepare.Item], step: int, channels: int) -> Iterator[Item]:
    """One of every so many views of a set whose views are drawn already."""
    for place, (pixels, said) in enumerate(items):
        if place % step == 0:
            yield (coloured(pixels, 160) if channels == 4 else webp(Image.fromarray(pixels))), said


def with_raw(make, name: str):
    """The set as `prepare.py` makes it, its coloured pictures before they were drawn on a background."""

    def items(where: Places) -> Iterator[Item]:
        module = artwork if name != "emoji_3d" else prepare
        drawing, module.draw_picture = module.draw_picture, lambda pixels, _rng: np.asarray(pixels)
        try:
            yield from kept(make(where), {"drawings": 2, "emoji_3d": 3}.get(name, 1), 4)
        finally:
            module.draw_picture = drawing

    return items


def sketches(where: Places) -> Iterator[Item]:
    for place, (pixels, said) in enumerate(artwork.sketches(where)):
        if place % 2 == 0:
            small = Image.fromarray(pixels).resize((160, 160), Image.Resampling.LANCZOS)
            yield webp(small, 40), said


def held(name: str):
    def items(where: Places) -> Iterator[Item]:
        for pixels, said in prepare.SETS[name](where):
            yield webp(Image.fromarray(pixels), 90), said

    return items


def held_photographs(where: Places) -> Iterator[Item]:
    """With their own proportions: how they are made square is one of the questions."""
    for photo in prepare.workspace_photos(where):
        image = Image.open(where.shared / "workspace" / photo["path"]).convert("RGB")
        scale = 320 / max(image.size)
        image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
        yield webp(image, 88), {"texts": photo["names"], "group": photo["wnid"]}


SETS = {
    "validation": held("validation"),
    "held_photographs": held_photographs,
    "held_emoji": held("held_emoji"),
    "held_icons": held("held_icons"),
    "held_shapes": held("held_shapes"),
    "photographs": photographs,
    "flickr": flickr,
    "emoji": lambda where: rendered(where, "pictures", 4, SEED + 1),
    "icons": lambda where: rendered(where, "shapes", 1, SEED + 2),
    "emoji_3d": with_raw(prepare.emoji_3d, "emoji_3d"),
    "drawings": with_raw(artwork.clipart, "drawings"),
    "sketches": sketches,
    "tiles": with_raw(artwork.tiles, "tiles"),
    "screenshots": lambda where: kept(prepare.screens(where), 1, 3),
    "tiny": tiny,
    "unnamed": unnamed,
}  # fmt: skip


def write(folder: Path, name: str, items: Iterator[Item], held_out: frozenset[str]) -> None:
    """Texts that the evaluation asks for are said of nothing that is trained on."""
    final = folder / f"{name}.json"
    if final.exists():
        return
    started, rows = time.time(), []
    training = not name.startswith(prepare.HELD_OUT)
    with (folder / f"{name}.bin").open("wb") as file:
        for content, said in items:
            texts = [t for t in said["texts"] if not training or re.sub(r"[^a-z0-9]", "", t.lower()) not in held_out]
            if not texts and said["texts"]:
                continue
            file.write(content)
            rows.append({**said, "texts": texts, "bytes": len(content)})
    final.write_text(json.dumps(rows), "utf8")
    print(f"{name}: {len(rows)} pictures, {sum(r['bytes'] for r in rows) / 1e6:.1f} MB in {time.time() - started:.0f} s", flush=True)


def towers(where: Places, folder: Path) -> None:
    """What is no picture: both pretrained towers in half precision, the word list, the classes, and what the evaluation asks."""
    told = {text for file in folder.glob("*.json") for text in texts_of(file) if not file.name.startswith(prepare.HELD_OUT)}
    told |= {text for entry in class_texts(where) for said in entry.values() for text in said}
    words = make_vocabulary(where, sorted(told))
    bert = shipped_backbone(text_model_folder(where.data), words).bert
    torch.save({"config": bert.config.to_dict(), "state": {k: v.half() for k, v in bert.state_dict().items()}}, folder / "text.pt")
    backbone = ImageBackbone()
    weights, biases = backbone.classifier()
    torch.save({"tower": half(describe(backbone.net)), "weights": torch.from_numpy(weights).half(), "biases": torch.from_numpy(biases)}, folder / "image.pt")
    (folder / "tokenizer.json").write_bytes((words / "tokenizer.json").read_bytes())
    (folder / "classes.json").write_text(json.dumps(class_texts(where)), "utf8")
    (folder / "held.json").write_text(json.dumps(sorted(prepare.held_out_names(where))), "utf8")
    (folder / "ancestors.json").write_text(json.dumps(ancestors(where, [p["names"] for p in prepare.workspace_photos(where)])), "utf8")
    names = [names for names in imagenet_classes(where)]
    (folder / "class_names.json").write_text(json.dumps(names), "utf8")
    relations(where, folder)


def texts_of(file: Path) -> list[str]:
    """What is said of the pictures of a packed set; nothing where the file is another."""
    rows = json.loads(file.read_text("utf8"))
    return [text for row in rows if isinstance(row, dict) for text in row["texts"]] if file.with_suffix(".bin").exists() else []


def half(parts):
    """The same with its tensors in half precision."""
    if isinstance(parts, dict):
        return {key: half(value) for key, value in parts.items()}
    if isinstance(parts, list):
        return [half(value) for value in parts]
    return parts.half() if isinstance(parts, torch.Tensor) else parts


def relations(where: Places, folder: Path) -> None:
    """Nouns and what CLIP's own text tower makes of them: which things look alike to it is a lesson of its own."""
    source = where.shared / "training/clip-text-vectors"
    lvis = sorted(json.loads((source / "lvis_v1_train_cat_info.json").read_text("utf8")), key=lambda entry: entry["id"])
    names = [re.sub(r"_\(.*\)", "", entry["name"]).replace("_", " ").lower() for entry in lvis]
    rows = [np.load(source / "lvis_v1_clip_a+cname.npy")]
    o365 = (source / "Objects365_names_fix.csv").read_text("utf8").splitlines()
    names += [line.split(",")[-1].replace("/", " or ").lower() for line in o365]
    rows.append(np.load(source / "o365_clip_a+cnamefix.npy"))
    vectors, held, seen = np.concatenate(rows), prepare.held_out_names(where), set()
    assert len(vectors) == len(names)
    places = [i for i, n in enumerate(names) if re.sub(r"[^a-z0-9]", "", n) not in held and not (n in seen or seen.add(n))]
    torch.save({"names": [names[i] for i in places], "vectors": torch.from_numpy(vectors[places])}, folder / "relations.pt")


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--only", nargs="+", choices=[*SETS, "towers"], default=[*SETS, "towers"])
    arguments = options.parse_args()
    where = places(arguments)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in arguments.only:
        if name == "towers":
            towers(where, arguments.out)
        else:
            write(arguments.out, name, SETS[name](where), prepare.held_out_names(where))


if __name__ == "__main__":
    main()
