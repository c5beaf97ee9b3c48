"""Backgrounds, levels and maps of games, flat or in pixels, with captions that are true of them."""

import math
import random
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from game_art import THINGS, Colour, Draw, bare, dim, draw_thing
import game_art as art
from settings import IMAGE_SIZE

#: Drawn twice as large, for smooth edges.
WIDE = IMAGE_SIZE * 2


def _sky(top: Colour, low: Colour) -> Image.Image:
    ramp = np.linspace(0, 1, WIDE, dtype=np.float32)[:, None, None] ** 1.2
    pixels = np.array(top, np.float32) * (1 - ramp) + np.array(low, np.float32) * ramp
    return Image.fromarray(np.broadcast_to(pixels, (WIDE, WIDE, 3)).astype(np.uint8).copy())


def _wave(rng: random.Random, rough: float) -> Callable[[float], float]:
    """A line of hills: a few sines, -1..1."""
    parts = [(rng.uniform(0.5, 1) / (i + 1) ** (2 - rough), (i + 1) * rng.uniform(0.7, 1.3), rng.uniform(0, 6.3)) for i in range(5)]
    total = sum(part[0] for part in parts)
    return lambda x: sum(a * math.sin(2 * math.pi * f * x + t) for a, f, t in parts) / total


def _hills(canvas: Image.Image, rng: random.Random, colour: Colour, height: float, swing: float, rough: float = 0.3) -> Callable[[float], float]:
    wave = _wave(rng, rough)
    at = lambda x: WIDE * (height + swing * wave(x / WIDE))
    ImageDraw.Draw(canvas).polygon([(x, at(x)) for x in range(0, WIDE + 8, 4)] + [(WIDE, WIDE), (0, WIDE)], fill=colour)
    return at


def _mountains(canvas: Image.Image, rng: random.Random, colour: Colour, height: float, snow: bool) -> None:
    draw = ImageDraw.Draw(canvas)
    for _ in range(rng.randint(4, 7)):
        x, y, w = rng.uniform(0, WIDE), WIDE * (height + rng.uniform(-0.1, 0.1)), WIDE * rng.uniform(0.18, 0.34)
        base = WIDE * 0.95
        draw.polygon([(x, y), (x + w, base), (x - w, base)], fill=colour)
        draw.polygon([(x, y), (x + w, base), (x + w * 0.15, base)], fill=dim(colour, 0.82))
        if snow:
            part = rng.uniform(0.12, 0.25)
            tall = base - y
            draw.polygon([(x, y), (x + w * part, y + tall * part), (x + w * part * 0.4, y + tall * part * 0.8), (x, y + tall * part * 1.1), (x - w * part * 0.4, y + tall * part * 0.75), (x - w * part, y + tall * part)], fill=(245, 248, 252))


def _stars(canvas: Image.Image, rng: random.Random, count: int, low: float = 0.8) -> None:
    draw = ImageDraw.Draw(canvas)
    for _ in range(count):
        x, y, r = rng.uniform(0, WIDE), rng.uniform(0, WIDE * low), rng.choice([1, 1, 2, 2, 3])
        draw.ellipse((x - r, y - r, x + r, y + r), fill=rng.choice([(255, 255, 255), (255, 244, 200), (200, 220, 255)]))


def _put(canvas: Image.Image, thing: Draw, rng: random.Random, x: float, y: float, side: float) -> None:
    """A thing with its foot at the place (in pixels of the wide canvas)."""
    known = next(t for t in THINGS if t.draw is thing)
    picture = draw_thing(known, rng)[0].resize((max(2, round(side)),) * 2, Image.Resampling.BOX)
    canvas.paste(picture, (round(x - side / 2), round(y - side)), picture)


def _clouds(canvas: Image.Image, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 4)):
        _put(canvas, art.cloud, rng, rng.uniform(20, WIDE - 20), rng.uniform(90, 200), rng.uniform(60, 130))


def _ridge(canvas: Image.Image, rng: random.Random, thing: Draw, at: Callable[[float], float], count: int, low: float, high: float) -> None:
    for _ in range(count):
        x, side = rng.uniform(0, WIDE), rng.uniform(low, high)
        _put(canvas, thing, rng, x, at(x) + side * 0.08, side)


