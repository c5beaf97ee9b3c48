"""What the training draws its batches from: pictures and texts, and who belongs to whom."""

import json
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch

from maps import read
from settings import Places
from sources import imagenet_classes


@dataclass
class Pictures:
    """One set: maps, features of the untouched tower, and what is true of each row."""

    maps: np.ndarray  #: N×14×14×120 bytes
    features: np.ndarray  #: N×1280 half floats
    texts: list[list[int]]  #: places in the table of texts; empty where the class speaks
    classes: np.ndarray  #: ImageNet class, or -1
    groups: np.ndarray  #: equal for all views of one picture and all pictures of one name
    told: np.ndarray  #: the rows of which something can be said


@dataclass
class Batch:
    """N pairs, then pictures without a text, of which the teacher alone speaks."""

    rows: list[tuple[str, np.ndarray]]  #: set and rows, in order
    synthetic: torch.Tensor | None  #: features that never were a picture; they follow the rows of all sets that have texts
    text: torch.Tensor  #: N places in the table of texts
    same: torch.Tensor  #: N×N, true where a row and a column show the same thing
    taught: torch.Tensor  #: places (pairs first, then pictures without text) that the teacher speaks of
    untold: int = 0  #: pictures without a text
    extra: torch.Tensor = field(default_factory=lambda: torch.empty(0, dtype=torch.int64))  #: M more texts, nobody's pair
    extra_same: torch.Tensor = field(default_factory=lambda: torch.empty(0, 0, dtype=torch.bool))  #: N×M, true of the row all the same


#: Sets that show photographs: the backbone's own classifier speaks of them.
TAUGHT = {"flickr", "photographs", "tiny", "unnamed"}
#: Sets without texts.
UNTOLD = "unnamed"


