"""Pixel art, game sprites, tiles and sheets of them, with captions that are true: of named coloured pictures (RGBA), and of things that games are full of.

python sprites.py --sheet out.png [--data DIR] writes a contact sheet; with --data of the named pictures, too.
"""

import argparse
import json
import math
import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from game_art import Thing, draw_thing, things
from landscapes import draw_landscape, draw_level, draw_map
from pictures import on_contrast, random_colour
from settings import IMAGE_SIZE, WHITE
from styles import SQUARE, with_article
from textures import draw_texture

SPRITE_FORMS = [
    "{}", "{}", "pixel art of {a}", "pixel art {}", "{a} sprite", "{} sprite", "{} game asset", "8-bit {}", "a pixelated {}",
    "{} pixel art", "a game sprite of {a}", "{} icon for a game", "retro game {}", "16-bit {}",
]  # fmt: skip
FLAT_FORMS = ["{}", "{}", "{a} sprite", "{} game asset", "a game sprite of {a}", "2d game art of {a}", "a cartoon {}", "{} clip art"]
SHEET_FORMS = ["a sprite sheet of {}", "{} sprite sheet", "sprite sheet", "{} sprites", "{} animation frames", "many small pictures of {}"]
MIXED_FORMS = ["a sprite sheet", "game icons", "a set of game icons", "a sheet of small pictures", "pixel art icons", "an icon set", "a tile set"]
TILE_FORMS = ["{}", "game tile of {}", "{} for a platform game", "a {} in a game", "{} texture for a game"]
TILE_SET_FORMS = ["a tile set", "game tiles", "tileset", "ground tiles of a game", "pixel art tiles"]
INTERFACE_FORMS = ["{}", "{} of a game", "game user interface {}", "{a}", "ui {}", "{} for a game menu"]
INTERFACE_SET_FORMS = ["user interface elements", "game ui", "game interface elements", "ui kit", "buttons and icons"]
#: Nearly black, as games outline their sprites.
OUTLINES = [(20, 16, 24), (0, 0, 0), (40, 24, 40), (24, 32, 56)]


def trimmed(rgba: Image.Image) -> Image.Image:
    """Without the empty border."""
    box = rgba.getchannel("A").point(lambda v: 255 * (v > 24)).getbbox()
    return rgba.crop(box) if box else rgba


def recoloured(rgba: Image.Image, turn: int) -> Image.Image:
    """Every hue turned by so many of 256 steps: the palette swap of old games."""
    hue, saturation, value = rgba.convert("RGB").convert("HSV").split()
    result = Image.merge("HSV", (hue.point(lambda v: (v + turn) % 256), saturation, value)).convert("RGBA")
    result.putalpha(rgba.getchannel("A"))
    return result


def reduced(rgba: Image.Image, side: int, colours: int, outline: tuple[int, int, int] | None) -> Image.Image:
    """At most `side` pixels wide and high, hard edges, few colours, with a dark outline of one pixel if one is given."""
    rgba = trimmed(rgba)
    inner = side - 2
    factor = inner / max(rgba.size)
    size = tuple(max(1, round(v * factor)) for v in rgba.size)
    small = rgba.resize(size, Image.Resampling.BOX)
    alpha = np.asarray(small.getchannel("A")) > 110
    pixels = np.asarray(small.convert("RGB")).copy()
    if alpha.any():
        # What is not seen must not take a place of the palette.
        pixels[~alpha] = pixels[alpha].mean(0).astype(np.uint8)
    few = Image.fromarray(pixels).quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    canvas = np.zeros((side, side, 4), np.uint8)
    top, left = (side - size[1]) // 2, (side - size[0]) // 2
    canvas[top : top + size[1], left : left + size[0], :3] = np.asarray(few)
    canvas[top : top + size[1], left : left + size[0], 3] = alpha * 255
    if outline:
        solid = canvas[..., 3] > 0
        grown = solid.copy()
        for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            grown |= np.roll(solid, (dy, dx), (0, 1))
        canvas[grown & ~solid] = (*outline, 255)
    return Image.fromarray(canvas)


