"""Sketches, drawings, paintings and prints, made from photographs. All give 224×224 RGB pictures.

python styles.py --sheet out.png [--photos FOLDER] writes one row a style.
"""

import argparse
import math
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from settings import IMAGE_SIZE, WHITE

SQUARE = (IMAGE_SIZE, IMAGE_SIZE)
LUMA = np.array([0.299, 0.587, 0.114], np.float32)

Style = Callable[[Image.Image, random.Random], Image.Image]


def noise_of(rng: random.Random) -> np.random.Generator:
    """A numpy generator that the given one decides, so that one seed decides the whole picture."""
    return np.random.default_rng(rng.getrandbits(64))


def blur(field: np.ndarray, sigma: float) -> np.ndarray:
    """A Gaussian blur of float pixels, one or three channels, with the border repeated; PIL's is only for bytes."""
    radius = max(1, math.ceil(2.5 * sigma))
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1, dtype=np.float32) / sigma) ** 2)
    weights = (weights / weights.sum()).astype(np.float32)
    for axis in (0, 1):
        size = field.shape[axis]
        pad = [(0, 0)] * field.ndim
        pad[axis] = (radius, radius)
        wide = np.pad(field, pad, mode="edge")
        field = sum(w * np.take(wide, range(i, i + size), axis) if axis else w * wide[i : i + size] for i, w in enumerate(weights))
    return field


def smooth_noise(noise: np.random.Generator, cells: int) -> np.ndarray:
    """Soft noise of 0..1: random bytes on a coarse grid, enlarged."""
    grid = noise.integers(0, 256, (cells, cells), dtype=np.uint8)
    return np.asarray(Image.fromarray(grid).resize(SQUARE, Image.Resampling.BICUBIC), np.float32) / 255


def _floats(image: Image.Image) -> np.ndarray:
    return np.asarray(image, np.float32) / 255


def _grey(image: Image.Image) -> np.ndarray:
    return _floats(image) @ LUMA


def _stretched(grey: np.ndarray) -> np.ndarray:
    """Contrast used up, whatever the exposure."""
    low, high = np.percentile(grey, (2, 98))
    return np.clip((grey - low) / max(0.05, high - low), 0, 1)


def _picture(field: np.ndarray) -> Image.Image:
    """Floats of 0..1 as a picture."""
    pixels = (np.clip(field, 0, 1) * 255).astype(np.uint8)
    return Image.fromarray(pixels).convert("RGB")


def _toned(field: np.ndarray, dark: tuple[int, int, int], light: tuple[int, int, int]) -> Image.Image:
    """Grey floats between two colours."""
    return ImageOps.colorize(_picture(field).convert("L"), dark, light)


def _paper(noise: np.random.Generator, strength: float) -> np.ndarray:
    """The grain of paper around 1, to be multiplied."""
    grain = noise.standard_normal(SQUARE, dtype=np.float32)
    return 1 + strength * (0.5 * grain + blur(grain, 1.0) * 2)


def _centred(rng: random.Random) -> np.ndarray:
    """1 in the middle, falling towards the border: who draws a thing leaves out what is around it."""
    y, x = np.mgrid[-1 : 1 : IMAGE_SIZE * 1j, -1 : 1 : IMAGE_SIZE * 1j].astype(np.float32)
    reach = rng.uniform(0.75, 1.0)
    return np.clip((reach + 0.15 - np.hypot(x, y) ** 2 * 0.85) / 0.3, 0, 1)


def _wobbled(field: np.ndarray, rng: random.Random, pixels: float) -> np.ndarray:
    """The lines moved a little to and fro, as a hand draws them."""
    noise = noise_of(rng)
    y, x = np.mgrid[0:IMAGE_SIZE, 0:IMAGE_SIZE]
    dy, dx = ((smooth_noise(noise, 14) - 0.5) * 2 * pixels for _ in range(2))
    return field[np.clip((y + dy).round(), 0, IMAGE_SIZE - 1).astype(int), np.clip((x + dx).round(), 0, IMAGE_SIZE - 1).astype(int)]


