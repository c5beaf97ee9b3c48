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

/**
 * Ids are given once and never used again, so that a face may keep one while the table changes.
 * A folder that opens brings all its assets at once: where they are and what they hold is put in order when it is first asked.
 */
export class AssetTable {
  /** By id, from the first id on; undefined where an asset is gone. */
  #byId: (Asset | undefined)[] = [];
  #firstId = 1;
  readonly #counts = new Map<FolderId, number>();
  readonly #byFolder = new Map<FolderId, Map<AssetPath, Asset>>();
  #byContent: Map<ContentHash, AssetId | readonly AssetId[]> | undefined;
  readonly #gone = new Set<ContentHash>();
  #inOrder: readonly Asset[] | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  countIn(folder: FolderId): number {
    return this.#counts.get(folder) ?? 0;
  }

  pathsIn(folder: FolderId): AssetPath[] {
    return [...this.#files(folder).keys()];
  }

  get(id: AssetId): Asset | undefined {
    return this.#byId[id - this.#firstId];
  }

  at(folder: FolderId, path: AssetPath): Asset | undefined {
    return this.#files(folder).get(path);
  }

  /** Adds an asset or replaces what is known of it; its id stays. */
  put(asset: Omit<Asset, 'id'>): Asset {
    // Both orders as they are before it: one that is made afterwards would have it already.
    const files = this.#files(asset.folder);
    const contents = this.#contents;
    const earlier = files.get(asset.path);
    if (earlier) this.#unlink(earlier);
    const stored = earlier ? this.#store(earlier.id, asset) : this.#add(asset);
    files.set(stored.path, stored);
    this.#link(contents, stored);
    return stored;
  }

  /** The first assets of a folder that has none, each path once. */
  fill(folder: FolderId, assets: readonly Omit<Asset, 'id'>[]): void {
    this.#byFolder.delete(folder);
    this.#byContent = undefined;
    for (const asset of assets) this.#add(asset);
  }

  remove(folder: FolderId, path: AssetPath): void {
    const asset = this.at(folder, path);
    if (!asset) return;
    this.#unlink(asset);
    this.#files(folder).delete(path);
    this.#byId[asset.id - this.#firstId] = undefined;
    this.#count(folder, -1);
    this.#inOrder = undefined;
  }

  clear(): void {
    for (const asset of this.inFolder(null)) this.#gone.add(asset.hash);
    this.#firstId += this.#byId.length;
    this.#byId = [];
    this.#size = 0;
    this.#counts.clear();
    this.#byFolder.clear();
    this.#byContent = undefined;
    this.#inOrder = undefined;
  }

  /** How many other assets hold the same bytes. */
  copiesOf(asset: Asset): number {
    return Math.max(0, this.withContent(asset.hash).length - 1);
  }

  /** The assets that hold these bytes. */
  withContent(hash: ContentHash): readonly Asset[] {
    const ids = this.#contents.get(hash) ?? [];
    return (typeof ids === 'number' ? [ids] : ids).flatMap(id => this.get(id) ?? []);
  }

  /** The contents that the last asset let go of since the last call. */
  takeGone(): ContentHash[] {
    if (this.#gone.size === 0) return [];
    const gone = [...this.#gone].filter(hash => !this.#contents.has(hash));
    this.#gone.clear();
    return gone;
  }

  /** The assets of a folder, or of all, in no order. */
  inFolder(folder: FolderId | null): readonly Asset[] {
    return this.#byId.filter(
      (asset): asset is Asset => asset !== undefined && (folder === null || asset.folder === folder),
    );
  }

  /** All assets, by folder, then by directory, the newest change first. */
  inOrder(): readonly Asset[] {
    if (!this.#inOrder) {
      const folderRank = new Map([...this.#counts.keys()].map((id, rank) => [id, rank]));
      const keyed = this.inFolder(null).map(asset => ({
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

  #files(folder: FolderId): Map<AssetPath, Asset> {
    let files = this.#byFolder.get(folder);
    if (!files) {
      files = new Map(this.inFolder(folder).map(asset => [asset.path, asset]));
      this.#byFolder.set(folder, files);
    }
    return files;
  }

  get #contents(): Map<ContentHash, AssetId | readonly AssetId[]> {
    if (!this.#byContent) {
      this.#byContent = new Map();
      for (const asset of this.#byId) if (asset) this.#link(this.#byContent, asset);
    }
    return this.#byContent;
  }

  #add(asset: Omit<Asset, 'id'>): Asset {
    this.#count(asset.folder, 1);
    // The place at the end is the only source of AssetIds.
    return this.#store((this.#firstId + this.#byId.length) as AssetId, asset);
  }

  #store(id: AssetId, { folder, path, bytes, modified, hash, aspect }: Omit<Asset, 'id'>): Asset {
    const stored: Asset = { id, folder, path, bytes, modified, hash, aspect };
    this.#byId[id - this.#firstId] = stored;
    this.#inOrder = undefined;
    return stored;
  }

  #count(folder: FolderId, more: 1 | -1): void {
    this.#counts.set(folder, this.countIn(folder) + more);
    this.#size += more;
  }

  /** Most contents have one asset, which then takes no list. */
  #link(contents: Map<ContentHash, AssetId | readonly AssetId[]>, { hash, id }: Asset): void {
    const ids = contents.get(hash);
    if (ids === undefined) contents.set(hash, id);
    else contents.set(hash, typeof ids === 'number' ? [ids, id] : [...ids, id]);
  }

  #unlink({ hash, id }: Asset): void {
    const contents = this.#contents;
    const ids = contents.get(hash);
    const rest = typeof ids === 'number' || ids === undefined ? [] : ids.filter(other => other !== id);
    const [only] = rest;
    if (only === undefined) {
      contents.delete(hash);
      this.#gone.add(hash);
    } else {
      contents.set(hash, rest.length === 1 ? only : rest);
    }
  }
}

/** By code units: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
