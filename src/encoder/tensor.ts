/** From the pixels of pictures to the numbers that a network takes. */
import type { Preprocessing } from '../models/preprocessing.ts';

/** Writes one picture, RGB row by row, as three planes from a place of the tensor on. */
export type WriteTensor = (pixels: Uint8Array, tensor: Float32Array, at: number) => void;

/** Rescaled, less the mean, over the deviation: a look at a table for each of 256 values, made once. */
export function tensorWriter({ rescale, mean, deviation }: Preprocessing): WriteTensor {
  const tableOf = (channel: 0 | 1 | 2) =>
    Float32Array.from({ length: 256 }, (_, value) => (value * rescale - mean[channel]) / deviation[channel]);
  const [reds, greens, blues] = [tableOf(0), tableOf(1), tableOf(2)];
  return (pixels, tensor, at) => {
    const plane = pixels.length / 3;
    let [red, green, blue] = [at, at + plane, at + 2 * plane];
    for (let from = 0; from < pixels.length; from += 3) {
      tensor[red++] = reds[pixels[from]!]!;
      tensor[green++] = greens[pixels[from + 1]!]!;
      tensor[blue++] = blues[pixels[from + 2]!]!;
    }
  };
}

/** `pictures.length × 3 × height × width`, one after another. */
export function tensorOf(pictures: readonly Uint8Array[], how: Preprocessing): Float32Array {
  const write = tensorWriter(how);
  const tensor = new Float32Array(pictures.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const pixels of pictures) {
    write(pixels, tensor, at);
    at += pixels.length;
  }
  return tensor;
}
