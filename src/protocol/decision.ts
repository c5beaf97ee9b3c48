/** What people decided of assets: facts that are kept as text in the repository, apart from everything a model says. */
import type { AssetId, AssetPath, ContentHash, FolderId } from './asset.ts';

/** `accepted` and `rejected` answer a suggestion; `by-hand` was never suggested. */
export const verdicts = ['accepted', 'rejected', 'by-hand'] as const;
export type Verdict = (typeof verdicts)[number];

/** A label of a group; the group is empty where the labels file has none. */
export interface GroupLabel {
  readonly group: string;
  readonly label: string;
}

/** What somebody stated: this content, seen at this path, has or has not this label. */
export interface Fact extends GroupLabel {
  readonly path: AssetPath;
  readonly hash: ContentHash;
  readonly verdict: Verdict;
}

/** What people say of two images that look like copies: that they are none, or that both are wanted. */
export const pairVerdicts = ['not-duplicate-of', 'intended'] as const;
export type PairVerdict = (typeof pairVerdicts)[number];

/** What somebody stated of two contents, seen at these paths; the first path is the lower one by its bytes. */
export interface PairFact {
  readonly verdict: PairVerdict;
  readonly paths: readonly [AssetPath, AssetPath];
  readonly hashes: readonly [ContentHash, ContentHash];
}

/** What shall hold of some assets from now on; a null verdict takes back what was decided of the label. */
export interface Decision extends GroupLabel {
  readonly verdict: Verdict | null;
}

/** What was decided in one go in a folder, which can be taken back by its name. */
export interface DecidedStep {
  readonly folder: FolderId;
  readonly name: string;
  /** Statements that changed by it. */
  readonly changed: number;
}

/** What holds of a label on an asset. `facts` are the statements behind it; where it is disputed, all sides. */
export interface DecidedTag extends GroupLabel {
  readonly state: Verdict | 'disputed';
  readonly facts: readonly Fact[];
}

export interface AssetDecisions {
  readonly id: AssetId;
  readonly tags: readonly DecidedTag[];
}

/** A line of a decisions file that is no fact and no comment; it stays as it is. */
export interface DecisionsMistake {
  /** Of the first line it is 1. */
  readonly line: number;
  /** One sentence for people. */
  readonly what: string;
}

/** What was decided of a page of assets, and how the files are that say so. */
export interface DecisionsReply {
  readonly assets: readonly AssetDecisions[];
  /** Of the folders of these assets. */
  readonly files: readonly DecisionsFileState[];
}

export interface DecisionsFileState {
  readonly folder: FolderId;
  /** Absolute path, also where there is no file yet. */
  readonly file: string;
  readonly facts: number;
  readonly mistakes: readonly DecisionsMistake[];
  /** The line where a merge was left unfinished; nothing can be decided until it is. */
  readonly unmerged: number | null;
}
