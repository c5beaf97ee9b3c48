"""Who is nobody's negative, and what mixing and inventing do. Run: python -m unittest test_whole"""

import unittest

import torch

from pools import Chosen, Data
from whole import Earlier, Invented, linear_map, mixed


def data() -> Data:
    """Texts 0..5; class 0 is called 0 and is truly also a 2 (its ancestor), class 1 is called 1."""
    made = Data.__new__(Data)
    made.device, made.texts = "cpu", list("abcdef")
    made.true_of_class = torch.zeros(3, 6, dtype=torch.bool)
    made.true_of_class[0, [0, 2]] = True
    made.true_of_class[1, 1] = True
    made.class_tables = {
        "texts": (torch.tensor([[0], [1]]), torch.tensor([1, 1])),
        "parents": (torch.tensor([[2], [-1]]), torch.tensor([1, 0])),
        "definition": (torch.tensor([[-1], [-1]]), torch.tensor([0, 0])),
    }
    made.weights, made.biases = torch.eye(2, 4), torch.zeros(2)
    return made


def chosen(text: list[int], own: list[list[int]], classes: list[int], groups: list[int]) -> Chosen:
    return Chosen(torch.tensor(text), torch.tensor(own), torch.tensor(classes), torch.tensor(groups), torch.ones(len(text), dtype=torch.bool), len(text))


class Negatives(unittest.TestCase):
    def setUp(self) -> None:
        torch.manual_seed(1)
        # A picture of class 0, one of its ancestor by name, two views of one picture with other captions, one of class 1.
        self.batch = chosen([0, 2, 4, 5, 1], [[-1, -1], [2, -1], [4, 5], [4, 5], [-1, -1]], [0, -1, -1, -1, 1], [-1, 7, 8, 8, -1])

    def test_what_shows_the_same_is_left_out(self) -> None:
        same = data().same(self.batch, masked=True)
        expected = torch.eye(5, dtype=torch.bool)
        expected[0, 1] = True  # the ancestor's name is true of the class
        expected[2, 3] = expected[3, 2] = True
        self.assertTrue(torch.equal(same, expected), same)

    def test_unmasked_only_equal_texts_are(self) -> None:
        self.assertTrue(torch.equal(data().same(self.batch, masked=False), torch.eye(5, dtype=torch.bool)))

    def test_earlier_pictures_that_a_text_is_true_of_are_no_negatives(self) -> None:
        earlier = Earlier(10)
        earlier.push(torch.randn(5, 4), self.batch)
        _, same = earlier.negatives(data(), chosen([2, 5], [[2, -1], [5, -1]], [-1, -1], [-1, 9]))
        self.assertEqual(same.tolist(), [[True, True, False, False, False], [False, False, True, True, False]])

    def test_earlier_forgets_what_is_too_old(self) -> None:
        earlier = Earlier(10)
        for _ in range(4):
            earlier.push(torch.randn(5, 4), self.batch)
        self.assertEqual(sum(map(len, earlier.vectors)), 10)

    def test_invented_pairs_come_after_the_batch_s_own_and_before_the_silent(self) -> None:
        batch = self.batch
        batch.taught = torch.tensor([True, False, False, False, True, True])  # the last row says nothing
        features, untouched = torch.randn(6, 4), torch.randn(3, 4)
        invented = Invented(data(), torch.rand(8, 4), torch.rand(3, 4), torch.tensor([0, 1, 0]))
        more, made, before = invented.beside(batch, features, untouched, 3, ancestry=False)
        self.assertEqual((more.pairs, len(made), len(before)), (8, 9, 6))
        self.assertTrue(torch.equal(made[:5], features[:5]) and torch.equal(made[8:], features[5:]))
        self.assertTrue(torch.equal(made[5:8], before[2:5]))
        self.assertEqual(more.taught.tolist(), [True, False, False, False, True, True, True, True, True])
        self.assertTrue(torch.equal(more.text[5:], more.classes[5:]))


class Mixing(unittest.TestCase):
    def test_a_linear_map_finds_a_linear_map(self) -> None:
        torch.manual_seed(2)
        before, weights = torch.rand(400, 6), torch.rand(6, 6)
        now = before @ weights + 0.3
        self.assertLess((linear_map(before, now, 1e-6)(before) - now).abs().max().item(), 1e-3)

    def test_shares_are_of_the_runs_and_the_rest_of_the_start(self) -> None:
        from pathlib import Path
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as folder:
            torch.save({"average": {"w": torch.tensor([4.0])}}, Path(folder) / "a.pt")
            self.assertEqual(mixed({"w": torch.tensor([0.0])}, [f"{folder}/a.pt:0.25"])["w"].item(), 1.0)
            self.assertEqual(mixed({"w": torch.tensor([0.0])}, [f"{folder}/a.pt"])["w"].item(), 4.0)


if __name__ == "__main__":
    unittest.main()
