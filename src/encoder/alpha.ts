/** What stands behind transparent pixels when a network that knows no transparency looks at them. */

type Colour = readonly [number, number, number];

const white: Colour = [255, 255, 255];
const darkGrey: Colour = [32, 32, 32];

/** Pictures that are lighter than this on average, weighted by alpha, would vanish on white. Luma in 0..255. */
const lightLuma = 200;

/** Luma weights of ITU-R BT.601, in thousandths. */
const [redWeight, greenWeight, blueWeight] = [299, 587, 114];

/** White, or dark grey for a picture that is nearly white itself, as icons for dark themes are. `rgba`: 4 bytes a pixel. */
export function contrastBackground(rgba: Uint8Array): Colour {
  let weighted = 0;
  let alphas = 0;
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3]!;
    weighted += alpha * (redWeight * rgba[i]! + greenWeight * rgba[i + 1]! + blueWeight * rgba[i + 2]!);
    alphas += alpha;
  }
  return alphas > 0 && weighted / (alphas * 1000) > lightLuma ? darkGrey : white;
}

/** Composites onto a plain background: 4 bytes a pixel in, 3 out, rounded as Pillow's `alpha_composite` rounds. */
export function flatten(rgba: Uint8Array, background: Colour): Buffer {
  const rgb = Buffer.allocUnsafe((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      rgb[to + channel] = Math.round(
        (rgba[from + channel]! * alpha + background[channel]! * (255 - alpha)) / 255,
      );
    }
  }
  return rgb;
}

/** True when any pixel lets the background through. */
export function isTransparent(rgba: Uint8Array): boolean {
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 255) return true;
  return false;
}
