/** From labels to the sentences that the text encoder reads. */
import type { Label } from '../protocol/tag.ts';

/**
 * Filled with a label's name where it has no prompts of its own; their vectors are averaged.
 * An ensemble over the kinds of picture that a workspace holds, after Radford et al. 2021, §3.1.4.
 */
export const defaultTemplates: readonly string[] = [
  '{}',
  'a photo of a {}',
  'a picture of a {}',
  'an icon of a {}',
];

/** The sentences of one label, never empty. */
export function promptsOf(label: Label): readonly string[] {
  if (label.prompts.length > 0) return label.prompts;
  return defaultTemplates.map(template => template.replace('{}', () => label.name));
}
