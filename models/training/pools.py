"""All pictures and texts of the training on one device, and what its batches draw from them. `pack.py` and `drawing.py` make them."""

import json
import os
import random
import time
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F
from transformers import BertConfig, BertModel

from backbones import TextBackbone
from drawing import DRAW, Pack
from settings import IMAGE_SIZE, SEED
from texts import features as text_features
from views import VIEWS, normalised

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
#: Texts of one row at most.
SAID = 10


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

    def one_of(self, table: torch.Tensor, count: torch.Tensor) -> torch.Tensor:
        pick = (torch.rand(len(count), device=self.device) * count).long().clamp(max=table.shape[1] - 1)
        return table.gather(1, pick[:, None])[:, 0]

    def class_text(self, classes: torch.Tensor, ancestry: bool) -> torch.Tensor:
        """A name mostly, an ancestor or the definition now and then."""
        chosen = {key: self.one_of(table[classes], count[classes]) for key, (table, count) in self.class_tables.items()}
        fate = torch.rand(len(classes), device=self.device)
        text = chosen["texts"]
        if ancestry:
            text = torch.where((fate < 0.25) & (chosen["parents"] >= 0), chosen["parents"], text)
            text = torch.where((fate > 0.25) & (fate < 0.32) & (chosen["definition"] >= 0), chosen["definition"], text)
        return text

    def say(self, pictures: Pictures, rows: torch.Tensor, ancestry: bool) -> torch.Tensor:
        own = self.one_of(pictures.texts[rows], pictures.count[rows])
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

    def pictures(self, name: str, rows: torch.Tensor, size: int = IMAGE_SIZE, plain: bool = False) -> torch.Tensor:
        """New views of these rows, normalised. `plain`: icons and emoji as their files have them."""
        pictures = self.sets[name]
        pixels = pictures.pixels[rows].permute(0, 3, 1, 2).float() / 255
        view = VIEWS[pictures.view]
        return normalised(view(pixels, size, plain) if pictures.view in ("silhouette", "coloured") else view(pixels, size))
