/** Colours × shapes: drawn here, by code that training never used, as SVG files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Model } from './model.ts';
import { ranksOfOwn } from './photographs.ts';
import type { Bench } from './places.ts';
import { randomNumbers, seed } from './random.ts';
import { type Measurement, share } from './rows.ts';

/** The names of models/training/pictures.py; the colours are CSS's or close to them, not the training's. */
const colours: Readonly<Record<string, readonly [number, number, number]>> = {
  red: [228, 24, 24],
  green: [24, 140, 40],
  blue: [30, 70, 225],
  yellow: [255, 222, 20],
  orange: [255, 140, 0],
  purple: [128, 30, 150],
  pink: [255, 130, 180],
  brown: [130, 72, 30],
  black: [12, 12, 12],
  grey: [128, 128, 128],
};

/** Each shape within -1..1, as the inside of an SVG element. */
const shapes: Readonly<Record<string, string>> = {
  circle: '<circle r="1"/>',
  square: '<rect x="-0.85" y="-0.85" width="1.7" height="1.7"/>',
  triangle: '<path d="M0-.95 1 .8H-1z"/>',
  star: `<path d="${starPath(5, 1, 0.42)}"/>`,
  heart: '<path d="M0 .95C-1.5-.1-.9-1 -.45-.9-.2-.87 0-.65 0-.5 0-.65 .2-.87 .45-.9 .9-1 1.5-.1 0 .95z"/>',
  rectangle: '<rect x="-1" y="-0.5" width="2" height="1"/>',
  hexagon: '<path d="M1 0 .5 .866H-.5L-1 0-.5-.866H.5z"/>',
  diamond: '<path d="M0-1 .68 0 0 1-.68 0z"/>',
  cross: '<path d="M-.3-1H.3V-.3H1V.3H.3V1H-.3V.3H-1V-.3H-.3z"/>',
  arrow: '<path d="M-1-.22H.1V-.72L1 0 .1 .72V.22H-1z"/>',
};

/** Sets of 10 × 10 drawings; each drawing is named among the hundred names. */
const sets = 3;
const side = 256;

export function coloursAndShapes({ scratch }: Bench): Promise<Measurement> {
  const random = randomNumbers(seed);
  const folder = path.join(scratch, 'shapes');
  mkdirSync(folder);
  const names = Object.keys(colours).flatMap(colour =>
    Object.keys(shapes).map(shape => `${colour} ${shape}`),
  );
  const files = Array.from({ length: sets }, (_, set) =>
    names.map(name => {
      const [colour, shape] = name.split(' ');
      const file = path.join(folder, `${set}-${name}.svg`);
      writeFileSync(file, drawing(colours[colour!]!, shapes[shape!]!, random));
      return file;
    }),
  );
  return Promise.resolve(async (model: Model) => {
    const texts = await model.texts(names);
    const named: number[] = [];
    const found: number[] = [];
    for (const set of files) {
      const images = await model.images(set);
      named.push(...ranksOfOwn(images, texts));
      found.push(...ranksOfOwn(texts, images));
    }
    return [
      share(
        `colours × shapes, top-1 of ${names.length} names, ${sets} sets`,
        named.map(rank => rank < 1),
      ),
      share(
        `colours × shapes by name, right drawing first of ${names.length}`,
        found.map(rank => rank < 1),
      ),
    ];
  });
}

/** On white, anywhere, in any size from half the picture on, a little turned, and a little off the pure colour. */
function drawing(colour: readonly [number, number, number], shape: string, random: () => number): string {
  const between = (low: number, high: number) => low + (high - low) * random();
  const radius = between(0.25, 0.45) * side;
  const slack = side / 2 - radius;
  const [x, y] = [side / 2 + between(-slack, slack), side / 2 + between(-slack, slack)];
  const fill = colour.map(value => Math.round(Math.max(0, Math.min(255, value + between(-12, 12)))));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><rect width="100%" height="100%" fill="white"/><g transform="translate(${x} ${y}) rotate(${between(-6, 6)}) scale(${radius})" fill="rgb(${fill.join(',')})">${shape}</g></svg>`;
}

function starPath(points: number, outer: number, inner: number): string {
  const corners = Array.from({ length: 2 * points }, (_, i) => {
    const turn = (Math.PI * i) / points - Math.PI / 2;
    const radius = i % 2 === 0 ? outer : inner;
    return `${(radius * Math.cos(turn)).toFixed(3)} ${(radius * Math.sin(turn)).toFixed(3)}`;
  });
  return `M${corners.join('L')}z`;
}
