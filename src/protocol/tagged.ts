/** Lists of tagged assets: what stands below a label in a tree, and what a review goes through. */
import type { AssetId } from './asset.ts';
import type { TagState } from './tag.ts';

/** The tags that a list is of: null for all; of a group all its labels, or one. */
export type TagScope = { readonly group: string | null; readonly label: string | null } | null;

/**
 * `path`: by folder and path. `likeliest` first. `uncertain`: those first of which a decision says most, since
 * the model is least sure of them.
 */
export type TagOrder = 'path' | 'likeliest' | 'uncertain';

/** One label on one asset. */
export interface TaggedAsset {
  readonly id: AssetId;
  readonly group: string | null;
  readonly label: string;
  readonly state: TagState;
  /** By the model, whatever people say; null where no labels file has the label, or the image has no vector. */
  readonly probability: number | null;
}

/** A page of them. */
export interface TaggedReply {
  /** Of all pages. */
  readonly total: number;
  readonly tags: readonly TaggedAsset[];
}
