/**
 * Which outlined pictures could be copies of each other, without comparing all with all: tables in which descriptors are
 * found again by some of their bits (A. Gionis et al., "Similarity search in high dimensions via hashing", 1999).
 */
import { drawnBits } from './drawnBits.ts';
import type { Outline } from '../protocol/encoder.ts';
import { seenAs, views } from './views.ts';

/** Of 2,018 pictures, 16 tables of 20 bits found .995 of all copies among the first 20 (docs/decisions/near-duplicates.md). */
const tables = 16;
const keyBits = 20;

/** Descriptors of a picture that are looked for: enough for a vote, a third of the memory. */
const lookedFor = 160;

/** A corner that so many share is part of no picture in particular. */
const crowdedBucket = 64;

/** Fewer votes are chance, as are those that are not plainly more than most pictures get. */
const fewestVotes = 4;
const aboveMean = 3;

/** Two places in the list of outlines, the lower one first, and how much speaks for a look. */
export interface CandidatePair {
  readonly a: number;
  readonly b: number;
  readonly votes: number;
  /** How A has to be looked at, by place in `views`. */
  readonly view: number;
}

/** Each picture's `most` nearest by votes, of those that are asked about. `rest` is called between two pictures. */
export async function candidatePairs(
  outlines: readonly (Outline | null | undefined)[],
  most: number,
  rest: () => Promise<void>,
  isAsked: (place: number) => boolean = () => true,
): Promise<CandidatePair[]> {
  const found = new Map<number, CandidatePair>();
  // Mirrored and negative are the same from either side.
  const add = (a: number, b: number, votes: number, view: number) => {
    const key = Math.min(a, b) * outlines.length + Math.max(a, b);
    const before = found.get(key);
    if (before && before.votes >= votes) return;
    found.set(key, { a: Math.min(a, b), b: Math.max(a, b), votes, view });
  };
  await byDescriptors(outlines, most, isAsked, add, rest);
  return [...found.values()].sort((p, q) => q.votes - p.votes || p.a - q.a || p.b - q.b);
}

type Add = (a: number, b: number, votes: number, view: number) => void;

async function byDescriptors(
  outlines: readonly (Outline | null | undefined)[],
  most: number,
  isAsked: (place: number) => boolean,
  add: Add,
  rest: () => Promise<void>,
): Promise<void> {
  const masks = drawnBits(tables, keyBits, 256);
  const index = await tablesOf(outlines, masks, rest);
  const votes = new Uint16Array(outlines.length);
  const there = outlines.reduce((sum, outline) => sum + (outline ? 1 : 0), 0);
  const voted: number[] = [];
  for (const [place, outline] of outlines.entries()) {
    if (!outline || !isAsked(place)) continue;
    await rest();
    const nearest = new Map<number, { readonly votes: number; readonly view: number }>();
    for (const [number, view] of views.entries()) {
      const seen = seenAs(outline.features, outline.width, view);
      for (const at of lookedForIn(seen.count)) {
        for (let table = 0; table < tables; table++) {
          const key = keyOf(seen.bits, at * 8, masks[table]!);
          const { starts, members } = index[table]!;
          const [first, last] = [starts[key]!, starts[key + 1]!];
          if (last - first > crowdedBucket) continue;
          for (let member = first; member < last; member++) {
            const other = members[member]!;
            if (other === place) continue;
            if (votes[other]! === 0) voted.push(other);
            votes[other]!++;
          }
        }
      }
      const total = voted.reduce((sum, other) => sum + votes[other]!, 0);
      const least = Math.max(fewestVotes, (aboveMean * total) / there);
      for (const other of voted) {
        const count = votes[other]!;
        votes[other] = 0;
        if (count >= least && count > (nearest.get(other)?.votes ?? 0))
          nearest.set(other, { votes: count, view: number });
      }
      voted.length = 0;
    }
    const first = [...nearest].sort(([p, v], [q, w]) => w.votes - v.votes || p - q).slice(0, most);
    for (const [other, { votes: count, view }] of first) add(place, other, count, view);
  }
}

interface Table {
  /** Where the members of a key begin; one more than there are keys. */
  readonly starts: Uint32Array;
  /** Places of outlines. */
  readonly members: Uint32Array;
}

async function tablesOf(
  outlines: readonly (Outline | null | undefined)[],
  masks: readonly Uint8Array[],
  rest: () => Promise<void>,
): Promise<readonly Table[]> {
  const index: Table[] = [];
  const total = outlines.reduce((sum, outline) => sum + lookedForIn(outline?.features.count ?? 0).length, 0);
  for (const mask of masks) {
    const keys = new Uint32Array(total);
    const owners = new Uint32Array(total);
    const starts = new Uint32Array((1 << keyBits) + 1);
    let to = 0;
    for (const [place, outline] of outlines.entries()) {
      if (place % 500 === 0) await rest();
      for (const at of lookedForIn(outline?.features.count ?? 0)) {
        const key = keyOf(outline!.features.bits, at * 8, mask);
        keys[to] = key;
        owners[to++] = place;
        starts[key + 1]!++;
      }
    }
    for (let key = 0; key < 1 << keyBits; key++) starts[key + 1]! += starts[key]!;
    const next = starts.slice();
    const members = new Uint32Array(total);
    for (let at = 0; at < total; at++) members[next[keys[at]!]!++] = owners[at]!;
    index.push({ starts, members });
  }
  return index;
}

/** Places of the descriptors that are looked for: evenly over all levels. */
function lookedForIn(count: number): readonly number[] {
  if (count <= lookedFor) return Array.from({ length: count }, (_, at) => at);
  return Array.from({ length: lookedFor }, (_, at) => Math.floor((at * count) / lookedFor));
}

function keyOf(bits: Uint32Array, from: number, mask: Uint8Array): number {
  let key = 0;
  for (let at = 0; at < keyBits; at++) {
    const bit = mask[at]!;
    key = (key << 1) | ((bits[from + (bit >> 5)]! >>> (bit & 31)) & 1);
  }
  return key;
}
