"""Draws what runs logged: losses above, evaluation below.

python plot.py --run RUN … --out FILE.png (with --data and the like, as all steps)
"""

import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

from settings import parser, places  # noqa: E402

LOSSES = ("contrast", "teacher", "anchor")
NOT_DRAWN = {"stage", "step", "seconds", "scale", *LOSSES}


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--run", nargs="+", required=True)
    options.add_argument("--out", type=Path, required=True)
    arguments = options.parse_args()
    where = places(arguments)
    figure, (above, below) = pyplot.subplots(2, 1, figsize=(9, 10), sharex=True)
    first = 0
    for run in arguments.run:
        lines = [json.loads(line) for line in (where.data / f"{run}.log").read_text("utf8").splitlines()]
        steps = [first + line["step"] for line in lines]
        for name in LOSSES:
            if name in lines[0]:
                above.plot(steps, [line[name] for line in lines], marker=".", label=f"{run}: {name}")
        for place, name in enumerate(name for name in lines[0] if name not in NOT_DRAWN):
            below.plot(steps, [line[name] for line in lines], marker=".", color=f"C{place}", label=name if first == 0 else None)
        first = steps[-1]
        for axes in (above, below):
            axes.axvline(first, color="grey", linewidth=0.5)
    above.set_ylabel("loss")
    below.set_ylabel("%")
    below.set_xlabel("step (" + ", then ".join(arguments.run) + ")")
    for axes in (above, below):
        axes.grid(alpha=0.3)
        axes.legend(fontsize=7, ncols=2)
    figure.tight_layout()
    figure.savefig(arguments.out, dpi=110)


if __name__ == "__main__":
    main()
