/// <reference lib="es2025.float16" />
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

/** How many bits a number of a stored vector has; a row tells by its length, so that both may stand side by side. */
export type VectorPrecision = 'float32' | 'float16';

/** In the machine's byte order: little-endian on every platform that we ship for. */
export function blobOf(vector: Float32Array, precision: VectorPrecision): Uint8Array {
  if (precision === 'float16') return new Uint8Array(Float16Array.from(vector).buffer);
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/**
 * How far the square of a vector's length may be from one. Numbers of eleven binary digits change it by 2⁻¹⁰ at most,
 * the order of a sum of floats by far less, and damaged bytes by anything.
 */
const squareTolerance = 2 ** -9;

/** True for what can be a vector of the model: numbers, whose length together is one. SQLite has no checksums. */
export function isUnit(vector: Float32Array): boolean {
  // Four sums at once: one alone would wait for each addition.
  let [a, b, c, d] = [0, 0, 0, 0];
  const inFours = vector.length - (vector.length % 4);
  for (let i = 0; i < inFours; i += 4) {
    a += vector[i]! * vector[i]!;
    b += vector[i + 1]! * vector[i + 1]!;
    c += vector[i + 2]! * vector[i + 2]!;
    d += vector[i + 3]! * vector[i + 3]!;
  }
  for (let i = inFours; i < vector.length; i++) a += vector[i]! * vector[i]!;
  // Also false where a value is no number.
  return Math.abs(a + b + c + d - 1) <= squareTolerance;
}

/** Puts the vector of so many numbers that is in a column where it belongs; false where there is none. */
export function putVector(column: unknown, dimensions: number, into: Float32Array, at: number): boolean {
  if (!(column instanceof Uint8Array)) return false;
  if (column.byteLength === 4 * dimensions) {
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(column, 4 * at);
    return true;
  }
  if (column.byteLength !== 2 * dimensions) return false;
  // A copy: the blob may begin at an address that no Float16Array can.
  into.set(new Float16Array(column.slice().buffer), at);
  return true;
}

/** The vector of so many numbers in a column; undefined where there is none. */
export function vectorOf(column: unknown, dimensions: number): Float32Array | undefined {
  const vector = new Float32Array(dimensions);
  return putVector(column, dimensions, vector, 0) ? vector : undefined;
}
