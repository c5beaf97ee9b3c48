/** What is known of an image, label by label, from what somebody said of some of them. */
import type { LabelGroup } from '../protocol/tag.ts';
import { mostParticular } from './statements.ts';
import { columnsOf, hasNone } from './suggest.ts';

/** What is known of a label on an image. */
export const truth = { no: 0, yes: 1, unknown: -1 } as const;

/** What was said of one image: names of labels. */
export interface Statement {
  readonly has: ReadonlySet<string>;
  readonly hasNot: ReadonlySet<string>;
  /** True for a group of which all labels are meant that the image has: the others it has not. */
  isComplete(group: LabelGroup): boolean;
}

/**
 * A row of `truth` by column. Who has a label has those above it, and who lacks it lacks those below it; of an image
 * that is an animal, nothing is known of the cat below that. Null where the statement contradicts itself.
 */
export function truthRow(
  groups: readonly LabelGroup[],
  { has, hasNot, isComplete }: Statement,
): Int8Array | null {
  const row = new Int8Array(columnsOf(groups).length).fill(truth.unknown);
  let column = 0;
  for (const group of groups) {
    const labels = new Map(group.labels.map(label => [label.name, label]));
    const lineOf = (name: string) => {
      const line = [name];
      for (let above = labels.get(name)?.parent; above; above = labels.get(above)?.parent) line.push(above);
      return line;
    };
    const named = group.labels.filter(({ name }) => has.has(name)).map(({ name }) => name);
    const implied = new Set(named.flatMap(lineOf));
    if (group.kind === 'one-of' && mostParticular(group, new Set(named)).size > 1) return null;
    const others = isComplete(group);
    for (const { name } of group.labels) {
      const line = lineOf(name);
      const isDenied = line.some(above => hasNot.has(above));
      if (implied.has(name)) {
        if (isDenied) return null;
        row[column] = truth.yes;
      } else if (isDenied) row[column] = truth.no;
      else if (others && !line.slice(1).some(above => named.includes(above))) row[column] = truth.no;
      column++;
    }
    if (hasNone(group)) column++;
  }
  return row;
}
