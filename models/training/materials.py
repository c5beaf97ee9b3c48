"""Materials by name: each function draws one as 224×224×3 floats of 0..255 and says which adjectives are true of it."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from fields import ACROSS, DOWN, SQUARE, Colour, bent, cells, clouds, courses, each, grain, lit, over, ramp, soft, step
from pictures import COLOURS
from settings import IMAGE_SIZE

Drawn = tuple[np.ndarray, list[str]]
Draw = Callable[[random.Random, np.random.Generator], Drawn]


def _darker(colour: Colour, factor: float) -> Colour:
    return tuple(max(0, min(255, round(v * factor))) for v in colour)


def _varied(rng: random.Random, colour: Colour, amount: int = 6) -> Colour:
    """Lighter or darker by much, of another hue by little: grey stays grey."""
    light = rng.uniform(0.88, 1.12)
    return tuple(max(0, min(255, round(v * light) + rng.randint(-amount, amount))) for v in colour)


def _picked(rng: random.Random, palette: dict[str, Colour]) -> tuple[str, Colour]:
    word = rng.choice(list(palette))
    return word, _varied(rng, palette[word])


def _three(colour: Colour, dark: float = 0.6, light: float = 1.3) -> tuple[Colour, Colour, Colour]:
    return _darker(colour, dark), colour, _darker(colour, light)


def _specks(noise: np.random.Generator, share: float) -> np.ndarray:
    return (noise.random(SQUARE, dtype=np.float32) < share).astype(np.float32)


def _canvas(colour: Colour) -> np.ndarray:
    return np.broadcast_to(np.array(colour, np.float32), (*SQUARE, 3)).copy()


def _drawn(colour: Colour, draw: Callable[[ImageDraw.ImageDraw], None]) -> np.ndarray:
    """What PIL draws at twice the size on a plain ground, made small so that edges are smooth."""
    canvas = Image.new("RGB", (IMAGE_SIZE * 2, IMAGE_SIZE * 2), colour)
    draw(ImageDraw.Draw(canvas))
    return np.asarray(canvas.resize(SQUARE, Image.Resampling.BOX), np.float32)


WOODS = {"brown": (140, 92, 52), "dark brown": (82, 52, 32), "light brown": (190, 145, 95), "grey": (140, 132, 122), "red": (135, 62, 42), "yellow": (214, 170, 100), "white": (226, 220, 208)}
BRICKS = {"red": (158, 66, 50), "brown": (120, 82, 60), "grey": (135, 132, 128), "white": (222, 218, 210), "yellow": (205, 170, 105), "orange": (196, 100, 58), "black": (52, 50, 50)}
STONES = {"grey": (132, 130, 126), "dark grey": (84, 84, 88), "brown": (132, 108, 84), "beige": (190, 172, 140), "blue": (98, 112, 136), "light grey": (180, 178, 174)}
CLOTHS = {"red": (170, 40, 45), "blue": (50, 80, 160), "green": (60, 120, 70), "grey": (130, 130, 132), "beige": (205, 188, 155), "black": (38, 38, 42), "white": (232, 230, 226), "purple": (110, 60, 135), "brown": (120, 85, 55), "pink": (225, 150, 170), "yellow": (225, 190, 80), "orange": (215, 120, 50), "turquoise": (60, 165, 160)}
METALS = {"grey": (140, 143, 148), "dark": (78, 82, 88), "blue": (95, 112, 138), "silver": (185, 188, 192)}


def wood_planks(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, WOODS)
    boards = rng.randint(3, 9)
    joint, number, _, _ = courses(boards, rng.randint(1, 2), rng.choice([0, 0.5, 0.37]))
    rings = bent(clouds(noise, rng.randint(30, 60), 2, 3), noise, 4, 6)
    tone = 0.55 * rings + 0.45 * each(noise, number) + 0.04 * grain(noise)
    pixels = ramp(tone, *_three(colour, 0.72, 1.22))
    pixels = over(pixels, _darker(colour, 0.3), 1 - step(joint, rng.uniform(0.8, 2), 1.4))
    words = [word]
    if rng.random() < 0.5:
        pixels, words = pixels.transpose(1, 0, 2), words + ["vertical"]
    return pixels, words


def wood_grain(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, WOODS)
    wide = clouds(noise, rng.randint(2, 4), 1, 2) * rng.uniform(4, 10)
    rings = 0.5 + 0.5 * np.sin(2 * math.pi * wide)
    fibres = clouds(noise, 60, 2, 2)
    pixels = ramp(0.6 * rings + 0.4 * fibres, *_three(colour, 0.7, 1.2)) + 4 * grain(noise)[..., None]
    return (pixels if rng.random() < 0.5 else pixels.transpose(1, 0, 2)), [word]


def parquet(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {k: WOODS[k] for k in ("brown", "light brown", "dark brown", "red", "yellow")})
    count, strips = rng.choice([2, 3, 4]), rng.choice([3, 4, 5])
    y, x = DOWN * count, ACROSS * count
    turned = (np.floor(y) + np.floor(x)) % 2 == 0
    along, aside = np.where(turned, y % 1, x % 1), np.where(turned, x % 1, y % 1)
    strip = np.floor(aside * strips)
    number = ((np.floor(y) * count + np.floor(x)) * strips + strip).astype(int)
    gap = np.minimum(np.minimum(aside * strips % 1, 1 - aside * strips % 1) / strips, np.minimum(along, 1 - along)) * IMAGE_SIZE / count
    fibres = np.where(turned, clouds(noise, 3, 60, 2), clouds(noise, 60, 3, 2))
    pixels = ramp(0.6 * each(noise, number) + 0.4 * fibres, *_three(colour, 0.7, 1.2))
    return over(pixels, _darker(colour, 0.35), 1 - step(gap, 0.8, 1.2)), [word]


def bark(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"brown": (96, 70, 48), "grey": (112, 106, 98), "dark brown": (62, 44, 32)})
    first, second, _ = cells(noise, rng.randint(3, 6), rng.randint(9, 16), 1, 1.2)
    ridges = step(second - first, 0.18, 0.3)
    height = 0.6 * ridges + 0.4 * clouds(noise, 8, 26, 3)
    return lit(ramp(height, *_three(colour, 0.35, 1.35)), height, 2.5), [word]


def brick_wall(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, BRICKS)
    rows = rng.choice([4, 6, 8, 10, 12])
    joint, number, _, _ = courses(rows, max(2, rows // 2), 0.5)
    tone = 0.55 * each(noise, number) + 0.3 * clouds(noise, 8) + 0.03 * grain(noise) + 0.1
    mortar = rng.choice([(200, 195, 185), (150, 145, 138), (90, 86, 82), (225, 220, 210)])
    if word in ("white", "grey"):
        mortar = rng.choice([(110, 108, 105), (165, 160, 155)])
    inside = step(joint + 1.2 * (clouds(noise, 20) - 0.5), rng.uniform(1.2, 2.8), 1.4)
    pixels = over(_canvas(mortar) + 8 * grain(noise)[..., None], ramp(tone, *_three(colour, 0.7, 1.25)), inside)
    return lit(pixels, inside + 0.3 * clouds(noise, 30, None, 2), 0.5), [word] + (["small"] if rows > 9 else [])


def stone_wall(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, STONES)
    rows = rng.randint(4, 8)
    first, second, number = cells(noise, rows, max(3, rows - rng.randint(0, 3)), 0.9, 0.8)
    inside = step(second - first, rng.uniform(0.07, 0.13), 0.08)
    height = inside * (0.8 - 0.35 * first) + 0.3 * clouds(noise, 10)
    tone = 0.5 * each(noise, number) + 0.4 * clouds(noise, 12) + 0.05
    pixels = over(_canvas(_darker(colour, rng.choice([0.4, 0.5, 1.35]))), ramp(tone, *_three(colour, 0.65, 1.25)), inside)
    return lit(pixels, height, 1.3), [word]


def stone_blocks(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, STONES)
    rows = rng.choice([2, 3, 4, 6])
    joint, number, _, _ = courses(rows, max(2, round(rows * 0.7)), 0.5)
    inside = step(joint + 2 * (clouds(noise, 14) - 0.5), 2.2, 2)
    tone = 0.35 * each(noise, number) + 0.55 * clouds(noise, 6, None, 5) + 0.05
    pixels = over(_canvas(_darker(colour, 0.35)), ramp(tone, *_three(colour, 0.65, 1.25)), inside)
    return lit(pixels, 0.6 * step(joint, 4, 6) + 0.35 * clouds(noise, 16), 1.2), [word]


def cobblestone(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, STONES)
    rows = rng.randint(5, 11)
    first, second, number = cells(noise, rows, rows, 0.6, 0.3)
    dome = np.clip(1 - (first / 0.62) ** 2, 0, 1)
    inside = step(second - first, 0.14, 0.14)
    tone = 0.45 * each(noise, number) + 0.3 * dome + 0.2 * clouds(noise, 20)
    pixels = over(_canvas(_darker(colour, 0.3)), ramp(tone, *_three(colour, 0.6, 1.3)), inside)
    return lit(pixels, dome * inside, 1.8), [word]


def gravel(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, STONES)
    rows = rng.randint(14, 30)
    first, second, number = cells(noise, rows, rows, 1, 0.6)
    dome = np.clip(1 - first, 0, 1) * step(second - first, 0.12, 0.2)
    tone = 0.75 * each(noise, number) + 0.2 * clouds(noise, 30, None, 2)
    pixels = ramp(tone, *_three(colour, 0.5, 1.45)) * (0.3 + 0.7 * step(second - first, 0.1, 0.2))[..., None]
    return lit(pixels, dome, 1.6), [word]


def marble(rng: random.Random, noise: np.random.Generator) -> Drawn:
    palette = {"white": ((238, 236, 232), (150, 150, 155)), "black": ((34, 34, 38), (190, 185, 175)), "green": ((40, 90, 70), (170, 200, 180)), "pink": ((228, 190, 180), (150, 100, 95)), "grey": ((160, 160, 164), (85, 85, 92)), "brown": ((130, 92, 68), (215, 190, 160)), "blue": ((70, 95, 140), (200, 210, 230))}
    word = rng.choice(list(palette))
    ground, vein = palette[word]
    veins = np.zeros(SQUARE, np.float32)
    for size, strength in ((rng.randint(2, 3), 1), (rng.randint(4, 6), 0.5)):
        ridge = np.abs(clouds(noise, size, None, 5) - 0.5) * 2
        veins = np.maximum(veins, strength * np.exp(-ridge * rng.uniform(12, 30)))
    pixels = over(ramp(clouds(noise, 3), _darker(ground, 0.88), ground, _darker(ground, 1.06)), vein, veins * 0.85)
    return pixels, [word]


def granite(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"grey": (140, 140, 140), "pink": (185, 140, 130), "black": (50, 50, 54), "brown": (140, 115, 95), "white": (205, 203, 200)})
    size = rng.randint(26, 50)
    _, _, number = cells(noise, size, size, 1)
    tone = each(noise, number)
    pixels = ramp(tone, _darker(colour, 0.35), colour, _darker(colour, 1.05), _darker(colour, 1.4))
    return over(pixels, (25, 25, 28), _specks(noise, 0.06)) + 6 * grain(noise)[..., None], [word]


def terrazzo(rng: random.Random, noise: np.random.Generator) -> Drawn:
    ground = rng.choice([(240, 236, 228), (225, 222, 220), (60, 60, 66), (210, 225, 220)])
    size = rng.randint(9, 18)
    first, second, number = cells(noise, size, size, 1, 0.8)
    chips = step(second - first, rng.uniform(0.18, 0.3), 0.05) * (each(noise, number) < 0.65)
    shades = np.array([_varied(rng, c) for c in rng.sample([(190, 90, 70), (90, 120, 140), (220, 180, 120), (60, 70, 80), (150, 170, 150), (230, 200, 190)], 4)], np.float32)
    return over(_canvas(ground), shades[number % 4], chips), []


def concrete(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"grey": (150, 149, 146), "dark grey": (98, 98, 98), "light grey": (196, 195, 192)})
    pixels = ramp(0.7 * clouds(noise, 3, None, 6, 0.6) + 0.3 * clouds(noise, 40, None, 2), *_three(colour, 0.84, 1.12)) + 5 * grain(noise)[..., None]
    pixels = over(pixels, _darker(colour, 0.6), _specks(noise, 0.006) * 0.8)
    words = [word]
    if rng.random() < 0.35:
        ridge = np.abs(clouds(noise, 3, None, 5) - 0.5)
        pixels, words = over(pixels, _darker(colour, 0.35), 1 - step(ridge, 0.006, 0.01)), words + ["cracked"]
    return pixels, words


def plaster(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"white": (232, 230, 225), "beige": (222, 205, 172), "yellow": (230, 200, 130), "pink": (226, 180, 165), "blue": (165, 190, 210), "grey": (175, 174, 172), "orange": (222, 160, 110), "green": (170, 190, 155)})
    height = clouds(noise, rng.randint(14, 34), None, 3)
    return lit(ramp(clouds(noise, 3), *_three(colour, 0.93, 1.05)), height, rng.uniform(0.5, 1.2)), [word, "rough"]


def asphalt(rng: random.Random, noise: np.random.Generator) -> Drawn:
    colour = rng.choice([(58, 58, 60), (78, 78, 80), (44, 44, 48)])
    height = clouds(noise, 56, None, 2)
    pixels = lit(_canvas(colour) + 16 * grain(noise)[..., None], height, 0.8)
    words = ["dark"]
    if rng.random() < 0.3:
        ridge = np.abs(clouds(noise, 3, None, 5) - 0.5)
        pixels, words = over(pixels, (20, 20, 22), 1 - step(ridge, 0.006, 0.01)), words + ["cracked"]
    return over(pixels, (150, 150, 150), _specks(noise, 0.02) * 0.6), words


def road(rng: random.Random, noise: np.random.Generator) -> Drawn:
    pixels, _ = asphalt(rng, noise)
    paint = rng.choice([(235, 235, 230), (235, 190, 50)])
    line = (np.abs(ACROSS - 0.5) < rng.uniform(0.012, 0.03)) & ((DOWN * rng.choice([1, 2, 3])) % 1 < 0.6)
    pixels = over(pixels, paint, line * (0.75 + 0.2 * clouds(noise, 20)))
    if rng.random() < 0.5:
        pixels = over(pixels, (235, 235, 230), (np.abs(np.abs(ACROSS - 0.5) - 0.45) < 0.012) * 0.9)
    return pixels, []


def sand(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"yellow": (222, 190, 125), "beige": (212, 190, 150), "white": (238, 228, 205), "orange": (210, 145, 85), "golden": (225, 180, 95)})
    pixels = ramp(clouds(noise, 4), *_three(colour, 0.92, 1.06)) + 9 * grain(noise)[..., None]
    if rng.random() < 0.55:
        wave = 0.5 + 0.5 * np.sin(2 * math.pi * (DOWN * rng.randint(5, 12) + 1.3 * clouds(noise, 3, None, 2)))
        return lit(pixels, wave, 2.0), [word, "rippled"]
    return pixels, [word]


def dirt(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"brown": (112, 80, 54), "dark brown": (70, 50, 36), "reddish": (135, 75, 50)})
    height = clouds(noise, 10, None, 5, 0.7)
    pixels = ramp(0.7 * height + 0.12 * grain(noise) + 0.15, *_three(colour, 0.55, 1.35))
    first, _, number = cells(noise, 16, 16)
    stones = step(-first, -0.25, 0.1) * (each(noise, number) < rng.uniform(0.1, 0.3))
    return lit(over(pixels, (140, 130, 118), stones * 0.7), height + 0.3 * stones, 1.2), [word]


def cracked_earth(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"brown": (165, 125, 88), "grey": (160, 150, 138), "reddish": (170, 105, 75)})
    size = rng.randint(4, 9)
    first, second, number = cells(noise, size, size, 1, 1.0)
    inside = step(second - first, 0.06, 0.05)
    pixels = ramp(0.4 * each(noise, number) + 0.5 * clouds(noise, 14), *_three(colour, 0.8, 1.15))
    return lit(over(_canvas(_darker(colour, 0.25)), pixels, inside), inside, 0.7), [word, "dry"]


def mud(rng: random.Random, noise: np.random.Generator) -> Drawn:
    colour = _varied(rng, (86, 62, 42))
    height = clouds(noise, 5, None, 4, 0.55)
    pixels = lit(ramp(height, *_three(colour, 0.5, 1.2)), height, 5)
    return over(pixels, (150, 135, 115), np.clip(0.25 - height, 0, 0.25) * 2.2), ["brown", "wet"]


def grass(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"green": (82, 138, 48), "dark green": (48, 92, 38), "light green": (130, 180, 70), "dry": (165, 155, 80)})
    generator = noise.integers(0, IMAGE_SIZE * 2, (1500, 2))
    lean, tones = noise.normal(0, 7, 1500), noise.uniform(0.6, 1.4, 1500)
    length = rng.uniform(14, 40)

    def blades(draw: ImageDraw.ImageDraw) -> None:
        for (x, y), side, tone in zip(generator.tolist(), lean.tolist(), tones.tolist()):
            draw.line((x, y, x + side, y - length * tone), _darker(colour, tone), 3)

    pixels = _drawn(_darker(colour, 0.7), blades)
    return pixels * (0.85 + 0.3 * clouds(noise, 4))[..., None], [word]


def lawn(rng: random.Random, noise: np.random.Generator) -> Drawn:
    """Grass from above, as games tile it."""
    word, colour = _picked(rng, {"green": (90, 150, 60), "light green": (125, 185, 75), "dark green": (52, 98, 44)})
    tone = 0.4 * clouds(noise, 6) + 0.6 * clouds(noise, 50, 30, 2)
    pixels = ramp(tone, *_three(colour, 0.65, 1.3))
    if rng.random() < 0.35:
        first, _, number = cells(noise, 10, 10)
        petals = step(-first, -0.2, 0.08) * (each(noise, number) < 0.25)
        return over(pixels, rng.choice([(245, 240, 240), (245, 215, 70), (225, 110, 150)]), petals), [word, "flowery"]
    return pixels, [word]


def leaves(rng: random.Random, noise: np.random.Generator) -> Drawn:
    palette = {"green": (70, 128, 45), "dark green": (38, 82, 38), "autumn": (190, 105, 40), "red": (165, 50, 35), "yellow": (215, 175, 60)}
    word, colour = _picked(rng, palette)
    size = rng.uniform(24, 60)
    places = noise.integers(-30, IMAGE_SIZE * 2 + 30, (260, 2)).tolist()
    turns, tones = noise.uniform(0, 2 * math.pi, 260).tolist(), np.sort(noise.uniform(0.45, 1.4, 260)).tolist()

    def leaf(draw: ImageDraw.ImageDraw) -> None:
        for (x, y), turn, tone in zip(places, turns, tones):
            shade = _darker(palette[rng.choice(["autumn", "red", "yellow"])] if word == "autumn" else colour, tone)
            outline = [(t, 0.36 * math.sin(math.pi * t)) for t in (0, 0.2, 0.4, 0.6, 0.8, 1)]
            outline += [(t, -w) for t, w in reversed(outline)]
            cos, sin = math.cos(turn) * size, math.sin(turn) * size
            draw.polygon([(x + u * cos - v * sin, y + u * sin + v * cos) for u, v in outline], fill=shade, outline=_darker(shade, 0.7))
            draw.line((x, y, x + cos, y + sin), _darker(shade, 0.75), 2)

    return _drawn(_darker(colour, 0.35), leaf), [word]


def moss(rng: random.Random, noise: np.random.Generator) -> Drawn:
    colour = _varied(rng, (88, 112, 44))
    height = 0.5 * clouds(noise, 6, None, 3) + 0.5 * clouds(noise, 40, None, 2)
    return lit(ramp(height, *_three(colour, 0.4, 1.4)), height, 2), ["green"]


def snow(rng: random.Random, noise: np.random.Generator) -> Drawn:
    height = clouds(noise, rng.randint(2, 5), None, 3, 0.4)
    pixels = ramp(height, (205, 216, 232), (236, 241, 248), (252, 253, 255)) + 3 * grain(noise)[..., None]
    return over(lit(pixels, height, 2.2), (255, 255, 255), _specks(noise, 0.01)), ["white"]


def ice(rng: random.Random, noise: np.random.Generator) -> Drawn:
    ridge = np.minimum(np.abs(clouds(noise, 3, None, 4) - 0.5), np.abs(clouds(noise, 4, None, 4) - 0.5))
    first, second, _ = cells(noise, 4, 4, 1, 0.6)
    pixels = ramp(clouds(noise, 3), (150, 195, 225), (190, 222, 240), (225, 242, 250))
    pixels = over(pixels, (250, 253, 255), (1 - step(ridge, 0.012, 0.03)) * 0.8)
    return over(pixels, (240, 250, 255), (1 - step(second - first, 0.03, 0.05)) * 0.7), ["blue", "frozen"]


def water(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"blue": (40, 105, 175), "turquoise": (50, 165, 175), "dark blue": (22, 55, 105), "green": (50, 115, 95), "light blue": (95, 170, 215)})
    size = rng.randint(4, 9)
    first, second, _ = cells(noise, size, rng.choice([size, size // 2 + 1]), 1, 1.6)
    light = np.clip(1 - (second - first) * rng.uniform(2.2, 4), 0, 1) ** 2
    pixels = ramp(clouds(noise, 3, 2), *_three(colour, 0.8, 1.15))
    if rng.random() < 0.4:
        wave = clouds(noise, rng.randint(10, 18), 3, 3)
        return lit(pixels, bent(wave, noise, 4, 5), 4), [word]
    return over(pixels, _darker(colour, 1.9), light * 0.7), [word]


def lava(rng: random.Random, noise: np.random.Generator) -> Drawn:
    size = rng.randint(3, 7)
    first, second, _ = cells(noise, size, size, 1, 1.2)
    heat = np.clip(1.05 - (second - first) * rng.uniform(2, 3.5) + 0.5 * (clouds(noise, 6) - 0.5), 0, 1)
    crust = clouds(noise, 12)
    pixels = ramp(heat, (35, 18, 16), (70, 25, 18), (200, 50, 10), (255, 140, 20), (255, 235, 110))
    return pixels * (0.8 + 0.35 * crust)[..., None], ["hot"]


def fire(rng: random.Random, noise: np.random.Generator) -> Drawn:
    tongues = bent(clouds(noise, 3, 7, 4), noise, 5, 14)
    heat = np.clip(tongues * 0.85 + DOWN * 1.05 - 0.6, 0, 1)
    if rng.random() < 0.3:
        return ramp(heat, (0, 0, 10), (10, 40, 140), (40, 130, 240), (190, 235, 255)), ["blue"]
    return ramp(heat, (8, 4, 4), (110, 15, 5), (235, 90, 10), (255, 190, 40), (255, 250, 190)), ["orange"]


def sky(rng: random.Random, noise: np.random.Generator) -> Drawn:
    top, low, white, word = rng.choice([((60, 120, 200), (165, 205, 240), (252, 253, 255), "blue"), ((90, 100, 115), (160, 165, 172), (205, 208, 212), "grey"), ((70, 60, 120), (250, 150, 90), (255, 205, 150), "sunset"), ((110, 170, 230), (200, 225, 245), (255, 255, 255), "blue")])
    cover = step(clouds(noise, rng.randint(2, 3), rng.randint(2, 4), 5, 0.55), rng.uniform(0.45, 0.62), 0.35)
    return over(ramp(DOWN, top, low), white, cover * (0.75 + 0.25 * clouds(noise, 5))), [word]


def stars(rng: random.Random, noise: np.random.Generator) -> Drawn:
    ground = ramp(clouds(noise, 2, None, 5), (4, 4, 12), (8, 8, 24), rng.choice([(60, 25, 90), (20, 45, 100), (90, 30, 60), (10, 10, 30)]))
    small = _specks(noise, rng.uniform(0.002, 0.01)) * noise.random(SQUARE, dtype=np.float32)
    first, _, number = cells(noise, 14, 14)
    large = np.exp(-((first * 16 / 1.3) ** 2)) * (each(noise, number) < 0.18)
    return over(ground, (255, 252, 240), np.clip(small * 1.5 + large * 1.6, 0, 1)), []


def metal_plate(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, METALS)
    count = rng.choice([1, 2, 3])
    joint, number, v, u = courses(count, count, 0)
    pixels = ramp(0.4 * each(noise, number) + 0.6 * clouds(noise, 3, None, 5), *_three(colour, 0.85, 1.12)) + 4 * grain(noise)[..., None]
    inset = 0.09
    rivets = np.hypot(np.minimum(np.abs(v - inset), np.abs(v - 1 + inset)), np.minimum(np.abs(u - inset), np.abs(u - 1 + inset)))
    dome = np.clip(1 - (rivets / rng.uniform(0.025, 0.045)) ** 2, 0, 1)
    pixels = over(pixels, _darker(colour, 0.35), 1 - step(joint, 1.5, 1.5))
    return lit(pixels, 0.7 * dome + 0.4 * step(joint, 3, 3), 2.5), [word, "riveted"]


def metal_panel(rng: random.Random, noise: np.random.Generator) -> Drawn:
    """Panels of a space ship, of several sizes, some with lights or vents."""
    word, colour = _picked(rng, METALS)
    places: list[tuple[float, float, float, float]] = []

    def split(x: float, y: float, w: float, h: float, depth: int) -> None:
        if depth == 0 or rng.random() < 0.12:
            places.append((x, y, w, h))
        elif w > h:
            cut = w * rng.choice([0.33, 0.5, 0.66])
            split(x, y, cut, h, depth - 1), split(x + cut, y, w - cut, h, depth - 1)
        else:
            cut = h * rng.choice([0.33, 0.5, 0.66])
            split(x, y, w, cut, depth - 1), split(x, y + cut, w, h - cut, depth - 1)

    split(0, 0, IMAGE_SIZE * 2, IMAGE_SIZE * 2, rng.randint(3, 5))
    glow = rng.choice([(80, 220, 255), (255, 170, 60), (255, 60, 60), (120, 255, 140)])

    def plates(draw: ImageDraw.ImageDraw) -> None:
        for x, y, w, h in places:
            shade = _darker(colour, rng.uniform(0.7, 1.15))
            draw.rectangle((x, y, x + w, y + h), fill=_darker(colour, 0.3))
            draw.rectangle((x + 2, y + 2, x + w - 3, y + h - 3), fill=_darker(shade, 1.25))
            draw.rectangle((x + 5, y + 5, x + w - 3, y + h - 3), fill=_darker(shade, 0.75))
            draw.rectangle((x + 5, y + 5, x + w - 6, y + h - 6), fill=shade)
            if min(w, h) > 50 and rng.random() < 0.3:
                for bar in range(4):
                    draw.rectangle((x + w * 0.25, y + h * (0.3 + bar * 0.1), x + w * 0.75, y + h * (0.34 + bar * 0.1)), fill=_darker(shade, 0.35))
            elif min(w, h) > 40 and rng.random() < 0.2:
                draw.rectangle((x + w * 0.3, y + h * 0.45, x + w * 0.7, y + h * 0.55), fill=glow)

    return _drawn(colour, plates) + 4 * grain(noise)[..., None], [word]


def brushed_metal(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {**METALS, "gold": (200, 160, 80), "copper": (180, 105, 75)})
    streaks = 0.75 * clouds(noise, 112, 1, 2, 0.8) + 0.25 * clouds(noise, 112, 6, 2)
    sheen = 0.5 + 0.5 * np.cos(2 * math.pi * (ACROSS * rng.choice([1, 1, 2]) + rng.random()))
    pixels = ramp(0.5 * streaks + 0.4 * sheen, *_three(colour, 0.72, 1.3))
    return (pixels if rng.random() < 0.7 else pixels.transpose(1, 0, 2)), [word]


def rust(rng: random.Random, noise: np.random.Generator) -> Drawn:
    patches = clouds(noise, 4, None, 6, 0.65)
    pixels = ramp(clouds(noise, 10, None, 5, 0.7), (72, 34, 20), (132, 66, 30), (176, 96, 48), (120, 62, 40)) + 7 * grain(noise)[..., None]
    if rng.random() < 0.6:
        paint = rng.choice([(120, 130, 138), (80, 110, 120), (150, 148, 140), (60, 90, 70)])
        bare = step(patches, rng.uniform(0.35, 0.6), 0.06)
        return lit(over(_canvas(paint) + 4 * grain(noise)[..., None], pixels, bare), 1 - bare, 0.6), ["brown", "old"]
    return pixels, ["brown", "orange"]


def diamond_plate(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"grey": METALS["grey"], "silver": METALS["silver"], "dark": METALS["dark"]})
    count = rng.choice([6, 8, 10, 12])
    y, x = DOWN * count, ACROSS * count
    flip = np.where((np.floor(y) + np.floor(x)) % 2 == 0, 1, -1)
    v, u = y % 1 - 0.5, (x % 1 - 0.5) * flip
    along, aside = (u + v) / math.sqrt(2), (u - v) / math.sqrt(2)
    lozenge = step(1 - (along / 0.5) ** 2 - (aside / 0.17) ** 2, 0.1, 0.5)
    return lit(ramp(clouds(noise, 3), *_three(colour, 0.85, 1.1)) + 3 * grain(noise)[..., None], lozenge, 2.2), [word]


def corrugated(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {**METALS, "red": (160, 60, 50), "green": (80, 120, 95), "rusty": (140, 80, 48)})
    wave = 0.5 + 0.5 * np.cos(2 * math.pi * ACROSS * rng.randint(6, 16))
    stains = clouds(noise, 2, 12, 4)
    pixels = ramp(0.65 * wave + 0.3 * stains, *_three(colour, 0.55, 1.3))
    return (pixels if rng.random() < 0.6 else pixels.transpose(1, 0, 2)), [word]


def wire_mesh(rng: random.Random, noise: np.random.Generator) -> Drawn:
    count, thick = rng.choice([6, 8, 12, 16]), rng.uniform(0.09, 0.2)
    slant = rng.random() < 0.6
    a, b = ((ACROSS + DOWN) * count, (ACROSS - DOWN) * count) if slant else (ACROSS * count, DOWN * count)
    wire = np.minimum(np.abs(a % 1 - 0.5), np.abs(b % 1 - 0.5))
    cover = 1 - step(wire, thick / 2, 0.06)
    ground = rng.choice([(20, 20, 22), (245, 245, 245), (120, 160, 200), (70, 100, 60)])
    metal = (150, 152, 156) if sum(ground) < 400 else (90, 92, 96)
    return over(_canvas(ground), metal, cover * (0.8 + 0.2 * clouds(noise, 20))), []


def _scale_rows(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Overlapping round scales, the upper ones on the lower: place from the hidden top (0) to the tip (1), nearness to the rim, number."""
    rows = count * 2
    y, x = DOWN * rows, ACROSS * count
    place, rim, number = np.zeros(SQUARE, np.float32), np.zeros(SQUARE, np.float32), np.zeros(SQUARE, int)
    for ahead in (2, 1, 0, -1):
        row = np.floor(y) + ahead
        shifted = x + 0.5 * (row % 2)
        v = y - row
        away = np.hypot((shifted % 1 - 0.5) * 2, v) / 1.12
        inside = away < 1
        place = np.where(inside, np.clip(v / 2.24 + 0.5, 0, 1), place)
        rim = np.where(inside, away, rim)
        number = np.where(inside, (row % rows) * count + np.floor(shifted) % count, number).astype(int)
    return place, rim, number


