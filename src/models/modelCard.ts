/** What a model folder says of itself, parsed once, whichever layout it has. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { LensError } from '../protocol/errors.ts';
import { type Family, type FolderCard, readFolderRecord } from './folderCard.ts';
import { type Layout, layoutOf } from './layout.ts';
import { type Preprocessing, preprocessingOf, preprocessorSchema } from './preprocessing.ts';

/** What is done with a text before and after its tokens are told. */
export interface TextRule {
  /**
   * `lower`: lower case only (SigLIP 2). `canonical`: lower case, without ASCII punctuation, spaces joined, as SigLIP's
   * own tokenizer has it (big_vision, canonicalize; transformers, tokenization_siglip.py). `none`: as the tokenizer says.
   */
  readonly clean: 'none' | 'lower' | 'canonical';
  /** All texts are filled up to so many tokens; null to the longest of a batch. */
  readonly padTo: number | null;
  /** Goes before the token's name. */
  readonly padId: number | null;
}

export interface ModelCard {
  readonly folder: string;
  /** For people; no path. */
  readonly name: string;
  readonly family: Family;
  readonly preprocessing: Preprocessing;
  /** How probabilities follow from cosines: `softmax` among labels, or `sigmoid` for each by itself. */
  readonly scoring: 'softmax' | 'sigmoid';
  /** Multiplies a cosine before that: exp(logit_scale). */
  readonly temperature: number;
  /** Added to it before the sigmoid; null where nothing tells it. */
  readonly bias: number | null;
  readonly text: TextRule;
  /** Tokens at most, special ones included. */
  readonly contextLength: number;
  readonly padToken: string | null;
  /** The same file where one graph has both towers. */
  readonly visionGraph: string;
  readonly textGraph: string;
  readonly tokenizer: string;
  /** Null where the folder has none: the tokenizer says it all. */
  readonly tokenizerConfig: string | null;
  /** SHA-256 of files by absolute path, noted when they were fetched. */
  readonly digests: ReadonlyMap<string, { readonly sha256: string; readonly bytes: number }>;
  /** What no file says and was taken for granted, one sentence each. */
  readonly assumed: readonly string[];
}

/** CLIP clips its temperature here while training (Radford et al. 2021, §2.5); hub files seldom hold the trained value. */
const highestTemperature = 100;

/** `logit_scale_init_value` of an untrained model, ln(1/0.07): hub files keep it beside trained weights. */
const untrainedLogitScale = 2.6592;

/** CLIP's own context (Radford et al. 2021, §2.4), and SigLIP's (Zhai et al. 2023, §3.1 of the code: 64). */
const contextOf: Readonly<Record<Family, number>> = { clip: 77, siglip: 64, siglip2: 64 };

/** BERT's tokens of Chinese-CLIP (OFA-Sys/Chinese-CLIP, deployment_En.md). */
const chineseContext = 52;

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Of transformers; its other families are refused by name. */
const transformersSchema = v.looseObject({
  model_type: v.picklist(['clip', 'siglip', 'siglip2', 'chinese_clip', 'jina_clip']),
  logit_scale: v.optional(v.number()),
  logit_scale_init_value: v.optional(v.number()),
  logit_bias: v.optional(v.number()),
  text_config: v.optional(
    v.looseObject({ max_position_embeddings: v.optional(positive), vocab_size: v.optional(positive) }),
  ),
});

/** Of open_clip, as Immich keeps it: a model config by itself, or inside `open_clip_config.json`. */
const openClipSchema = v.looseObject({
  init_logit_bias: v.optional(v.nullable(v.number())),
  vision_cfg: v.looseObject({
    image_size: v.optional(v.union([positive, v.pipe(v.array(positive), v.length(2))])),
  }),
  text_cfg: v.looseObject({
    context_length: v.optional(positive),
    vocab_size: v.optional(positive),
    hf_tokenizer_name: v.optional(v.nullable(v.string())),
  }),
});

const tokenizerConfigSchema = v.looseObject({
  model_max_length: v.optional(v.number()),
  tokenizer_class: v.optional(v.nullable(v.string())),
  pad_token: v.optional(v.nullable(v.union([v.string(), v.looseObject({ content: v.string() })]))),
});

/** What a config of either kind says. */
interface Config {
  readonly family: Family;
  readonly contextLength: number | null;
  readonly logitScale: number | null;
  readonly logitBias: number | null;
  /** Of open_clip, whose preprocessing may leave it out. */
  readonly size: number | readonly number[] | null;
}

