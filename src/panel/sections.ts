/** From an answer of the Lens to what the grid draws: ids, aspects, and the headings between them. */
import type { DuplicateGroup } from '../protocol/duplicate.ts';
import type { Band, SearchReply } from '../protocol/query.ts';
import { bandOf } from '../protocol/query.ts';
import type { Format } from './format.ts';
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
  };
}

/** One heading for each group of copies, strongest evidence first as the Lens sorted them. */
export function duplicateContent(
  groups: readonly DuplicateGroup[],
  t: Translate,
  format: Format,
): GridContent {
  const sections: Section[] = [];
  const ids: number[] = [];
  const groupOfItem: number[] = [];
  groups.forEach((group, index) => {
    sections.push({ first: ids.length, title: groupTitle(group, t, format) });
    for (const id of group.assets) {
      ids.push(id);
      groupOfItem.push(index);
    }
  });
  return {
    ids: Uint32Array.from(ids),
    aspects: new Float32Array(ids.length).fill(groupAspect),
    sections,
    band: () => null,
    group: item => groupOfItem[item] ?? null,
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
