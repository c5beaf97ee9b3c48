"""Fields of numbers over 224×224 that repeat at the border: noise, cells, courses of bricks; and their way to colours."""

import numpy as np
from PIL import Image

from settings import IMAGE_SIZE

SQUARE = (IMAGE_SIZE, IMAGE_SIZE)
Colour = tuple[int, int, int]

#: Rows and columns in 0..1, the middle of each pixel.
_STEPS = (np.arange(IMAGE_SIZE, dtype=np.float32) + 0.5) / IMAGE_SIZE
DOWN, ACROSS = (np.repeat(_STEPS[:, None], IMAGE_SIZE, 1), np.repeat(_STEPS[None], IMAGE_SIZE, 0))


def soft(noise: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    """Value noise of 0..1 from a grid of random numbers, enlarged over its own repeat."""
    grid = np.pad(noise.random((rows, columns), dtype=np.float32), 2, mode="wrap")
    box = (2, 2, 2 + columns, 2 + rows)
    return np.clip(np.asarray(Image.fromarray(grid).resize(SQUARE, Image.Resampling.BICUBIC, box=box)), 0, 1)


def clouds(noise: np.random.Generator, rows: int, columns: int | None = None, octaves: int = 4, gain: float = 0.5) -> np.ndarray:
    """Noise of several sizes, each half as large and `gain` as strong as the one before; fills 0..1."""
    columns = columns or rows
    total = np.zeros(SQUARE, np.float32)
    for octave in range(octaves):
        total += gain**octave * soft(noise, min(IMAGE_SIZE, rows << octave), min(IMAGE_SIZE, columns << octave))
    low, high = total.min(), total.max()
    return (total - low) / max(1e-6, high - low)


def grain(noise: np.random.Generator) -> np.ndarray:
    """A number of its own for every pixel, mean 0, deviation 1."""
    return noise.standard_normal(SQUARE, dtype=np.float32)


def bent(field: np.ndarray, noise: np.random.Generator, cells: int, pixels: float) -> np.ndarray:
    """The field moved to and fro by smooth noise."""
    moved = [((soft(noise, cells, cells) - 0.5) * 2 * pixels + axis * IMAGE_SIZE - 0.5).round().astype(int) for axis in (DOWN, ACROSS)]
    return field[moved[0] % IMAGE_SIZE, moved[1] % IMAGE_SIZE]


def cells(noise: np.random.Generator, rows: int, columns: int, jitter: float = 1.0, bend: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Worley's cells: distance to the nearest seed, to the second (in cell widths), and the number of the nearest."""
    down, across = DOWN, ACROSS
    if bend:
        down = down + (soft(noise, rows * 2, columns * 2) - 0.5) * bend / rows
        across = across + (soft(noise, rows * 2, columns * 2) - 0.5) * bend / columns
    y, x = down * rows, across * columns
    row, column = np.floor(y).astype(int), np.floor(x).astype(int)
    offsets = 0.5 + (noise.random((2, rows, columns), dtype=np.float32) - 0.5) * jitter
    first = np.full(SQUARE, 9, np.float32)
    second = np.full(SQUARE, 9, np.float32)
    number = np.zeros(SQUARE, int)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            r, c = (row + dy) % rows, (column + dx) % columns
            away = np.hypot(row + dy + offsets[0][r, c] - y, column + dx + offsets[1][r, c] - x)
            nearer = away < first
            second = np.where(nearer, first, np.minimum(second, away))
            number = np.where(nearer, r * columns + c, number)
            first = np.where(nearer, away, first)
    return first, second, number


def courses(rows: int, columns: int, shift: float, down: np.ndarray = DOWN, across: np.ndarray = ACROSS) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Bricks in rows, each row shifted: pixels to the nearest joint, number of the brick, and the place in it (0..1 down, across)."""
    row = np.floor(down * rows).astype(int)
    along = across * columns + (row * shift) % 1
    column = np.floor(along).astype(int)
    v, u = down * rows - row, along - column
    joint = np.minimum(np.minimum(v, 1 - v) * IMAGE_SIZE / rows, np.minimum(u, 1 - u) * IMAGE_SIZE / columns)
    return joint, (row % rows) * (columns + 1) + column % columns, v, u


def each(noise: np.random.Generator, numbers: np.ndarray) -> np.ndarray:
    """One random number of 0..1 for every brick or cell."""
    return noise.random(int(numbers.max()) + 1, dtype=np.float32)[numbers]


def ramp(field: np.ndarray, *colours: Colour) -> np.ndarray:
    """0..1 through the colours, evenly spaced."""
    table = np.array(colours, np.float32)
    stops = np.linspace(0, 1, len(colours))
    wanted = np.linspace(0, 1, 256)
    lookup = np.stack([np.interp(wanted, stops, table[:, c]) for c in range(3)], -1).astype(np.float32)
    return lookup[(np.clip(field, 0, 1) * 255).astype(int)]


def lit(pixels: np.ndarray, height: np.ndarray, strength: float) -> np.ndarray:
    """Light from the upper left over a height field of 0..1."""
    slope = (height - np.roll(height, (1, 1), (0, 1))) + 0.5 * (height - np.roll(height, 1, 0))
    return pixels * np.clip(1 + strength * slope, 0.3, 1.8)[..., None]


def over(below: np.ndarray, above: np.ndarray | Colour, cover: np.ndarray) -> np.ndarray:
    """`above` where `cover` is 1, mixed between."""
    part = np.clip(cover, 0, 1)[..., None]
    return below * (1 - part) + np.asarray(above, np.float32) * part


def step(field: np.ndarray, edge: float, softness: float) -> np.ndarray:
    """0 below the edge, 1 above, a ramp of the given width between."""
    return np.clip((field - edge) / softness + 0.5, 0, 1)
