/** The tags of one image with their states: what people decided, and what the model suggests where they said nothing. */
import type { AssetCard } from '../protocol/asset.ts';
import type { DecidedTag, Verdict } from '../protocol/decision.ts';
import type { LabelCount } from '../protocol/tag.ts';
import type { Format } from './format.ts';
import type { Translate } from './words.ts';

export type LineState = 'suggested' | DecidedTag['state'];

export interface TagLine {
  /** As decisions name it: empty for the short form of the labels file. */
  readonly group: string;
  readonly label: string;
  /** `#rgb` or `#rrggbb`. */
  readonly color: string | null;
  readonly state: LineState;
  /** By the model, in 0..1; null where it says nothing. */
  readonly probability: number | null;
  /** The labels that it is a kind of, the nearest first. */
  readonly parents: readonly string[];
  /** The least probability of a suggestion; null where the likeliest of its group is suggested. */
  readonly threshold: number | null;
  /** Where it is disputed, what was stated. */
  readonly facts: DecidedTag['facts'];
}

/** What somebody wants of a tag; a null verdict takes back what was decided. */
export interface TagWish {
  readonly group: string;
  readonly label: string;
  readonly verdict: Verdict | null;
}

/** What people hold first, then what they contradict each other about, what is suggested, and what was rejected. */
export const lineStates: readonly LineState[] = ['by-hand', 'accepted', 'disputed', 'suggested', 'rejected'];

/** A decision hides what is suggested of the same label: machine and people are never mixed up. */
export function tagLines(
  card: Pick<AssetCard, 'tags'>,
  decided: readonly DecidedTag[],
  labels: readonly LabelCount[],
): readonly TagLine[] {
  const known = new Map(labels.map(count => [count.label.normalize('NFC'), count]));
  const chips = new Map(card.tags.map(chip => [chip.label.normalize('NFC'), chip]));
  const listed = (name: string) => {
    const { parents = [], threshold = null } = known.get(name) ?? {};
    return { parents, threshold };
  };
  const said = new Set(decided.map(({ label }) => label.normalize('NFC')));
  const lines: readonly TagLine[] = [
    ...decided.map(({ group, label, state, facts }): TagLine => {
      const name = label.normalize('NFC');
      const color = known.get(name)?.color ?? chips.get(name)?.color ?? null;
      const probability = chips.get(name)?.probability ?? null;
      return { group, label, color, state, probability, ...listed(name), facts };
    }),
    ...card.tags
      .filter(({ label }) => !said.has(label.normalize('NFC')))
      .map(({ label, group, state, probability, color }): TagLine => {
        // Of the short form of the labels file, what only comes near is shown, too.
        const shown = state === 'none' ? 'suggested' : state;
        const name = label.normalize('NFC');
        return { group: group ?? '', label, color, state: shown, probability, ...listed(name), facts: [] };
      }),
  ];
  return lines.toSorted(
    (a, b) =>
      lineStates.indexOf(a.state) - lineStates.indexOf(b.state) ||
      (b.probability ?? 0) - (a.probability ?? 0),
  );
}

/** What a person's yes to a label is: an answer to a suggestion, or a tag of their own. */
export function yesTo(line: TagLine | undefined): Verdict {
  return line && line.state !== 'by-hand' ? 'accepted' : 'by-hand';
}

/** A tag in a few words, the same for the eye and for the ear. */
export function tagText({ label, state, probability }: TagLine, t: Translate, format: Format): string {
  return state === 'suggested'
    ? `${label} ${format.percent(probability ?? 0, 1)}`
    : `${label} ${stateName(state, t)}`;
}

export function stateName(state: LineState, t: Translate): string {
  switch (state) {
    case 'suggested':
      return t('suggested');
    case 'accepted':
      return t('accepted');
    case 'rejected':
      return t('rejected');
    case 'by-hand':
      return t('by hand');
    case 'disputed':
      return t('disputed');
  }
}

/**
 * What else is known of a tag, in one line: what it is a kind of, from which probability on it is suggested, what the
 * model says where a person has spoken, and who says what where people contradict each other. Empty for nothing.
 */
export function tagRemark(line: TagLine, t: Translate, format: Format): string {
  const { label, state, probability, parents, threshold, facts } = line;
  const sides = facts.map(fact => {
    const verdict = stateName(fact.verdict, t);
    const what =
      fact.label.normalize('NFC') === label.normalize('NFC') ? verdict : `${fact.label} ${verdict}`;
    return `${what} (${fact.path})`;
  });
  return [
    parents.length > 0 ? parents.toReversed().join(' › ') : '',
    state !== 'suggested' && probability !== null
      ? t('the model says {0}', format.percent(probability, 1))
      : '',
    threshold === null ? '' : t('suggested from {0} on', format.percent(threshold, 1)),
    state === 'disputed' ? sides.join(', ') : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What a label learned from decisions, each told without itself; empty where nothing was decided. */
export function learnedHint(learned: LabelCount['learned'], t: Translate, format: Format): string {
  if (!learned || learned.before.of === 0) return '';
  const [before, after, of] = [learned.before.right, learned.after.right, learned.before.of].map(
    format.count,
  );
  return learned.usesDecisions
    ? t('Learned from decisions: {0} of {1} right, by the prompts alone {2}.', after!, of!, before!)
    : t('Decisions are no better than the prompts yet ({0} of {1} right): the prompts stay.', before!, of!);
}
