/** Small pictures for cards: kept within the store's budget, and made again when someone wants to see one that had to go. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContentHash } from '../protocol/asset.ts';
import type { Encoder } from '../protocol/encoder.ts';
import type { Store } from '../catalog/store.ts';
import { keepWithin, shownThumbnails } from '../catalog/thumbnails.ts';

/** Longer nobody waits for cards: what is not there by then is there at the next look. */
const waitMilliseconds = 1000;

/** Few at a time, so that the first of a page are soon there. */
const madeAtOnce = 8;

/** So many new pictures are some megabytes: only then it is worth a look at how much all of them take. */
const checkedEvery = 1000;

export interface WantedThumbnail {
  /** Below the thumbnails folder. */
  readonly name: string;
  /** Absolute path of the image that it shows. */
  readonly file: string;
}

export class ThumbnailShelf {
  readonly #store: Store;
  readonly #encoder: Encoder;
  readonly #mayWrite: boolean;
  readonly #making = new Map<string, Promise<void>>();
  /** Made again in vain since the last run: the image has gone, or the disk is full. */
  readonly #hopeless = new Set<string>();
  #unchecked = 0;
  #isChecked = false;
  /** One look after the other. */
  #checking = Promise.resolve();

  constructor(store: Store, encoder: Encoder, mayWrite: boolean) {
    this.#store = store;
    this.#encoder = encoder;
    this.#mayWrite = mayWrite;
    // A smaller budget frees space now, not with the next picture.
    if (mayWrite && store.hasNewBudget) this.#check();
  }

  /** The names of those that are there to be shown; makes others again where that is soon done. */
  async present(wanted: readonly WantedThumbnail[]): Promise<Set<string>> {
    const { thumbnails } = this.#store;
    const names = wanted.map(({ name }) => name);
    const there = await shownThumbnails(thumbnails, names);
    const missing = wanted.filter(({ name }) => !there.has(name) && !this.#hopeless.has(name));
    if (!this.#mayWrite || missing.length === 0) return there;
    const wait = new AbortController();
    const longEnough = sleep(waitMilliseconds, undefined, { signal: wait.signal }).catch(() => undefined);
    await Promise.race([this.#makeAgain(missing), longEnough]);
    wait.abort();
    return shownThumbnails(thumbnails, names);
  }

  /** The name of a larger picture of a content, which is made with the first wish for it; null where there can be none. */
  async large(hash: ContentHash, file: string): Promise<string | null> {
    const { thumbnails } = this.#store;
    const names = ['jpg', 'webp'].map(extension => `${hash.slice(0, 2)}/${hash}.large.${extension}`);
    const [there] = await shownThumbnails(thumbnails, names);
    if (there !== undefined || !this.#mayWrite) return there ?? null;
    const made = await this.#encoder.renderFile(file, 'large', thumbnails);
    if (made !== null) this.wrote(1);
    return made;
  }

  /** Tells of new pictures; from time to time the oldest have to go for them. */
  wrote(count: number): void {
    this.#unchecked += count;
    if (this.#unchecked >= checkedEvery) this.#check();
  }

  /**
   * At the end of a run: what was left over before this engine began is removed with the first new pictures, in the
   * background, and what failed may be tried again.
   */
  tidy(): void {
    this.#hopeless.clear();
    if (this.#unchecked > 0 && !this.#isChecked) this.#check();
  }

  /** Settles when nothing is being removed. */
  async settled(): Promise<void> {
    await this.#checking;
  }

  #check(): void {
    if (this.#unchecked > 0) this.#isChecked = true;
    this.#unchecked = 0;
    this.#checking = this.#checking
      .then(async () => void (await keepWithin(this.#store.thumbnails, this.#store.thumbnailBytes)))
      // What cannot be removed now is tried again with the next pictures.
      .catch(() => undefined);
  }

  async #makeAgain(missing: readonly WantedThumbnail[]): Promise<void> {
    const fresh = missing.filter(({ name }) => !this.#making.has(name));
    for (let first = 0; first < fresh.length; first += madeAtOnce) {
      const batch = fresh.slice(first, first + madeAtOnce);
      const made = this.#make(batch).finally(() => {
        for (const { name } of batch) this.#making.delete(name);
      });
      for (const { name } of batch) this.#making.set(name, made);
    }
    await Promise.all(missing.map(({ name }) => this.#making.get(name)));
  }

  async #make(batch: readonly WantedThumbnail[]): Promise<void> {
    const { thumbnails } = this.#store;
    await Promise.all(
      // The cards show the images themselves; an encoder that fails is told by what needs it more.
      batch.map(({ file }) => this.#encoder.renderFile(file, 'thumbnail', thumbnails).catch(() => null)),
    );
    const names = batch.map(({ name }) => name);
    const there = await shownThumbnails(thumbnails, names);
    for (const name of names) if (!there.has(name)) this.#hopeless.add(name);
    this.wrote(there.size);
  }
}
