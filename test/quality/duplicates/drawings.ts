/** Pictures drawn by procedures: some to be copied, and families of pictures that look alike and are none of them a copy. */
import type { Random } from './edits.ts';
import { scribble } from './edits.ts';

const svg = (width: number, height: number, body: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;

const paint = (random: Random) =>
  `hsl(${Math.floor(random() * 360)},${30 + Math.floor(random() * 60)}%,${25 + Math.floor(random() * 55)}%)`;

/** A scene of a few dozen shapes. */
export function scene(random: Random): string {
  const parts = [`<rect width="480" height="360" fill="${paint(random)}"/>`];
  for (let at = 0; at < 45; at++) parts.push(shape(random, 480, 360, 70));
  return svg(480, 360, parts.join(''));
}

function shape(random: Random, width: number, height: number, most: number): string {
  const [x, y, size] = [random() * width, random() * height, 8 + random() * most];
  const fill = paint(random);
  switch (Math.floor(random() * 4)) {
    case 0:
      return `<circle cx="${x}" cy="${y}" r="${size / 2}" fill="${fill}"/>`;
    case 1:
      return `<rect x="${x}" y="${y}" width="${size}" height="${size * (0.3 + random())}" transform="rotate(${random() * 90} ${x} ${y})" fill="${fill}"/>`;
    case 2:
      return `<path d="M${x} ${y}l${size} ${size * random()}l${-size * random()} ${size}z" fill="${fill}"/>`;
    default:
      return `<path d="M${x} ${y}q${size} ${-size} ${size * 2} 0t${size} ${size * random()}" stroke="${fill}" stroke-width="${2 + random() * 6}" fill="none"/>`;
  }
}

/** A chart with bars and labels: the sort of figure that a report has. */
export function chart(random: Random): string {
  const bars = 5 + Math.floor(random() * 9);
  const parts = [
    '<rect width="480" height="320" fill="#fff"/>',
    '<path d="M40 20V280H460" stroke="#333" stroke-width="2" fill="none"/>',
  ];
  const fill = paint(random);
  for (let at = 0; at < bars; at++) {
    const [width, height] = [400 / bars, 30 + random() * 220];
    parts.push(
      `<rect x="${50 + at * width}" y="${280 - height}" width="${width * 0.7}" height="${height}" fill="${random() < 0.3 ? paint(random) : fill}"/>`,
    );
    parts.push(scribble(random, 50 + at * width, 288, 12, 2, '#444'));
  }
  parts.push(scribble(random, 60, 8, 16, 14, '#222'));
  return svg(480, 320, parts.join(''));
}

/** Each function gives a family: pictures of which no two are the same. */
export const families: Readonly<Record<string, (random: Random) => readonly string[]>> = {
  'frames of a burst': random => {
    // Things move on their own, the camera a little: nothing that one crop and one scale would undo.
    const things = Array.from({ length: 26 }, () => ({
      x: random() * 480,
      y: random() * 360,
      size: 20 + random() * 60,
      fill: paint(random),
      vx: (random() - 0.5) * 90,
      vy: (random() - 0.5) * 70,
      turn: random() * 90,
    }));
    const ground = paint(random);
    return Array.from({ length: 4 }, (_, time) =>
      svg(
        480,
        360,
        `<rect width="480" height="360" fill="${ground}"/>` +
          things
            .map(
              ({ x, y, size, fill, vx, vy, turn }) =>
                `<rect x="${x + vx * time}" y="${y + vy * time}" width="${size}" height="${size * 0.7}" rx="6" transform="rotate(${turn * (1 + time * 0.4)} ${x + vx * time} ${y + vy * time})" fill="${fill}"/>`,
            )
            .join(''),
      ),
    );
  },
  'playing cards': random => {
    const suits = [
      'M0 -10C10 -22 24 -6 0 14C-24 -6 -10 -22 0 -10z',
      'M0 -16L12 0L0 16L-12 0z',
      'M0 -16L14 6H4L8 14H-8L-4 6H-14z',
      'M-6 -6a7 7 0 1 1 12 0a7 7 0 1 1 0 12L8 16H-8L0 6a7 7 0 1 1 -6 -12z',
    ];
    const suit = Math.floor(random() * 4);
    const ink = suit < 2 ? '#c01818' : '#181818';
    // Every deck has pips and a frame of its own: no card of one is a card of another.
    const [pipScale, frame] = [0.7 + random() * 0.6, 2 + random() * 5];
    const places = [
      [100, 60],
      [100, 220],
      [60, 60],
      [140, 60],
      [60, 220],
      [140, 220],
      [60, 140],
      [140, 140],
      [100, 100],
      [100, 180],
    ];
    return Array.from({ length: 9 }, (_, at) => {
      const pips = places
        .slice(0, at + 2)
        .map(
          ([x, y]) =>
            `<path d="${suits[suit]}" transform="translate(${x} ${y}) scale(${pipScale.toFixed(2)})" fill="${ink}"/>`,
        );
      const corner = `<path d="${suits[suit]}" transform="translate(22 24) scale(.6)" fill="${ink}"/>`;
      return svg(
        200,
        280,
        `<rect x="2" y="2" width="196" height="276" rx="14" fill="#fff" stroke="#777" stroke-width="${frame.toFixed(1)}"/>${corner}<g transform="rotate(180 100 140)">${corner}</g>${pips.join('')}`,
      );
    });
  },
  'clock faces': random => {
    const ground = paint(random);
    return Array.from({ length: 8 }, (_, at) => {
      const ticks = Array.from(
        { length: 12 },
        (_, tick) =>
          `<rect x="118" y="14" width="4" height="16" transform="rotate(${tick * 30} 120 120)" fill="#333"/>`,
      ).join('');
      const hands = `<rect x="116" y="60" width="8" height="66" rx="4" transform="rotate(${at * 45 + random() * 20} 120 120)" fill="#222"/><rect x="118" y="34" width="4" height="90" rx="2" transform="rotate(${at * 83 + random() * 40} 120 120)" fill="#222"/>`;
      return svg(
        240,
        240,
        `<circle cx="120" cy="120" r="116" fill="${ground}"/><circle cx="120" cy="120" r="104" fill="#fafafa"/>${ticks}${hands}`,
      );
    });
  },
  'one template, other words': random => {
    const [ground, band, ink] = [paint(random), paint(random), '#fff'];
    return Array.from({ length: 6 }, () =>
      svg(
        480,
        250,
        `<rect width="480" height="250" fill="${ground}"/><rect y="180" width="480" height="70" fill="${band}"/><circle cx="420" cy="60" r="34" fill="${band}"/>` +
          scribble(random, 30, 40, 44, 9, ink) +
          scribble(random, 30, 110, 30, 12, ink) +
          scribble(random, 30, 200, 22, 12, ink),
      ),
    );
  },
  'a walk in frames': random => {
    const [skin, shirt, trousers, far] = [paint(random), paint(random), paint(random), '#5a5048'];
    // Every figure is built in its own way, so that no frame is another figure's in other colours.
    const [girth, head] = [26 + random() * 16, 14 + random() * 12];
    return Array.from({ length: 8 }, (_, frame) => {
      // A quarter of a frame ahead, so that no two frames are at the same point of the swing.
      const swing = Math.sin(((frame + 0.25) / 8) * 2 * Math.PI) * 38;
      const bob = Math.abs(Math.cos(((frame + 0.25) / 8) * 2 * Math.PI)) * 6;
      const limb = (x: number, y: number, angle: number, fill: string, length: number) =>
        `<rect x="${x - 5}" y="${y}" width="10" height="${length}" rx="5" transform="rotate(${angle} ${x} ${y})" fill="${fill}"/>`;
      return svg(
        120,
        180,
        `<g transform="translate(0 ${8 - bob})">` +
          limb(60, 70, -swing, far, 48) +
          limb(60, 108, swing, far, 58) +
          limb(60, 108, -swing, trousers, 58) +
          `<rect x="${60 - girth / 2}" y="60" width="${girth}" height="54" rx="10" fill="${shirt}"/><circle cx="60" cy="40" r="${head}" fill="${skin}"/><circle cx="67" cy="36" r="3" fill="#222"/>` +
          limb(60, 70, swing, skin, 48) +
          '</g>',
      );
    });
  },
  'flowers of one kind': random =>
    Array.from({ length: 6 }, () => {
      const petals = 5 + Math.floor(random() * 6);
      const fill = `hsl(${330 + random() * 30},70%,${55 + random() * 15}%)`;
      const leaf = Array.from(
        { length: 20 },
        () =>
          `<ellipse cx="${random() * 300}" cy="${random() * 300}" rx="${20 + random() * 30}" ry="8" transform="rotate(${random() * 180} 150 150)" fill="hsl(${90 + random() * 40},50%,${25 + random() * 20}%)"/>`,
      ).join('');
      const blossom = Array.from(
        { length: petals },
        (_, at) =>
          `<ellipse cx="150" cy="${95 + random() * 10}" rx="${22 + random() * 12}" ry="${48 + random() * 10}" transform="rotate(${(at * 360) / petals + random() * 12} 150 150)" fill="${fill}"/>`,
      ).join('');
      return svg(
        300,
        300,
        `<rect width="300" height="300" fill="#2d4a22"/>${leaf}${blossom}<circle cx="150" cy="150" r="24" fill="#f4c430"/>`,
      );
    }),
  'buttons with other words': random => {
    const fill = paint(random);
    return Array.from({ length: 5 }, () =>
      svg(
        200,
        60,
        `<rect x="2" y="2" width="196" height="56" rx="12" fill="${fill}"/>${scribble(random, 36, 18, 26, 6, '#fff')}`,
      ),
    );
  },
};
