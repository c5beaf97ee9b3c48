/** How a model wants its pictures: `preprocessor_config.json` of transformers, and open_clip's own words for the same. */
import * as v from 'valibot';
import type { Family } from './folderCard.ts';

/** How a picture becomes the network's input. All sizes in pixels. */
export interface Preprocessing {
  readonly resize:
    | { readonly kind: 'shortest'; readonly edge: number }
    | { readonly kind: 'squash'; readonly width: number; readonly height: number }
    /** The whole picture within a square of `edge`; `crop` fills the rest of it with `fill`. */
    | { readonly kind: 'longest'; readonly edge: number };
  readonly filter: 'nearest' | 'bilinear' | 'bicubic' | 'lanczos';
  /** Cut from the middle after resizing; null takes the whole. */
  readonly crop: { readonly width: number; readonly height: number } | null;
  /** Multiplies 0..255 before mean and deviation are applied; usually 1/255. */
  readonly rescale: number;
  /** What lies beyond the picture where the crop is larger, 0..255; black where it is left out. */
  readonly fill?: Triple;
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
  /**
   * What shows through transparent pixels, red, green, blue in 0..255.
   * `contrast`: white, or dark grey where the picture itself is nearly white.
   */
  readonly alphaBackground: 'contrast' | readonly [number, number, number];
}

/** Mean and deviation of OpenAI's CLIP, for files that leave them out. */
const clipMean: Triple = [0.48145466, 0.4578275, 0.40821073];
const clipDeviation: Triple = [0.26862954, 0.26130258, 0.27577711];

type Triple = readonly [number, number, number];

/** Mean and deviation of both SigLIPs (big_vision, value_range(-1, 1)). */
const half: Triple = [0.5, 0.5, 0.5];

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const triple = v.pipe(v.array(v.number()), v.length(3));
const deviations = v.pipe(v.array(v.pipe(v.number(), v.gtValue(0))), v.length(3));
const colourLevel = v.pipe(v.number(), v.minValue(0), v.maxValue(255));
const colour = v.pipe(v.array(colourLevel), v.length(3));
const sizeSchema = v.union([
  positive,
  v.strictObject({ shortest_edge: positive }),
  v.strictObject({ height: positive, width: positive }),
  // Immich's: height and width in a list.
  v.pipe(v.array(positive), v.length(2)),
]);

export const preprocessorSchema = v.looseObject({
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
  fill_color: v.optional(v.union([colourLevel, colour])),
  alpha_background: v.optional(v.union([v.literal('contrast'), colour])),
});

export type PreprocessorFile = v.InferOutput<typeof preprocessorSchema>;
type Raw = PreprocessorFile;

/** The size of what the network sees, in pixels. */
export function inputSizeOf({ crop, resize }: Preprocessing): {
  readonly width: number;
  readonly height: number;
} {
  if (crop) return crop;
  return resize.kind === 'squash' ? resize : { width: resize.edge, height: resize.edge };
}

/** Throws what `refuse` throws, for a value that is not known. */
export type Refuse = (key: string, value: unknown) => never;

/** What a file means for a family, whose own values stand for those that it leaves out. */
export function preprocessingOf(raw: Raw, family: Family, refuse: Refuse): Preprocessing {
  if (!raw.do_resize) refuse('do_resize', false);
  if (raw.do_pad) refuse('do_pad', true);
  const [mean, deviation] = family === 'clip' ? [clipMean, clipDeviation] : [half, half];
  const resize = resizeOf(raw, family, refuse);
  return {
    resize,
    filter: filterOf(raw, refuse),
    crop: cropOf(raw, resize),
    rescale: raw.do_rescale ? raw.rescale_factor : 1,
    mean: raw.do_normalize ? asTriple(raw.image_mean ?? raw.mean, mean) : [0, 0, 0],
    deviation: raw.do_normalize ? asTriple(raw.image_std ?? raw.std, deviation) : [1, 1, 1],
    alphaBackground:
      raw.alpha_background === 'contrast' ? 'contrast' : asTriple(raw.alpha_background, [255, 255, 255]),
    ...(resize.kind === 'longest' && raw.fill_color !== undefined ? { fill: fillOf(raw.fill_color) } : {}),
  };
}

function fillOf(colour: number | readonly number[]): Triple {
  return typeof colour === 'number' ? [colour, colour, colour] : asTriple(colour, [0, 0, 0]);
}

function resizeOf(raw: Raw, family: Family, refuse: Refuse): Preprocessing['resize'] {
  const size = sizeOf(raw, family);
  const edge =
    typeof size === 'number' ? size : 'height' in size && size.height === size.width ? size.height : null;
  switch (raw.resize_mode) {
    case undefined:
      break;
    case 'shortest':
    case 'longest':
      return edge === null ? refuse('size', raw.size) : { kind: raw.resize_mode, edge };
    case 'squash':
      return edge === null ? refuse('size', raw.size) : { kind: 'squash', width: edge, height: edge };
    default:
      return refuse('resize_mode', raw.resize_mode);
  }
  // A bare number means the shortest edge in transformers' CLIPImageProcessor, a square in its SiglipImageProcessor.
  if (typeof size === 'number')
    return family === 'clip'
      ? { kind: 'shortest', edge: size }
      : { kind: 'squash', width: size, height: size };
  if ('shortest_edge' in size) return { kind: 'shortest', edge: size.shortest_edge };
  return { kind: 'squash', width: size.width, height: size.height };
}

function sizeOf({ size }: Raw, family: Family): Exclude<Raw['size'], undefined | number[]> {
  if (Array.isArray(size)) return { height: size[0]!, width: size[1]! };
  return size ?? (family === 'clip' ? { shortest_edge: 224 } : { height: 224, width: 224 });
}

function cropOf(raw: Raw, resize: Preprocessing['resize']): Preprocessing['crop'] {
  // What was squeezed into a square is cut only where a crop is asked for.
  if (resize.kind === 'squash' && raw.crop_size === undefined) return null;
  if (resize.kind === 'longest') return { width: resize.edge, height: resize.edge };
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
