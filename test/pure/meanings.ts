import type { AssetPath } from '../../src/protocol/asset.ts';
import { findMentions } from '../../src/references/find.ts';
import { ImageIndex } from '../../src/references/images.ts';
import { type ProjectFacts, projectOf } from '../../src/references/project.ts';
import { resolveMention } from '../../src/references/resolve.ts';
import { type Knowledge, rewriteReferences } from '../../src/references/rewrite.ts';

/** A path of a made-up folder. */
export const at = (file: string) => file as AssetPath;

/** What a text means, as `image certainty form`, or `image certainty form pattern`. */
export function meanings(
  file: string,
  text: string,
  images: readonly string[],
  facts: readonly ProjectFacts[] = [],
): string[] {
  const index = new ImageIndex(images.map(at));
  return findMentions(at(file), text).flatMap(mention => {
    const meaning = resolveMention(at(file), mention, index, projectOf(facts));
    if (!meaning) return [];
    const { reading, certainty, pattern } = meaning;
    return meaning.images.map(image =>
      [image, certainty, reading.form, ...(pattern === null ? [] : [pattern])].join(' '),
    );
  });
}

/** The text after a rewrite, or the reasons of what is left. */
export function rewritten(
  file: string,
  text: string,
  from: string,
  to: string,
  known: Knowledge,
): string | string[] {
  const rewrites = rewriteReferences(at(file), text, at(from), at(to), known);
  const reasons = rewrites.flatMap(rewrite => (rewrite.kind === 'refusal' ? [rewrite.reason] : []));
  const changed = rewrites
    .filter(rewrite => rewrite.kind === 'edit')
    .reduceRight((done, edit) => done.slice(0, edit.start) + edit.text + done.slice(edit.end), text);
  return reasons.length > 0 ? reasons : changed;
}
