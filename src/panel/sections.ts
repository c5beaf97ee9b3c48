/** From an answer of the Lens to what the grid draws: ids, aspects, and the headings between them. */
import type { AssetId } from '../protocol/asset.ts';
import type { DuplicateGroup } from '../protocol/duplicate.ts';
import type { Band, SearchReply } from '../protocol/query.ts';
import { bandOf } from '../protocol/query.ts';
import type { VariantSet } from '../protocol/variant.ts';
import { type Format, baseName } from './format.ts';
import type { Section } from './rows.ts';
import type { Translate } from './words.ts';

/** The pictures of a grid in their order, with what stands between them. */
export interface GridContent {
  readonly ids: Uint32Array;
  readonly aspects: ArrayLike<number>;
  readonly sections: readonly Section[];
  /** Score band of an item; null where nothing was searched for. */
  readonly band: (item: number) => Band | null;
  /** Group of an item, from 0; null outside the duplicates. */
  readonly group: (item: number) => number | null;
  /** True in a set of variants, of which none is to be kept before the others. */
  readonly isVariant: (item: number) => boolean;
}

/** Groups show their pictures in cells of one width: what differs is then easy to see. */
const groupAspect = 1.2;

/** A search's hits by score band: the good ones without a heading, the weak ones below one. */
export function searchContent(reply: SearchReply, isSearch: boolean, t: Translate): GridContent {
  const good = reply.strong + reply.fair;
  const count = reply.ids.length;
  const sections: Section[] = [];
  if (!isSearch || good > 0) sections.push({ first: 0, title: null });
  else if (count > 0) sections.push({ first: 0, title: t('No good match. Closest:') });
  if (isSearch && good > 0 && good < count) sections.push({ first: good, title: t('Weaker matches') });
  return {
    ids: reply.ids,
    aspects: reply.aspects,
    sections,
    band: item => (isSearch ? bandOf(reply, item) : null),
    group: () => null,
    isVariant: () => false,
  };
}

/** One heading for each group of copies, in the order of the Lens, then one for each set of variants. */
export function duplicateContent(
  groups: readonly DuplicateGroup[],
  sets: readonly VariantSet[],
  t: Translate,
  format: Format,
): GridContent {
  const sections: Section[] = [];
  const ids: number[] = [];
  const groupOfItem: number[] = [];
  const add = (title: string, assets: readonly AssetId[]) => {
    for (const id of assets) {
      ids.push(id);
      groupOfItem.push(sections.length);
    }
    sections.push({ first: ids.length - assets.length, title });
  };
  for (const group of groups) add(groupTitle(group, t, format), group.assets);
  const firstVariant = ids.length;
  for (const set of sets) if (set.assets.length > 0) add(variantsTitle(set, t, format), set.assets);
  return {
    ids: Uint32Array.from(ids),
    aspects: new Float32Array(ids.length).fill(groupAspect),
    sections,
    band: () => null,
    group: item => groupOfItem[item] ?? null,
    isVariant: item => item >= firstVariant,
  };
}

export function groupTitle(group: DuplicateGroup, t: Translate, format: Format): string {
  const images = format.count(group.assets.length);
  switch (group.kind) {
    case 'same-bytes':
      return t('{0} copies of the same file', images);
    case 'same-pixels':
      return t('{0} files with the same pixels', images);
    case 'transformed':
      return t('{0} edited copies', images);
    case 'look-alike':
      return t('{0} images that look alike ({1})', images, format.percent(group.similarity, 1));
  }
}

/** So many names of what is missing stand in a heading. */
const mostNamed = 3;

/** The rules by which they are told apart, and which members are missing. */
export function variantsTitle({ assets, rules, missing }: VariantSet, t: Translate, format: Format): string {
  const images = format.count(assets.length);
  const title =
    assets.length === 1
      ? t('1 variant ({0})', rules.join(', '))
      : t('{0} variants ({1})', images, rules.join(', '));
  if (missing.length === 0) return title;
  const names = missing.slice(0, mostNamed).map(baseName).join(', ');
  const more = missing.length - mostNamed;
  return `${title} · ${more > 0 ? t('missing: {0} and {1} more', names, format.count(more)) : t('missing: {0}', names)}`;
}

/** What a band is called on a card and to a screen reader. */
export function bandName(band: Band, t: Translate): string {
  switch (band) {
    case 'strong':
      return t('Strong match');
    case 'fair':
      return t('Fair match');
    case 'weak':
      return t('Weak match');
  }
}