def hills(rng: random.Random) -> tuple[Image.Image, list[str]]:
    green = rng.choice([(110, 190, 90), (90, 170, 110), (150, 200, 80)])
    canvas = _sky(*rng.choice([((90, 170, 240), (200, 235, 250)), ((120, 200, 240), (240, 250, 230)), ((250, 190, 130), (255, 235, 190))]))
    _clouds(canvas, rng)
    for place, shade in enumerate((1.35, 1.15, 1.0)):
        at = _hills(canvas, rng, dim(green, shade), 0.5 + 0.14 * place, 0.1, 0.1)
    _ridge(canvas, rng, rng.choice([art.tree, art.bush, art.pine]), at, rng.randint(0, 6), 40, 110)
    return canvas, ["green hills", "hills", "a meadow landscape", "grassland"]


def mountains(rng: random.Random) -> tuple[Image.Image, list[str]]:
    canvas = _sky(*rng.choice([((110, 170, 230), (220, 235, 245)), ((80, 60, 130), (240, 150, 130)), ((60, 100, 140), (170, 200, 210))]))
    _clouds(canvas, rng)
    tone = rng.choice([(120, 130, 160), (110, 100, 140), (130, 120, 110)])
    _mountains(canvas, rng, dim(tone, 1.35), 0.32, rng.random() < 0.6), _mountains(canvas, rng, tone, 0.45, rng.random() < 0.4)
    at = _hills(canvas, rng, rng.choice([(70, 130, 80), (60, 90, 80), (120, 160, 90)]), 0.82, 0.04)
    _ridge(canvas, rng, art.pine, at, rng.randint(2, 9), 50, 110)
    return canvas, ["mountains", "a mountain landscape", "mountain range"]


def desert(rng: random.Random) -> tuple[Image.Image, list[str]]:
    canvas = _sky(*rng.choice([((250, 190, 110), (255, 235, 180)), ((110, 190, 235), (250, 235, 200)), ((210, 90, 70), (250, 190, 110))]))
    draw, sand = ImageDraw.Draw(canvas), rng.choice([(230, 190, 110), (225, 160, 90), (210, 140, 80)])
    x, y = rng.uniform(60, WIDE - 60), rng.uniform(60, 150)
    draw.ellipse((x - 34, y - 34, x + 34, y + 34), fill=(255, 245, 200))
    said = ["desert", "a desert landscape", "sand dunes"]
    if rng.random() < 0.4:
        for _ in range(2):
            px, w = rng.uniform(80, WIDE - 80), rng.uniform(70, 120)
            draw.polygon([(px, 330 - w), (px + w, 330), (px - w, 330)], fill=dim(sand, 0.85)), draw.polygon([(px, 330 - w), (px + w, 330), (px + w * 0.2, 330)], fill=dim(sand, 0.7))
        said.append("pyramids in the desert")
    for place, shade in enumerate((1.25, 1.1, 0.95)):
        at = _hills(canvas, rng, dim(sand, shade), 0.66 + 0.1 * place, 0.05, 0.0)
    _ridge(canvas, rng, art.cactus, at, rng.randint(1, 5), 50, 120)
    return canvas, said


def forest(rng: random.Random) -> tuple[Image.Image, list[str]]:
    night = rng.random() < 0.3
    canvas = _sky((20, 40, 60), (60, 100, 110)) if night else _sky((170, 220, 200), (225, 245, 215))
    base = rng.choice([(60, 130, 80), (50, 110, 100), (90, 140, 60)])
    for place, shade in enumerate((1.45, 1.2, 0.95) if not night else (0.8, 0.55, 0.35)):
        colour, draw = dim(base, shade), ImageDraw.Draw(canvas)
        if rng.random() < 0.5:
            for x in range(-20, WIDE + 20, 26 + place * 14):
                tall = rng.uniform(120, 220) + place * 40
                foot, wide = 300 + place * 60, 18 + place * 10
                for part in (0, 0.3, 0.6):
                    top = foot - tall * (1 - part * 0.8)
                    draw.polygon([(x, top), (x + wide * (0.7 + part), top + tall * 0.45), (x - wide * (0.7 + part), top + tall * 0.45)], fill=colour)
        else:
            for _ in range(9 - place * 2):
                x, w = rng.uniform(0, WIDE), rng.uniform(8, 16) + place * 6
                draw.rectangle((x, 0, x + w, WIDE), fill=dim(colour, 0.75))
            for x in range(-30, WIDE + 30, 40):
                r = rng.uniform(40, 70)
                draw.ellipse((x - r, -r - 20 + place * 5, x + r, r - 10 + place * 5), fill=colour)
        at = _hills(canvas, rng, colour, 0.7 + place * 0.1, 0.03)
    _ridge(canvas, rng, rng.choice([art.bush, art.mushroom, art.pine]), at, rng.randint(0, 5), 40, 90)
    return canvas, ["forest", "a forest landscape", "woods", "trees in a forest"] + (["a dark forest"] if night else [])


