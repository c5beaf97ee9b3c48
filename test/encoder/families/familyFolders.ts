/** A folder for each family and layout, with the same random weights wherever two layouts hold one model. */
import { clipPreprocessor } from '../../models/modelFolder.ts';
import { OnnxGraph } from '../paper/onnxWriter.ts';
import { tokenizerJson } from '../paper/clipTokenizer.ts';
import type { RandomWeights } from '../paper/randomWeights.ts';
import { bytesOf } from '../paper/tower.ts';
import {
  clipText,
  clipVision,
  drawText,
  drawVision,
  randomWeights,
  siglipText,
  siglipVision,
} from './smallTowers.ts';
import { gemma, unigram } from './tokenizers.ts';

export type Files = Readonly<Record<string, string | Buffer>>;

const json = (value: unknown) => JSON.stringify(value);
const clipVocabulary = 49_408;
const clipContext = 77;

/** CLIP's two towers with these seeds are one model in every layout. */
export const clipSeeds = { vision: 11, text: 12 } as const;

const clipFiles = {
  'config.json': json({
    model_type: 'clip',
    logit_scale_init_value: 2.6592,
    text_config: { model_type: 'clip_text_model', max_position_embeddings: clipContext },
    vision_config: { model_type: 'clip_vision_model', image_size: 224 },
  }),
  'preprocessor_config.json': json(clipPreprocessor),
  'tokenizer.json': json(tokenizerJson),
  'tokenizer_config.json': json({
    tokenizer_class: 'CLIPTokenizer',
    model_max_length: clipContext,
    pad_token: '<|endoftext|>',
    eos_token: '<|endoftext|>',
    bos_token: '<|startoftext|>',
    unk_token: '<|endoftext|>',
  }),
};

interface ClipForm {
  readonly dimensions: number;
  readonly batch: number | string;
  readonly ids: 'int32' | 'int64';
  readonly length: number | string;
  readonly names: {
    readonly pixels: string;
    readonly ids: string;
    readonly ofPictures: string;
    readonly ofTexts: string;
  };
  readonly hasMask?: boolean;
  /** Names of files for weights; null keeps them in the graph. */
  readonly external: { readonly vision: string; readonly text: string } | null;
}

const split: ClipForm = {
  dimensions: 256,
  batch: 'batch',
  ids: 'int64',
  length: 'length',
  names: { pixels: 'pixel_values', ids: 'input_ids', ofPictures: 'image_embeds', ofTexts: 'text_embeds' },
  external: null,
};

function clipTowers({ dimensions, batch, ids, length, names, hasMask, external }: ClipForm) {
  const ofVision = randomWeights(clipSeeds.vision, external === null);
  const vision = new OnnxGraph(external?.vision ?? 'none');
  const pixels = vision.input(names.pixels, 'float', [batch, 3, 224, 224]);
  vision.output(names.ofPictures, clipVision(vision, pixels, drawVision(ofVision, 224, dimensions)), [
    batch,
    dimensions,
  ]);
  const ofText = randomWeights(clipSeeds.text, external === null);
  const text = new OnnxGraph(external?.text ?? 'none');
  const tokens = text.input(names.ids, ids, [batch, length]);
  const mask = hasMask ? text.input('attention_mask', ids, [batch, length]) : undefined;
  const weights = drawText(ofText, clipVocabulary, clipContext, dimensions);
  text.output(names.ofTexts, clipText(text, tokens, weights, mask), [batch, dimensions]);
  return { vision: vision.toBytes(), text: text.toBytes(), pools: [ofVision, ofText].map(poolOf) };
}

const poolOf = ({ pool }: RandomWeights) => bytesOf(pool);

/** transformers' layout, as its exporters write it today. */
export function clipSplit(dimensions = split.dimensions): Files {
  const { vision, text } = clipTowers({ ...split, dimensions });
  return { ...clipFiles, 'onnx/vision_model.onnx': vision, 'onnx/text_model.onnx': text };
}

export function clipMasked(): Files {
  const { vision, text } = clipTowers({ ...split, hasMask: true });
  return { ...clipFiles, 'onnx/vision_model.onnx': vision, 'onnx/text_model.onnx': text };
}

export function clipExternal(): Files {
  const external = { vision: 'vision_model.onnx_data', text: 'text_model.onnx_data' };
  const { vision, text, pools } = clipTowers({ ...split, external });
  const config = {
    ...(JSON.parse(clipFiles['config.json']) as object),
    'transformers.js_config': { use_external_data_format: true },
  };
  return { ...clipFiles, 'config.json': json(config), 'onnx/vision_model.onnx': vision, 'onnx/text_model.onnx': text, 'onnx/vision_model.onnx_data': pools[0]!, 'onnx/text_model.onnx_data': pools[1]! }; // prettier-ignore
}

/** What the graph with both towers multiplies cosines with; no file says it. */
export const combinedScale = 42.5;

