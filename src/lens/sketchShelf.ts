/** Sketches and outlines of contents: sketches of late in memory, others decoded again; outlines from the store. */
import type { ContentHash } from '../protocol/asset.ts';
import type { Sketch } from '../protocol/encoder.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import type { DuplicateAsset } from '../duplicates/candidates.ts';
import { contentBoxOf, tinyOf } from '../duplicates/content.ts';
import { type Outline, outlineOf } from '../duplicates/evidence.ts';
import { outlineBytes, outlineFrom } from '../duplicates/outlineBytes.ts';
import { type Lens, assetOf } from './lens.ts';

/** Raised whenever an outline would come out otherwise: those of other versions are made again. */
const outlinesVersion = 2;

/** Pictures that are decoded for one question: small enough to stop soon. */
export const sketchBatch = 16;

/** Sketches in memory, of some 115 kB each: the rest is decoded again where it is needed. */
const sketchesHeld = 1500;

/** Tiny pictures read between two rests. */
const tinySlice = 500;

export class SketchShelf {
  readonly #lens: Lens;
  readonly #assets: readonly DuplicateAsset[];
  readonly #held = new Map<ContentHash, Sketch>();
  readonly #outlines = new Map<number, Outline | null>();

  constructor(lens: Lens, assets: readonly DuplicateAsset[]) {
    this.#lens = lens;
    this.#assets = assets;
  }

  /** Tiny pictures of all: kept by the index, and made here where an older version indexed. Null where a file cannot be read. */
  async tinies(
    told: (done: number) => void,
    rest: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<(Uint8Array | null)[]> {
    const { store } = this.#lens;
    const found = new Map<ContentHash, Uint8Array>();
    for (let first = 0; first < this.#assets.length; first += tinySlice) {
      await rest();
      const hashes = this.#assets.slice(first, first + tinySlice).map(({ hash }) => hash);
      for (const [hash, tiny] of store.tinies(hashes)) found.set(hash, tiny);
    }
    const missing = this.#assets.filter(({ hash }) => !found.has(hash));
    for (let first = 0; first < missing.length; first += sketchBatch) {
      await rest();
      told(this.#assets.length - missing.length + first);
      const batch = missing.slice(first, first + sketchBatch);
      const images = await this.#lens.encoder.sketch(this.#files(batch), false, signal);
      const fresh = new Map<ContentHash, Uint8Array>();
      for (const [at, { hash }] of batch.entries()) {
        const sketch = images[at]?.sketch;
        if (sketch) fresh.set(hash, tinyOf(sketch, contentBoxOf(sketch)));
      }
      store.saveTinies(fresh);
      for (const [hash, tiny] of fresh) found.set(hash, tiny);
    }
    return this.#assets.map(({ hash }) => found.get(hash) ?? null);
  }

  /** How many pictures have local features here. */
  get outlined(): number {
    return this.#outlines.size;
  }

  /** Null where a file cannot be read any more; undefined where nobody has asked. */
  outline(place: number): Outline | null | undefined {
    return this.#outlines.get(place);
  }

  /** Outlines of these places from the store, or made now. */
  async outlineAll(places: readonly number[], signal: AbortSignal): Promise<void> {
    const wanted = [...new Set(places)].filter(place => !this.#outlines.has(place));
    for (let first = 0; first < wanted.length; first += sketchBatch) {
      throwIfAborted(signal);
      await this.#outlineSome(wanted.slice(first, first + sketchBatch), signal);
    }
  }

  /** Those of these places that the store has. */
  recall(places: readonly number[]): void {
    const wanted = places.filter(place => !this.#outlines.has(place));
    const known = this.#stored(wanted);
    for (const place of wanted) {
      const outline = known.get(this.#assets[place]!.hash);
      if (outline) this.#outlines.set(place, outline);
    }
  }

  async #outlineSome(places: readonly number[], signal: AbortSignal): Promise<void> {
    const known = this.#stored(places);
    const missing = places.filter(place => !known.has(this.#assets[place]!.hash));
    const files = this.#files(missing.map(place => this.#assets[place]!));
    const images = missing.length > 0 ? await this.#lens.encoder.sketch(files, true, signal) : [];
    const fresh = new Map<ContentHash, Uint8Array>();
    for (const [at, place] of missing.entries()) {
      const image = images[at];
      if (!image?.features) continue;
      const { hash } = this.#assets[place]!;
      const outline = outlineOf(image.sketch, image.features);
      known.set(hash, outline);
      fresh.set(hash, outlineBytes(outline));
      this.#hold(hash, image.sketch);
    }
    this.#lens.store.saveOutlines(outlinesVersion, fresh);
    for (const place of places) this.#outlines.set(place, known.get(this.#assets[place]!.hash) ?? null);
  }

  #stored(places: readonly number[]): Map<ContentHash, Outline> {
    const hashes = places.map(place => this.#assets[place]!.hash);
    const found = new Map<ContentHash, Outline>();
    for (const [hash, bytes] of this.#lens.store.outlines(outlinesVersion, hashes)) {
      const outline = outlineFrom(bytes);
      if (outline) found.set(hash, outline);
    }
    return found;
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