def contours(grey: np.ndarray, sigma: float, keep: float, focus: np.ndarray | None = None) -> np.ndarray:
    """Thin edges, true or false, after Canny (1986): the strongest `keep` of the pixels and the weaker edges that touch them."""
    soft = blur(grey, sigma)
    dy, dx = np.gradient(soft)
    strength = np.hypot(dx, dy)
    if focus is not None:
        strength = strength * focus
    across = np.abs(dx) >= np.abs(dy)
    diagonal = np.minimum(np.abs(dx), np.abs(dy)) > 0.4142 * np.maximum(np.abs(dx), np.abs(dy))
    wide = np.pad(strength, 1)
    shifted = lambda y, x: wide[1 + y : 1 + y + IMAGE_SIZE, 1 + x : 1 + x + IMAGE_SIZE]
    falling = dx * dy > 0
    first = np.where(diagonal, np.where(falling, shifted(1, 1), shifted(1, -1)), np.where(across, shifted(0, 1), shifted(1, 0)))
    second = np.where(diagonal, np.where(falling, shifted(-1, -1), shifted(-1, 1)), np.where(across, shifted(0, -1), shifted(-1, 0)))
    ridge = (strength >= first) & (strength > second)
    strong = np.quantile(strength[ridge], 1 - keep) if ridge.any() else 1.0
    weak = Image.fromarray(((ridge & (strength > 0.4 * strong)) * 255).astype(np.uint8))
    seeds = ridge & (strength > strong)
    # Specks do not start a line: a seed has at least three others near by.
    near = blur(seeds.astype(np.float32), 2.5) * (2 * math.pi * 2.5**2)
    edges = Image.fromarray(((seeds & (near > 4)) * 255).astype(np.uint8))
    for _ in range(18):
        # Grows along the weaker edges by one pixel a round.
        edges = Image.fromarray(np.minimum(np.asarray(edges.filter(ImageFilter.MaxFilter(3))), np.asarray(weak)))
    return np.asarray(edges) > 0


def difference_lines(grey: np.ndarray, sigma: float, sharpness: float, ink: float) -> np.ndarray:
    """Soft dark lines on 1, by a difference of Gaussians with a soft threshold (XDoG, Winnemöller et al. 2012)."""
    narrow, wide = blur(grey, sigma), blur(grey, sigma * 1.6)
    response = (1 + sharpness) * narrow - sharpness * wide
    return np.where(response >= ink, 1.0, 1 + np.tanh(12 * (response - ink))).astype(np.float32)


def kuwahara(pixels: np.ndarray, radius: int) -> np.ndarray:
    """Every pixel becomes the mean of the calmest of the four squares that meet in it: flat patches, sharp edges."""
    size = radius + 1
    wide = np.pad(pixels, ((radius, radius), (radius, radius), (0, 0)), mode="edge")
    grey = wide @ LUMA
    stacked = np.concatenate([wide, grey[..., None], (grey * grey)[..., None]], -1)
    total = np.pad(stacked.cumsum(0, dtype=np.float64).cumsum(1), ((1, 0), (1, 0), (0, 0)))
    sums = ((total[size:, size:] - total[:-size, size:] - total[size:, :-size] + total[:-size, :-size]) / size**2).astype(np.float32)
    height, width = pixels.shape[:2]
    best, calm = None, None
    for y in (0, radius):
        for x in (0, radius):
            part = sums[y : y + height, x : x + width]
            spread = part[..., 4] - part[..., 3] ** 2
            if best is None:
                best, calm = part[..., :3].copy(), spread.copy()
            else:
                better = spread < calm
                best[better] = part[..., :3][better]
                calm[better] = spread[better]
    return best


def pencil_sketch(image: Image.Image, rng: random.Random) -> Image.Image:
    """Grey strokes: the picture divided by its own blur (the dodge of old darkrooms), on grained paper."""
    grey = _stretched(_grey(image))
    dodged = np.clip(grey / (blur(grey, rng.uniform(2.5, 7)) + 0.02), 0, 1) ** rng.uniform(1.5, 4)
    if rng.random() < 0.4:
        dodged *= 0.75 + 0.25 * grey
    if rng.random() < 0.4:
        dodged = 1 - (1 - dodged) * _centred(rng)
    paper = _paper(noise_of(rng), rng.uniform(0.02, 0.1))
    sheet = rng.choice([WHITE, WHITE, (250, 248, 240), (240, 232, 215)])
    return _toned(dodged * paper, rng.choice([(20, 20, 20), (60, 60, 65), (70, 50, 40)]), sheet)


def line_drawing(image: Image.Image, rng: random.Random) -> Image.Image:
    """Thin black contours on white, the middle of the picture rather than its surroundings."""
    focus = _centred(rng) if rng.random() < 0.7 else None
    edges = contours(_stretched(_grey(image)), rng.uniform(1.2, 2.6), rng.uniform(0.12, 0.3), focus).astype(np.float32)
    edges = _wobbled(edges, rng, rng.uniform(0, 1.6))
    width = rng.choice([0.55, 0.7, 0.9, 1.1])
    lines = np.clip(blur(edges, width) * 2.6 * max(1.0, width * 1.4), 0, 1)
    return _picture(1 - lines * rng.uniform(0.8, 1))


