"""Draws what runs logged: losses above, evaluation below.

python plot.py --runs RUN.log … --out FILE.png
"""

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

LOSSES = ("contrast", "teacher", "anchor", "kept")
NOT_DRAWN = {"stage", "step", "seconds", "scale", *LOSSES}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", nargs="+", required=True, type=Path, help="their logs, in order")
    options.add_argument("--out", type=Path, required=True)
    arguments = options.parse_args()
    figure, (above, below) = pyplot.subplots(2, 1, figsize=(9, 10), sharex=True)
    first = 0
    for file in arguments.runs:
        run, lines = file.stem, [json.loads(line) for line in file.read_text("utf8").splitlines()]
        steps = [first + line["step"] for line in lines]
        for name in LOSSES:
            if name in lines[-1]:
                told = [(step, line[name]) for step, line in zip(steps, lines) if name in line]
                above.plot(*zip(*told), marker=".", label=f"{run}: {name}")
        for place, name in enumerate(name for name in lines[0] if name not in NOT_DRAWN):
            below.plot(steps, [line[name] for line in lines], marker=".", color=f"C{place}", label=name if first == 0 else None)
        first = steps[-1]
        for axes in (above, below):
            axes.axvline(first, color="grey", linewidth=0.5)
    above.set_ylabel("loss")
    below.set_ylabel("%")
    below.set_xlabel("step (" + ", then ".join(file.stem for file in arguments.runs) + ")")
    for axes in (above, below):
        axes.grid(alpha=0.3)
        axes.legend(fontsize=7, ncols=2)
    figure.tight_layout()
    figure.savefig(arguments.out, dpi=110)


if __name__ == "__main__":
    main()
