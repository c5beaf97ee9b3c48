"""The trained parts: one projection head a tower, the temperature, and CLIP's loss."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from settings import EMBEDDING_SIZE, HEAD_WIDTH

#: CLIP learns the scale from 1/0.07 and clips it at 100 (Radford et al. 2021, §2.4, §2.5); ours begins a little higher.
FIRST_SCALE = 20.0
LARGEST_SCALE = 100.0
#: The same for distillation: above 60 the student copies the teacher's noise.
LARGEST_TEACHER_SCALE = 60.0


class Head(nn.Module):
    """Standardised features → a linear map plus a small network that begins at zero → the common space."""

    def __init__(self, features: torch.Tensor, dropout: float = 0.2) -> None:
        super().__init__()
        self.register_buffer("mean", features.mean(0))
        self.register_buffer("deviation", features.std(0) + 1e-3)
        size = features.shape[1]
        self.linear = nn.Linear(size, EMBEDDING_SIZE)
        self.network = nn.Sequential(
            nn.Linear(size, HEAD_WIDTH), nn.GELU(), nn.Dropout(dropout), nn.Linear(HEAD_WIDTH, EMBEDDING_SIZE)
        )
        nn.init.zeros_(self.network[-1].weight)
        nn.init.zeros_(self.network[-1].bias)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        standard = (features - self.mean) / self.deviation
        return self.linear(standard) + self.network(standard)


class Pair(nn.Module):
    """The tunable top of the image tower, both heads, the learned temperature, and the scale of the distilled classifier."""

    def __init__(self, top: nn.Module, image_features: torch.Tensor, text_features: torch.Tensor) -> None:
        super().__init__()
        self.top = top
        self.image = Head(image_features)
        self.text = Head(text_features)
        self.log_scale = nn.Parameter(torch.tensor(math.log(FIRST_SCALE)))
        self.log_teacher_scale = nn.Parameter(torch.tensor(math.log(FIRST_SCALE)))

    def scale(self) -> torch.Tensor:
        return self.log_scale.clamp(max=math.log(LARGEST_SCALE)).exp()

    def teacher_scale(self) -> torch.Tensor:
        return self.log_teacher_scale.clamp(max=math.log(LARGEST_TEACHER_SCALE)).exp()


def contrastive_loss(
    images: torch.Tensor,
    texts: torch.Tensor,
    scale: torch.Tensor,
    same: torch.Tensor | None = None,
    more_texts: tuple[torch.Tensor, torch.Tensor] | None = None,
    more_images: tuple[torch.Tensor, torch.Tensor] | None = None,
) -> torch.Tensor:
    """CLIP's symmetric loss over a batch of N pairs (Radford et al. 2021, figure 3).

    images, texts: N×D, any length; scale: the inverse temperature; same: N×N, true where row i and column j show the
    same thing though they are not a pair: such places are neither positive nor negative. more_texts, more_images: M×D
    that belong to no pair of the batch, and N×M, true where they show the same thing as the row; negatives otherwise.
    """
    images, texts = F.normalize(images, dim=1), F.normalize(texts, dim=1)
    logits = scale * images @ texts.T
    if same is not None:
        diagonal = torch.eye(len(logits), dtype=torch.bool, device=logits.device)
        logits = logits.masked_fill(same & ~diagonal, -torch.inf)
    targets = torch.arange(len(logits), device=logits.device)

    def widened(square: torch.Tensor, rows: torch.Tensor, more: tuple[torch.Tensor, torch.Tensor] | None) -> torch.Tensor:
        if more is None or len(more[0]) == 0:
            return square
        others = scale * rows @ F.normalize(more[0], dim=1).T
        return torch.cat([square, others.masked_fill(more[1], -torch.inf)], dim=1)

    by_image = F.cross_entropy(widened(logits, images, more_texts), targets)
    by_text = F.cross_entropy(widened(logits.T, texts, more_images), targets)
    return (by_image + by_text) / 2


def distillation_loss(images: torch.Tensor, names: torch.Tensor, scale: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """KL divergence from a classifier's probabilities to ours (Hinton et al. 2015, at a temperature of 1).

    images: N×D, any length; names: C×D, the texts of its classes; scale: ours; teacher: N×C, its logits.
    """
    logits = scale * F.normalize(images, dim=1) @ F.normalize(names, dim=1).T
    return F.kl_div(F.log_softmax(logits, dim=1), F.softmax(teacher, dim=1), reduction="batchmean")
