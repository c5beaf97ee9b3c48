/**
 * Which of a group is kept. The criteria, the strongest first: it lies in a folder that is always kept; texts use it; it is
 * a vector source, which is larger than any picture made of pixels; it has more pixels; its format holds light beyond 8 bits;
 * its format loses nothing; git tracks it; its path is shorter. The first criterion in which two differ decides; equal ones are ordered by path.
 */
import type { ImageFormat } from '../protocol/asset.ts';
import type { GroupMember, KeepReason } from '../protocol/merge.ts';

export interface KeepCandidate extends GroupMember {
  readonly width: number;
  readonly height: number;
  readonly format: ImageFormat;
}

/** Formats of nothing but 16 bits a sample and more. What a PNG or TIFF file has is not among the facts. */
const deep: ReadonlySet<ImageFormat> = new Set(['exr', 'hdr']);

/** Formats that keep every pixel as it was. WebP, AVIF, JPEG XL, JPEG 2000, TIFF and HEIC may do either: they count as lossy. */
const lossless: ReadonlySet<ImageFormat> = new Set([
  'png', 'svg', 'bmp', 'tga', 'psd', 'qoi', 'pnm', 'pcx', 'sgi', 'xbm', 'exr', 'hdr', 'ico', 'gif',
]); // prettier-ignore

/** Larger is better, by the name of the criterion. */
const criteria: readonly (readonly [KeepReason, (candidate: KeepCandidate) => number])[] = [
  ['reference-folder', ({ isReference }) => Number(isReference)],
  ['referenced', ({ files }) => Number(files > 0)],
  ['vector', ({ format }) => Number(format === 'svg')],
  ['larger', ({ width, height, format }) => (format === 'svg' ? 0 : width * height)],
  ['deeper', ({ format }) => Number(deep.has(format))],
  ['lossless', ({ format }) => Number(lossless.has(format))],
  ['tracked', ({ isTracked }) => Number(isTracked)],
  ['shorter-path', ({ path }) => -path.length],
];

/** Negative where `a` is kept rather than `b`. */
export function compareToKeep(a: KeepCandidate, b: KeepCandidate): number {
  for (const [, worth] of criteria) {
    const difference = worth(b) - worth(a);
    if (difference !== 0) return difference;
  }
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.id - b.id;
}

/** What sets the better one apart; null where nothing but the order of their names does. */
export function keepReason(better: KeepCandidate, other: KeepCandidate): KeepReason | null {
  return criteria.find(([, worth]) => worth(better) !== worth(other))?.[0] ?? null;
}

/** The candidates, the best first, and what sets the first apart from the second. */
export function keepBest(candidates: readonly KeepCandidate[]): {
  readonly order: readonly KeepCandidate[];
  readonly reason: KeepReason | null;
} {
  const order = candidates.toSorted(compareToKeep);
  const [best, next] = order;
  return { order, reason: best && next ? keepReason(best, next) : null };
}
