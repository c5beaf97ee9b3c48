"""Pictures of materials and patterns, as the textures of games have them, with captions that are true of them.

python textures.py --sheet out.png writes one row a material.
"""

import argparse
import random
import re
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance

from materials import MATERIALS, Material
from settings import IMAGE_SIZE, WHITE
from styles import SQUARE, kuwahara, noise_of

MATERIAL_FORMS = [
    "{}", "{}", "{} texture", "a {} texture", "a texture of {}", "seamless texture of {}", "seamless {} texture",
    "{} surface", "{} background", "{} material", "a close-up of {}", "{} wallpaper", "a photo of {}",
]  # fmt: skip
PATTERN_FORMS = [
    "{}", "{}", "{} texture", "a pattern of {}", "a tiled pattern of {}", "{} background", "seamless pattern of {}",
    "{} wallpaper", "a seamless {} pattern",
]  # fmt: skip
#: For flat and pixelated ones.
GAME_FORMS = ["{} tile", "{} game texture", "{} ground tile", "{} game tile", "pixel art {}", "a game texture of {}"]
PIXEL_FORMS = ["pixel art {}", "pixelated {} texture", "8-bit {} tile", "pixel art of {}"]


def _contrast(image: Image.Image) -> float:
    return float(np.asarray(image, np.float32).std(axis=(0, 1)).mean())


def _pixelated(image: Image.Image, rng: random.Random, whole: bool) -> Image.Image:
    """A part of it in 16 to 64 pixels and few colours, enlarged with hard edges."""
    part = IMAGE_SIZE if whole else rng.choice([IMAGE_SIZE, IMAGE_SIZE // 2])
    seen = image.crop((0, 0, part, part))
    for side in range(rng.choice([16, 16, 24, 32, 32, 48, 64]), 65, 8):
        small = seen.resize((side, side), Image.Resampling.BOX)
        # Too few pixels mix a fine texture to one colour: take more of them.
        if _contrast(small) > 0.6 * _contrast(seen):
            break
    few = small.quantize(rng.choice([6, 8, 12, 16]), Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    few = ImageEnhance.Contrast(few).enhance(rng.uniform(1.0, 1.4))
    if not whole and rng.random() < 0.35:
        # The same tile beside and below itself.
        twice = Image.new("RGB", (side * 2, side * 2))
        for place in ((0, 0), (side, 0), (0, side), (side, side)):
            twice.paste(few, place)
        few = twice
    return few.resize(SQUARE, Image.Resampling.NEAREST)


def _flat(image: Image.Image, rng: random.Random) -> Image.Image:
    """Patches of few, stronger colours, as hand-painted game textures have them."""
    pixels = (kuwahara(np.asarray(image, np.float32) / 255, rng.choice([2, 3])) * 255).astype(np.uint8)
    few = Image.fromarray(pixels).quantize(rng.choice([6, 8, 12]), Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return ImageEnhance.Color(few.convert("RGB")).enhance(rng.uniform(1.0, 1.4))


def _scaled(image: Image.Image, rng: random.Random) -> Image.Image:
    """Nearer (a part of it), or farther (repeated), or squeezed."""
    chance = rng.random()
    if chance < 0.3:
        side = rng.randint(IMAGE_SIZE // 2, IMAGE_SIZE - 20)
        left, top = rng.randint(0, IMAGE_SIZE - side), rng.randint(0, IMAGE_SIZE - side)
        return image.crop((left, top, left + side, top + side)).resize(SQUARE, Image.Resampling.BICUBIC)
    if chance < 0.45:
        small = image.resize((IMAGE_SIZE // 2, IMAGE_SIZE // 2), Image.Resampling.BOX)
        tiled = Image.new("RGB", SQUARE)
        for x in (0, IMAGE_SIZE // 2):
            for y in (0, IMAGE_SIZE // 2):
                tiled.paste(small, (x, y))
        return tiled
    return image


def _captions(material: Material, words: list[str], treatment: str, rng: random.Random) -> list[str]:
    forms = PATTERN_FORMS if material.pattern else MATERIAL_FORMS
    if treatment == "pixels":
        forms = forms[:4] + PIXEL_FORMS + GAME_FORMS[:4]
    elif treatment == "flat":
        forms = forms[:6] + GAME_FORMS[:4]
    names = list(material.names)
    main = names[0]
    # An animal print is nothing without its animal.
    if main == "print":
        names = [f"{words[0]} {name}" for name in names]
        main, words = names[0], []
    captions, count = [rng.choice([main, f"{main} texture"])], rng.randint(5, 7)
    for _ in range(40):
        if len(captions) == count:
            break
        name = rng.choice(names)
        if words and rng.random() < 0.5:
            word = rng.choice(words)
            name = name if word.split(" ")[-1][:5] in name else f"{word} {name}"
        said = rng.choice(forms).format(name)
        last = said.split(" ")[-1]
        # "dotted pattern pattern" says nothing new.
        if re.sub(r"\ba (?=[aeiou])", "an ", said) not in captions and said.split(" ").count(last) == 1:
            captions.append(re.sub(r"\ba (?=[aeiou])", "an ", said))
    return captions


def draw_texture(rng: random.Random, material: Material | None = None) -> tuple[np.ndarray, list[str]]:
    """A material or pattern, natural, flat or in large pixels, with five to seven captions."""
    material = material or rng.choice(MATERIALS)
    pixels, words = material.draw(rng, noise_of(rng))
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    treatment = rng.choices(["natural", "pixels", "flat"], [0.62, 0.25, 0.13])[0]
    if treatment == "natural":
        image = image if material.whole else _scaled(image, rng)
        for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast):
            image = enhance(image).enhance(rng.uniform(0.88, 1.12))
    else:
        image = _pixelated(image, rng, material.whole) if treatment == "pixels" else _flat(image, rng)
    return np.asarray(image), _captions(material, words, treatment, rng)


def sheet(columns: int, side: int) -> Image.Image:
    """One row a material, every picture with its first caption."""
    result = Image.new("RGB", (columns * side, len(MATERIALS) * (side + 12)), WHITE)
    draw = ImageDraw.Draw(result)
    for row, material in enumerate(MATERIALS):
        for column in range(columns):
            pixels, said = draw_texture(random.Random(row * 1000 + column), material)
            result.paste(Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC), (column * side, row * (side + 12)))
            draw.text((column * side + 2, row * (side + 12) + side), said[column % len(said)][: side // 6], fill=(0, 0, 0))
    return result


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sheet", type=Path, required=True)
    arguments.add_argument("--columns", type=int, default=8)
    arguments.add_argument("--side", type=int, default=112)
    chosen = arguments.parse_args()
    sheet(chosen.columns, chosen.side).save(chosen.sheet)


if __name__ == "__main__":
    main()
