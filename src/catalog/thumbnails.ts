/**
 * The small pictures beside the store, kept within a budget: those that were shown least recently go first, and are
 * made again when they are wanted. The files say all that has to be known: their time is when they were last shown.
 */
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { ContentHash } from '../protocol/asset.ts';

/** Where nobody set another: some 100,000 pictures of 256 pixels. */
export const defaultThumbnailBytes = 1_000_000_000;

/** A picture counts as shown once in this time: writing its time at every look would cost the disk more than it tells. */
const shownAgainMilliseconds = 60 * 60_000;

/** Once something has to go, this share of the budget stays: the next removal is then some time away. */
const keptShare = 0.9;

/**
 * From the sizes of so many files the size of all is told: where sizes spread by half of their mean, within 4.5 % at
 * two standard deviations. Asking 100,000 takes seconds.
 */
const sampledFiles = 500;
const certainShare = 0.955;

/** Files that are asked at a time. */
const filesAtOnce = 64;

/**
 * As the encoder names them: by content, `ab/abcdef….jpg`, and with `.large` what a face cannot show otherwise. While one
 * is written, the number of its writer's process and `.part` stand behind it.
 */
const namePattern = /^[0-9a-f]{2}[\\/]([0-9a-f]{64})(\.large)?\.(jpg|webp)(\.\d+\.part)?$/;

/** No picture takes so long to be written: an unfinished one of this age is what a killed writer left. */
export const abandonedMilliseconds = 10 * 60_000;

/** Of these names those whose file is there; they count as shown now. */
export async function shownThumbnails(folder: string, names: readonly string[]): Promise<Set<string>> {
  const there = new Set<string>();
  const now = Date.now();
  await eachAtOnce(names, async name => {
    const file = path.join(folder, name);
    const modified = await stat(file).then(({ mtimeMs }) => mtimeMs, () => undefined); // prettier-ignore
    if (modified === undefined) return;
    there.add(name);
    if (now - modified < shownAgainMilliseconds) return;
    // Where it cannot be written it is only forgotten a little sooner.
    await utimes(file, new Date(now), new Date(now)).catch(() => undefined);
  });
  return there;
}

/** The content whose picture, or a part of it, has this name below the folder of thumbnails; null for any other name. */
export function contentOfThumbnail(name: string): ContentHash | null {
  // 64 lower-case hexadecimal digits: what a ContentHash is.
  return (namePattern.exec(name)?.[1] as ContentHash | undefined) ?? null;
}

/** Removes what killed writers left, and what was shown least recently where all together take more than the budget. Returns how many went. */
export async function keepWithin(folder: string, budget: number): Promise<number> {
  const [finished, unfinished] = await thumbnailsIn(folder);
  const parts = await facts(unfinished);
  const oldest = Date.now() - abandonedMilliseconds;
  const abandoned = parts.filter(({ modified }) => modified < oldest);
  await removeAll(abandoned.map(({ path }) => path));
  const underWay = sumOf(parts) - sumOf(abandoned);
  return abandoned.length + (await keepFinishedWithin(finished, budget - underWay));
}

async function keepFinishedWithin(files: readonly string[], budget: number): Promise<number> {
  const step = Math.max(1, Math.ceil(files.length / sampledFiles));
  const sample = await facts(files.filter((_, place) => place % step === 0));
  const estimate = (sumOf(sample) / Math.max(1, sample.length)) * files.length;
  // Close to the budget an estimate does not do.
  if (step > 1 && estimate <= certainShare * budget) return 0;
  const all = step === 1 ? sample : await facts(files);
  let bytes = sumOf(all);
  if (bytes <= budget) return 0;
  const goes: string[] = [];
  for (const file of all.sort((a, b) => a.modified - b.modified)) {
    if (bytes <= keptShare * budget) break;
    bytes -= file.bytes;
    goes.push(file.path);
  }
  await removeAll(goes);
  return goes.length;
}

async function removeAll(files: readonly string[]): Promise<void> {
  await eachAtOnce(files, file => rm(file, { force: true }).catch(() => undefined));
}

interface ThumbnailFile {
  readonly path: string;
  readonly bytes: number;
  readonly modified: number;
}

async function thumbnailsIn(folder: string): Promise<[finished: string[], unfinished: string[]]> {
  // A folder that is not there holds nothing.
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = names.filter(name => namePattern.test(name)).map(name => path.join(folder, name));
  return [files.filter(file => !file.endsWith('.part')), files.filter(file => file.endsWith('.part'))];
}

async function facts(files: readonly string[]): Promise<ThumbnailFile[]> {
  const found: ThumbnailFile[] = [];
  await eachAtOnce(files, async file => {
    // Another process may have removed it.
    const stats = await stat(file).catch(() => undefined);
    if (stats) found.push({ path: file, bytes: stats.size, modified: stats.mtimeMs });
  });
  return found;
}

function sumOf(files: readonly ThumbnailFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

async function eachAtOnce<Item>(items: readonly Item[], visit: (item: Item) => Promise<void>): Promise<void> {
  for (let first = 0; first < items.length; first += filesAtOnce) {
    await Promise.all(items.slice(first, first + filesAtOnce).map(visit));
  }
}
