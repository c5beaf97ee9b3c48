"""Making pictures: views of photographs, icons on backgrounds, drawn shapes. All give 224×224×3 bytes."""

import math
import random

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from settings import DARK_GREY, IMAGE_SIZE, LIGHT_LUMA, WHITE

SQUARE = (IMAGE_SIZE, IMAGE_SIZE)

COLOURS = {
    "red": (220, 30, 35), "green": (35, 160, 60), "blue": (35, 85, 215), "yellow": (250, 215, 40),
    "orange": (245, 135, 25), "purple": (130, 50, 170), "pink": (245, 120, 175), "brown": (125, 75, 35),
    "black": (15, 15, 15), "white": (250, 250, 250), "grey": (135, 135, 135), "cyan": (40, 205, 215),
    "magenta": (215, 40, 200), "turquoise": (50, 190, 170), "navy": (20, 30, 100), "gold": (215, 170, 40),
}  # fmt: skip
SHAPES = [
    "circle", "square", "triangle", "star", "heart", "rectangle", "oval", "hexagon", "pentagon", "diamond",
    "cross", "arrow", "crescent", "ring", "octagon", "semicircle", "line",
]  # fmt: skip
PATTERNS = ["stripes", "dots", "checkerboard", "gradient"]


def squeeze(image: Image.Image) -> np.ndarray:
    """The whole picture at 224×224, bicubic: exactly what the encoder does."""
    return np.asarray(image.convert("RGB").resize(SQUARE, Image.Resampling.BICUBIC))


def photo_view(image: Image.Image, rng: random.Random) -> np.ndarray:
    """A crop of at least 60 % of the area, in slightly other light and proportions."""
    area, ratio = rng.uniform(0.6, 0.95), math.exp(rng.uniform(-0.2, 0.2))
    width = min(image.width, round(image.width * math.sqrt(area * ratio)))
    height = min(image.height, round(image.height * math.sqrt(area / ratio)))
    left, top = rng.randint(0, image.width - width), rng.randint(0, image.height - height)
    part = image.crop((left, top, left + width, top + height))
    for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        part = enhance(part).enhance(rng.uniform(0.75, 1.25))
    return squeeze(part)


def on_contrast(rgba: Image.Image) -> Image.Image:
    """Composited as the encoder does: white, or dark grey behind a picture that is nearly white."""
    pixels = np.asarray(rgba, np.float32)
    alpha = pixels[..., 3]
    luma = pixels[..., :3] @ np.array([0.299, 0.587, 0.114], np.float32)
    light = alpha.sum() > 0 and (luma * alpha).sum() / alpha.sum() > LIGHT_LUMA
    background = Image.new("RGBA", rgba.size, (DARK_GREY if light else WHITE) + (255,))
    return Image.alpha_composite(background, rgba).convert("RGB")


def random_colour(rng: random.Random) -> tuple[int, int, int]:
    if rng.random() < 0.3:
        return rng.choice(list(COLOURS.values()))
    return tuple(rng.randint(0, 255) for _ in range(3))


def _contrasting(colour: tuple[int, int, int], rng: random.Random) -> tuple[int, int, int]:
    for _ in range(20):
        other = random_colour(rng)
        if sum(abs(a - b) for a, b in zip(colour, other)) > 200:
            return other
    return WHITE if sum(colour) < 380 else (20, 20, 20)


def _background(colour: tuple[int, int, int], rng: random.Random) -> Image.Image:
    """Plain, a gradient, or a rounded tile as app icons have."""
    canvas = Image.new("RGB", SQUARE, colour)
    kind = rng.random()
    if kind < 0.15:
        other = np.array(random_colour(rng), np.float32)
        ramp = np.linspace(0, 0.5, IMAGE_SIZE, dtype=np.float32)[:, None, None]
        pixels = np.array(colour, np.float32) * (1 - ramp) + other * ramp
        canvas = Image.fromarray(np.broadcast_to(pixels, (IMAGE_SIZE, IMAGE_SIZE, 3)).astype(np.uint8).copy())
    elif kind < 0.3:
        canvas = Image.new("RGB", SQUARE, WHITE if rng.random() < 0.7 else (30, 30, 30))
        inset = rng.randint(4, 20)
        ImageDraw.Draw(canvas).rounded_rectangle(
            (inset, inset, IMAGE_SIZE - inset, IMAGE_SIZE - inset), rng.randint(10, 100), fill=colour
        )
    return canvas