def scales(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"green": (70, 125, 75), "blue": (60, 105, 160), "red": (150, 45, 40), "grey": (125, 130, 135), "golden": (190, 150, 70), "purple": (105, 65, 135), "black": (48, 50, 55)})
    place, rim, number = _scale_rows(rng.choice([4, 5, 6, 8, 10]))
    pixels = ramp(0.3 * each(noise, number) + 0.6 * (1 - rim) + 0.25 * place, *_three(colour, 0.35, 1.5))
    return pixels * (1 - 0.6 * step(rim, 0.94, 0.08))[..., None], [word]


def chain_mail(rng: random.Random, noise: np.random.Generator) -> Drawn:
    count = rng.choice([8, 10, 12, 16])
    word, colour = rng.choice([("grey", (165, 168, 172)), ("silver", (195, 198, 204)), ("gold", (205, 170, 90))])
    pixels = _canvas((24, 24, 28))
    y, x = DOWN * count, ACROSS * count
    for shift in (0, 0.5):
        v, u = (y + shift) % 1 - 0.5, (x + shift) % 1 - 0.5
        ring = np.abs(np.hypot(u, v) - 0.4)
        cover = 1 - step(ring, 0.085, 0.06)
        light = 0.75 - 0.7 * (u + v)
        pixels = over(pixels, np.array(colour, np.float32) * light[..., None], cover)
    return pixels, [word]


