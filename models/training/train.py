"""Trains the two heads on cached features by CLIP's loss, and distils the image backbone's own classifier.

python train.py --data DIR --shared DIR --packages DIR --repositories DIR --steps N --run NAME [--old-photographs]
Takes up where a killed run stopped: its state is saved every 250 steps.
"""

import json
import math
import time

import numpy as np
import torch
from torch.nn import functional as F

from dataset import Dataset
from heads import Pair, contrastive_loss
from settings import SEED, parser, places
from sources import workspace_photos

RATE = 2e-3
DECAY = 0.05
WARM_UP = 50
SAVE_EVERY = 250


def teacher_loss(model: Pair, data: Dataset, features: torch.Tensor, images: torch.Tensor) -> torch.Tensor:
    """KL divergence from the backbone's class probabilities to ours over the texts of the class names."""
    with torch.no_grad():
        teacher = F.softmax(features @ data.weights.T.to(features.device) + data.biases.to(features.device), dim=1)
    rows = torch.tensor([int(data.rng.choice(texts)) for texts in data.class_texts])
    names = F.normalize(model.text(data.text_features[rows].to(features.device)), dim=1)
    logits = model.teacher_scale() * F.normalize(images, dim=1) @ names.T
    return F.kl_div(F.log_softmax(logits, dim=1), teacher, reduction="batchmean")


@torch.inference_mode()
def evaluate(model: Pair, data: Dataset, where, device: str) -> dict[str, float]:
    """Quick figures on cached features; `evaluate.py` measures the exported model."""
    model.eval()
    embed_image = lambda f: F.normalize(model.image(f.float().to(device)), dim=1).cpu()
    embed_text = lambda rows: F.normalize(model.text(data.text_features[rows].to(device)), dim=1).cpu()
    rows = data.flickr_validation
    pictures = embed_image(data.flickr[rows, 0])
    hits = []
    for place, row in enumerate(rows):
        scores = embed_text(data.flickr_texts[row]) @ pictures.T
        hits.append((scores > scores[:, [place]]).sum(1))
    ranks = torch.cat(hits)
    held = np.load(where.data / "held_out.npz")
    photos = embed_image(torch.from_numpy(held["photos"]))
    first = {names[0]: c for c, names in enumerate(data.class_names)}
    classes = [first[photo["name"]] for photo in workspace_photos(where)]
    names = torch.stack([F.normalize(embed_text(data.class_texts[c][:4]).mean(0), dim=0) for c in classes])
    bare = torch.stack([embed_text(data.class_texts[c][:1])[0] for c in classes])
    scores = photos @ names.T
    own = scores.diagonal()[:, None]
    found = bare @ photos.T
    model.train()
    return {
        "flickr R@1": (ranks < 1).float().mean().item() * 100,
        "flickr R@10": (ranks < 10).float().mean().item() * 100,
        "photos top-1": ((scores > own).sum(1) < 1).float().mean().item() * 100,
        "photos found in 10": ((found > found.diagonal()[:, None]).sum(1) < 10).float().mean().item() * 100,
        "photos found first": ((found > found.diagonal()[:, None]).sum(1) < 1).float().mean().item() * 100,
    }


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--steps", type=int, required=True)
    options.add_argument("--run", required=True)
    options.add_argument("--old-photographs", action="store_true")
    arguments = options.parse_args()
    where, device = places(arguments), arguments.device
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(SEED)
    data = Dataset(where, SEED, arguments.old_photographs)
    model = Pair(data.flickr[data.flickr_train, 0].float(), data.text_features).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    state_file, log_file = where.data / f"{arguments.run}.pt", where.data / f"{arguments.run}.log"
    first = 0
    if state_file.exists():
        state = torch.load(state_file, map_location=device, weights_only=False)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        first, data.rng = state["step"], state["rng"]
    started = time.time()
    for step in range(first, arguments.steps):
        done = step / arguments.steps
        rate = RATE * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * done))
        for group in optimizer.param_groups:
            group["lr"] = rate
        batch = data.batch()
        features = batch.images.to(device)
        images, texts = model.image(features), model.text(batch.texts.to(device))
        contrast = contrastive_loss(images, texts, model.scale(), batch.same.to(device))
        teacher = teacher_loss(model, data, features[: batch.photographs], images[: batch.photographs])
        optimizer.zero_grad()
        (contrast + teacher).backward()
        optimizer.step()
        if (step + 1) % SAVE_EVERY == 0 or step + 1 == arguments.steps:
            figures = evaluate(model, data, where, device)
            line = {"step": step + 1, "contrast": round(contrast.item(), 3), "teacher": round(teacher.item(), 3),
                    "scale": round(model.scale().item(), 1), "seconds": round(time.time() - started),
                    **{name: round(value, 1) for name, value in figures.items()}}  # fmt: skip
            print(line, flush=True)
            with log_file.open("a") as log:
                log.write(json.dumps(line) + "\n")
            draft = state_file.with_suffix(".part")
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1, "rng": data.rng}, draft)
            draft.rename(state_file)


if __name__ == "__main__":
    main()
