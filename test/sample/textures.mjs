// Square tiles as games and backgrounds have them: patterns drawn as vectors, materials computed pixel by pixel.
import sharp from 'sharp';

const pixels = 256;

/** In the order of their numbers. */
const textures = [
  bricks,
  grass,
  stripes,
  stone,
  dots,
  wood,
  checkerboard,
  water,
  sand,
  plaid,
  hexagons,
  gradient,
];

export function textureFiles() {
  return Promise.all(
    textures.map(async (texture, index) => ({
      path: `textures/tile-${String(index + 1).padStart(2, '0')}.png`,
      bytes: await texture().png().toBuffer(),
    })),
  );
}

function checkerboard() {
  return pattern(
    64,
    '<rect width="64" height="64" fill="#fff"/><path d="M0 0h32v32H0zM32 32h32v32H32z" fill="#111"/>',
  );
}

function stripes() {
  return pattern(
    48,
    '<rect width="48" height="48" fill="#fff"/><rect width="24" height="48" fill="#d22"/>',
    'rotate(45)',
  );
}

function dots() {
  return pattern(
    40,
    '<rect width="40" height="40" fill="#f7c8d8"/><circle cx="20" cy="20" r="10" fill="#fff"/>',
  );
}

function plaid() {
  const bands =
    '<path d="M0 10h64v18H0z" fill="#123a6b" opacity=".7"/><path d="M10 0h18v64H10z" fill="#123a6b" opacity=".7"/>';
  const threads = '<path d="M0 46h64v4H0zM46 0h4v64h-4z" fill="#f3d35a" opacity=".9"/>';
  return pattern(64, `<rect width="64" height="64" fill="#b3262e"/>${bands}${threads}`);
}

function hexagons() {
  const line = 'fill="none" stroke="#e0912f" stroke-width="4"';
  return pattern(
    [48, 84],
    `<rect width="48" height="84" fill="#fbd36b"/><path d="M24 0v14L0 28v28l24 14v14M24 14l24 14v28L24 70" ${line}/>`,
  );
}

function bricks() {
  const row = (y, x) => `<rect x="${x}" y="${y}" width="60" height="28" fill="#a4492f"/>`;
  return pattern(
    64,
    `<rect width="64" height="64" fill="#cfc6b8"/>${row(2, 2)}${row(34, -30)}${row(34, 34)}`,
  );
}

function gradient() {
  const stops = '<stop offset="0" stop-color="#2b1055"/><stop offset="1" stop-color="#f8a170"/>';
  return drawn(
    `<linearGradient id="g" x2="0" y2="1">${stops}</linearGradient><rect width="${pixels}" height="${pixels}" fill="url(#g)"/>`,
  );
}

function wood() {
  const noise = smoothNoise(4, 64, 6);
  return computed((x, y) => {
    const rings = 0.5 + 0.5 * Math.sin(y * 0.22 + 5 * noise(x, y));
    const plank = y % 64 < 2 ? 0.55 : 1;
    return mix([122, 76, 40], [196, 142, 88], rings).map(value => value * plank);
  });
}

function grass() {
  const blades = smoothNoise(11, 3, 14);
  const patches = smoothNoise(12, 60, 60);
  return computed((x, y) => mix([24, 78, 20], [128, 186, 60], 0.7 * blades(x, y) + 0.3 * patches(x, y)));
}

function stone() {
  const coarse = smoothNoise(21, 40, 40);
  const fine = smoothNoise(22, 4, 4);
  return computed((x, y) => mix([70, 70, 74], [176, 174, 170], 0.65 * coarse(x, y) + 0.35 * fine(x, y)));
}

function water() {
  const noise = smoothNoise(31, 48, 24);
  return computed((x, y) => {
    const wave = 0.5 + 0.5 * Math.sin(y * 0.18 + 6 * noise(x, y));
    return mix([14, 70, 130], [120, 200, 226], wave ** 2);
  });
}

function sand() {
  const grains = smoothNoise(41, 2, 2);
  const dunes = smoothNoise(42, 70, 30);
  return computed((x, y) => mix([190, 156, 100], [242, 218, 166], 0.5 * grains(x, y) + 0.5 * dunes(x, y)));
}

function pattern(size, content, transform = '') {
  const [width, height] = Array.isArray(size) ? size : [size, size];
  return drawn(
    `<pattern id="p" width="${width}" height="${height}" patternUnits="userSpaceOnUse" patternTransform="${transform}">${content}</pattern>` +
      `<rect width="${pixels}" height="${pixels}" fill="url(#p)"/>`,
  );
}

function drawn(content) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${pixels}">${content}</svg>`;
  return sharp(Buffer.from(svg)).removeAlpha();
}

/** A picture from a function of the place; the colour is three numbers in 0..255. */
function computed(colourAt) {
  const data = Buffer.alloc(pixels * pixels * 3);
  for (let y = 0; y < pixels; y++) {
    for (let x = 0; x < pixels; x++) {
      colourAt(x, y).forEach((value, channel) => {
        data[(y * pixels + x) * 3 + channel] = Math.round(value);
      });
    }
  }
  return sharp(data, { raw: { width: pixels, height: pixels, channels: 3 } });
}

function mix(from, to, share) {
  return from.map((value, channel) => value + (to[channel] - value) * share);
}

/** Value noise in 0..1: random numbers on a grid of cells, smoothly joined. The same seed gives the same noise. */
function smoothNoise(seed, cellWidth, cellHeight) {
  const random = randomNumbers(seed);
  const columns = Math.ceil(pixels / cellWidth) + 2;
  const rows = Math.ceil(pixels / cellHeight) + 2;
  const grid = Float64Array.from({ length: columns * rows }, random);
  const smooth = t => t * t * (3 - 2 * t);
  return (x, y) => {
    const column = Math.floor(x / cellWidth);
    const row = Math.floor(y / cellHeight);
    const right = smooth(x / cellWidth - column);
    const down = smooth(y / cellHeight - row);
    const at = (i, j) => grid[(row + j) * columns + column + i];
    const top = at(0, 0) + (at(1, 0) - at(0, 0)) * right;
    const bottom = at(0, 1) + (at(1, 1) - at(0, 1)) * right;
    return top + (bottom - top) * down;
  };
}

/** Mulberry32 by Tommy Ettinger: small, public domain, and the same on every machine. */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
