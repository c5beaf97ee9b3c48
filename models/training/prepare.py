"""Makes everything that the training reads: features of pictures and texts, once. Steps that are done are skipped.

python prepare.py --data DIR --shared DIR --packages DIR --repositories DIR
"""

import json
import random
import time

import numpy as np
import torch

from backbones import FeatureExtractor, ImageBackbone, TextBackbone, text_features, text_model_folder
from pictures import VIEW_SHARES, draw_icon, draw_pattern, draw_picture, draw_shape, on_contrast, photo_views, squeeze
from settings import SEED, Places, parser, places
from sources import (flickr_captions, flickr_held_out, flickr_pictures, imagenet_classes, imagenet_order,
                     imagenet_pictures, lines, workspace_photos)  # fmt: skip
from wordnet import find_class, hypernyms, read_nouns
from PIL import Image

#: Photographs: a caption's own words. Icons: how people ask for them.
ICON_TEMPLATES = ["{}", "{}", "{}", "a {} icon", "an icon of a {}", "{} icon", "{} symbol"]
EMOJI_TEMPLATES = ["{}", "{}", "{}", "{} emoji", "an emoji of {}", "a picture of a {}", "{} icon"]
LOGO_TEMPLATES = ["{}", "{} logo", "the logo of {}", "{} icon"]
FLAG_TEMPLATES = ["{} flag", "the flag of {}", "flag of {}"]
PHOTO_TEMPLATES = ["{}", "a photo of a {}", "a {}", "a picture of a {}"]
SHAPES = 9000
PATTERNS = 1500


def step(where: Places, name: str, make) -> None:
    """Runs `make` unless its result is there, and says how long it took."""
    target = where.data / f"{name}.npz"
    if target.exists():
        return
    started = time.time()
    result = make()
    draft = target.with_suffix(".part.npz")
    np.savez(draft, **result)
    draft.rename(target)
    print(f"{name}: {time.time() - started:.0f} s", flush=True)


def flickr(where: Places, extract: FeatureExtractor) -> dict:
    rng = random.Random(SEED)
    held, _ = flickr_held_out(where)
    names, batch, features = [], [], []
    for name, image in flickr_pictures(where):
        names.append(name)
        batch.extend([squeeze(image)] * len(VIEW_SHARES) if name in held else photo_views(image, rng))
        if len(batch) >= 256:
            features.append(extract(np.stack(batch)))
            batch = []
    if batch:
        features.append(extract(np.stack(batch)))
    return {"names": np.array(names), "features": np.concatenate(features).reshape(len(names), len(VIEW_SHARES), -1)}


def photographs(where: Places, extract: FeatureExtractor) -> dict:
    rng = random.Random(SEED)
    ids, views = [], []
    for wnid, image in imagenet_pictures(where):
        ids.append(wnid)
        views.append(extract(np.stack(photo_views(image, rng))))
    return {"ids": np.array(ids), "features": np.stack(views)}


def rendered(where: Places, extract: FeatureExtractor, name: str, channels: int, draw, seed: int) -> dict:
    rng = random.Random(seed)
    facts = json.loads((where.data / f"{name}.json").read_text("utf8"))
    size, count = facts["size"], len(facts["rows"])
    shape = (count, size, size) + ((channels,) if channels > 1 else ())
    pixels = np.memmap(where.data / f"{name}.bin", np.uint8, "r", shape=shape)
    parts = []
    for first in range(0, count, 256):
        drawn = [draw(np.asarray(row), rng) for row in pixels[first : first + 256]]
        parts.append(extract(np.stack(drawn)))
    return {"features": np.concatenate(parts)}


def drawn(where: Places, extract: FeatureExtractor) -> dict:
    rng = random.Random(SEED)
    captions, parts, batch = [], [], []
    for place in range(SHAPES + PATTERNS):
        image, said = draw_shape(rng) if place < SHAPES else draw_pattern(rng)
        captions.append(json.dumps(said))
        batch.append(image)
        if len(batch) == 256:
            parts.append(extract(np.stack(batch)))
            batch = []
    if batch:
        parts.append(extract(np.stack(batch)))
    return {"features": np.concatenate(parts), "captions": np.array(captions)}


