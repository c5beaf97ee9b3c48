"""Quick figures during the training, on held-out pictures; `npm run eval:model` measures the exported model."""

import numpy as np
import torch
from torch.nn import functional as F

from backbones import text_model_folder
from dataset import Dataset
from heads import Pair
from maps import read
from settings import Places
from texts import features, shipped_backbone
from wordnet import find_class, hypernyms, read_nouns

CLASS_TEMPLATES = ["{}", "a photo of a {}", "a {}", "a picture of a {}"]
#: Fewest photographs of one ancestor that make it a question.
MEMBERS = 15


def ancestors(where: Places, names: list[list[str]]) -> dict[str, list[int]]:
    """WordNet's ancestors that enough of these things have in common, and the places of those things."""
    synsets, found = read_nouns(where.packages), {}
    for place, own in enumerate(names):
        synset = find_class(synsets, own)
        for parent in hypernyms(synsets, synset, 12) if synset else []:
            found.setdefault(parent, []).append(place)
    return {name: places for name, places in found.items() if len(places) >= MEMBERS}


class Evaluation:
    def __init__(self, where: Places, data: Dataset) -> None:
        self.data = data
        self.sets = {name: read(where.data, name) for name in ("validation", "held_photographs", "held_emoji", "held_icons", "held_shapes")}
        texts = {text for name in ("validation", "held_emoji", "held_icons", "held_shapes") for row in self.sets[name][2] for text in row["texts"]}
        photographs = self.sets["held_photographs"][2]
        texts |= {t.format(name) for row in photographs for name in row["texts"] for t in CLASS_TEMPLATES}
        self.ancestors = ancestors(where, [row["texts"] for row in photographs])
        texts |= set(self.ancestors)
        known = sorted(texts)
        backbone = shipped_backbone(text_model_folder(where.data), where.data / "words")
        self.text_features = dict(zip(known, torch.from_numpy(features(backbone, where.data / "words", known)).float()))

    def words(self, model: Pair, texts: list[str], device: str) -> torch.Tensor:
        return F.normalize(model.text(torch.stack([self.text_features[t] for t in texts]).to(device)), dim=1).cpu()

    def pictures(self, model: Pair, name: str, device: str, tuned: bool) -> torch.Tensor:
        maps, untouched, _ = self.sets[name]
        if not tuned:
            return F.normalize(model.image(torch.from_numpy(np.asarray(untouched)).float().to(device)), dim=1).cpu()
        codes = torch.from_numpy(np.asarray(maps)).float() * self.data.scale
        parts = [model.top(part.bfloat16().to(device)) for part in codes.split(128)]
        return F.normalize(model.image(torch.cat(parts)), dim=1).cpu()

    def found(self, model: Pair, name: str, device: str, tuned: bool, within: int) -> float:
        """Share of the pictures that are among the first so many for their own first text."""
        pictures = self.pictures(model, name, device, tuned)
        scores = self.words(model, [row["texts"][0] for row in self.sets[name][2]], device) @ pictures.T
        return share((scores > scores.diagonal()[:, None]).sum(1) < within)

    @torch.inference_mode()
    def measure(self, model: Pair, device: str, tuned: bool) -> dict[str, float]:
        model.eval()
        pictures = self.pictures(model, "validation", device, tuned)
        ranks = []
        for place, row in enumerate(self.sets["validation"][2]):
            scores = self.words(model, row["texts"], device) @ pictures.T
            ranks.append((scores > scores[:, [place]]).sum(1))
        ranks = torch.cat(ranks)
        photographs, rows = self.pictures(model, "held_photographs", device, tuned), self.sets["held_photographs"][2]
        names = torch.stack([
            F.normalize(self.words(model, [t.format(n) for n in row["texts"] for t in CLASS_TEMPLATES], device).mean(0), dim=0) for row in rows
        ])  # fmt: skip
        scores = photographs @ names.T
        own = (scores > scores.diagonal()[:, None]).sum(1)
        precision = []
        for name, members in self.ancestors.items():
            first = (self.words(model, [name], device) @ photographs.T)[0].topk(10).indices.tolist()
            precision.append(len(set(first) & set(members)) / 10)
        shapes, asked = self.pictures(model, "held_shapes", device, tuned), [row["texts"][0] for row in self.sets["held_shapes"][2]]
        guessed = (shapes @ self.words(model, asked, device).T).argmax(1)
        figures = {
            "flickr R@1": share(ranks < 1), "flickr R@5": share(ranks < 5), "flickr R@10": share(ranks < 10),
            "photos top-1": share(own < 1), "photos top-5": share(own < 5),
            "photos found first": self.found(model, "held_photographs", device, tuned, 1),
            "icons R@10": self.found(model, "held_icons", device, tuned, 10),
            "emoji R@10": self.found(model, "held_emoji", device, tuned, 10),
            "shapes": share(torch.tensor([asked[g] == asked[i] for i, g in enumerate(guessed.tolist())])),
            "hypernyms P@10": 100 * float(np.mean(precision)),
        }  # fmt: skip
        model.train()
        return figures


def share(hits: torch.Tensor) -> float:
    return 100 * hits.float().mean().item()
