"""The views that are made by the thousand against those that are drawn one by one. Run: python -m unittest test_views"""

import unittest

import numpy as np
import torch
from PIL import Image

import views
from pictures import on_contrast, squeeze


def bytes_of(pictures: torch.Tensor) -> np.ndarray:
    return (pictures.permute(0, 2, 3, 1) * 255).numpy()


class Views(unittest.TestCase):
    def setUp(self) -> None:
        torch.manual_seed(5)
        self.rng = np.random.default_rng(5)

    def smooth(self, channels: int) -> np.ndarray:
        """Soft noise: where edges are sharp two bicubic filters may differ by several steps."""
        small = self.rng.integers(0, 256, (9, 9, channels), np.uint8).squeeze()
        return np.asarray(Image.fromarray(small).resize((96, 96), Image.Resampling.BICUBIC))

    def test_a_plain_silhouette_is_drawn_as_the_encoder_sees_the_file(self) -> None:
        alpha = self.smooth(1)
        rgba = Image.new("RGBA", (96, 96))
        rgba.putalpha(Image.fromarray(alpha))
        made = views.silhouettes(torch.from_numpy(alpha.copy())[None, None].float() / 255, 224, plain=True)
        self.assertLess(np.abs(bytes_of(made)[0] - squeeze(on_contrast(rgba))).max(), 4)

    def test_light_pictures_stand_on_dark_grey(self) -> None:
        rgba = np.zeros((1, 96, 96, 4), np.float32)
        rgba[:, 20:70, 20:70] = 1
        made = bytes_of(views.coloured(torch.from_numpy(rgba).permute(0, 3, 1, 2), 224, plain=True))[0]
        self.assertLess(np.abs(made[2, 2] - 32).max(), 1)
        self.assertLess(np.abs(made[110, 110] - 255).max(), 1)

    def test_every_view_stays_a_picture(self) -> None:
        for name, channels in (("photograph", 3), ("flat", 3), ("silhouette", 1), ("coloured", 4)):
            pictures = torch.rand(16, channels, 96, 96)
            made = views.VIEWS[name](pictures, 224)
            self.assertEqual(tuple(made.shape), (16, 3, 224, 224))
            self.assertTrue(torch.isfinite(made).all() and made.min() > -1e-3 and made.max() < 1.001, name)

    def test_placed_puts_a_picture_where_it_is_asked_for(self) -> None:
        one = torch.ones(1, 1, 40, 40)
        half = torch.tensor([0.5])
        made = views.placed(one, half, half, torch.tensor([0.5]), torch.tensor([-0.5]), 100)[0, 0]
        self.assertAlmostEqual(made[:50, 50:].mean().item(), 1, places=1)
        self.assertEqual(made[51:, :].sum().item() + made[:, :49].sum().item(), 0)

    def test_contrasting_colours_contrast(self) -> None:
        colours = torch.rand(500, 3)
        far = (views.contrasting(colours) - colours).abs().sum(1) * 255
        self.assertGreater((far > 200).float().mean().item(), 0.97)


if __name__ == "__main__":
    unittest.main()
