"""Tunes the whole image tower with both heads, from the pictures themselves: the way for a machine with a GPU.

python whole.py heads --pack DIR --drawn DIR --run heads --out DIR --steps N
python whole.py tune --pack DIR --drawn DIR --from heads.pt --run NAME --out DIR --seconds N [--seed N]
python whole.py refit --pack DIR --drawn DIR --from heads.pt --mix RUN.pt:SHARE … --run NAME --out DIR --steps N
python whole.py ablate --pack DIR --drawn DIR --out DIR [--steps N]
`heads` trains both heads on features of the pretrained towers. `tune` trains everything above the lowest blocks. `refit` mixes the weights of runs and trains the heads again on what the mixed
tower, now still, makes of the pictures: on a processor, too. `pack.py` makes the first folder, `drawing.py` the second. The loss is that of `train.py`; every picture is seen in a new view each
time. A run lasts as long as is said, saves its state each minute, and a killed one goes on from there.
"""

import argparse
import copy
import json
import math
import os
import random
import time
from dataclasses import dataclass, replace
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F
from transformers import BertConfig, BertModel

from backbones import TextBackbone
from drawing import DRAW, Pack
from evaluation import CLASS_TEMPLATES, Evaluation
from heads import Pair, contrastive_loss
from settings import IMAGE_SIZE, SEED
from texts import features as text_features
from train import save
from views import VIEWS, normalised, whole
from whole_tower import WholeTower

#: Which view each set is given, and how many pictures of it are in a batch.
SETS = {
    "flickr": ("photograph", 288), "photographs": ("photograph", 56), "styled": ("photograph", 80), "tiny": ("photograph", 72),
    "unnamed": ("photograph", 64), "icons": ("silhouette", 208), "game_icons": ("silhouette", 112), "emoji": ("coloured", 96),
    "logos": ("coloured", 24), "emoji_3d": ("coloured", 56), "drawings": ("coloured", 48), "tiles": ("coloured", 28),
    "sketches": ("flat", 40), "screenshots": ("flat", 28), "drawn": ("flat", 112), "textures": ("flat", 28),
    "sprites": ("flat", 28), "games": ("flat", 32),
}  # fmt: skip
#: Of these the backbone's own classifier speaks.
TAUGHT = ("flickr", "photographs", "tiny", "unnamed")
UNTOLD = "unnamed"
HELD_OUT = ("validation", "held_photographs", "held_emoji", "held_icons", "held_shapes")
MORE_TEXTS, QUEUE = 2048, 2048
RATES = {"low": 6e-5, "middle": 1.5e-4, "top": 3e-4, "heads": 5e-4}
#: Features that never were a picture, in one batch.
SYNTHETIC = 192
DECAY, WARM_UP = 0.05, 40
AVERAGED_OVER = 80
#: How many views of each picture the heads are fitted again on, one where nothing is said.
REFIT_VIEWS = {"flickr": 2, "photographs": 4, "game_icons": 2, "emoji_3d": 3}
REFIT_RATE = 3e-4
#: The tuned tower has seen every captioned photograph so often that heads fitted to them again would only learn them by heart (77 % of
#: captions among the first ten became 70 in 200 steps): few of them are in a batch, and theirs are held where the tuning left them.
REFIT_CAPTIONED, REFIT_KEPT, REFIT_KEPT_TEXTS = 32, 20.0, 512
#: Texts of one row at most.
SAID = 10


@dataclass(frozen=True)
class Options:
    masked: bool = True
    teacher: float = 2.5
    anchor: float = 1.5
    more: int = MORE_TEXTS
    ancestry: bool = True
    relations: float = 0.0
    size: int = IMAGE_SIZE
    plain: bool = False
    leave_out: tuple[str, ...] = ()
    seed: int = SEED


@dataclass
class Pictures:
    """One set on the device: N×H×W×C bytes, N×SAID texts (places, -1 for none), classes and groups (-1 for none)."""

    view: str
    pixels: torch.Tensor
    texts: torch.Tensor
    count: torch.Tensor
    classes: torch.Tensor
    groups: torch.Tensor


@dataclass
class Chosen:
    """What the rows of a batch are and say; the rows of `UNTOLD` come last and say nothing."""

    text: torch.Tensor
    own: torch.Tensor
    classes: torch.Tensor
    groups: torch.Tensor
    taught: torch.Tensor
    pairs: int


def decoded(task: tuple[str, str, str, list[int], int]) -> None:
    """Decodes some pictures of a pack into their places of a file of bytes."""
    folder, name, target, places, first = task
    pack, pixels = Pack(Path(folder), name), np.load(target, mmap_mode="r+")
    side, mode = pixels.shape[1], {1: "L", 3: "RGB", 4: "RGBA"}[pixels.shape[3]]
    for at, place in enumerate(places, first):
        picture = pack.picture(place).convert(mode)
        if picture.size != (side, side):
            picture = picture.resize((side, side), Image.Resampling.BICUBIC)
        pixels[at] = np.asarray(picture).reshape(side, side, -1)


