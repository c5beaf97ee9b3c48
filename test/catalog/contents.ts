/** Made-up contents: a name stands for a file's bytes, and a formula for its vector. */
import { createHash } from 'node:crypto';
import type { AssetPath, ContentHash } from '../../src/protocol/asset.ts';
import type { EncodedImage } from '../../src/protocol/encoder.ts';
import type { FileRow } from '../../src/catalog/catalog.ts';

export const dimensions = 8;

export function hashOfName(name: string): ContentHash {
  // A SHA-256 in hexadecimal is what a ContentHash is.
  return createHash('sha256').update(name).digest('hex') as ContentHash;
}

export function thumbnailOf(name: string): string {
  const hash = hashOfName(name);
  return `${hash.slice(0, 2)}/${hash}.webp`;
}

export function encoded(names: readonly string[]): EncodedImage[] {
  return names.map((name, index) => ({
    index,
    hash: hashOfName(name),
    bytes: name.length,
    facts: {
      width: 640,
      height: 480,
      format: 'jpeg',
      hasAlpha: false,
      kind: null,
      fingerprint: hashOfName(name).slice(0, 16),
      thumbnail: thumbnailOf(name),
    },
  }));
}

/** Unit vectors that differ from name to name. */
export function vectorsOf(names: readonly string[], width = dimensions): Float32Array {
  const vectors = new Float32Array(names.length * width);
  names.forEach((name, row) => {
    let state = createHash('sha256').update(name).digest().readInt32LE();
    for (let at = 0; at < width; at++) {
      // Marsaglia's xorshift, "Xorshift RNGs", 2003.
      state ^= state << 13;
      state ^= state >> 17;
      state ^= state << 5;
      vectors[row * width + at] = state / 2 ** 31;
    }
    const vector = vectors.subarray(row * width, (row + 1) * width);
    const length = Math.hypot(...vector);
    vector.forEach((value, at) => (vector[at] = value / length));
  });
  return vectors;
}

export function row(file: string, name: string): FileRow {
  // A relative path with `/` is what an AssetPath is.
  return {
    path: file as AssetPath,
    bytes: name.length,
    modified: 1.25,
    hash: hashOfName(name),
    problem: null,
    reader: null,
    aspect: 4 / 3,
  };
}