def marker_sketch(image: Image.Image, rng: random.Random) -> Image.Image:
    """Few thick lines, as a felt pen makes them."""
    focus = _centred(rng) if rng.random() < 0.8 else None
    edges = contours(_stretched(_grey(image)), rng.uniform(2.4, 4), rng.uniform(0.15, 0.3), focus).astype(np.float32)
    edges = _wobbled(edges, rng, rng.uniform(0.5, 3))
    thick = blur(edges, rng.uniform(1.2, 2.1))
    lines = np.clip((thick - 0.10) * 14, 0, 1)
    ink = (0, 0, 0) if rng.random() < 0.75 else rng.choice([(20, 40, 160), (160, 20, 30), (40, 40, 40), (20, 90, 50)])
    return _toned(1 - lines, ink, WHITE)


def ink_drawing(image: Image.Image, rng: random.Random) -> Image.Image:
    """Brush lines with black shadows."""
    grey = _stretched(_grey(image))
    drawn = difference_lines(grey, rng.uniform(0.8, 1.8), rng.uniform(8, 20), rng.uniform(0.3, 0.6))
    return _toned(blur(drawn, 0.5), (10, 10, 10), rng.choice([WHITE, (250, 245, 230)]))


def hatched_drawing(image: Image.Image, rng: random.Random) -> Image.Image:
    """Tone by crossing lines, as engravings have it."""
    grey = _wobbled(blur(_stretched(_grey(image)), 1.0), rng, 0.8)
    y, x = np.mgrid[0:IMAGE_SIZE, 0:IMAGE_SIZE].astype(np.float32)
    step, turn = rng.uniform(3.2, 5), rng.uniform(0, math.pi)
    bend = (smooth_noise(noise_of(rng), 6) - 0.5) * 6
    sheet = np.ones(SQUARE, np.float32)
    for place, level in enumerate((0.75, 0.5, 0.28)):
        angle = turn + place * math.pi / 3
        wave = 0.5 + 0.5 * np.cos(2 * math.pi * (x * math.cos(angle) + y * math.sin(angle) + bend) / step)
        sheet = np.minimum(sheet, np.where(grey < level, 1 - wave**1.5 * np.clip((level - grey) * 4, 0.3, 1), 1))
    edges = contours(grey, 1.2, 0.2).astype(np.float32)
    return _toned(np.minimum(sheet, 1 - np.clip(blur(edges, 0.6) * 2, 0, 1)), (20, 20, 25), rng.choice([WHITE, (248, 240, 222)]))


def charcoal(image: Image.Image, rng: random.Random) -> Image.Image:
    """Broad soft darks with the grain of the paper showing through."""
    grey = blur(_stretched(_grey(image)), 1.4)
    noise = noise_of(rng)
    grain = blur(noise.standard_normal(SQUARE, dtype=np.float32), 0.7)
    tone = np.clip((grey - 0.1) * 1.5, 0, 1) ** 0.8
    covered = np.clip(tone + grain * 0.55 * (1 - np.abs(2 * tone - 1)) + 0.05, 0, 1)
    lines = np.clip(grey / (blur(grey, 5) + 0.02), 0, 1) ** 6
    return _toned(covered * lines, (18, 17, 16), rng.choice([(245, 243, 238), (225, 215, 200), WHITE]))


def chalk(image: Image.Image, rng: random.Random) -> Image.Image:
    """Light lines on a blackboard."""
    grey = _stretched(_grey(image))
    noise = noise_of(rng)
    edges = _wobbled(contours(grey, rng.uniform(1.4, 2.6), rng.uniform(0.15, 0.3), _centred(rng)).astype(np.float32), rng, 1.2)
    lines = np.clip(blur(edges, 1.0) * 3.2, 0, 1) * np.clip(0.85 + 0.35 * noise.standard_normal(SQUARE, dtype=np.float32), 0, 1)
    dust = smooth_noise(noise, 8) * 0.12
    board = rng.choice([(28, 32, 30), (25, 60, 45), (20, 20, 22), (35, 45, 60)])
    return _toned(lines + dust, board, (245, 245, 240))


