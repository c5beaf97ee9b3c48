/** What happens to a picture on its way through a project: near-duplicates of it. */
import sharp from 'sharp';
import { randomNumbers, seed } from './random.ts';

/** Gives the bytes of an image file. `chance` differs from picture to picture and is the same in every run. */
export type Edit = (file: string, chance: number) => Promise<Buffer>;

export const edits: Readonly<Record<string, Edit>> = {
  'cropped to 80 % of each side': async (file, chance) => {
    const { width, height } = await sharp(file).metadata();
    const random = randomNumbers(chance);
    const [newWidth, newHeight] = [Math.round(width * 0.8), Math.round(height * 0.8)];
    return sharp(file)
      .extract({
        left: Math.floor(random() * (width - newWidth + 1)),
        top: Math.floor(random() * (height - newHeight + 1)),
        width: newWidth,
        height: newHeight,
      })
      .jpeg({ quality: 92 })
      .toBuffer();
  },
  're-encoded as JPEG of quality 30': file => sharp(file).jpeg({ quality: 30 }).toBuffer(),
  'made smaller to 25 %': async file => {
    const { width } = await sharp(file).metadata();
    return sharp(file)
      .resize(Math.max(1, Math.round(width / 4)))
      .jpeg({ quality: 85 })
      .toBuffer();
  },
  // One channel at full strength, the others weaker: a warm, a green or a cool cast.
  tinted: (file, chance) => {
    const gains = [0.75, 0.75, 0.75];
    gains[Math.floor(randomNumbers(chance)() * 3)] = 1.15;
    return sharp(file)
      .removeAlpha()
      .toColourspace('srgb')
      .linear(gains, [0, 0, 0])
      .jpeg({ quality: 92 })
      .toBuffer();
  },
};

/** The chance of the picture at this place. */
export function chanceOf(place: number): number {
  return seed + place;
}
