/** Small pictures of many formats, each decided by a seed: two colours, a border, and a size. */
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';

export interface Picture {
  /** Without the dot. */
  readonly extension: string;
  readonly bytes: Buffer;
}

type Random = () => number;
type Colour = readonly [red: number, green: number, blue: number];

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly inside: Colour;
  readonly border: Colour;
}

/** How often each format comes, of all weights together. AVIF is rare, since making it takes longest. */
const formats: readonly (readonly [extension: string, weight: number, make: Make])[] = [
  ['png', 30, drawing => pixels(drawing).png().toBuffer()],
  ['jpg', 25, drawing => pixels(drawing).jpeg().toBuffer()],
  ['webp', 15, drawing => pixels(drawing).webp().toBuffer()],
  ['gif', 8, drawing => pixels(drawing).gif().toBuffer()],
  ['svg', 8, drawing => Promise.resolve(svg(drawing))],
  ['svgz', 2, drawing => Promise.resolve(gzipSync(svg(drawing)))],
  ['bmp', 5, drawing => Promise.resolve(bmp(drawing))],
  ['ppm', 2, drawing => Promise.resolve(ppm(drawing))],
  ['tif', 4, drawing => pixels(drawing).tiff().toBuffer()],
  ['avif', 1, drawing => pixels(drawing).avif({ effort: 0 }).toBuffer()],
];
type Make = (drawing: Drawing) => Promise<Buffer>;

const allWeights = formats.reduce((sum, [, weight]) => sum + weight, 0);

/** Takes all its random numbers before it waits, so that a seed gives the same pictures whatever runs beside it. */
export function picture(random: Random): Promise<Picture> {
  let left = random() * allWeights;
  const [extension, , make] = formats.find(([, weight]) => (left -= weight) < 0) ?? formats[0]!;
  const drawing = drawnAt(random);
  return make(drawing).then(bytes => ({ extension, bytes }));
}

/** What else lies about under a picture's name. */
export function noPicture(random: Random): Buffer {
  const pick = Math.floor(random() * 4);
  if (pick === 0) return Buffer.alloc(0);
  if (pick === 1) {
    return Buffer.from(
      `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`,
    );
  }
  if (pick === 2) return Buffer.from('<!doctype html><title>404</title><p>There is no such picture.</p>');
  return Buffer.from(Array.from({ length: 300 }, () => Math.floor(random() * 256)));
}

function drawnAt(random: Random): Drawing {
  const colour = (): Colour => [byte(random), byte(random), byte(random)];
  // Now and then a larger one: a batch that takes longer is more often the one that a kill meets.
  const edge = random() < 0.03 ? 700 : 48;
  const size = () => 16 + Math.floor(random() * edge);
  return { width: size(), height: size(), inside: colour(), border: colour() };
}

function byte(random: Random): number {
  return Math.floor(random() * 256);
}

/** Red, green, blue, line after line; the border takes an eighth of each side. */
function rgbOf({ width, height, inside, border }: Drawing): Buffer {
  const rgb = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBorder = Math.min(x, width - 1 - x) * 8 < width || Math.min(y, height - 1 - y) * 8 < height;
      rgb.set(isBorder ? border : inside, (y * width + x) * 3);
    }
  }
  return rgb;
}

function pixels(drawing: Drawing) {
  const { width, height } = drawing;
  return sharp(rgbOf(drawing), { raw: { width, height, channels: 3 } });
}

function svg({ width, height, inside, border }: Drawing): Buffer {
  const [edge, across, down] = [width >> 3, width - 2 * (width >> 3), height - 2 * (width >> 3)];
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
      `<rect width="${width}" height="${height}" fill="rgb(${border.join()})"/>` +
      `<rect x="${edge}" y="${edge}" width="${across}" height="${Math.max(1, down)}" fill="rgb(${inside.join()})"/></svg>`,
  );
}

function ppm(drawing: Drawing): Buffer {
  return Buffer.concat([Buffer.from(`P6\n${drawing.width} ${drawing.height}\n255\n`), rgbOf(drawing)]);
}

/** Windows' bitmap in its common form: a header of 14 and one of 40 bytes, lines from below, padded to four bytes. */
function bmp(drawing: Drawing): Buffer {
  const { width, height } = drawing;
  const rgb = rgbOf(drawing);
  const stride = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + stride * height);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3;
      file.set([rgb[from + 2]!, rgb[from + 1]!, rgb[from]!], 54 + (height - 1 - y) * stride + x * 3);
    }
  }
  return file;
}
