/** Where a picture lies on another one that it is a copy of: styles for the one on top, and what both show. */
import { type PixelMap, inverse } from '../protocol/duplicate.ts';

/** Pixels of a file. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

type Style = Readonly<Record<string, string>>;

/** Lays the top onto a frame in the shape of the base. `map` takes pixels of the base to those of the top; null fits it in. */
export function layingStyle(map: PixelMap | null, base: Size, top: Size): Style {
  if (!map) return { objectFit: 'contain' };
  const [a, b, c, d, e, f] = inverse(map);
  const percent = (part: number, whole: number) => `${plain((100 * part) / whole)}%`;
  return {
    left: '0',
    top: '0',
    width: percent(top.width, base.width),
    height: percent(top.height, base.height),
    transformOrigin: '0 0',
    // A share of the moved element itself; the frame's own pixels are as wide as high, so that the rest needs no unit.
    transform: `translate(${percent(c, top.width)}, ${percent(f, top.height)}) matrix(${[a, d, b, e].map(plain).join(', ')}, 0, 0)`,
  };
}

/** Cuts the base to what the top shows of it: where only one of them has anything, there is nothing to compare. */
export function commonStyle(map: PixelMap | null, base: Size, top: Size): Style {
  if (!map) return {};
  const [a, b, c, d, e, f] = inverse(map);
  const corners = (
    [
      [0, 0],
      [top.width, 0],
      [top.width, top.height],
      [0, top.height],
    ] as const
  ).map(([x, y]) => {
    const [u, v] = [a * x + b * y + c, d * x + e * y + f];
    return `${plain((100 * u) / base.width)}% ${plain((100 * v) / base.height)}%`;
  });
  return { clipPath: `polygon(${corners.join(', ')})` };
}

/** CSS knows no exponents that JavaScript would write for the smallest. */
function plain(number: number): number {
  return Number(number.toFixed(6));
}
