"""The tunable tower against the pretrained one and against PyTorch's own gradients. Run: python -m unittest test_tower"""

import unittest

import torch
from torch.nn import functional as F

from backbones import ImageBackbone
from settings import PIXEL_DEVIATION, PIXEL_MEAN
from tower import MAP_SHAPE, Stem, Top, _FrozenDepthwise
from whole_tower import WholeTower, describe


class Tower(unittest.TestCase):
    def setUp(self) -> None:
        torch.manual_seed(3)

    @torch.inference_mode()
    def test_stem_and_top_are_the_pretrained_tower(self) -> None:
        backbone = ImageBackbone()
        pixels = torch.randint(0, 256, (2, 224, 224, 3), dtype=torch.uint8)
        expected = backbone(pixels.permute(0, 3, 1, 2).float().sub(PIXEL_MEAN).div(PIXEL_DEVIATION))
        maps = Stem(backbone.net, PIXEL_MEAN, PIXEL_DEVIATION)(pixels)
        self.assertEqual(tuple(maps.shape[1:]), MAP_SHAPE)
        self.assertLess((Top(backbone.net)(maps) - expected).abs().max().item(), 1e-4)

    @torch.inference_mode()
    def test_the_whole_tower_is_the_pretrained_one_too(self) -> None:
        backbone, pixels = ImageBackbone(), torch.randn(2, 3, 224, 224)
        tower = WholeTower(describe(backbone.net))
        self.assertLess((tower(pixels) - backbone(pixels)).abs().max().item(), 1e-4)

    def test_only_the_parts_that_are_named_learn(self) -> None:
        tower = WholeTower(describe(ImageBackbone().net))
        tower(torch.randn(1, 3, 64, 64)).sum().backward()
        learning = {id(p) for parameters in tower.tuned().values() for p in parameters}
        self.assertEqual({id(p) for p in tower.parameters() if p.grad is not None}, learning)

    def test_depthwise_gradient_is_pytorchs(self) -> None:
        for size, kernel, stride, padding in ((7, 5, 1, (2, 2, 2, 2)), (14, 5, 2, (1, 2, 1, 2)), (14, 3, 2, (0, 1, 0, 1)), (7, 3, 1, (1, 1, 1, 1))):
            weight, bias = torch.randn(6, 1, kernel, kernel, dtype=torch.float64), torch.randn(6, dtype=torch.float64)
            ours = torch.randn(2, 6, size, size, dtype=torch.float64, requires_grad=True)
            theirs = ours.detach().clone().requires_grad_()
            made = _FrozenDepthwise.apply(ours, weight, bias, stride, padding)
            expected = F.conv2d(F.pad(theirs, padding), weight, bias, stride, 0, 1, 6)
            self.assertTrue(torch.allclose(made, expected))
            slope = torch.randn_like(made)
            made.backward(slope)
            expected.backward(slope)
            self.assertLess((ours.grad - theirs.grad).abs().max().item(), 1e-10, (size, kernel, stride))


if __name__ == "__main__":
    unittest.main()
