"""Writes the model in the Hugging Face layout, with int8 weights, and compares it with the float form.

python export.py --data DIR --shared DIR --packages DIR --repositories DIR --target DIR --run NAME[:WEIGHT] …
"""

import copy
import json
import random
import re
import shutil
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from torch import nn

from backbones import ImageBackbone, export_graph, normalise, text_model_folder
from heads import Pair
from pictures import draw_icon, draw_picture, draw_shape, squeeze
from quantize import quantize_weights
from settings import CONTEXT_LENGTH, EMBEDDING_SIZE, IMAGE_SIZE, PIXEL_DEVIATION, PIXEL_MEAN, SEED, parser, places
from sources import flickr_captions, flickr_pictures
from texts import class_texts, shipped_backbone
from tower import FROZEN_BLOCKS
from whole_tower import WholeTower, describe


class ImageTower(nn.Module):
    """The whole image tower as one graph of convolutions: N×3×224×224, normalised → N×256."""

    def __init__(self, model: Pair) -> None:
        super().__init__()
        self.tower, self.head = model.top, model.image

    def forward(self, pixel_values: torch.Tensor) -> torch.Tensor:
        return self.head(self.tower(pixel_values))


class TextTower(nn.Module):
    def __init__(self, backbone: nn.Module, head: nn.Module) -> None:
        super().__init__()
        self.backbone, self.head = backbone, head

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        return self.head(self.backbone(input_ids, attention_mask))


