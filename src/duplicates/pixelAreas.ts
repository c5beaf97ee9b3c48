/** Pixels of a picture that hang together. */

/** An upright rectangle around an area of so many pixels; right and bottom lie outside. */
export interface PixelArea {
  readonly size: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The areas of the pixels whose value in the mask is one that is asked for; no pixel along the outline may have such a value.
 * Two that touch at a corner alone hang together or do not, as `corners` says.
 */
export function pixelAreas(
  mask: Uint8Array,
  width: number,
  isIn: (value: number) => boolean,
  corners: 'joined' | 'apart',
): PixelArea[] {
  const sides = [-1, 1, -width, width];
  const around = corners === 'apart' ? sides : [...sides, -width - 1, -width + 1, width - 1, width + 1];
  const seen = new Uint8Array(mask.length);
  const areas: PixelArea[] = [];
  const queue: number[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (seen[start] || !isIn(mask[start]!)) continue;
    queue.length = 0;
    queue.push(start);
    seen[start] = 1;
    let [left, right, top, bottom] = [Infinity, 0, Infinity, 0];
    for (let next = 0; next < queue.length; next++) {
      const at = queue[next]!;
      const x = at % width;
      const y = (at - x) / width;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      for (const step of around) {
        const near = at + step;
        if (seen[near] || !isIn(mask[near]!)) continue;
        seen[near] = 1;
        queue.push(near);
      }
    }
    areas.push({ size: queue.length, left, top, right: right + 1, bottom: bottom + 1 });
  }
  return areas;
}
