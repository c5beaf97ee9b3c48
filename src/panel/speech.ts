/** What the live region says: starts, ends and every tenth per cent, never every picture. */
import type { IndexProgress, LensStatus } from '../protocol/lens.ts';
import type { SearchReply } from '../protocol/query.ts';
import { type Format, baseName } from './format.ts';
import type { ReviewView } from './reviewRun.ts';
import type { Translate } from './words.ts';

export function searchSpeech(reply: SearchReply, isSearch: boolean, t: Translate, format: Format): string {
  const searched = format.count(reply.searched);
  if (!isSearch) return reply.searched === 1 ? t('1 image') : t('{0} images', searched);
  const good = reply.strong + reply.fair;
  if (good === 0) return t('No good match in {0} images', searched);
  return good === 1
    ? t('1 match in {0} images', searched)
    : t('{0} matches in {1} images', format.count(good), searched);
}

/** The tenth per cent that has been passed between two reports, null where none was. */
export function tenthPassed(before: IndexProgress | null, now: IndexProgress): number | null {
  const tenth = (progress: IndexProgress | null) =>
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
