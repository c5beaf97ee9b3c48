/**
 * The models that Asset Lens knows by name. Everything here comes from public pages, each named in `source`; what no page
 * says is null, and what only a third party says, or nobody tried, stands in `unconfirmed`.
 */
import type { FolderCard } from './folderCard.ts';
import { type Variant, variants } from './layout.ts';

export interface CatalogueFile {
  readonly repo: string;
  /** In the repository. */
  readonly path: string;
  /** In the model's folder; the same where it is left out. */
  readonly as?: string;
  /** SHA-256, where a page tells it. The hub must say the same. */
  readonly sha256?: string;
  /** A model without it is a model all the same. */
  readonly optional?: true;
}

export interface CatalogueModel {
  readonly id: string;
  readonly title: string;
  /** Where the weights were published. */
  readonly weights: string;
  readonly files: readonly CatalogueFile[];
  /** Bytes to download, as pages tell or round them; null where none does. */
  readonly bytes: number | null;
  readonly licence: {
    readonly name: string;
    /** `research`: for research only, and asked for before the download. */
    readonly use: 'any' | 'research';
    readonly terms: string;
  };
  readonly languages: 'en' | 'multilingual';
  /** Edge of the square that the network sees. */
  readonly pixels: number;
  readonly dimensions: number;
  /** By the parameters of its image tower: up to 15 million, up to 100 million, more. */
  readonly speed: 'fast' | 'medium' | 'slow';
  /** Published, in per cent: ImageNet zero-shot, and the first hit for COCO's captions and pictures. */
  readonly quality: {
    readonly imageNet: number | null;
    readonly cocoTextToImage: number | null;
    readonly cocoImageToText: number | null;
  };
  /** What its own files leave out and pages tell. */
  readonly card: FolderCard;
  readonly unconfirmed: readonly string[];
  readonly source: string;
}

const transformersFiles = [
  'config.json',
  'preprocessor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
];

const clipPair = (repo: string, pins: Readonly<Record<string, string>> = {}): CatalogueFile[] =>
  [...transformersFiles, 'onnx/vision_model.onnx', 'onnx/text_model.onnx'].map(path => ({
    repo,
    path,
    ...(pins[path] ? { sha256: pins[path] } : {}),
  }));

const mit = {
  name: 'MIT',
  use: 'any',
  terms: 'https://github.com/openai/CLIP/blob/main/LICENSE',
} as const;

const apple = {
  name: 'apple-amlr',
  use: 'research',
  terms: 'https://huggingface.co/apple/MobileCLIP-S0',
} as const;

const apache = {
  name: 'apache-2.0',
  use: 'any',
  terms: 'https://huggingface.co/google/siglip2-base-patch16-224',
} as const;

/** OpenAI's README multiplies by 100, where training clips the scale. */
const openaiScale: FolderCard = { family: 'clip', logitScale: Math.log(100) };

const openaiUnconfirmed = [
  'the licence is that of the authors’ code; the tag of the weights’ page was not seen',
];
const scoresOf = (
  imageNet: number | null,
  cocoTextToImage: number | null,
  cocoImageToText: number | null,
) => ({
  imageNet,
  cocoTextToImage,
  cocoImageToText,
});

const openClipScores = 'open_clip docs/openclip_results.csv, openclip_retrieval_results.csv';

