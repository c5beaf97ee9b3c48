/**
 * Tags as a COCO data set (cocodataset.org, "Data format"): each tag is an annotation of the whole image, since the
 * format knows no other. `score` is that of a suggestion, as in COCO's results; `attributes` say how a tag came to be.
 */
import type { LabelGroup } from '../protocol/tag.ts';
import { type ExchangedImage, categoriesOf, categoryKey } from './exchangeImage.ts';

export function printCoco(
  images: readonly ExchangedImage[],
  groups: readonly LabelGroup[],
  prefix: string,
): string {
  const categories = categoriesOf(groups, images);
  const ids = new Map(categories.map(({ group, name }, place) => [categoryKey(group, name), place + 1]));
  let annotations = 0;
  return `${JSON.stringify(
    {
      info: { description: 'Tags by Asset Lens', version: '1.0' },
      licenses: [],
      images: images.map(({ path, width, height }, place) => ({
        id: place + 1,
        file_name: prefix + path,
        width,
        height,
      })),
      annotations: images.flatMap(({ width, height, tags }, place) =>
        tags.map(({ label, group, state, probability }) => ({
          id: ++annotations,
          image_id: place + 1,
          category_id: ids.get(categoryKey(group ?? '', label)),
          bbox: [0, 0, width, height],
          area: width * height,
          segmentation: [],
          iscrowd: 0,
          ...(state === 'suggested' && probability !== null ? { score: probability } : {}),
          attributes: { state },
        })),
      ),
      categories: categories.map(({ name, above }, place) => ({
        id: place + 1,
        name,
        supercategory: above ?? 'none',
      })),
    },
    null,
    1,
  )}\n`;
}
