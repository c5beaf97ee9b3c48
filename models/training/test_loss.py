"""Our loss against the paper's pseudo-code, computed independently. Run: python -m unittest test_loss"""

import unittest

import numpy as np
import torch

from heads import contrastive_loss, distillation_loss


def paper_loss(images: np.ndarray, texts: np.ndarray, scale: float, left_out: np.ndarray | None = None) -> float:
    """Figure 3 of Radford et al. 2021, line for line, in NumPy."""
    i_e = images / np.linalg.norm(images, axis=1, keepdims=True)
    t_e = texts / np.linalg.norm(texts, axis=1, keepdims=True)
    logits = i_e @ t_e.T * scale
    if left_out is not None:
        logits = np.where(left_out, -1e9, logits)
    n = len(logits)

    def cross_entropy(rows: np.ndarray) -> float:
        shifted = rows - rows.max(axis=1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return float(-log_p[np.arange(n), np.arange(n)].mean())

    return (cross_entropy(logits) + cross_entropy(logits.T)) / 2


class ContrastiveLoss(unittest.TestCase):
    def setUp(self) -> None:
        rng = np.random.default_rng(7)
        self.images, self.texts, self.scale = rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), 9.0

    def ours(self, images: np.ndarray, texts: np.ndarray, same: np.ndarray | None = None) -> float:
        mask = None if same is None else torch.from_numpy(same)
        return contrastive_loss(torch.from_numpy(images), torch.from_numpy(texts), torch.tensor(self.scale), mask).item()

    def test_equals_the_paper(self) -> None:
        self.assertAlmostEqual(self.ours(self.images, self.texts), paper_loss(self.images, self.texts, self.scale), places=10)

    def test_looks_in_both_directions(self) -> None:
        texts = self.texts.copy()
        texts[1] = texts[0]
        self.assertNotAlmostEqual(self.ours(self.images, texts), self.ours(self.images, self.texts), places=3)
        self.assertAlmostEqual(self.ours(self.images, texts), self.ours(texts, self.images), places=10)

    def test_gradient_by_finite_differences(self) -> None:
        images = torch.from_numpy(self.images).requires_grad_()
        scale = torch.tensor(self.scale, dtype=torch.float64, requires_grad=True)
        contrastive_loss(images, torch.from_numpy(self.texts), scale).backward()
        step = 1e-6
        for place in np.ndindex(self.images.shape):
            up, down = self.images.copy(), self.images.copy()
            up[place] += step
            down[place] -= step
            slope = (paper_loss(up, self.texts, self.scale) - paper_loss(down, self.texts, self.scale)) / (2 * step)
            self.assertAlmostEqual(images.grad[place].item(), slope, places=6)
        slope = (paper_loss(self.images, self.texts, self.scale + step) - paper_loss(self.images, self.texts, self.scale - step)) / (2 * step)
        self.assertAlmostEqual(scale.grad.item(), slope, places=6)

    def test_two_of_one_thing_are_not_each_others_negatives(self) -> None:
        same = np.eye(5, dtype=bool)
        same[0, 1] = same[1, 0] = True
        left_out = same & ~np.eye(5, dtype=bool)
        expected = paper_loss(self.images, self.texts, self.scale, left_out)
        self.assertAlmostEqual(self.ours(self.images, self.texts, same), expected, places=10)
        self.assertNotAlmostEqual(expected, paper_loss(self.images, self.texts, self.scale), places=3)

    def test_more_texts_and_pictures_are_negatives_unless_they_show_the_same(self) -> None:
        rng = np.random.default_rng(8)
        more_texts, more_images = rng.normal(size=(4, 3)), rng.normal(size=(2, 3))
        none = torch.zeros(5, 4, dtype=torch.bool), torch.zeros(5, 2, dtype=torch.bool)
        all_same = torch.ones(5, 4, dtype=torch.bool), torch.ones(5, 2, dtype=torch.bool)

        def loss(texts_same: torch.Tensor, images_same: torch.Tensor) -> float:
            more = (torch.from_numpy(more_texts), texts_same), (torch.from_numpy(more_images), images_same)
            return contrastive_loss(torch.from_numpy(self.images), torch.from_numpy(self.texts), torch.tensor(self.scale), None, *more).item()

        unit = lambda rows: rows / np.linalg.norm(rows, axis=1, keepdims=True)
        rows, columns = unit(self.images), unit(self.texts)
        by_image = self.scale * rows @ np.concatenate([columns, unit(more_texts)]).T
        by_text = self.scale * columns @ np.concatenate([rows, unit(more_images)]).T
        expected = np.mean([np.log(np.exp(logits).sum(1)) - logits.diagonal() for logits in (by_image, by_text)])
        self.assertAlmostEqual(loss(*none), float(expected), places=10)
        self.assertAlmostEqual(loss(*all_same), paper_loss(self.images, self.texts, self.scale), places=10)


class DistillationLoss(unittest.TestCase):
    def test_it_is_the_divergence_from_the_teachers_probabilities(self) -> None:
        rng = np.random.default_rng(11)
        images, names, teacher = rng.normal(size=(4, 6)), rng.normal(size=(5, 6)), rng.normal(size=(4, 5)) * 3
        ours = 7 * (images / np.linalg.norm(images, axis=1, keepdims=True)) @ (names / np.linalg.norm(names, axis=1, keepdims=True)).T

        def probabilities(logits: np.ndarray) -> np.ndarray:
            raised = np.exp(logits - logits.max(axis=1, keepdims=True))
            return raised / raised.sum(axis=1, keepdims=True)

        p, q = probabilities(teacher), probabilities(ours)
        expected = float((p * np.log(p / q)).sum(axis=1).mean())
        made = distillation_loss(*(torch.tensor(a) for a in (images, names)), torch.tensor(7.0), torch.tensor(teacher))
        self.assertAlmostEqual(made.item(), expected, places=10)
        self.assertGreater(expected, 0.1)


if __name__ == "__main__":
    unittest.main()
