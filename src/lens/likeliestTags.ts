/** The likeliest label of each content by each folder's labels: told once, since a content's vector never changes. */
import type { ContentHash, FolderId } from '../protocol/asset.ts';
import type { LabelSet } from '../protocol/tag.ts';

export class LikeliestTags {
  readonly #folders = new Map<
    FolderId,
    { readonly key: string; readonly places: Map<ContentHash, number> }
  >();

  /** Places of labels in the set, by content, as far as they were told; another set begins anew. */
  of(folder: FolderId, labels: LabelSet): Map<ContentHash, number> {
    const key = JSON.stringify(labels);
    const told = this.#folders.get(folder);
    if (told?.key === key) return told.places;
    const places = new Map<ContentHash, number>();
    this.#folders.set(folder, { key, places });
    return places;
  }
}
