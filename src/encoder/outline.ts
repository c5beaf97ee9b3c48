/** What is kept of a sketch to find out how it could lie on another one. */
import type { Outline, Sketch } from '../protocol/encoder.ts';
import { contentBoxOf, tinyOf } from './content.ts';
import { localFeatures } from './localFeatures.ts';

export function outlineOf(sketch: Sketch): Outline {
  const box = contentBoxOf(sketch);
  return {
    width: sketch.width,
    height: sketch.height,
    features: localFeatures(sketch),
    box,
    tiny: tinyOf(sketch, box),
  };
}
