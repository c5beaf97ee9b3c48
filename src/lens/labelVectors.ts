/** Labels as vectors: labels → sentences → text vectors → cosines, probabilities and suggestions of an image. */
import type { AssetKind, ContentHash } from '../protocol/asset.ts';
import type { LabelGroup, LabelSet } from '../protocol/tag.ts';
import { type Background, backgroundOf, backgroundOfImage, fewestForBackground } from '../tags/background.ts';
import { nothingInParticular, promptsByKind } from '../tags/prompts.ts';
import { labelCosines, meanUnitVector, without } from '../tags/score.ts';
import { type TagRow, fillRow } from '../tags/suggest.ts';
import { kindNumber } from './codes.ts';
import { textVectors } from './embedding.ts';
import { eachVector } from './exactVectors.ts';
import type { Lens } from './lens.ts';
import type { LabelVectors } from './toldTags.ts';

export async function labelVectors(
  lens: Lens,
  { groups }: LabelSet,
  signal: AbortSignal,
): Promise<LabelVectors> {
  const { dimensions, temperature } = await lens.identity(signal);
  const labels = groups.flatMap(group =>
    group.labels.map(label => ({ byKind: promptsByKind(label, group), not: label.not })),
  );
  const isShort = groups.every(group => group.name === null);
  const texts = labels.flatMap(({ byKind, not }) => [...byKind.flat(), ...not]);
  const wanted = isShort ? texts : [...texts, ...nothingInParticular];
  const byText = await textVectors(lens, [...new Set(wanted)], signal);
  const mean = (sentences: readonly string[]) => {
    const rows = new Float32Array(sentences.length * dimensions);
    sentences.forEach((text, row) => rows.set(byText.get(text)!, row * dimensions));
    return meanUnitVector(rows, 0, sentences.length, dimensions);
  };
  const kinds = labels[0]?.byKind.length ?? 0;
  const byKind = Array.from({ length: kinds }, () => new Float32Array(labels.length * dimensions));
  labels.forEach(({ byKind: sentences, not }, place) => {
    const unwanted = not.length > 0 ? mean(not) : null;
    byKind.forEach((vectors, kind) => {
      const wantedVector = mean(sentences[kind]!);
      vectors.set(unwanted ? without(wantedVector, unwanted) : wantedVector, place * dimensions);
    });
  });
  return {
    labelCount: labels.length,
    byKind,
    nothing: isShort ? null : mean(nothingInParticular),
    temperature,
  };
}

/** A function that fills a row with the tags of an image. */
export function rowFiller(
  groups: readonly LabelGroup[],
  { labelCount, byKind, nothing, temperature }: LabelVectors,
  crowd: readonly Background[] | null,
): (image: Float32Array, kind: AssetKind | null, into: TagRow) => void {
  const cosines = new Float32Array(labelCount);
  const cosineOfNothing = new Float32Array(1);
  return (image, kind, into) => {
    labelCosines(image, byKind[kindNumber(kind)]!, cosines);
    let backgrounds = crowd;
    if (nothing && !crowd) {
      labelCosines(image, nothing, cosineOfNothing);
      backgrounds = Array<Background>(labelCount).fill(backgroundOfImage(cosineOfNothing[0]!, temperature));
    }
    fillRow(groups, cosines, backgrounds, temperature, into);
  };
}

/** How the crowd scores under each label; null where it is too small, or nothing is compared with it. */
export async function backgroundsOf(
  lens: Lens,
  { labelCount, byKind, nothing, temperature }: LabelVectors,
  crowd: readonly ContentHash[],
  signal: AbortSignal,
): Promise<readonly Background[] | null> {
  if (!nothing || crowd.length < fewestForBackground) return null;
  const cosines = new Float32Array(labelCount);
  const scores = Array.from({ length: labelCount }, () => new Float32Array(crowd.length));
  let seen = 0;
  await eachVector(lens, crowd, signal, (vector, _, kind) => {
    labelCosines(vector, byKind[kindNumber(kind)]!, cosines);
    for (let label = 0; label < labelCount; label++) scores[label]![seen] = cosines[label]!;
    seen++;
  });
  if (seen < fewestForBackground) return null;
  return scores.map(own => backgroundOf(own.subarray(0, seen), temperature));
}
