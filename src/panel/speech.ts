/** What the live region says: starts, ends and every tenth per cent, never every picture. */
import type { AssetId } from '../protocol/asset.ts';
import type { LensStatus } from '../protocol/lens.ts';
import type { SearchReply } from '../protocol/query.ts';
import type { CopiesView } from './copiesRun.ts';
import { type Format, baseName } from './format.ts';
import type { ReviewView } from './reviewRun.ts';
import type { SearchView } from './searchText.ts';
import type { Translate } from './words.ts';

export function searchSpeech(reply: SearchReply, isSearch: boolean, t: Translate, format: Format): string {
  const searched = format.count(reply.searched);
  if (!isSearch) return reply.searched === 1 ? t('1 image') : t('{0} images', searched);
  const good = reply.strong + reply.fair;
  if (reply.searched === 1) return good === 0 ? t('No good match in 1 image') : t('1 match in 1 image');
  if (good === 0) return t('No good match in {0} images', searched);
  return good === 1
    ? t('1 match in {0} images', searched)
    : t('{0} matches in {1} images', format.count(good), searched);
}

/** So much of a job. */
interface Done {
  readonly done: number;
  readonly total: number;
}

/** The tenth per cent that has been passed between two reports, null where none was. */
export function tenthPassed(before: Done | null, now: Done): number | null {
  const tenth = (progress: Done | null) =>
    progress && progress.total > 0 ? Math.floor((10 * progress.done) / progress.total) : 0;
  const reached = tenth(now);
  return reached > tenth(before) && reached < 10 ? reached * 10 : null;
}

/** What a change of state is worth saying, null for nothing. */
export function stateSpeech(
  before: LensStatus['state'] | null,
  now: LensStatus['state'],
  t: Translate,
): string | null {
  if (before === now) return null;
  if (now === 'indexing') {
    if (before === 'paused') return t('Indexing goes on');
    return before === 'restarting' ? null : t('Indexing started');
  }
  if (now === 'paused') return before === 'restarting' ? null : t('Indexing is paused');
  if (now === 'idle' && before === 'paused') return t('Indexing was stopped');
  if (now === 'idle' && before === 'indexing') return t('Indexing finished');
  if (now === 'failed') return t('Something failed');
  return null;
}

/** What is said when another image is asked about, or the end is there. */
export function reviewSpeech({ current, answered, total }: ReviewView, t: Translate, format: Format): string {
  const done = answered.accepted + answered.rejected + answered.skipped;
  if (!current) {
    return done === 0
      ? t('Nothing to review')
      : t(
          'Accepted: {0}. Rejected: {1}. Skipped: {2}.',
          format.count(answered.accepted),
          format.count(answered.rejected),
          format.count(answered.skipped),
        );
  }
  return [
    t('Is this {0}?', current.label),
    baseName(current.card.path),
    ...(current.probability === null ? [] : [format.percent(current.probability, 1)]),
    t('{0} of {1}', format.count(done + 1), format.count(total)),
  ].join(', ');
}

/** What is worth saying of a search for duplicates: its start, its end, and who stopped it. */
export function duplicatesSpeech(
  before: SearchView | null,
  { groups, isWhole, isStopped }: SearchView,
  t: Translate,
  format: Format,
): string | undefined {
  const found = groups === 1 ? t('1 group') : t('{0} groups', format.count(groups));
  if (isWhole) {
    if (before?.isWhole) return undefined;
    return groups === 0 ? t('No copies') : t('All duplicates found: {0}', found);
  }
  if (isStopped) return before?.isStopped ? undefined : t('The search was stopped: {0}', found);
  if (before?.isStopped) return t('The search goes on');
  return before && !before.isWhole ? undefined : t('Looking for duplicates');
}

/** What is said when another group is looked at, or another image of it. */
export function copiesSpeech({ at, total, current }: CopiesView, t: Translate, format: Format): string {
  if (!current) return t('No copies');
  const { cards, kept, other } = current;
  const pathOf = (wanted: AssetId) => cards.find(({ id }) => id === wanted)?.path ?? '';
  return [
    t('Group {0} of {1}', format.count(at + 1), format.count(total)),
    t('{0} is kept', pathOf(kept)),
    t('{0} is compared', pathOf(other)),
  ].join(', ');
}
