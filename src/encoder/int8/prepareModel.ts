/**
 * Makes the int8 form of a model: calibrates it on pictures and texts, leaves in float what costs too much of the
 * vectors, checks it on others, measures whether it is faster here, and puts it beside the model.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { PreparedReport, PreparedTower, PrepareProgress, PrepareRequest, TowerName } from '../../protocol/encoder.ts'; // prettier-ignore
import { LensError, throwIfAborted } from '../../protocol/errors.ts';
import {
  digestOfGraph,
  graphOf,
  knownDigests,
  leastGain,
  machineName,
  type PreparedRecord,
  preparedFolder,
  preparedGraph,
  quantizerVersion,
  readPrepared,
  recordName,
  reportOf,
} from '../../models/int8/prepared.ts';
import { calibrationTexts, goldenTexts } from '../../models/int8/texts.ts';
import { type ModelCard, readModelCard } from '../../models/modelCard.ts';
import type { Decoders } from '../decode.ts';
import { prepareImage } from '../image.ts';
import { inputSizeOf } from '../../models/preprocessing.ts';
import { joined } from '../joined.ts';
import { chooseThreads } from '../providers.ts';
import { isWeb } from '../nativeModules.ts';
import { openText, openVision } from '../session.ts';
import { runBatch, type Runtime, type TowerPorts, type Watch } from '../towerGraphs.ts';
import { openTokenizer } from '../text.ts';
import { tensorOf } from '../tensor.ts';
import { inCommon } from './likeness.ts';
import { prepareTower, type TowerResult } from './prepareTower.ts';
import { TowerForms } from './towerForms.ts';
import { type TowerWork, vectorsIn } from './towerWork.ts';

export interface PreparePorts {
  readonly runtime: Runtime;
  readonly decoders: Decoders;
  readonly tell: (progress: PrepareProgress) => void;
  /** For tests: whether a tiny network is faster in int8 says nothing. */
  readonly leastGain?: number;
}

/** With fewer pictures nobody knows which values a network takes. */
const fewestImages = 16;

/** Pictures that are looked at; of three, one calibrates and two check. */
const mostImages = 160;

/** Numbers of all their tensors together: networks with a larger input are shown fewer. */
const mostNumbers = 100_000_000;

/** Ranks among fewer pictures say little. */
const fewestRanked = 100;

/** Of the first ten pictures for a text, on average. */
const leastInCommon = 9;

