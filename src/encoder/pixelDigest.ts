/** By what the search for duplicates tells files that show the same, pixel by pixel. */
import { createHash } from 'node:crypto';
import type { DeepPixels, Pixels } from './decode.ts';

/** 64 hexadecimal digits, of RGBA. Clears colours that nobody can see: they are no difference. */
export function pixelDigest({ data, width, height }: Pixels | DeepPixels): string {
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 0) data.fill(0, at, at + 3);
  const isDeep = data instanceof Uint16Array;
  return createHash('sha256')
    .update(`${width}×${height}${isDeep ? '×16' : ''}`)
    .update(data)
    .digest('hex');
}

/** For a file of which only the bytes can be compared: the digest of no other one, and of no pixels. */
export function bytesDigest(bytes: Buffer): string {
  return createHash('sha256').update('bytes').update(bytes).digest('hex');
}
