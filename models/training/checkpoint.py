"""Keeps a run's averaged weights as one small file, so that a training can go on where its data has to be made anew.

python checkpoint.py --save RUN      writes checkpoint/RUN.pt: the tuned parts in half precision
python checkpoint.py --load RUN      makes the run of it, for `train.py --from RUN` or `export.py --run RUN`
"""

from pathlib import Path

import torch

from settings import parser, places

FOLDER = Path(__file__).parent / "checkpoint"


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--save", metavar="RUN")
    options.add_argument("--load", metavar="RUN")
    arguments = options.parse_args()
    where = places(arguments)
    if arguments.save:
        average = torch.load(where.data / f"{arguments.save}.pt", map_location="cpu", weights_only=False)["average"]
        FOLDER.mkdir(exist_ok=True)
        torch.save({key: value.half() for key, value in average.items()}, FOLDER / f"{arguments.save}.pt")
    if arguments.load:
        average = {key: value.float() for key, value in torch.load(FOLDER / f"{arguments.load}.pt", map_location="cpu").items()}
        torch.save({"average": average}, where.data / f"{arguments.load}.pt")


if __name__ == "__main__":
    main()
