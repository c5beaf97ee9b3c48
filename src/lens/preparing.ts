/** The int8 form of the model, calibrated on pictures of the open folders. */
import type { PreparedReport, PrepareProgress } from '../protocol/encoder.ts';
import { isDocument } from '../protocol/asset.ts';
import { scanFolder } from '../catalog/scan.ts';
import type { Lens } from './lens.ts';
import { patternsOf } from './patterns.ts';

/** More than are looked at: some may not be readable. */
const offered = 240;

/** Throws what `Encoder.prepare` throws. */
export async function prepareModel(
  lens: Lens,
  again: boolean,
  onProgress: (progress: PrepareProgress) => void,
  signal: AbortSignal,
): Promise<PreparedReport> {
  const images: string[] = [];
  for (const folder of lens.settings.folders) {
    const { drives } = lens;
    const { files } = await scanFolder(folder.path, patternsOf(lens.settings, folder), signal, { drives });
    for (const { absolute, path, unsupported } of files)
      if (!unsupported && !isDocument(path)) images.push(absolute);
  }
  return lens.encoder.prepare({ images: evenly(images, offered), again }, onProgress, signal);
}

/** At most so many, at even distances: neighbours in a folder are alike. */
export function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, place) => items[Math.floor((place * items.length) / most)]!);
}