export const catalogue: readonly CatalogueModel[] = [
  {
    id: 'clip-vit-b-32',
    title: 'CLIP ViT-B/32 (OpenAI)',
    weights: 'openai/clip-vit-base-patch32',
    files: clipPair('Xenova/clip-vit-base-patch32', {
      'onnx/vision_model.onnx': 'fd6e1402a588279d1723c7534d4bcba5bc0b14b47dfab0e46f8c47b8270d7d40',
    }),
    bytes: 606_000_000,
    licence: mit,
    languages: 'en',
    pixels: 224,
    dimensions: 512,
    speed: 'medium',
    quality: scoresOf(63.32, 30.44, 50.12),
    card: openaiScale,
    unconfirmed: openaiUnconfirmed,
    source: openClipScores,
  },
  {
    id: 'clip-vit-b-16',
    title: 'CLIP ViT-B/16 (OpenAI)',
    weights: 'openai/clip-vit-base-patch16',
    files: clipPair('Xenova/clip-vit-base-patch16', {
      'onnx/vision_model.onnx': 'b5170b47c0ecc667c9af5b42ed460c341377706d1466d177798c65fe49ea1e6b',
      'onnx/text_model.onnx': '19f40c7988af119fc50dabfe8015da8595c0372000e2c1f1a6289e35930577aa',
    }),
    bytes: 599_119_136,
    licence: mit,
    languages: 'en',
    pixels: 224,
    dimensions: 512,
    speed: 'medium',
    quality: scoresOf(68.34, 33.09, 52.42),
    card: openaiScale,
    unconfirmed: openaiUnconfirmed,
    source: openClipScores,
  },
  {
    id: 'clip-vit-l-14',
    title: 'CLIP ViT-L/14 (OpenAI)',
    weights: 'openai/clip-vit-large-patch14',
    files: clipPair('Xenova/clip-vit-large-patch14'),
    bytes: 1_715_000_000,
    licence: mit,
    languages: 'en',
    pixels: 224,
    dimensions: 768,
    speed: 'slow',
    quality: scoresOf(75.54, 36.51, 56.34),
    card: openaiScale,
    unconfirmed: openaiUnconfirmed,
    source: openClipScores,
  },
  {
    id: 'clip-rn50',
    title: 'CLIP RN50 (OpenAI)',
    weights: 'timm/resnet50_clip.openai',
    files: [
      'config.json',
      'visual/preprocess_cfg.json',
      'visual/model.onnx',
      'textual/model.onnx',
      'textual/tokenizer.json',
      'textual/tokenizer_config.json',
    ].map(path => ({ repo: 'immich-app/RN50__openai', path })),
    bytes: 408_000_000,
    licence: mit,
    languages: 'en',
    pixels: 224,
    dimensions: 1024,
    speed: 'medium',
    quality: scoresOf(59.82, 28.54, 48.84),
    card: openaiScale,
    unconfirmed: [...openaiUnconfirmed, 'one picture at a time: its graphs fix the batch'],
    source: openClipScores,
  },
  {
    id: 'tinyclip-8m',
    title: 'TinyCLIP ViT-8M/16 Text-3M',
    weights: 'wkcn/TinyCLIP-ViT-8M-16-Text-3M-YFCC15M',
    files: [...transformersFiles, 'onnx/model.onnx'].map(path => ({
      repo: 'onnx-community/TinyCLIP-ViT-8M-16-Text-3M-YFCC15M-ONNX',
      path,
    })),
    bytes: 94_000_000,
    licence: { ...mit, terms: 'https://huggingface.co/wkcn/TinyCLIP-ViT-8M-16-Text-3M-YFCC15M' },
    languages: 'en',
    pixels: 224,
    dimensions: 512,
    speed: 'fast',
    quality: scoresOf(41.1, null, null),
    card: { family: 'clip' },
    unconfirmed: [
      'the trained temperature stands on no page: it is read out of the graph when it is opened',
      'one graph for both towers; whether there are two was not seen',
    ],
    source: 'TinyCLIP README',
  },
  {
    id: 'mobileclip-s0',
    title: 'MobileCLIP-S0 (Apple)',
    weights: 'apple/MobileCLIP-S0',
    files: clipPair('Xenova/mobileclip_s0'),
    bytes: 215_500_000,
    licence: apple,
    languages: 'en',
    pixels: 256,
    dimensions: 512,
    speed: 'fast',
    quality: scoresOf(67.8, 40.44, 58.74),
    // No causal mask: what a text is filled up with is seen, so it is what training had.
    card: { family: 'clip', logitScale: Math.log(100), padTo: 77, padId: 0 },
    unconfirmed: [
      'sizes are those of a copy of the repository',
      'the repository itself still shows the licence that Apple’s page replaced; the stricter one is asked for',
    ],
    source: 'apple/ml-mobileclip README and results',
  },
  {
    id: 'datacomp-vit-b-32-256',
    title: 'DataComp ViT-B/32-256 (OpenCLIP)',
    weights: 'laion/CLIP-ViT-B-32-256x256-DataComp-s34B-b86K',
    files: [
      ...['visual', 'textual'].map(tower => ({
        repo: 'yurijmikhalevich/rclip-models',
        path: `ViT-B-32-256-datacomp_s34b_b86k/${tower}.onnx`,
        as: `${tower}.onnx`,
      })),
      ...['open_clip_config.json', 'tokenizer.json', 'tokenizer_config.json'].map(path => ({
        repo: 'laion/CLIP-ViT-B-32-256x256-DataComp-s34B-b86K',
        path,
      })),
    ],
    bytes: null,
    licence: { ...mit, terms: 'https://huggingface.co/laion/CLIP-ViT-B-32-256x256-DataComp-s34B-b86K' },
    languages: 'en',
    pixels: 256,
    dimensions: 512,
    speed: 'medium',
    quality: scoresOf(72.81, 39.93, 57.92),
    card: { family: 'clip', padId: 0 },
    unconfirmed: [
      'the sizes of its graphs',
      'that the weights’ page has tokenizer.json beside open_clip_config.json',
      'the trained temperature was not found: 100, where training clips it, is taken',
    ],
    source: openClipScores,
  },
  {
    id: 'siglip2-b-16-224',
    title: 'SigLIP 2 base 224',
    weights: 'google/siglip2-base-patch16-224',
    files: [
      ...transformersFiles.map(path => ({ repo: 'onnx-community/siglip2-base-patch16-224-ONNX', path })),
      {
        repo: 'onnx-community/siglip2-base-patch16-224-ONNX',
        path: 'onnx/vision_model_fp16.onnx',
        sha256: 'a1959f7bd3993a607e48839f6d01e25b876fe76afda301b028b78eef68aabd95',
      },
      {
        repo: 'onnx-community/siglip2-base-patch16-224-ONNX',
        path: 'onnx/text_model_fp16.onnx',
        sha256: '711da56ada0a4aa11c7dd3320df741081a3cae4f0ae1b5e5c6d5b294738d0eb0',
      },
    ],
    bytes: 785_264_785,
    licence: apache,
    languages: 'multilingual',
    pixels: 224,
    dimensions: 768,
    speed: 'medium',
    quality: scoresOf(78.2, 52.1, 68.9),
    card: { family: 'siglip2', logitScale: 4.724453449249268, logitBias: -16.771724700927734 },
    unconfirmed: ['scale and bias, and the digests of its graphs, are those of a third party’s copy'],
    source: 'google-research/big_vision README_siglip2.md',
  },
  {
    id: 'siglip2-b-16-256',
    title: 'SigLIP 2 base 256',
    weights: 'google/siglip2-base-patch16-256',
    files: [...transformersFiles, 'onnx/vision_model_fp16.onnx', 'onnx/text_model_fp16.onnx'].map(path => ({
      repo: 'onnx-community/siglip2-base-patch16-256-ONNX',
      path,
    })),
    bytes: null,
    licence: apache,
    languages: 'multilingual',
    pixels: 256,
    dimensions: 768,
    speed: 'medium',
    quality: scoresOf(79.1, 53.2, 69.7),
    card: { family: 'siglip2' },
    unconfirmed: ['sizes; scale and bias were not found'],
    source: 'google-research/big_vision README_siglip2.md',
  },
];

