/**
 * From the exact vectors in the store to their codes in memory, and to the snapshot from which they come back quickly.
 * The store decides: what a snapshot holds too much is dropped, what it lacks is read from the store, and where a sample
 * of it differs from the store, none of it is used.
 */
import { type AssetKind, type ContentHash, type Folder, assetKinds } from '../protocol/asset.ts';
import { type SnapshotForm, readSnapshot, snapshotFile, writeSnapshot } from '../catalog/snapshot.ts';
import type { Store } from '../catalog/store.ts';
import { VectorCodes } from '../search/codes.ts';
import { hashOfWords } from '../search/rowsByHash.ts';
import type { Asset } from './assets.ts';

/** Records that are compared with the exact vectors before a snapshot is believed. */
const comparedRecords = 32;

/** Changes that are worth a new snapshot: reading so many vectors from the store takes no time that anyone notices. */
const fewestChanges = 200;
const changedShare = 0.02;

/** What codes are made from. */
export interface CodesSource {
  readonly store: Store;
  readonly folders: readonly Folder[];
  readonly space: string;
  readonly dimensions: number;
}

/** Adds the codes of these contents, as far as the store has vectors of them. */
export function addCodes(
  codes: VectorCodes,
  store: Store,
  space: string,
  hashes: readonly ContentHash[],
): void {
  const { dimensions } = codes;
  const found = store.vectors(space, hashes, dimensions);
  found.hashes.forEach((hash, row) =>
    codes.set(
      hash,
      found.vectors.subarray(row * dimensions, (row + 1) * dimensions),
      kindNumber(found.kinds[row]),
    ),
  );
}

/** The number of a kind in `queriesByKind`; 0 stands for a picture of which nobody knows. */
export function kindNumber(kind: AssetKind | null | undefined): number {
  return kind ? 1 + assetKinds.indexOf(kind) : 0;
}

/** The codes that the folders' snapshots hold; empty where they are of no use. */
export async function codesOfSnapshots(source: CodesSource): Promise<VectorCodes> {
  const codes = new VectorCodes(source.dimensions);
  for (const folder of source.folders) {
    await readSnapshot(snapshotFile(source.store.folder, folder.path), formOf(codes, source), records =>
      codes.append(records),
    );
  }
  return agrees(codes, source) ? codes : new VectorCodes(source.dimensions);
}

/** Removes all codes but those of these contents, hashes as eight numbers; returns the contents that have none. */
export function keepOnly(codes: VectorCodes, contents: Iterable<Uint32Array>): ContentHash[] {
  const isKept = new Uint8Array(codes.rows);
  const missing: ContentHash[] = [];
  for (const words of contents) {
    const row = codes.rowOf(words);
    // They are the numbers of a hash.
    if (row === undefined) missing.push(hashOfWords(words) as ContentHash);
    else isKept[row] = 1;
  }
  for (const row of codes.rowsInUse()) if (!isKept[row]) codes.remove(codes.hash(row));
  return missing;
}

/** True when the codes differ so much from those at `saved`, a number of changes, that they should be saved again. */
export function isWorthSaving(codes: VectorCodes, saved: number): boolean {
  return codes.changes - saved > Math.max(fewestChanges, changedShare * codes.size);
}

/** Writes a folder's snapshot. False where another process is at it. Throws what the system says. */
export function saveCodes(
  codes: VectorCodes,
  source: CodesSource,
  folder: Folder,
  assets: readonly Asset[],
): Promise<boolean> {
  const rows = new Set(assets.flatMap(asset => codes.row(asset.hash) ?? []));
  const records = [...rows];
  const file = snapshotFile(source.store.folder, folder.path);
  return writeSnapshot(file, formOf(codes, source), records.length, place => codes.record(records[place]!));
}

function formOf(codes: VectorCodes, { space }: CodesSource): SnapshotForm {
  return { space, recordBytes: codes.rowBytes };
}

function agrees(codes: VectorCodes, { store, space, dimensions }: CodesSource): boolean {
  const rows = codes.rowsInUse();
  const step = Math.max(1, Math.floor(rows.length / comparedRecords));
  const compared = rows.filter((_, place) => place % step === 0);
  const hashes = Array.from(compared, row => codes.hash(row));
  const { hashes: found, vectors } = store.vectors(space, hashes, dimensions);
  return found.every((hash, at) =>
    codes.isOf(codes.row(hash)!, vectors.subarray(at * dimensions, (at + 1) * dimensions)),
  );
}
