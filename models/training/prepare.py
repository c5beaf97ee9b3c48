"""Makes everything that the training reads: pictures as the frozen part of the image tower sees them, and their texts.

python prepare.py --data DIR --shared DIR --packages DIR --repositories DIR [--only SET …]
A set that is there is left as it is, so a stopped run goes on where it was.
"""

import json
import random
import re
from collections.abc import Iterator

import numpy as np
import torch
from PIL import Image

from artwork import clipart, sketches, tiles
from backbones import ImageBackbone
from maps import Mapper
from phrases import phrase
from pictures import SHAPES as SHAPE_NAMES
from pictures import COLOURS, SQUARE, draw_icon, draw_pattern, draw_picture, draw_shape, on_contrast, photo_view, squeeze
from settings import SEED, Places, parser, places
from sources import (coco_pictures, flickr_captions, flickr_held_out, flickr_pictures, held_out_names, imagenet_classes, imagenet_order,
                     imagenet_pictures, lines, tiny_imagenet, workspace_photos)  # fmt: skip
from sprites import draw_game, draw_sprite
from styles import name_captions, sentence_captions, stylise
from texts import make as make_texts
from textures import draw_texture

#: How people ask for icons, emoji, logos and flags; the bare name most often.
ICON_TEMPLATES = ["a {} icon", "an icon of a {}", "{} icon", "{} symbol", "a {}"]
EMOJI_TEMPLATES = ["{} emoji", "an emoji of {}", "a picture of a {}", "a drawing of a {}", "a cartoon {}", "a {}", "clip art of a {}"]
LOGO_TEMPLATES = ["{} logo", "the logo of {}", "{} icon"]
FLAG_TEMPLATES = ["{} flag", "the flag of {}", "flag of {}"]
#: Crops of a photograph beside the whole of it.
VIEWS = 2
SHAPES = 9000
PATTERNS = 1500
#: Drawings made from each photograph that has a class.
STYLES_OF_CLASS = 8
#: Small photographs of each of the 200 classes.
TINY = 75
#: Icons of the first set; the rest makes another.
ICONS = 40_000
TEXTURES = 6000
SPRITES = 8000
GAMES = 8000

#: A picture and what is true of it: `texts`, best first; `group`: one for all views of one picture;
#: `class`: its place among the ImageNet classes.
Item = tuple[np.ndarray, dict]


def flickr(where: Places) -> Iterator[Item]:
    rng = random.Random(SEED)
    captions, (held, _) = flickr_captions(where), flickr_held_out(where)
    for name, image in flickr_pictures(where):
        if name in held or name not in captions:
            continue
        said = {"texts": captions[name], "group": name}
        yield squeeze(image), said
        for _ in range(VIEWS):
            yield photo_view(image, rng), said


def validation(where: Places) -> Iterator[Item]:
    """Held out: evaluation alone reads it."""
    captions, (_, names) = flickr_captions(where), flickr_held_out(where)
    wanted = set(names)
    for name, image in flickr_pictures(where):
        if name in wanted and name in captions:
            yield squeeze(image), {"texts": captions[name], "group": name}


def photographs(where: Places) -> Iterator[Item]:
    rng = random.Random(SEED)
    order = {wnid: place for place, wnid in enumerate(imagenet_order(where))}
    for wnid, image in imagenet_pictures(where):
        said = {"texts": [], "group": wnid, "class": order[wnid]}
        yield squeeze(image), said
        for _ in range(2 * VIEWS):
            yield photo_view(image, rng), said


def tiny(where: Places) -> Iterator[Item]:
    """Small photographs of 200 classes, enlarged: as blurred as thumbnails are."""
    order = {wnid: place for place, wnid in enumerate(imagenet_order(where))}
    for wnid, image in tiny_imagenet(where, TINY):
        yield squeeze(image), {"texts": [], "group": wnid, "class": order[wnid]}


def unnamed(where: Places) -> Iterator[Item]:
    """Photographs without captions: only the backbone's own classifier speaks of them."""
    for image in coco_pictures(where):
        yield squeeze(image), {"texts": []}


def styled(where: Places) -> Iterator[Item]:
    """Sketches, cartoons and paintings made from the photographs of the two sets above."""
    rng = random.Random(SEED + 6)
    order, classes = {wnid: place for place, wnid in enumerate(imagenet_order(where))}, imagenet_classes(where)
    for wnid, image in imagenet_pictures(where):
        for _ in range(STYLES_OF_CLASS):
            picture, style = stylise(image.resize(SQUARE, Image.Resampling.BICUBIC), rng)
            names = name_captions(style, rng.choice(classes[order[wnid]][:2]).lower(), rng, 4)
            yield squeeze(picture), {"texts": names, "group": wnid, "class": order[wnid]}
    captions, (held, _) = flickr_captions(where), flickr_held_out(where)
    for name, image in flickr_pictures(where):
        if name not in held and name in captions:
            picture, style = stylise(image.resize(SQUARE, Image.Resampling.BICUBIC), rng)
            said = [text for caption in captions[name][:3] for text in sentence_captions(style, caption, rng, 2)]
            yield squeeze(picture), {"texts": said, "group": name}


