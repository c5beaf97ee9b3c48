/** The panel's talk with the extension host. What it asks of the Lens passes through the host unread. */
import type { AssetPath, FolderId } from './asset.ts';
import type { TagState } from './tag.ts';

/** `copies` compares the groups of `duplicates` one by one. */
export type PanelMode = 'images' | 'review' | 'duplicates' | 'copies' | 'problems';

/** An image to look like: any file of this machine, by absolute path. `name` is for people. */
export interface LikeImage {
  readonly file: string;
  readonly name: string;
}

/** What the tab keeps across a reload: where the person was and how they arranged it, never data. */
export interface PanelAddress {
  readonly mode: PanelMode;
  readonly text: string;
  readonly like: LikeImage | null;
  readonly label: string | null;
  /** The only state that `label` may have; null for all in which an image has it. */
  readonly tagState: TagState | null;
  /** A group of labels of which an image has none; null for no such filter. Not together with `label`. */
  readonly noneOf: string | null;
  readonly folder: FolderId | null;
  /** Whether *Duplicates* shows pictures that only look alike, too. */
  readonly lookAlikes: boolean;
  /** Whether it lists sets of variants, too, and what is missing in them. */
  readonly variants: boolean;
  /** Height of a picture in the grid, CSS pixels. */
  readonly rowHeight: number;
  readonly scrollTop: number;
  readonly details: boolean;
  /** Absolute path of the focused image: ids do not outlive the engine. */
  readonly selected: string | null;
}

/** A folder as the panel needs it: `base` is the address of its files for the page, without a trailing slash. */
export interface PanelFolder {
  readonly id: FolderId;
  readonly name: string;
  readonly path: string;
  readonly base: string;
}

/** Given at `ready`; the panel builds the addresses of pictures from it. */
export interface PanelSetup {
  readonly folders: readonly PanelFolder[];
  /** Base address of the thumbnails, without a trailing slash. */
  readonly thumbnails: string;
  readonly trusted: boolean;
  /** Language tag for numbers and dates, for example `en`. */
  readonly language: string;
  /** Translations of the panel's words; empty for English. */
  readonly words: Readonly<Record<string, string>>;
  /** Where a command wants the panel to go first. */
  readonly show: Partial<PanelAddress> | null;
  readonly isModelSet: boolean;
}

/** An image by its place in the workspace; the host needs no index to understand it. */
export interface AssetPlace {
  readonly folder: FolderId;
  readonly path: AssetPath;
}

/** What a button of the panel may make the host do. */
export const panelCommands = [
  'index',
  'pauseIndexing',
  'resumeIndexing',
  'cancelIndexing',
  'openFolder',
  'manageTrust',
  'openSettings',
  'useStarter',
  'restart',
  'showLog',
  'editLabels',
  'menu',
] as const;
export type PanelCommand = (typeof panelCommands)[number];

/** Bytes of a pasted or dropped image; more are refused. */
export const keptImageBytes = 20 * 1024 * 1024;

export type PanelQuestions = {
  readonly ready: readonly [null, PanelSetup];
  readonly open: readonly [AssetPlace & { readonly beside: boolean }, null];
  readonly reveal: readonly [AssetPlace, null];
  readonly copyPaths: readonly [{ readonly places: readonly AssetPlace[] }, null];
  readonly copyMarkdown: readonly [AssetPlace, null];
  /** Shows where texts use the image. */
  readonly references: readonly [AssetPlace, null];
  readonly run: readonly [{ readonly command: PanelCommand }, null];
  /** Lets the person choose an image file; null when they do not. */
  readonly chooseImage: readonly [null, LikeImage | null];
  /** Puts a new label into the labels file, in a group that the person chooses; null when they do not. */
  readonly createLabel: readonly [{ readonly name: string }, { readonly group: string } | null];
  /**
   * Merges images into one, after the person agreed; null where they did not. `id` names what can be undone, null where
   * nothing was changed.
   */
  readonly merge: readonly [
    { readonly folder: FolderId; readonly kept: AssetPath; readonly others: readonly AssetPath[] },
    { readonly id: string | null; readonly removed: number; readonly refused: number } | null,
  ];
  /** Undoes this merge, or one that the person chooses; null where they do not. */
  readonly undoMerge: readonly [
    { readonly id: string | null },
    { readonly restored: number; readonly left: number } | null,
  ];
  /** Pasted or dropped bytes, at most `keptImageBytes`, go to a temporary file. */
  readonly keepImage: readonly [{ readonly name: string; readonly bytes: Uint8Array }, LikeImage];
};

export type PanelEvents = {
  /** The host asks the panel to go somewhere. */
  readonly show: Partial<PanelAddress>;
  /** The workspace became trusted, or its folders or settings changed. */
  readonly setup: PanelSetup;
  /** The engine ended (`reason` says why) or may be connected to again (`reason` is null). */
  readonly engine: { readonly reason: string | null };
  /** An index run came to its end; `excluded` counts what rules and patterns left out, `settings` are those that may have. */
  readonly indexed: { readonly excluded: number; readonly settings: readonly string[] };
};

/**
 * A webview has one wire for two conversations; `to` says which one a message belongs to.
 * A new `connection` begins a new conversation: the page was loaded again, or the engine was.
 */
export interface PanelEnvelope {
  readonly to: 'host' | 'lens';
  readonly connection: string;
  readonly message: unknown;
}
