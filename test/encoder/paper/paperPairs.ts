/** The two pairs of the paper as model folders: the vision transformer's as transformers writes it, the residual network's as its authors do. */
import path from 'node:path';
import type { TestContext } from 'node:test';
import { clipPreprocessor } from '../../models/modelFolder.ts';
import { temporaryFolder } from '../temporaryFolder.ts';
import { tokenizerJson } from './clipTokenizer.ts';
import { modifiedResnet } from './modifiedResnet.ts';
import { textTransformer } from './textTransformer.ts';
import type { Tower } from './tower.ts';
import { visionTransformer } from './visionTransformer.ts';

export interface PaperPair {
  readonly vision: Tower<Float32Array>;
  readonly text: Tower<readonly number[]>;
  /** Small files by name; a value becomes JSON. */
  readonly files: Readonly<Record<string, object>>;
}

/** For tests of what is done with a network, not of what it says: the same operations in a hundredth of the size. */
const smallDimensions = 64;
const smallVision = { width: 128, layers: 3, heads: 4, dimensions: smallDimensions };
const smallText = { width: 64, layers: 2, heads: 4 };
/** Large enough to be faster in int8, wherever int8 is. */
const middleVision = { width: 256, layers: 4, heads: 8, dimensions: smallDimensions };
const smallResnet = { width: 8, heads: 8, dimensions: smallDimensions, blocksOfStages: [1, 2, 1, 1] };

/** ViT-B/32: texts of any length, ids of 64 bits, filled up with the end mark; `preprocessor_config.json` in its old form. */
export function vitPair(size: 'full' | 'middle' | 'small' = 'full', seed = 1): PaperPair {
  const isSmall = size !== 'full';
  const visionOf = { full: undefined, middle: middleVision, small: smallVision };
  return {
    vision: visionTransformer(
      seed,
      'vision_model.onnx',
      { input: 'pixel_values', output: 'image_embeds' },
      visionOf[size],
    ),
    text: textTransformer(
      seed + 1,
      'text_model.onnx',
      { input: 'input_ids', output: 'text_embeds', type: 'int64', length: 'length' },
      isSmall ? smallDimensions : 512,
      isSmall ? smallText : undefined,
    ),
    files: {
      'config.json': {
        architectures: ['CLIPModel'],
        model_type: 'clip',
        projection_dim: 512,
        logit_scale_init_value: 2.6592,
        text_config: { max_position_embeddings: 77 },
        vision_config: { image_size: 224, patch_size: 32 },
      },
      'preprocessor_config.json': { ...clipPreprocessor, size: 224, crop_size: 224 },
      'tokenizer.json': tokenizerJson,
      'tokenizer_config.json': { model_max_length: 77, pad_token: '<|endoftext|>' },
    },
  };
}

/** RN50: texts of 77 tokens only, ids of 32 bits, filled up with zeros, as `clip.tokenize` gives them. */
export function resnetPair(size: 'full' | 'small' = 'full'): PaperPair {
  const isSmall = size === 'small';
  return {
    vision: modifiedResnet(
      3,
      'vision_model.onnx',
      { input: 'image', output: 'image_features' },
      isSmall ? smallResnet : undefined,
    ),
    text: textTransformer(
      4,
      'text_model.onnx',
      { input: 'text', output: 'text_features', type: 'int32', length: 77 },
      isSmall ? smallDimensions : 1024,
      isSmall ? smallText : undefined,
    ),
    files: {
      'config.json': { model_type: 'clip', logit_scale: Math.log(100) },
      'preprocessor_config.json': clipPreprocessor,
      'tokenizer.json': tokenizerJson,
      'tokenizer_config.json': { model_max_length: 77, pad_token: '!' },
    },
  };
}

export function writePair(t: Pick<TestContext, 'after'>, { vision, text, files }: PaperPair): string {
  const json = Object.entries(files).map(([name, value]) => [`pair/${name}`, JSON.stringify(value)]);
  const folder = temporaryFolder(t, {
    ...(Object.fromEntries(json) as Record<string, string>),
    'pair/onnx/vision_model.onnx': vision.graph,
    'pair/onnx/vision_model.onnx_data': vision.weights,
    'pair/onnx/text_model.onnx': text.graph,
    'pair/onnx/text_model.onnx_data': text.weights,
  });
  return path.join(folder, 'pair');
}
