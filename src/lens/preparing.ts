/** The int8 form of the model: whether it pays to make it before the first index, and making it from pictures of the open folders. */
import { isDocument } from '../protocol/asset.ts';
import type { PreparationAdvice, PreparedReport, PrepareProgress } from '../protocol/encoder.ts';
import { scanFolder } from '../catalog/scan.ts';
import { isProcessorOnly, packagedVersions } from '../encoder/client.ts';
import { machineName, readPrepared, reportOf } from '../models/int8/prepared.ts';
import { codedVariants } from '../models/layout.ts';
import { type ModelCard, readModelCard } from '../models/modelCard.ts';
import type { Lens } from './lens.ts';
import { patternsOf } from './patterns.ts';

/** More than are looked at: some may not be readable. */
const offered = 240;

/**
 * With fewer pictures the index is there before the form pays: in one run a network of the size of ViT-B/32 took 100
 * seconds to prepare, and 0.13 seconds a picture instead of 0.40 afterwards (2 shared x86-64 cores, busy).
 */
const worthwhileFrom = 1000;

/**
 * Whether the faster form should be made before this model looks at the open folders for the first time. Not where
 * a GPU is, or may be, faster. Starts no model. Throws `model-invalid`.
 */
export async function adviseOnPreparing(lens: Lens, signal: AbortSignal): Promise<PreparationAdvice> {
  const { provider, trusted, modelFolder, store } = lens.settings;
  const card = await readModelCard(modelFolder);
  const report = await reportFor(card);
  const images = await countPictures(lens, signal);
  // An index that this model made in its downloaded form stays as it is.
  const vectors = lens.store
    .vectorSets()
    .filter(({ model }) => model?.startsWith(`${card.name}@`))
    .reduce((sum, set) => Math.max(sum, set.vectors), 0);
  const isCoded = codedVariants.some(suffix => card.visionGraph.endsWith(`${suffix}.onnx`));
  const isWorthwhile =
    report === null &&
    trusted &&
    !isCoded &&
    images >= worthwhileFrom &&
    vectors < images / 2 &&
    // A GPU runs the downloaded form, and may be faster still.
    (provider === 'cpu' || (provider === 'auto' && (await isProcessorOnly(store, lens.drivers))));
  return { model: card.name, report, images, isWorthwhile };
}

/** Whether a form lies ready that the processor would be faster with: a running encoder knows only of those before it. */
export async function isFormReady(modelFolder: string): Promise<boolean> {
  const report = await reportFor(await readModelCard(modelFolder));
  return report !== null && Object.values(report.towers).some(({ precision }) => precision === 'int8');
}

/** Null where the model was not prepared on this machine. */
async function reportFor(card: ModelCard): Promise<PreparedReport | null> {
  const record = await readPrepared(card, machineName(packagedVersions().onnxruntime ?? ''));
  return record && reportOf(card, record);
}

/** Throws what `Encoder.prepare` throws. */
export async function prepareModel(
  lens: Lens,
  again: boolean,
  onProgress: (progress: PrepareProgress) => void,
  signal: AbortSignal,
): Promise<PreparedReport> {
  const images = await picturesOf(lens, signal);
  return lens.encoder.prepare({ images: evenly(images, offered), again }, onProgress, signal);
}

/** As the index counts them where there is one; else by a listing, which takes its time in a large folder. */
async function countPictures(lens: Lens, signal: AbortSignal): Promise<number> {
  const { folders } = lens.settings;
  const isIndexed = folders.every(({ id }) => lens.catalog(id).complete);
  if (!isIndexed) return (await picturesOf(lens, signal)).length;
  return folders.reduce((sum, { id }) => sum + lens.assets.countIn(id), 0);
}

/** Absolute paths of what can be calibrated with. */
async function picturesOf({ settings, drives }: Lens, signal: AbortSignal): Promise<string[]> {
  const images: string[] = [];
  for (const folder of settings.folders) {
    const { files } = await scanFolder(folder.path, patternsOf(settings, folder), signal, { drives });
    for (const { absolute, path, unsupported } of files)
      if (!unsupported && !isDocument(path)) images.push(absolute);
  }
  return images;
}

/** At most so many, at even distances: neighbours in a folder are alike. */
export function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, place) => items[Math.floor((place * items.length) / most)]!);
}
