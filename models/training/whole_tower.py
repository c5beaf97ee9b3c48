"""The whole image tower for a GPU: EfficientNet-Lite2 with its batch norms folded in, as plain convolutions of N×C×H×W."""

import torch
from torch import nn
from torch.nn import functional as F

from tower import _folded

#: The blocks below this one stay as they are: edges and colours, at more than a sixteenth of the pixels.
FIRST_TUNED = 4


def convolution_of(layer: nn.Module, norm: nn.Module) -> dict:
    """What a convolution is, in numbers: its folded weights, stride and the padding on each side."""
    weight, bias = _folded(layer, norm)
    padding = layer.static_padding
    sides = tuple(padding.padding) if isinstance(padding, nn.ZeroPad2d) else (0, 0, 0, 0)
    return {"weight": weight, "bias": bias, "stride": layer.stride[0], "padding": sides, "groups": layer.groups}


def describe(net: nn.Module) -> dict:
    """The backbone as tensors and numbers alone, so that a machine without its package can build it."""
    blocks = []
    for block in net._blocks:
        sizes = block._block_args
        expand = convolution_of(block._expand_conv, block._bn0) if hasattr(block, "_expand_conv") else None
        depthwise = convolution_of(block._depthwise_conv, block._bn1)
        adds = bool(block.id_skip) and depthwise["stride"] == 1 and sizes.input_filters == sizes.output_filters
        blocks.append({"expand": expand, "depthwise": depthwise, "project": convolution_of(block._project_conv, block._bn2), "adds": adds})
    return {"stem": convolution_of(net._conv_stem, net._bn0), "blocks": blocks, "head": convolution_of(net._conv_head, net._bn1)}


class Convolution(nn.Module):
    def __init__(self, parts: dict) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(parts["weight"].float()), nn.Parameter(parts["bias"].float())
        self.stride, self.padding, self.groups = parts["stride"], parts["padding"], parts["groups"]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        left, right, top, bottom = self.padding
        if left == right == top == bottom:
            return F.conv2d(x, self.weight, self.bias, self.stride, left, 1, self.groups)
        return F.conv2d(F.pad(x, self.padding), self.weight, self.bias, self.stride, 0, 1, self.groups)


class WholeBlock(nn.Module):
    def __init__(self, parts: dict) -> None:
        super().__init__()
        self.expand = Convolution(parts["expand"]) if parts["expand"] else None
        self.depthwise, self.project, self.adds = Convolution(parts["depthwise"]), Convolution(parts["project"]), parts["adds"]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = x if self.expand is None else F.relu6(self.expand(x))
        h = self.project(F.relu6(self.depthwise(h)))
        return h + x if self.adds else h


class WholeTower(nn.Module):
    """N×3×H×W, normalised → N×1280, pooled."""

    def __init__(self, description: dict) -> None:
        super().__init__()
        self.stem = Convolution(description["stem"])
        self.blocks = nn.ModuleList(WholeBlock(parts) for parts in description["blocks"])
        self.head = Convolution(description["head"])

    def lower(self, x: torch.Tensor) -> torch.Tensor:
        """The part that is never tuned."""
        with torch.no_grad():
            x = F.relu6(self.stem(x))
            for block in self.blocks[:FIRST_TUNED]:
                x = block(x)
        return x

    def upper(self, x: torch.Tensor) -> torch.Tensor:
        for block in self.blocks[FIRST_TUNED:]:
            x = block(x)
        return F.relu6(self.head(x)).mean((2, 3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.upper(self.lower(x))

    def tuned(self) -> dict[str, list[nn.Parameter]]:
        """The parameters that learn, by part: those near the pictures, the middle, and those near the head."""
        parts = {"low": [], "middle": [], "top": list(self.head.parameters())}
        for place, block in enumerate(self.blocks[FIRST_TUNED:], FIRST_TUNED):
            parts["low" if place < 11 else "middle" if place < 15 else "top"] += list(block.parameters())
        return parts