def coloured_pencil(image: Image.Image, rng: random.Random) -> Image.Image:
    """A pencil sketch with its colours rubbed in lightly."""
    pixels = _floats(ImageEnhance.Color(image).enhance(1.5))
    grey = pixels @ LUMA
    lines = np.clip(grey / (blur(grey, 3.5) + 0.02), 0, 1) ** 2.5
    streaks = noise_of(rng).standard_normal(SQUARE, dtype=np.float32)
    sideways = blur(streaks, 0.6)
    for shift in (1, 2, 3, 4):
        sideways = sideways + np.roll(streaks, (shift, -shift), (0, 1))
    light = 0.45 + 0.55 * blur(pixels, 1.2)
    return _picture(1 - (1 - light * lines[..., None]) * np.clip(0.9 + sideways * 0.13, 0.2, 1.2)[..., None])


def _flattened(image: Image.Image, rng: random.Random, rounds: int) -> np.ndarray:
    pixels = _floats(image)
    for _ in range(rounds):
        pixels = kuwahara(pixels, rng.choice([2, 3, 4]))
    return pixels


def cartoon(image: Image.Image, rng: random.Random) -> Image.Image:
    """Flat, bright colours in few steps with dark outlines."""
    pixels = _flattened(image, rng, 2)
    steps = rng.choice([4, 5, 6, 8])
    light = pixels.max(-1, keepdims=True)
    stepped = np.ceil(np.clip(light, 0.02, 1) * steps) / steps
    pixels = pixels / np.maximum(light, 0.02) * stepped
    grey = (pixels @ LUMA)[..., None]
    pixels = grey + (pixels - grey) * rng.uniform(1.3, 2.0)
    edges = contours(blur(_stretched(_grey(image)), 0.6), rng.uniform(1.2, 2.2), rng.uniform(0.12, 0.25)).astype(np.float32)
    lines = np.clip(blur(edges, rng.uniform(0.7, 1.3)) * 3.2, 0, 1)[..., None]
    return _picture(pixels * rng.uniform(1.0, 1.2) * (1 - lines * rng.uniform(0.8, 1)))


def flat_poster(image: Image.Image, rng: random.Random) -> Image.Image:
    """A few flat areas without outlines, as vector pictures have."""
    smooth = _picture(_flattened(ImageEnhance.Color(image).enhance(rng.uniform(1.1, 1.8)), rng, 2))
    few = smooth.quantize(rng.choice([5, 6, 8, 10, 12]), Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return few.filter(ImageFilter.ModeFilter(5))


def comic(image: Image.Image, rng: random.Random) -> Image.Image:
    """Halftone dots and black lines, as cheap print has them."""
    pixels = _flattened(ImageEnhance.Color(image).enhance(1.6), rng, 1)
    grey = _stretched(pixels @ LUMA)
    y, x = np.mgrid[0:IMAGE_SIZE, 0:IMAGE_SIZE].astype(np.float32)
    step = rng.uniform(4, 7)
    u, v = (x + y) * (math.pi / step / math.sqrt(2)), (x - y) * (math.pi / step / math.sqrt(2))
    dot = 0.5 + 0.25 * (np.cos(2 * u) + np.cos(2 * v))
    inked = np.clip((dot - (0.12 + 0.95 * grey)) * 6, 0, 1)
    if rng.random() < 0.6:
        ground = np.round(pixels * 3) / 3 * 0.6 + 0.4
        printed = ground * (1 - inked[..., None] * 0.55)
    else:
        printed = np.repeat((1 - inked)[..., None], 3, -1)
    edges = contours(grey, 1.6, 0.2).astype(np.float32)
    return _picture(printed * (1 - np.clip(blur(edges, 0.9) * 3, 0, 1))[..., None])


def _painted_strokes(image: Image.Image, rng: random.Random, length: float, width: int, count: int) -> Image.Image:
    """Strokes along the edges, coloured by the picture below, the large ones first."""
    noise = noise_of(rng)
    source = np.asarray(image.filter(ImageFilter.GaussianBlur(1.2)))
    grey = blur(_grey(image), 3)
    dy, dx = np.gradient(grey)
    angle = np.arctan2(dy, dx) + math.pi / 2
    canvas = image.filter(ImageFilter.GaussianBlur(5))
    draw = ImageDraw.Draw(canvas)
    ys, xs = noise.integers(0, IMAGE_SIZE, (2, count))
    tint = noise.integers(-16, 17, (count, 3))
    colours = np.clip(source[ys, xs].astype(int) + tint, 0, 255).tolist()
    turns = angle[ys, xs] + noise.normal(0, 0.25, count)
    calm = np.hypot(dx, dy)[ys, xs] < 0.004
    turns[calm] = noise.normal(rng.uniform(0, math.pi), 0.4, int(calm.sum()))
    for place in range(count):
        part = 1.5 - place / count
        reach = length * part / 2
        cx, cy = math.cos(turns[place]) * reach, math.sin(turns[place]) * reach
        x, y = int(xs[place]), int(ys[place])
        draw.line((x - cx, y - cy, x + cx, y + cy), tuple(colours[place]), max(1, round(width * part)))
    return canvas


def oil_painting(image: Image.Image, rng: random.Random) -> Image.Image:
    """Flat patches with the relief of thick paint."""
    pixels = kuwahara(_floats(ImageEnhance.Color(image).enhance(rng.uniform(1.1, 1.6))), rng.choice([3, 4, 5]))
    if rng.random() < 0.5:
        pixels = _floats(_painted_strokes(_picture(pixels), rng, 10, 4, 1200))
    bristles = blur(noise_of(rng).standard_normal(SQUARE, dtype=np.float32), 0.8)
    for shift in (2, 4):
        bristles = bristles + np.roll(bristles, shift, rng.choice([0, 1]))
    relief = np.gradient(pixels @ LUMA + bristles * 0.03)[0]
    return _picture(pixels + relief[..., None] * 0.7)


def impressionist(image: Image.Image, rng: random.Random) -> Image.Image:
    """Short strokes of paint, brighter than life."""
    bright = ImageEnhance.Color(image).enhance(rng.uniform(1.3, 2.0))
    return _painted_strokes(bright, rng, rng.uniform(8, 18), rng.randint(3, 6), rng.randint(1400, 2200))


def pointillist(image: Image.Image, rng: random.Random) -> Image.Image:
    """Dots of pure colour."""
    noise = noise_of(rng)
    source = np.asarray(ImageEnhance.Color(image).enhance(1.8), int)
    canvas = Image.new("RGB", SQUARE, rng.choice([(245, 240, 225), (60, 60, 80), (230, 225, 240)]))
    draw = ImageDraw.Draw(canvas)
    radius, count = rng.choice([(2, 5200), (3, 3000), (4, 1800)])
    ys, xs = noise.integers(0, IMAGE_SIZE, (2, count))
    colours = np.clip(source[ys, xs] + noise.integers(-40, 41, (count, 3)), 0, 255).tolist()
    for x, y, colour in zip(xs.tolist(), ys.tolist(), colours):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), tuple(colour))
    return canvas


