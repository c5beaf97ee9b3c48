/**
 * The int8 form of a model that Asset Lens made: it lies in the model's folder, with a record of what it was made of,
 * how well it does and how fast it is on the machine that made it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import type { Precision, PreparedReport, TowerName } from '../../protocol/encoder.ts';
import type { ModelCard } from '../modelCard.ts';
import { KnownDigests } from './knownDigests.ts';

/** Raised whenever the same model becomes another graph: its vectors are of another space then. */
export const quantizerVersion = 1;

/** Below this gain nobody would take another form of the vectors for it; runs differ by less. */
export const leastGain = 1.1;

export const towerNames = ['vision', 'text'] as const satisfies readonly TowerName[];

/** A graph for each tower that could be prepared, `vision.onnx` and `text.onnx`, each with a `_data` file. */
export function preparedFolder({ folder }: Pick<ModelCard, 'folder'>): string {
  return path.join(folder, `asset-lens-int8-v${quantizerVersion}`);
}

export function preparedGraph(card: Pick<ModelCard, 'folder'>, tower: TowerName): string {
  return path.join(preparedFolder(card), `${tower}.onnx`);
}

/** What the int8 form takes on the disk; 0 where there is none. */
export function preparedBytes(folder: string): number {
  const place = preparedFolder({ folder });
  const names = existsSync(place) ? readdirSync(place) : [];
  return names.reduce(
    (sum, name) => sum + (statSync(path.join(place, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

export function graphOf(card: ModelCard, tower: TowerName): string {
  return tower === 'vision' ? card.visionGraph : card.textGraph;
}

/** The card with the prepared graph for each tower that runs in int8. */
export function withPrecision(card: ModelCard, precision: Readonly<Record<TowerName, Precision>>): ModelCard {
  const graph = (tower: TowerName) =>
    precision[tower] === 'int8' ? preparedGraph(card, tower) : graphOf(card, tower);
  return { ...card, visionGraph: graph('vision'), textGraph: graph('text') };
}

const rate = v.nullable(v.number());
const towerSchema = v.object({
  precision: v.picklist(['float', 'int8']),
  reason: v.string(),
  layers: v.number(),
  inFloat: v.array(v.string()),
  cosine: v.nullable(v.object({ mean: v.number(), least: v.number() })),
  floatPerSecond: rate,
  int8PerSecond: rate,
});
const recordSchema = v.object({
  quantizer: v.literal(quantizerVersion),
  /** Processor and runtime: another one may be faster with the other form, and round differently. */
  machine: v.string(),
  sources: v.object({ vision: v.string(), text: v.string() }),
  files: v.record(v.string(), v.object({ bytes: v.number(), sha256: v.string() })),
  towers: v.object({ vision: towerSchema, text: towerSchema }),
  ranks: v.nullable(v.object({ queries: v.number(), images: v.number(), inCommon: v.number() })),
  calibratedWith: v.number(),
  checkedWith: v.number(),
});
export type PreparedRecord = v.InferOutput<typeof recordSchema>;

export const recordName = 'prepared.json';

/** What was hashed of a model and of its int8 form, and need not be again. */
export function knownDigests(card: Pick<ModelCard, 'folder'>): KnownDigests {
  return new KnownDigests(preparedFolder(card));
}

/** Null where there is none, where it is of another version, another machine or another graph, or where a file was damaged. */
export async function readPrepared(
  card: ModelCard,
  machine: string,
  digests = knownDigests(card),
): Promise<PreparedRecord | null> {
  const folder = preparedFolder(card);
  const text = await readFile(path.join(folder, recordName), 'utf8').catch(() => null);
  if (text === null) return null;
  const { output, success } = v.safeParse(recordSchema, jsonOf(text));
  if (!success || output.machine !== machine) return null;
  for (const [name, { bytes, sha256 }] of Object.entries(output.files)) {
    const file = path.join(folder, name);
    if (statSync(file, { throwIfNoEntry: false })?.size !== bytes) return null;
    if ((await digests.digestOf(file)).toString('hex') !== sha256) return null;
  }
  for (const tower of towerNames)
    if ((await digestOfGraph(graphOf(card, tower), digests)) !== output.sources[tower]) return null;
  return output;
}

/** Which form of each tower runs: the prepared one where it was as good and faster on this machine. */
export async function precisionFor(
  card: ModelCard,
  machine: string,
): Promise<Readonly<Record<TowerName, Precision>>> {
  const record = existsSync(preparedFolder(card)) ? await readPrepared(card, machine) : null;
  return {
    vision: record?.towers.vision.precision ?? 'float',
    text: record?.towers.text.precision ?? 'float',
  };
}

export function reportOf(card: ModelCard, record: PreparedRecord): PreparedReport {
  const { towers, ranks, calibratedWith, checkedWith, files } = record;
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  return { towers, ranks, calibratedWith, checkedWith, folder: preparedFolder(card), bytes };
}

/** What a measurement holds for. */
export function machineName(runtimeVersion: string): string {
  return `${process.platform} ${process.arch}, ${cpus()[0]?.model.trim() ?? 'unknown'}, onnxruntime ${runtimeVersion}`;
}

/** SHA-256 over a graph and the files of weights beside it. */
export async function digestOfGraph(graph: string, digests: KnownDigests): Promise<string> {
  const [folder, name] = [path.dirname(graph), path.basename(graph)];
  const beside = existsSync(folder) ? readdirSync(folder).filter(file => file.startsWith(name)).sort() : []; // prettier-ignore
  const digest = createHash('sha256');
  for (const file of beside) digest.update(file).update(await digests.digestOf(path.join(folder, file)));
  return digest.digest('hex');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
