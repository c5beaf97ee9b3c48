/**
 * Tags as the `labels.json` of a FiftyOneImageClassificationDataset (docs.voxel51.com): for each image a list, which
 * FiftyOne reads as `Classifications`. Images are named by their paths without the extension, as it expects.
 */
import { LensError } from '../protocol/errors.ts';
import type { LabelGroup } from '../protocol/tag.ts';
import { type ExchangedImage, categoriesOf } from './exchangeImage.ts';

/** Throws `invalid-argument` where two images differ in their extension alone: the format cannot tell them apart. */
export function printFiftyOne(images: readonly ExchangedImage[], groups: readonly LabelGroup[]): string {
  const labels: Record<string, unknown> = {};
  const pathOf = new Map<string, string>();
  for (const { path, tags } of images) {
    const name = path.replace(/\.[^./]+$/, '');
    const other = pathOf.get(name);
    if (other !== undefined) {
      throw new LensError(
        'invalid-argument',
        `FiftyOne names images without their extension, so ${other} and ${path} would be one. Rename one of them, or leave it out.`,
      );
    }
    pathOf.set(name, path);
    labels[name] = tags.map(({ label, group, state, probability }) => ({
      label,
      ...(state === 'suggested' && probability !== null ? { confidence: probability } : {}),
      attributes: { state, ...(group ? { group } : {}) },
    }));
  }
  const classes = [...new Set(categoriesOf(groups, images).map(({ name }) => name))];
  return `${JSON.stringify({ classes, labels }, null, 1)}\n`;
}
