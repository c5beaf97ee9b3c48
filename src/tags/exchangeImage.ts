/** An image with its tags, as the formats of other programs need it. */
import type { ExchangedTag } from '../protocol/exchange.ts';
import type { LabelGroup } from '../protocol/tag.ts';

export interface ExchangedImage {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly sha256: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  readonly tags: readonly ExchangedTag[];
}

/** A label as others name it: unique by group and name. */
export interface Category {
  readonly name: string;
  readonly group: string;
  /** The label that it is a kind of, or else its group; null where it has neither. */
  readonly above: string | null;
}

/** The labels of the file in its order, then those that only the images have, by name. */
export function categoriesOf(
  groups: readonly LabelGroup[],
  images: readonly ExchangedImage[],
): readonly Category[] {
  const known = groups.flatMap(group =>
    group.labels.map(({ name, parent }): Category => ({
      name,
      group: group.name ?? '',
      above: parent ?? group.name,
    })),
  );
  const found = new Map(known.map(category => [categoryKey(category.group, category.name), category]));
  const others = new Map<string, Category>();
  for (const { tags } of images) {
    for (const { label, group } of tags) {
      const key = categoryKey(group ?? '', label);
      if (!found.has(key)) others.set(key, { name: label, group: group ?? '', above: group || null });
    }
  }
  const byKey = [...others].sort(([a], [b]) => (a < b ? -1 : 1));
  return [...known, ...byKey.map(([, category]) => category)];
}

export function categoryKey(group: string, label: string): string {
  return JSON.stringify([group, label]);
}
