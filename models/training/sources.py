"""Reading the public sets: pictures by name, captions, class names, held-out lists. Held-out items never leave here as training data."""

import csv
import io
import json
import random
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PIL import Image

from settings import Places

FLICKR = "RlNZLER+Image-Text-Matching"
FLICKR_COMMIT = "56a15d913c3f"
CAPTIONS = "quantumnaan+sic_translator"
IMAGENET = "EliSchwartz+imagenet-sample-images"
TINY_IMAGENET = "seshuad+IMagenet"
COCO = "nsimsiri+Image-Captioning"
COCO_COMMIT = "41745f7"


def _repository(where: Places, name: str) -> Path:
    folder = where.repositories / name
    folder = folder / "repo" if (folder / "repo").exists() else folder
    return folder / ".git" if (folder / ".git").exists() else folder


def _git(repository: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(repository), *arguments], check=True, capture_output=True).stdout


def blobs(repository: Path, commit: str, paths: list[str]) -> Iterator[tuple[str, bytes]]:
    """Path and content of these files of a commit; a file that the copy lacks is skipped."""
    process = subprocess.Popen(["git", "-C", str(repository), "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for path in paths:
        process.stdin.write(f"{commit}:{path}\n".encode())
        process.stdin.flush()
        header = process.stdout.readline().split()
        if header[-1] == b"missing":
            continue
        content = process.stdout.read(int(header[2]))
        process.stdout.read(1)
        yield path, content
    process.stdin.close()
    process.wait()


def paths_below(repository: Path, commit: str, folder: str, *endings: str) -> list[str]:
    """Sorted paths of the files with one of these endings, in any case."""
    listed = _git(repository, "ls-tree", "-r", "--name-only", "-z", commit, folder).decode().split("\0")
    return sorted(path for path in listed if path.lower().endswith(endings))


def files_below(where: Places, name: str, folder: str, ending: str, shuffle: int | None = None) -> Iterator[tuple[str, bytes]]:
    """Files of a repository's newest commit by path, sorted or shuffled by a seed."""
    repository = _repository(where, name)
    paths = paths_below(repository, "HEAD", folder, ending)
    if shuffle is not None:
        random.Random(shuffle).shuffle(paths)
    return blobs(repository, "HEAD", paths)


def _pictures(repository: Path, commit: str, folder: str) -> Iterator[tuple[str, Image.Image]]:
    """Name and picture of the photographs below a folder of a commit."""
    for path, content in blobs(repository, commit, paths_below(repository, commit, folder, ".jpg", ".jpeg")):
        yield Path(path).name, Image.open(io.BytesIO(content)).convert("RGB")


@cache
def held_out_names(where: Places) -> frozenset[str]:
    """Names of held-out icons and emoji, letters and digits only: no set may teach them."""
    icons = {re.sub(r"[^a-z0-9]", "", line.split("/")[1].lower()) for line in lines(where.shared / "training/icons-held-out.txt")}
    codes = {line.lower().replace("-fe0f", "") for line in lines(where.shared / "training/emoji-held-out.txt")}
    emoji = json.loads((where.packages / "emojibase-data/en/data.json").read_text("utf8"))
    labels = {re.sub(r"[^a-z0-9]", "", e["label"].lower()) for e in emoji if e["hexcode"].lower().replace("-fe0f", "") in codes}
    return frozenset(icons | labels)


def lines(file: Path) -> list[str]:
    return [line.strip() for line in file.read_text("utf8").splitlines() if line.strip()]


def flickr_captions(where: Places) -> dict[str, list[str]]:
    """File name → its five captions, tidied."""
    text = _git(_repository(where, CAPTIONS), "show", "HEAD:data/ignore_captions.txt").decode("utf8")
    captions: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        captions.setdefault(row["image"], []).append(row["caption"].strip().rstrip(" .").strip())
    return captions


def flickr_pictures(where: Places) -> Iterator[tuple[str, Image.Image]]:
    return _pictures(_repository(where, FLICKR), FLICKR_COMMIT, "data/images")


def flickr_held_out(where: Places) -> tuple[set[str], list[str]]:
    """All held-out file names, and those of them that may be evaluated on."""
    return set(lines(where.shared / "training/flickr8k-held-out.txt")), lines(where.shared / "training/flickr8k-validation.txt")


def imagenet_classes(where: Places) -> list[list[str]]:
    """The names of the 1,000 classes, in the classifier's order."""
    return [[n.strip() for n in line.split(",")] for line in lines(where.shared / "training/imagenet_labels.txt")[1:]]


def imagenet_pictures(where: Places) -> Iterator[tuple[str, Image.Image]]:
    """WordNet id and picture of the samples that may be trained on."""
    allowed = set(lines(where.shared / "training/imagenet-600.txt"))
    for name, image in _pictures(_repository(where, IMAGENET), "HEAD", "."):
        wnid = name.split("_")[0]
        if wnid in allowed:
            yield wnid, image


def tiny_imagenet(where: Places, count: int) -> Iterator[tuple[str, Image.Image]]:
    """WordNet id and picture, so many of each of the 200 classes."""
    repository = _repository(where, TINY_IMAGENET)
    chosen: dict[str, list[str]] = {}
    for path in paths_below(repository, "HEAD", "tiny-imagenet-200/train", ".jpeg"):
        chosen.setdefault(Path(path).name.split("_")[0], []).append(path)
    for wnid, paths in chosen.items():
        for _, content in blobs(repository, "HEAD", paths[:count]):
            yield wnid, Image.open(io.BytesIO(content)).convert("RGB")


def coco_pictures(where: Places) -> Iterator[Image.Image]:
    for _, image in _pictures(_repository(where, COCO), COCO_COMMIT, "data/resized2014"):
        yield image


def imagenet_order(where: Places) -> list[str]:
    """WordNet ids in the classifier's order: the sample repository names one file for each class, sorted by id."""
    names = _git(_repository(where, IMAGENET), "ls-tree", "--name-only", "HEAD").decode().splitlines()
    return sorted(name.split("_")[0] for name in names if name.endswith(".JPEG"))


def workspace_photos(where: Places) -> list[dict]:
    """The 250 evaluation photographs: path, name, names."""
    return json.loads((where.shared / "workspace/photos.json").read_text("utf8"))["photos"]
