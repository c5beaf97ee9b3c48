/** A folder of pictures that nobody drew: what number n looks like and is called follows from n. */

export interface FormulaPicture {
  readonly path: string;
  readonly colour: string;
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
}

export const colours: Readonly<Record<string, string>> = {
  red: '#d13438',
  orange: '#ca5010',
  yellow: '#c19c00',
  green: '#498205',
  teal: '#038387',
  blue: '#4f6bed',
  purple: '#881798',
  grey: '#69797e',
};
const colourNames = Object.keys(colours);
const sizes = [
  [640, 640],
  [1200, 800],
  [600, 800],
  [1920, 1080],
  [640, 480],
  [720, 1280],
  [1600, 600],
] as const;
const folders = ['', 'icons', 'photos/summer', 'marketing/landing-page/header'];

/** `n` counts from 0. */
export function pictureAt(n: number): FormulaPicture {
  const colour = colourNames[n % colourNames.length]!;
  const [width, height] = sizes[n % sizes.length]!;
  const name = n % 11 === 5 ? `${colour}-background-illustration-large-${n}@2x.png` : `${colour}-${n}.png`;
  const folder = folders[Math.floor(n / 40) % folders.length]!;
  return { path: folder ? `${folder}/${name}` : name, colour, width, height, hasAlpha: n % 5 === 3 };
}

/** The number in a picture's path or thumbnail; undefined for what is none. */
export function numberIn(path: string): number | undefined {
  const digits = /(\d+)(@2x)?\.(png|svg)$/.exec(path)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function drawn(n: number): string {
  const { width, height, colour, hasAlpha } = pictureAt(n);
  const radius = Math.min(width, height) * 0.3;
  const ground = hasAlpha ? '' : `<rect width="${width}" height="${height}" fill="#fff2d8"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${ground}<circle cx="${width / 2}" cy="${height / 2}" r="${radius}" fill="${colours[colour]}"/></svg>`;
}
