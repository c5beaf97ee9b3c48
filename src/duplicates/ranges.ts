/** What lies around each pixel of a picture. */
import type { Plane } from './warp.ts';

export interface Range {
  readonly least: Float32Array;
  readonly most: Float32Array;
}

/** The least and the most luma of the nine pixels around each; −1 is the least beside where the picture ends. */
export function rangeOf({ data, width, height }: Plane): Range {
  const least = data.slice();
  const most = data.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
      least[at] = Math.min(data[at - 1]!, data[at]!, data[at + 1]!);
      most[at] = Math.max(data[at - 1]!, data[at]!, data[at + 1]!);
    }
  }
  const [low, high] = [least.slice(), most.slice()];
  for (let at = width; at < data.length - width; at++) {
    least[at] = Math.min(low[at - width]!, low[at]!, low[at + width]!);
    most[at] = Math.max(high[at - width]!, high[at]!, high[at + width]!);
  }
  return { least, most };
}