def textures(_where: Places) -> Iterator[Item]:
    rng = random.Random(SEED + 7)
    for _ in range(TEXTURES):
        image, said = draw_texture(rng)
        yield image, {"texts": said, "kind": "texture"}


def sprites(where: Places) -> Iterator[Item]:
    """Pixel art and game art made of coloured pictures, and sheets of them."""
    rng = random.Random(SEED + 8)
    facts = json.loads((where.data / "pictures.json").read_text("utf8"))
    size, rows = facts["size"], facts["rows"]
    pixels = np.memmap(where.data / "pictures.bin", np.uint8, "r", shape=(len(rows), size, size, 4))
    coloured = [place for place, row in enumerate(rows) if row["kind"] == "emoji"]
    for _ in range(SPRITES):
        picks = rng.sample(coloured, 12)
        image, said = draw_sprite([pixels[i] for i in picks], [rows[i]["name"] for i in picks], rng)
        yield image, {"texts": said, "kind": "sprite"}


def games(where: Places) -> Iterator[Item]:
    """Things, tiles, backgrounds and levels of games, drawn by rules."""
    rng, held = random.Random(SEED + 9), held_out_names(where)
    for _ in range(GAMES):
        image, said = draw_game(rng, held)
        yield image, {"texts": said, "kind": "sprite"}


def screens(where: Places) -> Iterator[Item]:
    """What renderScreens.mjs drew."""
    facts = json.loads((where.data / "screens.json").read_text("utf8"))
    size, rows = facts["size"], facts["rows"]
    pixels = np.memmap(where.data / "screens.bin", np.uint8, "r", shape=(len(rows), size, size, 3))
    for row, picture in zip(rows, pixels):
        yield np.asarray(picture), {"texts": row["texts"], "kind": row["kind"]}


def drawn(where: Places) -> Iterator[Item]:
    rng = random.Random(SEED)
    for place in range(SHAPES + PATTERNS):
        image, said = draw_shape(rng) if place < SHAPES else draw_pattern(rng)
        yield image, {"texts": said}


def rendered(where: Places, name: str, channels: int, draw, seed: int, first: int = 0, end: int | None = None) -> Iterator[Item]:
    """What renderIcons.mjs drew."""
    rng = random.Random(seed)
    facts = json.loads((where.data / f"{name}.json").read_text("utf8"))
    size, rows = facts["size"], facts["rows"]
    shape = (len(rows), size, size) + ((channels,) if channels > 1 else ())
    pixels = np.memmap(where.data / f"{name}.bin", np.uint8, "r", shape=shape)
    for row, picture in zip(rows[first:end], pixels[first:end]):
        yield draw(np.asarray(picture), rng), {"texts": icon_texts(row, rng), "kind": row["kind"]}


def game_icons(where: Places) -> Iterator[Item]:
    """The silhouettes of things again, all of them and twice each: most other sets draw signs of interfaces."""
    rng = random.Random(SEED + 10)
    facts = json.loads((where.data / "shapes.json").read_text("utf8"))
    size, rows = facts["size"], facts["rows"]
    pixels = np.memmap(where.data / "shapes.bin", np.uint8, "r", shape=(len(rows), size, size))
    for row, picture in zip(rows, pixels):
        if row["set"] == "game-icons":
            for _ in range(2):
                yield draw_icon(np.asarray(picture), rng), {"texts": icon_texts(row, rng), "kind": "icon"}


def emoji_3d(where: Places) -> Iterator[Item]:
    """Emoji with depth and light, by name and tags, three times each."""
    rng, held = random.Random(SEED + 11), {line.lower().replace("-fe0f", "") for line in lines(where.shared / "training/emoji-held-out.txt")}
    known = {e["hexcode"].lower().replace("-fe0f", ""): e for e in json.loads((where.packages / "emojibase-data/en/data.json").read_text("utf8"))}
    for file in sorted((where.packages / "@lobehub/fluent-emoji-3d/assets").glob("*.webp")):
        code = file.stem.lower().replace("-fe0f", "")
        if code in held or code not in known or re.sub(r"[^a-z0-9]", "", known[code]["label"].lower()) in held_out_names(where):
            continue
        row = {"name": known[code]["label"].lower(), "tags": known[code].get("tags", []), "kind": "emoji", "set": ""}
        for _ in range(3):
            yield draw_picture(np.asarray(Image.open(file).convert("RGBA")), rng), {"texts": icon_texts(row, rng), "kind": "emoji"}


