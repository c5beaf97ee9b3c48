/** Whether two pictures that lie on each other are the same, block by block: one number over all would punish a caption. */
import type { Plane } from './warp.ts';

/** Pixels of a sketch each way; smaller ones agree by chance, larger ones are all hit by a watermark. */
export const blockSide = 12;

/** Deviation in grey levels; less is the noise of JPEG. In a picture of low contrast all over, less counts. */
const texture = 5;
const leastTexture = 1.5;
const textureShare = 0.4;

/** Below this deviation nothing at all is in a block. */
const nothing = 1.2;

/** Luma by which a block is plainly another one, brightness and contrast of the whole taken out. */
const otherMean = 30;

/** The constants of SSIM for 255 grey levels (Z. Wang et al., "Image quality assessment", 2004). */
const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];

/** Correlation from which two textured blocks are the same. */
const sameBlock = 0.6;

/** `flat` has nothing to compare in either picture, `covered` is as flat and plainly lighter or darker. */
export type BlockState = 'agrees' | 'differs' | 'flat' | 'covered';

export interface Agreement {
  readonly columns: number;
  readonly rows: number;
  /** Null where the overlap does not hold the whole block. */
  readonly states: readonly (BlockState | null)[];
  readonly textured: number;
  readonly agreed: number;
  /** Blocks in the overlap. */
  readonly blocks: number;
  /** Blocks without anything in one of the pictures: many in flat graphics, few in photographs. */
  readonly empty: number;
  /** Of each block; 1 where there is nothing to correlate. */
  readonly correlations: Float32Array;
  /** The lesser deviation of the two blocks, in grey levels: what is little in one was added to the other. */
  readonly contrasts: Float32Array;
  /** Mean correlation of the textured blocks, in 0..1. */
  readonly correlation: number;
  /** Mean SSIM of the blocks, in −1..1. */
  readonly ssim: number;
}

/** `seen` is the other picture in the pixels of `frame`; `gain` and `offset` take its brightness from the frame's. */
export function agreementOf(
  frame: Plane,
  seen: Plane,
  negative: boolean,
  { gain, offset }: { readonly gain: number; readonly offset: number },
): Agreement {
  const columns = Math.floor(frame.width / blockSide);
  const rows = Math.floor(frame.height / blockSide);
  const left = (frame.width - columns * blockSide) >> 1;
  const top = (frame.height - rows * blockSide) >> 1;
  const moments = Array.from({ length: columns * rows }, (_, at) =>
    momentsOf(frame, seen, left + (at % columns) * blockSide, top + Math.floor(at / columns) * blockSide),
  );
  const deviations = moments.flatMap(block => (block ? [block.deviationA] : [])).sort((a, b) => a - b);
  const high = deviations[Math.floor(0.8 * deviations.length)] ?? 0;
  const least = Math.max(leastTexture, Math.min(texture, textureShare * high));
  const sign = negative ? -1 : 1;
  let [textured, agreed, blocks, empty, total, ssim] = [0, 0, 0, 0, 0, 0];
  const correlations = new Float32Array(moments.length).fill(1);
  const contrasts = new Float32Array(moments.length);
  const states = moments.map((block, at): BlockState | null => {
    if (!block) return null;
    const { deviationA, deviationB, covariance, meanA, meanB } = block;
    blocks++;
    contrasts[at] = Math.min(deviationA, deviationB);
    if (deviationA < nothing || deviationB < nothing) empty++;
    const other = negative ? 255 - meanB : meanB;
    ssim +=
      ((2 * meanA * other + c1) * (2 * sign * covariance + c2)) /
      ((meanA ** 2 + other ** 2 + c1) * (deviationA ** 2 + deviationB ** 2 + c2));
    const isOther = Math.abs(meanB - gain * meanA - offset) > otherMean;
    // What is flat in one and hardly more in the other is what JPEG leaves around an edge.
    if (Math.max(deviationA, deviationB) < (Math.min(deviationA, deviationB) < least ? 2 * least : least))
      return isOther ? 'covered' : 'flat';
    textured++;
    const correlation =
      (sign * covariance) / Math.max(least * 0.3, deviationA) / Math.max(least * 0.3, deviationB);
    correlations[at] = correlation;
    total += Math.max(0, correlation);
    if (correlation < sameBlock) return 'differs';
    agreed++;
    return 'agrees';
  });
  return {
    columns,
    rows,
    states,
    textured,
    agreed,
    blocks,
    empty,
    correlations,
    contrasts,
    correlation: textured > 0 ? total / textured : 0,
    ssim: blocks > 0 ? ssim / blocks : 0,
  };
}

function momentsOf(frame: Plane, seen: Plane, left: number, top: number) {
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + blockSide; y++) {
    for (let x = left, at = y * frame.width + left; x < left + blockSide; x++, at++) {
      const b = seen.data[at]!;
      if (b < 0) return null;
      const a = frame.data[at]!;
      sumA += a;
      sumB += b;
      squareA += a * a;
      squareB += b * b;
      product += a * b;
    }
  }
  const n = blockSide * blockSide;
  const [meanA, meanB] = [sumA / n, sumB / n];
  return {
    meanA,
    meanB,
    deviationA: Math.sqrt(Math.max(0, squareA / n - meanA * meanA)),
    deviationB: Math.sqrt(Math.max(0, squareB / n - meanB * meanB)),
    covariance: product / n - meanA * meanB,
  };
}
