/** The towers of a CLIP model in ONNX Runtime, each by itself: numbers in, unit vectors out. */
import type * as ort from 'onnxruntime-node';
import { LensError } from '../protocol/errors.ts';
import type { ModelCard } from '../models/modelCard.ts';
import { withClassTokenAlone } from '../models/onnx/classToken.ts';
import { writeOnnx } from '../models/onnx/graph.ts';
import { hasStoredKernels } from '../models/onnx/storedKernels.ts';
import { readWeightless } from '../models/onnx/weightless.ts';
import type { Provider } from '../protocol/device.ts';
import { providerTitles, runtimeNames } from './providers.ts';
import { type NodeCounts, profileOf } from './readBack.ts';
import type { Scale } from './scaleOf.ts';
import type { TokenBatch } from './text.ts';
import { TextGraph, type TowerPorts, VisionGraph, invalid, outputOf } from './towerGraphs.ts';

/** One of the two towers of a model. `dimensions` is the width of the space that they share. */
interface Tower {
  readonly dimensions: number;
  release(): Promise<void>;
}

export interface VisionTower extends Tower {
  /** Where the nodes of its graph ran at the trial; null on the processor, which has no other place for them. */
  readonly nodes: NodeCounts | null;
  /** `count × 3 × height × width` → `count × dimensions`, unit length. Tells of each run of the network. */
  encode(tensors: Float32Array, count: number, ran?: () => void): Promise<Float32Array>;
}

export interface TextTower extends Tower {
  encode(tokens: TokenBatch): Promise<Float32Array>;
  /** How the graph itself scores these texts, where it has both towers; null where it does not say. Three texts at least. */
  scale(tokens: TokenBatch): Promise<Scale | null>;
}

/**
 * Loads the graph of the pictures and tries it once. Throws `model-invalid` when it cannot be loaded or run, or has not
 * the inputs and outputs of a CLIP tower; on another device than the processor `device-failed` for all that fails there.
 */
export async function openVision(
  ports: TowerPorts,
  size: { readonly width: number; readonly height: number },
): Promise<VisionTower> {
  const session = await visionConfiguration(ports);
  const short = await shortVisionGraph(ports);
  // Whatever the runtime has against it is no fault of the model, which is opened as it is.
  const tower =
    short && (await tried(ports, short.graph, { ...session, ...short.session }, size).catch(() => null));
  if (tower && short.isUnchanged()) return tower;
  await tower?.release();
  return tried(ports, ports.card.visionGraph, session, size);
}

/**
 * The graph of the pictures where its last block can be computed for the class token alone, with what the runtime must be
 * told to find its weights; null where it is to be opened as it is. On the processor only: nobody has measured it elsewhere.
 */
export async function shortVisionGraph({
  runtime,
  card,
  provider,
  watch,
}: Pick<TowerPorts, 'runtime' | 'card' | 'provider' | 'watch'>): Promise<ShortGraph | null> {
  // WebAssembly reads no files, and so no weights from their places in them.
  if (provider !== 'cpu' || watch || runtime.env.versions.web !== undefined) return null;
  try {
    const { model, folder, isUnchanged } = await readWeightless(card.visionGraph);
    const names = model.graph.outputs.map(({ name }) => name);
    const short = withClassTokenAlone(model, outputOf(card, names, 'image_embeds'));
    const session = { model_external_initializers_file_folder_path: folder };
    return short && { graph: writeOnnx(short), session, isUnchanged };
  } catch {
    // What is wrong with a model is told by the runtime.
    return null;
  }
}

export interface ShortGraph {
  readonly graph: Buffer;
  /** False where another file has taken the place of the one that the weights are read from. */
  readonly isUnchanged: () => boolean;
  /** Entries of the session's configuration, as `visionConfiguration` has them. */
  readonly session: Readonly<Record<string, string>>;
}

