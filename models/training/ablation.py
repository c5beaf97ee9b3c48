"""Leaves out one thing at a time: both heads on features of the pretrained towers, with equally many steps.

python ablation.py --pack DIR --drawn DIR --out DIR [--steps N] [--share S] [--limit SET=N …] [--most N] [--sizes]
"""

import copy
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from drawing import Pack
from pools import Data
from settings import IMAGE_SIZE, SEED
from whole import FeatureEvaluation, Options, described, encoder, features_of, heads_alone, opened, parser, whole_features
from whole_tower import WholeTower


def ablate(data: Data, out: Path, steps: int, share: float, limit: int, sizes: bool) -> None:
    """Writes `ablation.json`, a line of figures for each thing that is left out, as they come. `sizes`: other sizes of the pictures alone."""
    description = described(data)
    seen = encoder(WholeTower(description).to(data.device, memory_format=torch.channels_last).requires_grad_(False), data.device, out)
    base, started, results = Options(teacher=1.0), time.time(), {}
    made, evaluation = features_of(data, seen, base, limit), FeatureEvaluation(data, seen)

    def note(name: str, options: Options, features: dict, asked: FeatureEvaluation) -> None:
        _, results[name] = heads_alone(data, description, features, steps, options, share, asked)
        print(f"{time.time() - started:4.0f} s  {name}: " + ", ".join(f"{k} {v:.1f}" for k, v in results[name].items()), flush=True)
        (out / "ablation.json").write_text(json.dumps(results), "utf8")

    note("all", base, made, evaluation)
    if not sizes:
        leave_out(data, seen, base, made, evaluation, limit, note)
    for size in (160, 256):
        sized = replace(base, size=size)
        note(f"{size} pixels", sized, features_of(data, seen, sized, limit), FeatureEvaluation(data, seen, size))


def leave_out(data: Data, seen, base: Options, made: dict, evaluation: FeatureEvaluation, limit: int, note) -> None:
    """All but the sizes; `note` takes a name, options, features and an evaluation."""
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
    note("no negatives beside the batch", replace(base, more=0), made, evaluation)
    note("no styles of photographs", replace(base, leave_out=("styled",)), made, evaluation)
    note("no clip art, no sketches", replace(base, leave_out=("drawings", "sketches")), made, evaluation)
    note("a tenth of the icons", base, {**made, "icons": made["icons"][: len(made["icons"]) // 10]}, evaluation)
    note("relations of nouns from CLIP's text tower", replace(base, relations=0.5), made, evaluation)


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


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--sizes", action="store_true", help="other sizes of the pictures alone")
    options.add_argument("--most", type=int, default=30_000, help="pictures of a set that are used, drawn ones too")
    arguments = options.parse_args()
    ablate(opened(arguments), arguments.out, arguments.steps, arguments.share, arguments.most, arguments.sizes)


if __name__ == "__main__":
    main()
