/** Tags as JSON, in the shape of `asset-lens tag --json`: a list of images with their tags. */
import { LensError } from '../protocol/errors.ts';
import type { ExchangedTag, TagRecord } from '../protocol/exchange.ts';
import { tagStates } from '../protocol/tag.ts';

/** One image a line, so that Git shows what changed. */
export function printJson(records: readonly TagRecord[]): string {
  const lines = records.map(({ path, sha256, tags }) =>
    JSON.stringify({
      path,
      sha256,
      tags: tags.map(({ label, group, state, probability }) => ({
        label,
        group: group === '' ? null : group,
        state,
        probability,
      })),
    }),
  );
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}

/**
 * Reads what `printJson` writes and what `asset-lens tag --json` prints, and the plain forms
 * `[{"path":"a.png","labels":["cat"]}]` and `{"a.png":["cat"]}`. Throws `invalid-argument`, which says where.
 */
export function parseJson(text: string, where: string): readonly TagRecord[] {
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw mistake(where, error instanceof Error ? error.message : String(error));
  }
  if (Array.isArray(root)) return root.map((image, i) => recordOf(image, `image ${i + 1}`, where));
  if (!isObject(root)) throw mistake(where, 'expected a list of images, or an object of paths and labels');
  return Object.entries(root).map(([path, tags]) => ({
    path,
    sha256: null,
    tags: tagsOf(typeof tags === 'string' ? [tags] : tags, JSON.stringify(path), where),
  }));
}

function recordOf(image: unknown, place: string, where: string): TagRecord {
  if (!isObject(image)) throw mistake(where, `${place} is no object with "path" and "tags"`);
  const path = image['path'] ?? image['file'] ?? image['image'];
  if (typeof path !== 'string' || path === '') throw mistake(where, `${place} has no "path"`);
  const tags = image['tags'] ?? image['labels'] ?? image['label'];
  const sha256 = image['sha256'];
  return {
    path,
    sha256: typeof sha256 === 'string' ? sha256.toLowerCase() : null,
    tags: tagsOf(typeof tags === 'string' ? [tags] : tags, `${place} (${path})`, where),
  };
}

function tagsOf(tags: unknown, place: string, where: string): readonly ExchangedTag[] {
  if (!Array.isArray(tags)) throw mistake(where, `${place} has no list of "tags"`);
  return tags.flatMap((tag: unknown, i): ExchangedTag[] => {
    if (typeof tag === 'string') return [{ label: tag, group: null, state: null, probability: null }];
    if (!isObject(tag)) throw mistake(where, `tag ${i + 1} of ${place} is no text and no object`);
    const label = tag['label'] ?? tag['name'];
    // None of a group's labels.
    if (label === null || label === undefined) return [];
    if (typeof label !== 'string') throw mistake(where, `the label of tag ${i + 1} of ${place} is no text`);
    const { group, state: stated, probability } = tag;
    const state = tagStates.find(known => known === stated);
    if (!state && stated !== undefined && stated !== null)
      throw mistake(
        where,
        `the state ${JSON.stringify(stated)} of tag ${i + 1} of ${place} is none of ${tagStates.join(', ')}`,
      );
    return [
      {
        label,
        // A file of ours says null where the labels file has no groups; from others nothing was to be expected.
        group: typeof group === 'string' ? group : null,
        state: state ?? null,
        probability:
          typeof probability === 'number' && probability >= 0 && probability <= 1 ? probability : null,
      },
    ];
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mistake(where: string, what: string): LensError {
  return new LensError('invalid-argument', `The file ${where} cannot be read as tags: ${what}.`, {
    file: where,
  });
}