def fabric(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, CLOTHS)
    count = rng.choice([28, 37, 45, 56])
    y, x = DOWN * count, ACROSS * count
    up = (np.floor(y) + np.floor(x)) % 2 == 0
    thread = np.where(up, np.sin(math.pi * (y % 1)), np.sin(math.pi * (x % 1)))
    uneven = np.where(up, clouds(noise, 3, 50, 2), clouds(noise, 50, 3, 2))
    pixels = ramp(0.6 * thread + 0.4 * uneven, *_three(colour, 0.62, 1.15))
    if rng.random() < 0.4:
        folds = clouds(noise, 2, 3, 2)
        return lit(pixels, folds, 7), [word, "folded"]
    return pixels, [word, "woven"]


def denim(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = rng.choice([("blue", (62, 88, 135)), ("dark blue", (36, 50, 85)), ("light blue", (120, 150, 190)), ("black", (45, 46, 52))])
    count = rng.choice([37, 45, 56])
    twill = (DOWN * count + ACROSS * count) % 1
    tone = 0.45 * np.sin(math.pi * twill) + 0.3 * clouds(noise, 2, 112, 2) + 0.2 * clouds(noise, 3)
    pixels = ramp(tone, _darker(colour, 0.65), colour, _darker(colour, 1.6)) + 5 * grain(noise)[..., None]
    if rng.random() < 0.4:
        at = rng.uniform(0.2, 0.8)
        seam = (np.abs(ACROSS - at) < 0.008) & ((DOWN * 22) % 1 < 0.65)
        pixels = over(pixels * (1 - 0.4 * np.exp(-((ACROSS - at + 0.02) * 90) ** 2))[..., None], (205, 150, 70), seam)
    return pixels, [word]


def knitted(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, CLOTHS)
    columns = rng.choice([8, 10, 12, 16])
    rows = columns
    y, x = DOWN * rows, ACROSS * columns
    u = x % 1
    lean = np.where(u < 0.5, u, 1 - u)
    v = (y + lean * 1.1) % 1
    part = np.abs(lean * 2 - 0.5) * 2
    loop = np.clip(1 - part**2.2, 0, 1) ** 0.6 * np.clip(np.sin(math.pi * v), 0, 1) ** 0.5
    tone = 0.85 * loop + 0.12 * clouds(noise, 80, 60, 1)
    row = np.floor(y + lean * 1.1).astype(int)
    pixels = ramp(tone, *_three(colour, 0.4, 1.2))
    if rng.random() < 0.3:
        other = rng.choice([c for c in CLOTHS if c != word])
        return np.where((row // 3 % 2 == 0)[..., None], ramp(tone, *_three(CLOTHS[other], 0.4, 1.2)), pixels), ["striped"]
    return pixels, [word]


def carpet(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, CLOTHS)
    height = clouds(noise, 70, None, 2, 0.8)
    tone = 0.6 * height + 0.2 * clouds(noise, 4) + 0.08 * grain(noise) + 0.1
    return lit(ramp(tone, *_three(colour, 0.5, 1.25)), height, 1.2), [word, "fluffy"]


def leather(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"brown": (112, 66, 38), "black": (42, 40, 40), "red": (130, 36, 34), "dark brown": (70, 44, 30), "tan": (180, 128, 80), "white": (220, 214, 204)})
    size = rng.randint(22, 40)
    first, second, _ = cells(noise, size, size, 1, 0.7)
    height = step(second - first, 0.12, 0.3) * (1 - 0.3 * first)
    pixels = lit(ramp(clouds(noise, 3), *_three(colour, 0.8, 1.12)) * (0.72 + 0.28 * height)[..., None], height, 0.9)
    words = [word]
    if rng.random() < 0.25:
        count = rng.choice([3, 4, 5])
        a, b = (ACROSS + DOWN) * count / 1, (ACROSS - DOWN) * count
        seam = np.minimum(np.abs(a % 1 - 0.5), np.abs(b % 1 - 0.5))
        pixels, words = lit(pixels, np.sqrt(np.clip(seam * 2, 0, 1)), 3.5), words + ["quilted"]
    return pixels, words


def fur(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"brown": (130, 92, 60), "grey": (140, 138, 136), "white": (228, 224, 218), "black": (46, 44, 44), "orange": (196, 120, 60)})
    places = noise.integers(0, IMAGE_SIZE * 2, (1900, 2))
    flow = soft(noise, 3, 3)
    turns = 1.2 + 2.2 * flow[places[:, 1] // 2, places[:, 0] // 2] + noise.normal(0, 0.2, 1900)
    tones = noise.uniform(0.55, 1.35, 1900)

    def hairs(draw: ImageDraw.ImageDraw) -> None:
        for (x, y), turn, tone in zip(places.tolist(), turns.tolist(), tones.tolist()):
            dx, dy = math.cos(turn), math.sin(turn)
            draw.line((x, y, x + 22 * dx, y + 22 * dy, x + 38 * dx - 8 * dy, y + 38 * dy + 8 * dx), _darker(colour, tone), 2)

    return _drawn(_darker(colour, 0.7), hairs), [word, "soft"]


def animal_print(rng: random.Random, noise: np.random.Generator) -> Drawn:
    kind = rng.choice(["leopard", "zebra", "tiger", "cow", "giraffe"])
    if kind == "leopard":
        size = rng.randint(6, 10)
        first, _, _ = cells(noise, size, size, 0.8, 0.8)
        ring = first + 0.12 * (clouds(noise, 20) - 0.5)
        pixels = over(_canvas((214, 164, 92)), (165, 105, 48), step(-ring, -0.3, 0.08))
        pixels = over(pixels, (40, 26, 18), (np.abs(ring - 0.32) < 0.07) & (clouds(noise, 16) > 0.4))
    elif kind == "cow":
        pixels = over(_canvas((244, 242, 238)), (30, 28, 28), step(clouds(noise, 4, None, 2), 0.55, 0.04))
    elif kind == "giraffe":
        size = rng.randint(5, 8)
        first, second, number = cells(noise, size, size, 0.9, 0.6)
        pixels = over(_canvas((236, 208, 150)), ramp(each(noise, number), (130, 75, 35), (165, 98, 48)), step(second - first, 0.16, 0.06))
    else:
        wave = np.sin(2 * math.pi * (DOWN * rng.randint(6, 9) + 2.2 * clouds(noise, 3, None, 2)))
        wave = wave + 0.5 * (clouds(noise, 3, 6, 2) - 0.5)
        ground, ink = ((246, 244, 240), (22, 22, 24)) if kind == "zebra" else ((224, 132, 46), (26, 18, 14))
        pixels = over(_canvas(ground), ink, step(wave, 0.1 if kind == "zebra" else 0.55, 0.25))
    return pixels, [kind]


def paper(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"white": (240, 238, 233), "beige": (228, 212, 180), "brown": (190, 150, 105), "old": (222, 196, 146), "yellow": (240, 225, 160)})
    pixels = ramp(0.5 * clouds(noise, 2) + 0.5 * clouds(noise, 30, None, 3), *_three(colour, 0.93, 1.04)) + 3 * grain(noise)[..., None]
    if rng.random() < 0.4:
        first, second, _ = cells(noise, 4, 4, 1, 0.3)
        facets = clouds(noise, 4, None, 2) + 0.5 * first
        return lit(pixels, facets, 3.5), [word, "crumpled"]
    if word == "old":
        edge = np.minimum(np.minimum(DOWN, 1 - DOWN), np.minimum(ACROSS, 1 - ACROSS))
        pixels = over(pixels, (130, 90, 45), np.clip(0.12 - edge + 0.1 * (clouds(noise, 6) - 0.5), 0, 1) * 5)
    return pixels, [word]


def cardboard(rng: random.Random, noise: np.random.Generator) -> Drawn:
    colour = _varied(rng, (188, 148, 104), 10)
    ribs = 0.5 + 0.5 * np.cos(2 * math.pi * DOWN * rng.choice([28, 37, 45]))
    pixels = ramp(0.25 * ribs + 0.5 * clouds(noise, 40, 8, 2) + 0.2, *_three(colour, 0.85, 1.1)) + 5 * grain(noise)[..., None]
    return over(pixels, _darker(colour, 0.7), _specks(noise, 0.01) * 0.5), ["brown"]


def cork(rng: random.Random, noise: np.random.Generator) -> Drawn:
    size = rng.randint(20, 34)
    _, _, number = cells(noise, size, size, 1, 0.8)
    pixels = ramp(each(noise, number), (120, 78, 46), (196, 150, 100), (214, 172, 122), (180, 130, 84))
    return over(pixels, (70, 44, 28), step(clouds(noise, 30, None, 2), 0.78, 0.08) * 0.7), ["brown"]


def tiles(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"white": (236, 236, 234), "blue": (70, 120, 180), "green": (90, 155, 130), "beige": (214, 196, 165), "black": (44, 44, 48), "grey": (160, 162, 165), "red": (165, 75, 60), "pink": (230, 180, 185), "turquoise": (80, 175, 175)})
    count = rng.choice([2, 3, 4, 5, 6, 8])
    joint, number, v, u = courses(count, count, 0)
    grout = (215, 213, 208) if word != "white" else (175, 175, 172)
    pixels = ramp(0.5 * each(noise, number) + 0.35 * clouds(noise, 6) + 0.1, *_three(colour, 0.87, 1.1))
    inside = step(joint, rng.uniform(1, 3), 1.2)
    return lit(over(_canvas(grout), pixels, inside), step(joint, 3, 5), 0.9), [word, "square"]


