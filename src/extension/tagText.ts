/** Tags in words, for trees, hovers and messages. Pure: words and numbers are handed in. */
import type { TagChip } from '../protocol/asset.ts';
import type { Verdict } from '../protocol/decision.ts';
import type { LabelCount, LabelFinding, TagState } from '../protocol/tag.ts';
import type { StatusWords } from './statusText.ts';

type Words = Pick<StatusWords, 't'>;

/** How a tag came to be, and how likely it is to the model; empty for nothing to say. */
export function stateText(state: TagState, probability: number | null, { t }: Words): string {
  switch (state) {
    case 'suggested':
      return percentText(probability);
    case 'accepted':
      return t('accepted');
    case 'rejected':
      return t('rejected');
    case 'by-hand':
      return t('by hand');
    case 'disputed':
      return t('disputed');
    case 'none':
      return percentText(probability);
  }
}

/** For example `cat accepted, dog 87 %`; empty for no tags. */
export function tagsText(tags: readonly TagChip[], words: Words): string {
  return tags
    .map(({ label, state, probability }) => `${label} ${stateText(state, probability, words)}`.trim())
    .join(', ');
}

/** What was decided of how many tags. */
export function decidedText(verdict: Verdict, changed: number, { t, count }: StatusWords): string {
  if (changed === 0) return t('Nothing changed');
  const number = count(changed);
  switch (verdict) {
    case 'accepted':
      return changed === 1 ? t('1 tag accepted') : t('{0} tags accepted', number);
    case 'rejected':
      return changed === 1 ? t('1 tag rejected') : t('{0} tags rejected', number);
    case 'by-hand':
      return changed === 1 ? t('1 tag added') : t('{0} tags added', number);
  }
}

/** How many images have a label, and how many of them by suggestion and by decision. */
export function countText({ assets, states }: LabelCount, { t, count }: StatusWords): string {
  const parts: readonly [number, string][] = [
    [states.suggested, t('suggested')],
    [states.accepted, t('accepted')],
    [states['by-hand'], t('by hand')],
    [states.rejected, t('rejected')],
    [states.disputed, t('disputed')],
  ];
  const told = parts.filter(([number]) => number > 0).map(([number, name]) => `${count(number)} ${name}`);
  const images = assets === 1 ? t('1 image') : t('{0} images', count(assets));
  return told.length === 0 ? images : `${images}: ${told.join(', ')}`;
}

/** How many images people contradict each other about. */
export function disputedText(disputed: number, { t, count }: StatusWords): string {
  return t('{0} disputed', count(disputed));
}

/** What a label is a kind of, and from which probability on it is suggested; empty for neither. */
export function kindText({ parents, threshold }: LabelCount, { t }: Words): string {
  return [
    parents.toReversed().join(' › '),
    threshold === null ? '' : t('suggested from {0} on', percentText(threshold)),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What a label learned from decisions, each told without itself; empty where nothing was decided. */
export function learnedText({ learned }: LabelCount, { t, count }: StatusWords): string {
  if (!learned || learned.before.of === 0) return '';
  const { before, after, usesDecisions } = learned;
  return usesDecisions
    ? t(
        'Learned from decisions: {0} of {1} right, by the prompts alone {2}.',
        count(after.right),
        count(after.of),
        count(before.right),
      )
    : t(
        'Decisions are no better than the prompts yet ({0} of {1} right): the prompts stay.',
        count(before.right),
        count(before.of),
      );
}

/** What is odd about a label, and what helps, in one or two sentences. */
export function findingText({ kind, label, other, value }: LabelFinding, { t, count }: StatusWords): string {
  switch (kind) {
    case 'alike':
      return t(
        'The model hardly tells {0} from {1} on these images. Describe what differs in "prompts" or "not", or make them one label.',
        label,
        other ?? '',
      );
    case 'most':
      return t(
        '{0} is suggested for {1} of the images. Describe it more closely, or raise its "threshold".',
        label,
        percentText(value),
      );
    case 'never':
      return t('{0} is suggested for no image. Describe it in other words, or lower its "threshold".', label);
    case 'long':
      return t(
        'The model does not read this sentence to its end: it has {0} tokens. Shorten it.',
        count(value),
      );
  }
}

function percentText(probability: number | null): string {
  // Of a hundred, as a 32-bit float.
  return probability === null ? '' : `${Math.floor(100 * probability + 1e-5)} %`;
}
