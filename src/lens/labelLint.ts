/** The lint walk: what is odd about labels on these images, and which sentences the model does not read to their end. */
import type { FolderId } from '../protocol/asset.ts';
import { type LabelFinding, type LabelSet, tagStates } from '../protocol/tag.ts';
import { fewestForBackground } from '../tags/background.ts';
import { lintGroup } from '../tags/lint.ts';
import { promptsByKind } from '../tags/prompts.ts';
import type { Lens } from './lens.ts';
import { suggestAll } from './tagging.ts';

const suggestedState = tagStates.indexOf('suggested');

/** Findings in the order of the file, long sentences first. Among too few images only those are told. */
export async function lintLabels(
  lens: Lens,
  { labels, folder }: { readonly labels: LabelSet; readonly folder: FolderId | null },
  signal: AbortSignal,
): Promise<readonly LabelFinding[]> {
  const found = [...(await longSentences(lens, labels, signal))];
  const { reply } = await suggestAll(lens, labels, lens.folders(folder), [], signal);
  const { columns, ids, scores, states } = reply;
  if (ids.length < fewestForBackground) return found;
  const columnOf = new Map(columns.map(({ label }, column) => [label, column]));
  for (const group of labels.groups) {
    const linted = group.labels.map(({ name }) => {
      // Each label has a column, and no name is there twice.
      const column = columnOf.get(name)!;
      const places = Array.from(ids, (_, row) => row * columns.length + column);
      return {
        name,
        scores: Float32Array.from(places, place => scores[place]!),
        suggested: places.filter(place => states[place] === suggestedState).length,
      };
    });
    found.push(...lintGroup(group, linted, ids.length));
  }
  return found;
}

async function longSentences(
  lens: Lens,
  { groups }: LabelSet,
  signal: AbortSignal,
): Promise<readonly LabelFinding[]> {
  const { wording } = await lens.identity(signal);
  const sentences = groups.flatMap(group =>
    group.labels.flatMap(label =>
      [...new Set([...promptsByKind(label, group, wording).flat(), ...label.not])].map(text => ({
        label: label.name,
        text,
      })),
    ),
  );
  const { lengths, limit } = await lens.encoder.countTokens(
    sentences.map(({ text }) => text),
    signal,
  );
  return sentences.flatMap(({ label, text }, place): LabelFinding[] =>
    lengths[place]! > limit ? [{ kind: 'long', label, other: text, value: lengths[place]! }] : [],
  );
}