/** Reads and checks a model folder. Throws `model-invalid`, which names the file and the value. */
export async function readModelCard(folder: string): Promise<ModelCard> {
  const record = await readFolderRecord(folder);
  const layout = await layoutIn(folder);
  const card: FolderCard = record?.card ?? {};
  const configFile = layout.config ?? 'config.json';
  const json = await readJson(folder, configFile, card.family !== undefined && layout.config === null);
  const tokenizerFile = layout.tokenizerConfig ?? 'tokenizer_config.json';
  const isTransformers = layout.name === 'split' || layout.name === 'combined';
  // The towers of open_clip and Immich may do without.
  const tokenizerJson = await readJson(
    folder,
    tokenizerFile,
    layout.tokenizerConfig === null && !isTransformers,
  );
  const tokenizer = parsed(folder, tokenizerFile, tokenizerConfigSchema, tokenizerJson ?? {});
  const config = configOf(folder, configFile, json, card, tokenizer.tokenizer_class ?? '');
  const limit = config.contextLength ?? contextOf[config.family];
  const pad = tokenizer.pad_token;
  const at = (file: string) => path.join(folder, ...file.split('/'));
  return {
    folder,
    name: record?.model ?? path.basename(folder),
    family: config.family,
    preprocessing: await readPreprocessing(folder, layout.preprocessor ?? 'preprocessor_config.json', config),
    ...scoringOf(config),
    text: textRuleOf(config.family, limit, card),
    // Some tokenizers say 1e30 for "no limit": the graph's own limit holds then.
    contextLength: Math.min(tokenizer.model_max_length ?? limit, limit),
    padToken: typeof pad === 'object' ? (pad?.content ?? null) : (pad ?? null),
    visionGraph: at(layout.visionGraph),
    textGraph: at(layout.textGraph),
    tokenizer: at(layout.tokenizer ?? 'tokenizer.json'),
    tokenizerConfig: tokenizerJson === undefined ? null : at(tokenizerFile),
    digests: new Map((record?.files ?? []).map(file => [at(file.path), file] as const)),
  };
}

/** A folder without graphs is taken for the usual layout: whoever opens it says which one is missing. */
async function layoutIn(folder: string): Promise<Layout> {
  const within = async (name: string) =>
    (await readdir(path.join(folder, name)).catch(() => [])).map(file =>
      name === '' ? file : `${name}/${file}`,
    );
  const files = (await Promise.all(['', 'onnx', 'visual', 'textual'].map(within))).flat();
  const usual = ['onnx/vision_model.onnx', 'onnx/text_model.onnx'];
  return layoutOf(files) ?? layoutOf([...files, ...usual])!; // with both graphs there is a layout
}

function configOf(
  folder: string,
  file: string,
  json: unknown,
  card: FolderCard,
  tokenizerClass: string,
): Config {
  const asOpenClip = (value: unknown): Config => {
    const { init_logit_bias: bias, text_cfg, vision_cfg } = parsed(folder, file, openClipSchema, value);
    const isSigmoid = typeof bias === 'number';
    const isGemma = text_cfg.vocab_size === 256_000 || /siglip2/i.test(text_cfg.hf_tokenizer_name ?? '');
    return {
      family: card.family ?? (isSigmoid ? (isGemma ? 'siglip2' : 'siglip') : 'clip'),
      contextLength: text_cfg.context_length ?? null,
      logitScale: card.logitScale ?? null,
      // The bias of a config is the one that training began with.
      logitBias: card.logitBias ?? null,
      size: vision_cfg.image_size ?? null,
    };
  };
  if (isObject(json) && isObject(json['model_cfg'])) return asOpenClip(json['model_cfg']);
  if (isObject(json) && isObject(json['vision_cfg'])) return asOpenClip(json);
  if (json === undefined)
    return {
      family: card.family ?? 'clip',
      contextLength: null,
      logitScale: card.logitScale ?? null,
      logitBias: card.logitBias ?? null,
      size: null,
    };
  const config = parsed(folder, file, transformersSchema, json);
  const isSigmoid = config.model_type === 'siglip' || config.model_type === 'siglip2';
  // SigLIP 2 of a fixed size calls itself "siglip", too: its tokenizer, Gemma's, tells it.
  const isSecond =
    config.model_type === 'siglip2' ||
    config.text_config?.vocab_size === 256_000 ||
    /gemma/i.test(tokenizerClass);
  return {
    family: card.family ?? (isSigmoid ? (isSecond ? 'siglip2' : 'siglip') : 'clip'),
    contextLength:
      config.model_type === 'chinese_clip'
        ? chineseContext
        : (config.text_config?.max_position_embeddings ?? null),
    logitScale: card.logitScale ?? trainedScale(config),
    logitBias: card.logitBias ?? config.logit_bias ?? null,
    size: null,
  };
}

