/**
 * What a model said of the contents of a folder by its labels. It is told again only when the labels or the crowd behind
 * their probabilities change: a content's vector never does.
 */
import type { ContentHash, FolderId } from '../protocol/asset.ts';
import type { LabelSet } from '../protocol/tag.ts';
import type { Background } from '../tags/background.ts';
import type { TagRow } from '../tags/suggest.ts';

/** The vectors of a set's labels: for each kind of asset, by its number, `labelCount × dimensions`. */
export interface LabelVectors {
  readonly labelCount: number;
  readonly byKind: readonly Float32Array[];
  /** Of words that say nothing in particular; null where only the short form is there, which compares with nothing. */
  readonly nothing: Float32Array | null;
  readonly temperature: number;
}

/** What follows from one set of labels and one crowd. */
export interface Told {
  readonly key: string;
  readonly labels: LabelSet;
  readonly vectors: LabelVectors;
  /** One for each label; null where there is no crowd, or none is needed. */
  readonly backgrounds: readonly Background[] | null;
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
  row(hash: ContentHash): Pick<TagRow, 'probabilities' | 'states'> | null {
    const row = this.#rows.get(hash);
    if (row === undefined) return null;
    const [from, to] = [row * this.#width, (row + 1) * this.#width];
    return { probabilities: this.#probabilities.subarray(from, to), states: this.#states.subarray(from, to) };
  }

  add(hash: ContentHash, { probabilities, states }: TagRow): void {
    const row = this.#rows.get(hash) ?? this.#rows.size;
    this.#rows.set(hash, row);
    const at = row * this.#width;
    if (at + this.#width > this.#states.length) {
      const length = Math.max(2 * this.#states.length, 64 * this.#width);
      const [grownProbabilities, grownStates] = [new Float32Array(length), new Uint8Array(length)];
      grownProbabilities.set(this.#probabilities);
      grownStates.set(this.#states);
      [this.#probabilities, this.#states] = [grownProbabilities, grownStates];
    }
    this.#probabilities.set(probabilities, at);
    this.#states.set(states, at);
  }
}

/** What was told of each folder. */
export class ToldFolders {
  readonly #folders = new Map<FolderId, Told>();

  /** What was told of a folder under this key; with another one it begins anew. */
  async of(folder: FolderId, key: string, anew: () => Promise<Told>): Promise<Told> {
    const known = this.#folders.get(folder);
    if (known?.key === key) return known;
    const told = await anew();
    this.#folders.set(folder, told);
    return told;
  }
}