def test_pictures(where, count: int = 112) -> np.ndarray:
    """Pictures of each kind: photographs, icons, emoji and shapes."""
    rng = random.Random(SEED)
    pixels = []
    for _, image in flickr_pictures(where):
        pixels.append(squeeze(image))
        if len(pixels) == 2 * count:
            break
    for name, channels, draw in (("shapes", 1, draw_icon), ("pictures", 4, draw_picture)):
        facts = json.loads((where.data / f"{name}.json").read_text("utf8"))
        size, total = facts["size"], len(facts["rows"])
        shape = (total, size, size) + ((channels,) if channels > 1 else ())
        rows = np.memmap(where.data / f"{name}.bin", np.uint8, "r", shape=shape)
        pixels += [draw(np.asarray(rows[rng.randrange(total)]), rng) for _ in range(count)]
    pixels += [draw_shape(rng)[0] for _ in range(count // 2)]
    rng.shuffle(pixels)
    return normalise(np.stack(pixels)).numpy()


def as_whole(state: dict[str, torch.Tensor], untouched: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """A run's weights as those of a pair with the whole tower: what a run of `train.py` lacks stays as it was pretrained."""
    if "top.stem.weight" in state:
        return {key: value.float() for key, value in state.items()}
    result = dict(untouched)
    for key, value in state.items():
        name = re.sub(r"^top\.blocks\.(\d+)", lambda found: f"top.blocks.{int(found[1]) + FROZEN_BLOCKS}", key)
        result[name] = value.float().reshape(untouched[name].shape)
    return result


def averaged(where, runs: list[str], untouched: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The mean of the weights of runs that began at the same ones (Wortsman et al. 2022, "Model soups")."""
    parts = [(name, float(share or 1)) for name, _, share in (run.partition(":") for run in runs)]
    total = sum(share for _, share in parts)
    states = [as_whole(torch.load(where.data / f"{name}.pt", map_location="cpu", weights_only=False)["average"], untouched) for name, _ in parts]
    return {key: sum(state[key] * (share / total) for state, (_, share) in zip(states, parts)) for key in untouched}


def run(graph: Path, feeds: dict[str, np.ndarray]) -> np.ndarray:
    vectors = ort.InferenceSession(graph, providers=["CPUExecutionProvider"]).run(None, feeds)[0]
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def settings_files(target: Path, scale: float, vocabulary: int) -> None:
    """config.json and preprocessor_config.json."""
    config = {
        "model_type": "clip", "architectures": ["CLIPModel"], "projection_dim": EMBEDDING_SIZE,
        "logit_scale_init_value": float(np.log(scale)), "logit_scale": float(np.log(scale)),
        "text_config": {"model_type": "clip_text_model", "hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 12,
                        "max_position_embeddings": CONTEXT_LENGTH, "vocab_size": vocabulary, "projection_dim": EMBEDDING_SIZE},
        "vision_config": {"model_type": "clip_vision_model", "image_size": IMAGE_SIZE, "num_channels": 3, "projection_dim": EMBEDDING_SIZE},
    }  # fmt: skip
    preprocessor = {
        "image_processor_type": "CLIPImageProcessor", "feature_extractor_type": "CLIPFeatureExtractor",
        "do_convert_rgb": True, "do_resize": True, "size": {"height": IMAGE_SIZE, "width": IMAGE_SIZE}, "resample": 3,
        "do_center_crop": False, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
        "image_mean": [PIXEL_MEAN / 255] * 3, "image_std": [PIXEL_DEVIATION / 255] * 3, "alpha_background": "contrast",
    }  # fmt: skip
    for name, content in (("config.json", config), ("preprocessor_config.json", preprocessor)):
        (target / name).write_text(json.dumps(content, indent=2) + "\n", "utf8")


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--target", type=Path, required=True)
    options.add_argument("--run", required=True, nargs="+", help="runs whose weights are averaged, each with its share")
    arguments = options.parse_args()
    where, target = places(arguments), arguments.target
    torch.set_num_threads(arguments.threads)
    (target / "onnx").mkdir(parents=True, exist_ok=True)
    model = Pair(WholeTower(describe(ImageBackbone().net)), torch.zeros(2, 1280), torch.zeros(2, 384))
    model.load_state_dict(averaged(where, arguments.run, model.state_dict()))
    model.eval()

    folder, words = text_model_folder(where.data), where.data / "words"
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(words / name, target / name)
    texts = [text for said in flickr_captions(where).values() for text in said] + [t for entry in class_texts(where) for t in entry["texts"]]
    settings_files(target, model.scale().item(), len(json.loads((words / "kept.json").read_text())))

    image = ImageTower(model).eval()
    text = TextTower(shipped_backbone(folder, words), copy.deepcopy(model.text)).eval()
    float_image, float_text = where.data / "vision_float.onnx", where.data / "text_float.onnx"
    export_graph(image, (torch.zeros(2, 3, IMAGE_SIZE, IMAGE_SIZE),), float_image, ["pixel_values"], ["image_embeds"])
    ids = torch.ones(2, 7, dtype=torch.int64)
    export_graph(text, (ids, ids), float_text, ["input_ids", "attention_mask"], ["text_embeds"])

    quantize_weights(float_image, target / "onnx/vision_model.onnx")
    quantize_weights(float_text, target / "onnx/text_model.onnx")
    report(target, float_image, float_text, test_pictures(where), texts)


def report(target: Path, float_image: Path, float_text: Path, pixels: np.ndarray, texts: list[str]) -> None:
    """Cosines to the float form, dependence on the batch, sizes."""
    from tokenizers import Tokenizer

    shipped = target / "onnx/vision_model.onnx"
    cosines = (run(float_image, {"pixel_values": pixels}) * run(shipped, {"pixel_values": pixels})).sum(1)
    alone = run(shipped, {"pixel_values": pixels[:1]})[0]
    together = run(shipped, {"pixel_values": pixels[:8]})[0]
    tokenizer = Tokenizer.from_file(str(target / "tokenizer.json"))
    tokenizer.enable_padding(pad_id=0)
    encodings = tokenizer.encode_batch(random.Random(SEED).sample(texts, 200))
    feeds = {"input_ids": np.array([e.ids for e in encodings]), "attention_mask": np.array([e.attention_mask for e in encodings])}
    text_cosines = (run(float_text, feeds) * run(target / "onnx/text_model.onnx", feeds)).sum(1)
    print(f"image cosine to float: mean {cosines.mean():.4f}, least {cosines.min():.4f} of {len(cosines)}")
    print(f"text cosine to float: mean {text_cosines.mean():.4f}, least {text_cosines.min():.4f} of 200")
    print(f"alone or in a batch of 8: largest difference {np.abs(alone - together).max():.2g}")
    for file in sorted(p for p in target.rglob("*") if p.is_file()):
        print(f"{file.stat().st_size / 1e6:7.2f} MB  {file.relative_to(target)}")


if __name__ == "__main__":
    main()
