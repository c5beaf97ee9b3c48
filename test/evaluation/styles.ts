/** Photographs made into drawings: a stand-in for art, cartoon and sketch that needs no other pictures. */
import sharp, { type Sharp } from 'sharp';

/** Gives a PNG. */
export type Style = (file: string) => Promise<Buffer>;

/** Longest side of what is drawn: strokes have the width of a drawing's at the size that a network sees. */
const side = 320;

export const styles: Readonly<Record<string, Style>> = {
  grey: async file => (await small(file)).greyscale().png(fast).toBuffer(),
  // A photograph under its own blurred negative, as pencil filters do it ("colour dodge").
  sketch: async file => {
    const { pixels, width, height } = await greyPixels(file);
    const soft = await blurred(pixels, width, height, 6);
    return fromGrey(
      pixels.map((value, i) => Math.min(255, (255 * value) / Math.max(1, soft[i]!))),
      width,
      height,
    );
  },
  // Black lines on white where the brightness changes (Sobel).
  edges: async file => {
    const { pixels, width, height } = await greyPixels(file);
    const strength = sobel(await blurred(pixels, width, height, 1), width, height);
    return fromGrey(
      Uint8Array.from(strength, value => 255 - Math.min(255, value)),
      width,
      height,
    );
  },
  // Few plain colours within dark lines.
  cartoon: async file => {
    const flat = (await small(file)).median(5).modulate({ saturation: 1.4 });
    const { data, info } = await flat.raw().toBuffer({ resolveWithObject: true });
    const { pixels, width, height } = await greyPixels(file);
    const strength = sobel(await blurred(pixels, width, height, 1.5), width, height);
    const drawn = Buffer.from(
      data.map((value, i) => (strength[Math.floor(i / 3)]! > 110 ? 20 : Math.round(value / 51) * 51)),
    );
    return sharp(drawn, { raw: { width: info.width, height: info.height, channels: 3 } })
      .png(fast)
      .toBuffer();
  },
  // Broad dabs of one colour each.
  oil: async file => (await small(file)).median(9).modulate({ saturation: 1.2 }).png(fast).toBuffer(),
};

const fast = { compressionLevel: 1 };

async function small(file: string): Promise<Sharp> {
  const { data, info } = await sharp(file)
    .autoOrient()
    .toColourspace('srgb')
    .removeAlpha()
    .resize(side, side, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
}

interface GreyPixels {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

async function greyPixels(file: string): Promise<GreyPixels> {
  const { data, info } = await (
    await small(file)
  )
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: new Uint8Array(data), width: info.width, height: info.height };
}

async function blurred(
  pixels: Uint8Array,
  width: number,
  height: number,
  sigma: number,
): Promise<Uint8Array> {
  const image = sharp(pixels, { raw: { width, height, channels: 1 } })
    .blur(sigma)
    .toColourspace('b-w');
  return new Uint8Array(await image.raw().toBuffer());
}

function fromGrey(pixels: Uint8Array, width: number, height: number): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .png(fast)
    .toBuffer();
}

/** How steep the brightness is at each pixel, above 255 where it is steepest; 0 at the border. */
function sobel(pixels: Uint8Array, width: number, height: number): Float32Array {
  const strength = new Float32Array(pixels.length);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = (dx: number, dy: number) => pixels[(y + dy) * width + x + dx]!;
      const across = at(1, -1) + 2 * at(1, 0) + at(1, 1) - at(-1, -1) - 2 * at(-1, 0) - at(-1, 1);
      const down = at(-1, 1) + 2 * at(0, 1) + at(1, 1) - at(-1, -1) - 2 * at(0, -1) - at(1, -1);
      strength[y * width + x] = Math.hypot(across, down);
    }
  }
  return strength;
}
