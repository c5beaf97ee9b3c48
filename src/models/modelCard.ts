/** What a model folder says of itself, parsed once: the Hugging Face layout of a CLIP pair. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { LensError } from '../protocol/errors.ts';

/** How a picture becomes the network's input. All sizes in pixels. */
export interface Preprocessing {
  readonly resize:
    | { readonly kind: 'shortest'; readonly edge: number }
    | { readonly kind: 'squash'; readonly width: number; readonly height: number };
  readonly filter: 'nearest' | 'bilinear' | 'bicubic' | 'lanczos';
  /** Cut from the middle after resizing; null takes the whole. */
  readonly crop: { readonly width: number; readonly height: number } | null;
  /** Multiplies 0..255 before mean and deviation are applied; usually 1/255. */
  readonly rescale: number;
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
  /**
   * What shows through transparent pixels, red, green, blue in 0..255.
   * `contrast`: white, or dark grey where the picture itself is nearly white.
   */
  readonly alphaBackground: 'contrast' | readonly [number, number, number];
}

export interface ModelCard {
  readonly folder: string;
  readonly preprocessing: Preprocessing;
  /** Multiplies a cosine before the softmax: CLIP's exp(logit_scale). */
  readonly temperature: number;
  /** Tokens at most, special ones included. */
  readonly contextLength: number;
  readonly padToken: string | null;
  readonly visionGraph: string;
  readonly textGraph: string;
  readonly tokenizer: string;
  readonly tokenizerConfig: string;
}

/** CLIP clips its temperature here while training (Radford et al. 2021, §2.5); hub files seldom hold the trained value. */
const highestTemperature = 100;

/** `logit_scale_init_value` of an untrained model, ln(1/0.07): hub files keep it beside trained weights. */
const untrainedLogitScale = 2.6592;

/** CLIP's own context (Radford et al. 2021, §2.4). */
const defaultContextLength = 77;

/** Mean and deviation of OpenAI's CLIP, for files that leave them out. */
const clipMean: Triple = [0.48145466, 0.4578275, 0.40821073];
const clipDeviation: Triple = [0.26862954, 0.26130258, 0.27577711];

type Triple = readonly [number, number, number];

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const triple = v.pipe(v.array(v.number()), v.length(3));
const deviations = v.pipe(v.array(v.pipe(v.number(), v.gtValue(0))), v.length(3));
const colour = v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(255))), v.length(3));
const sizeSchema = v.union([
  positive,
  v.strictObject({ shortest_edge: positive }),
  v.strictObject({ height: positive, width: positive }),
]);

const preprocessorSchema = v.looseObject({
  do_resize: v.optional(v.boolean(), true),
  size: v.optional(sizeSchema),
  resample: v.optional(v.number(), 3),
  do_center_crop: v.optional(v.boolean(), true),
  crop_size: v.optional(v.union([positive, v.strictObject({ height: positive, width: positive })])),
  do_rescale: v.optional(v.boolean(), true),
  rescale_factor: v.optional(v.number(), 1 / 255),
  do_normalize: v.optional(v.boolean(), true),
  do_pad: v.optional(v.boolean(), false),
  // Other families turn colours round or enlarge before the crop: nothing of CLIP does.
  do_flip_channel_order: v.optional(v.literal(false)),
  crop_pct: v.optional(v.null()),
  image_mean: v.optional(triple),
  image_std: v.optional(deviations),
  mean: v.optional(triple),
  std: v.optional(deviations),
  interpolation: v.optional(v.string()),
  resize_mode: v.optional(v.string()),
  alpha_background: v.optional(v.union([v.literal('contrast'), colour])),
});

const configSchema = v.looseObject({
  model_type: v.literal('clip'),
  logit_scale: v.optional(v.number()),
  logit_scale_init_value: v.optional(v.number()),
  text_config: v.optional(v.looseObject({ max_position_embeddings: v.optional(positive) })),
});

const tokenizerConfigSchema = v.looseObject({
  model_max_length: v.optional(v.number()),
  pad_token: v.optional(v.nullable(v.union([v.string(), v.looseObject({ content: v.string() })]))),
});

/** Reads and checks a model folder. Throws `model-invalid`, which names the file and the value. */
export async function readModelCard(folder: string): Promise<ModelCard> {
  const config = await parsed(folder, 'config.json', configSchema);
  const preprocessor = await parsed(folder, 'preprocessor_config.json', preprocessorSchema);
  const tokenizer = await parsed(folder, 'tokenizer_config.json', tokenizerConfigSchema);
  const limit = config.text_config?.max_position_embeddings ?? defaultContextLength;
  const pad = tokenizer.pad_token;
  return {
    folder,
    preprocessing: preprocessingOf(folder, preprocessor),
    temperature: temperatureOf(config),
    // Some tokenizers say 1e30 for "no limit": the graph's own limit holds then.
    contextLength: Math.min(tokenizer.model_max_length ?? limit, limit),
    padToken: typeof pad === 'object' ? (pad?.content ?? null) : (pad ?? null),
    visionGraph: path.join(folder, 'onnx', 'vision_model.onnx'),
    textGraph: path.join(folder, 'onnx', 'text_model.onnx'),
    tokenizer: path.join(folder, 'tokenizer.json'),
    tokenizerConfig: path.join(folder, 'tokenizer_config.json'),
  };
}

