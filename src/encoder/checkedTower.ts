/** A network on a device that is not trusted once for all: now and then it has to say again what the processor says. */
import { type Provider } from '../protocol/device.ts';
import { LensError } from '../protocol/errors.ts';
import { goldenPictures, goldenRows, sameAnswer, smallestCosine } from './golden.ts';
import { providerTitles } from './providers.ts';
import type { VisionTower } from './session.ts';

/** Pictures between two checks: three rows more for so many cost less than one per cent. */
const picturesBetweenChecks = 512;

export interface Check {
  readonly provider: Provider;
  readonly size: { readonly width: number; readonly height: number };
  /** The processor's vectors of the golden pictures. */
  readonly reference: Float32Array;
}

/**
 * The tower, checked at once and again before the vectors of every `picturesBetweenChecks` pictures are handed out.
 * Throws `device-failed` where it says something else.
 */
export async function checkedTower(
  tower: VisionTower,
  { provider, size, reference }: Check,
  between: number = picturesBetweenChecks,
): Promise<VisionTower> {
  const pictures = goldenPictures(size);
  let since = 0;
  const check = async () => {
    const vectors = await tower.encode(pictures, goldenRows);
    const cosine = smallestCosine(vectors, reference, goldenRows);
    if (cosine < sameAnswer) {
      throw new LensError(
        'device-failed',
        `${providerTitles[provider]} gave a wrong answer: a cosine of ${cosine.toFixed(4)} to the processor's.`,
        { provider },
      );
    }
    since = 0;
  };
  await check();
  return {
    ...tower,
    async encode(tensors, count, ran) {
      const vectors = await tower.encode(tensors, count, ran);
      since += count;
      if (since >= between) await check();
      return vectors;
    },
  };
}
