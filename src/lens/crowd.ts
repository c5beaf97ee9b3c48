/** The images that a label's usual scores are told from: a fixed sample, so that the same folder gives the same tags. */
import type { ContentHash, FolderId } from '../protocol/asset.ts';
import { mostForBackground } from '../tags/background.ts';
import { type AssetTable, compareText } from './assets.ts';

export class Crowds {
  readonly #assets: AssetTable;
  readonly #known = new Map<
    FolderId,
    { readonly order: readonly unknown[]; readonly hashes: readonly ContentHash[] }
  >();

  constructor(assets: AssetTable) {
    this.#assets = assets;
  }

  /**
   * Contents of a folder, each once: those with the least digests, which is a fair sample, the same on every machine,
   * and nearly the same after a change.
   */
  of(folder: FolderId): readonly ContentHash[] {
    // The table makes another list whenever it changes.
    const order = this.#assets.inOrder();
    const known = this.#known.get(folder);
    if (known?.order === order) return known.hashes;
    const all = new Set(this.#assets.inFolder(folder).map(({ hash }) => hash));
    const hashes = [...all].sort(compareText).slice(0, mostForBackground);
    this.#known.set(folder, { order, hashes });
    return hashes;
  }
}
