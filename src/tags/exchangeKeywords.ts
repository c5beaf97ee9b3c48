/** Between tags with states and keywords, which an image has or has not. */
import type { ExchangedTag } from '../protocol/exchange.ts';
import type { LabelGroup, TagState } from '../protocol/tag.ts';
import type { KeywordChange, LabelLine } from './exchangeXmp.ts';

/**
 * What the keywords of an image are to be: the tags with these states. What it is known not to have leaves them: labels
 * that were rejected, and the others of a `one-of` group of which it has one. What nobody decided stays as it is there.
 */
export function keywordChange(
  groups: readonly LabelGroup[],
  tags: readonly ExchangedTag[],
  states: ReadonlySet<TagState>,
): KeywordChange {
  const chosen = tags.filter(({ state }) => state !== null && states.has(state));
  const held = chosen.filter(({ state }) => state !== 'suggested');
  const lineOf = lineIn(groups);
  const kept = new Set(chosen.map(({ label }) => label));
  const rivals = groups.flatMap(group => {
    const isSettled = group.kind === 'one-of' && held.some(tag => tag.group === (group.name ?? ''));
    return isSettled ? group.labels.map(({ name }) => name) : [];
  });
  const rejected = tags.filter(({ state }) => state === 'rejected').map(({ label }) => label);
  const above = new Set(chosen.flatMap(({ label }) => lineOf(label)));
  return {
    held: held.map(({ label }) => lineOf(label)),
    suggested: chosen.filter(({ state }) => state === 'suggested').map(({ label }) => lineOf(label)),
    removed: [...rejected, ...rivals.filter(name => !above.has(name))]
      .filter(name => !kept.has(name))
      .map(lineOf),
  };
}

/** A function from a label to the line that it ends. */
function lineIn(groups: readonly LabelGroup[]): (name: string) => LabelLine {
  const parents = new Map(groups.flatMap(({ labels }) => labels.map(({ name, parent }) => [name, parent])));
  return name => {
    const line = [name];
    // The parser refuses circles.
    for (let above = parents.get(name); above; above = parents.get(above)) line.unshift(above);
    return line;
  };
}