def split_packs(folder: Path, limits: dict[str, int]) -> dict[str, tuple[str, list[int], int, int]]:
    """Sets to make of the packs that are there: pack, rows, side and channels. Of a set that is too large some are taken by chance."""
    plan = {}

    def some(places: list[int], name: str) -> list[int]:
        most = limits.get(name, limits.get("", len(places)))
        return places if len(places) <= most else sorted(random.Random(SEED).sample(places, most))

    for name in [*SETS, *HELD_OUT]:
        if not (folder / f"{name}.json").exists() or name in DRAW:
            continue
        rows = json.loads((folder / f"{name}.json").read_text("utf8"))
        everything = list(range(len(rows)))
        if name == "icons":
            game = [i for i in everything if rows[i]["set"] == "game-icons"]
            rest = sorted(set(everything) - set(game))
            plan["game_icons"], plan["icons"] = (name, some(game, "game_icons"), 144, 1), (name, some(rest, "icons"), 96, 1)
        elif name == "emoji":
            logos = [i for i in everything if rows[i]["kind"] == "logo"]
            rest = sorted(set(everything) - set(logos))
            plan["logos"], plan["emoji"] = (name, some(logos, "logos"), 96, 4), (name, some(rest, "emoji"), 128, 4)
        else:
            channels = 4 if name in SETS and SETS[name][0] == "coloured" else 3
            side = {"tiny": 64, "sketches": 160}.get(name, 160 if channels == 4 else 320 if name == "held_photographs" else IMAGE_SIZE)
            plan[name] = (name, everything if name in HELD_OUT else some(everything, name), side, channels)
    return plan