def night(rng: random.Random) -> tuple[Image.Image, list[str]]:
    canvas = _sky(*rng.choice([((8, 10, 36), (50, 50, 110)), ((16, 8, 40), (90, 50, 110)), ((5, 15, 30), (30, 70, 100))]))
    _stars(canvas, rng, rng.randint(40, 140))
    _put(canvas, art.moon, rng, rng.uniform(80, WIDE - 80), rng.uniform(100, 180), rng.uniform(60, 100))
    for place in range(2):
        _hills(canvas, rng, dim((30, 30, 70), 1 - 0.4 * place), 0.72 + 0.12 * place, 0.07, 0.3)
    return canvas, ["night sky", "a night landscape", "moon and stars", "hills at night"]


def city(rng: random.Random) -> tuple[Image.Image, list[str]]:
    dark = rng.random() < 0.55
    canvas = _sky((20, 16, 50), (120, 60, 120)) if dark else _sky((120, 190, 235), (230, 240, 245))
    if dark:
        _stars(canvas, rng, 50, 0.5)
    draw = ImageDraw.Draw(canvas)
    tones = [(70, 60, 110), (46, 40, 80), (26, 24, 50)] if dark else [(170, 190, 210), (130, 150, 180), (90, 105, 135)]
    for place, tone in enumerate(tones):
        x = -10.0
        while x < WIDE:
            w, top = rng.uniform(30, 70), WIDE * (0.3 + 0.12 * place + rng.uniform(0, 0.3))
            draw.rectangle((x, top, x + w, WIDE), fill=tone)
            if place > 0:
                for wy in range(int(top) + 10, WIDE - 8, 18):
                    for wx in range(int(x) + 6, int(x + w) - 8, 14):
                        if rng.random() < 0.5:
                            draw.rectangle((wx, wy, wx + 6, wy + 9), fill=(255, 225, 130) if dark else (215, 235, 245))
            x += w + rng.choice([0, 0, 6])
    return canvas, ["city skyline", "a city", "skyscrapers", "buildings"] + (["a city at night"] if dark else [])


def underwater(rng: random.Random) -> tuple[Image.Image, list[str]]:
    canvas = _sky(*rng.choice([((80, 190, 230), (10, 60, 130)), ((60, 170, 190), (10, 50, 80))]))
    draw = ImageDraw.Draw(canvas)
    _hills(canvas, rng, (30, 90, 140), 0.75, 0.08, 0.4)
    at = _hills(canvas, rng, rng.choice([(220, 200, 140), (120, 110, 130)]), 0.88, 0.03)
    for _ in range(rng.randint(4, 9)):
        x, tall, colour = rng.uniform(0, WIDE), rng.uniform(60, 180), rng.choice([(50, 150, 90), (40, 120, 110), (200, 80, 110), (230, 120, 80)])
        draw.line([(x + 9 * math.sin(k * 0.9), at(x) - k * tall / 10 + 8) for k in range(11)], colour, 10, joint="curve")
    for _ in range(rng.randint(6, 20)):
        x, y, r = rng.uniform(0, WIDE), rng.uniform(0, WIDE), rng.uniform(3, 10)
        draw.ellipse((x - r, y - r, x + r, y + r), outline=(220, 240, 250), width=2)
    for _ in range(rng.randint(1, 4)):
        _put(canvas, art.fish, rng, rng.uniform(40, WIDE - 40), rng.uniform(120, 340), rng.uniform(40, 80))
    return canvas, ["underwater", "an underwater landscape", "sea floor", "ocean", "under the sea"]