class Dataset:
    """Everything that is prepared; batches by a seeded generator."""

    def __init__(self, where: Places, seed: int, sets: list[str]) -> None:
        self.rng = np.random.default_rng(seed)
        table = json.loads((where.data / "texts.json").read_text("utf8"))
        self.text_features = torch.from_numpy(np.load(where.data / "texts.npy")).float()
        self.texts: list[str] = table["texts"]
        self.place = {text: i for i, text in enumerate(self.texts)}
        self.scale = torch.from_numpy(np.load(where.data / "scale.npy"))

        classifier = np.load(where.data / "classifier.npz")
        self.weights, self.biases = torch.from_numpy(classifier["weights"]), torch.from_numpy(classifier["biases"])
        self.class_names = imagenet_classes(where)
        told = {key: [[self.place[t] for t in entry[key]] for entry in table["classes"]] for key in ("texts", "parents", "definition")}
        self.class_texts, self.class_parents, self.class_definitions = told["texts"], told["parents"], told["definition"]
        #: Which text is true of which class: such pairs are never negatives. The last row is "no class".
        self.true_of_class = torch.zeros(len(self.class_texts) + 1, len(self.texts), dtype=torch.bool)
        for lists in told.values():
            for c, rows in enumerate(lists):
                self.true_of_class[c, rows] = True

        self.group_numbers: dict[str, int] = {}
        self.sets = {name: self._load(where, name) for name in sets}
        self.scale_range = self._class_scale() if "photographs" in self.sets else (0.0, 0.0)

    def _load(self, where: Places, name: str) -> Pictures:
        maps, features, rows = read(where.data, name)
        texts = [[self.place[t] for t in row["texts"] if t in self.place] for row in rows]
        groups = [row.get("group") or (row["texts"][0] if row["texts"] else "") for row in rows]
        numbers = [self.group_numbers.setdefault(group, len(self.group_numbers)) if group else -1 for group in groups]
        classes = np.array([row.get("class", -1) for row in rows])
        told = np.array([bool(own) or c >= 0 for own, c in zip(texts, classes)]).nonzero()[0]
        return Pictures(maps, np.asarray(features), texts, classes, np.array(numbers), told)

    def maps(self, name: str, rows: np.ndarray) -> torch.Tensor:
        """N×14×14×120 in bfloat16, ready for the tunable part."""
        order = np.argsort(rows)
        codes = np.empty((len(rows), *self.sets[name].maps.shape[1:]), np.int8)
        codes[order] = self.sets[name].maps[rows[order]]
        return (torch.from_numpy(codes).float() * self.scale).bfloat16()

    def features(self, name: str, rows: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(self.sets[name].features[rows]).float()

    def _class_scale(self) -> tuple[float, float]:
        """How far the photographs of a class lie along its own weight vector: the 15th and 90th percentile."""
        photographs = self.sets["photographs"]
        features = torch.from_numpy(photographs.features).float()
        own = self.weights[photographs.classes]
        along = ((features - self._centre) * own).sum(1) / own.square().sum(1)
        return float(along.quantile(0.15)), float(along.quantile(0.9))

    @cached_property
    def _centre(self) -> torch.Tensor:
        return torch.from_numpy(self.sets["flickr"].features[:4096]).float().mean(0)

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
        flickr = self.sets["flickr"]
        features = torch.from_numpy(flickr.features[self.rng.integers(0, len(flickr.features), len(classes))]).float()
        own = self.weights[(features @ self.weights.T + self.biases).argmax(1)]
        along = ((features - self._centre) * own).sum(1, keepdim=True) / own.square().sum(1, keepdim=True)
        low, high = self.scale_range
        scale = torch.from_numpy(self.rng.uniform(low, high, (len(classes), 1))).float()
        return (features - along.clamp(min=0) * own + scale * self.weights[classes]).clamp(min=0)

    def batch(self, shares: dict[str, int], synthetic: int = 0, extra: int = 0) -> Batch:
        """So many pictures of each set. Pairs that show the same thing are not each other's negatives."""
        rows, texts, classes, groups, taught, said = [], [], [], [], [], []
        for name, count in shares.items():
            pictures = self.sets.get(name)
            if pictures is None or name == UNTOLD:
                continue
            chosen = self.rng.choice(pictures.told, min(count, len(pictures.told)), replace=False)
            rows.append((name, chosen))
            for row in chosen:
                own = pictures.texts[row]
                texts.append(int(self.rng.choice(own)) if own else self._class_text(int(pictures.classes[row])))
                classes.append(int(pictures.classes[row]))
                groups.append(int(pictures.groups[row]))
                said.append(own)
            if name in TAUGHT:
                taught += range(len(texts) - len(chosen), len(texts))
        invented = None
        if synthetic:
            wanted = self.rng.integers(0, len(self.class_texts), synthetic)
            invented = self._synthetic(wanted)
            taught += range(len(texts), len(texts) + synthetic)
            texts += [self._class_text(int(c)) for c in wanted]
            classes += wanted.tolist()
            groups += [-1] * synthetic
            said += [[]] * synthetic
        untold = min(shares.get(UNTOLD, 0), len(self.sets[UNTOLD].classes)) if UNTOLD in self.sets else 0
        if untold:
            rows.append((UNTOLD, self.rng.choice(len(self.sets[UNTOLD].classes), untold, replace=False)))
            taught += range(len(texts), len(texts) + untold)

        text, label, group = torch.tensor(texts), torch.tensor(classes), torch.tensor(groups)
        same = text[:, None] == text[None, :]
        same |= (label[:, None] == label[None, :]) & (label[:, None] >= 0)
        same |= (group[:, None] == group[None, :]) & (group[:, None] >= 0)
        # A text that is true of a row's class ("dog" for a beagle) is no negative for it.
        same |= self.true_of_class[:, text][label]
        result = Batch(rows, invented, text, same, torch.tensor(taught), untold)
        if extra:
            result.extra, result.extra_same = self._extra(shares, extra, text, label, said)
        return result

    def _extra(self, shares: dict[str, int], count: int, text: torch.Tensor, label: torch.Tensor, said: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
        """More texts of the same sets, so that a picture is told from many others than those of its batch."""
        names = [name for name in shares if name in self.sets and name != UNTOLD]
        weight = np.array([shares[name] for name in names], float)
        chosen = []
        for name, part in zip(names, self.rng.multinomial(count, weight / weight.sum())):
            pictures = self.sets[name]
            for row in self.rng.choice(pictures.told, part):
                own = pictures.texts[row]
                chosen.append(int(self.rng.choice(own)) if own else self._class_text(int(pictures.classes[row])))
        extra = torch.tensor(sorted(set(chosen)))
        place = {int(t): i for i, t in enumerate(extra)}
        same = self.true_of_class[:, extra][label]
        same |= text[:, None] == extra[None, :]
        for row, own in enumerate(said):
            for t in own:
                if t in place:
                    same[row, place[t]] = True
        return extra, same
