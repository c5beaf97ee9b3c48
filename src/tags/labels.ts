/** The labels file, parsed once at the door. */
import * as v from 'valibot';
import { LensError } from '../protocol/errors.ts';
import type { LabelSet } from '../protocol/tag.ts';
import { jsonMistake } from './jsonMistake.ts';

const sentence = v.pipe(v.string('is not text'), v.trim(), v.nonEmpty('is empty'));

const labelSchema = v.strictObject({
  name: sentence,
  prompts: v.optional(v.array(sentence, 'is not a list'), []),
});

const labelSetSchema = v.object({
  labels: v.pipe(v.array(labelSchema, 'is not a list'), v.minLength(1, 'holds no label')),
});

type Issue = v.InferIssue<typeof labelSetSchema>;

/**
 * Reads `{"labels":[{"name":"cat","prompts":["a photo of a cat"]}, …]}`; `prompts` may be left out.
 * Throws LensError `labels-invalid`, which says what is wrong at which place.
 */
export function parseLabelSet(text: string, where: string): LabelSet {
  const plain = text.replace(/^\uFEFF/, '');
  let json: unknown;
  try {
    json = JSON.parse(plain);
  } catch (error) {
    throw invalid(where, `it is not JSON (${jsonMistake(plain, error)})`, error);
  }
  const result = v.safeParse(labelSetSchema, json);
  if (!result.success) throw invalid(where, mistake(result.issues));
  const { labels } = result.output;
  const places = new Map<string, number>();
  labels.forEach(({ name }, place) => {
    const first = places.get(name);
    if (first !== undefined) {
      throw invalid(where, `label ${first + 1} and label ${place + 1} have the same name "${name}"`);
    }
    places.set(name, place);
  });
  return { labels };
}

/** The first mistake in words; of one label, a misspelt key rather than the key that is missing for it. */
function mistake(issues: readonly [Issue, ...Issue[]]): string {
  const [first] = issues;
  const label = first.path?.[1]?.key;
  const unknown = issues.find(issue => issue.expected === 'never' && issue.path?.[1]?.key === label);
  const { path = [], expected, message } = unknown ?? first;
  const [list, entry, key, prompt] = path;
  if (!list) return 'it is no object with a list "labels"';
  if (!entry) return expected === '"labels"' ? 'there is no list "labels"' : `"labels" ${message}`;
  const place = `label ${Number(entry.key) + 1}${nameOf(entry.value)}`;
  if (!key) return `${place} is no object with a "name"`;
  if (expected === '"name"') return `${place} has no "name"`;
  if (expected === 'never') return `${place}: there is no "${String(key.key)}"${meant(String(key.key))}`;
  if (prompt) return `${place}: prompt ${Number(prompt.key) + 1} ${message}`;
  return `${place}: its "${String(key.key)}" ${message}`;
}

function nameOf(label: unknown): string {
  const name = typeof label === 'object' && label !== null && 'name' in label ? label.name : undefined;
  return typeof name === 'string' && name.trim() !== '' ? ` (${name.trim()})` : '';
}

/** Two letters tell which of the two keys was meant, whatever became of the rest. */
function meant(key: string): string {
  const known = Object.keys(labelSchema.entries);
  const near = known.find(name => key.slice(0, 2).toLowerCase() === name.slice(0, 2));
  return near ? `; did you mean "${near}"?` : '; a label has "name" and "prompts"';
}

function invalid(where: string, what: string, cause?: unknown): LensError {
  const sentence = what.endsWith('?') ? what : `${what}.`;
  return new LensError(
    'labels-invalid',
    `The labels file ${where} cannot be used: ${sentence} Expected {"labels":[{"name":"cat","prompts":["a photo of a cat"]}]}.`,
    { file: where },
    cause,
  );
}