def watercolour(image: Image.Image, rng: random.Random) -> Image.Image:
    """Pale washes that run into each other, darker at their edges, on rough paper."""
    noise = noise_of(rng)
    pixels = _floats(ImageEnhance.Color(image).enhance(rng.uniform(1.2, 1.8)))
    pixels = kuwahara(_wobbled(pixels, rng, rng.uniform(2, 5)), 4)
    soft = blur(pixels, 1.0)
    dy, dx = np.gradient(soft @ LUMA)
    rims = np.clip(np.hypot(dx, dy) * 5, 0, 0.35)
    wash = (0.28 + 0.72 * soft) * (0.9 + 0.2 * smooth_noise(noise, 9))[..., None] - rims[..., None] * 0.6
    if rng.random() < 0.5:
        # The paper stays white around the painting.
        bare = np.clip(_centred(rng) + (smooth_noise(noise, 16) - 0.5) * 0.8, 0, 1)[..., None]
        wash = wash * bare + (1 - bare) * 0.98
    return _picture(wash * _paper(noise, 0.03)[..., None])


def pastel(image: Image.Image, rng: random.Random) -> Image.Image:
    """Soft chalky colours on toned paper."""
    noise = noise_of(rng)
    pixels = kuwahara(_floats(ImageEnhance.Color(image).enhance(1.4)), 3)
    grain = blur(noise.standard_normal(SQUARE, dtype=np.float32), 0.8)
    cover = np.clip(0.75 + grain * 0.6, 0, 1)[..., None]
    paper = np.array(rng.choice([(200, 185, 165), (170, 170, 175), (235, 230, 220)]), np.float32) / 255
    return _picture((0.15 + 0.85 * pixels) * cover + paper * (1 - cover))


