"""Pictures as the image tower may meet them, made by the thousand on a GPU: the same views that `pictures.py` draws one by one.

All functions take and give floats of 0..1, N×C×H×W.
"""

import torch
from torch.nn import functional as F

from pictures import COLOURS
from settings import DARK_GREY, LIGHT_LUMA, PIXEL_DEVIATION, PIXEL_MEAN

LUMA = (0.299, 0.587, 0.114)


def normalised(pixels: torch.Tensor) -> torch.Tensor:
    """0..1 → what the backbone expects."""
    return (pixels * 255 - PIXEL_MEAN) / PIXEL_DEVIATION


def chance(count: int, share: float, device: torch.device) -> torch.Tensor:
    return torch.rand(count, device=device) < share


def uniform(count: int, low: float, high: float, device: torch.device) -> torch.Tensor:
    return torch.empty(count, device=device).uniform_(low, high)


def placed(pictures: torch.Tensor, width: torch.Tensor, height: torch.Tensor, x: torch.Tensor, y: torch.Tensor, size: int,
           mirrored: torch.Tensor | None = None, padding: str = "zeros") -> torch.Tensor:  # fmt: skip
    """Each picture drawn so wide and high (shares of the canvas) with its middle at x, y (-1..1). Above 1 it is cropped."""
    sign = torch.where(mirrored, -1.0, 1.0) if mirrored is not None else torch.ones_like(width)
    theta = torch.zeros(len(pictures), 2, 3, device=pictures.device)
    theta[:, 0, 0], theta[:, 0, 2] = sign / width, -sign * x / width
    theta[:, 1, 1], theta[:, 1, 2] = 1 / height, -y / height
    grid = F.affine_grid(theta, (len(pictures), pictures.shape[1], size, size), align_corners=False)
    return F.grid_sample(pictures, grid, mode="bilinear", padding_mode=padding, align_corners=False)


def whole(pictures: torch.Tensor, size: int) -> torch.Tensor:
    """The whole picture, squeezed, bicubic as the encoder does it."""
    if pictures.shape[2:] == (size, size):
        return pictures
    return F.interpolate(pictures, (size, size), mode="bicubic", antialias=True, align_corners=False).clamp(0, 1)


def photographs(pictures: torch.Tensor, size: int, least: float = 0.5) -> torch.Tensor:
    """Mostly crops of at least `least` of the area, mirrored half of the time, in other light; a quarter stays whole."""
    count, device = len(pictures), pictures.device
    area, ratio = uniform(count, least, 1, device), uniform(count, -0.22, 0.22, device).exp()
    area = torch.where(chance(count, 0.25, device), 1.0, area)
    wide, high = (area * ratio).sqrt().clamp(max=1), (area / ratio).sqrt().clamp(max=1)
    left, top = (1 - wide) * uniform(count, -1, 1, device), (1 - high) * uniform(count, -1, 1, device)
    drawn = placed(pictures, 1 / wide, 1 / high, -left / wide, -top / high, size, chance(count, 0.5, device), "border")
    return lit(drawn, 0.25)


def lit(pictures: torch.Tensor, strength: float) -> torch.Tensor:
    """Brightness, contrast and saturation, each by a factor of 1 ± strength."""
    count, device = len(pictures), pictures.device
    factor = lambda: uniform(count, 1 - strength, 1 + strength, device)[:, None, None, None]
    grey = grey_of(pictures)
    pictures = grey + (pictures - grey) * factor()
    middle = pictures.mean((1, 2, 3), keepdim=True)
    return ((middle + (pictures - middle) * factor()) * factor()).clamp(0, 1)


def grey_of(pictures: torch.Tensor) -> torch.Tensor:
    return (pictures * torch.tensor(LUMA, device=pictures.device)[None, :, None, None]).sum(1, keepdim=True)


def flat(pictures: torch.Tensor, size: int) -> torch.Tensor:
    """Drawn pictures: whole, or slightly cropped; colours stay what they are."""
    count, device = len(pictures), pictures.device
    share = torch.where(chance(count, 0.5, device), 1.0, uniform(count, 0.86, 1.0, device))
    x, y = (1 - share) * uniform(count, -1, 1, device), (1 - share) * uniform(count, -1, 1, device)
    drawn = placed(pictures, 1 / share, 1 / share, -x / share, -y / share, size, None, "border")
    return lit(drawn, 0.06)


def on_contrast(colours: torch.Tensor, alpha: torch.Tensor) -> torch.Tensor:
    """Composited as the encoder does: on white, or on dark grey where the picture is nearly white."""
    luma = (grey_of(colours) * alpha).sum((1, 2, 3)) / alpha.sum((1, 2, 3)).clamp(min=1e-6)
    ground = torch.where(luma > LIGHT_LUMA / 255, DARK_GREY[0] / 255, 1.0)[:, None, None, None]
    return colours * alpha + ground * (1 - alpha)


def palette(device: torch.device) -> torch.Tensor:
    return torch.tensor(list(COLOURS.values()), device=device, dtype=torch.float32) / 255


def random_colours(count: int, device: torch.device) -> torch.Tensor:
    """N×3: three in ten are named colours."""
    named = palette(device)
    chosen = named[torch.randint(len(named), (count,), device=device)]
    return torch.where(chance(count, 0.3, device)[:, None], chosen, torch.rand(count, 3, device=device))


