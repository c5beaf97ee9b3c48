/** Which files of a folder or a repository make a model: the layouts that exporters of CLIP use. */

import { LensError } from '../protocol/errors.ts';

export type LayoutName = 'split' | 'immich' | 'openclip' | 'combined';

/** Paths relative to the model's folder, with `/`. Null where there is no such file. */
export interface Layout {
  readonly name: LayoutName;
  /** Of a combined graph both are the same file. */
  readonly visionGraph: string;
  readonly textGraph: string;
  /** `config.json` of transformers or Immich, or `open_clip_config.json`. */
  readonly config: string | null;
  readonly preprocessor: string | null;
  readonly tokenizer: string | null;
  readonly tokenizerConfig: string | null;
}

/** Names of the numbers that a graph was exported in, as the hub's files carry them; '' for float32. */
export const variants = ['', '_fp16', '_quantized', '_int8', '_uint8', '_q4', '_q4f16', '_bnb4'] as const;
export type Variant = (typeof variants)[number];

/** Those whose weights have eight bits or fewer. */
export const codedVariants = [
  '_quantized',
  '_int8',
  '_uint8',
  '_q4',
  '_q4f16',
  '_bnb4',
] as const satisfies readonly Variant[];

const graphs: readonly (readonly [name: LayoutName, vision: string, text: string])[] = [
  ['split', 'onnx/vision_model', 'onnx/text_model'],
  ['split', 'vision_model', 'text_model'],
  ['immich', 'visual/model', 'textual/model'],
  ['openclip', 'visual', 'textual'],
  ['combined', 'onnx/model', 'onnx/model'],
  ['combined', 'model', 'model'],
];

/**
 * The layout among these paths; null where there are no two towers of one. Float32 is preferred to other numbers, and
 * towers of their own to a combined graph, which runs both for either.
 */
export function layoutOf(paths: Iterable<string>, variant: Variant | null = null): Layout | null {
  const all = new Set(paths);
  const first = (...names: readonly string[]) => names.find(name => all.has(name)) ?? null;
  for (const suffix of variant === null ? variants : [variant]) {
    for (const [name, vision, text] of graphs) {
      const [visionGraph, textGraph] = [`${vision}${suffix}.onnx`, `${text}${suffix}.onnx`];
      if (!all.has(visionGraph) || !all.has(textGraph)) continue;
      return {
        name,
        visionGraph,
        textGraph,
        config: first('config.json', 'open_clip_config.json'),
        preprocessor: first(
          'preprocessor_config.json',
          'visual/preprocess_cfg.json',
          'preprocess_cfg.json',
          'open_clip_config.json',
        ),
        tokenizer: first('tokenizer.json', 'textual/tokenizer.json'),
        tokenizerConfig: first('tokenizer_config.json', 'textual/tokenizer_config.json'),
      };
    }
  }
  return null;
}

/** What a layout lacks that nothing can replace, in words. */
export function lacks(layout: Layout): readonly string[] {
  return [
    ...(layout.tokenizer === null ? ['tokenizer.json'] : []),
    ...(layout.preprocessor === null
      ? ['preprocessor_config.json (or preprocess_cfg.json, or open_clip_config.json)']
      : []),
  ];
}

/** What a folder or repository without a layout is told. */
export const layoutsExpected =
  'onnx/vision_model.onnx and onnx/text_model.onnx, visual/model.onnx and textual/model.onnx, visual.onnx and textual.onnx, or onnx/model.onnx';

export function noModel(where: string, how: string, expected: string): LensError {
  return new LensError(
    'model-invalid',
    `${where} is no model that can be used${how ? ` ${how}` : ''}: it lacks ${expected}.`,
    { model: where },
  );
}

/** All files of a layout, each once, the small ones first. */
export function pathsOf(layout: Layout): string[] {
  const { visionGraph, textGraph, config, preprocessor, tokenizer, tokenizerConfig } = layout;
  const all = [config, preprocessor, tokenizer, tokenizerConfig, visionGraph, textGraph];
  return [...new Set(all.filter(file => file !== null))];
}
