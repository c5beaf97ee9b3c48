"""The whole way in four commands; the README says what each step of them does.

python steps.py prepare --work DIR        draws, packs, and draws by rules: all that the training reads
python steps.py train --work DIR [--device cuda]
                                          heads, two tuned runs, and the text head again, with the curves; without a GPU
                                          the heads and the upper part of the image tower, by `train.py`
python steps.py export --work DIR [--target DIR]
python steps.py evaluate [--target DIR]   `npm run eval:model` of what was exported
What is there already is left as it is, so a stopped step goes on where it was. Folders come from the environment, as everywhere.
"""

import json
import subprocess
import sys
from pathlib import Path

from settings import parser, places

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
#: Pictures that renderScreens.mjs draws; it writes its list now and then on the way.
SCREENS = 3600
#: Seconds of each tuned run, and its seed.
TUNED = {"a": (210, 20261124), "b": (210, 7)}


def run(*words: object, folder: Path = HERE) -> None:
    """Runs a command and shows it; ends with it where it fails."""
    print("$", *words, flush=True)
    ended = subprocess.run([str(word) for word in words], cwd=folder)
    if ended.returncode != 0:
        sys.exit(ended.returncode)


def python(script: str, *words: object) -> None:
    run(sys.executable, "-u", HERE / script, *words)


def is_done(file: Path) -> bool:
    return file.exists() and (file.name != "screens.json" or len(json.loads(file.read_text("utf8"))["rows"]) >= SCREENS)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("step", choices=["prepare", "train", "export", "evaluate"])
    options.add_argument("--work", type=Path, default=Path("work"), help="what is packed, drawn and trained")
    options.add_argument("--target", type=Path, default=HERE.parent / "starter")
    arguments = options.parse_args()
    where, work = places(arguments), arguments.work.resolve()
    pack, drawn, runs = work / "pack", work / "drawn", work / "runs"
    sets = ("--pack", pack, "--drawn", drawn, "--out", runs, "--device", arguments.device)
    match arguments.step:
        case "prepare":
            where.data.mkdir(parents=True, exist_ok=True)
            icons = ("node", "renderIcons.mjs", "--packages", where.packages, "--shared", where.shared, "--out", where.data)
            for done, command in {
                "shapes.json": icons,
                "held.json": (*icons, "--held-out"),
                "clipart.json": ("node", "renderClipart.mjs", "--clipart", where.repositories / "debian", "--out", where.data),
                "screens.json": ("node", "renderScreens.mjs", "--packages", where.packages, "--out", where.data, "--count", SCREENS),
            }.items():
                if not is_done(where.data / done):
                    run(*command)
            python("pack.py", "--out", pack)
            python("drawing.py", "--pack", pack, "--out", drawn)
        case "train" if arguments.device == "cpu":
            threads = ("--threads", arguments.threads)
            python("prepare.py", *threads)
            python("train.py", *threads, "--stage", "heads", "--run", "heads", "--steps", 900)
            python("train.py", *threads, "--stage", "tune", "--run", "tuned", "--from", "heads", "--steps", 1200)
            python("plot.py", "--runs", where.data / "heads.log", where.data / "tuned.log", "--out", where.data / "curve.png")
        case "train":
            if not (runs / "heads.pt").exists():
                python("whole.py", "heads", *sets, "--run", "heads", "--steps", 900)
            for name, (seconds, seed) in TUNED.items():
                if not (runs / f"{name}.pt").exists():
                    python("whole.py", "tune", *sets, "--from", runs / "heads.pt", "--run", name, "--seconds", seconds, "--seed", seed)
            mix = [f"{runs / name}.pt:{1 / len(TUNED)}" for name in TUNED]
            if not (runs / "refit.pt").exists():
                python("whole.py", "refit", *sets, "--from", runs / "heads.pt", "--mix", *mix, "--run", "refit", "--steps", 200)
            python("plot.py", "--runs", *(runs / f"{name}.log" for name in ("heads", *TUNED, "refit")), "--out", runs / "curve.png")
        case "export":
            python("export.py", "--target", arguments.target.resolve(), "--run", runs / "refit" if (runs / "refit.pt").exists() else "tuned")
        case "evaluate":
            places_of = ("--shared", where.shared, "--packages", where.packages, "--flickr", where.repositories)
            run("npm", "run", "eval:model", "--", arguments.target.resolve(), *places_of, folder=ROOT)


if __name__ == "__main__":
    main()
