"""Pictures as the frozen lower part of the image tower sees them, kept on disk: 14×14×120 bytes each, and what is said of each.

A set is three files: `<name>.maps` (bytes, channel scales in `scale.npy`), `<name>.features.npy` (what the untouched tower
makes of them, N×1280) and `<name>.json` (a list of rows: the texts that are true of the picture, best first).
"""

import json
import queue
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch

from backbones import ImageBackbone
from settings import IMAGE_SIZE, PIXEL_DEVIATION, PIXEL_MEAN
from tower import MAP_SHAPE, Stem, Top

#: Pictures of one step: more are no faster.
BATCH = 32
#: The range of a channel is told from so many pictures.
SCALE_SAMPLE = 256


class Mapper:
    """Runs the lower part by ONNX Runtime on a CPU (twice as fast as PyTorch), by PyTorch on a GPU."""

    def __init__(self, folder: Path, device: str, threads: int) -> None:
        self.folder, self.device = folder, device
        net = ImageBackbone().net
        self.stem, self.top = Stem(net, PIXEL_MEAN, PIXEL_DEVIATION).eval(), Top(net).eval().to(device)
        if device == "cpu":
            graph = folder / "stem.onnx"
            if not graph.exists():
                example = torch.zeros(2, IMAGE_SIZE, IMAGE_SIZE, 3, dtype=torch.uint8)
                torch.onnx.export(self.stem, (example,), str(graph), input_names=["pixels"], output_names=["maps"],
                                  dynamic_axes={"pixels": {0: "batch"}, "maps": {0: "batch"}}, opset_version=17, dynamo=False)  # fmt: skip
            options = ort.SessionOptions()
            options.intra_op_num_threads = threads
            self.session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        else:
            self.stem.to(device)

    @torch.inference_mode()
    def maps(self, pixels: np.ndarray) -> torch.Tensor:
        """N×224×224×3 bytes → N×14×14×120 floats."""
        if self.device == "cpu":
            return torch.from_numpy(self.session.run(None, {"pixels": pixels})[0])
        return self.stem(torch.from_numpy(pixels).to(self.device))

    @torch.inference_mode()
    def features(self, maps: torch.Tensor) -> np.ndarray:
        return self.top(maps.bfloat16()).cpu().half().numpy()

    def scale(self, sample: Iterable[np.ndarray]) -> torch.Tensor:
        """Size of one step of a channel: the 99.99th percentile of the sample at 127. Made once, then read."""
        file = self.folder / "scale.npy"
        if not file.exists():
            pixels = np.stack([image for _, image in zip(range(SCALE_SAMPLE), sample)])
            seen = torch.cat([self.maps(pixels[i : i + BATCH]).abs().reshape(-1, MAP_SHAPE[2]) for i in range(0, len(pixels), BATCH)])
            np.save(file, (np.quantile(seen.cpu().numpy(), 0.9999, axis=0) / 127).astype(np.float32))
        return torch.from_numpy(np.load(file))

    def write(self, name: str, items: Iterator[tuple[np.ndarray, list[str]]]) -> None:
        """Makes a set of pictures and what is said of them; a set that is there is left as it is."""
        final = self.folder / f"{name}.json"
        if final.exists():
            return
        started, rows, features = time.time(), [], []
        scale = torch.from_numpy(np.load(self.folder / "scale.npy")).to(self.device)
        with (self.folder / f"{name}.maps").open("wb") as file:
            for batch in _ahead(items):
                maps = self.maps(np.stack([pixels for pixels, _ in batch]))
                codes = (maps / scale).round().clamp(-127, 127).to(torch.int8)
                file.write(codes.cpu().numpy().tobytes())
                features.append(self.features(maps))
                rows.extend(said for _, said in batch)
        np.save(self.folder / f"{name}.features.npy", np.concatenate(features))
        final.write_text(json.dumps(rows), "utf8")
        seconds = time.time() - started
        print(f"{name}: {len(rows)} pictures in {seconds:.0f} s, {len(rows) / seconds:.0f} a second", flush=True)


def _ahead(items: Iterator) -> Iterator[list]:
    """Batches, drawn on a thread of their own while the last one is in the network."""
    waiting: queue.Queue = queue.Queue(maxsize=8)

    def draw() -> None:
        batch = []
        try:
            for item in items:
                batch.append(item)
                if len(batch) == BATCH:
                    waiting.put(batch)
                    batch = []
            if batch:
                waiting.put(batch)
            waiting.put(None)
        except Exception as error:  # noqa: BLE001 - raised again on the side that waits
            waiting.put(error)

    threading.Thread(target=draw, daemon=True).start()
    while (batch := waiting.get()) is not None:
        if isinstance(batch, Exception):
            raise batch
        yield batch


def read(folder: Path, name: str) -> tuple[np.ndarray, np.ndarray, list]:
    """Maps (bytes, on disk until they are read), features and rows of a set."""
    rows = json.loads((folder / f"{name}.json").read_text("utf8"))
    maps = np.memmap(folder / f"{name}.maps", np.int8, "r", shape=(len(rows), *MAP_SHAPE))
    return maps, np.load(folder / f"{name}.features.npy", mmap_mode="r"), rows
