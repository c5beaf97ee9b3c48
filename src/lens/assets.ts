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
  readonly #byContent = new Map<ContentHash, AssetId | readonly AssetId[]>();
  readonly #gone = new Set<ContentHash>();
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
    let files = this.#byFolder.get(asset.folder);
    if (!files) this.#byFolder.set(asset.folder, (files = new Map<AssetPath, Asset>()));
    const earlier = files.get(asset.path);
    if (earlier) this.#unlink(earlier);
    const { folder, path, bytes, modified, hash, aspect } = asset;
    // The counter is the only source of AssetIds.
    const id = earlier?.id ?? (this.#nextId++ as AssetId);
    // Written out: a large folder brings all its rows before anything can be asked.
    const stored: Asset = { id, folder, path, bytes, modified, hash, aspect };
    files.set(asset.path, stored);
    this.#byId.set(stored.id, stored);
    this.#link(stored);
    this.#inOrder = undefined;
    return stored;
  }

  remove(folder: FolderId, path: AssetPath): void {
    const asset = this.at(folder, path);
    if (!asset) return;
    this.#byFolder.get(folder)?.delete(path);
    this.#byId.delete(asset.id);
    this.#unlink(asset);
    this.#inOrder = undefined;
  }

  clear(): void {
    this.#byId.clear();
    this.#byFolder.clear();
    for (const hash of this.#byContent.keys()) this.#gone.add(hash);
    this.#byContent.clear();
    this.#inOrder = undefined;
  }

  /** How many other assets hold the same bytes. */
  copiesOf(asset: Asset): number {
    return Math.max(0, this.withContent(asset.hash).length - 1);
  }

  /** The assets that hold these bytes. */
  withContent(hash: ContentHash): readonly Asset[] {
    const ids = this.#byContent.get(hash) ?? [];
    return (typeof ids === 'number' ? [ids] : ids).flatMap(id => this.#byId.get(id) ?? []);
  }

  /** The contents of all assets, in no order. */
  contents(): Iterable<ContentHash> {
    return this.#byContent.keys();
  }

  /** The contents that the last asset let go of since the last call. */
  takeGone(): ContentHash[] {
    const gone = [...this.#gone].filter(hash => !this.#byContent.has(hash));
    this.#gone.clear();
    return gone;
  }

  /** The assets of a folder, or of all, in no order. */
  inFolder(folder: FolderId | null): readonly Asset[] {
    return [...((folder === null ? this.#byId : this.#byFolder.get(folder))?.values() ?? [])];
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

  /** Most contents have one asset, which then takes no list. */
  #link({ hash, id }: Asset): void {
    const ids = this.#byContent.get(hash);
    if (ids === undefined) this.#byContent.set(hash, id);
    else this.#byContent.set(hash, typeof ids === 'number' ? [ids, id] : [...ids, id]);
  }

  #unlink({ hash, id }: Asset): void {
    const ids = this.#byContent.get(hash);
    const rest = typeof ids === 'number' || ids === undefined ? [] : ids.filter(other => other !== id);
    const [only] = rest;
    if (only === undefined) {
      this.#byContent.delete(hash);
      this.#gone.add(hash);
    } else {
      this.#byContent.set(hash, rest.length === 1 ? only : rest);
    }
  }
}

/** By code units: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