function temperatureOf(config: v.InferOutput<typeof configSchema>): number {
  const initial = config.logit_scale_init_value;
  const trained =
    config.logit_scale ??
    (initial !== undefined && Math.abs(initial - untrainedLogitScale) > 1e-3
      ? initial
      : Math.log(highestTemperature));
  return Math.min(highestTemperature, Math.exp(trained));
}

function preprocessingOf(folder: string, raw: v.InferOutput<typeof preprocessorSchema>): Preprocessing {
  const refuse = (key: string, value: unknown): never => {
    throw new LensError(
      'model-invalid',
      `The model in ${folder} cannot be used: preprocessor_config.json has ${key} = ${JSON.stringify(value)}, which is not known.`,
      { folder, key },
    );
  };
  if (!raw.do_resize) refuse('do_resize', false);
  if (raw.do_pad) refuse('do_pad', true);
  const resize = resizeOf(raw, refuse);
  return {
    resize,
    filter: filterOf(raw, refuse),
    crop: cropOf(raw, resize),
    rescale: raw.do_rescale ? raw.rescale_factor : 1,
    mean: raw.do_normalize ? asTriple(raw.image_mean ?? raw.mean, clipMean) : [0, 0, 0],
    deviation: raw.do_normalize ? asTriple(raw.image_std ?? raw.std, clipDeviation) : [1, 1, 1],
    alphaBackground:
      raw.alpha_background === 'contrast' ? 'contrast' : asTriple(raw.alpha_background, [255, 255, 255]),
  };
}

type Raw = v.InferOutput<typeof preprocessorSchema>;
type Refuse = (key: string, value: unknown) => never;

function resizeOf(raw: Raw, refuse: Refuse): Preprocessing['resize'] {
  const size = raw.size ?? { shortest_edge: 224 };
  const square = typeof size === 'number' ? size : null;
  switch (raw.resize_mode) {
    case undefined:
      break;
    case 'shortest':
      return square === null ? refuse('size', size) : { kind: 'shortest', edge: square };
    case 'squash':
      return square === null ? refuse('size', size) : { kind: 'squash', width: square, height: square };
    default:
      return refuse('resize_mode', raw.resize_mode);
  }
  // A bare number means the shortest edge in transformers' CLIPImageProcessor.
  if (typeof size === 'number') return { kind: 'shortest', edge: size };
  if ('shortest_edge' in size) return { kind: 'shortest', edge: size.shortest_edge };
  return { kind: 'squash', width: size.width, height: size.height };
}

function cropOf(raw: Raw, resize: Preprocessing['resize']): Preprocessing['crop'] {
  if (resize.kind === 'squash' && raw.crop_size === undefined) return null;
  if (!raw.do_center_crop) return null;
  const crop = raw.crop_size ?? (resize.kind === 'shortest' ? resize.edge : 224);
  return typeof crop === 'number' ? { width: crop, height: crop } : crop;
}

/** Pillow's codes; box (4) and hamming (5) have no equal in libvips and are refused. */
const filterCodes: Readonly<Record<number, Preprocessing['filter']>> = {
  0: 'nearest',
  1: 'lanczos',
  2: 'bilinear',
  3: 'bicubic',
};

function filterOf(raw: Raw, refuse: Refuse): Preprocessing['filter'] {
  if (raw.interpolation !== undefined) {
    const named = Object.values(filterCodes).find(filter => filter === raw.interpolation);
    return named ?? refuse('interpolation', raw.interpolation);
  }
  return filterCodes[raw.resample] ?? refuse('resample', raw.resample);
}

function asTriple(values: readonly number[] | undefined, otherwise: Triple): Triple {
  // The schemas have checked that there are three.
  return values === undefined ? otherwise : [values[0]!, values[1]!, values[2]!];
}

async function parsed<Schema extends v.GenericSchema>(
  folder: string,
  name: string,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const fail = (what: string, cause?: unknown): never => {
    throw new LensError(
      'model-invalid',
      `The model in ${folder} cannot be used: ${name} ${what}.`,
      { folder, name },
      cause,
    );
  };
  const text = await readFile(path.join(folder, name), 'utf8').catch((error: unknown) =>
    fail('is missing', error),
  );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail('is not JSON', error);
  }
  if (Array.isArray(json)) return fail('has a list where names and values belong');
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  return fail(
    `has ${v.getDotPath(issue) ?? 'something'} = ${JSON.stringify(issue.input) ?? 'nothing'}, which is not known`,
  );
}