/** One graph for both towers, which wants both inputs whatever is asked. */
export function clipCombined(): Files {
  const graph = new OnnxGraph('none');
  const { dimensions } = split;
  const ids = graph.input('input_ids', 'int64', ['text_batch', 'length']);
  const pixels = graph.input('pixel_values', 'float', ['image_batch', 3, 224, 224]);
  const mask = graph.input('attention_mask', 'int64', ['text_batch', 'length']);
  const pictures = clipVision(
    graph,
    pixels,
    drawVision(randomWeights(clipSeeds.vision, true), 224, dimensions),
  );
  const texts = clipText(
    graph,
    ids,
    drawText(randomWeights(clipSeeds.text, true), clipVocabulary, clipContext, dimensions),
    mask,
  );
  const unit = (x: string) => graph.node('LpNormalization', [x], { axis: -1, p: 2 });
  const cosines = graph.node('MatMul', [
    unit(pictures),
    graph.node('Transpose', [unit(texts)], { perm: [1, 0] }),
  ]);
  const logits = graph.node('Mul', [cosines, graph.floats([combinedScale])]);
  graph.output('logits_per_image', logits, ['image_batch', 'text_batch']);
  graph.output('logits_per_text', graph.node('Transpose', [logits], { perm: [1, 0] }), [
    'text_batch',
    'image_batch',
  ]);
  graph.output('text_embeds', texts, ['text_batch', dimensions]);
  graph.output('image_embeds', pictures, ['image_batch', dimensions]);
  return { ...clipFiles, 'onnx/model.onnx': graph.toBytes() };
}

const openClipModel = {
  embed_dim: split.dimensions,
  vision_cfg: { image_size: 224, layers: 2, width: 32, patch_size: 16 },
  text_cfg: { context_length: clipContext, vocab_size: clipVocabulary, width: 32, heads: 4, layers: 2 },
};

const openClipPreprocess = { size: [224, 224], mode: 'RGB', mean: clipPreprocessor['image_mean'], std: clipPreprocessor['image_std'], interpolation: 'bicubic', resize_mode: 'shortest', fill_color: 0 }; // prettier-ignore

/** Immich's exports: one at a time, ids of 32 bits, weights in files with a UUID for a name. */
export function immich(): Files {
  const external = {
    vision: '0d3a9c52-7d1f-4f0e-9a51-1f3b8a7c6e01',
    text: '5b8e21c4-11aa-4c3e-8f77-2d9e0c4b7a02',
  };
  const names = { pixels: 'image', ids: 'text', ofPictures: 'embedding', ofTexts: 'embedding' };
  const { vision, text, pools } = clipTowers({
    ...split,
    batch: 1,
    ids: 'int32',
    length: clipContext,
    names,
    external,
  });
  return {
    'config.json': json(openClipModel),
    'visual/preprocess_cfg.json': json(openClipPreprocess),
    'visual/model.onnx': vision,
    [`visual/${external.vision}`]: pools[0]!,
    'textual/model.onnx': text,
    [`textual/${external.text}`]: pools[1]!,
    'textual/tokenizer.json': clipFiles['tokenizer.json'],
    'textual/tokenizer_config.json': clipFiles['tokenizer_config.json'],
  };
}

/** open_clip's config with graphs whose ends have no names to speak of, as rclip exports them. */
export function openClip(): Files {
  const names = { pixels: 'input', ids: 'input', ofPictures: 'output', ofTexts: 'output' };
  const { vision, text } = clipTowers({ ...split, names, length: clipContext });
  const { mean, std } = openClipPreprocess;
  return {
    'open_clip_config.json': json({ model_cfg: openClipModel, preprocess_cfg: { mean, std } }),
    'visual.onnx': vision,
    'textual.onnx': text,
    'tokenizer.json': clipFiles['tokenizer.json'],
  };
}

/** Both SigLIPs: what tells them apart is the tokenizer, the filter and the sizes. */
export function siglip(which: 1 | 2): Files {
  const [pixels, dimensions, tokenizer] =
    which === 1 ? ([224, 768, unigram] as const) : ([256, 1152, gemma] as const);
  const context = 64;
  const vision = new OnnxGraph('none');
  const picture = vision.input('pixel_values', 'float', ['batch', 3, pixels, pixels]);
  const [hidden, pooled] = siglipVision(
    vision,
    picture,
    drawVision(randomWeights(20 + which, true), pixels, dimensions),
  );
  vision.output('last_hidden_state', hidden, ['batch', 'patches', dimensions]);
  vision.output('pooler_output', pooled, ['batch', dimensions]);
  const text = new OnnxGraph('none');
  const ids = text.input('input_ids', 'int64', ['batch', 'length']);
  const weights = drawText(randomWeights(30 + which, true), tokenizer.size, context, dimensions);
  const [states, last] = siglipText(text, ids, weights);
  text.output('last_hidden_state', states, ['batch', 'length', 32]);
  text.output('pooler_output', last, ['batch', dimensions]);
  return {
    'config.json': json({
      model_type: 'siglip',
      text_config: {
        model_type: 'siglip_text_model',
        max_position_embeddings: context,
        vocab_size: which === 1 ? 32_000 : 256_000,
      },
      vision_config: { model_type: 'siglip_vision_model', image_size: pixels },
    }),
    'preprocessor_config.json': json({
      do_resize: true,
      size: { height: pixels, width: pixels },
      resample: which === 1 ? 3 : 2,
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: true,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
      image_processor_type: 'SiglipImageProcessor',
    }),
    'tokenizer.json': json(tokenizer.json),
    'tokenizer_config.json': json(tokenizer.config),
    'onnx/vision_model.onnx': vision.toBytes(),
    'onnx/text_model.onnx': text.toBytes(),
  };
}
