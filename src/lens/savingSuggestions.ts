/** Writes what is suggested as text into the repository, beside what people decided. */
import { suggestionsFile, writeSuggestions } from '../catalog/suggestionsFile.ts';
import { LensError } from '../protocol/errors.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import { tagStates } from '../protocol/tag.ts';
import { printSuggestions } from '../tags/suggestions.ts';
import type { Lens } from './lens.ts';
import { tagAssets } from './tagging.ts';

const suggestedState = tagStates.indexOf('suggested');

/** Throws `untrusted`, `decisions-failed` or `labels-invalid`. */
export async function saveSuggestions(
  lens: Lens,
  { labels, folder }: LensQuestions['writeSuggestions'][0],
  signal: AbortSignal,
): Promise<LensQuestions['writeSuggestions'][1]> {
  if (!lens.settings.trusted)
    throw new LensError('untrusted', 'This workspace is restricted: trust it to write suggestions into it.');
  const place = lens.folder(folder).path;
  const { columns, ids, probabilities, states } = await tagAssets(lens, { labels, folder }, signal);
  const suggestions = Array.from(ids).flatMap((id, row) => {
    const asset = lens.assets.get(id as Parameters<typeof lens.assets.get>[0]); // ids of a reply are AssetIds
    if (!asset) return [];
    return columns.flatMap(({ label, group }, column) => {
      const at = row * columns.length + column;
      if (label === null || states[at] !== suggestedState) return [];
      const { path, hash } = asset;
      return [{ path, hash, group: group ?? '', label, probability: probabilities[at]! }];
    });
  });
  const { model } = await lens.identity(signal);
  await writeSuggestions(place, printSuggestions(suggestions, model));
  return { file: suggestionsFile(place), suggestions: suggestions.length };
}
