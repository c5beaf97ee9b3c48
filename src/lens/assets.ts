/** The assets of all open folders in memory: small, and enough to answer without a look into the store. */
import type { AssetId, AssetPath, ContentHash, FolderId } from '../protocol/asset.ts';

export interface Asset {
  readonly id: AssetId;
  readonly folder: FolderId;
  readonly path: AssetPath;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  readonly hash: ContentHash;
  /** Width over height. */
  readonly aspect: number;
}

/** Ids are given once and never used again, so that a face may keep one while the table changes. */
export class AssetTable {
  readonly #byId = new Map<AssetId, Asset>();
  readonly #byFolder = new Map<FolderId, Map<AssetPath, Asset>>();
  readonly #copies = new Map<ContentHash, number>();
  #inOrder: readonly Asset[] | undefined;
  #nextId = 1;

  get size(): number {
    return this.#byId.size;
  }

  countIn(folder: FolderId): number {
    return this.#byFolder.get(folder)?.size ?? 0;
  }

  pathsIn(folder: FolderId): AssetPath[] {
    return [...(this.#byFolder.get(folder)?.keys() ?? [])];
  }

  get(id: AssetId): Asset | undefined {
    return this.#byId.get(id);
  }

  at(folder: FolderId, path: AssetPath): Asset | undefined {
    return this.#byFolder.get(folder)?.get(path);
  }

  /** Adds an asset or replaces what is known of it; its id stays. */
  put(asset: Omit<Asset, 'id'>): Asset {
    const files = this.#byFolder.get(asset.folder) ?? new Map<AssetPath, Asset>();
    this.#byFolder.set(asset.folder, files);
    const earlier = files.get(asset.path);
    if (earlier) this.#count(earlier.hash, -1);
    // The counter is the only source of AssetIds.
    const stored: Asset = { ...asset, id: earlier?.id ?? (this.#nextId++ as AssetId) };
    files.set(asset.path, stored);
    this.#byId.set(stored.id, stored);
    this.#count(stored.hash, 1);
    this.#inOrder = undefined;
    return stored;
  }

  remove(folder: FolderId, path: AssetPath): void {
    const asset = this.at(folder, path);
    if (!asset) return;
    this.#byFolder.get(folder)?.delete(path);
    this.#byId.delete(asset.id);
    this.#count(asset.hash, -1);
    this.#inOrder = undefined;
  }

  clear(): void {
    this.#byId.clear();
    this.#byFolder.clear();
    this.#copies.clear();
    this.#inOrder = undefined;
  }

  /** How many other assets hold the same bytes. */
  copiesOf(asset: Asset): number {
    return (this.#copies.get(asset.hash) ?? 1) - 1;
  }

  /** All assets, by folder, then by directory, the newest change first. */
  inOrder(): readonly Asset[] {
    if (!this.#inOrder) {
      const folderRank = new Map([...this.#byFolder.keys()].map((id, rank) => [id, rank]));
      const keyed = [...this.#byId.values()].map(asset => ({
        asset,
        rank: folderRank.get(asset.folder) ?? 0,
        directory: asset.path.slice(0, asset.path.lastIndexOf('/') + 1),
      }));
      keyed.sort(
        (a, b) =>
          a.rank - b.rank ||
          compareText(a.directory, b.directory) ||
          b.asset.modified - a.asset.modified ||
          compareText(a.asset.path, b.asset.path),
      );
      this.#inOrder = keyed.map(({ asset }) => asset);
    }
    return this.#inOrder;
  }

  #count(hash: ContentHash, change: number): void {
    const count = (this.#copies.get(hash) ?? 0) + change;
    if (count > 0) this.#copies.set(hash, count);
    else this.#copies.delete(hash);
  }
}

/** By code units: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