def cave(rng: random.Random) -> tuple[Image.Image, list[str]]:
    tone = rng.choice([(70, 60, 80), (80, 66, 56), (50, 70, 90)])
    canvas = _sky(dim(tone, 0.6), dim(tone, 0.9))
    draw = ImageDraw.Draw(canvas)
    for place, shade in enumerate((0.75, 0.45, 0.25)):
        colour = dim(tone, shade)
        for x in range(-10, WIDE + 20, 36):
            tall = rng.uniform(20, 130) * (1 - place * 0.15) + place * 12
            draw.polygon([(x - 22, 0), (x + 22, 0), (x + rng.uniform(-6, 6), tall)], fill=colour)
            tall = rng.uniform(10, 100) + place * 6
            draw.polygon([(x - 26, WIDE), (x + 26, WIDE), (x + rng.uniform(-6, 6), WIDE - tall - 20)], fill=colour)
    if rng.random() < 0.6:
        for _ in range(3):
            _put(canvas, art.gem, rng, rng.uniform(30, WIDE - 30), WIDE - rng.uniform(0, 40), rng.uniform(30, 60))
    return canvas, ["cave", "a dark cave", "cavern", "an underground cave"]


def winter(rng: random.Random) -> tuple[Image.Image, list[str]]:
    canvas = _sky((150, 190, 225), (230, 240, 250)) if rng.random() < 0.7 else _sky((40, 50, 100), (130, 150, 200))
    if rng.random() < 0.5:
        _mountains(canvas, rng, (150, 170, 200), 0.4, True)
    for place, shade in enumerate(((205, 220, 238), (226, 236, 247), (246, 250, 254))):
        at = _hills(canvas, rng, shade, 0.62 + 0.12 * place, 0.06, 0.1)
        _ridge(canvas, rng, art.pine, at, rng.randint(1, 5), 40, 110)
    draw = ImageDraw.Draw(canvas)
    for _ in range(rng.choice([0, 60, 140])):
        x, y, r = rng.uniform(0, WIDE), rng.uniform(0, WIDE), rng.uniform(1.5, 4)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 255, 255))
    return canvas, ["snow", "a snowy landscape", "winter", "a winter landscape"]


def beach(rng: random.Random) -> tuple[Image.Image, list[str]]:
    canvas = _sky(*rng.choice([((80, 180, 240), (200, 235, 250)), ((240, 120, 90), (255, 215, 140))]))
    draw = ImageDraw.Draw(canvas)
    _clouds(canvas, rng)
    draw.rectangle((0, WIDE * 0.52, WIDE, WIDE), fill=(50, 140, 200))
    for _ in range(24):
        x, y = rng.uniform(0, WIDE), rng.uniform(WIDE * 0.54, WIDE * 0.75)
        draw.line((x, y, x + rng.uniform(15, 50), y), (140, 205, 235), 3)
    at = _hills(canvas, rng, (240, 215, 150), 0.8, 0.04, 0.0)
    _ridge(canvas, rng, art.palm, at, rng.randint(1, 3), 110, 220)
    return canvas, ["beach", "a beach with palm trees", "tropical island", "sea and beach"]


def space(rng: random.Random) -> tuple[Image.Image, list[str]]:
    canvas = _sky((6, 6, 20), rng.choice([(30, 10, 50), (10, 20, 50), (10, 10, 20)]))
    _stars(canvas, rng, rng.randint(60, 220), 1)
    for _ in range(rng.randint(0, 3)):
        _put(canvas, art.planet, rng, rng.uniform(50, WIDE - 50), rng.uniform(100, WIDE), rng.uniform(60, 200))
    if rng.random() < 0.4:
        _put(canvas, rng.choice([art.spaceship, art.rocket, art.ufo]), rng, rng.uniform(80, WIDE - 80), rng.uniform(160, WIDE - 20), rng.uniform(60, 110))
    return canvas, ["space", "outer space", "stars", "a starry space", "planets and stars"]


def volcano(rng: random.Random) -> tuple[Image.Image, list[str]]:
    canvas = _sky((40, 14, 20), (190, 60, 30))
    draw = ImageDraw.Draw(canvas)
    x = rng.uniform(140, WIDE - 140)
    draw.polygon([(x - 34, 150), (x + 34, 150), (x + 190, 400), (x - 190, 400)], fill=(60, 36, 40))
    draw.polygon([(x - 30, 150), (x + 30, 150), (x + 14, 190), (x + 30, 300), (x + 4, 250), (x - 12, 330), (x - 16, 200)], fill=(255, 130, 30))
    draw.ellipse((x - 34, 142, x + 34, 160), fill=(255, 190, 60))
    for _ in range(12):
        px, py, r = x + rng.gauss(0, 30), 120 - rng.uniform(0, 100), rng.uniform(8, 30)
        draw.ellipse((px - r, py - r, px + r, py + r), fill=(80, 60, 62))
    _hills(canvas, rng, (40, 24, 28), 0.8, 0.05, 0.6), _hills(canvas, rng, (250, 120, 30), 0.92, 0.01)
    return canvas, ["volcano", "a volcano with lava", "lava landscape"]


