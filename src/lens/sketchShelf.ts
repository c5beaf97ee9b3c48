/** Sketches and outlines of contents: sketches of late in memory, others decoded again; outlines from the store. */
import type { ContentHash } from '../protocol/asset.ts';
import type { Glimpse, ListedFile, Outline, Sketch } from '../protocol/encoder.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import type { DuplicateAsset } from '../duplicates/candidates.ts';
import { outlineBytes, outlineFrom } from '../duplicates/outlineBytes.ts';
import { type Lens, assetOf } from './lens.ts';

/** Raised whenever an outline would come out otherwise: those of other versions are made again. */
const outlinesVersion = 4;

/** Pictures that are decoded for one question: small enough to stop soon. */
export const sketchBatch = 16;

/** Sketches in memory, of some 115 kB each: the rest is decoded again where it is needed. */
const sketchesHeld = 1000;

/** Larger ones in memory, of up to 3.5 MB each. */
const closeHeld = 16;

/** Outlines in memory, of some 14 kB each: the rest is read again from the store where it is needed. */
const outlinesHeld = 7000;

/** Glimpses read between two rests. */
const glimpseSlice = 500;

export class SketchShelf {
  readonly #lens: Lens;
  readonly #assets: readonly DuplicateAsset[];
  readonly #held = new Map<ContentHash, Sketch>();
  readonly #closeHeld = new Map<ContentHash, Sketch>();
  readonly #outlines = new Map<number, Outline | null>();
  readonly #outlined = new Set<number>();
  readonly #several = new Set<number>();
  readonly #unread: Set<ContentHash>;

  /** `unread` is told of contents that could not be read where they were wanted. */
  constructor(lens: Lens, assets: readonly DuplicateAsset[], unread: Set<ContentHash>) {
    this.#lens = lens;
    this.#assets = assets;
    this.#unread = unread;
  }

  /** What was kept of each by the index, some hundred at a time; made here where an older version indexed. Null where a file cannot be read, has changed, or holds several pictures. */
  async *glimpses(
    told: (done: number) => void,
    rest: () => Promise<void>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly (Glimpse | null)[]> {
    const { store, encoder } = this.#lens;
    for (let first = 0; first < this.#assets.length; first += glimpseSlice) {
      await rest();
      told(first);
      const assets = this.#assets.slice(first, first + glimpseSlice);
      const found = store.glimpses(assets.map(({ hash }) => hash));
      const missing = assets.filter(({ hash }) => !found.has(hash));
      for (let from = 0; from < missing.length; from += sketchBatch) {
        await rest();
        told(first + from);
        const batch = missing.slice(from, from + sketchBatch);
        const made = await encoder.glimpse(this.#files(batch), signal);
        const fresh = new Map(
          batch.flatMap(({ hash }, at) => {
            const glimpse = made[at];
            if (!glimpse) this.#unread.add(hash);
            return glimpse ? [[hash, glimpse] as const] : [];
          }),
        );
        store.saveGlimpses(fresh);
        for (const [hash, glimpse] of fresh) found.set(hash, glimpse);
      }
      yield assets.map(({ hash }, at) => {
        const glimpse = found.get(hash) ?? null;
        if (glimpse?.tiny.length !== 0) return glimpse;
        this.#several.add(first + at);
        return null;
      });
    }
  }

  /** False for a file that holds several pictures, as far as glimpses have told: it is a copy of nothing but its own bytes. */
  isOnePicture(place: number): boolean {
    return !this.#several.has(place);
  }

  /** How many pictures have got local features here. */
  get outlined(): number {
    return this.#outlined.size;
  }

  /** Null where a file cannot be read any more, or has changed; undefined where nobody has asked, or long ago. */
  outline(place: number): Outline | null | undefined {
    return this.#outlines.get(place);
  }

  /** Outlines of these places from the store, or made now. */
  async outlineAll(places: readonly number[], signal: AbortSignal): Promise<void> {
    const wanted: number[] = [];
    for (const place of new Set(places)) {
      const known = this.#outlines.get(place);
      if (known === undefined) wanted.push(place);
      else this.#keep(place, known);
    }
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
      if (outline) this.#keep(place, outline);
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
      const { hash } = this.#assets[place]!;
      if (!image?.outline) {
        this.#unread.add(hash);
        continue;
      }
      const bytes = outlineBytes(image.outline);
      // A copy: what came in a message is a view of its bytes, and would keep the sketches of the whole batch with it.
      known.set(hash, outlineFrom(bytes)!);
      fresh.set(hash, bytes);
      this.#hold(hash, image.sketch);
    }
    this.#lens.store.saveOutlines(outlinesVersion, fresh);
    for (const place of places) this.#keep(place, known.get(this.#assets[place]!.hash) ?? null);
  }

  #keep(place: number, outline: Outline | null): void {
    this.#outlined.add(place);
    dropOldest(this.#outlines, outlinesHeld, place, outline);
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
    for (const [hash, sketch] of fresh) {
      if (sketch) this.#hold(hash, sketch);
      else this.#unread.add(hash);
    }
    return wanted.map(({ hash }) => this.#held.get(hash) ?? null);
  }

  /** The same in more pixels, for a closer look at two. */
  async closeSketches(places: readonly number[], signal: AbortSignal): Promise<(Sketch | null)[]> {
    const wanted = places.map(place => this.#assets[place]!);
    const missing = wanted.filter(({ hash }) => !this.#closeHeld.has(hash));
    const made = missing.length > 0 ? await this.#lens.encoder.closeSketch(this.#files(missing), signal) : [];
    for (const [at, { hash }] of missing.entries()) {
      const sketch = made[at];
      if (sketch) dropOldest(this.#closeHeld, closeHeld, hash, sketch);
      else this.#unread.add(hash);
    }
    return wanted.map(({ hash }) => this.#closeHeld.get(hash) ?? null);
  }

  #files(assets: readonly DuplicateAsset[]): ListedFile[] {
    return assets.map(({ id, hash }) => ({ path: this.#lens.absolutePath(assetOf(this.#lens, id)), hash }));
  }

  #hold(hash: ContentHash, sketch: Sketch): void {
    dropOldest(this.#held, sketchesHeld, hash, sketch);
  }
}

/** Puts it last, and drops the first one where there are more than `most`. */
function dropOldest<Key, Value>(held: Map<Key, Value>, most: number, key: Key, value: Value): void {
  held.delete(key);
  held.set(key, value);
  if (held.size <= most) return;
  const [oldest] = held.keys();
  if (oldest !== undefined) held.delete(oldest);
}
