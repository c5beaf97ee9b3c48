"""Things that games are full of, drawn by hand in code: each function draws one on a clear 100 × 100 field."""

import math
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]

#: Pixels of the finished drawing, and how many times larger it is drawn, for smooth edges.
SIDE = 176
FINER = 2

DARK, WHITE, GREY, STEEL = (40, 34, 44), (248, 248, 245), (140, 142, 150), (195, 202, 212)
WOOD, WOOD_DARK, GOLD, LEAF, SKIN = (166, 110, 62), (112, 70, 40), (250, 200, 50), (80, 170, 70), (245, 200, 160)

BRIGHT: dict[str, Colour] = {"red": (222, 50, 52), "blue": (58, 110, 222), "green": (70, 178, 76), "yellow": (248, 206, 58), "purple": (150, 76, 196), "orange": (242, 140, 44), "pink": (242, 128, 176)}


def dim(colour: Colour, factor: float) -> Colour:
    """Darker below 1, lighter above."""
    if factor <= 1:
        return tuple(round(v * factor) for v in colour)
    return tuple(round(v + (255 - v) * (factor - 1)) for v in colour)


class Pen:
    """Draws in hundredths of the field's side, x to the right, y down."""

    def __init__(self) -> None:
        self.scale = SIDE * FINER / 100
        self.image = Image.new("RGBA", (SIDE * FINER, SIDE * FINER))
        self.draw = ImageDraw.Draw(self.image)

    def poly(self, fill: Colour, *points: Point) -> None:
        self.draw.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=fill)

    def box(self, fill: Colour, x0: float, y0: float, x1: float, y1: float, round_: float = 0) -> None:
        place = tuple(v * self.scale for v in (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        self.draw.rounded_rectangle(place, round_ * self.scale, fill=fill)

    def oval(self, fill: Colour, x: float, y: float, rx: float, ry: float | None = None) -> None:
        ry = rx if ry is None else ry
        self.draw.ellipse(tuple(v * self.scale for v in (x - rx, y - ry, x + rx, y + ry)), fill=fill)

    def line(self, fill: Colour, width: float, *points: Point) -> None:
        self.draw.line([(x * self.scale, y * self.scale) for x, y in points], fill, round(width * self.scale), joint="curve")

    def arc(self, fill: Colour, width: float, x: float, y: float, rx: float, ry: float, start: float, end: float) -> None:
        place = tuple(v * self.scale for v in (x - rx, y - ry, x + rx, y + ry))
        self.draw.arc(place, start, end, fill, round(width * self.scale))

    def clear(self, x: float, y: float, rx: float, ry: float | None = None) -> None:
        """A hole."""
        self.oval((0, 0, 0, 0), x, y, rx, ry)

    def around(self, x: float, y: float, radius: float, count: int, turn: float = -math.pi / 2, inner: float | None = None) -> list[Point]:
        """The corners of a regular polygon, or of a star with its inner radius."""
        radii = [radius] if inner is None else [radius, inner]
        total = count * len(radii)
        return [(x + radii[i % len(radii)] * math.cos(turn + 2 * math.pi * i / total), y + radii[i % len(radii)] * math.sin(turn + 2 * math.pi * i / total)) for i in range(total)]

    def finished(self) -> Image.Image:
        return self.image.resize((SIDE, SIDE), Image.Resampling.BOX)


Draw = Callable[[Pen, random.Random, Colour], None]


def _eyes(p: Pen, x: float, y: float, apart: float, size: float, angry: bool = False) -> None:
    for side in (-1, 1):
        p.oval(WHITE, x + side * apart, y, size, size * 1.15)
        p.oval(DARK, x + side * apart + size * 0.2, y + size * 0.15, size * 0.5, size * 0.6)
        if angry:
            p.line(DARK, size * 0.5, (x + side * (apart + size), y - size * 1.6), (x + side * (apart - size), y - size * 0.8))


def coin(p: Pen, rng: random.Random, c: Colour) -> None:
    wide = rng.choice([1, 1, 1, 0.7, 0.4])
    p.oval(dim(c, 0.7), 50, 50, 44 * wide, 44)
    p.oval(c, 50, 50, 38 * wide, 38)
    p.oval(dim(c, 0.85), 50, 50, 28 * wide, 28)
    mark = rng.choice(["star", "bar", "ring", "none"])
    if mark == "star" and wide == 1:
        p.poly(dim(c, 1.5), *p.around(50, 50, 20, 5, inner=9))
    elif mark == "bar":
        p.box(dim(c, 1.5), 50 - 5 * wide, 32, 50 + 5 * wide, 68)
    elif mark == "ring":
        p.oval(c, 50, 50, 20 * wide, 20)
    p.arc(dim(c, 1.7), 4, 50, 50, 33 * wide, 33, 180, 250)


def gem(p: Pen, rng: random.Random, c: Colour) -> None:
    kind = rng.choice(["brilliant", "emerald", "crystal"])
    if kind == "brilliant":
        p.poly(c, (25, 18), (75, 18), (95, 42), (50, 92), (5, 42))
        p.poly(dim(c, 1.4), (25, 18), (38, 42), (5, 42))
        p.poly(dim(c, 1.6), (25, 18), (50, 18), (38, 42))
        p.poly(dim(c, 1.25), (50, 18), (75, 18), (62, 42), (38, 42))
        p.poly(dim(c, 0.8), (75, 18), (95, 42), (62, 42))
        p.poly(dim(c, 0.9), (38, 42), (62, 42), (50, 92))
        p.poly(dim(c, 0.65), (62, 42), (95, 42), (50, 92))
    elif kind == "emerald":
        p.poly(dim(c, 0.7), (32, 8), (68, 8), (86, 28), (86, 72), (68, 92), (32, 92), (14, 72), (14, 28))
        p.poly(dim(c, 1.35), (32, 8), (68, 8), (60, 26), (40, 26), (30, 34), (14, 28))
        p.poly(c, (40, 24), (60, 24), (70, 36), (70, 64), (60, 76), (40, 76), (30, 64), (30, 36))
        p.poly(dim(c, 1.5), (40, 30), (52, 30), (38, 52), (36, 38))
    else:
        p.poly(c, (50, 4), (70, 30), (66, 94), (34, 94), (30, 30))
        p.poly(dim(c, 1.4), (50, 4), (50, 94), (34, 94), (30, 30))
        p.poly(dim(c, 0.75), (72, 50), (90, 66), (84, 94), (66, 94))
        p.poly(dim(c, 0.85), (26, 58), (34, 94), (12, 94), (10, 72))


def heart(p: Pen, rng: random.Random, c: Colour) -> None:
    points = [(50 + 2.75 * 16 * math.sin(t) ** 3, 47 - 2.75 * (13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t))) for t in (i * math.pi / 30 for i in range(60))]
    p.poly(c, *points)
    p.oval(dim(c, 1.6), 29, 32, 8, 6)


def star(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(c, *p.around(50, 53, 48, 5, inner=22))
    p.poly(dim(c, 1.4), *p.around(48, 50, 28, 5, inner=13))
    if rng.random() < 0.25:
        _eyes(p, 50, 52, 8, 5)


def key(p: Pen, rng: random.Random, c: Colour) -> None:
    p.oval(c, 28, 50, 24)
    p.clear(28, 50, 12)
    p.box(c, 46, 44, 96, 56)
    p.box(c, 84, 50, 96, 74), p.box(c, 70, 50, 79, 68)


def potion(p: Pen, rng: random.Random, c: Colour) -> None:
    glass = (205, 228, 238)
    if rng.random() < 0.6:
        p.oval(glass, 50, 64, 34)
        p.box(glass, 39, 18, 61, 45)
        p.oval(c, 50, 66, 28, 26)
        p.oval(dim(c, 1.35), 50, 52, 25, 7)
    else:
        p.poly(glass, (40, 20), (60, 20), (60, 42), (86, 94), (14, 94), (40, 42))
        p.poly(c, (34, 60), (66, 60), (80, 90), (20, 90))
        p.oval(dim(c, 1.35), 50, 60, 17, 5)
    p.box((170, 118, 72), 40, 6, 60, 20, 3)
    p.box(glass, 35, 17, 65, 24, 3)
    for _ in range(4):
        p.oval(dim(c, 1.6), rng.uniform(35, 65), rng.uniform(66, 86), rng.uniform(2, 4))
    p.oval(WHITE, 36, 60, 4, 8)


def sword(p: Pen, rng: random.Random, c: Colour) -> None:
    turn = math.radians(45)
    at = lambda along, aside: (12 + along * math.cos(turn) + aside * math.sin(turn), 88 - along * math.sin(turn) + aside * math.cos(turn))
    p.poly(STEEL, at(30, -7), at(95, -7), at(108, 0), at(30, 0))
    p.poly(dim(STEEL, 0.75), at(30, 7), at(95, 7), at(108, 0), at(30, 0))
    p.line(c, 7, at(28, -19), at(28, 19))
    p.line(WOOD_DARK, 7, at(4, 0), at(26, 0))
    p.oval(c, *at(2, 0), 6)


def shield(p: Pen, rng: random.Random, c: Colour) -> None:
    rim = rng.choice([STEEL, GOLD, WOOD_DARK])
    if rng.random() < 0.3:
        p.oval(rim, 50, 50, 46), p.oval(c, 50, 50, 38), p.oval(rim, 50, 50, 12)
        return
    p.poly(rim, (10, 12), (50, 4), (90, 12), (88, 52), (72, 80), (50, 97), (28, 80), (12, 52))
    p.poly(c, (17, 18), (50, 11), (83, 18), (81, 50), (67, 75), (50, 88), (33, 75), (19, 50))
    mark = rng.choice(["cross", "half", "star"])
    if mark == "cross":
        p.box(WHITE, 44, 14, 56, 84), p.box(WHITE, 20, 38, 80, 50)
    elif mark == "half":
        p.poly(dim(c, 0.65), (50, 11), (83, 18), (81, 50), (67, 75), (50, 88))
    else:
        p.poly(GOLD, *p.around(50, 46, 20, 5, inner=9))


def chest(p: Pen, rng: random.Random, c: Colour) -> None:
    band = rng.choice([GOLD, STEEL])
    open_ = rng.random() < 0.4
    if open_:
        p.box(dim(c, 0.7), 10, 8, 90, 40, 10)
        p.box(dim(c, 0.35), 15, 28, 85, 48)
        for _ in range(16):
            p.oval(rng.choice([GOLD, dim(GOLD, 1.4), dim(GOLD, 0.85)]), rng.uniform(22, 78), rng.uniform(38, 50), 7, 5)
    else:
        p.box(dim(c, 1.15), 8, 16, 92, 62, 18)
    p.box(c, 8, 46, 92, 92, 3)
    for x in (14, 78):
        p.box(band, x, 46 if open_ else 18, x + 8, 92)
    p.box(band, 8, 46, 92, 53)
    p.box(band, 42, 46, 58, 66, 2), p.oval(DARK, 50, 56, 3, 4)


def crate(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(dim(c, 0.6), 4, 4, 96, 96)
    for y in range(6):
        p.box(dim(c, rng.uniform(0.85, 1.1)), 8, 8 + y * 14, 92, 20 + y * 14)
    if rng.random() < 0.7:
        p.line(dim(c, 0.75), 12, (12, 88), (88, 12))
    if rng.random() < 0.4:
        p.line(dim(c, 0.75), 12, (12, 12), (88, 88))
    for x0, y0, x1, y1 in ((4, 4, 96, 17), (4, 83, 96, 96), (4, 4, 17, 96), (83, 4, 96, 96)):
        p.box(dim(c, 1.15), x0, y0, x1, y1)
    for x in (10, 90):
        for y in (10, 90):
            p.oval(dim(c, 0.45), x, y, 3)


def barrel(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(c, 14, 6, 86, 94, 22)
    for x in (30, 50, 70):
        p.line(dim(c, 0.65), 2, (x, 8), (x + (x - 50) * 0.12, 50), (x, 92))
    for y in (22, 72):
        p.box(dim(STEEL, 0.6), 13, y, 87, y + 8)
    p.oval(dim(c, 0.75), 50, 10, 34, 6)


def spikes(p: Pen, rng: random.Random, c: Colour) -> None:
    count = rng.choice([2, 3, 4, 5])
    wide = 96 / count
    for i in range(count):
        x = 2 + i * wide
        p.poly(c, (x, 88), (x + wide / 2, 24), (x + wide, 88))
        p.poly(dim(c, 0.65), (x + wide / 2, 24), (x + wide, 88), (x + wide * 0.6, 88))
    p.box(dim(c, 0.45), 2, 86, 98, 97)


def ladder(p: Pen, rng: random.Random, c: Colour) -> None:
    for y in range(10, 95, 18):
        p.box(c, 20, y, 80, y + 8)
    p.box(dim(c, 0.8), 18, 2, 30, 98), p.box(dim(c, 0.8), 70, 2, 82, 98)


def flag(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(GREY, 18, 6, 25, 97)
    p.oval(GOLD, 21, 6, 5)
    if rng.random() < 0.5:
        p.poly(c, (25, 10), (90, 30), (25, 52))
    else:
        p.poly(c, *[(25 + i * 6.5, 12 + 4 * math.sin(i * 0.7)) for i in range(11)], *[(25 + i * 6.5, 50 + 4 * math.sin(i * 0.7)) for i in range(10, -1, -1)])


def cloud(p: Pen, rng: random.Random, c: Colour) -> None:
    for shade, drop in ((dim(c, 0.86), 5), (c, 0)):
        for x, y, r in ((24, 58, 18), (44, 44, 24), (66, 50, 21), (82, 62, 14)):
            p.oval(shade, x, y + drop, r)
        p.box(shade, 10, 58 + drop, 94, 76 + drop, 9)


def tree(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(WOOD_DARK, (43, 60), (57, 60), (62, 97), (38, 97))
    blobs = [(50, 28, 26), (30, 42, 22), (70, 42, 22), (50, 48, 26)]
    for x, y, r in blobs:
        p.oval(dim(c, 0.75), x, y + 4, r)
    for x, y, r in blobs:
        p.oval(c, x - 2, y, r - 3)
    p.oval(dim(c, 1.3), 42, 24, 12)
    if rng.random() < 0.3:
        for x, y in ((34, 40), (58, 30), (66, 48), (46, 52)):
            p.oval((225, 50, 50), x, y, 4.5)


def pine(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(WOOD_DARK, 44, 78, 56, 98)
    for top, low, wide in ((40, 84, 40), (22, 62, 32), (4, 40, 23)):
        p.poly(c, (50, top), (50 + wide, low), (50 - wide, low))
        p.poly(dim(c, 0.75), (50, top), (50 + wide, low), (55, low))
    if rng.random() < 0.3:
        p.poly(WHITE, (50, 4), (60, 21), (50, 17), (40, 21))


def palm(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(WOOD, (44, 97), (58, 97), (56, 60), (62, 30), (55, 28), (47, 60))
    for turn in (-170, -130, -85, -40, -5, 30, 150):
        t = math.radians(turn)
        end = (58 + 40 * math.cos(t), 30 + 26 * math.sin(t) + 10)
        middle = (58 + 22 * math.cos(t), 30 + 22 * math.sin(t) - 4)
        p.poly(rng.choice([c, dim(c, 0.8)]), (58, 26), (middle[0], middle[1] - 7), end, (middle[0], middle[1] + 6), (58, 34))
    p.oval(WOOD_DARK, 54, 36, 5), p.oval(WOOD_DARK, 63, 36, 5)


def bush(p: Pen, rng: random.Random, c: Colour) -> None:
    for shade, shrink in ((dim(c, 0.75), 0), (c, 4)):
        for x, y, r in ((24, 68, 22), (50, 54, 28), (76, 68, 22), (50, 74, 24)):
            p.oval(shade, x, y - shrink, r - shrink)
    p.box(dim(c, 0.75), 8, 74, 92, 90, 8)
    if rng.random() < 0.4:
        for _ in range(7):
            p.oval(rng.choice([(225, 50, 60), (250, 240, 240), (245, 200, 60)]), rng.uniform(20, 80), rng.uniform(44, 80), 4)


def cactus(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(c, 39, 8, 61, 98, 11)
    p.box(c, 12, 34, 26, 66, 7), p.box(c, 14, 54, 48, 68, 7)
    p.box(c, 74, 24, 88, 56, 7), p.box(c, 54, 44, 86, 58, 7)
    for y in range(18, 95, 13):
        p.line(dim(c, 1.5), 1.6, (48, y), (52, y + 4))
    if rng.random() < 0.4:
        p.poly((240, 110, 160), *p.around(50, 8, 8, 5, inner=4))


def rock(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(c, (6, 88), (14, 50), (34, 24), (62, 18), (84, 40), (95, 88))
    p.poly(dim(c, 1.3), (34, 24), (62, 18), (54, 46), (26, 54), (14, 50))
    p.poly(dim(c, 0.7), (84, 40), (95, 88), (60, 88), (54, 46))


def door(p: Pen, rng: random.Random, c: Colour) -> None:
    frame = rng.choice([GREY, WOOD_DARK])
    top = rng.choice([30, 2])
    p.box(frame, 14, 4, 86, 98, top), p.box(frame, 14, 50, 86, 98)
    p.box(c, 22, 12, 78, 98, max(0, top - 6)), p.box(c, 22, 50, 78, 98)
    for x in (36, 50, 64):
        p.line(dim(c, 0.7), 1.8, (x, 14), (x, 98))
    for y in (32, 76):
        p.box(dim(STEEL, 0.55), 22, y, 78, y + 6)
    p.oval(GOLD, 70, 58, 4.5)


def mushroom(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box((240, 225, 200), 34, 48, 66, 94, 12)
    p.draw.pieslice(tuple(v * p.scale for v in (6, 8, 94, 104)), 180, 360, fill=c)
    for x, y, r in ((30, 36, 8), (54, 24, 10), (76, 42, 7)):
        p.oval(WHITE, x, y, r, r * 0.85)
    if rng.random() < 0.4:
        _eyes(p, 50, 68, 8, 4)


def bomb(p: Pen, rng: random.Random, c: Colour) -> None:
    p.oval(c, 46, 60, 36)
    p.poly(dim(c, 1.25), (58, 22), (72, 30), (66, 42), (52, 34))
    p.line((190, 150, 100), 4, (66, 28), (74, 14), (84, 14))
    p.poly((255, 170, 40), *p.around(87, 13, 12, 7, inner=5)), p.oval((255, 240, 150), 87, 13, 4)
    p.oval(dim(c, 1.6), 32, 46, 8, 6)


def arrow_sign(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(WOOD_DARK, 44, 50, 56, 98)
    p.poly(c, (6, 14), (72, 14), (95, 35), (72, 56), (6, 56))
    p.line(dim(c, 0.65), 2, (10, 28), (76, 28)), p.line(dim(c, 0.65), 2, (10, 42), (76, 42))


def wooden_sign(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(WOOD_DARK, 44, 50, 56, 98)
    p.box(c, 6, 12, 94, 60, 3)
    for y in (26, 36, 46):
        p.line(dim(c, 0.55), 3, (18, y), (rng.uniform(60, 82), y))


def arrow(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(dim(c, 0.7), (6, 38), (54, 38), (54, 14), (96, 54), (54, 92), (54, 68), (6, 68))
    p.poly(c, (6, 34), (54, 34), (54, 10), (96, 50), (54, 88), (54, 64), (6, 64))


def cursor(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(DARK, (18, 4), (18, 84), (38, 66), (52, 97), (66, 90), (53, 60), (80, 58))
    p.poly(c, (24, 17), (24, 71), (40, 57), (55, 89), (59, 87), (45, 54), (66, 53))


def button(p: Pen, rng: random.Random, c: Colour) -> None:
    corner = rng.choice([4, 10, 20])
    p.box(dim(c, 0.55), 3, 28, 97, 76, corner), p.box(c, 3, 24, 97, 68, corner)
    p.box(dim(c, 1.35), 7, 28, 93, 42, min(corner, 7))
    p.box(WHITE, 30, 44, 70, 52, 3)


def play_button(p: Pen, rng: random.Random, c: Colour) -> None:
    if rng.random() < 0.5:
        p.oval(dim(c, 0.6), 50, 53, 45), p.oval(c, 50, 48, 44)
    else:
        p.box(dim(c, 0.6), 5, 8, 95, 98, 14), p.box(c, 5, 3, 95, 91, 14)
    p.poly(WHITE, (38, 26), (38, 72), (76, 49))


def pause_button(p: Pen, rng: random.Random, c: Colour) -> None:
    p.oval(dim(c, 0.6), 50, 53, 45), p.oval(c, 50, 48, 44)
    p.box(WHITE, 32, 28, 44, 70, 2), p.box(WHITE, 56, 28, 68, 70, 2)


def panel(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(dim(c, 0.5), 3, 8, 97, 94, 7), p.box(dim(c, 1.15), 6, 11, 94, 91, 5)
    p.box(c, 10, 15, 90, 87, 3)
    if rng.random() < 0.6:
        p.box(dim(c, 0.6), 22, 3, 78, 21, 6), p.box(dim(c, 1.4), 32, 9, 68, 15, 2)
    if rng.random() < 0.5:
        p.oval((215, 55, 55), 91, 13, 8), p.line(WHITE, 2.4, (88, 10), (94, 16)), p.line(WHITE, 2.4, (94, 10), (88, 16))
    for y in (36, 48, 60):
        p.box(dim(c, 0.75), 20, y, rng.uniform(50, 80), y + 4, 2)


def health_bar(p: Pen, rng: random.Random, c: Colour) -> None:
    full = rng.uniform(0.15, 1)
    p.box(DARK, 2, 36, 98, 64, 6), p.box((90, 86, 96), 6, 40, 94, 60, 3)
    p.box(c, 6, 40, 6 + 88 * full, 60, 3), p.box(dim(c, 1.4), 8, 42, 6 + 84 * full, 47, 2)
    if rng.random() < 0.5:
        p.oval(DARK, 12, 50, 18), p.oval((225, 50, 60), 12, 50, 13)


def heart_row(p: Pen, rng: random.Random, c: Colour) -> None:
    full = rng.randint(1, 3)
    for i in range(3):
        shade = c if i < full else (90, 86, 96)
        x = 17 + i * 33
        p.oval(shade, x - 7, 44, 8.5), p.oval(shade, x + 7, 44, 8.5)
        p.poly(shade, (x - 15, 47), (x + 15, 47), (x, 66))
        p.oval(dim(shade, 1.6), x - 8, 41, 3)


def inventory(p: Pen, rng: random.Random, c: Colour) -> None:
    count = rng.choice([3, 4])
    side = 92 / count
    p.box(dim(c, 0.45), 2, 2, 98, 98, 3)
    for row in range(count):
        for column in range(count):
            x, y = 4 + column * side, 4 + row * side
            p.box(dim(c, 0.7), x + 1, y + 1, x + side - 1, y + side - 1, 2), p.box(c, x + 3, y + 3, x + side - 2, y + side - 2, 2)
            if rng.random() < 0.35:
                p.oval(rng.choice(list(BRIGHT.values())), x + side / 2, y + side / 2, side * 0.25)


def grass_tile(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box((134, 88, 56), 0, 0, 100, 100)
    for _ in range(14):
        p.box(rng.choice([(110, 70, 44), (156, 106, 70)]), *(lambda x, y: (x, y, x + 7, y + 5))(rng.uniform(2, 90), rng.uniform(32, 92)), 2)
    p.box(c, 0, 0, 100, 22)
    for x in range(0, 100, 10):
        p.poly(c, (x, 20), (x + 10, 20), (x + 5, rng.uniform(24, 38)))
    p.box(dim(c, 1.35), 0, 0, 100, 6)


def platform(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box((120, 78, 50), 4, 40, 96, 70, 8)
    p.poly((120, 78, 50), (14, 66), (86, 66), (66, 84), (34, 84))
    p.box(c, 2, 34, 98, 50, 8), p.box(dim(c, 1.3), 4, 34, 96, 40, 4)
    for x in range(8, 92, 12):
        p.oval(c, x + 4, 50, 5, 6)


def water_tile(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(c, 0, 0, 100, 100)
    for row in range(5):
        y = 12 + row * 20
        for start in (rng.uniform(-10, 20), rng.uniform(40, 70)):
            p.arc(dim(c, 1.5), 4, start + 6, y, 7, 5, 0, 180), p.arc(dim(c, 1.5), 4, start + 20, y, 7, 5, 180, 360)


def lava_tile(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box((200, 50, 20), 0, 0, 100, 100)
    for _ in range(9):
        x, y, r = rng.uniform(0, 100), rng.uniform(18, 100), rng.uniform(5, 14)
        p.oval((250, 150, 30), x, y, r, r * 0.7), p.oval((255, 225, 90), x, y, r * 0.5, r * 0.35)
    for x in range(-4, 104, 12):
        p.oval((255, 190, 50), x, 4, 9, 8)


def brick_block(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(dim(c, 0.45), 0, 0, 100, 100)
    for row in range(4):
        for column in range(-1, 3):
            x = column * 50 + (25 if row % 2 else 0)
            p.box(c, max(0, x + 2), row * 25 + 2, min(100, x + 48), row * 25 + 23) if x < 98 and x + 48 > 2 else None
            p.box(dim(c, 1.3), max(0, x + 2), row * 25 + 2, min(100, x + 48), row * 25 + 6) if x < 98 and x + 48 > 2 else None


def stone_block(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(dim(c, 0.6), 0, 0, 100, 100), p.box(dim(c, 1.3), 0, 0, 94, 94), p.box(c, 6, 6, 94, 94)
    for _ in range(6):
        x, y = rng.uniform(12, 80), rng.uniform(12, 80)
        p.box(dim(c, 0.8), x, y, x + rng.uniform(5, 14), y + 4)


def question_block(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(dim(c, 0.5), 2, 2, 98, 98, 4), p.box(c, 6, 6, 94, 94, 3)
    for x in (13, 87):
        for y in (13, 87):
            p.box(dim(c, 0.5), x - 4, y - 4, x + 4, y + 4)
    p.arc(WHITE, 11, 50, 36, 20, 18, 170, 400), p.box(WHITE, 44, 48, 55, 64), p.box(WHITE, 44, 70, 55, 81)


def spring(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(c, 10, 12, 90, 28, 5), p.box(dim(c, 0.6), 10, 82, 90, 97, 4)
    p.line(STEEL, 7, (24, 30), (76, 42), (24, 54), (76, 66), (24, 80))


def torch(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(WOOD, (42, 48), (58, 48), (54, 98), (46, 98)), p.box(dim(STEEL, 0.6), 36, 44, 64, 54, 2)
    p.poly((235, 90, 30), (50, 2), (72, 32), (62, 46), (38, 46), (28, 32))
    p.poly((255, 210, 70), (50, 18), (60, 36), (55, 46), (45, 46), (40, 36))


def fence(p: Pen, rng: random.Random, c: Colour) -> None:
    for y in (40, 68):
        p.box(dim(c, 0.75), 0, y, 100, y + 9)
    for x in (6, 30, 54, 78):
        p.poly(c, (x, 94), (x, 26), (x + 8, 14), (x + 16, 26), (x + 16, 94))


def bridge(p: Pen, rng: random.Random, c: Colour) -> None:
    for x in range(0, 100, 12):
        sag = 12 * math.sin(math.pi * x / 100)
        p.box(c, x + 1, 56 + sag, x + 10, 70 + sag)
    for lift in (0, 28):
        p.line(dim(c, 0.6), 3, *[(x, 58 - lift + 12 * math.sin(math.pi * x / 100)) for x in range(0, 101, 5)])
    for x in (3, 50, 97):
        p.line(dim(c, 0.5), 4, (x, 26), (x, 66 + 12 * math.sin(math.pi * x / 100)))


def saw(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(c, *p.around(50, 50, 48, 14, rng.random(), 38))
    p.oval(dim(c, 0.75), 50, 50, 26), p.oval(dim(c, 1.3), 50, 50, 12), p.oval(DARK, 50, 50, 6)


def gear(p: Pen, rng: random.Random, c: Colour) -> None:
    for i in range(8):
        t = i * math.pi / 4
        p.line(c, 17, (50, 50), (50 + 45 * math.cos(t), 50 + 45 * math.sin(t)))
    p.oval(c, 50, 50, 34), p.clear(50, 50, 15)


def crown(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(c, (6, 30), (28, 54), (50, 16), (72, 54), (94, 30), (86, 86), (14, 86))
    p.box(dim(c, 0.75), 14, 74, 86, 88, 2)
    for x, y in ((6, 28), (50, 14), (94, 28)):
        p.oval(dim(c, 1.3), x if 10 < x < 90 else (9 if x < 50 else 91), y, 7)
    for x, shade in ((30, BRIGHT["red"]), (50, BRIGHT["blue"]), (70, BRIGHT["green"])):
        p.oval(shade, x, 81, 5)


def ring(p: Pen, rng: random.Random, c: Colour) -> None:
    p.oval(GOLD, 50, 64, 32), p.clear(50, 64, 23)
    p.poly(c, (34, 12), (66, 12), (76, 24), (50, 44), (24, 24)), p.poly(dim(c, 1.5), (34, 12), (50, 12), (42, 24), (24, 24))


def helmet(p: Pen, rng: random.Random, c: Colour) -> None:
    p.draw.pieslice(tuple(v * p.scale for v in (12, 8, 88, 100)), 180, 360, fill=c)
    p.box(c, 12, 52, 88, 88, 6), p.box(DARK, 26, 48, 88, 60, 2)
    for y in (66, 74, 82):
        p.line(DARK, 2.5, (54, y), (86, y))
    p.poly(BRIGHT["red"], (40, 14), (46, 2), (14, 2), (2, 30), (20, 26))


def bow(p: Pen, rng: random.Random, c: Colour) -> None:
    p.arc(c, 7, 34, 50, 46, 46, -75, 75)
    p.line(WHITE, 1.8, (46, 6), (30, 50), (46, 94))
    p.line(WOOD_DARK, 3.5, (22, 50), (92, 50)), p.poly(STEEL, (98, 50), (84, 42), (84, 58)), p.poly(BRIGHT["red"], (16, 43), (30, 50), (16, 57))


def axe(p: Pen, rng: random.Random, c: Colour) -> None:
    p.line(WOOD, 8, (20, 96), (66, 14))
    p.poly(STEEL, (50, 10), (74, 30), (60, 52), (84, 56), (98, 30), (88, 4), (64, 2))
    p.poly(dim(STEEL, 1.6), (84, 56), (98, 30), (88, 4), (92, 30))


def pickaxe(p: Pen, rng: random.Random, c: Colour) -> None:
    p.line(WOOD, 8, (14, 90), (74, 26))
    p.poly(c, (28, 10), (56, 10), (80, 24), (92, 48), (90, 76), (80, 54), (66, 36), (48, 22))


def hammer(p: Pen, rng: random.Random, c: Colour) -> None:
    p.line(WOOD, 9, (18, 92), (64, 40))
    p.poly(c, (40, 22), (62, 4), (96, 42), (76, 62)), p.poly(dim(c, 0.75), (76, 62), (96, 42), (90, 36), (70, 56))


def wand(p: Pen, rng: random.Random, c: Colour) -> None:
    p.line(WOOD_DARK, 7, (14, 92), (64, 36))
    p.oval(GOLD, 68, 30, 17), p.oval(c, 70, 28, 14), p.oval(dim(c, 1.7), 65, 23, 4)
    for x, y in ((92, 14), (92, 46), (50, 10)):
        p.poly((255, 240, 150), *p.around(x, y, 7, 4, inner=2))


def scroll(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box((238, 218, 170), 20, 14, 80, 86)
    for y in (30, 42, 54, 66):
        p.line((130, 95, 60), 2.6, (28, y), (rng.uniform(55, 72), y))
    p.box((214, 186, 130), 10, 6, 90, 20, 7), p.box((214, 186, 130), 10, 80, 90, 94, 7)


def book(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(dim(c, 0.6), 14, 6, 86, 96, 5), p.box((240, 232, 210), 20, 84, 86, 93), p.box(c, 14, 4, 84, 86, 4), p.box(dim(c, 0.75), 14, 4, 26, 90, 3)
    mark = rng.choice(["star", "ring", "lines"])
    if mark == "star":
        p.poly(GOLD, *p.around(55, 44, 18, 5, inner=8))
    elif mark == "ring":
        p.oval(GOLD, 55, 44, 17), p.oval(c, 55, 44, 11)
    else:
        p.box(GOLD, 36, 24, 74, 30), p.box(GOLD, 36, 38, 74, 44)


def skull(p: Pen, rng: random.Random, c: Colour) -> None:
    p.oval(c, 50, 42, 38, 36), p.box(c, 30, 60, 70, 92, 6)
    p.oval(DARK, 34, 46, 11, 12), p.oval(DARK, 66, 46, 11, 12), p.poly(DARK, (50, 58), (56, 68), (44, 68))
    for x in (40, 50, 60):
        p.line(DARK, 2.5, (x, 78), (x, 92))


def ghost(p: Pen, rng: random.Random, c: Colour) -> None:
    p.draw.pieslice(tuple(v * p.scale for v in (14, 4, 86, 90)), 180, 360, fill=c)
    p.poly(c, (14, 46), (86, 46), (86, 96), (74, 84), (62, 96), (50, 84), (38, 96), (26, 84), (14, 96))
    _eyes(p, 50, 44, 15, 9)


def slime(p: Pen, rng: random.Random, c: Colour) -> None:
    p.draw.pieslice(tuple(v * p.scale for v in (8, 22, 92, 134)), 180, 360, fill=c)
    p.box(c, 4, 74, 96, 94, 10)
    p.oval(dim(c, 1.6), 32, 40, 10, 6)
    _eyes(p, 52, 60, 14, 8, rng.random() < 0.4)
    p.arc(DARK, 3, 52, 74, 10, 7, 10, 170)


def bat(p: Pen, rng: random.Random, c: Colour) -> None:
    for side in (-1, 1):
        at = lambda x, y, side=side: (50 + side * x, y)
        p.poly(dim(c, 0.75), at(8, 46), at(26, 22), at(48, 26), at(46, 56), at(38, 48), at(30, 62), at(22, 52), at(10, 66))
        p.poly(c, at(6, 36), at(16, 16), at(20, 40))
    p.oval(c, 50, 50, 20, 22)
    _eyes(p, 50, 48, 8, 6, True)
    p.poly(WHITE, (44, 60), (48, 60), (46, 67)), p.poly(WHITE, (52, 60), (56, 60), (54, 67))


def spider(p: Pen, rng: random.Random, c: Colour) -> None:
    for side in (-1, 1):
        for up, out in ((-26, 44), (-8, 47), (10, 46), (28, 40)):
            p.line(dim(c, 0.8), 4, (50, 54), (50 + side * out * 0.6, 50 + up - 10), (50 + side * out, 58 + up + 8))
    p.oval(c, 50, 60, 24, 26), p.oval(dim(c, 1.2), 50, 36, 15)
    _eyes(p, 50, 34, 6, 5)


def robot(p: Pen, rng: random.Random, c: Colour) -> None:
    p.line(GREY, 3, (50, 16), (50, 4)), p.oval(BRIGHT["red"], 50, 5, 5)
    p.box(c, 26, 14, 74, 46, 6), p.box(DARK, 32, 22, 68, 38, 4)
    for x in (42, 58):
        p.oval((110, 230, 250), x, 30, 5)
    p.box(dim(c, 0.85), 24, 50, 76, 82, 5), p.box(c, 8, 52, 20, 76, 5), p.box(c, 80, 52, 92, 76, 5)
    p.box(dim(c, 0.6), 30, 82, 45, 97, 3), p.box(dim(c, 0.6), 55, 82, 70, 97, 3), p.oval(GOLD, 50, 66, 7)


def alien(p: Pen, rng: random.Random, c: Colour) -> None:
    p.oval(c, 50, 40, 34, 36), p.poly(c, (22, 54), (78, 54), (56, 84), (44, 84))
    p.box(dim(c, 0.8), 36, 78, 64, 98, 8)
    for side in (-1, 1):
        p.oval(DARK, 50 + side * 15, 46, 9, 13), p.oval(WHITE, 47 + side * 15, 41, 3)
        p.line(c, 3, (50 + side * 12, 10), (50 + side * 22, 2))


def spaceship(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly((250, 150, 40), (40, 82), (60, 82), (50, 99))
    p.poly(dim(c, 0.7), (50, 34), (96, 78), (80, 84), (50, 72), (20, 84), (4, 78))
    p.poly(c, (50, 2), (66, 50), (62, 84), (38, 84), (34, 50))
    p.oval((140, 220, 250), 50, 40, 8, 14)
    for x in (14, 86):
        p.box(dim(STEEL, 0.7), x - 3, 58, x + 3, 80, 2)


def rocket(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly((250, 150, 40), (36, 80), (64, 80), (50, 99)), p.poly((255, 230, 110), (43, 80), (57, 80), (50, 92))
    p.poly(c, (30, 54), (12, 84), (34, 78)), p.poly(c, (70, 54), (88, 84), (66, 78))
    p.poly((232, 234, 240), (50, 2), (66, 24), (70, 56), (64, 82), (36, 82), (30, 56), (34, 24))
    p.poly(c, (50, 2), (66, 24), (34, 24)), p.oval(dim(STEEL, 0.6), 50, 44, 11), p.oval((120, 200, 245), 50, 44, 8)


def ufo(p: Pen, rng: random.Random, c: Colour) -> None:
    p.draw.pieslice(tuple(v * p.scale for v in (28, 16, 72, 76)), 180, 360, fill=(150, 220, 245))
    p.oval(c, 50, 56, 47, 17), p.oval(dim(c, 0.7), 50, 62, 34, 9)
    for x in (18, 34, 50, 66, 82):
        p.oval((255, 230, 100), x, 56, 4)


def car(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(c, (22, 46), (34, 24), (66, 24), (80, 46)), p.poly((180, 225, 245), (30, 44), (38, 29), (49, 29), (49, 44)), p.poly((180, 225, 245), (53, 29), (64, 29), (72, 44), (53, 44))
    p.box(c, 3, 44, 97, 70, 9), p.box((255, 240, 160), 89, 48, 97, 56, 2), p.box((200, 40, 40), 3, 48, 9, 56, 2)
    for x in (24, 76):
        p.oval(DARK, x, 70, 14), p.oval(STEEL, x, 70, 7)


def race_car(p: Pen, rng: random.Random, c: Colour) -> None:
    """From above."""
    for x in (22, 78):
        for y in (24, 76):
            p.box(DARK, x - 8, y - 12, x + 8, y + 12, 3)
    p.box(c, 26, 4, 74, 96, 16), p.poly((70, 90, 110), (32, 32), (68, 32), (64, 44), (36, 44)), p.box(dim(c, 0.8), 34, 46, 66, 68, 5), p.poly((70, 90, 110), (36, 72), (64, 72), (68, 80), (32, 80))
    p.box((255, 245, 180), 31, 5, 42, 11, 3), p.box((255, 245, 180), 58, 5, 69, 11, 3), p.box(WHITE, 47, 10, 53, 30) if rng.random() < 0.5 else None


def tank(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(DARK, 6, 66, 94, 92, 13)
    for x in (20, 40, 60, 80):
        p.oval(GREY, x, 79, 8)
    p.poly(c, (4, 66), (14, 48), (86, 48), (96, 66)), p.box(dim(c, 0.85), 30, 26, 70, 50, 8), p.box(dim(c, 0.6), 68, 32, 99, 40, 2)


def airplane(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(dim(c, 0.75), (44, 50), (62, 50), (46, 88), (36, 88)), p.poly(c, (6, 22), (18, 22), (28, 46), (10, 48))
    p.poly(c, (8, 42), (70, 36), (96, 50), (70, 62), (14, 56)), p.poly((170, 220, 245), (70, 40), (84, 44), (84, 50), (68, 50))
    p.poly(dim(c, 0.85), (46, 40), (60, 40), (48, 14), (40, 14))


def boat(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(WOOD, (4, 66), (96, 66), (80, 92), (20, 92)), p.box(WOOD_DARK, 48, 6, 53, 68)
    p.poly(c, (54, 8), (90, 58), (54, 58)), p.poly(WHITE, (47, 16), (47, 58), (16, 58))


def hero(p: Pen, rng: random.Random, c: Colour) -> None:
    hair = rng.choice([(80, 50, 30), (40, 30, 30), (225, 180, 80), (190, 80, 40)])
    p.box(dim(c, 0.55), 33, 74, 46, 97, 4), p.box(dim(c, 0.55), 54, 74, 67, 97, 4)
    p.box(c, 28, 46, 72, 80, 8), p.box(c, 16, 48, 29, 70, 6), p.box(c, 71, 48, 84, 70, 6)
    p.oval(SKIN, 22, 72, 6), p.oval(SKIN, 78, 72, 6), p.box(WOOD_DARK, 28, 70, 72, 76)
    p.oval(SKIN, 50, 28, 24), p.draw.pieslice(tuple(v * p.scale for v in (25, 2, 75, 48)), 180, 360, fill=hair)
    p.oval(DARK, 42, 30, 3, 5), p.oval(DARK, 58, 30, 3, 5), p.arc(DARK, 2.5, 50, 38, 6, 4, 10, 170)


def knight(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(dim(STEEL, 0.7), 33, 74, 46, 97, 3), p.box(dim(STEEL, 0.7), 54, 74, 67, 97, 3)
    p.box(STEEL, 28, 46, 72, 78, 8), p.poly(c, (36, 50), (64, 50), (60, 80), (40, 80))
    p.oval(STEEL, 50, 27, 23, 24), p.box(DARK, 34, 24, 70, 32, 2), p.poly(c, (50, 6), (34, 0), (24, 14), (40, 8))
    p.poly((225, 230, 238), (82, 10), (88, 4), (92, 12), (88, 62), (82, 62)), p.box(GOLD, 76, 60, 96, 66), p.oval(c, 16, 62, 14, 17), p.oval(GOLD, 16, 62, 5)


def zombie(p: Pen, rng: random.Random, c: Colour) -> None:
    skin = (130, 175, 100)
    p.box((70, 75, 110), 33, 74, 46, 97, 3), p.box((70, 75, 110), 54, 74, 67, 97, 3), p.box((125, 95, 75), 30, 46, 68, 78, 5)
    p.box(skin, 60, 50, 97, 59, 4), p.box(skin, 56, 60, 92, 69, 4), p.oval(skin, 50, 27, 23)
    p.oval(WHITE, 42, 26, 7), p.oval(WHITE, 60, 26, 5), p.oval((200, 40, 40), 43, 27, 3), p.oval((200, 40, 40), 61, 27, 2), p.box(DARK, 40, 37, 62, 43, 2)


def ninja(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(dim(c, 0.8), 33, 74, 46, 97, 4), p.box(dim(c, 0.8), 54, 74, 67, 97, 4), p.box(c, 28, 46, 72, 80, 8)
    p.oval(c, 50, 27, 24), p.box(SKIN, 28, 22, 72, 34, 5), p.oval(DARK, 42, 28, 3.5), p.oval(DARK, 58, 28, 3.5)
    p.box(BRIGHT["red"], 26, 12, 74, 18), p.poly(BRIGHT["red"], (26, 12), (4, 8), (8, 18), (26, 18)), p.line(STEEL, 4, (70, 66), (97, 34))


def wizard(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(c, (50, 42), (80, 97), (20, 97)), p.oval(SKIN, 50, 40, 18), p.poly((238, 238, 240), (34, 44), (66, 44), (50, 84))
    p.poly(dim(c, 0.85), (50, 0), (74, 32), (26, 32)), p.oval(dim(c, 0.7), 50, 32, 32, 6), p.oval(DARK, 43, 40, 2.5), p.oval(DARK, 57, 40, 2.5)
    p.line(WOOD, 4.5, (88, 30), (84, 97)), p.oval((120, 220, 250), 88, 26, 8), p.poly(GOLD, *p.around(50, 20, 6, 5, inner=2.5))


def fish(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(dim(c, 0.8), (26, 50), (2, 24), (2, 76)), p.oval(c, 56, 50, 40, 27), p.poly(dim(c, 0.7), (46, 26), (70, 26), (56, 8)), p.oval(WHITE, 78, 44, 7), p.oval(DARK, 80, 44, 3.5)
    for x in (44, 56):
        p.arc(dim(c, 1.5), 3, x, 50, 10, 16, -60, 60)


def bird(p: Pen, rng: random.Random, c: Colour) -> None:
    p.oval(c, 50, 52, 36, 30), p.oval(WHITE, 68, 42, 10), p.oval(DARK, 71, 42, 4.5), p.poly((250, 160, 40), (82, 46), (99, 54), (82, 62)), p.oval(dim(c, 1.4), 36, 56, 19, 12), p.poly(dim(c, 0.7), (16, 46), (0, 36), (2, 60))


def apple(p: Pen, rng: random.Random, c: Colour) -> None:
    p.oval(c, 36, 60, 29, 34), p.oval(c, 64, 60, 29, 34), p.line(WOOD_DARK, 5, (50, 32), (56, 8)), p.poly(LEAF, (56, 18), (72, 4), (88, 12), (72, 24)), p.oval(dim(c, 1.6), 26, 46, 7, 10)


def cherries(p: Pen, rng: random.Random, c: Colour) -> None:
    p.line((70, 130, 50), 4, (30, 70), (52, 10), (74, 62)), p.poly(LEAF, (52, 10), (76, 2), (92, 14), (70, 22))
    for x, y in ((28, 74), (72, 70)):
        p.oval(c, x, y, 22), p.oval(dim(c, 1.6), x - 8, y - 8, 5)


def meat(p: Pen, rng: random.Random, c: Colour) -> None:
    p.line(WHITE, 11, (20, 82), (46, 56)), p.oval(WHITE, 14, 80, 9), p.oval(WHITE, 22, 90, 9), p.oval((176, 92, 52), 62, 38, 34, 30), p.oval((206, 122, 76), 54, 30, 16, 11)


def bread(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box((196, 128, 62), 6, 30, 94, 78, 22), p.box((226, 164, 92), 10, 32, 90, 62, 16)
    for x in (28, 48, 68):
        p.line((170, 104, 48), 5, (x, 54), (x + 10, 36))


def egg(p: Pen, rng: random.Random, c: Colour) -> None:
    p.oval(c, 50, 54, 34, 42)
    for _ in range(8):
        p.oval(dim(c, 0.75), rng.uniform(28, 72), rng.uniform(26, 84), rng.uniform(3, 6))


def lightning(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(c, (60, 2), (18, 54), (44, 56), (34, 98), (84, 38), (56, 38)), p.poly(dim(c, 1.5), (56, 10), (28, 50), (46, 50))


def flame(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(c, (50, 2), (66, 26), (72, 18), (88, 60), (74, 90), (50, 98), (26, 90), (12, 62), (24, 34), (34, 44))
    p.poly(dim(c, 1.45), (50, 36), (66, 58), (70, 76), (50, 94), (30, 78), (36, 58)), p.poly(dim(c, 1.8), (50, 60), (58, 76), (50, 90), (42, 76))


def explosion(p: Pen, rng: random.Random, c: Colour) -> None:
    turn = rng.random()
    for radius, shade in ((48, (220, 60, 30)), (38, (250, 140, 40)), (27, (255, 220, 80)), (14, (255, 252, 220))):
        p.poly(shade, *p.around(50, 50, radius, 11, turn, radius * 0.66))


def speech_bubble(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(c, 4, 10, 96, 72, 16), p.poly(c, (24, 68), (46, 68), (20, 94))
    if rng.random() < 0.6:
        for x in (30, 50, 70):
            p.oval(DARK, x, 41, 5)
    else:
        p.box(DARK, 46, 20, 54, 48, 2), p.oval(DARK, 50, 58, 5)


def gamepad(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(c, 10, 30, 90, 70, 18), p.oval(c, 20, 64, 18, 20), p.oval(c, 80, 64, 18, 20), p.box(DARK, 22, 42, 40, 48), p.box(DARK, 28, 36, 34, 54)
    for x, y, shade in ((72, 38, "yellow"), (80, 46, "red"), (64, 46, "blue"), (72, 54, "green")):
        p.oval(BRIGHT[shade], x, y, 4.5)


def dice(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(dim(c, 0.75), 8, 10, 94, 96, 14), p.box(c, 6, 6, 90, 90, 14)
    dots = {1: [4], 2: [0, 8], 3: [0, 4, 8], 4: [0, 2, 6, 8], 5: [0, 2, 4, 6, 8], 6: [0, 2, 3, 5, 6, 8]}[rng.randint(1, 6)]
    for place in dots:
        p.oval(DARK if sum(c) > 350 else WHITE, 24 + place % 3 * 24, 24 + place // 3 * 24, 7)


def playing_card(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(GREY, 17, 3, 83, 97, 6), p.box(WHITE, 19, 5, 81, 95, 5)
    suit = rng.choice([BRIGHT["red"], DARK])
    p.poly(suit, (50, 28), (68, 50), (50, 72), (32, 50)), p.box(suit, 25, 11, 33, 23), p.box(suit, 67, 77, 75, 89)


def chess_pawn(p: Pen, rng: random.Random, c: Colour) -> None:
    p.oval(c, 50, 24, 17), p.poly(c, (42, 36), (58, 36), (68, 80), (32, 80)), p.box(c, 32, 38, 68, 45, 3), p.box(c, 20, 80, 80, 95, 5)


def balloon(p: Pen, rng: random.Random, c: Colour) -> None:
    p.line(GREY, 2, (50, 72), (46, 84), (54, 98)), p.oval(c, 50, 38, 31, 36), p.poly(c, (44, 78), (56, 78), (50, 71)), p.oval(dim(c, 1.6), 38, 24, 6, 9)


def moon(p: Pen, rng: random.Random, c: Colour) -> None:
    p.oval(c, 48, 50, 44)
    if rng.random() < 0.6:
        p.clear(66, 42, 38)
    else:
        for x, y, r in ((34, 36, 9), (62, 62, 12), (60, 28, 6), (36, 70, 6)):
            p.oval(dim(c, 0.8), x, y, r)


def sun(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(dim(c, 0.85), *p.around(50, 50, 48, 12, 0, 32)), p.oval(c, 50, 50, 29)
    if rng.random() < 0.4:
        p.oval(DARK, 41, 46, 3.5), p.oval(DARK, 59, 46, 3.5), p.arc(DARK, 3, 50, 54, 11, 9, 10, 170)


def snowflake(p: Pen, rng: random.Random, c: Colour) -> None:
    for i in range(6):
        t = i * math.pi / 3
        at = lambda r, a, t=t: (50 + r * math.cos(t + a), 50 + r * math.sin(t + a))
        p.line(c, 6, (50, 50), at(46, 0)), p.line(c, 5, at(26, 0), at(40, 0.4)), p.line(c, 5, at(26, 0), at(40, -0.4))


def planet(p: Pen, rng: random.Random, c: Colour) -> None:
    p.oval(c, 50, 50, 34)
    for y, r in ((38, 30), (56, 33), (68, 26)):
        p.box(dim(c, rng.choice([0.75, 1.3])), 50 - r * 0.95, y, 50 + r * 0.95, y + 6, 3)
    if rng.random() < 0.6:
        p.arc(dim(GOLD, 1.3), 5, 50, 52, 48, 14, -25, 205)


def meteor(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly((250, 150, 40), (44, 40), (97, 2), (72, 72)), p.poly((255, 220, 90), (50, 46), (84, 14), (68, 66)), p.oval((110, 96, 90), 38, 62, 30)
    for x, y, r in ((28, 54, 7), (46, 72, 9), (46, 50, 4)):
        p.oval((80, 70, 66), x, y, r)


def crosshair(p: Pen, rng: random.Random, c: Colour) -> None:
    p.arc(c, 6, 50, 50, 38, 38, 0, 360)
    for x0, y0, x1, y1 in ((50, 2, 50, 32), (50, 68, 50, 98), (2, 50, 32, 50), (68, 50, 98, 50)):
        p.line(c, 6, (x0, y0), (x1, y1))
    p.oval(c, 50, 50, 4)


def house(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box((238, 222, 190), 16, 44, 84, 97), p.poly(c, (50, 6), (97, 48), (3, 48)), p.box(dim(c, 0.8), 68, 12, 78, 36), p.box(WOOD_DARK, 42, 64, 60, 97, 3)
    for x in (22, 66):
        p.box((150, 210, 240), x, 56, x + 13, 70), p.line(WHITE, 2, (x + 6.5, 56), (x + 6.5, 70))


def castle(p: Pen, rng: random.Random, c: Colour) -> None:
    for x in (6, 72):
        p.box(dim(c, 0.88), x, 26, x + 22, 97)
        for k in (0, 8, 16):
            p.box(dim(c, 0.88), x + k, 18, x + k + 6, 30)
    p.box(c, 24, 44, 76, 97)
    for x in range(24, 74, 10):
        p.box(c, x, 37, x + 6, 48)
    p.box(WOOD_DARK, 40, 66, 60, 97, 9), p.line(GREY, 2, (17, 18), (17, 2)), p.poly(BRIGHT["red"], (18, 2), (32, 7), (18, 12))


def tower(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(c, (32, 34), (68, 34), (74, 97), (26, 97)), p.box(dim(c, 0.85), 24, 26, 76, 38)
    if rng.random() < 0.5:
        p.poly(BRIGHT[rng.choice(["red", "blue", "purple"])], (50, 2), (78, 28), (22, 28))
    else:
        for x in (24, 38, 52, 66):
            p.box(dim(c, 0.85), x, 16, x + 9, 28)
    p.box(DARK, 44, 48, 56, 64, 5)


def tombstone(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(c, 20, 6, 80, 80, 28), p.box(c, 20, 50, 80, 92), p.box((90, 130, 70), 8, 88, 92, 98, 4), p.box(dim(c, 0.55), 46, 24, 54, 66), p.box(dim(c, 0.55), 34, 36, 66, 44)


def money_bag(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly((196, 160, 104), (34, 30), (66, 30), (90, 78), (80, 96), (20, 96), (10, 78)), p.poly((196, 160, 104), (36, 24), (28, 6), (50, 12), (72, 6), (64, 24)), p.box((130, 84, 46), 32, 24, 68, 32, 3), p.oval(GOLD, 50, 66, 16), p.oval(dim(GOLD, 0.8), 50, 66, 10)


def joystick(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box(DARK, 14, 74, 86, 95, 6), p.box(GREY, 45, 34, 55, 76), p.oval(c, 50, 24, 19), p.oval(dim(c, 1.6), 43, 17, 5), p.oval(BRIGHT["red"], 74, 74, 6, 4)


def trophy(p: Pen, rng: random.Random, c: Colour) -> None:
    p.arc(c, 6, 26, 30, 20, 18, 60, 300), p.arc(c, 6, 74, 30, 20, 18, 240, 480), p.poly(c, (24, 6), (76, 6), (70, 44), (58, 60), (42, 60), (30, 44)), p.box(c, 45, 56, 55, 78), p.box(WOOD_DARK, 28, 76, 72, 94, 3), p.poly(dim(c, 1.6), (32, 12), (40, 12), (42, 44), (37, 44))


def medal(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly(BRIGHT["red"], (26, 2), (44, 2), (60, 46), (46, 50)), p.poly(BRIGHT["blue"], (56, 2), (74, 2), (54, 50), (42, 46)), p.oval(c, 50, 68, 28), p.oval(dim(c, 0.8), 50, 68, 21), p.poly(dim(c, 1.5), *p.around(50, 68, 15, 5, inner=7))


def lock(p: Pen, rng: random.Random, c: Colour) -> None:
    p.arc(STEEL, 9, 50, 42, 26, 34, 180, 360), p.box(STEEL, 24, 38, 33, 56), p.box(STEEL, 67, 38, 76, 56), p.box(c, 14, 46, 86, 96, 8), p.oval(DARK, 50, 66, 7), p.poly(DARK, (46, 68), (54, 68), (57, 84), (43, 84))


def lantern(p: Pen, rng: random.Random, c: Colour) -> None:
    p.arc(GREY, 4, 50, 18, 14, 14, 180, 360), p.box(DARK, 30, 18, 70, 28, 3), p.box((255, 220, 110), 32, 28, 68, 78), p.poly((255, 250, 210), (50, 36), (60, 58), (50, 72), (40, 58))
    for x in (32, 48, 65):
        p.box(DARK, x, 28, x + 3, 78)
    p.box(DARK, 26, 76, 74, 90, 3)


def treasure_map(p: Pen, rng: random.Random, c: Colour) -> None:
    p.poly((232, 208, 150), (4, 16), (34, 8), (66, 18), (96, 8), (96, 86), (66, 94), (34, 84), (4, 92)), p.line((150, 100, 60), 2.5, (14, 76), (30, 58), (46, 64), (60, 44), (76, 38)), p.line(BRIGHT["red"], 5, (70, 26), (84, 42)), p.line(BRIGHT["red"], 5, (84, 26), (70, 42))
    p.poly((120, 160, 90), (16, 24), (36, 20), (40, 36), (22, 42))


def flower(p: Pen, rng: random.Random, c: Colour) -> None:
    p.box((80, 150, 60), 47, 48, 53, 98), p.poly(LEAF, (52, 82), (78, 66), (74, 84))
    for i in range(6):
        p.oval(c, 50 + 18 * math.cos(i * math.pi / 3), 32 + 18 * math.sin(i * math.pi / 3), 13)
    p.oval((250, 205, 60) if c != BRIGHT["yellow"] else (150, 90, 40), 50, 32, 11)


@dataclass(frozen=True)
class Thing:
    """How it is drawn, what people call it (the main name first), and the colours it comes in."""

    draw: Draw
    names: tuple[str, ...]
    colours: dict[str, Colour]
    #: A tile fills its field and lies beside others.
    tile: bool = False
    #: A part of a game's own screens.
    interface: bool = False


_GOLDS = {"gold": GOLD, "silver": STEEL, "bronze": (205, 127, 60)}
_WOODS = {"wooden": WOOD}
_GREENS = {"green": LEAF, "dark green": (40, 110, 60)}
_STONES = {"grey": (150, 152, 160), "brown": (150, 120, 96)}
_STEELS = {"metal": STEEL, "steel": (165, 172, 184)}
_ANY = BRIGHT
_NONE = {"": (128, 128, 128)}
#: A part of the thing has the colour (a sail, a shirt, a stone): the thing is not called by it.
_PARTLY = {" " * place: colour for place, colour in enumerate(BRIGHT.values())}

THINGS: tuple[Thing, ...] = (
    Thing(coin, ("coin", "gold coin", "money", "token"), {"gold": GOLD, "yellow": (255, 214, 64)}), Thing(coin, ("coin", "money"), _GOLDS),
    Thing(gem, ("gem", "diamond", "jewel", "crystal", "gemstone"), _ANY), Thing(heart, ("heart", "life", "health"), {"red": BRIGHT["red"], "pink": BRIGHT["pink"]}),
    Thing(star, ("star", "bonus star"), {"yellow": BRIGHT["yellow"], "gold": GOLD}), Thing(key, ("key", "door key"), {**_GOLDS, "yellow": BRIGHT["yellow"], "red": BRIGHT["red"], "blue": BRIGHT["blue"]}),
    Thing(potion, ("potion", "magic potion", "bottle", "potion bottle", "flask"), _ANY), Thing(sword, ("sword", "blade", "weapon"), {"": GOLD, " ": WOOD_DARK}),
    Thing(shield, ("shield",), _ANY), Thing(chest, ("chest", "treasure chest", "treasure"), {"": WOOD, "brown": (150, 96, 54)}), Thing(crate, ("crate", "wooden crate", "box", "wooden box"), {"wooden": (190, 132, 76), "brown": (150, 98, 56)}),
    Thing(barrel, ("barrel", "wooden barrel"), {"wooden": WOOD, "brown": (140, 88, 52)}), Thing(spikes, ("spikes", "spike trap", "trap"), {"": STEEL, "metal": (165, 172, 184)}), Thing(ladder, ("ladder",), _WOODS),
    Thing(flag, ("flag", "checkpoint flag", "finish flag"), _ANY), Thing(cloud, ("cloud",), {"white": (246, 249, 253), "grey": (170, 176, 186)}), Thing(tree, ("tree", "plant"), {**_GREENS, "autumn": (225, 130, 50)}),
    Thing(pine, ("pine tree", "fir tree", "tree", "christmas tree"), {"green": (50, 130, 74), "dark green": (34, 96, 62)}), Thing(palm, ("palm tree", "palm", "tree"), _GREENS), Thing(bush, ("bush", "shrub", "plant"), _GREENS),
    Thing(cactus, ("cactus", "desert plant"), {"green": (80, 160, 80)}), Thing(rock, ("rock", "stone", "boulder"), _STONES), Thing(door, ("door", "wooden door", "gate"), {"wooden": WOOD, "brown": (140, 88, 52)}),
    Thing(mushroom, ("mushroom", "toadstool"), {k: _ANY[k] for k in ("red", "green", "blue", "purple")}), Thing(bomb, ("bomb",), {"black": (44, 44, 52)}), Thing(arrow_sign, ("arrow sign", "sign", "signpost"), _WOODS), Thing(wooden_sign, ("sign", "wooden sign", "signpost"), _WOODS),
    Thing(arrow, ("arrow", "arrow pointing right"), {**_ANY, "white": WHITE}, interface=True), Thing(cursor, ("cursor", "mouse pointer", "mouse cursor", "pointer"), {"white": WHITE, "yellow": BRIGHT["yellow"]}, interface=True),
    Thing(button, ("button", "user interface button", "game button"), {**_ANY, "grey": GREY}, interface=True), Thing(play_button, ("play button", "start button"), _ANY, interface=True), Thing(pause_button, ("pause button",), _ANY, interface=True),
    Thing(panel, ("panel", "window", "dialog box", "menu panel"), {"brown": WOOD, "blue": (90, 140, 200), "grey": (170, 174, 184), "beige": (228, 206, 160)}, interface=True), Thing(health_bar, ("health bar", "life bar", "progress bar"), {"red": BRIGHT["red"], "green": BRIGHT["green"], "blue": BRIGHT["blue"], "yellow": BRIGHT["yellow"]}, interface=True),
    Thing(heart_row, ("three hearts", "hearts", "health hearts", "lives"), {"": BRIGHT["red"]}, interface=True), Thing(inventory, ("inventory", "inventory slots", "item grid"), {"brown": WOOD, "grey": (150, 154, 164), "blue": (96, 120, 170)}, interface=True),
    Thing(grass_tile, ("ground tile", "grass tile", "grass block", "platform tile", "ground"), {"": (100, 190, 70), "green": (80, 170, 70)}, True), Thing(platform, ("platform", "floating platform", "platform tile", "floating island"), {"": LEAF, "green": (100, 190, 70), "snowy": (240, 246, 252)}),
    Thing(water_tile, ("water tile", "water", "river tile"), {"blue": (64, 140, 220), "": (90, 180, 225)}, True), Thing(lava_tile, ("lava tile", "lava"), _NONE, True), Thing(brick_block, ("brick block", "brick tile", "bricks", "brick wall tile"), {"red": (186, 84, 60), "brown": (160, 110, 76), "grey": (140, 142, 150), "orange": (220, 130, 70)}, True),
    Thing(stone_block, ("stone block", "stone tile", "block"), {"grey": (150, 152, 160), "brown": (160, 126, 96), "blue": (110, 130, 170)}, True), Thing(question_block, ("question block", "question mark block", "bonus block", "mystery box"), {"yellow": (250, 190, 50), "orange": BRIGHT["orange"]}, True),
    Thing(spring, ("spring", "jump pad", "trampoline"), _ANY), Thing(torch, ("torch", "burning torch", "fire"), _NONE), Thing(fence, ("fence", "wooden fence"), {"wooden": WOOD, "white": (240, 240, 236)}), Thing(bridge, ("bridge", "wooden bridge", "rope bridge"), _WOODS),
    Thing(saw, ("saw blade", "circular saw", "trap"), _STEELS), Thing(gear, ("gear", "cogwheel", "settings"), {"grey": GREY, "gold": GOLD}), Thing(crown, ("crown", "gold crown", "king's crown"), {"gold": GOLD}), Thing(ring, ("ring", "gold ring", "magic ring"), _PARTLY), Thing(helmet, ("helmet", "knight helmet", "armor"), _STEELS),
    Thing(bow, ("bow and arrow", "bow", "weapon"), _WOODS), Thing(axe, ("axe", "battle axe", "weapon"), _NONE), Thing(pickaxe, ("pickaxe", "pick", "mining tool"), {"iron": STEEL, "gold": GOLD, "diamond": (90, 220, 220), "stone": GREY}), Thing(hammer, ("hammer", "war hammer", "tool"), {"": GREY, "steel": STEEL}),
    Thing(wand, ("magic wand", "magic staff", "staff", "wand"), _PARTLY), Thing(scroll, ("scroll", "paper scroll", "parchment"), _NONE), Thing(book, ("book", "spell book", "magic book"), _ANY), Thing(skull, ("skull", "death", "bones"), {"": (240, 236, 224), "white": (246, 244, 238)}),
    Thing(ghost, ("ghost", "spirit", "monster"), {**_ANY, "white": (244, 246, 252)}), Thing(slime, ("slime", "slime monster", "blob", "monster", "enemy"), _ANY), Thing(bat, ("bat", "flying bat", "enemy"), {"purple": (120, 80, 160), "grey": (110, 108, 120), "brown": (130, 90, 66)}), Thing(spider, ("spider", "enemy"), {"black": (56, 52, 62), "brown": (120, 84, 60), "red": BRIGHT["red"]}),
    Thing(robot, ("robot", "android", "character"), {**_ANY, "grey": (176, 182, 194)}), Thing(alien, ("alien", "monster", "extraterrestrial"), {k: _ANY[k] for k in ("green", "purple", "blue", "pink")}), Thing(spaceship, ("spaceship", "space ship", "starship", "fighter"), {**_ANY, "grey": (180, 186, 196)}), Thing(rocket, ("rocket", "spaceship"), _ANY),
    Thing(ufo, ("ufo", "flying saucer", "alien spaceship"), {"grey": (170, 176, 188), "green": BRIGHT["green"], "purple": BRIGHT["purple"]}), Thing(car, ("car", "vehicle", "automobile"), _ANY), Thing(race_car, ("race car", "car from above", "car", "vehicle"), _ANY), Thing(tank, ("tank", "army tank", "vehicle"), {"green": (100, 130, 70), "grey": (130, 136, 146), "brown": (170, 140, 96)}),
    Thing(airplane, ("airplane", "plane", "aircraft", "vehicle"), _ANY), Thing(boat, ("boat", "sailing boat", "ship"), _PARTLY), Thing(hero, ("character", "hero", "player", "boy", "person"), _PARTLY), Thing(knight, ("knight", "warrior", "character", "soldier"), _PARTLY), Thing(zombie, ("zombie", "enemy", "monster", "character"), _NONE),
    Thing(ninja, ("ninja", "character", "fighter"), {"black": (50, 50, 60), "blue": (54, 70, 130), "": (70, 66, 84)}), Thing(wizard, ("wizard", "mage", "character", "magician"), {k: _ANY[k] for k in ("blue", "purple", "red", "green")}), Thing(fish, ("fish", "sea animal", "animal"), _ANY), Thing(bird, ("bird", "animal"), _ANY),
    Thing(apple, ("apple", "fruit", "food"), {"red": BRIGHT["red"], "green": (130, 200, 70), "golden": GOLD}), Thing(cherries, ("cherries", "cherry", "fruit", "food"), {"red": BRIGHT["red"]}), Thing(meat, ("meat", "chicken leg", "drumstick", "food"), _NONE), Thing(bread, ("bread", "loaf of bread", "food"), _NONE), Thing(egg, ("egg", "dragon egg"), {**_ANY, "white": (244, 240, 230)}),
    Thing(lightning, ("lightning", "lightning bolt", "energy", "thunder"), {"yellow": BRIGHT["yellow"], "blue": (90, 190, 250)}), Thing(flame, ("flame", "fire", "fireball"), {"": (235, 80, 36), "blue": (50, 120, 235)}), Thing(explosion, ("explosion", "blast", "boom"), _NONE), Thing(speech_bubble, ("speech bubble", "chat bubble", "dialog"), {"white": WHITE, "yellow": (255, 244, 190)}, interface=True),
    Thing(gamepad, ("gamepad", "game controller", "controller"), {**_ANY, "grey": GREY}), Thing(dice, ("dice", "die", "board game"), {"white": WHITE, "red": BRIGHT["red"], "blue": BRIGHT["blue"]}), Thing(playing_card, ("playing card", "card", "card game"), _NONE), Thing(chess_pawn, ("chess pawn", "chess piece", "pawn", "board game piece"), {**_ANY, "white": (240, 236, 226), "black": (60, 56, 62)}),
    Thing(balloon, ("balloon",), _ANY), Thing(moon, ("moon", "night"), {"": (250, 236, 170), "grey": (200, 204, 212)}), Thing(sun, ("sun",), {"yellow": (255, 210, 60), "": (250, 180, 50)}), Thing(snowflake, ("snowflake", "snow", "ice"), {"blue": (130, 200, 245), "white": (240, 248, 255)}), Thing(planet, ("planet", "world", "space"), _ANY),
    Thing(meteor, ("meteor", "asteroid", "comet", "fireball"), _NONE), Thing(crosshair, ("crosshair", "target", "aim"), {"red": BRIGHT["red"], "green": BRIGHT["green"], "white": WHITE, "black": DARK}, interface=True), Thing(house, ("house", "home", "building"), _PARTLY), Thing(castle, ("castle", "fortress", "building"), {"grey": (164, 166, 176), "beige": (214, 192, 150)}),
    Thing(tower, ("tower", "defense tower", "building"), {"grey": (164, 166, 176), "brown": (160, 126, 96)}), Thing(tombstone, ("tombstone", "gravestone", "grave"), {"grey": (150, 152, 160)}), Thing(money_bag, ("money bag", "bag of coins", "sack of gold", "gold"), _NONE), Thing(joystick, ("joystick", "arcade stick", "controller"), _PARTLY), Thing(trophy, ("trophy", "cup", "prize", "winner's cup"), _GOLDS),
    Thing(medal, ("medal", "award", "prize"), _GOLDS), Thing(lock, ("lock", "padlock", "locked"), {"gold": GOLD, "grey": GREY, "silver": STEEL}), Thing(lantern, ("lantern", "lamp", "light"), _NONE), Thing(treasure_map, ("treasure map", "map", "old map"), _NONE), Thing(flower, ("flower", "plant"), {**_ANY, "white": WHITE}),
)  # fmt: skip


def bare(name: str) -> str:
    """Letters and digits only, as held-out names are compared."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def things(held: frozenset[str]) -> list[Thing]:
    """Those whose main name is not held out, without their other names that are."""
    return [replace(t, names=tuple(n for n in t.names if bare(n) not in held)) for t in THINGS if bare(t.names[0]) not in held]


def draw_thing(thing: Thing, rng: random.Random) -> tuple[Image.Image, str]:
    """The thing on a clear field in one of its colours, and the word for that colour, "" if there is none to say."""
    word = rng.choice(list(thing.colours))
    pen = Pen()
    thing.draw(pen, rng, tuple(max(0, min(255, v + rng.randint(-10, 10))) for v in thing.colours[word]))
    return pen.finished(), word.strip()
