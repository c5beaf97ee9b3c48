/** What labels learn from what people decided: facts → images and their vectors → corrections of the labels' scores. */
import type { AssetPath, ContentHash, Folder } from '../protocol/asset.ts';
import type { DecidedTag, Fact } from '../protocol/decision.ts';
import type { LabelGroup, LabelSet } from '../protocol/tag.ts';
import { type Background, backgroundOfImage, logOdds } from '../tags/background.ts';
import { keyOf } from '../tags/deciding.ts';
import { type Lesson, learn } from '../tags/learn.ts';
import { type Asset, compareText } from './assets.ts';
import { decidedUnder } from './deciding.ts';
import { eachBlock } from './exactVectors.ts';
import { LabelCosines } from './labelVectors.ts';
import type { Lens } from './lens.ts';
import type { DecidedContent, LabelVectors, LearnedLabels } from './toldTags.ts';

/** The contents of which something was decided about these labels, by their digests. Throws `decisions-failed`. */
export function decidedContents(lens: Lens, folders: readonly Folder[], labels: LabelSet): DecidedContent[] {
  const places = new Map(
    labels.groups
      .flatMap(group => group.labels.map(({ name }) => ({ group: group.name ?? '', label: name })))
      .map((label, place) => [keyOf(label), place]),
  );
  const found = new Map<ContentHash, Int8Array>();
  for (const folder of folders) {
    const { facts } = lens.decidedFacts.of(folder).parsed;
    const decided = decidedUnder(lens, folder, labels);
    const named = new Map(
      facts.flatMap(fact => assetsOf(lens, folder, fact)).map(asset => [asset.id, asset]),
    );
    for (const asset of [...named.values()].sort((a, b) => compareText(a.path, b.path))) {
      // Of copies the first one by path speaks for all.
      if (found.has(asset.hash)) continue;
      const verdicts = new Int8Array(places.size);
      for (const tag of decided(asset)) {
        const place = places.get(keyOf(tag));
        if (place !== undefined) verdicts[place] = verdictOf(tag);
      }
      if (verdicts.some(verdict => verdict !== 0)) found.set(asset.hash, verdicts);
    }
  }
  return [...found]
    .map(([hash, verdicts]) => ({ hash, verdicts }))
    .sort((a, b) => compareText(a.hash, b.hash));
}

function verdictOf({ state }: DecidedTag): -1 | 0 | 1 {
  if (state === 'disputed') return 0;
  return state === 'rejected' ? -1 : 1;
}

/** The assets that a fact may be of: those with its content, and the one at its path. */
function assetsOf(lens: Lens, folder: Folder, { hash, path }: Fact): readonly Asset[] {
  const own = lens.assets.withContent(hash).filter(asset => asset.folder === folder.id);
  if (own.length > 0) return own;
  // The same path with its accents written otherwise is a path again.
  const spellings = [path, path.normalize('NFC') as AssetPath, path.normalize('NFD') as AssetPath];
  return spellings.flatMap(spelling => lens.assets.at(folder.id, spelling) ?? []).slice(0, 1);
}

/** Adapts the labels of each group, or of those that `chosen` names; null where nothing was decided. */
export async function learnLabels(
  lens: Lens,
  { groups }: LabelSet,
  vectors: LabelVectors,
  backgrounds: readonly Background[] | null,
  contents: readonly DecidedContent[],
  crowd: readonly ContentHash[],
  signal: AbortSignal,
  chosen?: readonly boolean[],
): Promise<LearnedLabels | null> {
  if (contents.length === 0) return null;
  const { labelCount, dimensions, temperature, sigmoid } = vectors;
  // The logits that decisions add to are those of `tags/suggest.ts`.
  const kindOf = (kind: LabelGroup['kind']) => (sigmoid && vectors.nothing ? 'any-of' : kind);
  const hashes = contents.map(({ hash }) => hash);
  const examples = new Float32Array(contents.length * dimensions);
  const width = labelCount + (vectors.nothing ? 1 : 0);
  const cosines = new Float32Array(contents.length * width);
  const isThere = new Set<number>();
  const scorer = new LabelCosines(vectors, vectors.nothing ? [vectors.nothing] : []);
  await eachBlock(lens, hashes, signal, block => {
    scorer.each(block, (row, results, from) => {
      const place = block.places[row]!;
      isThere.add(place);
      examples.set(block.vectors.subarray(row * dimensions, (row + 1) * dimensions), place * dimensions);
      cosines.set(results.subarray(from, from + width), place * width);
    });
  });
  const middle = await middleOf(lens, crowd.length > 0 ? crowd : hashes, dimensions, signal);
  const learned: LearnedLabels = {
    corrections: new Float32Array(labelCount * dimensions),
    offsets: new Float64Array(labelCount),
    learnings: Array.from({ length: labelCount }, () => null),
  };
  let first = 0;
  for (const [group, { kind, labels }] of groups.entries()) {
    const count = labels.length;
    const said =
      chosen?.[group] === false
        ? []
        : contents.flatMap(({ verdicts }, place) =>
            isThere.has(place) && verdicts.subarray(first, first + count).some(verdict => verdict !== 0)
              ? [place]
              : [],
          );
    if (said.length > 0) {
      const scores = new Float64Array(said.length * count);
      const verdicts = new Int8Array(said.length * count);
      const own = new Float32Array(said.length * dimensions);
      said.forEach((place, row) => {
        own.set(examples.subarray(place * dimensions, (place + 1) * dimensions), row * dimensions);
        verdicts.set(contents[place]!.verdicts.subarray(first, first + count), row * count);
        for (let label = 0; label < count; label++) {
          const cosine = cosines[place * width + first + label]!;
          const background =
            backgrounds?.[first + label] ??
            backgroundOfImage(cosines[place * width + labelCount]!, temperature);
          scores[row * count + label] =
            kindOf(kind) === 'one-of' ? temperature * cosine : logOdds(cosine, background);
        }
      });
      const lesson: Lesson = {
        kind: kindOf(kind),
        dimensions,
        labels: count,
        scores,
        temperature,
        middle,
        examples: own,
        verdicts,
      };
      const result = learn(lesson, vectors.products.product);
      learned.corrections.set(result.corrections, first * dimensions);
      learned.offsets.set(result.offsets, first);
      result.labels.forEach((learning, label) => {
        if (learning.before.of > 0) learned.learnings[first + label] = learning;
      });
    }
    first += count;
  }
  return learned;
}

/** The mean vector of these contents. */
async function middleOf(
  lens: Lens,
  hashes: readonly ContentHash[],
  dimensions: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const known = lens.toldFolders.middles.get(hashes);
  if (known) return known;
  const middle = new Float32Array(dimensions);
  let count = 0;
  await eachBlock(lens, hashes, signal, ({ vectors, places }) => {
    count += places.length;
    for (let i = 0; i < places.length * dimensions; i++) middle[i % dimensions]! += vectors[i]!;
  });
  for (let i = 0; i < dimensions; i++) middle[i]! /= count || 1;
  lens.toldFolders.middles.set(hashes, middle);
  return middle;
}