def mosaic(rng: random.Random, noise: np.random.Generator) -> Drawn:
    count = rng.choice([12, 14, 16, 20])
    joint, number, _, _ = courses(count, count, 0)
    shades = [_varied(rng, c) for c in rng.sample(list(COLOURS.values()), rng.randint(3, 6))]
    pick = (each(noise, number) * len(shades)).astype(int) if rng.random() < 0.5 else (clouds(noise, 3, None, 2) * 0.999 * len(shades)).astype(int)
    pixels = np.array(shades, np.float32)[pick] * (0.8 + 0.35 * each(noise, number))[..., None]
    return over(_canvas((225, 222, 215)), pixels, step(joint + 0.8 * (clouds(noise, 30) - 0.5), 1.4, 1.2)), ["colourful"]


def hexagons(rng: random.Random) -> tuple[np.ndarray, np.ndarray]:
    """Pixels to the nearest border of a hexagon, and its number: the nearer of two grids of centres."""
    columns = rng.choice([4, 5, 6, 8, 10])
    x, y = ACROSS * columns, DOWN * columns / math.sqrt(3)
    best, number = np.full(SQUARE, 9, np.float32), np.zeros(SQUARE, int)
    for half in (0, 0.5):
        column, row = np.floor(x + half), np.floor(y + half)
        u, v = np.abs(x - column - 0.5 + half), np.abs(y - row - 0.5 + half) * math.sqrt(3)
        away = np.maximum(u, u * 0.5 + v * math.sqrt(3) / 2)
        number = np.where(away < best, (row * 2 + (half > 0)) * (columns + 1) + column, number).astype(int)
        best = np.minimum(best, away)
    return (0.5 - best) * IMAGE_SIZE / columns, number


