/**
 * The second pass of the search for duplicates: outlines of pictures, candidates among them, and a look at the pixels of
 * each candidate pair. It stands outside the index: who never asks for duplicates pays nothing for it.
 */
import type { ContentHash } from '../protocol/asset.ts';
import type { DuplicateProgress } from '../protocol/duplicate.ts';
import type { Sketch } from '../protocol/encoder.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import type { DuplicateAsset } from '../duplicates/candidates.ts';
import { type Outline, evidenceOf, hypotheses, outlineOf } from '../duplicates/evidence.ts';
import type { VerifiedCopy } from '../duplicates/group.ts';
import { type CandidatePair, candidatePairs } from '../duplicates/nearby.ts';
import { Links } from '../duplicates/links.ts';
import { outlineBytes, outlineFrom } from '../duplicates/outlineBytes.ts';
import { type CopyVerdict, verdictOf } from '../duplicates/verdict.ts';
import { type Lens, assetOf, pause } from './lens.ts';

/** Raised whenever an outline would come out otherwise: those of other versions are made again. */
const outlinesVersion = 2;

/** Raised whenever a verdict would, which may be by another outline or another threshold. */
const verdictsVersion = 3;

/** Pairs between two words about how far it is. */
const toldEvery = 200;

/** Verdicts in one transaction. */
const savedAtOnce = 500;

/** Pictures that are decoded for one question: small enough to stop soon. */
const sketchBatch = 16;

/** Candidates of each picture that are looked at: the first ten hold .993 of all copies, the first fifty .996. */
const candidatesEach = 10;

/** Sketches in memory, of some 90 kB each: the rest is decoded again where it is needed. */
const sketchesHeld = 3000;

/** Where a search puts what it finds, and tells how far it is. */
export interface CopySink {
  progress(progress: DuplicateProgress): void;
  readonly verified: VerifiedCopy[];
}

/** Verifies which of these contents are copies, as places in the list, and what was done to them. One asset stands for each content. */
export async function findCopies(
  lens: Lens,
  assets: readonly DuplicateAsset[],
  areApart: (a: DuplicateAsset, b: DuplicateAsset) => boolean,
  { progress, verified }: CopySink,
  signal: AbortSignal,
): Promise<void> {
  if (!lens.settings.trusted || assets.length < 2) return;
  const shelf = new SketchShelf(lens, assets);
  const outlines = await shelf.outlines(progress, signal);
  const candidates = await candidatePairs(outlines, candidatesEach, async () => {
    throwIfAborted(signal);
    await pause();
  });
  const links = new Links(assets.length);
  const verdicts = new VerdictBook(lens, assets);
  try {
    for (const [done, { a, b, view }] of candidates.entries()) {
      throwIfAborted(signal);
      if (done % toldEvery === 0)
        progress({ step: 'comparing', done, total: candidates.length, copies: verified.length });
      // Two that hang together already need no look.
      if (links.areJoined(a, b) || areApart(assets[a]!, assets[b]!)) continue;
      let verdict = verdicts.of(a, b);
      if (verdict === undefined) {
        await pause();
        verdict = await lookAt({ a, b, view }, assets, outlines, shelf, signal);
        if (verdict === undefined) continue;
        verdicts.note(a, b, verdict);
      }
      if (!verdict) continue;
      links.join(a, b);
      verified.push({ a, b, ...verdict });
    }
  } finally {
    // What was looked at counts, however this ends.
    verdicts.save();
  }
}

/** Null for two that are no copies; undefined where one of them cannot be read now. */
async function lookAt(
  { a, b, view }: Pick<CandidatePair, 'a' | 'b' | 'view'>,
  assets: readonly DuplicateAsset[],
  outlines: readonly (Outline | null)[],
  shelf: SketchShelf,
  signal: AbortSignal,
): Promise<CopyVerdict | null | undefined> {
  const ways = hypotheses(outlines[a]!, outlines[b]!, view);
  if (ways.length === 0) return null;
  const [first, second] = await shelf.sketches([a, b], signal);
  if (!first || !second) return undefined;
  const evidence = evidenceOf(first, second, ways);
  return evidence && verdictOf({ ...assets[a]!, sketch: first }, { ...assets[b]!, sketch: second }, evidence);
}

/** Verdicts that are kept for the next time: a file that changes costs looks at its own pairs alone. */
class VerdictBook {
  readonly #lens: Lens;
  readonly #assets: readonly DuplicateAsset[];
  readonly #known: ReadonlyMap<ContentHash, ReadonlyMap<ContentHash, string | null>>;
  #fresh: { a: ContentHash; b: ContentHash; verdict: string | null }[] = [];

  constructor(lens: Lens, assets: readonly DuplicateAsset[]) {
    this.#lens = lens;
    this.#assets = assets;
    this.#known = lens.store.verdicts(
      verdictsVersion,
      assets.map(({ hash }) => hash),
    );
  }

  /** Undefined where nobody has looked. What was done is told of the first one: another order is another question. */
  of(a: number, b: number): CopyVerdict | null | undefined {
    const verdict = this.#known.get(this.#assets[a]!.hash)?.get(this.#assets[b]!.hash);
    if (verdict === undefined || verdict === null) return verdict;
    try {
      // Only `note` writes here, from a value of this type.
      return JSON.parse(verdict) as CopyVerdict;
    } catch {
      return undefined;
    }
  }

  note(a: number, b: number, verdict: CopyVerdict | null): void {
    const text = verdict && JSON.stringify(verdict);
    this.#fresh.push({ a: this.#assets[a]!.hash, b: this.#assets[b]!.hash, verdict: text });
    if (this.#fresh.length >= savedAtOnce) this.save();
  }

  save(): void {
    this.#lens.store.saveVerdicts(verdictsVersion, this.#fresh);
    this.#fresh = [];
  }
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
  async outlines(progress: CopySink['progress'], signal: AbortSignal): Promise<(Outline | null)[]> {
    const { store } = this.#lens;
    const outlines: (Outline | null)[] = [];
    for (let first = 0; first < this.#assets.length; first += sketchBatch) {
      throwIfAborted(signal);
      await pause();
      progress({ step: 'looking', done: first, total: this.#assets.length, copies: 0 });
      const batch = this.#assets.slice(first, first + sketchBatch);
      const known = store.outlines(
        outlinesVersion,
        batch.map(({ hash }) => hash),
      );
      const found = new Map([...known].map(([hash, bytes]) => [hash, outlineFrom(bytes)]));
      const missing = batch.filter(({ hash }) => !found.get(hash));
      const images =
        missing.length > 0 ? await this.#lens.encoder.sketch(this.#files(missing), true, signal) : [];
      const fresh = new Map<ContentHash, Uint8Array>();
      for (const [at, { hash }] of missing.entries()) {
        const image = images[at];
        if (!image?.features) continue;
        const outline = outlineOf(image.sketch, image.features);
        found.set(hash, outline);
        fresh.set(hash, outlineBytes(outline));
        this.#hold(hash, image.sketch);
      }
      store.saveOutlines(outlinesVersion, fresh);
      outlines.push(...batch.map(({ hash }) => found.get(hash) ?? null));
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