class Data:
    """All pictures and texts on the device."""

    def __init__(self, pack: Path, drawn: Path, cache: Path, device: str, limits: dict[str, int], known: Path | None = None) -> None:
        self.device, self.pack_folder, self.known = device, pack, known
        started = time.time()
        plan = split_packs(pack, limits)
        cache.mkdir(parents=True, exist_ok=True)
        tasks = []
        for name, (source, places, side, channels) in plan.items():
            target = cache / f"{name}.part"
            if not (cache / f"{name}.npy").exists():
                np.lib.format.open_memmap(target, "w+", np.uint8, (len(places), side, side, channels)).flush()
                tasks += [(str(pack), source, str(target), places[i : i + 200], i) for i in range(0, len(places), 200)]
        if tasks:
            with Pool(min(16, os.cpu_count())) as pool:
                for _ in pool.imap_unordered(decoded, tasks):
                    pass
            for part in cache.glob("*.part"):
                part.rename(part.with_suffix(".npy"))
        print(f"decoded in {time.time() - started:.0f} s", flush=True)
        rows = {name: [json.loads((pack / f"{source}.json").read_text("utf8"))] for name, (source, *_) in plan.items()}
        rows = {name: [told[0][i] for i in plan[name][1]] for name, told in rows.items()}
        files = {name: cache / f"{name}.npy" for name in plan}
        for name in DRAW:
            if (drawn / f"{name}.json").exists():
                rows[name], files[name] = json.loads((drawn / f"{name}.json").read_text("utf8")), drawn / f"{name}.npy"
        self.held = {name: rows.pop(name) for name in HELD_OUT}
        self.held_pixels = {name: torch.from_numpy(np.load(files.pop(name))).to(device) for name in HELD_OUT}
        self._texts(rows)
        self.sets = {name: self._set(name, rows[name], files[name]) for name in SETS if name in rows}
        print(f"on the device in {time.time() - started:.0f} s: " + ", ".join(f"{n} {len(s.pixels)}" for n, s in self.sets.items()), flush=True)

    def _texts(self, rows: dict[str, list[dict]]) -> None:
        started = time.time()
        classes = json.loads((self.pack_folder / "classes.json").read_text("utf8"))
        relations = torch.load(self.pack_folder / "relations.pt", weights_only=True)
        named = [[name, f"a {name}"] for name in relations["names"]]
        unique: dict[str, None] = {}
        for entry in classes:
            for said in entry.values():
                unique.update(dict.fromkeys(said))
        for told in rows.values():
            for row in told:
                unique.update(dict.fromkeys(row["texts"][:SAID]))
        for said in named:
            unique.update(dict.fromkeys(said))
        self.texts = list(unique)
        self.place = {text: i for i, text in enumerate(self.texts)}
        stored = torch.load(self.pack_folder / "text.pt", weights_only=False)
        words, positions = (len(stored["state"][f"embeddings.{kind}_embeddings.weight"]) for kind in ("word", "position"))
        config = {**stored["config"], "vocab_size": words, "max_position_embeddings": positions, "attn_implementation": "eager"}
        bert = BertModel(BertConfig.from_dict(config), add_pooling_layer=False)
        loaded = bert.load_state_dict({key: value.float() for key, value in stored["state"].items()}, strict=False)
        if any("weight" in key or "bias" in key for key in [*loaded.missing_keys, *loaded.unexpected_keys]):
            raise SystemExit(f"text.pt does not fit this version of transformers: {loaded}")
        self.backbone = TextBackbone(bert).to(self.device)
        self.text_features = torch.from_numpy(self._features_of_texts()).to(self.device)
        self.class_tables = {key: self._table([[self.place[t] for t in entry[key]] for entry in classes]) for key in ("texts", "parents", "definition")}
        self.true_of_class = torch.zeros(len(classes) + 1, len(self.texts), dtype=torch.bool, device=self.device)
        for table, _ in self.class_tables.values():
            owner, column = (table >= 0).nonzero(as_tuple=True)
            self.true_of_class[owner, table[owner, column]] = True
        clip = F.normalize(relations["vectors"].float(), dim=1)
        clip = F.normalize(clip - clip.mean(0), dim=1).to(self.device)
        self.relation_places = torch.tensor([[self.place[t] for t in said] for said in named], device=self.device)
        alike = 12 * clip @ clip.T
        self.relation_targets = F.softmax(alike.fill_diagonal_(-torch.inf), dim=1)
        print(f"{len(self.texts)} texts in {time.time() - started:.0f} s", flush=True)

    def _features_of_texts(self) -> np.ndarray:
        old: dict[str, np.ndarray] = {}
        if self.known:
            old = dict(zip(json.loads((self.known / "texts.json").read_text("utf8"))["texts"], np.load(self.known / "texts.npy")))
        new = [text for text in self.texts if text not in old]
        if new:
            old.update(zip(new, text_features(self.backbone, self.pack_folder, new, 1024)))
        return np.stack([old[text] for text in self.texts])

    def _table(self, lists: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
        width = max(1, max(map(len, lists)))
        table = torch.full((len(lists), width), -1, dtype=torch.int64)
        for row, places in enumerate(lists):
            table[row, : len(places)] = torch.tensor(places, dtype=torch.int64)
        return table.to(self.device), torch.tensor([len(p) for p in lists], device=self.device)

    def _set(self, name: str, rows: list[dict], file: Path) -> Pictures:
        keep = [i for i, row in enumerate(rows) if row["texts"] or "class" in row or name == UNTOLD]
        if not hasattr(self, "group_numbers"):
            self.group_numbers: dict[str, int] = {}
        groups = [rows[i].get("group") or (rows[i]["texts"][0] if rows[i]["texts"] else "") for i in keep]
        numbers = [self.group_numbers.setdefault(g, len(self.group_numbers)) if g else -1 for g in groups]
        table = torch.full((len(keep), SAID), -1, dtype=torch.int64)
        for at, i in enumerate(keep):
            own = [self.place[t] for t in rows[i]["texts"][:SAID]]
            table[at, : len(own)] = torch.tensor(own, dtype=torch.int64)
        table = table.to(self.device)
        pixels = torch.from_numpy(np.load(file, mmap_mode="r")[keep] if len(keep) < len(rows) else np.load(file)).to(self.device)
        classes = torch.tensor([rows[i].get("class", -1) for i in keep], device=self.device)
        return Pictures(SETS[name][0], pixels, table, (table >= 0).sum(1), classes, torch.tensor(numbers, device=self.device))

    def _one_of(self, table: torch.Tensor, count: torch.Tensor) -> torch.Tensor:
        pick = (torch.rand(len(count), device=self.device) * count).long().clamp(max=table.shape[1] - 1)
        return table.gather(1, pick[:, None])[:, 0]

    def class_text(self, classes: torch.Tensor, ancestry: bool) -> torch.Tensor:
        """A name mostly, an ancestor or the definition now and then."""
        chosen = {key: self._one_of(table[classes], count[classes]) for key, (table, count) in self.class_tables.items()}
        fate = torch.rand(len(classes), device=self.device)
        text = chosen["texts"]
        if ancestry:
            text = torch.where((fate < 0.25) & (chosen["parents"] >= 0), chosen["parents"], text)
            text = torch.where((fate > 0.25) & (fate < 0.32) & (chosen["definition"] >= 0), chosen["definition"], text)
        return text

    def say(self, pictures: Pictures, rows: torch.Tensor, ancestry: bool) -> torch.Tensor:
        own = self._one_of(pictures.texts[rows], pictures.count[rows])
        classes = pictures.classes[rows]
        return torch.where(pictures.count[rows] > 0, own, self.class_text(classes.clamp(min=0), ancestry))

    def choose(self, shares: dict[str, int], ancestry: bool, within: dict[str, int]) -> tuple[dict[str, torch.Tensor], Chosen]:
        """So many rows of each set, of its first `within` where that is said."""
        rows = {}
        for name, count in shares.items():
            if name in self.sets and count:
                rows[name] = torch.randint(within.get(name, len(self.sets[name].pixels)), (count,), device=self.device)
        if UNTOLD in rows:
            rows[UNTOLD] = rows.pop(UNTOLD)
        told = [name for name in rows if name != UNTOLD]
        gather = lambda field: torch.cat([getattr(self.sets[n], field)[rows[n]] for n in told])
        text = torch.cat([self.say(self.sets[n], rows[n], ancestry) for n in told])
        taught = torch.cat([torch.full((len(r),), n in TAUGHT, device=self.device) for n, r in rows.items()])
        return rows, Chosen(text, gather("texts"), gather("classes"), gather("groups"), taught, len(text))

    def same(self, chosen: Chosen, masked: bool) -> torch.Tensor:
        """N×N: pairs that show the same thing are not each other's negatives."""
        text = chosen.text
        same = text[:, None] == text[None, :]
        if masked:
            same |= (chosen.classes[:, None] == chosen.classes[None, :]) & (chosen.classes >= 0)[:, None]
            same |= (chosen.groups[:, None] == chosen.groups[None, :]) & (chosen.groups >= 0)[:, None]
            same |= self.true_of_class[chosen.classes[:, None], text[None, :]]
            for column in chosen.own.T:
                same |= (column[:, None] == text[None, :]) & (column >= 0)[:, None]
        return same

    def more(self, chosen: Chosen, shares: dict[str, int], count: int, ancestry: bool) -> tuple[torch.Tensor, torch.Tensor]:
        """More texts of the same sets, and which rows they are true of."""
        told = {n: s for n, s in shares.items() if n in self.sets and n != UNTOLD and s}
        total = sum(told.values())
        extra = torch.cat([
            self.say(self.sets[n], torch.randint(len(self.sets[n].pixels), (max(1, round(count * s / total)),), device=self.device), ancestry)
            for n, s in told.items()
        ]).unique()  # fmt: skip
        same = self.true_of_class[chosen.classes[:, None], extra[None, :]] | (chosen.text[:, None] == extra[None, :])
        for column in chosen.own.T:
            same |= (column[:, None] == extra[None, :]) & (column >= 0)[:, None]
        return extra, same

    def pictures(self, name: str, rows: torch.Tensor, options: Options) -> torch.Tensor:
        """New views of these rows, normalised."""
        pictures = self.sets[name]
        pixels = pictures.pixels[rows].permute(0, 3, 1, 2).float() / 255
        view = VIEWS[pictures.view]
        return normalised(view(pixels, options.size, options.plain) if pictures.view in ("silhouette", "coloured") else view(pixels, options.size))


class WholeEvaluation(Evaluation):
    """The same questions, of the tower as it stands."""

    def __init__(self, data: Data, size: int = IMAGE_SIZE) -> None:
        self.whole, self.size = data, size
        self.sets = {name: (None, None, rows) for name, rows in data.held.items()}
        self.ancestors = json.loads((data.pack_folder / "ancestors.json").read_text("utf8"))
        texts = {text for name in HELD_OUT if name != "held_photographs" for row in data.held[name] for text in row["texts"]}
        texts |= {t.format(name) for row in data.held["held_photographs"] for name in row["texts"] for t in CLASS_TEMPLATES}
        known = sorted(texts | set(self.ancestors))
        made = text_features(data.backbone, data.pack_folder, known)
        self.text_features = dict(zip(known, torch.from_numpy(made).float()))

    def pictures(self, model: Pair, name: str, device: str, tuned: bool) -> torch.Tensor:
        parts = []
        for part in self.whole.held_pixels[name].split(250):
            pixels = whole(part.permute(0, 3, 1, 2).float() / 255, self.size)
            with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
                parts.append(model.top(normalised(pixels).contiguous(memory_format=torch.channels_last)).float())
        return F.normalize(model.image(torch.cat(parts)), dim=1).cpu()


class FeatureEvaluation(WholeEvaluation):
    """The same questions of features that stay."""

    def __init__(self, data: Data, seen, size: int = IMAGE_SIZE) -> None:
        super().__init__(data)
        self.features = {name: whole_features(seen, data.held_pixels[name], size) for name in HELD_OUT}

    def pictures(self, model: Pair, name: str, device: str, tuned: bool) -> torch.Tensor:
        return F.normalize(model.image(self.features[name]), dim=1).cpu()


class Earlier:
    """Vectors of pictures of earlier batches: negatives that cost little."""

    def __init__(self, size: int) -> None:
        self.size, self.vectors, self.chosen = size, [], []

    def push(self, vectors: torch.Tensor, chosen: Chosen) -> None:
        if self.size:
            self.vectors.append(vectors.detach())
            self.chosen.append(chosen)
            while sum(map(len, self.vectors)) > self.size:
                self.vectors.pop(0)
                self.chosen.pop(0)

    def negatives(self, data: Data, chosen: Chosen) -> tuple[torch.Tensor, torch.Tensor] | None:
        """Their vectors, and for each text of the batch which of them it is true of."""
        if not self.vectors:
            return None
        own, classes = torch.cat([c.own for c in self.chosen]), torch.cat([c.classes for c in self.chosen])
        groups, texts = torch.cat([c.groups for c in self.chosen]), torch.cat([c.text for c in self.chosen])
        same = (chosen.text[:, None] == texts[None, :]) | data.true_of_class[classes[None, :], chosen.text[:, None]]
        same |= (chosen.groups[:, None] == groups[None, :]) & (chosen.groups >= 0)[:, None]
        for column in own.T:
            same |= chosen.text[:, None] == column[None, :]
        return torch.cat(self.vectors), same


class Invented:
    """Features of photographs that never were, of all 1,000 classes: a Flickr picture's less its own likeliest class, plus another class.

    flickr, photographs: features of the pretrained tower, N×1280; classes: of the photographs; now: what a pretrained feature is in
    the tower that is trained, the same unless said.
    """

    def __init__(self, data: Data, flickr: torch.Tensor, photographs: torch.Tensor, classes: torch.Tensor, now=lambda made: made) -> None:
        self.data, self.flickr, self.now = data, flickr, now
        self.centre = flickr.mean(0)
        own = data.weights[classes]
        along = ((photographs - self.centre) * own).sum(1) / own.square().sum(1)
        self.low, self.high = float(along.quantile(0.15)), float(along.quantile(0.9))

    @torch.no_grad()
    def beside(self, chosen: Chosen, features: torch.Tensor, untouched: torch.Tensor, count: int, ancestry: bool) -> tuple[Chosen, torch.Tensor, torch.Tensor]:
        """So many more pairs after the batch's own."""
        device = features.device
        classes = torch.randint(len(self.data.weights), (count,), device=device)
        base = self.flickr[torch.randint(len(self.flickr), (count,), device=device)]
        own = self.data.weights[(base @ self.data.weights.T + self.data.biases).argmax(1)]
        along = ((base - self.centre) * own).sum(1, keepdim=True) / own.square().sum(1, keepdim=True)
        scale = torch.empty(count, 1, device=device).uniform_(self.low, self.high)
        made = (base - along.clamp(min=0) * own + scale * self.data.weights[classes]).clamp(min=0)
        pairs, none = chosen.pairs, torch.full((count,), -1, device=device)
        before = int(chosen.taught[:pairs].sum())
        with torch.enable_grad():
            features = torch.cat([features[:pairs], self.now(made), features[pairs:]])
        return Chosen(
            torch.cat([chosen.text, self.data.class_text(classes, ancestry)]), torch.cat([chosen.own, none[:, None].expand(-1, chosen.own.shape[1])]),
            torch.cat([chosen.classes, classes]), torch.cat([chosen.groups, none]),
            torch.cat([chosen.taught[:pairs], torch.ones_like(none, dtype=torch.bool), chosen.taught[pairs:]]), pairs + count,
        ), features, torch.cat([untouched[:before], made, untouched[before:]])  # fmt: skip


def heads_of(model: Pair) -> list[nn.Parameter]:
    return [p for name, p in model.named_parameters() if not name.startswith("top.")]


def losses_of(model: Pair, data: Data, chosen: Chosen, shares: dict[str, int], images: torch.Tensor, untouched: torch.Tensor | None,
              moved: torch.Tensor | None, options: Options, earlier: Earlier) -> dict[str, torch.Tensor]:  # fmt: skip
    """images: vectors of all rows; untouched: features of the taught rows by the pretrained tower; moved: the same rows' features now."""
    words = lambda places: model.text(data.text_features[places].float())
    texts, more = words(chosen.text), None
    if options.more:
        extra, extra_same = data.more(chosen, shares, options.more, options.ancestry)
        more = words(extra), extra_same
    same = data.same(chosen, options.masked)
    losses = {"contrast": contrastive_loss(images[: chosen.pairs], texts, model.scale(), same, more, earlier.negatives(data, chosen))}
    earlier.push(images[: chosen.pairs], chosen)
    if options.teacher:
        with torch.no_grad():
            teacher = F.softmax(untouched @ data.weights.T + data.biases, dim=1)
        table, count = data.class_tables["texts"]
        names = F.normalize(words(data._one_of(table, count)), dim=1)
        logits = model.teacher_scale() * F.normalize(images[chosen.taught], dim=1) @ names.T
        losses["teacher"] = options.teacher * F.kl_div(F.log_softmax(logits, dim=1), teacher, reduction="batchmean")
    if options.anchor and moved is not None:
        losses["anchor"] = options.anchor * ((moved - untouched) / model.image.deviation).square().mean()
    if options.relations:
        places = data._one_of(data.relation_places, torch.full((len(data.relation_places),), 2, device=images.device))
        nouns = F.normalize(words(places), dim=1)
        alike = (12 * nouns @ nouns.T).masked_fill(torch.eye(len(nouns), dtype=torch.bool, device=images.device), -1e4)
        cross = -(data.relation_targets * F.log_softmax(alike, dim=1)).sum(1).mean()
        losses["relations"] = options.relations * cross
    return losses


def new_pair(data: Data, description: dict, start: Path | None, seed: int) -> Pair:
    """Both heads on the pretrained tower, new or as a run of `train.py` left them."""
    torch.manual_seed(seed)
    model = Pair(WholeTower(description), torch.zeros(2, 1280), torch.zeros(2, 384))
    if start:
        state = {k: v.float() for k, v in torch.load(start, map_location="cpu", weights_only=False)["average"].items() if not k.startswith("top.")}
        model.load_state_dict(state, strict=False)
    return model.to(data.device)


def described(data: Data) -> dict:
    """The pretrained tower; its classifier goes to the data."""
    stored = torch.load(data.pack_folder / "image.pt", map_location="cpu", weights_only=False)
    data.weights, data.biases = stored["weights"].float().to(data.device), stored["biases"].float().to(data.device)
    return stored["tower"]


def tune(data: Data, out: Path, run: str, start: Path, seconds: float, seed: int, options: Options, share: float) -> None:
    description = described(data)
    model = new_pair(data, description, start, seed)
    model.top.to(memory_format=torch.channels_last)
    before = WholeTower(description).to(data.device, memory_format=torch.channels_last).requires_grad_(False)
    evaluation, seen = WholeEvaluation(data, options.size), encoder(before, data.device, out)
    unchanged = {name: whole_features(seen, data.sets[name].pixels[:2048]) for name in ("flickr", "photographs")}
    invented = Invented(data, unchanged["flickr"], unchanged["photographs"], data.sets["photographs"].classes[:2048])
    groups = [{"params": heads_of(model), "peak": RATES["heads"]}]
    groups += [{"params": parameters, "peak": RATES[part]} for part, parameters in model.top.tuned().items()]
    optimizer = torch.optim.AdamW(groups, lr=1e-4, weight_decay=DECAY, betas=(0.9, 0.98), fused=data.device == "cuda")
    average = {key: value.clone() for key, value in model.state_dict().items()}
    shares = {name: max(1, round(count * share)) for name, (_, count) in SETS.items() if name not in options.leave_out}
    elapsed, step, spent, earlier = 0.0, 0, {}, Earlier(QUEUE)
    state_file, log_file = out / f"{run}.state", out / f"{run}.log"
    if state_file.exists():
        state = torch.load(state_file, map_location=data.device, weights_only=False)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average, elapsed, step = state["average"], state["elapsed"], state["step"]
    last, next_log, saved = time.time(), elapsed, elapsed
    while True:
        elapsed, last = elapsed + time.time() - last, time.time()
        done = min(1.0, elapsed / seconds)
        if done >= 1 or elapsed >= next_log:
            next_log = elapsed + max(20.0, seconds / 10)
            kept = {key: value.clone() for key, value in model.state_dict().items()}
            model.load_state_dict(average)
            figures = evaluation.measure(model, data.device, True)
            model.load_state_dict(kept)
            line = {"stage": "whole", "step": step, "seconds": round(elapsed), "scale": round(model.scale().item(), 1),
                    **{k: round(float(v), 3) for k, v in spent.items()}, **{k: round(v, 1) for k, v in figures.items()}}  # fmt: skip
            print(line, flush=True)
            with log_file.open("a") as log:
                log.write(json.dumps(line) + "\n")
            last = time.time()
        if done >= 1:
            break
        if elapsed - saved > 60:
            save(state_file, {"model": model.state_dict(), "average": average, "optimizer": optimizer.state_dict(), "elapsed": elapsed, "step": step})
            saved = elapsed
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * done))
        rows, chosen = data.choose(shares, options.ancestry, {})
        pixels = torch.cat([data.pictures(name, places, options) for name, places in rows.items()])
        pixels = pixels.contiguous(memory_format=torch.channels_last)
        with torch.autocast(data.device, torch.bfloat16, enabled=data.device == "cuda"):
            lower = model.top.lower(pixels)
            features = model.top.upper(lower)
            with torch.no_grad():
                untouched = before.upper(lower[chosen.taught])
        features, untouched = features.float(), untouched.float()
        chosen, features, untouched = invented.beside(chosen, features, untouched, round(SYNTHETIC * share), options.ancestry)
        losses = losses_of(model, data, chosen, shares, model.image(features), untouched, features[chosen.taught], options, earlier)
        optimizer.zero_grad()
        sum(losses.values()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimizer.step()
        with torch.no_grad():
            share_now = 1 / AVERAGED_OVER if step > AVERAGED_OVER else 1 / (step + 2)
            for key, value in model.state_dict().items():
                average[key].lerp_(value, share_now)
        step += 1
        if step % 10 == 0:
            spent = {name: loss.detach() for name, loss in losses.items()}
    save(out / f"{run}.pt", {"average": {key: value.half().cpu() for key, value in average.items()}})
    state_file.unlink(missing_ok=True)


def encoder(tower: WholeTower, device: str, folder: Path):
    """A function from normalised pictures to features: PyTorch in bfloat16 on a GPU, ONNX Runtime (three times as fast) on a processor."""
    if device == "cuda":

        @torch.no_grad()
        def on_gpu(pixels: torch.Tensor) -> torch.Tensor:
            with torch.autocast(device, torch.bfloat16):
                return tower(pixels.contiguous(memory_format=torch.channels_last)).float()

        return on_gpu
    graph = folder / "tower.onnx"
    torch.onnx.export(tower.eval(), (torch.zeros(2, 3, IMAGE_SIZE, IMAGE_SIZE),), str(graph), input_names=["pixels"], output_names=["features"],
                      dynamic_axes={"pixels": {0: "batch", 2: "height", 3: "width"}, "features": {0: "batch"}}, opset_version=17, dynamo=False)  # fmt: skip
    options = ort.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = ort.InferenceSession(graph.read_bytes(), options, providers=["CPUExecutionProvider"])
    graph.unlink()
    return lambda pixels: torch.cat([torch.from_numpy(session.run(None, {"pixels": part.numpy()})[0]) for part in pixels.split(32)])


def whole_features(seen, pixels: torch.Tensor, size: int = IMAGE_SIZE) -> torch.Tensor:
    """N×H×W×3 bytes, whole and squeezed → features."""
    return torch.cat([seen(normalised(whole(part.permute(0, 3, 1, 2).float() / 255, size))) for part in pixels.split(256)])


@torch.no_grad()
def features_of(data: Data, seen, options: Options, limit: int, views: tuple[str, ...] = tuple(VIEWS)) -> dict[str, torch.Tensor]:
    """One view of each picture of the sets that are given such views."""
    made = {}
    for name, pictures in data.sets.items():
        if pictures.view in views:
            rows = torch.arange(min(limit, len(pictures.pixels)), device=data.device).split(256)
            made[name] = torch.cat([seen(data.pictures(name, part, options)) for part in rows])
    return made


def heads_alone(data: Data, description: dict, made: dict[str, torch.Tensor], steps: int, options: Options, batch: float,
                evaluation: FeatureEvaluation) -> tuple[Pair, dict[str, float]]:  # fmt: skip
    """Both heads from the beginning on features that stay, and their last losses with what they reach."""
    model = new_pair(data, description, None, options.seed)
    sample = torch.cat([f[:: max(1, len(f) // 2000)] for f in made.values()])
    for head, values in ((model.image, sample), (model.text, data.text_features[:: max(1, len(data.texts) // 20000)].float())):
        head.mean.copy_(values.mean(0))
        head.deviation.copy_(values.std(0) + 1e-3)
    optimizer = torch.optim.AdamW(heads_of(model), lr=2e-3, weight_decay=DECAY, fused=data.device == "cuda")
    shares = {name: max(1, round(count * batch)) for name, (_, count) in SETS.items() if name in made and name not in options.leave_out}
    average, earlier = {k: v.clone() for k, v in model.state_dict().items()}, Earlier(0)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * step / steps))
        rows, chosen = data.choose(shares, options.ancestry, {name: len(features) for name, features in made.items()})
        features = torch.cat([made[name][places] for name, places in rows.items()])
        losses = losses_of(model, data, chosen, shares, model.image(features), features[chosen.taught], None, options, earlier)
        optimizer.zero_grad()
        sum(losses.values()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimizer.step()
        share = 1 / 60 if step > 60 else 1 / (step + 2)
        with torch.no_grad():
            for key, value in model.state_dict().items():
                if not key.startswith("top."):
                    average[key].lerp_(value, share)
    model.load_state_dict(average)
    return model, {**{name: loss.item() for name, loss in losses.items()}, **evaluation.measure(model, data.device, True)}


def heads(data: Data, out: Path, run: str, steps: int, share: float) -> None:
    """The first stage by itself: what `tune` begins with."""
    description = described(data)
    seen = encoder(WholeTower(description).to(data.device).requires_grad_(False), data.device, out)
    started, made = time.time(), features_of(data, seen, Options(), 10**9)
    model, figures = heads_alone(data, description, made, steps, Options(teacher=1.0), share, FeatureEvaluation(data, seen))
    line = {"stage": "heads", "step": steps, "seconds": round(time.time() - started), **{k: round(v, 1) for k, v in figures.items()}}
    print(line, flush=True)
    (out / f"{run}.log").write_text(json.dumps(line) + "\n")
    save(out / f"{run}.pt", {"average": {key: value.half().cpu() for key, value in model.state_dict().items() if not key.startswith("top.")}})


def ablate(data: Data, out: Path, steps: int, share: float, limit: int) -> None:
    """Leaves out one thing at a time, with one seed and equally many steps; both towers stay as they were pretrained."""
    description = described(data)
    seen = encoder(WholeTower(description).to(data.device, memory_format=torch.channels_last).requires_grad_(False), data.device, out)
    base, started, results = Options(teacher=1.0), time.time(), {}
    made, evaluation = features_of(data, seen, base, limit), FeatureEvaluation(data, seen)
    few = {**made, "icons": made["icons"][: len(made["icons"]) // 10]}

    def note(name: str, options: Options, features: dict, asked: FeatureEvaluation) -> None:
        _, results[name] = heads_alone(data, description, features, steps, options, share, asked)
        print(f"{time.time() - started:4.0f} s  {name}: " + ", ".join(f"{k} {v:.1f}" for k, v in results[name].items()), flush=True)
        (out / "ablation.json").write_text(json.dumps(results), "utf8")

    note("all", base, made, evaluation)
    note("no distilled classes", replace(base, teacher=0.0), made, evaluation)
    note("no definitions, no hypernyms", replace(base, ancestry=False), made, evaluation)
    plain = replace(base, plain=True)
    note("icons and emoji only as their files have them", plain, {**made, **features_of(data, seen, plain, limit, ("silhouette", "coloured"))}, evaluation)
    squeezed = whole_features(seen, data.sets["photographs"].pixels)
    note("photographs of a class squeezed, one whole view each", base, {**made, "photographs": squeezed}, evaluation)
    for how in ("boxed", "cropped"):
        photographs = whole_features(seen, squared(data, "photographs", how))
        asked = copy.copy(evaluation)
        asked.features = {**evaluation.features, "held_photographs": whole_features(seen, squared(data, "held_photographs", how))}
        note(f"the same {how} instead", base, {**made, "photographs": photographs}, asked)
    note("all, another seed", replace(base, seed=SEED + 1), made, evaluation)
    note("several of one thing are negatives", replace(base, masked=False), made, evaluation)
    sized = replace(base, size=160)
    note("160 pixels", sized, features_of(data, seen, sized, limit), FeatureEvaluation(data, seen, 160))
    note("no negatives beside the batch", replace(base, more=0), made, evaluation)
    note("no styles of photographs", replace(base, leave_out=("styled",)), made, evaluation)
    note("no clip art, no sketches", replace(base, leave_out=("drawings", "sketches")), made, evaluation)
    note("a tenth of the icons", base, few, evaluation)
    note("relations of nouns from CLIP's text tower", replace(base, relations=0.5), made, evaluation)
    sized = replace(base, size=256)
    note("256 pixels", sized, features_of(data, seen, sized, limit), FeatureEvaluation(data, seen, 256))


def squared(data: Data, name: str, how: str) -> torch.Tensor:
    """The photographs of a pack made square with their proportions kept: with white beside them, or cut to the middle."""
    pack, made = Pack(data.pack_folder, name), []
    for place in range(len(pack.rows)):
        picture = pack.picture(place).convert("RGB")
        side = max(picture.size) if how == "boxed" else min(picture.size)
        square = Image.new("RGB", (side, side), (255, 255, 255))
        square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
        made.append(np.asarray(square.resize((IMAGE_SIZE, IMAGE_SIZE), Image.Resampling.BICUBIC)))
    return torch.from_numpy(np.stack(made)).to(data.device)


@torch.no_grad()
def views_of(data: Data, name: str, towers: list, options: Options) -> list[torch.Tensor]:
    """The features of each tower, of the same views: so many for each picture of a set."""
    made = [[] for _ in towers]
    for _ in range(REFIT_VIEWS.get(name, 1)):
        for rows in torch.arange(len(data.sets[name].pixels), device=data.device).split(256):
            pixels = data.pictures(name, rows, options)
            for parts, seen in zip(made, towers):
                parts.append(seen(pixels).half())
    return [torch.cat(parts) for parts in made]


def linear_map(before: torch.Tensor, now: torch.Tensor, ridge: float = 1.0):
    """The best linear guess of a feature of the tuned tower from the pretrained one's (ridge regression)."""
    x = torch.cat([before, torch.ones(len(before), 1, device=before.device)], 1).double()
    weights = torch.linalg.solve(x.T @ x + ridge * torch.eye(x.shape[1], device=x.device, dtype=x.dtype), x.T @ now.double()).float()
    return lambda made: (made @ weights[:-1] + weights[-1]).clamp(min=0)


def mixed(start: dict, runs: list[str]) -> dict:
    """The mean of the weights of these runs, each with its share; what is left to 1 goes to the untuned start."""
    parts = [(Path(file), float(share or 1)) for file, _, share in (run.partition(":") for run in runs)]
    states = [torch.load(file, map_location="cpu", weights_only=False)["average"] for file, _ in parts]
    rest = 1 - sum(share for _, share in parts)
    return {k: rest * v.cpu() + sum(state[k].float() * share for state, (_, share) in zip(states, parts)) for k, v in start.items()}


def refit(data: Data, out: Path, run: str, start: Path, runs: list[str], steps: int, options: Options, share: float) -> None:
    """Trains the heads again on the mixed tower: its features are made once and kept in `RUN.features`."""
    description = described(data)
    before, model = WholeTower(description).to(data.device), new_pair(data, description, start, SEED)
    model.load_state_dict(mixed(model.state_dict(), runs))
    model.to(data.device)
    seen, unchanged = encoder(model.top, data.device, out), encoder(before, data.device, out)
    folder, started = out / f"{run}.features", time.time()
    folder.mkdir(exist_ok=True)
    now, then = {}, {}
    for name in data.sets:
        file = folder / f"{name}.pt"
        if not file.exists():
            save(file, views_of(data, name, [seen, unchanged] if name in TAUGHT else [seen], options))
            print(f"{name}: features after {time.time() - started:.0f} s", flush=True)
        now[name], *others = torch.load(file, map_location=data.device)
        if others:
            then[name] = others[0]
    evaluation = FeatureEvaluation(data, seen)
    all_then, all_now = torch.cat([then[n].float() for n in TAUGHT]), torch.cat([now[n].float() for n in TAUGHT])
    to_now = linear_map(all_then, all_now)
    unexplained = (to_now(all_then) - all_now).square().mean() / (all_now - all_now.mean(0)).square().mean()
    print(f"the linear map leaves {100 * unexplained:.1f} % of the variance", flush=True)
    count = len(data.sets["photographs"].pixels)
    classes = data.sets["photographs"].classes.repeat(REFIT_VIEWS["photographs"])
    invented = Invented(data, then["flickr"][: len(data.sets["flickr"].pixels)].float(), then["photographs"].float(), classes, to_now)
    assert len(classes) == count * REFIT_VIEWS["photographs"] == len(then["photographs"])
    model.image.requires_grad_(False).eval()
    optimizer = torch.optim.AdamW(model.text.parameters(), lr=1e-4, weight_decay=DECAY)
    shares = {name: max(1, round((REFIT_CAPTIONED if name == "flickr" else wanted) * share)) for name, (_, wanted) in SETS.items()}
    average, earlier = {k: v.clone() for k, v in model.state_dict().items()}, Earlier(0)
    still = copy.deepcopy(model).eval().requires_grad_(False)
    (out / f"{run}.log").unlink(missing_ok=True)
    for step in range(steps + 1):
        if step % 50 == 0 or step == steps:
            kept = {k: v.clone() for k, v in model.state_dict().items()}
            model.load_state_dict(average)
            line = {"stage": "refit", "step": step, "seconds": round(time.time() - started), "scale": round(model.scale().item(), 1),
                    **({n: round(v.item(), 3) for n, v in losses.items()} if step else {}),
                    **{k: round(v, 1) for k, v in evaluation.measure(model, data.device, True).items()}}  # fmt: skip
            print(line, flush=True)
            with (out / f"{run}.log").open("a") as log:
                log.write(json.dumps(line) + "\n")
            if step == steps:
                save(out / f"{run}.pt", {"average": {key: value.half().cpu() for key, value in average.items()}})
            model.load_state_dict(kept)
            model.image.eval()
        for group in optimizer.param_groups:
            group["lr"] = REFIT_RATE * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * min(1, step / steps)))
        rows, chosen = data.choose(shares, options.ancestry, {})
        # A view by chance: the rows of one follow those of the other.
        places = {n: r + len(data.sets[n].pixels) * torch.randint(REFIT_VIEWS.get(n, 1), r.shape, device=r.device) for n, r in rows.items()}
        features = torch.cat([now[name][at].float() for name, at in places.items()])
        untouched = torch.cat([then[name][at].float() for name, at in places.items() if name in TAUGHT])
        chosen, features, untouched = invented.beside(chosen, features, untouched, round(2 * SYNTHETIC * share), options.ancestry)
        losses = losses_of(model, data, chosen, shares, model.image(features), untouched, None, options, earlier)
        captions = data.text_features[data.say(data.sets["flickr"], torch.randint(len(data.sets["flickr"].pixels), (REFIT_KEPT_TEXTS,), device=data.device), False)].float()
        losses["kept"] = REFIT_KEPT * (1 - F.cosine_similarity(model.text(captions), still.text(captions))).mean()
        optimizer.zero_grad()
        sum(losses.values()).backward()
        nn.utils.clip_grad_norm_(model.text.parameters(), 2.0)
        optimizer.step()
        with torch.no_grad():
            for key, value in model.state_dict().items():
                if not key.startswith("top."):
                    average[key].lerp_(value, 1 / 60 if step > 60 else 1 / (step + 2))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("what", choices=["heads", "tune", "refit", "ablate"])
    for name in ("pack", "drawn", "out"):
        options.add_argument(f"--{name}", type=Path, required=True)
    options.add_argument("--cache", type=Path, help="where decoded pictures lie; beside the drawn ones unless said")
    options.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options.add_argument("--from", dest="start", type=Path)
    options.add_argument("--run", default="whole")
    options.add_argument("--seconds", type=float, default=240)
    options.add_argument("--steps", type=int, default=300)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--relations", type=float, default=0.0)
    options.add_argument("--share", type=float, default=1.0, help="of the pictures of a batch")
    options.add_argument("--mix", nargs="+", default=[], help="runs, each with its share, whose weights are mixed")
    options.add_argument("--limit", nargs="+", default=[], help="pictures of a set at most, as NUMBER or SET=NUMBER")
    options.add_argument("--texts", type=Path, help="a folder with texts.json and texts.npy: features of texts that are known already")
    options.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = options.parse_args()
    torch.backends.cuda.matmul.allow_tf32 = True
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(arguments.threads)
    limits = {name or "": int(count) for name, _, count in (limit.rpartition("=") for limit in arguments.limit)}
    data = Data(arguments.pack, arguments.drawn, arguments.cache or arguments.drawn / "decoded", arguments.device, limits, arguments.texts)
    if arguments.what == "ablate":
        ablate(data, arguments.out, arguments.steps, arguments.share, 30_000)
    elif arguments.what == "heads":
        heads(data, arguments.out, arguments.run, arguments.steps, arguments.share)
    elif arguments.what == "refit":
        refit(data, arguments.out, arguments.run, arguments.start, arguments.mix, arguments.steps, Options(), arguments.share)
    else:
        chosen = Options(relations=arguments.relations)
        tune(data, arguments.out, arguments.run, arguments.start, arguments.seconds, arguments.seed, chosen, arguments.share)


if __name__ == "__main__":
    main()
