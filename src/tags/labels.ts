/** The labels file, parsed once at the door. */
import * as v from 'valibot';
import { LensError } from '../protocol/errors.ts';
import type { LabelSet } from '../protocol/tag.ts';

const sentence = v.pipe(v.string('must be text'), v.trim(), v.nonEmpty('must not be empty'));

const labelSchema = v.strictObject({
  name: sentence,
  prompts: v.optional(v.array(sentence, 'must be a list of sentences'), []),
});

const labelSetSchema = v.object({
  labels: v.pipe(
    v.array(labelSchema, 'must be a list of labels'),
    v.minLength(1, 'must hold at least one label'),
  ),
});

/**
 * Reads `{"labels":[{"name":"cat","prompts":["a photo of a cat"]}, …]}`; `prompts` may be left out.
 * Throws LensError `labels-invalid`, which says what is wrong at which place.
 */
export function parseLabelSet(text: string, where: string): LabelSet {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw invalid(where, `it is not JSON (${error instanceof Error ? error.message : String(error)})`, error);
  }
  const result = v.safeParse(labelSetSchema, json);
  if (!result.success) {
    const issue = result.issues[0];
    const place = v.getDotPath(issue);
    throw invalid(where, `${place ?? 'the file'}: ${issue.message}`);
  }
  const seen = new Set<string>();
  for (const { name } of result.output.labels) {
    if (seen.has(name)) throw invalid(where, `the label "${name}" stands there twice`);
    seen.add(name);
  }
  return { labels: result.output.labels };
}

function invalid(where: string, what: string, cause?: unknown): LensError {
  return new LensError(
    'labels-invalid',
    `The labels file ${where} cannot be used: ${what}. Expected {"labels":[{"name":"cat","prompts":["a photo of a cat"]}]}.`,
    { file: where },
    cause,
  );
}