/** Also by the id of another form of it, such as `clip-vit-b-32-fp16`. */
export function catalogueModel(id: string): CatalogueModel | undefined {
  const forms = () =>
    catalogue.flatMap(model => variants.map(variant => inForm(model, variant))).find(form => form.id === id);
  return catalogue.find(model => model.id === id) ?? forms();
}

/**
 * A model with the graphs of another form, under a name of its own; the same where it has that form already. Scores, sizes
 * and digests were published of the form in the catalogue, and of no other.
 */
export function inForm(model: CatalogueModel, variant: Variant): CatalogueModel {
  const files = model.files.map(({ sha256, as, ...file }): CatalogueFile => {
    const path = withForm(file.path, variant);
    return {
      ...file,
      path,
      ...(as === undefined ? {} : { as: withForm(as, variant) }),
      ...(sha256 === undefined || path !== file.path ? {} : { sha256 }),
    };
  });
  if (files.every(({ path }, place) => path === model.files[place]!.path)) return model;
  const form = variant.slice(1) || 'fp32';
  return {
    ...model,
    id: `${model.id}-${form}`,
    title: `${model.title}, ${form}`,
    files,
    bytes: null,
    quality: scoresOf(null, null, null),
    unconfirmed: [
      ...model.unconfirmed,
      `that the repository has it in the form ${form}, its size and its scores`,
    ],
  };
}

function withForm(file: string, variant: Variant): string {
  return file.replace(/(_(fp16|quantized|u?int8|q4|q4f16|bnb4))?\.onnx$/, `${variant}.onnx`);
}

/**
 * The licence for research only of a repository, by its name or by what its authors tag it with: MobileCLIP's weights,
 * whoever exported them, are under Apple's. Undefined for all others, of which nothing of the kind is known.
 */
export function researchLicence(repo: string, tag: string | null): CatalogueModel['licence'] | undefined {
  return tag === apple.name || /mobileclip/i.test(repo) ? apple : undefined;
}