def graveyard(rng: random.Random) -> tuple[Image.Image, list[str]]:
    canvas = night(rng)[0]
    at = _hills(canvas, rng, (36, 50, 46), 0.8, 0.04)
    _ridge(canvas, rng, art.tombstone, at, rng.randint(3, 6), 60, 100)
    if rng.random() < 0.5:
        _put(canvas, art.ghost, rng, rng.uniform(60, WIDE - 60), rng.uniform(200, 300), 80)
    return canvas, ["graveyard", "a cemetery at night", "spooky graveyard"]


def castle_land(rng: random.Random) -> tuple[Image.Image, list[str]]:
    canvas = hills(rng)[0]
    at = _hills(canvas, rng, (90, 150, 80), 0.74, 0.05)
    x = rng.uniform(120, WIDE - 120)
    _put(canvas, art.castle, rng, x, at(x) + 12, rng.uniform(150, 230))
    return canvas, ["castle", "a castle on a hill", "castle landscape"]


#: By the name that the held-out names are compared with.
SCENES: dict[str, Callable[[random.Random], tuple[Image.Image, list[str]]]] = {
    "hills": hills, "mountains": mountains, "desert": desert, "forest": forest, "night sky": night, "city": city,
    "underwater": underwater, "cave": cave, "snow": winter, "beach": beach, "space": space, "volcano": volcano,
    "graveyard": graveyard, "castle": castle_land,
}  # fmt: skip
SCENE_FORMS = ["{}", "{}", "{} background", "{} game background", "2d game background, {}", "parallax background of {}", "{} scenery", "an illustration of {}", "background image of {}"]
LEVEL_FORMS = ["a platform game level", "platformer level", "2d platform game", "game screenshot", "side-scrolling game", "platformer screenshot", "a jump and run game"]
MAP_FORMS = ["top-down game map", "tile map", "rpg map", "a map of a game", "overhead game level", "tile map with water", "game screenshot from above"]


