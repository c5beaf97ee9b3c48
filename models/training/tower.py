"""EfficientNet-Lite2 with its batch norms folded in, written so that its upper part can be trained on a processor.

Pictures go as N×H×W×C: a 1×1 convolution is then a matrix product, which bfloat16 makes twice as fast where the processor
has it. Depthwise convolutions stay frozen and have a backward pass that is itself a forward convolution: PyTorch's own is
five times as slow on a processor.
"""

import torch
from torch import nn
from torch.nn import functional as F

#: The blocks below this one are never tuned: what they give, 14×14×120 a picture, is kept on disk.
FROZEN_BLOCKS = 15
MAP_SHAPE = (14, 14, 120)


def _folded(convolution: nn.Module, norm: nn.Module) -> tuple[torch.Tensor, torch.Tensor]:
    """Weights and biases of a convolution with its frozen batch norm in them."""
    scale = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach()
    return convolution.weight.detach() * scale[:, None, None, None], norm.bias.detach() - norm.running_mean * scale


def _relu6(x: torch.Tensor) -> torch.Tensor:
    return F.hardtanh(x, 0, 6)


class _FrozenDepthwise(torch.autograd.Function):
    """A depthwise convolution whose weights need no gradient."""

    @staticmethod
    def forward(ctx, x, weight, bias, stride, padding):
        padded = F.pad(x, padding) if any(padding) else x
        ctx.save_for_backward(weight)
        ctx.geometry = stride, padding, padded.shape
        return F.conv2d(padded, weight, bias, stride, 0, 1, x.shape[1])

    @staticmethod
    def backward(ctx, gradient):
        (weight,) = ctx.saved_tensors
        stride, (left, right, top, bottom), (count, channels, height, width) = ctx.geometry
        reach = weight.shape[-1] - 1
        if stride > 1:
            rows, columns = ((side - 1) * stride + 1 for side in gradient.shape[2:])
            spread = gradient.new_zeros(count, channels, rows, columns).contiguous(memory_format=torch.channels_last)
            spread[:, :, ::stride, ::stride] = gradient
        else:
            spread = gradient
        below, beside = height - spread.shape[2] - reach, width - spread.shape[3] - reach
        widened = F.pad(spread, (reach, reach + beside, reach, reach + below))
        whole = F.conv2d(widened, weight.flip(2, 3), None, 1, 0, 1, channels)
        return whole[:, :, top : height - bottom, left : width - right], None, None, None, None


class Pointwise(nn.Module):
    def __init__(self, convolution: nn.Module, norm: nn.Module) -> None:
        super().__init__()
        weight, bias = _folded(convolution, norm)
        self.weight, self.bias = nn.Parameter(weight[:, :, 0, 0].contiguous()), nn.Parameter(bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.linear(x, self.weight.to(x.dtype), self.bias.to(x.dtype))


class Depthwise(nn.Module):
    def __init__(self, convolution: nn.Module, norm: nn.Module) -> None:
        super().__init__()
        weight, bias = _folded(convolution, norm)
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)
        self.stride = convolution.stride[0]
        padding = convolution.static_padding
        self.padding = tuple(padding.padding) if isinstance(padding, nn.ZeroPad2d) else (0, 0, 0, 0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        weight, bias = self.weight.to(x.dtype), self.bias.to(x.dtype)
        return _FrozenDepthwise.apply(x.permute(0, 3, 1, 2), weight, bias, self.stride, self.padding).permute(0, 2, 3, 1)


class Block(nn.Module):
    """Expand, convolve in depth, project; the input is added where the shapes agree (Sandler et al. 2018)."""

    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        self.expand = Pointwise(block._expand_conv, block._bn0) if hasattr(block, "_expand_conv") else None
        self.depthwise = Depthwise(block._depthwise_conv, block._bn1)
        self.project = Pointwise(block._project_conv, block._bn2)
        sizes = block._block_args
        self.adds = block.id_skip and self.depthwise.stride == 1 and sizes.input_filters == sizes.output_filters

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = x if self.expand is None else _relu6(self.expand(x))
        h = self.project(_relu6(self.depthwise(h)))
        return h + x if self.adds else h


class Stem(nn.Module):
    """The frozen lower part: N×224×224×3 bytes → N×14×14×120."""

    def __init__(self, net: nn.Module, mean: float, deviation: float) -> None:
        super().__init__()
        self.net, self.mean, self.deviation = net, mean, deviation

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        x = pixels.float().sub(self.mean).div(self.deviation).permute(0, 3, 1, 2)
        x = self.net._swish(self.net._bn0(self.net._conv_stem(x)))
        for block in self.net._blocks[:FROZEN_BLOCKS]:
            x = block(x)
        return x.permute(0, 2, 3, 1)


class Top(nn.Module):
    """The part that is tuned: N×14×14×120 → N×1280, pooled, in float."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(Block(block) for block in net._blocks[FROZEN_BLOCKS:])
        self.head = Pointwise(net._conv_head, net._bn1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for block in self.blocks:
            x = block(x)
        return _relu6(self.head(x)).float().mean((1, 2))
