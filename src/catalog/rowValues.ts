/** How hashes and vectors lie in a row. */
import type { ContentHash } from '../protocol/asset.ts';

/** A hash as the 32 bytes that a row holds. */
export function keyOf(hash: ContentHash): Uint8Array {
  const key = Buffer.from(hash, 'hex');
  // Hexadecimal is read as far as it goes: two wrong hashes would be one key.
  if (key.length !== 32) throw new Error(`Expected a hash of 64 hexadecimal digits but received ${hash}`);
  return key;
}

export function hashOf(key: Uint8Array): ContentHash {
  // Only `keyOf` makes such keys.
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('hex') as ContentHash;
}

/** Float32 in the machine's byte order: little-endian on every platform that we ship for. */
export function blobOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** The vector in a column; undefined where there is none. */
export function vectorOf(column: unknown): Float32Array | undefined {
  if (!(column instanceof Uint8Array) || column.byteLength % 4 !== 0) return undefined;
  // A copy: the blob may begin at an address that no Float32Array can.
  return new Float32Array(column.slice().buffer);
}
