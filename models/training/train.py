"""Trains the starter by CLIP's loss, in two stages.

python train.py --stage heads --run NAME --steps N      both heads, on the features of the untouched towers
python train.py --stage tune --run NAME --steps N --from RUN      the top of the image tower, too
Takes up where a killed run stopped: its state is saved every few minutes. `RUN.log` holds a line of figures each time.
"""

import json
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from torch import nn

from backbones import ImageBackbone
from dataset import Batch, Dataset
from evaluation import Evaluation
from heads import Pair, contrastive_loss, distillation_loss
from settings import SEED, Places, parser, places
from tower import Top

DECAY = 0.05
WARM_UP = 50
#: Steps between two evaluations, after each of which the state is saved.
EVERY = 100
#: Pictures of each set in one batch, on cached features and through the tuned tower.
HEADS_BATCH = {
    "flickr": 512, "photographs": 96, "styled": 192, "tiny": 96, "unnamed": 64, "icons": 384, "game_icons": 192, "emoji": 256, "emoji_3d": 96, "drawings": 96,
    "sketches": 96, "drawn": 128, "textures": 64, "sprites": 64, "games": 96, "tiles": 64, "screenshots": 64,
}  # fmt: skip
TUNE_BATCH = {
    "flickr": 160, "photographs": 40, "styled": 56, "tiny": 24, "unnamed": 24, "icons": 56, "game_icons": 40, "emoji": 48, "emoji_3d": 24, "drawings": 24,
    "sketches": 24, "drawn": 32, "textures": 12, "sprites": 12, "games": 14, "tiles": 12, "screenshots": 12,
}  # fmt: skip
#: Features that never were a picture, in one batch.
SYNTHETIC = {"heads": 224, "tune": 64}
#: Texts beside those of the batch, and pictures of earlier batches: negatives that cost little.
MORE_TEXTS, QUEUE = 1536, 1536
RATES = {"heads": {"heads": 2e-3}, "tune": {"top": 2e-4, "heads": 4e-4}}
#: Pictures that go through the tower together: what they become then fits a processor's caches.
PART = 64
#: Shown mirrored now and then: the map of a mirrored photograph is nearly, not quite, the mirrored map.
MIRRORED, MIRRORED_SHARE = {"flickr", "photographs", "styled", "tiny"}, 0.3
#: How strongly the features of photographs are held where the untouched tower put them.
ANCHOR = 0.5
#: Weights are averaged over about so many steps (Izmailov et al. 2018); the average is what is evaluated and kept.
AVERAGED_OVER = {"heads": 150, "tune": 60}


