"""What is drawn for the training is decided by its seed, and its captions are true as far as numbers can tell."""

import random
import re
import unittest

import numpy as np
from PIL import Image

from game_art import THINGS, bare, draw_thing, things
from landscapes import SCENES, draw_landscape, draw_level, draw_map
from materials import MATERIALS
from settings import IMAGE_SIZE
from sprites import draw_game, draw_sprite, reduced
from styles import STYLE_CAPTIONS, STYLE_NAMES, STYLES, name_captions, sentence_captions, stylise
from textures import draw_texture

SHAPE = (IMAGE_SIZE, IMAGE_SIZE, 3)
#: Hues that no light or dark version of a thing changes: which channel is the largest.
LARGEST = {"red": 0, "green": 1, "blue": 2, "orange": 0, "yellow": 0}


def photograph() -> Image.Image:
    """A ball on a ground, lit from one side: enough for edges, areas and a gradient."""
    y, x = np.mgrid[0:200, 0:260].astype(np.float32)
    ball = np.hypot(x - 130, y - 100) < 70
    pixels = np.where(ball[..., None], np.stack([220 - x * 0.4, 60 + y * 0.3, 50 + 0 * x], -1), np.stack([120 + 0 * x, 150 + y * 0.3, 200 - y * 0.5], -1))
    return Image.fromarray(pixels.astype(np.uint8))


def picture() -> np.ndarray:
    """A red disc with a blue corner on nothing, RGBA."""
    y, x = np.mgrid[0:160, 0:160]
    disc = np.hypot(x - 80, y - 80) < 60
    pixels = np.zeros((160, 160, 4), np.uint8)
    pixels[disc] = (220, 30, 40, 255)
    pixels[disc & (x < 60)] = (30, 60, 220, 255)
    return pixels


class Drawn(unittest.TestCase):
    def check(self, draw) -> None:
        """`draw` takes a generator and returns pixels and captions."""
        pixels, said = draw(random.Random(5))
        again, same = draw(random.Random(5))
        self.assertEqual((pixels.shape, pixels.dtype), (SHAPE, np.uint8))
        self.assertTrue(np.array_equal(pixels, again), said)
        self.assertEqual(said, same)
        self.assertEqual(len(said), len(set(said)))
        self.assertGreaterEqual(len(said), 2)
        for text in said:
            self.assertEqual(text, " ".join(text.split()))
            self.assertIsNone(re.search(r"\ba [aeio]|[{}]", text), text)

    def test_a_texture_is_decided_by_its_seed(self) -> None:
        for material in MATERIALS:
            with self.subTest(material.names[0]):
                self.check(lambda rng: draw_texture(rng, material))

    def test_every_style_is_decided_by_its_seed_and_differs_from_the_photograph(self) -> None:
        photo = photograph()
        plain = np.asarray(photo.resize((IMAGE_SIZE, IMAGE_SIZE), Image.Resampling.BICUBIC), np.int16)
        for style in STYLES:
            with self.subTest(style):
                made, name = stylise(photo, random.Random(3), style)
                self.assertEqual((name, made.size, made.mode), (style, (IMAGE_SIZE, IMAGE_SIZE), "RGB"))
                self.assertTrue(np.array_equal(np.asarray(made), np.asarray(stylise(photo, random.Random(3), style)[0])))
                pixels = np.asarray(made, np.int16)
                nearest = min(np.abs(pixels - plain).mean(), np.abs(pixels - plain[:, ::-1]).mean())
                self.assertGreater(nearest, 1.5)
                self.assertGreater(pixels.std(), 5)

    def test_a_line_drawing_is_mostly_white_with_some_black(self) -> None:
        for seed in range(4):
            grey = np.asarray(stylise(photograph(), random.Random(seed), "line drawing")[0].convert("L"))
            self.assertGreater((grey > 200).mean(), 0.8)
            self.assertGreater((grey < 120).mean(), 0.005)

    def test_every_style_has_captions(self) -> None:
        self.assertEqual(set(STYLES), set(STYLE_CAPTIONS))
        self.assertEqual(set(STYLES), set(STYLE_NAMES))
        for style in STYLES:
            for said in (name_captions(style, "owl", random.Random(1), 5), sentence_captions(style, "a dog runs", random.Random(1), 3)):
                for text in said:
                    self.assertRegex(text, "owl|a dog runs")
                    self.assertNotRegex(text, r"\ba owl|[{}]")

    def test_a_sprite_is_decided_by_its_seed(self) -> None:
        for seed in range(12):
            self.check(lambda rng: draw_sprite([picture()] * 4, ["ball", "disc", "coin", "wheel"], random.Random(rng.random() + seed)))
        for seed in range(12):
            self.check(lambda rng: draw_game(random.Random(rng.random() + seed)))

    def test_pixel_art_has_few_colours_and_hard_edges(self) -> None:
        small = np.asarray(reduced(Image.fromarray(picture()), 24, 8, (0, 0, 0)))
        self.assertEqual(small.shape, (24, 24, 4))
        self.assertEqual(set(np.unique(small[..., 3])), {0, 255})
        self.assertLessEqual(len(np.unique(small[small[..., 3] > 0][:, :3], axis=0)), 9)

    def test_scenes_levels_and_maps_are_decided_by_their_seed(self) -> None:
        for scene in SCENES:
            with self.subTest(scene):
                self.check(lambda rng: draw_landscape(rng, name=scene))
        self.check(draw_level)
        self.check(draw_map)

    def test_nothing_of_a_held_out_name_is_drawn(self) -> None:
        held = frozenset({"coin", "castle", "jewel", "doorkey"})
        left = things(held)
        self.assertEqual({t.names[0] for t in THINGS} - {t.names[0] for t in left}, {"coin", "castle"})
        self.assertEqual(held & {bare(name) for t in left for name in t.names}, set())
        for seed in range(40):
            said = draw_game(random.Random(seed), held)[1]
            self.assertNotRegex(" ".join(said), r"\b(coin|castle|jewel|door key)\b")

    def test_a_thing_is_of_the_colour_that_its_caption_says(self) -> None:
        # Only where the colour is most of the thing: frames, hearts and glass are of their own colours.
        plain = {"coin", "gem", "heart", "star", "arrow", "fish", "ghost", "slime", "balloon", "egg", "lightning", "snowflake"}
        for thing in (t for t in THINGS if t.names[0] in plain):
            for seed in range(10):
                drawn, word = draw_thing(thing, random.Random(seed))
                if word in LARGEST:
                    pixels = np.asarray(drawn, np.float32)
                    mean = pixels[pixels[..., 3] > 128][:, :3].mean(0)
                    self.assertEqual(int(mean.argmax()), LARGEST[word], f"{word} {thing.names[0]}")

    def test_a_material_is_of_the_colour_that_its_caption_says(self) -> None:
        named = {"brick wall", "plaster", "marble", "tiles", "scales", "carpet", "leather", "slime", "crystal", "corrugated metal"}
        for material in (m for m in MATERIALS if m.names[0] in named):
            for seed in range(3):
                rng = random.Random(seed)
                pixels, words = material.draw(rng, np.random.default_rng(seed))
                mean = np.clip(pixels, 0, 255).mean((0, 1))
                for word in words:
                    if word in LARGEST:
                        self.assertEqual(int(mean.argmax()), LARGEST[word], f"{word} {material.names[0]}")
                    if word == "black":
                        self.assertLess(float(mean.max()), 110, material.names[0])


if __name__ == "__main__":
    unittest.main()