def icon_texts(row: dict, rng: random.Random) -> list[str]:
    """The bare name first, then two templated forms, then a few tags."""
    flag = "flag" in row["set"] or row["set"] in ("flagpack", "cif")
    templates = FLAG_TEMPLATES if flag else {"emoji": EMOJI_TEMPLATES, "logo": LOGO_TEMPLATES}.get(row["kind"], ICON_TEMPLATES)
    texts = [row["name"]] + [phrase(template, row["name"]) for template in rng.sample(templates, 2)]
    tags = [tag for tag in row["tags"] if tag.isascii()]
    return texts + rng.sample(tags, min(2, len(tags)))


def held_photographs(where: Places) -> Iterator[Item]:
    """Held out: the evaluation photographs."""
    for photo in workspace_photos(where):
        yield squeeze(Image.open(where.shared / "workspace" / photo["path"])), {"texts": photo["names"], "group": photo["wnid"]}


def held_emoji(where: Places) -> Iterator[Item]:
    """Held out: 250 emoji."""
    folder = where.packages / "@lobehub/fluent-emoji-3d/assets"
    files = {p.stem.replace("-fe0f", ""): p for p in folder.glob("*.webp")}
    labels = {e["hexcode"].lower().replace("-fe0f", ""): e["label"] for e in
              json.loads((where.packages / "emojibase-data/en/data.json").read_text("utf8"))}  # fmt: skip
    for code in lines(where.shared / "training/emoji-held-out.txt"):
        key = code.lower().replace("-fe0f", "")
        if key in files and key in labels:
            yield squeeze(on_contrast(Image.open(files[key]).convert("RGBA"))), {"texts": [labels[key].lower()]}


def held_icons(where: Places) -> Iterator[Item]:
    """Held out: 200 game icons, black on white."""
    facts = json.loads((where.data / "held.json").read_text("utf8"))
    pixels = np.memmap(where.data / "held.bin", np.uint8, "r", shape=(len(facts["rows"]), facts["size"], facts["size"]))
    for row, alpha in zip(facts["rows"], pixels):
        rgba = Image.new("RGBA", alpha.shape[::-1], (0, 0, 0, 0))
        rgba.putalpha(Image.fromarray(np.asarray(alpha)))
        yield squeeze(on_contrast(rgba)), {"texts": [row["name"]]}


def held_shapes(_where: Places) -> Iterator[Item]:
    """Held out: each of ten shapes in each of ten colours, drawn anew."""
    rng = random.Random(SEED + 99)
    for colour in list(COLOURS)[:10]:
        for shape in SHAPE_NAMES[:10]:
            image, _ = draw_shape(rng, shape, colour)
            yield image, {"texts": [f"{colour} {shape}"]}


#: Every set, in the order in which they are made.
SETS = {
    "validation": validation,
    "held_photographs": held_photographs,
    "held_emoji": held_emoji,
    "held_icons": held_icons,
    "held_shapes": held_shapes,
    "photographs": photographs,
    "flickr": flickr,
    "drawn": drawn,
    "emoji": lambda where: rendered(where, "pictures", 4, draw_picture, SEED + 1),
    "game_icons": game_icons,
    "emoji_3d": emoji_3d,
    "sketches": sketches,
    "styled": styled,
    "drawings": clipart,
    "textures": textures,
    "sprites": sprites,
    "games": games,
    "tiles": tiles,
    "tiny": tiny,
    "unnamed": unnamed,
    "screenshots": screens,
    "icons": lambda where: rendered(where, "shapes", 1, draw_icon, SEED + 2, 0, ICONS),
    "more_icons": lambda where: rendered(where, "shapes", 1, draw_icon, SEED + 3, ICONS),
}  # fmt: skip


#: Sets of these names are for evaluation alone.
HELD_OUT = ("validation", "held_")


def sample(where: Places) -> Iterator[np.ndarray]:
    """Some of each kind, by which the channels' ranges are told."""
    for items in zip(photographs(where), rendered(where, "shapes", 1, draw_icon, SEED), rendered(where, "pictures", 4, draw_picture, SEED)):
        yield from (pixels for pixels, _ in items)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--only", nargs="+", choices=list(SETS), default=list(SETS))
    arguments = options.parse_args()
    where = places(arguments)
    torch.set_num_threads(arguments.threads)
    mapper = Mapper(where.data, arguments.device, arguments.threads)
    weights, biases = ImageBackbone().classifier()
    np.savez(where.data / "classifier.npz", weights=weights, biases=biases, ids=np.array(imagenet_order(where)))
    mapper.scale(sample(where))
    for name in arguments.only:
        mapper.write(name, SETS[name](where))
    make_texts(where, [name for name in SETS if not name.startswith(HELD_OUT) and (where.data / f"{name}.json").exists()], arguments.device)


if __name__ == "__main__":
    main()
