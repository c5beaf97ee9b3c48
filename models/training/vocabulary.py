"""The word list of the shipped model: MiniLM's WordPiece entries that our texts use, and those that any text can be spelled with."""

import json
from collections import Counter
from pathlib import Path

#: Entries kept; each costs 384 bytes of embedding. Below 14,000 emoji and icons lose more than a point.
ENTRIES = 14_000
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def choose(texts: list[str], tokenizer_file: Path) -> list[int]:
    """Old ids to keep, in their old order: special entries, single characters, then what our texts and plain English use most."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    counts: Counter[int] = Counter()
    for encoding in tokenizer.encode_batch(texts):
        counts.update(encoding.ids)
    words = tokenizer.get_vocab()
    kept = {words[entry] for entry in SPECIAL}
    kept |= {i for word, i in words.items() if len(word.removeprefix("##")) == 1}
    # WordPiece lists are sorted by frequency: what our texts lack is taken from the front.
    by_use = [i for i, _ in counts.most_common()]
    for i in by_use + sorted(words.values()):
        if len(kept) >= ENTRIES:
            break
        kept.add(i)
    return sorted(kept)


def cut_tokenizer(source: Path, target: Path, kept: list[int], length: int) -> None:
    """Writes tokenizer.json and tokenizer_config.json with the kept entries, numbered anew."""
    tokenizer = json.loads((source / "tokenizer.json").read_text("utf8"))
    words = {i: word for word, i in tokenizer["model"]["vocab"].items()}
    tokenizer["model"]["vocab"] = {words[old]: new for new, old in enumerate(kept)}
    new_id = {old: new for new, old in enumerate(kept)}
    for token in tokenizer["added_tokens"]:
        token["id"] = new_id[token["id"]]
    for special in tokenizer["post_processor"]["special_tokens"].values() if "special_tokens" in tokenizer["post_processor"] else []:
        special["ids"] = [new_id[i] for i in special["ids"]]
    if tokenizer["post_processor"]["type"] == "BertProcessing":
        for side in ("sep", "cls"):
            word, old = tokenizer["post_processor"][side]
            tokenizer["post_processor"][side] = [word, new_id[old]]
    tokenizer["truncation"] = None
    tokenizer["padding"] = None
    (target / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), "utf8")
    config = {
        "tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": length,
        "pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]",
    }  # fmt: skip
    (target / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n", "utf8")

