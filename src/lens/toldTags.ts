/**
 * What a model said of the contents of a folder by its labels. It is told again only when the labels, the crowd behind
 * their probabilities, or the decisions that they learn from change: a content's vector never does.
 */
import type { AssetKind, ContentHash, FolderId } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { Learning } from '../protocol/tag.ts';
import type { ProductBench } from '../search/matrixProduct.ts';
import type { Background, Sigmoid } from '../tags/background.ts';
import type { TagRows } from '../tags/suggest.ts';

/** The vectors of a set's labels: for each kind of asset, by its number, `labelCount × dimensions`. */
export interface LabelVectors {
  readonly labelCount: number;
  readonly dimensions: number;
  readonly products: ProductBench;
  readonly byKind: readonly Float32Array[];
  /** Of words that say nothing in particular; null where only the short form is there, which compares with nothing. */
  readonly nothing: Float32Array | null;
  readonly temperature: number;
  /** Null for a model whose labels share one softmax. */
  readonly sigmoid: Sigmoid | null;
}

/** A content of which something was decided; verdicts one a label: 1 has it, −1 has it not, 0 where nothing was said. */
export interface DecidedContent {
  readonly hash: ContentHash;
  readonly verdicts: Int8Array;
}

/** What decisions add to the scores of labels (`tags/learn.ts`). */
export interface LearnedLabels {
  readonly corrections: Float32Array;
  readonly offsets: Float64Array;
  /** One a label; null where nothing was decided. */
  readonly learnings: (Learning | null)[];
}

/** What follows from one set of labels and one crowd, without decisions. */
export interface Grounds {
  readonly key: string;
  readonly vectors: LabelVectors;
  /** One for each label; null where there is no crowd, or none is needed. */
  readonly backgrounds: readonly Background[] | null;
}

/** Exact vectors of some contents. */
export interface VectorBlock {
  /** `places.length × dimensions`. */
  readonly vectors: Float32Array;
  /** Which of the contents that were asked for each is of. */
  readonly places: readonly number[];
  readonly kinds: readonly (AssetKind | null)[];
}

/** What follows from them and from decisions. */
export interface Told {
  readonly key: string;
  /** The key of the grounds. */
  readonly grounds: string;
  /** One a group: what it learned from; empty for nothing. */
  readonly lessons: readonly string[];
  readonly learned: LearnedLabels | null;
  /** Fills rows with the tags of images. */
  readonly fill: (block: VectorBlock, into: TagRows, rowAt: (place: number) => number) => void;
  readonly table: ToldTable;
}

/** Probabilities and suggestions of contents, as far as they were told: a matrix that grows. */
export class ToldTable {
  readonly #width: number;
  readonly #rows = new Map<ContentHash, number>();
  #probabilities = new Float32Array(0);
  #states = new Uint8Array(0);

  constructor(width: number) {
    this.#width = width;
  }

  has(hash: ContentHash): boolean {
    return this.#rows.has(hash);
  }

  /** The contents that were told. */
  contents(): ContentHash[] {
    return [...this.#rows.keys()];
  }

  /** Views, valid until the next `add`; null where nothing was told. */
  row(hash: ContentHash): Pick<TagRows, 'probabilities' | 'states'> | null {
    const row = this.#rows.get(hash);
    if (row === undefined) return null;
    const [from, to] = [row * this.#width, (row + 1) * this.#width];
    return { probabilities: this.#probabilities.subarray(from, to), states: this.#states.subarray(from, to) };
  }

  /** Takes the rows of these contents, one after the other; those that are there stay as they are. */
  add(hashes: readonly ContentHash[], { probabilities, states }: TagRows): void {
    const width = this.#width;
    const needed = (this.#rows.size + hashes.length) * width;
    if (needed > this.#states.length) {
      const length = Math.max(2 * this.#states.length, needed);
      const [grownProbabilities, grownStates] = [new Float32Array(length), new Uint8Array(length)];
      grownProbabilities.set(this.#probabilities);
      grownStates.set(this.#states);
      [this.#probabilities, this.#states] = [grownProbabilities, grownStates];
    }
    hashes.forEach((hash, place) => {
      if (this.#rows.has(hash)) return;
      const [from, at] = [place * width, this.#rows.size * width];
      this.#probabilities.set(probabilities.subarray(from, from + width), at);
      this.#states.set(states.subarray(from, from + width), at);
      this.#rows.set(hash, this.#rows.size);
    });
  }

  /** Takes other values of some columns of contents that are there. */
  replace(
    hashes: readonly ContentHash[],
    columns: readonly number[],
    { probabilities, states }: TagRows,
  ): void {
    hashes.forEach((hash, place) => {
      const row = this.#rows.get(hash);
      if (row === undefined) return;
      columns.forEach((column, own) => {
        this.#probabilities[row * this.#width + column] = probabilities[place * columns.length + own]!;
        this.#states[row * this.#width + column] = states[place * columns.length + own]!;
      });
    });
  }
}

/** What was told of each folder; what is asked for under another key begins anew. */
export class ToldFolders {
  /** The mean vectors of crowds. */
  readonly middles = new WeakMap<readonly ContentHash[], Float32Array>();
  readonly #grounds = new Latest<Grounds>();
  readonly #told = new Latest<Told>();

  /** `place` is a folder's id, or those of several. */
  grounds(place: string, key: string, anew: () => Promise<Omit<Grounds, 'key'>>): Promise<Grounds> {
    return this.#grounds.of(place, key, anew);
  }

  /** `anew` is given what was told of the folder before. */
  told(
    folder: FolderId,
    key: string,
    anew: (before: Told | undefined) => Promise<Omit<Told, 'key'>>,
  ): Promise<Told> {
    return this.#told.of(folder, key, anew);
  }
}

/** The latest of what was found for each place; questions that come while one is being answered share its answer. */
class Latest<Found extends { readonly key: string }> {
  readonly #found = new Map<string, Found>();
  readonly #running = new Map<string, { readonly key: string; readonly answer: Promise<Found> }>();

  async of(
    place: string,
    key: string,
    anew: (before: Found | undefined) => Promise<Omit<Found, 'key'>>,
  ): Promise<Found> {
    for (;;) {
      const known = this.#found.get(place);
      if (known?.key === key) return known;
      const running = this.#running.get(place);
      if (!running) break;
      try {
        const answer = await running.answer;
        if (running.key === key) return answer;
      } catch (error) {
        // Who asked first gave up; whatever else went wrong, goes wrong again.
        if (running.key === key && !LensError.is(error, 'aborted')) throw error;
      }
    }
    const answer = (async () => {
      try {
        // A key and what goes with it is what is found.
        const found = { key, ...(await anew(this.#found.get(place))) } as unknown as Found;
        this.#found.set(place, found);
        return found;
      } finally {
        this.#running.delete(place);
      }
    })();
    this.#running.set(place, { key, answer });
    return answer;
  }
}
