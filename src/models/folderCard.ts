/**
 * What is known of a model beyond its own files, as `asset-lens-model.json` in its folder: written when a model is
 * fetched or imported, and a place for people to say what a folder of theirs leaves out.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { LensError } from '../protocol/errors.ts';

export const folderCardFile = 'asset-lens-model.json';

/** `clip` scores by softmax, both `siglip` by sigmoid; they prepare texts differently. */
export const families = ['clip', 'siglip', 'siglip2'] as const;
export type Family = (typeof families)[number];

const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const cardSchema = v.object({
  family: v.optional(v.picklist(families)),
  /** The logarithm of what a cosine is multiplied with. */
  logitScale: v.optional(v.pipe(v.number(), v.finite())),
  logitBias: v.optional(v.pipe(v.number(), v.finite())),
  /** Texts are always filled up to so many tokens. */
  padTo: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  padId: v.optional(count),
});
export type FolderCard = v.InferOutput<typeof cardSchema>;

const recordSchema = v.object({
  /** For people: the id of the catalogue, or the repository. */
  model: v.optional(v.string()),
  licence: v.optional(v.nullable(v.string())),
  card: v.optional(cardSchema, {}),
  files: v.optional(
    v.array(
      v.object({
        path: v.string(),
        bytes: count,
        sha256: digest,
        /** Where it was fetched from; null for one of a folder. */
        from: v.nullable(
          v.object({ endpoint: v.string(), repo: v.string(), commit: v.string(), path: v.string() }),
        ),
        /** True where it was brought into the shared cache for this model, and may go with it. */
        ours: v.boolean(),
      }),
    ),
    [],
  ),
});
export type FolderRecord = v.InferOutput<typeof recordSchema>;

/** The record of a folder; undefined where it has none. Throws `model-invalid` for one that is none. */
export async function readFolderRecord(folder: string): Promise<FolderRecord | undefined> {
  const text = await readFile(path.join(folder, folderCardFile), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const fail = (what: string, cause?: unknown) =>
    new LensError(
      'model-invalid',
      `The model in ${folder} cannot be used: ${folderCardFile} ${what}.`,
      { folder },
      cause,
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw fail('is not JSON', error);
  }
  const result = v.safeParse(recordSchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw fail(
    `has ${v.getDotPath(issue) ?? 'something'} = ${JSON.stringify(issue.input)}, which is not known`,
  );
}