def hexagon_tiles(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"white": (236, 236, 234), "blue": (70, 120, 180), "grey": (150, 152, 156), "black": (46, 46, 50), "green": (90, 155, 130), "beige": (214, 196, 165), "purple": (120, 85, 160)})
    joint, number = hexagons(rng)
    pixels = ramp(0.7 * each(noise, number) + 0.2 * clouds(noise, 8), *_three(colour, 0.82, 1.12))
    grout = (215, 213, 208) if word not in ("white", "beige") else (130, 128, 125)
    return over(_canvas(grout), pixels, step(joint, rng.uniform(0.8, 2.4), 1.3)), [word]


def honeycomb(rng: random.Random, noise: np.random.Generator) -> Drawn:
    joint, number = hexagons(rng)
    pixels = ramp(0.5 * each(noise, number) + 0.4 * np.clip(joint / 14, 0, 1), (150, 80, 10), (225, 140, 20), (250, 190, 50))
    return over(_canvas((250, 215, 110)), pixels, step(joint, 2.4, 1.6)), ["yellow", "golden"]


def roof_tiles(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"red": (165, 72, 50), "brown": (120, 78, 55), "grey": (105, 108, 114), "orange": (200, 105, 60), "blue": (70, 90, 125)})
    if rng.random() < 0.5:
        place, rim, number = _scale_rows(rng.choice([4, 5, 6, 8]))
        pixels = ramp(0.5 * each(noise, number) + 0.5 * place, *_three(colour, 0.55, 1.25))
        return pixels * (1 - 0.6 * step(rim, 0.95, 0.07))[..., None], [word]
    rows = rng.choice([5, 6, 8])
    joint, number, v, u = courses(rows, rows, 0.5 * rng.choice([0, 1]))
    bow = np.sin(math.pi * u)
    pixels = ramp(0.3 * each(noise, number) + 0.55 * bow + 0.1, *_three(colour, 0.55, 1.25))
    return pixels * (0.45 + 0.55 * step(v, 0.1, 0.2))[..., None], [word]


