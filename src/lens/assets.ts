/** The assets of all open folders in memory: small, and enough to answer without a look into the store. */
import type { AssetId, AssetPath, ContentHash, FolderId } from '../protocol/asset.ts';
import type { FileColumns } from '../catalog/fileColumns.ts';
import { hashWords } from '../search/rowsByHash.ts';
import { ContentIndex } from './contentIndex.ts';

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

/** The files of a folder as it opened: an asset is made of one when it is first asked for. */
class OpenedFolder {
  readonly #folder: FolderId;
  readonly #files: FileColumns;
  readonly #places: Uint32Array;
  readonly #firstId: number;

  constructor(folder: FolderId, files: FileColumns, places: Uint32Array, firstId: number) {
    this.#folder = folder;
    this.#files = files;
    this.#places = places;
    this.#firstId = firstId;
  }

  asset(id: number): Asset {
    const { path, bytes, modified, hash, aspect } = this.#files.file(this.#places[id - this.#firstId]!);
    // The table gives ids.
    return { id: id as AssetId, folder: this.#folder, path, bytes, modified, hash, aspect };
  }
}

/**
 * Ids are given once and never used again, so that a face may keep one while the table changes.
 * A folder that opens brings all its assets at once: what each is, and where, is put in order when it is first asked.
 */
export class AssetTable {
  /** By id, from the first id on; undefined where an asset is gone. */
  #byId: (Asset | OpenedFolder | undefined)[] = [];
  #firstId = 1;
  readonly #counts = new Map<FolderId, number>();
  readonly #byFolder = new Map<FolderId, Map<AssetPath, Asset>>();
  /** Of places in `#byId`. */
  #byContent = new ContentIndex();
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
    return this.#at(id - this.#firstId);
  }

  at(folder: FolderId, path: AssetPath): Asset | undefined {
    return this.#files(folder).get(path);
  }

  /** Adds an asset or replaces what is known of it; its id stays. */
  put({ folder, path, bytes, modified, hash, aspect }: Omit<Asset, 'id'>): Asset {
    const files = this.#files(folder);
    const earlier = files.get(path);
    if (earlier) this.#unlink(earlier);
    else this.#count(folder, 1);
    // The place at the end is the only source of AssetIds.
    const id = earlier?.id ?? ((this.#firstId + this.#byId.length) as AssetId);
    const stored: Asset = { id, folder, path, bytes, modified, hash, aspect };
    this.#byId[id - this.#firstId] = stored;
    files.set(path, stored);
    this.#byContent.add(id - this.#firstId, hash);
    this.#inOrder = undefined;
    return stored;
  }

  /** The first assets of a folder that has none: the files at some places of the columns. */
  fill(folder: FolderId, files: FileColumns, places: Uint32Array): void {
    const first = this.#byId.length;
    const opened = new OpenedFolder(folder, files, places, this.#firstId + first);
    for (let place = 0; place < places.length; place++) this.#byId.push(opened);
    const isAll = places.length === files.paths.length;
    this.#byContent.addMany(first, isAll ? files.hashes : rowsAt(files.hashes, places));
    this.#byFolder.delete(folder);
    this.#count(folder, places.length);
    this.#inOrder = undefined;
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
    for (const { hash } of this.inFolder(null)) this.#gone.add(hash);
    this.#firstId += this.#byId.length;
    this.#byId = [];
    this.#byContent = new ContentIndex();
    this.#byFolder.clear();
    this.#counts.clear();
    this.#size = 0;
    this.#inOrder = undefined;
  }

  /** How many other assets hold the same bytes. */
  copiesOf(asset: Asset): number {
    return Math.max(0, this.withContent(asset.hash).length - 1);
  }

  /** The assets that hold these bytes. */
  withContent(hash: ContentHash): readonly Asset[] {
    return this.#byContent.of(hash).flatMap(place => this.#at(place) ?? []);
  }

  /** The hashes of all assets, each as eight numbers that are valid until the next; a content may come again. */
  *contents(): Iterable<Uint32Array> {
    for (let place = 0; place < this.#byId.length; place++)
      if (this.#byId[place]) yield this.#byContent.wordsOf(place);
  }

  /** The contents that the last asset let go of since the last call. */
  takeGone(): ContentHash[] {
    const gone = [...this.#gone].filter(hash => !this.#byContent.has(hash));
    this.#gone.clear();
    return gone;
  }

  /** The assets of a folder, or of all, in no order. */
  inFolder(folder: FolderId | null): readonly Asset[] {
    const found: Asset[] = [];
    for (let place = 0; place < this.#byId.length; place++) {
      const asset = this.#at(place);
      if (asset && (folder === null || asset.folder === folder)) found.push(asset);
    }
    return found;
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

  #at(place: number): Asset | undefined {
    const found = this.#byId[place];
    if (!(found instanceof OpenedFolder)) return found;
    const asset = found.asset(this.#firstId + place);
    this.#byId[place] = asset;
    return asset;
  }

  #files(folder: FolderId): Map<AssetPath, Asset> {
    let files = this.#byFolder.get(folder);
    if (!files) {
      files = new Map(this.inFolder(folder).map(asset => [asset.path, asset]));
      this.#byFolder.set(folder, files);
    }
    return files;
  }

  #count(folder: FolderId, more: number): void {
    this.#counts.set(folder, this.countIn(folder) + more);
    this.#size += more;
  }

  #unlink({ hash, id }: Asset): void {
    this.#byContent.remove(id - this.#firstId);
    this.#gone.add(hash);
  }
}

/** The hashes at some places. */
function rowsAt(hashes: Uint32Array, places: Uint32Array): Uint32Array {
  const rows = new Uint32Array(places.length * hashWords);
  places.forEach((from, to) =>
    rows.set(hashes.subarray(from * hashWords, (from + 1) * hashWords), to * hashWords),
  );
  return rows;
}

/** By code units: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