def build(data: Dataset) -> Pair:
    """An untrained pair on the untouched backbone. The features' ranges come from photographs and drawings alike."""
    flickr, icons = data.sets["flickr"].features, data.sets["icons"].features if "icons" in data.sets else data.sets["emoji"].features
    sample = torch.from_numpy(np.concatenate([flickr[::3], icons[: len(flickr) // 3]])).float()
    return Pair(Top(ImageBackbone().net), sample, data.text_features)


def embed(model: Pair, data: Dataset, batch: Batch, device: str, tuned: bool) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Vectors of all pictures, their features, and the features of the untouched tower, in the batch's order."""
    untouched, features = [], []
    for place, (name, rows) in enumerate(batch.rows):
        if place == len(batch.rows) - bool(batch.untold) and batch.synthetic is not None:
            untouched.append(batch.synthetic)
        untouched.append(data.features(name, rows))
    if batch.synthetic is not None and not batch.untold:
        untouched.append(batch.synthetic)
    before = torch.cat(untouched).to(device)
    if not tuned:
        return model.image(before), before, before
    for name, rows in batch.rows:
        maps = data.maps(name, rows)
        if name in MIRRORED:
            maps = torch.where((torch.rand(len(maps)) < MIRRORED_SHARE)[:, None, None, None], maps.flip(2), maps)
        features.append(maps)
    made = torch.cat([model.top(part) for part in torch.cat(features).to(device).split(PART)])
    if batch.synthetic is not None:
        first = len(made) - batch.untold
        made = torch.cat([made[:first], batch.synthetic.to(device), made[first:]])
    return model.image(made), made, before


class Queue:
    """Vectors of pictures of earlier batches, and what they show (He et al. 2020, without a second encoder)."""

    def __init__(self, size: int) -> None:
        self.size, self.items = size, []

    def push(self, vectors: torch.Tensor, text: torch.Tensor) -> None:
        self.items.append((vectors.detach(), text))
        while sum(len(t) for _, t in self.items) > self.size:
            self.items.pop(0)

    def negatives(self, text: torch.Tensor, same_text: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor] | None:
        if not self.items:
            return None
        vectors, texts = torch.cat([v for v, _ in self.items]), torch.cat([t for _, t in self.items])
        return vectors, same_text[text][:, None] == same_text[texts][None, :]


def ahead(draw: Callable[[], Batch], steps: int) -> Iterator[Batch]:
    """The next batch is put together on a thread of its own while the last one is in the network."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(draw) if steps else None
        for step in range(steps):
            batch = coming.result()
            if step + 1 < steps:
                coming = thread.submit(draw)
            yield batch


def teacher_loss(model: Pair, data: Dataset, untouched: torch.Tensor, images: torch.Tensor) -> torch.Tensor:
    """The backbone's own classifier, distilled over the texts of the class names."""
    rows = torch.tensor([texts[int(torch.randint(len(texts), ()))] for texts in data.class_texts])
    names = model.text(data.text_features[rows].to(untouched.device))
    logits = untouched @ data.weights.T.to(untouched.device) + data.biases.to(untouched.device)
    return distillation_loss(images, names, model.teacher_scale(), logits)


def loss_of(model: Pair, data: Dataset, batch: Batch, queue: Queue, stage: str, device: str, owners: torch.Tensor) -> dict[str, torch.Tensor]:
    images, features, untouched = embed(model, data, batch, device, tuned=stage == "tune")
    pairs = len(batch.text)
    texts = model.text(data.text_features[batch.text].to(device))
    more = None
    if len(batch.extra):
        more = model.text(data.text_features[batch.extra].to(device)), batch.extra_same.to(device)
    earlier = queue.negatives(batch.text, owners)
    losses = {"contrast": contrastive_loss(images[:pairs], texts, model.scale(), batch.same.to(device), more, earlier)}
    if stage == "tune":
        queue.push(images[:pairs], batch.text)
    taught = batch.taught.to(device)
    losses["teacher"] = teacher_loss(model, data, untouched[taught], images[taught])
    if stage == "tune":
        moved = (features[taught] - untouched[taught]) / model.image.deviation
        losses["anchor"] = ANCHOR * moved.square().mean()
    return losses


def owners_of(data: Dataset) -> torch.Tensor:
    """For each text the first name that it was said of: texts of one owner are never each other's negatives."""
    owner = torch.arange(len(data.texts))
    for pictures in data.sets.values():
        for own in pictures.texts:
            for text in own[1:]:
                owner[text] = min(int(owner[text]), own[0])
    for lists in data.class_texts:
        owner[lists] = lists[0]
    return owner


def train(where: Places, data: Dataset, stage: str, run: str, steps: int, start: str | None, device: str, seed: int) -> None:
    """Runs one stage. The state lies in `RUN.pt`, the figures in `RUN.log`."""
    evaluation = Evaluation(where, data)
    torch.manual_seed(seed)
    model = build(data).to(device)
    state_file, log_file = where.data / f"{run}.pt", where.data / f"{run}.log"
    if start:
        model.load_state_dict(torch.load(where.data / f"{start}.pt", map_location=device, weights_only=False)["average"])
    rates = RATES[stage]
    heads = [p for name, p in model.named_parameters() if not name.startswith("top.")]
    groups = [{"params": heads, "peak": rates["heads"]}]
    if stage == "tune":
        groups.append({"params": list(model.top.parameters()), "peak": rates["top"]})
    optimizer = torch.optim.AdamW(groups, lr=1e-3, weight_decay=DECAY)
    average = {key: value.clone() for key, value in model.state_dict().items()}
    first, queue, owners = 0, Queue(QUEUE), owners_of(data)
    if state_file.exists():
        state = torch.load(state_file, map_location=device, weights_only=False)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        first, average = state["step"], state["average"]
    data.rng = np.random.default_rng([seed, first])
    shares = HEADS_BATCH if stage == "heads" else TUNE_BATCH
    started, spent = time.time(), {}
    batches = ahead(lambda: data.batch(shares, SYNTHETIC[stage], MORE_TEXTS), steps - first)
    for step, batch in enumerate(batches, first):
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * step / steps))
        losses = loss_of(model, data, batch, queue, stage, device, owners)
        optimizer.zero_grad()
        sum(losses.values()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimizer.step()
        share = min(1 / AVERAGED_OVER[stage], 1.0) if step > AVERAGED_OVER[stage] else 1 / (step + 2)
        with torch.no_grad():
            for key, value in model.state_dict().items():
                average[key].lerp_(value, share)
        for name, loss in losses.items():
            spent[name] = spent.get(name, 0.0) * 0.9 + loss.item() * 0.1 if name in spent else loss.item()
        if (step + 1) % EVERY == 0 or step + 1 == steps:
            kept = {key: value.clone() for key, value in model.state_dict().items()}
            model.load_state_dict(average)
            figures = evaluation.measure(model, device, tuned=stage == "tune" or bool(start))
            model.load_state_dict(kept)
            line = {"stage": stage, "step": step + 1, **{name: round(value, 3) for name, value in spent.items()},
                    "scale": round(model.scale().item(), 1), "seconds": round(time.time() - started),
                    **{name: round(value, 1) for name, value in figures.items()}}  # fmt: skip
            print(line, flush=True)
            with log_file.open("a") as log:
                log.write(json.dumps(line) + "\n")
            save(state_file, {"model": model.state_dict(), "average": average, "optimizer": optimizer.state_dict(), "step": step + 1})


def save(file: Path, state: dict) -> None:
    """Written beside, then renamed: a kill in between loses nothing."""
    draft = file.with_name(file.name + ".part")
    torch.save(state, draft)
    draft.rename(file)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--stage", choices=["heads", "tune"], required=True)
    options.add_argument("--steps", type=int, required=True)
    options.add_argument("--run", required=True)
    options.add_argument("--from", dest="start", help="the run whose averaged weights are the first ones")
    options.add_argument("--seed", type=int, default=SEED)
    arguments = options.parse_args()
    where = places(arguments)
    torch.set_num_threads(arguments.threads)
    shares = HEADS_BATCH if arguments.stage == "heads" else TUNE_BATCH
    data = Dataset(where, arguments.seed, [name for name in shares if (where.data / f"{name}.json").exists()])
    train(where, data, arguments.stage, arguments.run, arguments.steps, arguments.start, arguments.device, arguments.seed)


if __name__ == "__main__":
    main()