def contrasting(colours: torch.Tensor) -> torch.Tensor:
    """N×3 that differ by more than 200 of 765 from these, if ten tries find one."""
    result = torch.where((colours.sum(1, keepdim=True) < 1.5), 1.0, 0.08).expand_as(colours).clone()
    found = torch.zeros(len(colours), dtype=torch.bool, device=colours.device)
    for _ in range(10):
        other = random_colours(len(colours), colours.device)
        good = ((other - colours).abs().sum(1) > 200 / 255) & ~found
        result[good] = other[good]
        found |= good
    return result


def backgrounds(colours: torch.Tensor, size: int) -> torch.Tensor:
    """Plain, a gradient downwards, or a rounded tile as app icons have, in these colours."""
    count, device = len(colours), colours.device
    canvas = colours[:, :, None, None].expand(count, 3, size, size)
    kind = torch.rand(count, device=device)
    ramp = torch.linspace(0, 0.5, size, device=device)[None, None, :, None]
    graded = canvas * (1 - ramp) + random_colours(count, device)[:, :, None, None] * ramp
    line = torch.linspace(-1, 1, size, device=device).abs()
    inset, corner = uniform(count, 0.04, 0.18, device)[:, None, None], uniform(count, 0.1, 0.9, device)[:, None, None]
    reach = 1 - inset
    corner = torch.minimum(corner, reach)
    dx, dy = (line[None, None, :] - (reach - corner)).clamp(min=0), (line[None, :, None] - (reach - corner)).clamp(min=0)
    inside = ((dx.square() + dy.square()).sqrt() <= corner)[:, None]
    around = torch.where(chance(count, 0.7, device), 1.0, 30 / 255)[:, None, None, None]
    tile = torch.where(inside, canvas, around)
    kind = kind[:, None, None, None]
    return torch.where(kind < 0.15, graded, torch.where(kind < 0.3, tile, canvas))


def worn(pictures: torch.Tensor) -> torch.Tensor:
    """Sometimes tiny and enlarged without smoothing, or blurred."""
    size, fate = pictures.shape[2], torch.rand(len(pictures), device=pictures.device)
    small = (fate < 0.08).nonzero()[:, 0]
    if len(small):
        pictures = pictures.clone()
        for part, side in zip(small.chunk(4), (16, 24, 32, 48)):
            pictures[part] = F.interpolate(F.adaptive_avg_pool2d(pictures[part], side), (size, size), mode="nearest")
    soft = ((fate > 0.08) & (fate < 0.14)).nonzero()[:, 0]
    if len(soft):
        pictures[soft] = F.avg_pool2d(F.pad(pictures[soft], (2, 2, 2, 2), mode="replicate"), 5, 1)
    return pictures


def silhouettes(alpha: torch.Tensor, size: int, plain: bool = False) -> torch.Tensor:
    """N×1×H×W: often black on white as files have it, else in colours, sizes and places on something."""
    count, device = len(alpha), alpha.device
    as_file = chance(count, 1.0 if plain else 0.45, device)
    ink = torch.where(chance(count, 1.0 if plain else 0.7, device)[:, None], 0.0, random_colours(count, device))
    large = whole(alpha, size)
    files = on_contrast(ink[:, :, None, None].expand(-1, -1, size, size), large)
    if plain:
        return files
    back = torch.where(chance(count, 0.6, device)[:, None], random_colours(count, device), 1.0)
    drawn, x, y = free_place(count, 0.4, 0.95, 0.3, device)
    mask = placed(alpha, drawn, drawn, x, y, size)
    front = contrasting(back)[:, :, None, None]
    on_something = worn(backgrounds(back, size) * (1 - mask) + front * mask)
    return torch.where(as_file[:, None, None, None], files, on_something)


def free_place(count: int, least: float, most: float, moved: float, device: torch.device) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    size = uniform(count, least, most, device)
    free = torch.where(chance(count, moved, device), 1.0, 0.0) * (1 - size)
    return size, free * uniform(count, -1, 1, device), free * uniform(count, -1, 1, device)


def coloured(rgba: torch.Tensor, size: int, plain: bool = False) -> torch.Tensor:
    """N×4×H×W: as files have it, or smaller on some background."""
    count, device = len(rgba), rgba.device
    # Colours are weighted by their opacity while they are resized: what lies under nothing is not seen.
    held = torch.cat([rgba[:, :3] * rgba[:, 3:], rgba[:, 3:]], 1)
    large = whole(held, size)
    files = on_contrast((large[:, :3] / large[:, 3:].clamp(min=1e-3)).clamp(0, 1), large[:, 3:])
    if plain:
        return files
    as_file = chance(count, 0.55, device)
    back = torch.where(chance(count, 0.5, device)[:, None], random_colours(count, device), 1.0)
    drawn, x, y = free_place(count, 0.4, 1.0, 1.0, device)
    small = placed(held, drawn, drawn, x, y, size)
    on_something = worn(backgrounds(back, size) * (1 - small[:, 3:]) + small[:, :3])
    return torch.where(as_file[:, None, None, None], files, on_something)


VIEWS = {"photograph": photographs, "silhouette": silhouettes, "coloured": coloured, "flat": flat}