def wicker(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"brown": (150, 105, 62), "beige": (205, 175, 125), "dark brown": (95, 62, 38), "white": (225, 220, 208)})
    columns, rows = rng.choice([6, 8, 10]), rng.choice([10, 14, 18, 24])
    y, x = DOWN * rows, ACROSS * columns
    front = np.sin(math.pi * (x + np.floor(y) % 2)) ** 2 if rng.random() < 0.5 else np.abs(np.sin(math.pi * (x / 1 + 0.5 * (np.floor(y) % 2))))
    round_ = np.sin(math.pi * (y % 1))
    tone = front * round_ * 0.85 + 0.15 * clouds(noise, 50, 12, 2)
    return ramp(tone, _darker(colour, 0.22), _darker(colour, 0.8), _darker(colour, 1.25)), [word]


def basket(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"brown": (150, 105, 62), "beige": (205, 175, 125), "grey": (140, 140, 140), "green": (100, 140, 90)})
    count = rng.choice([4, 6, 8, 10])
    y, x = DOWN * count, ACROSS * count
    up = (np.floor(y) + np.floor(x)) % 2 == 0
    along, aside = np.where(up, y % 1, x % 1), np.where(up, x % 1, y % 1)
    height = np.sin(math.pi * along) ** 0.5 * (0.7 + 0.3 * np.sin(math.pi * aside * 3) ** 2)
    fibres = np.where(up, clouds(noise, 4, 60, 2), clouds(noise, 60, 4, 2))
    return ramp(0.7 * height + 0.3 * fibres, _darker(colour, 0.3), colour, _darker(colour, 1.25)), [word, "woven"]


def straw(rng: random.Random, noise: np.random.Generator) -> Drawn:
    colour = _varied(rng, (215, 180, 95))
    ends = noise.integers(-20, IMAGE_SIZE * 2 + 20, (700, 2)).tolist()
    turns, tones = noise.normal(rng.uniform(0, 3), rng.choice([0.25, 0.9]), 700).tolist(), noise.uniform(0.5, 1.2, 700).tolist()

    def stalks(draw: ImageDraw.ImageDraw) -> None:
        for (x, y), turn, tone in zip(ends, turns, tones):
            dx, dy = 60 * math.cos(turn), 60 * math.sin(turn)
            draw.line((x - dx, y - dy, x + dx, y + dy), _darker(colour, tone), 4)

    return _drawn(_darker(colour, 0.5), stalks), ["yellow", "dry"]


def glass(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, tint = _picked(rng, {"blue": (150, 195, 220), "green": (150, 205, 185), "clear": (205, 215, 220), "grey": (165, 172, 178)})
    size = rng.randint(10, 22)
    first, _, _ = cells(noise, size, size, 0.9, 0.4)
    behind = ramp(clouds(noise, 2, None, 2), _darker(tint, 0.75), tint, _darker(tint, 1.15))
    return lit(behind, 1 - first, 1.2), [word, "frosted"]


def stained_glass(rng: random.Random, noise: np.random.Generator) -> Drawn:
    size = rng.randint(4, 8)
    first, second, number = cells(noise, size, size, 1)
    bright = np.array([(210, 30, 40), (30, 90, 200), (240, 190, 40), (40, 150, 70), (130, 50, 160), (240, 120, 30), (60, 190, 210)], np.float32)
    pixels = bright[(each(noise, number) * 6.99).astype(int)] * (0.75 + 0.4 * clouds(noise, 4))[..., None]
    return over(pixels, (15, 15, 18), 1 - step(second - first, 0.08, 0.04)), ["colourful"]


def bubbles(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"blue": (70, 150, 215), "dark blue": (20, 50, 110), "turquoise": (60, 180, 190), "pink": (235, 150, 190), "green": (90, 180, 120)})
    pixels = ramp(DOWN, _darker(colour, 1.15), _darker(colour, 0.8))
    for size in rng.sample([3, 4, 5, 7, 9, 12], 3):
        first, _, number = cells(noise, size, size, 0.7)
        radius = 0.12 + 0.28 * each(noise, number)
        away = first / radius
        shown = (each(noise, number) < 0.75) & (away < 1)
        pixels = over(pixels, (255, 255, 255), shown * (0.12 + 0.6 * np.clip(away, 0, 1) ** 6))
    return pixels, [word, "round"]


def drops(rng: random.Random, noise: np.random.Generator) -> Drawn:
    ground = rng.choice([(70, 85, 100), (60, 110, 160), (90, 130, 90), (45, 45, 52)])
    dome = np.zeros(SQUARE, np.float32)
    for size in (8, 14, 22):
        first, _, number = cells(noise, size, size, 0.9)
        radius = 0.1 + 0.25 * each(noise, number)
        dome = np.maximum(dome, np.sqrt(np.clip(1 - (first / radius) ** 2, 0, 1)) * (each(noise, number) < 0.6))
    pixels = lit(ramp(clouds(noise, 2), _darker(ground, 0.8), _darker(ground, 1.2)), dome, 1.6)
    return over(pixels, (255, 255, 255), step(dome, 0.93, 0.05) * 0.5), []


def camouflage(rng: random.Random, noise: np.random.Generator) -> Drawn:
    palettes = {"green": [(88, 98, 58), (48, 58, 36), (122, 112, 74), (30, 30, 26)], "desert": [(205, 180, 138), (160, 128, 88), (120, 92, 64), (226, 208, 172)], "grey": [(140, 142, 145), (88, 90, 94), (190, 192, 194), (50, 52, 55)], "blue": [(70, 92, 130), (35, 48, 78), (130, 150, 180), (20, 26, 44)]}
    word = rng.choice(list(palettes))
    size = rng.randint(3, 6)
    pixels = _canvas(palettes[word][0])
    for shade in palettes[word][1:]:
        pixels = over(pixels, shade, step(clouds(noise, size, None, 3, 0.4), rng.uniform(0.55, 0.65), 0.02))
    return pixels, [word]


