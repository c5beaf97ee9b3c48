/**
 * The second pass of the search for duplicates: outlines of pictures, candidates among them, and a look at the pixels of
 * each candidate pair. It stands outside the index: who never asks for duplicates pays nothing for it.
 */
import type { ContentHash } from '../protocol/asset.ts';
import type { Sketch } from '../protocol/encoder.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import type { DuplicateAsset } from '../duplicates/candidates.ts';
import { type Outline, evidenceOf, hypotheses, outlineOf } from '../duplicates/evidence.ts';
import type { VerifiedCopy } from '../duplicates/group.ts';
import { candidatePairs } from '../duplicates/nearby.ts';
import { Links } from '../duplicates/links.ts';
import { verdictOf } from '../duplicates/verdict.ts';
import { type Lens, assetOf, pause } from './lens.ts';

/** Pictures that are decoded for one question: small enough to stop soon. */
const sketchBatch = 16;

/** Candidates of each picture that are looked at; more of them add a recall of less than one in two hundred. */
const candidatesEach = 20;

/** Sketches in memory, of some 90 kB each: the rest is decoded again where it is needed. */
const sketchesHeld = 1500;

/** Pairs of these contents that are copies, as places in the list, and what was done to them. One asset stands for each content. */
export async function findCopies(
  lens: Lens,
  assets: readonly DuplicateAsset[],
  areApart: (a: DuplicateAsset, b: DuplicateAsset) => boolean,
  signal: AbortSignal,
): Promise<VerifiedCopy[]> {
  if (!lens.settings.trusted || assets.length < 2) return [];
  const shelf = new SketchShelf(lens, assets);
  const outlines = await shelf.outlines(signal);
  const rest = async () => {
    throwIfAborted(signal);
    await pause();
  };
  const candidates = await candidatePairs(outlines, candidatesEach, rest);
  const links = new Links(assets.length);
  const copies: VerifiedCopy[] = [];
  for (const { a, b } of candidates) {
    throwIfAborted(signal);
    // Two that hang together already need no look.
    if (links.areJoined(a, b) || areApart(assets[a]!, assets[b]!)) continue;
    await pause();
    const ways = hypotheses(outlines[a]!, outlines[b]!);
    if (ways.length === 0) continue;
    const [first, second] = await shelf.sketches([a, b], signal);
    if (!first || !second) continue;
    const evidence = evidenceOf(first, second, ways);
    const verdict =
      evidence && verdictOf({ ...assets[a]!, sketch: first }, { ...assets[b]!, sketch: second }, evidence);
    if (!verdict) continue;
    links.join(a, b);
    copies.push({ a, b, ...verdict });
  }
  return copies;
}

/** Sketches of contents: those of late in memory, others decoded again. */
class SketchShelf {
  readonly #lens: Lens;
  readonly #assets: readonly DuplicateAsset[];
  readonly #held = new Map<ContentHash, Sketch>();

  constructor(lens: Lens, assets: readonly DuplicateAsset[]) {
    this.#lens = lens;
    this.#assets = assets;
  }

  /** Null where a file cannot be read any more. */
  async outlines(signal: AbortSignal): Promise<(Outline | null)[]> {
    const outlines: (Outline | null)[] = Array<Outline | null>(this.#assets.length).fill(null);
    for (let first = 0; first < this.#assets.length; first += sketchBatch) {
      throwIfAborted(signal);
      const batch = this.#assets.slice(first, first + sketchBatch);
      const images = await this.#lens.encoder.sketch(this.#files(batch), true, signal);
      images.forEach((image, at) => {
        if (!image?.features) return;
        outlines[first + at] = outlineOf(image.sketch, image.features);
        this.#hold(batch[at]!.hash, image.sketch);
      });
    }
    return outlines;
  }

  async sketches(places: readonly number[], signal: AbortSignal): Promise<(Sketch | null)[]> {
    const wanted = places.map(place => this.#assets[place]!);
    const missing = wanted.filter(({ hash }) => !this.#held.has(hash));
    const images =
      missing.length > 0 ? await this.#lens.encoder.sketch(this.#files(missing), false, signal) : [];
    const fresh = new Map(missing.map(({ hash }, at) => [hash, images[at]?.sketch ?? null]));
    for (const [hash, sketch] of fresh) if (sketch) this.#hold(hash, sketch);
    return wanted.map(({ hash }) => this.#held.get(hash) ?? null);
  }

  #files(assets: readonly DuplicateAsset[]): string[] {
    return assets.map(({ id }) => this.#lens.absolutePath(assetOf(this.#lens, id)));
  }

  #hold(hash: ContentHash, sketch: Sketch): void {
    this.#held.delete(hash);
    this.#held.set(hash, sketch);
    if (this.#held.size <= sketchesHeld) return;
    // The one that was put here first.
    const [oldest] = this.#held.keys();
    if (oldest !== undefined) this.#held.delete(oldest);
  }
}
