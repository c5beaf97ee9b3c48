// Plain shapes in plain colours, as badges and markers are.
import sharp from 'sharp';

const pixels = 256;

const colours = {
  red: '#dc1e23',
  green: '#23a03c',
  blue: '#2355d7',
  yellow: '#fad728',
  purple: '#8232aa',
  pink: '#f578af',
  brown: '#7d4b23',
  black: '#111111',
  grey: '#878787',
  orange: '#f5871a',
  turquoise: '#32beaa',
};

/** In the order of their numbers. */
const shapes = [
  ['blue', 'square', 'png'],
  ['yellow', 'triangle', 'svg'],
  ['green', 'circle', 'png'],
  ['red', 'circle', 'png'],
  ['purple', 'hexagon', 'png'],
  ['red', 'square', 'svg'],
  ['yellow', 'star', 'png'],
  ['black', 'cross', 'png'],
  ['blue', 'circle', 'svg'],
  ['pink', 'pentagon', 'png'],
  ['blue', 'star', 'png'],
  ['green', 'triangle', 'svg'],
  ['turquoise', 'oval', 'png'],
  ['red', 'triangle', 'png'],
  ['brown', 'diamond', 'svg'],
  ['red', 'circle', 'svg'],
  ['yellow', 'circle', 'png'],
  ['grey', 'ring', 'png'],
  ['orange', 'arrow', 'svg'],
  ['green', 'square', 'png'],
];

export function shapeFiles() {
  return Promise.all(
    shapes.map(async ([colour, shape, format], index) => {
      const path = `shapes/shape-${String(index + 1).padStart(2, '0')}.${format}`;
      // The vector files have nothing behind the shape, and another size: none has the pixels of another one.
      const svg = Buffer.from(
        svgOf(elementOf(shape, colours[colour]), format === 'png' ? pixels : 120, format),
      );
      return { path, bytes: format === 'png' ? await sharp(svg).removeAlpha().png().toBuffer() : svg };
    }),
  );
}

function svgOf(element, side, format) {
  const background = format === 'png' ? '<rect width="100" height="100" fill="#ffffff"/>' : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 100 100">${background}${element}</svg>\n`;
}

function elementOf(shape, fill) {
  switch (shape) {
    case 'circle':
      return `<circle cx="50" cy="50" r="38" fill="${fill}"/>`;
    case 'oval':
      return `<ellipse cx="50" cy="50" rx="44" ry="26" fill="${fill}"/>`;
    case 'ring':
      return `<circle cx="50" cy="50" r="32" fill="none" stroke="${fill}" stroke-width="12"/>`;
    case 'square':
      return `<rect x="16" y="16" width="68" height="68" fill="${fill}"/>`;
    case 'diamond':
      return polygon(
        [
          [50, 8],
          [84, 50],
          [50, 92],
          [16, 50],
        ],
        fill,
      );
    case 'triangle':
      return polygon(
        [
          [50, 12],
          [90, 84],
          [10, 84],
        ],
        fill,
      );
    case 'pentagon':
      return polygon(corners(5, 42), fill);
    case 'hexagon':
      return polygon(corners(6, 42), fill);
    case 'star':
      // Of a regular five-pointed star, the inner corners lie 0.382 times as far out as the points.
      return polygon(
        corners(5, 44).flatMap((corner, i) => [corner, corners(5, 44 * 0.382, 36)[i]]),
        fill,
      );
    case 'cross':
      return `<path d="M38 12h24v26h26v24H62v26H38V62H12V38h26z" fill="${fill}"/>`;
    case 'arrow':
      return `<path d="M10 40h44V20l36 30-36 30V60H10z" fill="${fill}"/>`;
    default:
      throw new Error(`Nobody has said how to draw a ${shape}.`);
  }
}

/** Corners of a regular polygon, the first on top, turned by some degrees. */
function corners(count, radius, turn = 0) {
  return Array.from({ length: count }, (_, i) => {
    const angle = ((turn - 90 + (360 * i) / count) * Math.PI) / 180;
    return [50 + radius * Math.cos(angle), 50 + radius * Math.sin(angle)];
  });
}

function polygon(points, fill) {
  const list = points.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join(' ');
  return `<polygon points="${list}" fill="${fill}"/>`;
}
