/** One sketch laid onto another: its luma in the other's pixels. */
import type { Sketch } from '../protocol/encoder.ts';
import type { Affine } from './alignment.ts';

/** Luma in 0..255, row by row; −1 where a picture laid onto another does not reach. */
export interface Plane {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** The luma of a sketch on a ground of 0 (black) to 255 (white). */
export function lumaOn({ luma, alpha, width, height }: Sketch, ground: number): Plane {
  const data = Float32Array.from(luma);
  if (alpha) for (let at = 0; at < data.length; at++) data[at]! += ((255 - alpha[at]!) * ground) / 255;
  return { data, width, height };
}

/** A finer picture is sampled at so many places each way for one pixel, at most. */
const mostSamples = 4;

/** The plane as seen in the pixels of another one, which `map` takes to its own. */
export function warped(source: Plane, map: Affine, width: number, height: number): Plane {
  const data = new Float32Array(width * height);
  const [a, b, c, d, e, f] = map;
  const scale = Math.sqrt(Math.abs(a * e - b * d));
  const samples = Math.max(1, Math.min(mostSamples, Math.round(scale)));
  const share = 1 / (samples * samples);
  const [right, bottom] = [source.width - 0.5, source.height - 0.5];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      let sum = 0;
      for (let sy = 0; sy < samples; sy++) {
        const v = y + (sy + 0.5) / samples;
        for (let sx = 0; sx < samples; sx++) {
          const u = x + (sx + 0.5) / samples;
          const px = a * u + b * v + c;
          const py = d * u + e * v + f;
          if (px < 0.5 || py < 0.5 || px > right || py > bottom) {
            sum = -1;
            sx = sy = samples;
            break;
          }
          sum += bilinear(source, px - 0.5, py - 0.5);
        }
      }
      data[at] = sum < 0 ? -1 : sum * share;
    }
  }
  return { data, width, height };
}

/** Between the middles of four pixels, which must be inside. */
export function bilinear({ data, width, height }: Plane, x: number, y: number): number {
  const left = Math.min(width - 2, x | 0);
  const top = Math.min(height - 2, y | 0);
  const [right, down] = [x - left, y - top];
  const at = top * width + left;
  return (
    (data[at]! * (1 - right) + data[at + 1]! * right) * (1 - down) +
    (data[at + width]! * (1 - right) + data[at + width + 1]! * right) * down
  );
}

/** Smoothed by 1 2 1 each way, as far as there is something. */
function softenedOnce({ data, width, height }: Plane): Plane {
  const across = data.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
      if (data[at]! < 0 || data[at - 1]! < 0 || data[at + 1]! < 0) continue;
      across[at] = (data[at - 1]! + 2 * data[at]! + data[at + 1]!) / 4;
    }
  }
  const result = across.slice();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 0, at = y * width; x < width; x++, at++) {
      if (across[at]! < 0 || across[at - width]! < 0 || across[at + width]! < 0) continue;
      result[at] = (across[at - width]! + 2 * across[at]! + across[at + width]!) / 4;
    }
  }
  return { data: result, width, height };
}

/** Passes of smoothing; more cost more than they tell. */
const mostPasses = 10;

/**
 * Smoothed so that nothing is left that a picture could not have which was enlarged so many times: a pass has a variance
 * of half a pixel, a pixel that was enlarged f times blurs by f / 2. One pass at least, since JPEG and noise differ from
 * pixel to pixel.
 */
export function softened(plane: Plane, enlarged: number): Plane {
  const passes = Math.max(1, Math.min(mostPasses, Math.round(enlarged ** 2 / 2)));
  let soft = plane;
  for (let pass = 0; pass < passes; pass++) soft = softenedOnce(soft);
  return soft;
}
