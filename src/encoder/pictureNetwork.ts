/** The network for pictures as the service has it: pixels in, vectors out, wherever it runs. */
import type { Preprocessing } from '../models/preprocessing.ts';
import type { VisionTower } from './session.ts';
import { tensorOf } from './tensor.ts';

export interface PictureNetwork {
  readonly dimensions: number;
  /**
   * RGB pixels of the network's input size, row by row, an array a view → `views.length × dimensions`, unit length.
   * Tells of each run of the network; where that throws, the rest is given up.
   */
  encode(views: readonly Uint8Array[], ran?: () => void): Promise<Float32Array>;
}

/** A tower that holds up this thread while it runs. */
export function onThisThread(tower: VisionTower, how: Preprocessing): PictureNetwork {
  return {
    dimensions: tower.dimensions,
    encode: (views, ran) => tower.encode(tensorOf(views, how), views.length, ran),
  };
}
