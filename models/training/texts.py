"""Every text of the training, once: its tokens of the shipped word list, and what the untouched text tower makes of it."""

import json
import re
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from backbones import TextBackbone, text_model_folder
from settings import CONTEXT_LENGTH, Places
from sources import held_out_names, imagenet_classes
from vocabulary import choose, cut_tokenizer
from wordnet import find_class, hypernyms, read_nouns

#: A photograph's class is asked for in these ways.
PHOTO_TEMPLATES = ["{}", "a photo of a {}", "a {}", "a picture of a {}"]


def class_texts(where: Places) -> list[dict[str, list[str]]]:
    """For each ImageNet class: its names, sentences of them, its ancestors, its definition."""
    synsets = read_nouns(where.packages)
    classes = []
    for names in imagenet_classes(where):
        synset = find_class(synsets, names)
        parents = hypernyms(synsets, synset) if synset else []
        classes.append({
            "texts": [t.format(n) for n in names for t in PHOTO_TEMPLATES],
            "parents": [t.format(p) for p in parents for t in ("{}", "a photo of a {}")],
            "definition": [synset.definition] if synset and synset.definition else [],
        })  # fmt: skip
    return classes


def gather(where: Places, sets: list[str]) -> tuple[list[str], list[dict[str, list[str]]]]:
    """All texts of these sets and of the classes, in a fixed order; and the classes."""
    unique: dict[str, None] = {}
    classes = class_texts(where)
    for entry in classes:
        for said in entry.values():
            unique.update(dict.fromkeys(said))
    held = held_out_names(where)
    for name in sets:
        for row in json.loads((where.data / f"{name}.json").read_text("utf8")):
            # A name that is asked for in the evaluation is taught by no set, whatever it shows.
            unique.update(dict.fromkeys(t for t in row["texts"] if re.sub(r"[^a-z0-9]", "", t.lower()) not in held))
    return list(unique), classes


def all_names(where: Places) -> list[str]:
    """Names of every icon and emoji, those too whose pictures are not used: people will ask for them."""
    names: list[str] = []
    for name in ("shapes", "pictures"):
        names += [row["name"] for row in json.loads((where.data / f"{name}.json").read_text("utf8"))["rows"]]
    return names


def make_vocabulary(where: Places, texts: list[str]) -> Path:
    """The folder of the cut word list: made of these texts and of all names once, then left as it is."""
    folder, words = text_model_folder(where.data), where.data / "words"
    words.mkdir(exist_ok=True)
    if not (words / "kept.json").exists():
        kept = choose(texts + all_names(where), folder / "tokenizer.json")
        cut_tokenizer(folder, words, kept, CONTEXT_LENGTH)
        (words / "kept.json").write_text(json.dumps(kept))
    return words


def make(where: Places, sets: list[str], device: str) -> None:
    """Writes texts.json, the cut tokenizer, and the features of every text; what is there is kept and added to."""
    texts, classes = gather(where, sets)
    folder, words = text_model_folder(where.data), make_vocabulary(where, texts)
    old: dict[str, np.ndarray] = {}
    if (where.data / "texts.json").exists():
        old_texts = json.loads((where.data / "texts.json").read_text("utf8"))["texts"]
        old = dict(zip(old_texts, np.load(where.data / "texts.npy")))
    new = [text for text in texts if text not in old]
    started = time.time()
    if new:
        backbone = shipped_backbone(folder, words).to(device)
        old.update(zip(new, features(backbone, words, new)))
        print(f"texts: {len(new)} in {time.time() - started:.0f} s", flush=True)
    np.save(where.data / "texts.npy", np.stack([old[text] for text in texts]))
    (where.data / "texts.json").write_text(json.dumps({"texts": texts, "classes": classes}), "utf8")


def shipped_backbone(folder: Path, words: Path) -> TextBackbone:
    """MiniLM with the rows of the kept words alone, and as many positions as a text may have tokens."""
    backbone = TextBackbone(folder)
    kept = json.loads((words / "kept.json").read_text())
    embeddings = backbone.bert.embeddings
    embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(embeddings.word_embeddings.weight[kept].clone())
    embeddings.position_embeddings = torch.nn.Embedding.from_pretrained(embeddings.position_embeddings.weight[:CONTEXT_LENGTH].clone())
    return backbone


def tokens(words: Path, texts: list[str]) -> list[list[int]]:
    tokenizer = Tokenizer.from_file(str(words / "tokenizer.json"))
    tokenizer.enable_truncation(CONTEXT_LENGTH)
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]


def padded(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and mask; a pad has id 0."""
    width = max(map(len, rows))
    ids = torch.zeros(len(rows), width, dtype=torch.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = torch.tensor(row)
    lengths = torch.tensor([len(row) for row in rows])
    return ids, (torch.arange(width)[None, :] < lengths[:, None]).long()


@torch.inference_mode()
def features(backbone: TextBackbone, words: Path, texts: list[str], batch: int = 256) -> np.ndarray:
    """Texts → N×384 half floats, sorted by length inside, so that little is padded; in bfloat16."""
    device = next(backbone.parameters()).device
    rows = tokens(words, texts)
    order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
    result = np.zeros((len(rows), 384), np.float16)
    backbone = backbone.bfloat16()
    for first in range(0, len(rows), batch):
        places = order[first : first + batch]
        ids, mask = padded([rows[place] for place in places])
        result[places] = backbone(ids.to(device), mask.to(device)).float().cpu().numpy()
    backbone.float()
    return result
