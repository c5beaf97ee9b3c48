/**
 * What was told of a folder's images by its labels, and is told again only when the labels or the crowd behind their
 * probabilities change: a content's vector never does.
 */
import type { ContentHash, FolderId } from '../protocol/asset.ts';
import type { LabelSet } from '../protocol/tag.ts';
import type { Background } from '../tags/background.ts';

/** What follows from one set of labels and one crowd. */
export interface Told {
  /** One for each label; null where there is no crowd, or none is needed. */
  readonly backgrounds: readonly Background[] | null;
  /** Names of the labels that are suggested, by content, as far as they were told. */
  readonly suggested: Map<ContentHash, readonly string[]>;
}

export class SuggestedLabels {
  readonly #folders = new Map<FolderId, { readonly key: string; readonly told: Told }>();

  /** What was told of a folder by these labels and this crowd; anything else begins anew. */
  async of(
    folder: FolderId,
    labels: LabelSet,
    crowd: readonly ContentHash[],
    backgrounds: () => Promise<readonly Background[] | null>,
  ): Promise<Told> {
    const key = JSON.stringify([labels, crowd.join('')]);
    const known = this.#folders.get(folder);
    if (known?.key === key) return known.told;
    const told = { backgrounds: await backgrounds(), suggested: new Map<ContentHash, readonly string[]>() };
    this.#folders.set(folder, { key, told });
    return told;
  }
}