async function tried(
  ports: TowerPorts,
  file: string | Buffer,
  configuration: Readonly<Record<string, unknown>>,
  size: { readonly width: number; readonly height: number },
): Promise<VisionTower> {
  const { provider } = ports;
  const profile = provider === 'cpu' ? undefined : profileOf(provider);
  let session: ort.InferenceSession | undefined;
  try {
    session = await load(ports, file, { ...profile?.options, extra: { session: configuration } });
    const opened = session;
    const graph = new VisionGraph(ports, opened, size);
    const encode: VisionTower['encode'] = (tensors, count, ran) =>
      onDevice(provider, () => graph.encode(tensors, count, ran));
    const trial = new Float32Array(3 * size.width * size.height);
    const dimensions = await widthOf(ports.card, 'vision', encode(trial, 1));
    const nodes = profile?.read(opened) ?? null;
    // What was asked for is not what runs: the runtime passes over what it does not know.
    if (nodes?.there === 0)
      throw new LensError('device-failed', `${providerTitles[provider]} ran no part of the network.`);
    return { dimensions, nodes, encode, release: () => opened.release() };
  } catch (error) {
    // Another one may be opened next, and its weights would lie beside these. A device that failed ends with its process.
    if (provider === 'cpu') await session?.release().catch(() => undefined);
    throw error;
  } finally {
    profile?.dispose();
  }
}

/** What fails on a device says nothing of the model: the processor may do it. */
async function onDevice<Result>(provider: Provider, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (provider === 'cpu' || LensError.is(error, 'aborted')) throw error;
    throw deviceFailed(provider, error);
  }
}

function deviceFailed(provider: Provider, error: unknown): LensError {
  const what = error instanceof Error ? error.message : String(error);
  return new LensError('device-failed', `${providerTitles[provider]} failed: ${what}`, { provider }, error);
}

/** The same for the graph of the texts. `anyText` is for the trial. */
export async function openText(ports: TowerPorts, anyText: TokenBatch): Promise<TextTower> {
  const session = await load(ports, ports.card.textGraph);
  const graph = new TextGraph(ports, session);
  return {
    dimensions: await widthOf(ports.card, 'text', graph.encode(anyText)),
    encode: tokens => graph.encode(tokens),
    scale: tokens => graph.scale(tokens),
    release: () => session.release(),
  };
}

/** Throws `model-invalid` for towers that cannot be of one model. */
export function checkWidths(card: ModelCard, ofPictures: number, ofTexts: number): void {
  if (ofTexts !== ofPictures)
    throw invalid(card, `its vectors of pictures have ${ofPictures} numbers, those of texts ${ofTexts}`);
}

/** Entries of ONNX Runtime's configuration of a session (`onnxruntime_session_options_config_keys.h`), below `session`. */
export async function visionConfiguration({
  card,
  provider,
  spinMicroseconds,
}: Pick<TowerPorts, 'card' | 'provider' | 'spinMicroseconds'>): Promise<Record<string, unknown>> {
  // Weights of convolutions that lie in eight bits are computed anew at every run, and keep the runtime from arranging
  // them for its fastest kernels, unless it is told to take none of that for arithmetic in eight bits: half the time
  // (docs/decisions/threads.md). What is no graph is told by the runtime.
  const isStored = provider === 'cpu' && (await hasStoredKernels(card.visionGraph).catch(() => false));
  return {
    ...(isStored ? { disable_quant_qdq: '1' } : {}),
    ...(spinMicroseconds === undefined ? {} : { intra_op: { spin_duration_us: String(spinMicroseconds) } }),
  };
}

async function load(
  { runtime, card, provider, threads }: TowerPorts,
  file: string | Buffer,
  more: ort.InferenceSession.SessionOptions = {},
): Promise<ort.InferenceSession> {
  try {
    const options: ort.InferenceSession.SessionOptions = {
      executionProviders: [runtimeNames[provider].option],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...more,
    };
    // By path, unless it was changed: external data lies beside the file.
    const { InferenceSession } = runtime;
    return await (typeof file === 'string'
      ? InferenceSession.create(file, options)
      : InferenceSession.create(file, options));
  } catch (error) {
    if (provider !== 'cpu') throw deviceFailed(provider, error);
    throw invalid(card, `${typeof file === 'string' ? file : 'its graph'} cannot be loaded`, error);
  }
}

async function widthOf(card: ModelCard, what: string, trial: Promise<Float32Array>): Promise<number> {
  try {
    return (await trial).length;
  } catch (error) {
    throw LensError.is(error) ? error : invalid(card, `its ${what} graph cannot be run`, error);
  }
}
