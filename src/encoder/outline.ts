/** What is kept of a sketch to find out how it could lie on another one. */
import type { ContentBox, Outline, Sketch } from '../protocol/encoder.ts';
import { contentBoxOf, tinyOf } from './content.ts';
import { localFeatures } from './localFeatures.ts';
import type { SmallPicture } from './smallPicture.ts';

/** A picture that was enlarged so many times is looked at in its own pixels: what lies between two of them belongs to neither a margin nor its content. */
const ownPixels = 4;

export function outlineOf(sketch: Sketch): Outline {
  const box = boxOf(sketch);
  return {
    width: sketch.width,
    height: sketch.height,
    features: localFeatures(sketch),
    box,
    tiny: tinyOf(sketch, box),
  };
}

function boxOf(sketch: Sketch): ContentBox {
  if (sketch.enlarged < ownPixels) return contentBoxOf(sketch);
  const own = inOwnPixels(sketch);
  const { left, top, right, bottom } = contentBoxOf(own);
  const [across, down] = [sketch.width / own.width, sketch.height / own.height];
  return {
    left: Math.round(left * across),
    top: Math.round(top * down),
    right: Math.round(right * across),
    bottom: Math.round(bottom * down),
  };
}

/** As it was before it was enlarged: a cubic curve goes through the pixels that it was drawn from, in their middles. */
function inOwnPixels({ luma, alpha, width, height, enlarged }: Sketch): SmallPicture {
  const [across, down] = [
    Math.max(1, Math.round(width / enlarged)),
    Math.max(1, Math.round(height / enlarged)),
  ];
  const own = { luma: new Uint8Array(across * down), alpha: alpha && new Uint8Array(across * down) };
  for (let y = 0, to = 0; y < down; y++) {
    const row = Math.floor(((y + 0.5) * height) / down) * width;
    for (let x = 0; x < across; x++, to++) {
      const from = row + Math.floor(((x + 0.5) * width) / across);
      own.luma[to] = luma[from]!;
      if (own.alpha) own.alpha[to] = alpha![from]!;
    }
  }
  return { width: across, height: down, ...own };
}
