/** What a filter made of the lumas of a flat picture, learned where both pictures have an area of one colour, and undone. */
import { rangeOf } from './ranges.ts';
import type { Plane } from './warp.ts';

/** Luma of the frame in 32 steps and of the other picture in 64. */
const [steps, fineSteps] = [32, 64];

/** Within an area of one colour, around a pixel: what JPEG makes of one. */
const oneColour = 16;

/** So many pixels, and such a share of all, tell what became of a luma. */
const [fewest, leastShare] = [40, 0.002];

/** Lumas by which a colour may seem to have changed that is the same. */
const sameLuma = 10;

interface Anchor {
  readonly from: number;
  readonly to: number;
}

/**
 * The frame in the lumas of `seen`, which is the other picture in its pixels; `isSame` where no luma is another one, and then
 * it is the frame itself. Beyond the lumas that areas have, they change by `gain`.
 */
export function evenTones(
  frame: Plane,
  seen: Plane,
  gain: number,
): { readonly plane: Plane; readonly isSame: boolean } {
  const anchors = anchorsOf(frame, seen);
  if (anchors.length === 0 || anchors.every(({ from, to }) => Math.abs(from - to) <= sameLuma))
    return { plane: frame, isSame: true };
  const table = Float32Array.from({ length: 256 }, (_, luma) => tone(luma, anchors, gain));
  const data = frame.data.map(luma => {
    const below = Math.max(0, Math.min(254, Math.floor(luma)));
    return table[below]! + (table[below + 1]! - table[below]!) * (luma - below);
  });
  return { plane: { ...frame, data }, isSame: false };
}

function tone(luma: number, anchors: readonly Anchor[], gain: number): number {
  const below = anchors.findLast(({ from }) => from <= luma);
  const above = anchors.find(({ from }) => from > luma);
  const value =
    below && above
      ? below.to + ((above.to - below.to) * (luma - below.from)) / (above.from - below.from)
      : (below ?? above)!.to + gain * (luma - (below ?? above)!.from);
  return Math.max(0, Math.min(255, value));
}

/** The median of what became of each step of luma that has areas, in order. */
function anchorsOf(frame: Plane, seen: Plane): Anchor[] {
  const [own, there] = [rangeOf(frame), rangeOf(seen)];
  const counts = new Uint32Array(steps * fineSteps);
  let all = 0;
  for (let at = 0; at < frame.data.length; at++) {
    if (there.least[at]! < 0) continue;
    if (own.most[at]! - own.least[at]! > oneColour || there.most[at]! - there.least[at]! > oneColour)
      continue;
    const from = Math.min(steps - 1, Math.floor((frame.data[at]! * steps) / 256));
    const to = Math.min(fineSteps - 1, Math.floor((seen.data[at]! * fineSteps) / 256));
    counts[from * fineSteps + to]!++;
    all++;
  }
  const anchors: Anchor[] = [];
  for (let from = 0; from < steps; from++) {
    const some = counts.subarray(from * fineSteps, (from + 1) * fineSteps);
    const n = some.reduce((sum, count) => sum + count, 0);
    if (n < Math.max(fewest, leastShare * all)) continue;
    let [to, sum] = [0, some[0]!];
    while (2 * sum < n) sum += some[++to]!;
    anchors.push({ from: ((from + 0.5) * 256) / steps, to: ((to + 0.5) * 256) / fineSteps });
  }
  return anchors;
}