def draw_icon(alpha: np.ndarray, rng: random.Random) -> np.ndarray:
    """An icon's silhouette (alpha only), often as files have it (black on nothing), else in colours on something."""
    side = alpha.shape[0]
    mask = Image.fromarray(alpha)
    if rng.random() < 0.45:
        colour = (0, 0, 0) if rng.random() < 0.7 else random_colour(rng)
        rgba = Image.new("RGBA", (side, side), colour + (0,))
        rgba.putalpha(mask)
        return squeeze(on_contrast(rgba))
    back = random_colour(rng) if rng.random() < 0.6 else WHITE
    canvas = _background(back, rng)
    size = round(IMAGE_SIZE * rng.uniform(0.4, 0.95))
    mask = mask.resize((size, size), Image.Resampling.BICUBIC)
    place = tuple(rng.randint(0, IMAGE_SIZE - size) if rng.random() < 0.3 else (IMAGE_SIZE - size) // 2 for _ in range(2))
    canvas.paste(_contrasting(back, rng), place, mask)
    return np.asarray(_worn(canvas, rng))


def draw_picture(pixels: np.ndarray, rng: random.Random) -> np.ndarray:
    """A coloured emoji or logo (RGBA), as files have it or smaller on some background."""
    rgba = Image.fromarray(pixels, "RGBA")
    if rng.random() < 0.55:
        return squeeze(on_contrast(rgba))
    canvas = _background(random_colour(rng) if rng.random() < 0.5 else WHITE, rng)
    size = round(IMAGE_SIZE * rng.uniform(0.4, 1.0))
    rgba = rgba.resize((size, size), Image.Resampling.BICUBIC)
    place = tuple(rng.randint(0, IMAGE_SIZE - size) for _ in range(2))
    canvas.paste(rgba, place, rgba)
    return np.asarray(_worn(canvas, rng))


def _worn(image: Image.Image, rng: random.Random) -> Image.Image:
    """Sometimes tiny, enlarged without smoothing (pixel art), or blurred."""
    chance = rng.random()
    if chance < 0.08:
        small = rng.choice([16, 24, 32, 48])
        return image.resize((small, small), Image.Resampling.BOX).resize(SQUARE, Image.Resampling.NEAREST)
    if chance < 0.14:
        return image.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.5)))
    return image


def _polygon(sides: int, turn: float) -> list[tuple[float, float]]:
    return [(math.cos(turn + 2 * math.pi * i / sides), math.sin(turn + 2 * math.pi * i / sides)) for i in range(sides)]


def _outline(shape: str) -> list[tuple[float, float]]:
    """The corners of a shape inside -1..1, y downwards."""
    up = -math.pi / 2
    match shape:
        case "square":
            return [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
        case "rectangle":
            return [(-1, -0.55), (1, -0.55), (1, 0.55), (-1, 0.55)]
        case "triangle":
            return _polygon(3, up)
        case "diamond":
            return [(0, -1), (0.7, 0), (0, 1), (-0.7, 0)]
        case "pentagon":
            return _polygon(5, up)
        case "hexagon":
            return _polygon(6, 0)
        case "octagon":
            return _polygon(8, math.pi / 8)
        case "star":
            return [
                (r * math.cos(up + math.pi * i / 5), r * math.sin(up + math.pi * i / 5))
                for i, r in enumerate([1, 0.4] * 5)
            ]
        case "cross":
            a = 0.33
            return [(-a, -1), (a, -1), (a, -a), (1, -a), (1, a), (a, a), (a, 1), (-a, 1), (-a, a), (-1, a), (-1, -a), (-a, -a)]
        case "arrow":
            return [(-1, -0.25), (0.15, -0.25), (0.15, -0.7), (1, 0), (0.15, 0.7), (0.15, 0.25), (-1, 0.25)]
        case "heart":
            points = [t * 2 * math.pi / 60 for t in range(60)]
            return [
                (math.sin(t) ** 3, -(13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)) / 17)
                for t in points
            ]
        case "line":
            return [(-1, -0.06), (1, -0.06), (1, 0.06), (-1, 0.06)]
        case "semicircle":
            return [(math.cos(math.pi + math.pi * i / 40), math.sin(math.pi + math.pi * i / 40) + 0.5) for i in range(41)]
        case _:
            wide = 1.0 if shape != "oval" else 1.0
            tall = 1.0 if shape != "oval" else 0.6
            return [(wide * math.cos(2 * math.pi * i / 90), tall * math.sin(2 * math.pi * i / 90)) for i in range(90)]


