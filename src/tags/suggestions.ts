/**
 * A model's suggestions as text: one a line, sorted, readable without us. Machine-made, and so never in the file of
 * people's decisions; docs/decisions/suggestions-file.md says why.
 */
import type { AssetPath, ContentHash } from '../protocol/asset.ts';
import { compareBytes, quoted } from './decisions.ts';

export interface Suggestion {
  readonly path: AssetPath;
  readonly hash: ContentHash;
  /** The group is empty where the labels file has none. */
  readonly group: string;
  readonly label: string;
  /** In 0..1. */
  readonly probability: number;
}

/** The whole text; the same suggestions give the same text. `model` is its id, for example `starter@1`. */
export function printSuggestions(suggestions: readonly Suggestion[], model: string): string {
  const lines = suggestions
    .map(({ path, group, label, probability, hash }) => {
      // More digits would change with every decision that a label learns from.
      const share = probability.toFixed(2);
      return `${quoted(path)} suggested ${share} ${quoted(group)} ${quoted(label)} sha256:${hash}`;
    })
    .sort(compareBytes);
  const head = [
    `# What the model ${model} suggests about the images of this folder, written by asset-lens tag --write.`,
    '# One suggestion a line: "path" suggested probability "group" "label" sha256:digest of the file.',
    '# Each run writes the file anew, and nothing reads it back: decide with asset-lens decide, or delete it.',
    '',
  ];
  return [...head, ...lines].map(line => `${line}\n`).join('');
}
