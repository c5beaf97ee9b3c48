/** Merging duplicates: which one is kept and why, what the texts need, and what can be taken back. */
import type { AssetId, AssetPath, FolderId } from './asset.ts';
import type { RewritesReply, TextPlace } from './reference.ts';

/** The rule by which one is kept, the strongest criterion first. docs/duplicates.md says it in words. */
export const keepReasons = [
  'reference-folder',
  'referenced',
  'vector',
  'larger',
  'deeper',
  'lossless',
  'tracked',
  'shorter-path',
] as const;
export type KeepReason = (typeof keepReasons)[number];

/** What the rule knows of a member of a group. */
export interface GroupMember {
  readonly id: AssetId;
  readonly folder: FolderId;
  readonly path: AssetPath;
  /** How many files use it, for certain or likely. */
  readonly files: number;
  /** How many more may. */
  readonly maybe: number;
  readonly isTracked: boolean;
  /** Lies in a folder whose images are always kept. */
  readonly isReference: boolean;
}

export interface KeepBestReply {
  /** Null where none of the images is there any more. */
  readonly kept: AssetId | null;
  /** What sets it apart from the next best; null for one that has no other beside it. */
  readonly reason: KeepReason | null;
  /** The best first. */
  readonly members: readonly GroupMember[];
}

/** Why an image stays where it is; one sentence in English. With places where texts are the reason. */
export interface MergeRefusal {
  readonly path: AssetPath;
  readonly reason: string;
  readonly places: readonly (TextPlace & { readonly reason: string })[];
}

export interface MergePlan {
  readonly folder: FolderId;
  readonly kept: AssetPath;
  /** What would go once the edits are made. */
  readonly removable: readonly AssetPath[];
  readonly refused: readonly MergeRefusal[];
  readonly edits: RewritesReply['edits'];
}

/** A merge whose journal is there. */
export interface MergeRecord {
  /** Names the journal; the later one sorts behind. */
  readonly id: string;
  readonly folder: FolderId;
  readonly kept: AssetPath;
  readonly removed: readonly AssetPath[];
  /** Texts that were to be changed. */
  readonly texts: readonly AssetPath[];
  /** Milliseconds since the epoch. */
  readonly time: number;
}

export interface UndoneMerge extends MergeRecord {
  readonly restored: readonly AssetPath[];
  readonly textsRestored: readonly AssetPath[];
  readonly tagsTakenBack: number;
  /** What could not be brought back to what it was, and why; one sentence in English each. */
  readonly left: readonly { readonly path: AssetPath; readonly reason: string }[];
}

/** An image that the workspace had before, and the one that is there already. */
export interface Twin {
  readonly folder: FolderId;
  readonly path: AssetPath;
  readonly existing: AssetPath;
  readonly kind: 'same-bytes' | 'same-pixels';
}
