/**
 * What a model said of the contents of a folder by its labels. It is told again only when the labels, the crowd behind
 * their probabilities, or the decisions that they learn from change: a content's vector never does.
 */
import type { AssetKind, ContentHash, FolderId } from '../protocol/asset.ts';
import type { Learning } from '../protocol/tag.ts';
import type { Background, Sigmoid } from '../tags/background.ts';
import type { TagRows } from '../tags/suggest.ts';

/** The vectors of a set's labels: for each kind of asset, by its number, `labelCount × dimensions`. */
export interface LabelVectors {
  readonly labelCount: number;
  readonly dimensions: number;
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
}

/** What was told of each folder; what is asked for under another key begins anew. */
export class ToldFolders {
  /** The mean vectors of crowds. */
  readonly middles = new WeakMap<readonly ContentHash[], Float32Array>();
  readonly #grounds = new Map<FolderId, Grounds>();
  readonly #told = new Map<FolderId, Told>();

  async grounds(folder: FolderId, key: string, anew: () => Promise<Omit<Grounds, 'key'>>): Promise<Grounds> {
    const known = this.#grounds.get(folder);
    if (known?.key === key) return known;
    const grounds = { key, ...(await anew()) };
    this.#grounds.set(folder, grounds);
    return grounds;
  }

  async told(folder: FolderId, key: string, anew: () => Promise<Omit<Told, 'key'>>): Promise<Told> {
    const known = this.#told.get(folder);
    if (known?.key === key) return known;
    const told = { key, ...(await anew()) };
    this.#told.set(folder, told);
    return told;
  }
}
