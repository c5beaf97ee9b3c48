/** What is said of a search for duplicates: how much it has found, and how far it is. */
import type { DuplicateProgress } from '../protocol/duplicate.ts';
import type { Format } from './format.ts';
import type { Translate } from './words.ts';

/** How far the search is whose groups are shown. */
export interface SearchView {
  /** What was told last; null before anything was. */
  readonly progress: DuplicateProgress | null;
  /** So many so far. */
  readonly groups: number;
  readonly isWhole: boolean;
  readonly isStopped: boolean;
}

/** How many groups there are, and whether more may come. */
export function groupsText({ groups, isWhole, isStopped }: SearchView, t: Translate, format: Format): string {
  if (isWhole) return groups === 1 ? t('1 group') : t('{0} groups', format.count(groups));
  const soFar = groups === 1 ? t('1 group so far') : t('{0} groups so far', format.count(groups));
  return isStopped ? `${soFar} · ${t('search stopped')}` : soFar;
}

/** What a search does just now, how fast, and how long that will take yet. */
export function copiesProgressText({ progress }: SearchView, t: Translate, format: Format): string {
  if (!progress) return t('Looking for duplicates');
  if (progress.step === 'waiting') return t('Looking for duplicates when nothing else is to be done');
  const { done, total, perSecond, remainingSeconds } = progress;
  return [
    total > 0 ? `${stepName(progress.step, t)} ${format.percent(done, total)}` : stepName(progress.step, t),
    ...(perSecond >= 0.5 ? [t('{0}/s', format.count(perSecond))] : []),
    ...(remainingSeconds === null ? [] : [format.seconds(remainingSeconds)]),
  ].join(' · ');
}

function stepName(step: 'choosing' | 'looking' | 'comparing', t: Translate): string {
  switch (step) {
    case 'choosing':
      return t('Choosing images');
    case 'looking':
      return t('Comparing likely pairs');
    case 'comparing':
      return t('Comparing other pairs');
  }
}