def shaded(rgba: Image.Image, rng: random.Random, outline: int) -> Image.Image:
    """Flat art with a light from the upper left, a dark lower edge and an outline of so many pixels."""
    alpha = np.asarray(rgba.getchannel("A"), np.float32) / 255
    reach = max(2, rgba.width // 26)
    soft = np.asarray(rgba.getchannel("A").filter(ImageFilter.GaussianBlur(reach)), np.float32) / 255
    slope = soft - np.roll(soft, (reach, reach), (0, 1))
    light = 1 + rng.uniform(0.3, 0.8) * slope
    pixels = np.asarray(rgba.convert("RGB"), np.float32) * light[..., None]
    result = np.dstack([np.clip(pixels, 0, 255), alpha * 255]).astype(np.uint8)
    if not outline:
        return Image.fromarray(result)
    grown = rgba.getchannel("A").filter(ImageFilter.MaxFilter(outline * 2 + 1))
    back = Image.new("RGBA", rgba.size, (*rng.choice(OUTLINES), 0))
    back.putalpha(grown)
    back.alpha_composite(Image.fromarray(result))
    return back


def _checker(size: tuple[int, int], step: int) -> Image.Image:
    """The grey squares by which editors show transparency."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    light = np.where((x // step + y // step) % 2, 255, 204).astype(np.uint8)
    return Image.fromarray(light).convert("RGBA")


def _ground(size: tuple[int, int], rng: random.Random) -> Image.Image:
    """What is behind: one colour, a sky, the transparency squares, or a game's tiles."""
    kind = rng.random()
    if kind < 0.45:
        return Image.new("RGBA", size, (*random_colour(rng), 255))
    if kind < 0.6:
        top, low = rng.choice([((90, 160, 235), (200, 230, 250)), ((30, 20, 60), (110, 60, 120)), ((250, 170, 90), (250, 220, 170))])
        ramp = np.linspace(0, 1, size[1], dtype=np.float32)[:, None, None]
        sky = np.array(top, np.float32) * (1 - ramp) + np.array(low, np.float32) * ramp
        return Image.fromarray(np.broadcast_to(sky, (size[1], size[0], 3)).astype(np.uint8)).convert("RGBA")
    if kind < 0.75:
        return _checker(size, max(1, size[0] // 14))
    tile = Image.fromarray(draw_texture(rng)[0]).resize(size, Image.Resampling.BOX)
    return ImageEnhance.Color(ImageEnhance.Contrast(tile).enhance(0.6)).enhance(0.7).convert("RGBA")


def _framed(sprite: Image.Image, rng: random.Random) -> Image.Image:
    """The sprite alone as files have it, or somewhere on a ground."""
    if rng.random() < 0.5:
        return on_contrast(sprite)
    room = round(sprite.width * rng.choice([1, 1.15, 1.4, 1.8]))
    canvas = _ground((room, room), rng)
    canvas.alpha_composite(sprite, (rng.randint(0, room - sprite.width), rng.randint(0, room - sprite.height)))
    return canvas.convert("RGB")


def _enlarged(image: Image.Image, rng: random.Random) -> Image.Image:
    """With hard pixels, or smooth, as the encoder enlarges a small file."""
    return image.resize(SQUARE, Image.Resampling.NEAREST if rng.random() < 0.7 else Image.Resampling.BICUBIC)


def said_of(forms: Sequence[str], name: str, rng: random.Random, count: int) -> list[str]:
    """So many different captions; "{}" is the name, "{a}" the name with its article."""
    different = list(dict.fromkeys(forms))
    said = [form.format(name, a=with_article(name)) for form in rng.sample(different, min(count, len(different)))]
    return [re.sub(r"\ba (?=[aeiou])", "an ", text) for text in said]


def _varied(rgba: Image.Image, rng: random.Random) -> Image.Image:
    if rng.random() < 0.3:
        rgba = rgba.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return recoloured(rgba, rng.randint(0, 255)) if rng.random() < 0.15 else rgba


def draw_one(rgba: Image.Image, name: str, rng: random.Random, pixels: float = 0.75, keep: bool = False) -> tuple[np.ndarray, list[str]]:
    """One sprite: in pixels by the given chance, else flat with a light and an outline; `keep` for flags and logos, whose colours and sides matter."""
    rgba = rgba.convert("RGBA")
    if not keep:
        rgba = _varied(rgba, rng)
    if rng.random() < pixels:
        side = rng.choice([12, 16, 16, 24, 24, 32, 32, 48])
        sprite = reduced(rgba, side, rng.randint(8, 24), rng.choice(OUTLINES) if rng.random() < 0.55 else None)
        return np.asarray(_enlarged(_framed(sprite, rng), rng)), [name, *said_of(SPRITE_FORMS[2:], name, rng, 4)]
    wide = Image.new("RGBA", (rgba.width + 16, rgba.height + 16))
    wide.paste(rgba, (8, 8))
    sprite = shaded(wide, rng, rng.choice([0, 0, 2, 3, 4]))
    return np.asarray(_framed(sprite, rng).resize(SQUARE, Image.Resampling.BICUBIC)), [name, *said_of(FLAT_FORMS[2:], name, rng, 4)]


def _frames(rgba: Image.Image, count: int, rng: random.Random) -> list[Image.Image]:
    """The same thing in so many colours, turns, or steps of a small movement."""
    kind = rng.choice(["colours", "turns", "bounce", "sway", "grow"])
    frames = []
    for place in range(count):
        part = place / count
        wave = math.sin(2 * math.pi * part)
        if kind == "colours":
            frame = recoloured(rgba, round(256 * part))
        elif kind == "turns":
            frame = rgba.rotate(-360 * part, Image.Resampling.BILINEAR)
        elif kind == "sway":
            frame = rgba.rotate(14 * wave, Image.Resampling.BILINEAR)
        else:
            wide, tall = (1 - 0.2 * wave, 1 + 0.2 * wave) if kind == "bounce" else (0.4 + 0.6 * part, 0.4 + 0.6 * part)
            inner = rgba.resize((max(1, round(rgba.width * min(1, wide))), max(1, round(rgba.height * min(1, tall)))), Image.Resampling.BOX)
            frame = Image.new("RGBA", rgba.size)
            frame.paste(inner, ((rgba.width - inner.width) // 2, rgba.height - inner.height))
        frames.append(frame)
    return frames


def _small(rgba: Image.Image, side: int, outline: tuple[int, int, int] | None) -> Image.Image:
    """Like `reduced`, but of its own place within the frame, so that a movement stays one."""
    framed = rgba.resize((side - 2, side - 2), Image.Resampling.BOX)
    corners = Image.new("RGBA", (side, side))
    corners.paste(framed, (1, 1))
    solid = corners.getchannel("A").point(lambda v: 255 * (v > 110))
    few = corners.convert("RGB").quantize(16, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGBA")
    few.putalpha(solid)
    if not outline:
        return few
    back = Image.new("RGBA", (side, side), (*outline, 0))
    back.putalpha(solid.filter(ImageFilter.MaxFilter(3)))
    back.alpha_composite(few)
    return back


def draw_sheet(rows: Sequence[Image.Image], names: Sequence[str], rng: random.Random) -> tuple[np.ndarray, list[str]]:
    """Four to sixteen small sprites in rows: the first one's frames, or all that are given."""
    columns, lines = rng.choice([(2, 2), (4, 1), (3, 2), (4, 2), (3, 3), (4, 3), (5, 2), (4, 4), (4, 4), (6, 3), (8, 2)])
    count = columns * lines
    same = len(rows) < 4 or rng.random() < 0.5
    chosen = _frames(_varied(rows[0].convert("RGBA"), rng), count, rng) if same else [rows[i % len(rows)].convert("RGBA") for i in range(count)]
    side, outline = rng.choice([16, 24, 32, 48]), rng.choice(OUTLINES) if rng.random() < 0.5 else None
    gap = rng.choice([0, 1, 2, 4])
    canvas = Image.new("RGBA", (columns * (side + gap) + gap, lines * (side + gap) + gap))
    for place, picture in enumerate(chosen):
        at = (gap + place % columns * (side + gap), gap + place // columns * (side + gap))
        canvas.alpha_composite(_small(picture, side, outline), at)
    if rng.random() < 0.55:
        image = on_contrast(canvas)
    else:
        ground = Image.new("RGBA", canvas.size, (*random_colour(rng), 255)) if rng.random() < 0.7 else _checker(canvas.size, 4)
        ground.alpha_composite(canvas)
        image = ground.convert("RGB")
    # Strips keep their shape on a square, or are squeezed as the encoder squeezes a file.
    if canvas.width != canvas.height and rng.random() < 0.5:
        square = Image.new("RGB", (max(canvas.size), max(canvas.size)), image.getpixel((0, 0)))
        square.paste(image, ((square.width - image.width) // 2, (square.height - image.height) // 2))
        image = square
    if same:
        captions = [*said_of(SHEET_FORMS, names[0], rng, 4), names[0]]
    else:
        seen = list(dict.fromkeys(names[: min(count, len(rows))]))
        few = rng.sample(seen, min(3, len(seen)))
        listed = f"{', '.join(few[:-1])} and {few[-1]}" if len(few) > 1 else few[0]
        captions = [*rng.sample(MIXED_FORMS, 3), f"a sprite sheet with {listed}", f"small pictures of {listed}"]
    return np.asarray(_enlarged(image, rng)), captions


def draw_sprite(rgba_rows: Sequence[np.ndarray], names: Sequence[str], rng: random.Random, keep: bool = False) -> tuple[np.ndarray, list[str]]:
    """A sprite of the first picture, or, one time in five, a sheet of it or of all the given ones."""
    pictures = [Image.fromarray(np.ascontiguousarray(row), "RGBA") for row in rgba_rows]
    if rng.random() < 0.2 and not keep:
        return draw_sheet(pictures, names, rng)
    return draw_one(pictures[0], names[0], rng, keep=keep)


def _called(thing: Thing, word: str, rng: random.Random) -> str:
    """One of its names, the main one half of the time, with its colour half of the time."""
    name = thing.names[0] if rng.random() < 0.5 else rng.choice(thing.names)
    return f"{word} {name}" if word and word not in name and rng.random() < 0.5 else name


def _thing_captions(thing: Thing, word: str, pixelated: bool, rng: random.Random) -> list[str]:
    forms = SPRITE_FORMS[2:] if pixelated else FLAT_FORMS[2:]
    if thing.tile:
        forms = [*forms[:6], *TILE_FORMS]
    if thing.interface:
        forms = INTERFACE_FORMS + (["pixel art {}", "pixel art of {a}"] if pixelated else [])
    said = [said_of([form], _called(thing, word, rng), rng, 1)[0] for form in rng.sample(forms, 4)]
    return list(dict.fromkeys([thing.names[0], f"{word} {thing.names[0]}".strip(), *said]))


def draw_tile(rng: random.Random, thing: Thing) -> tuple[np.ndarray, list[str]]:
    """A tile that fills the picture, alone or beside itself."""
    picture, word = draw_thing(thing, rng)
    pixelated = rng.random() < 0.6
    side, again = (rng.choice([16, 24, 32]), rng.choice([1, 1, 2, 3])) if pixelated else (IMAGE_SIZE, rng.choice([1, 1, 2]))
    flat = on_contrast(picture).resize((side, side), Image.Resampling.BOX)
    if pixelated:
        flat = flat.quantize(rng.choice([6, 8, 12]), Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    canvas = Image.new("RGB", (side * again, side * again))
    for place in range(again * again):
        canvas.paste(flat, (place % again * side, place // again * side))
    resized = _enlarged(canvas, rng) if pixelated else canvas.resize(SQUARE, Image.Resampling.BICUBIC)
    return np.asarray(resized), _thing_captions(thing, word, pixelated, rng)


def draw_game_thing(rng: random.Random, held: frozenset[str] = frozenset()) -> tuple[np.ndarray, list[str]]:
    """One thing, flat or in pixels, on nothing or on a ground."""
    thing = rng.choice(things(held))
    if thing.tile and rng.random() < 0.7:
        return draw_tile(rng, thing)
    picture, word = draw_thing(thing, rng)
    pixelated = rng.random() < 0.5
    if pixelated:
        outline = rng.choice(OUTLINES) if rng.random() < 0.5 else None
        sprite = reduced(picture, rng.choice([16, 16, 24, 24, 32, 32, 48]), rng.randint(6, 16), outline)
        image = _enlarged(_framed(sprite, rng), rng)
    else:
        wide = Image.new("RGBA", (picture.width + 16, picture.height + 16))
        wide.paste(picture, (8, 8))
        sprite = shaded(wide, rng, rng.choice([0, 0, 2, 3, 5])) if rng.random() < 0.7 else wide
        image = _framed(sprite, rng).resize(SQUARE, Image.Resampling.BICUBIC)
    return np.asarray(image), _thing_captions(thing, word, pixelated, rng)


def draw_game_sheet(rng: random.Random, held: frozenset[str] = frozenset()) -> tuple[np.ndarray, list[str]]:
    """Frames or colours of one thing, or several things together; sometimes only tiles or only parts of a screen."""
    kind = rng.choice(["one", "mixed", "tiles", "interface"])
    pool = [t for t in things(held) if kind in ("one", "mixed") or (t.tile if kind == "tiles" else t.interface)]
    chosen = [rng.choice(pool)] if kind == "one" else rng.sample(pool, min(len(pool), rng.choice([6, 9, 12])))
    if kind == "tiles":
        chosen = [rng.choice(pool) for _ in range(16)]
    pixels, captions = draw_sheet([draw_thing(t, rng)[0] for t in chosen], [t.names[0] for t in chosen], rng)
    several = captions[0] in MIXED_FORMS
    if several and kind == "tiles":
        captions = [*rng.sample(TILE_SET_FORMS, 3), *captions[3:]]
    if several and kind == "interface":
        captions = [*rng.sample(INTERFACE_SET_FORMS, 3), *captions[3:]]
    return pixels, captions


def draw_game(rng: random.Random, held: frozenset[str] = frozenset()) -> tuple[np.ndarray, list[str]]:
    """Anything that is drawn without a given picture: things, tiles, sheets, backgrounds, levels, maps; nothing of a held-out name (letters and digits only)."""
    kind = rng.choices(["thing", "sheet", "landscape", "level", "map"], [0.6, 0.12, 0.18, 0.06, 0.04])[0]
    if kind == "map":
        return draw_map(rng)
    return {"thing": draw_game_thing, "sheet": draw_game_sheet, "landscape": draw_landscape, "level": draw_level}[kind](rng, held)


def _contact(drawn: Sequence[tuple[np.ndarray, list[str]]], columns: int, side: int) -> Image.Image:
    rows = math.ceil(len(drawn) / columns)
    result = Image.new("RGB", (columns * (side + 2), rows * (side + 14)), WHITE)
    draw = ImageDraw.Draw(result)
    for place, (pixels, said) in enumerate(drawn):
        at = (place % columns * (side + 2), place // columns * (side + 14))
        result.paste(Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC), at)
        draw.text((at[0] + 1, at[1] + side), said[place % len(said)][: side // 6], fill=(0, 0, 0))
    return result


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sheet", type=Path, required=True)
    arguments.add_argument("--data", type=Path, help="the folder of pictures.bin and pictures.json")
    arguments.add_argument("--count", type=int, default=120)
    chosen = arguments.parse_args()
    rng = random.Random(1)
    drawn = [draw_game(rng) for _ in range(chosen.count)]
    if chosen.data:
        facts = json.loads((chosen.data / "pictures.json").read_text("utf8"))
        size, rows = facts["size"], facts["rows"]
        pixels = np.memmap(chosen.data / "pictures.bin", np.uint8, "r", shape=(len(rows), size, size, 4))
        for _ in range(chosen.count):
            picks = rng.sample(range(len(rows)), 12)
            drawn.append(draw_sprite([pixels[i] for i in picks], [rows[i]["name"] for i in picks], rng))
    _contact(drawn, 12, 112).save(chosen.sheet)


if __name__ == "__main__":
    main()