function trainedScale({
  logit_scale: trained,
  logit_scale_init_value: initial,
}: v.InferOutput<typeof transformersSchema>): number | null {
  if (trained !== undefined) return trained;
  return initial !== undefined && Math.abs(initial - untrainedLogitScale) > 1e-3 ? initial : null;
}

function scoringOf({
  family,
  logitScale,
  logitBias,
}: Config): Pick<ModelCard, 'scoring' | 'temperature' | 'bias' | 'assumed'> {
  const scoring = family === 'clip' ? 'softmax' : 'sigmoid';
  const assumed = [
    ...(logitScale === null
      ? [
          `No file tells the trained temperature: ${highestTemperature}, where CLIP's training clips it, is taken. It changes how sure tags are, and no order.`,
        ]
      : []),
    ...(scoring === 'sigmoid' && logitBias === null
      ? [
          'No file tells the trained bias of the sigmoid: labels are compared with the other images of the folder only.',
        ]
      : []),
  ];
  const scale = Math.exp(logitScale ?? Math.log(highestTemperature));
  // SigLIP's training has no cap (its published scales are above 100).
  return {
    scoring,
    temperature: scoring === 'softmax' ? Math.min(highestTemperature, scale) : scale,
    bias: logitBias,
    assumed,
  };
}

function textRuleOf(family: Family, limit: number, { padTo, padId }: FolderCard): TextRule {
  const given = { padTo: padTo ?? null, padId: padId ?? null };
  switch (family) {
    case 'clip':
      return { clean: 'none', ...given };
    // Neither has a mask: both see what a text is filled up with, up to the full length, and pool the last place.
    case 'siglip':
      return { clean: 'canonical', padTo: padTo ?? limit, padId: padId ?? 1 };
    case 'siglip2':
      return { clean: 'lower', padTo: padTo ?? limit, padId: padId ?? 0 };
  }
}

async function readPreprocessing(
  folder: string,
  file: string,
  { family, size }: Config,
): Promise<Preprocessing> {
  const json = await readJson(folder, file, false);
  // open_clip keeps it inside, and may leave the size to the network's config.
  const isInside = isObject(json) && isObject(json['preprocess_cfg']);
  const values = isInside ? json['preprocess_cfg'] : json;
  const isOpenClip = isInside || file.endsWith('preprocess_cfg.json');
  const filled =
    isOpenClip && isObject(values)
      ? { ...(size === null ? {} : { size }), resize_mode: 'shortest', interpolation: 'bicubic', ...values }
      : values;
  const raw = parsed(folder, file, preprocessorSchema, filled);
  return preprocessingOf(raw, family, (key, value) => {
    throw new LensError(
      'model-invalid',
      `The model in ${folder} cannot be used: ${file} has ${key} = ${JSON.stringify(value)}, which is not known.`,
      { folder, key },
    );
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function failure(folder: string, name: string, what: string, cause?: unknown): LensError {
  return new LensError(
    'model-invalid',
    `The model in ${folder} cannot be used: ${name} ${what}.`,
    { folder, name },
    cause,
  );
}

/** Undefined only for a file that may be missing, and is. */
async function readJson(folder: string, name: string, mayBeMissing: boolean): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path.join(folder, ...name.split('/')), 'utf8');
  } catch (error) {
    if (mayBeMissing) return undefined;
    throw failure(folder, name, 'is missing', error);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw failure(folder, name, 'is not JSON', error);
  }
}

function parsed<Schema extends v.GenericSchema>(
  folder: string,
  name: string,
  schema: Schema,
  json: unknown,
): v.InferOutput<Schema> {
  if (Array.isArray(json)) throw failure(folder, name, 'has a list where names and values belong');
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = v.getDotPath(issue) ?? 'something';
  throw failure(
    folder,
    name,
    `has ${place} = ${JSON.stringify(issue.input) ?? 'nothing'}, which is not known`,
  );
}