def tartan(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, base = _picked(rng, {"red": (170, 30, 35), "green": (30, 90, 60), "blue": (40, 60, 130), "grey": (120, 120, 125), "yellow": (220, 185, 60)})
    others = rng.sample([(20, 20, 25), (240, 240, 235), (25, 60, 110), (20, 70, 45), (225, 190, 60)], 3)
    count = rng.choice([2, 3, 4])
    bands = [(rng.random() * 0.6, rng.uniform(0.03, 0.3), c) for c in others]

    def stripe(axis: np.ndarray) -> np.ndarray:
        place = axis * count % 1
        pixels = _canvas(base)
        for start, width, colour in bands:
            pixels = np.where(((place > start) & (place < start + width))[..., None], np.array(colour, np.float32), pixels)
        return pixels

    y, x = np.mgrid[0:IMAGE_SIZE, 0:IMAGE_SIZE]
    weave = ((x + y) // 2 % 2 == 0)[..., None]
    mixed = np.where(weave, stripe(ACROSS), stripe(DOWN))
    return 0.5 * mixed + 0.25 * (stripe(ACROSS) + stripe(DOWN)), [word]


def gingham(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {k: CLOTHS[k] for k in ("red", "blue", "green", "black", "pink", "yellow")})
    count = rng.choice([4, 6, 8, 10])
    part = 0.5 * ((ACROSS * count % 1 < 0.5).astype(np.float32) + (DOWN * count % 1 < 0.5))
    return over(_canvas((250, 250, 248)), colour, part), [word, "checked"]


def _two(rng: random.Random) -> tuple[list[str], Colour, Colour]:
    """Two named colours that can be told apart."""
    while True:
        first, second = rng.sample(list(COLOURS), 2)
        if sum(abs(a - b) for a, b in zip(COLOURS[first], COLOURS[second])) > 180:
            return [f"{first} and {second}"], COLOURS[first], COLOURS[second]


def polka_dots(rng: random.Random, noise: np.random.Generator) -> Drawn:
    words, ground, dot = _two(rng)
    count, radius = rng.choice([3, 4, 6, 8, 10]), rng.uniform(0.18, 0.36)
    y, x = DOWN * count, ACROSS * count
    away = np.hypot(x % 1 - 0.5, y % 1 - 0.5)
    if rng.random() < 0.6:
        away = np.minimum(away * 1.35, np.hypot((x + 0.5) % 1 - 0.5, (y + 0.5) % 1 - 0.5) * 1.35)
    return over(_canvas(ground), dot, 1 - step(away, radius, 0.04 * count / 4)), words


def zigzag(rng: random.Random, noise: np.random.Generator) -> Drawn:
    words, first, second = _two(rng)
    count = rng.choice([3, 4, 5, 6, 8])
    tooth = np.abs(ACROSS * count * rng.choice([1, 1.5, 2]) % 1 - 0.5)
    wave = (DOWN * count + tooth * rng.choice([0.7, 1, 1.4])) % 1
    return over(_canvas(first), second, step(np.abs(wave - 0.5), 0.25, 0.03 * count / 4)), words


def herringbone(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {**{k: WOODS[k] for k in ("brown", "light brown", "dark brown")}, **{k: CLOTHS[k] for k in ("grey", "blue", "beige", "black")}, "red": BRICKS["red"]})
    count = rng.choice([4, 5, 6, 8])
    x, y = ACROSS * count, DOWN * count * 2
    flip = np.floor(x) % 2 == 0
    slant = (y + np.where(flip, x % 1, 1 - x % 1) * 2)
    board = np.floor(slant).astype(int) % (count * 2)
    number = (np.floor(x) * count * 2 + board).astype(int)
    gap = np.minimum(np.minimum(slant % 1, 1 - slant % 1) / 2, np.minimum(x % 1, 1 - x % 1)) * IMAGE_SIZE / count
    pixels = ramp(0.6 * each(noise, number) + 0.4 * clouds(noise, 30, None, 2), *_three(colour, 0.68, 1.25))
    return over(pixels, _darker(colour, 0.35), 1 - step(gap, 0.9, 1.2)), [word]


def stripes(rng: random.Random, noise: np.random.Generator) -> Drawn:
    words, first, second = _two(rng)
    kind, axis = rng.choice([("vertical", ACROSS), ("horizontal", DOWN), ("diagonal", ACROSS + DOWN)])
    wave = axis * rng.choice([4, 6, 8, 12, 16]) % 1
    return over(_canvas(first), second, step(np.abs(wave - 0.5), rng.uniform(0.18, 0.3), 0.05)), words + [kind]


def hazard(rng: random.Random, noise: np.random.Generator) -> Drawn:
    wave = (ACROSS + DOWN) * rng.choice([3, 4, 5, 6]) % 1
    pixels = over(_canvas((240, 195, 30)), (28, 28, 28), step(np.abs(wave - 0.5), 0.25, 0.02))
    if rng.random() < 0.4:
        return over(pixels, (110, 100, 90), step(clouds(noise, 6, None, 5), 0.72, 0.1) * 0.8), ["yellow and black", "worn"]
    return pixels, ["yellow and black"]


def checkerboard(rng: random.Random, noise: np.random.Generator) -> Drawn:
    words, first, second = _two(rng)
    if rng.random() < 0.4:
        words, first, second = ["black and white"], (20, 20, 20), (245, 245, 245)
    count = rng.choice([4, 6, 8, 10])
    odd = (np.floor(DOWN * count) + np.floor(ACROSS * count)) % 2
    return over(_canvas(first), second, odd), words


def static(rng: random.Random, noise: np.random.Generator) -> Drawn:
    size = rng.choice([224, 224, 112, 56])
    if rng.random() < 0.3:
        colour = noise.integers(0, 256, (size, size, 3), dtype=np.uint8)
        return np.asarray(Image.fromarray(colour).resize(SQUARE, Image.Resampling.NEAREST), np.float32), ["colourful"]
    values = noise.integers(0, 256, (size, size), dtype=np.uint8)
    return np.repeat(np.asarray(Image.fromarray(values).resize(SQUARE, Image.Resampling.NEAREST), np.float32)[..., None], 3, -1), ["black and white"]


def cloud_noise(rng: random.Random, noise: np.random.Generator) -> Drawn:
    return ramp(clouds(noise, rng.randint(3, 8), None, rng.randint(3, 6)), (10, 10, 10), (245, 245, 245)), ["grey"]


def cell_noise(rng: random.Random, noise: np.random.Generator) -> Drawn:
    size = rng.randint(4, 10)
    first, second, _ = cells(noise, size, size)
    return ramp(np.clip(rng.choice([first, second - first, 1 - first]), 0, 1), (8, 8, 8), (248, 248, 248)), ["grey"]


def gradient(rng: random.Random, noise: np.random.Generator) -> Drawn:
    words, first, second = _two(rng)
    kind, axis = rng.choice([("vertical", DOWN), ("horizontal", ACROSS), ("diagonal", (ACROSS + DOWN) / 2), ("radial", np.hypot(ACROSS - 0.5, DOWN - 0.5) * 1.4)])
    return ramp(axis, first, second), words + [kind]


def circuit_board(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, board, trace = rng.choice([("green", (20, 85, 50), (110, 190, 110)), ("blue", (20, 45, 105), (90, 160, 230)), ("black", (22, 24, 28), (190, 160, 80)), ("green", (10, 60, 40), (200, 175, 90))])
    pitch = rng.choice([14, 18, 24])
    count = IMAGE_SIZE * 2 // pitch

    def traces(draw: ImageDraw.ImageDraw) -> None:
        for _ in range(rng.randint(40, 80)):
            x, y = rng.randint(0, count) * pitch, rng.randint(0, count) * pitch
            points = [(x, y)]
            for _ in range(rng.randint(2, 4)):
                dx, dy = rng.choice([(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1)])
                reach = rng.randint(1, 6) * pitch
                x, y = x + dx * reach, y + dy * reach
                points.append((x, y))
            draw.line(points, trace, 4, joint="curve")
            for px, py in (points[0], points[-1]):
                draw.ellipse((px - 6, py - 6, px + 6, py + 6), fill=trace)
                draw.ellipse((px - 3, py - 3, px + 3, py + 3), fill=board)
        for _ in range(rng.randint(1, 5)):
            x, y, w, h = rng.randint(0, 380), rng.randint(0, 380), rng.randint(40, 110), rng.randint(40, 110)
            for pin in range(x + 4, x + w, 12):
                draw.rectangle((pin, y - 8, pin + 4, y + h + 8), fill=(190, 190, 190))
            draw.rectangle((x, y, x + w, y + h), fill=(30, 30, 32))

    return _drawn(board, traces), [word, "electronic"]


def rock(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, STONES)
    first, second, _ = cells(noise, 4, 4, 1, 1.4)
    height = 0.6 * clouds(noise, 4, None, 6, 0.62) + 0.4 * (second - first)
    return lit(ramp(height, *_three(colour, 0.45, 1.25)), height, 4), [word, "rough"]


def crystal(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"blue": (80, 150, 220), "purple": (150, 90, 210), "green": (70, 190, 130), "red": (210, 60, 80), "pink": (235, 140, 200)})
    size = rng.randint(4, 8)
    first, second, number = cells(noise, size, size)
    tone = 0.7 * each(noise, number) + 0.3 * first
    return over(ramp(tone, *_three(colour, 0.45, 1.5)), _darker(colour, 1.8), 1 - step(second - first, 0.04, 0.05)), [word, "shiny"]


def slime(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"green": (90, 190, 50), "purple": (130, 60, 170), "blue": (50, 140, 210), "pink": (230, 90, 160)})
    height = bent(clouds(noise, 4, None, 2, 0.35), noise, 4, 10)
    pixels = lit(ramp(height, *_three(colour, 0.55, 1.25)), height, 6)
    first, _, number = cells(noise, 8, 8)
    return over(pixels, _darker(colour, 1.6), (np.abs(first - 0.25 * each(noise, number)) < 0.04) * 0.6), [word, "sticky"]


def smoke(rng: random.Random, noise: np.random.Generator) -> Drawn:
    field = bent(clouds(noise, 2, None, 5, 0.55), noise, 4, 20)
    if rng.random() < 0.5:
        return ramp(field**1.5, (6, 6, 8), (90, 92, 96), (210, 212, 215)), ["grey"]
    return ramp(field, (235, 236, 240), (180, 184, 190), (120, 125, 132)), ["grey"]


def grid(rng: random.Random, noise: np.random.Generator) -> Drawn:
    ground, line, words = rng.choice([((255, 255, 255), (150, 190, 225), ["blue"]), ((20, 60, 130), (170, 200, 240), ["blue"]), ((16, 16, 24), (0, 220, 220), ["neon"]), ((250, 250, 250), (160, 160, 160), ["grey"]), ((14, 8, 28), (240, 40, 200), ["neon"])])
    count = rng.choice([6, 8, 10, 14, 16])
    away = np.minimum(ACROSS * count % 1, DOWN * count % 1) * IMAGE_SIZE / count
    return over(_canvas(ground), line, 1 - step(away, rng.choice([1, 1.5, 2.5]), 1)), words


def flowers(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"red": (205, 45, 55), "pink": (235, 130, 170), "blue": (80, 110, 205), "white": (250, 248, 245), "yellow": (245, 205, 60), "purple": (140, 80, 175)})
    ground = rng.choice([(235, 228, 210), (60, 95, 70), (35, 40, 70), (200, 220, 225)]) if word != "white" else rng.choice([(60, 95, 70), (35, 40, 70)])
    count = rng.choice([3, 4, 5, 6])
    side = IMAGE_SIZE * 2 / count

    def bloom(draw: ImageDraw.ImageDraw) -> None:
        for row in range(-1, count + 1):
            for column in range(-1, count + 1):
                x, y = (column + 0.5 + 0.5 * (row % 2)) * side, (row + 0.5) * side
                draw.line((x, y, x + side * 0.2, y + side * 0.5), (85, 130, 75), 5)
                for petal in range(6):
                    px, py = x + side * 0.19 * math.cos(petal * math.pi / 3), y + side * 0.19 * math.sin(petal * math.pi / 3)
                    draw.ellipse((px - side * 0.13, py - side * 0.13, px + side * 0.13, py + side * 0.13), fill=colour)
                draw.ellipse((x - side * 0.1, y - side * 0.1, x + side * 0.1, y + side * 0.1), fill=(245, 190, 50) if word != "yellow" else (150, 90, 40))

    return _drawn(ground, bloom), [word]