def _stamp(shape: str, radius: float, turn: float, outlined: bool) -> Image.Image:
    """A mask of twice the canvas, drawn large and made small, so that its edges are smooth."""
    scale = 2
    side = IMAGE_SIZE * scale
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    cos, sin = math.cos(turn), math.sin(turn)

    def place(points, factor=1.0):
        r = radius * scale * factor
        return [(side / 2 + r * (x * cos - y * sin), side / 2 + r * (x * sin + y * cos)) for x, y in points]

    draw.polygon(place(_outline(shape)), fill=255)
    if shape == "ring" or (outlined and shape != "line"):
        draw.polygon(place(_outline(shape), 0.62 if shape == "ring" else 0.82), fill=0)
    if shape == "crescent":
        shifted = [(x + 0.45, y) for x, y in _outline("circle")]
        draw.polygon(place(shifted, 0.95), fill=0)
    return mask.resize(SQUARE, Image.Resampling.BOX)


def draw_shape(rng: random.Random, shape: str | None = None, colour: str | None = None) -> tuple[np.ndarray, list[str]]:
    """One to four equal shapes with captions that are true of them; a single one where the shape is asked for."""
    alone = shape is not None
    shape, colour = shape or rng.choice(SHAPES), colour or rng.choice(list(COLOURS))
    ground = rng.choice([c for c in COLOURS if c != colour] + ["white"] * 14 * (colour != "white") + ["black"] * 3 * (colour != "black"))
    count = 1 if alone or rng.random() < 0.75 else rng.randint(2, 4)
    outlined = rng.random() < 0.15
    jitter = lambda c: tuple(max(0, min(255, v + rng.randint(-18, 18))) for v in COLOURS[c])
    canvas = Image.new("RGB", SQUARE, jitter(ground) if ground != "white" else WHITE)
    fill = jitter(colour)
    for place in range(count):
        radius = IMAGE_SIZE * (rng.uniform(0.18, 0.48) if count == 1 else rng.uniform(0.1, 0.16))
        turn = rng.uniform(-0.15, 0.15) if rng.random() < 0.5 else 0.0
        mask = _stamp(shape, radius, turn, outlined)
        slack = max(0, int(IMAGE_SIZE / 2 - radius))
        x, y = (rng.randint(-slack, slack), rng.randint(-slack, slack)) if count == 1 else (
            int((place % 2 - 0.5) * IMAGE_SIZE * 0.45), int((place // 2 - 0.5) * IMAGE_SIZE * 0.45))
        moved = Image.new("L", SQUARE, 0)
        moved.paste(mask, (x, y))
        canvas.paste(fill, (0, 0), moved)
    number = ["a", "two", "three", "four"][count - 1]
    noun = shape if count == 1 else (shape + "es" if shape in ("cross",) else shape + "s")
    article = "an" if count == 1 and colour == "orange" else number
    captions = [
        f"{article} {colour} {noun}", f"{article} {colour} {noun}", f"{colour} {noun}",
        f"{article} {colour} {noun} on a {ground} background", f"{number} {noun}".replace("a o", "an o"),
    ]  # fmt: skip
    if outlined:
        captions.append(f"the outline of {article} {colour} {noun}")
    return np.asarray(canvas), captions


def draw_pattern(rng: random.Random) -> tuple[np.ndarray, list[str]]:
    """Stripes, dots, a checkerboard or a gradient in two colours."""
    kind = rng.choice(PATTERNS)
    first, second = rng.sample(list(COLOURS), 2)
    y, x = np.mgrid[0:IMAGE_SIZE, 0:IMAGE_SIZE]
    step = rng.randint(8, 40)
    if kind == "stripes":
        turn = rng.choice([0, math.pi / 2, math.pi / 4])
        part = ((x * math.cos(turn) + y * math.sin(turn)) // step % 2).astype(np.float32)
    elif kind == "dots":
        part = (((x % (2 * step) - step) ** 2 + (y % (2 * step) - step) ** 2) < (0.55 * step) ** 2).astype(np.float32)
    elif kind == "checkerboard":
        part = ((x // step + y // step) % 2).astype(np.float32)
    else:
        part = (x if rng.random() < 0.5 else y).astype(np.float32) / IMAGE_SIZE
    a, b = np.array(COLOURS[first], np.float32), np.array(COLOURS[second], np.float32)
    pixels = a * (1 - part[..., None]) + b * part[..., None]
    named = f"gradient from {first} to {second}" if kind == "gradient" else f"{first} and {second} {kind}"
    return pixels.astype(np.uint8), [named, f"a pattern of {named}" if kind != "gradient" else f"a {named}", kind]