def held_out(where: Places, extract: FeatureExtractor) -> dict:
    """Features of the evaluation pictures; only evaluation reads them."""
    photos = [squeeze(Image.open(where.shared / "workspace" / photo["path"])) for photo in workspace_photos(where)]
    codes = lines(where.shared / "training/emoji-held-out.txt")
    folder = where.packages / "@lobehub/fluent-emoji-3d/assets"
    byname = {p.stem.replace("-fe0f", ""): p for p in folder.glob("*.webp")}
    found = [code for code in codes if code.lower().replace("-fe0f", "") in byname]
    emoji = [squeeze(on_contrast(Image.open(byname[c.lower().replace("-fe0f", "")]).convert("RGBA"))) for c in found]
    return {
        "photos": extract(np.stack(photos)),
        "emoji": extract(np.stack(emoji)),
        "emoji_codes": np.array(found),
    }


def all_texts(where: Places) -> dict[str, list]:
    """Every text of the training, by what it belongs to: lists of lists of strings."""
    captions = flickr_captions(where)
    synsets = read_nouns(where.packages)
    classes = []
    for names in imagenet_classes(where):
        synset = find_class(synsets, names)
        parents = hypernyms(synsets, synset) if synset else []
        classes.append({
            "names": names,
            "texts": [t.format(n) for n in names for t in PHOTO_TEMPLATES],
            "parents": [t.format(p) for p in parents for t in ("{}", "a photo of a {}")],
            "definition": [synset.definition] if synset and synset.definition else [],
        })  # fmt: skip
    rng = random.Random(SEED)
    icons = {}
    for name in ("shapes", "pictures"):
        rows = json.loads((where.data / f"{name}.json").read_text("utf8"))["rows"]
        icons[name] = [icon_texts(row, rng) for row in rows]
    said = [json.loads(c) for c in np.load(where.data / "drawn.npz")["captions"]]
    return {"flickr": captions, "classes": classes, "drawn": said, **icons}


def icon_texts(row: dict, rng: random.Random) -> list[str]:
    """The bare name first, then one templated form, then a few tags."""
    flag = "flag" in row["set"] or row["set"] in ("flagpack", "cif")
    templates = FLAG_TEMPLATES if flag else {"emoji": EMOJI_TEMPLATES, "logo": LOGO_TEMPLATES}.get(row["kind"], ICON_TEMPLATES)
    texts = [row["name"], rng.choice(templates[2:] if len(templates) > 4 else templates).format(row["name"])]
    tags = [tag for tag in row["tags"] if tag.isascii()]
    return texts + rng.sample(tags, min(2, len(tags)))


def texts(where: Places, arguments) -> dict:
    everything = all_texts(where)
    (where.data / "texts.json").write_text(json.dumps(everything), "utf8")
    unique: dict[str, None] = {}
    for said in everything["flickr"].values():
        unique.update(dict.fromkeys(said))
    for entry in everything["classes"]:
        for key in ("texts", "parents", "definition"):
            unique.update(dict.fromkeys(entry[key]))
    for key in ("drawn", "shapes", "pictures"):
        for said in everything[key]:
            unique.update(dict.fromkeys(said))
    folder = text_model_folder(where.data)
    backbone = TextBackbone(folder).to(arguments.device)
    return {"texts": np.array(list(unique)), "features": text_features(backbone, folder, list(unique))}


def main() -> None:
    arguments = parser(__doc__).parse_args()
    where = places(arguments)
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(SEED)
    backbone = ImageBackbone()
    weights, biases = backbone.classifier()
    np.savez(where.data / "classifier.npz", weights=weights, biases=biases, ids=np.array(imagenet_order(where)))
    extract = FeatureExtractor(backbone, where.data, arguments.device, arguments.threads)
    step(where, "drawn", lambda: drawn(where, extract))
    step(where, "held_out", lambda: held_out(where, extract))
    step(where, "photographs", lambda: photographs(where, extract))
    step(where, "texts", lambda: texts(where, arguments))
    step(where, "flickr", lambda: flickr(where, extract))
    step(where, "features_pictures", lambda: rendered(where, extract, "pictures", 4, draw_picture, SEED + 1))
    step(where, "features_shapes", lambda: rendered(where, extract, "shapes", 1, draw_icon, SEED + 2))


if __name__ == "__main__":
    main()