interface Task {
  readonly card: ModelCard;
  readonly request: PrepareRequest;
  readonly ports: PreparePorts;
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/**
 * Throws `model-invalid` for a model that cannot be loaded, `invalid-argument` for too few pictures
 * and for a model folder that cannot be written.
 */
export async function prepareModel(
  request: PrepareRequest,
  ports: PreparePorts,
  signal: AbortSignal,
): Promise<PreparedReport> {
  if (isWeb(ports.runtime)) {
    throw new LensError(
      'model-invalid',
      'Models cannot be prepared on this system: ONNX Runtime works in WebAssembly here, which cannot do it.',
    );
  }
  const card = await readModelCard(request.modelFolder);
  const machine = machineName(ports.runtime.env.versions.common);
  const known = request.again ? null : await readPrepared(card, machine);
  if (known) return reportOf(card, known);
  const scratch = `${preparedFolder(card)}.${process.pid}.part`;
  try {
    clearScratches(card);
    const made = path.join(scratch, 'made');
    mkdirSync(made, { recursive: true });
    const results = await prepareIn({ card, request, ports, scratch, signal }, made);
    const digests = knownDigests(card);
    const files: Record<string, PreparedRecord['files'][string]> = {};
    for (const name of readdirSync(made).sort()) {
      const file = path.join(made, name);
      files[name] = { bytes: statSync(file).size, sha256: (await digests.digestOf(file)).toString('hex') };
    }
    const record: PreparedRecord = {
      quantizer: quantizerVersion,
      machine,
      sources: {
        vision: await digestOfGraph(card.visionGraph, digests),
        text: await digestOfGraph(card.textGraph, digests),
      },
      files,
      ...results,
    };
    writeFileSync(path.join(made, recordName), `${JSON.stringify(record, null, 2)}\n`);
    rmSync(preparedFolder(card), { recursive: true, force: true });
    renameSync(made, preparedFolder(card));
    return reportOf(card, record);
  } catch (error) {
    throw unwritable(error, card) ?? error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function prepareIn(
  task: Task,
  made: string,
): Promise<Pick<PreparedRecord, 'towers' | 'ranks' | 'calibratedWith' | 'checkedWith'>> {
  const { card } = task;
  const tensors = await tensorsOf(task);
  const vision = await visionWork(task, tensors);
  const text = await textWork(task);
  const images = await vectorsIn(vision, vision.forms.float, vision.checks);
  const texts = await vectorsIn(text, text.forms.float, text.checks);
  const dimensions = texts.length / text.checks.length;
  const canRank = vision.checks.length >= fewestRanked;
  const rankOf = (some: Float32Array, others: Float32Array) =>
    canRank ? inCommon({ images, texts }, { images: some, texts: others }, dimensions) : null;
  const isRanked = (rank: number | null) => rank === null || rank >= leastInCommon;
  const target = (tower: TowerName) => path.join(made, path.basename(preparedGraph(card, tower)));
  const seen = await prepareTower(vision, images, some => isRanked(rankOf(some, texts)), target('vision'));
  const read = await prepareTower(text, texts, some => isRanked(rankOf(seen.vectors, some)), target('text'));
  const rank = rankOf(seen.vectors, read.vectors);
  return {
    towers: { vision: withoutVectors(seen), text: withoutVectors(read) },
    ranks: rank === null ? null : { queries: texts.length / dimensions, images: vision.checks.length, inCommon: rank }, // prettier-ignore
    calibratedWith: vision.calibration.length,
    checkedWith: vision.checks.length,
  };
}

/** One view of each picture that can be read. */
async function tensorsOf({ card, request, ports, signal }: Task): Promise<Float32Array[]> {
  const { width, height } = inputSizeOf(card.preprocessing);
  const most = Math.min(mostImages, Math.floor(mostNumbers / (3 * width * height)));
  const tensors: Float32Array[] = [];
  for (const file of request.images) {
    if (tensors.length === most) break;
    throwIfAborted(signal);
    ports.tell({ tower: 'vision', step: 'reading', done: tensors.length, total: Math.min(most, request.images.length) }); // prettier-ignore
    try {
      const { views } = await prepareImage(ports.decoders, await readFile(file), card.preprocessing);
      tensors.push(tensorOf(views.slice(0, 1), card.preprocessing));
    } catch {
      // What cannot be read is told where people index; here another picture does as well.
    }
  }
  if (tensors.length >= fewestImages) return tensors;
  throw new LensError(
    'invalid-argument',
    `${tensors.length} pictures could be read, and ${fewestImages} are needed to prepare a model: name a folder with more of them.`,
  );
}

async function visionWork(task: Task, tensors: readonly Float32Array[]): Promise<TowerWork<Float32Array>> {
  const { card, ports, scratch } = task;
  const isShown = (_: Float32Array, place: number) => place % 3 === 0;
  const checks = tensors.filter((tensor, place) => !isShown(tensor, place));
  return {
    forms: await TowerForms.open(ports.runtime, graphOf(card, 'vision'), path.join(scratch, 'vision')),
    downloaded: graphOf(card, 'vision'),
    calibration: tensors.filter(isShown),
    checks,
    timed: checks.slice(0, runBatch),
    open: async (graph, watch) => {
      const tower = await openVision(towerPorts(task, graph, watch), inputSizeOf(card.preprocessing));
      return {
        dimensions: tower.dimensions,
        encode: some => tower.encode(joined(some), some.length),
        release: () => tower.release(),
      };
    },
    leastGain: ports.leastGain ?? leastGain,
    tell: step => teller(task, 'vision', step),
  };
}

async function textWork(task: Task): Promise<TowerWork<string>> {
  const { card, ports, scratch } = task;
  const tokenizer = await openTokenizer(card);
  return {
    forms: await TowerForms.open(ports.runtime, graphOf(card, 'text'), path.join(scratch, 'text')),
    downloaded: graphOf(card, 'text'),
    calibration: calibrationTexts,
    checks: goldenTexts,
    // A search has one.
    timed: goldenTexts.slice(0, 1),
    open: async (graph, watch) => {
      const tower = await openText(towerPorts(task, graph, watch), tokenizer.tokenize(['a picture']));
      return {
        dimensions: tower.dimensions,
        encode: some => tower.encode(tokenizer.tokenize(some)),
        release: () => tower.release(),
      };
    },
    leastGain: ports.leastGain ?? leastGain,
    tell: step => teller(task, 'text', step),
  };
}

function towerPorts({ card, request, ports }: Task, graph: string, watch?: Watch): TowerPorts {
  return {
    runtime: ports.runtime,
    card: { ...card, visionGraph: graph, textGraph: graph },
    provider: 'cpu',
    threads: chooseThreads(request.threads, availableParallelism()),
    ...(watch ? { watch } : {}),
  };
}

function teller({ ports, signal }: Task, tower: TowerName, step: PrepareProgress['step']) {
  return (done: number, total: number) => {
    throwIfAborted(signal);
    ports.tell({ tower, step, done, total });
  };
}

function withoutVectors({ vectors: _, ...tower }: TowerResult): PreparedTower & { inFloat: string[] } {
  return { ...tower, inFloat: [...tower.inFloat] };
}

/** What a process that was killed has left. */
function clearScratches(card: ModelCard): void {
  const name = path.basename(preparedFolder(card));
  for (const file of readdirSync(card.folder)) {
    const pid = file.startsWith(`${name}.`) && /\.(\d+)\.part$/.exec(file)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(path.join(card.folder, file), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function unwritable(error: unknown, { folder }: ModelCard): LensError | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const why =
    code === 'ENOSPC'
      ? 'the disk is full; it takes three times the size of the model while it works'
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'it may not be written'
        : null;
  return why === null
    ? null
    : new LensError(
        'invalid-argument',
        `The int8 form cannot be put into ${folder}: ${why}.`,
        { folder },
        error,
      );
}
