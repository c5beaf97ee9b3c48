/** Which of some labels say most. */
import type { LabelGroup } from '../protocol/tag.ts';

/** The labels of a group among these names without those that another one of them is a kind of. */
export function mostParticular({ labels }: LabelGroup, names: ReadonlySet<string>): ReadonlySet<string> {
  const parents = new Map(labels.map(({ name, parent }) => [name, parent]));
  const above = new Set<string>();
  for (const name of names) {
    for (let next = parents.get(name); next; next = parents.get(next)) above.add(next);
  }
  return new Set([...names].filter(name => !above.has(name)));
}