def _finished(canvas: Image.Image, rng: random.Random, pixels: float) -> tuple[np.ndarray, bool]:
    """Made small, by the given chance in large pixels of few colours."""
    if rng.random() < pixels:
        side = rng.choice([56, 80, 112, 112])
        few = canvas.resize((side, side), Image.Resampling.BOX).quantize(rng.choice([12, 16, 24, 32]), Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        return np.asarray(few.convert("RGB").resize((IMAGE_SIZE, IMAGE_SIZE), Image.Resampling.NEAREST)), True
    return np.asarray(canvas.resize((IMAGE_SIZE, IMAGE_SIZE), Image.Resampling.BOX)), False


def _with_pixels(captions: list[str], pixelated: bool, name: str) -> list[str]:
    captions = [*captions, f"pixel art {name}"] if pixelated else captions
    return list(dict.fromkeys(captions))


def _scene(rng: random.Random, held: frozenset[str], name: str | None = None) -> tuple[Image.Image, list[str]]:
    return SCENES[name or rng.choice([n for n in SCENES if bare(n) not in held])](rng)


def draw_landscape(rng: random.Random, held: frozenset[str] = frozenset(), name: str | None = None) -> tuple[np.ndarray, list[str]]:
    """One of the backgrounds, none of a held-out name."""
    canvas, names = _scene(rng, held, name)
    pixels, pixelated = _finished(canvas, rng, 0.4)
    said = [names[0], *(form.format(rng.choice(names)) for form in rng.sample(SCENE_FORMS, 4))]
    return pixels, _with_pixels(said, pixelated, names[0])


def draw_level(rng: random.Random, held: frozenset[str] = frozenset()) -> tuple[np.ndarray, list[str]]:
    """A background with platforms of tiles, things to collect and somebody who jumps."""
    canvas, names = _scene(rng, held)
    cell = WIDE // rng.choice([8, 10, 12])
    count = WIDE // cell
    ground = rng.choice([t for t in THINGS if t.draw in (art.grass_tile, art.brick_block, art.stone_block, art.crate)])
    tile = draw_thing(ground, rng)[0].resize((cell, cell), Image.Resampling.BOX)
    heights = [rng.choice([0, 1, 1, 1, 2])]
    for _ in range(count):
        heights.append(max(0, min(3, heights[-1] + rng.choice([-1, 0, 0, 0, 1]))))
    top = lambda column: WIDE - heights[column] * cell
    for column in range(count + 1):
        for row in range(heights[column]):
            canvas.paste(tile, (column * cell, WIDE - (row + 1) * cell), tile)
    for _ in range(rng.randint(1, 4)):
        x, y = rng.randint(0, count - 3), rng.randint(count // 3, count - 4)
        for part in range(rng.randint(2, 4)):
            canvas.paste(tile, ((x + part) * cell, y * cell), tile)
            if rng.random() < 0.4:
                _put(canvas, rng.choice([art.coin, art.gem, art.star]), rng, (x + part + 0.5) * cell, y * cell - 4, cell * 0.8)
    for thing in rng.sample([art.slime, art.spikes, art.bush, art.flag, art.chest, art.tree, art.ghost, art.mushroom, art.bat], 3):
        column = rng.randint(0, count - 1)
        _put(canvas, thing, rng, (column + 0.5) * cell, top(column) + 2, cell * rng.uniform(0.9, 1.5))
    column = rng.randint(0, count - 1)
    _put(canvas, rng.choice([art.hero, art.knight, art.ninja, art.robot, art.bird]), rng, (column + 0.5) * cell, top(column) + 2 - rng.choice([0, 0, cell]), cell * 1.3)
    if rng.random() < 0.6:
        _put(canvas, rng.choice([art.heart_row, art.health_bar]), rng, 60, 80, 90)
    pixels, pixelated = _finished(canvas, rng, 0.5)
    return pixels, _with_pixels([*rng.sample(LEVEL_FORMS, 4), f"a game level with {names[0]}"], pixelated, "game level")


def draw_map(rng: random.Random) -> tuple[np.ndarray, list[str]]:
    """Land and water from above in tiles, with things on it."""
    count = rng.choice([8, 10, 12, 16])
    cell = WIDE // count
    field = np.array(Image.fromarray(np.array([[rng.random() for _ in range(5)] for _ in range(5)], np.float32)).resize((count, count), Image.Resampling.BICUBIC))
    grass, sand, water, path = rng.choice([((110, 180, 80), (230, 205, 140), (70, 140, 210), (190, 150, 100)), ((90, 150, 90), (200, 180, 130), (50, 110, 170), (160, 140, 120)), ((235, 240, 246), (200, 215, 230), (120, 180, 220), (170, 170, 180))])
    canvas = Image.new("RGB", (WIDE, WIDE), grass)
    draw = ImageDraw.Draw(canvas)
    for row in range(count):
        for column in range(count):
            value = field[row, column]
            colour = water if value < 0.3 else sand if value < 0.4 else grass
            draw.rectangle((column * cell, row * cell, column * cell + cell, row * cell + cell), fill=dim(colour, rng.uniform(0.96, 1.0)))
            for _ in range(3):
                x, y = column * cell + rng.uniform(2, cell - 6), row * cell + rng.uniform(2, cell - 6)
                draw.rectangle((x, y, x + 4, y + 3), fill=dim(colour, 0.88))
    row, column = rng.randint(1, count - 2), 0
    while column < count:
        draw.rectangle((column * cell, row * cell, column * cell + cell, row * cell + cell), fill=path)
        if rng.random() < 0.3:
            row = max(0, min(count - 1, row + rng.choice([-1, 1])))
            draw.rectangle((column * cell, row * cell, column * cell + cell, row * cell + cell), fill=path)
        column += 1
    plants = rng.choice([art.tree, art.pine, art.bush, art.palm])
    for row in range(count):
        for column in range(count):
            if field[row, column] > 0.4 and rng.random() < 0.16 + 0.3 * (field[row, column] > 0.7):
                thing = plants if rng.random() < 0.75 else rng.choice([art.rock, art.house, art.chest, art.hero, art.flower, art.tower])
                _put(canvas, thing, rng, (column + 0.5) * cell, (row + 1) * cell, cell * rng.uniform(0.9, 1.3))
    if rng.random() < 0.3:
        for line in range(0, WIDE, cell):
            draw.line((line, 0, line, WIDE), dim(grass, 0.8), 1), draw.line((0, line, WIDE, line), dim(grass, 0.8), 1)
    pixels, pixelated = _finished(canvas, rng, 0.6)
    return pixels, _with_pixels(rng.sample(MAP_FORMS, 5), pixelated, "map")
