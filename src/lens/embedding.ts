/** Vectors of texts and image files: from the store where they are known, from the encoder where not. */
import { realpath } from 'node:fs/promises';
import { LensError } from '../protocol/errors.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import type { Asset } from './assets.ts';
import type { Lens } from './lens.ts';

/** Unit vectors of image files and texts, images first. */
export async function embed(
  lens: Lens,
  { images, texts }: LensQuestions['embed'][0],
  signal: AbortSignal,
): Promise<LensQuestions['embed'][1]> {
  const { model, dimensions } = await lens.identity(signal);
  const vectors = new Float32Array((images.length + texts.length) * dimensions);
  for (const [place, file] of images.entries()) {
    vectors.set(await imageVector(lens, file, signal), place * dimensions);
  }
  const byText = texts.length > 0 ? await textVectors(lens, texts, signal) : new Map<string, Float32Array>();
  texts.forEach((text, place) => vectors.set(byText.get(text)!, (images.length + place) * dimensions));
  return { model, dimensions, vectors };
}

/** Unit vectors of texts, kept per text and space. Throws `invalid-argument` for an empty one. */
export async function textVectors(
  lens: Lens,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, Float32Array>> {
  const { space, dimensions } = await lens.identity(signal);
  const vectors = lens.store.textVectors(space, texts);
  const missing = [...new Set(texts.filter(text => !vectors.has(text)))];
  if (missing.length > 0) {
    const encoded = await lens.encoder.encodeTexts(missing, signal);
    missing.forEach((text, row) =>
      vectors.set(text, encoded.slice(row * dimensions, (row + 1) * dimensions)),
    );
    if (lens.settings.trusted) lens.store.saveTextVectors(space, missing, encoded, dimensions);
  }
  return vectors;
}

/** The unit vector of an image file anywhere on the disk, from the index where it is there. */
export async function imageVector(lens: Lens, file: string, signal?: AbortSignal): Promise<Float32Array> {
  const asset = lens.locate(file);
  const known = asset && (await knownVector(lens, asset));
  if (known) return known;
  // Whoever names a link means what it points to; a file of the index that has become one is not read.
  const named = asset ? file : await realpath(file).catch(() => file);
  const { vectors, problems } = await lens.encoder.encodeImages([named], null, signal);
  const [problem] = problems;
  if (problem) {
    throw new LensError(
      problem.kind === 'vanished' ? 'not-found' : 'invalid-argument',
      `The image ${file} cannot be used: ${problem.detail}`,
      { file },
    );
  }
  return vectors;
}

async function knownVector(lens: Lens, asset: Asset): Promise<Float32Array | undefined> {
  const { space, dimensions } = await lens.identity();
  const { hashes, vectors } = lens.store.vectors(space, [asset.hash], dimensions);
  return hashes.length === 1 ? vectors : undefined;
}
