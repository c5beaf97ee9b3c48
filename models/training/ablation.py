"""Leaves out one thing at a time, with one seed and the same number of steps, and says what it cost.

python ablation.py --steps N [--only NAME …]
What only concerns the heads is measured on the features of the untouched tower; `averages` reads two runs that are there.
Resolution, aspect and icons as their files have them need other prepared pictures and are not compared here.
"""

from dataclasses import replace

import torch

from dataset import Dataset
from evaluation import Evaluation
from settings import SEED, Places, parser, places
from train import HEADS_BATCH, Options, build, train


def heads(where: Places, name: str, steps: int, options: Options, leave_out: set[str] = frozenset(),
          ancestry: bool = True) -> dict[str, float]:  # fmt: skip
    """One run of the heads' stage without these sets. Its state is not kept."""
    sets = [s for s in HEADS_BATCH if s not in leave_out and (where.data / f"{s}.json").exists()]
    data = Dataset(where, SEED, sets, ancestry)
    run = f"ablation-{name}"
    figures = train(where, data, "heads", run, steps, None, "cpu", options, every=steps, evaluation=Evaluation(where, data))
    (where.data / f"{run}.pt").unlink()
    return figures


def table(results: dict[str, dict[str, float]]) -> str:
    columns = list(next(iter(results.values())))
    rows = ["| | " + " | ".join(columns) + " |", "| --- |" + " --- |" * len(columns)]
    rows += [f"| {name} | " + " | ".join(f"{figures.get(c, float('nan')):.1f}" for c in columns) + " |" for name, figures in results.items()]
    return "\n".join(rows)


def averages(where: Places, frozen: str, tuned: str) -> dict[str, dict[str, float]]:
    """Weights between the frozen and the tuned model (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models")."""
    data = Dataset(where, SEED, ["photographs", "flickr", "icons"])
    evaluation = Evaluation(where, data)
    first, last = (torch.load(where.data / f"{run}.pt", map_location="cpu", weights_only=False)["average"] for run in (frozen, tuned))
    results = {}
    for share in (0, 0.25, 0.5, 0.75, 1):
        model = build(data)
        model.load_state_dict({key: first[key].lerp(last[key], share) for key in first})
        results[f"{share:.2f} tuned"] = evaluation.measure(model, "cpu", tuned=True)
    return results


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--steps", type=int, default=300)
    options.add_argument("--frozen", default="heads")
    options.add_argument("--tuned", default="tuned")
    options.add_argument("--only", nargs="+")
    arguments = options.parse_args()
    where = places(arguments)
    torch.set_num_threads(arguments.threads)
    base = Options()
    variants = {
        "all": lambda: heads(where, "all", arguments.steps, base),
        "several of one thing are negatives": lambda: heads(where, "mask", arguments.steps, replace(base, masked=False)),
        "no distilled classes": lambda: heads(where, "teacher", arguments.steps, replace(base, teacher=0.0)),
        "no definitions, no hypernyms": lambda: heads(where, "ancestry", arguments.steps, base, ancestry=False),
        "no negatives beside the batch": lambda: heads(where, "more", arguments.steps, replace(base, more=0)),
        "no styles of photographs": lambda: heads(where, "styled", arguments.steps, base, {"styled"}),
        "no clip art, no sketches": lambda: heads(where, "drawings", arguments.steps, base, {"drawings", "sketches"}),
    }
    results = {}
    for name, variant in variants.items():
        if arguments.only and name not in arguments.only:
            continue
        results[name] = variant()
        print(table(results), flush=True)
    if not arguments.only or "averages" in arguments.only:
        print(table(averages(where, arguments.frozen, arguments.tuned)))


if __name__ == "__main__":
    main()
