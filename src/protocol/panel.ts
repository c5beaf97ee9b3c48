/** The panel's talk with the extension host. What it asks of the Lens passes through the host unread. */
import type { AssetId } from './asset.ts';

/** What the tab keeps across a reload: where the person was, never data. */
export interface PanelAddress {
  readonly mode: 'all' | 'search' | 'duplicates' | 'problems';
  readonly text: string;
  readonly like: AssetId | null;
  readonly label: string | null;
  readonly rowHeight: number;
  readonly scrollTop: number;
  readonly details: boolean;
}

/** Given at `ready`; the panel builds the addresses of pictures from it. */
export interface PanelSetup {
  /** Folder id → base URI, without a trailing slash. */
  readonly folders: Readonly<Record<string, string>>;
  readonly thumbnails: string;
  readonly trusted: boolean;
  /** Translations of the panel's words; empty for English. */
  readonly words: Readonly<Record<string, string>>;
  readonly address: PanelAddress | null;
}

export type PanelQuestions = {
  readonly ready: readonly [null, PanelSetup];
  readonly open: readonly [{ readonly asset: AssetId; readonly beside: boolean }, null];
  readonly reveal: readonly [{ readonly asset: AssetId }, null];
  readonly copyPaths: readonly [{ readonly assets: readonly AssetId[] }, null];
  /** Runs one of our commands by its id without the prefix, for example `index`. */
  readonly run: readonly [{ readonly command: string }, null];
  /** Lets the person choose an image file; null when they do not. */
  readonly chooseImage: readonly [null, string | null];
  /** Pasted or dropped bytes, at most 20 MB, go to a temporary file. */
  readonly keepImage: readonly [{ readonly name: string; readonly bytes: Uint8Array }, string];
  readonly remember: readonly [PanelAddress, null];
};

export type PanelEvents = {
  /** The host asks the panel to go somewhere. */
  readonly show: Partial<PanelAddress> & { readonly likeFile?: string };
};

/** A webview has one wire for two conversations; this says which one a message belongs to. */
export interface PanelEnvelope {
  readonly to: 'host' | 'lens';
  readonly message: unknown;
}
