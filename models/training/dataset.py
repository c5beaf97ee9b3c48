"""What the training draws its batches from: cached features of pictures, cached features of texts, and who belongs to whom."""

import json
from dataclasses import dataclass

import numpy as np
import torch

from pictures import COLOUR_VIEWS, VIEW_SHARES
from settings import Places
from sources import flickr_held_out, imagenet_classes

#: Pairs of each kind in one batch.
BATCH = {"flickr": 384, "photographs": 64, "synthetic": 192, "icons": 288, "pictures": 192, "drawn": 128}


@dataclass
class Batch:
    images: torch.Tensor  #: N×1280
    texts: torch.Tensor  #: N×384
    same: torch.Tensor  #: N×N, true where a row and a column show the same thing
    photographs: int  #: the first so many rows are photographs: the teacher speaks of them


class Dataset:
    """Everything in memory; batches by a seeded generator. `old_photographs`: grey and sepia views are drawn, too."""

    def __init__(self, where: Places, seed: int, old_photographs: bool = False) -> None:
        self.rng = np.random.default_rng(seed)
        self.old_photographs = old_photographs
        words = np.load(where.data / "texts.npz")
        self.text_features = torch.from_numpy(words["features"]).float()
        place = {text: i for i, text in enumerate(words["texts"].tolist())}
        texts = json.loads((where.data / "texts.json").read_text("utf8"))

        held, validation = flickr_held_out(where)
        flickr = np.load(where.data / "flickr.npz")
        names = flickr["names"].tolist()
        self.flickr = torch.from_numpy(flickr["features"])
        captioned = [i for i, name in enumerate(names) if name in texts["flickr"]]
        self.flickr_train = np.array([i for i in captioned if names[i] not in held])
        self.flickr_texts = {i: [place[t] for t in texts["flickr"][names[i]]] for i in captioned}
        self.flickr_validation = [i for name in validation for i in [names.index(name)] if i in self.flickr_texts]

        classifier = np.load(where.data / "classifier.npz")
        self.weights = torch.from_numpy(classifier["weights"])
        self.biases = torch.from_numpy(classifier["biases"])
        order = {wnid: i for i, wnid in enumerate(classifier["ids"].tolist())}
        photographs = np.load(where.data / "photographs.npz")
        self.photographs = torch.from_numpy(photographs["features"])
        self.photograph_classes = np.array([order[wnid] for wnid in photographs["ids"].tolist()])

        self.class_names = imagenet_classes(where)
        self.class_texts = [[place[t] for t in entry["texts"]] for entry in texts["classes"]]
        self.class_parents = [[place[t] for t in entry["parents"]] for entry in texts["classes"]]
        self.class_definitions = [[place[t] for t in entry["definition"]] for entry in texts["classes"]]
        #: Which text is true of which class: such pairs are never negatives.
        self.true_of_class = torch.zeros(len(self.class_texts) + 1, len(place), dtype=torch.bool)
        for c, lists in enumerate(zip(self.class_texts, self.class_parents, self.class_definitions)):
            for rows in lists:
                self.true_of_class[c, rows] = True
        self.scale_range = self._class_scale()

        self.drawn = self._named(np.load(where.data / "drawn.npz")["features"], texts["drawn"], place)
        self.icons = self._named(np.load(where.data / "features_shapes.npz")["features"], texts["shapes"], place)
        self.pictures = self._named(np.load(where.data / "features_pictures.npz")["features"], texts["pictures"], place)

    @staticmethod
    def _named(features: np.ndarray, texts: list[list[str]], place: dict[str, int]) -> tuple[torch.Tensor, list[list[int]]]:
        return torch.from_numpy(features), [[place[t] for t in said] for said in texts[: len(features)]]

    def _class_scale(self) -> tuple[float, float]:
        """How far the photographs of a class lie along its own weight vector: the 15th and 90th percentile."""
        features = self.photographs[:, 0].float()
        centre = self.flickr[:, 0].float().mean(0)
        own = self.weights[self.photograph_classes]
        along = ((features - centre) * own).sum(1) / own.square().sum(1)
        return float(along.quantile(0.15)), float(along.quantile(0.9))

    def _class_text(self, c: int) -> int:
        """A name mostly, an ancestor or the definition now and then."""
        chance = self.rng.random()
        if chance < 0.25 and self.class_parents[c]:
            return int(self.rng.choice(self.class_parents[c]))
        if chance < 0.32 and self.class_definitions[c]:
            return int(self.rng.choice(self.class_definitions[c]))
        return int(self.rng.choice(self.class_texts[c]))

    def _synthetic(self, classes: np.ndarray) -> torch.Tensor:
        """Features of photographs that never were: a Flickr picture less its own likeliest class, plus another class."""
        rows = self.rng.choice(self.flickr_train, len(classes))
        features = self.flickr[rows, self._views(len(rows))].float()
        own = self.weights[(features @ self.weights.T + self.biases).argmax(1)]
        centre = self.flickr[rows[:256], 0].float().mean(0)
        along = ((features - centre) * own).sum(1, keepdim=True) / own.square().sum(1, keepdim=True)
        low, high = self.scale_range
        scale = torch.from_numpy(self.rng.uniform(low, high, (len(classes), 1))).float()
        return (features - along.clamp(min=0) * own + scale * self.weights[classes]).clamp(min=0)

    def _views(self, count: int) -> np.ndarray:
        if self.old_photographs:
            return self.rng.choice(len(VIEW_SHARES), count, p=VIEW_SHARES)
        return self.rng.integers(0, COLOUR_VIEWS, count)

    def batch(self) -> Batch:
        images, texts, classes = [], [], []
        rows = self.rng.choice(self.flickr_train, BATCH["flickr"], replace=False)
        images.append(self.flickr[rows, self._views(len(rows))].float())
        texts += [int(self.rng.choice(self.flickr_texts[i])) for i in rows]
        classes += [-1] * len(rows)

        rows = self.rng.choice(len(self.photographs), BATCH["photographs"], replace=False)
        images.append(self.photographs[rows, self._views(len(rows))].float())
        chosen = self.rng.integers(0, len(self.class_texts), BATCH["synthetic"])
        images.append(self._synthetic(chosen))
        for c in [*self.photograph_classes[rows], *chosen]:
            texts.append(self._class_text(int(c)))
            classes.append(int(c))
        photographs = len(texts)

        for name in ("icons", "pictures", "drawn"):
            features, said = getattr(self, name)
            rows = self.rng.integers(0, len(features), BATCH[name])
            images.append(features[rows].float())
            texts += [int(self.rng.choice(said[i])) for i in rows]
            classes += [-1] * len(rows)

        text, label = torch.tensor(texts), torch.tensor(classes)
        same = text[:, None] == text[None, :]
        same |= (label[:, None] == label[None, :]) & (label[:, None] >= 0)
        # A text that is true of a row's class ("dog" for a beagle) is no negative for it.
        same |= self.true_of_class[label][:, text]
        return Batch(torch.cat(images), self.text_features[text], same, photographs)