def pixel_art(image: Image.Image, rng: random.Random) -> Image.Image:
    """Few large pixels in few colours."""
    side = rng.choice([24, 32, 40, 48, 64])
    small = ImageEnhance.Color(image).enhance(rng.uniform(1.1, 1.7)).resize((side, side), Image.Resampling.BOX)
    few = small.quantize(rng.choice([8, 12, 16, 24]), Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return few.resize(SQUARE, Image.Resampling.NEAREST)


def woodcut(image: Image.Image, rng: random.Random) -> Image.Image:
    """Black and white, with the cuts of the knife in the half tones."""
    grey = blur(_stretched(_grey(image)), 1.2)
    y, x = np.mgrid[0:IMAGE_SIZE, 0:IMAGE_SIZE].astype(np.float32)
    angle, step = rng.uniform(0, math.pi), rng.uniform(4, 7)
    bend = smooth_noise(noise_of(rng), 5) * 14
    cuts = np.cos(2 * math.pi * (x * math.cos(angle) + y * math.sin(angle) + bend + grey * 4) / step) * 0.22
    printed = np.clip((grey + cuts - rng.uniform(0.4, 0.55)) * 8, 0, 1)
    return _toned(printed, rng.choice([(10, 10, 10), (10, 10, 10), (40, 20, 15), (25, 30, 70)]), rng.choice([WHITE, (245, 235, 215)]))


def two_tone(image: Image.Image, rng: random.Random) -> Image.Image:
    """Light and dark and nothing between, as a stencil or a silhouette has it."""
    grey = blur(_stretched(_grey(image)), rng.uniform(1.5, 3))
    level = float(np.quantile(grey, rng.uniform(0.3, 0.6)))
    flat = np.clip((grey - level) * 25 + 0.5, 0, 1)
    dark = rng.choice([(0, 0, 0), (0, 0, 0), (0, 0, 0), (150, 20, 30), (20, 40, 110), (20, 80, 50)])
    return _toned(flat, dark, rng.choice([WHITE, WHITE, (240, 225, 190), (245, 200, 60)]))


def pop_art(image: Image.Image, rng: random.Random) -> Image.Image:
    """Three or four loud colours by brightness."""
    grey = blur(_stretched(_grey(image)), 1.2)
    loud = [(255, 40, 120), (255, 220, 0), (0, 190, 230), (250, 120, 0), (120, 40, 180), (60, 200, 80), (230, 30, 40)]
    shades = [(20, 10, 40), *rng.sample(loud, rng.choice([2, 3])), rng.choice([WHITE, (255, 240, 120)])]
    levels = np.quantile(grey, np.linspace(0, 1, len(shades) + 1)[1:-1])
    return Image.fromarray(np.array(shades, np.uint8)[np.searchsorted(levels, grey)])


def blueprint(image: Image.Image, rng: random.Random) -> Image.Image:
    """White lines and a grid on blue."""
    edges = contours(_stretched(_grey(image)), rng.uniform(1.0, 2.0), rng.uniform(0.15, 0.35)).astype(np.float32)
    lines = np.clip(blur(edges, 0.6) * 2.6, 0, 1)
    step = rng.choice([14, 16, 28, 32])
    lines[::step] = np.maximum(lines[::step], 0.22)
    lines[:, ::step] = np.maximum(lines[:, ::step], 0.22)
    return _toned(lines, rng.choice([(15, 60, 140), (25, 75, 160), (10, 45, 110)]), (235, 243, 255))


def sepia_photograph(image: Image.Image, rng: random.Random) -> Image.Image:
    """Brown, soft, darker at the border, with a few specks."""
    noise = noise_of(rng)
    grey = blur(_grey(image), 0.6) * 0.85 + 0.08
    y, x = np.mgrid[-1 : 1 : IMAGE_SIZE * 1j, -1 : 1 : IMAGE_SIZE * 1j].astype(np.float32)
    grey = grey * (1 - 0.3 * np.clip(np.hypot(x, y) - 0.6, 0, 1)) + noise.standard_normal(SQUARE, dtype=np.float32) * 0.03
    grey[noise.random(SQUARE) < 0.0008] = 0.95
    return _toned(grey, (35, 24, 14), rng.choice([(245, 232, 205), (235, 215, 180)]))


def grey_photograph(image: Image.Image, rng: random.Random) -> Image.Image:
    return ImageEnhance.Contrast(image.convert("L").convert("RGB")).enhance(rng.uniform(0.8, 1.4))


def embossed(image: Image.Image, rng: random.Random) -> Image.Image:
    """As pressed into grey clay or metal."""
    soft = blur(_stretched(_grey(image)), rng.uniform(0.8, 1.6))
    dy, dx = np.gradient(soft)
    return _toned(0.55 + (dx + dy) * rng.uniform(2.5, 4.5), (20, 20, 22), rng.choice([(240, 240, 240), (235, 225, 205)]))


#: Sketches and cartoons come more often than the oddities, as people search for them more often.
STYLES: dict[str, tuple[Style, float]] = {
    "pencil sketch": (pencil_sketch, 2.5), "line drawing": (line_drawing, 4), "marker sketch": (marker_sketch, 2.5),
    "ink drawing": (ink_drawing, 1.5), "hatched drawing": (hatched_drawing, 1), "charcoal drawing": (charcoal, 1),
    "chalk drawing": (chalk, 0.7), "coloured pencil drawing": (coloured_pencil, 1), "cartoon": (cartoon, 4),
    "flat illustration": (flat_poster, 2.5), "comic": (comic, 1.2), "oil painting": (oil_painting, 2.5),
    "impressionist painting": (impressionist, 2), "pointillist painting": (pointillist, 0.6),
    "watercolour": (watercolour, 2), "pastel drawing": (pastel, 0.7), "pixel art": (pixel_art, 1.5),
    "woodcut": (woodcut, 0.7), "two tone": (two_tone, 1), "pop art": (pop_art, 0.7), "blueprint": (blueprint, 0.5),
    "sepia photograph": (sepia_photograph, 0.7), "black and white photograph": (grey_photograph, 0.7),
    "embossed": (embossed, 0.4),
}  # fmt: skip

_SKETCH = ["{}", "{}", "a sketch of {}", "a sketch of {}", "a drawing of {}"]
_DRAWING = ["{}", "{}", "a drawing of {}"]
_PAINTING = ["{}", "{}", "a painting of {}", "a painting of {}", "art of {}"]
#: What may be said of a thing in a style; "{}" is a thing ("a dog"), or its bare name.
STYLE_CAPTIONS: dict[str, list[str]] = {
    "pencil sketch": _SKETCH + ["a pencil sketch of {}", "a pencil drawing of {}", "a black and white drawing of {}"],
    "line drawing": _SKETCH + ["a line drawing of {}", "a line drawing of {}", "the outline of {}", "a doodle of {}", "line art of {}"],
    "marker sketch": _SKETCH + ["a doodle of {}", "a rough sketch of {}", "a hand drawn {}", "a line drawing of {}"],
    "ink drawing": _SKETCH + ["an ink drawing of {}", "a black and white drawing of {}", "a black and white illustration of {}"],
    "hatched drawing": _DRAWING + ["an engraving of {}", "an etching of {}", "a pen drawing of {}", "a sketch of {}"],
    "charcoal drawing": _DRAWING + ["a charcoal drawing of {}", "a charcoal sketch of {}", "a sketch of {}"],
    "chalk drawing": _DRAWING + ["a chalk drawing of {}", "{} drawn on a blackboard", "a sketch of {} on a blackboard"],
    "coloured pencil drawing": _DRAWING + ["a coloured pencil drawing of {}", "a crayon drawing of {}", "an illustration of {}"],
    "cartoon": ["{}", "{}", "a cartoon of {}", "a cartoon of {}", "a cartoon {}", "{} cartoon", "an illustration of {}", "a comic drawing of {}"],
    "flat illustration": ["{}", "{}", "a flat illustration of {}", "an illustration of {}", "vector art of {}", "a poster of {}", "a cartoon of {}", "clip art of {}"],
    "comic": ["{}", "{}", "a comic of {}", "a comic book drawing of {}", "{} in a comic", "a halftone print of {}", "a cartoon of {}"],
    "oil painting": _PAINTING + ["an oil painting of {}", "an oil painting of {}", "a painted {}"],
    "impressionist painting": _PAINTING + ["an impressionist painting of {}", "an oil painting of {}", "brush strokes showing {}"],
    "pointillist painting": _PAINTING + ["a pointillist painting of {}", "{} painted with dots"],
    "watercolour": _PAINTING + ["a watercolour of {}", "a watercolor painting of {}", "a watercolour painting of {}"],
    "pastel drawing": _PAINTING + ["a pastel drawing of {}", "a drawing of {}", "a chalk pastel of {}"],
    "pixel art": ["{}", "{}", "pixel art of {}", "a pixelated {}", "{} pixel art", "an 8-bit picture of {}"],
    "woodcut": _DRAWING + ["a woodcut of {}", "a black and white print of {}", "a linocut of {}", "an illustration of {}"],
    "two tone": ["{}", "{}", "a stencil of {}", "a silhouette of {}", "a two tone print of {}", "{} in high contrast"],
    "pop art": ["{}", "{}", "pop art of {}", "a colourful print of {}", "a screen print of {}", "art of {}"],
    "blueprint": ["{}", "{}", "a blueprint of {}", "a technical drawing of {}", "white lines on blue showing {}"],
    "sepia photograph": ["{}", "{}", "an old photograph of {}", "a sepia photo of {}", "a vintage photo of {}"],
    "black and white photograph": ["{}", "{}", "a black and white photo of {}", "a grey photo of {}"],
    "embossed": ["{}", "{}", "an embossed picture of {}", "a relief of {}", "{} carved in stone"],
}  # fmt: skip

#: How the style is named behind a whole sentence ("a man rides a horse, a sketch").
STYLE_NAMES: dict[str, list[str]] = {
    "pencil sketch": ["a pencil sketch", "a sketch", "a drawing"], "line drawing": ["a line drawing", "a sketch", "line art"],
    "marker sketch": ["a sketch", "a rough sketch"], "ink drawing": ["an ink drawing", "a black and white drawing"],
    "hatched drawing": ["an engraving", "a pen drawing"], "charcoal drawing": ["a charcoal drawing"],
    "chalk drawing": ["a chalk drawing"], "coloured pencil drawing": ["a coloured pencil drawing", "a drawing"],
    "cartoon": ["a cartoon", "cartoon style"], "flat illustration": ["a flat illustration", "an illustration", "vector art"],
    "comic": ["a comic", "comic style"], "oil painting": ["an oil painting", "a painting"],
    "impressionist painting": ["an impressionist painting", "a painting"],
    "pointillist painting": ["a pointillist painting", "a painting"], "watercolour": ["a watercolour", "a watercolor painting"],
    "pastel drawing": ["a pastel drawing"], "pixel art": ["pixel art"], "woodcut": ["a woodcut", "a black and white print"],
    "two tone": ["a two tone print", "a stencil"], "pop art": ["pop art"], "blueprint": ["a blueprint"],
    "sepia photograph": ["an old photograph", "sepia"], "black and white photograph": ["black and white"],
    "embossed": ["a relief"],
}  # fmt: skip


def stylise(image: Image.Image, rng: random.Random, style: str | None = None) -> tuple[Image.Image, str]:
    """The whole picture, squeezed as the encoder does, sometimes mirrored, in the given style or one drawn by its share."""
    if style is None:
        style = rng.choices(list(STYLES), [share for _, share in STYLES.values()])[0]
    square = image.convert("RGB").resize(SQUARE, Image.Resampling.BICUBIC)
    if rng.random() < 0.5:
        square = square.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return STYLES[style][0](square, rng), style


def with_article(name: str) -> str:
    """"a dog", "an owl"; left alone where an article or a number is there already."""
    if name.split(" ")[0].lower() in ("a", "an", "the", "two", "three", "some"):
        return name
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def name_captions(style: str, name: str, rng: random.Random, count: int) -> list[str]:
    """Different captions for a thing by its name ("dog") in a style."""
    forms = list(dict.fromkeys(STYLE_CAPTIONS[style]))
    said = []
    for form in rng.sample(forms, min(count, len(forms))):
        # Behind "a cartoon" no second article; behind "of" one.
        articled = form.startswith("{}") or "of {}" in form or "showing {}" in form
        bare = form == "{}" and rng.random() < 0.5 or form.endswith(("} pixel art", "} cartoon"))
        said.append(form.format(with_article(name) if articled and not bare else name))
    return said


def sentence_captions(style: str, sentence: str, rng: random.Random, count: int) -> list[str]:
    """Different captions for a sentence ("a man rides a horse") in a style; the bare sentence first."""
    forms = [f"{sentence}, {name}" for name in STYLE_NAMES[style]]
    forms += [form.format(sentence) for form in dict.fromkeys(STYLE_CAPTIONS[style]) if form.endswith("of {}")]
    return [sentence, *rng.sample(forms, min(count - 1, len(forms)))]


def sheet(photos: list[Image.Image], side: int) -> Image.Image:
    """One row a style, one column a photograph."""
    result = Image.new("RGB", ((len(photos) + 1) * side, len(STYLES) * side), WHITE)
    draw = ImageDraw.Draw(result)
    for row, style in enumerate(STYLES):
        draw.text((4, row * side + side // 2), style, fill=(0, 0, 0))
        for column, photo in enumerate(photos):
            made, _ = stylise(photo, random.Random(row * 1000 + column), style)
            result.paste(made.resize((side, side), Image.Resampling.BICUBIC), ((column + 1) * side, row * side))
    return result


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sheet", type=Path, required=True)
    arguments.add_argument("--photos", type=Path, required=True, help="a folder of photographs to try the styles on")
    arguments.add_argument("--columns", type=int, default=8)
    arguments.add_argument("--side", type=int, default=160)
    chosen = arguments.parse_args()
    files = sorted(p for p in chosen.photos.iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    step = max(1, len(files) // chosen.columns)
    sheet([Image.open(p).convert("RGB") for p in files[::step][: chosen.columns]], chosen.side).save(chosen.sheet)


if __name__ == "__main__":
    main()