def bamboo(rng: random.Random, noise: np.random.Generator) -> Drawn:
    word, colour = _picked(rng, {"green": (130, 165, 70), "yellow": (210, 180, 105), "brown": (160, 120, 70)})
    count = rng.randint(6, 12)
    x = ACROSS * count
    bow = np.sin(math.pi * (x % 1))
    offset = noise.random(count, dtype=np.float32)[np.floor(x).astype(int) % count]
    joint = np.abs((DOWN * 2 + offset) % 1 - 0.5)
    pixels = ramp(0.75 * bow + 0.25 * clouds(noise, 2, 50, 2), *_three(colour, 0.35, 1.2))
    return over(pixels, _darker(colour, 0.45), (1 - step(joint, 0.012, 0.012)) * 0.8), [word]


def splatter(rng: random.Random, noise: np.random.Generator) -> Drawn:
    pixels = _canvas(rng.choice([(248, 246, 242), (24, 24, 28)]))
    bright = np.array(rng.sample(list(COLOURS.values()), rng.randint(2, 5)), np.float32)
    for size in (3, 5, 12):
        first, _, number = cells(noise, size, size, 1, 1.2)
        blots = bright[(each(noise, number) * len(bright) * 0.999).astype(int)]
        pixels = over(pixels, blots, step(0.5 * each(noise, number) - first, 0, 0.04))
    return pixels, ["colourful"]


def confetti(rng: random.Random, noise: np.random.Generator) -> Drawn:
    bright = [c for name, c in COLOURS.items() if name not in ("black", "white", "grey", "brown", "navy")]

    def pieces(draw: ImageDraw.ImageDraw) -> None:
        for _ in range(rng.randint(80, 260)):
            x, y, turn, size = rng.randint(0, 448), rng.randint(0, 448), rng.uniform(0, math.pi), rng.uniform(6, 14)
            cos, sin = math.cos(turn) * size, math.sin(turn) * size
            draw.polygon([(x + cos, y + sin), (x - sin / 2, y + cos / 2), (x - cos, y - sin), (x + sin / 2, y - cos / 2)], fill=rng.choice(bright))

    return _drawn(rng.choice([(255, 255, 255), (255, 255, 255), (30, 30, 60)]), pieces), ["colourful"]


@dataclass(frozen=True)
class Material:
    """How it is drawn, and what people call it; the first name is the main one."""

    draw: Draw
    names: tuple[str, ...]
    #: A pattern is drawn or printed, a material is what something is made of.
    pattern: bool = False
    #: A picture from top to bottom or from side to side: a part of it or its repeat would be something else.
    whole: bool = False


MATERIALS: tuple[Material, ...] = (
    Material(wood_planks, ("wood planks", "wooden planks", "wood", "wooden boards", "wooden floor", "planks")),
    Material(wood_grain, ("wood grain", "wood", "wooden")),
    Material(parquet, ("parquet", "wooden floor", "wood floor", "parquet floor")),
    Material(bark, ("bark", "tree bark", "wood bark")),
    Material(brick_wall, ("brick wall", "brick", "bricks")),
    Material(brick_wall, ("brick wall", "brick", "bricks", "wall")),
    Material(stone_wall, ("stone wall", "stones", "stone", "rubble wall", "rock wall")),
    Material(stone_blocks, ("stone blocks", "stone wall", "castle wall", "stone bricks", "stone")),
    Material(cobblestone, ("cobblestone", "cobblestones", "paving stones", "stone pavement")),
    Material(gravel, ("gravel", "pebbles", "small stones")),
    Material(marble, ("marble", "marble stone", "polished marble")),
    Material(granite, ("granite", "speckled stone")),
    Material(terrazzo, ("terrazzo", "terrazzo floor")),
    Material(concrete, ("concrete", "cement", "concrete wall", "concrete floor")),
    Material(plaster, ("plaster", "stucco", "plaster wall", "painted wall")),
    Material(asphalt, ("asphalt", "tarmac", "road surface")),
    Material(road, ("road", "road with a line", "street", "asphalt road")),
    Material(sand, ("sand", "desert sand", "beach sand")),
    Material(dirt, ("dirt", "soil", "earth", "ground")),
    Material(cracked_earth, ("cracked earth", "dry ground", "cracked ground", "dry mud")),
    Material(mud, ("mud", "wet mud", "muddy ground")),
    Material(grass, ("grass", "blades of grass", "meadow")),
    Material(lawn, ("grass", "lawn", "grass tile", "grassy ground")),
    Material(leaves, ("leaves", "foliage", "leaf")),
    Material(moss, ("moss", "mossy ground")),
    Material(snow, ("snow", "snowy ground")),
    Material(ice, ("ice", "frozen water")),
    Material(water, ("water", "water surface", "waves", "pool water")),
    Material(lava, ("lava", "magma", "molten rock")),
    Material(fire, ("fire", "flames", "flame"), whole=True),
    Material(sky, ("clouds", "sky", "cloudy sky", "sky with clouds"), whole=True),
    Material(stars, ("stars", "space", "starry sky", "outer space", "night sky")),
    Material(metal_plate, ("metal plate", "metal", "steel plate", "metal with rivets")),
    Material(metal_panel, ("metal panels", "metal", "sci-fi wall", "spaceship wall", "steel panels")),
    Material(brushed_metal, ("brushed metal", "metal", "steel", "aluminium")),
    Material(rust, ("rust", "rusty metal", "rusted iron", "corroded metal")),
    Material(diamond_plate, ("diamond plate", "metal floor", "tread plate", "checker plate")),
    Material(corrugated, ("corrugated metal", "corrugated iron", "metal sheet")),
    Material(wire_mesh, ("wire mesh", "chain link fence", "metal grid", "wire fence")),
    Material(scales, ("scales", "fish scales", "dragon scales", "reptile skin", "snake skin")),
    Material(chain_mail, ("chain mail", "chainmail", "metal rings")),
    Material(fabric, ("fabric", "cloth", "textile", "linen", "canvas")),
    Material(denim, ("denim", "jeans", "jeans fabric")),
    Material(knitted, ("knitted wool", "knitting", "knitted fabric", "wool sweater")),
    Material(carpet, ("carpet", "rug", "carpet floor")),
    Material(leather, ("leather", "leather skin")),
    Material(fur, ("fur", "animal fur", "hair")),
    Material(animal_print, ("print", "skin", "fur pattern"), True),
    Material(paper, ("paper", "sheet of paper", "parchment")),
    Material(cardboard, ("cardboard", "carton", "corrugated cardboard")),
    Material(cork, ("cork", "cork board")),
    Material(tiles, ("tiles", "ceramic tiles", "bathroom tiles", "floor tiles", "tile")),
    Material(mosaic, ("mosaic", "mosaic tiles", "small tiles")),
    Material(hexagon_tiles, ("hexagon tiles", "hexagonal tiles", "hexagons", "hexagon pattern")),
    Material(honeycomb, ("honeycomb", "beehive", "wax cells")),
    Material(roof_tiles, ("roof tiles", "roof", "shingles", "clay roof")),
    Material(wicker, ("wicker", "rattan", "wicker basket")),
    Material(basket, ("basket weave", "woven straw", "weave")),
    Material(straw, ("straw", "hay", "thatch")),
    Material(glass, ("glass", "frosted glass", "window glass")),
    Material(stained_glass, ("stained glass", "church window", "coloured glass")),
    Material(bubbles, ("bubbles", "soap bubbles", "air bubbles")),
    Material(drops, ("water drops", "rain drops", "drops", "wet surface")),
    Material(camouflage, ("camouflage", "camo", "army pattern"), True),
    Material(tartan, ("tartan", "plaid", "plaid fabric", "checked cloth"), True),
    Material(gingham, ("gingham", "tablecloth", "checked cloth"), True),
    Material(polka_dots, ("polka dots", "dots", "dotted pattern"), True),
    Material(zigzag, ("zigzag", "chevron", "zigzag pattern", "chevron pattern"), True),
    Material(herringbone, ("herringbone", "herringbone pattern"), True),
    Material(stripes, ("stripes", "striped pattern", "lines"), True),
    Material(hazard, ("hazard stripes", "warning stripes", "caution stripes"), True),
    Material(checkerboard, ("checkerboard", "chessboard", "checkered pattern", "checkered floor"), True),
    Material(static, ("noise", "static", "tv static", "white noise"), True),
    Material(cloud_noise, ("noise", "perlin noise", "cloud noise", "smoke"), True),
    Material(cell_noise, ("worley noise", "cell noise", "voronoi pattern", "cells"), True),
    Material(gradient, ("gradient", "colour gradient", "smooth gradient"), True, True),
    Material(circuit_board, ("circuit board", "electronics", "computer chip", "circuit"), True),
    Material(rock, ("rock", "rock surface", "stone", "cliff")),
    Material(crystal, ("crystal", "gemstone", "crystals")),
    Material(slime, ("slime", "goo", "toxic slime")),
    Material(smoke, ("smoke", "fog", "mist")),
    Material(grid, ("grid", "graph paper", "grid lines", "squared paper"), True),
    Material(flowers, ("flowers", "floral pattern", "flower pattern", "floral wallpaper"), True),
    Material(bamboo, ("bamboo", "bamboo wall", "bamboo sticks")),
    Material(splatter, ("paint splatter", "paint", "splashes of paint"), True),
    Material(confetti, ("confetti", "party confetti"), True),
)  # fmt: skip
